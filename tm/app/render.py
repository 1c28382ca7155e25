"""What people see in a terminal; the only owner of a console. Data goes to stdout, words about it to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what a command shows, and rich, is loaded by the command, not by each of them
    from pathlib import Path

    from rich.console import Console
    from rich.progress import TaskID
    from rich.table import Table
    from rich.text import Text

    from tm.app.alignment import AlignedPair
    from tm.app.build import BuildReport
    from tm.app.omegat import OmegatReport
    from tm.app.service import Answer, ExportReport, ImportReport
    from tm.memory.memory import AddReport, MemoryStats
    from tm.progress import Progress
    from tm.settings import SettingSource
    from tm.units import Problem

_PROBLEMS_SHOWN = 20
_ANY_WIDTH = 100_000  # cells
_STAGES = {
    "align": "aligning",
    "encode": "encoding",
    "terms": "finding terms",
    "export": "writing exports",
    "add": "adding units",
    "check": "checking",
    "compare": "comparing",
    "evaluate": "evaluating",
    "look-up": "looking up",
    "index": "indexing",
}


class ReaderGone(Exception):
    """Nobody reads stdout any more, as after `| head -1`. No OSError: click makes an exit code of 1 of that."""


class _Bars:
    """A bar for each stage that is told, on a terminal."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._tasks: dict[str, TaskID] = {}
        self._shown.start()

    def tell(self, stage: str, done: int, total: int | None) -> None:
        """Move the bar of a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._shown.add_task(_STAGES.get(stage, stage), total=total)
        self._shown.update(self._tasks[stage], completed=done, total=total)

    def stop(self) -> None:
        """Take them away."""
        self._shown.stop()


class Screen:
    """Stdout for data, stderr for words."""

    def __init__(self) -> None:
        self._bars: _Bars | None = None

    @cached_property
    def data(self) -> Console:
        """Stdout."""
        from rich.console import Console

        class Data(Console):
            def on_broken_pipe(self) -> None:
                raise ReaderGone

        return Data(highlight=False, soft_wrap=not sys.stdout.isatty())

    @cached_property
    def words(self) -> Console:
        """Stderr."""
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def json(self, value: Any) -> None:
        """Print one JSON value on a line of its own."""
        self._clear()
        try:
            sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise ReaderGone from error

    def tell(self, report: object, show: Callable[..., None], *, as_json: bool, **how: object) -> None:
        """Print a report: as JSON, key for key, where that is asked for; else as `show` puts it on the screen."""
        if as_json:
            from tm.app.jsonform import plain

            self.json(plain(report))
        else:
            show(self, report, **how)

    def lines(self, texts: Iterable[str]) -> None:
        """Print texts as data, one a line, as they are."""
        try:
            sys.stdout.writelines(f"{text}\n" for text in texts)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def error(self, message: str) -> None:
        """Say what went wrong."""
        from rich.text import Text

        self.words.print(Text.assemble(("error: ", "bold red"), message), soft_wrap=True)

    def passage(self, text: Text, indent: int) -> None:
        """Print a text as data, every line of it indented where the terminal folds it."""
        from rich.text import Text

        fits = max(20, self.data.width - indent)
        for line in text.wrap(self.data, fits) if self.data.is_terminal else (text,):
            self.data.print(Text.assemble(" " * indent, line))

    def table(self, table: Table) -> None:
        """Print a table as data: folded to the terminal; in a file or a pipe a row is a line."""
        if not self.data.is_terminal:
            room = self.data.options.update(max_width=_ANY_WIDTH)
            self.data.width = self.data.measure(table, options=room).maximum
        self.data.print(table)

    def note(self, message: str) -> None:
        """Say something beside the data."""
        from rich.text import Text

        self.words.print(Text(message), soft_wrap=True)

    def problems(self, problems: Sequence[Problem]) -> None:
        """List problems as `path:line: message [code]`, the first ones; what recurs in a file is said once."""
        from rich.text import Text

        places: dict[tuple[str, str, str], list[int | None]] = {}
        for problem in problems:
            places.setdefault((problem.path, problem.message, problem.code), []).append(problem.line)
        said = list(places.items())[:_PROBLEMS_SHOWN]
        for (path, message, code), lines in said:
            place = f"{path}:{lines[0]}" if lines[0] else path
            more = f" ({len(lines) - 1} more)" if len(lines) > 1 else ""
            told = Text.assemble(("! ", "bold yellow"), f"{place}: {message}{more} ", (f"[{code}]", "dim"))
            self.words.print(told, soft_wrap=True)
        if len(said) < len(places):
            self.note(f"… and {len(problems) - sum(len(lines) for _, lines in said)} more; --json lists all")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A bar a stage on stderr while the block runs, from when work is first told; none where it is no terminal.

        Answers take the place of the bars; work told after them has new ones.
        """

        def tell(stage: str, done: int, total: int | None) -> None:
            if self._bars is None:
                self._bars = _Bars(self.words)
            self._bars.tell(stage, done, total)

        try:
            yield tell
        finally:
            self._clear()

    def _clear(self) -> None:
        """Take the bars away."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def build(self, report: BuildReport) -> None:
        """The summary of a build: a row an article, then what was stored and written."""
        from rich.box import SIMPLE_HEAD
        from rich.markup import escape
        from rich.table import Table

        table = Table(
            title="Aligned articles", title_justify="left", show_footer=True, box=SIMPLE_HEAD, padding=(0, 0, 0, 1)
        )
        documents = report.documents
        sums = [
            "1 article" if len(documents) == 1 else f"{len(documents)} articles",
            str(sum(d.source_sentences for d in documents)),
            str(sum(d.target_sentences for d in documents)),
            str(sum(d.beads - d.unpaired for d in documents)),
            str(sum(d.unpaired for d in documents)),
            "",
            str(sum(d.needs_eyes for d in documents)),
        ]
        heads = ["article", "source", "target", "pairs", "unpaired", "conf.", "need eyes"]
        for number, (head, footer) in enumerate(zip(heads, sums, strict=True)):
            table.add_column(head, footer=footer, justify="right" if number else "left", overflow="fold")
        for d in documents:
            numbers = (d.source_sentences, d.target_sentences, d.beads - d.unpaired, d.unpaired)
            table.add_row(escape(d.name), *map(str, numbers), f"{d.confidence:.2f}", str(d.needs_eyes))
        if documents:
            self.table(table)
        alone = "no article has a translation beside it; name the two alike, e.g. a.zh.txt and a.en.txt"
        added = f"{_counts(report.units, 'units')}; review with: tm review" if documents else alone
        self.data.print(f"memory    {escape(report.memory)}: {added}")
        self.data.print(f"glossary  {_counts(report.terms, 'terms')}; decide with: glossary review")
        for path in report.untranslated:
            self.data.print(f"terms only {escape(path)} (no translation beside it)")
        if report.ignored:
            first, *others = report.ignored
            more = f" and {len(others)} more" if others else ""
            self.data.print(f"left alone {escape(first)}{more} (no article: another language, or a list of terms)")
        for path in report.exports:
            self.data.print(f"wrote     {escape(path)}")
        self.problems(report.problems)

    def alignment(self, pair: AlignedPair) -> None:
        """The beads side by side with their confidence."""
        from rich.box import HORIZONTALS
        from rich.table import Table
        from rich.text import Text

        from tm.units import joined

        table = Table(show_lines=True, box=HORIZONTALS, padding=(0, 1, 0, 0))
        table.add_column("", justify="right")
        table.add_column(pair.source.lang, ratio=1, overflow="fold")
        table.add_column(pair.target.lang, ratio=1, overflow="fold")
        for bead in pair.alignment.beads:
            left = joined(pair.source, pair.alignment.source[bead.source.start : bead.source.stop])
            right = joined(pair.target, pair.alignment.target[bead.target.start : bead.target.stop])
            style = "green" if bead.confidence >= 0.9 else "yellow" if bead.confidence >= 0.5 else "red"
            mark = "\nmoved" if bead.moved else ""
            table.add_row(Text(f"{bead.confidence:.2f}{mark}", style), Text(left), Text(right))
        self.data.print(table)

    def reading(self, pair: AlignedPair) -> None:
        """How the files were read, where that is not plain: another encoding than UTF-8, problems."""
        for side in dict.fromkeys((pair.source.path, pair.target.path)):
            encoding = next(doc.encoding for doc in (pair.source, pair.target) if doc.path == side)
            if encoding not in ("utf-8", side.suffix.lower()[1:]):
                self.note(f"{side}: read as {encoding}")
        self.problems(pair.problems)

    def answer(self, found: Answer) -> None:
        """The matches of a query, each with its difference, and the glossary's terms in it."""
        from tm.app.answers import show_answer

        self._clear()
        try:
            show_answer(found)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def imported(self, report: ImportReport, *, rehearsed: bool) -> None:
        """What became of the records of an import, or would."""
        would = "would be " if rehearsed else ""
        self.data.print(
            f"read {report.read}: {would}added {report.added}, merged {report.merged}, "
            f"skipped {report.skipped}, failed {report.failed}"
        )
        self.problems(report.problems)
        if report.kept:
            self.note(
                f"{report.kept} of them {'would be' if rehearsed else 'are'} kept and come back in a plain TMX export"
            )

    def exported(self, report: ExportReport, *, tool: str = "plain") -> None:
        """Where how much was written."""
        from rich.markup import escape

        lost = f"; {report.stripped} characters that XML cannot hold left out" if report.stripped else ""
        paths = ", ".join(map(escape, report.files or (report.path,)))
        kept = f" and {report.kept} records without a pair of texts" if report.kept else ""
        self.data.print(f"wrote {paths}: {report.units} units{kept}{lost}")
        if report.foreign:
            fates = {
                "plain": "written as props; with `--for original` as they were, which strict readers refuse",
                "original": "written as they were, so that strict readers refuse the file",
            }
            fate = fates.get(tool, "left out")
            self.note(f"{report.foreign} attributes or elements that TMX 1.4 does not know are {fate}")

    def put_into_omegat(self, report: OmegatReport) -> None:
        """What an OmegaT project holds of the memory now."""
        from rich.markup import escape

        made = "made" if report.created else "filled"
        self.data.print(
            f"{made} {escape(report.path)}: {report.auto} units in tm/auto, {report.reference} in tm, "
            f"{report.terms} terms"
        )
        if report.skipped:
            self.note(f"{report.skipped} units are in other languages or in the other Chinese script")

    def stats(self, stats: MemoryStats, *, path: Path) -> None:
        """What a memory holds."""
        from rich.markup import escape

        from tm.languages import primary

        table = plain_table("", "", title=escape(str(path)), title_justify="left", show_header=False)
        table.add_row("units", str(stats.units))
        for pair in stats.pairs:
            table.add_row(f"  {pair.source_lang} → {pair.target_lang}", str(pair.units))
        if stats.kept:
            table.add_row("records without a pair", str(stats.kept))
        for size in stats.texts:
            words = "" if primary(size.lang) in ("zh", "ja") else f", {size.words:,} words"  # no spaces to count by
            table.add_row(f"  {size.lang}", f"{size.chars:,} characters{words}")
        for state, count in stats.states:
            table.add_row(f"  {state}", str(count))
        table.add_row("documents", str(stats.documents))
        for workflow, count in stats.terms:
            table.add_row(f"terms {workflow}", str(count))
        if stats.newest:
            table.add_row("dated", f"{stats.oldest} – {stats.newest}")
        self.table(table)

    def settings(self, values: Sequence[SettingSource]) -> None:
        """Every setting and where it came from."""
        from rich.markup import escape

        table = plain_table("setting", "value", "from")
        for value in values:
            table.add_row(value.name, escape(value.value), escape(value.source))
        self.table(table)


def plain_table(*heads: str, figures: Sequence[str] = (), whole: Sequence[str] = (), **options: Any) -> Table:
    """A table without a frame, figures to the right.

    Narrow cells are folded, Chinese has no spaces to break at; those of the `whole` columns and figures are not.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    columns = (
        Column(
            head, overflow="fold", justify="right" if head in figures else "left", no_wrap=head in (*figures, *whole)
        )
        for head in heads
    )
    return Table(*columns, box=SIMPLE_HEAD, padding=(0, 0, 0, 1), **options)


def _counts(report: AddReport, noun: str) -> str:
    return f"{report.added} {noun} added, {report.merged} merged, {report.skipped} already there"
