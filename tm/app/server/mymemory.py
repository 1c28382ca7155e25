"""The dialect of MyMemory's `/get`, which many CAT tools and scripts speak; nothing is asked of MyMemory.

Source: MyMemory's API specification (mymemory.translated.net/doc/spec.php).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app.jsonform import Json
from tm.app.server.desk import Session
from tm.app.server.requests import desk_of, said_to, segment
from tm.app.service import Answer, LookupOptions
from tm.errors import SettingsError, UnknownLanguage
from tm.lookup.matches import Match
from tm.units import TranslationUnit

_PAIR = "langpair must name two languages, as langpair=en|zh-CN"


def mymemory_routes() -> list[Route]:
    """`/get?q=TEXT&langpair=SOURCE|TARGET`."""
    return [Route("/get", _get, methods=["GET"])]


async def _get(request: Request) -> Response:
    """The best match as `responseData`, all as `matches`; what goes wrong is told in their keys too."""
    asked = request.query_params
    source, bar, target = asked.get("langpair", "").partition("|")
    if not bar or not source or not target:
        return _refused(request, 422, _PAIR)
    text = segment(asked.get("q"), "q")

    def found(session: Session) -> Answer:
        settings = session.project.settings
        languages = session.direction(source, target)
        options = LookupOptions(
            source_lang=languages[0],
            target_lang=languages[1],
            minimum=settings.min_percent,
            limit=settings.max_matches,
        )
        return session.lookups.answer(text, options)

    try:
        answer = await desk_of(request).look_up(found)
    except UnknownLanguage as error:
        return _refused(request, 404, str(error))
    except SettingsError as error:
        return _refused(request, 422, str(error))
    return JSONResponse(_told([_match(match) for match in answer.result.matches]))


def _told(matches: list[Json], *, status: int = 200, details: str = "") -> Json:
    best = matches[0] if matches else {"translation": "", "match": 0}
    return {
        "responseData": {"translatedText": best["translation"], "match": best["match"]},
        "quotaFinished": False,
        "responseDetails": details,
        "responseStatus": status,
        "responderId": "duizhao",
        "matches": matches,
    }


def _refused(request: Request, status: int, message: str) -> Response:
    return JSONResponse(_told([], status=status, details=said_to(request, message)), status)


def _match(match: Match) -> Json:
    """A match; its `match` is form as a share of 1, and 1 only for the same text. `quality` knows no more than that."""
    unit, percent = match.unit, min(match.percent or 0, 100)
    created, changed = _day(unit, "created_at"), _day(unit, "changed_at")
    return {
        "id": str(match.rowid),
        "segment": unit.source.text,
        "translation": unit.target.text,
        "source": unit.source.lang,
        "target": unit.target.lang,
        "quality": str(percent),
        "reference": unit.origin.document,
        "usage-count": max(
            1, sum(rendering.count for rendering in match.variants if rendering.text == unit.target.text)
        ),
        "subject": "",
        "created-by": unit.created_by,
        "last-updated-by": unit.changed_by or unit.created_by,
        "create-date": created,
        "last-update-date": changed or created,
        "match": percent / 100,
    }


def _day(unit: TranslationUnit, field: str) -> str:
    moment = unit.created_at if field == "created_at" else unit.changed_at
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""
