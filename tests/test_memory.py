"""The memory's units: round trip, what counts as the same unit, how records merge, reading and counting."""

import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from codes import any_codes
from hypothesis import given, settings
from hypothesis import strategies as st
from values import unit

from tm.errors import SettingsError, StorageError
from tm.memory.database import open_database
from tm.memory.memory import PAGE_ROWS, AddReport, LanguagePair, Memory, TextSize
from tm.memory.records import merged, turn, unit_of_record, unit_record
from tm.memory.rows import BATCH_UNITS
from tm.units import Origin, State, TranslationUnit, Variant

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
tags = st.sampled_from(["zh-CN", "zh-Hant", "zh", "en-US", "en", "ja"])
variants = texts.filter(str.strip).flatmap(lambda text: st.builds(Variant, st.just(text), tags, any_codes(text)))
origins = st.builds(Origin, texts, texts, texts, texts, st.none() | st.integers(0, 2**40))
units = st.builds(
    TranslationUnit,
    source=variants,
    target=variants,
    id=texts,
    state=st.sampled_from(State),
    origin=origins,
    context_before=texts,
    context_after=texts,
    confidence=st.none() | st.floats(0, 1),
    created_at=moments,
    created_by=texts,
    changed_at=st.none() | moments,
    changed_by=texts,
    note=texts,
    properties=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
)
# Records of one and the same unit, with little to choose from, so that they clash.
few = st.sampled_from(["", "a", "b\na"])
days = st.none() | st.integers(0, 3).map(lambda day: NOW + timedelta(days=day))
same_units = st.builds(
    TranslationUnit,
    source=st.just(Variant("市场", "zh-CN")),
    target=st.just(Variant("market", "en-US")),
    state=st.sampled_from(State),
    origin=st.builds(Origin, st.just("doc"), few, few, few, st.none() | st.integers(0, 1)),
    context_before=few,
    context_after=few,
    confidence=st.none() | st.sampled_from([0.5, 0.9]),
    created_at=days,
    created_by=few,
    changed_at=days,
    changed_by=few,
    note=few,
    properties=st.lists(st.tuples(few, few), max_size=2).map(tuple),
)


@settings(max_examples=60)
@given(st.lists(units, max_size=5))
def test_what_is_added_is_read_back(given_units: list[TranslationUnit]) -> None:
    """Every field of a unit survives the file; units come in the order of their adding."""
    with TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        memory = Memory(database)
        report = memory.add(given_units, now=NOW)
        if report.added == len(given_units):
            assert list(memory.units()) == given_units
        assert memory.add(given_units, now=NOW + timedelta(days=1)) == AddReport(0, 0, len(given_units))
        assert [row.rowid for row in memory.rows()] == [text.rowid for text in memory.texts()]


@given(units)
def test_a_record_is_the_unit(stored: TranslationUnit) -> None:
    """The history keeps units as JSON records, and they come back whole."""
    assert unit_of_record(json.loads(json.dumps(unit_record(stored)))) == stored


@given(st.lists(same_units, min_size=2, max_size=4))
def test_merging_again_changes_nothing(records: list[TranslationUnit]) -> None:
    """However records of one unit follow each other, none of them has anything left to add afterwards."""
    result = records[0]
    for record in records[1:]:
        result = merged(result, record)
    assert [merged(result, record) for record in records] == [result] * len(records)


@given(same_units, same_units)
def test_merging_loses_nothing_of_note(old: TranslationUnit, new: TranslationUnit) -> None:
    """A state never falls, a vouched unit stays vouched for, properties and notes are united, the dates are widest."""
    result = merged(old, new)
    order = list(State)
    assert order.index(result.state) == max(order.index(old.state), order.index(new.state))
    assert (result.confidence is None) == (old.confidence is None or new.confidence is None)
    for record in (old, new):
        assert set(record.properties) <= set(result.properties)
        assert set(record.note.splitlines()) <= set(result.note.splitlines())
        assert record.changed_at is None or (result.changed_at and result.changed_at >= record.changed_at)
        assert record.created_at is None or (result.created_at and result.created_at <= record.created_at)


def test_a_reviewed_unit_is_not_overwritten_by_an_aligned_one(memory: Memory) -> None:
    """The aligned record only fills what the reviewed one leaves empty."""
    reviewed = unit("市场", "market", state=State.REVIEWED, context_before="前", created_at=NOW)
    aligned = unit("市场", "market", context_before="别", confidence=0.4, origin=Origin(url="https://example.org"))
    memory.add([reviewed], now=NOW)
    assert memory.add([aligned], now=NOW) == AddReport(0, 1, 0)
    assert list(memory.units()) == [replace(reviewed, origin=Origin(url="https://example.org"))]


def test_a_reviewed_unit_overwrites_an_aligned_one(memory: Memory) -> None:
    """A person's state and neighbours take the place of the machine's."""
    aligned = unit("市场", "market", context_before="别", confidence=0.4, created_at=NOW)
    memory.add([aligned], now=NOW)
    memory.add([replace(aligned, state=State.FINAL, context_before="前", confidence=None)], now=NOW)
    assert list(memory.units()) == [replace(aligned, state=State.FINAL, context_before="前", confidence=None)]


def test_the_later_change_leads() -> None:
    """Of two records in one state the one changed later stands; of two of one age the stored one."""
    old, new = unit("市场", "market", context_after="旧", changed_at=NOW), unit("市场", "market", context_after="新")
    assert merged(old, new).context_after == "旧"
    assert merged(old, replace(new, changed_at=NOW + timedelta(days=1))).context_after == "新"


def test_neighbours_of_two_places_are_never_mixed() -> None:
    """Before and after belong together: a mixture would be a context that no document has."""
    old, new = unit("市场", "market", context_before="甲"), unit("市场", "market", context_after="乙")
    assert (merged(old, new).context_before, merged(old, new).context_after) == ("甲", "")


@pytest.mark.parametrize(
    "other",
    [
        unit("市场", "market", id="7"),
        unit("市场", "market", origin=Origin(document="b.txt")),
        unit("市场", "markets"),
        unit("市场 ", "market"),
        unit("市场", "market", langs=("zh-TW", "en-US")),
        unit("市场", "market", langs=("zh-CN", "en-GB")),
    ],
)
def test_what_differs_in_the_key_is_another_unit(memory: Memory, other: TranslationUnit) -> None:
    """Id, languages, texts and document tell units apart."""
    assert memory.add([unit("市场", "market"), other], now=NOW) == AddReport(2, 0, 0)


def test_missing_dates_and_names_are_filled_in(memory: Memory) -> None:
    """A unit that comes with its own date keeps it, and its author is not invented."""
    dated = unit("甲", "a", created_at=datetime(2001, 1, 1, tzinfo=UTC))
    memory.add([dated, unit("乙", "b"), unit("丙", "c", created_by="Wang")], now=NOW, author="Li")
    assert [(row.created_at, row.created_by) for row in memory.units()] == [
        (dated.created_at, ""),
        (NOW, "Li"),
        (NOW, "Wang"),
    ]


def test_an_action_is_written_into_the_history(memory: Memory) -> None:
    """Added units are recorded by row, merged ones with what they were; an action without effect leaves no trace."""
    memory.add([unit("甲", "a")], now=NOW, author="Li", kind="import", summary="one.tmx")
    before = memory.get(1)
    memory.add([unit("甲", "a", note="sic")], now=NOW)
    memory.add([unit("甲", "a")], now=NOW)
    changes = memory.database.rows(
        "SELECT kind, author, row_key, before, after FROM change JOIN action ON action.id = action_id"
    )
    assert changes[0] == ("import", "Li", "1", None, None)
    assert unit_of_record(json.loads(changes[1][3])) == before
    assert unit_of_record(json.loads(changes[1][4])) == replace(before, note="sic") == memory.get(1)
    assert (len(changes), memory.database.generation) == (2, 2)


def test_a_failing_source_adds_nothing(memory: Memory) -> None:
    """Units that came before the failure are rolled back."""

    def broken():
        yield unit("甲", "a")
        raise OSError("line 2")

    with pytest.raises(OSError, match="line 2"):
        memory.add(broken(), now=NOW)
    assert (list(memory.units()), memory.database.generation) == ([], 0)


@pytest.mark.parametrize(
    ("bad", "error", "reason"),
    [
        (unit("甲", "a", langs=("chinese!", "en")), SettingsError, "not a language tag"),
        (unit("甲\ud800", "a"), StorageError, "half a character"),
        (unit("甲", "a", note="\udfff"), StorageError, "half a character"),
    ],
)
def test_units_that_cannot_be_kept_are_refused(
    memory: Memory, bad: TranslationUnit, error: type[Exception], reason: str
) -> None:
    """The whole action is rolled back, and the error says what is wrong."""
    with pytest.raises(error, match=reason):
        memory.add([unit("乙", "b"), bad], now=NOW)
    assert list(memory.units()) == []


def test_progress_is_told(memory: Memory) -> None:
    """Once a unit, without a total, since the source may be a stream."""
    told: list[tuple[str, int, int | None]] = []
    memory.add([unit("甲", "a"), unit("乙", "b")], now=NOW, progress=lambda *step: told.append(step))
    assert told == [("add", 1, None), ("add", 2, None)]


def test_units_are_chosen_by_language_and_document(memory: Memory) -> None:
    """A language takes in the tags that serve it; a document is named exactly."""
    memory.add(
        [
            unit("甲", "a", origin=Origin(document="x")),
            unit("乙", "b", langs=("zh-TW", "en-GB")),
            unit("丙", "c", langs=("zh", "en")),
        ],
        now=NOW,
    )
    sources = lambda **choice: "".join(row.source.text for row in memory.units(**choice))  # noqa: E731
    assert sources(source_lang="zh-CN") == "甲丙"
    assert sources(source_lang="zh-Hant", target_lang="en") == "乙丙"
    assert sources(document="x") == "甲"
    assert sources(source_lang="ja") == ""


def test_reading_goes_on_page_by_page(memory: Memory) -> None:
    """Pages leave no unit out, and what is added meanwhile comes too."""
    memory.add((unit(f"第{number}", "n") for number in range(PAGE_ROWS + 3)), now=NOW)
    reading = memory.rows()
    first = list(itertools.islice(reading, 5))
    memory.add([unit("末", "last")], now=NOW)
    rowids = [row.rowid for row in itertools.chain(first, reading)]
    assert rowids == list(range(1, PAGE_ROWS + 5))


def test_exact_search_works_in_both_directions(memory: Memory) -> None:
    """The very text, in either language of the unit; the answer stands in the direction asked."""
    stored = unit("市场", "market", context_before="前", created_at=NOW)
    memory.add([stored, unit("市场。", "market")], now=NOW)
    assert [(row.rowid, row.unit) for row in memory.find_exact("市场", "zh", "en-GB")] == [(1, stored)]
    assert next(row.unit for row in memory.find_exact("market", "en", "zh-CN")) == turn(stored)
    assert turn(stored).source == stored.target
    assert memory.find_exact("市场", "zh-TW", "en") == ()
    assert memory.find_exact("市场", "zh", "ja") == ()
    assert memory.find_exact("Market", "en", "zh") == ()


def test_a_missing_row_is_a_key_error(memory: Memory) -> None:
    """`get` never returns nothing."""
    with pytest.raises(KeyError):
        memory.get(1)


def test_the_statistics_add_up(memory: Memory) -> None:
    """Units, language pairs, sizes, documents, states, termbase and days are counted."""
    memory.add(
        [
            unit("市场经济", "market economy", origin=Origin("a", date="2021-03-05")),
            unit("甲", "a", origin=Origin("a", date="2019-03-05"), state=State.FINAL),
            unit("乙", "b", langs=("zh-TW", "en-US")),
        ],
        now=NOW,
    )
    memory.database.execute("INSERT INTO entry (concept, workflow, data) VALUES ('c1', 'approved', '{}')")
    stats = memory.stats()
    assert stats.units == 3
    assert stats.pairs == (LanguagePair("zh-CN", "en-US", 2), LanguagePair("zh-TW", "en-US", 1))
    assert stats.texts == (TextSize("en-US", 16, 4), TextSize("zh-CN", 5, 2), TextSize("zh-TW", 1, 1))
    assert (stats.documents, stats.oldest, stats.newest) == (1, "2019-03-05", "2021-03-05")
    assert stats.states == ((State.TRANSLATED, 2), (State.FINAL, 1))
    assert stats.terms == (("approved", 1),)


def test_an_empty_memory_has_statistics(memory: Memory) -> None:
    """Nothing is counted as nothing."""
    stats = memory.stats()
    assert (stats.units, stats.pairs, stats.states, stats.oldest, stats.newest) == (0, (), (), "", "")


def test_units_may_change_places(memory: Memory) -> None:
    """One action may turn two units into each other, or put one where another was deleted."""
    memory.add([unit("甲", "a"), unit("乙", "b"), unit("丙", "c")], now=NOW)
    first, second, third = memory.units()
    assert memory.change({1: second, 2: first}, now=NOW) == 2
    assert memory.change({1: None, 3: second}, now=NOW) == 2
    assert {row.rowid: row.unit for row in memory.rows()} == {2: first, 3: second}
    assert memory.change({2: first}, now=NOW) == 0
    assert (memory.database.generation, memory.find_exact("丙", "zh", "en")) == (3, ())
    assert memory.add([third], now=NOW) == AddReport(1, 0, 0)


@pytest.mark.parametrize(
    ("change", "error", "reason"),
    [
        ({9: None}, KeyError, "9"),
        ({1: unit("乙", "b", created_at=NOW)}, SettingsError, "unit 1 would be the same as another"),
        ({1: unit("丁", "d"), 2: unit("丁", "d")}, SettingsError, "unit 2 would be the same as another"),
        ({1: unit("丙", "c"), 2: unit("甲", "a"), 3: unit("丙", "c", note="x")}, SettingsError, "unit 1 would be"),
        ({1: unit("甲", "a", langs=("x!", "en"))}, SettingsError, "not a language tag"),
        ({1: unit("甲", "a\ud800")}, StorageError, "half a character"),
    ],
)
def test_a_change_is_made_whole_or_not_at_all(
    memory: Memory, change: dict[int, TranslationUnit | None], error: type[Exception], reason: str
) -> None:
    """What cannot be done leaves everything as it was, other rows of the action included."""
    memory.add([unit("甲", "a"), unit("乙", "b"), unit("丙", "c")], now=NOW)
    before, stamp = list(memory.rows()), memory.database.stamp
    with pytest.raises(error, match=reason):
        memory.change({3: None} | change, now=NOW)
    assert (list(memory.rows()), memory.database.stamp) == (before, stamp)


def test_a_unit_may_come_again_in_another_batch(memory: Memory) -> None:
    """Units are written in batches; it makes no difference where one ends."""
    many = [unit(f"第{number}", "n") for number in range(BATCH_UNITS + 5)]
    assert memory.add([*many, replace(many[0], note="x"), replace(many[-1], note="y")], now=NOW) == AddReport(
        BATCH_UNITS + 5, 2, 0
    )
    assert (memory.get(1).note, memory.get(BATCH_UNITS + 5).note) == ("x", "y")
    assert [row.rowid for row in memory.rows()] == list(range(1, BATCH_UNITS + 6))


IMPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.units import TranslationUnit, Variant
texts = ((f"第{number}句", f"Sentence {number}") for number in range(%d))
units = (TranslationUnit(source=Variant(zh, "zh-CN"), target=Variant(en, "en-US")) for zh, en in texts)
with open_database(Path(sys.argv[1])) as database:
    def told(stage, done, total):
        if done == 1:
            print("begun", flush=True)
            sys.stdin.readline()
    Memory(database).add(units, now=datetime(2026, 3, 5, tzinfo=UTC), progress=told)
    print("done", flush=True)
"""


def test_a_killed_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    """At whatever moment the process is killed: the file opens, is sound, and holds no part of the import."""
    count, chance = 20_000, random.Random(9)
    path = tmp_path / "memory.tmdb"
    with open_database(path) as database:
        Memory(database).add([unit("前", "before")], now=NOW)
    outcomes = set()
    for delay in (-1.0, 0.0, *(chance.uniform(0, 0.9) for _ in range(6)), None):
        process = subprocess.Popen(
            [sys.executable, "-c", IMPORT % count, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        if delay is None or delay >= 0:
            process.stdin.write("go on\n")
            process.stdin.flush()
        if delay is not None:
            time.sleep(max(delay, 0))
            process.kill()
        process.communicate()
        with open_database(path) as database:
            assert database.rows("PRAGMA integrity_check") == [("ok",)]
            units_now = database.number("SELECT count(*) FROM unit")
            assert database.number("SELECT count(*) FROM change") == units_now
            assert database.generation == database.number("SELECT count(*) FROM action")
        assert units_now in (1, 1 + count)
        outcomes.add(units_now)
        if units_now > 1:
            break
    assert outcomes == {1, 1 + count}


def test_several_rows_are_read_at_once(memory: Memory) -> None:
    """Those that there are."""
    memory.add([unit("一", "one"), unit("二", "two")], now=NOW)
    assert memory.get_all([2, 9]) == {2: memory.get(2)}
    assert memory.get_all([]) == {}


def indexes(memory: Memory) -> set[tuple[str, str]]:
    """The indexes of the memory file, by name and what they are."""
    return set(memory.database.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))


def test_filling_a_memory_leaves_its_indexes_as_they_were(tmp_path: Path) -> None:
    """They are laid aside and made at the end; where the filling fails nothing has changed."""
    some = [unit(f"第{at}", f"{at}", ("zh-CN", "en")) for at in range(9)]

    def broken() -> Iterator[TranslationUnit]:
        yield from some
        raise RuntimeError("the file ends here")

    with open_database(tmp_path / "memory.tmdb") as database:
        memory = Memory(database)
        made = indexes(memory)
        with pytest.raises(RuntimeError):
            memory.add(broken(), now=NOW)
        assert indexes(memory) == made
        assert memory.add(some[:8], now=NOW) == AddReport(8, 0, 0)
        assert memory.add(some, now=NOW) == AddReport(1, 0, 8)
        assert indexes(memory) == made
        assert [row.rowid for row in memory.find_exact("第3", "zh", "en")] == [4]
        plan = database.rows("EXPLAIN QUERY PLAN SELECT id FROM unit WHERE source_hash = 1")
        assert "unit_source" in str(plan)


def test_rows_are_read_turned_as_a_unit_is_turned(memory: Memory) -> None:
    """In either direction or in both, with what belongs to a side on the other one."""
    properties = (("source:x-font", "Song"), ("x-client", "a"))
    memory.add([unit("一", "one", context_before="零", properties=properties), unit("二", "two")], now=NOW)
    stored = memory.get(1)
    assert memory.get_sides([(1, True), (1, False), (2, True), (9, True)]) == {
        (1, True): turn(stored),
        (1, False): stored,
        (2, True): turn(memory.get(2)),
    }
    assert turn(stored).properties == (("target:x-font", "Song"), ("x-client", "a"))
