"""`python -m glossary.train --gold DIR…`: measure and write the weights that rank term candidates.

Every figure is of articles held out of training, one at a time; the weights written are trained on all. A folder holds
NAME.zh.sents, NAME.en.sents, NAME.gold (their alignment), NAME.terms.tsv (Chinese term first) and, where there are
any, NAME.further (more terms), NAME.judged (terms that these lists lack, found among the strings of the article: for
training, never for measuring) and NAME.names (kind and name). Needs scipy (extra `train`).
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from glossary.candidates import collect, find_candidates, skeleton
from glossary.names import find_names
from glossary.termhood import WEIGHTS, Features, Weights, features, meaning
from tm.align.gold import read_gold
from tm.encode.builtin import BuiltinEncoder
from tm.errors import InputError, ModelUnavailable, TmError

log = logging.getLogger(__name__)

_PENALTY = 3.0  # of a weight squared; 1 and 10 gave .01 less
_LIGHT = 16.0  # the features that are no letters or parts of speech cost this much less
_MEANING = 1.5  # of a weight of the vector squared; .3 and 3 gave the same
_LEAST_ARTICLES = 3  # that a feature must occur in
_LEAST_WEIGHT = 0.02

_NEAR = "near"
_COLUMNS = ("precision_50", "precision_100", "highest_100", "recall_300", "recall")
_LINE = "%-26s%6d%8.3f%8.3f%8.3f%8.3f%8.3f"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Article:
    """The sentences of an article, its terms as a translator lists them, and all that a terminologist would accept."""

    name: str
    sentences: tuple[str, ...]
    translations: tuple[str, ...]  # of each sentence; empty where it has none
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
        names = frozenset(skeleton(line.split("\t")[1]) for line in _lines(path, ".names"))
        listed = frozenset(skeleton(line.split("\t")[0]) for line in _lines(path, ".terms.tsv")) - names
        further, judged = (
            frozenset(skeleton(line) for line in _lines(path, suffix)) - names for suffix in (".further", ".judged")
        )
        beads = [bead for bead in document.beads if bead[0]]
        articles.append(
            Article(
                document.name,
                tuple("".join(document.source[i] for i in source) for source, _ in beads),
                tuple(" ".join(document.target[j] for j in target) for _, target in beads),
                listed,
                listed | further,
                judged,
            )
        )
    return articles


def _lines(path: Path, suffix: str) -> list[str]:
    file = path.with_name(path.name + suffix)
    return file.read_text("utf-8").splitlines() if file.exists() else []


def ranking(terms: Sequence[str], gold: frozenset[str]) -> Ranking:
    """How well terms, best first, meet those of the gold."""
    right = [term in gold for term in terms]
    return Ranking(len(gold), sum(right[:50]), sum(right[:100]), sum(right[:300]), sum(right))


def proposals(article: Article, weights: Weights) -> list[str]:
    """The terms that the ranking by these weights proposes for an article, best first."""
    names = find_names(article.sentences, article.translations)
    found = find_candidates(article.sentences, names=names, encoder=_encoder(), weights=weights)
    return [skeleton(item.text) for item in found]


def fit(articles: Sequence[Article]) -> Weights:
    """The weights under which the accepted terms of the articles are most likely."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    examples = [_examples(article) for article in articles]
    rows = [row for each in examples for row in each.rows]
    right = np.array(
        [text in one.accepted | one.judged for one, each in zip(articles, examples, strict=True) for text in each.texts]
    )
    spread = Counter(name for each in examples for name in {name for row in each.rows for name in row})
    names = sorted(name for name, count in spread.items() if count >= min(_LEAST_ARTICLES, len(articles)))
    column = {name: number for number, name in enumerate(names)}
    places = [(i, column[name], value) for i, row in enumerate(rows) for name, value in row.items() if name in column]
    row_numbers, columns, values = zip(*places, strict=True)
    forms = csr_matrix((values, (row_numbers, columns)), shape=(len(rows), len(names)))
    vectors = np.vstack([each.vectors for each in examples])
    costs = np.array([0 if name == "bias" else _PENALTY / (1 if ":" in name else _LIGHT) for name in names])
    costs = np.concatenate([costs, np.full(vectors.shape[1], _MEANING)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = forms @ weights[: len(names)] + vectors @ weights[len(names) :]
        errors = 1 / (1 + np.exp(-scores)) - right
        value = (np.logaddexp(0, scores) - right * scores).sum() + 0.5 * (costs * weights**2).sum()
        slope = np.concatenate([forms.T @ errors, vectors.T @ errors])
        return float(value), np.asarray(slope + costs * weights)

    found = minimize(loss, np.zeros(len(costs)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    form = {
        name: round(float(weight), 3)
        for name, weight in zip(names, found, strict=False)
        if abs(weight) > _LEAST_WEIGHT and name != _NEAR
    }
    near = round(float(found[column[_NEAR]]), 3)
    return Weights(form, _encoder().name, near, tuple(round(weight, 3) for weight in found[len(names) :].tolist()))


@cache
def _encoder() -> BuiltinEncoder:
    return BuiltinEncoder()


@dataclass(frozen=True, slots=True)
class _Examples:
    """The strings of an article, with the features of their form and their vectors (texts, dim)."""

    texts: tuple[str, ...]
    rows: tuple[Features, ...]
    vectors: Floats


@lru_cache(maxsize=100)
def _examples(article: Article) -> _Examples:
    found, word_counts = collect(article.sentences)
    rows = features(found, word_counts)
    vectors, near = meaning(list(rows), found, _encoder())
    with_near = zip(rows.values(), near.tolist(), strict=True)
    return _Examples(tuple(rows), tuple(row | {_NEAR: value} for row, value in with_near), vectors)


@click.command()
@click.option("--gold", "folders", multiple=True, required=True, type=click.Path(path_type=Path), help="Gold folder.")
@click.option("--test", "tests", multiple=True, type=click.Path(path_type=Path), help="Folder measured only.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=WEIGHTS, help="Weights file to write.")
def main(folders: Sequence[Path], tests: Sequence[Path], output: Path) -> None:
    """Train the ranking of term candidates; report on each article held out; write its weights."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if find_spec("scipy") is None:
            raise ModelUnavailable('training needs scipy; run: pip install "duizhao[train]"')
        articles = [article for folder in folders for article in read_articles(folder)]
        test_articles = {folder: read_articles(folder) for folder in tests}
        if len(articles) < _LEAST_ARTICLES:
            message = f"holds {len(articles)} of the {_LEAST_ARTICLES} articles with NAME.terms.tsv that training takes"
            raise InputError(message, path=folders[-1])
    except TmError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(5 if isinstance(error, ModelUnavailable) else 3) from error
    held_out = [(one, proposals(one, fit([other for other in articles if other is not one]))) for one in articles]
    everything = fit(articles)
    _tell("held out, terms listed", [(one.name, ranking(terms, one.listed)) for one, terms in held_out])
    _tell("held out, terms accepted", [(one.name, ranking(terms, one.accepted)) for one, terms in held_out])
    for folder, tested_articles in test_articles.items():
        tested = [(one.name, ranking(proposals(one, everything), one.accepted)) for one in tested_articles]
        _tell(f"tested only, {folder}", tested)
    output.write_text(written(everything), "utf-8")
    log.info("%d weights written to %s", len(everything.form) + len(everything.meaning) + 1, output)


def written(weights: Weights) -> str:
    """The text of a weights file, a feature a line."""
    form = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {weight}" for name, weight in weights.form.items())
    head = f'{{"encoder": "{weights.encoder}",\n"near": {weights.near},\n"meaning": {list(weights.meaning)},\n'
    return f'{head}"form": {{\n{form}\n}}}}\n'


def _tell(title: str, figures: Sequence[tuple[str, Ranking]]) -> None:
    """A line an article, the means over articles, and the recall of all terms together."""
    log.info("%s\n%-26s%6s%8s%8s%8s%8s%8s", title, "article", "terms", "P@50", "P@100", "highest", "R@300", "R")
    for name, one in figures:
        log.info(_LINE, name, one.terms, *(getattr(one, column) for column in _COLUMNS))
    rankings = [one for _, one in figures]
    every = sum(one.terms for one in rankings)
    means = [sum(getattr(one, column) for one in rankings) / len(rankings) for column in _COLUMNS]
    log.info(_LINE, "mean", every / len(rankings), *means)
    found = [sum(getattr(one, name) for one in rankings) / every for name in ("right_300", "right")]
    log.info("all terms together: R@300 %.3f  R %.3f\n", *found)


if __name__ == "__main__":
    main()
