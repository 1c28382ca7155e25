"""The server as a process, and what a person sees and does on the page."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from doors import NOW
from playwright.sync_api import Page, expect

from tm.app import reviews
from tm.app.project import open_project
from tm.app.reviews import OpenReview
from tm.review.rows import Review, Side
from tm.settings import Settings

ROOT = Path(__file__).parent.parent.parent


class Served:
    """`tm review …` as a person starts it, on any free port."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self.settings = settings
        command = [sys.executable, "-m", "tm.app.cli", "review", *arguments, "--memory", str(settings.memory)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
        self.process = subprocess.Popen(
            [*command, "--no-browser", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        self.url: str = json.loads(line)["url"]
        self.origin = self.url.split("/reviews")[0].split("/?")[0]

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def interrupt(self) -> tuple[int, str]:
        """Ctrl+C: the exit code and what was said on stderr."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def open(self, page: Page) -> None:
        """Go to the page by the printed address and wait until all rows are there."""
        page.goto(self.url)
        settle(page)

    def stored(self) -> OpenReview:
        """The review as the memory file has it."""
        with open_project(self.settings, clock=lambda: NOW, readonly=True) as project:
            return reviews.open_review(project, 1)


def settle(page: Page) -> None:
    """Wait until the page has done all it was asked for."""
    page.wait_for_selector("#grid[aria-busy=false]")


def shown(page: Page) -> list[list[str]]:
    """State, source and target of each row as the page has them; empty cells are empty."""
    found: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll("#grid .row")].map((row) => [
            ["pending", "flagged", "pinned", "accepted", "dropped"].find((state) => row.classList.contains(state)),
            ...[...row.querySelectorAll(".cell")].map((cell) => [...cell.childNodes]
                .filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(""))])"""
    )
    return found


def told(review: Review) -> list[list[str]]:
    """The same of a review."""
    return [[row.state.value, *(review.text(row, side) for side in Side)] for row in review.rows]


def numbers(page: Page) -> list[int]:
    """The numbers shown beside the rows."""
    return [int(text) for text in page.locator("#grid .row .number").all_text_contents()]


def focus(page: Page, row: int, side: Side) -> None:
    """Click on a cell of a row, by the number of the row."""
    page.locator(f'.row[data-id="{row}"] .cell[data-side="{side}"]').click()
    expect(page.locator(f'.row[data-id="{row}"] .cell[data-side="{side}"]')).to_be_focused()


def open_box(page: Page) -> None:
    """E on the cell in focus; the box is there."""
    page.keyboard.press("e")
    page.wait_for_selector(".editor textarea:focus")


def press(page: Page, keys: Sequence[str]) -> None:
    """Keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def said(page: Page, words: str) -> None:
    """What the page says under the rows once it has done what it was asked for."""
    page.wait_for_selector("#grid[aria-busy=false]")
    expect(page.locator("#status")).to_contain_text(words)
