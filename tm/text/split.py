"""Sentences of a document: slices in order, nothing lost but the white space between them.

Chinese ends a sentence at 。！？…… with the quotes and brackets that close there, also inside an open quotation; what
follows a quotation closed after such a mark (他说。) is a sentence of its own. English keeps the reporting clause with
its quotation. Conventions: ；stays inside; a heading, byline or caption is a block, so its end is an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from tm.languages import primary
from tm.text.spaced import DASHES, INVISIBLE, NOTE, spaced_ends
from tm.text.srx import SrxRules, SrxSplitter
from tm.text.words import CJK
from tm.units import Block, BlockKind, Document, Repair, Segment

Span = tuple[int, int]

_HAN = re.compile(f"[{CJK}]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")

_CLOSING_QUOTES = "”’」』〞"
_CLOSERS = rf"[”’」』〞》〉）)】〕\]｝}}\"'＂{INVISIBLE}]"
_ZH_END = re.compile(
    r"(?P<mark>[。｡！？!?…؟۔।॥]+(?:\.{2,})?|\.{3,}|[.．])"
    rf"(?P<closers>{_CLOSERS}*(?:\s?[{_CLOSING_QUOTES}])*){NOTE}\s*(?=(?P<next>.)|\Z)",
    re.DOTALL,
)
_SEMICOLON = re.compile(rf"(?:；|;(?=\s)){_CLOSERS}*")
_NEVER_FIRST = frozenset(",，、;；:：。.．)）》〉—－~～·%/|｜…！？!?")
_BARS = frozenset("|｜")  # between the parts of a line of dates and credits
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩")
_QUOTES = dict(zip(_CLOSING_QUOTES, "“‘「『〝", strict=True))
_CLOSING = {opener: closer for closer, opener in _QUOTES.items()}
_AFTER_QUOTE = frozenset("”’」』\"'）)")
_PHRASE_CHARS = 20  # of a quotation inside a clause that holds marks of its own
_BRACKETS = dict(zip("）)】〕]｝}", "（(【〔[｛{", strict=True))
_SET_PHRASE_NEXT = re.compile(r"\s*(?:[的地得之等和与及或为]|[这那](?![时天位里])|是(?!的[，,。！!])|一类|一样|一般)")
_LEADS_TO_QUOTE = frozenset(":：,，。！？!?…；;—“‘「『")
_HESITATION = re.compile(r"(?:^|[“‘「『\"，,。！？!?…：:—])\w{1,2}$")  # 我……我不知道
_GARBLED_PINYIN = re.compile(r"[a-zà-ǿ]{1,6}\)")


def split(document: Document, *, semicolons: bool = False, srx: SrxRules | None = None) -> tuple[Segment, ...]:
    """The sentences of every block but boilerplate, in order; a block never shares a sentence with its neighbour.

    Args:
        document: as read or cleaned.
        semicolons: a clause that ends in ； (or in ; before a space) is a sentence.
        srx: rules to go by in place of ours.
    Raises: InputError if the SRX rules have none for the language of the document.
    """
    segments = []
    splitter = SrxSplitter(srx, document.lang) if srx else None
    text, lang, repairs = document.text, document.lang, document.repairs
    at = 0  # the first repair that does not end before the block
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.BOILERPLATE:
            continue
        while at < len(repairs) and repairs[at].end <= block.start:
            at += 1
        repaired = at < len(repairs) and repairs[at].start < block.end
        block_text, places = (
            _as_read(text, block, repairs, at)
            if repaired
            else (text[block.start : block.end], range(block.start, block.end + 1))
        )
        spans = (
            _spans_between(block_text, 0, splitter.ends(block_text))
            if splitter
            else sentence_spans(block_text, lang, semicolons=semicolons)
        )
        for start, end in spans:
            start, end = places[start], places[end]
            sentence = document.slice(start, end).strip() if repaired else text[start:end]
            if sentence:
                segments.append(Segment(sentence, lang, start, end, index))
    return tuple(segments)


def _as_read(text: str, block: Block, repairs: Sequence[Repair], first: int) -> tuple[str, Sequence[int]]:
    """The text of the block with what hides its marks made good, and where each character and its end stand.

    Invisible characters take the place of marks of markup; what was misread is read right.
    """
    pieces, start = [], block.start
    places: list[int] = []
    for repair in islice(repairs, first, None):
        if repair.start >= block.end:
            break
        if repair.code == "markup":
            pieces += [text[start : repair.start], "\u200b" * (repair.end - repair.start)]
            places.extend(range(start, repair.end))
            start = repair.end
        elif repair.code == "misread":
            pieces += [text[start : repair.start], repair.replacement]
            places.extend(range(start, repair.start))
            places += [repair.start] * len(repair.replacement)
            start = repair.end
    rest = range(start, block.end + 1)
    return "".join([*pieces, text[start : block.end]]), [*places, *rest] if places else rest


def split_lines(text: str, lang: str) -> tuple[Segment, ...]:
    """A sentence a line: every line that is not blank, as it stands but for the white space around it."""
    lines = (_trimmed(text, match.start(), match.end()) for match in _LINE.finditer(text))
    spans = [(start, end) for start, end in lines if start < end]
    return tuple(Segment(text[start:end], lang, start, end, index) for index, (start, end) in enumerate(spans))


def sentence_spans(text: str, lang: str, *, semicolons: bool = False) -> list[Span]:
    """Start and end of each sentence; between them lies white space only. A blank line always ends a sentence.

    A paragraph goes by the rules of its own writing: one without a Chinese character by those for English.
    """
    spans = []
    at = 0
    blank_lines = [match.span() for match in _BLANK_LINE.finditer(text)] if "\n" in text else []
    for gap in [*blank_lines, (len(text), len(text))]:
        paragraph = text[at : gap[0]]
        ends = list(_chinese_ends(paragraph) if _is_spaceless(paragraph, lang) else spaced_ends(paragraph, lang))
        if semicolons:
            ends = sorted({*ends, *_clause_ends(paragraph)})
        spans += _spans_between(paragraph, at, ends)
        at = gap[1]
    return spans


def _spans_between(text: str, offset: int, ends: Sequence[int]) -> list[Span]:
    """The spans of the text that the ends part, without white space around them, moved by the offset."""
    spans = []
    start = 0
    for end in (*ends, len(text)):
        if start < end and not text[start].isspace() and not text[end - 1].isspace():
            spans.append((offset + start, offset + end))
        else:
            first, last = _trimmed(text, start, end)
            if first < last:
                spans.append((offset + first, offset + last))
        start = end
    return spans


def _clause_ends(text: str) -> Iterator[int]:
    """Where clauses end at a semicolon outside brackets."""
    for match in _SEMICOLON.finditer(text):
        if not _inside_bracket(text, 0, match.start()):
            yield match.end()


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


@cache
def _is_cjk(lang: str) -> bool:
    return primary(lang) in ("zh", "ja")


def _is_spaceless(text: str, lang: str) -> bool:
    """Whether sentence ends are not told by spaces: Chinese and Japanese, and passages of them in other documents."""
    if _is_cjk(lang):
        return bool(_HAN.search(text))
    return not text.isascii() and len(_HAN.findall(text)) * 2 > len(text)


def _chinese_ends(text: str) -> Iterator[int]:
    """Where sentences of Chinese end, the closing quotes and brackets included."""
    straight = _StraightQuotes(text)
    dots = text.rstrip().endswith((".", "．")) and "。" not in text
    opening = text.lstrip()[:1]
    never_first = _NEVER_FIRST - {"—", "－"} if opening in DASHES else _NEVER_FIRST
    end_group = "closers" if opening in _CIRCLED else "note"  # a circled number that leads an item is no note
    start = 0
    for match in _ZH_END.finditer(text):
        mark, closers, _, following = match.groups()
        end = match.end(end_group)
        if mark == "。" and not closers and following is not None and following not in never_first:
            yield end
            start = end
            continue
        if '"' in closers or "'" in closers or "＂" in closers:
            closers = closers[: straight.closing(match.start("closers"), match.end("closers"))]
            end = end if closers == match["closers"] else match.start("closers") + len(closers)
        if _is_chinese_end(text, start, match, closers, dots=dots, never_first=never_first):
            yield end
            start = end


class _StraightQuotes:
    """Tells closing straight quotes from opening ones by counting them from the start of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counted = dict.fromkeys("\"'＂", (0, 0))  # quote: up to where it was counted, how many

    def closing(self, start: int, end: int) -> int:
        """How many of the characters text[start:end] close: all before the first straight quote that opens."""
        for at in range(start, end):
            quote = self._text[at]
            if quote in self._counted:
                upto, count = self._counted[quote]
                count += self._text.count(quote, upto, at)
                self._counted[quote] = (at, count)
                if count % 2 == 0:
                    return at - start
        return end - start


def _is_chinese_end(
    text: str, start: int, match: re.Match[str], closers: str, *, dots: bool, never_first: frozenset[str]
) -> bool:
    """Whether the mark ends a sentence; `dots` tells that the paragraph has half-width full stops."""
    mark, following, at = match["mark"], match["next"], match.start()
    if following is None:
        return True
    before = text[at - 1] if at else ""
    spaced = match.end() > match.end("note")
    if (not spaced and following in never_first) or before in _BARS:
        return False
    if mark in ".．":
        if closers and closers[-1] in _QUOTES and before.isalpha() and before.isascii() and not following.isascii():
            return _closes_sentence(text, start, match, closers)  # an English sentence quoted
        chinese = bool(_HAN.match(before)) or (dots and before in _AFTER_QUOTE)
        return chinese and (spaced or bool(closers) or dots) and not following.isascii()
    if not spaced and mark[0] in "!?" and _in_address(before, following):
        return False
    if mark == "?" and _GARBLED_PINYIN.match(text, at + 1):
        return False
    if closers:
        return _closes_sentence(text, start, match, closers)
    if mark[0] in "….":
        if not text[start:at].strip():
            return False  # ……除了那年冬天
        goes_on = following in "的地得等之" or (following not in "“‘「『" and _HESITATION.search(text, start, at))
        return not goes_on and not _inside_bracket(text, start, at)
    return "。" in mark or not (_inside_bracket(text, start, at) or _inside_phrase(text, start, at))


def _in_address(before: str, following: str) -> bool:
    """Whether ! or ? stands inside an address or code: a?b, /?id."""
    return before.isascii() and (before.isalnum() or before in "/=&%#") and following.isascii() and following.isalnum()


def _closes_sentence(text: str, start: int, match: re.Match[str], closers: str) -> bool:
    """Whether a quotation or bracket that closes after an end mark ends its sentence as well."""
    last = closers[-1]
    if last in "》〉":
        return False  # a question in a title
    if last in _BRACKETS:
        opened = text.rfind(_BRACKETS[last], start, match.start())
        return opened < 0 or not text[start:opened].strip()
    opener = _QUOTES.get(last, last)
    opened = text.rfind(opener, start, match.start())
    if opened < 0:
        return True
    before = text[start:opened].rstrip()
    embedded = bool(before) and before[-1] not in _LEADS_TO_QUOTE
    if "。" in match["mark"]:
        return True
    return not (embedded or _SET_PHRASE_NEXT.match(text, match.start("next")))


def _inside_bracket(text: str, start: int, at: int) -> bool:
    """Whether a bracket or a title is open at this place of the sentence."""
    return any(
        text.rfind(opener, start, at) > text.rfind(closer, start, at)
        for opener, closer in (("（", "）"), ("(", ")"), ("《", "》"), ("【", "】"))
    )


def _inside_phrase(text: str, start: int, at: int) -> bool:
    """Whether a quotation that is part of a clause is open at this place: 高喊“加油！加油！”, not 他说：“加油！”."""
    opened = max(text.rfind(opener, start, at) for opener in _QUOTES.values())
    if opened < 0 or text.find(_CLOSING[text[opened]], opened, at) >= 0:
        return False
    before = text[start:opened].rstrip()
    closed = text.find(_CLOSING[text[opened]], at)
    return bool(before) and before[-1] not in _LEADS_TO_QUOTE and 0 <= closed - opened <= _PHRASE_CHARS
