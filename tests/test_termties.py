"""The approved glossary takes part in alignment; proposals, which come of alignments, do not."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

from stubs import StubEncoder

from glossary.entries import Term, TermEntry
from tm.app import pairs, terms
from tm.app.alignment import ReadOptions
from tm.app.project import Project
from tm.app.termties import approved, approved_in_memory, entries_found
from tm.settings import Settings
from tm.units import Segment


def segments(lang: str, *texts: str) -> list[Segment]:
    return [Segment(text, lang, 0, len(text)) for text in texts]


def entry(concept: str, zh: str, en: str) -> TermEntry:
    return TermEntry(concept=concept, terms=(Term(text=zh, lang="zh-CN"), Term(text=en, lang="en-US")))


def test_entries_are_found_on_both_sides() -> None:
    """By any of their terms, in any script and inflection; an entry that a side lacks is found on the other."""
    glossary = [
        entry("1", "临时党支部", "temporary Party branch"),
        entry("2", "网格员", "grid worker"),
    ]
    sides = (
        segments("zh-CN", "成立臨時黨支部。", "天晴了。"),
        segments("en-US", "Temporary Party branches.", "Grid workers."),
    )
    assert entries_found(glossary, *sides) == (
        (frozenset("1"), frozenset()),
        (frozenset("1"), frozenset("2")),
    )


def test_only_approved_entries_are_evidence(project: Project) -> None:
    """From an open memory or from its file; without a file there are none."""
    kept = terms.add_entry(project, "水渠", ["canal"])
    proposal = entry("z1", "茶苗", "tea seedling")
    project.termbase.propose([proposal], now=project.clock())
    assert [entry.concept for entry in approved(project.termbase)] == [kept.concept]
    assert [entry.concept for entry in approved_in_memory(project.settings.memory)] == [kept.concept]
    assert approved_in_memory(Path("nowhere.tmdb")) == ()


def test_the_glossary_of_the_memory_decides_between_sentences_alike(project: Project, tmp_path: Path) -> None:
    """Jargon that the encoder cannot tell apart, one line added in the translation, wherever it stands."""
    jargon = [("甲辰", "乙巳"), ("丙午", "丁未"), ("戊申", "己酉"), ("庚戌", "辛亥"), ("壬子", "癸丑")]
    names = [("qalor", "wexun"), ("ebrit", "tyvol"), ("uphen", "ixmar"), ("adwin", "ojkel"), ("yzmop", "kurta")]
    source, target = tmp_path / "a.zh.txt", tmp_path / "a.en.txt"
    source.write_text("".join(f"关于{one}和{other}的规定如下。\n" for one, other in jargon), "utf-8")
    lines = [f"the rules for {one} and {other} follow.\n" for one, other in names]

    def right(settings: Settings, added: int) -> int:
        target.write_text("".join([*lines[:added], "the rules for no one follow.\n", *lines[added:]]), "utf-8")
        options = ReadOptions(sentences=True)
        found = pairs.align_files(source, target, settings=settings, encoder=StubEncoder(), options=options)
        wanted = {((i,), (i + (i >= added),)) for i in range(len(jargon))}
        return len(wanted & {(tuple(bead.source), tuple(bead.target)) for bead in found.alignment.beads})

    for zh, en in zip(chain(*jargon), chain(*names), strict=True):
        terms.add_entry(project, zh, [en])
    without = replace(project.settings, memory=tmp_path / "none.tmdb")
    places = range(len(lines) + 1)
    assert sum(right(project.settings, at) for at in places) > sum(right(without, at) for at in places)
