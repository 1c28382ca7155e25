"""Where the article of a web page stands: the element that holds its running text, and what lies around it.

What is outside that element is of the site, whatever it says, but for the headline and, between the headline and the
text, the byline, the lead and captions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tm.text.elements import ElementText
from tm.text.layout import Piece, by_line, visible
from tm.text.shape import block_kind, columns
from tm.units import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_RUNNING_SHARE = 0.85  # of the running text, that the element of the article holds at least
_TIGHT_SHARE = 0.7  # of its text that is running text: from there on all of it is taken for the article
_RUNNING_COLUMNS = 30  # of a line that ends like a sentence
_CAPTION_CHARS = 300  # in the element that a picture shares with its caption, at most
_CAPTION_LEVELS = 4  # from the caption up to that element
_HEADLINE_LINES = 40  # above the running text, where the headline stands
_SENTENCE_END = re.compile(  # the numbers of notes may stand behind it, and who wrote it: （本报记者 张三）
    r"[。！？!?….][”’」』\"'）)\]]*(?:\s*(?:\[[^\[\]]{1,24}\]|[(（][^()（）]{1,24}[)）]|【[^【】]{1,24}】))*$"
)
_SPEAKS = re.compile(r"[。！？!?.…](?:[”’」』\"'）)\]]|\s|$)|[。！？]")
_CAPTION = BlockKind.CAPTION
_LISTED = (BlockKind.LIST, BlockKind.CELL)

Placed = Sequence[tuple["_Element", ElementText]]


@dataclass(frozen=True, slots=True)
class _Line:
    kind: BlockKind | None
    text: str
    squeezed: str
    inside: bool  # the element of the article
    aside: bool
    furniture: bool
    pictured: bool  # beside a picture
    peer: bool  # in an element beside those of the running text, and like them

    @property
    def ends(self) -> bool:
        """Whether it ends like a sentence."""
        return bool(_SENTENCE_END.search(self.text))

    @property
    def speaks(self) -> bool:
        """Whether it has a sentence of some length in it."""
        return columns(self.text) >= _RUNNING_COLUMNS and bool(_SPEAKS.search(self.text))


def article_pieces(placed: Placed, main: str, is_headline: Callable[[str], bool]) -> list[Piece] | None:
    """The lines of the page in its order, those outside the article left out; None where none is found.

    Args:
        main: the article's text as another reader found it, without white space; what it leaves out of an element
            that holds much else is furniture.
        is_headline: whether a line, without white space, is named in the title of the page.
    """
    masses = _running_masses(placed, main)
    home = _home(masses, sum(mass for _, mass in masses))
    if home is None:
        return None
    lines = list(_lines(placed, home, {_rank(element) for element, _ in masses}))
    body = [at for at, line in enumerate(lines) if line.inside and _is_running(line) and line.squeezed in main]
    if not body:
        return None
    inside = sum(len(line.squeezed) for line in lines if line.inside and not (line.aside or line.furniture))
    tight = sum(len(lines[at].squeezed) for at in body) >= _TIGHT_SHARE * inside
    headline = _headline(lines, body, is_headline)
    body = [at for at in body if headline is None or at > headline]
    pieces: list[Piece] = []
    before: BlockKind | None = None
    for at, line in enumerate(lines):
        kind = _kind(line, at, headline, body, known=tight or line.squeezed in main)
        if line.furniture and at != headline and before is BlockKind.BOILERPLATE:
            kind = BlockKind.BOILERPLATE  # a link below links, or below the heading of them
        if body[0] < at + 1 < len(lines) and _heads_links(line, lines[at + 1]):
            kind = BlockKind.BOILERPLATE
        if kind is not BlockKind.BOILERPLATE:
            pieces.append((kind, line.text))
        before = kind
    return pieces


def _heads_links(line: _Line, below: _Line) -> bool:
    """Whether a line, unlike those of the running text, stands right above links."""
    return not (line.ends or line.peer) and below.furniture and not below.ends


def _kind(line: _Line, at: int, headline: int | None, body: Sequence[int], *, known: bool) -> BlockKind | None:
    """The kind of a line at a place, given those of the headline and of the running text of the article."""
    if at == headline:
        return BlockKind.HEADING
    if line.aside or (line.furniture and not line.ends):
        return BlockKind.BOILERPLATE
    shaped = block_kind(line.text)
    early, above = at < body[0], headline is not None and at < headline
    caption = _CAPTION in (line.kind, shaped) or (line.pictured and (line.ends or (line.speaks and not above)))
    if caption and (line.inside or early):
        return _CAPTION
    if above or not (line.inside or early):
        return BlockKind.BOILERPLATE
    part = line.ends or shaped is BlockKind.BYLINE or line.kind is BlockKind.HEADING
    if early or at > body[-1]:
        part = part or (line.inside and (line.peer or (known and line.kind in _LISTED)))
    else:
        part = part or known
    return line.kind if part else BlockKind.BOILERPLATE


def _is_running(line: _Line) -> bool:
    return _runs(line.text) and not (line.aside or line.furniture)


def _runs(text: str) -> bool:
    return bool(_SENTENCE_END.search(text)) and columns(text) >= _RUNNING_COLUMNS


def _running_masses(placed: Placed, main: str) -> list[tuple[_Element, int]]:
    """The elements of running text that is in the article as found, each with the length of it."""
    masses = []
    for element, item in placed:
        if item.aside or item.furniture:
            continue
        lines = (line for _, line in by_line([(item.kind, item.text)]))
        running = (_squeezed(line) for line in lines if _runs(line))
        if mass := sum(len(line) for line in running if line in main):
            masses.append((element, mass))
    return masses


def _home(masses: Sequence[tuple[_Element, int]], total: int) -> _Element | None:
    """The innermost element that holds nearly all of the running text."""
    held: Counter[_Element] = Counter()
    depths: dict[_Element, int] = {}
    for element, mass in masses:
        above = [element, *element.iterancestors()]
        for depth, one in enumerate(reversed(above)):
            held[one] += mass
            depths[one] = depth
    home = max(
        (one for one, mass in held.items() if mass >= _RUNNING_SHARE * total), key=lambda one: depths[one], default=None
    )
    return home.getparent() if home is not None and home.tag == "p" else home


def _rank(element: _Element) -> tuple[_Element | None, str]:
    return element.getparent(), str(element.tag)


def _lines(placed: Placed, home: _Element, ranks: set[tuple[_Element | None, str]]) -> Iterator[_Line]:
    """The lines of the page; a sibling like the article's element, which an advertisement may cut in two, is inside."""
    pictures: dict[_Element, bool] = {}
    like = (home.getparent(), home.tag, home.get("class")) if home.get("class") else None
    for element, item in placed:
        above = [element, *element.iterancestors()]
        inside = home in above or any((one.getparent(), one.tag, one.get("class")) == like for one in above)
        for one in above[:_CAPTION_LEVELS]:
            if one not in pictures:
                pictures[one] = _has_picture(one)
        pictured = any(pictures[one] for one in above[:_CAPTION_LEVELS])
        peer = _rank(element) in ranks
        for kind, line in by_line([(item.kind, item.text)]):
            yield _Line(kind, line, _squeezed(line), inside, item.aside, item.furniture, pictured, peer)


def _has_picture(element: _Element) -> bool:
    if element.find(".//img") is None:
        return False
    return visible("".join(str(part) for part in element.itertext())) <= _CAPTION_CHARS


def _headline(lines: Sequence[_Line], body: Sequence[int], is_headline: Callable[[str], bool]) -> int | None:
    """The place of the headline: what the page's title names at greatest length, or what stands above the dateline.

    A line marked as a heading may have running text of the site above it.
    """
    above = range(max(0, body[0] - _HEADLINE_LINES), body[0])
    named = [at for at in above if is_headline(lines[at].squeezed)]
    marked = [at for at in range(body[len(body) // 2]) if lines[at].kind is BlockKind.HEADING]
    marked = [at for at in marked if is_headline(lines[at].squeezed)]
    dated = [
        at
        for at in above
        if block_kind(lines[at + 1].text) is BlockKind.BYLINE and block_kind(lines[at].text) is BlockKind.HEADING
    ]
    if candidates := marked or ([] if dated and max(named, default=0) < dated[0] else named):
        return max(candidates, key=lambda at: (len(lines[at].squeezed), at))
    headings = (at for at in reversed(above) if lines[at].kind is BlockKind.HEADING)
    return dated[-1] if dated else next(headings, None)


def _squeezed(text: str) -> str:
    return "".join(text.split())
