"""Recognition on annotated sentences: terms in every form they take, and strings that only look like them.

recognition.tsv has a sentence a line, the terms of recognition_terms.tsv in braces where a reader finds them; most
sentences without braces, and many with, hold the letters of a term as part of something else. Sentences and terms
were written before the test was first run (two misplaced braces were put right after).
"""

import re
from pathlib import Path

import pytest

from glossary.entries import Term, TermEntry
from glossary.recognise import Recogniser

HERE = Path(__file__).parent


def annotated() -> list[tuple[str, str, set[tuple[int, int]]]]:
    """Language, sentence, places of its terms."""
    rows = []
    for line in (HERE / "recognition.tsv").read_text("utf-8").splitlines():
        lang, marked = line.split("\t")
        marked = marked.replace("\\n", "\n")
        places = {(m.start() - 2 * n, m.end() - 2 * n - 2) for n, m in enumerate(re.finditer(r"\{[^}]*\}", marked))}
        rows.append((lang, re.sub("[{}]", "", marked), places))
    return rows


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    """Knows the terms of the list."""
    lines = (HERE / "recognition_terms.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return Recogniser(
        TermEntry(concept=f"c{number}", terms=(Term(text=zh, lang="zh-CN"), Term(text=en, lang="en-US")))
        for number, (zh, en) in enumerate(pairs)
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_terms_are_recognised_and_lookalikes_are_not(
    recogniser: Recogniser, floors: dict[str, float], lang: str
) -> None:
    """Hits that are not doubtful, against the places where a reader finds the terms."""
    rows = [(text, places) for language, text, places in annotated() if language == lang]
    found = [{(h.start, h.end) for h in recogniser.find(text, lang) if not h.doubtful} for text, _ in rows]
    right = sum(len(hits & places) for hits, (_, places) in zip(found, rows, strict=True))
    wrong = [(text, hits ^ places) for hits, (text, places) in zip(found, rows, strict=True) if hits != places]
    assert right / sum(len(places) for _, places in rows) >= floors["recognition_recall"], wrong
    assert right / sum(map(len, found)) >= floors["recognition_precision"], wrong
