"""What people see of analyses and of written suggestions; printed on a Screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from tm.app.analysis import BAND_NAMES, Analysis, BandSize, FileAnalysis, Size
from tm.app.render import Screen
from tm.app.suggestion_files import SuggestReport


def show_analysis(screen: Screen, analysis: Analysis) -> None:
    """The bands of all files together; where there are several, a row of words for each before them."""
    if len(analysis.files) > 1:
        screen.table(_files_table(analysis.files))
    title = f"{len(analysis.files)} files" if len(analysis.files) > 1 else analysis.files[0].path
    screen.table(_bands_table(title, analysis.bands, analysis.total))


def show_suggested(screen: Screen, report: SuggestReport) -> None:
    """Where what was written."""
    filled = f", {report.prefilled} filled in" if report.prefilled else ""
    found = f"{report.matched} with a match, {report.exact} of them 100 % or more{filled}; {report.terms} terms"
    screen.note(f"wrote {report.path}: {report.segments} segments, {found}")


def _bands_table(title: str, bands: Sequence[BandSize], total: Size) -> Table:
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, show_footer=True)
    table.add_column("band", footer="total")
    heads = ("segments", "words", "share", "characters", "with spaces")
    for head, value in zip(heads, _figures(total, total), strict=True):
        table.add_column(head, footer=value, justify="right")
    for row in bands:
        if row.size.segments:
            table.add_row(BAND_NAMES[row.band], *_figures(row.size, total))
    return table


def _figures(size: Size, total: Size) -> tuple[str, ...]:
    share = f"{100 * size.words / total.words:.1f} %" if total.words else ""
    counts = (size.segments, size.words, size.characters, size.characters_with_spaces)
    segments, words, characters, spaced = (f"{count:,}" for count in counts)
    return segments, words, share, characters, spaced


def _files_table(files: Sequence[FileAnalysis]) -> Table:
    """Words by file and by what they cost: known, repeated, alike, new."""
    table = Table(title="Words", title_justify="left", box=SIMPLE_HEAD, padding=(0, 0, 0, 1))
    for number, head in enumerate(("file", "total", "100 +", "repeated", "95–99", "85–94", "75–84", "50–74", "none")):
        table.add_column(head, justify="right" if number else "left", overflow="fold")
    for file in files:
        words = {row.band: row.size.words for row in file.bands}
        sums = [sum(words[band] for band in ("102", "101", "100")), words["repeated"] + words["repeated-elsewhere"]]
        rest = [words[band] for band in ("95-99", "85-94", "75-84", "50-74", "none")]
        table.add_row(Text(Path(file.path).name), *(f"{count:,}" for count in (file.total.words, *sums, *rest)))
    return table
