"""The glossary page and the memory page by HTTP: what they are told, what they change, conflicts, bad requests."""

import asyncio
import itertools
import json
import re
import time
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from doors import NOW
from starlette.testclient import TestClient
from starlette.types import Message

from glossary.entries import Term, TermEntry, TermType
from tm.app import changes, terms
from tm.app.project import Project, open_project
from tm.app.web.check_pages import check_routes
from tm.app.web.checking import Checking
from tm.app.web.glossary_pages import glossary_routes
from tm.app.web.guard import Access
from tm.app.web.history_pages import history_routes
from tm.app.web.memory_pages import memory_routes
from tm.app.web.pages import Site, make_app
from tm.app.web.words import words
from tm.errors import StorageError
from tm.progress import Progress

ACCESS = Access(8765, "the key of this run")
ORIGIN = {"origin": "http://127.0.0.1:8765"}
PAIRS = (
    ("水渠修好了。", "The canal is mended."),
    ("新增就业6120人。", "6,120 jobs were added."),
    ("村里的水渠很长。", "The ditch  of the village is long."),
)


@pytest.fixture
def client(project: Project) -> Iterator[TestClient]:
    """A browser before a memory of PAIRS with one approved entry."""
    changes.add_pairs(project, PAIRS, source_lang="zh-CN", target_lang="en-US")
    terms.add_entry(project, "水渠", ["canal"], forbidden=["ditch"])
    routes = [*glossary_routes(), *memory_routes(), *check_routes(Checking()), *history_routes()]
    app = make_app(Site(project.settings, lambda: NOW), ACCESS, routes)
    with TestClient(app, base_url="http://127.0.0.1:8765", raise_server_exceptions=False) as client:
        assert client.get("/glossary", params={"key": ACCESS.key}).status_code == 200
        yield client


def post(client: TestClient, path: str, **asked: Any) -> Any:
    return client.post(f"/api/{path}", json=asked, headers=ORIGIN)


def entry(client: TestClient) -> Any:
    """The one entry, as its page shows it."""
    [row] = client.get("/api/glossary").json()["entries"]
    return client.get(f"/api/glossary/{row['concept']}").json()


def change(client: TestClient, what: str, **asked: Any) -> Any:
    shown = entry(client)
    return post(client, f"glossary/{shown['row']['concept']}/{what}", **{"seen": shown["seen"], **asked})


def test_the_history_of_an_entry_is_told_in_the_language_of_the_page(client: TestClient) -> None:
    """Kinds, fields and decisions by their words; texts as they are. Of an entry that never was nothing is told."""
    change(client, "reject")
    path = f"/api/glossary/{entry(client)['row']['concept']}/history"
    made, rejected = client.get(path, headers={"accept-language": "zh"}).json()["steps"]
    *_, ditch, status = made["changes"]
    assert (made["kind"], ditch["field"], ditch["after"]) == ("添加", "术语", "ditch [en-US]")
    assert (status["term"], status["field"], status["after"]) == ("ditch", "状态", "禁用")
    assert rejected["changes"] == [{"field": "决定", "term": "", "before": "已批准", "after": "已否决"}]
    assert client.get(path).json()["steps"][1]["kind"] == "reject"
    assert client.get("/api/glossary/nothing/history").status_code == 404


def test_every_field_of_an_entry_has_a_word() -> None:
    """So that no change is told by the name of a field."""
    named = {field.name for kind in (TermEntry, Term) for field in fields(kind)} - {"concept", "terms", "text", "lang"}
    wanted = {f"field-{name}" for name in named if not name.endswith(("_at", "_by"))} | {"field-term"}
    assert wanted | {f"type-{kind}" for kind in TermType} <= set(words("zh"))


def test_two_entries_become_one(client: TestClient, project: Project) -> None:
    """One action; what was changed meanwhile, is the same or is not there is refused."""
    other = terms.add_entry(project, "渠道", ["channel", "canal"]).concept
    concept = terms.find_entries(project, "水渠")[0].concept
    shown = client.get(f"/api/glossary/{concept}").json()
    path = f"glossary/{concept}/merge"
    assert post(client, path, seen="x", other=other).status_code == 409
    assert post(client, path, seen=shown["seen"], other="").status_code == 422
    assert post(client, path, seen=shown["seen"], other="nothing").status_code == 404
    assert post(client, path, seen=shown["seen"], other=concept).status_code == 404
    told = post(client, path, seen=shown["seen"], other=other).json()
    assert {term["text"] for term in told["entry"]["terms"]} == {"水渠", "渠道", "canal", "channel", "ditch"}
    assert client.get(f"/api/glossary/{other}").status_code == 404
    assert post(client, "undo").status_code == 200
    assert client.get(f"/api/glossary/{other}").status_code == 200


def unit(client: TestClient, source: str) -> Any:
    """The unit with that source as a search shows it."""
    return client.post("/api/memory/search", json={"text": source}, headers=ORIGIN).json()["matches"][0]


@pytest.mark.parametrize("path", ["/glossary", "/memory"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_loads_in_both_languages(client: TestClient, path: str, language: str) -> None:
    """With the links to the other pages; every word it needs is there, or rendering would fail."""
    answer = client.get(path, headers={"accept-language": language})
    assert (answer.status_code, f'lang="{language}"' in answer.text) == (200, True)
    assert f'<a href="{path}" aria-current="page">' in answer.text


def test_the_list_counts_filters_and_searches(client: TestClient) -> None:
    """Counts are those of the search, whatever the filter shows."""
    told = client.get("/api/glossary").json()
    assert (told["total"], told["counts"]) == (1, {"approved": 1, "": 1})
    assert [(row["source"], row["target"]) for row in told["entries"]] == [("水渠", "canal")]
    assert client.get("/api/glossary?workflow=proposed").json()["total"] == 0
    assert client.get("/api/glossary?text=ditches").json()["total"] == 1
    assert client.get("/api/glossary?text=bridge").json()["total"] == 0
    assert client.get("/api/glossary?workflow=maybe").status_code == 422


def test_an_entry_shows_its_sentences_with_marks(client: TestClient) -> None:
    """Those with a rendering first; places are code points."""
    shown = client.get(f"/api/glossary/{entry(client)['row']['concept']}/sentences").json()
    assert shown["uses"] == 2
    first = shown["sentences"][0]
    (start, end), *_ = first["source_spans"]
    assert first["source"][start:end] == "水渠"


def test_an_entry_is_rejected_approved_and_taken_back(client: TestClient) -> None:
    """Each one action; another rendering can be chosen."""
    assert change(client, "reject").json()["row"]["workflow"] == "rejected"
    assert change(client, "approve", rendering="channel").json()["row"]["target"] == "channel"
    [done] = post(client, "undo").json()["reversals"]
    assert (done["rows"], entry(client)["row"]["workflow"]) == (1, "rejected")
    assert post(client, "redo").json()["reversals"][0]["rows"] == 1
    assert entry(client)["row"]["target"] == "channel"
    kinds = [action["kind"] for action in client.get("/api/history").json()["actions"]]
    assert kinds[:4] == ["redo", "undo", "approve", "reject"]


def test_an_entry_is_edited_as_a_whole(client: TestClient) -> None:
    """Terms renamed, added and left out, statuses, fields; texts that are left out are removed."""
    told = [
        {"was": "水渠", "text": "水渠", "lang": "zh-CN", "status": "preferred", "note": ""},
        {"was": "canal", "text": "water canal", "lang": "en-US", "status": "admitted", "note": ""},
        {"text": "irrigation canal", "lang": "en-US", "status": "preferred", "note": ""},
    ]
    answer = change(client, "edit", terms=told, subject="farming", definition="Carries water.", note="ask")
    shown = answer.json()["entry"]
    assert [(term["text"], term["status"]) for term in shown["terms"]] == [
        ("水渠", "preferred"),
        ("water canal", "admitted"),
        ("irrigation canal", "preferred"),
    ]
    assert (shown["subject_field"], shown["definitions"][0]["text"], shown["note"]) == (
        "farming",
        "Carries water.",
        "ask",
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "list of objects"),
        ({"terms": [{"text": " ", "status": "preferred"}]}, "must not be empty"),
        ({"terms": [{"text": "x", "status": "best"}]}, "must be one of"),
        ({"terms": []}, "without a term"),
        ({"terms": [{"text": "\ud800", "status": "preferred"}]}, "UTF-8"),
    ],
)
def test_a_bad_edit_changes_nothing(client: TestClient, asked: Any, words: str) -> None:
    """The program says what is wrong."""
    before, shown = entry(client), entry(client)
    body = json.dumps({"seen": shown["seen"], **asked}).encode()
    answer = client.post(f"/api/glossary/{shown['row']['concept']}/edit", content=body, headers=ORIGIN)
    assert (answer.status_code, words in answer.json()["error"]) == (422, True)
    assert entry(client) == before


@pytest.mark.parametrize("what", ["approve", "reject", "edit", "delete"])
def test_what_was_shown_before_cannot_be_decided_on(client: TestClient, what: str) -> None:
    """Two windows: the second one is told, nothing is lost."""
    seen = entry(client)["seen"]
    assert change(client, "reject").status_code == 200
    answer = change(client, what, seen=seen, terms=[])
    assert (answer.status_code, "look at it again" in answer.json()["error"]) == (409, True)


def test_an_entry_is_added_and_deleted(client: TestClient) -> None:
    """An empty term is refused; what is deleted is gone, until it is taken back."""
    told = post(client, "glossary", source="茶苗", target="tea seedling", forbidden="tea plant").json()
    assert [term["text"] for term in told["entry"]["terms"]] == ["茶苗", "tea seedling", "tea plant"]
    assert post(client, "glossary", source="", target="x").status_code == 422
    post(client, "undo")
    assert change(client, "delete").json() is None
    assert client.get("/api/glossary").json()["total"] == 0
    assert client.get("/api/glossary/nothing").status_code == 404


def test_a_search_finds_matches_terms_and_places(client: TestClient) -> None:
    """Form and meaning each with its own measure; a text too long to be a keyword has no places."""
    told = post(client, "memory/search", text="新增就业6580人。", meaning=True).json()
    assert told["matches"][0]["repaired"] == "6,580 jobs were added."
    assert {match["cosine"] is None for match in told["matches"] if match["kind"] == "meaning"} <= {False}
    assert post(client, "memory/places", text="水渠").json()["units"] == 2
    assert post(client, "memory/places", text="水" * 600).json()["hits"] == []
    assert [post(client, f"memory/{what}", text=" ").status_code for what in ("search", "places")] == [422, 422]


def test_a_search_through_all_texts_is_given_up_with_its_question(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has gone is not searched for any longer, nor answered; a trouble is told to who is still there."""
    ended = []

    def endless(*_: object, progress: Progress, **__: object) -> None:
        try:
            for number in itertools.count():
                progress("look-up", number, None)
                time.sleep(0.01)
        finally:
            ended.append(True)

    told = iter([{"type": "http.request", "body": '{"text": "水渠"}'.encode()}])

    async def receive() -> Message:
        return next(told, {"type": "http.disconnect"})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"host": "127.0.0.1:8765", "cookie": f'{ACCESS.cookie}="{ACCESS.key}"', **ORIGIN}
    scope = {"type": "http", "method": "POST", "path": "/api/memory/places", "query_string": b"", "app": client.app}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    monkeypatch.setattr("tm.app.web.memory_pages.find_keyword", endless)
    asyncio.run(client.app(scope, receive, send))  # type: ignore[arg-type]
    assert (ended, [message.get("status") for message in sent]) == ([True], [499, None])


def test_a_trouble_in_going_through_all_texts_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the words of the trouble, to who waits for the answer."""

    def troubled(*_: object, **__: object) -> None:
        raise StorageError("the disk failed", path="memory.tmdb")

    monkeypatch.setattr("tm.app.web.memory_pages.find_keyword", troubled)
    answer = post(client, "memory/places", text="水渠")
    assert (answer.status_code, answer.json()["error"]) == (503, "memory.tmdb: the disk failed")


@pytest.mark.parametrize("source", ["水渠修好了。", "The canal is mended."])
def test_a_unit_is_changed_the_way_it_was_shown(client: TestClient, project: Project, source: str) -> None:
    """The text in the place of the translation, also where the unit answers the other way round; then undone."""
    shown = unit(client, source)
    asked = {"seen_source": shown["source"], "seen_target": shown["target"], "target": "改 new"}
    assert post(client, f"memory/units/{shown['id']}", **asked).status_code == 200
    stored = project.memory.get(shown["id"])
    assert {stored.source.text, stored.target.text} == {source, "改 new"}
    assert unit(client, source)["target"] == "改 new"
    again = post(client, f"memory/units/{shown['id']}", **asked)
    assert (again.status_code, "look at it again" in again.json()["error"]) == (409, True)
    post(client, "undo")
    assert unit(client, source)["target"] == shown["target"]


def test_a_unit_is_deleted_as_it_was_shown(client: TestClient) -> None:
    """A unit that is no longer so stays; an unknown one is told."""
    shown = unit(client, "水渠修好了。")
    seen = {"seen_source": shown["source"], "seen_target": shown["target"]}
    assert post(client, f"memory/units/{shown['id']}/delete", **(seen | {"seen_target": "x"})).status_code == 409
    assert post(client, f"memory/units/{shown['id']}/delete", **seen).json() == {"deleted": 1}
    assert post(client, f"memory/units/{shown['id']}/delete", **seen).status_code == 404


def checked(client: TestClient) -> Any:
    """What a check of the memory as it is now finds."""
    told = post(client, "memory/check").json()
    while told["state"] == "running":
        told = client.get("/api/memory/findings").json()
    return told


def test_findings_are_shown_and_put_right(client: TestClient) -> None:
    """By code, in one action; a code without a fix is refused."""
    assert client.get("/api/memory/findings").json() == {"state": "none"}
    told = checked(client)
    counts = {count["code"]: (count["count"], count["fixable"]) for count in told["counts"]}
    assert (counts["space"], counts["term-forbidden"], told["outdated"]) == ((1, True), (1, False), False)
    assert post(client, "memory/fix", code="space").json()["changed"] == 1
    now = client.get("/api/memory/findings").json()
    assert ("space" in {count["code"] for count in now["counts"]}, now["outdated"]) == (False, True)
    assert post(client, "memory/fix", code="number").status_code == 422


def test_findings_are_in_the_language_of_the_page(client: TestClient) -> None:
    """Every part of what they say; the texts that they name stay as they are."""
    pairs = [("3条水渠。", "4 canals, 5 ditches 水"), ("水渠。", " The ditch.")]
    with open_project(client.app.state.site.settings, clock=lambda: NOW) as project:  # type: ignore[attr-defined]
        changes.add_pairs(project, pairs, source_lang="zh-CN", target_lang="en-US")
    english = {one["finding"]["message"] for one in checked(client)["findings"]}
    client.cookies.set("duizhao-language", "zh")
    chinese = {one["finding"]["message"] for one in client.get("/api/memory/findings").json()["findings"]}
    assert len(english) == len(chinese) > 4
    assert "译文中残留中文：水" in chinese
    assert not [message for message in chinese if re.search("source|target|used|rendered|only", message)]


def test_the_history_is_in_the_language_of_the_page(client: TestClient) -> None:
    """What was done, undone and done again; texts stay as they are."""
    shown = unit(client, "水渠修好了。")
    seen = {"seen_source": shown["source"], "seen_target": shown["target"]}
    post(client, f"memory/units/{shown['id']}", **seen, target="The canal has been mended.")
    checked(client)
    post(client, "memory/fix", code="space")
    post(client, "undo")
    client.cookies.set("duizhao-language", "zh")
    assert post(client, "redo").json()["reversals"][0]["summary"] == "修正 空格"
    told = [(one["kind"], one["summary"]) for one in client.get("/api/history").json()["actions"]]
    expected = [("重做", "修正 空格"), ("撤销", "修正 空格"), ("修正", "空格"), ("编辑", f"句对 {shown['id']}")]
    assert told == [*expected, ("添加", "水渠"), ("添加", "3 个句对")]


def test_findings_come_page_by_page(client: TestClient, project: Project) -> None:
    """All of them, or those of one code, the gravest first; those on units that were changed since are left out."""
    pairs = [(f"第{at}条水渠修好了。", f"Canal {at}  is mended. ") for at in range(130)]
    changes.add_pairs(project, pairs, source_lang="zh-CN", target_lang="en-US")
    total = {one["code"]: one["count"] for one in checked(client)["counts"]}["space"]
    first = client.get("/api/memory/findings", params={"code": "space"}).json()
    second = client.get("/api/memory/findings", params={"code": "space", "offset": first["next"]}).json()
    assert (total >= 130, first["total"], len(first["findings"]), second["next"]) == (True, total, 100, None)
    ids = [one["id"] for one in first["findings"] + second["findings"]]
    assert len(ids) == total
    changes.delete_units(project, ids[:3])
    now = client.get("/api/memory/findings", params={"code": "space"}).json()
    assert (now["outdated"], {one["id"] for one in now["findings"]} & set(ids[:3])) == (True, set())
    assert post(client, "memory/fix", code="space").json()["changed"] == len(set(ids)) - 3
    assert client.get("/api/memory/findings", params={"code": "space"}).json()["total"] == 0


def test_a_check_goes_on_beside_everything_else(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """How far it is is told; it can be given up; what the one before it found stays."""
    before = checked(client)

    def endless(*_: object, progress: Progress) -> None:
        for number in itertools.count(1):
            progress("compare", number, None)
            time.sleep(0.01)

    monkeypatch.setattr("tm.app.web.checking.check_memory", endless)
    told = post(client, "memory/check").json()
    while told["stage"] != "compare":
        told = client.get("/api/memory/findings").json()
    assert (told["state"], told["done"] > 0, told["units"]) == ("running", True, 3)
    assert post(client, "memory/search", text="水渠修好了。").json()["matches"]
    assert post(client, "memory/fix", code="space").status_code == 422
    assert post(client, "memory/check/stop").status_code == 200
    while (told := client.get("/api/memory/findings").json())["state"] == "running":
        time.sleep(0.01)
    assert told == before


def test_pictures_count_every_unit(client: TestClient) -> None:
    """By confidence, or as vouched for; by the day they were made."""
    told = client.get("/api/memory/charts").json()
    assert (sum(told["confidences"]), told["vouched"], told["growth"]) == (0, 3, [["2024-05-01", 3]])


def test_a_text_is_analysed_by_bands(client: TestClient) -> None:
    """A sentence a line; the bands add up."""
    told = post(client, "memory/bands", text="水渠修好了。\n新增就业6580人。\n别的话都没有说过。").json()
    assert (told["segments"], sum(band["segments"] for band in told["bands"])) == (3, 3)
    assert "100" in {band["band"] for band in told["bands"]}
