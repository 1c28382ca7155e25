"""Keyword in context: every place in the memory where a text stands, in either language.

Script, width and letter case do not count (臨時黨支部 finds 临时党支部), nor do kinds of quotation marks and hyphens;
English words are found in their regular inflections. SQLite passes over the texts once, with a pattern of character
classes that lets no hit slip; a regular expression then finds the places. No index: one character is as good a
query as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tm.errors import InputError, SettingsError
from tm.languages import serves
from tm.lookup.inflections import inflections
from tm.memory.database import SqlValue
from tm.memory.memory import Memory
from tm.progress import Progress, silent
from tm.text.normalize import fold, spellings
from tm.text.words import CJK
from tm.units import TranslationUnit, Variant

MAX_QUERY_CHARS = 500
MOST_COUNTED = 20_000  # texts that may have the query; those of more are not counted unless all are asked for
Side = Literal["source", "target"]

_LIKE_WORDS = 8  # of the query that SQLite compares without GLOB
_GLOB_CHARS = 40  # of the query that SQLite compares; the rest is left to the regular expression
_LETTER = rf"[^\W\d_{CJK}]"
_PIECE = re.compile(rf"(?P<word>{_LETTER}+)|(?P<number>\d+)|(?P<space>\s+)|(?P<char>.)", re.DOTALL)
_QUOTES = "\"'‘’“”「」『』«»"
_HYPHENS = "-\u2010\u2011\u2013"
_GAP = rf"[\s\{_HYPHENS}]"
_FULL_WIDTH = b"\xef"  # begins every full-width letter in UTF-8


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the text stands: [start, end) of one side of a unit."""

    rowid: int
    unit: TranslationUnit
    side: Side
    start: int
    end: int
    memory: str  # path of the memory file

    @property
    def variant(self) -> Variant:
        """The side with the hit."""
        return self.unit.source if self.side == "source" else self.unit.target

    @property
    def other(self) -> Variant:
        """The side that translates it."""
        return self.unit.target if self.side == "source" else self.unit.source


@dataclass(frozen=True, slots=True)
class Concordance:
    """The places where a text stands, and in how many units; `hits` are the first of `total`.

    Where it is not `complete`, there are more than `total`: counting stopped.
    """

    query: str
    total: int
    units: int
    hits: tuple[Hit, ...]
    complete: bool = True


def concordance(
    memory: Memory,
    text: str,
    *,
    source_lang: str = "",
    target_lang: str = "",
    limit: int | None = None,
    progress: Progress = silent,
) -> Concordance:
    """Where the text stands in the memory: the newest document first, undated ones last, then by age of the unit.

    Args:
        text: characters or words in a row; white space between words may be of any kind.
        source_lang: the language of the text; else both sides of a unit are searched.
        target_lang: the language of the translation.
        limit: the most hits returned, all if None. With a limit, those of MOST_COUNTED texts at most are counted.
    Raises: SettingsError for an empty text, InputError for one too long to be a keyword.
    """
    text = text.strip()
    if not text:
        raise SettingsError("an empty text stands everywhere; give at least one character")
    if len(text) > MAX_QUERY_CHARS:
        raise InputError(f"{len(text)} characters are no keyword (at most {MAX_QUERY_CHARS})", path="query")
    pieces = list(_PIECE.finditer(fold(text).lower()))
    pattern = re.compile("".join(_expressions(pieces)))
    places: list[tuple[int, Side, int, int]] = []
    total, units = 0, set[int]()
    candidates = _candidates(memory, pieces, source_lang, target_lang, -1 if limit is None else MOST_COUNTED + 1)
    for number, (rowid, side, side_text) in enumerate(candidates, start=1):
        progress("look-up", number, len(candidates))
        for match in pattern.finditer(side_text):
            total += 1
            units.add(rowid)
            if limit is None or total <= limit:
                places.append((rowid, side, match.start(), match.end()))
    path = str(memory.database.path)
    hits = tuple(Hit(rowid, memory.get(rowid), side, start, end, path) for rowid, side, start, end in places)
    return Concordance(text, total, len(units), hits, limit is None or len(candidates) <= MOST_COUNTED)


def _candidates(
    memory: Memory, pieces: list[re.Match[str]], source_lang: str, target_lang: str, most: int
) -> list[tuple[int, Side, str]]:
    """The first texts that may hold the query, all if `most` is -1: number of the unit, side, text."""
    pairs = [(pair.source_lang, pair.target_lang) for pair in memory.pairs()]
    condition, values = _condition(pieces)
    selects, parameters = [], list[SqlValue]()
    for at, side in enumerate(("source", "target")):
        allowed = [pair for pair in pairs if _wanted(pair[at], source_lang) and _wanted(pair[1 - at], target_lang)]
        langs = " OR ".join(["(source_lang = ? AND target_lang = ?)"] * len(allowed)) or "FALSE"
        if len(allowed) == len(pairs):
            langs, allowed = "TRUE", []
        selects.append(
            f"SELECT unit.id AS id, '{side}' AS side, {side}_text, date FROM unit JOIN origin ON origin.id = origin_id "
            f"WHERE ({langs}) AND ({condition.format(column=f'{side}_text')})"
        )
        parameters += [*(lang for pair in allowed for lang in pair), *values]
    rows = memory.database.rows(
        f"{' UNION ALL '.join(selects)} ORDER BY date DESC, id, side LIMIT ?", [*parameters, most]
    )
    return [(rowid, side, text) for rowid, side, text, _ in rows]


def _condition(pieces: list[re.Match[str]]) -> tuple[str, list[SqlValue]]:
    """What every text with the query fulfils and few others do, and its parameters.

    GLOB alone would be slow: most texts without the query fail a simpler test first.
    """
    glob = _glob(pieces)
    chars = [char for piece in pieces if not piece["word"] for char in piece[0] if char.isalnum()]
    stems = [stem for piece in pieces if piece["word"] and (stem := _stem(piece[0])[0]).isascii()]
    if chars:
        forms = min(map(spellings, chars), key=len)
        anchor = " OR ".join(["instr({column}, ?)"] * len(forms))
        return f"({anchor}) AND {{column}} GLOB ?", [*forms, glob]
    if stems:
        like = "%".join(["", *stems[:_LIKE_WORDS], ""])
        return "{column} LIKE ? OR (instr(CAST({column} AS BLOB), ?) AND {column} GLOB ?)", [like, _FULL_WIDTH, glob]
    return "{column} GLOB ?", [glob]


def _wanted(tag: str, lang: str) -> bool:
    return not lang or serves(tag, lang)


def _expressions(pieces: list[re.Match[str]]) -> Iterator[str]:
    """The regular expression of the query, piece by piece, for texts as they stand."""
    for piece in pieces:
        text = piece[0]
        if piece["word"]:
            start, endings = _stem(text)
            ends = "|".join("".join(map(_class, ending)) for ending in endings)
            yield rf"(?<!{_LETTER}){''.join(map(_class, start))}(?:{ends})(?!{_LETTER})"
        elif piece["number"]:
            yield rf"(?<!\d){''.join(map(_class, text))}(?!\d)"
        elif piece["space"]:
            yield f"{_GAP}+"
        elif text in _QUOTES:
            yield f"[{_QUOTES}]"
        elif text in _HYPHENS:
            yield f"{_GAP}?"
        else:
            yield _class(text)


def _glob(pieces: list[re.Match[str]]) -> str:
    """An SQLite GLOB that every text with the query matches, and few others do."""
    parts = ["*"]
    for piece in pieces:
        if piece["word"]:
            parts += [*map(_class, _stem(piece[0])[0]), "*"]
        elif piece["number"] or piece[0].isalnum():
            parts += map(_class, piece[0])
        else:
            parts.append("*")
        if len(parts) > _GLOB_CHARS:
            break
    return "".join([*parts, "*"])


def _stem(word: str) -> tuple[str, list[str]]:
    """What all forms of a word begin with, and their endings, longest first."""
    forms = inflections(word)
    first, last = min(forms), max(forms)
    start = first[: next((at for at, char in enumerate(first) if last[at : at + 1] != char), len(first))]
    return start, sorted((form[len(start) :] for form in forms), key=len, reverse=True)


def _class(char: str) -> str:
    """The characters that count as this one, as a class that GLOB and regular expressions read alike."""
    found = spellings(char)
    return f"[{found}]" if found.isalnum() else f"[{re.escape(found)}]"
