"""Pairing the files of a folder: which is the translation of which, by their names.

A language mark in the name says the side: `a.zh.txt` + `a.en.txt`, `a_zh-CN.docx` + `a_en.html`, `zh/a.txt` +
`en/a.txt`, `a/zh.txt` + `a/en.txt`, `a（中文）.txt` + `a (English).txt`. What is left of the name must be the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tm.errors import InputError
from tm.languages import known_tag, primary
from tm.text.read import SUFFIXES  # in the order preferred where a text is there twice
from tm.units import Problem

_NAMED = {
    "cn": "zh-CN",
    "chs": "zh-Hans",
    "cht": "zh-Hant",
    "chinese": "zh",
    "中文": "zh",
    "英文": "en",
    "english": "en",
}
_NAMED |= {"中": "zh", "英": "en", "原文": "zh", "译文": "en", "eng": "en"}
_TAGS = (r"[a-z]{2,3}(?:[-_](?:han[st]|[a-z]{2}))+", rf"[a-z]{{2,3}}|{'|'.join(_NAMED)}")  # zh-Hant-TW; zh, 中文
_WRITTEN_LIKE_ENGLISH = frozenset(["de", "es", "fr", "it", "nl", "pl", "pt", "tr"])
_TERM_LIST = re.compile(r"(?:^|[._ -])(?:terms?|termbase|glossary)$|术语|詞彙表|词汇表", re.IGNORECASE)
_MARK = re.compile("|".join(_TAGS), re.IGNORECASE)
_END_MARKS = tuple(
    re.compile(rf"[\s._-]*(?:[._\s-]|[(（\[【])\s*({tag})\s*[)）\]】]?$", re.IGNORECASE) for tag in _TAGS
)


@dataclass(frozen=True, slots=True)
class FilePair:
    """An article and its translation."""

    name: str  # the part that both names share
    source: Path
    target: Path
    source_lang: str
    target_lang: str


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A file name taken apart: the part that its translation shares, the tag of its mark, and what stands around it."""

    name: str
    tag: str
    before: str
    after: str

    def counterpart(self, mark: str) -> str:
        """The file name with another mark."""
        return f"{self.before}{mark}{self.after}"


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """What a folder holds for building; a marked text without a counterpart is a problem."""

    pairs: tuple[FilePair, ...]
    single: tuple[Path, ...]  # texts whose name marks no language, or that of the source and has no counterpart
    problems: tuple[Problem, ...]


def is_term_list(path: Path) -> bool:
    """Whether the name says that a file lists terms, as in `a.terms.tsv` or `术语表.xlsx`: no text to align."""
    return bool(_TERM_LIST.search(path.stem))


def pair_files(folder: Path, *, source_lang: str, target_lang: str) -> FolderFiles:
    """The pairs of a folder and its sub-folders, by name; hidden files and other kinds of file are left alone.

    The tags of a pair are those of `source_lang` and `target_lang` where the mark says no more than the language.
    Raises: InputError if the folder is not there or cannot be read.
    """
    return pair_texts(_texts(folder), folder, source_lang=source_lang, target_lang=target_lang)


def pair_texts(texts: Sequence[Path], folder: Path, *, source_lang: str, target_lang: str) -> FolderFiles:
    """The pairs of some files below a folder, as `pair_files` makes them."""
    wanted = {primary(source_lang): source_lang, primary(target_lang): target_lang}
    sides: dict[str, dict[str, tuple[Path, MarkedName]]] = {}
    single, problems = [], []
    for path in texts:
        marked = marked_name(path.relative_to(folder), wanted)
        if not marked:
            single.append(path)
            continue
        side = primary(marked.tag)
        known = sides.setdefault(marked.name, {}).get(side)
        if known:
            message = f"is a second {side} text of {shown(marked.name)} beside {shown(known[0].name)}"
            problems.append(Problem("second-text", str(path), None, f"{message}; left out, move or rename one"))
        else:
            sides[marked.name][side] = (path, marked)
    pairs = []
    left, right = wanted
    for name, found in sorted(sides.items()):
        tags = {side: wanted[side] if marked.tag == side else marked.tag for side, (_, marked) in found.items()}
        if len(found) == 2:
            article = shown(folder.resolve().name if name == "." else name)
            pairs.append(FilePair(article, found[left][0], found[right][0], tags[left], tags[right]))
        else:
            ((side, (path, marked)),) = found.items()
            other = next(lang for lang in wanted if lang != side)
            place = shown(folder / marked.counterpart(other))
            message = f"has no {other} text beside it; save that as {place}, or move this one away"
            problems.append(Problem("unpaired-file", str(path), None, message))
            if side == left:
                single.append(path)
    return FolderFiles(tuple(pairs), tuple(sorted(single)), tuple(problems))


def marked_name(path: Path, wanted: Collection[str]) -> MarkedName | None:
    """What the name of a file, relative to its collection, says; None where it marks none of the wanted languages.

    A file named by its language alone, as `tea/zh.txt`, has the name of its folder.
    """
    stem = path.name[: -len(path.suffix)] if path.suffix else path.name
    folder = "" if path.parent == Path() else f"{path.parent}/"
    if _MARK.fullmatch(stem) and primary(_tag(stem) or "und") in wanted:
        return MarkedName(str(path.parent), _tag(stem), folder, path.suffix)
    for match in _end_marks(stem):
        if match.start() and primary(_tag(match[1]) or "und") in wanted:
            before, after = f"{folder}{stem[: match.start(1)]}", f"{stem[match.end(1) :]}{path.suffix}"
            return MarkedName(f"{folder}{stem[: match.start()]}", _tag(match[1]), before, after)
    for depth, part in enumerate(path.parts[:-1]):
        if _MARK.fullmatch(part) and primary(_tag(part) or "und") in wanted:
            above = "".join(f"{name}/" for name in path.parts[:depth])
            below = "/".join((*path.parts[depth + 1 : -1], stem))
            return MarkedName(f"{above}{below}", _tag(part), above, f"/{below}{path.suffix}")
    return None


def latin_mark(path: Path) -> str:
    """The language that the name of a file marks, of those whose letters do not tell them from English; else empty."""
    marked = marked_name(Path(path.name), _WRITTEN_LIKE_ENGLISH)
    return marked.tag if marked else ""


def _end_marks(stem: str) -> Iterator[re.Match[str]]:
    """The ends of a name that have the form of a mark, longer ones first: `sea_zh-TW` and `zh-TW` of deep-sea_zh-TW."""
    for pattern in _END_MARKS:
        match = pattern.search(stem)
        while match:
            yield match
            match = pattern.search(stem, match.start(1))


def shown(name: Path | str) -> str:
    """The name of a file as text that can be kept and printed: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def _tag(mark: str) -> str:
    """The language tag that a mark stands for, or an empty string."""
    return _NAMED.get(mark.lower()) or known_tag(mark)


def _texts(folder: Path) -> list[Path]:
    """The readable texts below the folder, those of the preferred kind first where names are the same."""
    if not folder.is_dir():
        cause = "is a file; align two files with `tm align`, or" if folder.exists() else "is not there;"
        raise InputError(f"{cause} give the folder that holds the articles", path=folder)
    try:
        found = [path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}; check its rights", path=folder) from error
    hidden = (".", "~$")  # the second is what Word puts beside a file that is open
    shown = [path for path in found if not any(part.startswith(hidden) for part in path.relative_to(folder).parts)]
    return sorted(shown, key=lambda path: (str(path.with_suffix("")), SUFFIXES.index(path.suffix.lower())))
