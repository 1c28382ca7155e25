"""What a lookup answers: matches with their kind, percent, penalties and place in the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from tm.lookup.diff import DiffPart
from tm.units import State, TranslationUnit

_BANDS = ((102, "102"), (101, "101"), (100, "100"), (95, "95-99"), (85, "85-94"), (75, "75-84"), (50, "50-74"))
_STATES = tuple(State)  # lowest first


class MatchKind(StrEnum):
    """How a match was found; the first three have a percent, the last a cosine."""

    CONTEXT = "context"  # the same text in the same place
    EXACT = "exact"  # the same text
    FUZZY = "fuzzy"  # a text alike in form
    MEANING = "meaning"  # a text alike in meaning, in either language


@dataclass(frozen=True, slots=True)
class Penalty:
    """Why a match counts for less than its form says, and how many percent less.

    Codes: `form` (letter case, width or spaces differ), `script` (the one text is Traditional, the other Simplified
    Chinese), `target-script` (so is the translation), `multiple-targets` (the memory translates this text in several
    ways), `codes` (only inline codes differ), `memory` (it comes from a memory whose matches count less).
    """

    code: str
    points: int


@dataclass(frozen=True, slots=True)
class Rendering:
    """One of the translations that the memory has of a text: in how many units, from when to when."""

    text: str
    count: int
    first: str  # days of publication of its documents; of a text without any, days when its units were changed or made
    last: str


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the memory in the direction asked, and how well it answers the query.

    percent is the form's likeness less the points of the penalties; None for a meaning match, which has a cosine.
    """

    unit: TranslationUnit
    kind: MatchKind
    percent: int | None
    band: str
    cosine: float | None
    penalties: tuple[Penalty, ...]
    diff: tuple[DiffPart, ...]  # from the unit's source to the query; empty for a meaning match
    repaired: str = ""  # the target with the figures of the query, where nothing else differs; else empty
    rowid: int = 0  # of the unit in the memory
    converted: str = ""  # the target by OpenCC in the Chinese script asked for, where it stands in the other one
    variants: tuple[Rendering, ...] = ()  # of the unit's source, the most recent first
    memory: str = ""  # path of the memory file


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The matches of one query, best first."""

    query: str
    lang: str  # of the query, as read from its text where the tag left it open
    matches: tuple[Match, ...]


@lru_cache(maxsize=128)
def band(percent: int) -> str:
    """The name of the band that a percent lies in: memoQ's and MateCat's bands, then `0-49`."""
    return next((name for lowest, name in _BANDS if percent >= lowest), "0-49")


def best_first(matches: Iterable[Match], prefer: Sequence[str] = ()) -> list[Match]:
    """The matches by form in the order of `lookup`; of equal ones of several memories the first one given first."""
    return sorted(matches, key=lambda match: rank(match, prefer)[:-1])


def newest_first(renderings: Iterable[Rendering]) -> tuple[Rendering, ...]:
    """The renderings by the date of their last document, then by how often they stand."""
    return tuple(sorted(renderings, key=lambda rendering: (rendering.last, rendering.count), reverse=True))


def penalised(match: Match, penalty: Penalty) -> Match:
    """The match with one more penalty, its percent and band lowered by it."""
    penalties = (*match.penalties, penalty)
    if match.percent is None:
        return replace(match, penalties=penalties)
    percent = max(0, match.percent - penalty.points)
    return replace(match, percent=percent, band=band(percent), penalties=penalties)


def texts(unit: TranslationUnit) -> tuple[str, str]:
    """What makes two matches say the same."""
    return unit.source.text, unit.target.text


def rank(match: Match, prefer: Sequence[str]) -> tuple[int, bool, int, int, tuple[int, ...], float, int]:
    """The order of matches by form, the best lowest; the last number tells units of one memory apart."""
    origin = match.unit.origin
    preferred = (at for at, name in enumerate(prefer) if name in (origin.publisher, origin.document))
    newest = tuple(-ord(char) for char in origin.date) or (0,)
    changed = match.unit.changed_at or match.unit.created_at
    return (
        -(match.percent or 0),
        match.kind is MatchKind.FUZZY,
        -_STATES.index(match.unit.state),
        next(preferred, len(prefer)),
        newest,
        -changed.timestamp() if changed else 0.0,
        match.rowid,
    )
