"""Terms in running text by their standing: what a person has decided hides what is only proposed, never the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glossary.entries import TermEntry, Workflow
from glossary.recognise import Recogniser, TermHit
from tm.languages import primary


class StandingRecogniser:
    """Finds the terms of approved entries, then proposals with a rendering, then proposals without; build it once."""

    def __init__(self, entries: Iterable[TermEntry]) -> None:
        ranks: tuple[list[TermEntry], ...] = ([], [], [])
        for entry in entries:
            ranks[_rank(entry)].append(entry)
        self._recognisers = [Recogniser(rank) for rank in ranks if rank]

    def find(self, text: str, lang: str) -> tuple[TermHit, ...]:
        """The hits in the order of the text, of those that begin together the longest first.

        Of each standing the longest from the left, as `Recogniser` finds them. A hit at the place of one of higher
        standing, or inside it, is left out; one that goes beyond it is there as well, so hits may overlap.
        """
        found: list[TermHit] = []
        for recogniser in self._recognisers:
            higher = tuple(found)
            found += (hit for hit in recogniser.find(text, lang) if not _inside_any(hit, higher))
        return tuple(sorted(found, key=lambda hit: (hit.start, -hit.end)))  # stable: homonyms keep their order


def _rank(entry: TermEntry) -> int:
    """0 for what is approved and can be written in both languages, 1 for such a proposal, 2 for a lone term."""
    if len({primary(term.lang) for term in entry.terms}) < 2:
        return 2
    return 1 if entry.workflow is Workflow.PROPOSED else 0


def _inside_any(hit: TermHit, others: Sequence[TermHit]) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in others)
