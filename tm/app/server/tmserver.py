"""The dialect of translate-toolkit's tmserver and of amaGama, which Virtaal, Pootle and Weblate speak.

Source: amaGama's API documentation (docs.translatehouse.org/projects/amagama, "amaGama API").
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tm.app import changes
from tm.app.jsonform import Json
from tm.app.project import Project
from tm.app.server.desk import Session, two_languages
from tm.app.server.requests import body, body_object, check_writing, desk_of, number, segment
from tm.app.service import Answer, ImportReport, LookupOptions, import_files
from tm.errors import InputError, ReaderMissing
from tm.languages import primary, serves

_LEAST_SIMILARITY, _SIMILARITY, _CANDIDATES, _MOST_CANDIDATES = 30, 70, 5, 500
_NO_NAME = re.compile(r"[/\\\x00-\x1f]")  # of a file on any system
_LONGEST_NAME = 60
_NAMES = ("zh-CN", "zh-Hans", "zh-SG", "zh-TW", "zh-HK", "zh-Hant", "en-US", "en-GB", "en-CA", "en-AU")
_PREFIX = "/tmserver/{source}/{target}"


def tmserver_routes() -> list[Route]:
    """Suggestions, the languages, and units told by others; `unit/?source=` takes texts that no path can hold."""
    return [
        Route("/tmserver/languages/", _languages),
        Route("/tmserver/languages", _languages),
        Route(f"{_PREFIX}/unit/{{text:anything}}", _suggest, methods=["GET"]),
        Route(f"{_PREFIX}/unit/{{text:anything}}", _add_unit, methods=["PUT", "POST"]),
        Route(f"{_PREFIX}/store/{{name:anything}}", _add_store, methods=["POST"]),
        Route(f"{_PREFIX}/store/{{name:anything}}", _put_store, methods=["PUT"]),
    ]


async def _suggest(request: Request) -> Response:
    asked, path = request.query_params, request.path_params
    text = segment(path["text"] or asked.get("source"), "the text after unit/, or source,")
    minimum = number(asked.get("min_similarity"), "min_similarity", default=_SIMILARITY, least=0, most=100)
    limit = number(asked.get("max_candidates"), "max_candidates", default=_CANDIDATES, least=1, most=_MOST_CANDIDATES)

    def found(session: Session) -> Answer:
        source, target = session.direction(path["source"], path["target"])
        least = max(minimum, _LEAST_SIMILARITY)
        options = LookupOptions(source_lang=source, target_lang=target, minimum=least, limit=limit)
        return session.lookups.answer(text, options)

    answer = await desk_of(request).look_up(found)
    return JSONResponse(
        [
            _candidate(min(match.percent or 0, 100), match.unit.source.text, match.unit.target.text)
            for match in answer.result.matches
        ]
    )


def _candidate(percent: int, source: str, target: str) -> Json:
    """A suggestion; `rank` is said nowhere to mean anything but to be a percent."""
    return {"source": source, "target": target, "quality": float(percent), "rank": 100.0}


async def _languages(request: Request) -> Response:
    """The languages in both directions, since units answer either way round, as clients write them: zh_cn.

    Clients ask only in languages that are listed by their own names, so that all are that the memory would answer to.
    """
    pairs = await desk_of(request).look_up(Session.pairs)
    tags = {lang for pair in pairs for lang in pair}
    asked = tags | {primary(tag) for tag in tags} | {name for name in _NAMES if any(serves(tag, name) for tag in tags)}
    names = sorted(tag.replace("-", "_").lower() for tag in asked)
    return JSONResponse({"sourceLanguages": names, "targetLanguages": names})


async def _add_unit(request: Request) -> Response:
    check_writing(request)
    await _add(request, [_pair(await body_object(request))], "")
    return PlainTextResponse("")


async def _add_store(request: Request) -> Response:
    check_writing(request)
    told = await body(request)
    if not isinstance(told, list) or not told:
        raise HTTPException(422, "the body must be a list of objects with source and target")
    name = request.path_params["name"]
    await _add(request, [_pair(one) for one in told], name)
    return PlainTextResponse(f"added {len(told)} units from {name}")


async def _put_store(request: Request) -> Response:
    """A file of units as it is, TMX, XLIFF, PO or a table; its name tells the format."""
    check_writing(request)
    source, target = two_languages(request.path_params["source"], request.path_params["target"])
    name, content = request.path_params["name"], await request.body()
    file_name = _NO_NAME.sub("_", name)[-_LONGEST_NAME:]
    if not Path(file_name).suffix:
        raise HTTPException(422, f"the name of the store must tell its format, as in a.po; {name[:40]!r} does not")

    def put(project: Project) -> ImportReport:
        with TemporaryDirectory() as folder:
            path = Path(folder) / file_name
            path.write_bytes(content)
            try:
                return import_files(project, [path], source_lang=source, target_lang=target)
            except (InputError, ReaderMissing) as error:
                raise HTTPException(422, str(error).replace(f"{folder}/", "")) from error

    report = await desk_of(request).write(put)
    return PlainTextResponse(f"added {report.read - report.failed} units from {name}")


def _pair(told: object) -> tuple[str, str]:
    if not isinstance(told, dict):
        raise HTTPException(422, "a unit must be an object with source and target")
    return segment(told.get("source"), "source"), segment(told.get("target"), "target")


async def _add(request: Request, pairs: list[tuple[str, str]], summary: str) -> None:
    source, target = two_languages(request.path_params["source"], request.path_params["target"])
    await desk_of(request).write(
        lambda project: changes.add_pairs(project, pairs, source_lang=source, target_lang=target, summary=summary)
    )
