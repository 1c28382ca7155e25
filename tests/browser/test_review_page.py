"""The review page as people meet it: conflicts, kills, hostile text, exports, keyboards, screen readers, languages."""

import signal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from doors import NOW
from pages import Served, focus, numbers, open_box, press, said, settle, shown, told
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from underreview import SOURCES, TARGETS, long_review, sentences, whole

from tm.app import reviews
from tm.app.project import open_project
from tm.app.reviews import Kind, Operation
from tm.app.web.review_pages import FIRST_ROWS
from tm.exchange.tmx import read_tmx
from tm.review.rows import Review, Row, Side
from tm.review.store import Reviews
from tm.settings import Settings
from tm.units import TranslationUnit

pytestmark = pytest.mark.browser
SERIOUS = ("serious", "critical")


def operate(served: Served, operation: Operation) -> None:
    """What another window does."""
    with open_project(served.settings, clock=lambda: NOW) as project:
        revision = reviews.open_review(project, 1).info.revision
        reviews.operate(project, 1, revision, operation)


def test_the_first_rows_are_there_before_the_others(context: BrowserContext, tmp_path: Path) -> None:
    """They come with the page; a key pressed meanwhile is obeyed when all of them are there."""
    settings = Settings(memory=tmp_path / "long.tmdb")
    with open_project(settings, clock=lambda: NOW, create=True) as project, project.memory.database.transaction():
        Reviews(project.memory.database).create(
            long_review(300), name="long", langs=("zh-CN", "en-US"), paths=("", ""), held=False, now=NOW
        )
    with Served(settings, "long") as served:
        page, held = context.new_page(), list[Route]()
        page.route("**/api/reviews/1", lambda route: held.append(route))
        page.goto(served.url)
        expect(page.locator("#grid .row")).to_have_count(FIRST_ROWS)
        expect(page.locator('.row[data-id="1"] [data-side="source"]')).to_be_focused()
        page.keyboard.press("a")
        held[0].continue_()
        said(page, "Row 1 accepted.")
        assert shown(page) == told(served.stored().review)
        assert numbers(page) == list(range(1, 301))


def test_another_window_is_told_and_nothing_is_lost(page: Page, context: BrowserContext, served: Served) -> None:
    """Its step is not done, it shows what the first one did, and goes on from there."""
    second = context.new_page()
    served.open(second)
    focus(page, 1, Side.SOURCE)
    page.keyboard.press("m")
    said(page, "Row 1 merged")
    focus(second, 2, Side.TARGET)
    second.keyboard.press("u")
    said(second, "Changed in another window or program")
    assert shown(second) == shown(page) == told(served.stored().review)
    expect(second.locator(".cell:focus")).to_have_count(1)
    second.keyboard.press("a")
    said(second, "accepted.")
    page.keyboard.press("Control+z")
    said(page, "Changed in another window or program")
    assert shown(page) == shown(second)


def type_in_vain(page: Page, served: Served, meanwhile: Operation) -> None:
    """Change the text of row 2 while another window does something: told, with the text still in the box."""
    focus(page, 2, Side.TARGET)
    open_box(page)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("A sentence that took a while.")
    operate(served, meanwhile)
    page.keyboard.press("Enter")
    said(page, "Your text is still in the box.")
    expect(page.locator(".editor textarea")).to_have_value("A sentence that took a while.")


def test_a_text_typed_in_vain_stays_in_the_box(page: Page, served: Served) -> None:
    """Saving it again keeps it."""
    type_in_vain(page, served, Operation(kind=Kind.ACCEPT, row=4))
    page.keyboard.press("Enter")
    said(page, "edited.")
    assert "A sentence that took a while." in [row[2] for row in shown(page)]


def test_a_text_stays_in_the_box_though_its_row_is_gone(page: Page, served: Served) -> None:
    """In the row that stands in its place: it can be copied, or saved there."""
    type_in_vain(page, served, Operation(kind=Kind.MERGE, row=1))
    assert len(shown(page)) == 4


def test_a_killed_server_loses_at_most_the_operation_in_flight(
    page: Page, context: BrowserContext, served: Served
) -> None:
    """The page says that nobody answers; started again, all that was told as done is there, and can be undone."""
    start = shown(page)
    press(page, ["a", "a", "m", "ArrowRight", "d"])
    settle(page)
    before, done = shown(page), served.stored().info.revision
    assert done == 4
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    page.keyboard.press("a")
    said(page, "The program does not answer.")
    assert shown(page) == before
    with Served(served.settings, "tea") as again:
        fresh = context.new_page()
        again.open(fresh)
        assert shown(fresh) == before == told(again.stored().review)
        press(fresh, ["Control+z"] * done)
        expect(fresh.locator('[data-do="undo"]')).to_be_disabled()
        assert shown(fresh) == start
        page.keyboard.press("a")
        said(page, "The program does not answer.")


def test_a_kill_in_mid_operation_leaves_a_whole_state(page: Page, context: BrowserContext, served: Served) -> None:
    """Many at once and a kill: what is in the file is the state after one of them, with a memory that fits."""
    for _ in range(40):
        page.evaluate(
            """() => { for (const key of ["a", "ArrowUp", "c"])
                 document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
        )
    expect(page.locator("#status")).not_to_be_empty()
    served.process.kill()
    served.process.wait()
    stored = served.stored()
    with open_project(served.settings, clock=lambda: NOW, readonly=True) as project:
        kept = {(unit.source.text, unit.target.text) for unit in project.memory.units()}
    accepted = [row for row in stored.review.rows if row.state == "accepted" and row.paired]
    assert kept == {tuple(stored.review.text(row, side) for side in Side) for row in accepted}
    assert stored.info.revision > 0


def test_ctrl_c_ends_the_server_quietly(page: Page, served: Served) -> None:
    """Exit code 0, no traceback, although a browser is connected."""
    code, errors = served.interrupt()
    assert (code, "Traceback" in errors) == (0, False)


def test_the_page_and_its_export_agree(page: Page, served: Served, tmp_path: Path) -> None:
    """All pairs but the dropped ones; or the accepted ones."""
    press(page, ["a", "ArrowDown", "k", "Home"])
    open_box(page)
    page.keyboard.press("End")
    page.keyboard.insert_text(" & <b>“引号”</b>")
    page.keyboard.press("Enter")
    said(page, "edited.")
    focus(page, 5, Side.SOURCE)
    page.keyboard.press("a")
    said(page, "Row 5 accepted.")
    both = ("pending", "accepted")
    for link, states, count in (("TMX, all pairs", both, 3), ("TMX, accepted pairs", both[1:], 1)):
        page.locator("details.menu summary").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=link, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        assert path.name == "tea.tmx"
        download.value.save_as(path)
        units = [
            unit for unit in read_tmx(path, source_lang="zh", target_lang="en") if isinstance(unit, TranslationUnit)
        ]
        pairs = [(source, target) for state, source, target in shown(page) if state in states and source and target]
        assert [(unit.source.text, unit.target.text) for unit in units] == pairs
        assert len(pairs) == count


@pytest.fixture
def hostile(tmp_path: Path) -> Settings:
    """A memory with texts and a name that try to be more than text."""
    texts = (
        '<script>document.title="owned"</script>',
        "<img src=x onerror=alert(1)>",
        "\u202eabc\u202c \u2067x",
        "a\u200bb",
        "👩‍🌾",
    )
    review = Review(
        sentences(texts, ""),
        sentences(TARGETS, " "),
        tuple(Row(at + 1, whole(texts, at), whole(TARGETS, at), confidence=0.5) for at in range(len(texts))),
        9,
    )
    settings = Settings(memory=tmp_path / "记忆 ?#%.tmdb")
    with open_project(settings, clock=lambda: NOW, create=True) as project, project.memory.database.transaction():
        Reviews(project.memory.database).create(
            review, name="茶/园? #1 100% <b>", langs=("zh-CN", "en-US"), paths=("a", "b"), held=False, now=NOW
        )
    return settings


def test_hostile_text_is_text(hostile: Settings, context: BrowserContext, tmp_path: Path) -> None:
    """Markup is shown, direction overrides and invisible characters are made visible, an emoji stays whole."""
    with Served(hostile, "茶/园? #1 100% <b>") as served:
        page = context.new_page()
        served.open(page)
        assert page.title() == "茶/园? #1 100% <b> · Duizhao 对照"
        cells = page.locator('.cell[data-side="source"]').all_inner_texts()
        assert cells == [
            '<script>document.title="owned"</script>',
            "<img src=x onerror=alert(1)>",
            "U+202EabcU+202C U+2067x",
            "aU+200Bb",
            "👩‍🌾",
        ]
        assert page.locator("#grid script, #grid img").count() == 0
        focus(page, 3, Side.SOURCE)
        open_box(page)
        press(page, ["End", "!", "Enter"])
        said(page, "Row 3 edited.")
        assert "U+202EabcU+202C U+2067x!" in page.locator('.cell[data-side="source"]').nth(2).inner_text()
        with page.expect_download() as download:
            page.locator("details.menu summary").click()
            page.get_by_role("link", name="TSV").click()
        assert download.value.suggested_filename.endswith("_ #1 100% _b_.tsv")


def test_a_paste_gone_wrong_is_refused(page: Page, context: BrowserContext, served: Served) -> None:
    """Ten megabytes: a sentence that says so, the old text kept, the page alive."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    focus(page, 1, Side.TARGET)
    open_box(page)
    page.evaluate("navigator.clipboard.writeText('长'.repeat(10 * 1024 * 1024 / 3))")
    page.keyboard.press("Control+v")
    said(page, "are too long for one cell")
    expect(page.locator(".editor textarea")).to_have_value(TARGETS[0])
    page.locator(".editor textarea").evaluate("(box) => { box.value = '长'.repeat(20001); }")
    page.keyboard.press("Enter")
    said(page, "20001 characters are too long")
    page.keyboard.press("Escape")
    settle(page)
    assert shown(page)[0][2] == TARGETS[0]
    assert served.stored().info.revision == 0


def test_the_address_of_an_earlier_run_is_explained(context: BrowserContext, served: Served) -> None:
    """A stale key, and a page that was open when the server was started anew on its port."""
    page = context.new_page()
    served.open(page)
    port = served.origin.rsplit(":", 1)[1]
    served.interrupt()
    with Served(served.settings, "tea", "--port", port) as again:
        page.keyboard.press("a")
        said(page, "earlier run")
        answer = page.goto(served.url)
        assert answer
        assert (answer.status, "the one that the terminal shows" in page.content()) == (403, True)
        again.open(page)
        press(page, ["a"])
        said(page, "Row 1 accepted.")


def test_the_keyboard_alone_is_enough(page: Page, served: Served) -> None:
    """Tab goes from the preferences through the bar in one stop to the rows; arrows inside each."""
    expect(page.locator('.row[data-id="1"] [data-side="source"]')).to_be_focused()
    press(page, ["ArrowRight", "ArrowDown", "End"])
    expect(page.locator('.row[data-id="5"] [data-side="target"]')).to_be_focused()
    press(page, ["Home", "ArrowLeft"])
    expect(page.locator('.row[data-id="1"] [data-side="source"]')).to_be_focused()
    stops = []
    for _ in range(9):
        page.keyboard.press("Shift+Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.dataset.do || ''"))
    bar = stops.index("accept")
    assert stops[:bar].count("accept") == 0
    press(page, ["Tab"] * (9 - 1 - bar))
    expect(page.locator('[data-do="accept"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-do="flag"]')).to_be_focused()
    page.keyboard.press("Enter")
    said(page, "looked at again")
    expect(page.locator('.row[data-id="1"] [data-side="source"]')).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator('.row[data-id="1"] [data-side="source"]')).to_be_focused()


def test_the_mouse_finds_the_doubtful_ones_and_help(page: Page) -> None:
    """By the buttons that name their keys."""
    page.locator('[data-do="next-eyes"]').click()
    expect(page.locator('.row[data-id="3"] .cell:focus')).to_have_count(1)
    page.locator('[data-do="lowest"]').click()
    expect(page.locator('.row[data-id="5"] .cell:focus')).to_have_count(1)
    page.locator('[data-do="help"]').click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_doubtful_ones_are_found(page: Page) -> None:
    """The next, the one before, the least sure; alone with their neighbours."""
    page.keyboard.press("f")
    expect(page.locator('.row[data-id="3"] .cell:focus')).to_have_count(1)
    page.keyboard.press("f")
    expect(page.locator('.row[data-id="4"] .cell:focus')).to_have_count(1)
    page.keyboard.press("Shift+F")
    expect(page.locator('.row[data-id="3"] .cell:focus')).to_have_count(1)
    page.keyboard.press("l")
    expect(page.locator('.row[data-id="5"] .cell:focus')).to_have_count(1)
    page.keyboard.press("v")
    expect(page.locator('.row[data-id="1"]')).to_be_hidden()
    press(page, ["Home", "ArrowDown", "a", "n", "a"])
    said(page, "No row needs eyes any more.")
    expect(page.locator("#eyes")).to_have_text("0")
    page.select_option("#view", "all")
    expect(page.locator(".row:visible")).to_have_count(5)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_a_screen_reader_finds_nothing_in_its_way(
    browser: Browser, served: Served, locale: str, scheme: str, width: int
) -> None:
    """No serious finding of axe in any state of the page: rows in all states, a box open, help, the list, an error."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=locale, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    served.open(page)
    press(page, ["a", "r", "ArrowDown", "k", "n", "Control+End", "ArrowUp"])
    focus(page, 5, Side.SOURCE)
    press(page, [" ", " ", "i"])
    open_box(page)
    check(page)
    press(page, ["Escape", "?"])
    check(page)
    page.keyboard.press("Escape")
    page.goto(served.origin)
    check(page)
    assert page.locator("main").evaluate("(main) => main.scrollWidth <= main.clientWidth")
    page.goto(f"{served.origin}/reviews/99")
    check(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
    context.close()


def check(page: Page) -> None:
    found = Axe().run(page)
    serious = [one for one in found.response["violations"] if one["impact"] in SERIOUS]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []


def test_rows_say_what_colour_says(page: Page) -> None:
    """Grade, confidence and state in words for the ear, in signs and lines for the eye."""
    press(page, ["a"])
    said(page, "accepted")
    row = page.locator('.row[data-id="1"]')
    assert row.get_by_role("rowheader").inner_text().split("\n")[0] == "1"
    assert "good: 80 to 95 %, accepted" in (row.get_by_role("rowheader").text_content() or "")
    assert row.locator(".link").inner_text().startswith("✓")
    grid = page.get_by_role("grid")
    assert grid.get_attribute("aria-rowcount") == "6"
    assert row.get_attribute("aria-rowindex") == "2"
    styles = page.locator(".row").evaluate_all("(rows) => rows.map((row) => getComputedStyle(row).borderLeftStyle)")
    assert len(set(styles)) > 1


def test_language_and_theme_are_switched_and_remembered(page: Page, context: BrowserContext, served: Served) -> None:
    """On every page, after a reload too; the place in the rows does not matter for that."""
    page.select_option("#language", "zh")
    page.wait_for_selector('html[lang="zh"]')
    settle(page)
    press(page, ["a"])
    said(page, "第 1 行已接受。")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.goto(served.origin)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("h1")).to_have_text("待审对齐")
    expect(page.locator("progress")).to_have_attribute("value", "1")


def test_figures_and_charts_follow(page: Page, served: Served) -> None:
    """Rows reviewed, errors expected, grades; a click on the path goes there."""
    expect(page.locator("#errors")).to_have_text("1.5")
    press(page, ["a", "a"])
    said(page, "Row 2 accepted.")
    expect(page.locator("#errors")).to_have_text("1.2")
    expect(page.locator("#done-text")).to_have_text("2 of 5 rows reviewed")
    expect(page.locator('[data-grade="N"]')).to_have_text("1")
    box = page.locator("#path svg").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2)
    expect(page.locator('.row[data-id="5"] .cell:focus')).to_have_count(1)


def test_five_thousand_rows_can_be_worked_on(context: BrowserContext, tmp_path: Path) -> None:
    """All of them are there; jumping, filtering and changing the last ones works as in a short text."""
    count = 5_000
    review = Review(
        sentences([f"第{at}句：{SOURCES[at % 5]}" for at in range(count)], ""),
        sentences([f"No. {at}: {TARGETS[at % 5]}" for at in range(count)], " "),
        (),
        1,
    )
    rows = [
        Row(
            at + 1,
            whole([one.text for one in review.source], at),
            whole([one.text for one in review.target], at),
            confidence=0.6 if at % 500 == 499 else 0.99,
        )
        for at in range(count)
    ]
    settings = Settings(memory=tmp_path / "long.tmdb")
    with open_project(settings, clock=lambda: NOW, create=True) as project, project.memory.database.transaction():
        Reviews(project.memory.database).create(
            review.with_rows(rows), name="long", langs=("zh-CN", "en-US"), paths=("a", "b"), held=False, now=NOW
        )
    with Served(settings, "long") as served:
        page = context.new_page()
        served.open(page)
        expect(page.locator(".row")).to_have_count(count)
        press(page, ["End", "ArrowUp", "m"])
        said(page, "Row 4999 merged")
        page.keyboard.press("v")
        settle(page)
        assert page.locator(".row:visible").count() < 40
        page.fill("#threshold", "95")
        page.keyboard.press("Enter")
        said(page, "4989 rows accepted.")
        page.locator('[data-do="undo"]').click()
        said(page, "Taken back.")
        assert shown(page)[:-1] == told(served.stored().review)[:-1]
