"""UTX: what a line says of its pair, columns that name languages, lines that do not fit their columns."""

from datetime import UTC, datetime
from pathlib import Path

from glossary.entries import ReadEntry, Status, Term, TermEntry, Workflow
from glossary.utx import read_utx, write_utx

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
HEAD = "#UTX 1.11; zh-CN/en-US\n#src\ttgt\tsrc:pos\tterm status\tconcept ID\n"


def read(path: Path) -> list[ReadEntry]:
    return list(read_utx(path, source_lang="ja", target_lang="fr"))


def records(tmp_path: Path, text: str) -> list[ReadEntry]:
    (tmp_path / "a.utx").write_text(text, "utf-8")
    return read(tmp_path / "a.utx")


def terms(record: ReadEntry) -> dict[str, str]:
    return {term.text: str(term.status) for term in record.entry.terms} if record.entry else {}


def test_every_status_of_both_languages_comes_back(tmp_path: Path) -> None:
    """The line of a further source term speaks of that term; what is superseded may not be used, so it is forbidden."""
    chinese = [("坝", Status.PREFERRED), ("堤坝", Status.ADMITTED), ("拦河坝", Status.DEPRECATED)]
    english = [("dam", Status.PREFERRED), ("dike", Status.ADMITTED), ("wall", Status.DEPRECATED)]
    listed = [Term(text=text, lang="zh-CN", status=status) for text, status in chinese]
    listed += [Term(text=text, lang="en-US", status=status) for text, status in english]
    concept = TermEntry(concept="c1", terms=tuple(listed), workflow=Workflow.APPROVED)
    old = TermEntry(
        concept="c2",
        terms=(
            Term(text="水车", lang="zh-CN"),
            Term(text="noria", lang="en-US"),
            Term(text="mill", lang="en-US", status=Status.SUPERSEDED),
        ),
        workflow=Workflow.APPROVED,
    )
    write_utx(tmp_path / "a.utx", [concept, old], source_lang="zh-CN", target_lang="en-US", now=NOW)
    first, second = read(tmp_path / "a.utx")
    assert terms(first) == {text: str(status) for text, status in chinese + english}
    assert terms(second) == {"水车": "preferred", "noria": "preferred", "mill": "deprecated"}
    assert first.problems == second.problems == ()


def test_a_concept_is_proposed_while_nobody_has_approved_a_pair_of_it(tmp_path: Path) -> None:
    """One provisional pair of an approved concept leaves it so; what is rejected is not proposed again."""
    rows = [("坝", "dam", "approved", "1"), ("坝", "dike", "provisional", "1"), ("渠", "canal", "provisional", "2")]
    rows.append(("井", "well", "rejected", "3"))
    text = "".join(f"{source}\t{target}\tnoun\t{status}\t{concept}\n" for source, target, status, concept in rows)
    workflows = [str(record.entry.workflow) for record in records(tmp_path, HEAD + text) if record.entry]
    assert workflows == ["approved", "proposed", "rejected"]


def test_columns_name_the_languages(tmp_path: Path) -> None:
    """In whatever order the first line has them."""
    (record,) = records(tmp_path, "#UTX 1.20; en/zh-CN\n#term:zh-CN\tterm:en\n坝\tdam\n")
    assert record.entry is not None
    assert [(term.text, term.lang) for term in record.entry.terms] == [("坝", "zh-CN"), ("dam", "en")]


def test_what_does_not_fit_the_columns_is_kept_and_told(tmp_path: Path) -> None:
    """Cells beyond them, and a term without a rendering; a hyphen says nothing."""
    text = "坝\tdam\tproper noun\t\t1\tof earth\n井\t-\t-\n\tcanal\n"
    dam, alone, left = sorted(records(tmp_path, HEAD + text), key=lambda record: record.line or 0)
    assert left.entry is None
    assert [p.code for p in alone.problems] == ["term-alone"]
    assert [p.code for p in dam.problems] == ["row-cells"]
    assert dam.entry is not None
    assert dam.entry.properties == (("column 6", "of earth"),)
    assert dam.entry.terms[0].part_of_speech == "properNoun"
