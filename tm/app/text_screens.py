"""What people see of a text by itself; printed on a Screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tm.app.jsonform import plain
from tm.app.render import Screen
from tm.app.sentences import SentencePart
from tm.text.account import Characters
from tm.units import Problem

_PROBLEMS_KEPT = 1000  # in words: render shows fewer and counts the rest


def show_sentences(screen: Screen, parts: Iterable[SentencePart], *, as_json: bool) -> int:
    """How many problems there are: the sentences go to stdout as they come, one a line, and an account at the end."""
    problems: list[Problem] = []
    found = sentences = 0
    account = Characters(0, 0, 0, 0)
    part: SentencePart | None = None
    for part in parts:
        screen.lines(_records(part) if as_json else _texts(part))
        problems += part.document.problems[: _PROBLEMS_KEPT - len(problems)]
        found += len(part.document.problems)
        sentences += len(part.sentences)
        account += part.characters
    if part is None:
        return 0
    document = part.document
    if as_json:
        end = {"path": document.path, "lang": document.lang, "encoding": document.encoding, "sentences": sentences}
        screen.json(plain({**end, "characters": account}))
        return found
    screen.problems(problems)
    aside = f"{account.boilerplate} set aside as boilerplate, {account.layout} as layout"
    kept = f"of {account.read} characters {account.kept} kept"
    counted = "1 sentence" if sentences == 1 else f"{sentences} sentences"
    screen.note(f"{counted} ({document.lang}, {document.encoding}); {kept}, {aside}")
    return found


def _texts(part: SentencePart) -> Iterator[str]:
    for sentence in part.sentences:
        yield " ".join(sentence.text.splitlines())


def _records(part: SentencePart) -> Iterator[str]:
    for sentence in part.sentences:
        record = {
            "text": sentence.text,
            "start": part.start + sentence.start,
            "end": part.start + sentence.end,
            "kind": part.document.blocks[sentence.block].kind,
            "block": part.block + sentence.block,
        }
        yield json.dumps(record, ensure_ascii=False)
    for problem in part.document.problems:
        yield json.dumps(plain(problem), ensure_ascii=False)
