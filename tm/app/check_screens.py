"""What people see of a check; printed on a Screen."""

from __future__ import annotations

from itertools import groupby

from rich.text import Text

from tm.app.hygiene import Checked, CheckReport, FixReport
from tm.app.render import Screen
from tm.check.findings import RULES, Severity

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 20  # findings of a code, unless all are asked for


def show_check(screen: Screen, report: CheckReport, *, everything: bool = False) -> None:
    """The findings code by code, the gravest first, each with its unit; then what they add up to."""
    hidden = 0
    ordered = sorted(report.findings, key=lambda checked: list(RULES).index(checked.finding.code))
    for code, group in groupby(ordered, key=lambda checked: checked.finding.code):
        found = list(group)
        screen.data.print(Text.assemble((code, "bold"), (f"  {len(found)}  {RULES[code].meaning}", "dim")))
        shown = found if everything else found[:_SHOWN]
        for checked in shown:
            _show_finding(screen, checked)
        if len(shown) < len(found):
            hidden += len(found) - len(shown)
            screen.data.print(Text(f"    … and {len(found) - len(shown)} more", "dim"))
    screen.problems(report.problems)
    counted = ", ".join(f"{count} {code}" for code, count in report.counts) or "nothing amiss"
    screen.note(f"{report.place}: {report.units} units checked; {counted}")
    if hidden:
        screen.note("all of them: --all-findings, or -o findings.html")


def show_fixed(screen: Screen, report: FixReport) -> None:
    """What the fixes did."""
    left = f"; {report.left} need a person" if report.left else ""
    undo = "; tm undo takes it back" if report.changed or report.deleted else ""
    screen.note(f"{', '.join(report.codes)}: {report.changed} units changed, {report.deleted} taken out{left}{undo}")


def _show_finding(screen: Screen, checked: Checked) -> None:
    finding, unit = checked.finding, checked.unit
    others = f" and {', '.join(f'#{number}' for number in finding.others[:5])}" if finding.others else ""
    more = f" and {len(finding.others) - 5} more" if len(finding.others) > 5 else ""
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
