"""docs/reference.md tells every command, option, setting, problem code and JSON key that there is, and no other."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from doors import NOW
from sources import ROOT, SOURCES, nodes_of
from stubs import StubEncoder

import glossary.cli
import tm.app.cli
from glossary.entries import CrossReference, Definition, Foreign, Rendering, Term, TermEntry
from tm.app import door, jsonform, pairs, service, terms
from tm.app.alignment import ReadOptions
from tm.app.build import BuildReport
from tm.app.project import Project
from tm.app.termexchange import TermExportReport
from tm.settings import VARIABLES, Settings
from tm.units import TranslationUnit, Variant

README, REFERENCE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/reference.md"))
GROUPS: dict[str, click.Group] = {"tm": tm.app.cli.commands, "glossary": glossary.cli.commands}
COMMANDS = [(program, name) for program, group in GROUPS.items() for name in group.commands]
COMMON = {"--memory", "--json", "--help", "-h"}


def section(title: str) -> str:
    """The text of the reference under a heading, up to the next of any level."""
    match = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert match, f"docs/reference.md has no section {title}"
    return match[1]


def table_rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")][2:]


def usage(program: str, name: str) -> str:
    """How the table of commands writes a command: from its name to the end of its code span."""
    spans = [span for row in table_rows(section("Commands")) for span in re.findall(r"`([^`]+)`", row)]
    found = [span for span in spans if re.match(rf"{program} {name}(?!\w)", span)]
    assert len(found) == 1, f"docs/reference.md should have `{program} {name} …` once in the table of commands"
    return found[0]


def option_names(command: click.Command) -> set[str]:
    return {name for option in command.params if isinstance(option, click.Option) for name in option.opts}


def nodes(kind: type[ast.AST]) -> Iterator[Any]:
    for path in SOURCES:
        yield from (node for node in nodes_of(path) if isinstance(node, kind))


@pytest.mark.parametrize(("program", "name"), COMMANDS)
def test_every_command_stands_in_the_table_with_its_options(program: str, name: str) -> None:
    """Under one of its spellings each; --memory, --json and -h are told once for all."""
    written = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage(program, name)))
    command = GROUPS[program].commands[name]
    for option in command.params:
        if isinstance(option, click.Option) and not COMMON & set(option.opts):
            assert written & set(option.opts), f"{program} {name}: {option.opts} is not in docs/reference.md"
    assert written <= option_names(command), f"{program} {name} has no such option"


def test_the_table_has_no_other_commands() -> None:
    """What is not there cannot be run."""
    spans = [span for row in table_rows(section("Commands")) for span in re.findall(r"`((?:tm|glossary) [^`]+)`", row)]
    assert {tuple(span.split()[:2]) for span in spans} == set(COMMANDS)


def test_what_all_commands_share_is_told_once() -> None:
    """Every command prints JSON; the option for it, for the memory and for help stand above the table."""
    intro = section("Commands").split("|")[0]
    assert {"--memory", "--json", "-h"} <= set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", intro))
    for program, name in COMMANDS:
        assert "--json" in option_names(GROUPS[program].commands[name])


def test_arguments_that_examples_give_to_commands_are_options_they_have() -> None:
    """Every `tm …` and `glossary …` line of the fenced examples parses."""
    lines = re.findall(r"^(?:\$ )?(?:\S*/)?((?:tm|glossary) [a-z]+ .*)$", README + REFERENCE, re.MULTILINE)
    assert len(lines) >= 5
    for line in lines:
        program, name, *rest = line.split("#")[0].split()
        assert name in GROUPS[program].commands, line
        given = {word.split("=")[0] for word in rest if word.startswith("-") and word != "-"}
        assert given <= option_names(GROUPS[program].commands[name]), line


def test_every_setting_is_told_with_its_variable_and_default() -> None:
    """A row each: name, variable, default."""
    rows = {}
    for row in table_rows(section("Settings")):
        name, variable, default = (cell.strip().strip("`") for cell in row.split("|")[1:4])
        rows[name] = (variable, default)
    assert rows == {name: (variable, str(getattr(Settings(), name))) for name, variable in VARIABLES.items()}


def test_every_variable_of_the_environment_is_told() -> None:
    """Whatever the sources ask the environment for under our names."""
    constants = {node.value for node in nodes(ast.Constant) if isinstance(node.value, str)}
    asked = {value for value in constants if re.fullmatch(r"TM_[A-Z]+(?:_[A-Z]+)*|SOURCE_DATE_EPOCH", value)}
    assert asked >= {"TM_SETTINGS", "SOURCE_DATE_EPOCH"}
    assert [name for name in sorted(asked | set(VARIABLES.values())) if f"`{name}`" not in REFERENCE] == []


def test_every_problem_code_is_told() -> None:
    """The codes of Problem(...) in the sources, and no others, stand in the list."""
    codes = set()
    for node in nodes(ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id == "Problem":
            code = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "code")
            assert isinstance(code, ast.Constant), "a problem code is written out where it is used"
            codes.add(code.value)
    cells = [row.split("|")[1] for row in table_rows(section("Problem codes"))]
    assert {code for cell in cells for code in re.findall(r"`([^`]+)`", cell)} == codes != set()


def test_every_exit_code_is_told() -> None:
    """With the ones that are no error of ours."""
    listed = re.search(r"^Exit codes: (.*?)\n\n", REFERENCE, re.MULTILINE | re.DOTALL)
    assert listed
    told = {int(code) for code in re.findall(r"(?:^|· )(\d+) ", listed[1])}
    assert told == {0, door.PROBLEMS, *door.EXIT_CODES.values(), door.DEFECT}


@pytest.mark.parametrize(("marker", "wanted"), [("install", "tm build seeds/"), ("test", "-m pytest")])
def test_the_marked_commands_can_be_found_and_name_what_there_is(marker: str, wanted: str) -> None:
    """.ci/run takes them from here: one fenced line each; the extras and files they name exist."""
    match = re.search(rf"^<!-- {marker} -->\n```sh\n(.+)\n```$", README, re.MULTILINE)
    assert match, f"README.md has no single command marked {marker}"
    command = match[1]
    assert wanted in command
    assert f"-c {(ROOT / 'constraints.txt').relative_to(ROOT)} " in command
    assert (ROOT / "constraints.txt").is_file()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for named in re.findall(r"\[([\w,]+)\]", command):
        assert set(named.split(",")) <= set(extras)


def test_links_lead_to_files() -> None:
    """Relative ones; what follows the # is a heading there."""
    pages = {ROOT / "README.md": README, ROOT / "docs/reference.md": REFERENCE}
    for page, text in pages.items():
        for target, place in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", text):
            path = (page.parent / target).resolve() if target else page
            assert path.exists(), target
            assert not place or place in anchors(pages[path]), f"{page.name}: {target}#{place}"


def anchors(text: str) -> set[str]:
    """What the headings of a Markdown page are linked by: small letters, hyphens for spaces, no other signs."""
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def documented(start: str) -> set[str]:
    """The plain words in code spans of a JSON entry, which are its keys."""
    entries = re.split(r"^- |(?<=\. )(?=`)", section("JSON"), flags=re.MULTILINE)
    found = [entry for entry in entries if entry.startswith(f"`{start}")]
    assert len(found) == 1, f"docs/reference.md should tell the JSON of {start} once"
    return set(re.findall(r"`([a-z_]+)`", found[0]))


def keys(value: Any) -> set[str]:
    """Every key of a JSON value; penalties are keyed by code."""
    if isinstance(value, dict):
        return set(value).union(*(keys(item) for name, item in value.items() if name != "penalties"))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_the_json_of_align_is_as_told(pair: tuple[Path, Path]) -> None:
    """Key for key."""
    aligned = pairs.align_files(*pair, settings=Settings(), encoder=StubEncoder(), options=ReadOptions())
    assert keys(json.loads(json.dumps(jsonform.alignment(aligned)))) == documented("tm align")


def test_the_json_of_lookup_is_as_told(project: Project) -> None:
    """With a match, a term and a fragment."""
    for source, target in (
        ("水渠已经修好了。", "The canal is mended."),
        ("据说水渠已经修好。", "They say the canal is mended."),
    ):
        unit = TranslationUnit(source=Variant(source, "zh-CN"), target=Variant(target, "en-US"))
        project.memory.add([unit], now=NOW)
    terms.add_entry(project, "水渠", ["canal"])
    options = service.LookupOptions(minimum=50, limit=5, fragments=True)
    (answer,) = service.look_up(project, ["我看水渠已经修好"], options)
    shape = json.loads(json.dumps(jsonform.answer(answer)))
    assert shape["matches"]
    assert shape["terms"]
    assert shape["fragments"]
    assert keys(shape) == documented("tm lookup")


def test_the_json_of_import_is_as_told(project: Project, tmp_path: Path) -> None:
    """With a problem."""
    path = tmp_path / "rows.tsv"
    path.write_text("source\ttarget\n水渠修好了。\tThe canal is mended.\n\tNothing.\n", "utf-8")
    report = service.import_files(project, [path])
    assert report.problems
    assert keys(jsonform.plain(report)) == documented("tm import")


@pytest.mark.parametrize(
    ("command", "report"),
    [("tm build", BuildReport), ("tm export", service.ExportReport), ("glossary export", TermExportReport)],
)
def test_the_json_of_a_report_is_as_told(command: str, report: type) -> None:
    """The fields of what the service returns."""
    assert {field.name for field in fields(report)} == documented(command)


def test_the_json_of_an_entry_is_as_told() -> None:
    """Every key is there, whatever the entry has; with all that one may hold here."""
    entry = TermEntry(
        concept="c",
        terms=(Term(text="水渠", lang="zh-CN"),),
        definitions=(Definition("a channel"),),
        references=(CrossReference("d"),),
        renderings=(Rendering("canal", 2),),
        foreign=(Foreign("<x/>"),),
    )
    assert keys(jsonform.entry(entry)) == documented("glossary list")
    bare = jsonform.entry(TermEntry(concept="c", terms=(Term(text="水渠", lang="zh-CN"),)))
    assert set(bare) == set(jsonform.entry(entry))
