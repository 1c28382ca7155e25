"""Ablation: how well articles held out of training are aligned without each group of features.

A group is left out of the second pass, or where clauses are aligned; the first pass keeps its features. The second is
one network instead of the mean of several: that takes a third of the time, and all rows have the same loss by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tm.align.aligner import Model, decode
from tm.align.clauses import CLAUSE_FEATURES, LINK_FEATURES
from tm.align.evaluate import Score, gold_of_beads, strict_score
from tm.align.lattice import posteriors
from tm.align.passes import FIRST_FEATURES, SECOND_FEATURES, first_scores, second_pass
from tm.align.training import Example, finish, gold_path, prepare

GROUPS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "cosines": (
        *("cosine*", "outside*", "merge_*", "extension_*", "least_single", "split_loss", "one_to_one_cosine"),
        "null_best_cosine",
    ),
    "lengths": ("length_*", "null_log_length"),
    "gaps between anchors": ("in_gap", "null_in_gap"),
    "clause mass": ("mass_*", "null_mass*"),
    "punctuation": (
        *("questions_*", "question_*", "exclamations_*", "opening_*", "closing_*", "quote_at_*", "clauses_*"),
        *("target_starts_lower", "source_ends_in_comma"),
    ),
    "speech": ("quote_state_*", "narration_*", "speech_*"),
    "paragraphs": ("paragraph_*", "null_paragraph"),
    "figures and names": ("numbers_*", "tokens_*", "null_tokens_astray"),
    "clauses aligned alone": ("corner_*",),
    "words that meet": ("words_*",),
}


@dataclass(frozen=True, slots=True)
class Ablation:
    """What is left without a group of features."""

    group: str
    features: int  # left out
    scores: Mapping[str, Score]  # strict, by folder
    loss: float  # negative log likelihood of the gold, in nats a hundred gold beads


def matching_features(patterns: Iterable[str]) -> frozenset[str]:
    """The features that some names mean; one that ends in * means all that begin so."""
    names = dict.fromkeys((*FIRST_FEATURES, *SECOND_FEATURES, *LINK_FEATURES))
    return frozenset(n for n in names for p in patterns if n == p or (p.endswith("*") and n.startswith(p[:-1])))


def ablate(
    examples: Sequence[Example],
    synthetic: Sequence[Sequence[Example]],
    folders: Sequence[str],
    folds: Sequence[Sequence[int]],
    start: Model,
) -> tuple[Ablation, ...]:
    """A row for each group of features.

    Args:
        examples: gold articles.
        synthetic: the variants of each.
        folders: the folder of each.
        folds: the numbers of the articles held out at a time.
        start: where the first pass begins.
    """
    scores = {group: dict.fromkeys(folders, Score()) for group in GROUPS}
    losses = dict.fromkeys(GROUPS, 0.0)
    for fold in folds:
        others = [e for i, own in enumerate(examples) if i not in fold for e in (own, *synthetic[i])]
        whole = prepare(others, start=start)
        for group, patterns in GROUPS.items():
            dropped = matching_features(patterns)
            in_clauses = dropped & {*CLAUSE_FEATURES, *LINK_FEATURES}
            prepared = prepare(others, dropped=dropped, start=start) if in_clauses else whole
            model = finish(prepared, dropped=dropped, networks=1)
            for index in fold:
                score, loss = _held_out(examples[index], model)
                scores[group][folders[index]] += score
                losses[group] += loss
    beads = sum(len(example.article.beads) for example in examples)
    return tuple(
        Ablation(group, len(matching_features(patterns)), scores[group], 100 * losses[group] / beads)
        for group, patterns in GROUPS.items()
    )


def _held_out(example: Example, model: Model) -> tuple[Score, float]:
    """The strict counts of an article, and the negative log likelihood of its gold."""
    found = second_pass(example.evidence, *example.shown, first_scores(example.evidence, model.first), model.clauses)
    scores = found.scores(model.second)
    gold = gold_path(example.article, found)
    total = posteriors(found.lattice, scores)[1][0]
    loss = float(total - scores[found.nodes[gold], found.types[gold]].sum())
    return strict_score(example.article.beads, gold_of_beads(decode(found, model))), loss
