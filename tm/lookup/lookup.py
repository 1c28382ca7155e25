"""Looking a segment up in the memory: context, exact, fuzzy and meaning matches, ranked and explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice, tee
from operator import attrgetter
from typing import TYPE_CHECKING

from tm.errors import InputError, SettingsError
from tm.languages import canonical, primary, script
from tm.lookup.diff import diff, may_be_figures
from tm.lookup.forms import Candidate, Side, percent_with_codes
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.matches import (
    LookupResult,
    Match,
    MatchKind,
    Penalty,
    Rendering,
    band,
    newest_first,
    rank,
    texts,
)
from tm.memory.memory import ExactQuery, Memory, Translation
from tm.memory.records import turn
from tm.text.normalize import chinese_script, convert, fold, resolve_lang
from tm.units import Code, TranslationUnit, Variant

if TYPE_CHECKING:
    from tm.lookup.semantic import SemanticIndex


MAX_QUERY_CHARS = 10_000  # a segment, not a document
_SURE_PERCENT = 85  # from here on all texts that are equally alike are ranked …
_ALIKE = 20  # … below, as many as fill the answer, the oldest units, so many at a time
_READ = 7  # units read from the memory at a time, at least
_FIRST_HAN, _LAST_HAN, _LAST_PLAIN = "\u3400", "\ufb00", "\U0001ffff"


@dataclass(frozen=True, slots=True)
class _Query:
    """A text to look up, its languages, and where known its neighbours and the id of its segment."""

    text: str
    source_lang: str
    target_lang: str
    context_before: str = ""
    context_after: str = ""
    unit_id: str = ""
    strict_variant: bool = False
    as_of: str = ""
    prefer: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()

    def alike(self, source: Variant, percent: int) -> int:
        """The percent with the codes counted in, where either side has any; never more than without them."""
        if not self.codes and not source.codes:
            return percent
        return min(percent, percent_with_codes(Variant(self.text, self.source_lang, self.codes), source))

    def admits(self, source: Variant, target: Variant, date: str) -> bool:
        """Whether a unit is old enough and, if that is asked for, in the right scripts."""
        young = bool(self.as_of) and date > self.as_of
        return not young and not (self.strict_variant and _script_penalties(self, source, target))


def lookup(
    memory: Memory,
    query: str,
    *,
    source_lang: str,
    target_lang: str,
    minimum: int = 50,
    limit: int = 5,
    context_before: str = "",
    context_after: str = "",
    unit_id: str = "",
    codes: tuple[Code, ...] = (),
    strict_variant: bool = False,
    as_of: date | None = None,
    prefer: Sequence[str] = (),
    thorough: bool = False,
    fuzzy: FuzzyIndex | None = None,
    index: SemanticIndex | None = None,
) -> LookupResult:
    """The best matches of a segment: up to `limit` by form, then up to `limit` more by meaning.

    Meaning matches are sought only with an `index`. Whoever looks up more than one query passes a FuzzyIndex, else the
    memory is read anew each time.
    By percent, then a context or exact match before a fuzzy one, the higher state, the origin that stands first in
    `prefer` (names of publishers or documents), the newer document, the unit changed or made later, the older unit.
    A source and target that stand in several documents are shown once.
    With `strict_variant` nothing is matched across Simplified and Traditional. With `as_of` the units of documents
    published after that day are not there; undated ones are.
    A `thorough` lookup compares every text before it says that there is no match: in a large memory the index may
    miss a weak one, or offer only what the filters then refuse.
    Raises: InputError for a query too long to be a segment; SettingsError for limits out of range.
    """
    _check(query, minimum, limit)
    if not query.strip():
        return LookupResult(query, source_lang, ())
    asked = _Query(
        query,
        _query_lang(source_lang, query),
        target_lang,
        context_before,
        context_after,
        unit_id,
        strict_variant,
        as_of.isoformat() if as_of else "",
        tuple(prefer),
        codes,
    )
    best = _Best(asked, minimum, limit)
    for match in _exact_matches(memory, asked, source_lang):
        best.offer(match)
    if not best.beat(99):
        fuzzy = fuzzy or FuzzyIndex(memory)
        for every in (False, True) if thorough else (False,):
            _offer_fuzzy(best, memory, asked, fuzzy.search(query, asked.source_lang, target_lang, minimum, every=every))
            if best.matches:
                break
    matches = best.ranked()
    if index is not None:
        matches += tuple(_meaning_matches(memory, asked, index, limit, {texts(match.unit) for match in matches}))
    return LookupResult(query, asked.source_lang, tuple(_completed(memory, asked, matches)))


def _offer_fuzzy(best: _Best, memory: Memory, asked: _Query, candidates: Iterator[Candidate]) -> None:
    """Offer the candidates, which come best first, until no more are wanted."""
    units, offered, read = dict[Side, TranslationUnit](), 0, 0
    candidates, ahead = tee(candidates)
    for percent, group in groupby(candidates, key=attrgetter("percent")):
        if best.beat(percent):
            return
        while alike := list(islice(group, _ALIKE)):
            offered += len(alike)
            if offered > read:  # with what comes next: to ask costs more than a few units
                coming = [
                    (candidate.rowid, candidate.turned) for candidate in islice(ahead, max(offered - read, _READ))
                ]
                read += max(offered - read, _READ)
                units |= memory.get_sides(coming)
            for candidate in alike:
                unit = units.get((candidate.rowid, candidate.turned))
                if unit is not None:  # another process may just have deleted it
                    best.offer(_fuzzy_match(unit, asked, candidate))
            if percent < _SURE_PERCENT and best.full:
                return


def _completed(memory: Memory, asked: _Query, matches: Sequence[Match]) -> Iterator[Match]:
    """The matches explained: their difference, what may be made of their target, all translations of their source."""
    units = [match.unit for match in matches]
    sources = [ExactQuery(unit.source.text, unit.source.lang, unit.target.lang) for unit in units]
    found = memory.translations(set(sources)) if sources else {}
    by_form = {match.unit.source.text for match in matches if match.kind is not MatchKind.MEANING}
    differences = {text: diff(text, asked.text) for text in by_form}
    renderings = {query: _renderings(asked, known) for query, known in found.items()}
    memory_path = str(memory.database.path)
    for match, source in zip(matches, sources, strict=True):
        converted, mended, target = "", "", match.unit.target
        if any(penalty.code == "target-script" for penalty in match.penalties):
            converted = convert(target.text, target.lang, asked.target_lang)
        parts = () if match.kind is MatchKind.MEANING else differences[source.text]
        if match.kind is MatchKind.FUZZY and may_be_figures(parts, chinese=primary(source.source_lang) == "zh"):
            from tm.lookup.repair import repaired  # its patterns take a while to build

            mended = repaired(match.unit, asked.text)
        yield Match(
            match.unit,
            match.kind,
            match.percent,
            match.band,
            match.cosine,
            match.penalties,
            diff=parts,
            repaired=mended,
            rowid=match.rowid,
            converted=converted,
            variants=renderings[source],
            memory=memory_path,
        )


def _renderings(asked: _Query, known: Sequence[Translation]) -> tuple[Rendering, ...]:
    """The different targets of the translations that the query admits, the most recent first."""
    admitted = [one for one in known if asked.admits(one.source, one.target, one.date)]
    dated = any(one.date for one in admitted)
    dates: dict[str, list[str]] = {}
    for one in admitted:
        dates.setdefault(one.target.text, []).append(one.date if dated else one.changed)
    return newest_first(
        Rendering(text, len(days), min(filter(None, days), default=""), max(days)) for text, days in dates.items()
    )


class _Best:
    """The best match of each pair of source and target text."""

    def __init__(self, asked: _Query, minimum: int, limit: int) -> None:
        self._prefer, self._minimum, self._limit = asked.prefer, minimum, limit
        self.matches: dict[tuple[str, str], Match] = {}

    def offer(self, match: Match | None) -> None:
        """Take the match in, unless it is too low or a better one says the same."""
        if match is None or match.percent is None or match.percent < self._minimum:
            return
        says = texts(match.unit)
        known = self.matches.get(says)
        if known is None or rank(match, self._prefer) < rank(known, self._prefer):
            self.matches[says] = match

    def beat(self, percent: int) -> bool:
        """Whether there are enough matches above `percent`."""
        return sum((match.percent or 0) > percent for match in self.matches.values()) >= self._limit

    @property
    def full(self) -> bool:
        """Whether there are as many matches as are wanted."""
        return len(self.matches) >= self._limit

    def ranked(self) -> tuple[Match, ...]:
        """The best ones, best first."""
        return tuple(sorted(self.matches.values(), key=lambda match: rank(match, self._prefer))[: self._limit])


def _check(query: str, minimum: int, limit: int) -> None:
    if len(query) > MAX_QUERY_CHARS:
        raise InputError(
            f"{len(query)} characters are no segment (at most {MAX_QUERY_CHARS}); split the text first", path="query"
        )
    if not 0 <= minimum <= 100:
        raise SettingsError(f"the minimum must lie between 0 and 100 percent, not {minimum}")
    if limit < 1:
        raise SettingsError(f"at least 1 match must be asked for, not {limit}")


def _query_lang(lang: str, text: str) -> str:
    """The tag, with the script read from the text where the tag leaves it open or a character speaks against it."""
    return canonical(lang) if script(lang) and _han(text) == _han(fold(text)) else resolve_lang(lang, text)


def _han(text: str) -> str:
    return "".join(char for char in text if _FIRST_HAN <= char < _LAST_HAN or char > _LAST_PLAIN)


def _exact_matches(memory: Memory, asked: _Query, tagged: str) -> Iterator[Match]:
    """The units with this very text: under any tag of its language or, if that is strict, of its script."""
    found = {
        stored.rowid: stored.unit
        for lang in ((tagged, asked.source_lang) if asked.strict_variant else (primary(asked.source_lang),))
        for stored in memory.find_exact(asked.text, lang, asked.target_lang)
        if asked.admits(stored.unit.source, stored.unit.target, stored.unit.origin.date)
        and not _script_penalties(asked, stored.unit.source, stored.unit.target)
    }
    ambiguous = len({unit.target.text for unit in found.values()}) > 1
    for rowid, unit in found.items():
        neighbours = ((asked.context_before, unit.context_before), (asked.context_after, unit.context_after))
        same = sum(bool(here.strip()) and here.strip() == there.strip() for here, there in neighbours)
        same = min(2, same + bool(asked.unit_id and asked.unit_id == unit.id))
        penalties = (Penalty("multiple-targets", 1),) if ambiguous and not same else ()
        if asked.alike(unit.source, 100) < 100:
            same, penalties = 0, (Penalty("codes", 1), *penalties)
        yield _form_match(unit, MatchKind.CONTEXT if same else MatchKind.EXACT, 100 + same, penalties, rowid)


def _fuzzy_match(unit: TranslationUnit, asked: _Query, candidate: Candidate) -> Match | None:
    """The match, unless the unit is an exact one or answers better the other way round."""
    penalties = _script_penalties(asked, unit.source, unit.target)
    if (
        penalties
        and primary(unit.target.lang) == primary(asked.source_lang)
        and not _script_penalties(asked, unit.target, unit.source)
    ):
        return None
    if candidate.percent == 100 and unit.source.text == asked.text and not penalties:
        return None
    if not asked.admits(unit.source, unit.target, unit.origin.date):
        return None
    known = any(penalty.code == "script" for penalty in penalties)
    if candidate.percent == 100 and unit.source.text != asked.text and not known:
        code = "form" if _han(unit.source.text) == _han(asked.text) else "script"
        if asked.strict_variant and code == "script":
            return None
        penalties = (Penalty(code, 1), *penalties)
    likeness = asked.alike(unit.source, candidate.percent) if candidate.percent < 100 else 100
    if candidate.percent == 100 and asked.alike(unit.source, 100) < 100:
        penalties = (Penalty("codes", 1), *penalties)
    return _form_match(unit, MatchKind.FUZZY, likeness, penalties, candidate.rowid)


def _form_match(
    unit: TranslationUnit, kind: MatchKind, likeness: int, penalties: tuple[Penalty, ...], rowid: int
) -> Match:
    """The match, not yet compared word for word."""
    percent = max(0, likeness - sum([penalty.points for penalty in penalties]))
    return Match(unit, kind, percent, band(percent), None, penalties, (), rowid=rowid)


def _script_penalties(asked: _Query, source: Variant, target: Variant) -> tuple[Penalty, ...]:
    sides = (("script", source, asked.source_lang), ("target-script", target, asked.target_lang))
    return tuple(
        Penalty(code, 1)
        for code, variant, wanted in sides
        if variant.text != asked.text and {_script(variant), script(wanted)} == {"Hans", "Hant"}
    )


def _script(variant: Variant) -> str:
    """`Hans` or `Hant` by the tag or, where it leaves that open, by the text; else empty."""
    return script(variant.lang) or (chinese_script(variant.text) if primary(variant.lang) == "zh" else "")


def _meaning_matches(
    memory: Memory, asked: _Query, index: SemanticIndex, limit: int, seen: set[tuple[str, str]]
) -> Iterator[Match]:
    """Up to `limit` units near in meaning that are not shown already."""
    wanted = primary(asked.source_lang), primary(asked.target_lang)
    tagged = [(pair.source_lang, pair.target_lang) for pair in memory.pairs()]
    pairs = {pair for pair in tagged if (primary(pair[0]), primary(pair[1])) in (wanted, wanted[::-1])}
    count, least = 0, index.least_cosine()
    for hit in index.search(asked.text, pairs=pairs, limit=limit):
        if count == limit or hit.cosine <= least:
            return
        stored = memory.get(hit.rowid)
        unit = stored if primary(stored.source.lang) == wanted[0] else turn(stored)
        if texts(unit) in seen or not asked.admits(unit.source, unit.target, unit.origin.date):
            continue
        seen.add(texts(unit))
        count += 1
        labels = tuple(Penalty(penalty.code, 0) for penalty in _script_penalties(asked, unit.source, unit.target))
        yield Match(unit, MatchKind.MEANING, None, "", hit.cosine, labels, (), rowid=hit.rowid)
