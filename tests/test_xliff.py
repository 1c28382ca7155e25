"""XLIFF of both families is read as segments; what a person or tool vouches for becomes units."""

from collections.abc import Callable
from pathlib import Path

import pytest
from doors import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xliffs import SDL, XLIFF1, XLIFF2

from tm.errors import InputError
from tm.exchange.xliff import XliffDocument, read_xliff
from tm.units import Code, CodeKind, Problem, State, TranslationUnit


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def read(path: Path, source_lang: str = "zh", target_lang: str = "en") -> list[TranslationUnit | Problem]:
    return list(read_xliff(path, source_lang=source_lang, target_lang=target_lang))


def shape(codes: tuple[Code, ...]) -> list[tuple[int, CodeKind, str, str, str]]:
    return [(code.offset, code.kind, code.element, code.id, code.content) for code in codes]


def test_translated_segments_of_xliff_1_become_units(tmp_path: Path) -> None:
    """Not the empty, the new, the copies of the source, nor the candidates of alt-trans."""
    units = read(write(tmp_path / "a.xlf", XLIFF1))
    assert [(unit.id, unit.source.text, unit.target.text, unit.state) for unit in units] == [  # type: ignore[union-attr]
        ("1", "水渠修好了。", "The canal is mended.", State.FINAL),
        ("2", "茶园在山上。", "The tea garden is on the hill.", State.TRANSLATED),
        ("6/1", "第一句。", "First.", State.REVIEWED),
        ("7", "TM", "TM", State.TRANSLATED),
    ]
    first = units[0]
    assert isinstance(first, TranslationUnit)
    assert (first.source.lang, first.target.lang) == ("zh-CN", "en-US")
    assert (first.origin.document, first.origin.position) == ("tea.docx", 0)
    assert (first.context_before, first.context_after) == ("", "茶园在山上。")
    assert first.note == "标题\nof the year"


def test_codes_of_xliff_1_stand_beside_the_text(tmp_path: Path) -> None:
    """Pairs that enclose text, pairs by rid, placeholders with native code, and sub as a subflow."""
    unit = read(write(tmp_path / "a.xlf", XLIFF1))[1]
    assert isinstance(unit, TranslationUnit)
    assert shape(unit.source.codes) == [
        (0, CodeKind.OPEN, "g", "1", ""),
        (2, CodeKind.CLOSE, "g", "1", ""),
        (3, CodeKind.STANDALONE, "x", "2", ""),
        (3, CodeKind.OPEN, "bpt", "9", "<b>"),
        (5, CodeKind.CLOSE, "ept", "9", "</b>"),
        (6, CodeKind.STANDALONE, "ph", "5", '<img alt=""/>'),
    ]
    assert [(subflow.at, subflow.text) for subflow in unit.source.codes[5].subflows] == [(10, "山")]
    assert unit.source.codes[0].attributes == (("ctype", "bold"),)


def test_translated_segments_of_xliff_2_become_units(tmp_path: Path) -> None:
    """With their own ids beneath that of the unit, states, notes, and native code from the original data."""
    units = read(write(tmp_path / "a.xlf", XLIFF2))
    assert [(unit.id, unit.target.text, unit.state) for unit in units] == [  # type: ignore[union-attr]
        ("u1/s1", "The canal is mended.", State.REVIEWED),
        ("u2", "The tea garden.", State.TRANSLATED),
    ]
    second = units[1]
    assert isinstance(second, TranslationUnit)
    assert second.note == "短"
    assert shape(second.source.codes) == [
        (0, CodeKind.OPEN, "pc", "1", "<b>"),
        (2, CodeKind.CLOSE, "pc", "1", "</b>"),
        (2, CodeKind.OPEN, "sc", "2", ""),
        (3, CodeKind.CLOSE, "ec", "2", ""),
        (3, CodeKind.STANDALONE, "ph", "3", "<br/>"),
    ]


def test_the_segments_of_trados_say_how_far_they_are(tmp_path: Path) -> None:
    """By the confirmation level of each, since the unit says nothing."""
    units = read(write(tmp_path / "a.sdlxliff", SDL))
    assert [(unit.id, unit.target.text, unit.state) for unit in units] == [  # type: ignore[union-attr]
        ("t/1", "First.", State.REVIEWED),
        ("t/3", "Third.", State.TRANSLATED),
    ]


def test_line_breaks_of_the_file_are_no_text(tmp_path: Path) -> None:
    """Unless xml:space says so."""
    text = XLIFF1.replace("茶园在山上", "茶园").replace(
        "<source>水渠修好了。", "<source>\n   水渠\n   修<x id='1'/>好了。\n "
    )
    unit = read(write(tmp_path / "a.xlf", text))[0]
    assert isinstance(unit, TranslationUnit)
    assert (unit.source.text, shape(unit.source.codes)[0][0]) == ("水渠 修好了。", 4)
    kept = read(write(tmp_path / "b.xlf", text.replace("<body>", '<body xml:space="preserve">')))[0]
    assert isinstance(kept, TranslationUnit)
    assert kept.source.text == "\n   水渠\n   修好了。\n "


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('source-language="zh-CN"', 'source-language="zh_cn"', ("zh-CN", "en-US")),
        ('target-language="en-US"', "", ("zh-CN", "en")),
        ('source-language="zh-CN"', "", ("zh", "en-US")),
        ('source-language="zh-CN" target-language="en-US"', "", ("zh", "en")),
    ],
)
def test_the_languages_are_those_of_the_file(tmp_path: Path, old: str, new: str, found: tuple[str, str]) -> None:
    """As it tags them; what it does not tag, its letters say."""
    unit = read(write(tmp_path / "a.xlf", XLIFF1.replace(old, new)))[0]
    assert isinstance(unit, TranslationUnit)
    assert (unit.source.lang, unit.target.lang) == found


def test_a_file_in_the_other_direction_keeps_it(tmp_path: Path) -> None:
    """English to Chinese, where Chinese and English are asked for."""
    text = '<xliff version="1.2"><file source-language="en" target-language="zh-TW" original="a"><body>'
    text += '<trans-unit id="1"><source>Tea</source><target>茶</target></trans-unit></body></file></xliff>'
    (unit,) = read(write(tmp_path / "a.xlf", text))
    assert isinstance(unit, TranslationUnit)
    assert (unit.source.lang, unit.target.lang) == ("en", "zh-TW")


@pytest.mark.parametrize(
    ("langs", "code", "message"),
    [
        (("fr", "de"), "xliff-language", "is from zh-CN to en-US, not fr and de; name its languages with -s and -t"),
        (("zh-TW", "en"), "xliff-language", "is from zh-CN to en-US, not zh-TW and en"),
    ],
)
def test_a_file_in_other_languages_is_told(tmp_path: Path, langs: tuple[str, str], code: str, message: str) -> None:
    """With the line where it begins."""
    (problem,) = read(write(tmp_path / "a.xlf", XLIFF1), *langs)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line) == (code, 3)
    assert message in problem.message


def test_a_file_without_a_translation_is_told(tmp_path: Path) -> None:
    """It is no use to a memory."""
    text = XLIFF2.replace("<target>", "<note>").replace("</target>", "</note>")
    (problem,) = read(write(tmp_path / "a.xlf", text))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.message) == (
        "xliff-untranslated",
        "none of its 4 segments is translated; nothing to import",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<xliff version="3.0"/>', "is XLIFF 3.0; export it as 1.2 or 2.1"),
        ("<xliff/>", "is XLIFF without version"),
        ("<html><body/></html>", "is a web page, not <xliff>"),
    ],
)
def test_what_is_no_xliff_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """In one sentence."""
    with pytest.raises(InputError, match=message):
        XliffDocument(write(tmp_path / "a.xlf", text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(which=st.sampled_from([XLIFF1, XLIFF2, SDL]), cut=st.floats(0, 1))
def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path, which: str, cut: float) -> None:
    """Never half read."""
    data = which.rstrip().encode()
    path = tmp_path / "a.xlf"
    path.write_bytes(data[: int(cut * (len(data) - 1))])
    with pytest.raises(InputError):
        read(path)


def test_the_command_imports_and_says_what_it_did(call: Callable[..., Result], tmp_path: Path) -> None:
    """Twice the same adds nothing; a broken file imports nothing, its good neighbour neither."""
    good, memory = write(tmp_path / "a.xlf", XLIFF1), tmp_path / "m.tmdb"
    assert "read 4: added 4" in call("tm", "import", good, "--memory", memory).out
    assert "added 0, merged 0, skipped 4" in call("tm", "import", good, "--memory", memory).out
    other, bad = write(tmp_path / "b.xlf", XLIFF2), write(tmp_path / "c.xlf", XLIFF2[:-30])
    result = call("tm", "import", other, bad, "--memory", memory)
    assert (result.code, "c.xlf:" in result.err, "not well-formed" in result.err) == (3, True, True)
    assert '"units": 4' in call("tm", "stats", "--json", "--memory", memory).out
    rehearsed = call("tm", "import", other, "--dry-run", "--memory", memory)
    assert "would be added 2" in rehearsed.out
    strict = call("tm", "import", other, "--strict", "-s", "de", "-t", "fr", "--memory", memory)
    assert (strict.code, "xliff-language" in strict.err) == (3, True)
