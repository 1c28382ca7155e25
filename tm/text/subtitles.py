"""Subtitles, SubRip (.srt) and WebVTT: the cues as running text, without numbers, times and marks.

Cues are cut where the screen is full, so a block holds as many cues as its sentence needs, a line (or two) each. The
parser is our own: pysubs2 takes a cut-off time line and the notes of WebVTT for text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tm.text.layout import Extract, Piece, visible
from tm.units import BlockKind

_TIME = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->")
_CUT_TIME = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{2}[.,:\d]*\s*(?:-{1,2}>?[\s\d:.,]*)?$")
_GAP = re.compile(r"\n[^\S\n]*\n\s*")
_MARK = re.compile(r"</?(?:[biuscv]|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<[\d:.]+>|\{\\[^{}]*\}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？!?.…♪][”’」』\"'）)\]]*$")
_SOUND = re.compile(r"^\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|【[^【】]*】)\s*$")  # [door slams]
_LONGEST_BLOCK_CUES = 20
_LEAST_MARKED = 0.25  # of the cues: fewer, and nobody writes full stops


def read_cues(text: str) -> Extract:
    """The text of subtitles. What is no cue, as the notes of WebVTT, counts as shown; numbers and times do not."""
    shown = sum(visible(_plain([line])) for line in text.splitlines() if not line.strip().isdigit())
    return Extract(tuple(_joined(_cues(text))), shown)


def _cues(text: str) -> Iterator[str]:
    """The lines of each cue; what stands before a time line, or has none, is no cue."""
    for group in _GAP.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = group.strip("\n").split("\n")
        shown: list[str] | None = None
        for line in lines:
            if _TIME.match(line):
                if shown:
                    if shown[-1].strip().isdigit():
                        shown.pop()  # the number of a cue that no blank line parts from the one before
                    yield _plain(shown)
                shown = []
            elif shown is not None:
                shown.append(line)
        if shown:
            yield _plain(shown)


def _plain(lines: list[str]) -> str:
    lines = [line for line in lines if not (_TIME.match(line) or _CUT_TIME.match(line))]
    texts = (html.unescape(_MARK.sub("", line)).strip() for line in lines)
    return "\n".join(text for text in texts if text)


def _joined(cues: Iterator[str]) -> Iterator[Piece]:
    """The cues, those of one sentence as one piece; each by itself where hardly one ends in a mark, as in Chinese."""
    every = [cue for cue in cues if cue]
    marked = sum(_SENTENCE_END.search(cue) is not None for cue in every) >= _LEAST_MARKED * len(every)
    waiting: list[str] = []
    for cue in every:
        waiting.append(cue)
        if not marked or _SENTENCE_END.search(cue) or _SOUND.match(cue) or len(waiting) == _LONGEST_BLOCK_CUES:
            yield BlockKind.PARAGRAPH, "\n".join(waiting)
            waiting = []
    if waiting:
        yield BlockKind.PARAGRAPH, "\n".join(waiting)
