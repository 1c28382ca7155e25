"""Columns of glossary tables that people and tools have named, and what is told of rows that do not fit them."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from glossary.entries import ReadEntry, TermEntry
from glossary.exchange import read_entries
from tm.errors import InputError
from tm.exchange.languagenames import tag_named

LANGS = {"source_lang": "zh-CN", "target_lang": "en-US"}


def records(tmp_path: Path, text: str, **langs: str) -> list[ReadEntry]:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    return list(read_entries(path, **LANGS | langs))


def entry(tmp_path: Path, text: str) -> TermEntry:
    (record,) = records(tmp_path, text)
    assert record.entry is not None
    assert record.problems == ()
    return record.entry


def terms(entry: TermEntry | None) -> list[tuple[str, str, str]]:
    return [(term.text, term.lang, str(term.status)) for term in entry.terms] if entry else []


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Chinese (PRC)", "zh-CN"),
        ("Chinese_Simplified", "zh-Hans"),
        ("中文（繁體）", "zh-Hant"),
        ("English (U.S.)", "en-US"),
        ("Serbian_Latin_Serbia", "sr-Latn-RS"),
        ("法语", "fr"),
        ("zh_TW", "zh-TW"),
        ("notes", ""),
        ("pos", ""),
        ("English notes", ""),
        ("", ""),
    ],
)
def test_a_language_is_known_by_its_names(name: str, tag: str) -> None:
    """In English and Chinese, with a place or a script in any of the usual forms; no word of a heading is one."""
    assert tag_named(name) == tag


@pytest.mark.parametrize(
    "head",
    [
        "Chinese term,English term,Definition",
        "中文术语,英文术语,定义",
        "Term (Chinese),Term (English),definition",
        "zh_CN,en_US,Def",
        "简体中文,English (U.S.),定義",
    ],
)
def test_headings_that_name_a_language_name_its_terms(tmp_path: Path, head: str) -> None:
    """Whatever else the heading says."""
    read = entry(tmp_path, f"{head}\n坎儿井,karez,a well\n")
    assert [text for text, _, _ in terms(read)] == ["坎儿井", "karez"]
    assert read.definition == "a well"


def test_further_columns_of_terms_are_terms(tmp_path: Path) -> None:
    """A second one of a language holds synonyms, one of a third language its terms, the other script its own."""
    head = "English,English,Chinese (Traditional),Chinese (Simplified),French"
    assert terms(entry(tmp_path, f"{head}\nkarez,qanat,坎兒井,坎儿井,puits\n")) == [
        ("坎儿井", "zh-Hans", "preferred"),
        ("坎兒井", "zh-Hant", "preferred"),
        ("karez", "en-US", "preferred"),
        ("qanat", "en-US", "admitted"),
        ("puits", "fr", "preferred"),
    ]


def test_a_cell_may_hold_synonyms(tmp_path: Path) -> None:
    """Between ; or | or on lines; they have the status of their cell. What this program writes is one term a cell."""
    read = records(tmp_path, 'source,target,status\n坎儿井,"karez; qanat",\n竖井|立井,"shaft\nmanhole",forbidden\n')
    assert terms(read[0].entry)[1:] == [("karez", "en-US", "preferred"), ("qanat", "en-US", "admitted")]
    assert terms(read[1].entry) == [
        ("竖井", "zh-CN", "preferred"),
        ("立井", "zh-CN", "admitted"),
        ("shaft", "en-US", "deprecated"),
        ("manhole", "en-US", "deprecated"),
    ]
    assert terms(entry(tmp_path, "source,target\n研发,R&amp;D\n"))[1][0] == "R&amp;D"


@pytest.mark.parametrize("separator", [",", ";", "\t", "sep=|"])
def test_a_csv_file_says_by_its_first_line_what_separates_its_cells(tmp_path: Path, separator: str) -> None:
    """Spreadsheets write semicolons in half of Europe, tabs where they say Unicode, and sometimes say which."""
    first = f"{separator}\n" if "=" in separator else ""
    text = "source,target,note\n坎儿井,karez,dry\n".replace(",", separator[-1])
    assert entry(tmp_path, first + text).note == "dry"


def test_rows_above_the_names_are_told(tmp_path: Path) -> None:
    """A title is no term."""
    title, row = records(tmp_path, "Wells of Turpan,,\n,,\nsource,target,note\n坎儿井,karez,\n")
    assert title.entry is None
    assert [(p.code, p.line) for p in title.problems] == [("row-above", 1)]
    assert [text for text, _, _ in terms(row.entry)] == ["坎儿井", "karez"]


def test_cells_beyond_the_named_ones_are_kept_and_told(tmp_path: Path) -> None:
    """A comma that should have been quoted loses nothing."""
    (row,) = records(tmp_path, "source,target\n坎儿井,karez, of Turpan\n")
    assert row.entry is not None
    assert row.entry.properties == (("column 3", "of Turpan"),)
    assert [p.code for p in row.problems] == ["row-cells"]
    assert entry(tmp_path, "坎儿井,karez,dry,Turpan\n").properties == (("column 4", "Turpan"),)


def test_a_row_with_one_side_is_told(tmp_path: Path) -> None:
    """It may be a merged cell, or a formula that was never computed."""
    alone, whole = records(tmp_path, "source,target\n坎儿井,\n竖井,shaft\n")
    assert [p.code for p in alone.problems] == ["term-alone"]
    assert terms(alone.entry) == [("坎儿井", "zh-CN", "preferred")]
    assert whole.problems == ()


def test_rows_of_a_concept_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    """Of the concept, and of a term that stands there twice; the first stays."""
    head = "concept,source,target,subject,source_pos,source_context,target_status\n"
    rows = "k,坎儿井,karez,wells,noun,一条坎儿井。,\nk,坎儿井,karez,water,verb,挖坎儿井。,forbidden\n"
    (record,) = records(tmp_path, head + rows)
    assert sorted(p.code for p in record.problems) == ["row-conflict", "term-twice"]
    assert record.entry is not None
    chinese, english = record.entry.terms
    assert (record.entry.subject_field, chinese.part_of_speech, chinese.context) == ("wells", "noun", "一条坎儿井。")
    assert chinese.foreign == ('<descrip type="context">挖坎儿井。</descrip>',)
    assert str(english.status) == "deprecated"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Preferred", "preferred"),
        ("首选", "preferred"),
        ("admittedTerm-admn-sts", "admitted"),
        ("Do not use", "deprecated"),
    ],
)
def test_a_status_is_known_in_the_words_of_other_tools(tmp_path: Path, word: str, status: str) -> None:
    """In any letter case."""
    assert terms(entry(tmp_path, f"source,target,status\n坎儿井,karez,{word}\n"))[1][2] == status


def test_a_term_with_a_character_that_no_text_has_is_told(tmp_path: Path) -> None:
    """XML could not hold it."""
    (record,) = records(tmp_path, "source,target\n坎\0井,karez\n")
    assert record.entry is None
    assert [p.code for p in record.problems] == ["term-value"]


def test_columns_without_names_are_judged_one_by_one(tmp_path: Path) -> None:
    """Numbers before the terms are no terms; languages whose letters are alike are believed."""
    with pytest.raises(InputError, match="look like figures, zh, not zh, en"):
        records(tmp_path, "1,坎儿井,karez\n2,竖井,shaft\n")
    (record,) = records(tmp_path, "坎儿井,puits\n", target_lang="fr-FR")
    assert terms(record.entry)[1] == ("puits", "fr-FR", "preferred")


def test_columns_with_names_that_hold_the_languages_the_other_way_round_are_refused(tmp_path: Path) -> None:
    """English terms are not taken for Chinese ones; a row on its own may say what it likes."""
    with pytest.raises(InputError, match="look like en, zh, not zh, en: give -s and -t"):
        records(tmp_path, "Term,Translation\nkarez,坎儿井\nshaft,竖井\nDNA,DNA\n")
    both = records(tmp_path, "source,target\n坎儿井,karez\nWi-Fi,无线网\n竖井,shaft\n")
    assert [record.entry is None for record in both] == [False, False, False]


def test_the_error_of_a_formula_is_no_term(tmp_path: Path) -> None:
    """It is told, and the cell is empty."""
    first, second = records(tmp_path, "source,target,note\n坎儿井,#N/A,\n竖井,shaft,#REF!\n")
    assert [p.code for p in first.problems] == ["term-formula", "term-alone"]
    assert terms(first.entry) == [("坎儿井", "zh-CN", "preferred")]
    assert [p.code for p in second.problems] == ["term-formula"]


@pytest.mark.parametrize(
    ("name", "advice"), [("a.xls", "save it as .xlsx"), ("a.sdltb", "as MultiTerm XML"), ("a.tmx", "tm import")]
)
def test_a_file_of_another_program_says_what_to_do(tmp_path: Path, name: str, advice: str) -> None:
    """Where it can come in by another way."""
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=advice):
        read_entries(tmp_path / name, **LANGS)


def workbook(path: Path, **sheets: list[list[str]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_every_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    """With its own columns; one that holds something else is told, or refused where there is no other."""
    path = tmp_path / "a.xlsx"
    about, first = [["About"], ["Wells of Turpan"]], [["source", "target"], ["坎儿井", "karez"]]
    workbook(path, About=about, First=first, Second=[["", "English", "中文"], ["", "shaft", "竖井"]])
    read = list(read_entries(path, **LANGS))
    assert [terms(record.entry)[0][0] for record in read if record.entry] == ["坎儿井", "竖井"]
    assert [[p.code for p in record.problems] for record in read if not record.entry] == [["sheet-without-terms"]]
    workbook(path, About=about)
    with pytest.raises(InputError, match="one column only"):
        list(read_entries(path, **LANGS))
