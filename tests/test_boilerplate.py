"""Saved pages of many layouts: the article comes through whole, the furniture of the page does not."""

import re
from pathlib import Path

import pytest

from tm.text.clean import clean
from tm.text.layout import text_blocks
from tm.text.read import read_document
from tm.text.split import split
from tm.units import Block, BlockKind, Document

PAGES = Path(__file__).parent / "pages"
SIDES = sorted(tuple(path.name.split(".")[:2]) for path in PAGES.glob("*.html"))
KEPT_FLOOR = 0.98  # of the sentences of the article
FURNITURE_CEILING = 0.01  # of the segments kept


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def gold(name: str, lang: str) -> tuple[list[str], list[str]]:
    """The sentences of the article with its headline, and the lines (~) that may be kept or not: dateline, byline."""
    lines = (PAGES / f"{name}.body.{lang}.txt").read_text("utf-8").splitlines()
    must = [squeezed(line) for line in lines if not line.startswith("~")]
    return must, [squeezed(line[1:]) for line in lines if line.startswith("~")]


def test_three_dozen_layouts_are_covered() -> None:
    """Each side has an article of 8 to 15 sentences and its headline; most have both sides."""
    assert len({name for name, _ in SIDES}) >= 36
    for name, lang in SIDES:
        assert 9 <= len(gold(name, lang)[0]) <= 16


@pytest.mark.parametrize(("name", "lang"), SIDES)
def test_a_page_gives_its_article_and_nothing_else(name: str, lang: str) -> None:
    """At least 98 % of the article's sentences are segments; at most 1 % of the segments are furniture."""
    must, may = gold(name, lang)
    segments = [squeezed(segment.text) for segment in split(clean(read_document(PAGES / f"{name}.{lang}.html")))]
    lost = [sentence for sentence in must if sentence not in segments]
    furniture = [text for text in segments if text not in must and not any(text in line for line in may)]
    assert len(lost) <= (1 - KEPT_FLOOR) * len(must), lost
    assert len(furniture) <= FURNITURE_CEILING * len(segments), furniture


def marked(*lines: str) -> list[str]:
    """The lines of a saved page that are marked as boilerplate."""
    text = "\n".join(lines)
    document = clean(Document(Path("a.txt"), text, "zh-CN", "utf-8", tuple(text_blocks(text))))
    return [text[block.start : block.end] for block in document.blocks if block.kind is BlockKind.BOILERPLATE]


TITLE = "梯田里的新水渠"
BODY = "入夏以来，三道岭的梯田第一次没有断水，新修的水渠绕山十二公里，把后山的泉水引到了九百亩梯田里。"
MORE = "“石头太硬，一天只能往前挪两米。”带头修渠的老支书回忆说，全村一百二十户人家，每户都出了工。"
COMMENT = "我就是三道岭的人，看到家乡的水渠通水了，心里特别激动，等过年回去一定要去渠边走一走看一看。"


def test_everything_behind_the_heading_of_the_comments_is_theirs() -> None:
    """Readers write whole sentences; where they stand tells them from the article."""
    comments = ("网友评论(2)", "山里人", COMMENT, "回复", "写得好。")
    assert marked(TITLE, BODY, MORE, *comments) == list(comments)


def test_an_article_behind_the_comment_widget_of_another_is_no_comment() -> None:
    """Where nothing says 回复 or gives a time, the text behind the heading is kept."""
    assert marked(TITLE, BODY, MORE, "网友评论(0)", "茶园开采了", COMMENT, MORE) == ["网友评论(0)"]


def test_a_word_about_comments_before_the_article_takes_nothing_away() -> None:
    """A comment counter above the text opens no section."""
    assert marked(TITLE, "评论(2)", BODY, MORE) == ["评论(2)"]


def test_a_menu_before_the_headline_is_a_run_of_short_lines() -> None:
    """Four items or more as short as a menu's; the line above the text is its headline."""
    menu = ["首页", "要闻", "乡镇", "视频", "专题"]
    assert marked(*menu, TITLE, BODY, MORE) == menu
    assert marked("本刊记者", "走基层", TITLE, BODY, MORE) == []


@pytest.mark.parametrize(
    "line", ["首页 | 要闻 | 乡镇 | 视频", "Home | News | Towns | Video", "首页 要闻 乡镇 视频 专题 论坛"]
)
def test_a_menu_in_one_line_is_told_by_its_items(line: str) -> None:
    """Three short items or more between bars, five or more between spaces."""
    assert marked(line, TITLE, BODY) == [line]
    assert marked(TITLE, BODY, line) == [line]


def test_a_row_of_names_in_a_byline_is_no_menu() -> None:
    """Names of two characters are set apart by spaces as the items of a menu are."""
    assert marked(TITLE, "本报记者 方 圆 通讯员 田 苗", BODY, MORE) == []


@pytest.mark.parametrize("title", [f"{TITLE} - 山岭日报", f"{TITLE}_要闻_山岭网", f"打印 - {TITLE}"])
def test_the_title_of_the_window_gives_way_to_the_headline(title: str) -> None:
    """A line that repeats the headline with the name of the site is the page's, not the article's."""
    assert marked(title, TITLE, BODY, MORE) == [title]


@pytest.mark.parametrize(
    "notice",
    [
        "We use cookies to improve your experience on our site. By continuing you agree to them.",
        "Subscribe to our newsletter and get the most important stories of the week every Friday morning.",
        "Get the best of our reporting sent straight to your inbox every morning before your first coffee.",
        "本网站使用cookie以便为您提供更好的浏览体验，继续浏览即表示您同意我们使用cookie并接受相关条款和隐私政策的约定。",
        "您的浏览器版本过低，可能导致部分内容无法正常显示，建议升级到最新版本或者使用其他浏览器访问本站以获得更好体验。",
    ],
)
def test_notices_of_the_site_are_furniture_however_long(notice: str) -> None:
    """Cookies, newsletters and browsers are matters of the site, before or behind the article."""
    assert marked(notice, TITLE, BODY, MORE) == [notice]
    assert marked(TITLE, BODY, MORE, notice) == [notice]


def test_a_credit_at_the_end_of_a_paragraph_is_a_block_of_its_own() -> None:
    """The paragraph ends before the bracket, the bracket is furniture, and no offset moves."""
    text = f"{TITLE}\n{BODY}（责任编辑：方圆）"
    blocks = clean(Document(Path("a.txt"), text, "zh-CN", "utf-8", tuple(text_blocks(text)))).blocks
    assert blocks[1] == Block(BlockKind.PARAGRAPH, len(TITLE) + 1, len(TITLE) + 1 + len(BODY))
    assert (text[blocks[2].start : blocks[2].end], blocks[2].kind) == ("（责任编辑：方圆）", BlockKind.BOILERPLATE)


def test_links_before_the_headline_belong_to_their_box() -> None:
    """A box of hot links above the article ends where its headline and byline begin."""
    links = ["今日热点", "全县中小学冬季运动会落幕，三项纪录被打破", "县医院新门诊楼启用"]
    assert marked(*links, TITLE, "本报记者 方圆", BODY, MORE) == links


@pytest.mark.parametrize("heading", ["About the author", "支持我们", "Was this page helpful?"])
def test_boxes_of_the_site_below_the_article_hold_sentences_too(heading: str) -> None:
    """As long as they are little beside the article; a section that is not stays."""
    box = (heading, COMMENT)
    assert marked(TITLE, BODY, MORE, BODY, MORE, BODY, *box) == list(box)
    assert marked(TITLE, BODY, *box, BODY, MORE) == []


@pytest.mark.parametrize(
    "rule", ["* * *", "******", "－－－－－", "- END -", "【打印】【关闭】", "Breadcrumb", "今天是 2020年3月5日"]
)
def test_rules_and_labels_are_furniture(rule: str) -> None:
    """Signs, bracketed buttons and names of menus, above and below the article."""
    assert marked(rule, TITLE, BODY, MORE) == [rule]
    assert marked(TITLE, BODY, MORE, rule) == [rule]


def page(tmp_path: Path, body: str, title: str = "") -> list[tuple[str, BlockKind]]:
    """The lines of a web page and what the reader takes them for."""
    path = tmp_path / "a.html"
    path.write_text(f"<html><head><title>{title}</title></head><body>{body}</body></html>", "utf-8")
    document = read_document(path)
    return [(document.text[block.start : block.end], block.kind) for block in document.blocks]


def test_boxes_are_told_by_the_names_of_their_elements(tmp_path: Path) -> None:
    """Whatever they say; but not what holds most of the page or its heading."""
    article = f"<div class='with-sidebar'><h1>{TITLE}</h1><p>{BODY}</p><p>{MORE}</p><p>{BODY}好。</p></div>"
    boxes = f"<div class='cookie-note'><p>{COMMENT}</p></div>"
    lines = page(tmp_path, boxes + article, TITLE)
    assert [text for text, kind in lines if kind is not BlockKind.BOILERPLATE] == [TITLE, BODY, MORE, f"{BODY}好。"]


def test_what_stands_above_the_headline_is_of_the_site(tmp_path: Path) -> None:
    """The page's title names the site as well; the line above the dateline is the headline."""
    dateline = "2023-03-05 10:20 作者：方圆"
    frame = "<div>山岭大学</div><div>中文版</div>"
    body = f"{frame}<div>{TITLE}</div><div>{dateline}</div><p>{BODY}</p><p>{MORE}</p>"
    lines = page(tmp_path, body, "新闻-山岭大学")
    kept = [text for text, kind in lines if kind is not BlockKind.BOILERPLATE]
    assert kept[:2] == [TITLE, dateline]


def test_letters_set_apart_for_show_are_read_together() -> None:
    """版 权 所 有 is 版权所有."""
    assert marked(TITLE, BODY, "山 岭 日 报 社 版 权 所 有") == ["山 岭 日 报 社 版 权 所 有"]


@pytest.mark.parametrize(
    "line",
    [
        "YouTube and TikTok stars visit the terraces",
        "Comments from the villagers on the new canal",
        "分享到户的红利 看得见的变化",
        "上一代人的路 下一代人的桥",
    ],
)
def test_a_headline_between_paragraphs_stays(line: str) -> None:
    """Words that furniture uses too do not make a line furniture."""
    assert marked(TITLE, BODY, line, MORE) == []
