"""Units side by side as one web page that needs no script, no network and no other file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tm.exchange.safexml import atomic_write
from tm.memory.rows import StoredUnit


def write_unit_page(path: Path, rows: Iterable[StoredUnit], *, title: str) -> int:
    """The number of units written, UTF-8. Raises: StorageError; then an older file stays."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tm.app"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    units = list(rows)
    page = environment.get_template("units.html.j2").generate(title=title, rows=units)
    with atomic_write(path) as file:
        for piece in page:
            file.write(piece.encode("utf-8", "replace"))  # a lone surrogate cannot be shown
    return len(units)
