"""Lines folded to the width of a terminal, by cells: a Chinese character takes two, an escape sequence none."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from shutil import get_terminal_size
from unicodedata import combining, east_asian_width

_PIECE = re.compile(r"(?P<escape>\x1b\[[\d;]*m)|(?P<space> +)|(?P<word>[^\s\x1b\u2e80-\U0003ffff]+)|.", re.DOTALL)
_NO_START = frozenset("，。、；：？！）》」』”’％,.;:?!)]%")  # marks that begin no line
_LEAST_CELLS = 20  # beside the indent; a narrower terminal folds by itself


def folded(line: str, *, hanging: int = 0) -> Iterator[str]:
    """The line in pieces that fit the terminal, those after the first indented like it and `hanging` cells more.

    As it is where stdout is no terminal. Words stay whole where they fit a line; Chinese may be broken anywhere but
    before a closing mark.
    """
    width = get_terminal_size().columns if sys.stdout.isatty() else 0
    indent = " " * (len(line) - len(line.lstrip(" ")) + hanging)
    if width - len(indent) < _LEAST_CELLS or cells(line) <= width:
        yield line
        return
    current, used = "", 0
    for match in _PIECE.finditer(line):
        piece = match[0]
        if match["escape"]:
            current += piece
            continue
        fits_a_line = cells(piece) <= width - len(indent)
        if used + cells(piece) > width and current.strip() and fits_a_line and piece not in _NO_START:
            yield current.rstrip(" ")
            current, used = indent, len(indent)
            if match["space"]:
                continue
        while used + cells(piece) > width and len(piece) > 1:  # longer than a line
            fitting = max(1, width - used)
            yield current + piece[:fitting]
            current, used, piece = indent, len(indent), piece[fitting:]
        current, used = current + piece, used + cells(piece)
    yield current


def cells(text: str) -> int:
    """How many cells of a terminal the text takes, escapes left out."""
    return sum(map(_cells, re.sub(r"\x1b\[[\d;]*m", "", text)))


def _cells(char: str) -> int:
    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1
