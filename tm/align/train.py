"""`python -m tm.align.train --gold DIR…`: cross-validate, calibrate and write the aligner's weights.

Every figure is of articles held out of training, one at a time or a few of a large folder. The confidence is calibrated
on the same held-out beads; the weights written are trained on all articles. Needs scipy (the `train` extra).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np

from tm.align.ablation import ablate as ablate_groups
from tm.align.ablation import matching_features
from tm.align.aligner import Model, decode
from tm.align.clauses import CLAUSE_FEATURES, LINK_FEATURES
from tm.align.confidence import Calibration, posterior_log_odds
from tm.align.evaluate import Score, errors_in_least_confident, gold_of_beads, lax_score, reliability, strict_score
from tm.align.gold import GoldBead, GoldDocument, read_gold
from tm.align.network import network_record
from tm.align.passes import FIRST_FEATURES, SECOND_FEATURES, first_scores, second_pass
from tm.align.training import VARIANTS, EncodedArticle, Example, make_example, train, variants
from tm.encode.choose import BUILTIN, choose_encoder
from tm.encode.encoder import SpanEncoder, span_encoder
from tm.errors import InputError, ModelUnavailable, TmError
from tm.units import Bead

log = logging.getLogger(__name__)

CAUTION = 0.3  # taken from the log-odds of every confidence: texts of an unseen kind are aligned less well
MANY = 6  # articles of a folder, beyond which TOGETHER of them are held out at a time
TOGETHER = 3
ABLATION_PARTS = 4  # that all articles are dealt into, each held out at a time; one article at a time takes hours
WEIGHTS = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """An article aligned by a model that was not trained on it."""

    folder: str
    name: str
    gold: tuple[GoldBead, ...]
    beads: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class _Gold:
    """Gold articles ready for training."""

    folders: list[str]  # the folder of each
    documents: list[GoldDocument]
    examples: list[Example]
    synthetic: list[list[Example]]  # the variants of each


@click.command()
@click.option("--gold", "folders", multiple=True, required=True, type=click.Path(path_type=Path), help="Gold folder.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=WEIGHTS, help="Weights file to write.")
@click.option("--encoder", default=BUILTIN, help="Encoder to train for.")
@click.option("--drop", multiple=True, help="Feature (or prefix ending in *) left out: for ablation; writes nothing.")
@click.option("--ablate", is_flag=True, help="Print what each group of features brings; writes nothing.")
@click.option("--variants", "variant_count", default=VARIANTS, help="Synthetic variants of each article.")
def main(
    folders: Sequence[Path], output: Path, encoder: str, drop: Sequence[str], ablate: bool, variant_count: int
) -> None:
    """Train the aligner on gold alignments; report on each article held out; write its weights."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    unknown = [pattern for pattern in drop if not matching_features([pattern])]
    if unknown:
        raise click.UsageError(f"no feature is called {unknown[0]}; the weights file lists their names")
    try:
        if find_spec("scipy") is None:
            raise ModelUnavailable('training needs scipy; run: pip install "duizhao[train]"')
        spans = span_encoder(choose_encoder(encoder))
        gold = _read(spans, folders, variant_count)
    except TmError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(5 if isinstance(error, ModelUnavailable) else 3) from error
    dropped = matching_features(drop)
    everything = train([*gold.examples, *(v for row in gold.synthetic for v in row)], dropped=dropped)
    if ablate:
        _log_ablation(gold, everything)
        return
    held_out = _hold_out(gold, everything, dropped)
    for folder in dict.fromkeys(gold.folders):
        log.info("%-41s %s", folder, _figures([row for row in held_out if row.folder == folder]))
    calibration = calibrate(_outcomes(held_out, Calibration()))
    _log_calibration(_outcomes(held_out, calibration))
    if drop:
        return
    model = replace(everything, calibration=calibration)
    provenance = {folder: _figures([row for row in held_out if row.folder == folder]) for folder in gold.folders}
    output.write_text(_as_json(model, spans.name, provenance), "utf-8")
    log.info("wrote %s", output)


def _read(spans: SpanEncoder, folders: Sequence[Path], variant_count: int) -> _Gold:
    """The gold articles of some folders, ready for training."""
    documents = [(folder.name, document) for folder in folders for document in read_gold(folder)]
    if len(documents) < ABLATION_PARTS:
        message = f"holds {len(documents)} of the {ABLATION_PARTS} articles that training takes at least"
        raise InputError(message, path=folders[-1])
    articles = [_encode(spans, document) for _, document in documents]
    return _Gold(
        [folder for folder, _ in documents],
        [document for _, document in documents],
        [make_example(spans, article) for article in articles],
        [[make_example(spans, v) for v in row] for row in _variants_by_article(articles, variant_count)],
    )


def _hold_out(gold: _Gold, everything: Model, dropped: frozenset[str]) -> list[HeldOut]:
    """Every article aligned by a model trained without it."""
    held_out = []
    for fold in _folds(gold.folders):
        others = [e for i, own in enumerate(gold.examples) if i not in fold for e in (own, *gold.synthetic[i])]
        model = train(others, dropped=dropped, start=everything)
        for index in fold:
            document = gold.documents[index]
            beads = _decode(gold.examples[index], model)
            held_out.append(HeldOut(gold.folders[index], document.name, document.beads, beads))
            log.info("%-16s %-24s %s", gold.folders[index], document.name, _figures([held_out[-1]]))
    return held_out


def calibrate(outcomes: Sequence[tuple[float, bool]]) -> Calibration:
    """The Platt calibration of (posterior, right) outcomes, by Newton's method, made careful by CAUTION."""
    x = np.array([[posterior_log_odds(posterior), 1.0] for posterior, _ in outcomes])
    y = np.array([float(right) for _, right in outcomes])
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        weights = weights - np.linalg.solve(hessian, gradient)
    return Calibration(float(weights[0]), float(weights[1]) - CAUTION)


def _encode(spans: SpanEncoder, document: GoldDocument) -> EncodedArticle:
    return EncodedArticle(
        document.name,
        document.source,
        document.target,
        spans.parts(document.source),
        spans.parts(document.target),
        document.beads,
        document.source_blocks,
        document.target_blocks,
    )


def _folds(folders: Sequence[str]) -> list[list[int]]:
    """The articles held out at a time: one, of a folder with many TOGETHER."""
    folds: dict[tuple[str, int], list[int]] = {}
    for index, folder in enumerate(folders):
        number = index - folders.index(folder)
        folds.setdefault((folder, number // TOGETHER if folders.count(folder) > MANY else number), []).append(index)
    return list(folds.values())


def _variants_by_article(articles: Sequence[EncodedArticle], count: int) -> list[list[EncodedArticle]]:
    flat = variants(articles, count=count)
    return [flat[index * count : (index + 1) * count] for index in range(len(articles))]


def _decode(example: Example, model: Model) -> tuple[Bead, ...]:
    scores = first_scores(example.evidence, model.first)
    candidates = second_pass(example.evidence, *example.shown, scores, model.clauses)
    return decode(candidates, model)


def _log_ablation(gold: _Gold, start: Model) -> None:
    """Print the table of what each group brings, articles dealt into parts that are held out in turn."""
    names = list(dict.fromkeys(gold.folders))
    log.info("| without | features | %s | loss |", " | ".join(names))
    log.info("|---|---|%s", "---|" * (len(names) + 1))
    parts = [range(part, len(gold.examples), ABLATION_PARTS) for part in range(ABLATION_PARTS)]
    for row in ablate_groups(gold.examples, gold.synthetic, gold.folders, parts, start):
        figures = " | ".join(f"{row.scores[name].f1:.3f}" for name in names)
        log.info("| %s | %d | %s | %.1f |", row.group, row.features, figures, row.loss)


def _figures(rows: Sequence[HeldOut]) -> str:
    strict, lax = Score(), Score()
    for row in rows:
        strict += strict_score(row.gold, gold_of_beads(row.beads))
        lax += lax_score(row.gold, gold_of_beads(row.beads))
    both = f"strict P {strict.precision:.3f} R {strict.recall:.3f} F1 {strict.f1:.4f}"
    return f"{both}, lax F1 {lax.f1:.4f}, beads {strict.gold}"


def _outcomes(rows: Sequence[HeldOut], calibration: Calibration) -> list[tuple[float, bool]]:
    """(confidence, right) of every paired bead under the calibration; posterior itself under the identity."""
    outcomes = []
    for row in rows:
        gold = set(row.gold)
        for bead, pair in zip(row.beads, gold_of_beads(row.beads), strict=True):
            posterior = 1 / (1 + np.exp(-bead.score))
            if all(pair):
                outcomes.append((calibration.apply(float(posterior))[1], pair in gold))
    return outcomes


def _log_calibration(outcomes: Sequence[tuple[float, bool]]) -> None:
    for row in reliability(outcomes):
        log.info(
            "confidence %.2f-%.2f: %4d beads, mean %.3f, right %.3f",
            row.low,
            row.high,
            row.beads,
            row.confidence,
            row.right,
        )
    sure = [right for confidence, right in outcomes if confidence >= 0.9]
    log.info("confidence >= .9: %.1f %% of beads, %.2f %% right", 100 * len(sure) / len(outcomes), 100 * np.mean(sure))
    log.info("errors in the least confident tenth: %.1f %%", 100 * errors_in_least_confident(outcomes))


def _as_json(model: Model, encoder: str, provenance: dict[str, str]) -> str:
    """The weights by feature name, with where they come from."""
    stored = {
        "encoder": encoder,
        "held_out": provenance,
        "calibration": {"slope": round(model.calibration.slope, 4), "intercept": round(model.calibration.intercept, 4)},
        "first": network_record(model.first, FIRST_FEATURES),
        "clauses": network_record(model.clauses.clauses, CLAUSE_FEATURES),
        "links": network_record(model.clauses.links, LINK_FEATURES),
        "second": network_record(model.second, SECOND_FEATURES),
    }
    return json.dumps(stored, indent=1) + "\n"


if __name__ == "__main__":
    main()
