"""Aligning two files, or the two sides of one: read, clean, split, align, and the translation units they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from glossary.entries import TermEntry
from tm.app.files import latin_mark
from tm.app.fit import doubts, refuse_languages
from tm.app.termties import entries_found
from tm.encode.encoder import Encoder
from tm.errors import InputError, SettingsError
from tm.languages import primary
from tm.progress import Progress, silent
from tm.text.clean import clean
from tm.text.encodings import read_text
from tm.text.mixed import TwoSides, read_two_sides
from tm.text.normalize import resolve_lang
from tm.text.read import read_document
from tm.text.split import split, split_lines
from tm.text.srx import SrxRules
from tm.units import (
    REPAIRS,
    Alignment,
    Bead,
    Block,
    BlockKind,
    Document,
    Origin,
    Problem,
    Segment,
    TranslationUnit,
    Variant,
    joined,
)

MOVED_NOTE = "moved: the translation stands elsewhere in its text"  # of a unit or row


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Two documents and the beads over their sentences."""

    name: str
    source: Document
    target: Document
    alignment: Alignment
    doubts: tuple[Problem, ...] = ()  # about the two being translations of each other

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of reading and cleaning the files, each once, and the doubts about the pair."""
        return tuple(dict.fromkeys((*self.source.problems, *self.target.problems, *self.doubts)))

    @property
    def unlike(self) -> bool:
        """Whether the two hardly can be translations of each other."""
        return any(doubt.code == "unlike-pair" for doubt in self.doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a pair of files is read and aligned; a language left empty is read from the text."""

    source_lang: str = ""
    target_lang: str = ""
    defaults: tuple[str, ...] = ()  # fuller tags for languages read from the text, e.g. en-US for English
    encoding: str = ""
    sentences: bool = False  # one sentence a line
    keep: frozenset[str] = frozenset()  # codes of tm.units.REPAIRS that are not made
    semicolons: bool = False  # clauses that end in a semicolon are sentences
    srx: SrxRules | None = None  # segmentation rules in place of ours
    moves: bool = True  # blocks that stand elsewhere on the other side are looked for
    glossary: tuple[TermEntry, ...] = ()  # sentences that share one of these entries attract each other

    def cleaned(self, document: Document) -> Document:
        """The document with the repairs that are wanted."""
        return clean(document, repairs=REPAIRS - self.keep)

    def split(self, document: Document) -> tuple[Segment, ...]:
        """The sentences of the document. Raises: InputError if the SRX rules have none for its language."""
        return split(document, semicolons=self.semicolons, srx=self.srx)


def align_pair(
    source: Path,
    target: Path | None,
    *,
    name: str,
    options: ReadOptions,
    encoder: Encoder,
    progress: Progress = silent,
) -> AlignedPair:
    """The alignment of two files, or of the two sides of `source` where there is no target.

    Raises: InputError if a file cannot be read, holds no sentence, or is not in its language, or both are in one.
    """
    if target is None:
        return _align_sides(source, name=name, options=options, encoder=encoder, progress=progress)
    left, left_segments = read_side(source, options.source_lang, options)
    right, right_segments = read_side(target, options.target_lang, options)
    refuse_languages(left, left_segments, right, right_segments)
    alignment = align_segments(left_segments, right_segments, options, encoder, progress)
    return AlignedPair(name, left, right, alignment, doubts(source, target, alignment))


def align_segments(
    left: tuple[Segment, ...],
    right: tuple[Segment, ...],
    options: ReadOptions,
    encoder: Encoder,
    progress: Progress = silent,
) -> Alignment:
    """The alignment, whichever side is Chinese: the weights know it as the source."""
    from tm.align.aligner import align

    turn = primary(right[0].lang) == "zh"
    sides = (right, left) if turn else (left, right)
    terms = entries_found(options.glossary, *sides) if options.glossary else None
    found = align(*sides, encoder=encoder, moves=options.moves, terms=terms, progress=progress)
    return found.turned() if turn else found


def _align_sides(path: Path, *, name: str, options: ReadOptions, encoder: Encoder, progress: Progress) -> AlignedPair:
    """The alignment of the two sides of a file; that of a table or a CAT tool's file is given by its rows.

    Raises: InputError as `align_pair`; SettingsError where one sentence a line is asked for.
    """
    if options.sentences:
        raise SettingsError("--sentences needs two files, with the same number of lines or not")
    langs = _directions(options)
    sides = read_two_sides(path, source_lang=langs[0], target_lang=langs[1], encoding=options.encoding)
    if sides.rows:
        return _paired_rows(name, sides, options)
    left, right = options.cleaned(sides.source), options.cleaned(sides.target)
    left_segments, right_segments = options.split(left), options.split(right)
    if not left_segments or not right_segments:
        raise InputError("holds no sentence on one of its sides; check that it is the right file", path=path)
    return AlignedPair(name, left, right, align_segments(left_segments, right_segments, options, encoder, progress))


def _directions(options: ReadOptions) -> tuple[str, str]:
    """Source and target language of a file with both: as asked, the other side by the defaults."""

    def other(lang: str) -> str:
        return next((tag for tag in options.defaults if not lang or primary(tag) != primary(lang)), "")

    source = options.source_lang or other(options.target_lang)
    return source, options.target_lang or other(source)


def _paired_rows(name: str, sides: TwoSides, options: ReadOptions) -> AlignedPair:
    """The rows as beads; a row is one segment a side, and nothing in it is boilerplate."""
    left, right = (replace(options.cleaned(side), blocks=side.blocks) for side in (sides.source, sides.target))
    sources, targets = _block_segments(left), _block_segments(right)
    beads = []
    at = [0, 0]
    for row in sides.rows:
        ends = [at[0] + row.source, at[1] + row.target]
        beads.append(Bead(range(at[0], ends[0]), range(at[1], ends[1]), 0.0, row.confidence))
        at = ends
    return AlignedPair(name, left, right, Alignment(sources, targets, tuple(beads)))


def _block_segments(document: Document) -> tuple[Segment, ...]:
    return tuple(
        Segment(document.slice(block.start, block.end).strip(), document.lang, block.start, block.end, index)
        for index, block in enumerate(document.blocks)
    )


def read_side(path: Path, lang: str, options: ReadOptions) -> tuple[Document, tuple[Segment, ...]]:
    """A file, cleaned, and its sentences.

    Raises: InputError if it cannot be read or holds no sentence.
    """
    if options.sentences:
        document = _sentence_document(path, lang, options)
        segments = split_lines(document.text, document.lang)
    else:
        document = options.cleaned(read_document(path, lang=lang, encoding=options.encoding))
        if not lang:
            document = replace(document, lang=_told(path, document.lang, options.defaults))
        segments = options.split(document)
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
            note=MOVED_NOTE if bead.moved else "",
        )


def _sentence_document(path: Path, lang: str, options: ReadOptions) -> Document:
    decoded = read_text(path, encoding=options.encoding)
    tag = lang or _told(path, resolve_lang("", decoded.text), options.defaults)
    blocks = (Block(BlockKind.PARAGRAPH, 0, len(decoded.text)),)
    return Document(path, decoded.text, tag, decoded.encoding, blocks, problems=decoded.problems)


def _told(path: Path, guessed: str, defaults: tuple[str, ...]) -> str:
    """The language of a file: as guessed from its text; of Latin letters as its name marks it, English otherwise.

    Where that is the language only, it is the default tag of the same language.
    """
    tag = (primary(guessed) == "en" and latin_mark(path)) or guessed
    return next((default for default in defaults if tag == primary(default)), tag)
