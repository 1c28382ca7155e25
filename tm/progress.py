"""How long work tells its progress: a callable, silent unless a door gives a bar."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told the stage, what is done and of how much (None where the total is not known)."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Tell that `done` of `total` steps of `stage` are behind us."""


def silent(stage: str, done: int, total: int | None) -> None:
    """The default: says nothing."""
