"""The account of characters: what was read is what was kept and what was set aside."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import InputError
from tm.text.account import Characters, characters
from tm.text.clean import clean
from tm.text.read import read_document

LINES = [
    "水渠修好了，村里的人都说这是大家一起干出来的。",
    "# 水渠",
    "- 清沟",
    "---",
    "责任编辑：某人",
    "\u3000",
    "Water came.",
    "※",
]


@given(st.lists(st.sampled_from(LINES), max_size=20), st.sampled_from([".txt", ".md", ".html", ".srt"]))
def test_the_account_adds_up(tmp_path_factory: pytest.TempPathFactory, lines: list[str], suffix: str) -> None:
    """For every kind of file no part is negative; of a text file every visible character is accounted for."""
    path = tmp_path_factory.mktemp("account") / f"a{suffix}"
    path.write_text("\n".join([LINES[0], *lines]), "utf-8")
    try:
        account = characters(clean(read_document(path)))
    except InputError:
        return  # subtitles without a cue, a page without text
    assert account.read == account.kept + account.boilerplate + account.layout
    assert min(account.kept, account.boilerplate, account.layout) >= 0
    if suffix in (".txt", ".md"):
        assert account.read == len("".join(path.read_text("utf-8").split()))


def test_boilerplate_and_layout_are_set_aside(tmp_path: Path) -> None:
    """An editor's credit is boilerplate, a rule of signs is layout."""
    path = tmp_path / "a.md"
    path.write_text(f"{LINES[0]}\n\n---\n\n责任编辑：某人\n", "utf-8")
    assert characters(clean(read_document(path))) == Characters(read=33, kept=23, boilerplate=7, layout=3)


def test_what_a_page_shows_beside_its_article_is_counted(tmp_path: Path) -> None:
    """Menus and footers that were not taken out are boilerplate; scripts are no text."""
    article = "".join(f"<p>入夏以来，三道岭的梯田第{n}次没有断水，新修的水渠绕山十二公里。</p>" for n in range(9))
    menu, script = "<nav><a href='/'>首页</a></nav>", "<script>let water = 1</script>"
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{menu}{script}<article>{article}</article></body></html>", "utf-8")
    account = characters(read_document(path))
    assert (account.boilerplate, account.read - account.kept) == (2, 2)
