"""What became of the characters of a file: kept, set aside as boilerplate, or no text but layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tm.text.layout import visible
from tm.units import BlockKind, Document


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters other than white space: read = kept + boilerplate + layout."""

    read: int  # that the file shows
    kept: int  # in the blocks that are split into sentences
    boilerplate: int  # in blocks marked so, and what was not taken out of a page at all
    layout: int  # in no block: the marks of Markdown, rules of signs

    def __add__(self, other: Characters) -> Characters:
        """The account of both."""
        return Characters(
            self.read + other.read,
            self.kept + other.kept,
            self.boilerplate + other.boilerplate,
            self.layout + other.layout,
        )


def characters(*documents: Document) -> Characters:
    """The account of the files that the documents were read from; the two sides of one file are counted as one."""
    read = boilerplate = outside = 0
    counted: list[Document] = []
    for document in documents:
        read += document.left_out
        boilerplate += document.left_out
        blocks = document.blocks
        if any(document.path == other.path and document.text == other.text for other in counted):
            outside -= sum(visible(document.text[block.start : block.end]) for block in blocks)
        else:
            read += visible(document.text)
            outside += sum(visible(gap) for gap in _gaps(document) if gap != "\n")
        counted.append(document)
        boilerplate += sum(
            visible(document.text[block.start : block.end]) for block in blocks if block.kind is BlockKind.BOILERPLATE
        )
    return Characters(read, read - boilerplate - outside, boilerplate, outside)


def _gaps(document: Document) -> Iterator[str]:
    """What stands between the blocks of the text."""
    ends = (0, *(block.end for block in document.blocks))
    starts = (*(block.start for block in document.blocks), len(document.text))
    return (document.text[end:start] for end, start in zip(ends, starts, strict=True))
