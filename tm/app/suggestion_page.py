"""Suggestions as one web page that needs no script, no network and no other file: differences, bands and terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tm.app.manuscript import Manuscript
from tm.app.pagefile import write_page
from tm.app.suggestions import Suggested, suggestion_of
from tm.lookup.diff import diff_html
from tm.lookup.matches import Match


@dataclass(frozen=True, slots=True)
class _Shown:
    """A match as the template shows it."""

    match: Match
    label: str
    css: str  # the class of its band
    suggestion: str  # the repaired or converted text; else empty
    suggestion_kind: str


def write_suggestion_page(path: Path, manuscript: Manuscript, found: Iterable[Suggested]) -> None:
    """Write the page, UTF-8, in place of an older one. Raises: StorageError; then the older one stays."""
    rows = ((one, [_shown(match) for match in one.answer.result.matches]) for one in found)
    write_page(path, "suggestions.html.j2", manuscript=manuscript, rows=rows, diff_html=diff_html)


def _shown(match: Match) -> _Shown:
    text, kind = suggestion_of(match)
    special = kind in ("repaired", "converted")
    label = f"{match.percent} %" if match.cosine is None else f"cos {match.cosine:.2f}"
    return _Shown(match, label, _css(match), text if special else "", kind if special else "")


def _css(match: Match) -> str:
    """`x` context and exact, `h` 85 and more, `m` 75 and more, `l` below, `v` by meaning."""
    if match.percent is None:
        return "v"
    return next(css for floor, css in ((100, "x"), (85, "h"), (75, "m"), (0, "l")) if match.percent >= floor)
