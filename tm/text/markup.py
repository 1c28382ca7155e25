"""Web pages and the chapters of books: their text in reading order, told apart into headings, captions and so on.

The article of a page is found by trafilatura, which at times loses headings, and on short pages all structure; the
page's own elements give them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tm.text.elements import ElementText, element_texts, parsed
from tm.text.layout import Extract, Piece, by_line, visible
from tm.text.shape import block_kind
from tm.units import BlockKind, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGIT = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[。！？!?….][”’」』\"'）)\]]*$")
_LARGEST_PAGE_CHARS = 3_000_000  # of markup: trafilatura takes seconds from there on, and more than its share of them
_HEADLINE_CHARS = 6  # of a line that the title of its page holds: less may be a menu's word
_SKIPPED = 8  # elements of the page that trafilatura leaves out between two that it runs together
_TITLE_PIECES = 8  # among the first pieces of an article, where its title is looked for


def read_page(markup: str, path: str) -> Extract:
    """The title and the main text of a web page: paragraphs, headings, captions, lists and tables in reading order.

    Problem code: `large-page`, for a page too large to look for the article in: all of its text is taken.
    """
    tree = parsed(markup)
    if tree is None:
        return Extract(())
    texts = tuple(element_texts(tree))
    shown = sum(visible(item.text) for item in texts)
    if len(markup) > _LARGEST_PAGE_CHARS:
        message = f"is a page of {len(markup)} characters: all of its text is taken, menus too; cut out the article"
        return Extract(tuple(_whole(texts)), shown, (Problem("large-page", path, None, message),))
    title, main = _article(markup)
    named = _squeezed("".join(str(part) for element in tree.iter("title") for part in element.itertext()))
    if len(main) == 1 and "\n" in main[0][1]:  # trafilatura has given up: all of the text, without its structure
        pieces = list(_whole(texts))
    else:
        pieces = _with_headings(list(by_line(_as_on_the_page(main, texts))), texts, named)
    first = [_squeezed(text) for _, text in pieces[:_TITLE_PIECES]]
    headed = _squeezed(title) in first or any(_is_headline(text, named) for text in first) or _above_dateline(pieces)
    if pieces and title and not headed:
        pieces.insert(0, (BlockKind.HEADING, title))
        shown += visible(title)
    return Extract(tuple(_marked(pieces, texts, _squeezed(title), named)), shown)


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


def _with_headings(pieces: list[Piece], texts: Sequence[ElementText], title: str) -> list[Piece]:
    """The pieces with the headings and captions put back that stand right before one of them on the page.

    A line that the page's title holds is the headline, whatever its markup; a dateline may follow it.
    """
    kept = {_squeezed(text) for _, text in pieces}
    before: dict[str, list[Piece]] = {}
    waiting: list[Piece] = []
    for kind, line in by_line((item.kind, item.text) for item in texts if not item.furniture):
        known = _squeezed(line)
        if known in kept:
            if waiting:
                before.setdefault(known, waiting)
            waiting = []
        elif kind in (BlockKind.HEADING, BlockKind.CAPTION):
            waiting.append((kind, line))
        elif _is_headline(known, title):
            waiting.append((BlockKind.HEADING, line))
        else:
            waiting = [piece for piece in waiting if _is_headline(_squeezed(piece[1]), title)]
    whole = []
    for piece in pieces:
        whole += [*before.pop(_squeezed(piece[1]), ()), piece]
    return whole


def _above_dateline(pieces: Sequence[Piece]) -> int | None:
    """The place among the first pieces of a line like a headline that a dateline stands right under."""
    for at, ((_, above), (_, text)) in enumerate(pairwise(pieces[: 2 * _TITLE_PIECES])):
        dated = block_kind(text) is BlockKind.BYLINE
        if dated and len(_squeezed(above)) >= _HEADLINE_CHARS and block_kind(above) is BlockKind.HEADING:
            return at
    return None


def _as_on_the_page(pieces: Sequence[Piece], texts: Sequence[ElementText]) -> Iterator[Piece]:
    """The pieces, those that run several elements of the page together taken apart as the page has them."""
    lines = [_squeezed(item.text) for item in texts]
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        places.setdefault(line[:_HEADLINE_CHARS], []).append(index)
    whole = set(lines)
    for kind, piece in pieces:
        squeezed = _squeezed(piece)
        starts = () if squeezed in whole else places.get(squeezed[:_HEADLINE_CHARS], ())
        run = next(filter(None, (_run(squeezed, lines, start) for start in starts)), None)
        if run:
            yield from ((texts[index].kind or kind, texts[index].text) for index in run)
        else:
            yield kind, piece


def _run(squeezed: str, lines: Sequence[str], start: int) -> range | None:
    """The lines from `start` on that make up the text, but for a few between them that it leaves out."""
    length, reached, at = 0, start, start
    while at < len(lines) and length < len(squeezed) and at - reached <= _SKIPPED:
        if squeezed.startswith(lines[at], length):
            length, reached = length + len(lines[at]), at
        elif at == start:
            return None
        at += 1
    return range(start, at) if length == len(squeezed) else None


def _marked(pieces: Sequence[Piece], texts: Sequence[ElementText], title: str, named: str) -> Iterator[Piece]:
    """The pieces, those marked as boilerplate that stand in menus and boxes only, or above the headline.

    What is all links is so only where it is no sentence, and nothing is that is the headline.
    """
    shown = {_squeezed(line) for item in texts if not (item.furniture or item.aside) for line in item.text.splitlines()}
    aside = {_squeezed(line) for item in texts if item.aside for line in item.text.splitlines()} - shown
    linked = {_squeezed(line) for item in texts for line in item.text.splitlines()} - shown - aside
    squeezed = [_squeezed(text) for _, text in pieces]
    headline = _headline(pieces, squeezed, title, named)
    for at, ((kind, piece), text) in enumerate(zip(pieces, squeezed, strict=True)):
        box = text in aside or (text in linked and not _SENTENCE_END.search(text))
        above = (
            at < headline
            and kind is not BlockKind.HEADING
            and not _SENTENCE_END.search(text)
            and not _DIGIT.search(text)
        )
        yield BlockKind.BOILERPLATE if (box or above) and at != headline else kind, piece


def _headline(pieces: Sequence[Piece], squeezed: Sequence[str], title: str, named: str) -> int:
    """The place of the headline; 0 where none is found. The name of the site stands in the page's title as well."""
    if title in squeezed:
        return squeezed.index(title)
    named_so = [at for at, text in enumerate(squeezed) if _is_headline(text, named)]
    by_markup = next((at for at in named_so if pieces[at][0] is BlockKind.HEADING), None)
    found = by_markup if by_markup is not None else _above_dateline(pieces)
    return found if found is not None else max(named_so, key=lambda at: len(squeezed[at]), default=0)


def _is_headline(squeezed: str, title: str) -> bool:
    return len(squeezed) >= _HEADLINE_CHARS and squeezed in title


def _squeezed(text: str) -> str:
    return "".join(text.split())
