"""Units alike in meaning: vectors of all texts of a memory, both languages in one index, cached beside the memory.

The cache may be deleted at any time. It names the encoder and the state of the memory it was made for; when that has
moved on, the vectors of texts that are still there are kept and only new texts are encoded.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import struct
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tm.encode.encoder import Encoder
from tm.memory.memory import Memory
from tm.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from faiss import IndexFlatIP
    from numpy.typing import NDArray

    from tm.encode.arrays import FloatMatrix, IntVector

FORMAT = 1  # of the cache file; another one is made anew
BATCH_TEXTS = 1024  # texts given to the encoder at a time
_TEXTS_PER_UNIT = 4  # texts looked at for each unit wanted: a unit has two, and as many may be of units known already
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, struct.error)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit one of whose texts means something like the query; cosine is -1 to 1."""

    rowid: int
    cosine: float


@dataclass(frozen=True, slots=True)
class _Vectors:
    """t different texts of n sides of units (2 a unit), in the order of their adding."""

    stamp: str  # of the memory (Database.stamp)
    vectors: FloatMatrix  # (t, dim), rows of norm 1
    digests: NDArray[np.void]  # (t,) 16 bytes of each text
    text: IntVector  # (n,) the text of a side
    rowid: IntVector  # (n,) its unit
    pair: IntVector  # (n,) its language pair
    pairs: tuple[tuple[str, str], ...]  # language pairs as tagged


class SemanticIndex:
    """The vectors of one memory by one encoder; read, or made, at the first search."""

    def __init__(self, memory: Memory, encoder: Encoder, *, progress: Progress = silent) -> None:
        self._memory, self._encoder, self._progress = memory, encoder, progress
        self._stored: _Vectors | None = None
        self._index: IndexFlatIP | None = None

    @property
    def path(self) -> Path:
        """The cache file: beside the memory, one for each encoder."""
        readable = re.sub(r"[^A-Za-z0-9]+", "-", self._encoder.name).strip("-")[-40:]
        digest = hashlib.blake2b(self._encoder.name.encode(), digest_size=4).hexdigest()
        memory = self._memory.database.path
        return memory.with_name(f"{memory.name}.vectors-{readable}-{digest}.npz")

    def search(self, query: str, *, pairs: Collection[tuple[str, str]], limit: int) -> Iterator[Hit]:
        """The units of the language pairs (as tagged) nearest to the query, best first, each once.

        At least `limit` different ones, and as many more as may be known to the caller, if the memory has them.
        """
        import numpy as np

        stored = self._load()
        wanted = [number for number, pair in enumerate(stored.pairs) if pair in pairs]
        sides = np.flatnonzero(np.isin(stored.pair, wanted))
        texts = np.unique(stored.text[sides])
        if not len(texts):
            return
        cosines, nearest = self._nearest(self._encoder.encode([query]), texts, _TEXTS_PER_UNIT * limit)
        seen: set[int] = set()
        for cosine, text in zip(cosines.tolist(), nearest.tolist(), strict=True):
            for rowid in stored.rowid[sides[stored.text[sides] == text]].tolist():
                if rowid not in seen:
                    seen.add(rowid)
                    yield Hit(rowid, cosine)

    def _nearest(self, query: FloatMatrix, texts: IntVector, count: int) -> tuple[NDArray[np.float32], IntVector]:
        """Cosine and number of the nearest among `texts`, best first."""
        import faiss

        stored = self._load()
        if self._index is None:
            self._index = faiss.IndexFlatIP(stored.vectors.shape[1])
            self._index.add(stored.vectors)
        parameters = faiss.SearchParameters()
        if len(texts) < len(stored.vectors):
            parameters.sel = faiss.IDSelectorBatch(texts)
        cosines, nearest = self._index.search(query, min(count, len(texts)), params=parameters)
        return cosines[0], nearest[0]

    def _load(self) -> _Vectors:
        """The vectors for the memory as it stands: those in hand, else from the cache, else made and cached."""
        stamp = self._memory.database.stamp
        if self._stored is None:
            self._stored = self._read()
        if self._stored is None or self._stored.stamp != stamp:
            self._stored, self._index = self._extended(self._stored, stamp), None
            self._write(self._stored)
        return self._stored

    def _extended(self, old: _Vectors | None, stamp: str) -> _Vectors:
        """The vectors of every text of the memory, taken from `old` where it has them."""
        import numpy as np

        numbers: dict[bytes, int] = {}
        pairs: dict[tuple[str, str], int] = {}
        known = {digest.tobytes(): at for at, digest in enumerate(old.digests)} if old else {}
        new_texts, new_at, old_from, old_at = list[str](), list[int](), list[int](), list[int]()
        sides: list[tuple[int, int, int]] = []
        for unit in self._memory.texts():
            pair = pairs.setdefault((unit.source_lang, unit.target_lang), len(pairs))
            for text in (unit.source, unit.target):
                digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
                number = numbers.setdefault(digest, len(numbers))
                sides.append((number, unit.rowid, pair))
                if number < len(old_at) + len(new_at):
                    continue
                if digest in known:
                    old_from.append(known[digest])
                    old_at.append(number)
                else:
                    new_texts.append(text)
                    new_at.append(number)
        vectors = self._encoded(new_texts, old)
        merged = np.zeros((len(numbers), vectors.shape[1]), np.float32)
        merged[new_at] = vectors
        if old and old_at:
            merged[old_at] = old.vectors[old_from]
        columns = np.array(sides, np.int64).reshape(-1, 3).T
        digests = np.frombuffer(b"".join(numbers), np.dtype("V16"))
        return _Vectors(stamp, merged, digests, columns[0], columns[1], columns[2], tuple(pairs))

    def _encoded(self, texts: list[str], old: _Vectors | None) -> FloatMatrix:
        import numpy as np

        batches = [np.zeros((0, old.vectors.shape[1] if old else 0), np.float32)] if not texts else []
        for start in range(0, len(texts), BATCH_TEXTS):
            self._progress("encode", start, len(texts))
            batches.append(self._encoder.encode(texts[start : start + BATCH_TEXTS]))
        return np.concatenate(batches)

    def _read(self) -> _Vectors | None:
        """The cached vectors; None where there are none of this encoder, or the file is damaged."""
        import numpy as np

        try:
            with np.load(self.path, allow_pickle=False) as file:
                meta = json.loads(str(file["meta"]))
                if meta["format"] != FORMAT or meta["encoder"] != self._encoder.name:
                    return None
                return _Vectors(
                    stamp=meta["stamp"],
                    vectors=file["vectors"],
                    digests=file["digests"],
                    text=file["text"],
                    rowid=file["rowid"],
                    pair=file["pair"],
                    pairs=tuple((source, target) for source, target in meta["pairs"]),
                )
        except FileNotFoundError:
            return None
        except _UNREADABLE as exc:
            log.warning("vectors are made anew: %s cannot be read (%s)", self.path, exc)
            return None

    def _write(self, stored: _Vectors) -> None:
        """Put the vectors into the cache; where that is not possible they serve this process only."""
        import numpy as np

        meta = {"format": FORMAT, "encoder": self._encoder.name, "stamp": stored.stamp, "pairs": stored.pairs}
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("wb") as file:
                np.savez(
                    file,
                    meta=np.array(json.dumps(meta)),
                    vectors=stored.vectors,
                    digests=stored.digests,
                    text=stored.text,
                    rowid=stored.rowid,
                    pair=stored.pair,
                )
            temporary.replace(self.path)
        except OSError as exc:
            log.info("vectors are not cached: %s", exc)
            temporary.unlink(missing_ok=True)
