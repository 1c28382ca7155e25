"""Characters that a script converter cut in two, put together again where only one reading of the bytes is possible.

A converter that looks for its characters byte by byte finds 習 in the second byte of 亮 and the first of 時, and puts
its reading between them: 亮時 becomes 亮?xí)r, where the question mark stands for the first byte of 時 and r is its
second. Where that second byte is no letter, all that follows is one byte off, up to the next ASCII character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from tm.text.mojibake import LOST, Slip, apart, code_of, decoded, is_plain
from tm.text.normalize import fold
from tm.text.readings import LETTERS, toned_readings, toneless, toneless_readings

_CUT = re.compile(rf"(?<=[\u3400-\u9fff])[?\ufffd](?P<reading>[{LETTERS}]{{1,8}})\s?\)")
_CUT_STOP = re.compile("[?\ufffd]！")  # 。 without its first byte, one byte off: A1A3 A1 read as ? A3A1
_LONGEST = 500  # characters of a run that is one byte off
_LONGEST_AFTER_STOP = 8


def with_halved(text: str, slips: Sequence[Slip]) -> tuple[Slip, ...]:
    """The slips of the text and its characters cut in two, by place; a slip that such a character begins is part of it.

    Args:
        text: that the slips were found in.
        slips: by place, apart.
    """
    if "?" not in text and LOST not in text:
        return tuple(slips)
    found = sorted((*_cut_by_readings(text), *_cut_stops(text), *slips), key=lambda slip: slip.start)
    return tuple(apart(found))


def _cut_by_readings(text: str) -> Iterator[Slip]:
    for match in _CUT.finditer(text):
        mended = {
            run
            for half in _second_bytes(code_of(text[match.start() - 1])[1:], match["reading"])
            if (run := _in_step(text, match.end(), half, _LONGEST))
        }
        if len(mended) == 1:
            [(end, reading)] = mended
            yield Slip(match.start(), end, reading)


def _cut_stops(text: str) -> Iterator[Slip]:
    """Full stops in front of a quotation mark or a bracket; told from ?！ by the ASCII half that ends the run."""
    for match in _CUT_STOP.finditer(text):
        run = _in_step(text, match.end(), b"\xa1", _LONGEST_AFTER_STOP)
        if run and not run[1].endswith(LOST):
            yield Slip(match.start(), run[0], f"。{run[1]}")


def _in_step(text: str, start: int, half: bytes, longest: int) -> tuple[int, str] | None:
    """Where the run that begins with half a character comes back into step, and how it reads; none if not plainly.

    It ends with an ASCII character that is the second half of another, with the next reading that was put into one, or
    before any other character that cannot be half of one: there half a character is lost.
    """
    reading = ""
    for at in range(start, min(start + longest, len(text))):
        code = code_of(text[at])
        char = decoded(half + code[:1]) if len(code) in (1, 2) else ""
        if len(code) == 1 and not char:
            cut = _CUT.match(text, at)
            whole = [half + second for second in _second_bytes(half, cut["reading"])] if cut else []
            if cut and len(whole) == 1:
                return cut.end(), reading + decoded(whole[0])
            return (at, reading + LOST) if reading else None
        if len(char) != 1 or not is_plain(char):
            return None
        reading += char
        half = code[1:]
        if half.isascii():
            return at + 1, reading + half.decode("ascii")
    return None


def _second_bytes(lead: bytes, reading: str) -> tuple[bytes, ...]:
    """The second bytes of the Traditional characters with that first byte and reading, its tone too if one has it."""
    chars = _traditional(lead)
    plain = toneless(reading)
    alike = [char for char in chars if plain in toneless_readings(char)]
    toned = [char for char in alike if unicodedata.normalize("NFC", reading) in toned_readings(char)]
    return tuple(code_of(char)[1:] for char in toned or alike)


@cache
def _traditional(lead: bytes) -> tuple[str, ...]:
    """The Traditional characters with that first byte in GBK which have another Simplified form."""
    chars = (decoded(lead + bytes([second])) for second in range(0x81, 0xFF)) if len(lead) == 1 else ()
    return tuple(char for char in chars if len(char) == 1 and fold(char) != char)
