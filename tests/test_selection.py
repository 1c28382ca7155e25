"""What an export takes of a memory, and what is said where that is nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from doors import NOW, Result
from values import unit

from tm.app import service
from tm.app.project import Project
from tm.app.selection import UnitFilter, chosen
from tm.errors import InputError
from tm.units import Origin, State

Call = Callable[..., Result]


@pytest.fixture
def filled(project: Project) -> Project:
    """A unit of each of seven documents, and one of none that stands the other way round."""
    units = [
        unit(f"第{at}句", f"line {at}", origin=Origin(name))
        for at, name in enumerate(["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt", "report-2024"])
    ]
    units.append(unit("back", "回", ("en-US", "zh-CN")))
    project.memory.add(units, now=NOW)
    return project


@pytest.mark.parametrize("name", ["a.tmx", "a.tsv", "a.xlf", "a.docx", "a.html"])
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            UnitFilter(document="g.txt"),
            "no unit comes from 'g.txt'; it has a.txt, b.txt, c.txt, d.txt, e.txt and 2 more",
        ),
        (UnitFilter(document="Report"), "no unit comes from 'Report'; it has report-2024, a.txt"),
        (
            UnitFilter(source_lang="ja", target_lang="en"),
            "no unit is from ja to en; it has en-US > zh-CN, zh-CN > en-US",
        ),
        (UnitFilter(target_lang="fr"), "no unit is to fr; it has"),
        (UnitFilter(since=date(2030, 1, 1)), "no unit passes --since; ask for less"),
        (UnitFilter(states=(State.FINAL,), document="a.txt"), "no unit passes --origin and --state;"),
    ],
)
def test_a_filter_that_lets_nothing_pass_says_what_there_is(
    filled: Project, tmp_path: Path, name: str, wanted: UnitFilter, message: str
) -> None:
    """Names like the one asked for first; an older file stays."""
    (tmp_path / name).write_text("older")
    with pytest.raises(InputError) as caught:
        service.export_units(filled, tmp_path / name, wanted)
    assert message in str(caught.value)
    assert (tmp_path / name).read_text() == "older"


def test_an_empty_memory_is_empty_for_every_filter(project: Project, tmp_path: Path) -> None:
    """It says how to fill it; without a filter the file is as empty as the memory."""
    with pytest.raises(InputError, match="holds no unit yet; fill it with `tm import`"):
        service.export_units(project, tmp_path / "a.tmx", UnitFilter(document="a.txt"))
    assert not (tmp_path / "a.tmx").exists()
    assert service.export_units(project, tmp_path / "a.tmx", UnitFilter()).units == 0


def test_both_languages_name_the_direction(filled: Project) -> None:
    """Units that stand the other way round are turned, also for tables; one language alone turns none."""
    both = [stored.unit for stored in chosen(filled, UnitFilter(source_lang="zh", target_lang="en"))]
    assert [unit.source.text for unit in both][-2:] == ["第6句", "回"]
    assert len(list(chosen(filled, UnitFilter(source_lang="zh")))) == 7
    unturned = chosen(filled, UnitFilter(source_lang="en", target_lang="zh"), turning=False)
    assert [stored.unit.source.text for stored in unturned] == ["back"]


@pytest.mark.parametrize("where", ["-o out.tmx", "-o out.xlsx", "--omegat job"])
def test_a_document_that_is_not_there_ends_with_3(filled: Project, tmp_path: Path, call: Call, where: str) -> None:
    """One sentence, nothing on stdout, nothing written; deleting says the same."""
    options = ["--origin", "g.txt", "--memory", tmp_path / "memory.tmdb"]
    option, name = where.split()
    for command in (["export", option, tmp_path / name, *options], ["delete", *options]):
        result = call("tm", *command)
        assert (result.code, result.out) == (3, "")
        assert "no unit comes from 'g.txt'; it has a.txt" in result.err
    assert not (tmp_path / name).exists()
