"""What both command lines share: options, settings, the clock, and how errors become exit codes."""

from __future__ import annotations

import errno
import gc
import getpass
import io
import logging
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tm.app.project import NamedMemory, Project, open_project, open_rehearsal
from tm.app.render import ReaderGone, Screen
from tm.errors import (
    InputError,
    ModelUnavailable,
    ReaderMissing,
    SettingsError,
    StorageError,
    Superseded,
    TmError,
    UnknownLanguage,
)
from tm.languages import canonical
from tm.settings import Settings, read_settings
from tm.units import REPAIRS, whole_second

if TYPE_CHECKING:
    from tm.text.srx import SrxRules

T = TypeVar("T")
log = logging.getLogger(__name__)
REPAIRS_BY_NAME = tuple(sorted(REPAIRS))

EXIT_CODES: dict[type[TmError], int] = {
    SettingsError: 2,
    UnknownLanguage: 2,
    InputError: 3,
    StorageError: 4,
    Superseded: 4,
    ModelUnavailable: 5,
    ReaderMissing: 5,
}
PROBLEMS = 1  # findings or problems reported
DEFECT = 70  # an error nobody raised on purpose
INTERRUPTED = 130
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)  # what stdout says of a disk that takes no more
_OBJECTS_A_COLLECTION = 50_000  # made, and not let go of, before Python looks for garbage; its default is 700
_COUNTRIES = {"cn": "zh-CN", "hk": "zh-HK", "jp": "ja", "us": "en-US", "gb": "en-GB"}  # no language has these codes


class CommandGroup(click.Group):
    """Commands in the order of their registration, each with its whole first sentence in the list of `-h`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, the main job first."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, wrapped where click would cut sentences short."""
        rows = [(name, command.get_short_help_str(limit=1000)) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class LanguageTag(click.ParamType[str]):
    """A BCP 47 tag, checked at the edge."""

    name = "LANG"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The tag in canonical form; an empty one, the default, stays."""
        try:
            tag = canonical(value) if value else value
        except SettingsError as error:
            self.fail(str(error), param, ctx)
        if meant := _COUNTRIES.get(tag.split("-")[0]):
            self.fail(f"{value!r} is a country; write the language, e.g. {meant}", param, ctx)
        return tag


class MemoryName(click.ParamType[NamedMemory]):
    """A memory file, with `:penalty=N` behind it where its matches are to count N percent less."""

    name = "FILE[:penalty=N]"
    _PENALTY = re.compile(r"(.+):penalty=(.*)", re.DOTALL)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> NamedMemory:
        """The file and its penalty; a file that has the whole as its name is taken as it is."""
        match = self._PENALTY.fullmatch(value)
        if match is None or Path(value).exists():
            return NamedMemory(Path(value))
        if not match[2].isascii() or not match[2].isdigit() or int(match[2]) > 100:
            self.fail(f"the penalty must be a whole number from 0 to 100, not {match[2]!r}", param, ctx)
        return NamedMemory(Path(match[1]), int(match[2]))


class Count(click.ParamType[int]):
    """A whole number from 1 on, as far as SQLite counts."""

    name = "N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        try:
            number = int(str(value))
        except ValueError:
            number = 0
        if number < 1:
            self.fail(f"{value!r} is not a whole number from 1 on", param, ctx)
        if number >= 2**63:
            self.fail(f"{number} is more than can be counted", param, ctx)
        return number


class Day(click.DateTime):
    """A day as 2024-05-01."""

    name = "DAY"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # type: ignore[override]
        """The day."""
        return super().convert(value, param, ctx).date()


COUNT = Count()
STATES = click.Choice(["initial", "translated", "reviewed", "final"])
PATH = click.Path(readable=False, path_type=Path)  # what reads it says what is wrong, in words of its own
memories_option = click.option(
    "--memory",
    "memories",
    type=MemoryName(),
    metavar=MemoryName.name,
    multiple=True,
    help="Memory file [default: memory.tmdb]; more than one may be asked. N percent are taken off what one says.",
)
memory_option = click.option("--memory", type=PATH, help="Memory file [default: memory.tmdb].")
moves_option = click.option(
    "--no-moves", "moves", flag_value=False, default=True, help="Do not look for blocks that stand elsewhere."
)
sentences_option = click.option("--sentences", is_flag=True, help="The files hold one sentence a line.")
minimum_option = click.option(
    "--min", "minimum", type=click.IntRange(0, 100), metavar="N", help="Lowest percent shown [default: 50]."
)
limit_option = click.option(
    "--max", "limit", type=click.IntRange(1, 1000), metavar="N", help="Most matches of a segment [default: 5]."
)
meaning_option = click.option("--meaning", is_flag=True, help="Also find units alike in meaning, in either language.")
strict_variant_option = click.option(
    "--strict-variant", is_flag=True, help="No match across Simplified and Traditional Chinese."
)
as_of_option = click.option("--as-of", type=Day(), help="Leave out documents published after this day.")
kind_option = click.option(
    "--kind",
    type=click.Choice(["term", "name", "person", "place", "organisation"]),
    help="Only terms, or names (of persons, places, organisations, or any).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
encoder_option = click.option("--encoder", help="builtin, or a Sentence Transformers model by name or folder.")
source_option = click.option("-s", "--source", "source_lang", type=LanguageTag(), default="", help="Source language.")
target_option = click.option("-t", "--target", "target_lang", type=LanguageTag(), default="", help="Target language.")


_READING_OPTIONS = (
    click.option("--encoding", default="", help="Encoding of the text files, where it is not found by itself."),
    click.option(
        "--keep",
        multiple=True,
        metavar="CODE",
        type=click.Choice(REPAIRS_BY_NAME),
        help=f"A repair not to make: {', '.join(REPAIRS_BY_NAME)}.",
    ),
    click.option("--semicolons", is_flag=True, help="Split sentences at semicolons too."),
    click.option("--srx", type=PATH, help="SRX file of segmentation rules to go by."),
)


def reading(command: Callable[..., T]) -> Callable[..., T]:
    """The command with options for how texts are read; these, and its languages, reach it as one: `options`."""

    @wraps(command)
    def run_command(
        *,
        encoding: str,
        keep: Sequence[str],
        semicolons: bool,
        srx: Path | None,
        source_lang: str,
        target_lang: str = "",
        sentences: bool = False,
        moves: bool = True,
        **others: object,
    ) -> T:
        from tm.app.alignment import ReadOptions

        options = ReadOptions(
            source_lang=source_lang,
            target_lang=target_lang,
            encoding=encoding,
            sentences=sentences,
            keep=frozenset(keep),
            semicolons=semicolons,
            srx=_segmentation(srx, semicolons=semicolons),
            moves=moves,
        )
        return command(options=options, **others)

    for option in reversed(_READING_OPTIONS):
        run_command = option(run_command)
    return run_command


def _segmentation(srx: Path | None, *, semicolons: bool) -> SrxRules | None:
    """The rules of an SRX file, None without one. Raises: InputError for the file, SettingsError for both options."""
    if srx is None:
        return None
    if semicolons:
        raise SettingsError("--semicolons and --srx exclude each other; write the semicolon into the SRX rules")
    from tm.text.srx import read_srx

    return read_srx(srx)


def project(
    *, create: bool = False, readonly: bool = False, memories: Sequence[NamedMemory] = (), **options: object
) -> AbstractContextManager[Project]:
    """The project of a command, as `open_project` opens it with the settings in force and the options given.

    Where memories are named, the first of them is the one of the settings.
    """
    named = {"memory": memories[0].path} if memories else {}
    settings = settings_with(**options, **named)
    return open_project(settings, clock=clock, create=create, readonly=readonly, memories=memories)


def settings_with(**options: object) -> Settings:
    """The settings in force, options that were given put over them."""
    settings, _ = read_settings(os.environ, home=Path.home())
    settings = replace(settings, login=_login())
    return replace(settings, **{name: value for name, value in options.items() if value})  # type: ignore[arg-type]


def rehearsal(**options: object) -> AbstractContextManager[Project]:
    """The project on a copy of the memory that is thrown away, or on an empty one."""
    return open_rehearsal(settings_with(**options), clock=clock)


def _login() -> str:
    """The name that the person has on this machine; empty where it gives none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def clock() -> datetime:
    """Now, or the moment of SOURCE_DATE_EPOCH where a reproducible run is wanted."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return whole_second(datetime.now(UTC))
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SettingsError(f"SOURCE_DATE_EPOCH must be seconds since 1970, not {epoch!r}") from error


def _start_log(level: str) -> None:
    if level.upper() not in logging.getLevelNamesMapping():
        raise SettingsError(f"TM_LOG must be debug, info, warning or error, not {level!r}")
    told = "! %(message)s" if level.upper() == "WARNING" else "%(name)s: %(message)s"  # as problems are shown
    logging.basicConfig(level=level.upper(), format=told)
    if not log.isEnabledFor(logging.DEBUG):  # what it says of a page is in no user's power; ours says what came of it
        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def _stopped(screen: Screen) -> int:
    screen.note("stopped; a step that was not finished has changed nothing")
    return INTERRUPTED


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):  # None where it was closed before the program began
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names and terminals that are not UTF-8: escaped, not fatal
            stream.reconfigure(errors="backslashreplace")


def run(commands: click.Group, arguments: Sequence[str] | None) -> int:
    """The exit code of a command line; the one place where errors become words and codes."""
    gc.freeze()  # code is no garbage: to look through it again and again takes a tenth of a look-up
    gc.set_threshold(_OBJECTS_A_COLLECTION)
    _prepare_streams()
    screen = Screen()
    try:
        _start_log(os.environ.get("TM_LOG", "WARNING"))
        code = commands.main(args=arguments, standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        return _stopped(screen)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except TmError as error:
        screen.error(str(error))
        return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    except KeyboardInterrupt:
        return _stopped(screen)
    except (ReaderGone, BrokenPipeError):
        _drop_output()  # the reader has left; nothing is wrong
        return 0
    except Exception as error:
        return _unforeseen(screen, error)
    return code if isinstance(code, int) else 0


def _unforeseen(screen: Screen, error: Exception) -> int:
    if isinstance(error, OSError) and error.errno in _FULL:  # files have their own words; this is stdout
        _drop_output()
        screen.error(f"stdout: cannot be written: {error.strerror}; make room, or send it elsewhere")
        return EXIT_CODES[StorageError]
    log.debug("defect", exc_info=True)
    cause = f"{type(error).__name__}: {error}"
    screen.error(f"{cause}; this is a defect of duizhao, not of your files: TM_LOG=debug shows where")
    return DEFECT


def _drop_output() -> None:
    """What is still to be written to stdout goes nowhere: nobody could take it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
