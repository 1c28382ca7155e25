"""Suggestions as XLIFF: put into the file they are for, or a new file of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from tm.app.manuscript import Manuscript
from tm.app.suggestions import Suggested
from tm.exchange.xliffedit import XliffEditor
from tm.exchange.xliffmarkup import Candidate, CandidateTerm
from tm.exchange.xliffwrite import NewSegment, NewUnit, write_segments
from tm.inline import with_text
from tm.lookup.matches import Match
from tm.units import State


def write_edited(path: Path, manuscript: Manuscript, found: Iterable[Suggested], *, prefill: int | None) -> int:
    """Write the manuscript's own file with candidates; the number of segments filled in. Raises: StorageError."""
    document = manuscript.xliff
    if document is None:
        raise ValueError("only the suggestions for an XLIFF file can be put into it")
    editor = XliffEditor(document, target_lang=manuscript.target_lang)
    for segment, one in zip(document.translatable(), found, strict=True):
        editor.offer(segment, _candidates(one))
        fitting = None if segment.target.text.strip() or segment.target.codes else _filling(one, prefill)
        if fitting is not None:
            editor.fill(segment, fitting)
    return editor.write(path)


def write_new(path: Path, manuscript: Manuscript, found: Iterable[Suggested], *, prefill: int | None) -> int:
    """Write XLIFF 2.1 of the manuscript's segments; the number of segments filled in. Raises: StorageError."""
    filled = 0

    def units() -> Iterator[NewUnit]:
        nonlocal filled
        for _, group in groupby(found, key=lambda one: one.segment.block):
            segments, terms = list[NewSegment](), dict[str, CandidateTerm]()
            for one in group:
                fitting = None if one.segment.target else _filling(one, prefill)
                filled += fitting is not None
                target = fitting.target.text if fitting else one.segment.target
                state = State.TRANSLATED if target else None
                segments.append(NewSegment(one.segment.text, target, state, tuple(_candidates(one))))
                terms |= {term.text: term for term in _terms(one)}
            yield NewUnit(tuple(segments), tuple(terms.values()))

    write_segments(
        path,
        units(),
        original=manuscript.name,
        source_lang=manuscript.source_lang,
        target_lang=manuscript.target_lang,
    )
    return filled


def _candidates(one: Suggested) -> list[Candidate]:
    """What is offered for a segment: of each match the text that a machine changed, if any, then its own."""
    return [candidate for match in one.answer.result.matches for candidate in _of_match(match)]


def _of_match(match: Match) -> Iterator[Candidate]:
    unit = match.unit
    origin = " ".join(filter(None, (unit.origin.document, unit.origin.date)))
    for kind, text in (("repaired", match.repaired), ("converted", match.converted)):
        if text:
            yield Candidate(kind, match.percent, unit.source, with_text(unit.target, text), origin)
    yield Candidate(str(match.kind), match.percent, unit.source, unit.target, origin)


def _filling(one: Suggested, prefill: int | None) -> Candidate | None:
    """The candidate to fill a segment with: the best match, if it is good enough.

    That a unit has no codes and the segment has does not count: they are put around it, or it is not filled in.
    """
    best = next(iter(one.answer.result.matches), None)
    if prefill is None or best is None or best.percent is None:
        return None
    plain = not best.unit.source.codes and not best.unit.target.codes
    if best.percent + plain * sum(penalty.points for penalty in best.penalties if penalty.code == "codes") < prefill:
        return None
    return Candidate(str(best.kind), best.percent, best.unit.source, best.unit.target)


def _terms(one: Suggested) -> Iterator[CandidateTerm]:
    for hit in one.answer.terms:
        yield CandidateTerm(hit.term.text, tuple(term.text for term in hit.translations if term.usable))
