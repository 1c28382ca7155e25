"""The regular inflections of an English word: plural, possessive, third person, past, participle."""

from __future__ import annotations

import re

_LONE = {"news", "this", "his", "has", "was", "does", "during", "something", "anything", "nothing", "everything"}
_VOWEL = re.compile(r"[aeiouy]")
_SIBILANT = ("s", "x", "z", "ch", "sh")
_SHORTEST = 3  # letters of a base; what is left of `ring` without its ending is no word


def inflections(word: str) -> frozenset[str]:
    """The word, in lower case, with the other regular forms that a word of these letters may have.

    By spelling alone: some forms may be no words (`speedes`), irregular ones (`went`) are missing.
    """
    if len(word) < _SHORTEST or word in _LONE:
        return frozenset({word})
    return frozenset(form for base in {word, *_bases(word)} for form in _forms(base)) - _LONE


def _bases(word: str) -> set[str]:
    """What the word may be a form of."""
    found: set[str] = set()
    if word.endswith(("ies", "ied")):
        found.add(word[:-3] + "y")
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found |= {word[:-1], word[:-2]} if word[:-2].endswith(_SIBILANT) and word[-2] == "e" else {word[:-1]}
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and _VOWEL.search(stem):
            found |= {stem, stem + "e"}
            if stem[-1:] == stem[-2:-1]:
                found.add(stem[:-1])
    return {base for base in found if len(base) >= _SHORTEST}


def _forms(base: str) -> set[str]:
    if base.endswith("e"):
        return {base, base + "s", base + "d", base[:-1] + "ing" if _VOWEL.search(base[:-1]) else base + "ing"}
    if base.endswith("y") and base[-2] not in "aeiou":
        return {base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"}
    plural = base + "es" if base.endswith(_SIBILANT) or base.endswith("o") else base + "s"
    forms = {base, plural, base + "s", base + "ed", base + "ing"}
    if base[-1] not in "aeiouywx" and base[-2] in "aeiou":
        forms |= {base + base[-1] + "ed", base + base[-1] + "ing"}
    return forms
