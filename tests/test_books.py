"""PDF and EPUB: paragraphs put together again, running heads set aside, damage named."""

from pathlib import Path

import pytest
from files import bomb, pdf

from tm.errors import InputError
from tm.text.clean import clean
from tm.text.read import read_document
from tm.text.split import split
from tm.units import BlockKind, Document

pytest.importorskip("pypdfium2")
epub = pytest.importorskip("ebooklib.epub")

FIRST = "入夏以来，三道岭的梯田第一次没有断水。新修的水渠绕山十二公里，把后山的泉"
BODY = [
    (84, 750, FIRST),
    (60, 732, "水引到了九百亩梯田里，村民们不用再半夜起来守水𠮷。"),
    (84, 714, "明年还要修一条路，大家都很高兴，这条路从山脚一直通到泉眼，来看梯田的客人能"),
    (60, 696, "顺着水走上去。"),
    (60, 650, "The canal was dug by hand over two long winters, and every house-"),
    (60, 632, "hold in the village sent someone to the site, old people as well, so that"),
    (60, 614, "nobody was left at home."),
]


def read(folder: Path, content: bytes, name: str = "a.pdf") -> Document:
    (folder / name).write_bytes(content)
    return read_document(folder / name)


def texts(document: Document, kind: BlockKind | None = None) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if kind in (None, b.kind)]


def test_the_lines_of_a_page_become_paragraphs(tmp_path: Path) -> None:
    """Indent, short line and gap part paragraphs; a hyphen at the line end goes; a line break stays for cleaning."""
    document = read(tmp_path, pdf([BODY]))
    assert texts(document) == [
        f"{FIRST}\n水引到了九百亩梯田里，村民们不用再半夜起来守水𠮷。",
        "明年还要修一条路，大家都很高兴，这条路从山脚一直通到泉眼，来看梯田的客人能\n顺着水走上去。",
        "The canal was dug by hand over two long winters, and every household in the village sent someone to the site, "
        "old people as well, so that\nnobody was left at home.",
    ]
    assert (document.lang, document.encoding, document.left_out) == ("zh-CN", "pdf", 0)


def test_a_hyphen_that_belongs_to_the_word_stays(tmp_path: Path) -> None:
    """Behind a figure, before a capital, or where the text writes the word with one elsewhere."""
    lines = [
        "The people of the county sing their tea-picking songs for a 67-year-",
        "old woman, and their tea-",
        "picking songs she taught to every pupil in the house-",
        "hold, in the old Sino-",
        "Russian tea house.",
    ]
    document = read(tmp_path, pdf([[(60, 700 - 18 * at, line) for at, line in enumerate(lines)]]))
    whole = " ".join(document.text.split())
    assert "67-year-old woman, and their tea-picking songs" in whole
    assert "household, in the old Sino-Russian tea house" in whole


def test_running_heads_and_page_numbers_are_boilerplate(tmp_path: Path) -> None:
    """A line at the edge of three pages, its number aside; a paragraph goes on over the page end."""
    second = FIRST.replace("入夏", "去年")
    open_end = [(60, 700, FIRST), (60, 682, second)]
    pages = [[(60, 800, f"山岭日报 第{n}页"), *open_end, (290, 30, f"- {n} -")] for n in (1, 2, 3)]
    document = read(tmp_path, pdf(pages))
    assert texts(document, BlockKind.BOILERPLATE) == [
        text for n in (1, 2, 3) for text in (f"山岭日报 第{n}页", f"- {n} -")
    ]
    assert [text for text in texts(document) if text.startswith("入夏")] == ["\n".join([FIRST, second] * 3)]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    """A heading over both is wider than either and makes no line of theirs a short one; a paragraph goes on."""
    lines = [f"{number}水渠修好了村里的人都说这是大家干" for number in "一二三四五六七八"]
    left = [(60, 700 - 18 * n, line) for n, line in enumerate(lines[:5])]
    right = [(320, 700 - 18 * n, line) for n, line in enumerate(lines[5:])]
    end = [(320, 646, "路也通了。"), (344, 628, "茶园开采了。")]
    document = read(tmp_path, pdf([[(60, 750, "三道岭的梯田里从此有了自己的新水渠和新路"), *left, *right, *end]]))
    paragraph = "\n".join([*lines, "路也通了。"])
    assert texts(document) == ["三道岭的梯田里从此有了自己的新水渠和新路", paragraph, "茶园开采了。"]


def test_heads_of_two_lines_on_two_pages_are_told_by_their_place(tmp_path: Path) -> None:
    """Date and title above, address and page number below, as browsers print them."""
    pages = [
        [
            (30, 820, f"11/22/26, {n}:28 AM"),
            (290, 810, "新水渠"),
            (60, 780, f"{n}{FIRST}"),
            (30, 20, f"http://a.b {n}/2"),
        ]
        for n in (1, 2)
    ]
    document = read(tmp_path, pdf(pages))
    assert texts(document, BlockKind.BOILERPLATE)[:3] == ["11/22/26, 1:28 AM", "新水渠", "http://a.b 1/2"]
    assert [text for text in texts(document) if FIRST in text] == [f"1{FIRST}\n2{FIRST}"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"%PDF-1.4 half", "is not a whole PDF file; copy"),
        (pdf([BODY], password=True), "is encrypted; save it without a password"),
        (pdf([[]]), "holds no text, only pictures of pages; run text recognition"),
    ],
)
def test_a_pdf_without_text_to_read_says_why(tmp_path: Path, content: bytes, cause: str) -> None:
    """Damaged, encrypted and scanned files are told apart."""
    with pytest.raises(InputError, match=cause):
        read(tmp_path, content)


def test_pages_without_text_are_reported(tmp_path: Path) -> None:
    """The others are read."""
    document = read(tmp_path, pdf([BODY, []]))
    assert [(problem.code, problem.message[:22]) for problem in document.problems] == [
        ("page-without-text", "pages without text: 2;")
    ]


CHAPTERS = ("<h1>第一章</h1><p>水来了。<br/>路通了。</p>", "<p>去年种下茶苗。</p>")


def book(path: Path, *texts: str) -> Path:
    volume = epub.EpubBook()
    volume.set_identifier("canal")
    volume.set_title("水渠")
    volume.set_language("zh")
    chapters = []
    for number, text in enumerate(texts or CHAPTERS):
        chapter = epub.EpubHtml(title=str(number), file_name=f"{9 - number}.xhtml")
        chapter.content = text
        volume.add_item(chapter)
        chapters.append(chapter)
    volume.toc = chapters
    volume.add_item(epub.EpubNav())
    volume.spine = ["nav", *chapters]
    epub.write_epub(str(path), volume)
    return path


def test_the_chapters_of_a_book_stand_in_the_order_of_its_spine(tmp_path: Path) -> None:
    """Headings are headings, a line break parts; the table of contents is counted, not read."""
    document = read_document(book(tmp_path / "a.epub"))
    assert texts(document) == ["第一章", "水来了。", "路通了。", "去年种下茶苗。"]
    assert document.blocks[0].kind is BlockKind.HEADING
    assert document.left_out > 0


def test_the_numbers_of_notes_are_signs_of_notes(tmp_path: Path) -> None:
    """In a chapter they stand behind the full stop and belong to its sentence; a square metre is none."""
    signs = "<sup><a href='#n'>1</a></sup>路通了。<a epub:type='noteref' href='#n'>2</a>"
    chapter = f"<h1>第一章</h1><p>水来了。{signs}田有100m<sup>2</sup>。</p><aside id='n'><p>1. 见《县志》。</p></aside>"
    document = read_document(book(tmp_path / "a.epub", chapter))
    sentences = [segment.text for segment in split(clean(document))]
    assert sentences == ["第一章", "水来了。[1]", "路通了。[2]", "田有100m2。", "1. 见《县志》。"]


def test_a_damaged_book_is_refused(tmp_path: Path) -> None:
    """Cut off, no book at all, or a bomb, without unpacking it."""
    whole = book(tmp_path / "a.epub").read_bytes()
    for content in (whole[: len(whole) // 2], b"hello", b"PK\x03\x04"):
        with pytest.raises(InputError, match="is not a whole book"):
            read(tmp_path, content, "b.epub")
    with pytest.raises(InputError, match="unpacks to 286 MB of text markup, more than 200"):
        read_document(bomb(tmp_path / "c.epub", "OEBPS/a.xhtml"))
