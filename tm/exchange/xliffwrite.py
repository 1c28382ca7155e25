"""XLIFF 2.1 anew: translation units, or segments of a text with what the memory suggests for them.

A unit of the file is a paragraph or a unit of the memory; its segments are sentences. Codes become ph, sc and ec with
their native code in originalData.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tm.errors import InputError
from tm.exchange.safexml import atomic_write
from tm.exchange.xliffmarkup import (
    MATCHES,
    OWN,
    Candidate,
    CandidateTerm,
    Sides,
    attributes,
    escaped,
    glossary_markup,
    match_markup,
    quoted,
)
from tm.inline import codes_text, is_annotation, partners
from tm.languages import primary
from tm.units import Code, CodeKind, State, TranslationUnit

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SPACELESS = frozenset(["zh", "ja", "th"])  # languages that put no space between sentences


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment to be written; an empty target is none."""

    source: str
    target: str = ""
    state: State | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A paragraph of segments, and the terms in it."""

    segments: tuple[NewSegment, ...]
    terms: tuple[CandidateTerm, ...] = ()


def write_segments(path: Path, units: Iterable[NewUnit], *, original: str, source_lang: str, target_lang: str) -> int:
    """The number of segments written.

    Raises: StorageError; then an older file stays.
    """
    space = "" if primary(source_lang) in _SPACELESS else "<ignorable><source> </source></ignorable>\n"
    count = 0

    def written(number: int, unit: NewUnit) -> str:
        nonlocal count
        first, count = count, count + len(unit.segments)
        names = [f"s{first + at}" for at in range(1, 1 + len(unit.segments))]
        matches = "".join(
            match_markup(
                candidate,
                Sides(escaped(candidate.source.text), escaped(candidate.target.text)),
                prefix="",
                segment_id=name,
            )
            + "\n"
            for name, segment in zip(names, unit.segments, strict=True)
            for candidate in segment.candidates
        )
        head = f'<mtc:matches xmlns:mtc="{MATCHES}">\n{matches}</mtc:matches>\n' if matches else ""
        segments = space.join(_segment(name, one) for name, one in zip(names, unit.segments, strict=True))
        return f'<unit id="u{number}">\n{head}{glossary_markup(unit.terms)}{segments}</unit>\n'

    _write(path, [(original, map(written, itertools.count(1), units))], source_lang, target_lang)
    return count


def write_units(path: Path, units: Iterable[TranslationUnit], *, source_lang: str, target_lang: str) -> int:
    """The number of translation units written, each as a unit with one segment; a `file` for each run of a document.

    Attributes of our own say what XLIFF cannot, so that an unchanged unit is read again as the same.

    Raises: StorageError, or InputError for no unit; then an older file stays.
    """
    count = 0

    def written(unit: TranslationUnit) -> str:
        nonlocal count
        count += 1
        return _unit(count, unit, (source_lang, target_lang))

    files = ((document, map(written, run)) for document, run in groupby(units, key=lambda unit: unit.origin.document))
    _write(path, files, source_lang, target_lang, spaces=f' xmlns:duizhao="{OWN}"')
    return count


def _write(
    path: Path, files: Iterable[tuple[str, Iterable[str]]], source_lang: str, target_lang: str, *, spaces: str = ""
) -> None:
    """Write a document of files, each an `original` and the markup of its units. Raises: InputError for no file."""
    number = 0
    langs = attributes(srcLang=source_lang, trgLang=target_lang)
    with atomic_write(path) as out:
        root = f'<xliff version="2.1" xmlns="{_NAMESPACE}"{spaces}{langs}>'
        out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode())
        for number, (original, units) in enumerate(files, start=1):
            out.write(f'<file id="f{number}"{attributes(original=original)}>\n'.encode())
            for unit in units:
                out.write(unit.encode())
            out.write(b"</file>\n")
        if not number:
            raise InputError("would hold no unit, and XLIFF must hold one; export others, or write .tmx", path=path)
        out.write(b"</xliff>\n")


def _segment(name: str, segment: NewSegment) -> str:
    target = f"<target>{escaped(segment.target)}</target>" if segment.target.strip() else ""
    state = attributes(state=segment.state or "") if target else ""
    return f'<segment id="{name}"{state}><source>{escaped(segment.source)}</source>{target}</segment>\n'


def _unit(number: int, unit: TranslationUnit, langs: tuple[str, str]) -> str:
    """A unit of the memory in a file of these languages; its id, which need not be a name, is kept as a name."""
    data: dict[str, str] = {}
    names: dict[tuple[str, ...], str] = {}
    source, target = (_inline(side.text, side.codes, data, names) for side in (unit.source, unit.target))
    notes = f"<notes><note>{escaped(unit.note)}</note></notes>\n" if unit.note else ""
    items = "".join(f'<data id="{name}">{escaped(content)}</data>' for content, name in data.items())
    natives = f"<originalData>{items}</originalData>\n" if items else ""
    sides = f"<source>{source}</source><target>{target}</target>"
    segment = f'<segment id="s1"{attributes(state=unit.state)}>{sides}</segment>\n'
    own = f" duizhao:id={quoted(unit.id)}"
    for side, variant, lang in (("source", unit.source, langs[0]), ("target", unit.target, langs[1])):
        own += f" duizhao:{side}-lang={quoted(variant.lang)}" if variant.lang != lang else ""
        own += f" duizhao:{side}-codes={quoted(codes_text(variant.codes))}" if variant.codes else ""
    return f'<unit id="u{number}"{attributes(name=unit.id)}{own}>\n{notes}{natives}{segment}</unit>\n'


def _inline(text: str, codes: Sequence[Code], data: dict[str, str], names: dict[tuple[str, ...], str]) -> str:
    """The content of a source or target.

    Args:
        text: of the side.
        codes: of the side.
        data: native code to the name of its data element, filled here.
        names: what a code is to its id in the unit, filled here: the codes of the target have the ids of the source's.
    """
    pieces, at = list[str](), 0
    belonging, own, seen = partners(codes), dict[int, str](), Counter[tuple[str, ...]]()
    for index, code in enumerate(codes):
        pieces.append(escaped(text[at : code.offset]))
        at = code.offset
        if is_annotation(code):
            continue
        first = min(index, belonging.get(index, index))
        if first == index:
            alike = (code.kind, code.element, code.id)
            seen[alike] += 1
            own[index] = names.setdefault((*alike, str(seen[alike])), str(1 + len(names)))
        reference = data.setdefault(code.content, f"d{1 + len(data)}") if code.content else ""
        pieces.append(_code(code, own[first], reference, paired=index in belonging))
    return "".join([*pieces, escaped(text[at:])])


def _code(code: Code, name: str, reference: str, *, paired: bool) -> str:
    shared = attributes(dataRef=reference)
    if code.kind == CodeKind.STANDALONE:
        return f'<ph id="{name}"{shared}/>'
    element = "sc" if code.kind == CodeKind.OPEN else "ec"
    if paired:
        return f'<{element} {"id" if element == "sc" else "startRef"}="{name}"{shared}/>'
    return f'<{element} id="{name}" isolated="yes"{shared}/>'
