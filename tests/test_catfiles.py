"""PO and XLIFF by translate-toolkit: segments, languages, doubt."""

from pathlib import Path

import pytest

from tm.errors import InputError
from tm.text.catfiles import CatSegment, read_cat_file

pytest.importorskip("translate.storage.po")

PO = (
    'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "Water is here."\nmsgstr "水来了。"\n\n#, fuzzy\nmsgid "The road"\nmsgstr "路"\n\n'
    'msgid "Later"\nmsgstr ""\n\n'
    'msgid "One tree"\nmsgid_plural "%d trees"\nmsgstr[0] "一棵树"\nmsgstr[1] "%d棵树"\n\n'
    '#~ msgid "Gone"\n#~ msgstr "没了"\n'
)
XLIFF = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en-US"'
    ' target-language="zh-CN" datatype="plaintext" original="a"><body><trans-unit id="1"><source>Water <g id="1">is</g>'
    ' here.</source><target>水来了。</target></trans-unit><trans-unit id="2"><source>The road</source>'
    '<target state="needs-review-translation">路</target></trans-unit></body></file></xliff>'
)
XLIFF2 = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en-US" trgLang="zh-CN"><file id="f">'
    '<unit id="1"><segment><source>Water is here.</source><target>水来了。</target></segment></unit><unit id="2">'
    '<segment state="initial"><source>The road</source><target>路</target></segment></unit></file></xliff>'
)
WATER, ROAD = CatSegment("Water is here.", "水来了。", True), CatSegment("The road", "路", False)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_po_gives_its_messages(tmp_path: Path) -> None:
    """Plural forms each by itself; header and obsolete messages are none; fuzzy ones are not sure."""
    path = write(tmp_path, "a.po", PO)
    file = read_cat_file(path.read_bytes(), path)
    assert file.segments[:3] == (WATER, ROAD, CatSegment("Later", "", True))
    assert [(s.source, s.target) for s in file.segments[3:]] == [("One tree", "一棵树"), ("%d trees", "%d棵树")]
    assert file.target_lang == "zh_CN"


@pytest.mark.parametrize("text", [XLIFF, XLIFF2])
def test_both_versions_of_xliff_are_read(tmp_path: Path, text: str) -> None:
    """Inline codes go, their text stays; a state that asks for work is doubt."""
    path = write(tmp_path, "a.xlf", text)
    file = read_cat_file(path.read_bytes(), path)
    assert file.segments == (WATER, ROAD)
    assert (file.source_lang, file.target_lang) == ("en-US", "zh-CN")


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        ("a.xlf", XLIFF[:200], "cut off|Premature|not well-formed"),
        ("a.xlf", "<tmx/>", "not <xliff>"),
        ("a.xlf", '<!DOCTYPE xliff [<!ENTITY a "aa">]>' + XLIFF.replace("here", "&a;"), "entity"),
        ("a.po", 'msgid "a\nmsgstr', "no readable PO"),
    ],
)
def test_damage_and_entities_are_refused(tmp_path: Path, name: str, text: str, cause: str) -> None:
    """What is no whole file of its kind says so."""
    path = write(tmp_path, name, text)
    with pytest.raises(InputError, match=cause):
        read_cat_file(path.read_bytes(), path)
