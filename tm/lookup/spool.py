"""Vectors on their way into an index: kept in a file as they are made, so that work that was stopped goes on there.

An SQLite file of its own beside the memory, in no need to be safe from a power cut: it may be lost or damaged, and is
begun anew then. Several processes may fill it at once. Vectors are kept in half precision.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tm.encode.arrays import unit_rows

if TYPE_CHECKING:
    from tm.encode.arrays import FloatMatrix

_BUSY_SECONDS = 5.0

log = logging.getLogger(__name__)


class Spool:
    """The vectors of texts, by the digests of these; where the file cannot be used, it keeps nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        try:
            self._connection = self._opened()
        except sqlite3.Error as exc:
            log.info("vectors are not kept on their way: %s (%s)", path, exc)

    def get(self, digests: Sequence[bytes]) -> FloatMatrix | None:
        """(digests, dim) the vectors of the texts; None unless all of them are kept."""
        if self._connection is None:
            return None
        sql = f"SELECT digest, half FROM vector WHERE digest IN ({', '.join('?' * len(digests))})"
        try:
            known = dict(self._connection.execute(sql, digests).fetchall())
        except sqlite3.Error as exc:
            self._give_up(exc)
            return None
        if len(known) < len(digests) or len({len(half) for half in known.values()}) > 1:
            return None
        return _unpacked(b"".join(map(known.__getitem__, digests)), len(digests))

    def put(self, digests: Sequence[bytes], vectors: FloatMatrix) -> FloatMatrix:
        """Keep vectors; returns them as `get` will."""
        halves = vectors.astype("<f2")
        if self._connection is not None:
            rows = [(digest, half.tobytes()) for digest, half in zip(digests, halves, strict=True)]
            try:
                with self._connection:
                    self._connection.executemany("INSERT OR REPLACE INTO vector (digest, half) VALUES (?, ?)", rows)
            except sqlite3.Error as exc:
                self._give_up(exc)
        return _unpacked(halves.tobytes(), len(halves))

    def close(self) -> None:
        """Let go of the file, which stays."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self.path)
        except sqlite3.DatabaseError as exc:
            if exc.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            log.info("begun anew: %s (%s)", self.path, exc)
            self.path.unlink(missing_ok=True)
            return _connected(self.path)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Keep nothing from now on: a full disk, a damaged file."""
        log.info("vectors are not kept on their way: %s (%s)", self.path, error)
        self.close()


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS vector (digest BLOB NOT NULL UNIQUE, half BLOB NOT NULL)")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _unpacked(halves: bytes, count: int) -> FloatMatrix:
    """Vectors of norm 1 from ones in half precision: the same whether they were kept or have just been made."""
    return unit_rows(np.frombuffer(halves, "<f2").reshape(count, -1).astype(np.float32))
