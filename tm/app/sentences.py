"""The sentences of one file, part by part: a file of any size in the memory of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tm.app.alignment import ReadOptions
from tm.text.account import Characters, characters
from tm.text.clean import clean_part
from tm.text.read import read_parts
from tm.units import REPAIRS, BlockKind, Problem


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is read; start and end are code points of the decoded file, the block is counted from 0."""

    text: str
    start: int
    end: int
    kind: BlockKind
    block: int


@dataclass(frozen=True, slots=True)
class SentencePart:
    """The sentences of a part of a file, and what is to be said about it."""

    path: Path
    lang: str
    encoding: str
    sentences: tuple[Sentence, ...]
    problems: tuple[Problem, ...]
    characters: Characters


def split_file(path: Path, options: ReadOptions) -> Iterator[SentencePart]:
    """The sentences of a file, cleaned, in order; what is boilerplate is left out and counted.

    Raises: InputError if the file cannot be read, or the SRX rules have none for its language; ReaderMissing.
    """
    blocks = 0
    for part in read_parts(path, lang=options.source_lang, encoding=options.encoding):
        cleaned = clean_part(part, repairs=REPAIRS - options.keep)
        document = cleaned.document
        sentences = tuple(
            Sentence(
                segment.text,
                part.start + segment.start,
                part.start + segment.end,
                document.blocks[segment.block].kind,
                blocks + segment.block,
            )
            for segment in options.split(document)
        )
        blocks += len(document.blocks)
        yield SentencePart(path, document.lang, document.encoding, sentences, document.problems, characters(document))
