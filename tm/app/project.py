"""A project: the memory, the termbase, the encoder and the clock that one command works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tm.encode.choose import choose_encoder
from tm.encode.encoder import Encoder
from tm.errors import SettingsError
from tm.languages import primary
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.progress import Progress, silent
from tm.settings import Settings

if TYPE_CHECKING:
    from glossary.termbase import Termbase

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class NamedMemory:
    """A memory file by name, and how many percent its matches count less."""

    path: Path
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """A memory that is asked, and how many percent its matches count less."""

    memory: Memory
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class Project:
    """What service functions work on; the encoder loads nothing before it is asked for vectors."""

    settings: Settings
    memory: Memory
    encoder: Encoder
    clock: Clock
    penalty: int = 0  # of matches from this memory
    references: tuple[Reference, ...] = ()  # other memories that are asked, and never written to
    rehearsed: bool = False  # on a copy that is thrown away

    @property
    def asked(self) -> tuple[Reference, ...]:
        """All memories that a lookup asks, this project's own first."""
        return (Reference(self.memory, self.penalty), *self.references)

    @property
    def termbase(self) -> Termbase:
        """The glossary in the memory file; its code is loaded where it is asked for."""
        from glossary.termbase import Termbase

        return Termbase(self.memory.database)


@contextmanager
def open_project(
    settings: Settings,
    *,
    clock: Clock,
    create: bool = False,
    readonly: bool = False,
    memories: Sequence[NamedMemory] = (),
) -> Iterator[Project]:
    """The project over the memory file of the settings, which is closed at the end.

    Of `memories` the first is the settings' one, the others are its references, opened for reading only.
    A file that was made here is taken away again if the block fails before anything is written to it.
    Raises: StorageError if the file is not there and `create` is false, is not ours, or cannot be opened.
    """
    encoder = choose_encoder(settings.encoder)
    made = create and not settings.memory.exists()
    own, *others = memories or (NamedMemory(settings.memory),)
    _check_different(memories)
    with ExitStack() as opened:
        database = opened.enter_context(
            open_database(settings.memory, create=create, readonly=readonly, actor=settings.login)
        )
        references = tuple(
            Reference(Memory(opened.enter_context(open_database(other.path, readonly=True))), other.penalty)
            for other in others
        )
        try:
            yield Project(settings, Memory(database), encoder, clock, own.penalty, references)
        except BaseException:
            if made:
                database.discard()
            raise


def _check_different(memories: Sequence[NamedMemory]) -> None:
    """Raises: SettingsError for a file named twice."""
    paths = [named.path.resolve() for named in memories]
    for named, path in zip(memories, paths, strict=True):
        if paths.count(path) > 1:
            raise SettingsError(f"{named.path}: is named twice; name each memory once")


@contextmanager
def open_rehearsal(settings: Settings, *, clock: Clock) -> Iterator[Project]:
    """A project on a copy of the memory that is thrown away, or on an empty one where there is none yet."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        copy = Path(folder) / settings.memory.name
        if settings.memory.exists():
            with open_database(settings.memory, create=False, readonly=True) as database:
                database.back_up(copy)
        with open_project(replace(settings, memory=copy), clock=clock, create=True) as project:
            yield replace(project, rehearsed=True)


def prepare_lookup(project: Project, progress: Progress = silent) -> None:
    """Bring what lookups need beside a large memory up to date, so that the first one need not; after a change."""
    if project.rehearsed:
        return
    from tm.lookup.fuzzy import FuzzyIndex

    fuzzy = FuzzyIndex(project.memory, progress=progress)
    tagged = {(primary(pair.source_lang), primary(pair.target_lang)) for pair in project.memory.pairs()}
    for source, target in sorted(tagged | {pair[::-1] for pair in tagged}):
        fuzzy.prepare(source, target)
