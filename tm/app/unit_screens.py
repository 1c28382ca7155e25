"""What people see of single units, of keywords in context and of the history; printed on a Screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.text import Text

from tm.app.changes import DeleteReport, ForgetReport
from tm.app.keywords import bands
from tm.app.render import Screen, plain_table
from tm.lookup.concordance import Concordance, Hit
from tm.memory.history import Action, Reversal
from tm.memory.rows import StoredUnit

_ID_CELLS = 8
_BANDS = 6  # documents named below the hits
_SHOWN_CELLS = 100  # where the terminal does not say how wide it is


def show_unit(screen: Screen, stored: StoredUnit) -> None:
    """A unit with its id, state and note."""
    unit = stored.unit
    head = "  ".join(part for part in (str(unit.state), unit.origin.document, unit.origin.date) if part)
    screen.data.print(Text.assemble((f"#{stored.rowid}  ", "bold"), (head, "dim")))
    screen.passage(Text(unit.source.text), 4)
    screen.passage(Text(unit.target.text, "bold"), 4)
    if unit.note:
        screen.passage(Text(unit.note, "italic"), 4)


def show_deleted(screen: Screen, report: DeleteReport) -> None:
    """How many units are gone."""
    screen.note(f"deleted {report.deleted}; bring back with: tm undo")


def show_keywords(screen: Screen, found: Concordance) -> None:
    """Each hit on a line, keywords under each other, and the translation below it."""
    cells = screen.data.width if screen.data.is_terminal else _SHOWN_CELLS
    keyword_cells = max((cell_len(_flat(hit, hit.start, hit.end)) for hit in found.hits), default=0)
    side = max(10, (cells - _ID_CELLS - keyword_cells) // 2)
    several = len({hit.memory for hit in found.hits}) > 1
    for hit in found.hits:
        left, right = _flat(hit, 0, hit.start), _flat(hit, hit.end, len(hit.variant.text))
        left = _fitting(reversed(left), side)[::-1]
        line = Text.assemble(
            (f"#{hit.rowid}".ljust(_ID_CELLS), "dim"),
            " " * (side - cell_len(left)) + left,
            (_flat(hit, hit.start, hit.end), "bold yellow"),
            _fitting(right, side),
        )
        screen.data.print(line, soft_wrap=True)
        origin = hit.unit.origin
        parts = (origin.document, origin.date, str(hit.unit.state), hit.memory if several else "")
        head = "  ".join(filter(None, parts))
        screen.passage(Text.assemble(hit.other.text, (f"  {head}", "dim")), _ID_CELLS)
    shown = f", {len(found.hits)} shown" if len(found.hits) < found.total else ""
    more = "" if found.complete else "more than "
    screen.note(f"{more}{found.total} hits in {found.units} units{shown}" if found.total else "no hit")
    documents = bands(found)
    if len(documents) > 1:
        more = f", {len(documents) - _BANDS} more" if len(documents) > _BANDS else ""
        screen.note(f"in: {', '.join(map(str, documents[:_BANDS]))}{more}")


def show_actions(screen: Screen, actions: Sequence[Action]) -> None:
    """The history, newest first."""
    table = plain_table("action", "at", "by", "did", "rows", figures=("action", "rows"))
    for action in actions:
        did = f"{action.kind} {action.summary}".strip()
        table.add_row(str(action.id), f"{action.at:%Y-%m-%d %H:%M}", Text(action.author), Text(did), str(action.rows))
    if actions:
        screen.table(table)
    else:
        screen.data.print(Text("no action yet", "dim"))


def show_reversals(screen: Screen, reversals: Sequence[Reversal], *, nothing: str) -> None:
    """What was undone or redone."""
    for reversal in reversals:
        screen.note(f"{reversal.kind}: {reversal.summary} ({reversal.rows} {'row' if reversal.rows == 1 else 'rows'})")
        screen.problems(reversal.problems)
    if not reversals:
        screen.note(nothing)


def show_forgotten(screen: Screen, report: ForgetReport) -> None:
    """What can no longer be undone, and what that gave back."""
    if not report.rows:
        screen.note("nothing to forget")
        return
    sizes = f"{report.size_before_bytes / 1e6:.1f} to {report.size_bytes / 1e6:.1f} MB"
    screen.note(f"{report.actions} actions can no longer be undone ({report.rows} rows); the file went from {sizes}")


def _flat(hit: Hit, start: int, end: int) -> str:
    """A part of the text on one line, character for character."""
    return "".join(" " if char.isspace() else char for char in hit.variant.text[start:end])


def _fitting(chars: Iterable[str], cells: int) -> str:
    """As many of the characters as fit into that many cells of a terminal."""
    fitting, used = "", 0
    for char in chars:
        used += cell_len(char)
        if used > cells:
            break
        fitting += char
    return fitting
