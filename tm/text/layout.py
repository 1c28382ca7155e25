"""Plain text and Markdown as blocks, and pieces taken out of other files laid out as plain text.

A reader of another kind of file hands over an Extract: its pieces in reading order. Laid out, each piece is a block
on a line (or lines) of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tm.text.shape import block_kind, columns
from tm.units import Block, BlockKind, Problem

Piece = tuple[BlockKind | None, str]  # a kind that is not known is told by the shape
Span = tuple[int, int]

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_LETTER = re.compile(r"\w")
_MARKDOWN = re.compile(r"(?P<heading>#{1,6}\s+)|(?P<list>(?:[-*+]|\d{1,3}[.)])\s+)|(?P<quote>(?:>\s?)+)")
_TABLE_CELL = re.compile(r"(?:\\\||[^|\s])(?:(?:\\\||[^|])*(?:\\\||[^|\s]))?")
_SENTENCE_END = re.compile(r"[。！？!?.…][”’」』\"'）)]*$")
_HARD_WRAP_COLUMNS = range(56, 91)
_MARGIN_COLUMNS = range(40, 131)  # where lines of Chinese are cut off, inside words too
_MARGIN_SLACK = 4  # columns that a full line of Chinese may fall short of it
_LEAST_FULL_LINES = 3
_VISIBLE_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader took out of a file that is no plain text."""

    pieces: tuple[Piece, ...]  # in reading order
    visible: int = 0  # characters that the file shows, white space aside; 0 where all of them are in the pieces
    problems: tuple[Problem, ...] = ()


def visible(text: str) -> int:
    """How many characters of the text are no white space."""
    parts = (text[at : at + _VISIBLE_CHUNK] for at in range(0, len(text), _VISIBLE_CHUNK))
    return sum(len(word) for part in parts for word in part.split())


def laid_out(pieces: Iterable[Piece]) -> tuple[str, list[Block]]:
    """The pieces as one text and their blocks; a piece without a printable character is passed over."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for kind, piece in pieces:
        text = piece.strip()
        if text and _shows(text):
            blocks.append(Block(kind or block_kind(text), at, at + len(text)))
            texts.append(text)
            at += len(text) + 1
    return "\n".join(texts), blocks


def by_line(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with each line of theirs as a piece of its own."""
    for kind, piece in pieces:
        yield from ((kind, line) for line in _LINE.findall(piece) if not line.isspace())


def text_blocks(text: str) -> list[Block]:
    """A block a line, as news pages are saved; lines whose sentence goes on are joined to paragraphs."""
    lines = line_spans(text)
    lines = _unwrapped(text, lines, full=_full_line_columns(text, lines))
    return [Block(block_kind(text[start:end]), start, end) for start, end in lines]


def markdown_blocks(text: str) -> list[Block]:
    """Markdown blocks without their marks; the plain lines of a paragraph are one block, fenced code is none."""
    blocks: list[Block] = []
    open_paragraph = fenced = False
    for start, end in line_spans(text):
        line = text[start:end]
        if line.startswith(("```", "~~~")):
            fenced, open_paragraph = not fenced, False
            continue
        if fenced:
            continue
        if line.startswith("|") and line.endswith("|"):
            blocks += (Block(BlockKind.CELL, start + left, start + right) for left, right in _table_cells(line))
            open_paragraph = False
            continue
        marked = _MARKDOWN.match(line)
        if not any(char.isalnum() for char in line):
            open_paragraph = False  # rules, fences, table borders
            continue
        if open_paragraph and not marked and _adjacent(text, (0, blocks[-1].end), (start, end)):
            blocks[-1] = Block(block_kind(text[blocks[-1].start : end]), blocks[-1].start, end)
            continue
        kind = block_kind(line.lstrip("*_"))  # emphasis is no list
        if marked:
            kind = {"heading": BlockKind.HEADING, "list": BlockKind.LIST}.get(
                marked.lastgroup or "", BlockKind.PARAGRAPH
            )
            start += marked.end()
        blocks.append(Block(kind, start, end))
        open_paragraph = kind is not BlockKind.HEADING or not marked
    return blocks


def _table_cells(line: str) -> Iterator[Span]:
    """The cells of a row of a Markdown table that hold words."""
    for match in _TABLE_CELL.finditer(line):
        if any(char.isalnum() for char in match[0]):
            yield match.span()


def line_spans(text: str) -> list[Span]:
    """Start and end of every line that shows something, without the white space around it."""
    spans = []
    for match in _LINE.finditer(text):
        line = match[0]
        shown = line.strip()
        if shown and _shows(shown):
            start = match.start() + len(line) - len(line.lstrip())
            spans.append((start, start + len(shown)))
    return spans


def _shows(text: str) -> bool:
    return _LETTER.search(text) is not None or any(char.isprintable() for char in text)


def _full_line_columns(text: str, lines: Sequence[Span]) -> int:
    """The least width of a full line in a hard-wrapped text; 0 if most lines do not break off at a right margin."""
    widths = [columns(text[start:end]) for start, end in lines]
    followed = [at for at, (line, after) in enumerate(pairwise(lines)) if _adjacent(text, line, after)]
    margin = max(widths, default=0)
    if margin < _HARD_WRAP_COLUMNS.stop + 10:
        wrapped = sum(widths[at] in _HARD_WRAP_COLUMNS for at in followed)
        if followed and wrapped * 2 > len(followed):
            return _HARD_WRAP_COLUMNS.start
    least = margin - _MARGIN_SLACK
    full = [at for at in followed if widths[at] >= least]
    cut = sum(not _SENTENCE_END.search(text[slice(*lines[at])]) for at in full)
    many = len(full) >= _LEAST_FULL_LINES and len(full) * 2 > len(followed) and cut * 2 > len(full)
    return least if many and margin in _MARGIN_COLUMNS and not text.isascii() else 0


def _adjacent(text: str, line: Span, after: Span) -> bool:
    return len(text[line[1] : after[0]].splitlines()) <= 2 and text[line[1] : after[0]].count("\n") <= 1


def _unwrapped(text: str, lines: Sequence[Span], *, full: int) -> list[Span]:
    """The lines, joined where a sentence goes on: after a comma in lower case (verse, letters).

    In a hard-wrapped text every line in lower case goes on, and every one after a full line that stops short.

    Args:
        full: columns of a full line, 0 for a text that is not wrapped.
    """
    joined = list(lines[:1])
    for before, line in pairwise(lines):
        lower, comma = text[line[0]].islower(), text[before[1] - 1] == ","
        open_end = full and not _SENTENCE_END.search(text[slice(*before)])
        wide = open_end and columns(text[slice(*before)]) >= full
        if (wide or (lower and (full or comma))) and _adjacent(text, before, line):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined
