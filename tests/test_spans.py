"""Vectors of spans and phrases, all from one encoding of each sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stubs import BUILTIN, StubEncoder, encode_side, parallel_text

from tm.align.spans import LONGEST, join_parts, pick_parts, side_of_parts
from tm.encode.arrays import FloatMatrix, unit_rows
from tm.encode.encoder import SentenceParts, SpanEncoder, span_encoder

STUB = span_encoder(StubEncoder())
TEXTS = parallel_text(9)[0] + parallel_text(4)[1] + ("。", "好，好，好，我们这就来，马上来，一定来。")
sentences = st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=9)


def centred(encoder: SpanEncoder, texts: tuple[str, ...]) -> FloatMatrix:
    vectors = encoder.encode(texts)
    return unit_rows(vectors - vectors.mean(axis=0))


@given(st.lists(sentences, min_size=1, max_size=4))
def test_parts_encoded_piece_by_piece_join_to_the_parts_of_the_whole(pieces: list[list[str]]) -> None:
    """Edges, clauses and their numbers, in the order of the text."""
    joined = join_parts([STUB.parts(piece) for piece in pieces])
    whole = STUB.parts([text for piece in pieces for text in piece])
    np.testing.assert_allclose(joined.edges, whole.edges)
    np.testing.assert_allclose(joined.clauses, whole.clauses)
    np.testing.assert_array_equal(joined.clause_tokens, whole.clause_tokens)
    np.testing.assert_array_equal(joined.clause_start, whole.clause_start)


def test_a_single_sentence_has_the_vector_that_encoding_it_gives() -> None:
    """With an additive encoder the span of one sentence is exact, less the mean of the text."""
    side = encode_side(BUILTIN, TEXTS)
    np.testing.assert_allclose(side.spans[0], centred(BUILTIN, TEXTS), atol=1e-4)


@given(sentences)
def test_spans_are_finite_and_none_begins_before_the_text(texts: list[str]) -> None:
    """A span longer than what stands before its end is a zero row; none is longer than 1, whatever is repeated."""
    side = encode_side(STUB, texts)
    assert side.spans.shape[:2] == (LONGEST, len(texts))
    assert np.isfinite(side.spans).all()
    norms = np.linalg.norm(side.spans, axis=2)
    for extra in range(LONGEST):
        assert not norms[extra, :extra].any()
    assert (norms <= 1.001).all()


def test_spans_of_unlike_sentences_have_norm_one() -> None:
    """Wherever a span fits before its end."""
    norms = np.linalg.norm(encode_side(BUILTIN, TEXTS).spans, axis=2)
    for extra in range(LONGEST):
        np.testing.assert_allclose(norms[extra, extra:], 1.0, atol=1e-4)


def test_a_span_is_near_the_encoding_of_its_joined_text() -> None:
    """Adding up token sums stands for encoding every run of sentences again."""
    source = parallel_text(8)[0]
    side = encode_side(BUILTIN, source)
    mean = BUILTIN.encode(source).mean(axis=0)
    for extra in (1, 2):
        joined = ["".join(source[end - extra : end + 1]) for end in range(extra, len(source))]
        exact = unit_rows(BUILTIN.encode(joined) - mean)
        assert (np.sum(exact * side.spans[extra, extra:], axis=1) > 0.9).all()


@given(sentences)
def test_the_phrases_of_each_sentence_stand_together(texts: list[str]) -> None:
    """Clauses, pairs of neighbours, and the whole where there are more than two: counted sentence by sentence."""
    side = encode_side(STUB, texts)
    start, clause_start = side.phrase_start, side.parts.clause_start
    assert start[0] == 0
    assert start[-1] == len(side.phrases)
    clauses = np.diff(clause_start)
    assert (clauses >= 1).all()
    np.testing.assert_array_equal(np.diff(start), clauses + (clauses - 1) + (clauses > 2))
    for index in range(len(texts)):
        own = side.clauses[clause_start[index] : clause_start[index + 1]]
        np.testing.assert_allclose(side.phrases[start[index] : start[index] + len(own)], own, atol=1e-5)


@pytest.mark.parametrize("encoder", [STUB, BUILTIN])
def test_picked_parts_are_those_of_the_picked_sentences(encoder: SpanEncoder) -> None:
    """Sentences of two texts, rearranged: the same as encoding them in that order."""
    first, second = TEXTS[:7], TEXTS[7:]
    pieces = [(encoder.parts(first), [3, 0]), (encoder.parts(second), [5, 5, 1]), (encoder.parts(first), [])]
    picked = pick_parts(pieces)
    texts = [first[3], first[0], second[5], second[5], second[1]]
    expected = encoder.parts(texts)
    np.testing.assert_array_equal(picked.clause_start, expected.clause_start)
    np.testing.assert_array_equal(picked.clause_tokens, expected.clause_tokens)
    np.testing.assert_allclose(picked.clauses, expected.clauses, rtol=1e-3, atol=1e-2)
    np.testing.assert_allclose(picked.edges, expected.edges, rtol=1e-3, atol=1e-2)
    again, direct = side_of_parts(encoder, texts, picked), encode_side(encoder, texts)
    np.testing.assert_allclose(again.spans, direct.spans, atol=1e-3)


def test_blocks_do_not_change_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Computed in blocks, so that a book stays in bounded memory."""
    whole = encode_side(STUB, TEXTS)
    monkeypatch.setattr("tm.align.spans.BLOCK_SENTENCES", 4)
    blocks = encode_side(STUB, TEXTS)
    np.testing.assert_allclose(blocks.spans, whole.spans, atol=1e-6)
    np.testing.assert_allclose(blocks.phrases, whole.phrases, atol=1e-6)


def test_parts_keep_the_number_of_sentences_whatever_they_hold() -> None:
    """Sentences of punctuation, of one character, of nothing but digits: each has its clause."""
    texts = ["。", "？！", "a", "3.5", "……", " "]
    for encoder in (STUB, BUILTIN):
        parts: SentenceParts = encoder.parts(texts)
        assert len(parts.edges) == len(texts)
        assert (np.diff(parts.clause_start) >= 1).all()
        assert (parts.clause_tokens >= 0).all()
        assert np.isfinite(encode_side(encoder, texts).spans).all()
