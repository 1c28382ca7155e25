"""Marks inside the lines of Markdown are no words of a sentence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.account import characters
from tm.text.clean import clean
from tm.text.inline import inline_marks
from tm.text.read import read_document
from tm.text.split import split
from tm.units import BlockKind


def bare(text: str) -> str:
    """The text without its marks."""
    pieces, at = [], 0
    for start, end in inline_marks(text):
        pieces.append(text[at:start])
        at = end
    return "".join([*pieces, text[at:]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**重要。**其次，*强调*和`code * x`。", "重要。其次，强调和code * x。"),
        ('见[水渠](http://a.b/c_(d)?x=1 "标题")，![图](a.png)。', "见水渠，图。"),
        ("[![图](a.png)](http://b)", "图"),
        ("[文][1]、[^1]、[方括号]", "文、[^1]、[方括号]"),
        ("***全部***，~~删除~~，__粗__ _斜_", "全部，删除，粗 斜"),
        (r"a \*not\* b <https://x.y>", "a *not* b https://x.y"),
        ("2*3*4, 5 * 6 * 7, snake_case_name", "2*3*4, 5 * 6 * 7, snake_case_name"),
        ("`**not bold**` ``a ` b``", "**not bold** a ` b"),
        ("五星*****好评，a < b > c", "五星*****好评，a < b > c"),
    ],
)
def test_marks_go_and_words_stay(text: str, words: str) -> None:
    """Emphasis, code, links, pictures, escapes; signs that mean themselves stay."""
    assert bare(text) == words


@given(st.text(alphabet="水a1 *_`~[]()!<>\\|\n。"))
def test_marks_are_stretches_in_order_without_words(text: str) -> None:
    """Whatever the text, marks do not overlap; outside of addresses no Chinese character is in one."""
    end = 0
    for start, stop in inline_marks(text):
        assert end <= start < stop <= len(text)
        end = stop
        assert "水" not in text[start:stop] or "](" in text[start:stop] or "][" in text[start:stop]


def test_sentences_of_markdown_are_read_without_marks(tmp_path: Path) -> None:
    """An end inside emphasis is one, a dot in an address is none, offsets are those of the file; `--keep markup`."""
    text = "**水来了。**见[水渠](http://a.b/c?d.e)。\n\n**Done.** See [it](http://a.b. C).\n"
    path = tmp_path / "a.md"
    path.write_text(text, "utf-8")
    document = read_document(path)
    segments = split(clean(document))
    assert [segment.text for segment in segments] == ["水来了。", "见水渠。", "Done.", "See [it](http://a.b.", "C)."]
    assert text[segments[1].start : segments[1].end] == "见[水渠](http://a.b/c?d.e)。"
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH] * 2
    assert split(clean(document, repairs=frozenset()))[0].text.startswith("**水来了。")


def test_code_is_no_text_and_a_table_is_its_cells(tmp_path: Path) -> None:
    """Fenced lines and the rules of tables are layout, and counted as that."""
    path = tmp_path / "a.md"
    path.write_text("```python\nwater = 1\n```\n\n| 年份 | 长度 |\n|---|---|\n| 前年 | a \\| b |\n", "utf-8")
    document = clean(read_document(path))
    cells = [document.slice(block.start, block.end) for block in document.blocks]
    assert cells == ["年份", "长度", "前年", "a | b"]
    assert {block.kind for block in document.blocks} == {BlockKind.CELL}
    account = characters(document)
    assert account.read == account.kept + account.layout
    assert account.layout == len("```pythonwater=1```") + 3 * 3 + 6
