"""English equivalents of Chinese terms, found in the beads that hold them.

For every term: the phrases of its beads, as features (how strongly their words are linked with the term's words, how
faithfully they go with it through the corpus, whether they end where a phrase ends, how near the encoder puts them),
weighed by a model that `python -m glossary.trainequivalents` fits (glossary.phrasemodel).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.candidates import skeleton
from glossary.entries import Rendering, TermCandidate, TermPair
from glossary.phrasemodel import PhraseModel, fitted_models
from glossary.phrases import FUNCTION_WORDS, PAST_FORMS, Casing, base_form
from glossary.wordlinks import LinkedBead, link, spellings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.encode.encoder import Encoder

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_PHRASES = 12  # for each term, chosen by their links; they hold the right one in 95 of 100 cases
WORDS_PER_CHARACTER = 0.55  # English words for a Chinese character of a term
_ADJECTIVE = re.compile(r".{3,}(al|ive|ous|ic|ful|less|able|ible|ary)")  # its noun follows, if it is one
_CLAUSE_WORDS = FUNCTION_WORDS - {"of", "and", "for", "the", "a", "an", "per"}


def find_equivalents(corpus: Corpus, candidates: Iterable[TermCandidate | str]) -> tuple[TermPair, ...]:
    """The most likely English of each candidate, in the order of the candidates; those without any are left out.

    Args:
        corpus: the beads, linked; by an encoder, or half as many are right.
        candidates: Chinese terms, found in the Chinese side of the beads; in either script.
    """
    terms = dict.fromkeys(item if isinstance(item, str) else item.text for item in candidates)
    choices = [choice for term in terms if (choice := corpus.choice(term)) is not None]
    if corpus.encoder is not None and choices:
        compare(choices, corpus.encoder)
    model = fitted_models()[corpus.encoder is not None]
    return tuple(corpus.pair(choice, model) for choice in choices)


@dataclass(slots=True)
class Choice:
    """A term and the phrases that may translate it; one row of every array for each phrase."""

    term: str
    phrases: Ints  # numbers of the phrases
    keys: list[str]
    beads: list[int]  # that hold the term
    where: list[dict[int, float]]  # for each of these: the phrases there and how well their links fit
    features: dict[str, Floats]


def compare(choices: Sequence[Choice], encoder: Encoder) -> None:
    """Add the features that the encoder gives: the cosine of term and phrase."""
    texts = list(dict.fromkeys(text for choice in choices for text in (skeleton(choice.term), *choice.keys)))
    vectors = encoder.encode(texts)
    row_of = {text: row for row, text in enumerate(texts)}
    for choice in choices:
        cosine = vectors[[row_of[key] for key in choice.keys]] @ vectors[row_of[skeleton(choice.term)]]
        choice.features["cosine"] = cosine.astype(float)
        choice.features["cosine_below_best"] = (cosine - cosine.max()).astype(float)


class Corpus:
    """The beads, texts of (Chinese, English), linked, with every phrase of their English sides.

    The encoder compares words with words, and terms with phrases.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]], encoder: Encoder | None) -> None:
        import numpy as np

        self.encoder = encoder
        self.beads = link(pairs, encoder=encoder)
        casing = Casing(bead.english for bead in self.beads)
        self.keys: list[str] = []
        self.forms: list[Counter[str]] = []
        self.spans: list[
            Ints
        ] = []  # for each bead (phrases, 7): start, end, number, closed left, right, beyond left, right
        numbers: dict[str, int] = {}
        for bead in self.beads:
            rows = []
            for phrase, form in casing.phrases(bead.english, bead.english_words):
                number = numbers.setdefault(phrase.key, len(numbers))
                if number == len(self.forms):
                    self.keys.append(phrase.key)
                    self.forms.append(Counter())
                self.forms[number][form] += 1
                rows.append(
                    (
                        phrase.start,
                        phrase.end,
                        number,
                        phrase.closed_left,
                        phrase.closed_right,
                        phrase.beyond_left,
                        phrase.beyond_right,
                    )
                )
            self.spans.append(np.array(rows, np.int64).reshape(-1, 7))
        self.bead_count = np.zeros(len(self.keys), np.int64)
        for spans in self.spans:
            self.bead_count[np.unique(spans[:, 2])] += 1
        self.nested = self._nested()

    def _nested(self) -> Floats:
        """For every phrase, the largest share of its occurrences inside one longer phrase that occurs again."""
        import numpy as np

        count = np.zeros(len(self.keys), np.int64)
        for spans in self.spans:
            np.add.at(count, spans[:, 2], 1)
        nested = np.zeros(len(self.keys))
        for spans in self.spans:
            for side in (0, 1):
                groups: dict[int, list[tuple[int, int]]] = defaultdict(list)
                for row in spans.tolist():
                    groups[row[side]].append((row[1] - row[0], row[2]))
                for group in groups.values():
                    for length, longer in group:
                        if count[longer] < 2:
                            continue
                        for other, shorter in group:
                            if other < length:
                                nested[shorter] = max(nested[shorter], count[longer] / count[shorter])
        return nested

    def choice(self, term: str) -> Choice | None:
        """The phrases whose words are linked best with the term's; None where no bead has both."""
        import numpy as np

        sought = skeleton(term)
        beads = [number for number, bead in enumerate(self.beads) if sought in bead.chinese]
        beads = [number for number in beads if len(self.spans[number]) and self.beads[number].chinese_words]
        if not beads:
            return None
        found = [_links(self.beads[number], self.spans[number], sought) for number in beads]
        stacked = np.concatenate([numbers for numbers, _ in found])
        numbers, row_of, count = np.unique(stacked, return_inverse=True, return_counts=True)
        values = np.concatenate([rows for _, rows in found])
        mean = np.stack([np.bincount(row_of, values[:, k]) / count for k in range(values.shape[1])], axis=1)
        features = dict(zip(_LINK_FEATURES, mean.T, strict=True))
        features |= self._corpus_features(numbers, count, len(beads))
        fit = (
            np.sqrt(features["from_term"] * features["to_phrase"])
            * (0.5 + features["share"])
            * (0.5 + features["dice"])
        )
        best = np.argsort(-fit, kind="stable")[:_PHRASES]
        features = {name: column[best] for name, column in features.items()}
        keys = [self.keys[number] for number in numbers[best]]
        features |= _shape_features(sought, keys, features)
        where = [dict(zip(n.tolist(), (v[:, 0] * v[:, 1]).tolist(), strict=True)) for n, v in found]
        return Choice(term, numbers[best], keys, beads, where, features)

    def _corpus_features(self, numbers: Ints, count: Ints, beads: int) -> dict[str, Floats]:
        import numpy as np

        everywhere = self.bead_count[numbers]
        return {
            "share": count / beads,
            "dice": 2 * count / (beads + everywhere),
            "association": np.log1p(_log_likelihood(count, beads, everywhere, len(self.beads))),
            "nested": self.nested[numbers],
        }

    def pair(self, choice: Choice, model: PhraseModel) -> TermPair:
        """The best phrase of a choice as a term pair, with what else stands for the term."""
        scores = model.scores(choice.features)
        best = int(scores.argmax())
        rows = {int(number): row for row, number in enumerate(choice.phrases)}
        votes: Counter[int] = Counter()
        for place in choice.where:
            present = [rows[number] for number in place if number in rows]
            if present:
                votes[max(present, key=lambda row: (scores[row], -row))] += 1
        votes[best] += 0
        forms = [base_form(self.forms[number]) for number in choice.phrases]
        counts: Counter[str] = Counter()
        for row, count in votes.items():
            counts[forms[row]] += count
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0] != forms[best], item[0]))
        renderings = tuple(Rendering(text, count) for text, count in order if count or text == forms[best])
        confidence = model.confidence(scores, len(choice.beads))
        return TermPair(choice.term, forms[best], confidence, len(choice.beads), renderings)


_LINK_FEATURES = (
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
)


def _links(bead: LinkedBead, spans: Ints, term: str) -> tuple[Ints, Floats]:
    """The phrases of a bead, each once, and their link features, each from the occurrence that fits best."""
    import numpy as np

    rows = []
    at = bead.chinese.find(term)
    while at >= 0:
        rows.append(_links_at(bead, spans, at, at + len(term)))
        at = bead.chinese.find(term, at + 1)
    features = np.concatenate(rows)
    numbers = np.tile(spans[:, 2], len(rows))
    order = np.argsort(-features[:, 0] * features[:, 1], kind="stable")
    found, first = np.unique(numbers[order], return_index=True)
    return found, features[order][first]


def _links_at(bead: LinkedBead, spans: Ints, start: int, end: int) -> Floats:
    """Link features (phrases, 12) for the term that stands at start:end."""
    import numpy as np

    offsets = np.array(bead.chinese_words)
    covered = np.clip(np.minimum(offsets[:, 1], end) - np.maximum(offsets[:, 0], start), 0, None)
    weight = covered / (offsets[:, 1] - offsets[:, 0])
    inside = weight > 0
    if not inside.any():
        return np.zeros((len(spans), len(_LINK_FEATURES)))
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
        ],
        axis=1,
    )


_CLOSED_LIKENESS = -0.3  # likeness of a neighbour that cannot belong to the phrase


def _log_likelihood(both: Ints, term: int, phrase: Ints, beads: int) -> Floats:
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


def _shape_features(term: str, keys: Sequence[str], features: dict[str, Floats]) -> dict[str, Floats]:
    """What the words of a phrase and its rivals say."""
    import numpy as np

    rows = [key.split() for key in keys]
    length = np.array([len(row) for row in rows], float)
    sounds = spellings(term)
    sounding = [sum(word.replace("'", "") in sounds for word in row) for row in rows]
    fit = np.log(features["from_term"] * features["to_phrase"] + 0.001)

    def flag(values: Iterable[bool]) -> Floats:
        return np.fromiter(values, float, len(rows))

    return {
        "log_from_term": np.log(features["from_term"] + 0.01),
        "log_to_phrase": np.log(features["to_phrase"] + 0.01),
        "log_words": np.log(length),
        "length_surprise": np.abs(np.log(length / len(term) / WORDS_PER_CHARACTER)),
        "one_word": flag(len(row) == 1 for row in rows),
        "ends_ed": flag(row[-1].endswith("ed") and len(row[-1]) > 4 for row in rows),
        "starts_past": flag(row[0] in PAST_FORMS for row in rows),
        "inner_past": flag(not PAST_FORMS.isdisjoint(row[1:-1]) for row in rows),
        "ends_past": flag(row[-1] in PAST_FORMS for row in rows),
        "ends_adjective": flag(_ADJECTIVE.fullmatch(row[-1]) is not None for row in rows),
        "has_clause_word": flag(not _CLAUSE_WORDS.isdisjoint(row) for row in rows),
        "pinyin_words": np.array(sounding) / length,
        "share_below_best": features["share"] - features["share"].max(),
        "edge_below_best": features["weaker_edge"] - features["weaker_edge"].max(),
        "fit_below_best": fit - fit.max(),
    }
