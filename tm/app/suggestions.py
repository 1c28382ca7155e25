"""Suggestions for every segment of a file: its best matches, repaired and converted texts, and terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tm.app.manuscript import Manuscript, OpenSegment
from tm.app.project import Project
from tm.app.service import Answer, LookupOptions, look_up
from tm.lookup.matches import Match
from tm.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Suggested:
    """A segment of the file and what the memory and the glossary know of it."""

    segment: OpenSegment
    answer: Answer


def suggest(
    project: Project, manuscript: Manuscript, options: LookupOptions, *, progress: Progress = silent
) -> Iterator[Suggested]:
    """Each segment of the file, in order, with its answer."""
    answers = look_up(project, manuscript.queries(), options, progress=progress)
    for number, (segment, answer) in enumerate(zip(manuscript.segments, answers, strict=True), start=1):
        progress("look-up", number, len(manuscript.segments))
        yield Suggested(segment, answer)


def suggestion_of(match: Match) -> tuple[str, str]:
    """The text to start from, and its kind: a repaired or converted one is labelled as such."""
    if match.repaired:
        return match.repaired, "repaired"
    if match.converted:
        return match.converted, "converted"
    return match.unit.target.text, str(match.kind)
