"""What is wrong with a unit among the others: duplicates, contradictions, lengths out of line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log, sqrt
from statistics import median

from tm.check.findings import Finding, Severity
from tm.languages import primary
from tm.memory.records import text_hash
from tm.memory.rows import StoredUnit
from tm.text.normalize import fold
from tm.units import TranslationUnit

_Key = tuple[str, str, int]

_LEAST_UNITS = 30  # of a language pair, to tell what is usual
_SHORT_CHARS = 25  # a text so long varies twice as much as a very long one
_LENGTH_DEVIATIONS = 5.0  # robust standard deviations
_SPREAD_FLOOR = 0.12  # of the logarithm of the length ratio: a memory of one document varies less than language does
_SHOWN_TEXTS = 3
_SHOWN_CHARS = 60


@dataclass(slots=True)
class Groups:
    """Collects what is needed of each unit, a few numbers, and then tells which units belong together.

    A memory of a million units takes about 300 MB.
    """

    _pairs: dict[_Key, list[int]] = field(default_factory=dict)
    _sources: dict[_Key, dict[int, int]] = field(default_factory=dict)
    _targets: dict[_Key, dict[int, int]] = field(default_factory=dict)
    _ratios: dict[tuple[str, str], list[tuple[int, float, int]]] = field(default_factory=dict)

    def add(self, stored: StoredUnit) -> None:
        """Take in a unit."""
        unit = stored.unit
        langs = unit.source.lang, unit.target.lang
        source, target = (text_hash(_compared(text)) for text in (unit.source.text, unit.target.text))
        self._pairs.setdefault((*langs, _digest(unit)), []).append(stored.rowid)
        self._sources.setdefault((*langs, source), {}).setdefault(target, stored.rowid)
        self._targets.setdefault((*langs, target), {}).setdefault(source, stored.rowid)
        lengths = len(unit.source.text.strip()), len(unit.target.text.strip())
        if all(lengths):
            pair = primary(langs[0]), primary(langs[1])
            ratio = log(lengths[1] / lengths[0])
            self._ratios.setdefault(pair, []).append((stored.rowid, ratio, min(lengths)))

    def duplicates(self) -> Iterator[tuple[int, ...]]:
        """The rows of each pair that stands several times."""
        return (tuple(rowids) for rowids in self._pairs.values() if len(rowids) > 1)

    def contradictions(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """`several-targets` or `several-sources`, and a row for each of the texts."""
        for code, groups in (("several-targets", self._sources), ("several-sources", self._targets)):
            yield from ((code, tuple(texts.values())) for texts in groups.values() if len(texts) > 1)

    def outliers(self) -> Iterator[Finding]:
        """The units whose ratio of lengths lies far from the median of their language pair.

        Deviations are robust (median absolute deviation) and wider for short texts, as the ratio of two sums of
        independent lengths is.
        """
        for ratios in self._ratios.values():
            if len(ratios) < _LEAST_UNITS:
                continue
            middle = median(ratio for _, ratio, _ in ratios)
            scaled = [(rowid, (ratio - middle) / sqrt(1 + _SHORT_CHARS / short)) for rowid, ratio, short in ratios]
            spread = max(_SPREAD_FLOOR, 1.4826 * median(abs(value) for _, value in scaled))
            for (rowid, value), (_, ratio, _) in zip(scaled, ratios, strict=True):
                if abs(value) > _LENGTH_DEVIATIONS * spread:
                    what = "longer" if value > 0 else "shorter"
                    times = 2.718281828 ** abs(ratio - middle)
                    message = f"the target is {times:.1f} times {what} than is usual for this source"
                    yield Finding("length", Severity.WARNING, rowid, message)


def group_findings(groups: Groups, units: Iterable[StoredUnit]) -> Iterator[Finding]:
    """The findings on duplicates and contradictions; `units` is gone through once more for their texts."""
    duplicates = list(groups.duplicates())
    contradictions = list(groups.contradictions())
    wanted = {rowid for _, rowids in contradictions for rowid in rowids}
    known = {stored.rowid: stored.unit for stored in units if stored.rowid in wanted} if wanted else {}
    for rowids in duplicates:
        message = f"the same pair stands in {len(rowids)} units"
        yield Finding("duplicate", Severity.NOTE, rowids[0], message, others=rowids[1:])
    for code, rowids in contradictions:
        found = [known[rowid] for rowid in rowids]
        texts = [(unit.target if code == "several-targets" else unit.source).text for unit in found]
        if code == "several-sources" and _trivial(found[0].target.text):
            continue
        what = "translations of one source" if code == "several-targets" else "sources of one translation"
        message = f"{len(texts)} {what}: {_listed(texts)}"
        severity = Severity.WARNING if code == "several-targets" else Severity.NOTE
        yield Finding(code, severity, rowids[0], message, others=rowids[1:])


def _compared(text: str) -> str:
    """The text without what two writings of it may differ in."""
    return " ".join(fold(text).casefold().split()).rstrip(" .。!！")


def _digest(unit: TranslationUnit) -> int:
    return text_hash(f"{len(unit.source.text)}\n{unit.source.text}\n{unit.target.text}\n{_codes(unit)}")


def _codes(unit: TranslationUnit) -> str:
    codes = (*unit.source.codes, *unit.target.codes)
    return repr(codes) if codes else ""


def _trivial(text: str) -> bool:
    """Whether many sources may well share the text: a word or two."""
    return len(text.split()) < 3 and len(text) < 20


def _listed(texts: list[str]) -> str:
    counted = Counter(text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…" for text in texts)
    shown = [f"“{text}”" for text in list(counted)[:_SHOWN_TEXTS]]
    more = len(texts) - len(shown)
    return " / ".join(shown) + (f" and {more} more" if more > 0 else "")
