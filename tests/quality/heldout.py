"""`PYTHONPATH=tests python -m quality.heldout [--gold DIR…] [--all]`: articles checked by each other's lists of terms.

Their translators had not these lists before them, so there is much to tell. What is told wrongly is judged by eye:
heldout.tsv names every warning on the articles in seeds/ that a reviser would want; the others are printed.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.check import TermChecker
from glossary.entries import TermEntry
from glossary.recognise import Recogniser
from quality.faults import entries_of_article, units_of_article
from tm.align.gold import GoldDocument, read_gold
from tm.check.findings import Finding, Severity
from tm.memory.rows import StoredUnit

SEEDS = Path(__file__).parents[2] / "seeds"
JUDGED = Path(__file__).with_name("heldout.tsv")


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning on an article by the list of another one."""

    article: str
    unit: StoredUnit
    finding: Finding

    @property
    def told(self) -> str:
        """The message without the rendering asked for: the same by whatever list."""
        return self.finding.message.partition(" is not ")[0]

    def judged(self, departures: set[tuple[str, str, str]]) -> bool:
        """Whether somebody has found that a reviser would want it."""
        return any(
            article == self.article and term == self.told and words in self.unit.unit.target.text
            for article, term, words in departures
        )


def departures() -> set[tuple[str, str, str]]:
    """Article, term and words of the target of each place in heldout.tsv."""
    lines = JUDGED.read_text("utf-8").splitlines()
    return {(row[0], row[1], row[2]) for row in (line.split("\t") for line in lines if not line.startswith("#"))}


def terms_of(folder: Path, name: str) -> list[tuple[str, str]]:
    """The Chinese and English terms of an article's list."""
    rows = [line.split("\t") for line in (folder / f"{name}.terms.tsv").read_text("utf-8").splitlines()]
    return [(zh, english) for zh, en, *_ in rows for english in en.split(" / ")]


def held_out(articles: Sequence[tuple[Path, GoldDocument]]) -> tuple[int, list[Warned]]:
    """How often terms of other lists stand in the sources, each unit and list apart, and the warnings on them."""
    places, warned = 0, []
    for _, article in articles:
        units = units_of_article(article, article.name)
        for folder, other in articles:
            if other is not article:
                entries = entries_of_article(terms_of(folder, other.name))
                places += _places(entries, units)
                warned += _warnings(article.name, entries, units)
    return places, warned


def _places(entries: Sequence[TermEntry], units: Sequence[StoredUnit]) -> int:
    recogniser = Recogniser(entries)
    sources = (stored.unit.source for stored in units)
    hits = (recogniser.find(source.text, source.lang) for source in sources)
    return sum(len({hit.entry.concept for hit in found if not hit.doubtful}) for found in hits)


def _warnings(name: str, entries: Sequence[TermEntry], units: Sequence[StoredUnit]) -> Iterator[Warned]:
    by_number = {stored.rowid: stored for stored in units}
    for finding in TermChecker(entries).check(units):
        if finding.severity is not Severity.NOTE:
            yield Warned(name, by_number[finding.number], finding)


def main() -> None:
    """Print the shares, and the warnings that nobody has judged to be right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, nargs="+", default=[SEEDS], metavar="DIR")
    parser.add_argument("--all", action="store_true", help="Print the warnings that are judged to be right as well.")
    options = parser.parse_args()
    places, warned = held_out([(folder, article) for folder in options.gold for article in read_gold(folder)])
    known = departures()
    wrong = [one for one in warned if not one.judged(known)]
    shown = {(one.article, one.finding.message, one.unit.rowid): one for one in (warned if options.all else wrong)}
    for one in shown.values():
        print(f"{one.article}: {one.finding.message}\n  {one.unit.unit.source.text}\n  {one.unit.unit.target.text}")
    print(f"{places} places, {len(warned)} warnings ({len(warned) / places:.1%}), not judged to be right ", end="")
    print(f"{len(wrong)} ({len(wrong) / places:.1%})")


if __name__ == "__main__":
    main()
