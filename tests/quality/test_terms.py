"""How well terms and their English are found: never worse than the floors."""

from pathlib import Path
from statistics import mean

import pytest
from stubs import RememberingEncoder

from glossary.candidates import find_candidates, skeleton
from glossary.entries import CandidateKind
from glossary.equivalents import find_equivalents
from glossary.phrases import key
from tm.align.gold import GoldDocument

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@pytest.fixture(scope="module")
def terms(articles: list[GoldDocument]) -> dict[str, dict[str, str]]:
    """For each article, its terms and their English."""
    return {
        article.name: {
            chinese: english
            for chinese, english, _ in (
                line.split("\t") for line in (SEEDS / f"{article.name}.terms.tsv").read_text("utf-8").splitlines()
            )
        }
        for article in articles
    }


def candidates(sentences: list[str]) -> list[str]:
    """The terms proposed, best first; names aside."""
    return [skeleton(found.text) for found in find_candidates(sentences) if found.kind is CandidateKind.TERM]


def test_the_first_english_of_a_term_is_that_of_its_translator(
    articles: list[GoldDocument],
    terms: dict[str, dict[str, str]],
    encoder: RememberingEncoder,
    floors: dict[str, float],
) -> None:
    """All articles together, from their gold beads; letter case and plural aside, any article's rendering counts."""
    pairs = [
        ("".join(article.source[i] for i in source), " ".join(article.target[j] for j in target))
        for article in articles
        for source, target in article.beads
        if source and target
    ]
    wanted: dict[str, set[str]] = {}
    for of_article in terms.values():
        for chinese, english in of_article.items():
            wanted.setdefault(chinese, set()).add(key(english))
    found = {pair.zh: key(pair.en) for pair in find_equivalents(pairs, wanted, encoder=encoder)}
    right = sum(found.get(chinese) in english for chinese, english in wanted.items())
    assert right / len(wanted) >= floors["equivalents_accuracy"]


def test_the_first_candidates_are_terms(
    articles: list[GoldDocument], terms: dict[str, dict[str, str]], floors: dict[str, float]
) -> None:
    """Precision of the first 50 of all articles together."""
    gold = {skeleton(chinese) for of_article in terms.values() for chinese in of_article}
    first = candidates([sentence for article in articles for sentence in article.source])[:50]
    assert len(set(first) & gold) / 50 >= floors["candidates_precision_50"]


def test_few_terms_are_missed(
    articles: list[GoldDocument], terms: dict[str, dict[str, str]], floors: dict[str, float]
) -> None:
    """Recall of an article's terms among its first 300 candidates, mean over articles."""
    recalls = []
    for article in articles:
        gold = {skeleton(chinese) for chinese in terms[article.name]}
        recalls.append(len(set(candidates(list(article.source))[:300]) & gold) / len(gold))
    assert mean(recalls) >= floors["candidates_recall_300"]
