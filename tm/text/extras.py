"""Readers that need the `formats` extra: how a missing package is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tm.errors import ReaderMissing


@contextmanager
def formats_extra(path: Path) -> Iterator[None]:
    """Around the import of a package of the extra. Raises: ReaderMissing that says how to install it."""
    try:
        yield
    except ImportError as error:
        message = f"files of type {path.suffix.lower()} need the package {error.name}"
        raise ReaderMissing(f'{message}; pip install "duizhao[formats]"', path=path) from error
