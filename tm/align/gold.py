"""Gold alignments: articles whose sentences and beads people have fixed.

Two forms are read. Vecalign-style: `NAME.gold` (lines such as `[3]:[4, 5]` over sentence indexes from 0) beside
`NAME.<source>.sents` and `NAME.<target>.sents`, one sentence a line, and `NAME.<lang>.txt` where the raw text is at
hand. InterText: `NAME.<a>.<b>.xml` with links between the element ids of two texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tm.errors import InputError
from tm.exchange.safexml import iter_elements, line_of
from tm.text.encodings import read_text

_LINE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\](?::.*)?")
GoldBead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An article with its gold beads; index tuples may be empty on one side."""

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    beads: tuple[GoldBead, ...]
    source_blocks: tuple[int, ...] | None = None  # the paragraph of each sentence, where the raw text tells
    target_blocks: tuple[int, ...] | None = None
    source_path: Path | None = None  # the raw texts
    target_path: Path | None = None


def read_gold(folder: Path) -> list[GoldDocument]:
    """The gold documents of a folder, by name.

    Raises: InputError if the folder has none, or one is not well-formed.
    """
    if not folder.is_dir():
        raise InputError("is no folder; give one that holds NAME.gold or InterText files", path=folder)
    documents = [_read_vecalign(path) for path in sorted(folder.glob("*.gold"))]
    documents += list(_read_intertext(folder))
    if not documents:
        raise InputError("holds no gold alignment (NAME.gold with NAME.zh.sents, or InterText XML)", path=folder)
    return documents


def _read_vecalign(path: Path) -> GoldDocument:
    name = path.name.removesuffix(".gold")
    sides = sorted(path.parent.glob(f"{name}.*.sents"), key=lambda side: not side.name.startswith(f"{name}.zh"))
    if len(sides) != 2:
        raise InputError(f"needs two files {name}.<lang>.sents beside it, found {len(sides)}", path=path)
    sentences = [tuple(read_text(side).text.splitlines()) for side in sides]
    beads = []
    for number, line in enumerate(read_text(path).text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise InputError(f"not a bead: {line!r}; write e.g. [3]:[4, 5]", path=path, line=number)
        source, target = (tuple(map(int, re.findall(r"\d+", side))) for side in match.groups())
        beads.append((source, target))
    raw = [side.with_suffix(".txt") for side in sides]
    known = [file if file.is_file() else None for file in raw]
    blocks = [_blocks(file, texts) if file else None for file, texts in zip(known, sentences, strict=True)]
    source_text, target_text = sentences
    document = GoldDocument(name, source_text, target_text, tuple(beads), blocks[0], blocks[1], known[0], known[1])
    _check(document, path)
    return document


def _blocks(path: Path, sentences: tuple[str, ...]) -> tuple[int, ...]:
    """The line of the raw text that each sentence starts on."""
    text, at, blocks = read_text(path).text, 0, []
    for sentence in sentences:
        start = text.find(sentence, at)
        if start < 0:
            raise InputError(f"sentence not in this text, or not in order: {sentence[:40]!r}", path=path)
        blocks.append(text.count("\n", 0, start))
        at = start + len(sentence)
    return tuple(blocks)


def _read_intertext(folder: Path) -> Iterator[GoldDocument]:
    for path in sorted(folder.glob("*.xml")):
        for group in iter_elements(path, "linkGrp"):
            target_path, source_path = folder / group.get("toDoc", ""), folder / group.get("fromDoc", "")
            target_ids, target = _intertext_sentences(target_path)
            source_ids, source = _intertext_sentences(source_path)
            beads = []
            for link in group.iter("link"):
                of_target, _, of_source = str(link.get("xtargets", ";")).partition(";")
                try:
                    source_side = tuple(source_ids[name] for name in of_source.split())
                    beads.append((source_side, tuple(target_ids[name] for name in of_target.split())))
                except KeyError as error:
                    message = f"links the sentence {error}, which its text does not have"
                    raise InputError(message, path=path, line=line_of(link)) from error
            document = GoldDocument(path.name.removesuffix(".xml"), source, target, tuple(beads))
            _check(document, path)
            yield _zh_first(document, source_path)


def _intertext_sentences(path: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    ids: dict[str, int] = {}
    sentences: list[str] = []
    for element in iter_elements(path, "s"):
        ids[str(element.get("id", ""))] = len(sentences)
        sentences.append("".join(map(str, element.itertext())).strip())
    return ids, tuple(sentences)


def _zh_first(document: GoldDocument, source_path: Path) -> GoldDocument:
    """The document with the Chinese side as its source."""
    if "_zh" in source_path.name:
        return document
    beads = tuple((source, target) for target, source in document.beads)
    return GoldDocument(document.name, document.target, document.source, beads)


def _check(document: GoldDocument, path: Path) -> None:
    for side, count, name in ((0, len(document.source), "source"), (1, len(document.target), "target")):
        covered = sorted(index for bead in document.beads for index in bead[side])
        if covered != list(range(count)):
            raise InputError(f"beads do not cover each of the {count} {name} sentences once", path=path)
