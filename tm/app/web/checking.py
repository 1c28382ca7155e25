"""A check of the whole memory in the background: how far it is, what it found, and whether that still holds."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, replace

from tm.app.hygiene import CheckOptions, CheckReport, FixReport, check_memory, fix_memory, still_so
from tm.app.project import Clock, Project, open_project
from tm.errors import SettingsError
from tm.settings import Settings

_AT_ONCE = 0.3  # seconds in which a small memory has been checked: nobody needs to ask again


class _Stopped(Exception):
    """Nobody waits for the check any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found in a memory of this stamp."""

    report: CheckReport
    stamp: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A check that goes on: units gone through in this stage, of so many."""

    stage: str
    done: int
    units: int


class Checking:
    """One check at a time, in a thread of its own; its findings are kept until the next one."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")
        self._turn, self._stopping = threading.Lock(), threading.Event()
        self._under_way = UnderWay("check", 0, 0)
        self._check: Future[Found] | None = None
        self._found: Found | None = None

    def start(self, settings: Settings, clock: Clock) -> None:
        """Begin a check, if none is under way; returns when it is done or a moment has passed."""
        with self._turn:
            if self._check is None or self._check.done():
                self._stopping.clear()
                self._under_way = UnderWay("check", 0, 0)
                self._check = self._thread.submit(self._run, settings, clock)
            going_on = self._check
        wait_for([going_on], _AT_ONCE)

    def stop(self) -> None:
        """Give up the check under way; what the one before it found is kept."""
        self._stopping.set()

    def standing(self) -> UnderWay | Found | None:
        """How it stands; None if nothing was ever checked to the end. Raises: what went wrong with the check."""
        with self._turn:
            if self._check is not None and not self._check.done():
                return self._under_way
            if self._check is not None:
                done, self._check = self._check, None
                if not isinstance(done.exception(), _Stopped):
                    self._found = done.result()
            return self._found

    def fix(self, project: Project, code: str) -> FixReport:
        """Put right what the last check found, as far as it is still so. Raises: SettingsError, as `fix_memory`."""
        found = self.standing()
        if not isinstance(found, Found):
            raise SettingsError("nothing was checked yet; check the memory first")
        fixed = fix_memory(project, [code], CheckOptions(), found=found.report)
        self._found = replace(found, report=still_so(project, found.report))
        return fixed

    def _run(self, settings: Settings, clock: Clock) -> Found:
        with open_project(settings, clock=clock, readonly=True) as project:
            stamp, units = project.memory.database.stamp, project.memory.stats().units

            def tell(stage: str, done: int, total: int | None) -> None:
                self._under_way = UnderWay(stage, done, units)
                if self._stopping.is_set():
                    raise _Stopped

            return Found(check_memory(project, CheckOptions(), progress=tell), stamp)
