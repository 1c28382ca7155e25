"""The memory and the glossary as MCP tools, for language models that are to translate as people here do."""

from __future__ import annotations

from typing import Any

from tm import __version__
from tm.app import jsonform
from tm.app.jsonform import Json
from tm.app.keywords import find_keyword
from tm.app.server.desk import Desk, Session, checked_pair
from tm.app.service import LookupOptions
from tm.errors import ModelUnavailable, SettingsError

_MOST = 50
_HOW = (
    "A translation memory and a glossary of one translator, Chinese and English. Before you translate a sentence, call "
    "tm_lookup; take over what is 100 percent, keep the wording of what is near. Use the renderings of term_lookup, "
    "never forbidden ones; call term_check on what you have translated."
)


def make_tools(desk: Desk) -> Any:
    """The MCP server with its tools. Raises: ModelUnavailable without the package."""
    try:
        from mcp.server import MCPServer
    except ImportError as error:
        raise ModelUnavailable('MCP needs a package that is not here: pip install "duizhao[mcp]"') from error
    server = MCPServer("duizhao", instructions=_HOW, version=__version__, log_level="WARNING")

    @server.tool()
    async def tm_lookup(text: str, source: str = "", target: str = "", limit: int = 5) -> Json:
        """Translations in the memory of sentences like this one: percent is likeness of form, 100 the same text.

        `diff` shows what differs, `repaired` is the translation with the figures of your text. Languages as in zh-CN,
        en-US; left empty they are read from the text.
        """
        return await desk.look_up(lambda session: _look_up(session, text, source, target, limit))

    @server.tool()
    async def tm_concordance(text: str, limit: int = 10) -> Json:
        """Sentences of the memory that hold these words, in either language, with their translations."""
        return await desk.read(lambda session: jsonform.keywords(_places(session, text, limit)))

    @server.tool()
    async def term_lookup(text: str) -> Json:
        """Terms of the glossary that stand in the text: `target` are the renderings to use, `forbidden` are not."""

        def found(session: Session) -> Json:
            answer = session.lookups.answer(text, _options(session, "", "", 1))
            return {"terms": [jsonform.term(hit) for hit in answer.terms]}

        return await desk.read(found)

    @server.tool()
    async def term_check(source: str, target: str) -> Json:
        """What is amiss with a translation: forbidden and missing terms, numbers that differ, lost inline codes."""
        return {"findings": await desk.read(lambda session: checked_pair(session, (source, target), ("", "")))}

    return server


def serve_tools(desk: Desk) -> None:
    """Answer on stdin and stdout until stdin ends. Raises: ModelUnavailable without the package."""
    try:
        make_tools(desk).run("stdio")
    finally:
        desk.close()


def _options(session: Session, source: str, target: str, limit: int) -> LookupOptions:
    if source and target:
        source, target = session.direction(source, target)
    return LookupOptions(
        source_lang=source,
        target_lang=target,
        minimum=session.project.settings.min_percent,
        limit=max(1, min(limit, _MOST)),
    )


def _look_up(session: Session, text: str, source: str, target: str, limit: int) -> Json:
    _check(text)
    return jsonform.answer(session.lookups.answer(text, _options(session, source, target, limit)))


def _places(session: Session, text: str, limit: int) -> Any:
    _check(text)
    return find_keyword(session.project, text, limit=max(1, min(limit, _MOST)))


def _check(text: str) -> None:
    if not text.strip():
        raise SettingsError("an empty text cannot be looked up; give a segment")
