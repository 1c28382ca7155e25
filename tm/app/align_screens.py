"""What people see of alignment quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tm.app.render import Screen

if TYPE_CHECKING:
    from tm.app.evaluation import Evaluation, Quality


def show_evaluation(screen: Screen, report: Evaluation) -> None:
    """F1 by document; then, on given sentences and from raw text, precision, recall, bead types and calibration."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    table = Table("document", "given sentences", "from raw text", box=SIMPLE_HEAD)
    for row in report.documents:
        table.add_row(escape(row.name), f"{row.given:.3f}", "" if row.raw is None else f"{row.raw:.3f}")
    screen.table(table)
    for name, quality in (("given sentences", report.given), ("from raw text", report.raw)):
        if quality is not None:
            _show_quality(screen, name, quality)


def _show_quality(screen: Screen, name: str, quality: Quality) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    for degree, score in (("strict", quality.strict), ("lax", quality.lax)):
        figures = f"P {score.precision:.4f}  R {score.recall:.4f}  F1 {score.f1:.4f}"
        screen.data.print(f"{name}: {degree:<6} {figures}  ({score.gold} gold beads)")
    types = Table("type", "gold", "proposed", "right", "precision", "recall", box=SIMPLE_HEAD)
    for kind in quality.types:
        shares = (f"{kind.precision:.3f}" if kind.proposed else "", f"{kind.recall:.3f}" if kind.gold else "")
        types.add_row(kind.type, str(kind.gold), str(kind.proposed), str(kind.right), *shares)
    bins = Table("confidence", "beads", "mean", "right", box=SIMPLE_HEAD)
    for part in quality.calibration:
        shares = (f"{part.confidence:.3f}", f"{part.right:.3f}")
        bins.add_row(f"{part.low:.2f}–{part.high:.2f}", str(part.beads), *shares)
    screen.table(types)
    screen.table(bins)
    screen.data.print(f"errors in the least confident tenth: {quality.least_confident_tenth:.1%}\n")
