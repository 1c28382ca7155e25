"""Readings of Chinese characters in pinyin, with and without their tones."""

from __future__ import annotations

import unicodedata
from functools import cache

LETTERS = "a-zà-ǿ\u0300-\u036fɡ:·"  # of a reading as files write it, for a class of a regular expression


@cache
def toned_readings(char: str) -> frozenset[str]:
    """All readings of the character, with tone marks."""
    from pypinyin import Style, pinyin

    return frozenset(unicodedata.normalize("NFC", reading) for reading in pinyin(char, Style.TONE, heteronym=True)[0])


@cache
def toneless_readings(char: str) -> frozenset[str]:
    """All readings of the character in bare letters."""
    return frozenset(map(toneless, toned_readings(char)))


def toneless(reading: str) -> str:
    """The bare letters of a reading; ü, v and u: are one."""
    letters = unicodedata.normalize("NFD", reading.replace("ɡ", "g").replace("u:", "v"))
    return "".join(char for char in letters if "a" <= char <= "z").replace("v", "u")
