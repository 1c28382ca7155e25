"""Both command lines: exit codes, what goes to stdout and stderr, the JSON of the contract."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from doors import EN, ZH, Built, Result
from rich.console import Console
from stubs import parallel_text

import glossary.cli
import tm.app.cli
from tm.app import door
from tm.app.examples import EXAMPLES
from tm.errors import ModelUnavailable

pytestmark = pytest.mark.usefixtures("bare_environment")

ROOT = Path(__file__).parent.parent
Call = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub_encoder: None) -> Path:
    """A working folder with a pair, a table and files that cannot be used; commands use a stub encoder."""
    folder = tmp_path / "work"
    (folder / "articles").mkdir(parents=True)
    files = {
        "articles/tea.zh.txt": ZH,
        "articles/tea.en.txt": EN,
        "pairs.tsv": "水渠修好了。\tThe canal is mended.\n茶苗\t\n",
        "good.tsv": "水渠修好了。\tThe canal is mended.\n",
        "empty.txt": "",
        "text.tmdb": "hello",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "gb.txt").write_bytes(ZH.encode("gb18030"))
    (folder / "damaged.txt").write_bytes(ZH.encode().replace("茶".encode(), b"\xff\xfe\xfd") * 9)
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ZH_FILE, EN_FILE = "articles/tea.zh.txt", "articles/tea.en.txt"


@pytest.mark.parametrize(
    ("code", "command", "message"),
    [
        (2, "align", "Missing argument 'SOURCE'"),
        (3, f"align {ZH_FILE}", "tea.zh.txt: holds text in one language (zh-CN); name the file with its translation"),
        (2, f"align {ZH_FILE} {EN_FILE} -s klingonish -t en", "is not a language tag; write one like zh-CN"),
        (2, f"align {ZH_FILE} {EN_FILE} -o out.doc", "out.doc: .doc is not written; use .tmx"),
        (2, f"align {ZH_FILE} {EN_FILE} --encoding klingon", "'klingon' is not an encoding; write one like utf-8"),
        (3, f"align none.txt {EN_FILE}", "none.txt: there is no such file; check the name"),
        (3, f"align {ZH_FILE} empty.txt", "empty.txt: is empty; check that it was saved in full"),
        (3, f"align {ZH_FILE} binary.txt", "binary.txt: is not a text file; save it as text"),
        (3, f"align gb.txt {EN_FILE} --encoding utf-8", "gb.txt: byte 2 is not utf-8; leave the encoding out"),
        (3, f"align damaged.txt {EN_FILE}", "damaged.txt: byte 101 is not utf-8; name its encoding, e.g. gb18030"),
        (3, f"align text.tmdb {EN_FILE}", "text.tmdb: files of type .tmdb are not read; save it as one of .txt"),
        (3, f"align pairs.tmx {EN_FILE}", "pairs.tmx: there is no such file; check the name"),
        (2, f"align {ZH_FILE} --sentences", "--sentences needs two files"),
        (3, f"align {ZH_FILE} {ZH_FILE}", "tea.zh.txt: is given twice; give a text and its"),
        (3, f"align {ZH_FILE} {EN_FILE} -s en -t zh", "tea.en.txt in en: they are the wrong way round"),
        (3, f"align articles {EN_FILE}", "articles: is a folder; name a file in it"),
        (4, f"align {ZH_FILE} {EN_FILE} -o none/out.tmx", "none/out.tmx: the folder none does not exist; make it"),
        (4, f"align {ZH_FILE} {EN_FILE} -o articles", "articles: is a folder; name a file in it"),
        (4, f"align {ZH_FILE} {EN_FILE} --add --memory text.tmdb", "text.tmdb: not a memory file"),
        (2, "build", "Missing argument 'FOLDER'"),
        (3, "build none", "none: is not there; give the folder that holds the articles"),
        (3, f"build {ZH_FILE}", "tea.zh.txt: is a file; align two files with `tm align`, or"),
        (4, "build articles -o good.tsv", "good.tsv: is a file, not a folder; choose another output folder with -o"),
        (4, "build articles --memory none/m.tmdb", "none/m.tmdb: the folder none does not exist; make it first"),
        (4, "build articles --memory text.tmdb", "text.tmdb: not a memory file (not SQLite); name another file"),
        (3, "import none.tmx", "none.tmx: there is no such file; check the name"),
        (3, "import good.tsv empty.txt", "empty.txt: is empty; check that it was saved in full"),
        (3, "import pairs.tsv --strict", "pairs.tsv:2: a row needs text in source and target"),
        (3, "import text.tmdb", "text.tmdb: has a suffix that is not imported; use .tmx"),
        (4, "lookup 好", "memory.tmdb: no memory here; make one with `tm import` or `tm build`"),
        (4, "lookup 好 --memory articles", "articles: is a folder; name a memory file inside it"),
        (4, "lookup 好 --memory text.tmdb", "text.tmdb: not a memory file"),
        (4, "lookup 好 --memory empty.txt", "empty.txt: an empty file, not a memory; fill it with `tm import`"),
        (2, "lookup 好 --min 101", "101 is not in the range"),
        (4, "export -o out.tmx", "memory.tmdb: no memory here"),
        (4, "stats", "memory.tmdb: no memory here"),
        (2, "unknown", "No such command 'unknown'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_code(
    here: Path, call: Call, code: int, command: str, message: str
) -> None:
    """Nothing on stdout, nothing written, nothing changed; no trace of our code."""
    before = contents(here)
    found = call("tm", *command.split())
    assert (found.code, found.out) == (code, "")
    assert message in found.err
    assert len([line for line in found.err.splitlines() if line.startswith(("error: ", "Error: "))]) == 1
    assert "Traceback" not in found.err
    assert contents(here) == before


@pytest.mark.parametrize("command", ["list", "find 党", "approve 党", "reject 党", "export -o out.tbx"])
def test_a_glossary_needs_a_memory(here: Path, call: Call, command: str) -> None:
    """Only adding makes one."""
    found = call("glossary", *command.split())
    assert (found.code, found.out) == (4, "")
    assert "memory.tmdb: no memory here; make one with" in found.err
    assert not (here / "memory.tmdb").exists()


def test_an_encoder_that_is_not_there_names_the_cure(
    tmp_path: Path, pair: tuple[Path, Path], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name or folder: code 5; without the package the message is its install command."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    cures = {"some/model": 'pip install "duizhao[transformers]"', str(tmp_path / "none"): "there is no such folder"}
    for encoder, cure in cures.items():
        found = call("tm", "align", *pair, "--encoder", encoder, "-o", "out.tmx")
        assert (found.code, found.out) == (5, "")
        assert encoder in found.err
        assert cure in found.err
    assert not (tmp_path / "out.tmx").exists()


def test_a_failed_encoder_leaves_no_memory(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build without its model writes nothing at all."""

    def missing(*_: object) -> None:
        raise ModelUnavailable("encoder 'x' is not here; install it")

    monkeypatch.setattr("stubs.StubEncoder.encode", missing)
    before = contents(here)
    assert call("tm", "build", "articles").code == 5
    assert contents(here) == before


def test_a_defect_of_ours_is_owned(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code 70 and a hint how to see where; no traceback."""
    monkeypatch.setattr("tm.app.service.look_up", lambda *_, **__: 1 / 0)
    call("tm", "import", "good.tsv")
    found = call("tm", "lookup", "好")
    assert found.code == door.DEFECT
    assert "ZeroDivisionError: division by zero; this is a defect of duizhao" in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TM_LOG", "loud", "TM_LOG must be debug, info, warning or error, not 'loud'"),
        ("TM_MIN_PERCENT", "many", "TM_MIN_PERCENT: min_percent must be a whole number"),
        ("TM_SETTINGS", "none.toml", "none.toml: there is no such file"),
    ],
)
def test_a_variable_that_cannot_be_obeyed_is_usage(
    here: Path, call: Call, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    """Code 2, for every command."""
    monkeypatch.setenv(variable, value)
    found = call("tm", "settings")
    assert (found.code, found.out) == (2, "")
    assert f"error: {message}" in found.err


def test_a_clock_that_is_no_number_is_usage(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH fixes the dates of what is written."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    found = call("tm", "import", "good.tsv")
    assert (found.code, "SOURCE_DATE_EPOCH must be seconds since 1970" in found.err) == (2, True)


def test_align_prints_the_beads_as_documented(here: Path, call: Call) -> None:
    """Offsets are code points of the decoded file; beads are lists of indexes that cover both sides."""
    found = call("tm", "align", "gb.txt", EN_FILE, "--json")
    assert (found.code, found.err) == (0, "")
    data = json.loads(found.out)
    assert data.keys() == {"source", "target", "beads"}
    assert (data["source"]["path"], data["source"]["lang"], data["source"]["encoding"]) == (
        "gb.txt",
        "zh-CN",
        "gb18030",
    )
    for side, text in (("source", ZH), ("target", EN)):
        segments = data[side]["segments"]
        assert all(text[s["start"] : s["end"]] == s["text"] for s in segments)
        assert [i for bead in data["beads"] for i in bead[side]] == list(range(len(segments)))
    assert all(bead.keys() == {"source", "target", "score", "confidence", "moved"} for bead in data["beads"])
    assert all(0 <= bead["confidence"] <= 1 for bead in data["beads"])


def test_a_moved_block_is_proposed_unless_refused(here: Path, call: Call) -> None:
    """The last lines of the Chinese brought to the front."""
    zh, en = parallel_text(30)
    (here / "zh").write_text("\n".join([*zh[-6:], *zh[:-6]]), "utf-8")
    (here / "en").write_text("\n".join(en), "utf-8")
    found = json.loads(call("tm", "align", "zh", "en", "--sentences", "--json").out)["beads"]
    assert {tuple(bead["target"]) for bead in found if bead["moved"]} <= {(j,) for j in range(24, 30)}
    assert sum(bead["moved"] for bead in found) >= 4
    assert "moved" in call("tm", "align", "zh", "en", "--sentences").out
    straight = json.loads(call("tm", "align", "zh", "en", "--sentences", "--no-moves", "--json").out)["beads"]
    assert not any(bead["moved"] for bead in straight)


def test_one_file_with_both_languages_is_aligned(here: Path, call: Call) -> None:
    """A table by its rows, running text by its sentences; what is not plain UTF-8 is said."""
    data = json.loads(call("tm", "align", "good.tsv", "--json").out)
    assert data["beads"] == [{"source": [0], "target": [0], "score": 0.0, "confidence": 1.0, "moved": False}]
    text = "".join(f"{zh}\n{en}\n" for zh, en in zip(ZH.splitlines(), EN.splitlines(), strict=True))
    (here / "both.txt").write_bytes(text.encode("gb18030"))
    data = json.loads(call("tm", "align", "both.txt", "--json").out)
    assert [text[s["start"] : s["end"]] for s in data["target"]["segments"]] == EN.splitlines()
    assert data["source"]["encoding"] == "gb18030"
    found = call("tm", "align", "both.txt")
    assert (found.code, found.err) == (0, "both.txt: read as gb18030\n")


def test_swapped_files_just_work(here: Path, call: Call) -> None:
    """English first, without any option."""
    data = json.loads(call("tm", "align", EN_FILE, ZH_FILE, "--json").out)
    assert (data["source"]["lang"], data["target"]["lang"]) == ("en-US", "zh-CN")


def test_build_reports_files_it_could_not_use(here: Path, call: Call) -> None:
    """Code 1; the others are built; the second run adds nothing."""
    (here / "articles" / "alone.zh.txt").write_text(ZH, "utf-8")
    first = call("tm", "build", "articles", "--json")
    data = json.loads(first.out)
    assert (first.code, first.err) == (1, "")
    assert [document["name"] for document in data["documents"]] == ["tea"]
    assert [problem["code"] for problem in data["problems"]] == ["unpaired-file"]
    assert data["problems"][0].keys() == {"code", "path", "line", "message"}
    assert data["exports"] == ["exports/memory.tmx", "exports/glossary.tbx", "exports/report.html"]
    again = json.loads(call("tm", "build", "articles", "--json").out)
    assert again["units"] == {"added": 0, "merged": 0, "skipped": data["units"]["added"]}


def test_build_tells_people_what_it_made(here: Path, call: Call) -> None:
    """The summary on stdout, problems on stderr, with path and code."""
    (here / "articles" / "alone.en.txt").write_text(EN, "utf-8")
    found = call("tm", "build", "articles")
    assert found.code == 1
    for part in ("1 article ", "memory.tmdb: ", "wrote     exports/memory.tmx", "glossary review"):
        assert part in found.out
    assert found.err.startswith("! articles/alone.en.txt: has no zh text beside it; save that as articles/alone.zh.txt")
    assert found.err.endswith("[unpaired-file]\n")


def test_a_problem_that_recurs_in_a_file_is_told_once(here: Path, call: Call) -> None:
    """With its first line and how many more there are; JSON has all of them."""
    text = ZH.replace("。", "\ufffd。")
    (here / "articles" / "tea.zh.txt").write_text(text, "utf-8")
    found = call("tm", "build", "articles")
    (line,) = found.err.splitlines()
    assert line.startswith("! articles/tea.zh.txt:1: holds damaged characters;")
    assert line.endswith(" (2 more) [damaged-text]")
    problems = json.loads(call("tm", "build", "articles", "--json").out)["problems"]
    assert [problem["line"] for problem in problems] == [1, 2, 3]


def test_a_build_without_any_translation_says_how_files_pair(here: Path, call: Call) -> None:
    """And lists what was searched for terms only."""
    (here / "alone").mkdir()
    (here / "alone" / "tea.txt").write_text(ZH, "utf-8")
    out = call("tm", "build", "alone").out
    assert "no article has a translation beside it; name the two alike, e.g. a.zh.txt and a.en.txt\n" in out
    assert "terms only alone/tea.txt" in out


def test_build_takes_the_languages_as_options(here: Path, call: Call) -> None:
    """As the other commands do; files of other languages are left alone."""
    folder = here / "other"
    folder.mkdir()
    (folder / "quay.en.txt").write_text("The museum opened on Friday. It rained until ten o'clock.\n", "utf-8")
    (folder / "quay.fr.txt").write_text("Le musée a ouvert vendredi. Il a plu jusqu'à dix heures.\n", "utf-8")
    data = json.loads(call("tm", "build", "other", "-s", "en", "-t", "fr", "--json").out)
    (document,) = data["documents"]
    assert (document["source_lang"], document["target_lang"], data["problems"]) == ("en", "fr", [])


def test_import_reports_as_documented(here: Path, call: Call) -> None:
    """Counts that add up, problems with their lines, code 1; a rehearsal writes nothing."""
    rehearsed = call("tm", "import", "pairs.tsv", "--dry-run", "--json")
    assert not (here / "memory.tmdb").exists()
    found = call("tm", "import", "pairs.tsv", "--json")
    assert (found.code, found.out) == (1, rehearsed.out)
    data = json.loads(found.out)
    problem = data.pop("problems")[0]
    assert data == {"files": ["pairs.tsv"], "read": 2, "added": 1, "merged": 0, "skipped": 0, "failed": 1, "kept": 0}
    assert (problem["code"], problem["path"], problem["line"]) == ("table-empty", "pairs.tsv", 2)
    assert call("tm", "import", "good.tsv").out == "read 1: added 0, merged 0, skipped 1, failed 0\n"


def test_what_is_exported_imports_again(here: Path, call: Call) -> None:
    """Through every format that is both written and read."""
    call("tm", "build", "articles")
    call("tm", "export", "-o", "first.tmx")
    for suffix in ("tmx", "tsv", "csv", "xlsx"):
        report = json.loads(call("tm", "export", "-o", f"all.{suffix}", "--json").out)
        found = json.loads(call("tm", "import", f"all.{suffix}", "--memory", f"{suffix}.tmdb", "--json").out)
        assert (found["added"], found["failed"]) == (report["units"], 0)
    call("tm", "export", "-o", "again.tmx", "--memory", "tmx.tmdb")
    assert (here / "first.tmx").read_bytes() == (here / "again.tmx").read_bytes()


def test_lookup_prints_an_object_a_query(here: Path, call: Call) -> None:
    """Arguments and lines of stdin, in order; blank lines are none; a byte order mark is no text."""
    call("tm", "import", "good.tsv")
    stdin = "\ufeff水渠修好了！\r\n\n二\n".encode()
    found = call("tm", "lookup", "The canal is mended.", "-", "--json", stdin=stdin)
    answers = [json.loads(line) for line in found.out.splitlines()]
    assert (found.code, found.err) == (0, "")
    assert [answer["query"] for answer in answers] == ["The canal is mended.", "水渠修好了！", "二"]
    assert all(answer.keys() == {"query", "lang", "matches", "terms", "fragments"} for answer in answers)
    (exact,), (fuzzy,), none = (answer["matches"] for answer in answers)
    assert (exact["kind"], exact["percent"], exact["target"]) == ("exact", 100, "水渠修好了。")
    assert (fuzzy["kind"], fuzzy["percent"] < 100) == ("fuzzy", True)
    assert ["delete", "。"] in fuzzy["diff"]
    assert none == []
    assert {"cosine", "source", "origin", "date", "penalties", "repaired"} <= exact.keys()


def test_lines_that_are_not_utf8_are_named(here: Path, call: Call) -> None:
    """What came before them is answered."""
    call("tm", "import", "good.tsv")
    found = call("tm", "lookup", "-", "--json", stdin="二\n".encode() + "水渠\n".encode("gb18030"))
    assert (found.code, len(found.out.splitlines())) == (3, 1)
    assert "error: stdin:2: is not UTF-8; convert it first" in found.err


@pytest.mark.parametrize(
    ("text", "message"), [("", "an empty text cannot be looked up"), ("\udcd6\udcd0", "is not UTF-8")]
)
def test_texts_that_are_none_are_usage(here: Path, call: Call, text: str, message: str) -> None:
    """Empty ones, and bytes of another encoding."""
    call("tm", "import", "good.tsv")
    found = call("tm", "lookup", text)
    assert (found.code, found.out) == (2, "")
    assert message in found.err


def test_settings_say_where_they_come_from(here: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Value and source of each."""
    monkeypatch.setenv("TM_MEMORY", "team.tmdb")
    data = json.loads(call("tm", "settings", "--json").out)
    assert data["memory"] == {"value": "team.tmdb", "source": "TM_MEMORY"}
    assert data["encoder"] == {"value": "builtin", "source": "default"}


def test_glossary_from_adding_to_export(here: Path, call: Call) -> None:
    """Added terms are approved and found; rejected ones leave the export."""
    added = call("glossary", "add", "水渠", "canal", "ditch", "--forbid", "drain", "--json")
    (entry,) = json.loads(added.out)
    assert [(term["text"], term["status"]) for term in entry["terms"]] == [
        ("水渠", "preferred"),
        ("canal", "preferred"),
        ("ditch", "admitted"),
        ("drain", "deprecated"),
    ]
    assert json.loads(call("glossary", "find", "canals", "--json").out) == [entry]
    assert call("glossary", "export", "-o", "a.tbx").err == "wrote a.tbx: 1 entries\n"
    assert call("glossary", "reject", "水渠").code == 0
    assert json.loads(call("glossary", "list", "--workflow", "approved", "--json").out) == []
    nothing = call("glossary", "export", "-o", "a.tbx", "--json")
    assert (nothing.code, nothing.out) == (3, "")
    assert "holds no approved entry" in nothing.err
    unknown = call("glossary", "approve", "桥")
    assert (unknown.code, unknown.out) == (3, "")
    assert "no entry has the id or the term '桥'; see: glossary find 桥" in unknown.err


def test_stats_count_what_is_there(here: Path, call: Call) -> None:
    """Units by language pair, documents, terms by decision."""
    call("tm", "import", "good.tsv")
    call("glossary", "add", "水渠", "canal")
    data = json.loads(call("tm", "stats", "--json").out)
    assert (data["units"], data["pairs"], data["terms"]) == (
        1,
        [{"source_lang": "zh", "target_lang": "en", "units": 1}],
        [["approved", 1]],
    )
    shown = [line.split() for line in call("tm", "stats").out.splitlines() if line.strip()]
    assert ["zh", "6", "characters"] in shown  # and no words: Chinese has no spaces to count by
    assert [line[-1] for line in shown if line[0] == "en"] == ["words"]
    rows = [" ".join(line[:-1]) for line in shown]
    assert rows.index("initial" if "initial" in rows else "translated") < rows.index("documents")


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_text_is_cut_off_in_a_narrow_terminal(
    here: Path, call: Call, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Chinese has no spaces to break at: cells are folded, never ended with dots."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    long = "水渠绕山十二公里把后山的泉水引到了九百亩梯田里村民们不用再半夜起来守水了今年春天就要采茶了"
    (here / "articles" / "tea.zh.txt").write_text(f"{long}。\n", "utf-8")
    shown = call("tm", "align", ZH_FILE, EN_FILE).out
    assert "…" not in shown
    assert "".join(char for char in shown if char == "。" or "一" <= char <= "鿿") == f"{long}。"
    call("glossary", "add", long, "canal")
    assert "…" not in call("glossary", "list").out


def test_a_second_entry_for_a_term_is_pointed_out(here: Path, call: Call) -> None:
    """It may be a homonym, or meant as one more rendering; the command that joins them does so."""
    call("glossary", "add", "水渠", "canal")
    second = call("glossary", "add", "水渠", "ditch")
    assert second.code == 0
    assert "水渠 has another entry" in second.err
    join = second.err.partition("to make them one: glossary ")[2].split()
    assert call("glossary", *join, "--json").code == 1  # two preferred terms: a person must choose
    (entry,) = json.loads(call("glossary", "list", "--json").out)
    assert [term["text"] for term in entry["terms"]] == ["水渠", "canal", "ditch"]
    assert "merge 水渠 into 水渠" in call("tm", "history").out


def test_a_long_glossary_is_listed_in_part(here: Path, call: Call) -> None:
    """Fifty entries and how to see the others; --json and --max give what they say; an id finds its entry."""
    table = here / "many.csv"
    table.write_text("source,target\n" + "".join(f"词条{n},entry {n}\n" for n in range(60)), "utf-8")
    call("glossary", "import", str(table))
    listed = call("glossary", "list")
    assert listed.out.count("词条") == 50
    assert "50 of 60 entries; more with --max 60" in listed.err
    assert call("glossary", "list", "--max", "60").out.count("词条") == 60
    entries = json.loads(call("glossary", "list", "--json").out)
    assert len(entries) == 60
    assert json.loads(call("glossary", "find", entries[7]["concept"], "--json").out) == [entries[7]]


@pytest.mark.parametrize("group", [tm.app.cli.commands, glossary.cli.commands])
def test_every_command_and_option_explains_itself(group: click.Group) -> None:
    """A sentence for the command; a help text for every option but those whose name says all."""
    for name, command in group.commands.items():
        assert command.help, name
        silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
        assert set(silent) <= {"definition", "note", "states"}, name


@pytest.mark.parametrize("group", [tm.app.cli.commands, glossary.cli.commands])
def test_the_list_of_commands_cuts_no_sentence_short(group: click.Group) -> None:
    """The main job first, each command with its whole first sentence, in 80 columns."""
    shown = click.Context(group, terminal_width=80).get_help()
    assert "..." not in shown.split("Commands:")[1]
    assert max(map(len, shown.splitlines())) <= 80
    listed = " ".join(shown.split("Commands:")[1].split())
    assert listed.startswith(next(iter(group.commands)))
    for command in group.commands.values():
        assert " ".join(command.get_short_help_str(limit=1000).split()) in listed


@pytest.mark.parametrize("tag", ["cn", "CN", "jp", "us"])
def test_a_country_is_no_language(here: Path, call: Call, tag: str) -> None:
    """An answer of nothing would leave the reader in doubt."""
    found = call("tm", "lookup", "好", "-s", tag)
    assert found.code == 2
    assert f"'{tag}' is a country; write the language, e.g. " in found.err


def run(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_reader_that_leaves_is_no_error(built: Built, form: tuple[str, ...]) -> None:
    """As `| head -1` does: code 0 and not a word."""
    process = run("tm.app.cli", "lookup", "-", "--memory", str(built.settings.memory), *form)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write("党员\n".encode())
    process.stdin.flush()
    assert "党员" in process.stdout.readline().decode()
    process.stdout.close()
    try:
        process.stdin.write("党员\n".encode() * 20_000)
        process.stdin.close()
    except BrokenPipeError:
        process.stdin = None
    assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_pipes_get_plain_text_in_any_encoding(built: Built) -> None:
    """No colour, no progress, no blank lines on stderr; what ASCII cannot hold is escaped, not fatal."""
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    process = run("glossary.cli", "find", "党员", "--memory", str(built.settings.memory), env=environment)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"\\u515a\\u5458" in out
    assert b"\x1b" not in out


def test_both_programs_tell_their_version() -> None:
    """As installed."""
    for module in ("tm.app.cli", "glossary.cli"):
        out, _ = run(module, "--version").communicate()
        assert out.decode().startswith("duizhao, version ")


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is obeyed: rich, which draws, must not be told otherwise."""
    monkeypatch.setenv("NO_COLOR", "1")
    from tm.app.render import Screen

    screen = Screen()
    assert isinstance(screen.data, Console)
    assert screen.data.no_color
    assert screen.words.no_color


@pytest.mark.parametrize(("program", "group"), [("tm", tm.app.cli.commands), ("glossary", glossary.cli.commands)])
def test_the_help_of_every_command_ends_with_examples_that_parse(program: str, group: click.Group) -> None:
    """And explains each option."""
    assert EXAMPLES[program].keys() == group.commands.keys()
    for name, lines in EXAMPLES[program].items():
        command = group.commands[name]
        for line in lines:
            words = shlex.split(line.split(" < ")[0])
            assert words[:2] == [program, name]
            assert command.make_context(name, words[2:])
            assert f"\n    {line}\n" in command.get_help(click.Context(command, max_content_width=200)) + "\n"
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


@pytest.mark.parametrize("number", ["0", "-3", "abc", "1.5", ""])
def test_a_count_that_is_none_is_usage(here: Path, call: Call, number: str) -> None:
    """In plain words."""
    found = call("tm", "history", "--max", number)
    assert (found.code, f"{number!r} is not a whole number from 1 on" in found.err) == (2, True)


def test_a_file_without_rights_is_judged_by_what_reads_it() -> None:
    """As any other input, with its code: click would call it wrong usage."""
    groups: list[click.Group] = [tm.app.cli.commands, glossary.cli.commands]
    found = [option for group in groups for command in group.commands.values() for option in command.params]
    paths = [option.type for option in found if isinstance(option.type, click.Path)]
    assert len(paths) > 20
    assert not any(path.readable or path.exists for path in paths)


def test_a_table_in_a_pipe_has_a_line_a_row(here: Path, call: Call) -> None:
    """However long its cells are: what reads it takes it line by line."""
    long = "a rendering of far more words than any terminal has room for in one line of eighty cells, and then some"
    for term in ("水渠", "茶苗"):
        assert call("glossary", "add", term, f"{long} ({term})").code == 0
    lines = call("glossary", "list").out.splitlines()
    for term in ("水渠", "茶苗"):
        assert sum(f" {term} " in line and f"{long} ({term})" in line for line in lines) == 1
