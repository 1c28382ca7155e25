"""Alignment: every sentence in one bead, in order, always the same; and good on real articles."""

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stubs import BUILTIN, RememberingEncoder, StubEncoder, parallel_text

from tm.align.aligner import Text, align, align_texts, shipped_model
from tm.align.evaluate import Score, gold_of_beads, lax_score, strict_score
from tm.align.gold import GoldDocument, read_gold
from tm.align.lattice import MOST_SEGMENTS
from tm.align.passes import FIRST_FEATURES, SECOND_FEATURES
from tm.units import Bead, Segment

SEEDS = Path(__file__).parent.parent / "seeds"
NAMES = ("flood-relief", "grid-stories-hant", "village-revival")
REAL = RememberingEncoder(BUILTIN)
sides = st.lists(st.text(max_size=25) | st.sampled_from(parallel_text(6)[0] + parallel_text(6)[1]), max_size=7)


def stub_beads(source: list[str] | tuple[str, ...], target: list[str] | tuple[str, ...]) -> tuple[Bead, ...]:
    return align_texts(Text(tuple(source)), Text(tuple(target)), encoder=StubEncoder(), model=shipped_model())


def check_beads(beads: tuple[Bead, ...], n: int, m: int) -> None:
    """What holds for every alignment: all sentences once, in order; beads of possible sizes; sane figures."""
    assert [i for bead in beads for i in bead.source] == list(range(n))
    assert sorted(j for bead in beads for j in bead.target) == list(range(m))
    unmoved = [j for bead in beads if not bead.moved for j in bead.target]
    assert unmoved == sorted(unmoved)
    for bead in beads:
        assert 1 <= len(bead.source) + len(bead.target) <= MOST_SEGMENTS
        assert 0 <= bead.confidence <= 1
        assert np.isfinite(bead.score)


@settings(max_examples=60)
@given(sides, sides)
def test_every_sentence_is_in_one_bead_in_order(source: list[str], target: list[str]) -> None:
    """Arbitrary texts, empty sides and empty sentences among them."""
    check_beads(stub_beads(source, target), len(source), len(target))


@settings(max_examples=30)
@given(sides, sides, st.data())
def test_paragraphs_change_nothing_of_that(source: list[str], target: list[str], data: st.DataObject) -> None:
    """Segments in any blocks, through the door that callers use; their values come back untouched."""
    segments = []
    for side, lang in ((source, "zh-CN"), (target, "en-US")):
        blocks = sorted(data.draw(st.lists(st.integers(0, 3), min_size=len(side), max_size=len(side))))
        segments.append([Segment(text, lang, 0, 0, block) for text, block in zip(side, blocks, strict=True)])
    found = align(*segments, encoder=StubEncoder())
    assert (list(found.source), list(found.target)) == (segments[0], segments[1])
    check_beads(found.beads, len(source), len(target))


@pytest.mark.parametrize(("n", "m"), [(0, 0), (3, 0), (0, 3)])
def test_an_empty_side_leaves_the_other_unpaired(n: int, m: int) -> None:
    """And surely so."""
    beads = stub_beads(parallel_text(n)[0], parallel_text(m)[1])
    assert gold_of_beads(beads) == [((i,), ()) for i in range(n)] + [((), (j,)) for j in range(m)]
    assert all(bead.confidence == 1 for bead in beads)


def test_a_text_is_found_in_one_twelve_times_its_length() -> None:
    """Ratios of whole texts say nothing where one side holds much that the other lacks."""
    source, target = parallel_text(240)
    beads = gold_of_beads(stub_beads(source[130:150], target))
    assert len({((i,), (i + 130,)) for i in range(20)} & set(beads)) >= 16


def test_one_sentence_and_its_translation_are_one_bead() -> None:
    """The smallest text there is."""
    found = align_texts(
        Text(("村里的学校昨天重新开学了。",)),
        Text(("The village school reopened yesterday.",)),
        encoder=REAL,
        model=shipped_model(),
    )
    assert gold_of_beads(found) == [((0,), (0,))]


def test_a_text_aligns_with_itself_one_to_one() -> None:
    """The same sentences on both sides."""
    source, _ = parallel_text(40)
    assert gold_of_beads(stub_beads(source, source)) == [((i,), (i,)) for i in range(40)]


def test_a_sentence_repeated_three_hundred_times_is_still_covered() -> None:
    """Nothing tells the sentences apart: whatever is paired, none is lost and none taken twice."""
    sentence, translation = (side[0] for side in parallel_text(1))
    check_beads(stub_beads([sentence] * 300, [translation] * 300), 300, 300)


def test_alignment_is_deterministic() -> None:
    """Same texts, same beads, scores and confidences, to the bit."""
    source, target = parallel_text(30)
    assert stub_beads(source, target[5:]) == stub_beads(source, target[5:])


def test_progress_is_told() -> None:
    """Encoding is the long part: each side is a step, a long one several; then each block is one."""
    told: list[tuple[str, int, int | None]] = []
    source, target = (
        [Segment(text, lang, 0, 0) for text in side] for side, lang in zip(parallel_text(3), ("zh", "en"), strict=True)
    )
    align(source, target, encoder=StubEncoder(), progress=lambda *step: told.append(step))
    assert told == [*(("encode", done, 6) for done in (0, 3, 3, 6)), ("align", 3, 3)]


def test_the_shipped_weights_fit_the_features() -> None:
    """Every feature of both passes has its stored weight, and no other is stored; the calibration rises."""
    stored = json.loads(files("tm.align").joinpath("weights.json").read_text("utf-8"))
    assert set(stored["first"]["linear"]) == set(FIRST_FEATURES)
    assert set(stored["second"]["linear"]) == set(SECOND_FEATURES)
    assert shipped_model().calibration.slope > 0
    assert stored["encoder"] == REAL.name


@pytest.fixture(scope="module")
def articles() -> list[GoldDocument]:
    """Three registers: reportage, short stories in Traditional script, a feature with page dirt."""
    return [document for document in read_gold(SEEDS) if document.name in NAMES]


def seed_beads(article: GoldDocument, target: list[int] | None = None) -> tuple[Bead, ...]:
    """The beads of an article, of its target only the sentences named."""
    kept = list(range(len(article.target))) if target is None else target
    assert article.target_blocks is not None
    return align_texts(
        Text(article.source, article.source_blocks),
        Text(tuple(article.target[j] for j in kept), tuple(article.target_blocks[j] for j in kept)),
        encoder=REAL,
        model=shipped_model(),
    )


def test_real_articles_are_aligned_well(articles: list[GoldDocument]) -> None:
    """Strict F1 of three seeds together, well below what is measured on all of them (tests/quality)."""
    assert len(articles) == len(NAMES)
    total = sum((strict_score(a.beads, gold_of_beads(seed_beads(a))) for a in articles), Score())
    assert total.f1 > 0.85


def test_a_deleted_block_leaves_the_rest_aligned(articles: list[GoldDocument]) -> None:
    """A fifth of the English is gone: its Chinese is unpaired, and the other beads are nearly all as before."""
    for article in articles:
        count = len(article.target)
        gone = range(count * 2 // 5, count * 3 // 5)
        kept = [j for j in range(count) if j not in gone]
        place = {j: new for new, j in enumerate(kept)}
        before = gold_of_beads(seed_beads(article))
        untouched = {
            (source, tuple(place[j] for j in target))
            for source, target in before
            if source and target and not set(target) & set(gone)
        }
        orphans = {i for source, target in before if target and set(target) <= set(gone) for i in source}
        after = seed_beads(article, kept)
        check_beads(after, len(article.source), len(kept))
        pairs = gold_of_beads(after)
        assert len(untouched & set(pairs)) >= 0.85 * len(untouched)
        unpaired = {i for source, target in pairs if not target for i in source}
        assert len(orphans & unpaired) >= 0.7 * len(orphans)


def test_a_block_that_stands_elsewhere_becomes_crossing_links(articles: list[GoldDocument]) -> None:
    """A tenth of the Chinese brought to the front: found as moved beads, most of them right; without moves unpaired."""
    right, wanted, near = 0, 0, Score()
    for article in articles:
        count = len(article.source)
        block = range(count // 2, count // 2 + count // 10)
        order = [*block, *(i for i in range(count) if i not in block)]
        place = {old: new for new, old in enumerate(order)}
        assert article.source_blocks is not None
        texts = (
            Text(tuple(article.source[i] for i in order), tuple(article.source_blocks[i] for i in order)),
            Text(article.target, article.target_blocks),
        )
        beads = align_texts(*texts, encoder=REAL, model=shipped_model())
        check_beads(beads, count, len(article.target))
        gold = {
            (tuple(place[i] for i in source), target)
            for source, target in article.beads
            if source and target and set(source) <= set(block)
        }
        moved = {pair for pair, bead in zip(gold_of_beads(beads), beads, strict=True) if bead.moved}
        assert len(gold & moved) >= 0.5 * len(gold)
        right, wanted = right + len(gold & moved), wanted + len(gold)
        near += lax_score(gold, moved)
        monotone = align_texts(*texts, encoder=REAL, model=shipped_model(), moves=False)
        assert not any(bead.moved for bead in monotone)
    assert right >= 0.6 * wanted
    assert near.precision >= 0.8


def test_nothing_has_moved_in_an_article_as_it_is(articles: list[GoldDocument]) -> None:
    """Page dirt and sentences without partner are no moves."""
    assert not any(bead.moved for article in articles for bead in seed_beads(article))
