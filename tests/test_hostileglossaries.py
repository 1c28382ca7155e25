"""Glossary files that are damaged, hostile or in other encodings: read, or refused in one sentence, never by half."""

import random
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from values import NOW

from glossary.entries import CrossReference, Definition, Status, Term, TermEntry, Workflow
from glossary.exchange import Format, read_entries, write_entries
from tm.app import changes, termexchange
from tm.app.project import Project
from tm.errors import InputError

LANGS = {"source_lang": "zh-CN", "target_lang": "en-US"}
FILES: tuple[tuple[str, Format], ...] = (
    ("a.tbx", "tbx"),
    ("b.tbx", "tbx-dca"),
    ("c.tbx", "tbx-v2"),
    ("d.csv", "table"),
    ("d.tsv", "table"),
    ("d.xlsx", "table"),
    ("e.txt", "omegat"),
    ("f.utx", "utx"),
    ("g.xml", "multiterm"),
    ("h.csv", "memoq"),
)
ENCODINGS = ("utf-16", "utf-16-le", "gb18030", "big5", "cp1252", "utf-8-sig", "utf-7")


def entries() -> list[TermEntry]:
    """Terms with all that a file may trip over: quotes, markup, formulas, line breaks, both scripts."""
    made = []
    for number, (zh, *renderings) in enumerate(
        [
            ("水渠", "canal", "ditch", "gutter"),
            ("研发 & 投入", "R&D <spending>"),
            ("“一田一策”", '"one field, one plan"'),
            ("=合计", "=1+1"),
            ("採茶戲", "tea-picking opera"),
        ]
    ):
        statuses = (Status.PREFERRED, Status.ADMITTED, Status.DEPRECATED)
        terms = [Term(text=text, lang="en-US", status=status) for text, status in zip(renderings, statuses)]  # noqa: B905
        chinese = Term(text=zh, lang="zh-TW" if "採" in zh else "zh-CN", context=f"例句；{zh}", note='a "note", 1')
        made.append(
            TermEntry(
                concept=f"c{number}",
                terms=(chinese, *terms),
                definitions=(Definition(f"what {zh} is"),),
                note="first line\nsecond line",
                references=(CrossReference(f"c{(number + 1) % 5}"),),
                workflow=Workflow.APPROVED,
            )
        )
    return made


def damaged(whole: bytes, dice: random.Random) -> Iterator[bytes]:
    """The file cut off, with bytes changed, left out and doubled, and in other encodings."""
    size = len(whole)
    yield from (whole[:end] for end in range(0, size, max(50, size // 40)))
    for _ in range(25):
        changed = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            changed[dice.randrange(size)] = dice.randrange(256)
        yield bytes(changed)
    for _ in range(10):
        first, last = sorted((dice.randrange(size), dice.randrange(size)))
        yield whole[:first] + whole[last:]
        yield whole[:last] + whole[first:]
    text = whole.decode("utf-8", "ignore")
    yield from (text.encode(encoding, "ignore") for encoding in ENCODINGS)
    yield text.replace("c", "\0").encode()
    yield text.replace("\n", "\r").replace(",", "\t").encode()
    yield text.replace("水", "\ud800").encode("utf-8", "surrogatepass")
    lines = text.split("\n")
    dice.shuffle(lines)
    yield "\n".join(lines).encode()


def outcome(project: Project, path: Path) -> str:
    """What an import came to; afterwards the glossary is as before."""
    generation = project.termbase.database.generation
    try:
        report = termexchange.import_entries(project, [path])
    except InputError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert refusal.startswith(str(path))
        assert "\n" not in refusal
        assert project.termbase.database.generation == generation
        return "refused"
    assert report.read == report.added + report.merged + report.skipped + report.failed
    assert all("\n" not in problem.message and problem.path == str(path) for problem in report.problems)
    if project.termbase.database.generation != generation:
        changes.undo(project)
    assert not list(project.termbase.entries())
    return "read"


@pytest.mark.parametrize(("name", "form"), FILES)
def test_damage_is_refused_or_read_never_a_defect(project: Project, tmp_path: Path, name: str, form: Format) -> None:
    """Whatever happened to the file: a sentence that names it and no change, or records that add up."""
    path = tmp_path / name
    write_entries(path, entries(), form=form, now=NOW, **LANGS)
    whole = path.read_bytes()
    assert outcome(project, path) == "read"
    met = set()
    for content in damaged(whole, random.Random(5)):
        path.write_bytes(content)
        met.add(outcome(project, path))
    assert "refused" in met


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path: Path) -> None:
    """Also where the archive around it is sound."""
    path = tmp_path / "a.xlsx"
    write_entries(path, entries(), form="table", now=NOW, **LANGS)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    dice = random.Random(3)
    for damaged_part in parts:
        for content in islice(damaged(parts[damaged_part], dice), 0, None, 4):
            packed = BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                for name, part in parts.items():
                    archive.writestr(name, content if name == damaged_part else part)
            path.write_bytes(packed.getvalue())
            with suppress(InputError):
                list(read_entries(path, **LANGS))


LAUGHS = '<!DOCTYPE x [<!ENTITY l "ha"><!ENTITY m "{}">]>'.format("&l;" * 1000)
HOSTILE = {
    "billion-laughs": (LAUGHS, "&m;"),
    "external": ('<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/hostname">]>', "&m;"),
    "parameter": ('<!DOCTYPE x [<!ENTITY % m SYSTEM "http://127.0.0.1:9/x"> %m;]>', "水渠"),
    "unknown": ("", "&nbsp;"),
}


@pytest.mark.parametrize(("head", "text"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "body",
    [
        "<tbx><conceptEntry><langSec xml:lang='zh'><termSec><term>{}</term></termSec></langSec></conceptEntry></tbx>",
        "<martif><termEntry><langSet xml:lang='zh'><tig><term>{}</term></tig></langSet></termEntry></martif>",
        "<mtf><conceptGrp><languageGrp><language lang='ZH'/><termGrp><term>{}</term></termGrp></languageGrp>"
        "</conceptGrp></mtf>",
    ],
    ids=["tbx", "martif", "multiterm"],
)
def test_entities_are_refused(tmp_path: Path, head: str, text: str, body: str) -> None:
    """Nothing is expanded, fetched or opened, in any XML format."""
    path = tmp_path / "a.xml"
    path.write_text(head + body.format(text), "utf-8")
    with pytest.raises(InputError, match="entity"):
        list(read_entries(path, **LANGS))


@pytest.mark.parametrize(
    ("name", "form"), [("f.utx", "utx"), ("h.csv", "memoq"), ("d.csv", "table"), ("e.txt", "omegat")]
)
@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_text_formats_are_read_in_the_encodings_of_other_tools(
    tmp_path: Path, name: str, form: Format, encoding: str
) -> None:
    """The format is told from the content in any of them."""
    path = tmp_path / name
    plain = [replace(entry, references=(), note="") for entry in entries()[:3]]
    write_entries(path, plain, form=form, now=NOW, **LANGS)
    before = [record.entry for record in read_entries(path, **LANGS)]
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode(encoding))
    assert [record.entry for record in read_entries(path, **LANGS)] == before


@pytest.mark.parametrize(
    "head", ["", "source\ttarget\n", "#UTX 1.11; zh-CN/en-US\n#src\ttgt\n"], ids=["txt", "tsv", "utx"]
)
def test_a_file_that_lost_its_line_ends_gives_no_term(tmp_path: Path, head: str) -> None:
    """What is as long as a book is told as a problem; the rows beside it are read."""
    path = tmp_path / ("a.utx" if "UTX" in head else "a.tsv" if head else "a.txt")
    path.write_text(f"{head}水渠\tcanal\n茶苗\t{'a' * 20_000}\n", "utf-8")
    good, bad = read_entries(path, **LANGS)
    assert good.entry is not None
    assert bad.entry is None
    (problem,) = bad.problems
    assert (problem.code, problem.message[:52]) == (
        "term-value",
        "a term has at most 10,000 characters, not 20,000; co",
    )
