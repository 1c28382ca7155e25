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
    pieces = article_pieces(tuple(placed_texts(tree)), main, lambda line: line == HEADLINE)
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
