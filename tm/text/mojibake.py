"""Chinese read one byte off: runs of GBK text whose character pairs slipped, found and, where provable, read right.

Where a byte is lost, every two-byte character after it is read from the second byte of one and the first of the next,
up to the next ASCII character: 部书记说 becomes 渴榧撬 between two halves. Encoded again, moved by a byte and
decoded, such a run is plain Chinese; text that never slipped is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeVar

from tm.text.normalize import fold
from tm.text.words import cut, frequency
from tm.units import Repair

LOST = "\ufffd"  # stands for a character of which one byte is gone
_LEAST = 4  # recovered characters; fewer come about by chance
_RARE_SHARE = 0.4  # of the characters of a slipped run: more than half of all pairs of bytes are rare characters
_WORD_SHARE = 0.5  # of the recovered characters that stand in words of two or more
_FREQUENT = 50  # times in a million words, as a word by itself
_REACH = 500  # characters looked at on either side
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》…—·＂＇％　０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Slip:
    """A run that looks byte-slipped: text[start:end]; `reading` is empty where none can be proved."""

    start: int
    end: int
    reading: str


_Placed = TypeVar("_Placed", Slip, Repair)


def apart(found: Iterable[_Placed]) -> Iterator[_Placed]:
    """Those, by start, that begin behind the one before them which was given."""
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


def find_slips(text: str) -> Iterator[Slip]:
    """The byte-slipped runs of the text, in order, apart.

    A run has a reading if, moved by one byte, it becomes frequent Chinese characters in words, and the reading, moved
    back, is the run again. The half characters at its ends are read as U+FFFD.
    """
    done = 0
    for match in _two_rare().finditer(text):
        if match.start() < done:
            continue
        first, last = _reach(text, match.start(), done)
        done = last
        if last - first >= _LEAST and (slip := _slip_within(text, *_narrowed(text, first, last, match.start()))):
            yield slip
            done = slip.end


@cache
def _two_rare() -> re.Pattern[str]:
    """Two neighbouring Chinese characters outside the 3,755 of the first level of GB 2312, private ones included."""
    codes = [code for code in range(0x4E00, 0xA000) if not is_plain(chr(code))]
    ranges: list[list[int]] = []
    for code in [*codes, *range(0xE000, 0xF900)]:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    rare = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return re.compile(f"[{rare}]{{2}}")


@cache
def is_plain(char: str) -> bool:
    """Whether the character, its script aside, is on the first level of GB 2312, or a usual mark."""
    if char in _PUNCTUATION:
        return True
    code = code_of(fold(char))
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1


def code_of(char: str) -> bytes:
    """The two bytes of the character in GBK, the one of an ASCII character; none or four of any other."""
    try:
        return char.encode("gb18030")
    except UnicodeEncodeError:
        return b""


def decoded(code: bytes) -> str:
    """The text of the bytes in GBK; empty if they are none."""
    try:
        return code.decode("gb18030")
    except UnicodeDecodeError:
        return ""


def _moved(text: str, at: int) -> str:
    """The plain character made of the second byte of text[at] and the first of what follows; empty if there is none."""
    first, second = code_of(text[at]), code_of(text[at + 1 : at + 2])
    char = decoded(first[1:] + second[:1]) if len(first) == 2 and len(second) in (1, 2) else ""
    return char if len(char) == 1 and is_plain(char) else ""


def _reach(text: str, at: int, floor: int) -> tuple[int, int]:
    """The first and last character of the run around `at`, not before `floor`, that moved by a byte is plain."""
    first, last = at, at
    while first > max(floor, at - _REACH) and _moved(text, first - 1) and not text[first - 1].isascii():
        first -= 1
    while last < at + _REACH and _moved(text, last):
        last += 1
        if text[last].isascii():
            break  # an ASCII character is one byte: what follows it is in step again
    return first, last


def _slip_within(text: str, first: int, last: int) -> Slip | None:
    """The slip of the characters from `first` to `last`, both in it, if they are one."""
    reading = "".join(_moved(text, index) for index in range(first, last))
    end = last + 1
    run = text[first:end]
    rare = sum(not is_plain(char) for char in run if not char.isascii())
    if len(reading) < _LEAST or rare < _RARE_SHARE * len(run) or _in_words(run, "") >= _WORD_SHARE:
        return None
    proved = _in_words(reading, text[end : end + 4]) >= _WORD_SHARE and _slipped(reading, run) == run
    return Slip(first, end, LOST + reading + _tail(run) if proved else "")


def _tail(run: str) -> str:
    """What the last byte of a run is once the others are moved: nothing is left, an ASCII character, half of one."""
    left = code_of(run[-1])[1:]
    if not left:
        return ""
    return left.decode("ascii") if left.isascii() else LOST


def _narrowed(text: str, first: int, last: int, at: int) -> tuple[int, int]:
    """The range without the ends at which the text as it stands is likelier than the one moved by a byte."""
    gains = [_commonness(_moved(text, index)) - _commonness(text[index]) for index in range(first, last)]
    middle = at - first
    sums = list(accumulate(gains, initial=0))
    left = max(range(middle + 1), key=lambda start: (-sums[start], start))
    right = max(range(middle, len(gains) + 1), key=lambda stop: (sums[stop], stop))
    return first + left, first + right


def _commonness(char: str) -> int:
    if not is_plain(char):
        return -2
    return 3 if char in _PUNCTUATION or frequency(fold(char)) >= _FREQUENT else 1


def _in_words(text: str, after: str) -> float:
    """The share of the text's characters that stand in known words of two or more, read on into what follows it."""
    at = covered = 0
    for word in cut(text + after):
        inside = min(len(word), max(0, len(text) - at))
        at += len(word)
        if len(word) > 1 and frequency(fold(word)):
            covered += inside
    return covered / max(1, len(text))


def _slipped(reading: str, run: str) -> str:
    """The reading moved back: its bytes between the half characters at the ends of the run."""
    head, tail = code_of(run[0])[:1], code_of(run[-1])
    inner = b"".join(map(code_of, reading))
    return decoded(head + inner + (tail[1:] if len(tail) == 2 else b""))
