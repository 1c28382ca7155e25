"""Where the article of a page stands, by the elements of the page alone."""

from lxml import etree

from tm.text.article import article_pieces
from tm.text.elements import parsed, placed_texts
from tm.units import BlockKind

HEADLINE = "镇上的老钟表又走了起来"
FIRST = "停了十一年的钟楼上，指针在星期三早上重新走动起来。"
SECOND = "修钟的人是镇中学退休的物理老师，他为此在阁楼上住了一个冬天。"
THIRD = "第一声钟响的时候，街上买菜的人都停下来，抬头看了好一会儿。"
OTHER = "河对岸的面馆今年换了新灶，老板说汤头还是按祖上的方子熬。"


def kept(body: str, main: str = FIRST + SECOND + THIRD) -> list[str] | None:
    """The lines of a page that are no boilerplate, where another reader found `main`."""
    tree = parsed(f"<html><body>{body}</body></html>")
    assert isinstance(tree, etree._Element)
    pieces = article_pieces(tuple(placed_texts(tree, main)), main, lambda line: line == HEADLINE)
    return None if pieces is None else [text for kind, text in pieces if kind is not BlockKind.BOILERPLATE]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


ARTICLE = f"<div>{paragraphs(FIRST, SECOND, THIRD)}</div>"


def test_what_lies_outside_the_element_of_the_text_is_of_the_site() -> None:
    """Sentences as well, above the headline and below the article."""
    page = f"<div>{paragraphs(OTHER)}</div><h1>{HEADLINE}</h1>{ARTICLE}<div>{paragraphs(OTHER)}</div>"
    assert kept(page) == [HEADLINE, FIRST, SECOND, THIRD]


def test_between_headline_and_text_stand_the_lead_and_the_byline() -> None:
    """And no buttons or counts."""
    head = f"<h1>{HEADLINE}</h1><div>本报记者 方圆</div><div>3.2万</div><h2>一座钟楼的冬天</h2><div>{OTHER}</div>"
    assert kept(head + ARTICLE) == [HEADLINE, "本报记者 方圆", "一座钟楼的冬天", OTHER, FIRST, SECOND, THIRD]


def test_an_article_that_an_advertisement_cuts_in_two_is_whole() -> None:
    """The halves are siblings of one class."""
    first = f"<div class='part'>{paragraphs(FIRST, SECOND, THIRD)}</div>"
    notice = f"<div>{paragraphs('面馆开业，全场八折，欢迎新老顾客光临品尝。')}</div>"
    page = f"<h1>{HEADLINE}</h1><div>{first}{notice}<div class='part'>{paragraphs(OTHER)}</div></div>"
    assert kept(page) == [HEADLINE, FIRST, SECOND, THIRD, OTHER]


def test_a_sentence_beside_a_picture_is_its_caption() -> None:
    """Where the page says so by nothing else; below the article it is of another."""
    picture = f"<div><img src='a.jpg'><div>{OTHER}</div></div>"
    page = f"<h1>{HEADLINE}</h1>{picture}{ARTICLE}<div><img src='b.jpg'><div>{OTHER}好。</div></div>"
    assert kept(page) == [HEADLINE, OTHER, FIRST, SECOND, THIRD]


def test_links_inside_the_article_are_furniture_and_sentences_in_it_are_not() -> None:
    """A linked sentence in running text stays; a linked question below other links goes with them."""
    linked = f"<p><a>{SECOND}</a></p>"
    box = "<p><a>河边的灯塔</a></p><p><a>钟楼是谁建的？</a></p>"
    page = f"<h1>{HEADLINE}</h1><div>{paragraphs(FIRST)}{linked}{paragraphs(THIRD)}{box}</div>"
    assert kept(page) == [HEADLINE, FIRST, SECOND, THIRD]


def test_a_page_without_running_text_has_no_article() -> None:
    """Nothing is guessed from short lines."""
    assert kept("<p>钟楼</p><p>修好了。</p>", "钟楼修好了。") is None


def test_a_form_around_the_whole_page_is_no_furniture() -> None:
    """Some makers of sites put all of a page into one form; a small form is a search box."""
    search = "<form><p>站内搜索：请输入您要查找的文章的标题或者关键词，再按回车键</p></form>"
    assert kept(f"<form><h1>{HEADLINE}</h1>{ARTICLE}</form>") == [HEADLINE, FIRST, SECOND, THIRD]
    assert kept(f"<h1>{HEADLINE}</h1>{search}{ARTICLE}") == [HEADLINE, FIRST, SECOND, THIRD]


def test_an_element_that_holds_the_article_is_no_aside_however_it_is_named() -> None:
    """`more` is where some sites unfold the rest of the article; a small element of that name is none of it."""
    unfolded = f"<div><p>{FIRST}</p><div class='more'>{paragraphs(SECOND, THIRD)}</div></div>"
    others = f"<div class='more'>{paragraphs(OTHER)}</div>"
    menu = (
        "<ul>" + "".join(f"<li><a>镇志第{number}卷：街巷、桥梁、老店与手艺人</a></li>" for number in range(9)) + "</ul>"
    )
    assert kept(f"<h1>{HEADLINE}</h1>{unfolded}{others}{menu}") == [HEADLINE, FIRST, SECOND, THIRD]


def test_the_id_of_a_heading_is_its_text_and_no_name() -> None:
    """Nor is that of a section under it: `learning-more-about-clocks` names no box of links."""
    part = f"<div id='learning-more-about-the-old-clock'><h2 id='sharing'>钟声</h2>{paragraphs(SECOND, THIRD)}</div>"
    assert kept(f"<h1>{HEADLINE}</h1><div>{paragraphs(FIRST, FIRST, FIRST)}{part}</div>", FIRST * 3) == [
        HEADLINE,
        *[FIRST] * 3,
        "钟声",
        SECOND,
        THIRD,
    ]


def test_who_wrote_it_and_the_numbers_of_notes_may_stand_behind_the_last_sentence() -> None:
    """（镇融媒体中心） and [3]: the paragraph is running text all the same."""
    noted = (FIRST + "[1][12]", SECOND + "（镇融媒体中心）", THIRD + "【详见第三版】")
    page = f"<div>{paragraphs(OTHER)}</div><h1>{HEADLINE}</h1><div>{paragraphs(*noted)}</div>"
    assert kept(page, "".join(noted)) == [HEADLINE, *noted]


def test_an_article_of_one_paragraph_has_its_short_lines_too() -> None:
    """What stands beside the only running paragraph is in the article as much as it is."""
    page = f"<h1>{HEADLINE}</h1><div><p>{FIRST}</p><p>“走起来了！”</p></div>"
    assert kept(page, FIRST + "“走起来了！”") == [HEADLINE, FIRST, "“走起来了！”"]


def test_a_line_that_names_the_source_is_a_byline_and_no_headline() -> None:
    """Even where a date stands right below it, as a headline has it."""
    page = f"<div>{HEADLINE}</div><div>来源：镇政府网站 作者：方圆</div><div>时间：2019年3月1日</div>{ARTICLE}"
    assert kept(page) == [HEADLINE, "来源：镇政府网站 作者：方圆", "时间：2019年3月1日", FIRST, SECOND, THIRD]
