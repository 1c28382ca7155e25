"""What a long review costs: CPU seconds of opening it and of each operation, and what a browser makes of the page.

python tests/benchmarks/review.py [--rows 500,5000] [--browser]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "browser")]

from underreview import long_review

from tm.app import reviews
from tm.app.project import Project, open_project
from tm.app.reviews import Kind, Operation
from tm.app.web.review_pages import FIRST_ROWS, change_shape, row_shape
from tm.review.store import Reviews
from tm.settings import Settings

NOW = datetime(2024, 5, 1, tzinfo=UTC)
WATCH = """new MutationObserver((_, watching) => {
  if (!document.querySelector("#grid .row")) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.rowsAt = performance.now(); }));
}).observe(document, { subtree: true, childList: true });"""  # when the frame with the first rows has been drawn


def timed(name: str, work: Callable[[], object]) -> None:
    start = time.process_time()
    work()
    print(f"  {name:<28} {time.process_time() - start:7.3f} s CPU")


def measure(project: Project, count: int) -> None:
    """Opening, the answer to the page, and operations in the middle."""
    opened = reviews.open_review(project, 1)
    revision = 0

    def operate(kind: Kind, row: int = count // 2, confidence: float = 1.0) -> None:
        nonlocal revision
        done = reviews.operate(project, 1, revision, Operation(kind=kind, row=row, confidence=confidence))
        json.dumps(change_shape(done))
        revision = done.after.info.revision

    def undo() -> None:
        nonlocal revision
        revision = reviews.undo_operation(project, 1, revision).after.info.revision

    timed("open the first rows", lambda: reviews.top_of_review(project, 1, FIRST_ROWS))
    timed("open", lambda: reviews.open_review(project, 1))
    timed("rows for the page", lambda: json.dumps([row_shape(opened.review, row) for row in opened.review.rows]))
    timed("accept one", lambda: operate(Kind.ACCEPT))
    timed("merge two", lambda: operate(Kind.MERGE))
    timed("accept all from .95", lambda: operate(Kind.ACCEPT_ABOVE, confidence=0.95))
    timed("merge two of the accepted", lambda: operate(Kind.MERGE, 1))
    timed("undo that", undo)
    timed("undo accepting all", undo)


def browse(settings: Settings) -> None:
    """First rows, all rows, keys to answer, frames while scrolling: by the wall clock, in Chromium."""
    from pages import Served, settle
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, Served(settings, "long") as served:
        page = playwright.chromium.launch(executable_path=chromium).new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(WATCH)
        start = time.monotonic()
        served.open(page)
        whole = time.monotonic() - start
        paint = page.evaluate("performance.getEntriesByType('paint').at(-1).startTime")
        print(f"  {'first paint':<28} {paint / 1000:7.3f} s")
        print(f"  {'first rows painted':<28} {page.evaluate('window.rowsAt') / 1000:7.3f} s")
        print(f"  {'all rows on the page':<28} {whole:7.3f} s")
        for key in ("a", "End", "m", "Control+z"):
            start = time.monotonic()
            page.keyboard.press(key)
            settle(page)
            print(f"  {key:<28} {time.monotonic() - start:7.3f} s")
        frames = page.evaluate(
            """async () => { const spans = []; let last = performance.now();
                 for (let count = 0; count < 60; count += 1) { scrollBy(0, -700);
                   await new Promise((next) => requestAnimationFrame(next));
                   spans.push(performance.now() - last); last = performance.now(); }
                 return spans.sort((one, other) => one - other); }"""
        )
        print(f"  {'frame while scrolling':<28} {frames[30]:7.1f} ms, of twenty the slowest {frames[57]:.1f} ms")


def main() -> None:
    """Print the figures for each number of rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="500")
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    for count in map(int, options.rows.split(",")):
        print(f"{count} rows")
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(memory=Path(folder) / "memory.tmdb")
            with open_project(settings, clock=lambda: NOW, create=True) as project:
                with project.memory.database.transaction():
                    Reviews(project.memory.database).create(
                        long_review(count), name="long", langs=("zh-CN", "en-US"), paths=("", ""), held=True, now=NOW
                    )
                measure(project, count)
            if options.browser:
                browse(settings)


if __name__ == "__main__":
    main()
