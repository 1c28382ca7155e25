"""What the memory and its lookup do with what is not as it should be; each through the command line."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import NOW, Result

from tm.app.project import open_project
from tm.app.service import import_files
from tm.memory.database import open_database
from tm.settings import Settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table of three thousand pairs, more than are looked up without an index, and a memory of them."""
    folder = tmp_path_factory.mktemp("imported")
    rows = (f"第{number}号水渠修好了。\tCanal No. {number} is mended.\n" for number in range(3_000))
    (folder / "rows.tsv").write_text("source\ttarget\n" + "".join(rows), "utf-8")
    with open_project(Settings(memory=folder / "memory.tmdb"), clock=lambda: NOW, create=True) as project:
        import_files(project, [folder / "rows.tsv"])
    return folder


@pytest.fixture
def table(imported: Path, tmp_path: Path) -> Path:
    """A copy of the table alone."""
    return shutil.copy(imported / "rows.tsv", tmp_path / "rows.tsv")


@pytest.fixture
def memory(imported: Path, tmp_path: Path) -> Path:
    """A copy of the memory, with its index beside it."""
    for path in imported.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / "memory.tmdb"


def best(result: Result) -> int | None:
    matches = json.loads(result.out)["matches"]
    return matches[0]["percent"] if matches else None


@pytest.mark.parametrize(
    "query", ["，。！？", "...", "<b></b>", "<1/>", "😀", "​", "\u0301\u0301", "甲" * 9_999, "a " * 4_999]
)
def test_odd_queries_have_an_answer(call: Callable[..., Result], memory: Path, query: str) -> None:
    """Signs only, tags only, characters without width, the longest segment: no error, and quickly none."""
    result = call("tm", "lookup", query, "--json", "--memory", memory)
    assert (result.code, json.loads(result.out)["query"]) == (0, query)


def test_a_megabyte_is_no_segment(call: Callable[..., Result], memory: Path) -> None:
    """Said in a sentence, without the text."""
    result = call("tm", "lookup", "-", "--memory", memory, stdin="水渠".encode() * 170_000)
    assert result.code == 3
    assert "340000 characters are no segment" in result.err
    assert len(result.err) < 200


@pytest.mark.parametrize("line", [b"\xff\xfe\xff", b"\xed\xa0\x80", "水渠".encode("gb18030")])
def test_bytes_that_are_no_text_are_told_with_their_line(
    call: Callable[..., Result], memory: Path, line: bytes
) -> None:
    """Half a character in UTF-8, another encoding."""
    result = call("tm", "lookup", "-", "--memory", memory, stdin="水渠\n".encode() + line)
    assert (result.code, "stdin:2: is not UTF-8" in result.err) == (3, True)


def test_half_a_character_among_the_arguments_is_refused(call: Callable[..., Result], memory: Path) -> None:
    """As a terminal in another encoding gives it."""
    assert call("tm", "lookup", "水\udcff", "--memory", memory).code == 2


@pytest.mark.parametrize("damage", ["cut", "other generation", "noise", "empty", "folder"])
def test_an_index_that_is_no_use_changes_no_answer(
    call: Callable[..., Result], memory: Path, tmp_path: Path, damage: str
) -> None:
    """It is made anew where that can be done."""
    path = memory.with_name(f"{memory.name}.fuzzy-zh-en")
    whole = path.read_bytes()
    if damage == "other generation":
        rows = tmp_path / "more.tsv"
        rows.write_text("source\ttarget\n" + "".join(f"另{n}号\tother {n}\n" for n in range(3_000)), "utf-8")
        assert call("tm", "import", rows, "--memory", memory).code == 0
        path.write_bytes(whole)
        assert best(call("tm", "lookup", "另77号", "--json", "--memory", memory)) == 100
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"cut": whole[:-99], "noise": b"\x07" * len(whole), "empty": b""}[damage])
    assert best(call("tm", "lookup", "第77号水渠修好啦。", "--json", "--memory", memory)) == 88


@pytest.mark.parametrize("at", [0, 20, 4_096, 60_000])
def test_a_damaged_memory_is_told(call: Callable[..., Result], memory: Path, at: int) -> None:
    """What it is and what can be done; or the damage lies where nothing is read, and the answer is right."""
    content = bytearray(memory.read_bytes())
    content[at : at + 3_000] = b"\xa5" * 3_000
    for beside in memory.parent.glob(f"{memory.name}*"):
        beside.unlink()
    memory.write_bytes(content)
    for arguments in (["lookup", "第77号水渠修好了。", "--json"], ["concordance", "水渠"], ["stats"]):
        result = call("tm", *arguments, "--memory", memory)
        assert result.code in (0, 4), result.err
        assert result.code == 0 or any(word in result.err for word in ("damaged", "not a memory", "another program"))


def limited(arguments: list[str], size_bytes: int) -> subprocess.CompletedProcess[str]:
    """A command line that may write no file beyond a size, as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))

    return subprocess.run(
        [sys.executable, "-m", "tm.app.cli", *arguments],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_full_disk_leaves_the_memory_as_it_was(call: Callable[..., Result], memory: Path, tmp_path: Path) -> None:
    """An import that finds no room changes nothing and says so; lookups go on without an index file."""
    rows = tmp_path / "more.tsv"
    rows.write_text("source\ttarget\n" + "".join(f"另{n}号{n}\tother {n}\n" for n in range(9_000)), "utf-8")
    size = memory.stat().st_size
    result = limited(["import", str(rows), "--memory", str(memory)], size)
    assert result.returncode == 4
    assert "nothing was changed" in result.stderr
    with open_database(memory, readonly=True) as database:
        assert database.number("SELECT count(*) FROM unit") == 3_000
    for index in memory.parent.glob("*.fuzzy-*"):
        index.unlink()
    found = limited(["lookup", "第77号水渠修好啦。", "--json", "--memory", str(memory)], 40_000)
    assert json.loads(found.stdout)["matches"][0]["percent"] == 88, found.stderr
    assert not list(memory.parent.glob("*.part"))


def test_a_second_writer_waits_or_is_told(
    call: Callable[..., Result], memory: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers never wait."""
    monkeypatch.setattr("tm.memory.database.BUSY_SECONDS", 0.1)
    with open_database(memory) as database, database.transaction():
        result = call("tm", "delete", 1, "--memory", memory)
        assert (result.code, "locked" in result.err) == (4, True)
        assert best(call("tm", "lookup", "第77号水渠修好了。", "--json", "--memory", memory)) == 100
    assert call("tm", "delete", 1, "--memory", memory).code == 0


def killed_import(table: Path, memory: Path, *, at_bytes: int) -> int:
    """How many units the memory has after an import that was killed once it had written so much."""
    arguments = [sys.executable, "-m", "tm.app.cli", "import", str(table), "--memory", str(memory)]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    journal = memory.with_name(f"{memory.name}-wal")
    while process.poll() is None and not (journal.exists() and journal.stat().st_size >= at_bytes):
        time.sleep(0.002)
    process.kill()
    process.wait()
    with open_database(memory, create=True) as database:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        assert database.generation == database.number("SELECT count(*) FROM action")
        return database.number("SELECT count(*) FROM unit")


def check_kills(call: Callable[..., Result], table: Path, memory: Path, *, units: int, places: list[int]) -> None:
    for place in places:
        assert killed_import(table, memory, at_bytes=place) in (0, units)
    result = call("tm", "import", table, "--memory", memory, "--json")
    report = json.loads(result.out)
    assert report["added"] + report["skipped"] == units
    assert best(call("tm", "lookup", "第77号水渠修好了。", "--json", "--memory", memory)) == 100


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_killed_import_leaves_all_of_the_file_or_nothing(call: Callable[..., Result], table: Path) -> None:
    """At whatever moment; the next import goes through."""
    check_kills(call, table, table.with_name("m.tmdb"), units=3_000, places=[0, 1, 100_000, 400_000])


@pytest.mark.heavy
def test_a_killed_import_of_a_hundred_thousand_leaves_all_or_nothing(
    call: Callable[..., Result], tmp_path: Path
) -> None:
    """Eight kills, from the first byte on."""
    path, chance = tmp_path / "rows.tsv", random.Random(4)
    rows = (f"第{number}号水渠修好了。\tCanal No. {number} is mended.\n" for number in range(100_000))
    path.write_text("source\ttarget\n" + "".join(rows), "utf-8")
    places = [0, 1, *(chance.randrange(60_000_000) for _ in range(6))]
    check_kills(call, path, tmp_path / "m.tmdb", units=100_000, places=places)


def _shell(memory: Path, line: str) -> tuple[int, str]:
    """Exit code and words of a shell line, in which `tm` is the command line of this tree."""
    line = line.replace("tm ", f"{sys.executable} -m tm.app.cli ", 1)
    environment = {**os.environ, "TM_MEMORY": str(memory), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_streams_may_be_closed_or_full(memory: Path) -> None:
    """A closed stdin is told, a closed stdout or stderr is nobody reading, a full disk behind stdout is a full disk."""
    code, words = _shell(memory, "tm lookup - <&-")
    assert (code, "stdin: is closed" in words) == (3, True)
    assert _shell(memory, "tm lookup 水渠 >&-")[0] == 0
    assert _shell(memory, "tm lookup 水渠 2>&-")[0] == 0
    for arguments in ("lookup 水渠", "stats --json"):
        code, words = _shell(memory, f"tm {arguments} >/dev/full")
        assert (code, words) == (
            4,
            "error: stdout: cannot be written: No space left on device; make room, or send it elsewhere\n",
        )


@pytest.mark.parametrize(
    "arguments", [("edit", 10**30, "--note", "x"), ("delete", 10**30), ("forget", "--keep", 10**30)]
)
def test_numbers_beyond_counting_are_misuse(call: Callable[..., Result], memory: Path, arguments: tuple) -> None:
    """No unit has such an id, no history so many actions."""
    result = call("tm", *arguments, "--memory", memory)
    assert result.code == 2
    assert "is more than can be counted" in result.err


@pytest.mark.parametrize("value", ["1e300", "inf", "-1", "9" * 30, "９", "12.5"])
@pytest.mark.parametrize("column", ["position", "unit"])
def test_a_number_that_cannot_be_is_a_problem_of_its_row(
    call: Callable[..., Result], memory: Path, tmp_path: Path, column: str, value: str
) -> None:
    """The other rows are taken in."""
    path = tmp_path / "odd.tsv"
    rows = (f"source\ttarget\tmemory\t{column}", f"甲\tA\tm\t{value}", "乙\tB\t\t12.0")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    result = call("tm", "import", path, "-s", "zh-CN", "-t", "en-US", "--json", "--memory", memory)
    report = json.loads(result.out)
    assert (result.code, report["added"], [p["code"] for p in report["problems"]]) == (1, 1, ["table-value"])
    assert f"{column} must be a whole number" in report["problems"][0]["message"]


def test_what_libraries_say_of_a_page_is_not_passed_on(memory: Path, tmp_path: Path) -> None:
    """Stderr holds our words only: what came of the page."""
    page = tmp_path / "page.html"
    page.write_text("<<<<>>><p>水渠修好了。<script>", "utf-8")
    code, words = _shell(memory, f"tm split {page}")
    assert (code, "trafilatura" in words, words.count("\n")) == (0, False, 1)
