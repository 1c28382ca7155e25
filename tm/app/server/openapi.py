"""The OpenAPI document of our own interface, for client generators and for people."""

from __future__ import annotations

from tm import __version__
from tm.app.jsonform import Json
from tm.check.findings import SEVERITIES
from tm.lookup.concordance import MAX_QUERY_CHARS as LONGEST_KEYWORD
from tm.lookup.lookup import MAX_QUERY_CHARS as LONGEST_SEGMENT
from tm.units import State

MOST_MATCHES, MOST_QUERIES = 500, 100

_STRING: Json = {"type": "string"}
_TEXT: Json = {"type": "string", "minLength": 1, "maxLength": LONGEST_SEGMENT}
_LANG: Json = {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", "examples": ["zh-CN", "en_US"]}
_STATE: Json = {"type": "string", "enum": list(State)}
_COUNT: Json = {"type": "integer", "minimum": 0}


def document(*, writing: bool, token: bool) -> Json:
    """OpenAPI 3.1; methods that change the memory only where the server lets them, a token only where one is asked."""
    paths = _reading() | {"/api/units/{unit}": {"get": _operation("A unit by its id", _ref("Unit"), [_UNIT_ID])}}
    if writing:
        paths["/api/units"] = {"post": _operation("Add a unit", _ref("Added"), body="NewUnit", status="201")}
        paths["/api/units/{unit}"] |= {
            "patch": _operation("Change a unit", _ref("Unit"), [_UNIT_ID], body="UnitEdit"),
            "delete": _operation("Delete a unit", _object(deleted=_COUNT), [_UNIT_ID]),
        }
    components: Json = {"schemas": _schemas()}
    told: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Duizhao",
            "version": __version__,
            "description": "The translation memory and the glossary of one machine. Percent is form, 100 the same "
            "text; cosine is meaning; no match has both.",
        },
        "paths": paths,
        "components": components,
    }
    if token:
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        told["security"] = [{"token": []}]
    return told


def _reading() -> Json:
    text = _parameter("text", _TEXT, "the text", required=True)
    keyword = _parameter("text", _TEXT | {"maxLength": LONGEST_KEYWORD}, "what to look for", required=True)
    langs = [_parameter(name, _LANG, f"its {name} language") for name in ("source", "target")]
    most = _parameter("max", _number(1, MOST_MATCHES), "how many at most")
    flags = [_parameter(name, {"type": "boolean"}, told) for name, told in FLAGS.items()]
    least = _parameter("min", _number(0, 100), "lowest percent of a match")
    near = [_parameter(f"context_{side}", _TEXT, f"the segment {side} it") for side in ("before", "after")]
    lookup = {
        "get": _operation("The matches of a segment", _ref("Answer"), [text, *langs, least, most, *flags, *near]),
        "post": _operation(
            "The matches of several segments",
            _object(answers=_list(_ref("Answer"))),
            body="Queries",
        ),
    }
    return {
        "/api/lookup": lookup,
        "/api/concordance": {"get": _operation("Where a text stands", _ref("Keywords"), [keyword, *langs, most])},
        "/api/terms": {
            "get": _operation(
                "Glossary entries with a term that holds the text",
                _object(total=_COUNT, entries=_list(_ref("Entry"))),
                [text, most],
            )
        },
        "/api/terms/in": {
            "get": _operation(
                "The terms that stand in a text",
                _object(terms=_list(_ref("TermHit"))),
                [text, _parameter("lang", _LANG, "the language of the text")],
            )
        },
        "/api/terms/{concept}": {
            "get": _operation(
                "A glossary entry by its id or one of its terms",
                _ref("Entry"),
                [_parameter("concept", {"type": "string", "minLength": 1}, "its id", place="path", required=True)],
            )
        },
        "/api/check": {
            "post": _operation(
                "What is amiss with a translation: numbers, inline codes, forbidden and missing terms",
                _object(findings=_list(_ref("Finding"))),
                body="Pair",
            )
        },
        "/api/stats": {"get": _operation("What the memory holds", {"type": "object"})},
    }


FLAGS = {"meaning": "also find by meaning", "fragments": "also phrases that the memory has translated"}


def _unit() -> Json:
    texts = ("source", "target", "source_lang", "target_lang", "origin", "date", "note")
    share = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    return {"id": {"type": "integer"}, "state": _STATE, "confidence": share} | dict.fromkeys(texts, _STRING)


def _schemas() -> Json:
    string, unit = _STRING, _unit()
    lookup = {"source": _LANG, "target": _LANG, "min": _number(0, 100), "max": _number(1, MOST_MATCHES)}
    query = _object(("text",), text=_TEXT, context_before=string, context_after=string)
    hit = unit | {"side": {"enum": ["source", "target"]}, "start": _COUNT, "end": _COUNT, "memory": string}
    return {
        "Error": _object(error=string),
        "Unit": _object(**unit),
        "NewUnit": _object(source=_TEXT, target=_TEXT, source_lang=_LANG, target_lang=_LANG),
        "UnitEdit": _object((), source=_TEXT, target=_TEXT, state=_STATE, note={"type": "string"})
        | {"minProperties": 1},
        "Added": _object(added=_COUNT, merged=_COUNT, skipped=_COUNT),
        "Match": _object(
            ("id", "kind", "percent", "cosine", "source", "target"),
            id={"type": "integer"},
            kind={"enum": ["context", "exact", "fuzzy", "meaning"]},
            percent={"type": ["integer", "null"]},
            cosine={"type": ["number", "null"]},
            source=string,
            target=string,
            diff=_list(_list(string)),
            repaired=string,
        ),
        "TermHit": _object(
            source=string, target=_list(string), forbidden=_list(string), start=_COUNT, end=_COUNT, concept=string
        ),
        "Pair": _object(("source", "target"), source=_TEXT, target=_TEXT, source_lang=_LANG, target_lang=_LANG),
        "Finding": _object(
            ("code", "severity", "message"),
            code=string,
            severity={"enum": list(SEVERITIES)},
            message=string,
            suggestion=string,
            source_span={"type": ["array", "null"], "items": _COUNT},
            target_span={"type": ["array", "null"], "items": _COUNT},
        ),
        "Entry": _object(concept=string, terms=_list({"type": "object"})),
        "Answer": _object(
            query=string,
            lang=string,
            matches=_list(_ref("Match")),
            terms=_list(_ref("TermHit")),
            fragments=_list({"type": "object"}),
        ),
        "Keywords": _object(
            query=string, total=_COUNT, units=_COUNT, complete={"type": "boolean"}, hits=_list(_object(**hit))
        ),
        "Queries": _object(
            ("queries",),
            **lookup,
            **{name: {"type": "boolean"} for name in FLAGS},
            queries={
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_QUERIES,
                "items": {"anyOf": [_TEXT, query]},
            },
        ),
    }


def _operation(
    summary: str, answer: Json, parameters: list[Json] | None = None, *, body: str = "", status: str = "200"
) -> Json:
    told: Json = {
        "summary": summary,
        "responses": {status: _told("Done", answer), "default": _told("What went wrong", _ref("Error"))},
    }
    if parameters:
        told["parameters"] = parameters
    if body:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(body)}}}
    return told


def _told(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _parameter(name: str, schema: Json, told: str, *, place: str = "query", required: bool = False) -> Json:
    return {"name": name, "in": place, "required": required, "description": told, "schema": schema}


def _object(required: tuple[str, ...] | None = None, **properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties if required is None else required)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _number(least: int, most: int) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_UNIT_ID = _parameter("unit", {"type": "integer", "minimum": 0}, "its id", place="path", required=True)
