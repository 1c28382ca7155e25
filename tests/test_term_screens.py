"""Entries of the glossary as people see them."""

import pytest

from glossary.entries import Rendering, Term, TermEntry
from tm.app.render import Screen
from tm.app.term_screens import show_entries, show_entry


def test_what_has_no_rendering_shows_those_of_the_texts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With their counts and a question mark; one that has a rendering shows that."""
    monkeypatch.setenv("COLUMNS", "100")
    seen = (Rendering("canal", 2), Rendering("ditch", 1))
    source, target = Term(text="水渠", lang="zh-CN"), Term(text="waterway", lang="en-US")
    entries = [TermEntry(concept="a", terms=(source,), renderings=seen), TermEntry(concept="b", terms=(source, target))]
    show_entries(Screen(), entries)
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()[:1] in ("a", "b")]
    assert rows[0][:7] == ["a", "水渠", "?", "canal", "(2),", "ditch", "(1)"]
    assert rows[1][:3] == ["b", "水渠", "waterway"]


def test_the_terms_of_a_language_stand_together(capsys: pytest.CaptureFixture[str]) -> None:
    """Each language where its first term is."""
    texts = (("水渠", "zh-CN"), ("canal", "en"), ("渠", "zh-CN"), ("ditch", "en"), ("渠道", "zh-Hant"))
    show_entry(Screen(), TermEntry(concept="a", terms=tuple(Term(text=text, lang=lang) for text, lang in texts)))
    shown = [line.split()[1] for line in capsys.readouterr().out.splitlines()[1:6]]
    assert shown == ["水渠", "渠", "渠道", "canal", "ditch"]
