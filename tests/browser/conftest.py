"""A real browser on a real server: Chromium as Debian has it, `tm review` as a process of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import NOW
from pages import Served
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from underreview import small_review

from tm.app import changes, terms
from tm.app.project import open_project
from tm.review.store import Reviews
from tm.settings import Settings

expect.set_options(timeout=30_000)  # a slow machine fails no test
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LANGS = ("zh-CN", "en-US")
PATIENCE = 60_000  # milliseconds: what a page shows is awaited as long as what a hand does, on a busy machine too
HOSTILE = "<script>document.title = 'gone'</script>\u202e水渠"
PAIRS = (
    ("水渠修好了。", "The canal is mended."),
    ("新增就业6120人。", "6,120 jobs were added."),
    (f"村里有{HOSTILE}。", "The village has  a canal."),
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: chromium) on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A memory with a small alignment to review, which has the number 1."""
    settings = Settings(memory=tmp_path / "memory.tmdb")
    with open_project(settings, clock=lambda: NOW, create=True) as project, project.memory.database.transaction():
        Reviews(project.memory.database).create(
            small_review(), name="tea", langs=LANGS, paths=("tea.zh.txt", "tea.en.txt"), held=False, now=NOW
        )
    return settings


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    """`tm review tea`, running."""
    with Served(settings, "tea") as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """An English browser of 1280 pixels."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Iterator[Page]:
    """The review page, with all rows; a script error or a request to another machine fails the test."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(served.origin) else troubles.append(request.url))
    served.open(page)
    yield page
    assert troubles == []


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """PAIRS, and two entries, the first of them approved."""
    with open_project(settings, clock=lambda: NOW) as project:
        changes.add_pairs(project, PAIRS, source_lang="zh-CN", target_lang="en-US")
        terms.add_entry(project, "水渠", ["canal", "channel"], forbidden=["ditch"])
        terms.add_entry(project, "就业", ["job"])
    return settings


@pytest.fixture
def visitor(context: BrowserContext, filled: Settings) -> Iterator[Page]:
    """A browser that has been let in; script errors and requests to other machines fail the test."""
    with Served(filled) as running:
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda one: None if one.url.startswith(running.origin) else troubles.append(one.url))
        page.goto(running.url)
        yield page
        assert troubles == []
