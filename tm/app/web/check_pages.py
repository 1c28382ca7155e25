"""What the memory page asks about findings: to look for them, how far that is, a page of them, to put them right."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tm.app import jsonform
from tm.app.hygiene import Checked, still_so
from tm.app.jsonform import Json
from tm.app.project import Project
from tm.app.web.checking import Checking, Found, UnderWay
from tm.app.web.pages import doing, language_of, number_in, project_of, site_of, text_in
from tm.app.web.refusals import said_in_parts
from tm.check.findings import FIXABLE

_SHOWN = 100  # findings at once


def check_routes(checking: Checking) -> list[Route]:
    """The check of the run, shared by all windows."""

    def start(project: Project, request: Request, _: Json) -> Json:
        site = site_of(request)
        checking.start(site.settings, site.clock)
        return _standing(project, checking, language_of(request), "", 0)

    def stop(project: Project, _: Request, __: Json) -> Json:
        checking.stop()
        return {}

    def fix(project: Project, _: Request, asked: Json) -> Json:
        shape: Json = jsonform.plain(checking.fix(project, text_in(asked, "code")))
        return shape

    def findings(request: Request) -> Response:
        asked = request.query_params
        with project_of(request, readonly=True) as project:
            code, offset = asked.get("code", ""), number_in(asked.get("offset"))
            return JSONResponse(_standing(project, checking, language_of(request), code, offset))

    return [
        Route("/api/memory/check", doing(start, readonly=True), methods=["POST"]),
        Route("/api/memory/check/stop", doing(stop, readonly=True), methods=["POST"]),
        Route("/api/memory/findings", findings),
        Route("/api/memory/fix", doing(fix), methods=["POST"]),
    ]


def _standing(project: Project, checking: Checking, language: str, code: str, offset: int) -> Json:
    """How far the check is, or its findings from `offset` on, the gravest first, and `counts` of all by code."""
    standing = checking.standing()
    if isinstance(standing, UnderWay):
        return {"state": "running", "stage": standing.stage, "done": standing.done, "units": standing.units}
    if standing is None:
        return {"state": "none"}
    return {"state": "done"} | _page(project, standing, language, code, offset)


def _page(project: Project, found: Found, language: str, code: str, offset: int) -> Json:
    """Of the units shown, those that were changed since are left out; `outdated` where anything was."""
    report = found.report
    wanted = [checked for checked in report.findings if code in ("", checked.finding.code)]
    shown = still_so(project, report, wanted[offset : offset + _SHOWN]).findings
    counts = [{"code": name, "count": count, "fixable": name in FIXABLE} for name, count in report.counts]
    return {
        "units": report.units,
        "total": len(wanted),
        "next": offset + _SHOWN if offset + _SHOWN < len(wanted) else None,
        "outdated": found.stamp != project.memory.database.stamp,
        "counts": counts,
        "findings": [_shape(checked, language) for checked in shown],
    }


def _shape(checked: Checked, language: str) -> Json:
    finding = jsonform.plain(checked.finding) | {"message": said_in_parts(checked.finding.message, language)}
    return jsonform.unit(checked.finding.number, checked.unit) | {"finding": finding}
