"""Pairing files by their names."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.app.files import FolderFiles, is_term_list, marked_name, pair_files, shown
from tm.errors import InputError

names = st.text("ab水 -（", min_size=1, max_size=6).filter(lambda name: name.strip(" -（") == name)


def find(folder: Path, *files: str) -> FolderFiles:
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    return pair_files(folder, source_lang="zh-CN", target_lang="en-US")


def outline(found: FolderFiles) -> list[tuple[str, str, str]]:
    return [(pair.name, pair.source.name, pair.target.name) for pair in found.pairs]


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        ("a.zh.txt", "a.en.txt", "a"),
        ("a_zh.docx", "a_en.docx", "a"),
        ("a-zh.md", "a.en.html", "a"),
        ("a.ZH.TXT", "a.EN.txt", "a"),
        ("zh/a.txt", "en/a.txt", "a"),
        ("2024/zh/a.txt", "2024/en/a.txt", "2024/a"),
        ("tea/zh.txt", "tea/en.txt", "tea"),
        ("tea/a.zh.txt", "tea/a.en.txt", "tea/a"),
        ("水渠（中文）.txt", "水渠 (English).txt", "水渠"),
        ("水渠[中].txt", "水渠[英].txt", "水渠"),
        ("水渠-原文.txt", "水渠-译文.txt", "水渠"),
        ("v1.2.zh.txt", "v1.2.en.txt", "v1.2"),
        ("my_doc_zh.txt", "my_doc_en.txt", "my_doc"),
        ("my-tea_zh-TW.txt", "my-tea_en-GB.txt", "my-tea"),
        ("an_old_tea zh_cn.txt", "an_old_tea en.txt", "an_old_tea"),
        ("how-to.zh-Hans-CN.txt", "how-to.en.txt", "how-to"),
        ("a.chs.txt", "a.eng.txt", "a"),
    ],
)
def test_a_text_and_its_translation_are_paired(tmp_path: Path, source: str, target: str, name: str) -> None:
    """By a mark at the end of the name, or by a folder; what is left of the name is the article's."""
    found = find(tmp_path, target, source)
    assert [(pair.name, pair.source, pair.target) for pair in found.pairs] == [
        (name, tmp_path / source, tmp_path / target)
    ]
    assert (found.single, found.problems) == ((), ())


def test_files_named_by_language_alone_are_named_after_the_folder(tmp_path: Path) -> None:
    """zh.txt and en.txt at the top."""
    assert outline(find(tmp_path / "Tea", "zh.txt", "en.txt")) == [("Tea", "zh.txt", "en.txt")]


@pytest.mark.parametrize(
    ("mark", "tag"), [("zh", "zh-CN"), ("zh-TW", "zh-TW"), ("zh_hant", "zh-Hant"), ("cn", "zh-CN"), ("cht", "zh-Hant")]
)
def test_a_mark_that_says_more_than_the_language_is_kept(tmp_path: Path, mark: str, tag: str) -> None:
    """Else the tag of the settings stands."""
    (pair,) = find(tmp_path, f"a.{mark}.txt", "a.en-GB.txt").pairs
    assert (pair.source_lang, pair.target_lang) == (tag, "en-GB")


def test_the_direction_is_that_of_the_settings(tmp_path: Path) -> None:
    """English to Chinese, where that is wanted."""
    find(tmp_path, "a.zh.txt", "a.en.txt")
    (pair,) = pair_files(tmp_path, source_lang="en-US", target_lang="zh-CN").pairs
    assert (pair.source.name, pair.source_lang, pair.target_lang) == ("a.en.txt", "en-US", "zh-CN")


@pytest.mark.parametrize(
    ("present", "missing"),
    [
        ("a.zh.txt", "a.en.txt"),
        ("b_en.docx", "b_zh.docx"),
        ("zh/c.txt", "en/c.txt"),
        ("tea/en.md", "tea/zh.md"),
        ("水渠（中文）.txt", "水渠（en）.txt"),
    ],
)
def test_an_unpaired_file_is_told_where_its_translation_belongs(tmp_path: Path, present: str, missing: str) -> None:
    """And a file put there does pair."""
    found = find(tmp_path, present)
    (problem,) = found.problems
    assert (problem.code, problem.path) == ("unpaired-file", str(tmp_path / present))
    assert f"save that as {tmp_path / missing}," in problem.message
    assert found.single == ((tmp_path / present,) if "en" in missing else ())  # Chinese alone has terms
    assert len(find(tmp_path, missing).pairs) == 1


def test_a_second_text_of_one_side_is_a_problem(tmp_path: Path) -> None:
    """The kind that keeps its text as it is wins; the other is named."""
    found = find(tmp_path, "a.zh.docx", "a.zh.txt", "a.en.txt")
    assert outline(found) == [("a", "a.zh.txt", "a.en.txt")]
    (problem,) = found.problems
    assert (problem.code, problem.path) == ("second-text", str(tmp_path / "a.zh.docx"))
    assert "beside a.zh.txt" in problem.message


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """Hidden ones, Word's marks of open files, other kinds; texts whose names mark neither language are told apart."""
    found = find(
        tmp_path,
        *("a.zh.mp3", ".a.zh.txt", ".git/b.zh.txt", "~$a.zh.docx"),
        *("notes.txt", "bonjour.fr.txt", "to-do.txt", "en-route.txt"),
    )
    assert (found.pairs, found.problems) == ((), ())
    assert [path.name for path in found.single] == ["bonjour.fr.txt", "en-route.txt", "notes.txt", "to-do.txt"]


def test_pairs_are_sorted_by_name(tmp_path: Path) -> None:
    """The order of the file system has no say."""
    files = [f"{name}.{lang}.txt" for name in ("b", "c", "a") for lang in ("en", "zh")]
    assert [pair.name for pair in find(tmp_path, *files).pairs] == ["a", "b", "c"]


@pytest.mark.parametrize(("make", "cause"), [(Path.touch, "is a file; align two files with"), (None, "is not there")])
def test_what_is_no_folder_is_refused(tmp_path: Path, make: object, cause: str) -> None:
    """The message says what to give instead."""
    path = tmp_path / "a.txt"
    if callable(make):
        make(path)
    with pytest.raises(InputError, match=rf"a\.txt: {cause}.* give the folder"):
        pair_files(path, source_lang="zh", target_lang="en")


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_names_that_are_not_utf8_pair_and_can_be_printed(tmp_path: Path) -> None:
    """As Chinese archives unpack; two that print alike are still two."""
    for stem in (b"\xd6\xd0", b"\xd6\xd1"):
        for lang in (b"zh", b"en"):
            path = os.path.join(os.fsencode(tmp_path), stem + b"." + lang + b".txt")
            Path(os.fsdecode(path)).write_text("x", "utf-8")
    found = find(tmp_path)
    assert len(found.pairs) == 2
    assert found.problems == ()
    assert {pair.name for pair in found.pairs} == {"\ufffd\ufffd"}
    assert shown("水渠.txt") == "水渠.txt"


@given(names, st.sampled_from([".", "_", "-"]), st.sampled_from([".txt", ".docx", ".HTML"]))
def test_a_mark_can_be_put_on_any_name_and_taken_off(name: str, separator: str, suffix: str) -> None:
    """Both sides leave the same name, and each names the other as its counterpart."""
    paths = {lang: Path(f"{name}{separator}{lang}{suffix}") for lang in ("zh", "en")}
    marks = {lang: marked_name(path, {"zh", "en"}) for lang, path in paths.items()}
    assert {mark.name for mark in marks.values() if mark} == {name}
    assert [mark.tag for mark in marks.values() if mark] == ["zh", "en"]
    assert [mark.counterpart(other) for mark, other in zip(marks.values(), ("en", "zh"), strict=True) if mark] == [
        str(paths["en"]),
        str(paths["zh"]),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.terms.tsv", True), ("glossary.xlsx", True), ("术语表.csv", True), ("long-terms-deal.tsv", False)],
)
def test_a_list_of_terms_is_no_article(name: str, expected: bool) -> None:
    """Its name says so: it is left out of a build, which would take its rows for sentences."""
    assert is_term_list(Path(name)) is expected
