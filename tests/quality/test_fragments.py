"""How well fragments are found, and their translations guessed, in a memory of sentences around set phrases."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quality.conftest import SEEDS
from quality.faults import units_of_article
from quality.phrases import (
    AROUND_NOUNS,
    AROUND_VERBS,
    ASKED_NOUNS,
    ASKED_NOUNS_EN,
    ASKED_VERBS,
    ASKED_VERBS_EN,
    NOUNS,
    VERBS,
)
from tm.align.gold import GoldDocument
from tm.lookup.fragments import Fragment, FragmentFinder
from tm.lookup.fuzzy import FuzzyIndex
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.text.normalize import fold
from tm.text.words import cut
from tm.units import TranslationUnit, Variant

NOW = datetime(2026, 3, 5, tzinfo=UTC)
PLACES = 4  # of the sentences around a phrase, those that it stands in


@dataclass(frozen=True, slots=True)
class Case:
    """A phrase, its renderings, and a segment with it that is not in the memory."""

    phrase: str
    renderings: tuple[str, ...]
    query: str


def table(text: str) -> list[list[str]]:
    return [line.split(" = ") for line in text.strip().splitlines()]


def cases(*, turned: bool = False) -> list[Case]:
    """Chinese phrases with their English renderings or, turned, English ones with the Chinese."""
    kinds = ((NOUNS, ASKED_NOUNS, ASKED_NOUNS_EN), (VERBS, ASKED_VERBS, ASKED_VERBS_EN))
    return [
        Case(english[0], (phrase,), asked_en.format(english[0]))
        if turned
        else Case(phrase, tuple(english), asked.format(phrase))
        for text, asked, asked_en in kinds
        for phrase, *english in table(text)
    ]


def units() -> Iterator[TranslationUnit]:
    """Each phrase in four of the sentences, its other rendering in one of them."""
    for text, around in ((NOUNS, AROUND_NOUNS), (VERBS, AROUND_VERBS)):
        frames = table(around)
        for number, (phrase, *renderings) in enumerate(table(text)):
            for place in range(PLACES):
                source, target = frames[(number + place) % len(frames)]
                english = renderings[-1] if place == 1 else renderings[0]
                sides = source.format(phrase), target.format(english)
                yield TranslationUnit(source=Variant(sides[0], "zh-CN"), target=Variant(sides[1], "en-US"))


def fragments_of_articles(articles: list[GoldDocument], folder: Path) -> Iterator[Fragment]:
    """What the other articles' memory knows of each article's sentences, every phrase once."""
    units_of = [units_of_article(article, str(number)) for number, article in enumerate(articles)]
    for number, article in enumerate(articles):
        seen = set[str]()
        with open_database(folder / f"without-{number}.tmdb") as database:
            memory = Memory(database)
            others = (stored.unit for at, rows in enumerate(units_of) if at != number for stored in rows)
            memory.add(others, now=NOW)
            finder = FragmentFinder(memory, FuzzyIndex(memory))
            for sentence in article.source:
                for fragment in finder.find(sentence, "zh-CN", "en-US"):
                    if fragment.text not in seen:
                        seen.add(fragment.text)
                        yield fragment


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FragmentFinder]:
    with open_database(tmp_path_factory.mktemp("fragments") / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add(units(), now=NOW)
        yield FragmentFinder(memory, FuzzyIndex(memory))


def words(text: str) -> list[str]:
    """The words without articles, or the characters."""
    return [word for word in re.findall(r"[a-z\d'-]+|[^\W_]", text.lower()) if word not in ("the", "a", "an")]


def likeness(found: str, wanted: str) -> float:
    """F1 of the words."""
    one, other = words(found), words(wanted)
    shared = sum(min(one.count(word), other.count(word)) for word in {*one})
    return 2 * shared / (len(one) + len(other)) if shared else 0.0


def fragment_of(case: Case, finder: FragmentFinder, langs: tuple[str, str]) -> Fragment | None:
    """The fragment that covers most of the phrase."""
    start = case.query.index(case.phrase)
    end = start + len(case.phrase)
    found = finder.find(case.query, *langs)
    return max(found, key=lambda one: min(one.end, end) - max(one.start, start), default=None)


@pytest.mark.parametrize("langs", [("zh-CN", "en-US"), ("en-US", "zh-CN")])
def test_phrases_and_their_renderings_are_found(
    finder: FragmentFinder, floors: dict[str, float], langs: tuple[str, str]
) -> None:
    """The phrase at its very edges, and its rendering: word for word, and right but for a word or so (F1 of .8)."""
    every = cases(turned=langs[0] == "en-US")
    found = [fragment_of(case, finder, langs) for case in every]
    edges = [one is not None and words(one.text) == words(case.phrase) for case, one in zip(every, found, strict=True)]
    best = [
        max(likeness(one.target, rendering) for rendering in case.renderings) if one else 0.0
        for case, one in zip(every, found, strict=True)
    ]
    name = f"fragments_{langs[0][:2]}"
    assert len(every) >= 60
    assert sum(edges) / len(every) >= floors[f"{name}_edges"]
    assert sum(value == 1 for value in best) / len(every) >= floors[f"{name}_strict"]
    assert sum(value >= 0.8 for value in best) / len(every) >= floors[f"{name}_lax"]


def test_phrases_of_the_articles_are_whole_and_rendered_right(
    articles: list[GoldDocument], floors: dict[str, float], tmp_path: Path
) -> None:
    """Each article against the memory of the others; right where an article's list of terms says so (F1 of .8).

    Edges by jieba itself, which the search for fragments does not ask.
    """
    renderings = defaultdict[str, set[str]](set)
    for path in sorted(SEEDS.glob("*.terms.tsv")):
        for line in path.read_text("utf-8").splitlines():
            chinese, *english = line.split("\t")
            renderings[fold(chinese)].update(one.strip() for field in english for one in field.split("|"))
    found = list(fragments_of_articles(articles, tmp_path))
    terms = [fragment for fragment in found if fragment.target and fold(fragment.text) in renderings]
    right = [max(likeness(one.target, known) for known in renderings[fold(one.text)]) >= 0.8 for one in terms]
    words_of = [cut(fragment.text) for fragment in found]
    scraps = [one for one in words_of if len(one[0]) == 1 or len(one[-1]) == 1]
    assert len(found) >= 50
    assert len(terms) >= 20
    assert sum(bool(one.target) for one in found) / len(found) >= floors["fragments_articles_rendered"]
    assert len(scraps) / len(found) <= floors["fragments_articles_scraps_ceiling"]
    assert sum(right) / len(right) >= floors["fragments_articles_precision"]
