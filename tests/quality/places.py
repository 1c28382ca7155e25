"""Places in a raw text, counted in visible characters: white space around a sentence is nobody's."""

from collections.abc import Iterable, Sequence
from itertools import accumulate


class Places:
    """The visible characters before each offset of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.before = [0, *accumulate(not char.isspace() for char in text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of text[start:end]."""
        return self.before[start], self.before[end]

    def sentences(self, sentences: Iterable[str]) -> list[tuple[int, int]]:
        """The places of sentences that follow each other in the text."""
        at, places = 0, []
        for sentence in sentences:
            start = self.text.index(sentence, at)
            at = start + len(sentence)
            places.append(self.span(start, at))
        return places


def hull(places: Sequence[tuple[int, int]]) -> tuple[int, int] | tuple[()]:
    """From the first start to the last end; empty without places."""
    return (places[0][0], places[-1][1]) if places else ()
