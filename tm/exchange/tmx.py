"""TMX files in and out: 1.1 to 1.4b is read, 1.4 level 2 is written, for any tool or for one.

Where each thing that a file says is kept in a unit is told by tm.exchange.tmxfields.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tm.errors import InputError
from tm.exchange.safexml import NAMES, atomic_write, iter_elements
from tm.exchange.tmxdates import tmx_date
from tm.exchange.tmxlanguages import Languages
from tm.exchange.tmxprofiles import PLAIN, Profile
from tm.exchange.tmxreader import UnitReader
from tm.exchange.tmxwriter import UnitWriter, group_of
from tm.languages import canonical
from tm.units import Kept, Problem, TranslationUnit

log = logging.getLogger(__name__)

_WORKBENCH = (b"<TWBExportFile", b"<RTF Preamble>", b"<TrU>")
_HEADER = ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype")
_BATCH_TUS = 500  # written together


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a written file holds: units, what else was kept, and what XML could not."""

    units: int
    stripped: int  # characters that XML forbids, left out
    skipped: int = 0  # units whose text holds nothing else, left out
    kept: int = 0  # tus that gave no unit when they were read
    foreign: int = 0  # attributes and elements that TMX 1.4 does not know: in props, as they were, or left out


def read_tmx(
    path: Path,
    *,
    source_lang: str = "",
    target_lang: str = "",
    expected: tuple[str, str] = ("", ""),
) -> Iterator[TranslationUnit | Problem | Kept]:
    """The units of the file, in its order, and a Problem for each tu or target that gives none.

    Where no language is named, a tu that gives no unit is Kept as it is, and so is what the header says besides; what
    else is not paired, in the properties.

    With both languages named, the units that have them; with one or none, each tu gives a unit for every other
    language than its source. The source is the language named, else the expected one, else what srclang says, else
    what is not the expected target; never what stands first. Languages are paired by `tm.languages.serves`, the
    nearest tag first, and each of several equally near translations gives a unit.

    Args:
        expected: source and target of the settings, where none is named.
    Problem codes: tmx-language (no such pair), tmx-empty (a side without text).
    Raises: InputError if the file cannot be read, is not well-formed or no TMX, or nothing tells the source language.
    """
    _refuse_workbench(path)
    languages = Languages(
        source=source_lang, target=target_lang, expected_source=expected[0], expected_target=expected[1]
    )
    reader = UnitReader(str(path), languages)
    for element in iter_elements(path, "tu", "header", root="tmx"):
        if NAMES[element.tag] == "tu":
            yield from reader.units(element)
            continue
        yield from reader.header(element)
        missing = [name for name in _HEADER if name not in element.attrib]
        if missing:
            log.info("%s: its header has no %s; read all the same", path, ", ".join(missing))


def write_tmx(
    path: Path,
    units: Iterable[TranslationUnit],
    *,
    source_lang: str,
    target_lang: str,
    creation_tool_version: str,
    now: datetime,
    profile: Profile = PLAIN,
    written_tags: Callable[[str, str], tuple[str, str]] | None = None,
    defaults: Mapping[str, str] | None = None,
    kept: Iterable[Kept] = (),
    headers: Iterable[Kept] = (),
) -> WriteReport:
    """What was written of the units: TMX 1.4, UTF-8, in the order given, as the tool of the profile wants it.

    A unit whose source has another tag than `source_lang` says so by srclang. A tuid with white space gets `_` in
    its place and is kept whole in the prop x-tuid.

    Args:
        written_tags: source and target tag of a unit as they are written; without it, as they are.
        defaults: for sources with several translations, the one that OmegaT takes wherever the segment stands.
        kept: tus that gave no unit; they come after the units.
        headers: what the headers of other files say besides; each note, prop and encoding is written once.
    Raises: StorageError if the file cannot be written, SettingsError if source_lang is no language tag; then an older
    file stays as it was.
    """
    writer = UnitWriter(profile, source_lang=source_lang, written_tags=written_tags, defaults=defaults)
    target = f'<prop type="targetlang">{canonical(target_lang)}</prop>{writer.in_header(headers)}'
    values = ("duizhao", creation_tool_version, "sentence", "duizhao", "en-US", writer.source_lang, "plaintext")
    attributes = "".join(f' {name}="{value}"' for name, value in zip(_HEADER, values, strict=True))
    with atomic_write(path) as file:
        file.write(
            b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
            + f'<header{attributes} creationdate="{tmx_date(now)}">{target}</header>\n<body>\n'.encode()
        )
        written, skipped = _write_tus(file, writer, _grouped(units) if profile.faithful else ([unit] for unit in units))
        tus = 0
        for markup in filter(None, (writer.kept(one.content) for one in kept)):
            tus += 1
            file.write(markup.encode())
        file.write(b"</body>\n</tmx>\n")
    return WriteReport(written, writer.stripped, skipped, tus, writer.foreign)


def _write_tus(file: BinaryIO, writer: UnitWriter, groups: Iterable[list[TranslationUnit]]) -> tuple[int, int]:
    written = skipped = 0
    pieces = list[str]()
    for group in groups:
        tu = writer.tu(group)
        if tu:
            written += len(group)
            pieces.append(tu)
        else:
            skipped += len(group)
        if len(pieces) >= _BATCH_TUS:
            file.write("".join(pieces).encode())
            pieces.clear()
    file.write("".join(pieces).encode())
    return written, skipped


def _grouped(units: Iterable[TranslationUnit]) -> Iterator[list[TranslationUnit]]:
    """Each unit alone, or with those after it that came from one tu of several languages."""
    group, langs = list[TranslationUnit](), list[str]()
    for unit in units:
        if group and langs and len(group) < len(langs) and unit.target.lang == langs[len(group)]:
            first = group[0]
            if unit.source == first.source and unit.id == first.id and group_of(unit) == group_of(first):
                group.append(unit)
                continue
        if group:
            yield group
        group, langs = [unit], group_of(unit).split()
    if group:
        yield group


def _refuse_workbench(path: Path) -> None:
    """Say so if the file is a text memory of Trados Workbench, which shares TMX's look but not its elements."""
    with suppress(OSError), open(path, "rb") as file:  # what cannot be read is told when it is parsed
        head = file.read(4096).replace(b"\0", b"")  # UTF-16 as well
        if any(mark in head for mark in _WORKBENCH):
            raise InputError("is a text memory of Trados Workbench; export it there as TMX", path=path)
