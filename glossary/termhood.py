"""How likely a string of a text is a term: a logistic model over what is seen of it there and in general Chinese.

What C-value and weirdness are made of (how often a string occurs, on its own and inside longer ones, and in general
Chinese), its parts of speech, what stands beside it, and its first and last character.
Sources: Frantzi, Ananiadou & Mima 2000 (C-value); Ahmad, Gillam & Tostevin 1999 (weirdness).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

from tm.text.words import frequency

WEIGHTS = Path(__file__).with_name("termhood.json")
_ODDNESS_OF_UNKNOWN = 8.0  # of a quoted string that is no word: about that of a word outside the dictionary
_MUCH = 2.5  # logarithm of a count from which on more says no more: what is frequent in a corpus need be no term
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


def scores(
    found: Mapping[str, Found], word_counts: Mapping[str, int], weights: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Log-odds of every string, by its folded form, to be a term; by the weights fitted, if none are given."""
    weights = _weights() if weights is None else weights
    return {
        text: sum(value * weights.get(name, 0.0) for name, value in row.items())
        for text, row in features(found, word_counts).items()
    }


@cache
def _weights() -> Features:
    """Fitted by `python -m glossary.train`."""
    weights: Features = json.loads(WEIGHTS.read_text("utf-8"))
    return weights


def features(found: Mapping[str, Found], word_counts: Mapping[str, int]) -> dict[str, Features]:
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
        rows[text] = row | _shape(text, item)
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
