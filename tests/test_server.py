"""`tm serve` by HTTP: the dialects as their clients speak them, who is let in, bad requests."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from doors import NOW
from starlette.testclient import TestClient

from tm.app import changes, terms
from tm.app.project import NamedMemory, Project
from tm.app.server.desk import Desk
from tm.app.server.guard import Terms, is_loopback
from tm.app.server.serving import make_app
from tm.app.web.guard import MAX_BODY

Open = Callable[..., TestClient]
PAIRS = (
    ("水渠修好了。", "The canal is mended."),
    ("新增就业6120人。", "6,120 jobs were added."),
    ("第一行\n第二行/第三行?#100%", "line one\nline two/line three?#100%"),
)


@pytest.fixture
def opened(project: Project) -> Iterator[Open]:
    """A client of a server with the memory of PAIRS and one term; options are those of Terms."""
    changes.add_pairs(project, PAIRS, source_lang="zh-CN", target_lang="en-US")
    terms.add_entry(project, "水渠", ["canal"], forbidden=["ditch"])
    clients: list[TestClient] = []

    def start(host: str = "127.0.0.1", token: str = "", writing: bool = False) -> TestClient:
        desk = Desk(project.settings, [NamedMemory(project.settings.memory)], lambda: NOW)
        app = make_app(desk, Terms(host, 8888, token, writing))
        client = TestClient(app, base_url="http://127.0.0.1:8888", raise_server_exceptions=False)
        clients.append(client.__enter__())
        return client

    yield start
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(opened: Open) -> TestClient:
    """A program on this machine."""
    return opened()


def suggestions(client: TestClient, text: str, pair: str = "zh_cn/en_us", **options: Any) -> Any:
    """What tmserver suggests, asked as Weblate asks: codes in small letters, the text in the path, all escaped."""
    return client.get(f"/tmserver/{pair}/unit/{quote(text, safe='')}", params=options).json()


def test_a_suggestion_is_as_amagama_documents_it(client: TestClient) -> None:
    """A list of source, target, quality and rank, the last two with a fraction."""
    assert suggestions(client, "水渠修好了。") == [
        {"source": "水渠修好了。", "target": "The canal is mended.", "quality": 100.0, "rank": 100.0}
    ]
    near = suggestions(client, "水渠修坏了。")
    assert [(one["target"], 70 <= one["quality"] < 100) for one in near] == [("The canal is mended.", True)]


def test_units_answer_either_way_round(client: TestClient) -> None:
    """English asked, Chinese suggested, with codes as any client writes them."""
    for pair in ("en_us/zh_cn", "en/zh", "en-US/zh-Hans"):
        assert [one["target"] for one in suggestions(client, "The canal is mended.", pair)] == ["水渠修好了。"]


def test_min_similarity_and_max_candidates_are_obeyed(client: TestClient) -> None:
    """70 and 5 where not said; never below 30."""
    text = "新增就业的人都来了。"
    assert suggestions(client, text) == []
    assert len(suggestions(client, text, min_similarity=30)) >= 1
    assert suggestions(client, text, min_similarity=0) == suggestions(client, text, min_similarity=30)
    assert len(suggestions(client, text, min_similarity=30, max_candidates=1)) == 1


def test_weblate_learns_the_languages(client: TestClient) -> None:
    """It asks `languages/` and takes its own codes, small and with underscores, only if they are listed."""
    told = client.get("/tmserver/languages/").json()
    assert {"zh", "zh_cn", "zh_hans", "en", "en_us", "en_gb"} <= set(told["sourceLanguages"])
    assert told["sourceLanguages"] == told["targetLanguages"]
    assert "zh_hant" not in told["sourceLanguages"]


@pytest.mark.parametrize("text", ["第一行\n第二行/第三行?#100%", "line one\nline two/line three?#100%"])
def test_any_text_can_stand_in_the_path(client: TestClient, text: str) -> None:
    """Slash, question mark, number sign, percent, line break, Chinese; or it stands in `source`."""
    pair = "zh/en" if text.startswith("第") else "en/zh"
    assert [(one["source"], one["quality"]) for one in suggestions(client, text, pair)] == [(text, 100.0)]
    asked = client.get(f"/tmserver/{pair}/unit/", params={"source": text}).json()
    assert asked == suggestions(client, text, pair)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/tmserver/de/fr/unit/x", 404, "no units between de and fr; it has zh-CN to en-US"),
        ("/tmserver/q1!/en/unit/x", 422, "not a language tag"),
        ("/tmserver/en/en_gb/unit/x", 422, "both en"),
        ("/tmserver/zh/en/unit/", 422, "must be a text"),
        ("/tmserver/zh/en/unit/x?min_similarity=much", 422, "from 0 to 100, not 'much'"),
        ("/tmserver/zh/en/unit/x?max_candidates=0", 422, "from 1 to 500"),
        ("/tmserver/zh/en/nothing", 404, "nothing at this address"),
        ("/get?q=x&langpair=en", 422, "two languages"),
        ("/get?langpair=en|zh", 422, "q must be a text"),
        ("/get?q=x&langpair=fr|de", 404, "no units between fr and de"),
        ("/api/lookup", 422, "text must be a text"),
        ("/api/lookup?text=x&source=zh", 422, "both languages"),
        ("/api/lookup?text=x&min=101", 422, "from 0 to 100"),
        ("/api/lookup?text=x&meaning=perhaps", 422, "true or false"),
        ("/api/units/99", 404, "no unit 99"),
        ("/api/units/99999999999999999999999", 404, "no unit"),
        ("/api/terms/nothing", 404, "no entry"),
        ("/api/concordance?text=" + "x" * 501, 413, "at most 500"),
        ("/api/lookup?text=" + "x" * 10_001, 413, "split it"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(client: TestClient, path: str, status: int, words: str) -> None:
    """By a status that fits and one sentence as JSON."""
    answer = client.get(path)
    told = answer.json()
    assert (answer.status_code, words in (told.get("error") or told["responseDetails"])) == (status, True), told


@pytest.mark.parametrize(
    ("path", "headers", "words"),
    [
        ("/tmserver/de/fr/unit/x", {}, "记忆库没有 de 与 fr 之间的句对；现有 zh-CN to en-US"),
        ("/tmserver/q1!/en/unit/x", {}, "不是语言标签"),
        ("/api/lookup?text=x&min=101", {}, "min 须为 0 至 100 的整数，而不是 '101'"),
        ("/api/units/99", {}, "没有句对 99"),
        ("/get?q=x&langpair=en", {}, "langpair 须为两种语言"),
        ("/nothing", {}, "此地址没有内容"),
        ("/api/stats", {"host": "evil.example"}, "此处不提供该地址"),
        ("/api/stats", {"origin": "http://evil.example"}, "没有执行"),
    ],
)
def test_a_refusal_is_in_the_language_that_the_request_accepts(
    client: TestClient, path: str, headers: dict[str, str], words: str
) -> None:
    """Chinese where it is named first, English to everybody else."""
    for accepted in ("zh-CN,zh;q=0.9,en;q=0.8", "fr, zh"):
        told = client.get(path, headers={"accept-language": accepted, **headers}).json()
        assert words in (told.get("error") or told["responseDetails"])
    for accepted in ("en, zh", "fr", "", ";;,"):
        told = client.get(path, headers={"accept-language": accepted, **headers}).json()
        assert (told.get("error") or told["responseDetails"]).isascii()


def test_mymemory_answers_in_its_own_keys(client: TestClient) -> None:
    """The best match as responseData, all of them as matches, percent as text and as a share."""
    told = client.get("/get", params={"q": "The canal is mended.", "langpair": "en|zh-CN"}).json()
    assert told["responseData"] == {"translatedText": "水渠修好了。", "match": 1}
    assert (told["responseStatus"], told["responseDetails"], told["quotaFinished"]) == (200, "", False)
    [match] = told["matches"]
    keys = ("segment", "translation", "source", "target", "quality", "match", "create-date")
    assert [match[key] for key in keys] == [
        *("The canal is mended.", "水渠修好了。", "en-US", "zh-CN", "100", 1, "2024-05-01 12:00:00"),
    ]
    nothing = client.get("/get", params={"q": "Something else altogether", "langpair": "en|zh"}).json()
    assert (nothing["responseData"], nothing["matches"]) == ({"translatedText": "", "match": 0}, [])


def test_a_lookup_says_what_the_command_line_says(client: TestClient) -> None:
    """Matches, repaired numbers, terms; the language is read from the letters where none is named."""
    told = client.get("/api/lookup", params={"text": "新增就业6580人。"}).json()
    assert told["matches"][0]["repaired"] == "6,580 jobs were added."
    told = client.get("/api/lookup", params={"text": "水渠坏了。", "source": "zh", "target": "en"}).json()
    assert [(term["target"], term["forbidden"]) for term in told["terms"]] == [(["canal"], ["ditch"])]


def test_several_segments_are_asked_at_once(client: TestClient) -> None:
    """Answers come in the order of the queries, which are texts or have neighbours."""
    asked = {"queries": ["水渠修好了。", {"text": "The canal is mended."}], "max": 1}
    told = client.post("/api/lookup", json=asked).json()["answers"]
    assert [one["matches"][0]["target"] for one in told] == ["The canal is mended.", "水渠修好了。"]


def test_concordance_units_and_terms_are_found(client: TestClient) -> None:
    """Each with the ids that the others take."""
    [hit] = client.get("/api/concordance", params={"text": "就业"}).json()["hits"]
    assert client.get(f"/api/units/{hit['id']}").json()["target"] == "6,120 jobs were added."
    found = client.get("/api/terms", params={"text": "水渠"}).json()
    assert found["total"] == 1
    entry = client.get(f"/api/terms/{found['entries'][0]['concept']}").json()
    assert entry == found["entries"][0] == client.get("/api/terms/水渠").json()
    [term] = client.get("/api/terms/in", params={"text": "A ditch was dug.", "lang": "en"}).json()["terms"]
    assert (term["source"], term["status"]) == ("ditch", "deprecated")
    assert client.get("/api/stats").json()["units"] == 3


WRITES = [
    ("PUT", "/tmserver/zh/en/unit/x", {"source": "茶", "target": "tea"}),
    ("POST", "/tmserver/zh/en/unit/x", {"source": "茶", "target": "tea"}),
    ("POST", "/tmserver/zh/en/store/a.po", [{"source": "茶", "target": "tea"}]),
    ("PUT", "/tmserver/zh/en/store/a.jsonl", {"source": "茶", "target": "tea"}),
    ("POST", "/api/units", {"source": "茶", "target": "tea", "source_lang": "zh", "target_lang": "en"}),
    ("PATCH", "/api/units/1", {"target": "tea"}),
    ("DELETE", "/api/units/1", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nothing_is_written_unless_allowed(opened: Open, project: Project, method: str, path: str, body: Any) -> None:
    """403 and how to allow it; allowed, it is one action that can be undone, and found by the next lookup."""
    stamp = project.memory.database.stamp
    answer = opened().request(method, path, json=body)
    assert (answer.status_code, "--allow-write" in answer.json()["error"]) == (403, True)
    assert project.memory.database.stamp == stamp
    client = opened(writing=True)
    before = client.get("/api/lookup", params={"text": "水渠修好了。"}).json()["matches"]
    assert client.request(method, path, json=body).status_code in (200, 201)
    found = client.get("/api/concordance", params={"text": "tea"}).json()["total"]
    after = client.get("/api/lookup", params={"text": "水渠修好了。"}).json()["matches"]
    assert (found, after != before) == ((0, True) if method == "DELETE" else (1, method == "PATCH"))
    assert len(changes.undo(project)) == 1
    assert client.get("/api/concordance", params={"text": "tea"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/tmserver/zh/en/unit/x", b"{", 400),
        ("PUT", "/tmserver/zh/en/unit/x", b'{"source": "\\ud800", "target": "x"}', 422),
        ("PUT", "/tmserver/zh/en/unit/x", b'{"source": "x"}', 422),
        ("PUT", "/tmserver/zh/zh_tw/unit/x", b'{"source": "x", "target": "y"}', 422),
        ("POST", "/tmserver/zh/en/store/x", b"{}", 422),
        ("PUT", "/tmserver/zh/en/store/a.po", b"\xff\x00{", 422),
        ("PUT", "/tmserver/zh/en/store/a.tmx", b"<tmx>", 422),
        ("PUT", "/tmserver/zh/en/store/a.exe", b"x", 422),
        ("PUT", "/tmserver/zh/en/store/", b"x", 422),
        ("PUT", "/tmserver/zh/en/store/%2E%2E", b"x", 422),
        ("PUT", "/tmserver/zh/en/store/.tmx", b"<tmx/>", 422),
        ("PUT", "/tmserver/zh/en/store/..%2F..%2Fa%00.tmx", b"x", 422),
        ("PUT", f"/tmserver/zh/en/store/{'长' * 900}.tmx", b"x", 422),
        ("POST", "/api/lookup", b'{"queries": []}', 422),
        ("POST", "/api/lookup", b'["x"]', 422),
        ("POST", "/api/lookup", b"[" * 100_000, 400),
        ("POST", "/api/lookup", b"x" * 10_000_000, 413),
        ("PATCH", "/api/units/1", b"{}", 422),
        ("PATCH", "/api/units/1", b'{"state": "perfect"}', 422),
        ("PATCH", "/api/units/9", b'{"target": "y"}', 404),
        ("PATCH", "/api/stats", b"{}", 405),
    ],
)
def test_a_bad_body_changes_nothing(
    opened: Open, project: Project, method: str, path: str, body: bytes, status: int
) -> None:
    """Damaged, of the wrong shape, with half a character, or far too long."""
    stamp = project.memory.database.stamp
    answer = opened(writing=True).request(method, path, content=body)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    assert project.memory.database.stamp == stamp


@pytest.mark.parametrize("name", ["tea.po", "茶/园? #1 100%.po"])
def test_a_whole_store_is_taken(opened: Open, project: Project, name: str) -> None:
    """A file as tmserver's clients put it, whatever it is called; what it has not translated is left out."""
    store = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "茶园"\nmsgstr "tea garden"\n'
    store += '\nmsgid "茶"\nmsgstr ""\n'
    answer = opened(writing=True).put(f"/tmserver/zh_cn/en_us/store/{quote(name)}", content=store.encode())
    assert (answer.status_code, answer.text) == (200, f"added 1 units from {name}")
    assert ("茶园", "tea garden") in {(unit.source.text, unit.target.text) for unit in project.memory.units()}
    assert len(changes.undo(project)) == 1


def test_a_body_that_does_not_say_its_length_is_cut_off(opened: Open) -> None:
    """Chunk by chunk, at the same length."""
    chunks = (b"x" * 100_000 for _ in range(MAX_BODY // 100_000 + 2))
    assert opened().post("/api/lookup", content=chunks).status_code == 413


def test_a_token_opens_by_header_query_or_path(opened: Open) -> None:
    """Where one is set it is demanded of everything; a stale one is told to be so."""
    client = opened(token="of this run")
    for headers, path in (
        ({}, "/key/of%20this%20run/tmserver/zh/en/unit/x"),
        ({}, "/api/stats?key=of+this+run"),
        ({"authorization": "Bearer of this run"}, "/get?q=x&langpair=en|zh"),
    ):
        assert client.get(path, headers=headers).status_code == 200, path
    assert client.get("/api/stats").status_code == 401
    stale = client.get("/api/stats", headers={"authorization": "Bearer of the last run"})
    assert (stale.status_code, "no longer" in stale.json()["error"]) == (401, True)
    assert stale.headers["www-authenticate"] == "Bearer"


def test_other_machines_need_a_token() -> None:
    """There is no way to serve anything but this machine without one."""
    with pytest.raises(ValueError, match="token"):
        Terms("0.0.0.0", 8888, "", False)
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.1", "example.org")] == [
        *(True, True, True, False, False, False)
    ]


def test_web_pages_are_not_let_in(opened: Open) -> None:
    """Neither by another name for this machine nor by a request across sites; whoever has the token may use any."""
    client = opened(writing=True)
    assert client.get("/api/stats", headers={"host": "evil.example"}).status_code == 421
    crossing = client.delete("/api/units/1", headers={"sec-fetch-site": "cross-site"})
    assert (crossing.status_code, client.get("/api/units/1").status_code) == (403, 200)
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "http://["):
        crossing = client.delete("/api/units/1", headers={"origin": origin})
        assert (crossing.status_code, client.get("/api/units/1").status_code) == (403, 200), origin
    assert client.get("/api/stats", headers={"origin": "http://127.0.0.1:8888"}).status_code == 200
    far = opened(host="0.0.0.0", token="t")
    assert far.get("/api/stats?key=t", headers={"host": "translators.example:8888"}).status_code == 200
