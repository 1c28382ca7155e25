"""Everything that the glossary page and the memory page can do, by the mouse and by keys alone."""

import re

import pytest
from doors import NOW
from playwright.sync_api import Page, Route, expect

from glossary.entries import Rendering, Term, TermEntry
from tm.app import terms
from tm.app.project import open_project
from tm.settings import Settings

pytestmark = pytest.mark.browser
BY = pytest.mark.parametrize("mouse", [False, True], ids=["keys", "mouse"])


def go(page: Page, place: str) -> None:
    """To the glossary or the memory, by its link."""
    page.get_by_role("link", name=place).click()
    filled = page.locator({"Memory": "#found", "Glossary": "#entries"}[place])
    expect(filled).to_have_attribute("aria-busy", "false")


def act(page: Page, name: str, key: str, *, mouse: bool) -> None:
    """Do it by its button or by its key."""
    if mouse:
        page.locator(f'[data-do="{name}"]:visible').first.click()
    else:
        page.keyboard.press(key)


def says(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_contain_text(words)


def choose(page: Page, term: str, *, mouse: bool) -> None:
    """Open the entry of a term, by a click on it or by searching for it."""
    page.wait_for_selector("[role=option]")
    if mouse:
        page.get_by_role("option", name=re.compile(term)).click()
    else:
        page.keyboard.press("/")
        page.keyboard.type(term)
        expect(page.locator("[role=option]")).to_have_count(1)
        page.keyboard.press("Enter")
    expect(page.locator("#entry h2")).to_have_text(term)


def entries(settings: Settings) -> dict[str, str]:
    """What is decided about each entry, by its first term."""
    with open_project(settings, clock=lambda: NOW, readonly=True) as project:
        return {entry.terms[0].text: str(entry.workflow) for entry in terms.list_entries(project)}


@BY
def test_an_entry_is_decided_on_edited_and_deleted(visitor: Page, filled: Settings, mouse: bool) -> None:
    """Reject, approve, edit, delete; each is undone and done again."""
    go(visitor, "Glossary")
    choose(visitor, "水渠", mouse=mouse)
    act(visitor, "reject", "r", mouse=mouse)
    says(visitor, "Rejected: 水渠")
    assert entries(filled)["水渠"] == "rejected"
    choose(visitor, "水渠", mouse=True)
    act(visitor, "approve", "a", mouse=mouse)
    says(visitor, "Approved: 水渠")
    assert entries(filled)["水渠"] == "approved"
    choose(visitor, "水渠", mouse=True)
    act(visitor, "edit", "e", mouse=mouse)
    visitor.locator("textarea[name=note]").fill("ask the editor")
    act(visitor, "", "Enter", mouse=False) if not mouse else visitor.get_by_role("button", name="Save").click()
    says(visitor, "Saved")
    expect(visitor.locator("#entry")).to_contain_text("ask the editor")
    act(visitor, "remove", "Delete", mouse=mouse)
    says(visitor, "Deleted")
    assert "水渠" not in entries(filled)
    act(visitor, "undo", "Control+z", mouse=mouse)
    says(visitor, "Taken back")
    assert "水渠" in entries(filled)
    act(visitor, "redo", "Control+y", mouse=mouse)
    says(visitor, "Done again")
    assert "水渠" not in entries(filled)


@BY
def test_another_rendering_is_approved(visitor: Page, filled: Settings, mouse: bool) -> None:
    """Chosen by its number or by a click: it takes the place of the one proposed."""
    pair = (Term(text="村里", lang="zh-CN"), Term(text="in the village", lang="en-US"))
    found = (Rendering("in the village", 1), Rendering("The village", 1))
    with open_project(filled, clock=lambda: NOW) as project:
        project.termbase.add([TermEntry(concept="c-1", terms=pair, confidence=0.5, renderings=found)], now=NOW)
    go(visitor, "Glossary")
    choose(visitor, "村里", mouse=mouse)
    expect(visitor.locator("#entry blockquote")).to_have_count(1)
    other = visitor.locator("#entry [name=rendering]").nth(1)
    if mouse:
        other.click()
    else:
        visitor.keyboard.press("2")
    expect(other).to_be_checked()
    act(visitor, "approve", "a", mouse=mouse)
    says(visitor, "Approved: 村里")
    with open_project(filled, clock=lambda: NOW, readonly=True) as project:
        [entry] = terms.find_entries(project, "村里")
    assert (entry.workflow, [term.text for term in entry.terms]) == ("approved", ["村里", "The village"])


@BY
def test_two_entries_are_merged(visitor: Page, filled: Settings, mouse: bool) -> None:
    """The other one is looked for in the dialog; taking it back brings both."""
    go(visitor, "Glossary")
    choose(visitor, "水渠", mouse=mouse)
    act(visitor, "merge", "g", mouse=mouse)
    expect(visitor.locator("#merge bdi").first).to_contain_text("水渠 = canal")
    visitor.keyboard.type("job")
    expect(visitor.locator("#merge label", has_text="就业")).to_have_count(1)
    if mouse:
        visitor.locator("#merge label", has_text="就业").click()
        visitor.locator("#merge button.first").click()
    else:
        visitor.keyboard.press("ArrowDown")
        visitor.keyboard.press("Enter")
    says(visitor, "Merged into 水渠")
    expect(visitor.locator("#entry .terms")).to_contain_text("就业")
    expect(visitor.locator("[role=option]", has_text="就业 job")).to_have_count(0)
    assert set(entries(filled)) == {"水渠"}
    act(visitor, "undo", "Control+z", mouse=mouse)
    says(visitor, "Taken back")
    assert set(entries(filled)) == {"水渠", "就业"}


def test_fast_keys_decide_one_entry_after_the_other(visitor: Page, filled: Settings) -> None:
    """However fast: none is left out, none decided on twice, and what opens a field swallows no command."""
    names = [f"水渠{number}" for number in "一二三四五六"]
    with open_project(filled, clock=lambda: NOW) as project:
        for name in names:
            terms.add_entry(project, name, [f"canal {name[-1]}"])
    go(visitor, "Glossary")
    visitor.select_option("#sort", "term")
    visitor.locator("#text").fill("水渠")
    expect(visitor.locator("[role=option]")).to_have_count(7)
    visitor.locator("#text").press("Enter")
    expect(visitor.locator("#entry h2")).to_have_text("水渠")
    visitor.evaluate(
        """() => { for (const key of "rrrre")
             document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
    )
    expect(visitor.locator("form.editor")).to_be_visible()
    order = visitor.locator("[role=option] bdi:first-child").all_text_contents()
    assert [entries(filled)[name] for name in order] == ["rejected"] * 4 + ["approved"] * 3
    expect(visitor.locator("#entry h2")).to_have_text(order[4])
    expect(visitor.locator("#status")).not_to_have_class("trouble")


def test_fast_keys_delete_one_unit_after_the_other(visitor: Page, filled: Settings) -> None:
    """Each key takes the one that is then in focus."""
    go(visitor, "Memory")
    visitor.locator("#query").fill("水渠")
    expect(visitor.locator("#keywords article")).to_have_count(2)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#keywords article").first).to_be_focused()
    visitor.evaluate(
        """() => { for (const key of ["Delete", "Delete"])
             document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
    )
    expect(visitor.locator("#keywords article")).to_have_count(0)
    expect(visitor.locator("#status")).not_to_have_class("trouble")
    with open_project(filled, clock=lambda: NOW, readonly=True) as project:
        assert [unit.source.text for unit in project.memory.units()] == ["新增就业6120人。"]


def test_what_is_typed_and_not_saved_is_not_lost(visitor: Page) -> None:
    """Another entry, another question, another page: told, or asked by the browser; Escape gives it up."""
    asked: list[str] = []
    visitor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    go(visitor, "Glossary")
    choose(visitor, "水渠", mouse=True)
    visitor.keyboard.press("e")
    visitor.locator("textarea[name=note]").fill("ask the editor")
    visitor.get_by_role("option", name=re.compile("就业")).click()
    says(visitor, "Save what you have typed first")
    visitor.get_by_role("link", name="Memory").click(no_wait_after=True)
    expect(visitor.locator("textarea[name=note]")).to_have_value("ask the editor")
    assert asked == ["beforeunload"]
    visitor.locator("textarea[name=note]").press("Escape")
    choose(visitor, "就业", mouse=True)
    go(visitor, "Memory")
    visitor.keyboard.type("水渠修好了。")
    expect(visitor.locator("#matches article")).to_have_count(1)
    visitor.wait_for_selector("#found[aria-busy=false]")
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("e")
    visitor.locator(".editor textarea").fill("mended")
    visitor.locator("#query").fill("新增就业")
    says(visitor, "Save what you have typed first")
    expect(visitor.locator(".editor textarea")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#matches .source, #keywords .target")).to_contain_text(["6120", "6,120"])
    assert asked == ["beforeunload"]


def test_what_is_refused_can_be_mended(visitor: Page, filled: Settings) -> None:
    """A new entry is asked for again with what was typed; a term emptied in vain is still there."""
    go(visitor, "Glossary")
    visitor.keyboard.press("n")
    for name, text in (("source", "村里"), ("target", "village"), ("forbidden", "village")):
        visitor.locator(f"#new [name={name}]").fill(text)
    visitor.keyboard.press("Enter")
    says(visitor, "cannot be a rendering and forbidden")
    expect(visitor.locator("#new [name=source]")).to_have_value("村里")
    visitor.locator("#new [name=forbidden]").fill("hamlet")
    visitor.keyboard.press("Enter")
    says(visitor, "Added: 村里")
    visitor.keyboard.press("e")
    visitor.locator("form.editor [name=text]").first.fill("")
    visitor.keyboard.press("Enter")
    says(visitor, "delete its line instead")
    expect(visitor.locator("form.editor")).to_be_visible()
    assert set(entries(filled)) == {"水渠", "就业", "村里"}


def test_an_entry_without_a_rendering_asks_for_one(visitor: Page, filled: Settings) -> None:
    """Where it is edited; approved as it is, that is told. Escape leaves the dialog that merges at once."""
    with open_project(filled, clock=lambda: NOW) as project:
        bare = TermEntry(concept="c-1", terms=(Term(text="村里", lang="zh-CN"),))
        project.termbase.add([bare], now=NOW)
    go(visitor, "Glossary")
    choose(visitor, "村里", mouse=True)
    visitor.keyboard.press("g")
    expect(visitor.locator("#merge bdi").first).to_have_text("村里")
    visitor.keyboard.press("Escape")
    expect(visitor.locator("#merge")).to_be_hidden()
    visitor.keyboard.press("a")
    says(visitor, "Approved without a rendering: 村里")
    choose(visitor, "村里", mouse=True)
    visitor.keyboard.press("e")
    expect(visitor.locator("form.editor [name=text]").nth(1)).to_be_focused()
    visitor.keyboard.type("in the village")
    visitor.keyboard.press("Enter")
    says(visitor, "Saved")
    with open_project(filled, clock=lambda: NOW, readonly=True) as project:
        [entry] = terms.find_entries(project, "村里")
    assert [(term.text, term.status) for term in entry.terms[1:]] == [("in the village", "preferred")]


def test_the_pages_are_in_chinese_throughout(visitor: Page) -> None:
    """Findings, bands and history have no English word of ours left; texts of the memory aside."""
    visitor.context.add_cookies([{"name": "duizhao-language", "value": "zh", "url": visitor.url.split("?")[0]}])
    visitor.goto(visitor.url.split("?")[0] + "memory")
    visitor.locator("#lines").evaluate(
        "(box) => { box.closest('details').open = true; box.value = '别的话。\\n水渠'; }"
    )
    visitor.locator("#bands button").click()
    expect(visitor.locator("#bands table")).to_contain_text("无匹配")
    visitor.locator("#history summary").click()
    expect(visitor.locator("#history li")).to_have_count(3)
    assert re.findall("[a-z]{3,}", visitor.locator("#history ol").inner_text()) == []
    visitor.locator("#checks summary").click()
    expect(visitor.locator("#checks .codes")).to_contain_text("空格 · 1")
    assert re.findall("[a-z]{3,}", visitor.locator("#checks .codes").inner_text()) == []


def test_a_list_is_narrowed_and_sorted(visitor: Page) -> None:
    """By what is decided, by kind, by the order; the history and the help open and close."""
    go(visitor, "Glossary")
    expect(visitor.locator("[role=option]")).to_have_count(2)
    visitor.locator("#workflow label", has_text="rejected").click()
    expect(visitor.locator("#entries")).to_contain_text("No entry")
    visitor.locator("#workflow label", has_text="all").click()
    visitor.select_option("#kind", "name")
    expect(visitor.locator("#entries")).to_contain_text("No entry")
    visitor.select_option("#kind", "")
    for order in ("term", "count", "changed"):
        visitor.select_option("#sort", order)
        expect(visitor.locator("[role=option]")).to_have_count(2)
    visitor.locator("#history summary").click()
    expect(visitor.locator("#history li")).to_have_count(3)
    visitor.locator('[data-do="help"]').click()
    expect(visitor.locator("#help")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.locator("#help")).to_be_hidden()
    visitor.locator('[data-do="new"]').click()
    expect(visitor.locator("#new")).to_be_visible()


@BY
def test_a_unit_is_copied_edited_and_deleted(visitor: Page, filled: Settings, mouse: bool) -> None:
    """What is copied is what stands there; each change is taken back."""
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(visitor, "Memory")
    visitor.keyboard.type("水渠修好了。")
    card = visitor.locator("#matches article").first
    expect(card.locator(".target")).to_have_text("The canal is mended.")
    visitor.wait_for_selector("#found[aria-busy=false]")
    card.focus() if mouse else visitor.keyboard.press("Enter")
    act(visitor, "copy", "c", mouse=mouse)
    says(visitor, "Copied")
    assert visitor.evaluate("navigator.clipboard.readText()") == "The canal is mended."
    act(visitor, "edit", "e", mouse=mouse)
    visitor.locator(".editor textarea").fill("The canal has been mended.")
    visitor.get_by_role("button", name="Save").click() if mouse else visitor.keyboard.press("Enter")
    says(visitor, "Saved")
    act(visitor, "remove", "Delete", mouse=mouse)
    says(visitor, "Deleted")
    for way in ("undo", "undo", "redo"):
        visitor.locator("#status").evaluate("(status) => { status.textContent = ''; }")
        act(visitor, way, {"undo": "Control+z", "redo": "Control+y"}[way], mouse=mouse)
        says(visitor, "Taken back" if way == "undo" else "Done again")
    with open_project(filled, clock=lambda: NOW, readonly=True) as project:
        assert "The canal has been mended." in {unit.target.text for unit in project.memory.units()}


@BY
def test_meaning_is_asked_for_and_places_are_gone_through(visitor: Page, mouse: bool) -> None:
    """The box and its key; arrows go from match to match, `/` back to the field."""
    go(visitor, "Memory")
    visitor.keyboard.type("水渠")
    expect(visitor.locator("#keywords article")).to_have_count(2)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("article:focus")).to_have_count(1)
    visitor.locator("#meaning").click() if mouse else visitor.keyboard.press("m")
    expect(visitor.locator("#meaning")).to_be_checked()
    expect(visitor.locator("#found")).to_have_attribute("aria-busy", "false")
    visitor.locator("#keywords article").first.focus()
    visitor.keyboard.press("ArrowDown")
    expect(visitor.locator("#keywords article").nth(1)).to_be_focused()
    visitor.keyboard.press("/")
    expect(visitor.locator("#query")).to_be_focused()


def test_a_text_is_analysed_and_the_history_read(visitor: Page) -> None:
    """The bands of a pasted text; the help; what was done."""
    go(visitor, "Memory")
    visitor.locator("#bands summary").click()
    visitor.locator("#lines").fill("水渠修好了。\n别的话都没有说过。")
    visitor.get_by_role("button", name="Analyse").click()
    expect(visitor.locator("#bands table")).to_contain_text("100")
    visitor.locator("#history summary").click()
    expect(visitor.locator("#history li")).to_have_count(3)
    visitor.locator('[data-do="help"]').click()
    expect(visitor.locator("#help")).to_be_visible()


@pytest.mark.parametrize(("field", "most"), [("#query", 10_000), ("#lines", 262_144)])
def test_a_paste_gone_wrong_is_refused(visitor: Page, field: str, most: int) -> None:
    """Ten megabytes: a sentence that says so, nothing in the field, the page alive; what may be long goes in whole."""
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(visitor, "Memory")
    visitor.locator("#bands summary").click()
    visitor.locator(field).focus()
    visitor.evaluate("navigator.clipboard.writeText('长'.repeat(10 * 1024 * 1024 / 3))")
    visitor.keyboard.press("Control+v")
    says(visitor, f"3495253 characters are too much at once (at most {most})")
    expect(visitor.locator(field)).to_have_value("")
    visitor.evaluate("navigator.clipboard.writeText('水渠修好了。'.repeat(1000))")
    visitor.keyboard.press("Control+v")
    expect(visitor.locator(field)).to_have_value("水渠修好了。" * 1000)


def test_parts_opened_before_the_script_is_there_are_filled(visitor: Page) -> None:
    """A hand may be faster than a laptop under load: what was opened is shown as soon as the page can."""
    held: list[Route] = []
    visitor.route("**/static/memory.js", lambda route: held.append(route))
    visitor.get_by_role("link", name="Memory").click(no_wait_after=True)
    visitor.locator("#checks summary").click()
    visitor.locator("#history summary").click()
    expect(visitor.locator("#found")).to_have_attribute("aria-busy", "true")
    [script] = held
    script.continue_()
    expect(visitor.locator("#checks p").first).not_to_be_empty()
    expect(visitor.locator("#history li")).not_to_have_count(0)


def test_a_long_check_is_watched_and_stopped(visitor: Page) -> None:
    """A bar and how far it is; stopped, the part is closed and nothing else is lost."""
    going = {"state": "running", "stage": "check", "done": 1500, "units": 6000}
    visitor.route("**/api/memory/check", lambda route: route.fulfill(json=going))
    visitor.route("**/api/memory/findings*", lambda route: route.fulfill(json=going | {"state": "none"}))
    go(visitor, "Memory")
    visitor.locator("#checks summary").click()
    expect(visitor.locator("#checks p")).to_have_text("Looking at units: 1,500 of 6,000")
    assert visitor.locator("#checks progress").evaluate("(bar) => [bar.value, bar.max]") == [1500, 6000]
    visitor.locator('[data-do="stop"]').click()
    expect(visitor.locator("#checks")).not_to_have_attribute("open", "")
