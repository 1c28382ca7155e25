"""Where requests are answered: two threads, each with its own connections to the memories, kept open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
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


class Lane:
    """A thread that has the memories open for itself as long as it lives."""

    def __init__(self, name: str, opening: Callable[[], AbstractContextManager[Project]]) -> None:
        self._thread, self._opening = ThreadPoolExecutor(1, thread_name_prefix=name), opening
        self._opened = ExitStack()
        self._session: Session | None = None

    async def run(self, do: Callable[[Session], T]) -> T:
        """What the function finds in the session of the thread. Raises: what it raises; StorageError."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_session, do)

    def close(self) -> None:
        """End the thread; it closes its connections itself, as SQLite wants it."""
        self._thread.submit(self._opened.close)
        self._thread.shutdown(wait=True)

    def _in_session(self, do: Callable[[Session], T]) -> T:
        if self._session is None:
            self._session = Session(self._opened.enter_context(self._opening()))
        return do(self._session)


class Desk:
    """Two lanes, one for look-ups alone: a few milliseconds each, which nothing slower holds up.

    More threads that compute at once are slower than one: they wait for each other (Python's lock). For more, there
    are processes. Changes are made through connections of their own.
    """

    def __init__(self, settings: Settings, memories: Sequence[NamedMemory], clock: Clock) -> None:
        self.settings, self.clock = settings, clock

        def opening() -> AbstractContextManager[Project]:
            return open_project(settings, clock=clock, readonly=True, memories=tuple(memories))

        self._short, self._long = Lane("lookup", opening), Lane("reading", opening)

    async def look_up(self, do: Callable[[Session], T]) -> T:
        """What the function finds; for what takes a few milliseconds. Raises: what it raises; StorageError."""
        return await self._short.run(do)

    async def read(self, do: Callable[[Session], T]) -> T:
        """What the function finds, however long it takes. Raises: what it raises; StorageError."""
        return await self._long.run(do)

    async def write(self, do: Callable[[Project], T]) -> T:
        """What the function returns that changes the first memory. Raises: what it raises; StorageError."""

        def written() -> T:
            with open_project(self.settings, clock=self.clock) as project:
                return do(project)

        return await run_in_threadpool(written)

    def close(self) -> None:
        """Let go of the threads."""
        self._short.close()
        self._long.close()
