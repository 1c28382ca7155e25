"""`python -m glossary.trainequivalents --gold DIR…`: measure and write the models that choose the English of a term.

Every figure is of terms held out of training, an article at a time, its terms left out of all others too; the models
written are trained on all. Each article is searched alone, and once more in the texts of all together. Names that the
English writes by their sound are learned from as well, but not counted. A folder holds NAME.zh.sents, NAME.en.sents,
NAME.gold (their alignment), NAME.terms.tsv (term, English) and, where there are any, NAME.names (kind and name). Needs
scipy (extra `train`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from glossary.candidates import skeleton
from glossary.equivalents import Corpus, compare
from glossary.goldterms import lines_beside
from glossary.phrasemodel import MODELS, SIGNS, PhraseModel, signs, written
from glossary.phrases import key, words
from tm.align.gold import read_gold
from tm.encode.builtin import BuiltinEncoder
from tm.encode.encoder import Encoder
from tm.text.words import pinyin

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]

_PENALTY = 10.0  # of a weight squared, features scaled to deviation 1; 3 and 30 gave up to .003 less
_CERTAINTY_PENALTY = 1.0
_PARTS = 5  # of the terms: each part's certainty is learned by a model of the others
_SURE = 0.9
_STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
_ROUNDING = 3
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Article:
    """The beads of an article, (Chinese, English), its terms and names with their English as phrases are compared."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    english: Mapping[str, frozenset[str]]
    sounded: Mapping[str, frozenset[str]]  # of names


@dataclass(frozen=True, slots=True)
class Example:
    """A term in the texts it was searched in: its phrases' features, a row each, and which of them are right."""

    term: str
    features: Mapping[str, Floats]
    right: NDArray[np.bool_]
    beads: int  # that hold the term
    corpus: int  # all beads
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model made of a term: its confidence in the best phrase, and whether that is right."""

    confidence: float
    right: bool


def read_articles(folder: Path) -> list[Article]:
    """The articles of a folder, those that have a list of terms."""
    articles = []
    for document in read_gold(folder):
        path = folder / document.name
        if path.with_name(f"{document.name}.terms.tsv").exists():
            texts = [
                ("".join(document.source[i] for i in source), " ".join(document.target[j] for j in target))
                for source, target in document.beads
                if source and target
            ]
            rows = [line.split("\t") for line in lines_beside(path, ".terms.tsv")]
            english = {term: frozenset([key(rendering)]) for term, rendering, *_ in rows}
            names = [line.split("\t")[1] for line in lines_beside(path, ".names")]
            others = [name for name in names if name not in english]
            articles.append(Article(document.name, tuple(texts), english, _sounded(others, texts)))
    return articles


def _sounded(names: Sequence[str], texts: Sequence[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The names whose sound is a word of the English, with that word: 浔安 with xun'an."""
    heard = {word.stem.replace("'", ""): word.stem for _, text in texts for word in words(text)}
    spelled = {name: "".join(pinyin(skeleton(name))) for name in names}
    return {name: frozenset([heard[spelling]]) for name, spelling in spelled.items() if spelling in heard}


def together(articles: Sequence[Article]) -> Article:
    """All articles as one: any article's rendering of a term is right."""
    english: dict[str, frozenset[str]] = {}
    sounded: dict[str, frozenset[str]] = {}
    for article in articles:
        for every, own in ((english, article.english), (sounded, article.sounded)):
            for term, keys in own.items():
                every[term] = every.get(term, frozenset()) | keys
    return Article("together", tuple(pair for article in articles for pair in article.pairs), english, sounded)


def examples(article: Article, encoder: Encoder | None) -> list[Example]:
    """The terms and names of an article that its beads hold."""
    corpus = Corpus(article.pairs, encoder)
    wanted = {**article.sounded, **article.english}
    choices = [choice for term in wanted if (choice := corpus.choice(term)) is not None]
    if encoder is not None and choices:
        compare(choices, encoder)
    return [
        Example(
            choice.term,
            choice.features,
            np.array([phrase in wanted[choice.term] for phrase in choice.keys]),
            len(choice.beads),
            len(article.pairs),
            choice.term in article.english,
        )
        for choice in choices
    ]


def fit(found: Sequence[Example]) -> PhraseModel:
    """The model under which the right phrases are most likely among those of their terms, and its certainty.

    The certainty is learned from terms that the model did not see, a part of them left out at a time.
    """
    terms = {term: number for number, term in enumerate(sorted({example.term for example in found}))}
    parts = [[e for e in found if terms[e.term] % _PARTS == part] for part in range(_PARTS)]
    unseen: list[tuple[Example, Floats]] = []
    for part in filter(None, parts):
        weights = _weights([example for other in parts if other is not part for example in other] or part)
        model = PhraseModel(weights, {})
        unseen += [(example, model.scores(example.features)) for example in part]
    return PhraseModel(_weights(found), _certainty(unseen))


def _weights(found: Sequence[Example]) -> dict[str, float]:
    """The weights of the features under which the right phrases are most likely."""
    names = sorted(found[0].features)
    useful = [example for example in found if example.right.any()]
    rows = np.concatenate([_matrix(example, names) for example in useful])
    scale = _spread(rows)
    rows, right = rows / scale, np.concatenate([example.right for example in useful])
    starts = np.cumsum([0, *(len(example.right) for example in useful[:-1])])
    group = np.repeat(np.arange(len(useful)), [len(example.right) for example in useful])

    def shares(scores: Floats) -> tuple[Floats, Floats]:
        """The logarithm of each group's sum of likelihoods, and the share of each row in it."""
        highest = np.maximum.reduceat(scores, starts)
        raised = np.exp(scores - highest[group])
        sums = np.add.reduceat(raised, starts)
        return np.log(sums) + highest, raised / sums[group]

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        everything, share = shares(scores)
        meant, wanted = shares(np.where(right, scores, scores - 1e3))
        value = (everything - meant).sum() + 0.5 * _PENALTY * (weights**2).sum()
        return float(value), np.asarray(rows.T @ (share - wanted) + _PENALTY * weights)

    weights = _least(loss, len(names)) / scale
    return {name: round(float(weight), _ROUNDING) for name, weight in zip(names, weights, strict=True)}


def _certainty(found: Sequence[tuple[Example, Floats]]) -> dict[str, float]:
    """The weights of the signs of certainty, fitted to whether the phrases of the best scores are right."""
    rows = np.stack([signs(scores, example.beads, example.corpus) for example, scores in found])
    right = np.array([example.right[scores.argmax()] for example, scores in found])
    middle, scale = rows.mean(axis=0), _spread(rows)
    rows = np.hstack([(rows - middle) / scale, np.ones((len(rows), 1))])
    costs = np.array([*[_CERTAINTY_PENALTY] * len(SIGNS), 0.0])

    def loss(weights: Floats) -> tuple[float, Floats]:
        sums = rows @ weights
        errors = 1 / (1 + np.exp(-sums)) - right
        value = (np.logaddexp(0, sums) - right * sums).sum() + 0.5 * (costs * weights**2).sum()
        return float(value), np.asarray(rows.T @ errors + costs * weights)

    fitted = _least(loss, rows.shape[1])
    weights = fitted[:-1] / scale
    bias = fitted[-1] - middle @ weights
    named = zip((*SIGNS, "bias"), (*weights, bias), strict=True)
    return {name: round(float(weight), _ROUNDING) for name, weight in named}


def _least(loss: Callable[[Floats], tuple[float, Floats]], size: int) -> Floats:
    from scipy.optimize import minimize

    return np.asarray(minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)


def _spread(rows: Floats) -> Floats:
    """The standard deviation of each column; 1 of one that is the same in all rows."""
    spread: Floats = rows.std(axis=0)
    return np.where(spread > _SAME, spread, 1.0)


def _matrix(example: Example, names: Sequence[str]) -> Floats:
    return np.stack([example.features[name] for name in names], axis=1)


def outcome(example: Example, model: PhraseModel) -> Outcome:
    """What the model makes of the term."""
    scores = model.scores(example.features)
    return Outcome(model.confidence(scores, example.beads, example.corpus), bool(example.right[scores.argmax()]))


def held_out(
    articles: Sequence[Article], alone: Mapping[str, Sequence[Example]], all_texts: Sequence[Example]
) -> tuple[list[Outcome], list[Outcome]]:
    """The outcomes of each article's terms, in the texts of all and in its own, by a model of the other terms."""
    in_all: dict[str, Outcome] = {}
    in_own: list[Outcome] = []
    for article in articles:
        own = {*article.english, *article.sounded}
        others = [example for example in all_texts if example.term not in own]
        for other in articles:
            others += [e for e in alone[other.name] if other is not article and e.term not in own]
        model = fit(others)
        in_all |= {e.term: outcome(e, model) for e in all_texts if e.counted and e.term in own}
        in_own += [outcome(example, model) for example in alone[article.name] if example.counted]
    return list(in_all.values()), in_own


def report(title: str, outcomes: Sequence[Outcome], terms: int) -> None:
    """Tell how many of so many terms are right, how many are sure, and what a confidence is worth."""
    sure = [each for each in outcomes if each.confidence >= _SURE]
    log.info(
        "%s: of %d terms %.3f right; with confidence %.1f and more %.3f of them, %.3f right",
        title,
        terms,
        sum(each.right for each in outcomes) / terms,
        _SURE,
        len(sure) / terms,
        float(np.mean([each.right for each in sure])) if sure else 0.0,
    )
    for low, high in zip(_STEPS, (*_STEPS[1:], 1.01), strict=True):
        some = [each for each in outcomes if low <= each.confidence < high]
        if some:
            told, right = (float(np.mean([getattr(each, name) for each in some])) for name in ("confidence", "right"))
            log.info(
                "    confidence %.2f to %.2f: %4d, told %.3f, right %.3f", low, min(high, 1), len(some), told, right
            )


@click.command()
@click.option("--gold", "folders", multiple=True, required=True, type=click.Path(path_type=Path), help="Gold folder.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=MODELS, help="File of models to write.")
def main(folders: Sequence[Path], output: Path) -> None:
    """Train the choice of a term's English; report on each article held out; write the models."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    articles = [article for folder in folders for article in read_articles(folder)]
    everything = together(articles)
    listed = sum(len(article.english) for article in articles)
    models: dict[bool, PhraseModel] = {}
    for encoder in (BuiltinEncoder(), None):
        alone = {article.name: examples(article, encoder) for article in articles}
        all_texts = examples(everything, encoder)
        in_all, in_own = held_out(articles, alone, all_texts)
        name = f"encoder {encoder.name}" if encoder else "without encoder"
        report(f"{name}, articles together, held out", in_all, len(everything.english))
        report(f"{name}, articles alone, held out", in_own, listed)
        models[encoder is not None] = fit([*all_texts, *(example for found in alone.values() for example in found)])
    about: dict[str, object] = {"encoder": BuiltinEncoder().name, "articles": [article.name for article in articles]}
    about |= {"terms": len(everything.english), "by": "python -m glossary.trainequivalents"}
    output.write_text(written(models, about), "utf-8")
    log.info("models of %d features written to %s", len(models[True].features), output)


if __name__ == "__main__":
    main()
