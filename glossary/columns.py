"""What the columns of a glossary table hold, by the names that tools and people give them in the first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from glossary.pairrows import COLUMNS
from tm.errors import InputError
from tm.exchange.languagenames import tag_named
from tm.languages import by_letters, guess, primary, serves

_MOST_ABOVE = 10  # rows that may stand above the names: a title, a date, whose glossary it is
_UNNAMED = ("source", "target", "note")
_SIDES = ("source", "target")
_NAMES = {
    "source": "source term,term,原文,术语,術語,源语",
    "target": "target term,translation,rendering,译文,譯文,译名,目标语",
    "concept": "id,concept id,entry,entry id,编号",
    "subject": "domain,subject field,field,领域,領域,主题",
    "definition": "def,定义,定義",
    "note": "notes,comment,comments,remark,备注,備註,说明",
    "target_status": "status,term status,状态,狀態",
    "source_pos": "pos,part of speech,词性,詞性",
    "source_context": "context,example,语境,例句",
    "source_origin": "origin,reference,来源,出处",
    "workflow": "decision",
}
_ALIASES = {alias: name for name, aliases in _NAMES.items() for alias in aliases.split(",")}
_ALIASES |= {name.replace("_", " "): name for name in COLUMNS} | {name: name for name in COLUMNS}
_TERM_WORDS = re.compile(
    r"(?<![a-z])(terms?|source|target|translations?)(?![a-z])|术语|術語|译文|譯文|原文|名称|名稱|词条|詞條"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds: a field of a pair, further terms of a language, or a property of the concept."""

    name: str  # of a field of glossary.pairrows.PairRow, else of the property
    lang: str = ""  # of further terms
    side: str = ""  # with which these belong, empty for a third language


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, from the first on, with the tags of its two languages."""

    columns: tuple[Column, ...]
    tags: tuple[str, str]
    named: bool = True
    ours: bool = False  # written by this program: a cell holds one term

    def pair(self, cells: Sequence[str]) -> tuple[str, str]:
        """The cells of the two terms."""
        names = [column.name for column in self.columns]
        first, second = (cells[at] if (at := names.index(name)) < len(cells) else "" for name in _SIDES)
        return first, second


def unnamed(languages: tuple[str, str]) -> Columns:
    """The columns of a table without names: term, rendering, note."""
    return Columns(tuple(map(Column, _UNNAMED)), languages, named=False)


def columns_of(
    rows: Sequence[tuple[int, Sequence[str]]], languages: tuple[str, str], path: Path
) -> tuple[Columns | None, int]:
    """The columns as one of the first rows names them, and which of the rows that is; None where no row does.

    Raises: InputError where the first row names columns, but not those of the two terms.
    """
    for at, (_, cells) in enumerate(rows[: _MOST_ABOVE + 1]):
        columns = _named(cells, languages)
        if {"source", "target"} <= {column.name for column in columns.columns}:
            return columns, at
        if _looks_like_terms(cells, languages):
            break
    known = {column.name for column in _named(rows[0][1], languages).columns if column.name in COLUMNS} if rows else ()
    if known and not _looks_like_terms(rows[0][1], languages):
        missing = " and ".join(name for name in _SIDES if name not in known)
        message = f"row 1 has no column {missing}; name the columns of the two terms source and target"
        raise InputError(message, path=path, line=1)
    return None, 0


def refuse_other_columns(rows: Sequence[Sequence[str]], languages: tuple[str, str], path: Path) -> None:
    """Refuse columns that do not hold the two languages, first the one and then the other, as far as letters tell."""
    if rows and max(map(len, rows)) < len(_SIDES):
        raise InputError("has one column only; a glossary needs a term and its rendering", path=path)
    looks = []
    wrong = False
    for at, lang in enumerate(languages):
        texts = [cells[at] for cells in rows if len(cells) > at and cells[at].strip()]
        told = [found for text in texts if (found := by_letters(text, *languages))]
        wrong = wrong or bool(told and 2 * told.count(lang) <= len(told))
        kinds = Counter(map(guess, texts)).most_common(1)
        looks.append("figures" if not kinds or kinds[0][0] == "und" else kinds[0][0])
    if wrong:
        advice = "give -s and -t, or name the columns of a table in row 1, e.g. source and target"
        wanted = ", ".join(map(primary, languages))
        raise InputError(f"its columns of terms look like {', '.join(looks)}, not {wanted}: {advice}", path=path)


def _named(cells: Sequence[str], languages: tuple[str, str]) -> Columns:
    """The columns as the cells name them; what is no known name is a property."""
    headings = [" ".join(cell.lower().split()) for cell in cells]
    fields = [_ALIASES.get(heading, "") for heading in headings]
    langs = ["" if field else _language(heading) for field, heading in zip(fields, headings, strict=True)]
    tags = list(languages)
    for side, wanted in enumerate(languages):
        same = [at for at, lang in enumerate(langs) if lang and primary(lang) == primary(wanted)]
        best = next((at for at in same if serves(langs[at], wanted)), next(iter(same), None))
        if best is not None and _SIDES[side] not in fields:
            fields[best] = _SIDES[side]
            tags[side] = langs[best] if "-" in langs[best] else wanted
    columns = []
    for at, (heading, field, lang) in enumerate(zip(headings, fields, langs, strict=True)):
        if field and field not in fields[:at]:
            columns.append(Column(field))
        elif lang:
            belongs = next((side for side, tag in zip(_SIDES, tags, strict=True) if primary(tag) == primary(lang)), "")
            tag = lang if "-" in lang or not belongs else tags[_SIDES.index(belongs)]
            columns.append(Column(heading, tag, belongs))
        else:
            columns.append(Column(heading or f"column {at + 1}"))
    return Columns(tuple(columns), (tags[0], tags[1]), ours=set(COLUMNS) <= set(fields))


def _language(heading: str) -> str:
    """The tag of the language that a heading names, or an empty string."""
    return tag_named(_TERM_WORDS.sub(" ", heading).strip(" _():（）：-")) if heading else ""


def _looks_like_terms(cells: Sequence[str], languages: tuple[str, str]) -> bool:
    found = [by_letters(cell, *languages) for cell in cells[:2]]
    return found == list(languages)
