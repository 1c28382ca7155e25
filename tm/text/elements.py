"""The elements of a web page or of a chapter of a book: their texts in reading order, menus and boxes told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tm.text.layout import visible
from tm.units import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

# fmt: off
_BLOCKS = frozenset(
    [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul",
    ]
)
_UNSEEN = frozenset(
    [
        "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "textarea", "select",
        "datalist", "rt", "rp",
    ]
)
# fmt: on
_KINDS = {f"h{level}": BlockKind.HEADING for level in range(1, 7)}
_KINDS |= {"li": BlockKind.LIST, "dt": BlockKind.LIST, "dd": BlockKind.LIST, "td": BlockKind.CELL, "th": BlockKind.CELL}
_KINDS |= {"figcaption": BlockKind.CAPTION, "caption": BlockKind.CAPTION}
_FURNITURE = frozenset(("nav", "footer", "form", "button"))
_NAMED_ASIDE = re.compile(  # words in the class or id of an element, camelCase taken apart
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|privacy|policy|newsletters?|mail(?:ing|poet|chimp|list)\w*|tips|subscri\w+|promo\w*|breadcrumbs?|crumbs?"
    r"|shar(?:e|ing)\w*|social|related\w*|recommend\w*|more|most|comments?|respond|sidebar|side|footer|foot|nav(?:bar"
    r"|igation)?|menu|pag(?:er|ination)|advert\w*|ads?|sponsor\w*|popup|modal|dialog|tool(?:s|bar)?|copyright|qr_?code\w*"
    r"|rank(?:ing)?|hot(?:news)?|player|audio|tags?|keywords?|font-?sizes?|sign(?:ature)?|sig\d*|profile|postprofile|login"
    r"|register|online|vote|likes?|rate|rating|statement|widgets?|screen-reader-text|visually-hidden|element-invisible)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMING = ("class", "data-component", "data-testid", "data-module")  # attributes in which elements are named
_STYLED = re.compile(r"(?:^|\s)has-\S+")  # says how the element looks: has-small-font-size
_SLUG_HYPHENS = 3  # in an id, from there on a sentence rather than a name
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SITE_ROLES = frozenset(("navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alert"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class ElementText:
    """The text of a block element, or of a stretch of it."""

    kind: BlockKind | None
    text: str
    furniture: bool  # in a menu, footer or form, or all links
    aside: bool = False  # in an element whose class, id or role names it so: cookies, newsletter, share, related


def parsed(markup: str) -> _Element | None:
    """The root element of a web page or of a chapter, however broken; None where nothing can be made of it."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True)
    try:
        return etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


_SPARED_SHARE = 0.5  # of the article: an element that holds so much of it is no aside, however it is named


def element_texts(root: _Element) -> Iterator[ElementText]:
    """The text that the page shows, a block element at a time, its white space as a browser folds it."""
    return (text for _, text in placed_texts(root))


def placed_texts(root: _Element, main: str = "") -> Iterator[tuple[_Element, ElementText]]:
    """The texts of the page as `element_texts` gives them, each with the block element that it stands in.

    Args:
        main: the article as another reader found it, without white space: what holds much of it is no aside.
    """
    from lxml import etree

    kinds: list[BlockKind | None] = [None]
    places = [root]
    parts: list[str] = []
    asides = _asides(root, main)
    furnishing = _furnishing(root)
    unseen = furniture = aside = links = unlinked = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        tag = element.tag if isinstance(element.tag, str) else ""
        step = {"start": 1, "end": -1}.get(event, 0)
        if tag in _BLOCKS or element in asides:
            if text := _folded(parts):
                yield places[-1], ElementText(kinds[-1], text, furniture > 0 or not unlinked, aside > 0)
            parts, unlinked = [], 0
        if tag in _BLOCKS:
            if event == "start":
                kinds.append(_KINDS.get(tag, kinds[-1]))
                places.append(element)
            else:
                kinds.pop()
                places.pop()
        unseen += step * (tag in _UNSEEN)
        furniture += step * (element in furnishing)
        aside += step * (element in asides)
        links += step * (tag == "a")
        if step and tag == "a" and not unseen and _is_note_sign(element):
            parts.append("[" if event == "start" else "]")  # as the sign of a note, not a number, it is read
        if not unseen:
            parts.append(_SPACE.sub(" ", (element.text if event == "start" else element.tail) or ""))
            unlinked += not links and _WORD.search(parts[-1]) is not None
            if tag == "br" and event == "start":
                parts.append("\n")
    if text := _folded(parts):
        yield places[-1], ElementText(kinds[-1], text, furniture > 0 or not unlinked, aside > 0)


def _is_note_sign(link: _Element) -> bool:
    """Whether the link is the number of a note, set high or named so."""
    parent = link.getparent()
    high = link.find("sup") is not None or (parent is not None and parent.tag == "sup")
    number = "".join(str(part) for part in link.itertext()).strip()
    return number.isdigit() and (high or "noteref" in " ".join(map(str, link.attrib.values())))


def _furnishing(root: _Element) -> set[_Element]:
    """The menus, footers and forms of the page, but those that hold most of it: some sites put a form around it all."""
    most = _length(root) / 2
    return {element for element in root.iter(*_FURNITURE) if _length(element) < most}


def _asides(root: _Element, main: str) -> set[_Element]:
    """The elements that name themselves as no part of the article, but those that hold most of it or of the page."""
    most = _length(root) / 2
    return {
        element
        for element in root.iter("*")
        if element.tag not in ("html", "body", "a", "img", "article", "main", "h1")
        and _is_named_aside(element)
        and element.find(".//h1") is None
        and _length(element) < most
        and not _holds_much(element, main)
    }


def _holds_much(element: _Element, main: str) -> bool:
    """Whether a good part of the article stands in the element."""
    enough = _SPARED_SHARE * len(main)
    if not main or _length(element) < enough:
        return False
    texts = ("".join(str(part).split()) for part in element.itertext())
    return sum(len(text) for text in texts if len(text) > 20 and text in main) >= enough


def _is_named_aside(element: _Element) -> bool:
    if element.tag == "aside" or element.get("role") in _SITE_ROLES or _HIDDEN.search(element.get("style", "")):
        return True
    ident = element.get("id", "")
    if element.tag in _KINDS or ident.count("-") > _SLUG_HYPHENS:
        ident = ""  # the id of a heading, or of what stands under it, may be the heading itself
    names = _CAMEL.sub("-", " ".join([ident, *(element.get(attribute, "") for attribute in _NAMING)]))
    return bool(_NAMED_ASIDE.search(_STYLED.sub("", names)))


def _length(element: _Element) -> int:
    return visible("".join(str(part) for part in element.itertext()))


def _folded(parts: Sequence[str]) -> str:
    return re.sub(r" *\n *| {2,}", lambda run: "\n" if "\n" in run[0] else " ", "".join(parts)).strip()
