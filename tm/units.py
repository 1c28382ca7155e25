"""The values that travel between modules: frozen, with the names of the field.

Document -> Segment* -> vectors -> Bead* in Alignment -> TranslationUnit -> Match. Offsets are code points into the
decoded text of the file, half-open. Times are UTC, whole seconds (TMX keeps no more).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

Properties = tuple[tuple[str, str], ...]  # foreign name and value, in file order, repeats kept


class BlockKind(StrEnum):
    """What a block of a page is; only boilerplate is left out of the memory."""

    HEADING = "heading"
    BYLINE = "byline"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    LIST = "list"
    CELL = "cell"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or other block of a document; start and end are offsets into its text."""

    kind: BlockKind
    start: int
    end: int


REPAIRS = frozenset(
    ["pinyin", "invisible", "space", "line-wrap", "misread", "byte-slip", "markup", "boilerplate"]
)  # what cleaning does


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit that cleaning makes: text[start:end] is read as `replacement`; undone by dropping it."""

    code: str
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad record or finding; work goes on."""

    code: str
    path: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: decoded text, its blocks in order, and the repairs that cleaning proposes."""

    path: Path
    text: str
    lang: str  # BCP 47
    encoding: str
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()  # by start, not overlapping
    problems: tuple[Problem, ...] = ()
    left_out: int = 0  # characters, white space aside, that the file shows and `text` has not: menus, running heads
    cuts: tuple[int, ...] = ()  # between the parts in which a long text is read and cleaned

    def slice(self, start: int, end: int) -> str:
        """text[start:end] with the repairs inside it made."""
        pieces, at = [], start
        for index in range(bisect_left(self.repairs, start, key=attrgetter("start")), len(self.repairs)):
            repair = self.repairs[index]
            if repair.end > end:
                break
            pieces += [self.text[at : repair.start], repair.replacement]
            at = repair.end
        return "".join([*pieces, self.text[at:end]])


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence; text is Document.slice(start, end), block the index of its block."""

    text: str
    lang: str
    start: int
    end: int
    block: int = 0


@dataclass(frozen=True, slots=True)
class Bead:
    """Source and target segments that translate each other; one side may be empty (1-0, 0-1)."""

    source: range  # contiguous by construction; indices into Alignment.source
    target: range
    score: float  # log-odds of the bead; higher is better, comparable only inside one Alignment
    confidence: float  # 0-1, calibrated: the share of beads with this confidence that a person would keep
    moved: bool = False  # its target stands elsewhere than where the beads around it lead: a crossing link

    def turned(self) -> Bead:
        """The bead with its sides exchanged."""
        return replace(self, source=self.target, target=self.source)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Beads over two texts, every segment of either side in exactly one bead.

    They stand in the order of the source, and but for those that have moved in the order of the target as well.
    """

    source: tuple[Segment, ...]
    target: tuple[Segment, ...]
    beads: tuple[Bead, ...]

    def __post_init__(self) -> None:
        if [i for bead in self.beads for i in bead.source] != list(range(len(self.source))):
            raise ValueError("beads must cover every source segment once, in order")
        if sorted(j for bead in self.beads for j in bead.target) != list(range(len(self.target))):
            raise ValueError("beads must cover every target segment once")
        unmoved = [j for bead in self.beads if not bead.moved for j in bead.target]
        if unmoved != sorted(unmoved):
            raise ValueError("beads that have not moved must stand in the order of the target")

    def turned(self) -> Alignment:
        """The alignment with its sides exchanged."""
        return Alignment(self.target, self.source, source_order(bead.turned() for bead in self.beads))


def source_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """The beads in the order of the source: each that has moved before the first with a source sentence after its own.

    Those that have not moved keep the order they have.
    """
    every = tuple(beads)
    moved = sorted((bead for bead in every if bead.moved), key=lambda bead: -bead.source.start)
    ordered: list[Bead] = []
    for bead in every:
        if bead.moved:
            continue
        while bead.source and moved and moved[-1].source.start < bead.source.start:
            ordered.append(moved.pop())
        ordered.append(bead)
    return (*ordered, *reversed(moved))


class State(StrEnum):
    """How far a unit's translation has come: XLIFF 2.1 `state`."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


class CodeKind(StrEnum):
    """What an inline code does; an open or close without partner is isolated: its partner is in another segment."""

    OPEN = "open"
    CLOSE = "close"
    STANDALONE = "standalone"


class Dialect(StrEnum):
    """The format whose elements and attributes a code names."""

    TMX = "tmx"
    XLIFF1 = "xliff1"
    XLIFF2 = "xliff2"


@dataclass(frozen=True, slots=True)
class Subflow:
    """Text inside native code, a footnote or an alt text: TMX and XLIFF 1.2 `sub`; it is no part of the sentence."""

    at: int  # offset in the content of its code
    text: str
    codes: tuple[Code, ...] = ()
    attributes: Properties = ()

    def __post_init__(self) -> None:
        _check_codes(self.text, self.codes)


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code at a place in a text that does not hold it: markup, a placeholder, a highlight.

    An element that encloses text (TMX hi; XLIFF g, mrk, pc) is an open and a close.
    """

    offset: int  # in the text; codes at one place stand in their order
    kind: CodeKind
    element: str  # local name in its dialect: bpt, ept, ph, hi; g, x, mrk; pc, sc
    id: str = ""  # an open and its close have the same one: TMX i, XLIFF id
    content: str = ""  # native code
    attributes: Properties = ()  # of the element as written, but for what `id` says; a close may have none
    subflows: tuple[Subflow, ...] = ()
    dialect: Dialect = Dialect.TMX

    def __post_init__(self) -> None:
        places = [0, *(subflow.at for subflow in self.subflows), len(self.content)]
        if places != sorted(places):
            raise ValueError(f"subflows lie inside their code, in order, not at {places[1:-1]}")


@dataclass(frozen=True, slots=True)
class Variant:
    """One language of a unit: TMX `tuv`. The text is plain; codes say where markup stood in it."""

    text: str
    lang: str  # BCP 47
    codes: tuple[Code, ...] = ()  # by offset

    def __post_init__(self) -> None:
        if self.codes:
            _check_codes(self.text, self.codes)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit comes from; position counts the units of a document from 0."""

    document: str = ""
    publisher: str = ""
    date: str = ""  # ISO 8601 day of publication
    url: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationUnit:
    """A source and its translation: TMX `tu` of one language pair."""

    source: Variant
    target: Variant
    id: str = ""  # TMX tuid, XLIFF unit id; empty for units that we aligned
    state: State = State.TRANSLATED
    origin: Origin = field(default_factory=Origin)
    context_before: str = ""  # source text of the neighbouring segments
    context_after: str = ""
    confidence: float | None = None  # of the bead it was aligned from; None where a person or tool vouches for it
    created_at: datetime | None = None
    created_by: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    note: str = ""
    properties: Properties = ()

    def __post_init__(self) -> None:
        if not self.source.text.strip() or not self.target.text.strip():
            raise ValueError("a translation unit needs text on both sides")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must lie between 0 and 1, not {self.confidence}")
        if self.created_at is not None:
            _check_moment(self.created_at)
        if self.changed_at is not None:
            _check_moment(self.changed_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file says that is no pair of texts: kept for files of its format, never looked up."""

    document: str  # that it names; empty for none
    content: str  # a TMX `tu`, or a `header` with what it says besides

    @property
    def of_file(self) -> bool:
        """Whether it is about a file, not a record of one."""
        return self.content.startswith("<header")


def _check_moment(moment: datetime) -> None:
    if moment.microsecond or moment.tzinfo is None:
        raise ValueError(f"times are UTC whole seconds, not {moment.isoformat()}")


def _check_codes(text: str, codes: tuple[Code, ...]) -> None:
    places = [0, *(code.offset for code in codes), len(text)]
    if places != sorted(places):
        raise ValueError(f"codes lie inside their text of {len(text)} characters, in order, not at {places[1:-1]}")


def is_whole(text: str) -> bool:
    """Whether the text has no half of a character (a lone surrogate), so that UTF-8 can hold it."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def whole_second(moment: datetime) -> datetime:
    """The moment in UTC, without its fraction of a second."""
    return moment.astimezone(UTC).replace(microsecond=0)


def joined(document: Document, segments: Sequence[Segment]) -> str:
    """The text of neighbouring segments as one string: a slice of the document without the boilerplate in it.

    Inside a paragraph the slice is kept as it is. White space that holds a line break was layout, not text; it
    becomes one space, or nothing where Chinese or Japanese meets it on either side.
    """
    runs = (document.slice(start, end) for start, end in _runs(document, segments))
    lines = [line.strip() for run in runs for line in run.splitlines()]
    return join_lines(line for line in lines if line)


def _runs(document: Document, segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """Where the segments begin and end, those in one that have no boilerplate between them."""
    if not segments:
        return
    start = segments[0].start
    for before, after in pairwise(segments):
        if any(block.kind is BlockKind.BOILERPLATE for block in document.blocks[before.block + 1 : after.block]):
            yield start, before.end
            start = after.start
    yield start, segments[-1].end


def join_lines(lines: Iterable[str]) -> str:
    """The lines as one: with a space between them, or nothing where Chinese or Japanese stands on either side."""
    joined_lines = ""
    for line in lines:
        if joined_lines and not (_spaceless(joined_lines[-1]) or _spaceless(line[0])):
            joined_lines += " "
        joined_lines += line
    return joined_lines


def _spaceless(char: str) -> bool:
    """Whether the script of the character is written without spaces: CJK, its punctuation and full-width forms."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or char > "\U0001ffff"
    )
