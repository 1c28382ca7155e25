"""The sides of a gold alignment: sentences, one a line, and where each of them stands in the raw text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tm.errors import InputError
from tm.text.clean import clean
from tm.text.encodings import read_text
from tm.text.read import SUFFIXES, read_document
from tm.units import Document

_LANG = r"(?:[a-z]{2}|zho|chi|cmn|eng)(?:[-_][A-Za-z]{2,4})*"  # as a file or folder is named after it
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldSide:
    """The sentences of one side; raw, places and blocks are empty where the raw text is not at hand."""

    lang: str  # as the file name says it
    sentences: tuple[str, ...]
    raw: Path | None = None
    places: tuple[Span, ...] = ()  # of each sentence in the raw text, code points
    blocks: tuple[int, ...] | None = None  # the line of the raw text that each sentence starts on


def read_sides(gold: Path, name: str) -> tuple[GoldSide, GoldSide]:
    """The two sides of a file of beads: NAME.<lang>.sents or NAME.<lang> beside it, or <lang>/NAME beside its folder.

    Raises: InputError if there are not two, or the raw text of one lacks a sentence.
    """
    found = next((files for files in _candidates(gold, name) if len(files) == 2), None)
    if found is None:
        count = len(next(iter(_candidates(gold, name))))
        raise InputError(
            f"needs two files of sentences beside it, {name}.<lang>.sents, found {count}; or zh/{name} and en/{name}",
            path=gold,
        )
    left, right = (_read_side(lang, path) for lang, path in sorted(found.items()))
    return left, right


def _candidates(gold: Path, name: str) -> Iterator[dict[str, Path]]:
    """The files of sentences that there may be, by language, one way of laying them out after the other."""
    for pattern in (rf"({_LANG})\.sents", rf"({_LANG})"):
        matches = [(re.fullmatch(rf"{re.escape(name)}\.{pattern}", path.name), path) for path in gold.parent.iterdir()]
        yield {match[1]: path for match, path in matches if match}
    folders = [path for path in gold.parent.parent.iterdir() if re.fullmatch(_LANG, path.name) and path.is_dir()]
    named = [
        (folder.name, folder / f"{name}{middle}{end}")
        for folder in folders
        for end in (".txt", "", ".sents")
        for middle in (f".{folder.name}", f"_{folder.name}", "")
    ]
    yield {lang: path for lang, path in named if path.is_file()}


def _read_side(lang: str, path: Path) -> GoldSide:
    sentences = tuple(read_text(path).text.splitlines())
    base = path.name.removesuffix(".sents")
    raw = next((file for suffix in SUFFIXES if (file := path.with_name(f"{base}{suffix}")).is_file()), None)
    if raw is None or raw == path:
        return GoldSide(lang, sentences)
    document = read_document(raw, lang=lang)
    places = tuple(_places(document, sentences))
    blocks = tuple(document.text.count("\n", 0, start) for start, _ in places)
    return GoldSide(lang, sentences, raw, places, blocks)


def _places(document: Document, sentences: tuple[str, ...]) -> Iterator[Span]:
    """Start and end of each sentence, white space aside, in the text as it stands or as cleaning reads it."""
    texts = [_visible(document), _visible(clean(document))]
    at = 0
    for sentence in sentences:
        sought = "".join(sentence.split())
        for text, offsets in texts:
            start = text.find(sought, bisect_left(offsets, at))
            if start >= 0 and sought:
                yield offsets[start], offsets[start + len(sought) - 1] + 1
                at = offsets[start + len(sought) - 1] + 1
                break
        else:
            raise InputError(f"sentence not in this text, or not in order: {sentence[:40]!r}", path=document.path)


def _visible(document: Document) -> tuple[str, list[int]]:
    """The characters of the text, its repairs made and white space left out, and where each stands."""
    pieces: list[tuple[int, str]] = []
    at = 0
    for repair in document.repairs:
        pieces += enumerate(document.text[at : repair.start], start=at)
        pieces += ((repair.start, char) for char in repair.replacement)
        at = repair.end
    pieces += enumerate(document.text[at:], start=at)
    shown = [(offset, char) for offset, char in pieces if not char.isspace()]
    return "".join(char for _, char in shown), [offset for offset, _ in shown]
