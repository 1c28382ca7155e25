"""Glossaries as tables: CSV, TSV, XLSX, JSON lines (written only), with the columns of glossary.pairrows.

A table of others is read by the names in its first row: `source` and `target`, or languages (`zh-CN`, `English`,
`中文`), and whatever else is named as our columns are; an unknown column is kept as a property. Without names, the
first three columns are term, rendering, note.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from glossary.entries import ReadEntry, TermEntry
from glossary.pairrows import COLUMNS, PairRow, RowRead, entries_of, rows_of, settled_lang
from tm.errors import InputError, SettingsError
from tm.exchange.tables import read_rows, write_table
from tm.languages import canonical, guess, primary
from tm.units import Problem

_SAMPLE = 50  # rows that tell whether columns without names hold the two languages
_UNNAMED = ("source", "target", "note")
_NAMES = {
    "source": "source term,term,原文,术语,術語,源语",
    "target": "target term,translation,rendering,译文,譯文,译名,目标语",
    "concept": "id,concept id,entry,entry id,编号",
    "subject": "domain,subject field,field,领域,領域,主题",
    "definition": "def,定义,定義",
    "note": "notes,comment,comments,remark,备注,備註,说明",
    "target_status": "status,term status,状态",
    "source_pos": "pos,part of speech,词性",
    "source_context": "context,example,语境,例句",
    "source_origin": "origin,reference,来源,出处",
    "workflow": "decision",
}
_ALIASES = {alias: name for name, aliases in _NAMES.items() for alias in aliases.split(",")}
_ALIASES |= {name.replace("_", " "): name for name in COLUMNS}
_LANGUAGES = {"chinese": "zh", "中文": "zh", "汉语": "zh", "漢語": "zh", "simplified chinese": "zh-Hans"}
_LANGUAGES |= {"traditional chinese": "zh-Hant", "简体中文": "zh-Hans", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant"}
_LANGUAGES |= {"english": "en", "英文": "en", "英语": "en", "英語": "en"}
_KNOWN = frozenset(COLUMNS)
_FORMULA = re.compile(r"[=＝@＠]|[+\-＋－][A-Za-z]+\(")


def write_glossary_table(path: Path, entries: Sequence[TermEntry], *, source_lang: str) -> int:
    """The number of entries written, in the format of the suffix. Raises: StorageError."""
    write_table(path, (row for entry in entries for row in rows_of(entry, source_lang)), columns=COLUMNS)
    return len(entries)


def read_glossary_table(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The entries of a table, and a problem for each row that gives none.

    Problem codes: term-empty (a row without a term), term-formula (a term that a spreadsheet would compute is taken
    as text), and those of glossary.pairrows.
    Raises: InputError for a file that cannot be read, or whose columns are not those of a glossary.
    """
    return entries_of(_rows(path, (source_lang, target_lang)))


def _rows(path: Path, languages: tuple[str, str]) -> Iterator[RowRead | Problem]:
    table = read_rows(path)
    head = list(itertools.islice(table, _SAMPLE))
    names, tags = _columns(head[0][1], languages, path) if head else ({}, languages)
    if names:
        del head[0]
    else:
        names = dict(enumerate(_UNNAMED))
        _refuse_other_columns([cells for _, cells in head], path, languages)
    columns = [names.get(at, "") for at in range(max(names) + 1)]
    for line, cells in itertools.chain(head, table):
        if any(cell.strip() for cell in cells):
            yield _row(line, zip(columns, cells, strict=False), tags)


def _columns(cells: Sequence[str], languages: tuple[str, str], path: Path) -> tuple[dict[int, str], tuple[str, str]]:
    """Which column is what, with the tags of the two languages; no columns where the first row names none."""
    names: dict[int, str] = {}
    tags = list(languages)
    for index, cell in enumerate(cells):
        name = cell.strip().lower()
        lang = _language(name)
        side = next((at for at, wanted in enumerate(languages) if lang and primary(wanted) == primary(lang)), None)
        if side is not None and ("source", "target")[side] not in names.values():
            names[index] = ("source", "target")[side]
            tags[side] = lang if "-" in lang else tags[side]
        elif name and _ALIASES.get(name, name) not in names.values():
            names[index] = _ALIASES.get(name, name)
    known = set(names.values()) & set(COLUMNS)
    if {"source", "target"} <= known:
        return names, (tags[0], tags[1])
    if known and not _looks_like_terms(cells, languages):
        missing = " and ".join(name for name in ("source", "target") if name not in known)
        message = f"row 1 has no column {missing}; name the columns of the two terms source and target"
        raise InputError(message, path=path, line=1)
    return {}, languages


def _language(name: str) -> str:
    """The tag that the name of a column stands for, or an empty string."""
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    with suppress(SettingsError):
        return canonical(name) if re.fullmatch(r"[a-z]{2,3}([-_].+)?", name) else ""
    return ""


def _looks_like_terms(cells: Sequence[str], languages: tuple[str, str]) -> bool:
    found = [guess(cell) for cell in cells[:2]]
    return len(found) > 1 and found == [primary(lang) for lang in languages] and found[0] != found[1]


def _refuse_other_columns(rows: Sequence[Sequence[str]], path: Path, languages: tuple[str, str]) -> None:
    """Refuse columns without names that do not hold the two languages, as far as their letters tell."""
    wanted = [primary(lang) for lang in languages]
    rows = [cells for cells in rows if any(cell.strip() for cell in cells)]
    if rows and max(map(len, rows)) < 2:
        raise InputError("has one column only; a glossary needs a term and its rendering", path=path)
    pairs = [[guess(cells[0]), guess(cells[1])] for cells in rows if len(cells) > 1]
    told = [pair for pair in pairs if "und" not in pair]
    if wanted[0] == wanted[1] or not told:
        return
    if 2 * sum(pair == wanted for pair in told) <= len(told):
        order = ", ".join(told[0])
        advice = "name the columns in row 1, e.g. source and target, or give -s and -t"
        raise InputError(f"its first two columns look like {order}, not {', '.join(wanted)}: {advice}", path=path)


def _row(line: int, cells: Iterable[tuple[str, str]], tags: tuple[str, str]) -> RowRead | Problem:
    values = {name: text for name, cell in cells if cell and name and (text := cell.strip())}
    if not values.get("source") and not values.get("target"):
        return Problem("term-empty", "", line, "a row needs a term; fill it or leave it out")
    problems = []
    for side, tag in zip(("source", "target"), tags, strict=True):
        text = values.get(side, "")
        if text and f"{side}_lang" not in values:
            values[f"{side}_lang"] = settled_lang(text, tag)
        if _FORMULA.match(text):
            message = f"{text[:40]!r} looks like a formula; it is taken as text"
            problems.append(Problem("term-formula", "", line, message))
    others = tuple([pair for pair in values.items() if pair[0] not in _KNOWN])
    known = {name: value for name, value in values.items() if name in _KNOWN} if others else values
    return RowRead(line, PairRow(**known), others, tuple(problems))
