"""PO files in and out, by translate-toolkit (the `formats` extra).

A PO file names the language of its translations; that of its msgids is the other one of the two asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tm.exchange.corrections import Correction
from tm.exchange.safexml import atomic_write, xml_text
from tm.languages import guess, known_tag, primary, serves
from tm.memory.rows import StoredUnit
from tm.text.catfiles import read_cat_file
from tm.text.encodings import read_bytes
from tm.text.extras import formats_extra
from tm.units import Origin, Problem, State, TranslationUnit, Variant

_MARK = re.compile(r"duizhao: unit ([0-9]{1,15}) of (\w+)")


def read_po(path: Path, *, source_lang: str, target_lang: str) -> Iterator[TranslationUnit | Correction | Problem]:
    """The translated messages, in order; plural forms each by itself. Fuzzy ones are passed over.

    A message that names a unit of a memory corrects it.

    The direction is that of the file: the language of its header is the target, and where it names none, the one that
    the letters of the translations speak for.

    Problem codes: po-language (the file is in neither language), po-untranslated (no message is translated).
    Raises: InputError if the file cannot be read; ReaderMissing without the `formats` extra.
    """
    file = read_cat_file(read_bytes(path), path)
    segments = [segment for segment in file.segments if segment.sure and segment.target.strip()]
    if not segments:
        message = f"none of its {len(file.segments)} messages is translated; nothing to import"
        yield Problem("po-untranslated", str(path), None, message)
        return
    langs = _languages(file.target_lang, "\n".join(one.target for one in segments), source_lang, target_lang)
    if langs is None:
        named = file.target_lang or "an unnamed language"
        message = (
            f"is a translation into {named}, not {target_lang} or {source_lang}; name its languages with -s and -t"
        )
        yield Problem("po-language", str(path), None, message)
        return
    for position, segment in enumerate(segments):
        unit = TranslationUnit(
            source=Variant(segment.source, langs[0]),
            target=Variant(segment.target, langs[1]),
            origin=Origin(document=path.name, position=position),
        )
        if mark := _MARK.fullmatch(segment.mark.strip()):
            sides = segment.source, segment.target
            yield Correction(str(path), None, int(mark[1]), mark[2], *sides, segment.note, None, unit)
        else:
            yield unit


def write_po(
    path: Path, stored: Iterable[StoredUnit], *, source_lang: str, target_lang: str, now: datetime, memory: str = ""
) -> int:
    """The number of messages written, UTF-8; notes as comments, units that are new as fuzzy.

    A unit of a memory is named by its number and the identity of the memory, so that corrections can come back.

    A source that stands again has its document, or its number, as the context, since PO knows each message once.
    Raises: StorageError, then an older file stays; ReaderMissing without the `formats` extra.
    """
    with formats_extra(path):
        from translate.storage.pypo import pofile
    seen, count = set[tuple[str, str]](), 0
    store: Any = pofile()  # translate-toolkit tells no types here
    store.updateheader(
        add=True,
        content_type="text/plain; charset=UTF-8",
        content_transfer_encoding="8bit",
        language=target_lang.replace("-", "_"),
        x_source_language=source_lang,
        pot_creation_date=f"{now:%Y-%m-%d %H:%M+0000}",
        po_revision_date=f"{now:%Y-%m-%d %H:%M+0000}",
    )
    for count, one in enumerate(stored, start=1):
        unit = one.unit
        source, target = _clean(unit.source.text), _clean(unit.target.text)
        context = ""
        if (source, context) in seen:
            context = _clean(unit.origin.document)
        if (source, context) in seen:
            context = f"{context} {count}".strip()
        seen.add((source, context))
        message = store.addsourceunit(source)
        message.target = target
        if context:
            message.setcontext(context)
        if unit.note:
            message.addnote(_clean(unit.note), origin="translator")
        if one.rowid and memory:
            message.addnote(f"duizhao: unit {one.rowid} of {memory}", origin="developer")
        if unit.state is State.INITIAL:
            message.markfuzzy()
    with atomic_write(path) as file:
        file.write(bytes(store))
    return count


def _languages(named: str, text: str, source_lang: str, target_lang: str) -> tuple[str, str] | None:
    """The tags of the two sides, or None where the translations are in neither language."""
    tag = known_tag(named)
    spoken = tag or guess(text)
    for one, other in ((target_lang, source_lang), (source_lang, target_lang)):
        if primary(spoken) == primary(one) and serves(spoken, one):
            return other, tag or one
    return None


def _clean(text: str) -> str:
    """The text without control characters and lone surrogates, which no PO file can hold."""
    return xml_text(text)[0]
