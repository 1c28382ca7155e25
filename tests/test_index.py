"""The index file: the lists of pairs, the budget, and what it needs to be read."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.lookup import index
from tm.lookup.forms import Candidate, form
from tm.lookup.index import FACTORS, POSTINGS, DamagedIndex, FormIndex, file_parts, open_index, pair_slot
from tm.lookup.journal import Moment
from tm.lookup.postings import build
from tm.lookup.tally import Tally, gatherer, most_shared

MOMENT = Moment("a", "a.1.b", 1, 1, 1, "")
ROOT = Path(__file__).parent.parent


def made(texts: Sequence[str]) -> FormIndex:
    sections = build(((rowid, False), text) for rowid, text in enumerate(texts, 1))
    return FormIndex(b"".join(file_parts(sections, MOMENT)))


def found(kept: FormIndex, query: str, minimum: int) -> list[Candidate]:
    hits = kept.search(form(query), minimum)
    return [Candidate(rowid, turned, hit.percent) for hit in hits for rowid, turned in kept.sides(hit.number)]


@given(st.integers(0, 0x10FFFF), st.integers(0, 0x10FFFF), st.integers(10, 22))
def test_slots_are_the_same_over_numbers_and_arrays(first: int, second: int, bits: int) -> None:
    """The search computes by Python what the making computed by NumPy."""
    slots = np.array([first], np.uint64) * np.uint64(FACTORS[0])
    slots = (slots + np.array([second], np.uint64)) * np.uint64(FACTORS[1]) >> np.uint64(64 - bits)
    assert slots[0] == pair_slot(first, second, bits)


def test_equal_forms_are_kept_once() -> None:
    """A text that stands in many units is compared once, and all its units are found."""
    kept = made(["市场", "市場", "农村", "市场"])
    assert len(kept) == 2
    assert found(kept, "市场", 50) == [Candidate(rowid, False, 100) for rowid in (1, 2, 4)]


@pytest.mark.parametrize("tally", [most_shared, None])
def test_within_the_budget_the_best_are_kept(tally: Tally | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more texts share a pair than may be compared, those that share most are; by arrays as well."""
    monkeypatch.setattr(index, "COMPARED_SHARE", POSTINGS // 5)
    if tally:
        monkeypatch.setattr(index, "array_tally", lambda size: tally)
    texts = [f"第{number}号" for number in range(200)] + ["第七号文件在此", "第七号文件"]
    hits = found(made(texts), "第七号文件", 50)
    assert max(hits, key=lambda hit: hit.percent) == Candidate(202, False, 100)
    assert len(hits) <= 5
    assert Candidate(201, False, 71) in hits


def test_long_lists_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the budget only the lists of the rarest pairs are."""
    monkeypatch.setattr(index, "POSTINGS", 10)
    monkeypatch.setattr(index, "POSTINGS_ROOT", 0)
    monkeypatch.setattr(index, "COMPARED_SHARE", 1)
    monkeypatch.setattr(index, "SURE_LISTS", 1)
    texts = [f"大{number}号" for number in range(50)] + ["大河号"]
    assert [hit.rowid for hit in found(made(texts), "大河号", 50)] == [51]


@pytest.mark.parametrize("text", ["\ufeff市场", "\0市场", "\1 \2", "𠀀𠀁", "\U00040000 b"])
def test_any_character_may_stand_in_a_text(text: str) -> None:
    """Byte order marks, control characters and those beyond the basic plane are tokens like others."""
    assert found(made([text, "农村改革"]), text, 100) == [Candidate(1, False, 100)]


def test_half_a_character_in_a_query_is_like_nothing() -> None:
    """It cannot be stored, but it can be asked."""
    assert found(made(["市场"]), "市\ud800", 50) == [Candidate(1, False, 50)]


def test_an_index_of_nothing_finds_nothing() -> None:
    """No texts, no matches."""
    assert found(made([]), "市场", 0) == []


@pytest.mark.parametrize("arrays", [True, False])
def test_starts_that_fall_are_damage(arrays: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no text can look like is told as such, whichever way it is read."""
    if not arrays:
        monkeypatch.setattr(index, "array_gatherer", gatherer)
    sections = build(((rowid, False), text) for rowid, text in enumerate(["市场", "农村改革"], 1))
    starts = np.frombuffer(sections["start"], np.uint32).copy()
    starts[1] = 0
    damaged = FormIndex(b"".join(file_parts(sections | {"start": starts.data}, MOMENT)))
    with pytest.raises(DamagedIndex):
        list(damaged.search(form("市场"), 50))


@pytest.mark.parametrize("content", [b"", b"duizhao fuzzy", b"SQLite format 3\0" + b"\0" * 100])
def test_other_files_are_told_apart(tmp_path: Path, content: bytes) -> None:
    """Empty, cut off, or of another program."""
    path = tmp_path / "index"
    path.write_bytes(content)
    with pytest.raises(DamagedIndex):
        open_index(path)


def test_searching_loads_no_arrays() -> None:
    """NumPy's import would cost several times the search."""
    code = "import sys, rapidfuzz.process, tm.lookup.fuzzy; print('numpy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "False"
