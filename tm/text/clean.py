"""Cleaning of a document: repairs that can be undone, and page boilerplate marked.

Nothing is deleted. A repair names what is read in place of a stretch of text; boilerplate blocks stay in the document
and are only marked. What looks damaged and cannot be mended safely is a Problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from tm.text.boilerplate import marked_blocks
from tm.text.halved import with_halved
from tm.text.inline import inline_marks
from tm.text.misread import find_misread
from tm.text.mojibake import Slip, apart, find_slips
from tm.text.normalize import fold
from tm.text.parts import Part, joined_parts, parts_of
from tm.text.readings import LETTERS, toneless, toneless_readings
from tm.units import REPAIRS, Document, Problem, Repair

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_GLOSS = re.compile(rf"[(（]([{LETTERS}]{{1,8}})\s?[)）]")
_ARTEFACTS_OF_A_PAGE = 3  # so many readings in a document were put there by a machine, not by an editor
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
)
_JOINER = re.compile("[\u200c\u200d]+")  # holds letters of Indic and Arabic script and emoji together
_JOINED = re.compile("[\u0600-\u06ff\u0900-\u0dff\ufe0f\U0001f000-\U0001faff]")
_ODD_SPACE = re.compile(r"[\r\n\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]\s*")
_SPACELESS = re.compile(f"{_HAN.pattern[:-1]}。，、；：！？“”（）]")
_DAMAGED = re.compile(r"[\ufffd\ud800-\udfff?]")
_CUT_READING = re.compile(rf"\?[{LETTERS}]{{1,8}}\s?\)")


def clean(document: Document, *, repairs: frozenset[str] | None = None) -> Document:
    """The document with its repairs and problems filled in and its boilerplate blocks marked.

    Repairs: `pinyin` (網(wǎng)格), `invisible` (zero-width and control characters), `space` (NBSP, U+3000),
    `line-wrap` (a line break inside a paragraph), `misread` (saved as it was read in a wrong encoding), `byte-slip`
    (GBK read one byte off), `markup` (marks inside the lines of Markdown). Problems: `damaged-text` (U+FFFD, lone
    surrogates, readings cut up by a wrong decoding), `misread`, `byte-slip`.
    The punctuation of the text is left as it is.

    Args:
        document: as read.
        repairs: which of `REPAIRS` to make, boilerplate being one; all if None. Problems are told all the same.
    """
    return joined_parts([clean_part(part, repairs=repairs) for part in parts_of(document)])


def clean_part(part: Part, *, repairs: frozenset[str] | None = None) -> Part:
    """A part of a document, cleaned as `clean` does it."""
    wanted = REPAIRS if repairs is None else repairs
    document = part.document
    slips = with_halved(document.text, tuple(find_slips(document.text)))
    misread = tuple(find_misread(document.text))
    found = (
        *(Repair("misread", slip.start, slip.end, slip.reading) for slip in misread),
        *(Repair("byte-slip", slip.start, slip.end, slip.reading) for slip in slips if slip.reading),
        *_pinyin_repairs(document.text),
        *_invisible_repairs(document.text),
        *_space_repairs(document),
        *_markup_repairs(document),
    )
    chosen = sorted((repair for repair in found if repair.code in wanted), key=lambda repair: repair.start)
    problems = (
        *document.problems,
        *_damage(part, slips),
        *_misread_problems(part, misread),
        *_slip_problems(part, slips),
    )
    document = replace(document, repairs=tuple(apart(chosen)), problems=problems)
    if "boilerplate" in wanted:
        document = replace(document, blocks=marked_blocks(document, begins=part.start == 0, ends=part.last))
    return replace(part, document=document)


def _invisible_repairs(text: str) -> Iterator[Repair]:
    for match in _INVISIBLE.finditer(text):
        yield Repair("invisible", *match.span(), "")
    for match in _JOINER.finditer(text):
        if not _JOINED.match(text[match.start() - 1 : match.start()]):
            yield Repair("invisible", *match.span(), "")


def _space_repairs(document: Document) -> Iterator[Repair]:
    text = document.text
    for block in document.blocks:
        for match in _ODD_SPACE.finditer(text, block.start, block.end):
            start, end = match.span()
            while start > block.start and text[start - 1].isspace():
                start -= 1
            wrapped = any(char in "\r\n" for char in text[start:end])
            spaceless = any(_SPACELESS.match(side) for side in (text[start - 1 : start], text[end : end + 1]))
            yield Repair("line-wrap" if wrapped else "space", start, end, "" if wrapped and spaceless else " ")


def _markup_repairs(document: Document) -> Iterator[Repair]:
    """A repair for each mark inside the lines of Markdown."""
    if document.path.suffix.lower() != ".md":
        return
    for block in document.blocks:
        for start, end in inline_marks(document.text[block.start : block.end]):
            yield Repair("markup", block.start + start, block.start + end, "")


def _pinyin_repairs(text: str) -> list[Repair]:
    """Readings in brackets that a script converter left behind a character; an editor's gloss stays.

    A converter leaves them behind Traditional characters, by the page. A lone reading is an editor's if the character
    is rare, or is written alike in both scripts.
    """
    found = [match for match in _GLOSS.finditer(text) if match.start() and _is_reading(match, text)]
    by_machine = sum(_is_converted(text[match.start() - 1]) for match in found) >= _ARTEFACTS_OF_A_PAGE
    return [
        Repair("pinyin", *match.span(), "") for match in found if by_machine or _is_artefact(text[match.start() - 1])
    ]


def _is_reading(match: re.Match[str], text: str) -> bool:
    """Whether the bracket holds a reading of the character before it or of its Simplified form, tones aside."""
    char = text[match.start() - 1]
    return bool(_HAN.match(char)) and toneless(match[1]) in toneless_readings(char) | toneless_readings(fold(char))


def _is_converted(char: str) -> bool:
    """Whether the character is Traditional and has another Simplified form."""
    return fold(char) != char


def _is_artefact(char: str) -> bool:
    """Whether a lone reading of the character is a converter's: Traditional, and not so rare as to need a reading.

    Rare is what lies outside the 3,755 characters of the first level of GB 2312.
    """
    try:
        return _is_converted(char) and 0xB0 <= fold(char).encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _damage(part: Part, slips: Sequence[Slip]) -> Iterator[Problem]:
    """A problem for each line that holds damaged characters, but for the slips: those are told by themselves."""
    text = part.document.text
    slipped = {at for slip in slips if slip.reading for at in range(slip.start, slip.end)}
    found = [
        match.start()
        for match in _DAMAGED.finditer(text)
        if match.start() not in slipped
        and (
            match[0] != "?"
            or (_CUT_READING.match(text, match.start()) and _HAN.match(text[match.start() - 1 : match.start()]))
        )
    ]
    for line in dict.fromkeys(_lines(part, found)):
        message = "holds damaged characters; correct them in the file, or name its encoding"
        yield Problem("damaged-text", str(part.document.path), line, message)


def _misread_problems(part: Part, misread: Sequence[Slip]) -> Iterator[Problem]:
    """A problem for each line."""
    for line in dict.fromkeys(_lines(part, [slip.start for slip in misread])):
        message = "was saved as it was read in a wrong encoding (â€œ for “); is read as it was meant"
        yield Problem("misread", str(part.document.path), line, message)


def _slip_problems(part: Part, slips: Sequence[Slip]) -> Iterator[Problem]:
    lines = _lines(part, [slip.start for slip in slips])
    for slip, line in zip(slips, lines, strict=True):
        cause = f"bytes have slipped, read as “{slip.reading}”" if slip.reading else "bytes seem to have slipped"
        message = f"{cause}; compare with the page it was saved from"
        yield Problem("byte-slip", str(part.document.path), line, message)


def _lines(part: Part, places: Sequence[int]) -> list[int]:
    """The line of each place, from 1 in the whole document; places ascend."""
    counts = (part.document.text.count("\n", before, at) for before, at in pairwise((0, *places)))
    return [part.lines + 1 + count for count in accumulate(counts)]
