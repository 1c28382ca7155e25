"""What a lookup prints: nothing that a terminal obeys, colour only where it is wanted."""

import io
import subprocess
import sys
from dataclasses import replace

import click
import pytest
from rich.console import Console

from glossary.entries import Term, TermEntry
from tm.app import terms
from tm.app.answers import show_answer
from tm.app.project import Project
from tm.app.render import Screen
from tm.app.service import Answer, LookupOptions, look_up
from tm.units import TranslationUnit, Variant


@pytest.fixture
def found(project: Project) -> Answer:
    """A fuzzy match with a control sequence in it."""
    unit = TranslationUnit(source=Variant("深化改革\x1b[2J", "zh-CN"), target=Variant("deepen reform", "en-US"))
    project.memory.add([unit], now=project.clock())
    return next(look_up(project, ["深化改革了"], LookupOptions(minimum=30, limit=5)))


def test_texts_cannot_give_orders_to_the_terminal(found: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    """An escape character in a unit is shown as a picture of itself."""
    show_answer(found)
    assert "\x1b" not in (out := capsys.readouterr().out)
    assert "␛" in out


def test_a_dumb_terminal_gets_plain_text(found: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what stdout is decides."""
    asked = []
    monkeypatch.setattr(click, "echo", lambda _, color: asked.append(color))
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name in ("dumb", "xterm"):
        monkeypatch.setenv("TERM", name)
        show_answer(found)
    assert asked == [False, None]


def test_an_answer_without_matches_says_so(found: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is not silence."""
    show_answer(replace(found, result=replace(found.result, matches=())))
    assert capsys.readouterr().out == "? 深化改革了\n  no match\n"


def test_terms_without_a_rendering_share_a_line(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """What the glossary cannot translate stands below what it can."""
    terms.add_entry(project, "水渠", ["canal"])
    bare = (TermEntry(concept=text, terms=(Term(text=text, lang="zh-CN"),)) for text in ("村民", "修建"))
    project.termbase.add(bare, now=project.clock())
    (answer,) = look_up(project, ["村民修建水渠"], LookupOptions(minimum=50, limit=5))
    show_answer(answer)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  term  水渠 = canal",
        "  no rendering yet  村民, 修建",
        "  no match",
    ]


def test_a_term_that_cuts_a_word_is_told(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever looks decides: 会议 in 议会议员."""
    terms.add_entry(project, "会议", ["meeting"])
    (answer,) = look_up(project, ["议会议员开会"], LookupOptions(minimum=50, limit=5))
    show_answer(answer)
    assert "  term  会议 = meeting (cuts a word)" in capsys.readouterr().out


def test_a_forbidden_term_of_the_text_is_told(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """It means the same, and is not to be taken for the right word."""
    terms.add_entry(project, "水渠", ["canal"], forbidden=["ditch"])
    (answer,) = look_up(project, ["the ditches"], LookupOptions(minimum=50, limit=5))
    show_answer(answer)
    assert "  term  ditch = 水渠 (deprecated)" in capsys.readouterr().out


def test_lookup_loads_neither_rich_nor_the_glossary(project: Project) -> None:
    """Where the memory has no glossary; each would cost as much as the search."""
    unit = TranslationUnit(source=Variant("深化改革", "zh-CN"), target=Variant("deepen reform", "en-US"))
    project.memory.add([unit], now=project.clock())
    code = f"""
import sys
from tm.app import cli, door
sys.argv = ["tm", "lookup", "深化体制改革", "--memory", {str(project.settings.memory)!r}]
door.run(cli.commands, None)
print([name for name in ("rich", "glossary.termbase", "tm.text.quantities", "numpy") if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[1:3] == ["  66%       fuzzy    #1", "    深化{+体制+}改革"]
    assert run.stdout.splitlines()[-1] == "[]"


def test_the_translations_of_a_text_are_listed_once(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the first match with it."""
    for target in ("reform", "reforms"):
        unit = TranslationUnit(source=Variant("改革", "zh-CN"), target=Variant(target, "en-US"))
        project.memory.add([unit], now=project.clock())
    show_answer(next(look_up(project, ["改革"], LookupOptions(minimum=30, limit=5))))
    assert capsys.readouterr().out.count("×1 reform ") == 1


def test_a_bar_gives_way_to_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """What is made before the first answer is told on stderr; the terminal is the answer's own when it comes."""
    screen, drawn = Screen(), io.StringIO()
    screen.words = Console(file=drawn, force_terminal=True, width=80)
    with screen.progress() as tell:
        assert drawn.getvalue() == ""
        tell("index", 1, 2)
        screen.json({"query": "茶"})
        end = drawn.getvalue()
        assert "indexing" in end
        screen.json({"query": "水"})
    assert drawn.getvalue() == end
    assert capsys.readouterr().out == '{"query": "茶"}\n{"query": "水"}\n'
