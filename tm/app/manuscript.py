"""A file to be translated, as the segments that are looked up: sentences of a text, segments of a PO or XLIFF file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from tm.app.alignment import ReadOptions, read_side
from tm.app.files import shown
from tm.app.service import Query
from tm.errors import InputError, SettingsError
from tm.exchange.xliff import XLIFF_SUFFIXES
from tm.languages import known_tag, primary
from tm.lookup.lookup import MAX_QUERY_CHARS
from tm.settings import Settings
from tm.text.normalize import resolve_lang
from tm.text.read import CAT_FILES
from tm.units import Code, Problem

if TYPE_CHECKING:
    from tm.exchange.xliff import XliffDocument


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment of a file to be translated; `target` is the translation that the file vouches for, if there is one."""

    text: str
    block: int = 0  # the paragraph or unit that it stands in
    unit_id: str = ""
    target: str = ""
    codes: tuple[Code, ...] = ()  # inline codes of the text


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file to be translated."""

    path: Path
    name: str
    source_lang: str  # BCP 47, as the file or its text says
    target_lang: str
    segments: tuple[OpenSegment, ...]
    xliff: XliffDocument | None = None  # that the segments are the translatable ones of

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The segments that are too long to be looked up; code long-segment."""
        sizes = ((number, len(segment.text)) for number, segment in enumerate(self.segments, start=1))
        return tuple(
            Problem("long-segment", str(self.path), None, f"segment {number} has {size:,} characters: not looked up")
            for number, size in sizes
            if size > MAX_QUERY_CHARS
        )

    def queries(self) -> Iterator[Query]:
        """Each segment with its neighbours; one that is too long is empty, and so finds nothing."""
        texts = [segment.text if len(segment.text) <= MAX_QUERY_CHARS else "" for segment in self.segments]
        for at, segment in enumerate(self.segments):
            before, after = "".join(texts[max(0, at - 1) : at]), "".join(texts[at + 1 : at + 2])
            yield Query(texts[at], before, after, segment.unit_id, segment.codes if texts[at] else ())

    def blocks(self) -> Iterator[tuple[int, ...]]:
        """The indexes of the segments of each paragraph."""
        for _, group in groupby(range(len(self.segments)), key=lambda index: self.segments[index].block):
            yield tuple(group)


def read_manuscript(path: Path, *, options: ReadOptions, settings: Settings) -> Manuscript:
    """The segments of a file of any kind that is read; those of PO and XLIFF are taken as they are cut.

    The languages are those of `options`, else the file's own, else the one that its text speaks for and the other one
    of the settings.
    Raises: InputError if it cannot be read or holds nothing to translate; SettingsError for two times one language.
    """
    defaults = (settings.source_lang, settings.target_lang)
    wanted = replace(options, defaults=defaults)
    if path.suffix.lower() in XLIFF_SUFFIXES:
        return _read_xliff(path, wanted)
    if path.suffix.lower() in CAT_FILES:
        return _read_cat_file(path, wanted)
    document, segments = read_side(path, wanted.source_lang, wanted)
    target_lang = _other(document.lang, wanted.target_lang, defaults)
    found = tuple(OpenSegment(segment.text, segment.block) for segment in segments)
    return Manuscript(path, shown(path.name), document.lang, target_lang, found)


def _read_xliff(path: Path, options: ReadOptions) -> Manuscript:
    from tm.exchange.xliff import XliffDocument

    document = XliffDocument(path)
    found = tuple(
        OpenSegment(
            segment.source.text,
            at,
            unit_id=segment.full_id,
            target=segment.target.text if segment.is_translated else "",
            codes=segment.source.codes,
        )
        for at, segment in enumerate(document.translatable())
    )
    langs = _languages(path, document.languages(), found, options)
    return Manuscript(path, shown(path.name), *langs, found, document)


def _read_cat_file(path: Path, options: ReadOptions) -> Manuscript:
    from tm.text.catfiles import read_cat_file
    from tm.text.encodings import read_bytes

    file = read_cat_file(read_bytes(path), path)
    found = tuple(
        OpenSegment(segment.source, at, target=segment.target if segment.sure else "")
        for at, segment in enumerate(file.segments)
    )
    langs = _languages(path, (known_tag(file.source_lang), known_tag(file.target_lang)), found, options)
    return Manuscript(path, shown(path.name), *langs, found)


def _languages(
    path: Path, named: tuple[str, str], segments: tuple[OpenSegment, ...], options: ReadOptions
) -> tuple[str, str]:
    """Source and target language of a file that may name them."""
    if not segments:
        raise InputError("holds no segment to translate; check that it is the right file", path=path)
    text = "\n".join(segment.text for segment in segments)
    source_lang = options.source_lang or named[0] or resolve_lang("", text)
    fuller = next((tag for tag in options.defaults if source_lang == primary(tag)), source_lang)
    return fuller, _other(fuller, options.target_lang or named[1], options.defaults)


def _other(source_lang: str, target_lang: str, defaults: tuple[str, ...]) -> str:
    """The language to translate into: the one named, else the one of the settings that the text is not in."""
    target = target_lang or next(tag for tag in reversed(defaults) if primary(tag) != primary(source_lang))
    if primary(target) == primary(source_lang):
        raise SettingsError(f"source and target are both {primary(target)}; name two languages with -s and -t")
    return target
