"""Which languages of a TMX file pair: told by tags, never by position, asked for where nothing tells."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from tm.errors import InputError
from tm.exchange.tmx import read_tmx, write_tmx
from tm.exchange.tmxprofiles import ORIGINAL
from tm.units import Kept, Problem, TranslationUnit

NOW = datetime(2024, 1, 1, tzinfo=UTC)
SETTINGS = ("zh-CN", "en-US")


def file(folder: Path, *tus: str, srclang: str = "*all*", tu: str = "") -> Path:
    """A TMX file whose tus are given as `tag=text tag=text …`."""
    body = ""
    for number, content in enumerate(tus):
        pairs = [item.split("=") for item in content.split()]
        tuvs = "".join(f'<tuv xml:lang="{lang}"><seg>{text}</seg></tuv>' for lang, text in pairs)
        body += f'\n<tu tuid="{number}"{tu}>{tuvs}</tu>'
    path = folder / "a.tmx"
    path.write_text(f'<tmx version="1.4"><header srclang="{srclang}"/><body>{body}</body></tmx>', "utf-8")
    return path


def pairs(path: Path, source_lang: str = "", target_lang: str = "") -> list[str]:
    items = read_tmx(path, source_lang=source_lang, target_lang=target_lang, expected=SETTINGS)
    return [
        item.code
        if isinstance(item, Problem)
        else f"{item.source.lang}={item.source.text} {item.target.lang}={item.target.text}"
        for item in items
        if not isinstance(item, Kept)
    ]


@pytest.mark.parametrize(
    ("content", "srclang", "expected"),
    [
        ("en=a zh-CN=b", "en", ["zh-CN=b en=a"]),
        ("en=a zh=b fr=c", "en", ["zh=b en=a", "zh=b fr=c"]),
        ("zh-TW=a zh-CN=b en=c", "en", ["zh-CN=b zh-TW=a", "zh-CN=b en=c"]),
        ("zh-TW=a en=b", "*all*", ["zh-TW=a en=b"]),
        ("fr=a de=b", "de", ["de=b fr=a"]),
        ("fr=a de=b", "de-DE", ["de=b fr=a"]),
        ("fr=a en-GB=b", "", ["fr=a en-GB=b"]),
        ("en-GB=b fr=a", "*all*", ["fr=a en-GB=b"]),
        ("fr=a fr=b de=c", "de", ["de=c fr=a", "de=c fr=b"]),
        ("fr=a es=b", "de", ["tmx-language"]),
        ("zh-CN=a", "zh-CN", ["tmx-language"]),
        ("l1=a l2=b", "l1", ["tmx-language"]),
        ("fr=a fr=b", "*all*", ["tmx-language"]),
    ],
)
def test_without_a_wish_the_settings_and_srclang_tell(
    tmp_path: Path, content: str, srclang: str, expected: list[str]
) -> None:
    """The source is the settings' source language, else srclang, else not the settings' target; all others pair."""
    assert pairs(file(tmp_path, content, srclang=srclang)) == expected


@pytest.mark.parametrize(
    ("source_lang", "target_lang", "expected"),
    [
        ("en", "", ["en=c fr=a", "en=c zh-CN=b"]),
        ("", "fr", ["zh-CN=b fr=a"]),
        ("", "zh", ["en=c zh-CN=b"]),
        ("fr", "en", ["fr=a en=c"]),
        ("de", "", ["tmx-language"]),
        ("", "de", ["tmx-language"]),
    ],
)
def test_a_wish_leads(tmp_path: Path, source_lang: str, target_lang: str, expected: list[str]) -> None:
    """One language named pairs with what tags tell; both named are the only pair."""
    assert pairs(file(tmp_path, "fr=a zh-CN=b en=c", srclang="en"), source_lang, target_lang) == expected


def test_a_file_that_does_not_tell_its_source_is_asked_about(tmp_path: Path) -> None:
    """The error names the choice, the option and the line."""
    with pytest.raises(InputError, match=r"a\.tmx:3: it does not say which of fr, de is the source.* -s fr") as caught:
        pairs(file(tmp_path, "zh=a en=b", "fr=c de=d"))
    assert caught.value.line == 3
    assert pairs(file(tmp_path, "fr=c de=d"), "de") == ["de=d fr=c"]


def test_the_srclang_of_a_tu_goes_before_that_of_the_header(tmp_path: Path) -> None:
    """It is about this tu."""
    assert pairs(file(tmp_path, "fr=a de=b", srclang="fr", tu=' srclang="de"')) == ["de=b fr=a"]


def test_a_tu_of_many_languages_is_written_as_one_again(tmp_path: Path) -> None:
    """In the order of its languages, one without text last, with what each said; another tu stays another."""
    path = file(tmp_path, "fr=a zh-CN=b en=c fr=d ja=", "zh-CN=b en=c", "zh-CN=b en=c fr=a")
    units = [item for item in read_tmx(path, expected=SETTINGS) if isinstance(item, TranslationUnit)]
    write_tmx(tmp_path / "b.tmx", units, source_lang="zh-CN", target_lang="en", creation_tool_version="1", now=NOW)
    written = [
        [(tuv.values()[0], tuv.findtext("seg")) for tuv in tu] for tu in etree.parse(tmp_path / "b.tmx").iter("tu")
    ]
    assert written == [
        [("zh-CN", "b"), ("fr", "a"), ("en", "c"), ("fr", "d"), ("ja", "")],
        [("zh-CN", "b"), ("en", "c")],
        [("zh-CN", "b"), ("en", "c"), ("fr", "a")],
    ]
    again = [item for item in read_tmx(tmp_path / "b.tmx", expected=SETTINGS) if isinstance(item, TranslationUnit)]
    assert again == units


@pytest.mark.parametrize(
    ("content", "srclang", "kept"),
    [
        ("zh-CN=a", "zh-CN", '<tu srclang="zh-CN" tuid="0"><tuv xml:lang="zh-CN"><seg>a</seg></tuv></tu>'),
        ("fr=a en=", "*all*", '<tu srclang="*all*" tuid="0"><tuv xml:lang="fr"><seg>a</seg></tuv><tuv xml:lang="en">'),
        ("l1=a l2=b", "", '<tu srclang="*all*" tuid="0"><tuv xml:lang="l1"><seg>a</seg></tuv><tuv xml:lang="l2">'),
        ("", "?", '<tu srclang="*all*" tuid="0"/>'),
    ],
)
def test_a_tu_that_gives_no_unit_is_kept_as_it_is(tmp_path: Path, content: str, srclang: str, kept: str) -> None:
    """With the source language of its file, behind the problem that tells of it; not where languages are named."""
    path = file(tmp_path, content, srclang=srclang)
    problem, found = read_tmx(path, expected=SETTINGS)
    assert isinstance(problem, Problem)
    assert isinstance(found, Kept)
    assert found.content.startswith(kept)
    assert [type(item) for item in read_tmx(path, source_lang="zh-CN")] == [Problem]
    write_tmx(
        tmp_path / "b.tmx",
        [],
        source_lang="zh-CN",
        target_lang="en",
        creation_tool_version="1",
        now=NOW,
        profile=ORIGINAL,
        kept=[found],
    )
    assert list(read_tmx(tmp_path / "b.tmx", expected=SETTINGS))[1:] == [found]
