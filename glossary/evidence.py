"""What the translations say of strings that may be terms: whether one English phrase renders them, whole and alone.

A term is rendered by one closed phrase. Of a string that is cut wrongly the links go elsewhere too, or lead to the
phrase of a longer or shorter one. Read from the word links of the beads alone: no phrase is given to an encoder.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from glossary.equivalents import Corpus
from glossary.phrasefeatures import WORDS_PER_CHARACTER
from glossary.phrases import Word, begins_sentence
from glossary.termhood import Features, Found

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from glossary.wordlinks import LinkedBead

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_NO_RIVAL = -0.5  # how much better a string that is not there fits
_MOST_WORDS = 5


def evidence(found: Mapping[str, Found], corpus: Corpus) -> dict[str, Features]:
    """Features of the English of every string that has any: means over its occurrences.

    Args:
        found: the strings of the beads' Chinese sides, by their folded form.
        corpus: the beads, in the order that `found` numbers sentences in.
    """
    sums: dict[str, Features] = defaultdict(lambda: defaultdict(float))
    keys: dict[str, Counter[str]] = defaultdict(Counter)
    standing: dict[int, list[str]] = defaultdict(list)
    for text, item in found.items():
        for number in dict.fromkeys(item.sentences):
            standing[number].append(text)
    for number, texts in standing.items():
        for text, phrase, row in _of_bead(texts, corpus, number):
            keys[text][corpus.keys[phrase]] += 1
            of_text = sums[text]
            for name, value in row.items():
                of_text[name] += value
            of_text["best_fit"] = max(of_text["best_fit"], row["fit"])
    rows = {}
    for text, row in sums.items():
        times = keys[text].total()
        best_fit = row.pop("best_fit")
        means = {f"en_{name}": value / times for name, value in row.items()}
        rows[text] = means | {"en_best_fit": best_fit, "en_agree": keys[text].most_common(1)[0][1] / times, "en": 1.0}
    return rows


def _of_bead(texts: Sequence[str], corpus: Corpus, number: int) -> Iterator[tuple[str, int, Features]]:
    """Every occurrence of the strings in a bead, with the number of the phrase that fits best, and its features."""
    import numpy as np

    bead, spans = corpus.beads[number], corpus.spans[number]
    if not len(spans) or not bead.chinese_words:
        return
    places = [(text, start, start + len(text)) for text in texts for start in _starts(bead.chinese, text)]
    offsets = np.array(bead.chinese_words)
    starts, ends = (np.array([place[side] for place in places], np.int64) for side in (1, 2))
    covered = np.minimum(offsets[None, :, 1], ends[:, None]) - np.maximum(offsets[None, :, 0], starts[:, None])
    weight = np.clip(covered, 0, None) / (offsets[:, 1] - offsets[:, 0])
    fit = _best_phrases(bead, spans, weight)
    columns = _numbers(bead, spans, weight, fit) | _rivals(starts, ends, spans[fit.phrase], fit.value)
    everywhere = corpus.bead_count[spans[fit.phrase, 2]]
    columns |= {"count": np.log(everywhere), "nested": corpus.nested[spans[fit.phrase, 2]]}
    for row, (text, _, _) in enumerate(places):
        first, last, phrase = spans[fit.phrase[row], :3].tolist()
        features = {name: float(values[row]) for name, values in columns.items()}
        yield text, phrase, features | _wording(text, bead, first, last)


def _starts(chinese: str, text: str) -> Iterator[int]:
    at = chinese.find(text)
    while at >= 0:
        yield at
        at = chinese.find(text, at + 1)


@dataclass(frozen=True, slots=True)
class _Fit:
    """For s occurrences: the row of the phrase that fits best, how well, and what that is made of."""

    phrase: Ints
    value: Floats
    from_string: Floats  # share of the phrase's words that come from the string
    to_phrase: Floats  # share of the string's words that go to the phrase
    shares: Floats  # (s, e + 1) of every English word of the bead what comes from the string; 0 past the end


def _best_phrases(bead: LinkedBead, spans: Ints, weight: Floats) -> _Fit:
    """The phrases that fit occurrences best; weight (s, z) is what share of a Chinese word belongs to one."""
    import numpy as np

    first, last = spans[:, 0], spans[:, 1]
    shares = weight @ bead.to_chinese
    goes = (weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)) @ bead.to_english
    came, gone = (np.pad(np.cumsum(part, axis=1), ((0, 0), (1, 0))) for part in (shares, goes))
    from_string = (came[:, last] - came[:, first]) / (last - first)
    to_phrase = gone[:, last] - gone[:, first]
    fit = np.sqrt(np.clip(from_string * to_phrase, 0, None))
    phrase = fit.argmax(axis=1)
    row = np.arange(len(weight))
    beside = np.pad(shares, ((0, 0), (0, 1)))  # index -1 and the index past the end find the zero
    return _Fit(phrase, fit[row, phrase], from_string[row, phrase], to_phrase[row, phrase], beside)


def _numbers(bead: LinkedBead, spans: Ints, weight: Floats, fit: _Fit) -> dict[str, Floats]:
    """How the links of every occurrence stand to those inside and beside its phrase."""
    import numpy as np

    first, last = spans[fit.phrase, 0], spans[fit.phrase, 1]
    row = np.arange(len(weight))
    inside = weight > 0
    gone = np.pad(np.cumsum(bead.to_english, axis=1), ((0, 0), (1, 0)))
    expressed = (gone[:, last] - gone[:, first]).T  # (s, z) what share of each Chinese word goes to the phrase
    came = np.pad(np.cumsum(bead.to_chinese, axis=1), ((0, 0), (1, 0)))
    given = np.pad(((came[:, last] - came[:, first]) / (last - first)).T, ((0, 0), (0, 1)))
    likeness = np.pad(np.cumsum(_likeness(bead, inside), axis=1), ((0, 0), (1, 0)))
    left = inside.argmax(axis=1) - 1
    right = inside.shape[1] - inside[:, ::-1].argmax(axis=1)
    return {
        "fit": fit.value,
        "from": fit.from_string,
        "to": fit.to_phrase,
        "left_leak": fit.shares[row, first - 1],
        "right_leak": fit.shares[row, last],
        "edge": np.minimum(fit.shares[row, first], fit.shares[row, last - 1]),
        "closed": spans[fit.phrase, 3] * spans[fit.phrase, 4],
        "weakest": np.where(inside, expressed, 1.0).min(axis=1),
        "from_left": given[row, left],  # how much of the phrase comes from the word before the string
        "from_right": given[row, right],
        "likeness": (likeness[row, last] - likeness[row, first]) / (last - first),
    }


def _likeness(bead: LinkedBead, inside: Flags) -> Floats:
    """(s, e) the cosine of each English word to the nearest word of each occurrence."""
    import numpy as np

    rows: Floats = np.array([bead.similarity[row].max(axis=0, initial=-1) for row in inside], np.float64)
    return rows


def _rivals(starts: Ints, ends: Ints, phrases: Ints, fit: Floats) -> dict[str, Floats]:
    """Whether longer, shorter and crossing strings of the same place have the same phrase, or one that fits better."""
    import numpy as np

    holds = (starts[:, None] <= starts) & (ends[:, None] >= ends) & (ends - starts < (ends - starts)[:, None])
    crosses = (starts[:, None] < ends) & (starts < ends[:, None]) & ~holds & ~holds.T
    np.fill_diagonal(crosses, val=False)
    same = (phrases[:, None, :2] == phrases[None, :, :2]).all(axis=2)
    better = fit[:, None] - fit  # (s, s): of the first over the second

    def best(rivals: Flags) -> Floats:
        found: Floats = np.where(rivals, better, _NO_RIVAL).max(axis=0)
        return found

    return {
        "same_longer": (holds & same).any(axis=0).astype(float),
        "same_shorter": (holds.T & same).any(axis=0).astype(float),
        "longer_better": best(holds),
        "shorter_better": best(holds.T),
        "crossing_better": best(crosses),
    }


def _wording(text: str, bead: LinkedBead, first: int, last: int) -> Features:
    """The words of the phrase, and those beside it."""
    words = bead.english_words
    inside = words[first:last]
    row: Features = {
        f"words:{min(len(inside), _MOST_WORDS)}": 1.0,
        "length_surprise": abs(log(len(inside) / len(text) / WORDS_PER_CHARACTER)),
        f"end:{inside[-1].stem[-3:]}": 1.0,
        "adverb": float(any(word.stem.endswith("ly") for word in inside)),
        "functional": float(any(word.functional for word in inside)),
    }
    if not begins_sentence(bead.english, inside[0].start):
        row["capitals"] = sum(word.text[0].isupper() for word in inside) / len(inside)
        row["capital"] = float(inside[0].text[0].isupper())
    row[f"before:{_beside(bead.english, words, first - 1, first)}"] = 1.0
    row[f"after:{_beside(bead.english, words, last, last - 1)}"] = 1.0
    return row


def _beside(english: str, words: Sequence[Word], number: int, inner: int) -> str:
    """The function word beside the phrase's edge; "*" for another word, empty where a stop or the end is there."""
    if not 0 <= number < len(words):
        return ""
    left, right = sorted((number, inner))
    if english[words[left].end : words[right].start].strip():
        return ""
    return words[number].text.lower() if words[number].functional else "*"
