"""What people see of a check; printed on a Screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.text import Text

from tm.app.hygiene import Checked, CheckReport, FixReport
from tm.app.render import Screen
from tm.check.findings import RULES, TERM_CODES, Severity

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 20  # findings of a code, unless all are asked for


def show_check(screen: Screen, report: CheckReport, *, everything: bool = False) -> None:
    """The findings code by code, the gravest first, each with its unit; then what they add up to.

    What is said of a term in many units is shown once, with the first of them.
    """
    hidden = 0
    ordered = sorted(report.findings, key=lambda checked: list(RULES).index(checked.finding.code))
    for code, group in groupby(ordered, key=lambda checked: checked.finding.code):
        found = list(group)
        screen.data.print(Text.assemble((code, "bold"), (f"  {len(found)}  {RULES[code].meaning}", "dim")))
        alike = [[checked] for checked in found] if everything else _alike(found)
        for checked, *again in alike if everything else alike[:_SHOWN]:
            _show_finding(screen, checked, [same.finding.number for same in again])
            hidden += len(again)
        left = 0 if everything else sum(map(len, alike[_SHOWN:]))
        if left:
            hidden += left
            screen.data.print(Text(f"    … and {left} more", "dim"))
    screen.problems(report.problems)
    counted = ", ".join(f"{count} {code}" for code, count in report.counts) or "nothing amiss"
    screen.note(f"{report.place}: {report.units} units checked; {counted}")
    if hidden:
        screen.note("all of them: --all-findings, or -o findings.html")


def _alike(found: Sequence[Checked]) -> list[list[Checked]]:
    """The findings, those on terms that say the same together, in the order of the first of each."""
    groups: dict[tuple[str, str] | int, list[Checked]] = {}
    for place, checked in enumerate(found):
        said = checked.finding.severity, checked.finding.message
        groups.setdefault(said if checked.finding.code in TERM_CODES else place, []).append(checked)
    return list(groups.values())


def show_fixed(screen: Screen, report: FixReport) -> None:
    """What the fixes did."""
    left = f"; {report.left} need a person" if report.left else ""
    undo = "; tm undo takes it back" if report.changed or report.deleted else ""
    screen.note(f"{', '.join(report.codes)}: {report.changed} units changed, {report.deleted} taken out{left}{undo}")


def _show_finding(screen: Screen, checked: Checked, again: Sequence[int]) -> None:
    finding, unit = checked.finding, checked.unit
    numbers = (*finding.others, *again)
    others = f" and {', '.join(f'#{number}' for number in numbers[:5])}" if numbers else ""
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    head = Text.assemble(
        (f"  {finding.severity}  ", _STYLES[finding.severity]),
        (f"#{finding.number}{others}{more}  ", "bold"),
        (unit.origin.document, "dim"),
    )
    screen.data.print(head)
    screen.passage(Text(finding.message), 4)
    screen.passage(_marked(unit.source.text, finding.source_span), 6)
    screen.passage(_marked(unit.target.text, finding.target_span), 6)


def _marked(text: str, span: tuple[int, int] | None) -> Text:
    """A side of the unit, the stretch meant marked."""
    line = Text(text, "dim")
    if span is not None:
        line.stylize("not dim bold underline", *span)
    return line
