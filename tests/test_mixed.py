"""One file with both languages: how its sides are told apart, and where they stand in it."""

from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import InputError, SettingsError
from tm.text.account import characters
from tm.text.mixed import TwoSides, has_two_sides, read_two_sides
from tm.units import Document

ZH = ["水渠修好了。", "村里的人都说，这是大家一起干出来的。", "他在Three Ridges Water Office工作。"]
EN = ["The canal is mended.", "Everyone says (大家都说) that they did it together.", "He works at the water office."]


def read(folder: Path, text: str, name: str = "a.txt", **langs: str) -> TwoSides:
    (folder / name).write_text(text, "utf-8")
    return read_two_sides(folder / name, **langs)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{zh}\n{en}\n" for zh, en in zip(ZH, EN, strict=True)),
        "".join(f"{en}\n\n{zh}\n\n" for zh, en in zip(ZH, EN, strict=True)),
        "\n\n".join([*ZH, *EN]),
        "\n".join(f"{zh}\t{en}" for zh, en in zip(ZH, EN, strict=True)),
        "\n".join(f"{en} / {zh}" for zh, en in zip(ZH, EN, strict=True)),
        "\n".join(f"{zh} | {en}" for zh, en in zip(ZH, EN, strict=True)),
    ],
    ids=["lines", "paragraphs", "halves", "tab", "slash", "bar"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_both_sides_are_found_in_every_layout(tmp_path: Path, text: str, name: str) -> None:
    """A few words of the other language do not change the side; offsets are those of the one file."""
    sides = read(tmp_path, text, name)
    assert (texts(sides.source), texts(sides.target)) == (ZH, EN)
    assert sides.source.text == sides.target.text == text
    assert (sides.source.lang, sides.target.lang, sides.rows) == ("zh-CN", "en", ())


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (
            "各位代表：水渠修好了。 Fellow Deputies, The canal is mended. 一、工作 I. Our Work 去年，我们修了路。",
            ["各位代表：水渠修好了。", "一、工作 I. Our Work 去年，我们修了路。"],
            ["Fellow Deputies, The canal is mended."],
        ),
        (
            "The canal is mended now.2013年，村里的人修了路。They built the road as well.",
            ["2013年，村里的人修了路。"],
            ["The canal is mended now.", "They built the road as well."],
        ),
        (
            "他说 The canal is mended and so is the whole road 大家都信。",
            ["他说", "大家都信。"],
            ["The canal is mended and so is the whole road"],
        ),
        (
            "Everybody in the long valley says (大家都说) that they are done.",
            [],
            ["Everybody in the long valley says (大家都说) that they are done."],
        ),
    ],
)
def test_a_line_is_cut_where_a_text_of_the_other_language_begins(
    tmp_path: Path, line: str, zh: list[str], en: list[str]
) -> None:
    """Sentences and long headings are texts of their own; names, short titles and what stands in brackets are not."""
    sides = read(tmp_path, "\n".join([*ZH, line, *EN]))
    assert [text for text in texts(sides.source) if text not in ZH] == zh
    assert [text for text in texts(sides.target) if text not in EN] == en


def test_the_direction_is_as_asked(tmp_path: Path) -> None:
    """English first if the source is English or the target Chinese; other languages than Chinese need two files."""
    text = "\n".join(ZH + EN)
    for langs in ({"source_lang": "en-GB"}, {"target_lang": "zh-CN"}):
        sides = read(tmp_path, text, **langs)
        assert (texts(sides.source), texts(sides.target)) == (EN, ZH)
    assert read(tmp_path, text, source_lang="en-GB").source.lang == "en-GB"
    with pytest.raises(SettingsError, match="give two files"):
        read(tmp_path, text, source_lang="en", target_lang="de")


def test_a_text_with_a_quotation_is_no_pair(tmp_path: Path) -> None:
    """One language with a little of another is refused, and so is a table without a second column."""
    with pytest.raises(InputError, match=r"holds text in one language \(zh-CN\)"):
        read(tmp_path, "\n".join([*ZH * 4, "“Water is life.”"]))
    with pytest.raises(InputError, match="no column of Chinese beside one of its translation"):
        read(tmp_path, "\n".join(ZH[:2]), "a.csv")
    assert not has_two_sides(tmp_path / "a.csv")
    assert not has_two_sides(tmp_path / "none.txt")


@given(st.lists(st.sampled_from([*ZH, *EN, "2021-05-06", "", "　", "水 / water", "* * *", "# 水"]), max_size=30))
def test_every_visible_character_is_on_one_side(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """Both sides together hold what the file shows, signs that part them aside, and never the same place twice."""
    text = "\n".join([ZH[1], EN[1], *lines])
    try:
        sides = read(tmp_path_factory.mktemp("mixed"), text)
    except InputError:
        return  # too little of one language
    blocks = sorted((b.start, b.end) for side in (sides.source, sides.target) for b in side.blocks)
    assert all(end <= start for (_, end), (start, _) in pairwise(blocks))
    account = characters(sides.source, sides.target)
    assert account.read == account.kept + account.boilerplate + account.layout == len("".join(text.split()))
    assert account.layout == text.count(" / ")


def test_a_table_is_aligned_already(tmp_path: Path) -> None:
    """The columns of the two languages are found, wherever they stand; a header is none; half rows stay half."""
    table = "id,English,中文\n1,The canal is mended.,水渠修好了。\n2,Only English,\n3,,只有中文。\n4,2021,2021\n"
    sides = read(tmp_path, table, "a.csv")
    assert texts(sides.source) == ["水渠修好了。", "只有中文。", "2021"]
    assert texts(sides.target) == ["The canal is mended.", "Only English", "2021"]
    assert [(row.source, row.target, row.confidence) for row in sides.rows] == [
        (True, True, 1.0),
        (False, True, 1.0),
        (True, False, 1.0),
        (True, True, 1.0),
    ]
    account = characters(sides.source, sides.target)
    assert account.read == account.kept + account.boilerplate == len("".join(table.replace(",", "").split()))


def test_a_workbook_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    """Also where a sheet claims a million rows and columns."""
    book = openpyxl.Workbook()
    book.active.append(["水渠修好了。", "The canal is mended."])
    book.create_sheet().append(["水来了。", "Water is here."])
    book.worksheets[1]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    sides = read_two_sides(tmp_path / "a.xlsx")
    assert texts(sides.source) == ["水渠修好了。", "水来了。"]
    assert texts(sides.target) == ["The canal is mended.", "Water is here."]


def test_a_po_file_is_turned_to_the_direction_asked_for(tmp_path: Path) -> None:
    """What its header calls source may be our target; fuzzy messages are half as sure."""
    pytest.importorskip("translate.storage.po")
    po = (
        'msgid ""\nmsgstr "Language: zh_CN\\n"\n\nmsgid "Water is here."\nmsgstr "水来了。"\n\n'
        '#, fuzzy\nmsgid "Road"\nmsgstr "路"\n'
    )
    forth = read(tmp_path, po, "a.po", source_lang="zh-CN", target_lang="en-GB")
    assert (texts(forth.source), forth.source.lang, forth.target.lang) == (["水来了。", "路"], "zh-CN", "en-GB")
    assert [row.confidence for row in forth.rows] == [1.0, 0.5]
    assert texts(read(tmp_path, po, "a.po").source) == ["Water is here.", "Road"]
    with pytest.raises(InputError, match="holds no translation yet"):
        read(tmp_path, 'msgid "Road"\nmsgstr ""\n', "a.po")
