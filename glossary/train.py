"""`python -m glossary.train --gold DIR…`: measure and write the weights that rank term candidates.

Every figure is of articles held out of training, one at a time, or a third of them ranked together as one text; the
weights written are trained on all. There are two models: of texts alone, and with their translation. A folder holds
NAME.zh.sents, NAME.en.sents, NAME.gold (their alignment), NAME.terms.tsv (Chinese term first) and, where there are
any, NAME.further (more terms), NAME.judged (terms that these lists lack, found among the strings of the article: for
training, never for measuring) and NAME.names (kind and name). What a translator lists counts as a term fully, further
terms by _FURTHER; the log-odds are then stretched to what they were worth on the articles held out. Needs scipy (extra
`train`).
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from glossary.candidates import collect, find_candidates, skeleton
from glossary.entries import NameCandidate, TermCandidate
from glossary.equivalents import Corpus
from glossary.evidence import evidence
from glossary.goldterms import Article, Ranking, ranking, read_articles, together
from glossary.names import find_names
from glossary.termhood import NAMES, WEIGHTS, Features, Found, Weights, features, meaning
from tm.encode.builtin import BuiltinEncoder
from tm.errors import InputError, ModelUnavailable, TmError

log = logging.getLogger(__name__)

_PENALTY = 3.0  # of a weight squared; 1 and 10 gave .01 less
_LIGHT = 16.0  # the features that are no letters or parts of speech cost this much less
_MEANING = 1.5  # of a weight of the vector squared; .3 and 3 gave the same
_FURTHER = 0.8  # 1 gave .02 less of the first fifty in the lists of translators, and no more in all lists together
_LEAST_ARTICLES = 3  # that a feature must occur in
_PARTS = 3  # of the articles held out to be ranked together
_LEAST_WEIGHT = 0.02

_NEAR = "near"
_COLUMNS = ("precision_50", "precision_100", "highest_100", "recall_300", "recall")
_LINE = "%-26s%6d%8.3f%8.3f%8.3f%8.3f%8.3f"

Floats = NDArray[np.float64]


def proposals(article: Article, weights: Weights, *, translated: bool) -> tuple[TermCandidate, ...]:
    """What the ranking by these weights proposes for an article, best first."""

    def of_translations(found: Mapping[str, Found]) -> Mapping[str, Features]:
        return evidence(found, _corpus(article))

    return find_candidates(
        article.sentences,
        names=_names(article, translated),
        encoder=_encoder(),
        evidence=of_translations if translated else None,
        weights=weights,
    )


def fit(articles: Sequence[Article], *, translated: bool) -> Weights:
    """The weights under which the terms of the articles are most likely; by those of the translation too, if asked."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    examples = [_examples(article, translated) for article in articles]
    rows = [row for each in examples for row in each.rows]
    right = np.array(
        [_worth(text, one) for one, each in zip(articles, examples, strict=True) for text in each.texts], np.float64
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


def _worth(text: str, article: Article) -> float:
    """How much of a term a string of the article is: 0-1."""
    if text in article.listed:
        return 1.0
    return _FURTHER if text in article.accepted | article.judged else 0.0


def calibrated(weights: Weights, held_out: Sequence[tuple[Article, Sequence[TermCandidate]]]) -> Weights:
    """The weights, stretched so that log-odds mean the share of terms among the candidates of articles held out."""
    from scipy.optimize import minimize

    scores = np.array([item.score for _, found in held_out for item in found])
    right = np.array([skeleton(item.text) in one.accepted | one.judged for one, found in held_out for item in found])

    def loss(line: Floats) -> float:
        told = line[0] * scores + line[1]
        return float((np.logaddexp(0, told) - right * told).mean())

    stretch, shift = minimize(loss, np.array([1.0, 0.0]), method="BFGS").x.tolist()
    form = {name: round(weight * stretch, 3) for name, weight in weights.form.items()}
    form["bias"] = round(form["bias"] + shift, 3)
    meaning = tuple(round(weight * stretch, 3) for weight in weights.meaning)
    return Weights(form, weights.encoder, round(weights.near * stretch, 3), meaning)


@cache
def _encoder() -> BuiltinEncoder:
    return BuiltinEncoder()


@lru_cache(maxsize=100)
def _corpus(article: Article) -> Corpus:
    return Corpus(list(zip(article.sentences, article.translations, strict=True)), _encoder())


@lru_cache(maxsize=200)
def _names(article: Article, translated: bool) -> tuple[NameCandidate, ...]:
    return find_names(article.sentences, article.translations if translated else ())


@dataclass(frozen=True, slots=True)
class _Examples:
    """The strings of an article, with the features of their form and their vectors (texts, dim)."""

    texts: tuple[str, ...]
    rows: tuple[Features, ...]
    vectors: Floats


@lru_cache(maxsize=200)
def _examples(article: Article, translated: bool) -> _Examples:
    found, word_counts = collect(article.sentences)
    rows = features(found, word_counts, evidence(found, _corpus(article)) if translated else {})
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
    models = {translated: _trained(articles, test_articles, translated) for translated in NAMES}
    output.write_text(written(models), "utf-8")
    log.info("%d weights written to %s", sum(len(one.form) + len(one.meaning) + 1 for one in models.values()), output)


def _trained(articles: Sequence[Article], tests: Mapping[Path, Sequence[Article]], translated: bool) -> Weights:
    """The weights trained on the articles; tells what they are worth on others."""
    how = "with translation" if translated else "alone"

    def without(left_out: Sequence[Article]) -> Weights:
        return fit([one for one in articles if one not in left_out], translated=translated)

    held_out = [(one, proposals(one, without([one]), translated=translated)) for one in articles]
    _tell(f"held out, {how}", held_out, translated)
    parts = [articles[first::_PARTS] for first in range(_PARTS)]
    joined = [(together(part), proposals(together(part), without(part), translated=translated)) for part in parts]
    _tell(f"held out, {how}, ranked together", joined, translated)
    weights = calibrated(fit(articles, translated=translated), held_out)
    for folder, tested in tests.items():
        found = [(one, proposals(one, weights, translated=translated)) for one in (*tested, together(tested))]
        _tell(f"tested only, {folder}, {how}", found[:-1], translated)
        _tell(f"tested only, {folder}, {how}, ranked together", found[-1:], translated)
    return weights


def written(models: Mapping[bool, Weights]) -> str:
    """The text of a file of models, a feature a line."""
    texts = [f'"{NAMES[translated]}": {_model_text(weights)}' for translated, weights in models.items()]
    return "{" + ",\n".join(texts) + "}\n"


def _model_text(weights: Weights) -> str:
    form = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {weight}" for name, weight in weights.form.items())
    head = f'{{"encoder": "{weights.encoder}",\n"near": {weights.near},\n"meaning": {list(weights.meaning)},\n'
    return f'{head}"form": {{\n{form}\n}}}}'


def _tell(title: str, found: Sequence[tuple[Article, Sequence[TermCandidate]]], translated: bool) -> None:
    """What of the candidates is in the lists of translators, and in all lists; terms and names found together."""
    for terms in ("listed", "accepted"):
        figures = [(one.name, ranking(_texts(candidates), getattr(one, terms))) for one, candidates in found]
        _tell_rankings(f"{title}, terms {terms}", figures)
    wanted = here = 0
    for one, candidates in found:
        names = {skeleton(name.text) for name in _names(one, translated)}
        wanted += len(one.with_names)
        here += len(one.with_names & names.union(_texts(candidates[:300])))
    log.info("terms and names listed: %.3f among the first 300 and the names found\n", here / wanted)


def _texts(candidates: Sequence[TermCandidate]) -> list[str]:
    return [skeleton(item.text) for item in candidates]


def _tell_rankings(title: str, figures: Sequence[tuple[str, Ranking]]) -> None:
    """A line an article, the means over articles, and the recall of all terms together."""
    log.info("%s\n%-26s%6s%8s%8s%8s%8s%8s", title, "article", "terms", "P@50", "P@100", "highest", "R@300", "R")
    for name, one in figures:
        log.info(_LINE, name, one.terms, *(getattr(one, column) for column in _COLUMNS))
    rankings = [one for _, one in figures]
    every = sum(one.terms for one in rankings)
    means = [sum(getattr(one, column) for one in rankings) / len(rankings) for column in _COLUMNS]
    log.info(_LINE, "mean", every / len(rankings), *means)
    found = [sum(getattr(one, name) for one in rankings) / every for name in ("right_300", "right")]
    log.info("all terms together: R@300 %.3f  R %.3f", *found)


if __name__ == "__main__":
    main()
