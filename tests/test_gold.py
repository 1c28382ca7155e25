"""Gold alignments as files hold them; what is wrong in one is told with its line."""

from pathlib import Path

import pytest

from tm.align.gold import read_gold
from tm.errors import InputError

ZH = ("标题", "天亮了。", "人们出门，", "去了集市。")
EN = ("A Title", "Day broke.", "People went out to the market.", "It was fair day.")
BEADS = "[0]:[0]\n[1]:[1]\n\n[2, 3]:[2]\n[]:[3]\n"


def save(folder: Path, *, name: str = "fair", beads: str = BEADS, zh: tuple[str, ...] = ZH) -> None:
    (folder / f"{name}.zh.sents").write_text("".join(f"{line}\n" for line in zh), "utf-8")
    (folder / f"{name}.en.sents").write_text("".join(f"{line}\n" for line in EN), "utf-8")
    (folder / f"{name}.gold").write_text(beads, "utf-8")


def test_vecalign_lines_are_beads(tmp_path: Path) -> None:
    """Chinese is the source; blank lines and a cost at the end of a line are passed over."""
    save(tmp_path, beads=BEADS.replace("[1]:[1]", "[1]:[1]:0.25"))
    (document,) = read_gold(tmp_path)
    assert (document.name, document.source, document.target) == ("fair", ZH, EN)
    assert document.beads == (((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((), (3,)))
    assert document.source_blocks is document.target_blocks is document.source_path is None


def test_the_raw_text_tells_the_paragraphs(tmp_path: Path) -> None:
    """Sentences on one line of NAME.<lang>.txt share a block."""
    save(tmp_path)
    (tmp_path / "fair.zh.txt").write_text("标题\n\n天亮了。人们出门，\n\n去了集市。\n", "utf-8")
    (document,) = read_gold(tmp_path)
    assert document.source_blocks is not None
    first, second, third, fourth = document.source_blocks
    assert first < second == third < fourth
    assert document.source_path == tmp_path / "fair.zh.txt"
    assert document.target_blocks is None


def test_the_raw_text_may_be_in_another_encoding(tmp_path: Path) -> None:
    """It is read as an article is: GB18030 here."""
    save(tmp_path)
    (tmp_path / "fair.zh.txt").write_bytes("标题\n天亮了。人们出门，\n去了集市。\n".encode("gb18030"))
    (document,) = read_gold(tmp_path)
    assert document.source_blocks == (0, 1, 1, 2)


def test_a_sentence_that_the_raw_text_lacks_is_named(tmp_path: Path) -> None:
    """The two files of an article must agree."""
    save(tmp_path)
    (tmp_path / "fair.zh.txt").write_text("标题\n\n天黑了。\n", "utf-8")
    with pytest.raises(InputError, match="天亮了") as caught:
        read_gold(tmp_path)
    assert caught.value.path == tmp_path / "fair.zh.txt"


@pytest.mark.parametrize("line", ["1:1", "[1][1]", "[1]:[a]", "[1]:", "# a remark", "[-1]:[0]"])
def test_a_malformed_line_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    """The file, the line, and what a bead looks like."""
    save(tmp_path, beads=f"[0]:[0]\n{line}\n")
    with pytest.raises(InputError, match=r"\[3\]:\[4, 5\]") as caught:
        read_gold(tmp_path)
    assert (caught.value.path, caught.value.line) == (tmp_path / "fair.gold", 2)


@pytest.mark.parametrize(
    ("beads", "line", "message"),
    [
        (BEADS + "[4]:[4]\n", 6, "names source sentence 4, but there are 4, counted from 0"),
        ("[0]:[0]\n[1]:[0]\n", 1, "names target sentence 0, and so does another line"),
    ],
    ids=["too-many", "twice"],
)
def test_a_bead_names_sentences_that_are_there_and_its_own(tmp_path: Path, beads: str, line: int, message: str) -> None:
    """None that is not there, none twice; the line is told."""
    save(tmp_path, beads=beads)
    with pytest.raises(InputError, match=message) as caught:
        read_gold(tmp_path)
    assert caught.value.line == line


def test_a_sentence_that_no_bead_names_has_no_counterpart(tmp_path: Path) -> None:
    """Many write only the links; the others stand where they belong."""
    save(tmp_path, beads="[1]:[1]\n[2, 3]:[2]\n")
    (document,) = read_gold(tmp_path)
    assert document.beads == (((0,), ()), ((), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((), (3,)))


@pytest.mark.parametrize(
    ("zh", "en", "gold", "beads"),
    [
        ("fair.zh", "fair.en", "fair.gold", BEADS),
        ("fair.zh", "fair.en", "fair.zhen", BEADS),
        ("fair.zh", "fair.en", "fair.enzh", "[0]:[0]\n[1]:[1]\n[2]:[2,3]\n[3]:[]\n"),
        ("zh/fair", "en/fair", "gold/fair", BEADS),
        ("zh/fair.txt", "en/fair.txt", "beads/fair.txt", BEADS),
        ("deep/fair.zh.sents", "deep/fair.en.sents", "deep/fair.gold", BEADS),
    ],
)
def test_gold_is_found_as_others_lay_it_out(tmp_path: Path, zh: str, en: str, gold: str, beads: str) -> None:
    """Sentences beside the beads or in folders by language; beads by their name or what they look like."""
    for name, text in ((zh, "\n".join(ZH)), (en, "\n".join(EN)), (gold, beads)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    whole, (one,) = read_gold(tmp_path), read_gold(tmp_path / gold)
    assert [document.beads for document in whole] == [one.beads]
    assert (one.source, one.target) == (ZH, EN)
    assert one.beads == (((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((), (3,)))


def test_the_raw_text_may_be_a_web_page_in_need_of_cleaning(tmp_path: Path) -> None:
    """Sentences are found in the text of the page, white space and repairs aside; places are its own."""
    save(tmp_path)
    lines = ("标题", "天\u3000亮了。", "人們出門(mén)，", "去了集市。")
    (tmp_path / "fair.zh.sents").write_text("标题\n天亮了。\n人們出門，\n去了集市。\n", "utf-8")
    page = "".join(f"<p>{line}</p>" for line in lines)
    (tmp_path / "fair.zh.html").write_text(f"<html><body><article>{page}</article></body></html>", "utf-8")
    (document,) = read_gold(tmp_path)
    assert document.source_path == tmp_path / "fair.zh.html"
    assert [end - start for start, end in document.source_places] == [2, 5, 10, 5]


def test_both_sentence_files_are_needed(tmp_path: Path) -> None:
    """A gold file alone cannot be read."""
    save(tmp_path)
    (tmp_path / "fair.en.sents").unlink()
    with pytest.raises(InputError, match=r"fair\.<lang>\.sents.*found 1"):
        read_gold(tmp_path)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    """Empty, or not there, or a file."""
    with pytest.raises(InputError, match="no gold"):
        read_gold(tmp_path)
    with pytest.raises(InputError, match="is not there"):
        read_gold(tmp_path / "nowhere")


def test_documents_come_by_name(tmp_path: Path) -> None:
    """Deterministic, whatever the file system says."""
    for name in ("b", "a", "c"):
        save(tmp_path, name=name)
    assert [document.name for document in read_gold(tmp_path)] == ["a", "b", "c"]


def save_intertext(folder: Path, *, links: str, to: str = "fair_zh.xml", source: str = "fair_en.xml") -> None:
    for lang, sentences in (("zh", ZH), ("en", EN)):
        lines = "".join(f'<s id="{lang}:{k}">{text}</s>' for k, text in enumerate(sentences))
        (folder / f"fair_{lang}.xml").write_text(f"<text><p>{lines}</p></text>", "utf-8")
    group = f'<linkGrp toDoc="{to}" fromDoc="{source}">{links}</linkGrp>'
    (folder / "fair.en.zh.xml").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{group}', "utf-8")


LINKS = (
    '<link type="1-1" xtargets="zh:0;en:0"/><link xtargets="zh:1;en:1"/>'
    '<link xtargets="zh:2 zh:3;en:2"/><link xtargets=";en:3"/>'
)


@pytest.mark.parametrize("turned", [False, True])
def test_intertext_links_are_beads_with_chinese_as_the_source(tmp_path: Path, turned: bool) -> None:
    """Whichever text the links name first."""
    if turned:
        links = LINKS.replace("zh:0;en:0", "en:0;zh:0").replace("zh:1;en:1", "en:1;zh:1")
        links = links.replace("zh:2 zh:3;en:2", "en:2;zh:2 zh:3").replace(";en:3", "en:3;")
        save_intertext(tmp_path, links=links, to="fair_en.xml", source="fair_zh.xml")
    else:
        save_intertext(tmp_path, links=LINKS)
    (document,) = read_gold(tmp_path)
    assert (document.source, document.target) == (ZH, EN)
    assert document.beads == (((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((), (3,)))


def test_intertext_links_name_each_sentence_once(tmp_path: Path) -> None:
    """As Vecalign beads; the line is told."""
    save_intertext(tmp_path, links='<link xtargets="zh:0;en:0"/>\n<link xtargets="zh:1;en:0"/>')
    with pytest.raises(InputError, match="and so does another line") as caught:
        read_gold(tmp_path)
    assert caught.value.line == 2
