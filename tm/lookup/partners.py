"""Which words render the words of a phrase, by all units of the memory that have one of them.

Where the translations of a phrase have nothing in common, or no more than what they say beside it, its words still
have theirs: 书记 stands opposite `secretary` elsewhere too. A run of words that holds a partner of each, and little
else, renders the phrase.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tm.lookup.journal import texts_of
from tm.lookup.renderings import Background, LikelyTarget, fit, grams, keyed, likely_length, written
from tm.lookup.runs import Finder, whole_run
from tm.memory.database import Database

_UNITS = 32  # with a word, whose other sides are compared
_LEAST_UNITS = 5  # below which nothing is said of its partners
_LEAST_TIMES = 3  # that a partner stands opposite
_LEAST_SHARE = 0.2  # of the units with the word that have the partner
_LEAST_LIFT = 3.0  # times as often as in any unit
_STRANGE = 0.2  # off the worth of a run for each of its words that renders none of the phrase
_SURE_TEXTS = 3  # that agree, so that it is no chance
_LEAST_COVERED = 0.75  # of a phrase, by words of two characters and more
_CLOSENESS = 0.1  # of a run's words to those of the phrase: tells runs of equal worth apart
_LEAST_WORTH = 0.97  # of a run that one translation alone has
_OWN = 0.9  # of the closest tie that a word of the other language has to the phrase: a looser one is second-hand
_GOOD = 0.9  # what several translations have, so that nothing better is sought
_LEAST_LIKELY = 0.6  # of what several translations have: its worth, times how well its length fits


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase: its length, and how closely words of the other language go with it (0 to 1, the best 1)."""

    length: int
    partners: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Partners:
    """What the units of a memory say of words; asked once for each word."""

    database: Database
    background: Background
    lang: str
    known: dict[str, Mapping[str, float]] = field(default_factory=dict)

    def word(self, tokens: Sequence[str], start: int, end: int, finders: Sequence[Finder]) -> Word:
        """The word at start:end of the query's tokens."""
        name = "".join(tokens[start:end])
        if name not in self.known:
            run = whole_run(start, end, finders)
            sides = dict(holder.sides[0] for holder in run.holders[:_UNITS]) if run else {}
            units = texts_of(self.database, sides)
            others = {unit.source if sides[unit.rowid] else unit.target for unit in units}
            self.known[name] = self._partners(sorted(others))
        return Word(end - start, self.known[name])

    def _partners(self, texts: Sequence[str]) -> dict[str, float]:
        """How closely words go with the one that all texts translate; none where they are few."""
        if len(texts) < _LEAST_UNITS:
            return {}
        counts = Counter(key for text in texts for key in {token.key for token in keyed(text, self.lang)})
        strengths = {}
        for key, count in counts.items():
            share, usual = count / len(texts), self.background.share(key)
            telling = count >= _LEAST_TIMES and share >= max(_LEAST_SHARE, _LEAST_LIFT * usual)
            if telling and self.background.weight(key) > 0:
                strengths[key] = share - usual
        best = max(strengths.values(), default=1.0)
        return {key: strength / best for key, strength in strengths.items()}

    def better(
        self, found: LikelyTarget | None, words: Sequence[Word], length: int, texts: Sequence[str]
    ) -> LikelyTarget | None:
        """What renders a phrase of so many tokens: what was found, or else the best run of words in the texts.

        Where the partners of any of its words are not known, nothing is said. What was found stays unless they speak
        against it; in _SURE_TEXTS and more translations it only gives way to something better.
        """
        if not words or not all(word.partners for word in words):
            return found
        words = _own(words)
        expected = likely_length(length, self.lang)
        if found:
            keys = [token.key for token in keyed(found.text, self.lang)]
            worth, fitting = self._worth(keys, words), fit(len(keys), expected)
            if worth * fitting >= _LEAST_LIKELY and (worth >= _GOOD or len(found.texts) < _SURE_TEXTS):
                return found
        composed = None
        if sum(word.length for word in words) >= _LEAST_COVERED * length:
            composed = self._composed(words, texts, expected)
        return composed or (found if found and len(found.texts) >= _SURE_TEXTS else None)

    def _composed(self, words: Sequence[Word], texts: Sequence[str], expected: float) -> LikelyTarget | None:
        best, best_score = None, 0.0
        for number, text in enumerate(texts):
            side = keyed(text, self.lang)
            for gram in grams([token.key for token in side], round(2 * expected) + 1):
                if self.background.weight(gram[0]) <= 0 or self.background.weight(gram[-1]) <= 0:
                    continue
                worth = self._worth(gram, words)
                closeness = sum(max(word.partners.get(key, 0.0) for word in words) for key in gram)
                score = (worth + _CLOSENESS * closeness) * fit(len(gram), expected)
                if worth >= _LEAST_WORTH and score > best_score:
                    best_score = score
                    best = LikelyTarget(written(text, side, gram), 1 / len(texts), score, (number,))
        return best

    def _worth(self, keys: Sequence[str], words: Sequence[Word]) -> float:
        """How well a run renders the phrase: 1 where each word has its best partner, one of its own, and no other."""
        free, covered = list(keys), 0.0
        for word in sorted(words, key=lambda word: -word.length):
            partner = max(free, key=lambda key: word.partners.get(key, 0.0), default="")
            if partner in word.partners:
                covered += word.length * word.partners[partner]
                free.remove(partner)
        strange = [key for key in free if not any(key in word.partners for word in words)]
        off = _STRANGE * sum(self.background.weight(key) > 0 for key in strange)
        return covered / sum(word.length for word in words) - off


def _own(words: Sequence[Word]) -> list[Word]:
    """The words with those partners that are no other word's: `branch` goes with 党支部, and with 书记 through it."""
    closest = dict[str, float]()
    for word in words:
        for key, strength in word.partners.items():
            closest[key] = max(closest.get(key, 0.0), strength)
    return [
        Word(word.length, {key: tie for key, tie in word.partners.items() if tie >= _OWN * closest[key]})
        for word in words
    ]
