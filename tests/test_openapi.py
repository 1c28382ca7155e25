"""The OpenAPI document keeps what it says: requests by chance, drawn from it, find no defect."""

import pytest
import schemathesis
from doors import NOW
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from starlette.applications import Starlette

from tm.app import changes, terms
from tm.app.project import Project
from tm.app.server.desk import Desk
from tm.app.server.guard import Terms
from tm.app.server.openapi import document
from tm.app.server.serving import make_app

TOKEN = {"Authorization": "Bearer token"}
OPERATIONS = [
    (method, path) for path, methods in document(writing=True, token=False)["paths"].items() for method in methods
]


@pytest.fixture
def app(project: Project) -> Starlette:
    """A server that may be written to, for any host, with a memory of two units and an entry."""
    pairs = [("水渠修好了。", "The canal is mended."), ("新增就业6120人。", "6,120 jobs were added.")]
    changes.add_pairs(project, pairs, source_lang="zh-CN", target_lang="en-US")
    terms.add_entry(project, "水渠", ["canal"])
    return make_app(Desk(project.settings, [], lambda: NOW), Terms("0.0.0.0", 8888, "token", True))


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_finds_a_defect(app: Starlette, method: str, path: str, mode: GenerationMode) -> None:
    """Whatever the document allows or forbids: no 5xx, answers of the documented shape, errors in words."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=TOKEN)
    operation = schema[path][method.upper()]

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(drawn: st.DataObject) -> None:
        case = drawn.draw(operation.as_strategy(generation_mode=mode))
        answer = case.call(headers=TOKEN)
        assert answer.status_code < 500, (case, answer.text)
        if answer.status_code >= 400:
            assert answer.json()["error"]
        else:
            operation.validate_response(answer)

    ask()
