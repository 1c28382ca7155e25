"""What files say that is no pair of texts, as rows of the table kept; each is stored once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from tm.memory.database import Change, Database, SqlValue, translated_errors
from tm.units import Kept

Record = Mapping[str, SqlValue]


class KeptRows:
    """The rows of the table kept. Whoever calls has a transaction open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, kept: Sequence[Kept]) -> list[Change]:
        """Add what is not there yet; what the history is to keep of it."""
        with translated_errors(self._database.path):
            records = {_key(record): record for record in map(_record, kept)}
        known = self._holders(records)
        last = self._database.number("SELECT seq FROM sqlite_sequence WHERE name = 'kept'")
        fresh = [record for key, record in records.items() if key not in known]
        self._insert(dict(enumerate(fresh, start=last + 1)))
        return [Change("kept", str(last + number), None, None) for number in range(1, len(fresh) + 1)]

    def removed(self, document: str) -> list[Change]:
        """Remove what files say of the document; what the history is to keep of it."""
        sql = "SELECT id FROM kept WHERE document = ? ORDER BY id"
        keys = [str(rowid) for (rowid,) in self._database.rows(sql, (document,))]
        records = self.records(keys)
        self.put_back(dict.fromkeys(keys))
        return [Change("kept", key, records[key], None) for key in keys]

    def records(self, keys: Iterable[str]) -> dict[str, Record]:
        """The records of the rows named, of those that there are."""
        numbers = json.dumps([int(key) for key in keys])
        sql = "SELECT id, document, content FROM kept WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(sql, (numbers,))
        return {str(rowid): {"document": document, "content": content} for rowid, document, content in rows}

    def put_back(self, records: Mapping[str, Record | None]) -> frozenset[str]:
        """Make the rows what the records say, None removes; returns the rows left alone, since another one is that."""
        wanted = {int(key): record for key, record in records.items() if record is not None}
        holders = self._holders({_key(record) for record in wanted.values()})
        refused = {rowid for rowid, record in wanted.items() if holders.get(_key(record), rowid) != rowid}
        self._database.executemany(
            "DELETE FROM kept WHERE id = ?", [(int(key),) for key in records if int(key) not in refused]
        )
        self._insert({rowid: wanted[rowid] for rowid in wanted.keys() - refused})
        return frozenset(map(str, refused))

    def _holders(self, keys: Iterable[str]) -> dict[str, int]:
        """The rows that hold one of the keys."""
        sql = "SELECT key, id FROM kept WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._database.rows(sql, (json.dumps(list(keys)),)))

    def _insert(self, records: Mapping[int, Record]) -> None:
        rows = [(rowid, _key(record), record["document"], record["content"]) for rowid, record in records.items()]
        self._database.executemany("INSERT INTO kept (id, key, document, content) VALUES (?, ?, ?, ?)", rows)


def _record(kept: Kept) -> Record:
    return {"document": kept.document, "content": kept.content}


def _key(record: Record) -> str:
    document, content = map(str, (record["document"], record["content"]))
    return hashlib.blake2b(f"{len(document)}\n{document}{content}".encode(), digest_size=16).hexdigest()
