"""The report of a build as one web page: figures, every pair side by side with its confidence, the terms.

The page needs no script, no network and no other file. A pair's confidence is told by a letter and the style of a
line as well as by colour; the pairs that need eyes are linked one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import fmean

from tm.app.pagefile import write_page
from tm.units import Alignment, Bead, BlockKind, Document, Problem, Segment, joined

_CONTEXT_CHARS = 24  # shown on either side of a repair


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A pair of texts and how they were aligned."""

    name: str
    alignment: Alignment
    source: Document
    target: Document


@dataclass(frozen=True, slots=True)
class ReportTerm:
    """A candidate for the glossary; confidence 0-1, count in pairs, an example of either side."""

    source: str
    target: str  # empty where no rendering is known
    confidence: float | None
    count: int
    source_example: str = ""
    target_example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the page shows; `date` as it is to be read, e.g. 2024-05-01."""

    title: str
    date: str
    source_lang: str
    target_lang: str
    documents: tuple[ReportDocument, ...]
    terms: tuple[ReportTerm, ...] = ()


class Grade(StrEnum):
    """How far a pair can be trusted, by its calibrated confidence."""

    SURE = "A"
    GOOD = "B"
    LOOK = "C"
    DOUBTFUL = "D"
    UNPAIRED = "–"

    @property
    def css(self) -> str:
        """The class of a row or mark of this grade."""
        return "N" if self is Grade.UNPAIRED else self.value


_FLOORS = ((Grade.SURE, 0.95), (Grade.GOOD, 0.8), (Grade.LOOK, 0.5), (Grade.DOUBTFUL, 0.0))
_EYES = (Grade.LOOK, Grade.DOUBTFUL, Grade.UNPAIRED)
_MEANINGS = {
    Grade.SURE: "sure: confidence 95 % or more",
    Grade.GOOD: "good: 80 to 95 %",
    Grade.LOOK: "look at it: 50 to 80 %",
    Grade.DOUBTFUL: "doubtful: under 50 %",
    Grade.UNPAIRED: "no partner found: left out of the translation, added by it, or missed",
}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of the side-by-side table; anchors are empty where no eyes are needed."""

    number: int
    grade: Grade
    percent: int | None  # confidence, floored
    source: str
    target: str
    kind: BlockKind
    anchor: str = ""
    following: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """What cleaning did to one side of a document."""

    lang: str
    left_out: tuple[str, ...]
    repairs: tuple[tuple[str, str, str, str, str], ...]  # code, text before, old, new, text after
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """A document as the template shows it."""

    name: str
    anchor: str
    source_segments: int
    target_segments: int
    pairs: tuple[_Pair, ...]
    grades: dict[Grade, int]
    mean_percent: float | None
    first_anchor: str
    cleaning: tuple[_Cleaning, _Cleaning]

    @property
    def paired(self) -> int:
        return len(self.pairs) - self.grades[Grade.UNPAIRED]

    @property
    def moved(self) -> int:
        return sum(pair.moved for pair in self.pairs)

    @property
    def eyes(self) -> int:
        return sum(self.grades[grade] for grade in _EYES)

    @property
    def cleaned(self) -> int:
        return sum(len(side.left_out) + len(side.repairs) + len(side.problems) for side in self.cleaning)


def write_report(path: Path, report: Report) -> None:
    """Write the page, UTF-8, in place of an older one.

    Raises: StorageError if the file cannot be written; then the older one stays.
    """
    sections = [_section(number, document) for number, document in enumerate(report.documents, start=1)]
    confidences = [bead.confidence for document in report.documents for bead in _paired(document.alignment)]
    mean = _mean_percent(confidences)
    write_page(path, "report.html.j2", report=report, sections=sections, meanings=_MEANINGS, mean_percent=mean)


def grade_of(bead: Bead) -> Grade:
    """The grade of a bead: unpaired where a side is empty, else by confidence."""
    if not bead.source or not bead.target:
        return Grade.UNPAIRED
    return next(grade for grade, floor in _FLOORS if bead.confidence >= floor)


def needs_eyes(bead: Bead) -> bool:
    """Whether a person should look at the bead: marked C or D, or unpaired."""
    return grade_of(bead) in _EYES


def _paired(alignment: Alignment) -> list[Bead]:
    return [bead for bead in alignment.beads if bead.source and bead.target]


def _mean_percent(confidences: Sequence[float]) -> float | None:
    return 100 * fmean(confidences) if confidences else None


def _section(number: int, document: ReportDocument) -> _Section:
    """The document's rows, each that needs eyes linked to the next one."""
    beads = document.alignment.beads
    grades = [grade_of(bead) for bead in beads]
    anchors = {at: f"d{number}-{at + 1}" for at, grade in enumerate(grades) if grade in _EYES}
    after = dict(zip(anchors, [*anchors.values()][1:], strict=False))
    pairs = tuple(
        _Pair(
            number=at + 1,
            grade=grade,
            percent=None if grade is Grade.UNPAIRED else int(100 * bead.confidence + 1e-9),
            source=_text(document.source, document.alignment.source, bead.source),
            target=_text(document.target, document.alignment.target, bead.target),
            kind=_kind(document, bead),
            anchor=anchors.get(at, ""),
            following=after.get(at, ""),
            moved=bead.moved,
        )
        for at, (bead, grade) in enumerate(zip(beads, grades, strict=True))
    )
    return _Section(
        name=document.name,
        anchor=f"d{number}",
        source_segments=len(document.alignment.source),
        target_segments=len(document.alignment.target),
        pairs=pairs,
        grades={grade: grades.count(grade) for grade in Grade},
        mean_percent=_mean_percent([bead.confidence for bead in _paired(document.alignment)]),
        first_anchor=next(iter(anchors.values()), ""),
        cleaning=(_cleaning(document.source), _cleaning(document.target)),
    )


def _text(document: Document, segments: Sequence[Segment], indices: range) -> str:
    return joined(document, segments[indices.start : indices.stop])


def _kind(document: ReportDocument, bead: Bead) -> BlockKind:
    """What kind of block the pair stands in."""
    if bead.source:
        side, segment = document.source, document.alignment.source[bead.source.start]
    else:
        side, segment = document.target, document.alignment.target[bead.target.start]
    return side.blocks[segment.block].kind if segment.block < len(side.blocks) else BlockKind.PARAGRAPH


def _cleaning(document: Document) -> _Cleaning:
    boilerplate = (block for block in document.blocks if block.kind is BlockKind.BOILERPLATE)
    return _Cleaning(
        lang=document.lang,
        left_out=tuple(document.text[block.start : block.end].strip() for block in boilerplate),
        repairs=tuple(_repairs(document)),
        problems=document.problems,
    )


def _repairs(document: Document) -> Iterator[tuple[str, str, str, str, str]]:
    """Each repair with a little of the text around it."""
    for repair in document.repairs:
        before = document.text[max(0, repair.start - _CONTEXT_CHARS) : repair.start]
        after = document.text[repair.end : repair.end + _CONTEXT_CHARS]
        yield repair.code, before, document.text[repair.start : repair.end], repair.replacement, after
