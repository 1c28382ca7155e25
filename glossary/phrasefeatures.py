"""What speaks for an English phrase as the translation of a term: its features, a number for each phrase.

How strongly its words are linked with the term's words, whether it ends where a phrase or a name ends, what its words
look like, and which other strings of the text it might translate instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from glossary.namewords import PLACE_ENDS
from glossary.phrases import FUNCTION_WORDS, PAST_FORMS
from glossary.wordlinks import LinkedBead, spellings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NEARBY = ("without_first", "without_last", "with_left", "with_right")  # strings that are compared beside the term
WORDS_PER_CHARACTER = 0.55  # English words for a Chinese character of a term
_ADJECTIVE = re.compile(r".{3,}(al|ive|ous|ic|ful|less|able|ible|ary)")  # its noun follows, if it is one
_CHINESE_NUMBER = re.compile("[0-9零一二三四五六七八九十百千万亿两双首]")
_NUMBER = re.compile(r"\d.*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|billion")
_KINDS = "province city district county town township subdistrict street community village lake river mountain"
_KINDS_OF_PLACE = frozenset(_KINDS.split())
_CLAUSE_WORDS = FUNCTION_WORDS - {"of", "and", "for", "the", "a", "an", "per"}


def link_fit(features: Mapping[str, Floats]) -> Floats:
    """How well the links of each phrase fit: what the phrases to be weighed are chosen by."""
    import numpy as np

    linked = np.sqrt(features["from_term"] * features["to_phrase"]) * (0.5 + features["weaker_edge"])
    leaks = (1.2 - features["left_leak"]) * (1.2 - features["right_leak"])
    together = (0.5 + features["share"]) * (0.5 + features["dice"])
    fit: Floats = linked * leaks * together * np.exp(-0.3 * features["length_surprise"])
    return fit


def near_strings(term: str, beads: Sequence[LinkedBead]) -> dict[str, str]:
    """The term without its first or last word, and with the word that most often stands before or behind it.

    A phrase that is nearer to one of these says too little or too much.
    """
    found: dict[str, Counter[str]] = {name: Counter() for name in NEARBY}
    for bead in beads:
        text, start = bead.chinese, bead.chinese.find(term)
        end = start + len(term)
        for first, last in bead.chinese_words:
            if last == start:
                found["with_left"][text[first:end]] += 1
            elif first == end:
                found["with_right"][text[start:last]] += 1
            elif first == start and last < end:
                found["without_first"][text[last:end]] += 1
            elif last == end and first > start:
                found["without_last"][text[start:first]] += 1
    return {name: max(forms, key=lambda form: (forms[form], form)) for name, forms in found.items() if forms}


LINK_FEATURES = (
    "from_term",  # share of the phrase's words that come from the term
    "to_phrase",  # share of the term's words that go to the phrase
    "left_leak",  # how much of the word before the phrase comes from the term
    "right_leak",
    "weaker_edge",  # the same of the phrase's first or last word, whichever is weaker
    "weakest_word",  # how much of the term's least expressed word goes to the phrase
    "closed_left",
    "closed_right",
    "left_likeness",  # the word before the phrase: its cosine to the term's words less that to the other words
    "right_likeness",
    "beyond_left_leak",  # how much of the word joined by of, and, for comes from the term
    "beyond_right_leak",
    "first_likeness",  # the phrase's first word
    "last_likeness",
    "name_before",  # a word with a capital stands before one with a capital: the phrase may begin too late
    "name_behind",
    "into_name",  # words with a capital behind words without
    "out_of_name",
)


def link_features(bead: LinkedBead, spans: Ints, capitals: Floats, term: str) -> tuple[Ints, Floats]:
    """The phrases of a bead, each once, and their link features, each from the occurrence that fits best."""
    import numpy as np

    rows = []
    at = bead.chinese.find(term)
    while at >= 0:
        rows.append(_links_at(bead, spans, at, at + len(term)))
        at = bead.chinese.find(term, at + 1)
    features = np.hstack([np.concatenate(rows), np.tile(_name_features(spans, capitals), (len(rows), 1))])
    numbers = np.tile(spans[:, 2], len(rows))
    order = np.argsort(-features[:, 0] * features[:, 1], kind="stable")
    found, first = np.unique(numbers[order], return_index=True)
    return found, features[order][first]


def _links_at(bead: LinkedBead, spans: Ints, start: int, end: int) -> Floats:
    """Link features (phrases, 14), those of names not among them, for the term that stands at start:end."""
    import numpy as np

    offsets = np.array(bead.chinese_words)
    covered = np.clip(np.minimum(offsets[:, 1], end) - np.maximum(offsets[:, 0], start), 0, None)
    weight = covered / (offsets[:, 1] - offsets[:, 0])
    inside = weight > 0
    if not inside.any():
        return np.zeros((len(spans), _PLAIN_LINK_FEATURES))
    from_term = weight @ bead.to_chinese
    of_word = np.cumsum(np.pad(bead.to_english[inside], ((0, 0), (1, 0))), axis=1)
    first, last = spans[:, 0], spans[:, 1]
    expressed = of_word[:, last] - of_word[:, first]
    mean_expressed = weight[inside] @ expressed / weight.sum()
    mass = np.concatenate([[0], np.cumsum(from_term)])
    beside = np.append(from_term, 0)  # index -1 and the index past the end find the zero
    left, right = beside[first - 1], beside[last]
    likeness = bead.similarity[inside].max(axis=0)
    if not inside.all():
        likeness = likeness - bead.similarity[~inside].max(axis=0)
    likeness = np.append(likeness, _CLOSED_LIKENESS)
    closed_left, closed_right = spans[:, 3], spans[:, 4]
    return np.stack(
        [
            (mass[last] - mass[first]) / (last - first),
            mean_expressed,
            left,
            right,
            np.minimum(from_term[first], from_term[last - 1]),
            expressed.min(axis=0),
            closed_left,
            closed_right,
            np.where(closed_left == 1, _CLOSED_LIKENESS, likeness[first - 1]),
            np.where(closed_right == 1, _CLOSED_LIKENESS, likeness[last]),
            beside[spans[:, 5]],
            beside[spans[:, 6]],
            likeness[first],
            likeness[last - 1],
        ],
        axis=1,
    )


def _name_features(spans: Ints, capitals: Floats) -> Floats:
    """(phrases, 4) whether a name goes on before and behind the phrase, begins and ends inside it."""
    import numpy as np

    first, last = spans[:, 0], spans[:, 1]
    beside = np.append(capitals, 0)  # index -1 and the index past the end find the zero
    before = np.maximum(beside[first - 1] * (spans[:, 3] == 0), beside[spans[:, 5]])
    behind = np.maximum(beside[last] * (spans[:, 4] == 0), beside[spans[:, 6]])
    change = np.diff(capitals)
    up, down = (np.concatenate([[0], np.cumsum(steps)]) for steps in (change > 0, change < 0))
    return np.stack(
        [before * capitals[first], behind * capitals[last - 1], up[last - 1] - up[first], down[last - 1] - down[first]],
        axis=1,
    )


_PLAIN_LINK_FEATURES = LINK_FEATURES.index("name_before")
_CLOSED_LIKENESS = -0.3  # likeness of a neighbour that cannot belong to the phrase


def log_likelihood(both: Ints, term: int, phrase: Ints, beads: int) -> Floats:
    """Dunning's log-likelihood ratio of term and phrase over the beads."""
    import numpy as np

    def entropy(*counts: Ints) -> Floats:
        table = np.array(counts, float)
        result: Floats = (table * np.log(np.maximum(table, 1e-9) / np.maximum(table.sum(axis=0), 1e-9))).sum(axis=0)
        return result

    only_term, only_phrase = term - both, phrase - both
    neither = beads - term - only_phrase
    cells = entropy(both, only_term, only_phrase, neither)
    margins = entropy(both + only_term, only_phrase + neither) + entropy(both + only_phrase, only_term + neither)
    ratio: Floats = np.maximum(2 * (cells - margins), 0)
    return ratio


def length_surprise(term: str, keys: Sequence[str]) -> Floats:
    """How far the number of words of each phrase is from what the term's length lets expect, as a logarithm."""
    import numpy as np

    length = np.array([key.count(" ") + 1 for key in keys], float)
    surprise: Floats = np.abs(np.log(length / len(term) / WORDS_PER_CHARACTER))
    return surprise


def shape_features(term: str, keys: Sequence[str], features: Mapping[str, Floats]) -> dict[str, Floats]:
    """What the words of a phrase and its rivals say."""
    import numpy as np

    rows = [key.split() for key in keys]
    length = np.array([len(row) for row in rows], float)
    sounds = spellings(term)
    sounding = [sum(word.replace("'", "") in sounds for word in row) for row in rows]
    fit = np.log(features["from_term"] * features["to_phrase"] + 0.001)
    has_number = _CHINESE_NUMBER.search(term) is not None

    def flag(values: Iterable[bool]) -> Floats:
        return np.fromiter(values, float, len(rows))

    return {
        "log_from_term": np.log(features["from_term"] + 0.01),
        "log_to_phrase": np.log(features["to_phrase"] + 0.01),
        "log_words": np.log(length),
        "one_word": flag(len(row) == 1 for row in rows),
        "ends_ed": flag(row[-1].endswith("ed") and len(row[-1]) > 4 for row in rows),
        "starts_past": flag(row[0] in PAST_FORMS for row in rows),
        "inner_past": flag(not PAST_FORMS.isdisjoint(row[1:-1]) for row in rows),
        "ends_past": flag(row[-1] in PAST_FORMS for row in rows),
        "ends_adverb": flag(row[-1].endswith("ly") for row in rows),
        "stray_number": flag(not has_number and any(map(_NUMBER.fullmatch, row)) for row in rows),
        "ends_adjective": flag(_ADJECTIVE.fullmatch(row[-1]) is not None for row in rows),
        "has_clause_word": flag(not _CLAUSE_WORDS.isdisjoint(row) for row in rows),
        "kind_of_place": flag(row[-1] in _KINDS_OF_PLACE and not term.endswith(PLACE_ENDS) for row in rows),
        "pinyin_words": np.array(sounding) / length,
        "share_below_best": features["share"] - features["share"].max(),
        "edge_below_best": features["weaker_edge"] - features["weaker_edge"].max(),
        "fit_below_best": fit - fit.max(),
    }
