"""Gold alignments: articles whose sentences and beads people have fixed.

Two forms are read. Vecalign-style: a file of beads, lines such as `[3]:[4, 5]` over sentence indexes from 0, and one of
sentences for each side: `NAME.gold` beside `NAME.zh.sents` and `NAME.en.sents` (or `NAME.zh` and `NAME.en`),
`NAME.zhen` beside `NAME.zh` and `NAME.en`, or `gold/NAME` beside `zh/NAME` and `en/NAME`. Beside the sentences stands
the raw text where it is at hand, `NAME.zh.txt` or a web page, Word file and so on. InterText: `NAME.<a>.<b>.xml` with
links between the element ids of two texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tm.align.goldsides import GoldSide, Span, read_sides
from tm.errors import InputError
from tm.exchange.safexml import iter_elements, line_of
from tm.languages import primary
from tm.text.encodings import read_text

_LINE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\](?::.*)?")
_NAMED_CHINESE = re.compile(r"(?:^|[._-])zh(?:[._-]|$)")
_FIRST_LINE_BYTES = 4096
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
    source_places: tuple[Span, ...] = ()  # of each sentence in its raw text, code points
    target_places: tuple[Span, ...] = ()
    source_lang: str = ""  # as the file names say it
    target_lang: str = ""


def read_gold(place: Path) -> list[GoldDocument]:
    """The gold documents of a folder and the folders in it, or of one file of beads, by name; Chinese is the source.

    A sentence that no bead names has no counterpart.

    Raises: InputError if there are none, or one is not well-formed.
    """
    if place.is_file():
        files, root = [place], place.parent
    elif place.is_dir():
        files, root = [path for path in sorted(place.rglob("*")) if path.is_file()], place
    else:
        raise InputError("is not there; give a folder or a file of gold beads", path=place)
    texts = [path for path in files if path.suffix != ".xml"]
    named = [path for path in texts if path.suffix == ".gold" or path == place]
    beads = named or [path for path in texts if _begins_with_a_bead(path)]
    documents = [_read_vecalign(path, path.relative_to(root).with_suffix("").as_posix()) for path in beads]
    for path in files:
        if path.suffix == ".xml":
            documents += _read_intertext(path, path.relative_to(root).with_suffix("").as_posix())
    if not documents:
        what = "NAME.gold with NAME.zh.sents and NAME.en.sents, or InterText XML"
        raise InputError(f"holds no gold alignment ({what})", path=place)
    return documents


def _begins_with_a_bead(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.read(_FIRST_LINE_BYTES).lstrip(b"\xef\xbb\xbf\r\n").partition(b"\n")[0]
    return first.isascii() and _LINE.fullmatch(first.decode("ascii").strip()) is not None


def _read_vecalign(path: Path, name: str) -> GoldDocument:
    left, right = read_sides(path, path.stem)
    told = path.suffix in (f".{left.lang}{right.lang}", f".{left.lang}-{right.lang}")  # which side comes first
    turned = path.suffix in (f".{right.lang}{left.lang}", f".{right.lang}-{left.lang}")
    if turned or (_is_chinese(right) and not told):
        left, right = right, left
    beads: list[GoldBead] = []
    lines = []
    for number, line in enumerate(read_text(path).text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise InputError(f"not a bead: {line!r}; write e.g. [3]:[4, 5]", path=path, line=number)
        source, target = (tuple(map(int, re.findall(r"\d+", side))) for side in match.groups())
        beads.append((source, target))
        lines.append(number)
    if not (told or turned or _fit(beads, left, right)) and _fit(beads, right, left):
        left, right = right, left
    _check(beads, lines, (left, right), path)
    return _document(name, left, right, _completed(beads, len(left.sentences), len(right.sentences)))


def _document(name: str, left: GoldSide, right: GoldSide, beads: tuple[GoldBead, ...]) -> GoldDocument:
    """The document with a Chinese side as its source: the weights know it so."""
    if _is_chinese(right) and not _is_chinese(left):
        left, right, beads = right, left, tuple((source, target) for target, source in beads)
    return GoldDocument(
        name,
        left.sentences,
        right.sentences,
        beads,
        source_blocks=left.blocks,
        target_blocks=right.blocks,
        source_path=left.raw,
        target_path=right.raw,
        source_places=left.places,
        target_places=right.places,
        source_lang=left.lang,
        target_lang=right.lang,
    )


def _is_chinese(side: GoldSide) -> bool:
    return bool(side.lang) and primary(side.lang) == "zh"


def _fit(beads: Sequence[GoldBead], left: GoldSide, right: GoldSide) -> bool:
    """Whether the last index that the beads name on each side is there."""
    counts = (len(left.sentences), len(right.sentences))
    return all(index < counts[side] for bead in beads for side in (0, 1) for index in bead[side])


def _completed(beads: Sequence[GoldBead], sources: int, targets: int) -> tuple[GoldBead, ...]:
    """The beads, with a bead of its own for each sentence that none names, where it stands."""
    open_sources = sorted(set(range(sources)) - {index for source, _ in beads for index in source}, reverse=True)
    open_targets = sorted(set(range(targets)) - {index for _, target in beads for index in target}, reverse=True)
    complete: list[GoldBead] = []
    for source, target in (*beads, ((sources,), (targets,))):
        while source and open_sources and open_sources[-1] < source[0]:
            complete.append(((open_sources.pop(),), ()))
        while target and open_targets and open_targets[-1] < target[0]:
            complete.append(((), (open_targets.pop(),)))
        complete.append((source, target))
    return tuple(complete[:-1])


def _check(beads: Sequence[GoldBead], lines: Sequence[int], sides: tuple[GoldSide, GoldSide], path: Path) -> None:
    """Raises: InputError if a bead names a sentence that is not there, or one that another names."""
    for side, name in ((0, "source"), (1, "target")):
        count = len(sides[side].sentences)
        times = Counter(index for bead in beads for index in bead[side])
        for bead, line in zip(beads, lines, strict=True):
            for index in bead[side]:
                if index >= count:
                    message = f"names {name} sentence {index}, but there are {count}, counted from 0"
                    raise InputError(message, path=path, line=line)
                if times[index] > 1:
                    message = f"names {name} sentence {index}, and so does another line; name each sentence once"
                    raise InputError(message, path=path, line=line)


def _read_intertext(path: Path, name: str) -> Iterator[GoldDocument]:
    for group in iter_elements(path, "linkGrp"):
        target_path, source_path = path.parent / group.get("toDoc", ""), path.parent / group.get("fromDoc", "")
        target_ids, target = _intertext_sentences(target_path)
        source_ids, source = _intertext_sentences(source_path)
        beads: list[GoldBead] = []
        lines = []
        for link in group.iter("link"):
            of_target, _, of_source = str(link.get("xtargets", ";")).partition(";")
            lines.append(line_of(link) or 0)
            try:
                source_side = tuple(source_ids[name] for name in of_source.split())
                beads.append((source_side, tuple(target_ids[name] for name in of_target.split())))
            except KeyError as error:
                message = f"links the sentence {error}, which its text does not have"
                raise InputError(message, path=path, line=line_of(link)) from error
        left = GoldSide("zh" if _NAMED_CHINESE.search(source_path.stem) else "", source)
        right = GoldSide("zh" if _NAMED_CHINESE.search(target_path.stem) else "", target)
        _check(beads, lines, (left, right), path)
        yield _document(name, left, right, _completed(beads, len(source), len(target)))


def _intertext_sentences(path: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    ids: dict[str, int] = {}
    sentences: list[str] = []
    for element in iter_elements(path, "s"):
        ids[str(element.get("id", ""))] = len(sentences)
        sentences.append("".join(map(str, element.itertext())).strip())
    return ids, tuple(sentences)
