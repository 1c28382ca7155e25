"""Long documents part by part: the same document as whole, wherever its bytes and its parts are cut."""

from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.clean import clean, clean_part
from tm.text.parts import cut_text, joined_parts, parts_of
from tm.text.read import read_document, read_parts
from tm.text.split import split
from tm.units import BlockKind

BODY = "入夏以来，三道岭的梯田第一次没有断水，新修的水渠绕山十二公里，把后山的泉水引到了九百亩梯田里。"
MORE = "“石头太硬，一天只能往前挪两米。”带头修渠的老支书回忆说，全村一百二十户人家，每户都出了工。"
ARTICLE = ["首页 > 要闻 > 正文", "梯田里的新水渠", "本报记者 方圆", BODY, "网(wǎng)格化\u3000管理", MORE, "相关阅读"]
LINES = [
    *ARTICLE,
    "茶园开采了",
    "",
    "\u200b",
    "责任编辑：某人",
    "A line of English, long enough to be running text here.",
]
SIZE = 120  # of a part, in place of a million


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=40), st.lists(st.integers(0, 400)), st.sampled_from("\n\r")
)
def test_cuts_do_not_depend_on_how_the_text_comes(lines: list[str], places: list[int], line_end: str) -> None:
    """Read in pieces of any length, the parts are the same, and they are the text."""
    text = line_end.join(lines)
    pieces = [text[start:end] for start, end in pairwise(sorted({0, *places, len(text)}))]
    parts = list(cut_text([text], size=SIZE))
    assert list(cut_text(pieces, size=SIZE)) == parts
    assert "".join(parts) == text
    assert all(parts) or not text


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=60))
def test_a_part_ends_with_running_text_where_there_is_some(lines: list[str]) -> None:
    """No list, menu or paragraph is cut where a line of running text comes in time."""
    parts = list(cut_text(["\n".join([*lines, BODY, BODY, BODY]) + "\n"], size=SIZE))
    assert all(part.rstrip("\n").endswith((BODY, MORE, LINES[-1])) for part in parts)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("字" * 200 + "。" + "字" * 700, "字" * 200 + "。"),
        ("字" * 130 + "！” " + "字" * 700, "字" * 130 + "！”"),
        ("word " * 200, "word " * 96),
        ("字" * 1000, "字" * 480),
        ("短行\n" * 300, "短行\n" * 160),
    ],
)
def test_a_line_that_never_ends_is_cut_where_it_hurts_least(text: str, first: str) -> None:
    """At a line end, else at the end of a sentence, else at a space, else anywhere."""
    assert next(cut_text([text], size=SIZE)) == first


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=60))
def test_a_file_read_in_parts_is_the_file(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """Text, sentences, repairs, boilerplate and problems, with places in the whole, part by part or at once."""
    path = tmp_path_factory.mktemp("parts") / "a.txt"
    path.write_text("\n".join([BODY, *lines]), "utf-8")
    parts = list(read_parts(path, size=SIZE))
    document = joined_parts(parts)
    assert document.text == path.read_text("utf-8")
    assert document.cuts == tuple(accumulate(len(part.document.text) for part in parts[:-1]))
    assert [part.document for part in parts_of(document)] == [part.document for part in parts]
    streamed = [
        (segment.text, segment.start + part.start, segment.end + part.start)
        for part in map(clean_part, parts)
        for segment in split(part.document)
    ]
    assert [(segment.text, segment.start, segment.end) for segment in split(clean(document))] == streamed


def test_only_the_ends_of_a_file_are_the_ends_of_an_article(tmp_path: Path) -> None:
    """A menu is looked for before the first running text, links behind the last; between parts there is neither."""
    items = ["要闻", "乡镇", "视频", "专题", "人物"]
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*items, "梯田里的新水渠", BODY, MORE, BODY, *items, MORE, BODY, MORE]), "utf-8")
    document = clean(joined_parts(list(read_parts(path, size=SIZE))))
    assert len(document.cuts) >= 1
    marked = [block for block in document.blocks if block.kind is BlockKind.BOILERPLATE]
    assert [document.text[block.start : block.end] for block in marked] == items


def test_problems_name_their_line_in_the_file(tmp_path: Path) -> None:
    """Also in a later part, and each once."""
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*[BODY] * 9, "水\ufffd来了。", BODY]), "utf-8")
    problems = clean(joined_parts(list(read_parts(path, size=SIZE)))).problems
    assert [(problem.code, problem.line) for problem in problems] == [("damaged-text", 10)]


def test_a_text_shorter_than_a_part_is_one(tmp_path: Path) -> None:
    """No article is ever cut."""
    path = tmp_path / "a.txt"
    path.write_text(f"{BODY}\n" * 100, "utf-8")
    assert read_document(path).cuts == ()


def test_a_line_that_goes_through_many_parts_is_told_once(tmp_path: Path) -> None:
    """It is one paragraph of the file."""
    path = tmp_path / "a.txt"
    path.write_text(f"{BODY}\n" + "水渠通了" * 2_500_000, "utf-8")
    document = read_document(path)
    assert len(document.cuts) >= 2
    assert [(problem.code, problem.line) for problem in document.problems] == [("long-paragraph", 2)]
