"""English noun phrases of aligned text: which runs of words may be a term, and the form it takes in a glossary.

No part-of-speech tagger: a phrase may not begin or end with a function word and may cross a comma only inside a list
("enterprises and public institutions", "Co., Ltd.").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[Pp]er capita\b|No\. ?\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[A-Za-z0-9]+(?:[-'’&/.][A-Za-z0-9]+)*%?")
_MAX_WORDS = 6
_MAX_LONG_WORDS = 10  # of phrases held together by of, and, for
_CONNECTORS = frozenset({"of", "and", "for"})
_LISTED = """
    a an the this that these those its their his her our my your of in on at to for from by with as into onto over
    under up down out off about after before between among through during within without against and or but nor so
    if when while where which who whom whose what than then because since until although though is are was were be
    been being am has have had having do does did will would can could may might must shall should not no it he she
    they we you i him them us me there here also just only very too such each every any some both either neither
    another one's said says say told added according including mr mrs ms per via amid across along around behind
    beyond despite toward towards upon
"""
FUNCTION_WORDS = frozenset(_LISTED.split())
_CLAUSE = """
    that which who whom whose where when because since although though if he she they we i you them us me is are was
    were am will would could should can may might must do does did than then
"""
_CLAUSE_WORDS = frozenset(_CLAUSE.split())  # no phrase goes beyond them
_PAST = """
    arose ate became began begun blew bore bought broke brought built came caught chose chosen clung crept dealt drank
    drew driven drove dug eaten fallen fed fell felt fled flew forbade forgot forgotten fought found froze frozen gave
    given gone got grew grown heard held hid hung kept knew known laid lay led left lent lost made meant met paid proved
    ran rang risen rode rose said sang sank sat saw seen sent shaken shone shook shot shown slept slid sold sought spent
    spoke spoken spun stole stolen stood strode strove struck stuck sung swam swept swore swum swung taken taught
    thought threw thrown told took tore torn understood undertook underwent went wept woke won wore worn wound wove
    woven written wrote
"""
PAST_FORMS = frozenset(_PAST.split())  # of irregular verbs, as far as they differ from the present
_PLURAL_ONLY = {"goods", "supplies", "funds", "affairs", "resources", "statistics", "politics", "economics", "news"}
_PLURAL_ONLY |= {"series", "species", "means", "diabetes", "headquarters", "tweezers", "scissors", "assets", "savings"}
_ALWAYS = 3  # times in the plural and never in the singular


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an English text; start and end are offsets into it."""

    text: str
    start: int
    end: int
    stem: str

    @property
    def functional(self) -> bool:
        """Whether no phrase begins or ends with it."""
        return self.stem in FUNCTION_WORDS or self.text.lower() in FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words [start, end) that may be a term.

    key joins its stems: "Party branches" and "party branch" share one. `beyond_left` and `beyond_right` are the words
    that "of", "and" or "for" would join to it, -1 without one.
    """

    start: int
    end: int
    key: str
    text: str
    closed_left: bool  # no word stands before it that could belong to it
    closed_right: bool
    beyond_left: int
    beyond_right: int


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word in lower case without possessive and plural ending: "committees'" is `committee`, "bodies" `body`."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def words(text: str) -> tuple[Word, ...]:
    """The words of an English text; hyphens and apostrophes belong to them."""
    return tuple(Word(m.group(), m.start(), m.end(), stem(m.group())) for m in _WORD.finditer(text))


def key(text: str) -> str:
    """What phrases that differ in plural, case and punctuation have in common: their stems."""
    return " ".join(map(stem, _WORD.findall(text)))


def phrases(text: str, found: tuple[Word, ...]) -> Iterator[Phrase]:
    """Every run of the text's words that may be a term, by start and length."""
    gaps = [text[left.end : right.start] for left, right in pairwise(found)]
    spaced = [not gap.strip() for gap in gaps]
    functional = [word.functional for word in found]
    for start, first in enumerate(found):
        if functional[start]:
            continue
        comma = connected = False
        for end in range(start + 1, min(start + _MAX_LONG_WORDS, len(found)) + 1):
            if end - start > 1:
                gap = gaps[end - 2]
                if gap.strip() and gap.strip() not in {",", ".,", "-", "–", "/", "&"}:
                    break
                comma = comma or gap.strip() == ","
            last = found[end - 1]
            if last.stem in _CLAUSE_WORDS:
                break
            connected = connected or last.stem in _CONNECTORS or last.stem == "the"
            if end - start > _MAX_WORDS and not connected:
                break
            if functional[end - 1]:
                continue
            inside = text[first.start : last.end]
            if comma and not _is_list(inside):
                continue
            yield Phrase(
                start,
                end,
                " ".join([word.stem for word in found[start:end]]),
                inside,
                closed_left=start == 0 or functional[start - 1] or not spaced[start - 1],
                closed_right=end == len(found) or functional[end] or not spaced[end - 1],
                beyond_left=_beyond(found, start - 1, -1),
                beyond_right=_beyond(found, end, 1),
            )


def _is_list(text: str) -> bool:
    return " and " in text.rpartition(",")[2] or "Co., Ltd" in text


def _beyond(found: tuple[Word, ...], at: int, step: int) -> int:
    """The word that a connector at `at` (perhaps with "the") joins, or -1."""
    steps = 0
    while 0 <= at < len(found) and steps < 2 and found[at].stem in (_CONNECTORS | {"the"}):
        at, steps = at + step, steps + 1
    return at if steps and 0 <= at < len(found) else -1


class Casing:
    """How the words of a corpus are written inside sentences: "Party" with a capital, "branch" without."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._inside: Counter[str] = Counter()
        for text in texts:
            if not _is_title(text):
                self._inside.update(word.text for word in words(text) if not begins_sentence(text, word.start))

    def phrases(self, text: str, found: tuple[Word, ...]) -> Iterator[tuple[Phrase, str]]:
        """The phrases of a text, each with its form freed of capitals that it owes to its place.

        Those are the capital at the start of a sentence and the capitals of a headline.
        """
        title = _is_title(text)
        for phrase in phrases(text, found):
            first = found[phrase.start]
            if title:
                yield phrase, _WORD.sub(lambda match: self._plain(match.group()), phrase.text)
            elif begins_sentence(text, first.start) and not _is_name(phrase, found):
                yield phrase, self._plain(first.text) + phrase.text[len(first.text) :]
            else:
                yield phrase, phrase.text

    def capitals(self, text: str, found: tuple[Word, ...]) -> list[bool]:
        """For each word of a text, whether it has a capital that it owes neither to its place nor to a headline.

        A function word has what the word before it has, so that a name goes on over "of" and "the".
        """
        title, capitals = _is_title(text), [False]
        for word in found:
            own = word.text[0].isupper() and not title and not begins_sentence(text, word.start)
            capitals.append(capitals[-1] if word.functional else own)
        return capitals[1:]

    def _plain(self, word: str) -> str:
        """The word in lower case, unless sentences have it with its capital more often."""
        lower = word[0].lower() + word[1:]
        if any(char.isupper() for char in lower) or self._inside[word] > self._inside[lower]:
            return word
        return lower


def _is_name(phrase: Phrase, found: tuple[Word, ...]) -> bool:
    """Whether the second word has a capital too: Lanxi County."""
    return phrase.end - phrase.start > 1 and found[phrase.start + 1].text[0].isupper()


def base_form(forms: Counter[str]) -> str:
    """The form for a glossary: the most frequent one, in the singular unless it has none or never stands in it.

    Only the last word is changed, and none of a phrase held together by of, and, for.
    """
    form = min(forms, key=lambda text: (-forms[text], len(text), text))
    before, space, last = form.rpartition(" ")
    singular = before + space + _singular(last)
    always_plural = forms[form] >= _ALWAYS and singular not in forms
    return form if always_plural or not _CONNECTORS.isdisjoint(before.split()) else singular


def _singular(word: str) -> str:
    """The singular of a regular plural; other words as they are."""
    if stem(word) == word.lower() or word.lower() in _PLURAL_ONLY or not word.isalpha():
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[: len(stem(word))]


def begins_sentence(text: str, start: int) -> bool:
    """Whether a sentence of the text begins with the word at `start`."""
    before = text[:start].rstrip(" “\"‘'([")
    return not before or before[-1] in ".!?:;…\n"


def _is_title(text: str) -> bool:
    """Whether the text is a headline in capitals: nearly all its longer words have one."""
    long = [word.text for word in words(text) if len(word.text) > 3]
    return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long)
