"""Where requests are answered: a few threads, each with its own connections to the memories, kept open."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from tm.app.hygiene import CheckOptions, check_pair
from tm.app.jsonform import Json, plain
from tm.app.project import Clock, NamedMemory, Project, open_project
from tm.app.service import Lookups
from tm.errors import SettingsError, UnknownLanguage
from tm.languages import canonical, primary
from tm.settings import Settings
from tm.units import TranslationUnit, Variant

THREADS = 2  # that look up: one waits for the disk while the other computes

T = TypeVar("T")


class Session:
    """The memories as one thread has them open: for reading, with their indexes."""

    def __init__(self, project: Project) -> None:
        self.project, self.lookups = project, Lookups(project)
        self._pairs: frozenset[tuple[str, str]] = frozenset()
        self._stamps: tuple[str, ...] = ()

    def pairs(self) -> frozenset[tuple[str, str]]:
        """The language pairs that any of the memories holds, as tagged."""
        stamps = tuple(asked.memory.database.stamp for asked in self.project.asked)
        if stamps != self._stamps:
            found = (pair for asked in self.project.asked for pair in asked.memory.pairs())
            self._pairs, self._stamps = frozenset((pair.source_lang, pair.target_lang) for pair in found), stamps
        return self._pairs

    def direction(self, source: str, target: str) -> tuple[str, str]:
        """The two languages in canonical form. Raises: UnknownLanguage if no memory has both, SettingsError."""
        asked = two_languages(source, target)
        wanted = {primary(lang) for lang in asked}
        if not any({primary(one), primary(other)} == wanted for one, other in self.pairs()):
            has = ", ".join(sorted(f"{one} to {other}" for one, other in self.pairs())) or "no units at all"
            raise UnknownLanguage(f"the memory has no units between {asked[0]} and {asked[1]}; it has {has}")
        return asked


def two_languages(source: str, target: str) -> tuple[str, str]:
    """The tags in canonical form. Raises: SettingsError if one is none, or both name one language."""
    asked = canonical(source), canonical(target)
    if primary(asked[0]) == primary(asked[1]):
        raise SettingsError(f"source and target are both {primary(asked[0])}; name two languages")
    return asked


def checked_pair(session: Session, pair: tuple[str, str], langs: tuple[str, str]) -> list[Json]:
    """What is amiss with a translation, by the glossary too; languages that are not named are the settings'."""
    settings = session.project.settings
    source, target = two_languages(langs[0] or settings.source_lang, langs[1] or settings.target_lang)
    unit = TranslationUnit(source=Variant(pair[0], source), target=Variant(pair[1], target))
    found: list[Json] = plain(check_pair(session.project, unit, CheckOptions(proposed_too=True)))
    return [{key: value for key, value in finding.items() if key not in ("number", "others")} for finding in found]


class Desk:
    """The threads and the sessions; changes are made through connections of their own."""

    def __init__(self, settings: Settings, memories: Sequence[NamedMemory], clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self._memories = tuple(memories)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="lookup")
        self._local = threading.local()

    async def read(self, do: Callable[[Session], T]) -> T:
        """What the function finds in a session. Raises: what it raises; StorageError."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._in_session, do)

    async def write(self, do: Callable[[Project], T]) -> T:
        """What the function returns that changes the first memory. Raises: what it raises; StorageError."""

        def written() -> T:
            with open_project(self.settings, clock=self.clock) as project:
                return do(project)

        return await run_in_threadpool(written)

    def close(self) -> None:
        """Let go of the threads; each closes its own connections first, as SQLite wants it."""
        all_here = threading.Barrier(THREADS)
        for _ in range(THREADS):
            self._threads.submit(self._leave, all_here)
        self._threads.shutdown(wait=True)

    def _leave(self, all_here: threading.Barrier) -> None:
        all_here.wait()  # no thread leaves twice
        opened: ExitStack | None = getattr(self._local, "opened", None)
        if opened is not None:
            opened.close()

    def _in_session(self, do: Callable[[Session], T]) -> T:
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            opened = ExitStack()
            session = Session(
                opened.enter_context(
                    open_project(self.settings, clock=self.clock, readonly=True, memories=self._memories)
                )
            )
            self._local.opened, self._local.session = opened, session
        return do(session)
