"""The glossary page: entries to decide on, and the termbase."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from glossary.entries import CandidateKind, Status, TermEntry, Workflow
from tm.app import termhistory, termreview, terms
from tm.app.jsonform import Json, plain
from tm.app.jsonform import entry as entry_shape
from tm.app.project import Project
from tm.app.termedits import EntryEdit, TermEdit, delete_entries, unite_entries
from tm.app.web.codewords import action_said
from tm.app.web.pages import doing, language_of, number_in, page, project_of, text_in, text_or_empty
from tm.app.web.waiting import answer_while_awaited
from tm.app.web.words import words
from tm.errors import SettingsError, Superseded
from tm.progress import Progress

_SHOWN = 200  # entries of a list at once


def glossary_routes() -> list[Route]:
    """The page and what it asks for."""
    return [
        Route("/glossary", _page),
        Route("/api/glossary", _list, methods=["GET"]),
        Route("/api/glossary", _changing(_add), methods=["POST"]),
        Route("/api/glossary/{concept:path}/approve", _changing(_approve), methods=["POST"]),
        Route("/api/glossary/{concept:path}/reject", _changing(_reject), methods=["POST"]),
        Route("/api/glossary/{concept:path}/edit", _changing(_edit), methods=["POST"]),
        Route("/api/glossary/{concept:path}/merge", doing(_merge), methods=["POST"]),
        Route("/api/glossary/{concept:path}/delete", _changing(_delete), methods=["POST"]),
        Route("/api/glossary/{concept:path}/sentences", _sentences),
        Route("/api/glossary/{concept:path}/history", _history),
        Route("/api/glossary/{concept:path}", _entry),
    ]


def _page(request: Request) -> Response:
    with project_of(request, readonly=True) as project:
        langs = project.settings.source_lang, project.settings.target_lang
    return page(
        request,
        "glossary.html.j2",
        langs=langs,
        statuses=list(Status),
        workflows=["", *Workflow],
        kinds=["", *CandidateKind],
    )


def _list(request: Request) -> Response:
    """Entries from `offset` on, and how many there are of each kind."""
    asked = request.query_params
    workflow, sort, kind = asked.get("workflow", ""), asked.get("sort", "decision"), asked.get("kind", "")
    if workflow not in ("", *Workflow) or sort not in get_args(terms.Sort) or kind not in ("", *CandidateKind):
        raise SettingsError("there is no such list of entries")
    offset = number_in(asked.get("offset"))
    with project_of(request, readonly=True) as project:
        text = asked.get("text", "").strip()
        found = terms.list_entries(project, text=text, kind=kind, sort=cast(terms.Sort, sort))
        wanted = [entry for entry in found if workflow in ("", entry.workflow)]
        rows = [_row(project, entry) for entry in wanted[offset : offset + _SHOWN]]
    counts = Counter(str(entry.workflow) for entry in found)
    return JSONResponse({"total": len(wanted), "counts": counts | {"": len(found)}, "entries": rows})


def _row(project: Project, entry: TermEntry) -> Json:
    source, target = termreview.source_term(project, entry), termreview.target_term(project, entry)
    return {
        "concept": entry.concept,
        "source": source.text,
        "source_lang": source.lang,
        "target": target.text if target and target is not source else "",
        "target_lang": target.lang if target else "",
        "workflow": str(entry.workflow),
        "confidence": entry.confidence,
        "count": entry.count,
    }


def _entry(request: Request) -> Response:
    with project_of(request, readonly=True) as project:
        return JSONResponse(_shape(project, request.path_params["concept"]))


def _shape(project: Project, concept: str) -> Json:
    """An entry; `seen` names the state that it is in."""
    entry = termreview.entry_of(project, concept)
    return {
        "row": _row(project, entry),
        "entry": entry_shape(entry) | {"terms": plain(entry.terms)},
        "renderings": plain(entry.renderings),
        "seen": _state_of(entry),
    }


async def _sentences(request: Request) -> Response:
    """Sentences of the memory with the term of an entry, and in how many units it stands."""

    def found(project: Project, progress: Progress) -> Json:
        entry = termreview.entry_of(project, request.path_params["concept"])
        sentences, uses = termreview.sentences_of(project, entry, progress=progress)
        return {"sentences": plain(sentences), "uses": uses}

    return await answer_while_awaited(request, found)


def _history(request: Request) -> Response:
    """The steps of an entry; kinds, fields and decisions in the language of the page."""
    spoken = words(language_of(request))
    with project_of(request, readonly=True) as project:
        told: Json = plain(termhistory.entry_history(project, request.path_params["concept"]))
    for step in told["steps"]:
        step["kind"], _ = action_said(step["kind"], "", spoken)
        for change in step["changes"]:
            field = change["field"]
            for side in ("before", "after"):
                change[side] = spoken.get(f"{field.removeprefix('term_')}-{change[side]}", change[side])
            change["field"] = spoken[f"field-{field}"]
    return JSONResponse(told)


def _state_of(entry: TermEntry) -> str:
    return sha256(json.dumps(plain(entry), sort_keys=True).encode()).hexdigest()[:16]


def _changing(do: Callable[[Project, str, Json], str]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that changes an entry and answers with it as it then stands, or with null where it is gone."""

    def changed(project: Project, request: Request, asked: Json) -> Json | None:
        concept = do(project, request.path_params.get("concept", ""), asked)
        return _shape(project, concept) if concept else None

    return doing(changed)


def _seen(project: Project, concept: str, asked: Json) -> TermEntry:
    """The entry, if it is as the page showed it. Raises: Superseded if it is not."""
    entry = termreview.entry_of(project, concept)
    if asked.get("seen") != _state_of(entry):
        message = f"{entry.terms[0].text} was changed in another window or program; look at it again"
        raise Superseded(message, path=project.settings.memory)
    return entry


def _approve(project: Project, concept: str, asked: Json) -> str:
    termreview.accept(project, _seen(project, concept, asked), rendering=_text(asked, "rendering"))
    return concept


def _reject(project: Project, concept: str, asked: Json) -> str:
    termreview.reject(project, _seen(project, concept, asked))
    return concept


def _merge(project: Project, request: Request, asked: Json) -> Json:
    """Join the entry `other` into the one shown, which is told with what of the two did not go together."""
    seen = _seen(project, request.path_params["concept"], asked)
    report = unite_entries(project, seen.concept, text_in(asked, "other"))
    return _shape(project, report.entry.concept) | {"problems": plain(report.problems)}


def _delete(project: Project, concept: str, asked: Json) -> str:
    delete_entries(project, [_seen(project, concept, asked).concept])
    return ""


def _edit(project: Project, concept: str, asked: Json) -> str:
    """`terms` are all terms as they are to be, those with `was` in the place of an old one; others are removed."""
    seen, told = _seen(project, concept, asked), asked.get("terms")
    if not isinstance(told, list) or not all(isinstance(term, dict) for term in told):
        raise SettingsError("terms must be a list of objects")
    edits = tuple(_term_edit(term) for term in told)
    kept = {edit.text for edit in edits}
    workflow = _text(asked, "workflow")
    if workflow not in ("", *Workflow):
        raise SettingsError(f"workflow must be one of {', '.join(Workflow)}")
    edit = EntryEdit(
        subject_field=_text(asked, "subject"),
        definition=_text(asked, "definition"),
        definition_lang=seen.definitions[0].lang if seen.definitions else "",
        note=_text(asked, "note"),
        workflow=Workflow(workflow) if workflow else None,
        terms=edits,
        removed=tuple(term.text for term in seen.terms if term.text not in kept),
    )
    termreview.decide_entry(project, seen, edit)
    return concept


def _term_edit(told: Json) -> TermEdit:
    text, was, status = _text(told, "text"), _text(told, "was"), _text(told, "status")
    if not text:
        raise SettingsError("a term must not be empty; delete its line instead")
    if status not in [*Status]:
        raise SettingsError(f"the status of a term must be one of {', '.join(Status)}")
    return TermEdit(
        text=was or text,
        lang=_text(told, "lang"),
        new_text=text if was and was != text else None,
        status=Status(status),
        note=_text(told, "note"),
    )


def _add(project: Project, _: str, asked: Json) -> str:
    forbidden = [text] if (text := _text(asked, "forbidden")) else []
    entry = terms.add_entry(project, _text(asked, "source"), [_text(asked, "target")], forbidden=forbidden)
    return entry.concept


def _text(asked: Json, name: str) -> str:
    return text_or_empty(asked, name).strip()
