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
    placed = tuple(placed_texts(tree))
    texts = tuple(item for _, item in placed)
    shown = sum(visible(item.text) for item in texts)
    if len(markup) > _LARGEST_PAGE_CHARS:
        message = f"is a page of {len(markup)} characters: all of its text is taken, menus too; cut out the article"
        return Extract(tuple(_whole(texts)), shown, (Problem("large-page", path, None, message),))
    title, main = _article(markup)
    named = _squeezed("".join(str(part) for element in tree.iter("title") for part in element.itertext()))
    squeezed = _squeezed("".join(text for _, text in main))
    placed = tuple(placed_texts(tree, squeezed))
    found = article_pieces(placed, squeezed, lambda line: _is_headline(line, named))
    pieces = list(_whole(texts)) if found is None else found
    first = [kind or block_kind(text) for kind, text in pieces if kind is not BlockKind.BOILERPLATE][:_HEAD_PIECES]
    if pieces and title and BlockKind.HEADING not in first:
        pieces.insert(0, (BlockKind.HEADING, title))
        shown += visible(title)
    return Extract(tuple(pieces), shown)


def _whole(texts: Sequence[ElementText]) -> Iterator[Piece]:
    return by_line((BlockKind.BOILERPLATE if item.furniture else item.kind, item.text) for item in texts)


def _article(markup: str) -> tuple[str, list[Piece]]:
    """The title of a page, as trafilatura cleans it of the site's name, and the pieces of its main text."""
    from trafilatura import bare_extraction, load_html

    tree = load_html(markup)
    captions = set() if tree is None else _captions_as_paragraphs(tree)
    page = bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True)
    if page is None or isinstance(page, dict) or page.body is None:
        return "", []
    pieces = [(kind, text.strip()) for kind, text in _element_pieces(page.body) if text.strip()]
    return (page.title or "").strip(), [(BlockKind.CAPTION if t in captions else kind, t) for kind, t in pieces]


def _captions_as_paragraphs(tree: _Element) -> set[str]:
    """The captions of a page, made paragraphs in place, since trafilatura drops figures as a whole."""
    captions = list(tree.iter("figcaption"))
    for caption in captions:
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
        caption.tag = "p"
    return {"".join(str(part) for part in caption.itertext()).strip() for caption in captions}


_MAIN_KINDS = {"head": BlockKind.HEADING, "item": BlockKind.LIST, "cell": BlockKind.CELL}


def _element_pieces(element: _Element) -> Iterator[Piece]:
    """The texts under an element of trafilatura's tree, in order."""
    kind = _MAIN_KINDS.get(str(element.tag))
    own = [element.text or ""]
    for child in element:
        if child.tag in ("hi", "ref", "lb", "del", "code"):
            own += ["\n" if child.tag == "lb" else "".join(str(part) for part in child.itertext()), child.tail or ""]
        else:
            yield kind, "".join(own)
            yield from _element_pieces(child)
            own = [child.tail or ""]
    yield kind, "".join(own)


def _is_headline(squeezed: str, title: str) -> bool:
    bare = _LABEL.sub("", squeezed, count=1) if squeezed[:1] in "[【(（" else squeezed
    return len(bare) >= _HEADLINE_CHARS and bare in title


def _squeezed(text: str) -> str:
    return "".join(text.split())
