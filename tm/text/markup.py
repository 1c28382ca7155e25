"""Web pages and the chapters of books: their text in reading order, told apart into headings, captions and so on.

The article of a page is found by trafilatura, which at times loses headings, and on short pages all structure; the
page's own elements give them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tm.text.article import article_pieces
from tm.text.elements import ElementText, parsed, placed_texts
from tm.text.layout import Extract, Piece, by_line, visible
from tm.text.shape import block_kind
from tm.units import BlockKind, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST_PAGE_CHARS = 3_000_000  # of markup: trafilatura takes seconds from there on, and more than its share of them
_HEAD_PIECES = 4  # of an article, where its headline stands
_HEADLINE_CHARS = 6  # of a line that the title of its page holds: less may be a menu's word
_LABEL = re.compile(r"[\[【(（][^\]】)）]{1,8}[\]】)）]")  # before a headline: [转载]


def read_page(markup: str, path: str) -> Extract:
    """The title and the main text of a web page: paragraphs, headings, captions, lists and tables in reading order.

    Problem code: `large-page`, for a page too large to look for the article in: all of its text is taken.
    """
    tree = parsed(markup)
    if tree is None:
        return Extract(())
    large = len(markup) > _LARGEST_PAGE_CHARS
    title, main = ("", "") if large else _article(markup)
    placed = tuple(placed_texts(tree, main))
    texts = tuple(item for _, item in placed)
    shown = sum(visible(item.text) for item in texts)
    if large:
        message = f"is a page of {len(markup)} characters: all of its text is taken, menus too; cut out the article"
        return Extract(tuple(_whole(texts)), shown, (Problem("large-page", path, None, message),))
    named = _squeezed("".join(str(part) for element in tree.iter("title") for part in element.itertext()))
    found = article_pieces(placed, main, lambda line: _is_headline(line, named))
    pieces = list(_whole(texts)) if found is None else found
    first = [kind or block_kind(text) for kind, text in pieces if kind is not BlockKind.BOILERPLATE][:_HEAD_PIECES]
    if pieces and title and BlockKind.HEADING not in first:
        pieces.insert(0, (BlockKind.HEADING, title))
        shown += visible(title)
    return Extract(tuple(pieces), shown)


def _whole(texts: Sequence[ElementText]) -> Iterator[Piece]:
    return by_line((BlockKind.BOILERPLATE if item.furniture else item.kind, item.text) for item in texts)


def _article(markup: str) -> tuple[str, str]:
    """The title of a page, as trafilatura cleans it of the site's name, and its main text without white space."""
    from trafilatura import bare_extraction, load_html

    tree = load_html(markup)
    if tree is not None:
        _make_captions_paragraphs(tree)
    page = bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True)
    if page is None or isinstance(page, dict) or page.body is None:
        return "", ""
    return (page.title or "").strip(), _squeezed("".join(str(part) for part in page.body.itertext()))


def _make_captions_paragraphs(tree: _Element) -> None:
    """Change the captions of a page in place, since trafilatura drops figures as a whole."""
    for caption in list(tree.iter("figcaption")):
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
        caption.tag = "p"


def _is_headline(squeezed: str, title: str) -> bool:
    bare = _LABEL.sub("", squeezed, count=1) if squeezed[:1] in "[【(（" else squeezed
    return len(bare) >= _HEADLINE_CHARS and bare in title


def _squeezed(text: str) -> str:
    return "".join(text.split())
