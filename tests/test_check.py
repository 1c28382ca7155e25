"""Hygiene of units: what each code finds, what its fix does, and the command around them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tm.app import changes, hygiene
from tm.app.cli import commands
from tm.app.project import Project, open_project
from tm.check.damage import garbled, spaced, ungarbled, unscrambled
from tm.check.findings import FIXABLE, RULES, TERM_CODES, Severity
from tm.check.fixes import fixed
from tm.check.groups import Groups
from tm.check.pairs import check_unit
from tm.errors import InputError, SettingsError, Superseded
from tm.memory.rows import StoredUnit
from tm.settings import Settings
from tm.units import Code, CodeKind, Origin, TranslationUnit, Variant

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def unit(zh: str, en: str, *, document: str = "a", lang: str = "zh-CN") -> TranslationUnit:
    return TranslationUnit(source=Variant(zh, lang), target=Variant(en, "en-US"), origin=Origin(document=document))


def codes(zh: str, en: str, *, lang: str = "zh-CN") -> list[str]:
    return [finding.code for finding in check_unit(StoredUnit(1, unit(zh, en, lang=lang)))]


@pytest.mark.parametrize(
    ("zh", "en", "code"),
    [
        ("社区设立便民服务站。", "社区设立便民服务站。", "same-text"),
        ("社区设立便民服务站。", "—", "half-empty"),
        ("社区设立便民服务站。", "居民可以在这里办理业务。", "wrong-language"),
        ("See the attached list of residents.", "See the list of residents attached.", "wrong-language"),
        ("社區設立便民服務站，居民可以辦理業務。", "The community set up a service station.", "wrong-script"),
        ("老人领到了福袋。", "The elderly were given 福袋 bags.", "left-over"),
        ("新增就业1244万人。", "A total of 12.56 million jobs were created.", "number"),
        ("共有{count}名居民。", "Residents took part.", "tag"),
        ("居民委员会", "Residents\u2019 Committee \ufffd", "garbled"),
        ("居民委员会", "Residents Committee ", "space"),
    ],
)
def test_each_rule_finds_what_it_is_for(zh: str, en: str, code: str) -> None:
    """One fault, one code."""
    assert codes(zh, en) == [code]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("社区设立便民服务站。", "The community set up a service station."),
        ("《沅溪县志》", "Annals of Yuanxi (《沅溪县志》)"),
        ("iPhone 15", "iPhone 15 Pro"),
        ("增长12%。", "It grew 12 percent."),
        ("增长100%。", "It grew by 100% compared with May."),
        ("后来他回到公里之外的里弄。", "Later he went back to the lane."),
        ("“小明”一词", 'The word "Xiaoming"'),
    ],
)
def test_sound_units_raise_nothing(zh: str, en: str) -> None:
    """Glosses in brackets, brand names, percent signs and characters of both scripts are no faults."""
    assert codes(zh, en) == []


def test_inline_codes_that_the_target_lacks_are_told() -> None:
    """Markup is compared by what it is, not by where it stands."""
    bold = (Code(0, CodeKind.OPEN, "bpt", "1", "<b>"), Code(2, CodeKind.CLOSE, "ept", "1", "</b>"))
    source = Variant("重要通知", "zh-CN", bold)
    with_codes = TranslationUnit(source=source, target=Variant("Important notice", "en-US", bold))
    without = TranslationUnit(source=source, target=Variant("Important notice", "en-US"))
    assert not list(check_unit(StoredUnit(1, with_codes)))
    (finding,) = check_unit(StoredUnit(1, without))
    assert finding.code == "tag"
    assert "<b>" in finding.message


@given(st.text(alphabet="中文社区éüñabc ", min_size=1))
def test_text_read_as_latin_is_read_right_again(text: str) -> None:
    """UTF-8 bytes read as Latin-1 come back; what is right stays as it is."""
    assert unscrambled(text) == text
    assert unscrambled(text.encode("utf-8").decode("latin-1")) == text
    assert unscrambled("é——") == "é——"


def test_proved_repairs_only() -> None:
    """Mojibake and control characters go; lost characters are told and left."""
    assert ungarbled("caf\u00c3\u00a9\u200b") == "café"
    assert "U+FFFD" in garbled("a\ufffdb")
    assert ungarbled("a\ufffdb") == "a\ufffdb"
    assert "U+200B" in garbled("a\u200bb")


@given(st.text(alphabet="ab中，。,. \u00a0\t", max_size=30))
def test_respacing_is_done_once(text: str) -> None:
    """What has been put right is right, and only white space is touched."""
    neat = spaced(text, "en-US")
    assert spaced(neat, "en-US") == neat
    assert "".join(neat.split()) == "".join(text.split())


def test_a_unit_out_of_line_with_the_others_is_told() -> None:
    """Length is judged by the other units of the language pair."""
    groups = Groups()
    for number in range(40):
        groups.add(StoredUnit(number, unit("居民" * (5 + number % 7), "residents of " * (5 + number % 7))))
    groups.add(StoredUnit(99, unit("居民" * 20, "residents")))
    assert [finding.number for finding in groups.outliers()] == [99]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    settings = Settings(memory=tmp_path / "memory.tmdb", author="ada")
    with open_project(settings, clock=lambda: NOW, create=True) as opened:
        yield opened


def add(project: Project, *units: TranslationUnit) -> None:
    project.memory.add(units, now=NOW)


def found(project: Project, **options: object) -> list[tuple[str, int, tuple[int, ...]]]:
    report = hygiene.check_memory(project, hygiene.CheckOptions(**options))  # type: ignore[arg-type]
    return [(one.finding.code, one.finding.number, one.finding.others) for one in report.findings]


def test_duplicates_and_contradictions_name_their_units(project: Project) -> None:
    """One finding a group; writings that differ in case and stops only are no contradiction."""
    add(
        project,
        unit("临时党支部成立了。", "The temporary Party branch was set up."),
        unit("临时党支部成立了。", "The temporary Party branch was set up.", document="b"),
        unit("临时党支部成立了。", "A provisional Party branch was formed.", document="c"),
        unit("临时党支部成立了。", "the temporary party branch was set up", document="d"),
    )
    assert found(project) == [("several-targets", 1, (3,)), ("duplicate", 1, (2,))]


def test_the_work_told_is_of_so_much(project: Project) -> None:
    """The units of the document asked for, at every stage."""
    add(
        project,
        unit("第一句。", "One.", document="a"),
        unit("第二句。", "Two.", document="a"),
        unit("第三句。", "Three.", document="b"),
    )
    told: list[tuple[str, int, int | None]] = []
    hygiene.check_memory(
        project,
        hygiene.CheckOptions(document="a"),
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    assert ("check", 2, 2) in told
    assert {total for _, _, total in told} == {2}


def test_only_what_is_asked_for_is_looked_at(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """To check terms, or one code, takes no look at anything else."""
    add(project, unit("临时党支部成立了。", "临时党支部成立了。"))

    def never(*_: object) -> None:
        raise AssertionError("nobody asked for this")

    monkeypatch.setattr(Groups, "add", never)
    assert found(project, codes=frozenset(["same-text", "wrong-language"])) == [("same-text", 1, ())]
    monkeypatch.setattr(hygiene, "check_unit", never)
    assert found(project, codes=TERM_CODES) == []


def test_a_fix_is_one_action_that_undo_takes_back(project: Project) -> None:
    """Duplicates become one unit, white space goes, and everything comes back."""
    add(
        project,
        unit("甲方同意付款。", "Party A agrees to pay. "),
        unit("甲方同意付款。", "Party A agrees to pay."),
        unit("乙方同意付款。", "Party B agrees to pay."),
        unit("乙方同意付款。", "Party B agrees to pay.", document="b"),
    )
    before = list(project.memory.units())
    report = hygiene.fix_memory(project, ["space", "duplicate"], hygiene.CheckOptions())
    assert (report.deleted, report.left) == (2, 0)
    assert [u.target.text for u in project.memory.units()] == ["Party A agrees to pay.", "Party B agrees to pay."]
    changes.undo(project)
    assert list(project.memory.units()) == before


def test_all_that_a_fix_makes_the_same_become_one(project: Project) -> None:
    """One that is right already keeps its place, and the notes of all that join it; none is left as it was."""
    for note, text in enumerate(("你们好", "你们好 ", " 你们好", "  你们好")):
        add(project, replace(unit(text, "hello all"), note=f"note {note}"))
    assert hygiene.fix_memory(project, ["space"], hygiene.CheckOptions()).left == 0
    (left,) = project.memory.units()
    assert left.source.text == "你们好"
    assert set(left.note.splitlines()) == {f"note {number}" for number in range(4)}


def test_a_unit_edited_while_a_fix_looks_for_faults_is_not_overwritten(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fix is refused as a whole; the edit stands."""
    add(project, unit("你们好 ", "hello all"))
    looked = hygiene.check_memory

    def edited_meanwhile(*arguments: object, **options: object) -> hygiene.CheckReport:
        report = looked(*arguments, **options)
        changes.edit_unit(project, 1, changes.UnitEdit(target="hello everybody"))
        return report

    monkeypatch.setattr(hygiene, "check_memory", edited_meanwhile)
    with pytest.raises(Superseded, match="unit 1 was changed meanwhile"):
        hygiene.fix_memory(project, ["space"], hygiene.CheckOptions())
    assert [one.target.text for one in project.memory.units()] == ["hello everybody"]


def test_what_cannot_be_proved_is_left_to_a_person(project: Project) -> None:
    """A lost character is counted as left, and the unit stays."""
    add(project, unit("居民委员会成立", "Residents\ufffd committee founded"))
    report = hygiene.fix_memory(project, ["garbled"], hygiene.CheckOptions())
    assert (report.changed, report.deleted, report.left) == (0, 0, 1)


def test_a_code_without_a_fix_is_refused(project: Project) -> None:
    """A number needs a person."""
    with pytest.raises(SettingsError, match="number cannot be put right"):
        hygiene.fix_memory(project, ["number"], hygiene.CheckOptions())


def test_filters_narrow_what_is_told(project: Project) -> None:
    """By code, by severity, by document."""
    add(project, unit("社区设立便民服务站。", "—"), unit("居民委员会", "Residents Committee ", document="b"))
    assert [code for code, *_ in found(project)] == ["half-empty", "space"]
    assert [code for code, *_ in found(project, severity=Severity.WARNING)] == ["half-empty"]
    assert [code for code, *_ in found(project, skipped=frozenset(["half-empty"]))] == ["space"]
    assert [code for code, *_ in found(project, document="b")] == ["space"]
    with pytest.raises(InputError, match="no unit comes from"):
        found(project, document="c")


def test_every_fix_is_known_and_every_code_explained() -> None:
    """The table of codes and the fixes agree."""
    assert all(rule.meaning for rule in RULES.values())
    sound = unit("甲方", "Party A")
    for code in FIXABLE:
        if code != "duplicate":
            assert fixed(sound, code) in (sound, None)
    with pytest.raises(ValueError, match="number has no fix"):
        fixed(sound, "number")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(commands, list(map(str, arguments)), standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value or 0, result.stdout


def test_the_command_reports_and_writes(project: Project, tmp_path: Path) -> None:
    """1 with findings, JSON with documented keys, a page and a table, 0 when clean."""
    add(project, unit("新增就业1244万人。", "12.56 million <b>jobs</b> were created."))
    memory = project.settings.memory
    code, text = run("check", "--memory", memory, "--json")
    report = json.loads(text)
    assert (code, report["units"], report["counts"]) == (1, 1, {"number": 1, "tag": 1})
    assert set(report["findings"][0]) >= {"code", "severity", "unit", "message", "suggestion", "source", "target"}
    assert run("check", "--memory", memory, "-o", tmp_path / "f.html")[0] == 1
    page = (tmp_path / "f.html").read_text("utf-8")
    assert "12.56 million" in page
    assert "<b>jobs" not in page
    run("check", "--memory", memory, "-o", tmp_path / "f.tsv")
    assert (tmp_path / "f.tsv").read_text("utf-8-sig").startswith("code\tseverity\tunit")
    assert run("check", "--memory", memory, "--code", "garbled")[0] == 0


def test_files_are_checked_without_a_memory(tmp_path: Path) -> None:
    """A table is checked by itself; units are numbered from 1."""
    table = tmp_path / "t.tsv"
    table.write_text("zh-CN\ten-US\n社区很好。\tThe community is good.\n社区很好呀。\t—\n", "utf-8")
    code, text = run("check", table, "--memory", tmp_path / "none.tmdb", "--json")
    findings = json.loads(text)["findings"]
    assert code == 1
    assert [(one["code"], one["unit"], one["document"]) for one in findings] == [("half-empty", 2, "t.tsv")]
    assert not (tmp_path / "none.tmdb").exists()
