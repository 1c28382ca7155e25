"""How well terms and their English are found: never worse than the floors."""

import re
from pathlib import Path
from statistics import mean

import pytest
from stubs import RememberingEncoder

from glossary.candidates import skeleton
from glossary.equivalents import Corpus, find_equivalents
from glossary.goldterms import Ranking, ranking, read_articles
from glossary.names import find_names
from glossary.phrases import key
from glossary.termhood import fitted_weights
from glossary.train import fit, proposals
from tm.align.gold import GoldDocument

_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜń]{1,8}\)")  # what cleaning takes out
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
    found = find_equivalents(Corpus(pairs, encoder), wanted)
    right = {pair.zh for pair in found if key(pair.en) in wanted[pair.zh]}
    assert len(right) / len(wanted) >= floors["equivalents_accuracy"]
    sure = {pair.zh for pair in found if pair.confidence >= 0.9}
    assert len(sure) / len(wanted) >= floors["equivalents_sure_share"]
    assert len(sure & right) / len(sure) >= floors["equivalents_sure_precision"]


@pytest.fixture(scope="module")
def rankings() -> list[Ranking]:
    """Of each article, ranked by the shipped weights, which were trained on it, and on the terms judged later."""
    weights = fitted_weights(translated=True)
    articles = read_articles(SEEDS)
    found = [[skeleton(item.text) for item in proposals(one, weights, translated=True)] for one in articles]
    return [ranking(texts, one.accepted | one.judged) for one, texts in zip(articles, found, strict=True)]


def test_the_first_candidates_are_terms(rankings: list[Ranking], floors: dict[str, float]) -> None:
    """Precision of an article's first 50 and 100, mean over articles."""
    assert mean(each.precision_50 for each in rankings) >= floors["candidates_precision_50"]
    assert mean(each.precision_100 for each in rankings) >= floors["candidates_precision_100"]


def test_few_terms_are_missed(rankings: list[Ranking], floors: dict[str, float]) -> None:
    """Recall of an article's terms among its first 300 candidates, mean over articles."""
    assert mean(each.recall_300 for each in rankings) >= floors["candidates_recall_300"]


@pytest.mark.parametrize("alone", [False, True])
def test_names_are_names_and_few_are_missed(
    articles: list[GoldDocument], floors: dict[str, float], alone: bool
) -> None:
    """Persons, places and bodies of all articles, found with their translations or alone, by the right kind."""
    found = marked = right = 0
    for article in articles:
        beads = [bead for bead in article.beads if bead[0]]
        texts = [_PINYIN.sub("", "".join(article.source[i] for i in source)) for source, _ in beads]
        names = find_names(texts, [] if alone else [" ".join(article.target[j] for j in target) for _, target in beads])
        rows = [line.split("\t") for line in (SEEDS / f"{article.name}.names").read_text("utf-8").splitlines()]
        gold = {(skeleton(name), kind) for kind, name in rows}
        found, marked = found + len(names), marked + len(gold)
        right += sum((skeleton(name.text), str(name.kind)) in gold for name in names)
    kind = "names_alone" if alone else "names"
    assert right / found >= floors[f"{kind}_precision"]
    assert right / marked >= floors[f"{kind}_recall"]


def test_training_on_other_articles_ranks_the_terms_of_one_first() -> None:
    """Weights fitted on two articles put more terms among the first fifty of a third than chance does."""
    pytest.importorskip("scipy")
    third, *others = read_articles(SEEDS)[:3]
    weights = fit(others, translated=False)
    found = [skeleton(item.text) for item in proposals(third, weights, translated=False)]
    share = ranking(found, third.accepted)
    assert share.precision_50 > 1.5 * share.right / len(found)
