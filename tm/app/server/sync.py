"""An OmegaT project kept up to date: its memory and glossary are written whenever ours have changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tm.app.omegat import export_project
from tm.app.project import Clock, open_project
from tm.app.selection import UnitFilter
from tm.errors import TmError
from tm.settings import Settings

EVERY_SECONDS = 1.0  # a look at the state of the memory costs a fraction of a millisecond

log = logging.getLogger(__name__)


@contextmanager
def keep_omegat(settings: Settings, folder: Path, clock: Clock) -> Iterator[None]:
    """Keep the project up to date as long as the block runs: what is changed stands in it some two seconds later.

    Raises: as `export_project`, before the block. Later failures are logged, and the next change tries again.
    """
    stamp = _write(settings, folder, clock, "")
    ended = threading.Event()

    def follow(known: str) -> None:
        while not ended.wait(EVERY_SECONDS):
            try:
                known = _write(settings, folder, clock, known)
            except TmError as error:
                log.warning("the OmegaT project is not up to date: %s", error)

    thread = threading.Thread(target=follow, args=(stamp,), name="omegat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _write(settings: Settings, folder: Path, clock: Clock, known: str) -> str:
    """The state of the memory that the project now has; it is written only if it has another one."""
    with open_project(settings, clock=clock, readonly=True) as project:
        stamp = project.memory.database.stamp
        if stamp != known:
            export_project(project, folder, UnitFilter())
    return stamp
