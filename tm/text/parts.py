"""Long documents gone through part by part, each in memory by itself, so that a file of any size can be read.

A part is a document of its own. It ends, from a million characters on, with the first line that is running text and
ends a sentence, so that no list of links and no paragraph is cut. Where no such line comes it ends with any line, and
inside a line that never ends with a sentence, or at last anywhere. The same cuts are made whether a file is read part
by part or whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tm.text.shape import columns
from tm.units import Block, Document, Repair

PART_CHARS = 1 << 20
_MOST = 4  # times that, for a part without a line to end with
_BODY_COLUMNS = 60
_LINE_END = re.compile(r"[。！？!?.…][”’」』\"'）)]*[^\S\r\n]*(?:\r\n|\r|\n)")
_SENTENCE_END = re.compile(r"[。！？…]+[”’」』）)]*|[.!?]+[\"'”’)]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document as a document of its own, with what stands before it in the whole."""

    document: Document
    start: int = 0  # characters before it
    lines: int = 0
    last: bool = True


def cut_text(pieces: Iterable[str], *, size: int = PART_CHARS) -> Iterator[str]:
    """The text of the pieces in parts of about `size` characters, however it was cut into pieces."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length < size:
            continue
        text, start = "".join(waiting), 0
        while end := _cut(text, start, size):
            yield text[start:end]
            start = end
        waiting, length = [text[start:]], len(text) - start
    if rest := "".join(waiting):
        yield rest


def parts_of(document: Document) -> Iterator[Part]:
    """The parts that the document was read in."""
    blocks, count, lines = document.blocks, 0, 0
    for start, end in pairwise((0, *document.cuts, len(document.text))):
        first = count
        while count < len(blocks) and blocks[count].end <= end:
            count += 1
        part = replace(
            document,
            text=document.text[start:end],
            blocks=tuple(Block(block.kind, block.start - start, block.end - start) for block in blocks[first:count]),
            problems=() if start else document.problems,
            left_out=0 if start else document.left_out,
            cuts=(),
        )
        yield Part(part, start, lines, last=end == len(document.text))
        lines += document.text.count("\n", start, end)


def joined_parts(parts: Sequence[Part]) -> Document:
    """The whole document of the parts."""
    if len(parts) == 1:
        return parts[0].document
    first = parts[0].document
    return replace(
        first,
        text="".join(part.document.text for part in parts),
        blocks=tuple(
            Block(block.kind, block.start + part.start, block.end + part.start)
            for part in parts
            for block in part.document.blocks
        ),
        repairs=tuple(
            Repair(repair.code, repair.start + part.start, repair.end + part.start, repair.replacement)
            for part in parts
            for repair in part.document.repairs
        ),
        problems=tuple(dict.fromkeys(problem for part in parts for problem in part.document.problems)),
        cuts=tuple(part.start for part in parts[1:]),
    )


def _cut(text: str, start: int, size: int) -> int:
    """Where the part that begins at `start` ends; 0 if that is not to be told yet."""
    least, most = start + size, start + _MOST * size
    for match in _LINE_END.finditer(text, least, most):
        line = max(text.rfind("\n", start, match.start()), text.rfind("\r", start, match.start())) + 1
        if match.end() == len(text):
            return 0
        if columns(text[max(start, line) : match.end()]) > _BODY_COLUMNS and not text[match.end()].islower():
            return match.end()
    if len(text) <= most:
        return 0
    line_end = max(text.rfind("\n", least, most), text.rfind("\r", least, most - 1)) + 1
    sentence = None if line_end else _SENTENCE_END.search(text, least, most)
    return line_end or (sentence.end() if sentence else text.rfind(" ", least, most) + 1 or most)
