"""Vectors of every run of neighbouring sentences and of every clause, from one encoding of each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.encode.arrays import FloatMatrix, IntVector, scale_to_unit, sum_runs
from tm.encode.encoder import SentenceParts, SpanEncoder

SpanVectors = NDArray[np.float32]  # (longest, n, dim)

LONGEST = 6  # most sentences of a span looked at; a bead has at most five on a side, its neighbours one more
BLOCK_SENTENCES = 2048  # vectors are computed in blocks, so that a book stays in bounded memory


@dataclass(frozen=True, slots=True)
class EncodedSide:
    """One side of an alignment as the features need it: n sentences, dimension dim."""

    texts: tuple[str, ...]
    parts: SentenceParts
    spans: SpanVectors  # spans[k, i]: the k + 1 sentences that end with sentence i, centred, norm 1 (0 where i < k)
    clauses: FloatMatrix  # single clauses, centred, norm 1
    phrases: FloatMatrix  # what a clause may be matched with: clauses, neighbouring pairs, whole sentences
    phrase_start: IntVector  # (n + 1,) the phrases of sentence i
    mean: FloatMatrix  # (dim,) what was subtracted to centre them


def side_of_parts(
    encoder: SpanEncoder, texts: Sequence[str], parts: SentenceParts, *, mean: FloatMatrix | None = None
) -> EncodedSide:
    """A text's sentences, encoded once each, as centred span and clause vectors.

    The mean sentence vector of the text is subtracted from each vector: it carries the language and the topic, which
    all sentences share, and hides what tells them apart. A few sentences of a longer text take its `mean` (dim,).
    """
    sums = _sentence_sums(parts)
    spans, mean = _span_vectors(encoder, parts, sums, mean)
    edges = np.repeat(parts.edges, np.diff(parts.clause_start), axis=0)
    clauses = _vectors(encoder, parts.clauses + edges, parts.clause_tokens)
    phrases, phrase_start = _phrases(encoder, parts, sums, clauses)
    return EncodedSide(
        texts=tuple(texts),
        parts=parts,
        spans=spans,
        clauses=_centred(clauses, mean),
        phrases=_centred(phrases, mean),
        phrase_start=phrase_start,
        mean=mean,
    )


def pick_parts(pieces: Sequence[tuple[SentenceParts, Sequence[int]]]) -> SentenceParts:
    """The parts of chosen sentences of one or several texts, in the order given: for synthetic training texts."""
    clause_rows = [
        (parts, np.concatenate([np.arange(parts.clause_start[i], parts.clause_start[i + 1]) for i in indices]))
        for parts, indices in pieces
        if len(indices)
    ]
    texts = [parts.clause_texts[clause] for parts, clauses in clause_rows for clause in clauses]
    counts = [parts.clause_start[i + 1] - parts.clause_start[i] for parts, indices in pieces for i in indices]
    return SentenceParts(
        edges=np.concatenate([parts.edges[np.asarray(indices, int)] for parts, indices in pieces if len(indices)]),
        clauses=np.concatenate([parts.clauses[rows] for parts, rows in clause_rows]),
        clause_tokens=np.concatenate([parts.clause_tokens[rows] for parts, rows in clause_rows]),
        clause_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        clause_texts=tuple(texts),
    )


def join_parts(pieces: Sequence[SentenceParts]) -> SentenceParts:
    """The parts of texts that follow one another; at least one."""
    if len(pieces) == 1:
        return pieces[0]
    counts = np.concatenate([np.diff(parts.clause_start) for parts in pieces])
    return SentenceParts(
        edges=np.concatenate([parts.edges for parts in pieces]),
        clauses=np.concatenate([parts.clauses for parts in pieces]),
        clause_tokens=np.concatenate([parts.clause_tokens for parts in pieces]),
        clause_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        clause_texts=tuple(text for parts in pieces for text in parts.clause_texts),
    )


def slice_parts(parts: SentenceParts, sentences: range) -> SentenceParts:
    """The parts of neighbouring sentences, as views."""
    first, last = parts.clause_start[sentences.start], parts.clause_start[sentences.stop]
    return SentenceParts(
        edges=parts.edges[sentences.start : sentences.stop],
        clauses=parts.clauses[first:last],
        clause_tokens=parts.clause_tokens[first:last],
        clause_start=parts.clause_start[sentences.start : sentences.stop + 1] - first,
        clause_texts=parts.clause_texts[first:last],
    )


def sentence_vectors(encoder: SpanEncoder, parts: SentenceParts) -> tuple[FloatMatrix, FloatMatrix]:
    """(n, dim) the centred vectors of single sentences, norm 1, and their mean (dim,) that was subtracted."""
    sums, tokens = _sentence_sums(parts)
    vectors = _vectors(encoder, sums + parts.edges, tokens)
    mean: FloatMatrix = vectors.mean(axis=0)
    return _centred(vectors, mean), mean


def _centred(vectors: FloatMatrix, mean: FloatMatrix) -> FloatMatrix:
    """The vectors less the mean, norm 1."""
    rows: FloatMatrix = vectors - mean
    scale_to_unit(rows)
    return rows


def _sentence_sums(parts: SentenceParts) -> tuple[FloatMatrix, IntVector]:
    """The sum over the clauses of each sentence, and their tokens."""
    starts = parts.clause_start[:-1]
    return sum_runs(parts.clauses, starts), np.add.reduceat(parts.clause_tokens, starts)


def _vectors(encoder: SpanEncoder, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
    blocks = [
        encoder.vectors(sums[at : at + BLOCK_SENTENCES], tokens[at : at + BLOCK_SENTENCES])
        for at in range(0, max(1, len(sums)), BLOCK_SENTENCES)  # no rows still have columns
    ]
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def _span_vectors(
    encoder: SpanEncoder, parts: SentenceParts, sentences: tuple[FloatMatrix, IntVector], mean: FloatMatrix | None
) -> tuple[SpanVectors, FloatMatrix]:
    """The centred span vectors, and the mean (dim,) that was subtracted: the one given, or of the sentences."""
    count, (sums, tokens) = len(parts.edges), sentences
    run_sums, run_tokens = sums.copy(), tokens.copy()
    vectors = _vectors(encoder, sums + parts.edges, tokens)
    mean = np.asarray(vectors.mean(axis=0)) if mean is None else mean
    table = np.zeros((LONGEST, *vectors.shape), np.float32)
    for extra in range(min(LONGEST, count)):
        if extra:
            run_sums[extra:] += sums[: count - extra]
            run_tokens[extra:] += tokens[: count - extra]
            edges = (parts.edges[: count - extra] + parts.edges[extra:]) * np.float32(0.5)
            vectors = _vectors(encoder, run_sums[extra:] + edges, run_tokens[extra:])
        np.subtract(vectors, mean, out=table[extra, extra:])
        scale_to_unit(table[extra, extra:])
    return table, mean


def _phrases(
    encoder: SpanEncoder, parts: SentenceParts, sentences: tuple[FloatMatrix, IntVector], clauses: FloatMatrix
) -> tuple[FloatMatrix, IntVector]:
    """Clauses, pairs of neighbouring clauses and whole sentences (of more than two clauses), sentence by sentence."""
    owner = np.repeat(np.arange(len(parts.edges)), np.diff(parts.clause_start))
    first = np.flatnonzero(owner[1:] == owner[:-1])
    pair_sums = parts.clauses[first] + parts.clauses[first + 1] + parts.edges[owner[first]]
    pairs = _vectors(encoder, pair_sums, parts.clause_tokens[first] + parts.clause_tokens[first + 1])
    long = np.flatnonzero(np.diff(parts.clause_start) > 2)
    whole = _vectors(encoder, sentences[0][long] + parts.edges[long], sentences[1][long])
    owners = np.concatenate([owner, owner[first], long])
    order = np.argsort(owners, kind="stable")
    start = np.searchsorted(owners[order], np.arange(len(parts.edges) + 1))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    phrases = np.empty((len(order), clauses.shape[1]), np.float32)
    at = 0
    for rows in (clauses, pairs, whole):
        phrases[place[at : at + len(rows)]] = rows
        at += len(rows)
    return phrases, start.astype(np.int64)
