"""What an encoder is: text in, vectors out; and the additive view of it that alignment works on.

Alignment asks for the vector of every run of neighbouring sentences and of every clause. An encoder whose vector is a
function of a sum over tokens gives all of them from one pass (`SpanEncoder`); any other is made to look so by
`Averaged`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from tm.encode.arrays import FloatMatrix, IntVector

_MARKS = r"，。！？；：、,.!?;:—…"
_CLAUSE = re.compile(rf"[{_MARKS}]*[^{_MARKS}]+[{_MARKS}”’」』\"')）]*|.+")
_CLAUSE_CHARS = 6  # shorter clauses join the one before


class Encoder(Protocol):
    """Any model that turns text into vectors whose inner product is a cosine."""

    @property
    def name(self) -> str:
        """What is stored with every vector; vectors of two names never meet in one index."""

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """The (len(texts), dim) float32 vectors, rows of norm 1 (an empty text may give a zero row)."""


@dataclass(frozen=True, slots=True)
class SentenceParts:
    """Sentences as sums of clauses, so that the vector of any span follows by addition.

    n sentences, c clauses (every sentence has at least one), dimension d of the summed space.
    """

    edges: FloatMatrix  # (n, d) what a sentence's start and end marks add, once a span
    clauses: FloatMatrix  # (c, d) sum over the tokens of each clause, in text order
    clause_tokens: IntVector  # (c,) tokens summed
    clause_start: IntVector  # (n + 1,) the clauses of sentence i are clause_start[i]:clause_start[i + 1]
    clause_texts: tuple[str, ...]  # (c,) as the encoder reads them


@runtime_checkable
class SpanEncoder(Encoder, Protocol):
    """An encoder whose vector is a function of a sum over tokens and of their number."""

    def parts(self, texts: Sequence[str]) -> SentenceParts:
        """The clause sums of each text; one pass over the tokens."""

    def vectors(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        """The (k, dim) vectors, rows of norm 1, of k sums (edges included) over `tokens` tokens each."""


class Averaged:
    """Any encoder as a span encoder: a clause counts by its length, a span is the mean of its clauses."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.name = encoder, encoder.name

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """The vectors of the encoder itself."""
        return self.encoder.encode(texts)

    def parts(self, texts: Sequence[str]) -> SentenceParts:
        """Each clause's vector times its length in characters."""
        import numpy as np

        clauses = [split_clauses(text) for text in texts]
        texts_of_clauses = tuple(clause for row in clauses for clause in row)
        lengths = np.array([len(clause) for clause in texts_of_clauses], np.int64)
        matrix = self.encoder.encode(texts_of_clauses)
        start = np.concatenate([[0], np.cumsum([len(row) for row in clauses])]).astype(np.int64)
        edges = np.zeros((len(texts), matrix.shape[1]), np.float32)
        return SentenceParts(edges, matrix * lengths[:, None].astype(np.float32), lengths, start, texts_of_clauses)

    def vectors(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        """The sums, brought to norm 1."""
        from tm.encode.arrays import unit_rows

        return unit_rows(sums)


def split_clauses(text: str) -> list[str]:
    """The clauses of a sentence, cut after punctuation; at least one, and together the whole text."""
    clauses: list[str] = []
    for piece in _CLAUSE.findall(text):
        if clauses and (len(piece) < _CLAUSE_CHARS or len(clauses[-1]) < _CLAUSE_CHARS):
            clauses[-1] += piece
        else:
            clauses.append(piece)
    return clauses or [text]


def span_encoder(encoder: Encoder) -> SpanEncoder:
    """The encoder itself where its spans are additive, else its averaging view."""
    return encoder if isinstance(encoder, SpanEncoder) else Averaged(encoder)
