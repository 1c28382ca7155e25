"""Damage that one text shows by itself: garbled characters and stray white space, and the text without it."""

from __future__ import annotations

import re
import unicodedata

from tm.languages import primary
from tm.text.normalize import fold

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
_LOST = re.compile("[\ufffd\ud800-\udfff]")
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_LATIN_BYTES = bytes(range(0x80, 0x100))
_RUN = re.compile(f"[{re.escape(_LATIN_BYTES.decode('cp1252', 'ignore') + _LATIN_BYTES.decode('latin-1'))}]+")
_WIDE_ENDS = " \t\u00a0\u3000\n\r"
_DOUBLED = re.compile(r"(?<=\S)[ \t\u00a0]{2,}(?=\S)")
_BEFORE_MARK = re.compile(r"(?<=[^\W_])[ \t\u00a0]+(?=[,;!?](?:\s|$)|\.(?:\s|$))")


def garbled(text: str) -> str:
    """What is garbled in the text, in words; an empty string where nothing is."""
    if _LOST.search(text):
        return "characters lost in decoding (U+FFFD)"
    if _MOJIBAKE.search(text) and unscrambled(text) != text:
        return "UTF-8 read as a Latin encoding"
    if _CONTROL.search(text):
        codes = sorted({f"U+{ord(char):04X}" for char in _CONTROL.findall(text)})
        return f"control characters {', '.join(codes)}"
    if any(unicodedata.category(char) == "Co" for char in text if char > "\u3000"):
        return "characters of private use, which look different everywhere"
    if any(char > "\u3400" for char in text):
        from tm.text.mojibake import find_slips

        slip = next(find_slips(text), None)
        if slip is not None:
            return f"GBK read one byte off: {text[slip.start : slip.end]}"
    return ""


def ungarbled(text: str) -> str:
    """The text with what can be proved put right: UTF-8 that was read as Latin, control characters."""
    return _CONTROL.sub("", unscrambled(text))


def unscrambled(text: str) -> str:
    """The text with each run of UTF-8 that was read as Windows-1252 or Latin-1 read right.

    A run is changed only if all of its bytes become usual characters: letters of the alphabets, marks, Chinese that
    is in GB 2312 in its Simplified form. `é——` is three such bytes too, of a character that nobody writes.
    """
    return _RUN.sub(lambda match: _reread(match[0]), text) if _MOJIBAKE.search(text) else text


def _reread(run: str) -> str:
    # the five bytes that Windows-1252 leaves free stand for themselves
    raw = b"".join(char.encode("latin-1") if char <= "\xff" else char.encode("cp1252") for char in run)
    try:
        read = raw.decode("utf-8")
    except UnicodeDecodeError:
        return run
    return read if all(map(_is_usual, read)) else run


def _is_usual(char: str) -> bool:
    if char < "\u2e80":
        return unicodedata.category(char) not in ("Cc", "Cn", "Co")
    try:
        return bool(fold(char).encode("gb2312"))
    except UnicodeEncodeError:
        return False


def spaced(text: str, lang: str) -> str:
    """The text without white space at its ends, doubled inside a line, or before a closing mark of Latin script."""
    neat = _DOUBLED.sub(" ", text.strip(_WIDE_ENDS))
    return neat if primary(lang) in ("zh", "ja", "fr") else _BEFORE_MARK.sub("", neat)
