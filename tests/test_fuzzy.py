"""Likeness in form, and the search for it that follows the memory."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from values import NOW, unit

from tm.lookup import forms
from tm.lookup.forms import Candidate, form, percent
from tm.lookup.fuzzy import FuzzyIndex
from tm.memory.database import open_database
from tm.memory.memory import Memory

phrases = st.text("市场经济增长 ab5.，", min_size=1, max_size=12).filter(str.strip)


def slow_percent(query: str, text: str) -> int:
    """The definition, in whole numbers: 100·(longer − edits) // longer."""
    old, new = form(query), form(text)
    row = list(range(len(new) + 1))
    for i, left in enumerate(old, 1):
        diagonal, row[0] = row[0], i
        for j, right in enumerate(new, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (left != right))
    longer = max(len(old), len(new))
    return 100 * (longer - row[-1]) // longer


@given(phrases, phrases)
def test_percent_is_the_floored_share_of_unedited_tokens(query: str, text: str) -> None:
    """The fast computation equals the plain one, and does not depend on the side."""
    assert percent(query, text) == slow_percent(query, text) == percent(text, query)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("增长5.2%", "增长5.3%", 75),
        ("深化改革开放", "深化改革", 66),
        ("The cat sat.", "the  CAT sat .", 100),
        ("ＧＤＰ增长，", "GDP增长,", 100),
        ("深化經濟體制改革", "深化经济体制改革", 100),
        ("甲", "乙", 0),
        ("a" * 10 + " b" * 99, "a" * 10 + " b" * 98 + " c", 99),
    ],
)
def test_percent_counts_tokens_without_case_width_script_or_spaces(query: str, text: str, expected: int) -> None:
    """A Chinese character, a word, a number and a sign are one token each."""
    assert percent(query, text) == expected


@settings(max_examples=40)
@given(phrases, st.lists(phrases, min_size=1, max_size=8, unique=True), st.sampled_from([0, 1, 33, 50, 60, 75, 100]))
def test_the_scan_finds_all_and_only_the_matches(query: str, stored: list[str], minimum: int) -> None:
    """Every text at the minimum or above is found, one exactly at it included; best first, then in order."""
    with TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add((unit(text, str(at)) for at, text in enumerate(stored)), now=NOW)
        found = list(FuzzyIndex(memory).search(query, "zh", "en", minimum))
    expected = [Candidate(at, False, slow_percent(query, text)) for at, text in enumerate(stored, 1)]
    assert found == sorted(
        (candidate for candidate in expected if candidate.percent >= minimum),
        key=lambda candidate: (-candidate.percent, candidate.rowid),
    )


def test_units_are_found_from_either_side(memory: Memory) -> None:
    """A unit the other way round is found by its target; other languages are not looked at."""
    memory.add(
        [
            unit("市场", "market"),
            unit("market", "市场", ("en-GB", "zh-TW")),
            unit("市场", "marché", ("zh-CN", "fr")),
            unit("市场", "市場", ("zh-CN", "zh-TW")),
        ],
        now=NOW,
    )
    index = FuzzyIndex(memory)
    assert list(index.search("市场", "zh-CN", "en-US", 50)) == [Candidate(1, False, 100), Candidate(2, True, 100)]
    assert list(index.search("markets market", "en", "zh-CN", 50)) == [Candidate(1, True, 50), Candidate(2, False, 50)]
    assert list(index.search("市场", "zh-TW", "zh-CN", 50)) == [Candidate(4, False, 100), Candidate(4, True, 100)]


def test_the_scan_sees_what_was_added_since(memory: Memory) -> None:
    """A changed memory is read anew."""
    index = FuzzyIndex(memory)
    assert list(index.search("市场", "zh", "en", 50)) == []
    memory.add([unit("市场")], now=NOW)
    assert list(index.search("市场", "zh", "en", 50)) == [Candidate(1, False, 100)]


def test_tokens_without_a_code_never_raise_a_score(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all characters are handed out, further tokens equal nothing."""
    monkeypatch.setattr(forms, "LAST_CODE", forms.FIRST_CODE + 1)
    memory.add([unit("tea milk"), unit("rain snow")], now=NOW)
    index = FuzzyIndex(memory)
    assert list(index.search("tea milk", "zh", "en", 1)) == [Candidate(1, False, 100)]
    assert list(index.search("rain snow", "zh", "en", 1)) == []


INDEXED = "tm.lookup.fuzzy.SMALL_MEMORY"  # patched low, so that a few units get an index file


@pytest.fixture
def path(memory: Memory) -> Path:
    """Where the index of Chinese texts with English opposite lies."""
    return memory.database.path.with_name("memory.tmdb.fuzzy-zh-en")


def found(memory: Memory, query: str, minimum: int = 50) -> list[Candidate]:
    return list(FuzzyIndex(memory).search(query, "zh", "en", minimum))


@settings(max_examples=40)
@given(st.lists(phrases, min_size=1, max_size=12), phrases, st.sampled_from([0, 1, 33, 50, 60, 75, 100]), st.booleans())
def test_the_index_finds_what_the_scan_finds(stored: list[str], query: str, minimum: int, turned: bool) -> None:
    """The same candidates in the same order, from either side, for queries of one character and more."""
    langs = ("en-US", "zh-CN") if turned else ("zh-CN", "en-US")
    with TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        memory = Memory(database)
        pairs = ((str(at), text) if turned else (text, str(at)) for at, text in enumerate(stored))
        memory.add((unit(source, target, langs) for source, target in pairs), now=NOW)
        scanned = found(memory, query, minimum)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(INDEXED, 0)
            assert found(memory, query, minimum) == scanned
        assert (Path(folder) / "memory.tmdb.fuzzy-zh-en").exists()


def test_a_small_memory_has_no_index_file(memory: Memory, path: Path) -> None:
    """The scan is as quick there."""
    memory.add([unit("市场")], now=NOW)
    assert found(memory, "市场") == [Candidate(1, False, 100)]
    assert not path.exists()


def test_what_changes_is_found_at_once(memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Added units are scanned beside the index, by the process that has it open and by the next one."""
    monkeypatch.setattr(INDEXED, 2)
    memory.add([unit(text) for text in ("市场经济", "农村改革", "春天")], now=NOW)
    index = FuzzyIndex(memory)
    index.prepare("zh", "en")
    made = path.read_bytes()
    memory.add([unit("市场改革")], now=NOW)
    expected = [Candidate(4, False, 100), Candidate(1, False, 50), Candidate(2, False, 50)]
    assert list(index.search("市场改革", "zh-CN", "en", 50)) == expected
    assert found(memory, "市场改革") == expected
    assert path.read_bytes() == made


def test_a_unit_that_the_history_changed_is_not_taken_from_the_index(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its new text counts, or nothing where it was deleted."""
    monkeypatch.setattr(INDEXED, 2)
    memory.add([unit(text) for text in ("市场经济", "农村改革", "春天")], now=NOW)
    index = FuzzyIndex(memory)
    index.prepare("zh", "en")
    with memory.database.transaction():
        action = memory.database.begin_action("edit", "", NOW, "")
        memory.database.execute("UPDATE unit SET source_text = '夏天' WHERE id = 1")
        memory.database.execute("DELETE FROM unit WHERE id = 2")
        for rowid in (1, 2):
            memory.database.record(action, "unit", rowid, {}, None)
    assert list(index.search("市场经济", "zh", "en", 50)) == list(index.search("农村改革", "zh", "en", 50)) == []
    assert list(index.search("夏天", "zh", "en", 60)) == [Candidate(1, False, 100)]


def test_many_changes_make_the_index_anew(memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the scan may hold, in one step or in several."""
    monkeypatch.setattr(INDEXED, 1)
    memory.add([unit("市场"), unit("农村")], now=NOW)
    index = FuzzyIndex(memory)
    index.prepare("zh", "en")
    for number in range(1, 5):
        made = path.read_bytes()
        memory.add([unit(f"城市{number}")], now=NOW)
        assert list(index.search(f"城市{number}", "zh", "en", 100)) == [Candidate(2 + number, False, 100)]
        assert (path.read_bytes() != made) == (number % 2 == 0)


@pytest.mark.parametrize("cut", [0, 5, 100, -1])
def test_a_cut_off_index_is_made_anew(memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    """Also an empty one."""
    monkeypatch.setattr(INDEXED, 0)
    memory.add([unit("市场"), unit("农村")], now=NOW)
    expected, whole = found(memory, "市场"), path.read_bytes()
    path.write_bytes(whole[:cut])
    assert found(memory, "市场") == expected
    assert path.read_bytes() == whole


@pytest.mark.parametrize("whole_body", [False, True])
def test_an_index_that_contradicts_itself_is_made_anew(
    memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch, whole_body: bool
) -> None:
    """The damage shows when the file is opened, or in the middle of a search."""
    monkeypatch.setattr(INDEXED, 0)
    memory.add([unit("市场"), unit("农村")], now=NOW)
    expected, whole = found(memory, "市场"), path.read_bytes()
    text = whole.index("市场".encode("utf-32-le"))
    damage = b"\xff" * (len(whole) - text if whole_body else 8)
    path.write_bytes(whole[:text] + damage + whole[text + len(damage) :])
    assert found(memory, "市场") == expected
    assert path.read_bytes() == whole


def test_the_index_of_another_memory_or_of_a_copy_gone_astray_is_not_used(
    tmp_path: Path, memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup put back and worked on in another way has another history."""
    monkeypatch.setattr(INDEXED, 0)
    memory.add([unit("市场")], now=NOW)
    copy = tmp_path / "copy.tmdb"
    memory.database.back_up(copy)
    memory.add([unit("农村")], now=NOW, author="one")
    found(memory, "农村")
    other = path.with_name("copy.tmdb.fuzzy-zh-en")
    other.write_bytes(path.read_bytes())
    with open_database(copy) as database:
        assert found(Memory(database), "农村") == []
        Memory(database).add([unit("城市"), unit("春天")], now=NOW, author="two")
        other.write_bytes(path.read_bytes())
        assert found(Memory(database), "城市") == [Candidate(2, False, 100)]
    with open_database(tmp_path / "new.tmdb") as database:
        path.with_name("new.tmdb.fuzzy-zh-en").write_bytes(path.read_bytes())
        Memory(database).add([unit("春天")], now=NOW)
        assert found(Memory(database), "农村") == []


def test_an_index_that_cannot_be_kept_serves_the_process(
    memory: Memory, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder stands where the file should."""
    monkeypatch.setattr(INDEXED, 0)
    path.mkdir()
    memory.add([unit("市场")], now=NOW)
    assert found(memory, "市场") == [Candidate(1, False, 100)]
    assert list(path.iterdir()) == []
