"""How well the shipped weights align the articles in seeds/: never worse than the floors."""

from pathlib import Path

import pytest
from stubs import RememberingEncoder

from quality.places import Places, hull
from tm.align.aligner import Text, align_texts, shipped_model
from tm.align.evaluate import Score, gold_of_beads, lax_score, strict_score
from tm.align.gold import GoldBead, GoldDocument
from tm.app.alignment import ReadOptions, align_pair
from tm.units import Bead, Document, Segment

Aligned = list[tuple[GoldDocument, tuple[Bead, ...]]]


@pytest.fixture(scope="module")
def aligned(articles: list[GoldDocument], encoder: RememberingEncoder) -> Aligned:
    """Every article aligned from the sentences and paragraphs of its gold."""
    return [
        (
            article,
            align_texts(
                Text(article.source, article.source_blocks),
                Text(article.target, article.target_blocks),
                encoder=encoder,
                model=shipped_model(),
            ),
        )
        for article in articles
    ]


def test_beads_over_given_sentences_are_right(aligned: Aligned, floors: dict[str, float]) -> None:
    """Strict and lax F1 over all articles together."""
    strict = sum((strict_score(article.beads, gold_of_beads(beads)) for article, beads in aligned), Score())
    lax = sum((lax_score(article.beads, gold_of_beads(beads)) for article, beads in aligned), Score())
    assert strict.f1 >= floors["alignment_strict_f1"], strict
    assert lax.f1 >= floors["alignment_lax_f1"], lax


def test_confidence_means_what_it_says(aligned: Aligned, floors: dict[str, float]) -> None:
    """Sure beads are right, and right ones are surer than wrong ones."""
    confidence: dict[bool, list[float]] = {True: [], False: []}
    for article, beads in aligned:
        for bead, pair in zip(beads, gold_of_beads(beads), strict=True):
            if all(pair):
                confidence[pair in article.beads].append(bead.confidence)
    right, wrong = confidence[True], confidence[False]
    sure = sum(value >= 0.9 for value in right), sum(value >= 0.9 for value in wrong)
    assert sure[0] / sum(sure) >= floors["alignment_sure_precision"]
    ranked = sum((above > below) + 0.5 * (above == below) for above in right for below in wrong)
    assert ranked / (len(right) * len(wrong)) >= floors["alignment_confidence_auc"]


def places_of(
    document: Document, segments: tuple[Segment, ...], sentences: tuple[str, ...], path: Path
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Places of our segments and of the gold sentences in the raw text, which is also the document's."""
    places = Places(document.text)
    assert document.text == path.read_text("utf-8")
    return [places.span(segment.start, segment.end) for segment in segments], places.sentences(sentences)


def test_beads_from_raw_pages_are_right(
    articles: list[GoldDocument], encoder: RememberingEncoder, floors: dict[str, float]
) -> None:
    """Read, cleaned, split and aligned: a bead is right if it covers the places of a gold bead on both sides."""
    total = Score()
    for article in articles:
        assert article.source_path is not None
        assert article.target_path is not None
        options = ReadOptions(source_lang="zh", target_lang="en")
        pair = align_pair(article.source_path, article.target_path, name=article.name, options=options, encoder=encoder)
        alignment = pair.alignment
        source, gold_source = places_of(pair.source, alignment.source, article.source, article.source_path)
        target, gold_target = places_of(pair.target, alignment.target, article.target, article.target_path)
        proposed: list[GoldBead] = [
            (hull([source[i] for i in bead.source]), hull([target[j] for j in bead.target])) for bead in alignment.beads
        ]
        gold: list[GoldBead] = [
            (hull([gold_source[i] for i in left]), hull([gold_target[j] for j in right]))
            for left, right in article.beads
        ]
        total += strict_score(gold, proposed)
    assert total.f1 >= floors["end_to_end_strict_f1"], total
