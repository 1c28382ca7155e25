"""`python -m glossary.train --gold DIR…`: measure and write the weights that rank term candidates.

Every figure is of articles held out of training, one at a time; the weights written are trained on all. A folder holds
NAME.zh.sents, NAME.en.sents, NAME.gold (their alignment), NAME.terms.tsv (Chinese term first) and, where there are
any, NAME.further (more terms) and NAME.names (kind and name). Needs scipy (extra `train`).
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from glossary.candidates import collect, find_candidates, skeleton, without_pieces
from glossary.names import find_names
from glossary.termhood import WEIGHTS, Features, Weights, features, meaning
from tm.align.gold import read_gold
from tm.encode.builtin import BuiltinEncoder

log = logging.getLogger(__name__)

_PENALTY = 3.0  # of a weight squared; 1 and 10 gave .01 less
_LIGHT = 16.0  # the features that are no letters or parts of speech cost this much less
_MEANING = 1.5  # of a weight of the vector squared; .3 and 3 gave the same
_LEAST_ARTICLES = 3  # that a feature must occur in
_LEAST_WEIGHT = 0.02

_NEAR = "near"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Article:
    """The sentences of an article, its terms as a translator lists them, and all that a terminologist would accept."""

    name: str
    sentences: tuple[str, ...]
    translations: tuple[str, ...]  # of each sentence; empty where it has none
    listed: frozenset[str]
    accepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """How good the candidates of an article are: shares of the first ones, and of all its terms."""

    precision_50: float
    precision_100: float
    recall_300: float
    recall: float

    def __str__(self) -> str:
        return (
            f"P@50 {self.precision_50:.3f}  P@100 {self.precision_100:.3f}  R@300 {self.recall_300:.3f}"
            f"  all {self.recall:.3f}"
        )


def read_articles(folder: Path) -> list[Article]:
    """The articles of a folder, those that have a list of terms; names are no terms."""
    articles = []
    for document in read_gold(folder):
        path = folder / document.name
        if not path.with_name(f"{document.name}.terms.tsv").exists():
            continue
        names = frozenset(skeleton(line.split("\t")[1]) for line in _lines(path, ".names"))
        listed = frozenset(skeleton(line.split("\t")[0]) for line in _lines(path, ".terms.tsv")) - names
        further = frozenset(skeleton(line) for line in _lines(path, ".further")) - names
        beads = [bead for bead in document.beads if bead[0]]
        articles.append(
            Article(
                document.name,
                tuple("".join(document.source[i] for i in source) for source, _ in beads),
                tuple(" ".join(document.target[j] for j in target) for _, target in beads),
                listed,
                listed | further,
            )
        )
    return articles


def _lines(path: Path, suffix: str) -> list[str]:
    file = path.with_name(path.name + suffix)
    return file.read_text("utf-8").splitlines() if file.exists() else []


def ranking(terms: Sequence[str], gold: frozenset[str]) -> Ranking:
    """How well terms, best first, meet those of the gold."""
    right = [term in gold for term in terms]
    return Ranking(sum(right[:50]) / 50, sum(right[:100]) / 100, sum(right[:300]) / len(gold), sum(right) / len(gold))


def proposals(article: Article, weights: Weights) -> list[str]:
    """The terms that the ranking by these weights proposes for an article, best first."""
    names = find_names(article.sentences, article.translations)
    found = find_candidates(article.sentences, names=names, encoder=_encoder(), weights=weights)
    return [skeleton(item.text) for item in without_pieces(found)]


def fit(articles: Sequence[Article]) -> Weights:
    """The weights under which the accepted terms of the articles are most likely."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    examples = [_examples(article) for article in articles]
    rows = [row for each in examples for row in each.rows]
    right = np.array([text in a.accepted for a, each in zip(articles, examples, strict=True) for text in each.texts])
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
    articles = [article for folder in folders for article in read_articles(folder)]
    held_out = [(article, fit([other for other in articles if other is not article])) for article in articles]
    everything = fit(articles)
    for title, gold in (("terms listed", "listed"), ("terms accepted", "accepted")):
        figures = [ranking(proposals(article, weights), getattr(article, gold)) for article, weights in held_out]
        for (article, _), figure in zip(held_out, figures, strict=True):
            log.info("%-26s %s: %s", article.name, title, figure)
        log.info("mean, held out: %s: %s", title, _mean(figures))
    for folder in tests:
        for article in read_articles(folder):
            figure = ranking(proposals(article, everything), article.accepted)
            log.info("%-26s tested only: %s", article.name, figure)
    output.write_text(written(everything), "utf-8")
    log.info("%d weights written to %s", len(everything.form) + len(everything.meaning) + 1, output)


def written(weights: Weights) -> str:
    """The text of a weights file, a feature a line."""
    form = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {weight}" for name, weight in weights.form.items())
    head = f'{{"encoder": "{weights.encoder}",\n"near": {weights.near},\n"meaning": {list(weights.meaning)},\n'
    return f'{head}"form": {{\n{form}\n}}}}\n'


def _mean(figures: Sequence[Ranking]) -> Ranking:
    columns = ("precision_50", "precision_100", "recall_300", "recall")
    return Ranking(*(float(np.mean([getattr(figure, name) for figure in figures])) for name in columns))


if __name__ == "__main__":
    main()
