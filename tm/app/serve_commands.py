"""The command that answers other programs: `tm serve`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from tm.app import door
from tm.app.project import NamedMemory
from tm.app.render import Screen

_MOST_BY_DEFAULT = 4  # each takes some 80 MB; four answer 200 times a second each


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every one.")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", default=8888, show_default=True, help="0: any free one."
)
@click.option("--token", envvar="TM_TOKEN", default="", help="Demand it of every request [else $TM_TOKEN].")
@click.option("--allow-write", "writing", is_flag=True, help="Let clients add, change and delete units.")
@click.option("--omegat", type=door.PATH, metavar="PROJECT", help="Keep this OmegaT project up to date.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="N",
    help=f"That answer [default: one a core, at most {_MOST_BY_DEFAULT}].",
)
@click.option("--mcp", "as_tools", is_flag=True, help="Serve MCP tools on stdin and stdout instead (extra mcp).")
@door.memories_option
@door.encoder_option
@door.json_option
def serve_command(
    host: str,
    port: int,
    token: str,
    writing: bool,
    omegat: Path | None,
    processes: int | None,
    as_tools: bool,
    memories: Sequence[NamedMemory],
    encoder: str | None,
    as_json: bool,
) -> None:
    """Answer other programs from the memory: as tmserver (Weblate, Virtaal), as MyMemory, as JSON by our own paths.

    It only reads unless --allow-write is given. Other machines reach it with --host, and need a token: the one given,
    else a new one each time. Ctrl+C ends it.
    """
    import secrets

    from tm.app.project import prepare_lookup
    from tm.app.server.desk import Desk
    from tm.app.server.guard import Terms, is_loopback
    from tm.app.server.serving import cores, helpers, make_app, serve_in_turns
    from tm.app.server.sync import keep_omegat
    from tm.app.web.serving import listen

    screen = Screen()
    with screen.progress() as progress, door.project(create=writing, memories=memories[:1], encoder=encoder) as project:
        prepare_lookup(project, progress)
    settings = project.settings
    desk = Desk(settings, memories, door.clock)
    if as_tools:
        from tm.app.server.tools import serve_tools

        serve_tools(desk)
        return
    listening = listen(port, host)
    port = listening.getsockname()[1]
    terms = Terms(host, port, token or ("" if is_loopback(host) else secrets.token_urlsafe(24)), writing)
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    with keep_omegat(settings, omegat, door.clock) if omegat else nullcontext():
        if as_json:
            screen.json({"url": url, "token": terms.token, "writing": writing})
        else:
            lines = [f"serving at {url}", f"for Weblate and the like: {url}{terms.prefix}tmserver/"]
            if terms.token and not token:
                lines.append(f"token {terms.token}")
            screen.note("\n".join([*lines, "Ctrl+C ends it"]))
        others = (processes or min(_MOST_BY_DEFAULT, cores())) - 1
        with helpers(others, settings, memories, door.clock, terms, listening):
            serve_in_turns(make_app(desk, terms), listening)


COMMANDS = (serve_command,)
