"""PO files are read in their own direction and written so that gettext's tools read them."""

from pathlib import Path

import pytest
from doors import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from values import unit

from tm.app import service
from tm.app.changes import undo
from tm.app.project import Project
from tm.app.selection import UnitFilter
from tm.errors import InputError
from tm.exchange.po import read_po, write_po
from tm.memory.rows import StoredUnit
from tm.units import Code, CodeKind, Origin, Problem, State, TranslationUnit, Variant

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n{}"\n\n'
BODY = 'msgid "Tea garden"\nmsgstr "茶园"\n\n#, fuzzy\nmsgid "Tea house"\nmsgstr "茶园"\n\nmsgid "Canal"\nmsgstr ""\n'
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(
    str.strip
)


def write(path: Path, language: str = "Language: zh_CN\\n", body: str = BODY) -> Path:
    path.write_text(HEAD.format(language) + body, "utf-8")
    return path


def read(path: Path, source_lang: str = "zh", target_lang: str = "en") -> list[TranslationUnit | Problem]:
    return list(read_po(path, source_lang=source_lang, target_lang=target_lang))


def stored(units: list[TranslationUnit], first: int = 0) -> list[StoredUnit]:
    """The units with row numbers from `first` on; 0 for units of no memory."""
    return [StoredUnit(first + at if first else 0, unit) for at, unit in enumerate(units)]


@pytest.mark.parametrize(("language", "tag"), [("Language: zh_CN\\n", "zh-CN"), ("", "zh")])
def test_a_translated_message_is_a_unit(tmp_path: Path, language: str, tag: str) -> None:
    """In the direction of the file, whatever was asked for first; a fuzzy or empty one is none."""
    (found,) = read(write(tmp_path / "a.po", language))
    assert isinstance(found, TranslationUnit)
    assert (found.source, found.target) == (Variant("Tea garden", "en"), Variant("茶园", tag))
    assert found.origin == Origin(document="a.po", position=0)


@pytest.mark.parametrize(
    ("body", "langs", "code", "message"),
    [
        (BODY.replace("茶园", ""), ("zh", "en"), "po-untranslated", "none of its 3 messages is translated"),
        (BODY, ("de", "fr"), "po-language", "is a translation into zh_CN, not fr or de"),
        (BODY, ("zh-TW", "en"), "po-language", "name its languages with -s and -t"),
    ],
)
def test_a_file_of_no_use_is_told(tmp_path: Path, body: str, langs: tuple[str, str], code: str, message: str) -> None:
    """As a problem, since other files of an import may be of use."""
    (problem,) = read(write(tmp_path / "a.po", body=body), *langs)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert message in problem.message


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """In one sentence."""
    path = tmp_path / "a.po"
    path.write_bytes(b'msgid "a\nmsgstr\n\xff\xfe')
    with pytest.raises(InputError, match=r"a\.po"):
        read(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(pairs=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_what_is_written_reads_back(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    """Every pair in its order, also two translations of one text."""
    path = tmp_path / "a.po"
    units = [unit(*pair) for pair in pairs]
    assert write_po(path, stored(units), source_lang="zh-CN", target_lang="en-US", now=NOW) == len(pairs)
    found = [(one.source.text, one.target.text) for one in read(path) if isinstance(one, TranslationUnit)]
    assert found == pairs


def test_the_same_units_give_the_same_bytes(tmp_path: Path) -> None:
    """With notes, the context of a text that stands twice, and what is new marked as fuzzy."""
    units = [
        unit("茶", "tea", note="a\nb"),
        unit("茶", "Tea", origin=Origin("menu.txt")),
        unit("水", "water\x01", state=State.INITIAL),
    ]
    paths = tmp_path / "a.po", tmp_path / "b.po"
    for path in paths:
        write_po(path, stored(units), source_lang="zh-CN", target_lang="en-US", now=NOW)
    text = paths[0].read_text("utf-8")
    assert text == paths[1].read_text("utf-8")
    assert '"Language: en_US\\n"' in text
    assert '# a\n# b\nmsgid "茶"\nmsgstr "tea"\n' in text
    assert 'msgctxt "menu.txt"\nmsgid "茶"\nmsgstr "Tea"\n' in text
    assert '#, fuzzy\nmsgid "水"\nmsgstr "water"\n' in text


def test_units_come_back_to_their_memory(project: Project, tmp_path: Path) -> None:
    """Unchanged ones change nothing, codes and notes included; a changed message corrects its unit, in one action."""
    codes = (Code(1, CodeKind.STANDALONE, "ph", content="{0}"),)
    source = Variant("开门", "zh-CN", codes)
    project.memory.add(
        [
            TranslationUnit(source=source, target=Variant("Open", "en-US", codes), id="7", note="a\nb"),
            unit("茶", "tea", origin=Origin("menu.txt"), state=State.REVIEWED),
        ],
        now=NOW,
    )
    path = tmp_path / "a.po"
    service.export_units(project, path, UnitFilter())
    before = list(project.memory.units())
    report = service.import_files(project, [path])
    assert (report.read, report.skipped, list(project.memory.units())) == (2, 2, before)
    path.write_text(path.read_text("utf-8").replace('"tea"', '"cha"'), "utf-8")
    report = service.import_files(project, [path])
    assert (report.skipped, report.merged, report.added) == (1, 1, 0)
    assert [one.target.text for one in project.memory.units()] == ["Open", "cha"]
    undo(project, 1)
    assert list(project.memory.units()) == before
