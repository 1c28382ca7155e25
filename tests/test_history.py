"""Undo and redo: every change of memory and glossary, taken back and done again, without end."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from doors import NOW
from values import unit

from glossary.entries import Term, TermEntry
from tm.app import changes
from tm.app.project import Project
from tm.errors import StorageError
from tm.lookup.fuzzy import FuzzyIndex
from tm.memory.history import PAGE_CHANGES, History
from tm.memory.memory import AddReport
from tm.memory.rows import UnitRows
from tm.units import Code, CodeKind, Origin, State, TranslationUnit, Variant


def entry(term: str, rendering: str) -> TermEntry:
    return TermEntry(concept=f"c-{term}", terms=(Term(text=term, lang="zh-CN"), Term(text=rendering, lang="en-US")))


def state(project: Project) -> tuple[object, ...]:
    """All that the memory says: every column of every unit, by row, and every entry and term."""
    database = project.memory.database
    return (
        database.rows(
            "SELECT unit.*, document, publisher, date, url FROM unit JOIN origin ON origin.id = origin_id"
            " ORDER BY unit.id"
        ),
        [(row[0], UnitRows(database).records([str(row[0])])) for row in database.rows("SELECT id FROM unit")],
        database.rows("SELECT concept, workflow, data, confidence, created_at, changed_at FROM entry ORDER BY id"),
        database.rows(
            "SELECT concept, lang, text, folded, status FROM term JOIN entry ON id = entry_id ORDER BY 1, 2, 3"
        ),
    )


class Operations:
    """Things that people do to a memory, drawn by chance."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project, self.chance = project, random.Random(seed)

    def act(self) -> None:
        """One operation that changes something."""
        before = self.project.memory.database.generation
        while self.project.memory.database.generation == before:
            self.chance.choice([self.add, self.edit, self.delete, self.delete_document, self.propose, self.decide])()

    def add(self) -> None:
        """Some new units, some known ones with other metadata, some twice."""
        self.project.memory.add(
            [
                unit(
                    self.chance.choice("甲乙丙丁戊"),
                    self.chance.choice("abc"),
                    note=self.chance.choice(["", "x", "y"]),
                    state=self.chance.choice(list(State)),
                    origin=Origin(self.chance.choice(["", "one"]), url=self.chance.choice(["", "u"])),
                )
                for _ in range(self.chance.randrange(1, 8))
            ],
            now=NOW,
        )

    def some(self) -> list[int]:
        rowids = [stored.rowid for stored in self.project.memory.rows()]
        return self.chance.sample(rowids, min(len(rowids), self.chance.randrange(1, 4)))

    def edit(self) -> None:
        for rowid in self.some()[:1]:
            text = self.chance.choice(["", "新", "一"]) + str(rowid)
            changes.edit_unit(self.project, rowid, changes.UnitEdit(source=text, note=self.chance.choice(["", "z"])))

    def delete(self) -> None:
        if rowids := self.some():
            changes.delete_units(self.project, rowids)

    def delete_document(self) -> None:
        if list(self.project.memory.rows(document="one")):
            changes.delete_document(self.project, "one")

    def propose(self) -> None:
        self.project.termbase.propose([entry(self.chance.choice("水渠茶"), self.chance.choice("klm"))], now=NOW)

    def decide(self) -> None:
        for known in list(self.project.termbase.entries())[:1]:
            self.project.termbase.approve([known.concept], now=NOW)


@pytest.fixture(params=range(6))
def operations(project: Project, request: pytest.FixtureRequest) -> Operations:
    return Operations(project, request.param)


def test_as_many_undos_as_operations_give_back_every_state(operations: Operations) -> None:
    """Backwards through all states to the empty memory, and forwards again, to the byte; twice over."""
    project, states = operations.project, [state(operations.project)]
    for _ in range(25):
        operations.act()
        states.append(state(project))
    for _ in range(2):
        for expected in states[-2::-1]:
            (reversal,) = changes.undo(project)
            assert (state(project), reversal.problems) == (expected, ())
        assert changes.undo(project) == ()
        for expected in states[1:]:
            (reversal,) = changes.redo(project)
            assert (state(project), reversal.problems) == (expected, ())
        assert changes.redo(project) == ()


def test_undo_redo_and_operations_in_any_order_follow_a_stack(operations: Operations) -> None:
    """The model: what was done, what was undone; a new operation forgets the latter."""
    project, chance = operations.project, random.Random(7)
    done, undone = [state(project)], list[tuple[object, ...]]()
    for _ in range(60):
        choice = chance.choice(["act", "undo", "redo"])
        if choice == "act":
            operations.act()
            done, undone = [*done, state(project)], []
        elif choice == "undo" and len(done) > 1:
            assert len(changes.undo(project)) == 1
            undone.append(done.pop())
        elif choice == "redo" and undone:
            assert len(changes.redo(project)) == 1
            done.append(undone.pop())
        assert state(project) == done[-1]


def test_a_large_import_is_one_step(project: Project) -> None:
    """However many pages it takes; units merged in the same action included."""
    units = [unit(f"第{number}句", f"sentence {number}") for number in range(PAGE_CHANGES + 10)]
    project.memory.add([unit("前", "before")], now=NOW)
    before = state(project)
    project.memory.add([*units, replace(units[0], note="again")], now=NOW, kind="import", summary="big.tmx")
    after = state(project)
    (undone,) = changes.undo(project)
    assert (state(project), undone.kind, undone.summary) == (before, "undo", "import big.tmx")
    changes.redo(project)
    assert state(project) == after


def test_undoing_is_written_into_the_history(project: Project) -> None:
    """Newest first: who did it, what, how many rows, and which action it reverses."""
    project.memory.add([unit("甲", "a"), unit("乙", "b")], now=NOW, author="Li", kind="import", summary="one.tmx")
    changes.undo(project)
    changes.redo(project)
    told = [(action.kind, action.summary, action.rows, action.reverses) for action in changes.list_actions(project, 9)]
    assert told == [
        ("redo", "import one.tmx", 2, 2),
        ("undo", "import one.tmx", 2, 1),
        ("import", "one.tmx", 2, None),
    ]
    assert changes.list_actions(project, 9)[2].author == "Li"
    assert len(changes.list_actions(project, 2)) == 2


def test_what_comes_after_an_undo_cannot_be_overwritten_by_redo(project: Project) -> None:
    """A new action ends what could be redone."""
    project.memory.add([unit("甲", "a")], now=NOW)
    changes.undo(project)
    project.memory.add([unit("乙", "b")], now=NOW)
    assert changes.redo(project) == ()
    assert [stored.unit.source.text for stored in project.memory.rows()] == ["乙"]


def test_a_deleted_unit_added_anew_has_a_row_of_its_own(project: Project) -> None:
    """Rows are never numbered again, so that an id means one unit for ever."""
    project.memory.add([unit("甲", "a")], now=NOW)
    changes.delete_units(project, [1])
    assert project.memory.add([unit("甲", "a")], now=NOW) == AddReport(1, 0, 0)
    assert [stored.rowid for stored in project.memory.rows()] == [2]
    changes.undo(project, 2)
    assert [stored.rowid for stored in project.memory.rows()] == [1]


def meddle(project: Project, *statements: str) -> None:
    """Change the file behind the history's back."""
    with project.memory.database.transaction():
        for statement in statements:
            project.memory.database.execute(statement)


def edit_and_meddle(project: Project) -> None:
    changes.edit_unit(project, 1, changes.UnitEdit(note="mine"))
    meddle(project, "UPDATE unit SET note = 'theirs'")


def delete_and_meddle(project: Project) -> None:
    changes.delete_units(project, [2])
    meddle(
        project,
        "CREATE TEMP TABLE other AS SELECT * FROM unit",
        "UPDATE other SET id = 2, key = randomblob(16)",
        "INSERT INTO unit SELECT * FROM other",
    )


@pytest.mark.parametrize("act", [edit_and_meddle, delete_and_meddle])
def test_a_row_changed_since_is_reported_and_left_alone(project: Project, act: Callable[[Project], object]) -> None:
    """Nobody's work is overwritten by an undo; the rest of the action is undone."""
    project.memory.add([unit("甲", "a"), unit("乙", "b")], now=NOW)
    act(project)
    kept = state(project)
    (reversal,) = changes.undo(project)
    assert [problem.code for problem in reversal.problems] == ["changed-since"]
    assert (reversal.rows, state(project)) == (0, kept)


def test_a_unit_that_another_row_has_become_is_not_put_back(project: Project) -> None:
    """The memory never holds the same unit twice."""
    project.memory.add([unit("甲", "a"), unit("乙", "b")], now=NOW)
    key = project.memory.database.rows("SELECT key FROM unit WHERE id = 1")[0][0].hex()
    changes.delete_units(project, [1])
    meddle(project, f"UPDATE unit SET key = x'{key}', source_text = '甲', target_text = 'a' WHERE id = 2")
    (reversal,) = changes.undo(project)
    assert ([problem.code for problem in reversal.problems], reversal.rows) == (["changed-since"], 0)
    assert [stored.rowid for stored in project.memory.rows()] == [2]


def test_a_table_that_nobody_knows_is_not_half_undone(project: Project) -> None:
    """The error says so, and nothing is changed."""
    database = project.memory.database
    project.memory.add([unit("甲", "a")], now=NOW)
    before = database.stamp
    with pytest.raises(StorageError, match="changes of unit"):
        History(database, {}).undo(now=NOW)
    assert database.stamp == before


def test_an_edit_vouches_for_the_pair(project: Project) -> None:
    """Text and state are a person's word; a note alone is not. An edit without effect is no action."""
    project.memory.add([unit("甲", "a", confidence=0.5), unit("乙", "b", confidence=0.5)], now=NOW)
    edited = changes.edit_unit(project, 1, changes.UnitEdit(target="A", state=State.REVIEWED)).unit
    assert (edited.target.text, edited.state, edited.confidence, edited.changed_at) == ("A", "reviewed", None, NOW)
    assert project.memory.get(1) == edited
    noted = changes.edit_unit(project, 2, changes.UnitEdit(note="sic")).unit
    assert (noted.note, noted.confidence) == ("sic", 0.5)
    generation = project.memory.database.generation
    changes.edit_unit(project, 2, changes.UnitEdit(note="sic"))
    assert project.memory.database.generation == generation


@pytest.fixture
def untouched(project: Project) -> Iterator[Project]:
    """A memory of two units that stays as it is."""
    project.memory.add([unit("甲", "a", origin=Origin("x")), unit("乙", "b", origin=Origin("x"))], now=NOW)
    before = state(project), project.memory.database.stamp
    yield project
    assert (state(project), project.memory.database.stamp) == before


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda project: changes.edit_unit(project, 9, changes.UnitEdit(note="x")), "no unit 9"),
        (lambda project: changes.edit_unit(project, 1, changes.UnitEdit()), "nothing to edit"),
        (
            lambda project: changes.edit_unit(project, 1, changes.UnitEdit(target=" ")),
            "text on both sides.*tm delete 1",
        ),
        (lambda project: changes.edit_unit(project, 1, changes.UnitEdit(source="乙", target="b")), "same as another"),
        (lambda project: changes.delete_units(project, [1, 9]), "no unit 9"),
        (lambda project: changes.delete_document(project, "y"), "no unit comes from 'y'"),
    ],
)
def test_what_cannot_be_done_is_refused(untouched: Project, act: Callable[[Project], object], reason: str) -> None:
    """The error says why, and nothing is changed."""
    with pytest.raises(Exception, match=reason):
        act(untouched)


def test_codes_follow_an_edit_and_come_back(project: Project) -> None:
    """A text that is put in place of another keeps its codes; undo and redo carry them."""
    bold = Code(6, CodeKind.OPEN, "bpt", "1", "<b>"), Code(10, CodeKind.CLOSE, "ept", "1", "</b>")
    coded = TranslationUnit(source=Variant("按保存", "zh-CN"), target=Variant("press Save", "en-US", bold))
    project.memory.add([coded, unit("按保存", "press Save")], now=NOW)
    before = state(project)
    edited = changes.edit_unit(project, 1, changes.UnitEdit(target="press Store now")).unit
    assert [code.offset for code in edited.target.codes] == [6, 15]
    assert project.memory.get(1) == edited
    assert project.memory.get(2).target.codes == ()
    changes.undo(project)
    assert state(project) == before
    changes.redo(project)
    assert project.memory.get(1) == edited


def test_the_history_is_of_the_file_not_of_the_session(project: Project, tmp_path: Path) -> None:
    """What another process did can be undone here."""
    from tm.memory.database import open_database
    from tm.memory.memory import Memory

    with open_database(tmp_path / "memory.tmdb") as database:
        Memory(database).add([unit("甲", "a")], now=NOW)
    assert changes.undo(project)[0].rows == 1
    assert list(project.memory.rows()) == []


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_can_be_undone_and_no_more(project: Project, seed: int) -> None:
    """Undoing goes back to where the forgotten actions end; memory and glossary do not change by forgetting."""
    operations = Operations(project, seed)
    states = []
    for _ in range(12):
        states.append(state(project))
        operations.act()
    now = state(project)
    report = changes.forget(project, keep=5)
    assert (report.actions, state(project)) == (7, now)
    assert changes.forget(project, keep=5).rows == 0
    listed = changes.list_actions(project, 100)
    assert [action.rows > 0 for action in listed] == [True] * 5 + [False] * 7
    assert len(changes.undo(project, 100)) == 5
    assert state(project) == states[7]
    assert len(changes.redo(project, 100)) == 5
    assert state(project) == now


def test_an_action_that_was_reversed_is_kept_with_its_reversal(project: Project) -> None:
    """Else the history would not add up."""
    for number in range(4):
        project.memory.add([unit(f"第{number}", "n")], now=NOW)
    changes.undo(project, 3)
    changes.forget(project, keep=1)
    assert [action.rows for action in changes.list_actions(project, 9)][::-1] == [0, 1, 1, 1, 1, 1, 1]
    assert len(changes.redo(project, 9)) == 3
    assert len(changes.undo(project, 9)) == 3


def test_forgetting_by_day_keeps_that_day(project: Project) -> None:
    """Actions before it go, but never the last one."""
    for day in range(1, 4):
        project.memory.add([unit(f"第{day}", "n")], now=NOW.replace(day=day))
    assert changes.forget(project, keep=1, before=NOW.replace(day=2, hour=0)).actions == 1
    assert changes.forget(project, keep=1, before=NOW.replace(day=28)).actions == 1
    assert len(changes.undo(project, 9)) == 1


def test_an_index_survives_forgetting(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It still follows the memory by what is left of the history."""
    monkeypatch.setattr("tm.lookup.fuzzy.SMALL_MEMORY", 3)
    for number in range(9):
        project.memory.add([unit(f"第{number}号水渠", "n")], now=NOW)
    FuzzyIndex(project.memory).prepare("zh", "en")
    index = project.settings.memory.with_name("memory.tmdb.fuzzy-zh-en")
    before = index.read_bytes()
    changes.forget(project, keep=1)
    assert list(FuzzyIndex(project.memory).search("第8号水渠", "zh", "en", 99))
    assert index.read_bytes() == before


def test_the_file_gets_smaller(project: Project) -> None:
    """Once what old actions need is gone."""
    project.memory.add((unit(f"第{number}号水渠" * 9, "n" * 200) for number in range(2_000)), now=NOW)
    changes.delete_units(project, range(1, 2_001))
    project.memory.add([unit("甲", "a")], now=NOW)
    report = changes.forget(project, keep=1)
    assert (report.actions, report.rows) == (2, 4_000)
    assert report.size_bytes < report.size_before_bytes / 4
