"""The memory file: what opens, what is refused and why, transactions, migrations, history."""

import hashlib
import json
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tm.errors import StorageError
from tm.memory.database import (
    APPLICATION_ID,
    SCHEMA,
    moment,
    moment_text,
    open_database,
    schema_text,
    translated_errors,
)
from tm.memory.history import History
from tm.memory.memory import AddReport, Memory
from tm.memory.rows import UnitRows
from tm.units import Code, CodeKind, TranslationUnit, Variant

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
SCHEMA_DIGESTS = {1: "5cc90593c5eaefb9", 2: "5d43a3a64f041137", 3: "ae48d2041d44c29d", 4: "c4fa2f9cfc7b2502"}

RECORD = {  # a unit in the history as the first schema kept it
    **{"unit_id": "", "source_lang": "zh-CN", "source_text": "市场", "target_lang": "en-US", "target_text": "market"},
    **{"state": "translated", "position": None, "context_before": "", "context_after": "", "confidence": None},
    **{"created_at": "2026-03-05T08:00:00Z", "created_by": "", "changed_at": None, "changed_by": "", "note": "new"},
    **{"properties": "", "document": "", "publisher": "", "date": "", "url": ""},
}
FIRST_SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = 1;
INSERT INTO origin VALUES (1, '', '', '', '');
INSERT INTO unit VALUES (1, x'a5f881a603804289aa360e5e8b315f2f', '', 'zh-CN', '市场', -440804316850658818,
    'en-US', 'market', -2239325048899016822, 'translated', 1, NULL, '', '', NULL, '2026-03-05T08:00:00Z', '', NULL, '',
    'new', '');
INSERT INTO action VALUES (1, '2026-03-05T08:00:00Z', '', 'edit', 'unit 1', NULL);
INSERT INTO change VALUES (1, 1, 'unit', '1', '{json.dumps(RECORD | {"note": "old"})}', '{json.dumps(RECORD)}');
"""
CODE = Code(0, CodeKind.STANDALONE, "ph", content="{0}")


@pytest.mark.parametrize("number", range(1, SCHEMA + 1))
def test_a_shipped_schema_is_never_edited(number: int) -> None:
    """Files in the field have been made by it; change the schema by adding the next number."""
    assert hashlib.sha256(schema_text(number).encode()).hexdigest()[:16] == SCHEMA_DIGESTS[number]


def test_a_new_memory_can_be_opened_again(tmp_path: Path) -> None:
    """A missing file is made, and keeps its identity."""
    with open_database(tmp_path / "memory.tmdb") as database:
        stamp = database.stamp
    with open_database(tmp_path / "memory.tmdb", create=False) as database:
        assert (database.stamp, database.generation) == (stamp, 0)


def test_two_memories_never_share_a_stamp(tmp_path: Path) -> None:
    """Indexes of one memory are not taken for those of another."""
    with open_database(tmp_path / "a.tmdb") as first, open_database(tmp_path / "b.tmdb") as second:
        assert first.stamp != second.stamp


def make_foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()


def make_newer(path: Path) -> None:
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()


def make_text(path: Path) -> None:
    path.write_text("This is a letter, and by no means a memory.\n" * 100, "utf-8")


def make_truncated(path: Path) -> None:
    open_database(path).close()
    path.write_bytes(path.read_bytes()[:5000])


BAD_FILES = [
    (make_foreign, "another program"),
    (make_newer, "newer version"),
    (make_text, "not SQLite"),
    (make_truncated, "damaged"),
    (Path.mkdir, "is a folder"),
]


@pytest.mark.parametrize(("make", "reason"), BAD_FILES)
@pytest.mark.parametrize("readonly", [False, True])
def test_what_is_no_memory_is_refused_and_left_as_it_is(tmp_path: Path, make, reason: str, readonly: bool) -> None:
    """The error names the file and says what it is; the file is not touched."""
    path = tmp_path / "memory.tmdb"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StorageError, match=reason) as caught:
        open_database(path, readonly=readonly)
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.parametrize("options", [{"create": False}, {"readonly": True}])
def test_a_missing_memory_is_not_made_unasked(tmp_path: Path, options: dict[str, bool]) -> None:
    """The error says how to make one; nothing is left behind."""
    with pytest.raises(StorageError, match="no memory here; make one"):
        open_database(tmp_path / "memory.tmdb", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Folders are made by people."""
    with pytest.raises(StorageError, match=r"folder .*absent does not exist"):
        open_database(tmp_path / "absent" / "memory.tmdb")


def test_an_empty_file_becomes_a_memory(tmp_path: Path) -> None:
    """A file of no bytes holds nothing that could be lost."""
    (tmp_path / "memory.tmdb").touch()
    with open_database(tmp_path / "memory.tmdb") as database:
        assert database.number("PRAGMA user_version") == SCHEMA


@pytest.mark.parametrize("name", ["with space #1?.tmdb", "记忆库 100%.tmdb"])
def test_any_file_name_can_be_a_memory(tmp_path: Path, name: str) -> None:
    """Signs that mean something in a URI are part of the name."""
    open_database(tmp_path / name).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_readonly_memory_refuses_changes(tmp_path: Path) -> None:
    """The error comes before any work is done."""
    open_database(tmp_path / "memory.tmdb").close()
    with (
        open_database(tmp_path / "memory.tmdb", readonly=True) as database,
        pytest.raises(StorageError, match="reading only"),
        database.transaction(),
    ):
        pytest.fail("the block must not run")


def test_reading_leaves_no_file_behind(tmp_path: Path) -> None:
    """Neither a log nor shared memory stays beside the memory, and its bytes are as they were."""
    path = tmp_path / "memory.tmdb"
    open_database(path).close()
    before = path.read_bytes()
    with open_database(path, readonly=True) as database, open_database(path, readonly=True) as other:
        assert database.stamp == other.stamp
        with pytest.raises(StorageError):
            database.execute("DELETE FROM unit")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY_DIRECTORY])
def test_a_memory_is_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Where SQLite cannot lay its shared memory beside the file, the file is read as it stands."""
    path = tmp_path / "memory.tmdb"
    with open_database(path) as database:
        stamp = database.stamp
    real = sqlite3.connect

    class ReadOnlyFolder:
        def execute(self, sql: str) -> None:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = code
            raise error

        def close(self) -> None:
            pass

    def connect(address: str, **options: object) -> object:
        return real(address, **options) if "immutable" in address else ReadOnlyFolder()

    monkeypatch.setattr(sqlite3, "connect", connect)
    with open_database(path, readonly=True) as database:
        assert database.stamp == stamp


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_READONLY_DIRECTORY, "read-only"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked"),
        (sqlite3.SQLITE_IOERR_READ, "disk failed"),
        (sqlite3.SQLITE_CONSTRAINT, "constraint"),
    ],
)
def test_every_sqlite_error_has_a_cause_and_a_remedy(tmp_path: Path, code: int, reason: str) -> None:
    """Extended codes are explained like their family; others keep SQLite's words."""
    error = sqlite3.OperationalError("constraint failed")
    error.sqlite_errorcode = code
    with pytest.raises(StorageError, match=reason), translated_errors(tmp_path):
        raise error


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """The action is rolled back, and the error says why."""
    with open_database(tmp_path / "memory.tmdb") as database:
        database.execute(f"PRAGMA max_page_count = {database.number('PRAGMA page_count')}")
        with pytest.raises(StorageError, match="disk is full"), database.transaction():
            database.begin_action("add", "", NOW, "x" * 1_000_000)
        assert (database.generation, database.number("SELECT count(*) FROM action")) == (0, 0)


def test_a_second_writer_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two actions never mix; readers go on."""
    monkeypatch.setattr("tm.memory.database.BUSY_SECONDS", 0.01)
    path = tmp_path / "memory.tmdb"
    with open_database(path) as first, open_database(path) as second, first.transaction():
        first.begin_action("add", "", NOW, "")
        with pytest.raises(StorageError, match="locked"), second.transaction():
            pytest.fail("the block must not run")
        assert second.generation == 0


def test_an_action_is_committed_as_a_whole(tmp_path: Path) -> None:
    """The history holds who, when, what, and the rows before and after."""
    path = tmp_path / "memory.tmdb"
    with open_database(path) as database, database.transaction():
        action = database.begin_action("edit", "Li", NOW, "one term")
        database.record(action, "entry", 7, {"text": "市场"}, {"text": "市場"})
        database.record(action, "entry", "8", None, None)
    with open_database(path) as database:
        assert database.generation == 1
        assert database.rows("SELECT at, author, kind, summary FROM action") == [
            ("2026-03-05T08:00:00Z", "Li", "edit", "one term")
        ]
        assert database.rows("SELECT table_name, row_key, before, after FROM change") == [
            ("entry", "7", '{"text":"市场"}', '{"text":"市場"}'),
            ("entry", "8", None, None),
        ]


def test_an_error_rolls_the_action_back(tmp_path: Path) -> None:
    """An action is done whole or not at all, whatever stops it."""
    with open_database(tmp_path / "memory.tmdb") as database:
        stamp = database.stamp

        def stopped_action() -> None:
            with database.transaction():
                database.begin_action("add", "", NOW, "")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            stopped_action()
        assert database.stamp == stamp
        with database.transaction():
            database.begin_action("add", "", NOW, "")
        assert database.stamp != stamp


def test_transactions_do_not_nest(tmp_path: Path) -> None:
    """One user action is one transaction."""
    with open_database(tmp_path / "memory.tmdb") as database:
        with pytest.raises(RuntimeError, match="nest"), database.transaction(), database.transaction():
            pytest.fail("the block must not run")
        with pytest.raises(RuntimeError, match="inside a transaction"):
            database.begin_action("add", "", NOW, "")


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    """A lone surrogate cannot be written as UTF-8."""
    with open_database(tmp_path / "memory.tmdb") as database, pytest.raises(StorageError, match=r"U\+D800"):
        database.execute("SELECT ?", ("\ud800",))


def test_many_may_open_a_new_memory_at_once(tmp_path: Path) -> None:
    """Whoever comes first makes it; the others take it as it is."""

    def stamp(number: int) -> str:
        with open_database(tmp_path / f"{number // 8}.tmdb") as database:
            return database.stamp

    with ThreadPoolExecutor(8) as pool:
        stamps = list(pool.map(stamp, range(80)))
    assert len(set(stamps)) == 10


def test_processes_that_make_one_memory_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """Four processes open the same new files in the same order; none is told that one is locked."""
    code = f"""
from pathlib import Path
from tm.memory.database import open_database
for number in range(60):
    open_database(Path({str(tmp_path)!r}) / f"{{number}}.tmdb").close()
"""
    runs = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [run.communicate()[1] for run in runs] == [""] * 4


def test_a_killed_process_leaves_the_last_committed_state(tmp_path: Path) -> None:
    """What was committed is there, what was not is gone, and the file opens."""
    path = tmp_path / "memory.tmdb"
    code = f"""
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from tm.memory.database import open_database
database = open_database(Path({str(path)!r}))
with database.transaction():
    database.begin_action("add", "", datetime(2026, 1, 1, tzinfo=UTC), "done")
with database.transaction():
    database.begin_action("add", "", datetime(2026, 1, 1, tzinfo=UTC), "half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    with open_database(path) as database:
        assert database.rows("SELECT summary FROM action") == [("done",)]
        assert database.generation == 1


def test_moments_are_stored_in_utc() -> None:
    """Stored moments are whole seconds and sort by time."""
    beijing = datetime(2026, 3, 5, 16, 0, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    assert moment_text(beijing) == "2026-03-05T08:00:00Z"
    assert moment(moment_text(beijing)) == NOW


def first_schema(path: Path) -> None:
    """A memory file as the first version left it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema_text(1))
        connection.executescript(FIRST_SCHEMA)


def test_a_memory_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its units have no codes and keep their keys, and what was done to them before can be undone."""
    path = tmp_path / "memory.tmdb"
    first_schema(path)
    with open_database(path) as database:
        assert database.number("PRAGMA user_version") == SCHEMA
        memory = Memory(database)
        stored = memory.get(1)
        assert stored == TranslationUnit(
            source=Variant("市场", "zh-CN"), target=Variant("market", "en-US"), note="new", created_at=NOW
        )
        assert memory.add([stored], now=NOW) == AddReport(0, 0, 1)
        assert memory.add([replace(stored, source=Variant("市场", "zh-CN", (CODE,)))], now=NOW) == AddReport(1, 0, 0)
        assert list(memory.kept()) == []
        history = History(database, {"unit": UnitRows(database)})
        steps = (history.undo, history.undo, history.redo, history.undo)
        assert [step(now=NOW).problems for step in steps] == [()] * 4
        assert [unit.note for unit in memory.units()] == ["old"]


def test_a_memory_of_the_first_schema_is_brought_up_to_date_for_reading(tmp_path: Path) -> None:
    """Who only looks something up need not know that the file is old; it is still opened for reading only."""
    first_schema(tmp_path / "memory.tmdb")
    with open_database(tmp_path / "memory.tmdb", readonly=True) as database:
        assert [unit.source.text for unit in Memory(database).units()] == ["市场"]
        assert database.number("PRAGMA user_version") == SCHEMA
        with pytest.raises(StorageError, match="reading only"), database.transaction():
            pytest.fail("the block must not run")


def test_an_older_memory_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says what it is and what to do; the file stays as it was."""
    path = tmp_path / "memory.tmdb"
    first_schema(path)
    before, real = path.read_bytes(), sqlite3.connect

    def connect(address: str, **options: object) -> object:
        return real(address.replace("mode=rw", "mode=ro"), **options)

    monkeypatch.setattr(sqlite3, "connect", connect)
    with pytest.raises(StorageError, match=r"older version .* read-only; copy it to where it may be written"):
        open_database(path, readonly=True)
    assert path.read_bytes() == before


def test_an_older_memory_that_another_program_writes_to_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is no question of rights: later it opens."""
    path = tmp_path / "memory.tmdb"
    first_schema(path)
    monkeypatch.setattr("tm.memory.database.BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="locked"):
            open_database(path, readonly=True)
    open_database(path, readonly=True).close()


def test_a_long_question_is_ended_from_another_thread(tmp_path: Path) -> None:
    """With an error like any other; the next question is answered."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with open_database(tmp_path / "m.tmdb", create=True) as database, ThreadPoolExecutor(1) as other:
        ended = threading.Event()

        def interrupt() -> None:
            while not ended.wait(0.01):
                database.interrupt()

        ending = other.submit(interrupt)
        with pytest.raises(StorageError, match="interrupted"):
            database.rows(endless)
        ended.set()
        ending.result()
        assert database.rows("SELECT 1") == [(1,)]
