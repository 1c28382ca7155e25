"""The command on alignments under review: `tm review`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tm.app import door
from tm.app.render import Screen

if TYPE_CHECKING:
    from socket import socket

    from tm.app.alignment import ReadOptions
    from tm.app.web.guard import Access
    from tm.app.web.pages import Site


@click.command()
@click.argument("source", metavar="[SOURCE | NAME]", required=False)
@click.argument("target", type=door.PATH, required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", default=0, help="Port on 127.0.0.1 [default: any free one]."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@door.reading
@door.sentences_option
@door.moves_option
@door.source_option
@door.target_option
@door.memory_option
@door.encoder_option
@door.json_option
def review(
    source: str | None,
    target: Path | None,
    port: int,
    no_browser: bool,
    options: ReadOptions,
    memory: Path | None,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Review an alignment in the browser: of two files, or one that is in the memory by its NAME, or choose there.

    Every step is saved at once. Ctrl+C here ends it; the same command goes on later where you were.
    """
    import webbrowser

    from tm.app import reviews
    from tm.app.changes import bring_reviews_in_step
    from tm.app.kept import keep_alignment
    from tm.app.pairs import align_files
    from tm.app.web.pages import Site
    from tm.app.web.serving import access_to, listen

    screen = Screen()
    listening = listen(port)
    access, path = access_to(listening), "/"
    creating = target is not None or (source is not None and Path(source).is_file())
    with screen.progress() as progress, door.project(create=creating, memory=memory, encoder=encoder) as project:
        if creating:
            pair = align_files(
                Path(source or ""),
                target,
                settings=project.settings,
                encoder=project.encoder,
                options=options,
                progress=progress,
            )
            path = f"/reviews/{keep_alignment(project, pair).id}"
        elif source is not None:
            path = f"/reviews/{reviews.find_review(project, source).id}"
        bring_reviews_in_step(project)
        site = Site(project.settings, door.clock)
    url = access.url(path)
    if as_json:
        screen.json({"url": url})
    else:
        screen.note(f"review at {url}\nCtrl+C ends it; every step is saved")
    if not no_browser:
        webbrowser.open(url)
    _serve(site, access, listening)


def _serve(site: Site, access: Access, listening: socket) -> None:
    """Answer with all the pages until Ctrl+C; a check that goes on is given up then."""
    from tm.app.web.check_pages import check_routes
    from tm.app.web.checking import Checking
    from tm.app.web.glossary_pages import glossary_routes
    from tm.app.web.history_pages import history_routes
    from tm.app.web.memory_pages import memory_routes
    from tm.app.web.pages import make_app
    from tm.app.web.review_pages import review_routes
    from tm.app.web.serving import serve

    checking = Checking()
    routes = [*review_routes(), *glossary_routes(), *memory_routes(), *check_routes(checking), *history_routes()]
    try:
        serve(make_app(site, access, routes), listening)
    finally:
        checking.stop()


COMMANDS = (review,)
