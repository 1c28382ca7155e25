"""Encoders without a model: what is said when there is none, and any encoder as one of spans."""

import re
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.app import cli, door
from tm.encode.arrays import sum_runs, unit_rows
from tm.encode.builtin import BuiltinEncoder
from tm.encode.choose import choose_encoder
from tm.encode.encoder import Averaged, SpanEncoder, span_encoder, split_clauses
from tm.encode.transformers import SentenceTransformerEncoder
from tm.errors import ModelUnavailable

SENTENCES = ["山村通了公路，果农第一次把鲜果卖到省城；", "好", "", "He came home early, cooked supper, and slept."]
MIXED_TEXT = st.text(alphabet="，。！？；：、,.!?;:—…”’」』\"')）“ab村路 \n\u3000")


class StubEncoder:
    """The counts of a text's characters over 32 buckets, brought to norm 1."""

    name = "stub"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        matrix = np.zeros((len(texts), 32), np.float32)
        for row, text in zip(matrix, texts, strict=True):
            for char in text:
                row[zlib.crc32(char.encode()) % 32] += 1
        return unit_rows(matrix)


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the transformers extra, whatever this one has."""
    for name in ("sentence_transformers", "transformers", "huggingface_hub"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    table = tmp_path / "pairs.tsv"
    table.write_text("source\ttarget\n公路通了。\tThe road is open.\n", "utf-8")
    assert door.run(cli.commands, ["import", str(table), "--memory", str(tmp_path / "memory.tmdb")]) == 0
    return tmp_path / "memory.tmdb"


@pytest.mark.usefixtures("no_package")
def test_a_model_without_its_package_names_the_install_command() -> None:
    """The encoder can be made and named; the first text asks for the package."""
    encoder = SentenceTransformerEncoder("LaBSE")
    assert encoder.name == "LaBSE"
    with pytest.raises(ModelUnavailable, match=re.escape('pip install "duizhao[transformers]"')):
        encoder.encode(["公路"])


@pytest.mark.usefixtures("no_package")
def test_the_command_line_exits_5_without_the_package(memory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the install command on stderr, nothing on stdout; a lookup by form needs no model and succeeds."""
    lookup = ["lookup", "公路通了。", "--memory", str(memory), "--encoder", "LaBSE"]
    assert door.run(cli.commands, lookup) == 0
    capsys.readouterr()
    assert door.run(cli.commands, [*lookup, "--meaning", "--json"]) == 5
    captured = capsys.readouterr()
    assert captured.out == ""
    assert 'pip install "duizhao[transformers]"' in " ".join(captured.err.split())


def test_aligning_without_the_package_exits_5_and_writes_nothing(tmp_path: Path) -> None:
    """In a process of its own, as a user meets it: the package is hidden by an import that fails."""
    (tmp_path / "sentence_transformers.py").write_text("raise ImportError('hidden')", "utf-8")
    (tmp_path / "a.zh.txt").write_text("公路通了。果农笑了。", "utf-8")
    (tmp_path / "a.en.txt").write_text("The road is open. The growers smile.", "utf-8")
    code = "import sys; sys.path.insert(0, ''); from tm.app.cli import main; sys.argv[0] = 'tm'; main()"
    arguments = ["align", "a.zh.txt", "a.en.txt", "-o", "a.tmx", "--encoder", "LaBSE"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (5, "")
    assert "duizhao[transformers]" in " ".join(done.stderr.split())
    assert not (tmp_path / "a.tmx").exists()


def test_a_folder_that_is_no_model_is_not_read(tmp_path: Path) -> None:
    """Its files are nobody's weights: it keeps the name given and changes in it do not matter."""
    (tmp_path / "notes.txt").write_text("one", "utf-8")
    assert SentenceTransformerEncoder(str(tmp_path)).name == str(tmp_path)


def test_a_model_folder_is_named_by_its_content(tmp_path: Path) -> None:
    """Equal content gives an equal name; a changed, added or renamed file another one; hidden files do not count."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "modules.json").write_text("[]", "utf-8")
    weights = bytearray(range(256)) * 40_000
    names = [_name(folder)]
    for at in (0, len(weights) - 1):
        weights[at] ^= 1
        (folder / "weights").write_bytes(weights)
        names.append(_name(folder))
    (folder / "weights").rename(folder / "renamed")
    names.append(_name(folder))
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("model-[0-9a-f]{12}", name) for name in names)
    (folder / ".cache").mkdir()
    (folder / ".cache" / "lock").write_text("1", "utf-8")
    assert _name(folder) == names[-1]


def _name(folder: Path) -> str:
    return SentenceTransformerEncoder(str(folder)).name


def test_the_setting_chooses_the_encoder() -> None:
    """`builtin` is the one inside the package; any other value is a model's name or folder."""
    assert isinstance(choose_encoder("builtin"), BuiltinEncoder)
    assert choose_encoder("builtin") is choose_encoder("builtin")  # loaded once, however often it is chosen
    assert isinstance(choose_encoder("LaBSE"), SentenceTransformerEncoder)


def test_only_encoders_without_spans_of_their_own_are_averaged() -> None:
    """The built-in one is additive by itself; the averaging view keeps the name and the vectors of its encoder."""
    builtin, stub = choose_encoder("builtin"), StubEncoder()
    assert span_encoder(builtin) is builtin
    averaged = span_encoder(stub)
    assert isinstance(averaged, Averaged)
    assert isinstance(averaged, SpanEncoder)
    assert averaged.name == "stub"
    np.testing.assert_array_equal(averaged.encode(SENTENCES), stub.encode(SENTENCES))


def test_parts_hold_every_clause_of_every_sentence() -> None:
    """Clauses in text order, each weighing its characters; an empty sentence has one empty clause."""
    parts = Averaged(StubEncoder()).parts(SENTENCES)
    clauses = [split_clauses(sentence) for sentence in SENTENCES]
    assert np.diff(parts.clause_start).tolist() == [len(row) for row in clauses] == [2, 1, 1, 3]
    assert parts.clause_tokens.tolist() == [len(clause) for row in clauses for clause in row]
    assert parts.clauses.shape == (7, 32)
    assert parts.edges.shape == (4, 32)
    assert not parts.edges.any()


def test_no_text_has_no_parts() -> None:
    """Of the encoder's dimension all the same."""
    parts = Averaged(StubEncoder()).parts([])
    assert parts.clauses.shape == parts.edges.shape == (0, 32)
    assert parts.clause_start.tolist() == [0]


def test_the_vector_of_a_span_is_the_mean_of_its_clauses_by_length() -> None:
    """Of a sentence and of a run of sentences alike; a span without text stays zero."""
    encoder = Averaged(StubEncoder())
    parts = encoder.parts(SENTENCES)
    for first, last in ((0, 1), (3, 4), (0, 4), (2, 3)):
        inside = slice(parts.clause_start[first], parts.clause_start[last])
        clauses = [clause for sentence in SENTENCES[first:last] for clause in split_clauses(sentence)]
        weights = [len(clause) for clause in clauses]
        tokens = parts.clause_tokens[inside].sum(keepdims=True)
        (vector,) = encoder.vectors(parts.clauses[inside].sum(axis=0, keepdims=True), tokens)
        expected = np.average(StubEncoder().encode(clauses), axis=0, weights=weights) if any(weights) else np.zeros(32)
        np.testing.assert_allclose(vector, expected / max(np.linalg.norm(expected), 1e-6), atol=1e-6)


@given(MIXED_TEXT)
def test_clauses_lose_nothing(text: str) -> None:
    """Together they are the text; there is at least one, and none is short unless it is the only one."""
    clauses = split_clauses(text)
    assert "".join(clauses) == text
    assert clauses
    assert len(clauses) == 1 or all(len(clause) >= 6 for clause in clauses)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("山村通了公路，果农把鲜果卖到省城。", ["山村通了公路，", "果农把鲜果卖到省城。"]),
        ("他说：“路通了！”大家都笑了起来。", ["他说：“路通了！”", "大家都笑了起来。"]),
        ("……山村通了公路，果农把鲜果卖到省城。", ["……山村通了公路，", "果农把鲜果卖到省城。"]),
        ("The road, at last, was open; growers smiled.", ["The road,", " at last,", " was open;", " growers smiled."]),
        ("……", ["……"]),
    ],
    ids=["comma", "closing-quote", "mark-in-front", "english", "marks-only"],
)
def test_sentences_are_cut_after_punctuation(text: str, clauses: list[str]) -> None:
    """Closing quotes and brackets stay with what they close; what is too short joins the clause before."""
    assert split_clauses(text) == clauses


@given(st.lists(st.integers(1, 5) | st.integers(60, 70) | st.just(200), min_size=1, max_size=8), st.integers(0, 99))
def test_the_sum_of_a_run_is_that_of_its_rows(counts: list[int], seed: int) -> None:
    """Short runs and long ones, whatever stands beside them."""
    rows = np.random.default_rng(seed).normal(size=(sum(counts), 3)).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    expected = [run.sum(axis=0) for run in np.split(rows, starts[1:])]
    np.testing.assert_allclose(sum_runs(rows, starts), expected, atol=1e-4)
