"""Every operation by key and by mouse: the page, the memory file and the rules agree, and the focus stays."""

from dataclasses import dataclass
from random import Random

import pytest
from pages import Served, focus, numbers, press, said, settle, shown, told
from playwright.sync_api import Page, expect
from underreview import SOURCES, TARGETS

from tm.app.reviews import Kind, Operation, without_aligner
from tm.review.rows import RowState, Side

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Step:
    """An operation, the keys and the buttons that do it, and what the page says then."""

    operation: Operation
    keys: tuple[str, ...]
    says: str
    then: tuple[str, ...] = ()  # typed after the key or the button

    @property
    def name(self) -> str:
        return str(self.operation.kind)


def step(kind: Kind, key: str, says: str, *, row: int = 2, side: Side = Side.TARGET, **more: object) -> Step:
    then = more.pop("then", ())
    return Step(Operation(kind=kind, row=row, side=side, **more), (key,), says, then)  # type: ignore[arg-type]


STEPS = [
    step(Kind.ACCEPT, "a", "Row 2 accepted."),
    step(Kind.FLAG, "r", "Row 2 is to be looked at again."),
    step(Kind.SPLIT, "s", "Row 2 split.", offset=len(TARGETS[1]), then=("Enter",)),
    step(
        Kind.SPLIT,
        "s",
        "Row 1 split.",
        row=1,
        side=Side.SOURCE,
        offset=2,
        then=("Home", "ArrowRight", "ArrowRight", "Enter"),
    ),
    step(Kind.MERGE, "m", "Row 2 merged with the next."),
    step(Kind.MOVE_UP, "u", "Moved up from row 2."),
    step(Kind.MOVE_UP, "u", "Moved up from row 4.", row=4, side=Side.SOURCE),
    step(Kind.MOVE_DOWN, "d", "Moved down from row 2."),
    step(Kind.SWAP, "x", "Row 2 swapped with the next."),
    step(Kind.EDIT, "e", "Row 2 edited.", text="改好了", then=("Control+a", "改好了", "Enter")),
    step(Kind.INSERT, "i", "Empty row put below row 2."),
    step(Kind.DELETE, "k", "Row 2 dropped."),
    step(Kind.DELETE, "Delete", "Row 2 dropped."),
    step(Kind.UNPAIR, "n", "Row 2: without counterpart."),
    step(Kind.PIN, " ", "Pinned.", target_row=2, then=(" ",)),
]


def play(page: Page, keys: tuple[str, ...]) -> None:
    for key in keys:
        if len(key) > 1 and not key.isascii():
            page.keyboard.insert_text(key)
        else:
            page.keyboard.press(key)


@pytest.mark.parametrize("mouse", [False, True], ids=["keys", "mouse"])
@pytest.mark.parametrize("done", STEPS, ids=lambda done: done.name)
def test_an_operation_does_what_the_rules_say(page: Page, served: Served, done: Step, mouse: bool) -> None:
    """On the page at once, in the file as well, and taken back by one undo; the focus is on a cell."""
    before = served.stored().review
    expected = told(without_aligner(before, done.operation))
    focus(page, done.operation.row, done.operation.side)
    if mouse:
        page.locator(f'#operations [data-do="{done.operation.kind}"]').click()
    else:
        play(page, done.keys)
    if mouse and done.operation.kind is Kind.PIN:
        page.locator('#operations [data-do="pin"]').click()
    elif mouse and done.then:
        play(page, done.then[:-1])
        page.locator(".editor .first").click()
    else:
        play(page, done.then)
    said(page, done.says)
    assert shown(page) == expected == told(served.stored().review)
    assert numbers(page) == list(range(1, len(expected) + 1))
    expect(page.locator(".cell:focus")).to_have_count(1)
    if mouse:
        page.locator('[data-do="undo"]').click()
    else:
        page.keyboard.press("Control+z")
    said(page, "Taken back.")
    assert shown(page) == told(before) == told(served.stored().review)
    if mouse:
        page.locator('[data-do="redo"]').click()
    else:
        page.keyboard.press("Control+y")
    said(page, "Done again.")
    assert shown(page) == expected == told(served.stored().review)
    expect(page.locator(".cell:focus")).to_have_count(1)


def test_clearing_takes_the_mark_away(page: Page, served: Served) -> None:
    """By key and by button."""
    focus(page, 2, Side.SOURCE)
    press(page, ["r", "c"])
    said(page, "Mark of row 2 cleared.")
    assert {row.state for row in served.stored().review.rows} == {RowState.PENDING}
    page.keyboard.press("r")
    said(page, "Row 2 is to be looked at again.")
    page.locator('#operations [data-do="clear"]').click()
    said(page, "Mark of row 2 cleared.")
    assert {row.state for row in served.stored().review.rows} == {RowState.PENDING}


def test_dropping_tells_what_it_did(page: Page) -> None:
    """A row is dropped, kept again, or taken out where it is empty."""
    focus(page, 2, Side.SOURCE)
    for words in ("Row 2 dropped.", "Row 2 kept again."):
        page.keyboard.press("k")
        said(page, words)
        focus(page, 2, Side.SOURCE)
    press(page, ["i", "k"])
    said(page, "Empty row 3 taken out.")


def test_two_cells_of_different_rows_are_pinned_and_the_rest_aligned_anew(page: Page, served: Served) -> None:
    """Space on the one, Space on the other, Ctrl+R; the accepted row and the pinned pair stay as they are."""
    focus(page, 1, Side.SOURCE)
    press(page, ["a", " "])
    said(page, "other side")
    press(page, ["ArrowDown", "ArrowRight", " "])
    said(page, "Pinned.")
    pinned = ["pinned", SOURCES[1], TARGETS[3]]
    assert pinned in shown(page)
    page.keyboard.press("Control+r")
    said(page, "Re-aligned:")
    assert ["accepted", SOURCES[0], TARGETS[0]] in shown(page)
    assert pinned in shown(page)
    assert shown(page) == told(served.stored().review)
    page.keyboard.press("Control+z")
    page.locator('#operations [data-do="realign"]').click()
    said(page, "Re-aligned:")


def test_accepting_from_a_confidence_on(page: Page, served: Served) -> None:
    """The field and its button; how many rows is told."""
    page.fill("#threshold", "70")
    page.keyboard.press("Enter")
    said(page, "3 rows accepted.")
    assert [row.id for row in served.stored().review.rows if row.state is RowState.ACCEPTED] == [1, 2, 3]


def test_fast_keys_are_done_one_after_the_other(page: Page, served: Served) -> None:
    """Nothing is lost, nothing done to the wrong row."""
    press(page, "aaaaa")
    said(page, "Row 5 accepted.")
    assert {row.state for row in served.stored().review.rows} == {RowState.ACCEPTED}
    expect(page.locator("#done-text")).to_have_text("5 of 5 rows reviewed")


def test_200_operations_and_200_undos_leave_the_identical_state(page: Page, served: Served) -> None:
    """By keys, at random; page and file agree before, between and after."""
    chance = Random(11)
    start, rows = shown(page), served.stored().review.rows
    keys = ["a", "r", "c", "m", "u", "d", "x", "i", "k", "n", "s", "e", " ", "ArrowUp", "ArrowDown", "ArrowLeft"]
    keys += ["ArrowRight"] * 2
    done = 0
    for _ in range(2_000):
        key = chance.choice(keys)
        page.keyboard.press(key)
        settle(page)
        if page.locator(".editor").count():
            press(page, ["End", chance.choice("xyz"), "Enter"] if key == "e" else ["Enter"])
            settle(page)
            page.keyboard.press("Escape")
            settle(page)
        done = served.stored().info.revision
        if done >= 200:
            break
    assert shown(page) == told(served.stored().review) != start
    for _ in range(done):
        page.keyboard.press("Control+z")
    expect(page.locator('[data-do="undo"]')).to_be_disabled()
    assert shown(page) == start
    assert served.stored().review.rows == rows


def test_what_cannot_be_done_is_said(page: Page, served: Served) -> None:
    """And changes nothing."""
    press(page, ["End", "m"])
    said(page, "this is the last row")
    focus(page, 4, Side.TARGET)
    page.keyboard.press("u")
    said(page, "nothing in the cell")
    assert served.stored().info.revision == 0
