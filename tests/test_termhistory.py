"""The history of an entry."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from glossary.cli import commands
from tm.app.cli import commands as tm_commands
from tm.errors import TmError

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command of `glossary`, or after "tm" of `tm`, as a person in an empty folder; its words."""
    monkeypatch.chdir(tmp_path)

    def run_as(author: str, *arguments: str) -> str:
        monkeypatch.setenv("TM_AUTHOR", author)
        group, arguments = (tm_commands, arguments[1:]) if arguments[0] == "tm" else (commands, arguments)
        result = CliRunner().invoke(group, arguments)
        if isinstance(result.exception, TmError):
            return str(result.exception)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run_as


def steps(printed: str) -> list[tuple[str, str, list[tuple[str, str, str, str]]]]:
    return [
        (step["author"], step["kind"], [tuple(change.values()) for change in step["changes"]])
        for step in json.loads(printed)["steps"]
    ]


def test_the_history_of_an_entry_tells_who_changed_what(run: Run) -> None:
    """Terms that come and go, fields of terms and of the entry; oldest first."""
    run("Ada", "add", "网格员", "grid worker")
    run("Bo", "edit", "网格员", "--forbid", "grid member", "--subject", "社区")
    run("Ada", "edit", "网格员", "--term", "grid member", "--status", "superseded")
    run("Ada", "edit", "网格员", "--term", "grid worker", "--rename", "grid attendant")
    made, forbidden, superseded, renamed = steps(run("", "history", "网格员", "--json"))
    assert made[:2] == ("Ada", "add")
    assert ("term", "", "", "网格员 [zh-CN]") in made[2]
    assert ("workflow", "", "", "approved") in made[2]
    assert forbidden[0] == "Bo"
    assert set(forbidden[2]) == {
        ("subject_field", "", "", "社区"),
        ("term", "", "", "grid member [en-US]"),
        ("status", "grid member", "", "deprecated"),
    }
    assert superseded[2] == [("status", "grid member", "deprecated", "superseded")]
    assert renamed[2] == [("term", "", "grid worker [en-US]", "grid attendant [en-US]")]


def test_undoing_and_deleting_are_told_as_well(run: Run) -> None:
    """An entry that is gone is named by its id; a first state is known although the history keeps none of it."""
    run("Ada", "add", "网格员", "grid worker")
    concept = json.loads(run("", "find", "网格员", "--json"))[0]["concept"]
    run("Ada", "edit", "网格员", "--note", "n")
    run("Bo", "tm", "undo")
    run("Ada", "delete", "网格员")
    told = json.loads(run("", "history", concept, "--json"))
    assert (told["deleted"], told["terms"]) == (True, ["网格员", "grid worker"])
    assert [(step["kind"], step["author"]) for step in told["steps"]] == [
        ("add", "Ada"),
        ("edit", "Ada"),
        ("undo", "Bo"),
        ("delete", "Ada"),
    ]
    assert steps(json.dumps(told))[2][2] == [("note", "", "n", "")]
    assert ("term", "", "grid worker [en-US]", "") in steps(json.dumps(told))[3][2]


def test_an_entry_without_a_history_says_so(run: Run) -> None:
    """One there never was, and one whose actions are forgotten."""
    run("Ada", "add", "网格员", "grid worker")
    assert "no entry has the id or the term" in run("", "history", "支部")
    run("Ada", "add", "党支部", "Party branch")
    run("Ada", "tm", "forget", "--keep", "1")
    assert "is forgotten" in run("", "history", "网格员")


def test_the_history_is_shown_in_lines(run: Run) -> None:
    """+ for what came, an arrow for what changed."""
    run("Ada", "add", "网格员", "grid worker")
    run("Bo", "edit", "网格员", "--subject", "社区")
    shown = run("", "history", "网格员")
    assert "+ grid worker [en-US]  preferred\n" in shown
    assert "status: preferred" not in shown
    assert "edit  Bo" in shown
    assert "subject field: 社区" in shown


def test_the_history_names_the_login_where_no_author_is_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the history only: what is written into entries, and so into exports, stays without it."""
    monkeypatch.setenv("LOGNAME", "guest7")
    run("", "add", "网格员", "grid worker")
    run("", "edit", "网格员", "--note", "n")
    assert [author for author, *_ in steps(run("", "history", "网格员", "--json"))] == ["guest7", "guest7"]
    assert {action["author"] for action in json.loads(run("", "tm", "history", "--json"))} == {"guest7"}
    (stored,) = json.loads(run("", "find", "网格员", "--json"))
    assert (stored["created_by"], stored["changed_by"]) == ("", "")
