"""Where an English text writes a Chinese name by its sound: Zhou Qiuyan for 周秋砚, Xun'an for 浔安."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from glossary.namewords import DOUBLE_SURNAMES, RARE_SURNAMES, SURNAMES
from tm.text.words import readings

_CAPITAL = re.compile(r"[A-ZÜ][a-zü]+(?:['’-][A-Za-zü][a-zü]*)*")
_LETTERS = re.compile(r"[^a-zü]")
_POSSESSIVE = re.compile(r"['’]s$")
_MOST_SYLLABLES = 4
_GIVEN_CHARS = (2, 1)


@dataclass(frozen=True, slots=True)
class Sound:
    """A Chinese string at start:end of a sentence, written by its sound in the translation."""

    start: int
    end: int
    english: str
    person: bool = False  # a surname and a given name
    has_kind: bool = False  # a word with a capital follows: Dongpu District


def sounds(chinese: str, english: str) -> list[Sound]:
    """The names of a folded Chinese sentence that its translation writes in pinyin; persons before other strings.

    One syllable alone proves nothing and is found as a surname before a given name only.
    """
    places: dict[str, list[int]] = defaultdict(list)
    heard = [readings(char) for char in chinese]
    for at, syllables in enumerate(heard):
        for letter in {syllable[0] for syllable in syllables}:
            places[letter].append(at)
    words = [(m.start(), m.end(), m.group()) for m in _CAPITAL.finditer(english)]
    persons, others = [], []
    used = set()
    for number, (_, end, word) in enumerate(words[:-1]):
        after, _, given = words[number + 1]
        if english[end:after] not in (" ", "\u00a0"):
            continue
        for start, stop in _persons(word, given, chinese, heard, places):
            persons.append(Sound(start, stop, f"{word} {_plain(given)}", person=True))
            used |= {number, number + 1}
    for number, (_, _, word) in enumerate(words):
        if number not in used:
            after = words[number + 1][0] if number + 1 < len(words) else -1
            has_kind = english[words[number][1] : after] == " "
            for start, stop in _heard(_letters(word), heard, places, range(2, _MOST_SYLLABLES + 1)):
                others.append(Sound(start, stop, _plain(word), has_kind=has_kind))
    return persons + _joined(others)


def written_by_sound(char: str, english: str) -> bool:
    """Whether the English has a word with a capital that sounds as the character."""
    return not readings(char).isdisjoint(_letters(word) for word in _CAPITAL.findall(english))


def _joined(found: list[Sound]) -> list[Sound]:
    """The sounds, neighbours in both texts as one: Fenglin Jiayuan is 枫林家园."""
    joined: list[Sound] = []
    for sound in found:
        before = next((one for one in joined if one.end == sound.start), None)
        if before:
            joined.remove(before)
            sound = Sound(before.start, sound.end, f"{before.english} {sound.english}", has_kind=sound.has_kind)
        joined.append(sound)
    return joined


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word)


@lru_cache(maxsize=1 << 14)
def _letters(word: str) -> str:
    return _LETTERS.sub("", _plain(word).lower())


def _persons(
    surname: str, given: str, chinese: str, heard: list[frozenset[str]], places: dict[str, list[int]]
) -> Iterator[tuple[int, int]]:
    for start, middle in _heard(_letters(surname), heard, places, range(1, 3)):
        name = chinese[start:middle]
        if not (name in SURNAMES or name in RARE_SURNAMES or name in DOUBLE_SURNAMES):
            continue
        for chars in _GIVEN_CHARS:
            if middle + chars <= len(heard) and _sounds_as(_letters(given), heard[middle : middle + chars]):
                yield start, middle + chars


def _heard(
    letters: str, heard: list[frozenset[str]], places: dict[str, list[int]], syllables: range
) -> Iterator[tuple[int, int]]:
    """Every run of so many characters that sounds as the letters."""
    if not letters:
        return
    for start in places.get(letters[0], ()):
        for count in syllables:
            if start + count <= len(heard) and _sounds_as(letters, heard[start : start + count]):
                yield start, start + count


def _sounds_as(letters: str, heard: list[frozenset[str]]) -> bool:
    if not heard:
        return not letters
    return any(letters.startswith(s) and _sounds_as(letters[len(s) :], heard[1:]) for s in heard[0])
