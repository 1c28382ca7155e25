"""Articles with the terms that people marked in them, and how well candidates meet these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.candidates import skeleton
from tm.align.gold import read_gold


@dataclass(frozen=True, slots=True)
class Article:
    """The sentences of an article, its terms as a translator lists them, and all that a terminologist would accept."""

    name: str
    sentences: tuple[str, ...]
    translations: tuple[str, ...]  # of each sentence; empty where it has none
    with_names: frozenset[str]  # terms and names as a translator lists them
    listed: frozenset[str]
    accepted: frozenset[str]
    judged: frozenset[str]  # terms as well, which the lists lack


@dataclass(frozen=True, slots=True)
class Ranking:
    """How many of an article's terms are among its first candidates."""

    terms: int
    right_50: int  # terms among the first 50
    right_100: int
    right_300: int
    right: int  # among all candidates

    @property
    def precision_50(self) -> float:
        """Share of terms among the first 50."""
        return self.right_50 / 50

    @property
    def precision_100(self) -> float:
        """Share of terms among the first 100."""
        return self.right_100 / 100

    @property
    def highest_100(self) -> float:
        """What that share would be with the same candidates in the best order: few articles have a hundred terms."""
        return min(self.right, 100) / 100

    @property
    def recall_300(self) -> float:
        """Share of the terms that the first 300 hold."""
        return self.right_300 / self.terms

    @property
    def recall(self) -> float:
        """Share of the terms that are candidates at all."""
        return self.right / self.terms


def read_articles(folder: Path) -> list[Article]:
    """The articles of a folder, those that have a list of terms; names are no terms."""
    articles = []
    for document in read_gold(folder):
        path = folder / document.name
        if not path.with_name(f"{document.name}.terms.tsv").exists():
            continue
        names = frozenset(skeleton(line.split("\t")[1]) for line in lines_beside(path, ".names"))
        with_names = frozenset(skeleton(line.split("\t")[0]) for line in lines_beside(path, ".terms.tsv"))
        listed = with_names - names
        further, judged = (
            frozenset(skeleton(line) for line in lines_beside(path, suffix)) - names
            for suffix in (".further", ".judged")
        )
        beads = [bead for bead in document.beads if bead[0]]
        articles.append(
            Article(
                document.name,
                tuple("".join(document.source[i] for i in source) for source, _ in beads),
                tuple(" ".join(document.target[j] for j in target) for _, target in beads),
                with_names,
                listed,
                listed | further,
                judged,
            )
        )
    return articles


def lines_beside(path: Path, suffix: str) -> list[str]:
    """The lines of the file named like an article with the suffix; none where there is no such file."""
    file = path.with_name(path.name + suffix)
    return file.read_text("utf-8").splitlines() if file.exists() else []


def together(articles: Sequence[Article]) -> Article:
    """The articles as one, with the terms of all."""
    return Article(
        "together",
        tuple(text for one in articles for text in one.sentences),
        tuple(text for one in articles for text in one.translations),
        frozenset(term for one in articles for term in one.with_names),
        frozenset(term for one in articles for term in one.listed),
        frozenset(term for one in articles for term in one.accepted),
        frozenset(term for one in articles for term in one.judged),
    )


def ranking(terms: Sequence[str], gold: frozenset[str]) -> Ranking:
    """How well terms, best first, meet those of the gold."""
    right = [term in gold for term in terms]
    return Ranking(len(gold), sum(right[:50]), sum(right[:100]), sum(right[:300]), sum(right))
