"""Pages as files: one that needs no script, no network and no other file."""

from __future__ import annotations

from pathlib import Path

from tm.exchange.safexml import atomic_write


def write_page(path: Path, template: str, **values: object) -> None:
    """Write a template of `tm/app/templates`, filled in piece by piece, UTF-8, in place of an older file.

    Raises: StorageError if the file cannot be written; then the older one stays.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tm.app"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    with atomic_write(path) as file:
        for piece in environment.get_template(template).generate(values):
            file.write(piece.encode("utf-8", "replace"))  # a lone surrogate cannot be shown
