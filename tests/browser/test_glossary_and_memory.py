"""The glossary page and the memory page in a real browser: by keys alone, hostile text, axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from doors import NOW
from playwright.sync_api import Page, expect

from tm.app import terms
from tm.app.project import open_project
from tm.settings import Settings

pytestmark = pytest.mark.browser


def workflow(settings: Settings, term: str) -> str:
    """What is decided about the entry of a term, by the memory file."""
    with open_project(settings, clock=lambda: NOW, readonly=True) as project:
        [entry] = terms.find_entries(project, term)
        return str(entry.workflow)


def test_entries_are_decided_on_by_keys_alone(visitor: Page, filled: Settings) -> None:
    """Search, choose, reject, take back; each step is in the file when the page says so."""
    visitor.get_by_role("link", name="Glossary").click()
    visitor.wait_for_selector("[role=option]")
    visitor.keyboard.press("/")
    visitor.keyboard.type("canal")
    expect(visitor.locator("[role=option]")).to_have_count(1)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#entry blockquote mark").first).to_be_visible()
    visitor.keyboard.press("r")
    expect(visitor.locator("#status")).to_contain_text("Rejected: 水渠")
    assert workflow(filled, "水渠") == "rejected"
    visitor.keyboard.press("Control+z")
    expect(visitor.locator("#status")).to_contain_text("Taken back")
    assert workflow(filled, "水渠") == "approved"


def test_the_history_of_an_entry_opens_below_it(visitor: Page) -> None:
    """By a key, once it has the focus."""
    visitor.goto(visitor.url.split("?")[0] + "glossary")
    visitor.locator("[role=option]").first.click()
    visitor.locator("details.steps summary").press("Enter")
    expect(visitor.locator("ol.steps")).to_contain_text("preferred")


def test_an_entry_is_edited_and_added_by_keys(visitor: Page, filled: Settings) -> None:
    """E opens the fields, Enter in one saves; N asks for a new entry."""
    visitor.goto(visitor.url.split("?")[0] + "glossary")
    visitor.wait_for_selector("[role=option]")
    visitor.locator("#entries").focus()
    visitor.keyboard.press("ArrowDown")
    visitor.wait_for_selector("#entry h2")
    visitor.keyboard.press("e")
    visitor.locator("textarea[name=note]").fill("ask the editor")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#status")).to_contain_text("Saved")
    expect(visitor.locator("#entry")).to_contain_text("ask the editor")
    visitor.keyboard.press("n")
    visitor.keyboard.type("茶苗")
    visitor.keyboard.press("Tab")
    visitor.keyboard.type("tea seedling")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#status")).to_contain_text("Added: 茶苗")
    assert workflow(filled, "茶苗") == "approved"


def test_a_unit_is_found_edited_and_deleted_by_keys(visitor: Page, filled: Settings) -> None:
    """As you type; the difference is struck out and underlined, the repaired figure labelled; Ctrl+Z takes back."""
    visitor.goto(visitor.url.split("?")[0] + "memory")
    visitor.keyboard.type("新增就业6580人。")
    expect(visitor.locator("#matches del")).to_have_text("6120")
    expect(visitor.locator("#heard")).to_have_text("Matches: 1; alike in meaning: 0")
    expect(visitor.locator("#matches ins")).to_have_text("6580")
    expect(visitor.locator("#matches .machine")).to_contain_text("6,580 jobs were added.")
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("e")
    visitor.locator(".editor textarea").fill("6,120 new jobs were added.")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#status")).to_contain_text("Saved")
    with open_project(filled, clock=lambda: NOW, readonly=True) as project:
        assert "6,120 new jobs were added." in {unit.target.text for unit in project.memory.units()}
    visitor.keyboard.press("Delete")
    expect(visitor.locator("#status")).to_contain_text("Deleted")
    visitor.keyboard.press("Control+z")
    expect(visitor.locator("#matches .target")).to_have_text("6,120 new jobs were added.")


def test_text_with_markup_is_shown_as_text(visitor: Page) -> None:
    """No script of a unit runs, and a reversed line turns nothing but itself."""
    visitor.goto(visitor.url.split("?")[0] + "memory")
    visitor.keyboard.type("村里有")
    expect(visitor.locator("#keywords article")).to_contain_text("<script>")
    expect(visitor).to_have_title(re.compile("Memory"))


def test_findings_are_shown_and_put_right(visitor: Page) -> None:
    """The check runs when it is opened; a fix is one action."""
    visitor.goto(visitor.url.split("?")[0] + "memory")
    visitor.locator("#checks summary").click()
    expect(visitor.locator("#checks p").first).to_contain_text("in 3 units")
    visitor.get_by_role("button", name=re.compile("^space")).click()
    expect(visitor.locator("#checks article")).to_have_count(1)
    visitor.get_by_role("button", name="Put right: space").click()
    expect(visitor.locator("#status")).to_contain_text("1 changed")
    expect(visitor.locator("#checks .codes")).not_to_contain_text("space")
    expect(visitor.locator("#checks p").first).to_contain_text("has changed since")
    visitor.keyboard.press("Control+z")
    expect(visitor.locator("#status")).to_contain_text("Taken back")
    visitor.get_by_role("button", name="Check again").click()
    expect(visitor.locator("#checks .codes")).to_contain_text("space · 1")


@pytest.mark.parametrize("place", ["glossary", "memory"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_axe_finds_nothing_serious(visitor: Page, place: str, width: int, scheme: str, language: str) -> None:
    """In both windows, colours and languages, with results, findings and dialogs; nothing is wider than the window."""
    visitor.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.context.add_cookies([{"name": "duizhao-language", "value": language, "url": visitor.url.split("?")[0]}])
    visitor.goto(visitor.url.split("?")[0] + place)
    if place == "glossary":
        visitor.wait_for_selector("[role=option]")
        visitor.locator("#entries").focus()
        visitor.keyboard.press("ArrowDown")
        visitor.wait_for_selector("#entry h2")
        check(visitor)
        visitor.keyboard.press("g")
        visitor.wait_for_selector("#merge label")
    else:
        visitor.keyboard.type("水渠")
        visitor.wait_for_selector("#keywords article")
        visitor.locator("#checks summary").click()
        visitor.wait_for_selector("#checks .codes")
    check(visitor)


def check(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
