"""The analysis counts each segment once, in the band that says what its translation will take."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from doors import NOW, Result
from hypothesis import given
from hypothesis import strategies as st

from tm.app.alignment import ReadOptions
from tm.app.analysis import BANDS, Analysis, Size, analyse, analysis_rows, size_of, write_analysis
from tm.app.manuscript import Manuscript, OpenSegment, read_manuscript
from tm.app.project import Project, open_project
from tm.settings import Settings
from tm.units import TranslationUnit, Variant

KNOWN = "去年他们种下三千株茶苗。"
ALIKE = "去年他们种下四千株茶苗。"
NEW = "老支书把地图铺在桌上。"


def manuscript(*texts: str, name: str = "a.txt", targets: dict[str, str] | None = None) -> Manuscript:
    segments = tuple(OpenSegment(text, target=(targets or {}).get(text, "")) for text in texts)
    return Manuscript(Path(name), name, "zh-CN", "en-US", segments)


@pytest.fixture
def filled(project: Project) -> Project:
    unit = TranslationUnit(
        source=Variant(KNOWN, "zh-CN"),
        target=Variant("Last year they planted 3,000 tea seedlings.", "en-US"),
        context_before="上一句。",
        context_after="下一句。",
    )
    project.memory.add([unit], now=NOW)
    return project


def counts(analysis: Analysis) -> dict[str, int]:
    return {row.band: row.size.segments for row in analysis.bands if row.size.segments}


def test_what_the_memory_knows_lies_in_the_band_of_its_match(filled: Project) -> None:
    """Context by context, and no repetition though it stands three times."""
    found = analyse(filled, [manuscript("上一句。", KNOWN, "下一句。", "上一句。", KNOWN, NEW, KNOWN)])
    assert counts(found) == {"102": 1, "101": 1, "100": 1, "none": 3, "repeated": 1}


def test_a_repetition_of_what_is_not_known_is_counted_apart(filled: Project) -> None:
    """The first one counts by its match, wherever it stands; others in its file or in another one are repetitions."""
    files = [manuscript(ALIKE, NEW, ALIKE), manuscript(NEW, ALIKE, ALIKE, name="b.txt")]
    found = analyse(filled, files)
    assert counts(found) == {"85-94": 1, "none": 1, "repeated": 1, "repeated-elsewhere": 3}
    first, second = ({row.band: row.size.segments for row in file.bands if row.size.segments} for file in found.files)
    assert (first["repeated"], second["repeated-elsewhere"]) == (1, 3)


def test_figures_and_finished_segments_are_no_work(filled: Project) -> None:
    """Segments without a letter, and those that the file has a translation for."""
    found = analyse(filled, [manuscript("2024", "12.5 %", NEW, targets={NEW: "The old secretary spread out a map."})])
    assert counts(found) == {"numbers": 2, "translated": 1}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("去年种下3,000株。", Size(1, 6, 11, 11)),
        ("Don't mend 3.5 km.", Size(1, 4, 15, 18)),
        ("“……”　", Size(1, 0, 4, 5)),
    ],
)
def test_a_chinese_character_is_a_word_and_punctuation_is_none(text: str, size: Size) -> None:
    """As word processors count."""
    assert size_of(text) == size


@given(
    st.lists(st.sampled_from([KNOWN, ALIKE, NEW, "2024", "又一句话。"]), min_size=1, max_size=12), st.integers(0, 12)
)
def test_bands_add_up(texts: list[str], cut: int) -> None:
    """Every segment of every file is in one band."""
    with (
        TemporaryDirectory() as folder,
        open_project(Settings(memory=Path(folder) / "m.tmdb"), clock=lambda: NOW, create=True) as project,
    ):
        parts = [part for part in (texts[:cut], texts[cut:]) if part]
        found = analyse(project, [manuscript(*part, name=f"{at}.txt") for at, part in enumerate(parts)])
    assert found.total == Size(*(sum(getattr(size_of(text), name) for text in texts) for name in Size.__slots__))
    assert sum(row.size.segments for row in found.bands) == len(texts)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".jsonl", ".html"])
def test_an_analysis_is_written_whole(filled: Project, tmp_path: Path, suffix: str) -> None:
    """A row for each band of each file and of all, with totals; a page needs no other file."""
    found = analyse(filled, [manuscript(KNOWN, NEW), manuscript(NEW, name="<b>.txt")])
    path = tmp_path / f"out{suffix}"
    rows = write_analysis(path, found, memory="m.tmdb", date="2024-05-01")
    assert [row.band for row in analysis_rows(found)] == [*BANDS, "total"] * 3
    if suffix == ".jsonl":
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert len(lines) == rows == 3 * (len(BANDS) + 1)
        assert lines[-1] | {"file": "", "band": "total", "segments": 3} == lines[-1]
    if suffix == ".html":
        page = path.read_text("utf-8")
        assert "&lt;b&gt;.txt" in page
        assert "src=" not in page
        assert "http" not in page.replace("http-equiv", "")


def test_the_command_counts_files_of_any_kind(call: Callable[..., Result], tmp_path: Path) -> None:
    """In a table, as JSON, or into a file; a bad one is told by name."""
    text, memory = tmp_path / "a.txt", tmp_path / "m.tmdb"
    text.write_text(f"{KNOWN}{NEW}\n", "utf-8")
    rows = tmp_path / "rows.tsv"
    rows.write_text(f"{KNOWN}\tLast year they planted 3,000 tea seedlings.\n", "utf-8")
    assert call("tm", "import", rows, "--memory", memory).code == 0
    shown = call("tm", "analyse", text, "--memory", memory)
    assert (shown.code, shown.err) == (0, "")
    assert "no match" in shown.out
    shape = json.loads(call("tm", "analyse", text, "--memory", memory, "--json").out)
    assert shape["total"]["segments"] == 2
    written = call("tm", "analyse", text, "--memory", memory, "-o", tmp_path / "out.csv")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("file,band,segments,words,")
    refused = call("tm", "analyse", text, tmp_path / "none.txt", "--memory", memory)
    assert refused.code == 3
    assert "none.txt: there is no such file" in refused.err
    assert call("tm", "analyse", text, "--memory", memory, "-o", tmp_path / "out.pdf").code == 2


def test_a_text_reads_and_counts_from_end_to_end(filled: Project, tmp_path: Path) -> None:
    """Two known sentences in a Markdown file."""
    path = tmp_path / "a.md"
    path.write_text(f"# 标题\n\n{KNOWN}{NEW}\n", "utf-8")
    read = read_manuscript(path, options=ReadOptions(), settings=filled.settings)
    assert counts(analyse(filled, [read])) == {"100": 1, "none": 2}
