"""A file to be translated is read as the segments that are looked up, with its languages."""

from dataclasses import replace
from pathlib import Path

import pytest
from doors import EN, ZH

from tm.app.alignment import ReadOptions
from tm.app.manuscript import read_manuscript
from tm.errors import InputError, SettingsError
from tm.settings import Settings

SETTINGS = Settings()
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\n"

msgid "Tea garden"
msgstr "茶园"

#, fuzzy
msgid "Tea house"
msgstr "茶园"

msgid "Canal"
msgstr ""
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_text_is_cut_into_sentences_that_know_their_neighbours(tmp_path: Path) -> None:
    """Its language is read from it; it is translated into the other language of the settings."""
    manuscript = read_manuscript(write(tmp_path / "a.txt", ZH), options=ReadOptions(), settings=SETTINGS)
    assert (manuscript.source_lang, manuscript.target_lang) == ("zh-CN", "en-US")
    first, second, third = manuscript.queries()
    assert (first.context_before, first.text, first.context_after) == ("", "水渠修好了。", second.text)
    assert (third.context_before, third.context_after) == (second.text, "")


def test_a_text_in_the_target_language_is_translated_the_other_way(tmp_path: Path) -> None:
    """Nobody has to say so."""
    manuscript = read_manuscript(write(tmp_path / "a.txt", EN), options=ReadOptions(), settings=SETTINGS)
    assert (manuscript.source_lang, manuscript.target_lang) == ("en-US", "zh-CN")


def test_the_segments_of_a_po_file_are_taken_as_they_are(tmp_path: Path) -> None:
    """With its languages and the translations it vouches for; a fuzzy one is none."""
    path = write(tmp_path / "a.po", PO)
    manuscript = read_manuscript(path, options=ReadOptions(), settings=SETTINGS)
    assert (manuscript.source_lang, manuscript.target_lang) == ("en-US", "zh-CN")
    assert [(segment.text, segment.target) for segment in manuscript.segments] == [
        ("Tea garden", "茶园"),
        ("Tea house", ""),
        ("Canal", ""),
    ]


def test_two_languages_are_needed(tmp_path: Path) -> None:
    """Options that name one language twice are refused."""
    path = write(tmp_path / "a.txt", ZH)
    with pytest.raises(SettingsError, match="both zh"):
        read_manuscript(path, options=ReadOptions(source_lang="zh-CN", target_lang="zh-TW"), settings=SETTINGS)
    named = replace(ReadOptions(), source_lang="zh-CN", target_lang="de")
    assert read_manuscript(path, options=named, settings=SETTINGS).target_lang == "de"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.doc", "text", "files of type .doc are not read"),
        ("a.txt", "", "is empty; check"),
        ("a.po", 'msgid ""\nmsgstr ""\n', "holds no segment to translate; check"),
    ],
)
def test_what_cannot_be_translated_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    """In one sentence."""
    with pytest.raises(InputError, match=message):
        read_manuscript(write(tmp_path / name, text), options=ReadOptions(), settings=SETTINGS)


def test_a_segment_that_is_too_long_is_told_and_passed_over(tmp_path: Path) -> None:
    """The others are looked up all the same."""
    body = "".join(
        f'<trans-unit id="{at}"><source>{text}</source></trans-unit>' for at, text in enumerate("茶水")
    ).replace("水", "水" * 10_001)
    head = '<xliff version="1.2"><file source-language="zh" target-language="en" original="a"><body>'
    text = f"{head}{body}</body></file></xliff>"
    manuscript = read_manuscript(write(tmp_path / "a.xlf", text), options=ReadOptions(), settings=SETTINGS)
    assert [query.text for query in manuscript.queries()] == ["茶", ""]
    (problem,) = manuscript.problems
    assert (problem.code, problem.message) == ("long-segment", "segment 2 has 10,001 characters: not looked up")
