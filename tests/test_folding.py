"""Lines folded to a terminal's width."""

import os
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.app import folding
from tm.app.folding import cells, folded

Fold = Callable[..., list[str]]


@pytest.fixture
def fold(monkeypatch: pytest.MonkeyPatch) -> Fold:
    """Folding for a terminal of so many columns."""

    def call(line: str, columns: int = 30, hanging: int = 0) -> list[str]:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(folding, "get_terminal_size", lambda: os.terminal_size((columns, 24)))
        return list(folded(line, hanging=hanging))

    return call


def test_words_stay_whole_and_lines_keep_the_indent(fold: Fold) -> None:
    """The spaces at a fold go."""
    assert fold("    one two three four five six seven") == ["    one two three four five", "    six seven"]


def test_chinese_breaks_anywhere_but_before_a_closing_mark(fold: Fold) -> None:
    """A character takes two cells; the mark may stand out by one."""
    assert fold("  " + "字" * 14 + "，" + "字" * 3) == ["  " + "字" * 14 + "，", "  字字字"]


def test_what_is_longer_than_a_line_is_cut(fold: Fold) -> None:
    """An address has no spaces."""
    assert fold("? " + "x" * 40, hanging=2) == ["? " + "x" * 28, "  " + "x" * 12]


def test_escapes_take_no_cells(fold: Fold) -> None:
    """Nor are they cut."""
    bold = "\x1b[1mone two three four five six\x1b[0m"
    assert fold(bold) == [bold]
    assert cells(bold) == 27


def test_what_is_no_terminal_gets_lines_as_they_are() -> None:
    """Files and pipes are searched by line."""
    assert list(folded("x " * 200)) == ["x " * 200]


@given(st.text("字，ab \x1b", max_size=80), st.integers(24, 60))
def test_folding_loses_nothing_but_spaces(text: str, columns: int) -> None:
    """Nor does a line grow wider than the terminal, but for a closing mark."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        patch.setattr(folding, "get_terminal_size", lambda: os.terminal_size((columns, 24)))
        lines = list(folded(text.strip()))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cells(line.rstrip("，,")) <= columns for line in lines)
