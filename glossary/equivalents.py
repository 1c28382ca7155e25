"""English equivalents of Chinese terms, found in the beads that hold them.

For every term: the phrases of its beads, as features (how strongly their words are linked with the term's words, how
faithfully they go with it through the corpus, whether they end where a phrase ends, how near the encoder puts them),
weighed by a model that `python -m glossary.trainequivalents` fits (glossary.phrasemodel).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.candidates import skeleton
from glossary.entries import Rendering, TermCandidate, TermPair
from glossary.phrasefeatures import (
    LINK_FEATURES,
    NEARBY,
    length_surprise,
    link_features,
    link_fit,
    log_likelihood,
    near_strings,
    shape_features,
)
from glossary.phrasemodel import PhraseModel, fitted_models
from glossary.phrases import Casing, base_form
from glossary.wordlinks import link

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.encode.encoder import Encoder

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_PHRASES = 8  # for each term, chosen by their links; they hold the right one in 95 of 100 cases
_PHRASES_OF_BEADS = 8  # more at most, for beads that have none of these: another rendering
_PHRASES_OF_A_BEAD = 4


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
    nearby: dict[str, str]  # other strings of the texts, by how they differ from the term (NEARBY)


def compare(choices: Sequence[Choice], encoder: Encoder) -> None:
    """Add the features that the encoder gives: the cosine of term and phrase, and how much nearby strings have more."""
    import numpy as np

    wanted = [(skeleton(choice.term), *choice.nearby.values(), *choice.keys) for choice in choices]
    texts = list(dict.fromkeys(text for row in wanted for text in row))
    vectors = encoder.encode(texts)
    row_of = {text: row for row, text in enumerate(texts)}
    for choice in choices:
        phrases = vectors[[row_of[key] for key in choice.keys]]
        cosine = phrases @ vectors[row_of[skeleton(choice.term)]]
        choice.features["cosine"] = cosine.astype(float)
        choice.features["cosine_below_best"] = (cosine - cosine.max()).astype(float)
        for name in NEARBY:
            text = choice.nearby.get(name, "")
            more = phrases @ vectors[row_of[text]] - cosine if text else np.zeros(len(cosine))
            choice.features[name] = more.astype(float)


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
        self.spans: list[Ints] = []  # of each bead (phrases, 7): start, end, number, closed and beyond left and right
        self.capitals = [np.array(casing.capitals(bead.english, bead.english_words), float) for bead in self.beads]
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
        found = [link_features(self.beads[n], self.spans[n], self.capitals[n], sought) for n in beads]
        stacked = np.concatenate([numbers for numbers, _ in found])
        numbers, row_of, count = np.unique(stacked, return_inverse=True, return_counts=True)
        values = np.concatenate([rows for _, rows in found])
        mean = np.stack([np.bincount(row_of, values[:, k]) / count for k in range(values.shape[1])], axis=1)
        features = dict(zip(LINK_FEATURES, mean.T, strict=True))
        features |= self._corpus_features(numbers, count, len(beads))
        features["length_surprise"] = length_surprise(sought, [self.keys[number] for number in numbers])
        rows = np.split(row_of, np.cumsum([len(phrases) for phrases, _ in found])[:-1])
        best = _chosen(link_fit(features), rows)
        features = {name: column[best] for name, column in features.items()}
        keys = [self.keys[number] for number in numbers[best]]
        features |= shape_features(sought, keys, features)
        where = [dict(zip(n.tolist(), (v[:, 0] * v[:, 1]).tolist(), strict=True)) for n, v in found]
        nearby = near_strings(sought, [self.beads[number] for number in beads])
        return Choice(term, numbers[best], keys, beads, where, features, nearby)

    def _corpus_features(self, numbers: Ints, count: Ints, beads: int) -> dict[str, Floats]:
        import numpy as np

        everywhere = self.bead_count[numbers]
        return {
            "share": count / beads,
            "dice": 2 * count / (beads + everywhere),
            "association": np.log1p(log_likelihood(count, beads, everywhere, len(self.beads))),
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
        confidence = model.confidence(scores, len(choice.beads), len(self.beads))
        return TermPair(choice.term, forms[best], confidence, len(choice.beads), renderings)


def _chosen(fit: Floats, beads: Sequence[Ints]) -> Ints:
    """The rows of the best phrases of all, and as far as there is room those of each bead that has none of them."""
    import numpy as np

    order = np.argsort(-fit, kind="stable")
    chosen = dict.fromkeys(order[:_PHRASES].tolist())
    for rows in beads:
        if len(chosen) < _PHRASES + _PHRASES_OF_BEADS and chosen.keys().isdisjoint(rows.tolist()):
            chosen |= dict.fromkeys(rows[np.argsort(-fit[rows], kind="stable")[:_PHRASES_OF_A_BEAD]].tolist())
    return np.array(list(chosen))
