"""Models of the Sentence Transformers library, run for real: by folder, by hub cache, through the command line."""

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_model import save_model

from tm.align.evaluate import lax_score
from tm.align.gold import GoldDocument
from tm.app import cli, door
from tm.encode.choose import choose_encoder
from tm.encode.transformers import SentenceTransformerEncoder
from tm.errors import ModelUnavailable

pytestmark = pytest.mark.model
pytest.importorskip("sentence_transformers")

SEEDS = Path(__file__).parent.parent.parent / "seeds"
QUESTION = "Where do the guests sleep?"


def run(capsys: pytest.CaptureFixture[str], *arguments: object, ends: int = 0) -> list[dict[str, Any]]:
    """The objects that a command prints, one a line; it must end with that exit code."""
    capsys.readouterr()
    code = door.run(cli.commands, [str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert code == ends, captured.err
    return [json.loads(line) for line in captured.out.splitlines()]


def aligned_f1(capsys: pytest.CaptureFixture[str], document: GoldDocument, model: str, *, ends: int = 0) -> float:
    sides = [SEEDS / f"{document.name}.{side}.sents" for side in ("zh", "en")]
    (printed,) = run(capsys, "align", *sides, "--sentences", "--encoder", model, "--json", ends=ends)
    return lax_score(document.beads, [(tuple(b["source"]), tuple(b["target"])) for b in printed["beads"]]).f1


@pytest.fixture
def memory(tmp_path: Path, held_out_pairs: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]) -> Path:
    """The Chinese of the held-out article, with numbers for translations: only meaning leads there from English."""
    table = tmp_path / "numbered.tsv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t")
        rows.writerow(["source", "target", "source_lang", "target_lang"])
        rows.writerows([source, f"Number {n}", "zh-CN", "en-US"] for n, (source, _) in enumerate(held_out_pairs))
    path = tmp_path / "memory.tmdb"
    (report,) = run(capsys, "import", table, "--memory", path, "--json")
    assert report["added"] == len(held_out_pairs)
    return path


def test_vectors_have_norm_1_and_do_not_depend_on_the_batch(learnt: str, held_out_pairs: list[tuple[str, str]]) -> None:
    """One row a text, float32, the same alone as among others; no text gives no row, an unknown one a zero row."""
    encoder = SentenceTransformerEncoder(learnt)
    texts = [text for pair in held_out_pairs for text in pair]
    matrix = encoder.encode(texts)
    assert matrix.dtype == np.float32
    assert matrix.shape == (len(texts), 64)
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.concatenate([encoder.encode([text]) for text in texts[:9]]), matrix[:9], atol=1e-5)
    assert encoder.encode([]).shape == (0, 64)
    assert not encoder.encode([""]).any()


def test_a_translation_lies_near_what_it_translates(learnt: str, held_out_pairs: list[tuple[str, str]]) -> None:
    """Among all sentences of an article the model never saw, most English ones are nearest to their Chinese."""
    encoder = SentenceTransformerEncoder(learnt)
    sides = [encoder.encode(side) for side in zip(*held_out_pairs, strict=True)]
    source, target = (side - side.mean(axis=0) for side in sides)
    nearest = (target @ source.T).argmax(axis=1)
    assert (nearest == np.arange(len(nearest))).mean() > 0.4


def test_the_command_line_aligns_by_a_model_folder(
    learnt: str, made_up: str, held_out: GoldDocument, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model that knows the languages aligns an article it never saw; one of chance vectors does not, and says so."""
    assert aligned_f1(capsys, held_out, learnt) > 0.93
    assert aligned_f1(capsys, held_out, made_up, ends=door.PROBLEMS) < 0.9


def test_raw_files_align_by_a_model_folder(
    learnt: str, held_out: GoldDocument, capsys: pytest.CaptureFixture[str]
) -> None:
    """Read, cleaned and split by the project, every sentence in one bead, most beads believed."""
    (printed,) = run(capsys, "align", held_out.source_path, held_out.target_path, "--encoder", learnt, "--json")
    for side in ("source", "target"):
        covered = [index for bead in printed["beads"] for index in bead[side]]
        assert covered == list(range(len(printed[side]["segments"])))
    confidences = [bead["confidence"] for bead in printed["beads"] if bead["source"] and bead["target"]]
    assert np.median(confidences) > 0.8


def test_a_question_finds_the_unit_across_languages(
    learnt: str, memory: Path, held_out_pairs: list[tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """English asks, the memory knows the sentence in Chinese only; for most its number is among the five best."""
    questions = [target for _, target in held_out_pairs]
    answers = run(
        capsys, "lookup", "--meaning", "--encoder", learnt, "--memory", memory, "-s", "en-US", "--json", *questions
    )
    found = [
        f"Number {number}" in [match["source"] for match in answer["matches"] if match["kind"] == "meaning"]
        for number, answer in enumerate(answers)
    ]
    assert np.mean(found) > 0.6


def test_vectors_of_two_models_never_meet(
    learnt: str, made_up: str, memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each model has a cache of its own beside the memory, and keeps it."""
    options = ("--meaning", "--memory", memory, "--json", QUESTION)
    for model in (learnt, made_up, learnt):
        run(capsys, "lookup", "--encoder", model, *options)
    caches = sorted(memory.parent.glob("*.npz"))
    names = [json.loads(str(np.load(cache)["meta"]))["encoder"] for cache in caches]
    assert sorted(names) == sorted(SentenceTransformerEncoder(model).name for model in (learnt, made_up))


def test_a_model_trained_on_gets_another_name(
    learnt: str, tokenizer: Any, vectors: np.ndarray, tmp_path: Path, memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One number of its weights tells; the vectors of before stay in a cache that it does not read."""
    folder = shutil.copytree(learnt, tmp_path / "model")
    before = SentenceTransformerEncoder(str(folder)).name
    assert SentenceTransformerEncoder(str(folder)).name == before
    run(capsys, "lookup", "--meaning", "--encoder", folder, "--memory", memory, "--json", QUESTION)
    vectors = vectors.copy()
    vectors[len(vectors) // 2, 0] += 0.5
    save_model(tokenizer, vectors, folder)
    assert SentenceTransformerEncoder(str(folder)).name != before
    run(capsys, "lookup", "--meaning", "--encoder", folder, "--memory", memory, "--json", QUESTION)
    assert len(list(memory.parent.glob("*.npz"))) == 2


def test_the_model_is_loaded_when_the_first_text_is_encoded(learnt: str, memory: Path) -> None:
    """Not to choose it, not to name it, not for a lookup by form."""
    code = (
        "import sys\n"
        "from tm.app import cli, door\n"
        "from tm.encode.choose import choose_encoder\n"
        "heavy = lambda: [name for name in ('torch', 'sentence_transformers') if name in sys.modules]\n"
        "encoder = choose_encoder(sys.argv[1]); assert encoder.name; assert not heavy()\n"
        "assert door.run(cli.commands, ['lookup', '--encoder', sys.argv[1], '--memory', sys.argv[2], '村民']) == 0\n"
        "assert not heavy()\n"
        "encoder.encode(['村民']); assert len(heavy()) == 2\n"
    )
    subprocess.run([sys.executable, "-c", code, learnt, str(memory)], check=True, capture_output=True)


def test_loading_says_nothing(learnt: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither stdout, which is data, nor stderr, where our own progress is shown."""
    SentenceTransformerEncoder(learnt).encode(["村民"])
    assert capfd.readouterr() == ("", "")


def test_a_hub_name_is_served_from_the_local_cache_without_the_network(
    learnt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stored name holds the revision; a name without an organisation is the library's own."""
    revision = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--sentence-transformers--tiny"
    shutil.copytree(learnt, repository / "snapshots" / revision)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(revision)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    expected = SentenceTransformerEncoder(learnt).encode(["村民"])
    for name in ("sentence-transformers/tiny", "tiny"):
        encoder = SentenceTransformerEncoder(name)
        assert encoder.name == f"{name}@0123456789ab"
        np.testing.assert_array_equal(encoder.encode(["村民"]), expected)


@pytest.mark.parametrize("name", ["sentence-transformers/absent", "absent", "a/b/c", "no such name"])
def test_a_name_that_is_not_on_this_machine_is_refused_without_the_network(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says how to bring the model here."""
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    with pytest.raises(ModelUnavailable, match="hf download"):
        SentenceTransformerEncoder(name).encode(["村民"])


@pytest.mark.parametrize("file", ["modules.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("keep", [0, 100])
def test_a_damaged_model_is_named(
    file: str, keep: int, learnt: str, tmp_path: Path, memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever file was cut off, the exit code is that of a missing model and the message names the folder."""
    folder = shutil.copytree(learnt, tmp_path / "model")
    os.truncate(folder / file, keep)
    arguments = ["lookup", "--meaning", "--encoder", str(folder), "--memory", str(memory), QUESTION]
    assert door.run(cli.commands, arguments) == 5
    assert "cannot be loaded" in " ".join(capsys.readouterr().err.split())


def test_a_model_that_brings_code_of_its_own_is_refused(learnt: str, tmp_path: Path) -> None:
    """A folder is data: a class that its modules.json names is not imported from it."""
    folder = shutil.copytree(learnt, tmp_path / "model")
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    modules[0]["type"] = "own.Module"
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", "utf-8")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        choose_encoder(str(folder)).encode(["村民"])
    assert not (tmp_path / "ran").exists()


def test_a_refusal_that_is_swallowed_is_still_seen(network: list[object]) -> None:
    """The guard of these tests itself: an address asked for is noted."""
    with pytest.raises(OSError, match="out of bounds"):
        socket.create_connection(("192.0.2.1", 80))
    assert len(network) == 1
    network.clear()
