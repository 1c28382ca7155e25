"""`tm serve` as a process: what it prints, a live OmegaT project, MCP tools by the client of the package index."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from doors import NOW
from mcp import Client, StdioServerParameters, stdio_client

from tm.app import changes, terms
from tm.app.project import Project, open_project
from tm.app.server.desk import Desk
from tm.app.server.serving import InTurns
from tm.app.server.tools import make_tools
from tm.app.web.serving import listen
from tm.settings import Settings

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds; a machine may be busy
ASK = httpx2.Client(timeout=PATIENCE, trust_env=False)
PAIRS = (("水渠修好了。", "The canal is mended."), ("新增就业6120人。", "6,120 jobs were added."))


@pytest.fixture
def settings(project: Project) -> Settings:
    """A memory of PAIRS and one entry."""
    changes.add_pairs(project, PAIRS, source_lang="zh-CN", target_lang="en-US")
    terms.add_entry(project, "水渠", ["canal"], forbidden=["ditch"])
    return project.settings


def eventually(is_so: Callable[[], bool]) -> bool:
    """Whether it becomes so while a person would still wait."""
    end = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


def command(settings: Settings, *options: str) -> list[str]:
    return ["-m", "tm.app.cli", "serve", "--memory", str(settings.memory), *options]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}


class Running:
    """`tm serve` on any free port, with one process where options do not say more."""

    def __init__(self, settings: Settings, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *command(settings, "--port", "0", "--json", "--processes", "1", *options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        self.told: dict[str, Any] = json.loads(line)
        self.url: str = self.told["url"]


@pytest.fixture
def serve(settings: Settings) -> Iterator[Any]:
    """Starts servers with options, and ends them."""
    started: list[Running] = []

    def start(*options: str) -> Running:
        started.append(Running(settings, *options))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.communicate()


def test_weblate_asks_a_live_server(serve: Any) -> None:
    """Its languages first, then the text in the path, escaped as its client does; Ctrl+C ends it well."""
    running = serve()
    languages = ASK.get(f"{running.url}tmserver/languages/").json()
    assert ("zh_cn" in languages["sourceLanguages"], "en_us" in languages["targetLanguages"]) == (True, True)
    [line] = ASK.get(
        f"{running.url}tmserver/zh_cn/en_us/unit/%E6%B0%B4%E6%B8%A0%E4%BF%AE%E5%A5%BD%E4%BA%86%E3%80%82"
    ).json()
    assert (int(line["quality"]), line["target"], line["source"]) == (100, "The canal is mended.", "水渠修好了。")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=PATIENCE) == 0


def test_anything_but_loopback_has_a_token(serve: Any) -> None:
    """A new one where none is given, and in the address for Weblate."""
    running = serve("--host", "0.0.0.0")
    address = f"http://127.0.0.1:{running.url.rstrip('/').rsplit(':', 1)[1]}"
    assert ASK.get(f"{address}/api/stats").status_code == 401
    assert ASK.get(f"{address}/key/{running.told['token']}/tmserver/zh/en/unit/x").json() == []


def test_a_confirmed_unit_stands_in_the_omegat_project_at_once(serve: Any, tmp_path: Path) -> None:
    """Whoever confirmed it: another program by HTTP, or a command beside the server."""
    running = serve("--allow-write", "--omegat", str(tmp_path / "job"))
    memory = tmp_path / "job" / "tm" / "auto" / "duizhao.tmx"
    assert "The canal is mended." in memory.read_text("utf-8")
    told = {"source": "明年再来。", "target": "Come again next year."}
    assert ASK.put(f"{running.url}tmserver/zh_cn/en_us/unit/x", json=told).status_code == 200
    for _ in range(600):
        if "Come again next year." in memory.read_text("utf-8"):
            return
        time.sleep(0.05)
    pytest.fail("not there after half a minute")


async def use_tools(server: Any) -> None:
    """Over stdin and stdout, or HTTP: what there is, each of it once, and a bad call told."""
    async with Client(server) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"tm_lookup", "tm_concordance", "term_lookup", "term_check"}
        found = (await client.call_tool("tm_lookup", {"text": "新增就业6580人。"})).structured_content
        assert found["matches"][0]["repaired"] == "6,580 jobs were added."
        found = (await client.call_tool("tm_concordance", {"text": "canal"})).structured_content
        assert found["hits"][0]["source"] == "水渠修好了。"
        found = (await client.call_tool("term_lookup", {"text": "村里的水渠"})).structured_content
        assert [(hit["target"], hit["forbidden"]) for hit in found["terms"]] == [(["canal"], ["ditch"])]
        asked = {"source": "3条水渠", "target": "2 ditches"}
        found = (await client.call_tool("term_check", asked)).structured_content
        assert {"number", "term-forbidden"} <= {finding["code"] for finding in found["findings"]}
        assert (await client.call_tool("tm_lookup", {"text": " "})).is_error


def test_a_client_of_the_package_index_uses_the_tools(settings: Settings) -> None:
    """As a command that it starts."""
    server = StdioServerParameters(command=sys.executable, args=command(settings, "--mcp"), env=environment())
    asyncio.run(use_tools(stdio_client(server)))


def test_a_client_of_the_package_index_uses_the_tools_by_http(serve: Any) -> None:
    """At /mcp of a running server, however many processes answer; whoever needs a token has it in the address."""
    asyncio.run(use_tools(f"{serve().url}mcp"))
    guarded = serve("--processes", "2", "--token", "of this run").url
    asyncio.run(use_tools(f"{guarded}key/of%20this%20run/mcp"))
    assert ASK.post(f"{guarded}mcp", json={}).status_code == 401


def test_the_tools_by_http_are_for_programs_alone(serve: Any) -> None:
    """What is not POST, comes from a web page or is no message of the protocol, is refused; the next is answered."""
    url = f"{serve().url}mcp"
    headers = {"accept": "application/json, text/event-stream"}
    assert [ASK.request(method, url).status_code for method in ("GET", "DELETE", "PUT")] == [405] * 3
    assert ASK.post(url, json={}, headers=headers | {"origin": "http://evil.example"}).status_code == 403
    for content in (b"{", b"[]", b'{"jsonrpc": "2.0", "id": 1, "method": "\xff"}'):
        answer = ASK.post(url, content=content, headers=headers | {"content-type": "application/json"})
        assert 400 <= answer.status_code < 500, content
    asyncio.run(use_tools(url))


def test_the_tools_explain_themselves(settings: Settings) -> None:
    """A model knows them by their descriptions alone."""
    desk = Desk(settings, [], lambda: NOW)
    tools = asyncio.run(make_tools(desk).list_tools())
    assert all(len(tool.description) > 50 for tool in tools)
    desk.close()


def test_a_memory_that_is_not_there_is_not_served(settings: Settings, tmp_path: Path) -> None:
    """Nor made, unless it may be written to."""
    missing = Settings(memory=tmp_path / "none.tmdb")
    done = subprocess.run(
        [sys.executable, *command(missing)], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.returncode, "no memory here" in done.stderr, missing.memory.exists()) == (4, True, False)


def test_what_a_command_writes_is_found_by_the_next_request(settings: Settings) -> None:
    """The connections of the server are open all the while."""
    desk = Desk(settings, [], lambda: NOW)
    before = asyncio.run(desk.read(lambda session: session.project.memory.stats().units))
    with open_project(settings, clock=lambda: NOW) as project:
        changes.add_pairs(project, [("茶", "tea")], source_lang="zh-CN", target_lang="en-US")
    assert asyncio.run(desk.read(lambda session: session.project.memory.stats().units)) == before + 1
    desk.close()


def test_who_hangs_up_in_mid_request_is_no_defect(serve: Any) -> None:
    """Half a body, half a head, slowly: others are answered meanwhile, nothing is done, and nothing is said."""
    running = serve("--allow-write")
    place = running.url.removeprefix("http://").rstrip("/")
    head = f"PUT /tmserver/zh/en/unit/x HTTP/1.1\r\nHost: {place}\r\n"
    with ExitStack() as clients:
        for sent in [head, f'{head}Content-Length: 100\r\n\r\n{{"source": "茶"'] * 100:
            client = clients.enter_context(socket.create_connection(place.split(":")))
            client.sendall(sent.encode())
        assert ASK.get(f"{running.url}api/stats").json()["units"] == len(PAIRS)
    assert ASK.get(f"{running.url}api/stats").json()["units"] == len(PAIRS)
    running.process.send_signal(signal.SIGINT)
    assert running.process.communicate(timeout=PATIENCE)[1] == ""
    assert running.process.returncode == 0


def test_several_processes_share_the_clients(settings: Settings) -> None:
    """A socket gives one of those that wait and then none, until it is asked again; whoever is free asks first."""
    with listen(0) as listening, ExitStack() as clients:
        address = listening.getsockname()
        for _ in range(4):
            clients.enter_context(socket.create_connection(address))
        listening.setblocking(False)
        given = []
        sharing = [InTurns(fileno=listening.dup().detach()) for _ in range(2)]
        for one in [sharing[0]] * 3 + [sharing[1]] * 5:
            try:
                clients.enter_context(one.accept()[0])
                given.append(sharing.index(one))
            except BlockingIOError:
                given.append(-1)
        assert given == [0, -1, 0, 1, -1, 1, -1, -1]
        for one in sharing:
            one.close()


def test_a_look_up_waits_for_nothing_slow(settings: Settings) -> None:
    """While something long is under way, what takes milliseconds is answered."""
    desk, going_on = Desk(settings, [], lambda: NOW), threading.Event()

    async def ask() -> bool:
        slow = asyncio.create_task(desk.read(lambda _: going_on.wait(60)))
        units = await desk.look_up(lambda session: session.project.memory.stats().units)
        waited = not slow.done()
        going_on.set()
        return waited and await slow and units == len(PAIRS)

    assert asyncio.run(ask())
    desk.close()


def test_several_processes_answer_and_none_outlives_the_first(serve: Any) -> None:
    """Even if that one is killed without a chance to say so; then nobody listens any more."""
    running = serve("--processes", "2")
    for _ in range(20):
        assert ASK.get(f"{running.url}api/stats").json()["units"] == len(PAIRS)
    running.process.kill()
    running.process.wait()

    def nobody_answers() -> bool:
        try:
            httpx2.get(f"{running.url}api/stats", timeout=5)
        except httpx2.TransportError:
            return True
        return False

    assert eventually(nobody_answers)
