"""The findings of a check as files: one web page that needs nothing else, or a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

from tm.app.hygiene import Checked, CheckReport
from tm.app.pagefile import write_page
from tm.app.service import check_output
from tm.check.findings import RULES
from tm.exchange.tables import write_table

CHECK_SUFFIXES = (".html", ".tsv", ".csv", ".xlsx", ".jsonl")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its unit, as a row of a table."""

    code: str
    severity: str
    unit: int
    document: str
    message: str
    suggestion: str
    source: str
    target: str
    others: str  # numbers of the other units of the finding, spaces between


def row_of(checked: Checked) -> FindingRow:
    """The finding as a row."""
    finding, unit = checked.finding, checked.unit
    return FindingRow(
        code=finding.code,
        severity=str(finding.severity),
        unit=finding.number,
        document=unit.origin.document,
        message=finding.message,
        suggestion=finding.suggestion,
        source=unit.source.text,
        target=unit.target.text,
        others=" ".join(map(str, finding.others)),
    )


def finding_json(checked: Checked) -> dict[str, object]:
    """The finding as JSON: a row, its other units as a list, and where it stands, as [start, end] of either side."""
    finding = checked.finding
    return asdict(row_of(checked)) | {
        "others": list(finding.others),
        "source_span": list(finding.source_span) if finding.source_span else None,
        "target_span": list(finding.target_span) if finding.target_span else None,
    }


def write_findings(path: Path, report: CheckReport, *, date: str) -> int:
    """The number of findings written. Raises: SettingsError for another suffix, StorageError."""
    check_output(path, CHECK_SUFFIXES)
    if path.suffix.lower() == ".html":
        _write_page(path, report, date)
        return len(report.findings)
    columns = [field.name for field in fields(FindingRow)]
    return write_table(path, map(row_of, report.findings), columns=columns)


def _write_page(path: Path, report: CheckReport, date: str) -> None:
    groups = {code: [one for one in report.findings if one.finding.code == code] for code, _ in report.counts}
    write_page(path, "findings.html.j2", report=report, groups=groups, rules=RULES, date=date, cut=_cut)


def _cut(text: str, span: tuple[int, int] | None) -> tuple[str, str, str]:
    """The text before, in and after the stretch meant."""
    start, end = span or (len(text), len(text))
    return text[:start], text[start:end], text[end:]
