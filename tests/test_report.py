"""The report is one safe page that shows every sentence and leads to what needs eyes."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from tm.app.report import Grade, Report, ReportDocument, ReportTerm, grade_of, write_report
from tm.errors import StorageError
from tm.units import Alignment, Bead, Block, BlockKind, Document, Problem, Repair, Segment

SOURCE = "标题\n一。二。三。\n责任编辑：某人"
TARGET = "Heading\nOne. <b>Two</b> & \xa0more. Four.\n"


def bead(source: range, target: range, confidence: float) -> Bead:
    return Bead(source, target, score=0.0, confidence=confidence)


def segment(text: str, piece: str, lang: str, block: int) -> Segment:
    start = text.index(piece)
    return Segment(piece, lang, start, start + len(piece), block)


def document(name: str = "first & <best>", confidences: tuple[float, float] = (0.97, 0.31)) -> ReportDocument:
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BOILERPLATE)
    blocks, at = [], 0
    for kind, line in zip(kinds, SOURCE.split("\n"), strict=True):
        blocks.append(Block(kind, at, at + len(line)))
        at += len(line) + 1
    space = TARGET.index("\xa0")
    return ReportDocument(
        name=name,
        source=Document(
            path=Path("a.zh.txt"),
            text=SOURCE,
            lang="zh-CN",
            encoding="utf-8",
            blocks=tuple(blocks),
            problems=(Problem("mojibake", "a.zh.txt", 2, "looks damaged <here>"),),
        ),
        target=Document(
            path=Path("a.en.txt"),
            text=TARGET,
            lang="en-US",
            encoding="utf-8",
            blocks=(Block(BlockKind.HEADING, 0, 7), Block(BlockKind.PARAGRAPH, 8, len(TARGET))),
            repairs=(Repair("nbsp", space, space + 1, ""),),
        ),
        alignment=Alignment(
            source=tuple(
                segment(SOURCE, piece, "zh-CN", block)
                for piece, block in [("标题", 0), ("一。", 1), ("二。", 1), ("三。", 1)]
            ),
            target=tuple(
                segment(TARGET, piece, "en-US", block)
                for piece, block in [("Heading", 0), ("One.", 1), ("<b>Two</b> & \xa0more.", 1), ("Four.", 1)]
            ),
            beads=(
                bead(range(0, 1), range(0, 1), confidences[0]),
                bead(range(1, 3), range(1, 3), confidences[1]),
                bead(range(3, 4), range(3, 3), 0.9),
                bead(range(4, 4), range(3, 4), 0.9),
            ),
        ),
    )


def report(*documents: ReportDocument, terms: tuple[ReportTerm, ...] = ()) -> Report:
    return Report(
        title="Seeds <script>alert(1)</script>",
        date="2024-05-01",
        source_lang="zh-CN",
        target_lang="en-US",
        documents=documents,
        terms=terms,
    )


def page(folder: Path, shown: Report) -> html.HtmlElement:
    write_report(folder / "report.html", shown)
    return html.document_fromstring((folder / "report.html").read_text("utf-8"))


def rows(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return tree.xpath("//table[@class='pairs']/tbody/tr")


def figures(tree: html.HtmlElement) -> dict[str, str]:
    return {box.findtext("dt"): box.findtext("dd") for box in tree.xpath("//dl/div")}


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    """No script, no style sheet, picture or link outside; it says so in its policy."""
    tree = page(tmp_path, report(document(), terms=(ReportTerm("党", "Party", 0.5, 2),)))
    assert tree.xpath("//script | //link | //img | //iframe | //@onclick") == []
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert "url(" not in tree.findtext(".//style")
    assert tree.xpath("//meta[@http-equiv]/@content") == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>\n")


def test_every_text_is_escaped(tmp_path: Path) -> None:
    """Title, names, sentences, terms and messages are text, never markup."""
    tree = page(tmp_path, report(document(), terms=(ReportTerm("<i>党</i>", "&amp;", None, 2, "<u>", "<s>"),)))
    assert tree.findtext(".//h1") == "Seeds <script>alert(1)</script>"
    assert tree.xpath("//b | //i | //u | //s") == []
    assert "<b>Two</b> & more." in rows(tree)[1].text_content()
    assert "&amp;" in tree.xpath("//section[@aria-labelledby='terms']")[0].text_content()
    assert "looks damaged <here>" in tree.xpath("//details")[0].text_content()


def test_every_sentence_is_shown_in_its_language(tmp_path: Path) -> None:
    """A row for each bead, side by side, tagged with the language; the empty side of an unpaired one says so."""
    tree = page(tmp_path, report(document()))
    cells = [[cell.text_content() for cell in row.xpath("td[@class='text']")] for row in rows(tree)]
    assert cells == [
        ["标题", "Heading"],
        ["一。二。", "One. <b>Two</b> & more."],
        ["三。", "nothing"],
        ["nothing", "Four."],
    ]
    assert {tuple(row.xpath("td/@lang")) for row in rows(tree)} == {("zh-CN", "en-US")}


@pytest.mark.parametrize(
    ("confidence", "grade"),
    [(1, "A"), (0.95, "A"), (0.9499, "B"), (0.8, "B"), (0.79, "C"), (0.5, "C"), (0.49, "D"), (0, "D")],
)
def test_grades_follow_confidence(confidence: float, grade: str) -> None:
    """The floors stand in the legend; an unpaired bead has its own grade whatever its confidence."""
    assert grade_of(bead(range(1), range(1), confidence)) == Grade(grade)
    assert grade_of(bead(range(1), range(0), confidence)) is Grade.UNPAIRED


def test_confidence_is_told_by_letter_and_not_by_colour_alone(tmp_path: Path) -> None:
    """Each row has its letter and percentage; floored, so that 94.99 % is not read as sure."""
    tree = page(tmp_path, report(document(confidences=(0.9499, 0.31))))
    marks = [" ".join(row.xpath("td[last()]")[0].text_content().split()) for row in rows(tree)]
    assert marks == ["B 94 %", "D 31 % next ↓", "– next ↓", "– last · top ↑"]


def test_links_lead_from_one_doubtful_row_to_the_next(tmp_path: Path) -> None:
    """From the figures of a document to its first, through all, and back; every link has its place."""
    tree = page(tmp_path, report(document("a"), document("b")))
    assert [row.get("id") for row in rows(tree)] == [None, "d1-2", "d1-3", "d1-4", None, "d2-2", "d2-3", "d2-4"]
    following = ["#d1-3", "#d1-4", "#documents", "#d2-3", "#d2-4", "#documents"]
    assert [link for row in rows(tree) for link in row.xpath(".//@href")] == following
    assert tree.xpath("//main/div[1]//tbody//@href") == ["#d1", "#d1-2", "#d2", "#d2-2"]
    assert {link[1:] for link in tree.xpath("//@href")} <= set(tree.xpath("//@id"))


def test_totals_add_up(tmp_path: Path) -> None:
    """Over all documents; unpaired sentences have no part in the mean."""
    second = document("b", confidences=(1.0, 1.0))
    tree = page(
        tmp_path, report(document("a", confidences=(0.5, 0.25)), second, terms=(ReportTerm("党", "Party", 0.5, 2),))
    )
    assert figures(tree) == {
        "Documents": "2",
        "Sentences zh-CN": "8",
        "Sentences en-US": "8",
        "Pairs": "4",
        "Terms": "1",
        "Mean confidence": "68.8 %",
        "Need eyes": "6",
    }
    table = [[cell.text_content() for cell in row] for row in tree.xpath("//main/div[1]//tbody/tr")]
    assert table == [
        ["a", "4 / 4", "2", "0", "0", "1", "1", "2", "37.5 %", "4"],
        ["b", "4 / 4", "2", "2", "0", "0", "0", "2", "100.0 %", "2"],
    ]


def test_cleaning_is_shown(tmp_path: Path) -> None:
    """What was left out, what was repaired with the text around it, and what is to be checked."""
    tree = page(tmp_path, report(document()))
    (details,) = tree.xpath("//details")
    assert details.get("open") is None
    assert details.findtext("summary") == "Cleaning: 3 places"
    items = [item.text_content() for item in details.xpath(".//li")]
    assert items[0] == "责任编辑：某人"
    assert items[1] == "mojibake line 2: looks damaged <here>"
    assert items[2].startswith("nbsp …")
    assert details.xpath(".//del/text()") == ["\xa0"]


def test_terms_are_listed_with_examples(tmp_path: Path) -> None:
    """Both sides, confidence, count and example; the section is left out where there are none."""
    terms = (ReportTerm("党支部", "Party branch", 0.934, 1200, "党支部成立。", "The branch was founded."),)
    tree = page(tmp_path, report(document(), terms=terms))
    cells = [cell.text_content() for cell in tree.xpath("//section[@aria-labelledby='terms']//tbody/tr/td")]
    assert cells == ["党支部", "Party branch", "93.4 %", "1,200", "党支部成立。The branch was founded."]
    assert page(tmp_path, report(document())).xpath("//section[@aria-labelledby='terms']") == []


def test_a_term_without_a_rendering_is_listed(tmp_path: Path) -> None:
    """A dash stands for what is not known."""
    tree = page(tmp_path, report(terms=(ReportTerm("党支部", "", 0.5, 2, "党支部成立。"),)))
    cells = [cell.text_content() for cell in tree.xpath("//section[@aria-labelledby='terms']//tbody/tr/td")]
    assert cells == ["党支部", "–", "50.0 %", "2", "党支部成立。"]


def test_an_empty_report_is_a_page(tmp_path: Path) -> None:
    """No documents: no mean is made up; how files pair stands in the place of the table."""
    tree = page(tmp_path, report())
    assert figures(tree)["Mean confidence"] == "–"
    assert tree.xpath("//table") == []
    assert tree.xpath("//main/p/code/text()") == ["a.zh.txt", "a.en.txt"]


def test_same_report_gives_same_bytes(tmp_path: Path) -> None:
    """The page holds no moment but the date given."""
    write_report(tmp_path / "a.html", report(document()))
    write_report(tmp_path / "b.html", report(document()))
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    """The message names the page."""
    with pytest.raises(StorageError, match=r"report\.html"):
        write_report(tmp_path / "none" / "report.html", report())


def test_what_has_moved_is_marked(tmp_path: Path) -> None:
    """In its row, in words, and counted over the document; elsewhere nothing speaks of moves."""
    still = document()
    assert "moved" not in page(tmp_path, report(still)).find(".//main").text_content()
    beads = (
        bead(range(0, 1), range(1, 3), 0.9),
        replace(bead(range(1, 3), range(0, 1), 0.9), moved=True),
        *still.alignment.beads[2:],
    )
    tree = page(tmp_path, report(replace(still, alignment=replace(still.alignment, beads=beads))))
    assert ["⇅ moved" in row.text_content() for row in rows(tree)] == [False, True, False, False]
    assert "1 moved" in tree.find(".//section").text_content()
