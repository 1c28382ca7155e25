"""Glossary files in and out: every format, what merges and what is told."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from glossary.entries import CrossReference, Definition, Status, Term, TermEntry, TermType, Workflow
from glossary.exchange import format_to_write, read_entries, write_entries
from glossary.omegat import write_omegat
from tm.app import changes, termexchange, terms
from tm.app.project import Project
from tm.errors import InputError, SettingsError

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
LANGS = {"source_lang": "zh-CN", "target_lang": "en-US"}
GRID = TermEntry(
    concept="c1",
    terms=(
        Term(text="网格", lang="zh-CN", part_of_speech="noun", term_type=TermType.FULL, context="网格很小。"),
        Term(text="網格", lang="zh-Hant", term_type=TermType.VARIANT),
        Term(text="grid", lang="en-US", note="lower case"),
        Term(text="community grid", lang="en-US", status=Status.ADMITTED),
        Term(text="mesh", lang="en-US", status=Status.DEPRECATED),
    ),
    subject_field="towns",
    definitions=(Definition("a part of a quarter"),),
    note="of 2019",
    workflow=Workflow.APPROVED,
)
LEAD = TermEntry(concept="c2", terms=(Term(text="书记", lang="zh-CN"), Term(text="=secretary", lang="en-US")))
LEAD = replace(LEAD, workflow=Workflow.APPROVED)


def read(path: Path) -> list[TermEntry]:
    return [record.entry for record in read_entries(path, **LANGS) if record.entry]


def write(path: Path, *entries: TermEntry, form: str = "") -> int:
    return write_entries(path, entries, form=format_to_write(path, form), now=NOW, **LANGS)


def file(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", ["a.tbx", "a.csv", "a.tsv", "a.xlsx"])
def test_a_format_that_holds_all_gives_all_back(tmp_path: Path, name: str) -> None:
    """Terms of both scripts with their fields, and what belongs to the concept; no cell is a formula."""
    path = tmp_path / name
    assert write(path, GRID, LEAD) == 2
    assert read(path) == [GRID, LEAD]
    if name == "a.csv":
        assert "'=secretary" in path.read_text("utf-8")


def test_multiterm_gives_terms_and_fields_back(tmp_path: Path) -> None:
    """In UTF-16 with its declaration, languages in MultiTerm's capitals."""
    path = tmp_path / "a.xml"
    dated = replace(GRID, created_at=NOW, created_by="Li")
    write(path, dated, LEAD)
    text = path.read_bytes().decode("utf-16")
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>')
    assert '<language lang="ZH-CN" type="Chinese (PRC)"/>' in text
    assert read(path) == [dated, LEAD]


def test_memoq_keeps_concept_terms_and_the_forbidden_one(tmp_path: Path) -> None:
    """Columns repeated for each term of a language; part of speech and type have none."""
    path = tmp_path / "a.csv"
    write(path, GRID, LEAD, form="memoq")
    head = path.read_text("utf-8-sig").splitlines()[0]
    assert head.startswith("Entry_ID;Entry_Subject;")
    assert "Chinese_PRC_Def;Chinese_PRC;Term_Info;Term_Example;Chinese_Taiwan_Def" in head
    first, second = read(path)
    assert [(t.text, t.lang, str(t.status)) for t in first.terms] == [
        ("网格", "zh-CN", "preferred"),
        ("網格", "zh-TW", "preferred"),
        ("grid", "en-US", "preferred"),
        ("community grid", "en-US", "admitted"),
        ("mesh", "en-US", "deprecated"),
    ]
    assert (first.concept, first.subject_field, first.note) == ("c1", "towns", "of 2019")
    assert second.terms[1].text == "=secretary"


def test_omegat_gets_usable_pairs_and_is_told_the_forbidden(tmp_path: Path) -> None:
    """One line a pair of the two languages; the variant of the other script stays out."""
    path = tmp_path / "a.txt"
    assert write(path, GRID, replace(LEAD, terms=LEAD.terms[:1])) == 1
    comment = "not: mesh; towns; a part of a quarter; of 2019"
    assert path.read_text("utf-8").splitlines()[1:] == [f"网格\tgrid\t{comment}", f"网格\tcommunity grid\t{comment}"]
    assert [[t.text for t in entry.terms] for entry in read(path)] == [["网格", "grid"], ["网格", "community grid"]]


def test_omegat_gets_terms_in_the_script_of_its_texts(tmp_path: Path) -> None:
    """Converted where the glossary has the other one only, which the comment tells; in either column."""
    path = tmp_path / "a.txt"
    entry = replace(GRID, terms=(Term(text="网格员", lang="zh-CN"), Term(text="grid worker", lang="en-US")), note="")
    entry = replace(entry, subject_field="", definitions=())
    assert write_omegat(path, [entry], source_lang="zh-TW", target_lang="en-US") == 1
    assert path.read_text("utf-8").splitlines()[1:] == ["網格員\tgrid worker\tconverted from 网格员"]
    write_omegat(path, [entry], source_lang="en", target_lang="zh-Hant")
    assert path.read_text("utf-8").splitlines()[1:] == ["grid worker\t網格員\tconverted from 网格员"]


def test_a_term_that_begins_like_a_remark_is_none(tmp_path: Path) -> None:
    """OmegaT and UTX pass over lines that begin with #; both trim the terms."""
    sharp = TermEntry(concept="c9", terms=(Term(text="#标签", lang="zh-CN"), Term(text="#tag", lang="en-US")))
    for name in ("a.txt", "a.utx"):
        assert write(tmp_path / name, replace(sharp, workflow=Workflow.APPROVED)) == 1
        assert [[t.text for t in entry.terms] for entry in read(tmp_path / name)] == [["#标签", "#tag"]]


def test_an_omegat_glossary_the_other_way_round_is_refused(tmp_path: Path) -> None:
    """English terms are not taken for Chinese ones; with the languages named it is read."""
    path = file(tmp_path, "a.txt", "canal\t水渠\nbridge\t桥\n")
    with pytest.raises(InputError, match="look like en, zh, not zh, en: give -s and -t"):
        read(path)
    (first, _) = read_entries(path, source_lang="en-US", target_lang="zh-CN")
    assert first.entry is not None
    assert [(t.text, t.lang) for t in first.entry.terms] == [("canal", "en-US"), ("水渠", "zh-CN")]


def test_utx_says_which_terms_are_forbidden_or_provisional(tmp_path: Path) -> None:
    """Rows of one concept become one entry again; a proposal stays one."""
    path = tmp_path / "a.utx"
    write(path, GRID, replace(LEAD, workflow=Workflow.PROPOSED))
    text = path.read_bytes().decode()
    assert text.startswith("#UTX 1.11; zh-CN/en-US; 2026-03-01T08:30:00Z;")
    assert "网格\tmesh\tnoun\t\tforbidden\tc1\tof 2019\r\n" in text
    first, second = read(path)
    assert {t.text: str(t.status) for t in first.terms if t.lang == "en-US"} == {
        "grid": "preferred",
        "community grid": "admitted",
        "mesh": "deprecated",
    }
    assert second.workflow is Workflow.PROPOSED


def test_utx_of_version_1_20_names_the_languages_of_its_columns(tmp_path: Path) -> None:
    """Whatever the languages of the settings are."""
    text = "#UTX 1.20; en-US/zh-CN; bidirectional;\n##description: tea;\n#term:en\tterm:zh\tterm status\tyomi\n"
    (entry,) = read(file(tmp_path, "a.utx", text + "kettle\t茶壶\tapproved\thu\n"))
    assert [(t.text, t.lang) for t in entry.terms] == [("kettle", "en-US"), ("茶壶", "zh-CN")]
    assert entry.properties == (("yomi", "hu"),)


@pytest.mark.parametrize(
    "text",
    ["水渠,canal,of mud\n", "English,中文,备注\ncanal,水渠,of mud\n", "term;translation;comment\n水渠;canal;of mud\n"],
)
def test_tables_of_others_are_read_by_their_names_or_places(tmp_path: Path, text: str) -> None:
    """A language names its column; without names the order is term, rendering, note."""
    (entry,) = read(file(tmp_path, "a.csv", text))
    assert [(t.text, t.lang, str(t.status)) for t in entry.terms] == [
        ("水渠", "zh-CN", "preferred"),
        ("canal", "en-US", "preferred"),
    ]
    assert (entry.note, entry.workflow) == ("of mud", Workflow.APPROVED)


def test_an_unknown_column_is_kept(tmp_path: Path) -> None:
    """As a property of the entry."""
    (entry,) = read(file(tmp_path, "a.csv", "source,target,拼音\n水渠,canal,shuiqu\n"))
    assert entry.properties == (("拼音", "shuiqu"),)


def test_a_traditional_term_says_so(tmp_path: Path) -> None:
    """Whatever the language of the column."""
    (entry,) = read(file(tmp_path, "a.csv", "source,target\n臨時黨支部,temporary Party branch\n"))
    assert entry.terms[0].lang == "zh-Hant"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "canal,水渠\n", "look like en, zh, not zh, en"),
        ("a.csv", "definition,note\nx,y\n", "row 1 has no column source and target; name"),
        ("a.csv", "source,note\nx,y\n", "row 1 has no column target; name"),
        ("a.csv", "水渠\n茶\n", "one column only"),
        ("a.csv", "", "is empty"),
        ("a.utx", "水渠\tcanal\n", "does not begin with #UTX"),
        ("a.utx", "#UTX 1.11; zh/en;\n水渠\tcanal\n", "no line of columns"),
        ("a.xml", "<svg/>", "neither TBX nor MultiTerm"),
        ("a.xml", "<mtf><conceptGrp>", "cut off|not well-formed"),
        ("a.tbx", '<!DOCTYPE t [<!ENTITY a "b">]><tbx><conceptEntry id="c">&a;</conceptEntry></tbx>', "entity"),
        ("a.pdf", "x", "no glossary's"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, text: str, message: str) -> None:
    """One sentence with the cause; nothing is read."""
    with pytest.raises(InputError, match=message):
        read(file(tmp_path, name, text))


def test_rows_that_give_no_entry_are_problems_with_their_lines(project: Project, tmp_path: Path) -> None:
    """The others are imported, and the sum is right; a formula is text."""
    path = file(
        tmp_path,
        "a.csv",
        'source,target,target_status\n水渠,canal,\n,,forbidden\n茶,tea,lovely\n桥,"=HYPERLINK(""x"")",\n',
    )
    report = termexchange.import_entries(project, [path])
    assert (report.read, report.added, report.failed) == (4, 2, 2)
    assert [(p.code, p.line) for p in report.problems] == [("term-empty", 3), ("term-value", 4), ("term-formula", 5)]
    assert "'lovely' is no status; use preferred, admitted" in report.problems[1].message
    assert terms.find_entries(project, "桥")[0].terms[1].text == '=HYPERLINK("x")'


def test_importing_again_changes_nothing(project: Project, tmp_path: Path) -> None:
    """Whatever the format; no action, no problem."""
    for name in ("a.tbx", "a.csv", "a.xml"):
        write(tmp_path / name, GRID)
        termexchange.import_entries(project, [tmp_path / name])
        stamp = project.termbase.database.stamp
        again = termexchange.import_entries(project, [tmp_path / name])
        assert (again.read, again.skipped, again.problems) == (1, 1, ())
        assert project.termbase.database.stamp == stamp


def test_an_import_is_one_action_that_can_be_undone_and_redone(project: Project, tmp_path: Path) -> None:
    """Entries that it made go, those that it joined are as before."""
    project.termbase.add([replace(GRID, terms=GRID.terms[:3])], now=project.clock())
    before = terms.list_entries(project)
    write(tmp_path / "a.tbx", GRID, LEAD)
    report = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    after = terms.list_entries(project)
    assert (report.added, report.merged) == (1, 1)
    assert changes.undo(project)[0].problems == ()
    assert terms.list_entries(project) == before
    changes.redo(project)
    assert terms.list_entries(project) == after


def test_what_the_file_says_otherwise_is_told_and_left(project: Project, tmp_path: Path) -> None:
    """Empty fields are filled, new terms joined; a second preferred term is a warning."""
    project.termbase.add([GRID], now=project.clock())
    other = replace(
        GRID,
        terms=(GRID.terms[0], replace(GRID.terms[4], status=Status.PREFERRED), Term(text="cell", lang="en-US")),
        definitions=(Definition("a net"), Definition("a cell", "en-US")),
        subject_field="nets",
    )
    write(tmp_path / "a.tbx", other)
    report = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    assert (report.merged, report.read) == (1, 1)
    assert [problem.code for problem in report.problems] == [
        "conflicting-field",
        "conflicting-field",
        "conflicting-status",
        "two-preferred",
    ]
    assert {(problem.path, problem.line) for problem in report.problems} == {(str(tmp_path / "a.tbx"), 3)}
    stored = project.termbase.get("c1")
    assert (stored.definitions[0].text, stored.subject_field) == ("a part of a quarter", "towns")
    assert stored.definitions[1] == Definition("a cell", "en-US")
    assert {t.text: str(t.status) for t in stored.terms}["mesh"] == "deprecated"


def test_a_proposal_never_touches_what_a_person_decided(project: Project, tmp_path: Path) -> None:
    """Neither an approved nor a rejected entry; a contrary decision is told."""
    project.termbase.add([GRID, replace(LEAD, workflow=Workflow.REJECTED)], now=project.clock())
    extra = (*GRID.terms, Term(text="cell", lang="en-US"))
    write(tmp_path / "a.tbx", replace(GRID, terms=extra, workflow=Workflow.PROPOSED), LEAD)
    report = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    assert (report.skipped, report.read) == (2, 2)
    assert [problem.code for problem in report.problems] == ["conflicting-decision"]
    assert len(project.termbase.get("c1").terms) == len(GRID.terms)


def test_an_entry_under_another_id_is_the_same_by_its_pair(project: Project, tmp_path: Path) -> None:
    """References in the file follow it; an id that is taken by another concept gets a number."""
    project.termbase.add([replace(GRID, concept="mine"), replace(LEAD, concept="c3")], now=project.clock())
    see = TermEntry(
        concept="c3",
        terms=(Term(text="网格员", lang="zh-CN"), Term(text="grid worker", lang="en-US")),
        references=(CrossReference("c1"), CrossReference("c3")),
        workflow=Workflow.APPROVED,
    )
    write(tmp_path / "a.tbx", GRID, see)
    report = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    assert (report.skipped, report.added) == (1, 1)
    assert [problem.code for problem in report.problems] == ["taken-id", "circular-reference"]
    assert "the id c3 is that of 书记 in the glossary; 网格员 is added as c3-2" in report.problems[0].message
    assert project.termbase.get("c3-2").references == (CrossReference("mine"), CrossReference("c3-2"))


def test_a_concept_whose_id_is_taken_is_known_again(project: Project, tmp_path: Path) -> None:
    """By the id it got and a term, though it has terms of one language only; references mean the first of an id."""
    dam, well = (TermEntry(concept="k", terms=(Term(text=text, lang="zh-CN"),)) for text in ("坝", "井"))
    see = TermEntry(concept="s", terms=(Term(text="水", lang="zh-CN"),), references=(CrossReference("k"),))
    entries = [replace(entry, workflow=Workflow.APPROVED) for entry in (dam, well, see)]
    write(tmp_path / "a.tbx", *entries)
    first = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    assert [problem.code for problem in first.problems] == ["taken-id"]
    again = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    assert (again.skipped, again.problems) == (3, ())
    assert [entry.concept for entry in project.termbase.entries()] == ["k", "k-2", "s"]
    assert project.termbase.get("s").references == (CrossReference("k"),)


def test_a_reference_to_a_term_means_its_concept(project: Project, tmp_path: Path) -> None:
    """By the id of the term or of its section, whether the concept stands before or after; an entry comes first."""
    concept = (
        "<termEntry id='{0}'><ref type='crossReference' target='{1}'>see</ref><langSet xml:lang='en'>"
        "<tig id='t{0}'><term id='u{0}'>{0}</term></tig></langSet></termEntry>"
    )
    body = concept.format("a", "tb") + concept.format("b", "ua") + concept.format("c", "a")
    path = file(tmp_path, "a.tbx", f"<martif><text><body>{body}</body></text></martif>")
    report = termexchange.import_entries(project, [path])
    assert [problem.code for problem in report.problems] == ["circular-reference"]
    found = {entry.concept: entry.references[0].target for entry in project.termbase.entries()}
    assert found == {"a": "b", "b": "a", "c": "a"}


def test_references_to_nothing_and_in_circles_are_told(project: Project, tmp_path: Path) -> None:
    """And kept: nothing follows them on its own."""
    pairs = (("a", "b"), ("b", "c"), ("c", "a"), ("d", "nowhere"), ("e", "e"))
    entries = [
        TermEntry(
            concept=name,
            terms=(Term(text=name, lang="en-US"),),
            references=(CrossReference(target),),
            workflow=Workflow.APPROVED,
        )
        for name, target in pairs
    ]
    write(tmp_path / "a.tbx", *entries)
    report = termexchange.import_entries(project, [tmp_path / "a.tbx"])
    assert sorted(problem.code for problem in report.problems) == ["circular-reference"] * 2 + ["missing-reference"]
    assert (report.added, report.failed) == (5, 0)
    assert project.termbase.get("e").references == (CrossReference("e"),)
    circle = " ".join(p.message for p in report.problems if p.code == "circular-reference")
    assert {"a → b", "b → c", "c → a"} & {circle[at : at + 5] for at in range(len(circle))}
    assert project.termbase.get("d").references == (CrossReference("nowhere"),)


def test_a_strict_import_stops_at_the_first_problem(project: Project, tmp_path: Path) -> None:
    """A bad row or a conflict; the whole import is as if it had not been."""
    good = file(tmp_path, "a.csv", "水渠,canal\n")
    bad = file(tmp_path, "b.csv", "source,target,status\n茶,tea,\n桥,bridge,odd\n")
    with pytest.raises(InputError, match=r"b\.csv:3: 'odd' is no status.*\(term-value\)"):
        termexchange.import_entries(project, [good, bad], strict=True)
    twice = file(tmp_path, "c.csv", "concept,source,target,status\nc,茶,tea,preferred\nc,茶,char,preferred\n")
    with pytest.raises(InputError, match=r"c\.csv:2: .*\(two-preferred\)"):
        termexchange.import_entries(project, [good, twice], strict=True)
    assert terms.list_entries(project) == ()


def test_a_damaged_file_changes_nothing(project: Project, tmp_path: Path) -> None:
    """What stood before the damage is not imported either."""
    write(tmp_path / "a.tbx", GRID, LEAD)
    whole = (tmp_path / "a.tbx").read_text("utf-8")
    cut = file(tmp_path, "b.tbx", whole[: whole.index("</conceptEntry>") + 40])
    with pytest.raises(InputError, match="cut off"):
        termexchange.import_entries(project, [tmp_path / "a.tbx", cut])
    assert terms.list_entries(project) == ()


def test_approved_entries_are_exported_and_proposals_on_demand(project: Project, tmp_path: Path) -> None:
    """Rejected ones never are; without any entry there is nothing to write."""
    with pytest.raises(InputError, match="holds no approved entry to export"):
        termexchange.export_entries(project, tmp_path / "a.tbx")
    other = replace(LEAD, concept="c9", terms=(Term(text="茶", lang="zh-CN"),), workflow=Workflow.REJECTED)
    project.termbase.add([GRID, replace(LEAD, workflow=Workflow.PROPOSED), other], now=project.clock())
    approved = termexchange.export_entries(project, tmp_path / "a.tbx")
    everything = termexchange.export_entries(project, tmp_path / "b.txt", proposed_too=True)
    assert (approved.entries, approved.format) == (1, "tbx")
    assert (everything.entries, everything.left_out, everything.format) == (2, 0, "omegat")
    assert [entry.concept for entry in read(tmp_path / "a.tbx")] == ["c1"]


@pytest.mark.parametrize(("name", "form"), [("a", ""), ("a.doc", ""), ("a.txt", "memoq"), ("a.txt", "table")])
def test_a_format_that_does_not_fit_is_refused(name: str, form: str) -> None:
    """With the suffixes and names that there are."""
    with pytest.raises(SettingsError, match=r"use|written as"):
        format_to_write(Path(name), form)
