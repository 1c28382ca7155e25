"""Checking translations against a glossary finds planted faults, and little else."""

import random
from collections import Counter
from pathlib import Path

import pytest

from glossary.check import TermChecker
from quality import heldout
from quality.faults import HARMLESS, Fault, entries_of_article, found, plant, units_of_article
from tm.align.gold import GoldDocument
from tm.check.findings import Severity

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def outcome(articles: list[GoldDocument]) -> dict[str, Counter[Fault]]:
    """How many faults of each kind were planted and found."""
    planted, told = Counter[Fault](), Counter[Fault]()
    for article in articles:
        entries = entries_of_article(heldout.terms_of(SEEDS, article.name))
        units = units_of_article(article, article.name)
        checker = TermChecker(entries)
        for fault in plant(units, entries, random.Random(7)):
            planted[fault.fault] += 1
            told[fault.fault] += found(fault, list(checker.check(fault.units)))
    return {"planted": planted, "told": told}


def test_planted_faults_are_found(outcome: dict[str, Counter[Fault]], floors: dict[str, float]) -> None:
    """Renderings deleted, replaced or forbidden, 300 and more in all."""
    planted = sum(outcome["planted"][fault] for fault in Fault if fault not in HARMLESS)
    told = sum(outcome["told"][fault] for fault in Fault if fault not in HARMLESS)
    assert planted >= 300, outcome
    assert told / planted >= floors["term_faults_recall"], outcome


def test_harmless_changes_raise_no_alarm(outcome: dict[str, Counter[Fault]], floors: dict[str, float]) -> None:
    """Capitals and line breaks are no faults."""
    planted = sum(outcome["planted"][fault] for fault in HARMLESS)
    assert sum(outcome["told"][fault] for fault in HARMLESS) / planted <= floors["term_false_alarms_ceiling"], outcome


def departures() -> set[tuple[str, str, str]]:
    """Article, term and words of the target of each place in departures.tsv."""
    lines = (Path(__file__).parent / "departures.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {(article, term, words) for article, term, words, _ in rows}


def test_clean_translations_raise_few_alarms(articles: list[GoldDocument], floors: dict[str, float]) -> None:
    """Of the places where a term of the list stands in a source, few are wrongly told in the articles as they are."""
    places = 0
    alarms, known = [], departures()
    met = set()
    for article in articles:
        entries = entries_of_article(heldout.terms_of(SEEDS, article.name))
        units = units_of_article(article, article.name)
        targets = {stored.rowid: stored.unit.target.text for stored in units}
        places += sum(entry.terms[0].text in stored.unit.source.text for entry in entries for stored in units)
        for finding in TermChecker(entries).check(units):
            if finding.severity is Severity.NOTE:
                continue
            here = {
                (name, term, words)
                for name, term, words in known
                if name == article.name and finding.message.startswith(term) and words in targets[finding.number]
            }
            met |= here
            alarms += [] if here else [(article.name, finding)]
    assert len(alarms) / places <= floors["term_false_alarms_ceiling"], (places, alarms)
    assert met == known  # a departure that nobody is told of is a fault overlooked


def test_lists_of_others_raise_few_wrong_alarms(articles: list[GoldDocument], floors: dict[str, float]) -> None:
    """Of the places of their terms, few are told that a reviser would not want; those that he would are told."""
    places, warned = heldout.held_out([(SEEDS, article) for article in articles])
    known = heldout.departures()
    wrong = [one for one in warned if not one.judged(known)]
    assert len(wrong) / places <= floors["term_held_out_false_ceiling"], (places, wrong)
    assert all(any(one.judged({departure}) for one in warned) for departure in known)
