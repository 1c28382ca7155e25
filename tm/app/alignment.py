"""Aligning two files: read, clean, split, align, and what becomes of it as translation units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tm.encode.encoder import Encoder
from tm.errors import InputError
from tm.languages import guess, primary
from tm.progress import Progress, silent
from tm.text.clean import clean
from tm.text.encodings import read_text
from tm.text.normalize import resolve_lang
from tm.text.read import read_document
from tm.text.split import split, split_lines
from tm.units import Alignment, Bead, Block, BlockKind, Document, Origin, Segment, TranslationUnit, Variant, joined


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Two documents and the beads over their sentences."""

    name: str
    source: Document
    target: Document
    alignment: Alignment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a pair of files is read; a language left empty is read from the text."""

    source_lang: str = ""
    target_lang: str = ""
    defaults: tuple[str, ...] = ()  # fuller tags for languages read from the text, e.g. en-US for English
    encoding: str = ""
    sentences: bool = False  # one sentence a line


def align_pair(
    source: Path,
    target: Path,
    *,
    name: str,
    options: ReadOptions,
    encoder: Encoder,
    progress: Progress = silent,
) -> AlignedPair:
    """The alignment of two files.

    Raises: InputError if a file cannot be read, holds no sentence, or is not in its language, or both are in one.
    """
    from tm.align.aligner import align

    left, left_segments = read_side(source, options.source_lang, options)
    right, right_segments = read_side(target, options.target_lang, options)
    _refuse_other_language(left, left_segments, right.lang)
    _refuse_other_language(right, right_segments, left.lang)
    if primary(left.lang) == primary(right.lang):
        message = f"is in the same language ({right.lang}) as {source}; give a text and its translation"
        raise InputError(f"{message}, or name the languages with -s and -t", path=target)
    if primary(right.lang) == "zh":  # the weights know Chinese as the source
        turned = align(right_segments, left_segments, encoder=encoder, progress=progress)
        beads = tuple(Bead(bead.target, bead.source, bead.score, bead.confidence) for bead in turned.beads)
        alignment = Alignment(left_segments, right_segments, beads)
    else:
        alignment = align(left_segments, right_segments, encoder=encoder, progress=progress)
    return AlignedPair(name, left, right, alignment)


def read_side(path: Path, lang: str, options: ReadOptions) -> tuple[Document, tuple[Segment, ...]]:
    """A file, cleaned, and its sentences.

    Raises: InputError if it cannot be read or holds no sentence.
    """
    if options.sentences:
        document = _sentence_document(path, lang, options)
        segments = split_lines(document.text, document.lang)
    else:
        document = clean(read_document(path, lang=lang, encoding=options.encoding))
        if not lang:
            document = replace(document, lang=_fuller(document.lang, options.defaults))
        segments = split(document)
    if not segments:
        raise InputError("holds no sentence, only page boilerplate; check that it is the right file", path=path)
    return document, segments


def units_of(pair: AlignedPair, *, document: str) -> Iterator[TranslationUnit]:
    """The translation units of the paired beads; their texts are slices of the documents."""
    sources, targets = pair.alignment.source, pair.alignment.target
    for position, bead in enumerate(bead for bead in pair.alignment.beads if bead.source and bead.target):
        start, end = bead.source.start, bead.source.stop
        yield TranslationUnit(
            source=Variant(joined(pair.source, sources[start:end]), pair.source.lang),
            target=Variant(joined(pair.target, targets[bead.target.start : bead.target.stop]), pair.target.lang),
            origin=Origin(document=document, position=position),
            context_before=sources[start - 1].text if start else "",
            context_after=sources[end].text if end < len(sources) else "",
            confidence=round(bead.confidence, 4),
        )


def _refuse_other_language(document: Document, segments: tuple[Segment, ...], other: str) -> None:
    """Refuse a text in the language of the other side, where one of the two is Chinese: letters tell these apart."""
    named = primary(document.lang)
    told = guess(" ".join(segment.text for segment in segments))
    if told != named and told == primary(other) and "zh" in (told, named):
        message = f"is in {told}, not in {named}; check that it is the right file, or change the languages"
        raise InputError(message, path=document.path)


def _sentence_document(path: Path, lang: str, options: ReadOptions) -> Document:
    text, encoding = read_text(path, encoding=options.encoding)
    tag = lang or _fuller(resolve_lang("", text), options.defaults)
    return Document(path, text, tag, encoding, (Block(BlockKind.PARAGRAPH, 0, len(text)),))


def _fuller(tag: str, defaults: tuple[str, ...]) -> str:
    """The default tag of the same language where the tag names the language only."""
    return next((default for default in defaults if tag == primary(default)), tag)
