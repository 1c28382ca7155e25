"""Units alike in meaning: vectors of all texts of a memory, both languages in one index, cached beside the memory.

The cache may be deleted at any time. It names the encoder and the state of the memory it was made for; when that has
moved on, what the history has changed since is followed, the vectors of texts that are still there are kept and only
new texts are encoded. Where they are many, what is encoded is kept batch by batch, so that stopped work goes on there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tm.encode.encoder import Encoder
from tm.errors import StorageError
from tm.exchange.safexml import atomic_write
from tm.lookup.journal import Moment, changed_rows, follows, moment, texts_of
from tm.memory.memory import Memory, UnitText
from tm.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.encode.arrays import FloatMatrix, IntVector
    from tm.lookup.vectors import VectorStore

FORMAT = 3  # of the cache file; another one is made anew
BATCH_TEXTS = 1024  # texts given to the encoder at a time
KEPT_FROM = 5_000  # texts to encode, some seconds; batches of more are kept on their way
MOST_FOLLOWED = 50_000  # changed units that are followed; for more the whole memory is read
_TEXTS_PER_UNIT = 4  # texts looked at for each unit wanted: a unit has two, and as many may be of units known already
_SAMPLE_PAIRS = 20_000  # of texts drawn by chance
_ENOUGH_TEXTS = 200  # to say from them how near unrelated texts come
_UNRELATED = 99  # percent of unrelated pairs that are less near than what is shown
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, struct.error)
_STRANGERS = (  # sentences without anything in common, where the memory is too small to draw from
    *("请在出发前检查轮胎的气压。", "小猫整天在窗台上睡觉。", "法院驳回了原告的请求。", "今年的水稻比去年早熟十天。"),
    *("点击右上角的按钮保存文件。", "她用小提琴拉了一首老歌。", "股价在周五收盘时略有回落。", "护士给病人量了体温。"),
    *("The train to the coast leaves at noon.", "Add a pinch of salt and stir.", "Our router needs a new password."),
    *("The senate passed the bill last night.", "Penguins breed on the southern ice.", "Fold the paper in two."),
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit one of whose texts means something like the query; cosine is -1 to 1."""

    rowid: int
    cosine: float


@dataclass(frozen=True)
class _State:
    """The n sides of units (2 a unit) as they are at a moment, and the vectors of t texts, some of them gone."""

    moment: Moment
    store: VectorStore  # t vectors
    digests: NDArray[np.void]  # (t,) 16 bytes of each text
    text: IntVector  # (n,) the text of a side, rising
    rowid: IntVector  # (n,) its unit, rising for each text
    pair: IntVector  # (n,) its language pair
    pairs: tuple[tuple[str, str], ...]  # language pairs as tagged

    def wanted(self, pairs: Collection[tuple[str, str]]) -> NDArray[np.bool_]:
        """(t,) which texts stand in units of the language pairs."""
        import numpy as np

        numbers = [number for number, pair in enumerate(self.pairs) if pair in pairs]
        found = np.zeros(len(self.store), np.bool_)
        found[self.text[np.isin(self.pair, numbers)]] = True
        return found

    @cached_property
    def unrelated(self) -> float:
        """The cosine that one in a hundred pairs of texts drawn by chance reaches; nothing for few texts."""
        import numpy as np

        live = np.unique(self.text)
        if len(live) < _ENOUGH_TEXTS:
            return float("nan")
        draw = np.random.default_rng(len(live))
        sample = self.store.pick(draw.choice(live, min(len(live), 2_000), replace=False))
        one, other = draw.integers(0, len(sample), (2, _SAMPLE_PAIRS))
        different = one != other
        return float(np.percentile(np.sum(sample[one[different]] * sample[other[different]], axis=1), _UNRELATED))


class SemanticIndex:
    """The vectors of one memory by one encoder; read, or made, at the first search."""

    def __init__(self, memory: Memory, encoder: Encoder, *, progress: Progress = silent) -> None:
        self._memory, self._encoder, self._progress = memory, encoder, progress
        self._state: _State | None = None
        self._masks: dict[frozenset[tuple[str, str]], NDArray[np.bool_]] = {}
        self._strangers: float | None = None

    @property
    def path(self) -> Path:
        """The cache file: beside the memory, one for each encoder."""
        readable = re.sub(r"[^A-Za-z0-9]+", "-", self._encoder.name).strip("-")[-40:]
        digest = hashlib.blake2b(self._encoder.name.encode(), digest_size=4).hexdigest()
        memory = self._memory.database.path
        return memory.with_name(f"{memory.name}.vectors-{readable}-{digest}.npz")

    def prepare(self) -> None:
        """Encode what is not encoded yet, as the first search would."""
        self._follow()

    def search(self, query: str, *, pairs: Collection[tuple[str, str]], limit: int) -> Iterator[Hit]:
        """The units of the language pairs (as tagged) nearest to the query, best first, each once.

        At least `limit` different ones, and as many more as may be known to the caller, if the memory has them; with
        more than tm.lookup.vectors.FLAT texts some are missed.
        """
        import numpy as np

        state = self._follow()
        asked = frozenset(pairs)
        if asked not in self._masks:
            self._masks[asked] = state.wanted(asked)
        mask = self._masks[asked]
        if not mask.any():
            return
        wanted = None if mask.all() else mask
        cosines, nearest = state.store.nearest(self._encoder.encode([query]), _TEXTS_PER_UNIT * limit, wanted)
        numbers = [number for number, pair in enumerate(state.pairs) if pair in asked]
        seen: set[int] = set()
        for cosine, text in zip(cosines.tolist(), nearest.tolist(), strict=True):
            start, end = np.searchsorted(state.text, [text, text + 1])
            for rowid, pair in zip(state.rowid[start:end].tolist(), state.pair[start:end].tolist(), strict=True):
                if pair in numbers and rowid not in seen:
                    seen.add(rowid)
                    yield Hit(rowid, cosine)

    def least_cosine(self) -> float:
        """The cosine below which a text is no nearer than unrelated ones are: of this memory's by this encoder.

        Of a small memory by sentences that we know to be unrelated.
        """
        import numpy as np

        drawn = self._follow().unrelated
        if not np.isnan(drawn):
            return drawn
        if self._strangers is None:
            vectors = self._encoder.encode(_STRANGERS)
            cosines = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
            self._strangers = float(np.percentile(cosines, _UNRELATED))
        return self._strangers

    def _follow(self) -> _State:
        """The vectors for the memory as it stands: those in hand, else from the cache, else made and cached."""
        database = self._memory.database
        if self._state is None:
            self._state = self._read()
        if self._state is None or self._state.moment.stamp != database.stamp:
            now = moment(database)
            rows = None
            if self._state is not None and follows(database, now, self._state.moment):
                rows = changed_rows(database, self._state.moment, MOST_FOLLOWED)
            self._state = self._brought_up(self._state, rows, now)
            self._masks.clear()
            self._write(self._state)
        return self._state

    def _brought_up(self, old: _State | None, rows: set[int] | None, now: Moment) -> _State:
        """The state `now`: of the old one but for the changed rows or, where these are not known, read anew."""
        import numpy as np

        from tm.lookup.vectors import FLAT, VectorStore

        follow = old is not None and rows is not None
        pairs = {pair: number for number, pair in enumerate(old.pairs)} if old is not None and follow else {}
        known = {digest.tobytes(): number for number, digest in enumerate(old.digests)} if old else {}
        sides, new = _sides(
            texts_of(self._memory.database, rows or ()) if follow else self._memory.texts(), known, pairs
        )
        columns = np.array(sides, np.int64).reshape(-1, 3).T
        if old is not None and rows is not None:
            kept = ~np.isin(old.rowid, np.fromiter(rows, np.int64, len(rows)))
            columns = np.hstack([np.stack([old.text[kept], old.rowid[kept], old.pair[kept]]), columns])
        order = list(range(len(new)))
        if len(order) > FLAT:
            Random(0).shuffle(order)  # so that the first ones are a sample of all
        renumbered = np.empty(len(new), np.int64)
        renumbered[order] = np.arange(len(new)) + len(known)
        fresh = columns[0] >= len(known)
        columns[0][fresh] = renumbered[columns[0][fresh] - len(known)]
        fresh_digests = list(new)
        coming = [fresh_digests[at] for at in order]
        digests = b"".join([*known, *coming])
        store = old.store if old else VectorStore(np.zeros((0, 0), np.float32))
        encode = self._spooled if len(coming) > KEPT_FROM else self._encoded
        store = store.extended(encode({digest: new[digest] for digest in coming}), len(coming))
        columns = columns[:, np.lexsort((columns[1], columns[0]))]
        text, rowid, pair = columns
        return _State(now, store, np.frombuffer(digests, np.dtype("V16")), text, rowid, pair, tuple(pairs))

    def _encoded(self, texts: Mapping[bytes, str]) -> Iterator[FloatMatrix]:
        """The vectors of the texts, batch by batch."""
        for digests in self._batches(texts):
            yield self._encoder.encode([texts[digest] for digest in digests])

    def _spooled(self, texts: Mapping[bytes, str]) -> Iterator[FloatMatrix]:
        """As `_encoded`, but each batch is kept until all are made: stopped in between, the next run goes on there."""
        from tm.lookup.spool import Spool

        spool = Spool(self._spool_path)
        try:
            for digests in self._batches(texts):
                kept = spool.get(digests)
                if kept is None:
                    kept = spool.put(digests, self._encoder.encode([texts[digest] for digest in digests]))
                yield kept
        finally:
            spool.close()

    def _batches(self, texts: Mapping[bytes, str]) -> Iterator[list[bytes]]:
        """The digests of the texts of each batch; tells the progress."""
        digests = list(texts)
        for start in range(0, len(digests), BATCH_TEXTS):
            self._progress("encode", start, len(digests))
            yield digests[start : start + BATCH_TEXTS]
        if digests:
            self._progress("encode", len(digests), len(digests))

    @property
    def _spool_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    def _read(self) -> _State | None:
        """The cached vectors; None where there are none of this encoder, or the file is damaged."""
        import numpy as np

        from tm.lookup.vectors import open_store

        try:
            with np.load(self.path, allow_pickle=False) as file:
                meta = json.loads(str(file["meta"]))
                if meta["format"] != FORMAT or meta["encoder"] != self._encoder.name:
                    return None
                store = open_store(file["recent"], self.path.with_name(meta["lists"]), **meta["store"])
                text, rowid, pair = file["text"], file["rowid"], file["pair"]
                pairs = tuple((source, target) for source, target in meta["pairs"])
                return _State(Moment(**meta["moment"]), store, file["digests"], text, rowid, pair, pairs)
        except FileNotFoundError:
            return None
        except _UNREADABLE as exc:
            log.warning("vectors are made anew: %s cannot be read (%s)", self.path, exc)
            return None

    def _write(self, state: _State) -> None:
        """Put the vectors into the cache; where that is not possible they serve this process only."""
        import numpy as np

        store = state.store
        lists = store.path or self.path.with_name(f"{self.path.name}.{state.moment.stamp}.ivf")
        try:
            store.write_lists(lists)
            size = lists.stat().st_size if store.listed else 0
            meta = {
                "format": FORMAT,
                "encoder": self._encoder.name,
                "moment": asdict(state.moment),
                "pairs": state.pairs,
                "lists": lists.name,
                "store": {"planned": store.planned, "listed": store.listed, "size_bytes": size},
            }
            with atomic_write(self.path) as file:
                np.savez(
                    file,
                    meta=np.array(json.dumps(meta)),
                    recent=store.recent,
                    digests=state.digests,
                    text=state.text,
                    rowid=state.rowid,
                    pair=state.pair,
                )
            for stale in self.path.parent.glob(f"{self.path.name}.*.ivf"):
                if stale != lists:
                    stale.unlink()
            self._spool_path.unlink(missing_ok=True)
        except (OSError, StorageError) as exc:
            log.info("vectors are not cached: %s", exc)


def _sides(
    units: Iterable[UnitText], known: dict[bytes, int], pairs: dict[tuple[str, str], int]
) -> tuple[list[tuple[int, int, int]], dict[bytes, str]]:
    """Text, unit and language pair of each side, and the texts not known, numbered after the known ones."""
    sides: list[tuple[int, int, int]] = []
    numbers, new = dict[bytes, int](), dict[bytes, str]()
    for unit in units:
        pair = pairs.setdefault((unit.source_lang, unit.target_lang), len(pairs))
        for text in (unit.source, unit.target):
            digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
            number = known.get(digest)
            if number is None:
                number = numbers.setdefault(digest, len(known) + len(numbers))
                new.setdefault(digest, text)
            sides.append((number, unit.rowid, pair))
    return sides, new
