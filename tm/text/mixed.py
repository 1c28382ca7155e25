"""One file that holds a text and its translation: split into its two sides, Chinese and the other language.

The sides may alternate paragraph by paragraph, line by line or within a line, stand one after the other, or share a
line, parted by a tab, ` / ` or ` | `. Of plain text both sides keep their offsets into the one file. Tables with a
column for each language, PO and XLIFF are aligned already: their sides come with the rows that pair them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tm.errors import InputError, SettingsError
from tm.languages import guess, known_tag, primary
from tm.text import cells
from tm.text.encodings import read_bytes, read_text
from tm.text.layout import laid_out, line_spans, visible
from tm.text.normalize import resolve_lang
from tm.text.read import CAT_FILES, TABLES, check_suffix, read_document
from tm.text.shape import block_kind
from tm.units import Block, BlockKind, Document, Problem

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile("[^\\W\\d_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SPACED = re.compile("[^\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")
_PASSAGE_START = re.compile(r"[\"“‘'(\[]*[A-Z\d]")
_PASSAGE_END = re.compile(r"[.!?;][\"”'’)\]]*$")
_FIGURE = re.compile(r"(?<=[.!?\"”)])\s*\d+$")  # begins the Chinese that follows: 2013年
_PASSAGE_WORDS, _OPEN_PASSAGE_WORDS = (
    4,
    8,
)  # fewer are a name or a title inside Chinese; the more where no mark ends them
_LEAST_LINE_SHARE = 0.2  # of the words of a line, for the smaller language
_PARTING = re.compile(r"\t+|\s[/|／｜]\s")
_LEAST_SHARE = 0.25  # of the words of the file, for the smaller side: a quotation does not make a translation
_WORD_HAN = 1.6  # Chinese characters that say as much as a word
_SURE, _UNSURE = 1.0, 0.5  # confidence of a row, and of one that its file marks as fuzzy
_COLUMN_SAMPLE = 200  # rows
_HEADER = frozenset(
    [
        "source",
        "target",
        "original",
        "translation",
        "chinese",
        "english",
        "中文",
        "汉语",
        "漢語",
        "英文",
        "英语",
        "英語",
        "原文",
        "源文",
        "译文",
        "譯文",
    ]
)


@dataclass(frozen=True, slots=True)
class PairedRow:
    """A row of a bilingual file: on which sides it has a block, and how sure its pair is."""

    source: bool
    target: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class TwoSides:
    """The sides of one file. With `rows` they are aligned: the blocks of each side follow each other row by row."""

    source: Document
    target: Document
    rows: tuple[PairedRow, ...] = ()

    def turned(self) -> TwoSides:
        """The same with source and target changed."""
        rows = tuple(PairedRow(row.target, row.source, row.confidence) for row in self.rows)
        return TwoSides(self.target, self.source, rows)


def read_two_sides(path: Path, *, source_lang: str = "", target_lang: str = "", encoding: str = "") -> TwoSides:
    """The two sides of a file, Chinese first unless `source_lang` is another language or `target_lang` Chinese.

    Raises: InputError if the file cannot be read, or does not hold Chinese and another language.
    """
    check_suffix(path)
    suffix = path.suffix.lower()
    if suffix in CAT_FILES:
        return _cat_sides(path, source_lang, target_lang)
    chinese_second = primary(target_lang or "und") == "zh" or primary(source_lang or "zh") != "zh"
    langs = (target_lang, source_lang) if chinese_second else (source_lang, target_lang)
    if primary(langs[0] or "zh") != "zh":
        raise SettingsError("only Chinese and another language are told apart in one file; give two files")
    sides = _table_sides(path, langs, encoding) if suffix in TABLES else _text_sides(path, langs, encoding)
    return sides.turned() if chinese_second else sides


def has_two_sides(path: Path, *, encoding: str = "") -> bool:
    """Whether the file holds a text and its translation, and so needs no second one beside it."""
    try:
        read_two_sides(path, encoding=encoding)
    except InputError:
        return False
    return True


def _counts(text: str) -> tuple[int, int]:
    return len(_HAN.findall(text)), len(_WORD.findall(text))


def _smaller_share(han: int, words: int) -> float:
    weight = han / _WORD_HAN
    return min(weight, words) / max(1.0, weight + words)


def _is_chinese(text: str) -> bool | None:
    """Whether the text is Chinese; None without words. A name in Latin letters counts no more than a character."""
    han, words = _counts(text)
    return han >= words if han or words else None


def _text_sides(path: Path, langs: tuple[str, str], encoding: str) -> TwoSides:
    whole = read_document(path, encoding=encoding)
    sides: dict[bool, list[Block]] = {True: [], False: []}
    last = next((told for block in whole.blocks if (told := _is_chinese(_slice(whole, block))) is not None), True)
    for block in whole.blocks:
        for told, part in _parts(whole.text, block):
            last = last if told is None else told
            sides[last].append(part)
    han, words = (sum(_counts(_slice(whole, block))[k] for block in sides[not k]) for k in (0, 1))
    if _smaller_share(han, words) < _LEAST_SHARE:
        message = f"holds text in one language ({whole.lang}); name the file with its translation as well"
        raise InputError(message, path=path)
    chinese = _side(whole, sides[True], langs[0] or "zh")
    return TwoSides(chinese, _side(replace(whole, problems=(), left_out=0), sides[False], langs[1]))


def _slice(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


def _side(whole: Document, blocks: Iterable[Block], lang: str) -> Document:
    kept = tuple(blocks)
    sample = "\n".join(_slice(whole, block) for block in kept)
    return replace(whole, blocks=kept, lang=resolve_lang(lang, sample))


def _parts(text: str, block: Block) -> Iterator[tuple[bool | None, Block]]:
    """The block, cut where the language changes at a line end or a parting sign; None for a part without words."""
    parts: list[tuple[bool | None, int, int]] = []
    for start, end in line_spans(text[block.start : block.end]):
        for told, left, right in _line_parts(text, block.start + start, block.start + end):
            if parts and (told is None or parts[-1][0] in (told, None)):
                parts[-1] = (parts[-1][0] if told is None else told, parts[-1][1], right)
            else:
                parts.append((told, left, right))
    for told, start, end in parts:
        whole = (start, end) == (block.start, block.end)
        yield told, block if whole else Block(block_kind(text[start:end]), start, end)


def _line_parts(text: str, start: int, end: int) -> list[tuple[bool | None, int, int]]:
    for sign in _PARTING.finditer(text, start, end):
        told = _is_chinese(text[start : sign.start()]), _is_chinese(text[sign.end() : end])
        if None not in told and told[0] != told[1]:
            left, right = _trimmed(text, start, sign.start()), _trimmed(text, sign.end(), end)
            return [(told[0], *left), (told[1], *right)]
    if _smaller_share(*_counts(text[start:end])) >= _LEAST_LINE_SHARE:
        return list(_passages(text, start, end))
    return [(_is_chinese(text[start:end]), start, end)]


def _passages(text: str, start: int, end: int) -> Iterator[tuple[bool | None, int, int]]:
    """The line, cut where whole sentences or headings of the other language begin and end."""
    at = start
    for run in _SPACED.finditer(text, start, end):
        left, right = _trimmed(text, *run.span())
        figure = _FIGURE.search(text[left:right])
        right = left + figure.start() if figure and right < end else right
        if not _is_passage(text[left:right], ends=right == end, spaced=right < run.end()):
            continue
        if any(char.isalnum() for char in text[at:left]):
            yield _is_chinese(text[at:left]), *_trimmed(text, at, left)
        yield False, left, right
        at = right
    if text[at:end].strip():
        yield _is_chinese(text[at:end]), *_trimmed(text, at, end)


def _is_passage(run: str, *, ends: bool, spaced: bool) -> bool:
    """Whether a run without Chinese is a text of its own: ends the line, is closed by a mark, or is long and apart."""
    begins = _PASSAGE_START.match(run) is not None
    words = len(_WORD.findall(run))
    if ends or _PASSAGE_END.search(run):
        return begins and words >= _PASSAGE_WORDS
    return begins and spaced and words >= _OPEN_PASSAGE_WORDS


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def _table_sides(path: Path, langs: tuple[str, str], encoding: str) -> TwoSides:
    name = path.suffix.lower()[1:]
    problems: tuple[Problem, ...] = ()
    if name == "xlsx":
        rows = [row for _, row in cells.xlsx_rows(read_bytes(path), path) if cells.is_filled(row)]
    else:
        decoded = read_text(path, encoding=encoding)
        name, problems = decoded.encoding, decoded.problems
        found = cells.csv_rows(decoded.text, path) if path.suffix.lower() == ".csv" else cells.tsv_rows(decoded.text)
        rows = [row for _, row in found if cells.is_filled(row)]
    columns = _columns(rows[:_COLUMN_SAMPLE])
    if columns is None:
        message = "has no column of Chinese beside one of its translation; give two files, a text and its translation"
        raise InputError(message, path=path)
    if _is_header([row[column] for column in columns for row in rows[:1] if column < len(row)]):
        header, rows = rows[0], rows[1:]
    else:
        header = ()
    pairs = [tuple(row[column] if column < len(row) else "" for column in columns) for row in rows]
    other = sum(visible(cell) for row in rows for at, cell in enumerate(row) if at not in columns)
    sides = _paired(path, [(left, right, _SURE) for left, right in pairs], (langs[0] or "zh", langs[1]))
    source = replace(
        sides.source, encoding=name, problems=problems, left_out=other + sum(visible(cell) for cell in header)
    )
    return replace(sides, source=source, target=replace(sides.target, encoding=name))


def _columns(rows: Sequence[cells.Cells]) -> tuple[int, int] | None:
    """The columns that hold most Chinese and most words of the other language."""
    han: dict[int, int] = {}
    words: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            counts, side = _counts(cell), _is_chinese(cell)
            if side is not None:
                totals = han if side else words
                totals[column] = totals.get(column, 0) + counts[not side]
    best = max(han, key=lambda column: han[column], default=None)
    second = max((c for c in words if c != best), key=lambda column: words[column], default=None)
    return None if best is None or second is None else (best, second)


def _is_header(names: Sequence[str]) -> bool:
    return bool(names) and all(name.strip().lower() in _HEADER or _is_tag(name.strip()) for name in names)


def _is_tag(name: str) -> bool:
    tag = known_tag(name)
    return "-" in tag or tag in ("zh", "en")


def _cat_sides(path: Path, source_lang: str, target_lang: str) -> TwoSides:
    """The sides in the languages that the file names, turned if the other direction is asked for."""
    from tm.text.catfiles import read_cat_file

    file = read_cat_file(read_bytes(path), path)
    rows = [(segment.source, segment.target, _SURE if segment.sure else _UNSURE) for segment in file.segments]
    if not any(target.strip() for _, target, _ in rows):
        raise InputError("holds no translation yet; name a file with one, or translate it first", path=path)
    sides = _paired(path, rows, (known_tag(file.source_lang), known_tag(file.target_lang)))
    source, target = primary(sides.source.lang), primary(sides.target.lang)
    if (source, target) == (primary(target_lang or source), primary(source_lang or target)) and source != target:
        sides = sides.turned() if source_lang or target_lang else sides
    return replace(sides, source=_retagged(sides.source, source_lang), target=_retagged(sides.target, target_lang))


def _retagged(side: Document, lang: str) -> Document:
    """The side in the tag asked for, where that is the same language."""
    same = lang and primary(lang) == primary(side.lang)
    return replace(side, lang=resolve_lang(lang, side.text)) if same else side


def _paired(path: Path, rows: Iterable[tuple[str, str, float]], langs: tuple[str, str]) -> TwoSides:
    """The sides of rows; a row without a letter or digit on either side is passed over."""
    kept: list[tuple[str, str]] = []
    paired = []
    for left, right, confidence in rows:
        there = [any(char.isalnum() for char in cell) for cell in (left, right)]
        if any(there):
            kept.append((left if there[0] else "", right if there[1] else ""))
            paired.append(PairedRow(there[0], there[1], confidence))
    source, target = (_cell_document(path, [row[side] for row in kept if row[side]], langs[side]) for side in (0, 1))
    return TwoSides(source, target, tuple(paired))


def _cell_document(path: Path, texts: Sequence[str], lang: str) -> Document:
    text, blocks = laid_out((BlockKind.CELL, cell) for cell in texts)
    if not any(char.isalpha() for char in text):
        raise InputError("holds no text on one of its sides; check that the right file was named", path=path)
    return Document(path, text, resolve_lang(lang or guess(text), text), path.suffix.lower()[1:], tuple(blocks))
