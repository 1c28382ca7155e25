"""Training: the gold path is found, variants stay whole, and learning makes the gold likelier."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stubs import StubEncoder, parallel_text

from tm.align.aligner import Model, decode
from tm.align.confidence import Calibration
from tm.align.evaluate import gold_of_beads
from tm.align.gold import GoldBead
from tm.align.grid import CLAUSE_TYPES
from tm.align.lattice import TYPES, EdgeScores, posteriors
from tm.align.passes import FIRST_FEATURES, Candidates, Survivors, first_scores, second_pass
from tm.align.train import CAUTION, calibrate, main
from tm.align.training import (
    VARIANT_SHARE,
    VARIANT_WEIGHT,
    EncodedArticle,
    Example,
    allowed_clauses,
    gold_path,
    make_example,
    train,
    variants,
)
from tm.encode.encoder import span_encoder

STUB = span_encoder(StubEncoder())
ROOT = Path(__file__).parent.parent


def article(types: list[tuple[int, int]], *, seed: int = 0, blocks: bool = True) -> EncodedArticle:
    """An article whose beads have the types given, made of translated pairs: several pairs stand on one side as one."""
    beads: list[GoldBead] = []
    source: list[str] = []
    target: list[str] = []
    pairs = iter(zip(*parallel_text(sum(max(pair) for pair in types), seed=seed), strict=True))
    for a, b in types:
        own = [next(pairs) for _ in range(max(a, b))]
        first = len(source), len(target)
        for side, texts, count in ((0, source, a), (1, target, b)):
            cut = [pair[side] for pair in own]
            texts += [" ".join(cut[at:] if at == count - 1 else cut[at : at + 1]) for at in range(count)]
        beads.append((tuple(range(first[0], len(source))), tuple(range(first[1], len(target)))))
    paragraphs = [tuple(index // 3 for index in range(len(side))) if blocks else None for side in (source, target)]
    return EncodedArticle(
        f"article-{seed}",
        tuple(source),
        tuple(target),
        STUB.parts(source),
        STUB.parts(target),
        tuple(beads),
        *paragraphs,
    )


MIXED = [(1, 1), (1, 2), (1, 1), (2, 1), (1, 0), (1, 1), (2, 2), (0, 1), (1, 3), (1, 1), (1, 1), (3, 2), (1, 1)]
bead_types = st.lists(st.sampled_from(TYPES), min_size=2, max_size=7).filter(
    lambda types: all(sum(pair[side] for pair in types) > 1 for side in (0, 1))
)


def beads_of(example: Example, path: np.ndarray) -> list[GoldBead]:
    """The beads of candidate rows."""
    lattice, beads = example.dense.lattice, []
    for row in path.tolist():
        node = example.dense.nodes[row]
        a, b = TYPES[example.dense.types[row]]
        i, j = int(lattice.source[node]), int(lattice.target[node])
        beads.append((tuple(range(i - a, i)), tuple(range(j - b, j))))
    return beads


def by_side(beads: list[GoldBead]) -> tuple[list[GoldBead], set[GoldBead]]:
    """Paired beads in order and unpaired ones in any: 1-0 before 0-1 and after it is one alignment."""
    return [bead for bead in beads if all(bead)], {bead for bead in beads if not all(bead)}


def check_article(made: EncodedArticle) -> None:
    """What holds for every article: beads cover both sides once, in order; parts and blocks go with the sentences."""
    for side, texts, parts, blocks in (
        (0, made.source, made.source_parts, made.source_blocks),
        (1, made.target, made.target_parts, made.target_blocks),
    ):
        assert sorted(index for bead in made.beads for index in bead[side]) == list(range(len(texts)))
        paired = [index for bead in made.beads if all(bead) for index in bead[side]]
        assert paired == sorted(paired)
        assert len(parts.edges) == len(texts)
        assert blocks is None or len(blocks) == len(texts)
        expected = STUB.parts(texts)
        np.testing.assert_array_equal(parts.clause_start, expected.clause_start)
        np.testing.assert_allclose(parts.clauses, expected.clauses, atol=1e-4)


@settings(max_examples=40)
@given(bead_types, st.integers(0, 100))
def test_the_gold_path_is_the_gold_where_the_lattice_has_it(types: list[tuple[int, int]], seed: int) -> None:
    """Texts whose gold leaves the band have another nearest path; all others get the gold itself."""
    example = make_example(STUB, article(types, seed=seed))
    ends = np.cumsum(types, axis=0)
    assume((example.evidence.band.node(ends[:, 0], ends[:, 1]) < example.dense.lattice.missing).all())
    found = beads_of(example, gold_path(example.article, example.dense))
    assert by_side(found) == by_side(list(example.article.beads))


@settings(deadline=None, max_examples=30)
@given(bead_types, st.integers(0, 100))
def test_clauses_that_keep_to_the_gold_meet_where_its_beads_do(types: list[tuple[int, int]], seed: int) -> None:
    """At every boundary between paired beads for sure, at none inside a bead."""
    example = make_example(STUB, article(types, seed=seed))
    dense = example.dense
    beads = Survivors(example.evidence, [], dense.nodes, dense.types, np.ones(len(dense.nodes))).clauses()
    allowed = allowed_clauses(example.article, beads)
    table = np.full((beads.grid.lattice.missing, len(CLAUSE_TYPES)), -np.inf)
    table[beads.nodes[allowed], beads.types[allowed]] = 0.0
    posterior, totals = posteriors(beads.grid.lattice, table)
    assume(np.isfinite(totals).all())
    met = posterior.sum(axis=1)
    places = (beads.grid.lattice.source, beads.grid.lattice.target)
    probability = {place: met[node] for node, place in enumerate(zip(*(side.tolist() for side in places), strict=True))}
    starts = beads.grid.source_start.tolist(), beads.grid.target_start.tolist()
    ends = np.cumsum(types, axis=0).tolist()
    for (bead, after), (i, j) in zip(pairwise(types), ends, strict=False):
        if all(bead) and all(after):
            assert probability[starts[0][i], starts[1][j]] == pytest.approx(1.0)
    for (a, b), (i, j) in zip(types, ends, strict=True):
        for source in range(i - a + 1, i):
            for target in range(j - b + 1, j):
                assert probability.get((starts[0][source], starts[1][target]), 0.0) == 0.0


def test_a_gold_bead_too_large_for_the_lattice_is_cut_inside_itself() -> None:
    """The nearest path keeps to the sentence pairs of the gold; all others are as they were."""
    example = make_example(STUB, article([(1, 1), (4, 4), (1, 1), (1, 2)]))
    found = beads_of(example, gold_path(example.article, example.dense))
    assert found[0] == ((0,), (0,))
    assert found[-2:] == [((5,), (5,)), ((6,), (6, 7))]
    inside = found[1:-2]
    assert {i for source, _ in inside for i in source} == {1, 2, 3, 4} == {j for _, target in inside for j in target}


@settings(max_examples=20)
@given(bead_types, bead_types, st.integers(0, 100), st.booleans())
def test_variants_are_whole_articles(
    one: list[tuple[int, int]], other: list[tuple[int, int]], seed: int, blocks: bool
) -> None:
    """A block deleted or a foreign one put in: every sentence still in one bead, at a lower weight."""
    articles = [article(one, seed=seed, blocks=blocks), article(other, seed=seed + 1, blocks=blocks)]
    for number, made in enumerate(variants(articles, count=4, seed=seed)):
        origin = articles[number // 4]
        check_article(made)
        assert made.name == origin.name
        assert made.weight == pytest.approx(VARIANT_WEIGHT * origin.weight)
        if number % 2:
            assert made.source_blocks is made.target_blocks is None


def test_variants_delete_and_insert_on_either_side() -> None:
    """About as much as the share says; one of the sides is never touched."""
    articles = [article(MIXED * 3, seed=seed) for seed in range(4)]
    changes = set()
    for number, made in enumerate(variants(articles, count=2)):
        origin = articles[number // 2]
        source, target = len(made.source) - len(origin.source), len(made.target) - len(origin.target)
        assert bool(source) != bool(target)
        size, length = abs(source or target), len(origin.source if source else origin.target)
        assert VARIANT_SHARE[0] * length - 1 <= size <= VARIANT_SHARE[1] * length
        changes.add(("source" if source else "target", (source or target) > 0))
    assert len(changes) == 4


def test_variants_are_always_the_same() -> None:
    """Drawn from a seeded generator."""
    articles = [article(MIXED, seed=seed) for seed in range(2)]
    once, again = variants(articles), variants(articles)
    assert [(made.source, made.target, made.beads) for made in once] == [
        (made.source, made.target, made.beads) for made in again
    ]
    assert [made.beads for made in variants(articles, seed=1)] != [made.beads for made in once]


def passes(example: Example, model: Model) -> list[tuple[Candidates, EdgeScores]]:
    """The candidates of both passes and how the model scores them."""
    scores = first_scores(example.evidence, model.first)
    sparse = second_pass(example.evidence, *example.shown, scores, model.clauses)
    return [(example.dense, example.dense.scores(model.first)), (sparse, sparse.scores(model.second))]


def gold_likelihood(example: Example, candidates: Candidates, scores: EdgeScores) -> float:
    """Log-probability of the gold path among all paths."""
    path = gold_path(example.article, candidates)
    beads = candidates.nodes[path], candidates.types[path]
    return float(scores[beads].sum() - posteriors(candidates.lattice, scores)[1][0])


@pytest.fixture(scope="module")
def learned() -> tuple[list[Example], Model]:
    """Two tiny articles, and what is learned from them."""
    pytest.importorskip("scipy")
    examples = [make_example(STUB, article(MIXED, seed=seed)) for seed in range(2)]
    return examples, train(examples)


def test_training_makes_the_gold_likelier(learned: tuple[list[Example], Model]) -> None:
    """In both passes, against scores that are all alike."""
    examples, model = learned
    for example in examples:
        for candidates, scores in passes(example, model):
            assert not np.isnan(scores).any()
            alike = np.where(np.isfinite(scores), 0.0, -np.inf)
            assert gold_likelihood(example, candidates, scores) > gold_likelihood(example, candidates, alike) + 5


def test_what_was_trained_on_is_aligned_as_the_gold_says(learned: tuple[list[Example], Model]) -> None:
    """Three beads of four, though the penalty is heavy on so few articles."""
    examples, model = learned
    for example in examples:
        sparse, _ = passes(example, model)[1]
        found = set(gold_of_beads(decode(sparse, model)))
        assert len(found & set(example.article.beads)) >= 0.75 * len(example.article.beads)


def test_dropped_features_do_not_count(learned: tuple[list[Example], Model]) -> None:
    """For ablation: a score is the same whatever they are; with them in use it is not."""
    examples, model = learned
    without = train(examples, dropped=frozenset({"cosine"}))
    changed = examples[0].dense.features.copy()
    changed[:, FIRST_FEATURES.index("cosine")] += 1.0
    other = replace(examples[0].dense, features=changed)
    np.testing.assert_allclose(other.scores(without.first), examples[0].dense.scores(without.first), rtol=1e-9)
    assert not np.allclose(other.scores(model.first), examples[0].dense.scores(model.first))


def test_an_article_of_no_weight_teaches_nothing(learned: tuple[list[Example], Model]) -> None:
    """The gold of another is about as likely as if it had been the only one."""
    one, other = learned[0]
    ignored = replace(other, article=replace(other.article, weight=0.0))
    with_it, alone = (gold_likelihood(one, *passes(one, train(examples))[0]) for examples in ([one, ignored], [one]))
    assert with_it == pytest.approx(alone, abs=0.5)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.6, 0.4), (1.7, -0.8)])
def test_calibration_recovers_how_outcomes_were_drawn(slope: float, intercept: float) -> None:
    """Twenty thousand outcomes, right with the probability that a known calibration gives, less CAUTION."""
    generator = np.random.default_rng(0)
    known = Calibration(slope, intercept)
    drawn = generator.uniform(0.02, 0.98, 20_000)
    outcomes = [(float(p), bool(generator.random() < known.apply(float(p))[1])) for p in drawn]
    found = calibrate(outcomes)
    assert found.slope == pytest.approx(slope, abs=0.08)
    assert found.intercept == pytest.approx(intercept - CAUTION, abs=0.08)


def test_the_training_command_explains_itself() -> None:
    """`python -m tm.align.train --help` runs without the training extra."""
    command = [sys.executable, "-m", "tm.align.train", "--help"]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "--gold" in result.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--gold", "nowhere"], 3, "is not there"),
        (["--gold", str(ROOT / "seeds"), "--drop", "cosinus"], 2, "no feature is called cosinus"),
    ],
)
def test_the_training_command_refuses_what_it_cannot_use(options: list[str], code: int, words: str) -> None:
    """In one sentence, before anything is computed."""
    result = CliRunner().invoke(main, options)
    assert result.exit_code == code
    assert words in result.output


def test_a_single_article_is_too_few(tmp_path: Path) -> None:
    """None could be held out of training."""
    for name in ("zh.sents", "en.sents", "gold"):
        (tmp_path / f"a.{name}").write_text("[0]:[0]\n", "utf-8")
    result = CliRunner().invoke(main, ["--gold", str(tmp_path)])
    assert result.exit_code == 3
    assert "holds 1 of the 4 articles" in result.output
