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
        from tm.app.jsonform import plain
        from tm.app.project import open_or_make_project, open_rehearsal

        screen = Screen()
        settings = door.settings_with(memory=memory)
        opened = open_rehearsal if dry_run else open_or_make_project
        with screen.progress() as progress, opened(settings, clock=door.clock) as project:
            report = importer()(
                project, files, source_lang=source_lang, target_lang=target_lang, strict=strict, progress=progress
            )
        if as_json:
            screen.json(plain(report))
        else:
            screen.imported(report, rehearsed=dry_run)
        return door.PROBLEMS if report.problems else 0

    return command
