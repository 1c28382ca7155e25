"""The sentences of one file, part by part: a file of any size in the memory of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tm.app.alignment import ReadOptions
from tm.text.account import Characters, characters
from tm.text.clean import clean_part
from tm.text.read import read_parts
from tm.units import REPAIRS, Document, Segment


@dataclass(frozen=True, slots=True)
class SentencePart:
    """The sentences of a part of a file, with places in the part."""

    document: Document
    sentences: tuple[Segment, ...]
    start: int  # code points of the file before it
    block: int  # blocks of the file before it
    characters: Characters


def split_file(path: Path, options: ReadOptions) -> Iterator[SentencePart]:
    """The sentences of a file, cleaned, in order; what is boilerplate is left out and counted.

    Raises: InputError if the file cannot be read, or the SRX rules have none for its language; ReaderMissing.
    """
    blocks = 0
    for part in read_parts(path, lang=options.source_lang, encoding=options.encoding):
        document = clean_part(part, repairs=REPAIRS - options.keep).document
        yield SentencePart(document, options.split(document), part.start, blocks, characters(document))
        blocks += len(document.blocks)
