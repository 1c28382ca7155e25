"""How much of an article comes out of a saved page, and how much that is not of it, beside trafilatura: a table.

    python tests/benchmarks/pages.py                          our own pages in tests/pages
    python tests/benchmarks/pages.py --data FOLDER            other pages with the text of their articles

A folder holds NAME.html beside NAME.txt, or html/NAME.html and text/NAME.txt (as newspaper's tests do), or
NAME/source.html beside NAME/expected.html (as those of Mozilla's Readability do). Compared are runs of four tokens, a
Chinese character or a word of another script each: precision is the share of the runs kept that the article has,
recall the share of its runs that are kept, both as means over the pages; `lost` counts pages with less than half of
their article. Headline and byline count against both tools where the text of the article leaves them out.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

from lxml import html
from trafilatura import extract

from tm.errors import TmError
from tm.text.clean import clean
from tm.text.read import read_document
from tm.text.split import split

PAGES = Path(__file__).parents[1] / "pages"
RUN = 4  # tokens
FEWEST = 100  # tokens of an article: there are pages in those folders without one
TOKEN = re.compile(r"[\u4e00-\u9fff]|\w+")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], help="a folder of pages and their articles")
    arguments = parser.parse_args()
    print("| pages | of | tool | precision | recall | F1 | lost |")
    print("|---|---|---|---|---|---|---|")
    for folder in arguments.data or [PAGES]:
        pages = [(page, text) for page, text in articles(folder) if len(TOKEN.findall(text)) >= FEWEST]
        for tool, read in (("duizhao", ours), ("trafilatura", theirs)):
            scores = [score(read(page), text) for page, text in pages]
            precision, recall = (fmean(column) for column in zip(*scores, strict=True))
            f1 = 2 * precision * recall / (precision + recall)
            lost = sum(recall < 0.5 for _, recall in scores)
            print(f"| {len(pages)} | {folder.name} | {tool} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {lost} |")
    return 0


def articles(folder: Path) -> Iterator[tuple[Path, str]]:
    """The pages of a folder, each with the text of its article."""
    for page in sorted([*folder.glob("*.html"), *folder.glob("html/*.html")]):
        name, _, lang = page.stem.partition(".")
        for text in (
            page.with_suffix(".txt"),
            folder / "text" / f"{page.stem}.txt",
            folder / f"{name}.body.{lang}.txt",  # of ours, where ~ marks what may be kept or not
        ):
            if text.exists():
                yield page, "\n".join(line.lstrip("~") for line in text.read_text("utf-8", "replace").splitlines())
    for expected in sorted(folder.glob("*/expected.html")):
        tree = html.document_fromstring(expected.read_text("utf-8") or "<p></p>")
        yield expected.with_name("source.html"), " ".join(str(part) for part in tree.itertext())


def ours(page: Path) -> str:
    try:
        return "\n".join(segment.text for segment in split(clean(read_document(page))))
    except TmError:
        return ""


def theirs(page: Path) -> str:
    return extract(page.read_bytes(), include_comments=False) or ""


def score(kept: str, article: str) -> tuple[float, float]:
    """Precision and recall of the runs of tokens."""
    found, gold = _runs(kept), _runs(article)
    common = (found & gold).total()
    return common / max(1, found.total()), common / max(1, gold.total())


def _runs(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text.lower())
    return Counter(tuple(tokens[at : at + RUN]) for at in range(len(tokens) - RUN + 1))


if __name__ == "__main__":
    raise SystemExit(main())
