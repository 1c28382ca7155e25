"""The pages by HTTP: who is let in, what a review answers, errors in words; no browser, a stub encoder."""

import ast
import asyncio
import html
import json
import re
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from doors import NOW
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from underreview import SOURCES, long_review, small_review
from uvicorn.server import ServerState

from tm import errors
from tm.app import reviews
from tm.app.alignment import align_segments
from tm.app.project import Project, open_project
from tm.app.reviews import Kind, Operation
from tm.app.web import serving
from tm.app.web.guard import MAX_BODY, Access
from tm.app.web.pages import Site, make_app
from tm.app.web.refusals import said
from tm.app.web.review_pages import FIRST_ROWS, operation_of, review_routes
from tm.app.web.serving import access_to, listen
from tm.app.web.words import LANGUAGES, words
from tm.review import operations
from tm.review.rows import Side
from tm.review.store import Reviews

ACCESS = Access(8765, "the key of this run")
ORIGIN = {"origin": "http://127.0.0.1:8765"}
RAISED = ("SettingsError", "UnknownLanguage", "HTTPException")
NAMES = ("tea", "茶/园? #1 100%", "<script>alert(1)</script>")


@pytest.fixture
def stranger(project: Project) -> Iterator[TestClient]:
    """A client without the key, before a memory with three reviews, one of each of NAMES."""
    database = project.memory.database
    with database.transaction():
        for name in NAMES:
            Reviews(database).create(
                small_review(),
                name=name,
                langs=("zh-CN", "en-US"),
                paths=("a.txt", "b.txt"),
                held=False,
                now=NOW,
            )
    app = make_app(Site(project.settings, lambda: NOW), ACCESS, review_routes())
    with TestClient(app, base_url="http://127.0.0.1:8765", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """A browser that came by the address in the terminal."""
    assert stranger.get("/", params={"key": ACCESS.key}).status_code == 200
    return stranger


def post(client: TestClient, path: str, **asked: Any) -> Any:
    return client.post(f"/api/reviews/{path}", json=asked, headers=ORIGIN)


def test_the_key_opens_and_becomes_a_cookie(stranger: TestClient) -> None:
    """Once; the address in the browser is without it. The cookie is for our scripts neither nor for other sites."""
    assert stranger.get("/").status_code == 403
    answer = stranger.get("/reviews/1?key=the+key+of+this+run&x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reviews/1?x=1")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/reviews/1", "/api/reviews/1", "/static/review.js", "/nothing"])
def test_a_stale_key_opens_nothing(stranger: TestClient, path: str) -> None:
    """Nor does a cookie of an earlier run on the same port; the answer says where the right one is."""
    for cookies in ({}, {ACCESS.cookie: "the key of the last run"}):
        stranger.cookies.update(cookies)
        answer = stranger.get(path, params={"key": "the key of the last run"})
        assert answer.status_code == 403
        assert "the one that the terminal shows" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:80", "127.0.0.1", "localhost:8766"])
def test_other_names_for_this_machine_are_refused(client: TestClient, host: str) -> None:
    """A site that resolves its name to this machine cannot read anything."""
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", [{}, {"origin": "http://evil.example"}, {"origin": "http://127.0.0.1:1"}, {"origin": "null"}]
)
def test_another_site_cannot_do_anything(client: TestClient, origin: dict[str, str]) -> None:
    """Even with the cookie; nothing is done."""
    asked = {"kind": "merge", "row": 1, "revision": 0}
    answer = client.post("/api/reviews/1/operations", json=asked, headers=origin)
    assert (answer.status_code, "another site" in answer.json()["error"]) == (403, True)
    assert client.get("/api/reviews/1").json()["revision"] == 0


def test_every_answer_tells_the_browser_to_trust_nothing_else(client: TestClient) -> None:
    """Own scripts and styles only, no frames, nothing kept; refusals too."""
    for path in ("/", "/reviews/1", "/api/reviews/1", "/static/page.js", "/nothing", "/reviews/99"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


def test_pages_need_nothing_from_elsewhere(client: TestClient) -> None:
    """No address of another machine, no inline script or style, in any page or static file."""
    static = Path(__file__).parent.parent / "tm" / "app" / "web" / "static"
    pages = [client.get(path).text for path in ("/", "/reviews/1")]
    files = [path.read_text("utf-8") for path in sorted(static.iterdir())]
    for text in (*pages, *files):
        assert "//" not in text.replace("http://www.w3.org/2000/svg", "").replace("// ", "")
    for text in pages:
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text


def test_a_page_is_in_the_language_asked_for(client: TestClient) -> None:
    """By the browser, or as chosen; any other browser gets English."""
    chinese = client.get("/reviews/1", headers={"accept-language": "de, zh-TW;q=0.8, en;q=0.5"}).text
    assert '<html lang="zh">' in chinese
    assert "拆分" in chinese
    assert '<html lang="en">' in client.get("/", headers={"accept-language": "fr"}).text
    client.cookies.set("duizhao-language", "zh")
    client.cookies.set("duizhao-theme", "dark")
    assert '<html lang="zh" data-theme="dark">' in client.get("/").text


def test_every_word_is_there_in_both_languages() -> None:
    """With the same values to put in."""
    tables = [words(language) for language in LANGUAGES]
    for key in tables[0]:
        values = [sorted(re.findall(r"\{\w+\}", table[key])) for table in tables]
        assert values[0] == values[1], key
        assert all(table[key] for table in tables)


def test_every_refusal_is_told_in_the_language_of_the_interface(client: TestClient) -> None:
    """What the rules say no to stands in the table of words, word for word."""
    app = Path(reviews.__file__ or "").parent
    files = [Path(operations.__file__ or ""), app / "reviews.py", *(app / "web").glob("*.py")]
    files += [path for path in (app / "server").glob("*.py") if path.name != "serving.py"]
    refusals = []
    for node in (node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
            told = node.args[-1] if node.func.id == "HTTPException" else node.args[0]
            parts = told.values if isinstance(told, ast.JoinedStr) else [told]
            if all(isinstance(part, ast.Constant | ast.FormattedValue) for part in parts):
                refusals.append("".join(str(p.value) if isinstance(p, ast.Constant) else "undo" for p in parts))
    refusals = [one for one in refusals if not re.search("port|of this machine", one)]  # for the terminal
    assert len(refusals) > 40
    for refusal in refusals:
        assert re.search("[\u4e00-\u9fff]", said(refusal, "zh")), refusal
        assert said(refusal, "en") == refusal
    client.cookies.set("duizhao-language", "zh")
    answer = post(client, "1/operations", revision=0, kind="pin", row=1, target_row=1)
    assert answer.status_code == 200
    answer = post(client, "1/operations", revision=1, kind="merge", row=5)
    assert answer.json()["error"] == "这是最后一行，下面没有可合并的行"


def test_the_list_shows_names_as_they_are(client: TestClient) -> None:
    """Signs of addresses and markup are text."""
    page = client.get("/").text
    assert "茶/园? #1 100%" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in client.get("/reviews/3").text


def test_a_long_list_is_searched_and_goes_on(
    client: TestClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page at a time, the one changed last first; names are found in any letter case, signs and all."""
    monkeypatch.setattr(reviews, "REVIEWS_SHOWN", 25)
    with project.memory.database.transaction():
        for number in range(60):
            Reviews(project.memory.database).create(
                small_review(), name=f"No {number} & co", langs=("zh-CN", "en-US"), paths=("", ""), held=False, now=NOW
            )
    seen, address = [], "/"
    while address:
        page = client.get(address).text
        seen += re.findall("<bdi>(.*?)</bdi>", page)
        after = re.search('href="([^"]*)" rel="next"', page)
        address = html.unescape(after[1]) if after else ""
    assert (len(seen), len(set(seen)), seen[0]) == (63, 63, "No 59 &amp; co")
    assert 'rel="prev"' in page
    page = client.get("/", params={"text": "NO 5"}).text
    assert len(re.findall("<bdi>No 5", page)) == 11
    assert "11 of 63 documents" in page
    assert "Nothing found." in client.get("/", params={"text": "<b>"}).text
    assert client.get("/", params={"offset": "-1"}).status_code == 200


def test_a_review_answers_with_its_rows(client: TestClient) -> None:
    """Texts, where their sentences end, grade and state."""
    told = client.get("/api/reviews/1").json()
    first, second, *_, fourth, _ = told["rows"]
    assert first == {
        "id": 1,
        "source": {"text": SOURCES[0], "cuts": [], "edited": False, "first": 0},
        "target": {"text": "The canal is mended.", "cuts": [], "edited": False, "first": 0},
        "state": "pending",
        "confidence": 0.9,
        "grade": "B",
        "eyes": False,
    }
    assert second["target"]["cuts"] == [len("All say it is good.")]
    assert (fourth["grade"], fourth["target"]) == ("N", {"text": "", "cuts": [], "edited": False, "first": None})
    assert (told["revision"], told["can_undo"], told["sentences"]) == (0, False, {"source": 5, "target": 5})
    assert set(told["progress"]) == {"rows", "pairs", "reviewed", "accepted", "needs_eyes", "errors_left"}


def test_a_page_comes_with_its_first_rows(client: TestClient, project: Project) -> None:
    """As many as a screen holds, just as the whole answer has them, whatever was done to them."""
    database = project.memory.database
    with database.transaction():
        Reviews(database).create(
            long_review(FIRST_ROWS + 9), name="long", langs=("zh-CN", "en-US"), paths=("", ""), held=False, now=NOW
        )
    for revision, kind in enumerate(("merge", "accept", "move-down")):
        post(client, "4/operations", revision=revision, kind=kind, row=FIRST_ROWS)
    first = json.loads(client.get("/reviews/4").text.split('id="first">')[1].split("</script>")[0])
    told = client.get("/api/reviews/4").json()
    assert (first["revision"], len(told["rows"])) == (told["revision"], FIRST_ROWS + 8)
    assert first["rows"] == told["rows"][:FIRST_ROWS]


def test_an_operation_answers_with_what_changed(client: TestClient) -> None:
    """The splices of the rows; undo and redo in the same form."""
    done = post(client, "1/operations", revision=0, kind="split", row=2, side="source", offset=8).json()
    (splice,) = done["splices"]
    assert (splice["at"], splice["removed"], len(splice["rows"]), done["revision"]) == (1, 1, 2, 1)
    assert splice["rows"][0]["grade"] == "H"
    back = post(client, "1/undo", revision=1).json()
    assert [(one["at"], one["removed"], len(one["rows"])) for one in back["splices"]] == [(1, 2, 1)]
    assert (back["can_undo"], back["can_redo"]) == (False, True)
    assert post(client, "1/redo", revision=2).json()["splices"][0]["rows"] == splice["rows"]


def test_the_second_window_gets_a_conflict(client: TestClient) -> None:
    """409, and nothing is done."""
    assert post(client, "1/operations", revision=0, kind="accept", row=1).status_code == 200
    late = post(client, "1/operations", revision=0, kind="merge", row=1)
    assert (late.status_code, "changed elsewhere" in late.json()["error"]) == (409, True)
    assert len(client.get("/api/reviews/1").json()["rows"]) == 5


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"kind": "explode", "row": 1}, "kind must be one of split,"),
        ({"kind": ["split"], "row": 1}, "kind must be one of"),
        ({"kind": "merge", "row": "1"}, "row must be a whole number"),
        ({"kind": "merge", "row": 5}, "last row"),
        ({"kind": "merge", "row": 99}, "no longer there"),
        ({"kind": "swap", "row": 1, "side": "middle"}, "side must be one of source, target"),
        ({"kind": "edit", "row": 1, "text": 7}, "text must be"),
        ({"kind": "edit", "row": 1, "text": "\ud800"}, "text in UTF-8"),
        ({"kind": "edit", "row": 1, "text": "长" * 30_000}, "30,000 characters are too long"),
        ({"kind": "accept-above", "confidence": "high"}, "confidence must be a number"),
        ({"kind": "accept-above", "confidence": 95}, "confidence must lie"),
        ({"kind": "accept-above", "confidence": 10**400}, "confidence must lie"),
        ({"kind": "accept-above", "confidence": float("nan")}, "confidence must lie"),
        ({"kind": "merge", "row": 10**30}, "no longer there"),
        ({"kind": "merge", "row": 1, "revision": None}, "revision must be a whole number"),
    ],
)
def test_what_cannot_be_done_is_explained(client: TestClient, asked: dict[str, Any], reason: str) -> None:
    """422 and a sentence; nothing changes."""
    body = json.dumps({"revision": 0} | asked)
    headers = ORIGIN | {"content-type": "application/json"}
    answer = client.post("/api/reviews/1/operations", content=body, headers=headers)
    assert (answer.status_code, reason in answer.json()["error"]) == (422, True)
    assert client.get("/api/reviews/1").json()["revision"] == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "7", b"\xff\xfe", "[" * 100_000])
def test_what_is_no_json_object_is_refused(client: TestClient, body: str | bytes) -> None:
    """422 and a sentence."""
    answer = client.post("/api/reviews/1/undo", content=body, headers=ORIGIN)
    assert (answer.status_code, "JSON" in answer.json()["error"]) == (422, True)


def test_ten_megabytes_are_refused(client: TestClient) -> None:
    """Whether the request says how long it is or not; nothing is done."""
    body = json.dumps({"kind": "edit", "row": 1, "revision": 0, "text": "长" * (10 << 20)}, ensure_ascii=False).encode()
    assert len(body) > MAX_BODY
    for content in (body, (body[at : at + 65536] for at in range(0, len(body), 65536))):
        answer = client.post("/api/reviews/1/operations", content=content, headers=ORIGIN)
        assert (answer.status_code, "too much" in answer.json()["error"]) == (413, True)
    assert client.get("/api/reviews/1").json()["revision"] == 0


def test_what_is_not_there_is_said_in_the_form_asked_for(client: TestClient) -> None:
    """JSON to scripts, a page to people, a method that is not served."""
    assert client.get("/api/reviews/99").status_code == 404
    assert "number 99" in client.get("/api/reviews/99").json()["error"]
    assert client.get(f"/api/reviews/{10**30}").status_code == 404
    page = client.get("/reviews/99")
    assert (page.status_code, "<h1>" in page.text) == (404, True)
    assert client.get("/static/nothing.js").status_code == 404
    assert client.get("/api/reviews/1/undo").status_code == 405


def test_a_defect_is_told_and_ends_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 with its cause; the next request is answered."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    with monkeypatch.context() as patch:
        patch.setattr("tm.app.reviews.open_review", broken)
        answer = client.get("/api/reviews/1")
    assert (answer.status_code, "ZeroDivisionError: oh; this is a defect" in answer.json()["error"]) == (500, True)
    assert client.get("/api/reviews/1").status_code == 200


@pytest.mark.parametrize(("review", "name"), [(1, "tea"), (2, "茶_园_ #1 100%"), (3, "_script_alert(1)__script_")])
def test_the_export_is_a_file_named_as_the_document(client: TestClient, review: int, name: str) -> None:
    """Whatever it is called; signs that no file name can have are replaced."""
    from urllib.parse import quote

    answer = client.get(f"/reviews/{review}/export.tsv")
    assert answer.text.count("\n") == 5
    told = answer.headers["content-disposition"]
    assert quote(f"{name}.tsv") in told or f'"{name}.tsv"' in told
    assert client.get(f"/reviews/{review}/export.tmx?accepted=1").status_code == 200
    assert client.get(f"/reviews/{review}/export.exe").status_code == 404


def test_an_operation_is_read_as_it_was_sent() -> None:
    """Every field."""
    asked = {"kind": "pin", "row": 3, "side": "target", "target_row": 4, "offset": 2, "text": "x", "confidence": 1}
    assert operation_of(asked) == Operation(
        kind=Kind.PIN, row=3, side=Side.TARGET, target_row=4, offset=2, text="x", confidence=1.0
    )


def test_answers_are_sent_without_delay() -> None:
    """Asyncio switches the gathering of small packets off only where a socket names its protocol: 40 ms an answer."""
    with listen(0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_named() -> None:
    """With what to do; each run has a key of its own."""
    with listen(0) as first, listen(0) as second:
        assert access_to(first).key != access_to(second).key
        with pytest.raises(errors.SettingsError, match=r"port \d+ cannot be used .* --port"):
            listen(access_to(first).port)


def test_aligning_anew_tells_how_far_it_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """To whoever asks while it goes on; nothing before and after."""
    told = []

    def align(*arguments: Any) -> Any:
        *_, progress = arguments
        progress("encode", 6, 10)
        told.append(client.get("/api/reviews/1/progress").json())
        return align_segments(*arguments)

    monkeypatch.setattr("tm.app.reviews.align_segments", align)
    assert client.get("/api/reviews/1/progress").json() is None
    assert post(client, "1/operations", revision=0, kind="realign").status_code == 200
    assert told == [{"stage": "encode", "done": 6, "total": 10}]
    assert client.get("/api/reviews/1/progress").json() is None


def test_a_project_of_a_request_shares_the_encoder(client: TestClient, project: Project) -> None:
    """Aligning anew loads no second model; what it changes can be undone."""
    done = post(client, "1/operations", revision=0, kind="realign")
    assert done.status_code == 200
    with open_project(project.settings, clock=lambda: NOW) as again:
        assert Reviews(again.memory.database).get(1).revision == done.json()["revision"]


def test_who_never_ends_a_request_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a head and half a body are waited for only so long; an answer that takes its time is not cut off."""
    monkeypatch.setattr(serving, "PATIENCE", 0.05)
    let_go = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if scope["path"] == "/slow":
            await let_go.wait()
            await PlainTextResponse("done")(scope, receive, send)
        else:
            await receive()

    async def ask(port: int, sent: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        told = await reader.read()
        writer.close()
        return told

    async def play() -> tuple[bytes, ...]:
        config = uvicorn.Config(app, http=serving.PunctualProtocol, log_level="critical")
        config.load()
        made = partial(serving.PunctualProtocol, config=config, server_state=ServerState(), app_state={})
        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        slow = asyncio.create_task(ask(port, b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        head = await ask(port, b"GET / HTTP/1.1\r\nHost: x\r\n")
        body = await ask(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
        let_go.set()
        server.close()
        return head, body, (await slow).splitlines()[-1]

    assert asyncio.run(play()) == (b"", b"", b"done")
