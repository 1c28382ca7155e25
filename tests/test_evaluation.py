"""Alignment quality against a folder of gold, by service and by command."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import Result
from stubs import StubEncoder, parallel_text

from tm.app import jsonform
from tm.app.evaluation import Evaluation, evaluate_gold

Call = Callable[..., Result]
COUNT = 8


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A text and its translation, a line a sentence, with the raw texts beside; one line is not translated."""
    zh, en = parallel_text(COUNT)
    kept = [j for j in range(COUNT) if j != 4]
    folder = tmp_path / "gold"
    folder.mkdir()
    for lang, lines in (("zh", zh), ("en", [en[j] for j in kept])):
        for suffix in ("sents", "txt"):
            (folder / f"a.{lang}.{suffix}").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    beads = [f"[{i}]:[{kept.index(i) if i in kept else ''}]" for i in range(COUNT)]
    (folder / "a.gold").write_text("\n".join(beads), "utf-8")
    return folder


@pytest.fixture
def report(gold: Path) -> Evaluation:
    return evaluate_gold([gold], encoder=StubEncoder())


def test_both_ways_of_aligning_are_measured_alike(report: Evaluation) -> None:
    """One sentence a line: what is given and what is read from the raw pages are the same."""
    assert report.raw is not None
    assert report.given.strict.gold == report.raw.strict.gold == COUNT - 1
    assert report.given.types == report.raw.types
    assert {row.type: row.gold for row in report.given.types if row.gold} == {"1-1": COUNT - 1, "1-0": 1}
    assert sum(row.beads for row in report.raw.calibration) == report.raw.strict.proposed


def test_without_raw_texts_only_given_sentences_are_measured(gold: Path) -> None:
    """And the JSON says null."""
    for path in gold.glob("*.txt"):
        path.unlink()
    found = evaluate_gold([gold], encoder=StubEncoder())
    assert found.raw is None
    assert jsonform.evaluation(found)["raw"] is None


def test_the_command_shows_all_there_is(gold: Path, stub_encoder: None, call: Call, report: Evaluation) -> None:
    """Shares beside counts in JSON; types and calibration of both ways on the terminal."""
    shape = json.loads(call("tm", "evaluate", str(gold), "--json").out)
    assert shape["given"]["strict"]["f1"] == pytest.approx(report.given.strict.f1)
    assert shape["raw"]["types"][0].keys() == {"type", "gold", "proposed", "right", "precision", "recall"}
    shown = call("tm", "evaluate", str(gold)).out
    assert shown.count("errors in the least confident tenth") == 2
    assert shown.count("1-1") == 2


def test_a_folder_without_gold_is_an_input_error(tmp_path: Path, stub_encoder: None, call: Call) -> None:
    """It says what would be gold."""
    found = call("tm", "evaluate", str(tmp_path))
    assert (found.code, "holds no gold alignment" in found.err) == (3, True)
