"""Files of translation tools: the segments of PO and XLIFF, source and target, by translate-toolkit."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tm.errors import InputError
from tm.exchange.safexml import iter_elements
from tm.text.extras import formats_extra

if TYPE_CHECKING:
    from translate.storage.base import TranslationUnit


@dataclass(frozen=True, slots=True)
class CatSegment:
    """A segment and its translation; an empty target where there is none yet, `sure` unless marked fuzzy."""

    source: str
    target: str
    sure: bool
    note: str = ""  # of the translator, in a PO file
    mark: str = ""  # what the program that wrote a PO file says of the message


@dataclass(frozen=True, slots=True)
class CatFile:
    """The segments of a PO or XLIFF file, and the languages that it names, in its own spelling."""

    segments: tuple[CatSegment, ...]
    source_lang: str
    target_lang: str


def read_cat_file(data: bytes, path: Path) -> CatFile:
    """The translatable segments of a PO, XLIFF 1.2 or XLIFF 2 file, plural forms each by itself.

    Raises: InputError if it is damaged; ReaderMissing without the `formats` extra.
    """
    with formats_extra(path):
        from translate.storage.base import ParseError
        from translate.storage.po import pofile
        from translate.storage.xliff import xlifffile
        from translate.storage.xliff2 import Xliff2File
    xml = path.suffix.lower() != ".po"
    if xml:
        deque(iter_elements(path, "trans-unit", "unit", root="xliff"), maxlen=0)  # refuses entities and damage
    reader = pofile if not xml else Xliff2File if b"oasis:names:tc:xliff:document:2" in data[:4096] else xlifffile
    try:
        store: Any = reader(io.BytesIO(data))
        segments = tuple(segment for unit in store.units for segment in _segments(unit, noted=not xml))
        return CatFile(segments, store.getsourcelanguage() or "", store.gettargetlanguage() or "")
    except (ParseError, ValueError, KeyError, SyntaxError, UnicodeError, LookupError) as error:
        kind = "XLIFF" if xml else "PO"
        raise InputError(f"is no readable {kind} file ({error}); export it again", path=path) from error


def _segments(unit: TranslationUnit, *, noted: bool) -> Iterator[CatSegment]:
    if unit.isheader() or unit.isobsolete() or not unit.source:
        return
    sources = getattr(unit.source, "strings", [unit.source])
    targets = getattr(unit.target, "strings", [unit.target])
    notes: Any = unit.getnotes if noted else lambda _: ""  # translate-toolkit tells no types here
    note, mark = str(notes("translator")), str(notes("developer"))
    for index in range(max(len(sources), len(targets))):
        source = str(sources[min(index, len(sources) - 1)])
        target = str(targets[index] or "") if index < len(targets) else ""
        if source.strip() and (target.strip() or index == 0):
            yield CatSegment(source, target, _is_sure(unit), note, mark)


def _is_sure(unit: TranslationUnit) -> bool:
    """Whether the file vouches for the translation: not fuzzy in PO, not new or in need of work in XLIFF."""
    element = getattr(unit, "xmlelement", None)
    if element is None:
        return not unit.isfuzzy()
    state = element.xpath("string((descendant-or-self::*[local-name()='target' or local-name()='segment']/@state)[1])")
    return not state.startswith(("new", "needs", "initial"))
