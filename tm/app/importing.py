"""The command `import` of both command lines: the same options, the same report, another importer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from tm.app import door
from tm.app.render import Screen
from tm.progress import Progress

if TYPE_CHECKING:
    from tm.app.project import Project
    from tm.app.service import ImportReport


class Importer(Protocol):
    """Reads files into a project, all of them in one action."""

    def __call__(
        self,
        project: Project,
        paths: Sequence[Path],
        /,
        *,
        source_lang: str,
        target_lang: str,
        strict: bool,
        progress: Progress,
    ) -> ImportReport:
        """What became of the records of the files."""


def import_command(importer: Callable[[], Importer], *, about: str) -> click.Command:
    """The command; `importer` gives what does the work, so that its code is loaded when there is some."""

    @click.command("import", help=about)
    @click.argument("files", type=door.PATH, nargs=-1, required=True)
    @click.option("--dry-run", is_flag=True, help="Report what would happen; write nothing.")
    @click.option("--strict", is_flag=True, help="Stop at the first record that is a problem; all or nothing.")
    @door.source_option
    @door.target_option
    @door.memory_option
    @door.json_option
    def command(
        files: Sequence[Path],
        dry_run: bool,
        strict: bool,
        source_lang: str,
        target_lang: str,
        memory: Path | None,
        as_json: bool,
    ) -> int:
        screen = Screen()
        opened = door.rehearsal(memory=memory) if dry_run else door.project(create=True, memory=memory)
        with screen.progress() as progress, opened as project:
            report = importer()(
                project, files, source_lang=source_lang, target_lang=target_lang, strict=strict, progress=progress
            )
        screen.tell(report, Screen.imported, as_json=as_json, rehearsed=dry_run)
        return door.PROBLEMS if report.problems else 0

    return command
