"""The SQLite file that holds units, termbase and history: opening, migrating, transactions, errors.

All SQL plumbing stands here; what the tables mean is known by tm.memory.memory and glossary.termbase. The file is in
WAL mode: readers do not wait for a writer, and a process killed in mid-write leaves the last committed state.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any

from tm.errors import StorageError

APPLICATION_ID = 0x445A544D  # "DZTM", in the header of every memory file
SCHEMA = 4  # number of the newest file in schema/
_CACHE_KIB = 400_000  # pages kept at most while writing: what a million units' indexes need; used as it is needed
BUSY_SECONDS = 5.0  # how long a writer waits for another one
_WAL_PAUSE_SECONDS = 0.01
_ROWS_A_STATEMENT = 100

SqlValue = str | bytes | int | float | None
Row = tuple[Any, ...]  # of SqlValue; who selects the columns knows their kinds
Record = Mapping[str, object]  # a row as history keeps it: column and JSON value


@dataclass(frozen=True, slots=True)
class Change:
    """A changed row: what it was, None where the action made it, and what it became, None where it was deleted.

    A made row may leave out `after` as well: it stands in the table, or in the `before` of its next change.
    """

    table: str
    key: str
    before: Record | None
    after: Record | None


def open_database(path: Path, *, create: bool = True, readonly: bool = False, actor: str = "") -> Database:
    """The memory file at `path`, made or brought up to the newest schema where needed.

    Args:
        path: the file; its folder must exist.
        create: make a missing file; otherwise it is an error.
        readonly: open without any right to write; works on read-only media too. A memory of an older schema is brought
            up to date first.
        actor: who stands in the history for actions without an author.
    Raises: StorageError saying what the file is instead, or why it cannot be opened or brought up to date.
    """
    if path.is_dir():
        raise StorageError("is a folder; name a memory file inside it, e.g. memory.tmdb", path=path)
    if not path.exists() and (readonly or not create):
        raise StorageError("no memory here; make one with `tm import` or `tm build`, or name another file", path=path)
    if not path.parent.is_dir():
        raise StorageError(f"the folder {path.parent} does not exist; make it first", path=path)
    with translated_errors(path):
        connection = _connect(path, readonly=readonly, create=create)
        try:
            if _version(connection, path) < SCHEMA and readonly:
                connection.close()
                _bring_up_to_date(path)
                connection = _connect(path, readonly=True, create=False)
            connection.execute("PRAGMA foreign_keys = ON")
            if not readonly:
                _write_ahead(connection)
                connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            database = Database(connection, path, readonly=readonly, actor=actor)
            if not readonly:
                _migrate(database)
        except BaseException:
            connection.close()
            raise
    return database


class Database:
    """An open memory file; used as a context manager it closes itself."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, readonly: bool, actor: str = "") -> None:
        self.path, self.readonly, self._actor = path, readonly, actor
        self._connection = connection

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a transaction still open is rolled back."""
        self._connection.close()

    def interrupt(self) -> None:
        """End what another thread is asking here: it gets a StorageError."""
        self._connection.interrupt()

    def discard(self) -> None:
        """Let go of the file, and remove it if nothing was ever written to it and nobody else has it open."""
        unused = self.generation == 0 and self._alone()
        self.close()
        if unused:
            with translated_errors(self.path):
                self.path.unlink(missing_ok=True)

    def _alone(self) -> bool:
        """Whether no other connection is open: only then does SQLite leave WAL mode."""
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            mode: str = self._connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            return False
        return mode == "delete"

    def back_up(self, path: Path) -> None:
        """Write a copy of the memory, as it is at this moment, to a new file."""
        with translated_errors(path), closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)

    def execute(self, sql: str, parameters: Sequence[SqlValue] = ()) -> sqlite3.Cursor:
        """The cursor of one statement; read rows with `rows`, which translates late errors too."""
        with translated_errors(self.path):
            return self._connection.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Sequence[Sequence[SqlValue]]) -> None:
        """Run one statement for each set of parameters."""
        with translated_errors(self.path):
            self._connection.executemany(sql, parameters)

    def insert(self, into: str, rows: Sequence[Sequence[SqlValue]], *, otherwise: str = "") -> None:
        """Write rows, a hundred a statement: what a statement does once, such as to number rows, is done once for all.

        Args:
            into: the table and its columns, in the order of the values.
            rows: the values.
            otherwise: an ON CONFLICT clause.
        """
        for start in range(0, len(rows), _ROWS_A_STATEMENT):
            some = rows[start : start + _ROWS_A_STATEMENT]
            values = ", ".join([f"({', '.join('?' * len(some[0]))})"] * len(some))
            self.execute(f"INSERT INTO {into} VALUES {values} {otherwise}", list(chain.from_iterable(some)))

    def rows(self, sql: str, parameters: Sequence[SqlValue] = ()) -> list[Row]:
        """All rows of a query; page long ones by their key."""
        with translated_errors(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[SqlValue] = ()) -> Row | None:
        """The first row of a query."""
        return next(iter(self.rows(sql, parameters)), None)

    def number(self, sql: str, parameters: Sequence[SqlValue] = ()) -> int:
        """The whole number that a query returns as its only value."""
        row = self.row(sql, parameters)
        return int(row[0] or 0) if row else 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One user action: all of it is committed at the end, or nothing if an error leaves the block.

        Raises: RuntimeError when nested; StorageError if the file is read-only or another writer does not finish.
        """
        if self._connection.in_transaction:
            raise RuntimeError("transactions do not nest: one user action, one transaction")
        if self.readonly:
            raise StorageError("is open for reading only; open it for writing to change it", path=self.path)
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # some errors, a full disk among them, have rolled back already
                self._connection.execute("ROLLBACK")
            raise

    def begin_action(self, kind: str, author: str, at: datetime, summary: str, *, reverses: int | None = None) -> int:
        """The number of a new action in the history; moves the generation on. Inside a transaction only.

        `reverses` is the number of the action that this one undoes or redoes.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("an action is begun inside a transaction")
        self.execute("UPDATE memory SET generation = generation + 1, token = lower(hex(randomblob(8)))")
        cursor = self.execute(
            "INSERT INTO action (at, author, kind, summary, reverses) VALUES (?, ?, ?, ?, ?)",
            (moment_text(at), author or self._actor, kind, summary, reverses),
        )
        return cursor.lastrowid or 0

    def record(self, action_id: int, table: str, key: str | int, before: Record | None, after: Record | None) -> None:
        """Write one changed row into the history."""
        self.record_all(action_id, [Change(table, str(key), before, after)])

    def record_all(self, action_id: int, changes: Iterable[Change]) -> None:
        """Write changed rows into the history, in the order of their changing."""
        self.insert(
            "change (action_id, table_name, row_key, before, after)",
            [(action_id, change.table, change.key, _json(change.before), _json(change.after)) for change in changes],
        )

    @property
    def size_bytes(self) -> int:
        """How large the file is when all that was written stands in it."""
        return self.number("PRAGMA page_count") * self.number("PRAGMA page_size")

    def give_back(self) -> None:
        """Make the file as small as what it holds."""
        self.execute("VACUUM")
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def generation(self) -> int:
        """How many write actions the memory has seen."""
        return self.number("SELECT generation FROM memory")

    @property
    def stamp(self) -> str:
        """Names this state of this memory; equal stamps mean equal content, also between copies of the file."""
        identity, generation, token = self.rows("SELECT identity, generation, token FROM memory")[0]
        return f"{identity}.{generation}.{token}"


def moment_text(moment: datetime) -> str:
    """The moment as it is stored: ISO 8601 in UTC, whole seconds; such texts sort by time."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def moment(text: str) -> datetime:
    """The moment that `moment_text` wrote."""
    return datetime.fromisoformat(text)


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turns an SQLite error inside the block into a StorageError with cause and remedy."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake in our code
    except (sqlite3.Error, OSError) as exc:
        raise StorageError(_explanation(exc), path=path) from exc
    except UnicodeEncodeError as exc:
        char = f"U+{ord(exc.object[exc.start]):04X}"
        raise StorageError(
            f"text with half a character ({char}) cannot be kept; repair the text first", path=path
        ) from exc


_EXPLANATIONS = {
    sqlite3.SQLITE_NOTADB: "not a memory file (not SQLite); name another file or move this one away",
    sqlite3.SQLITE_CORRUPT: "damaged; put back a copy of it, or save what is left with `sqlite3 FILE .recover`",
    sqlite3.SQLITE_BUSY: "locked: another program is writing to it; try again when it has finished",
    sqlite3.SQLITE_LOCKED: "locked: another part of this program is using it; try again when it has finished",
    sqlite3.SQLITE_READONLY: "cannot be written: file or folder is read-only; change its rights or copy it elsewhere",
    sqlite3.SQLITE_PERM: "cannot be opened: no rights to it; change its rights or copy it elsewhere",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that folder and file exist and may be read and written",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed. Free some space and try again",
    sqlite3.SQLITE_IOERR: "the disk failed while reading or writing; nothing was changed. Check the disk",
}

_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


def _explanation(error: sqlite3.Error | OSError) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    known = _EXPLANATIONS.get(code & 0xFF) if code is not None else None
    return known or f"cannot be used ({error}); check the file and its folder"


def _connect(path: Path, *, readonly: bool, create: bool) -> sqlite3.Connection:
    uri = path.resolve().as_uri()
    mode = "rwc" if create and not readonly else "rw"
    connection = sqlite3.connect(f"{uri}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    if not readonly:
        return connection
    try:
        connection.execute("PRAGMA query_only = ON")  # mode=ro would leave its -wal and -shm files behind
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as exc:
        connection.close()
        if exc.sqlite_errorcode & 0xFF not in _UNWRITABLE or path.with_name(path.name + "-wal").exists():
            raise
        # A folder where SQLite cannot lay its shared memory beside the file: nobody can be writing there.
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Put the file into WAL mode. SQLite does not wait for another opener who is just doing the same; this does."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(_WAL_PAUSE_SECONDS)
        else:
            return


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema of a memory, 0 of an empty file. Raises: StorageError for another program's file, or a newer one."""
    connection.execute("BEGIN")  # one view of the file, since another process may be making it just now
    owner, version = _pragma(connection, "application_id"), _pragma(connection, "user_version")
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    connection.execute("COMMIT")
    if owner != APPLICATION_ID and not (empty and owner == 0 and version == 0):
        raise StorageError("an SQLite file of another program, not a memory; name another file", path=path)
    if version > SCHEMA:
        raise StorageError(
            f"written by a newer version (schema {version}, this one knows up to {SCHEMA}); update Duizhao", path=path
        )
    return version


def _bring_up_to_date(path: Path) -> None:
    """Run the schema files that the memory has not seen, as the next writer would."""
    if not path.stat().st_size:
        raise StorageError(
            "an empty file, not a memory; fill it with `tm import` or `tm build`, or name another file", path=path
        )
    try:
        open_database(path, create=False).close()
    except StorageError as exc:
        if getattr(exc.__cause__, "sqlite_errorcode", 0) & 0xFF not in _UNWRITABLE:
            raise
        reason = "of an older version of Duizhao, and cannot be brought up to date because file or folder is read-only"
        raise StorageError(f"{reason}; copy it to where it may be written", path=path) from exc


def _migrate(database: Database) -> None:
    """Run the schema files that this memory has not seen, all of them or none."""
    if database.number("PRAGMA user_version") == SCHEMA:
        return
    with database.transaction():
        for number in range(database.number("PRAGMA user_version") + 1, SCHEMA + 1):  # another process may be quicker
            for statement in _statements(schema_text(number)):
                database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {SCHEMA}")


def schema_text(number: int) -> str:
    """The SQL of schema file `number`."""
    return (Path(__file__).parent / "schema" / f"{number:03d}.sql").read_text("utf-8")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _json(record: Record | None) -> str | None:
    return None if record is None else json.dumps(record, ensure_ascii=False, separators=(",", ":"))
