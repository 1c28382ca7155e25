"""The CSV of a memoQ term base: languages by their names, what follows a term, columns that have no field here."""

from dataclasses import replace
from pathlib import Path

from glossary.entries import Definition, ReadEntry, Status, Term, TermEntry, Workflow
from glossary.exchange import read_entries
from glossary.memoq import read_memoq, write_memoq

ENTRY = "Entry_ID;Entry_Subject;Entry_Created;Entry_LastModified;Entry_Note;Entry_Image"


def read(tmp_path: Path, head: str, row: str) -> ReadEntry:
    path = tmp_path / "a.csv"
    path.write_text(f"{head}\n{row}\n", "utf-8-sig")
    (record,) = read_memoq(path)
    return record


def entry(record: ReadEntry) -> TermEntry:
    assert record.entry is not None
    return record.entry


def test_every_language_is_read(tmp_path: Path) -> None:
    """Whatever memoQ calls it."""
    head = "Entry_ID;Chinese_Simplified;Swedish;English_United_States;Serbian_Latin"
    terms = entry(read(tmp_path, head, "1;坝;damm;dam;brana")).terms
    assert [(t.text, t.lang) for t in terms] == [
        ("坝", "zh-Hans"),
        ("damm", "sv"),
        ("dam", "en-US"),
        ("brana", "sr-Latn"),
    ]


def test_what_memoq_says_of_a_term_comes_back(tmp_path: Path) -> None:
    """Matching and forbidding are in one cell; a column without a field is a property."""
    head = f"{ENTRY};Chinese_PRC_Def;Chinese_PRC;Term_Info;Term_Example;Chinese_PRC;Term_Info;Term_Example;English"
    row = "7;water;11/21/2026 10:00:00 AM;21.11.2026;n;a.png;挡水"
    row += ';坝;CasePermissive;一座坝。;堤;"HalfPrefix;Forbidden";;dam'
    record = read(tmp_path, head, row)
    concept = entry(record)
    assert record.problems == ()
    assert concept.properties == (("LastModified", "21.11.2026"), ("Image", "a.png"))
    assert [(t.text, t.status, t.context) for t in concept.terms[:2]] == [
        ("坝", Status.PREFERRED, "一座坝。"),
        ("堤", Status.DEPRECATED, ""),
    ]
    write_memoq(tmp_path / "b.csv", [concept])
    text = (tmp_path / "b.csv").read_text("utf-8-sig")
    assert '坝;CasePermissive;一座坝。;堤;"HalfPrefix;Forbidden"' in text
    assert "21.11.2026" in text
    (again,) = read_memoq(tmp_path / "b.csv")
    assert entry(again).terms == concept.terms


def test_a_definition_of_the_concept_goes_with_its_first_language(tmp_path: Path) -> None:
    """MemoQ has no other place for it; several of one language are lines of a cell."""
    terms = (Term(text="坝", lang="zh-CN"), Term(text="dam", lang="en"))
    definitions = (Definition("holds water"), Definition("a wall", "en"), Definition("of earth", "en"))
    concept = TermEntry(concept="1", terms=terms, definitions=definitions, workflow=Workflow.APPROVED)
    write_memoq(tmp_path / "a.csv", [concept])
    (record,) = read_memoq(tmp_path / "a.csv")
    assert entry(record).definitions == (Definition("holds water", "zh-CN"), Definition("a wall\nof earth", "en"))


def test_a_proposal_comes_back_as_one(tmp_path: Path) -> None:
    """In a column of its own, which is not there where all entries are approved."""
    approved = TermEntry(concept="1", terms=(Term(text="坝", lang="zh-CN"),), workflow=Workflow.APPROVED)
    write_memoq(tmp_path / "a.csv", [approved])
    assert "Workflow" not in (tmp_path / "a.csv").read_text("utf-8-sig")
    both = [approved, replace(approved, concept="2", workflow=Workflow.PROPOSED)]
    write_memoq(tmp_path / "a.csv", both)
    assert [entry(record).workflow for record in read_memoq(tmp_path / "a.csv")] == [e.workflow for e in both]


def test_cells_beyond_the_named_ones_are_kept_and_told(tmp_path: Path) -> None:
    """As in any table."""
    record = read(tmp_path, "Entry_ID;Chinese_PRC;English", "1;坝;dam;wall")
    assert entry(record).properties == (("column 4", "wall"),)
    assert [p.code for p in record.problems] == ["row-cells"]


def test_memoq_is_told_from_other_tables_by_its_columns(tmp_path: Path) -> None:
    """Between semicolons, commas or tabs, in UTF-16 too."""
    for separator in ";,\t":
        path = tmp_path / "a.csv"
        path.write_bytes(separator.join(["Entry_ID", "Swedish\n1", "damm\n"]).encode("utf-16"))
        (record,) = read_entries(path, source_lang="zh-CN", target_lang="en-US")
        assert [(t.text, t.lang) for t in entry(record).terms] == [("damm", "sv")]
