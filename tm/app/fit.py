"""Whether two texts can be a text and its translation: their languages, their lengths, what the alignment found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tm.errors import InputError
from tm.languages import guess, primary
from tm.units import Alignment, Document, Problem, Segment

LOPSIDED = 4.0  # times the text and the sentences of the other side
LEAST_PAIRED = 0.4  # of the sentences, rightly by confidence; gold pairs, a fifth cut out: .62; any two: .24
LEAST_JUDGED = 5  # sentences on the shorter side


def refuse_languages(
    left: Document, left_segments: Sequence[Segment], right: Document, right_segments: Sequence[Segment]
) -> None:
    """Refuse two texts in one language, and a text in the language of the other, where one of the two is Chinese.

    Letters tell Chinese from any other language; languages that are written alike are believed. Raises: InputError.
    """
    named = primary(left.lang), primary(right.lang)
    told = _language(left_segments), _language(right_segments)
    if left.path.exists() and right.path.exists() and left.path.samefile(right.path):
        raise InputError("is given twice; give a text and its translation", path=right.path)
    if told == named[::-1] and told != named and "zh" in told:
        message = f"is in {told[0]}, not in {named[0]}, and {right.path} in {told[1]}: they are the wrong way round"
        raise InputError(f"{message}; exchange the two files, or their languages", path=left.path)
    for document, says, language, other in ((left, told[0], *named), (right, told[1], *named[::-1])):
        if says != language and says == other and "zh" in (says, language):
            message = f"is in {says}, not in {language}; check that it is the right file, or change the languages"
            raise InputError(message, path=document.path)
    if named[0] == named[1]:
        message = f"is in the same language ({right.lang}) as {left.path}; give a text and its translation"
        raise InputError(f"{message}, or name the languages with -s and -t", path=right.path)


def doubts(source: Path, target: Path, alignment: Alignment) -> tuple[Problem, ...]:
    """What speaks against the two being translations of each other: lengths that do not fit, hardly a pair."""
    sides = sorted(((source, alignment.source), (target, alignment.target)), key=lambda side: _size_bytes(side[1]))
    (short, few), (long, many) = sides
    if len(few) < LEAST_JUDGED:
        return ()
    found = []
    times = min(_size_bytes(many) / _size_bytes(few), len(many) / len(few))
    if times >= LOPSIDED:
        message = f"has about {times:.0f} times the text of {short}; most of it stays unpaired"
        found.append(Problem("lopsided-pair", str(long), None, f"{message}; check that it is its counterpart"))
    share = _paired_share(alignment)
    if share < LEAST_PAIRED:
        message = f"seems to be no translation of {source}: only {share:.0%} of the sentences find their like"
        found.append(Problem("unlike-pair", str(target), None, f"{message}; check that it is the right file"))
    return tuple(found)


def _paired_share(alignment: Alignment) -> float:
    """The expected share of sentences rightly paired, on the side where it is higher."""
    paired = [bead for bead in alignment.beads if bead.source and bead.target]
    source = sum(bead.confidence * len(bead.source) for bead in paired) / len(alignment.source)
    return max(source, sum(bead.confidence * len(bead.target) for bead in paired) / len(alignment.target))


def _language(segments: Sequence[Segment]) -> str:
    return guess(" ".join(segment.text for segment in segments))


def _size_bytes(segments: Sequence[Segment]) -> int:
    return sum(len(segment.text.encode("utf-8", "replace")) for segment in segments)
