"""UTX, the dictionary format of the Asia-Pacific Association for Machine Translation: 1.11 and 1.20, read and written.

Written is 1.11, which other tools read: tab-separated, a line of properties, a line of columns. A provisional term is
one that nobody has approved; a non-standard one is admitted; what is superseded is forbidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from glossary.entries import PROPER_NOUN, ReadEntry, Status, Term, TermEntry, Workflow
from glossary.pairrows import PairRow, RowRead, entries_of, pairs_of, settled_lang
from tm.errors import InputError, SettingsError
from tm.exchange.languagenames import tag_named
from tm.exchange.safexml import atomic_write
from tm.exchange.tables import decoded
from tm.languages import canonical, primary
from tm.memory.database import moment_text
from tm.units import Problem, Properties

_COLUMNS = ("src", "tgt", "src:pos", "tgt:pos", "term status", "concept ID", "comment")
_STATUSES = {"approved": Status.PREFERRED, "non-standard": Status.ADMITTED, "forbidden": Status.DEPRECATED}
_WRITTEN = {status: name for name, status in _STATUSES.items()} | {Status.SUPERSEDED: "forbidden"}
_PROVISIONAL = "provisional"
_KNOWN = {
    "src": "source",
    "tgt": "target",
    "src:pos": "source_pos",
    "tgt:pos": "target_pos",
    "concept id": "concept",
    "comment": "note",
    "src:comment": "source_note",
    "tgt:comment": "target_note",
}
_POS = {"proper noun": PROPER_NOUN}
_WRITTEN_POS = {PROPER_NOUN: "proper noun"}


def write_utx(path: Path, entries: Iterable[TermEntry], *, source_lang: str, target_lang: str, now: datetime) -> int:
    """The number of entries written: those with a pair of the two languages. Raises: StorageError."""
    head = f"#UTX 1.11; {source_lang}/{target_lang}; {moment_text(now)}; copyright: ; license: ; bidirectional\r\n"
    count = 0
    with atomic_write(path) as file:
        file.write(head.encode())
        file.write(("#" + "\t".join(_COLUMNS) + "\r\n").encode())
        for entry in entries:
            pairs = list(pairs_of(entry, source_lang))
            firsts = [source for source, _ in pairs]
            lines = [
                _line(entry, source, target, first=source is firsts[0])
                for source, target in pairs
                if source and target and target in entry.in_language(target_lang)
            ]
            file.writelines(line.encode() for line in lines)
            count += bool(lines)
    return count


def read_utx(path: Path, *, source_lang: str, target_lang: str) -> Iterator[ReadEntry]:
    """The entries of a UTX file, whatever its two languages are; a file without any takes those given.

    Problem codes: term-empty, term-value, term-alone, row-cells. Raises: InputError for a file that has no UTX header.
    """
    return entries_of(_rows(path, (source_lang, target_lang)))


def _rows(path: Path, languages: tuple[str, str]) -> Iterator[RowRead | Problem]:
    """The rows; those of one concept say of a pair what UTX says of it, and of the concept what no pair denies."""
    read = list(_lines(path, languages))
    decided = {values.get("concept") for _, values, status, *_ in read if status and status != _PROVISIONAL}
    met: set[tuple[str, str]] = set()
    for line, values, status, others, problems in read:
        if not values.get("source"):
            yield Problem("term-empty", "", line, "a line needs a term; fill it or leave it out")
            continue
        concept = values.get("concept", "")
        known = (concept, values.get("target", ""))
        side = "source" if concept and known in met else "target"  # a further term with a rendering that stands above
        met.add(known)
        if status == "rejected":
            values["workflow"] = Workflow.REJECTED
        elif status != _PROVISIONAL:
            values[f"{side}_status"] = _STATUSES.get(status, status)
        elif not concept or concept not in decided:
            values["workflow"] = Workflow.PROPOSED
        yield RowRead(line, PairRow(**values), others, problems)


def _lines(
    path: Path, languages: tuple[str, str]
) -> Iterator[tuple[int, dict[str, str], str, Properties, tuple[Problem, ...]]]:
    """The number of each line, its fields, its status, what has no field, and what is told of it."""
    lines = re.split(r"\r\n|\r|\n", decoded(path))
    if not lines[0].lower().startswith("#utx"):
        raise InputError("does not begin with #UTX; save it as UTX, or name it .tsv", path=path, line=1)
    languages = _languages(lines[0], path) or languages
    columns: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line.split("\t")]
        if line.startswith("#"):
            if len(cells) > 1 and not columns:
                columns = [cell.lstrip("#").strip().lower() for cell in cells]
                languages = _name_terms(columns, languages)
        elif line.strip() and not columns:
            raise InputError("has no line of columns, e.g. #src and tgt between tabs", path=path, line=number)
        elif line.strip():
            yield (number, *_fields(number, columns, cells, languages))


def _languages(head: str, path: Path) -> tuple[str, str] | None:
    for part in head.split(";")[1:]:
        source, slash, target = part.strip().partition("/")
        if slash:
            try:
                return canonical(source), canonical(target)
            except SettingsError as error:
                raise InputError(f"{error} (in the first line)", path=path, line=1) from error
    return None


def _name_terms(columns: list[str], languages: tuple[str, str]) -> tuple[str, str]:
    """The languages of the columns `term:zh-CN` and `term:en` of 1.20, which become the two terms in their order."""
    tags = list(languages)
    terms = [at for at, name in enumerate(columns) if name.startswith("term:")]
    for at, side, name in zip(terms, (0, 1), ("src", "tgt"), strict=False):
        if tag := tag_named(columns[at].removeprefix("term:")):
            tags[side] = next((lang for lang in languages if "-" not in tag and primary(lang) == tag), tag)
        columns[at] = name
    return tags[0], tags[1]


def _fields(
    number: int, columns: Sequence[str], cells: Sequence[str], languages: tuple[str, str]
) -> tuple[dict[str, str], str, Properties, tuple[Problem, ...]]:
    named = [*columns, *(f"column {at + 1}" for at in range(len(columns), len(cells)))]
    filled = [(name, cell) for name, cell in zip(named, cells, strict=False) if cell and cell != "-"]
    values = {_KNOWN[name]: _POS.get(cell, cell) for name, cell in filled if name in _KNOWN}
    for side, lang in zip(("source", "target"), languages, strict=True):
        values[f"{side}_lang"] = settled_lang(values.get(side, ""), lang)
    status = dict(filled).get("term status", "").lower()
    others = tuple(pair for pair in filled if pair[0] not in _KNOWN and pair[0] != "term status")
    problems = []
    if any(cells[len(columns) :]):
        message = f"the line has more cells than the {len(columns)} named; they are kept as properties"
        problems.append(Problem("row-cells", "", number, message))
    if values.get("source") and not values.get("target"):
        problems.append(Problem("term-alone", "", number, "the line has no rendering and is kept without"))
    return values, status, others, tuple(problems)


def _line(entry: TermEntry, source: Term, target: Term, *, first: bool) -> str:
    """A line; in those of further source terms the status is theirs, as that of the rendering stands above."""
    term = target if first else source
    proposed = entry.workflow is Workflow.PROPOSED and term.usable
    status = _PROVISIONAL if proposed else _WRITTEN[term.status]
    pos = [_WRITTEN_POS.get(one.part_of_speech, one.part_of_speech) for one in (source, target)]
    cells = (source.text, target.text, *pos, status, entry.concept, entry.note)
    line = "\t".join(" ".join(cell.split()) for cell in cells) + "\r\n"
    return f" {line}" if line.startswith("#") else line  # else a remark
