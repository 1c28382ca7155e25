"""The commands on single units and on the history, as a person types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import Result

Call = Callable[..., Result]
ROWS = "source\ttarget\tsource_lang\ttarget_lang\tdocument\tdate\n" + "".join(
    "\t".join(row) + "\n"
    for row in (
        ("水渠修好了。", "The canal is mended.", "zh-CN", "en-US", "a.txt", "2021-03-05"),
        ("修水渠的人", "Those who mend canals", "zh-CN", "en-US", "b.txt", "2024-03-05"),
    )
)


@pytest.fixture
def tm(call: Call, tmp_path: Path) -> Call:
    """Runs `tm` on a memory of two units."""
    table, memory = tmp_path / "rows.tsv", tmp_path / "memory.tmdb"
    table.write_text(ROWS, "utf-8")
    assert call("tm", "import", table, "--memory", memory).code == 0
    return lambda *arguments: call("tm", *arguments, "--memory", memory)


def outcome(result: Result) -> object:
    assert (result.code, result.err) == (0, "")
    return json.loads(result.out)


def test_keywords_stand_under_each_other(tm: Call) -> None:
    """However long what stands before them; the count goes to stderr."""
    result = tm("concordance", "水渠")
    first, _, second, _ = result.out.splitlines()
    assert first.startswith("#2 ")
    width = lambda line: sum(2 if char > "\u2e80" else 1 for char in line.split("水渠")[0])  # noqa: E731
    assert width(first) == width(second)
    assert "Those who mend canals  b.txt  2024-03-05  translated" in result.out
    count, documents = result.err.splitlines()
    assert count == "2 hits in 2 units"
    assert "b.txt 1 (2024-03-05)" in documents
    assert tm("concordance", "水渠", "--max", 1).err == "2 hits in 2 units, 1 shown\n"
    assert tm("concordance", "没有").err == "no hit\n"


def test_a_line_holds_what_fits(tm: Call) -> None:
    """A long text is cut on both sides of the keyword, which is never cut."""
    tm("edit", 1, "--target", f"{'before ' * 40}canal{' after' * 40}")
    line = next(line for line in tm("concordance", "canal").out.splitlines() if line.startswith("#1 "))
    assert "before canal after" in line
    assert len(line) <= 100


def test_hits_are_printed_as_json_and_written_as_a_table(tm: Call, tmp_path: Path) -> None:
    """Each with its unit's id and its place."""
    shape = outcome(tm("concordance", "mending", "--json"))
    assert (shape["total"], shape["units"]) == (2, 2)
    hit = shape["hits"][1]
    assert (hit["id"], hit["side"], hit["target"][hit["start"] : hit["end"]]) == (1, "target", "mended")
    table = tmp_path / "hits.tsv"
    assert tm("concordance", "mending", "-o", table).out == ""
    head, *rows = (line.split("\t") for line in table.read_text("utf-8").splitlines())
    assert head[:5] == ["id", "left", "keyword", "right", "target"]
    assert rows[1][:5] == ["1", "The canal is ", "mended", ".", "水渠修好了。"]
    assert tm("concordance", "mending", "-o", tmp_path / "hits.html").err.startswith("wrote ")
    page = (tmp_path / "hits.html").read_text("utf-8")
    assert '<p lang="en-US" dir="auto">The canal is <mark>mended</mark>.</p>' in page
    assert "<li>b.txt 1 (2024-03-05)</li>" in page
    for suffix in ("csv", "xlsx", "jsonl"):
        assert tm("concordance", "mending", "-o", tmp_path / f"hits.{suffix}").code == 0
        assert (tmp_path / f"hits.{suffix}").stat().st_size
    assert tm("concordance", "mending", "-o", tmp_path / "hits.docx").code == 2


def test_a_unit_is_found_edited_deleted_and_brought_back(tm: Call) -> None:
    """The way a translator goes: the id from a lookup leads to the unit."""
    found = outcome(tm("lookup", "水渠修好了。", "--json"))["matches"][0]["id"]
    assert f"#{found}" in tm("lookup", "水渠修好了。").out
    edited = outcome(tm("edit", found, "--target", "The canal is repaired.", "--state", "reviewed", "--json"))
    assert (edited["id"], edited["target"], edited["state"]) == (found, "The canal is repaired.", "reviewed")
    assert "The canal is repaired." in tm("edit", found, "--note", "seen on the spot").out
    assert tm("delete", found).err == "deleted 1; bring back with: tm undo\n"
    assert tm("concordance", "repaired").err == "no hit\n"
    assert tm("undo", 2).err == "undo: delete unit 1 (1 row)\nundo: edit unit 1 (1 row)\n"
    assert outcome(tm("concordance", "repaired", "--json"))["hits"][0]["note"] == ""
    assert [step["kind"] for step in outcome(tm("redo", "--json"))] == ["redo"]
    assert tm("redo", 9).err == "redo: delete unit 1 (1 row)\n"
    assert tm("redo").err == "nothing to redo\n"
    assert [row["kind"] for row in outcome(tm("history", "--json", "--max", 3))] == ["redo", "redo", "undo"]
    assert "import rows.tsv" in tm("history").out


def test_a_document_is_deleted_as_a_whole(tm: Call) -> None:
    """By the name that lookup shows."""
    assert outcome(tm("delete", "--origin", "a.txt", "--json")) == {"deleted": 1}
    assert tm("delete", "--origin", "a.txt").code == 3
    assert tm("undo").code == 0
    assert outcome(tm("concordance", "水渠", "--json"))["units"] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["edit", 9, "--note", "x"], 3, "no unit 9"),
        (["edit", 1], 2, "nothing to edit"),
        (["edit", 1, "--source", ""], 2, "text on both sides"),
        (["delete", 9], 3, "no unit 9"),
        (["delete"], 2, "--origin"),
        (["delete", 1, "--origin", "a.txt"], 2, "--origin"),
        (["concordance", " "], 2, "empty text"),
        (["undo", 0], 2, "N"),
    ],
)
def test_mistakes_are_explained(tm: Call, arguments: list[object], code: int, words: str) -> None:
    """With the exit code of their kind."""
    result = tm(*arguments)
    assert (result.code, words in result.err) == (code, True)


def test_a_row_changed_since_makes_the_exit_code_one(tm: Call, tmp_path: Path) -> None:
    """What was left alone is told."""
    import sqlite3

    tm("edit", 1, "--note", "mine")
    with sqlite3.connect(tmp_path / "memory.tmdb") as connection:
        connection.execute("UPDATE unit SET note = 'theirs' WHERE id = 1")
    connection.close()
    result = tm("undo")
    assert result.code == 1
    assert "unit 1 was changed since; left as it is [changed-since]" in result.err
