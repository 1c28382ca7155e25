"""Reading of text, Markdown, web pages and Word files, in whatever encoding they were saved."""

import codecs
import sys
import zipfile
from pathlib import Path

import pytest

from tm.errors import InputError, ModelUnavailable, SettingsError
from tm.text import markup
from tm.text.encodings import decode
from tm.text.read import read_document
from tm.text.shape import block_kind
from tm.units import BlockKind, Document

SIMPLIFIED = "水渠修好了，村里的人都说这是大家一起干出来的。去年他们又种下三千株茶苗，今年春天就要采茶了。"
TRADITIONAL = "水渠修好了，村裡的人都說這是大家一起幹出來的。去年他們又種下三千株茶苗，今年春天就要採茶了。"
PAGE = """<html><head><meta charset="{charset}"><title>梯田里的新水渠</title></head><body>
<nav><a href="/">首页</a> <a href="/n">要闻</a></nav><article><h1>梯田里的新水渠</h1>
<p>入夏以来，三道岭的梯田第一次没有断水。新修的水渠绕山十二公里，把后山的泉水引到了九百亩梯田里，村民们不用再半夜起来守水。</p>
<figure><img src="a.jpg" alt=""><figcaption>▲村民在清理水渠。</figcaption></figure>
<h2>一锹一锹挖出来</h2>
<p>“石头太硬，一天只能往前挪两米。”带头修渠的老支书回忆说，全村一百二十户人家，每户都出了工，最忙的时候工地上有三百多人。</p>
<table><tr><th>年份</th><th>长度</th></tr><tr><td>前年</td><td>五公里</td></tr></table>
<p>下一步，村里打算沿着水渠修一条步道，让来看梯田的客人能从山脚一直走到泉眼，顺路在农家喝一碗茶、住上一晚。</p></article>
<footer>关于我们</footer></body></html>"""


def read(folder: Path, name: str, content: str | bytes, **options: str) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path, **options)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED + "\n", "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "𠮷", "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gbk", "gb18030"),
        ("Вода пришла в мае, и вся деревня вышла к новому каналу. " * 4, "cp1251", "cp1251"),
    ],
)
def test_the_encoding_is_found_by_itself(text: str, codec: str, name: str) -> None:
    """Byte order mark, UTF-8, Chinese encodings and others are told apart."""
    decoded, found = decode(text.encode(codec))
    assert decoded == text
    assert found == name


def test_a_named_encoding_is_obeyed() -> None:
    """GBK is read as GB18030, its superset; a name that is none is refused."""
    assert decode("好€".encode("gb18030"), "gbk") == ("好€", "gbk")
    with pytest.raises(SettingsError, match="not an encoding"):
        decode(b"a", "utf-ate")


@pytest.mark.parametrize(("codec", "cut"), [("utf-8", 1), ("gbk", 1), ("big5", 1)])
def test_a_file_cut_inside_a_character_is_still_read(codec: str, cut: int) -> None:
    """A few damaged bytes show as U+FFFD and do not make the rest unreadable."""
    decoded, _ = decode((TRADITIONAL + "好").encode(codec)[:-cut])
    assert decoded == TRADITIONAL + "\ufffd"


def test_wrong_bytes_for_a_named_encoding_are_an_error_with_their_place(tmp_path: Path) -> None:
    """The message names the encoding, the offset and what to do."""
    with pytest.raises(InputError, match=r"a\.txt: byte 2 is not utf-8; leave the encoding out") as caught:
        read(tmp_path, "a.txt", b"ok\xff", encoding="utf-8")
    assert caught.value.path == tmp_path / "a.txt"


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n", "holds no text"),
        ("signs.txt", b"... 123", "holds no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "not a text file"),
        ("control.txt", b"a\x01\x02\x03b", "not a text file"),
        ("song.mp3", b"ID3", "type .mp3 are not read"),
        ("cue.srt", b"1\n00:00:01,000 --> 00:00:02,000\n...\n", "holds no text"),
        ("plain", b"hello", "type none are not read"),
        ("cut.docx", b"PK\x03\x04half", "not a whole Word file"),
        ("text.docx", b"hello", "not a whole Word file"),
        ("page.html", b"<html><body></body></html>", "holds no text"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: bytes, cause: str) -> None:
    """Every refusal names the file, the cause and a remedy."""
    with pytest.raises(InputError, match=rf"{name}: .*{cause}.*; "):
        read(tmp_path, name, content)


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    """They are named as what they are."""
    with pytest.raises(InputError, match="no such file; check the name"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder; name a file"):
        read_document(tmp_path)


def test_a_zip_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    """A whole zip without a Word document in it is no better than half a one."""
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(InputError, match="not a whole Word file"):
        read_document(tmp_path / "a.docx")


def test_every_line_of_a_text_file_is_a_block(tmp_path: Path) -> None:
    """Blocks are the lines without the white space around them, offsets in the decoded text, line ends as they are."""
    document = read(tmp_path, "a.txt", codecs.BOM_UTF8 + "　　第一段。\r\n\r\n第二段，\r\n第三段。\r\n".encode())
    assert texts(document) == ["第一段。", "第二段，", "第三段。"]
    assert document.blocks[0].start == 2
    assert (document.lang, document.encoding) == ("zh-CN", "utf-8")


def test_hard_wrapped_lines_are_one_paragraph(tmp_path: Path) -> None:
    """Lines that break off at the right margin are joined where the sentence goes on; a blank line parts."""
    wrapped = (
        "The canal was dug by hand over two long winters, and every household in the\n"
        "village sent someone to the site, often the very old or the very young, who\n"
        "carried stones down the slope in baskets.\n\nWater came in May.\n"
    )
    document = read(tmp_path, "a.txt", wrapped)
    assert [text.count("\n") for text in texts(document)] == [2, 0]


@pytest.mark.parametrize("width", [20, 30, 40, 47, 60])
def test_chinese_cut_off_at_a_margin_is_one_paragraph(tmp_path: Path, width: int) -> None:
    """Wherever the margin is, words are cut in two there; a blank line and a short line end the paragraph."""
    paragraph = "水渠是全村人用两个冬天一锹一锹挖出来的，家家户户都有人上工地，最老的和最小的也去，" * 6 + "水来了。"
    lines = [paragraph[at : at + width] for at in range(0, len(paragraph), width)]
    document = read(tmp_path, "a.txt", "水渠\n\n" + "\n".join([*lines, *lines]) + "\n\n水渠通水。\n")
    assert [text.replace("\n", "") for text in texts(document)] == ["水渠", paragraph, paragraph, "水渠通水。"]


def test_lines_of_any_length_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    """Where lines end at no margin each is one, open end or not: headings, signatures, verse of five characters."""
    lines = [
        "水渠通水",
        "村里人都说好，也有人说不好",
        "白日依山尽，",
        "黄河入海流。",
        "欲穷千里目，",
        "更上一层楼。",
        "山岭村",
    ]
    assert texts(read(tmp_path, "a.txt", "\n".join(lines))) == lines


def test_a_line_in_lower_case_after_a_comma_goes_on(tmp_path: Path) -> None:
    """So it is with verse and letters; a line that begins anew, or follows a blank one, does not."""
    verse = "The canal lies dry,\nthe reeds are brown;\nnobody comes here,\nNobody goes,\n\nnot in May.\n"
    document = read(tmp_path, "a.txt", verse)
    assert [text.count("\n") for text in texts(document)] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("梯田里的新水渠", BlockKind.HEADING),
        ("Water reaches the terraces", BlockKind.HEADING),
        ("本报记者 方圆 通讯员 田苗", BlockKind.BYLINE),
        ("山岭日报全媒体记者 方圆", BlockKind.BYLINE),
        ("山嶺日報記者　方圓", BlockKind.BYLINE),
        ("By Fang Yuan and Tian Miao", BlockKind.BYLINE),
        ("Staff reporter Fang Yuan", BlockKind.BYLINE),
        ("2021-05-06 10:20 来源：山岭日报", BlockKind.BYLINE),
        ("▲村民在清理水渠。", BlockKind.CAPTION),
        ("图为新修的水渠。", BlockKind.CAPTION),
        ("水渠通水的场景。 方圆 摄", BlockKind.CAPTION),
        ("Water runs along the new canal. Photo by Fang Yuan", BlockKind.CAPTION),
        ("1. Clean the ditch.", BlockKind.LIST),
        ("（二）疏通沟渠；", BlockKind.LIST),
        ("水来了。", BlockKind.PARAGRAPH),
        ("3.5万亩梯田喝上水。", BlockKind.PARAGRAPH),
        ("By noon the water had come.", BlockKind.PARAGRAPH),
    ],
)
def test_the_kind_of_a_line_is_told_by_its_shape(line: str, kind: BlockKind) -> None:
    """Headings end without a mark; bylines, captions and list items show by how they start or end."""
    assert block_kind(line) is kind


def test_markdown_marks_are_not_text(tmp_path: Path) -> None:
    """Headings, list items and quotes start behind their mark; the lines of a paragraph are one block."""
    document = read(tmp_path, "a.md", "# Water comes\n\nThe canal\nis open.\n\n---\n- first item\n> a quote\n")
    assert texts(document) == ["Water comes", "The canal\nis open.", "first item", "a quote"]
    assert [block.kind for block in document.blocks[:3]] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST]


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_web_page_gives_its_article_in_reading_order(tmp_path: Path, charset: str) -> None:
    """Title once, headings, captions, paragraphs; no menus. The declared encoding is obeyed."""
    document = read(tmp_path, "a.html", PAGE.format(charset=charset).encode(charset))
    found = texts(document)
    assert found.count("梯田里的新水渠") == 1
    assert found[0] == "梯田里的新水渠"
    assert found.index("▲村民在清理水渠。") == found.index("一锹一锹挖出来") - 1
    assert sum(len(text) > 50 for text in found) == 3
    assert not {"首页", "关于我们"} & set(found)
    kinds = dict(zip(found, (block.kind for block in document.blocks), strict=True))
    assert kinds["▲村民在清理水渠。"] is BlockKind.CAPTION
    assert kinds["一锹一锹挖出来"] is BlockKind.HEADING
    assert document.encoding == charset


SHORT = """<html><head><title>水渠修好了</title></head><body>
<div id="nav"><a href="/">首页</a> | <a href="/n">新闻</a></div>
<div><h1>水渠修好了</h1><h2>一锹一锹挖出来</h2><div>村里的人都说好。<br>大家都来了。</div>
<h2>下一步</h2><div>明年还要修一条路。</div><img alt="">
<div><figcaption>▲新修的水渠。</figcaption></div></div></body></html>"""


def test_a_short_page_of_plain_divisions_keeps_its_headings(tmp_path: Path) -> None:
    """Where no article can be told from the page, its own elements give the structure; links alone are a menu."""
    document = read(tmp_path, "a.html", SHORT)
    found = {document.text[block.start : block.end]: block.kind for block in document.blocks}
    assert found == {
        "首页 | 新闻": BlockKind.BOILERPLATE,
        "水渠修好了": BlockKind.HEADING,
        "一锹一锹挖出来": BlockKind.HEADING,
        "村里的人都说好。": BlockKind.PARAGRAPH,
        "大家都来了。": BlockKind.PARAGRAPH,
        "下一步": BlockKind.HEADING,
        "明年还要修一条路。": BlockKind.PARAGRAPH,
        "▲新修的水渠。": BlockKind.CAPTION,
    }
    assert len(document.blocks) == len(found)


def test_a_huge_page_is_taken_whole_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search for the article would take minutes and gigabytes."""
    monkeypatch.setattr(markup, "_LARGEST_PAGE_CHARS", 50_000)
    page = "<html><body>" + "<p>水渠修好了，村里的人都说好。</p>" * 3_000 + "</body></html>"
    document = read(tmp_path, "a.html", page)
    assert len(document.blocks) == 3_000
    assert [problem.code for problem in document.problems] == ["large-page"]


def test_a_paragraph_without_end_is_reported(tmp_path: Path) -> None:
    """A file whose line ends are lost is read, and flagged."""
    document = read(tmp_path, "a.txt", "第一段。\n" + "水来了。" * 300_000)
    assert [(problem.code, problem.line) for problem in document.problems] == [("long-paragraph", 2)]


def test_a_cell_that_never_ends_is_refused(tmp_path: Path) -> None:
    """A quote that nobody closed; the line is named."""
    with pytest.raises(InputError, match=r"a\.csv:2: a cell holds more than .*: close the quote"):
        read(tmp_path, "a.csv", b'water\na,"' + b"b" * 2_000_000)


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    for package, name in (("pypdfium2", "a.pdf"), ("ebooklib", "a.epub"), ("translate.storage.base", "a.po")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(ModelUnavailable, match=r'pip install "duizhao\[formats\]"'):
            read(tmp_path, name, b"%PDF")


def test_a_word_file_gives_paragraphs_and_cells_in_order(tmp_path: Path) -> None:
    """A merged cell is read once; styles tell headings, captions and lists."""
    import docx

    word = docx.Document()
    word.add_heading("梯田里的新水渠")
    word.add_paragraph("水来了。\n路通了。")
    table = word.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "长度"
    table.cell(1, 0).text, table.cell(1, 1).text = "前年", "五公里"
    word.add_paragraph("清理沟渠。", style="List Bullet")
    word.save(str(tmp_path / "a.docx"))
    document = read_document(tmp_path / "a.docx")
    assert texts(document) == ["梯田里的新水渠", "水来了。", "路通了。", "长度", "前年", "五公里", "清理沟渠。"]
    kinds = [block.kind.value for block in document.blocks]
    assert kinds == ["heading", "paragraph", "paragraph", "cell", "cell", "cell", "list"]
    assert document.text.splitlines() == texts(document)


def test_the_language_may_be_given(tmp_path: Path) -> None:
    """A region that the text cannot tell is taken from the option."""
    assert read(tmp_path, "a.txt", TRADITIONAL, lang="zh-HK").lang == "zh-HK"
    assert read(tmp_path, "b.txt", TRADITIONAL).lang == "zh-Hant"
