"""Stand-ins shared by tests: an encoder that needs no model, random bands, and text to fill them."""

import hashlib
from collections.abc import Sequence

import numpy as np

from tm.align.band import Band
from tm.align.spans import EncodedSide, pick_parts, side_of_parts
from tm.encode.arrays import FloatMatrix, IntVector, unit_rows
from tm.encode.choose import choose_encoder
from tm.encode.encoder import SentenceParts, SpanEncoder

BUILTIN = choose_encoder("builtin")  # the one of this process, as commands choose it

# words of two languages for one thing, so that the stub finds translations near each other
_DICTIONARY = {
    "水库": "reservoir",
    "学校": "school",
    "医生": "doctor",
    "村民": "villager",
    "大桥": "bridge",
    "茶园": "garden",
    "渔船": "boat",
    "邮局": "office",
    "电站": "station",
    "雨季": "season",
    "图书": "library",
    "苹果": "orchard",
}
_VERBS = (("建成了", "was finished"), ("关闭了", "was closed"), ("扩大了", "was extended"), ("搬走了", "moved away"))


class StubEncoder:
    """Character trigrams (pairs in Chinese) hashed into 64 numbers, known words by their English; rows of norm 1."""

    name = "stub"

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.full((len(texts), 64), 0.01, np.float32)
        for row, text in enumerate(texts):
            for chinese, english in [*_DICTIONARY.items(), *_VERBS]:
                text = text.replace(chinese, f" {english} ")
            text = f" {' '.join(text.lower().split())} "
            for at in range(len(text) - 2):
                digest = hashlib.md5(text[at : at + 3].encode("utf-8", "surrogatepass")).digest()
                rows[row, digest[0] % 64] += 1.0 if digest[1] % 2 else -1.0
        return unit_rows(rows)


class RememberingEncoder:
    """An encoder that encodes each sentence once, however often a test asks for it."""

    def __init__(self, encoder: SpanEncoder) -> None:
        self.encoder, self.name = encoder, encoder.name
        self.known: dict[str, tuple[SentenceParts, int]] = {}

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encoder.encode(texts)

    def parts(self, texts: Sequence[str]) -> SentenceParts:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            parts = self.encoder.parts(new)
            self.known |= {text: (parts, index) for index, text in enumerate(new)}
        return pick_parts([(self.known[text][0], [self.known[text][1]]) for text in texts])

    def vectors(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        return self.encoder.vectors(sums, tokens)


def parallel_text(count: int, *, seed: int = 0) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As many Chinese sentences and their English, each of two clauses, no two alike."""
    generator = np.random.default_rng(seed)
    nouns, source, target = list(_DICTIONARY.items()), [], []
    for index in range(count):
        first, second = (nouns[k] for k in generator.choice(len(nouns), 2, replace=False))
        verb, other = (_VERBS[k] for k in generator.choice(len(_VERBS), 2, replace=False))
        number = 100 + 7 * index
        source.append(f"{number}号{first[0]}{verb[0]}，旁边的{second[0]}{other[0]}。")
        target.append(f"The {first[1]} No. {number} {verb[1]}, and the {second[1]} beside it {other[1]}.")
    return tuple(source), tuple(target)


def random_band(n: int, m: int, *, seed: int) -> Band:
    """A band over n and m sentences with both corners inside, never falling, of random width."""
    generator = np.random.default_rng(seed)
    low = np.sort(generator.integers(0, m + 1, n + 1))
    high = np.minimum(m, np.maximum.accumulate(low + generator.integers(0, m + 1, n + 1)))
    low[0], high[-1] = 0, m
    high = np.maximum(high, np.append(low[1:], m))  # neighbouring rows touch, so that a path gets through
    start = np.concatenate([[0], np.cumsum(high - low + 1)])
    return Band(low, high, start, np.zeros(n), np.zeros(m))


def encode_side(encoder: SpanEncoder, texts: Sequence[str]) -> EncodedSide:
    """A text encoded for alignment in one step."""
    return side_of_parts(encoder, texts, encoder.parts(texts))
