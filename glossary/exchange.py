"""Glossary files: which format one is in, and reading and writing any of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from glossary.entries import ReadEntry, TermEntry
from tm.errors import InputError, SettingsError

Format = Literal["tbx", "tbx-dca", "tbx-v2", "table", "omegat", "utx", "multiterm", "memoq"]
FORMATS: tuple[Format, ...] = get_args(Format)

_SUFFIXES: dict[str, Format] = {
    ".tbx": "tbx",
    ".csv": "table",
    ".tsv": "table",
    ".xlsx": "table",
    ".jsonl": "table",
    ".txt": "omegat",
    ".utf8": "omegat",
    ".tab": "omegat",
    ".utx": "utx",
    ".xml": "multiterm",
}
_DIALECTS: dict[Format, Literal["basic", "dca", "martif"]] = {"tbx": "basic", "tbx-dca": "dca", "tbx-v2": "martif"}
_ALLOWED = {"table": (".csv", ".tsv", ".xlsx", ".jsonl"), "memoq": (".csv",)}
_INSTEAD = dict.fromkeys((".tmx", ".xlf", ".xliff", ".po"), "a memory comes in with tm import")
_INSTEAD |= dict.fromkeys((".xls", ".ods", ".numbers"), "save it as .xlsx")
_INSTEAD |= dict.fromkeys((".sdltb", ".mtb"), "export it from its program as MultiTerm XML or TBX")
_HEAD_BYTES = 4096
_ASIDE = re.compile(rb"(?s)<!--.*?-->")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")  # the first element: what begins with <! or <? is none
_ROOTS: dict[str, Format] = {"tbx": "tbx", "martif": "tbx", "mtf": "multiterm"}


def format_to_write(path: Path, wanted: str = "") -> Format:
    """The format asked for, else that of the suffix. Raises: SettingsError if there is none, or the two do not fit."""
    suffix = path.suffix.lower()
    chosen = next((name for name in FORMATS if name == wanted), None) or _SUFFIXES.get(suffix)
    if chosen is None:
        choices = f"use {', '.join(_SUFFIXES)}, or name one: {', '.join(FORMATS)}"
        raise SettingsError(f"{path}: {suffix or 'no suffix'} says no format; {choices}")
    if chosen in _ALLOWED and suffix not in _ALLOWED[chosen]:
        raise SettingsError(f"{path}: {chosen} is written as {', '.join(_ALLOWED[chosen])}; change the suffix")
    return chosen


def write_entries(
    path: Path, entries: Sequence[TermEntry], *, form: Format, source_lang: str, target_lang: str, now: datetime
) -> int:
    """The number of entries written; formats of pairs leave out what has no pair of the two languages.

    Raises: StorageError; InputError for no entry at all in TBX.
    """
    if form in _DIALECTS:
        from glossary.tbx import write_tbx

        return write_tbx(path, entries, now=now, dialect=_DIALECTS[form])
    if form == "omegat":
        from glossary.omegat import write_omegat

        return write_omegat(path, entries, source_lang=source_lang, target_lang=target_lang)
    if form == "utx":
        from glossary.utx import write_utx

        return write_utx(path, entries, source_lang=source_lang, target_lang=target_lang, now=now)
    if form == "multiterm":
        from glossary.multiterm import write_multiterm

        return write_multiterm(path, entries)
    if form == "memoq":
        from glossary.memoq import write_memoq

        return write_memoq(path, entries)
    from glossary.tables import write_glossary_table

    return write_glossary_table(path, entries, source_lang=source_lang)


def read_entries(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The records of a glossary file, in whatever format its content and its suffix say.

    The languages are those of formats and columns that do not name theirs.
    Raises: InputError for a file that is missing, empty, damaged or of another kind.
    """
    form = _format_to_read(path)
    if form == "tbx":
        from glossary.tbxread import read_tbx

        return read_tbx(path)
    if form == "multiterm":
        from glossary.multiterm import read_multiterm

        return read_multiterm(path)
    if form == "memoq":
        from glossary.memoq import read_memoq

        return read_memoq(path)
    languages = {"source_lang": source_lang, "target_lang": target_lang}
    if form == "omegat":
        from glossary.omegat import read_omegat

        return read_omegat(path, **languages)
    if form == "utx":
        from glossary.utx import read_utx

        return read_utx(path, **languages)
    from glossary.tables import read_glossary_table

    return read_glossary_table(path, **languages)


def _format_to_read(path: Path) -> Format:
    suffix = path.suffix.lower()
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; check its name and rights", path=path) from error
    if not head:
        raise InputError("is empty; check that it was saved in full", path=path)
    if suffix in (".gz", ".zip"):
        return "tbx"
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").replace(b"\0", b"")  # UTF-16 as well
    if plain[:4].lower() == b"#utx":
        return "utx"
    if suffix in (".xml", ".tbx"):
        root = _ROOT.search(_ASIDE.sub(b"", plain))
        name = root[1].decode().lower() if root else ""
        if name not in _ROOTS and (suffix == ".xml" or name):
            kind = "a web page; get the file itself" if name == "html" else "XML, but neither TBX nor MultiTerm XML"
            raise InputError(f"is {kind}", path=path)
        return _ROOTS.get(name, "tbx")
    if suffix == ".csv" and any(cell.startswith("Entry_") for cell in _first_row(plain)):
        return "memoq"
    if suffix not in _SUFFIXES or suffix == ".jsonl":
        known = ", ".join(name for name in _SUFFIXES if name != ".jsonl")
        raise InputError(f"has a suffix that is no glossary's; {_INSTEAD.get(suffix, f'use {known}')}", path=path)
    return _SUFFIXES[suffix]


def _first_row(head: bytes) -> Sequence[str]:
    line = next(iter(head.decode("utf-8", "replace").splitlines()), "")
    return next(csv.reader([line], delimiter=max(",;\t", key=line.count)), [])
