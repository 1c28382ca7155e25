"""How likely a string of a text is a term: a logistic model over its form, its surroundings and its meaning.

There are two: of texts alone, and of texts with their translation, which weighs its English as well.

Form: what C-value and weirdness are made of (how often a string occurs, on its own and inside longer ones, and in
general Chinese), its parts of speech, what stands beside it, and its first and last character. Meaning: its vector by
the built-in encoder, and how near it is to what the text repeats.
Sources: Frantzi, Ananiadou & Mima 2000 (C-value); Ahmad, Gillam & Tostevin 1999 (weirdness).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from tm.text.words import frequency

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.encode.encoder import Encoder

    Floats = NDArray[np.float64]

NAMES = {False: "alone", True: "translated"}  # of the models in the file
WEIGHTS = Path(__file__).with_name("termhood.json")
_ODDNESS_OF_UNKNOWN = 8.0  # of a quoted string that is no word: about that of a word outside the dictionary
_MUCH = 2.5  # logarithm of a count from which on more says no more: what is frequent in a corpus need be no term
_LEAST_COMPARED = 2000  # strings that are compared by meaning, the best by form; of more than this times
_COMPARED_SHARE = 4  # one in so many
_MOST_REPEATED = 1000  # strings that nearness is measured to
_NEIGHBOURS = 10  # 5 gave .01 less
_PASSED_OVER = 40  # neighbours looked at for those that are no piece of the string
EDGE = ("^", "")  # stands beside a string at the start or end of a run of letters

Features = dict[str, float]


@dataclass(slots=True)
class Found:
    """What is known of one string: as which words it stands, how it is written, where, and between what."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    spellings: Counter[str] = field(default_factory=Counter)  # as written, without quotation marks
    sentences: list[int] = field(default_factory=list)  # one for each occurrence
    left: Counter[tuple[str, str]] = field(default_factory=Counter)  # tag and word before each occurrence
    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    quoted: bool = False


Evidence = Callable[[Mapping[str, Found]], Mapping[str, Features]]  # of strings, by their folded form


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted model: log-odds by feature of form and translation, and by number of the vector the encoder gives."""

    form: Features
    encoder: str
    near: float
    meaning: tuple[float, ...]


def scores(
    found: Mapping[str, Found],
    word_counts: Mapping[str, int],
    *,
    encoder: Encoder | None = None,
    evidence: Mapping[str, Features] | None = None,
    weights: Weights | None = None,
) -> dict[str, float]:
    """Log-odds of every string, by its folded form, to be a term.

    Args:
        found: the strings.
        word_counts: how often each word of their text occurs.
        encoder: compares meanings, if it is the one that the weights are for; of many strings, the best by form.
        evidence: features of the translations of the strings (glossary.evidence).
        weights: to use in place of those that come with the program.
    """
    weights = fitted_weights(translated=evidence is not None) if weights is None else weights
    form = {
        text: sum(value * weights.form.get(name, 0.0) for name, value in row.items())
        for text, row in features(found, word_counts, evidence or {}).items()
    }
    if encoder is None or encoder.name != weights.encoder or not form:
        return form
    order = sorted(form, key=lambda text: (-form[text], text))
    compared = order[: max(_LEAST_COMPARED, len(order) // _COMPARED_SHARE)]
    vectors, near = meaning(compared, found, encoder)
    added = dict(zip(compared, (vectors @ weights.meaning + weights.near * near).tolist(), strict=True))
    least = min(added.values())
    return {text: score + added.get(text, least) for text, score in form.items()}


@cache
def fitted_weights(*, translated: bool) -> Weights:
    """What `python -m glossary.train` has written: for texts with their translation, or without."""
    return read_weights(WEIGHTS.read_text("utf-8"))[translated]


def read_weights(text: str) -> dict[bool, Weights]:
    """The weights of a file's text: for texts with their translation (True), and without."""
    stored = json.loads(text)
    return {
        translated: Weights(model["form"], model["encoder"], model["near"], tuple(model["meaning"]))
        for translated, name in NAMES.items()
        for model in [stored[name]]
    }


def meaning(texts: Sequence[str], found: Mapping[str, Found], encoder: Encoder) -> tuple[Floats, Floats]:
    """The vectors (texts, dim) of the strings, and how near each is to what repeats: of mean 0 and deviation 1.

    That is its mean cosine to the ten nearest of the strings that occur more than once, pieces of it and strings that
    hold it aside.
    """
    import numpy as np

    vectors = encoder.encode(texts)
    count = [len(found[text].sentences) for text in texts]
    repeated = [number for number in sorted(range(len(texts)), key=lambda i: -count[i]) if count[number] > 1]
    anchors = repeated[:_MOST_REPEATED]
    near = np.full(len(texts), np.nan)
    repeating = vectors[anchors]
    for number, text in enumerate(texts):
        cosines = repeating @ vectors[number]
        nearest = np.argsort(-cosines, kind="stable")[:_PASSED_OVER].tolist()
        apart = [place for place in nearest if not _nested(text, texts[anchors[place]])]
        if apart:
            near[number] = cosines[apart[:_NEIGHBOURS]].mean()
    known = near[~np.isnan(near)]
    spread = float(known.std()) if len(known) else 0.0
    near = (near - known.mean()) / spread if spread else np.zeros(len(texts))
    return vectors.astype(np.float64), np.nan_to_num(near)


def _nested(text: str, other: str) -> bool:
    return text in other or other in text


def features(
    found: Mapping[str, Found], word_counts: Mapping[str, int], evidence: Mapping[str, Features]
) -> dict[str, Features]:
    """What the ranking weighs, for every string; a feature that is not named is 0."""
    counts = {text: len(item.sentences) for text, item in found.items()}
    longer = _longer(counts)
    total = sum(word_counts.values())
    oddness = {word: log(count / total * 1e6) - log(frequency(word) + 0.05) for word, count in word_counts.items()}
    rows = {}
    for text, item in found.items():
        row = _in_text(text, counts, longer.get(text, ()), item)
        odd = [oddness.get(word, _ODDNESS_OF_UNKNOWN) for word in item.words]
        row |= {"oddness": sum(odd) / len(odd), "least_oddness": min(odd), "most_oddness": max(odd)}
        rarest = min(word_counts.get(word, counts[text]) for word in item.words)
        row["cohesion"] = counts[text] / max(rarest, 1) if len(item.words) > 1 else 0.0
        rows[text] = row | _shape(text, item) | evidence.get(text, {})
    return rows


def _in_text(text: str, counts: Mapping[str, int], around: Sequence[str], item: Found) -> Features:
    """How often it occurs, alone, inside others, and beside what."""
    count = counts[text]
    outer = [counts[other] for other in around]
    row: Features = {
        "bias": 1.0,
        "count": min(log(count), _MUCH),
        "free_count": min(log(1 + max(count - sum(outer) / max(len(outer), 1), 0)), _MUCH),
        "always_inside": float(max(outer, default=0) >= count),
        "again_inside": float(1 < count <= max(outer, default=0)),
        "holders": min(log(1 + len(outer)), _MUCH),
        "quoted": float(item.quoted),
    }
    for side, beside in (("left", item.left), ("right", item.right)):
        for (tag, word), times in beside.items():
            for name in (f"{side}:{tag[:1]}", f"{side}_word:{word}"):
                row[name] = row.get(name, 0.0) + times / count
        row[f"{side}_variety"] = log(len(beside) or 1)
    return row


def _shape(text: str, item: Found) -> Features:
    """Its letters, words and parts of speech."""
    tags = [tag if tag in _FINE else tag[:1] for tag in item.tags]
    names = [
        f"chars:{min(len(text), 9)}",
        f"words:{len(tags)}",
        f"first:{tags[0]}",
        f"last:{tags[-1]}",
        f"tags:{' '.join(tags)}",
        f"first_char:{text[0]}",
        f"last_char:{text[-1]}",
        f"first_two:{text[:2]}",
        f"last_two:{text[-2:]}",
        f"first_word_chars:{min(len(item.words[0]), 4)}{tags[0]}",
        f"last_word_chars:{min(len(item.words[-1]), 4)}{tags[-1]}",
        *(f"pair:{left} {right}" for left, right in pairwise(tags)),
    ]
    if len(tags) > 1:
        names += [f"first_word:{item.words[0]}", f"last_word:{item.words[-1]}"]
    names += [f"inside:{char}" for char in text[1:-1]]
    row: Features = dict.fromkeys(names, 1.0)
    common = frequency(text)
    row["known"] = float(common > 0)
    row["frequency"] = log(1 + common)
    return row


_FINE = {"nr", "ns", "nt", "nz", "vn", "an", "ng", "vg", "quoted"}


def _longer(counts: Mapping[str, int]) -> dict[str, list[str]]:
    """For every string, the longer ones that hold it."""
    longer: dict[str, list[str]] = defaultdict(list)
    for text in counts:
        parts = {text[start:end] for start in range(len(text)) for end in range(start + 2, len(text) + 1)}
        for part in parts - {text}:
            if part in counts:
                longer[part].append(text)
    return longer
