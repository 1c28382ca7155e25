"""`glossary review`: entries one by one in the terminal, decided by single keys."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

import click

from tm.app import door
from tm.app.keys import Keys
from tm.app.render import Screen
from tm.errors import InputError, SettingsError

if TYPE_CHECKING:
    from rich.text import Text

    from tm.app.project import Project
    from tm.app.termreview import Decision, ReviewItem, Sentence

_KEYS = "a accept  1-9 choose  e edit  r reject  n next  p back  u undo  q quit  ? more"
_HELP = """\
a, Enter   accept: the entry is approved as it stands; asks for a rendering where it has none
1 … 9      accept with that rendering in the place of the shown one
e          edit term, renderings (after ; those allowed too), forbidden ones, subject and note, then approve;
           - empties a field, Ctrl-C leaves the entry as it is
r          reject: the term is never proposed again
n, →, space   next without deciding      p, ←   previous
u          take back the last decision of this review
q, Esc     quit; every decision is saved already"""
_NEXT, _PREVIOUS = ("n", " ", "\x1b[C", "\x1bOC"), ("p", "\x1b[D", "\x1bOD")
_QUIT = ("q", "\x1b", "\x03", "\x04", "")
_MARGIN = 4
_MOST_LINES = 4  # of a translation without a known rendering


@click.command()
@click.option(
    "--workflow",
    type=click.Choice(["proposed", "approved", "rejected"]),
    default="proposed",
    show_default=True,
    help="Which entries.",
)
@door.kind_option
@click.option("--subject", default="", help="Only of this subject field, or a part of its name.")
@click.option("--text", default="", help="Only with a term that holds this.")
@click.option(
    "--sort",
    type=click.Choice(["decision", "term", "count", "changed"]),
    default="decision",
    show_default=True,
    help="decision: surest first.",
)
@door.memory_option
@door.json_option
def review(
    workflow: str,
    kind: str | None,
    subject: str,
    text: str,
    sort: Literal["decision", "term", "count", "changed"],
    memory: Path | None,
    as_json: bool,
) -> None:
    """Decide on proposed entries one by one, with their sentences, by single keys; each decision is saved at once."""
    from tm.app import terms
    from tm.app.project import open_project

    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SettingsError("a review needs a person at a terminal; in a script use glossary list, approve, reject")
    screen = Screen()
    with open_project(door.settings_with(memory=memory), clock=door.clock) as project:
        found = terms.entries_to_review(
            project, workflow=workflow, kind=kind or "", subject=subject, text=text, sort=sort
        )
        with Keys() as keys:

            def ask(label: str, default: str) -> str:
                with keys.lines():
                    return _ask(label, default)

            Review(screen, project, [entry.concept for entry in found]).run(keys.read, ask)


class Review:
    """A review of some entries, fed with keys."""

    def __init__(self, screen: Screen, project: Project, concepts: Sequence[str]) -> None:
        self._screen, self._project, self._concepts = screen, project, list(concepts)
        self._at = 0
        self._own: set[int] = set()  # actions of this review, undoings among them
        self._decided: list[Decision] = []  # those that stand, in their order

    def run(self, getchar: Callable[[], str], ask: Callable[[str, str], str]) -> None:
        """Show and decide until the person quits.

        Args:
            getchar: waits for a key; raises EOFError or KeyboardInterrupt where there is none any more.
            ask: shows a label and a default and returns what the person makes of it.
        """
        with suppress(EOFError, KeyboardInterrupt, _Quit):
            while self._concepts:
                self._step(getchar, ask)
        approved = len(self._decided)
        self._screen.note(
            f"{approved} decided, {len(self._concepts) - approved} left" if self._concepts else "nothing to review"
        )

    def _step(self, getchar: Callable[[], str], ask: Callable[[str, str], str]) -> None:
        """Show an entry and obey a key."""
        from tm.app import termreview

        item = None
        if self._at >= len(self._concepts):
            self._screen.note("that was the last one; u takes back, p goes back, q quits")
        else:
            try:
                item = termreview.review_item(self._project, self._concepts[self._at])
            except InputError as error:
                self._screen.note(str(error))
                del self._concepts[self._at]
                return
            show_item(self._screen, item, self._project, at=self._at, total=len(self._concepts))
        while not self._obey(getchar(), item, ask):
            self._screen.note(_KEYS)

    def _obey(self, key: str, item: ReviewItem | None, ask: Callable[[str, str], str]) -> bool:
        """Do what a key asks for; false if it asks for nothing."""
        if key in _QUIT:
            raise _Quit
        if key in _PREVIOUS:
            self._at = max(0, self._at - 1)
        elif key == "u":
            self._undo()
        elif key == "?":
            self._screen.note(_HELP)
        elif item is None:
            return False
        elif key in _NEXT:
            self._at += 1
        else:
            return self._decide(key, item, ask)
        return True

    def _decide(self, key: str, item: ReviewItem, ask: Callable[[str, str], str]) -> bool:
        from tm.app import termreview

        choices = [rendering.text for rendering in item.renderings]
        try:
            if key in ("a", "\r", "\n"):
                self._done(self._accept(item, ask))
            elif key == "r":
                self._done(termreview.reject(self._project, item.entry))
            elif key == "e":
                self._done(self._edit(item, ask))
            elif key.isdecimal() and 1 <= int(key) <= len(choices):
                self._done(termreview.accept(self._project, item.entry, rendering=choices[int(key) - 1]))
            else:
                return False
        except (InputError, SettingsError) as error:
            self._screen.note(f"! {error}")
        except (EOFError, KeyboardInterrupt, click.Abort):
            self._screen.note("\nleft as it is")
        return True

    def _accept(self, item: ReviewItem, ask: Callable[[str, str], str]) -> Decision:
        from tm.app import termreview

        bare = termreview.target_term(self._project, item.entry) is None
        rendering, *also = _several(ask("rendering; also allowed", "") if bare else "") or [""]
        return termreview.accept(self._project, item.entry, rendering=rendering, also=also)

    def _edit(self, item: ReviewItem, ask: Callable[[str, str], str]) -> Decision:
        from glossary.entries import Status, Workflow
        from tm.app import termreview
        from tm.app.termedits import EntryEdit, TermEdit

        entry, project = item.entry, self._project
        source, target = termreview.source_term(project, entry), termreview.target_term(project, entry)
        edits = [TermEdit(text=source.text, lang=source.lang, new_text=ask("term", source.text))]
        rendering, *also = _several(ask("rendering; also allowed", target.text if target else "")) or [""]
        if target and rendering:
            edits.append(TermEdit(text=target.text, lang=target.lang, new_text=rendering))
        elif rendering:
            edits.append(TermEdit(text=rendering, status=Status.PREFERRED))
        edits += [TermEdit(text=text, status=Status.ADMITTED) for text in also]
        edits += [TermEdit(text=text, status=Status.DEPRECATED) for text in _several(ask("never write (a; b)", ""))]
        wanted = EntryEdit(
            subject_field=ask("subject", entry.subject_field),
            note=ask("note", entry.note),
            workflow=Workflow.APPROVED,
            terms=tuple(edits),
        )
        return termreview.decide_entry(project, entry, wanted, kind="approve")

    def _done(self, decision: Decision) -> None:
        from tm.app import termreview

        for problem in decision.report.problems:
            self._screen.note(f"! {problem.message}")
        if decision.action is not None:
            self._own.add(decision.action)
            self._decided.append(decision)
        entry = decision.report.entry
        target = termreview.target_term(self._project, entry)
        self._screen.note(f"{entry.workflow}: {entry.terms[0].text}" + (f" = {target.text}" if target else ""))
        self._at += 1

    def _undo(self) -> None:
        from tm.app import termreview

        if not self._decided:
            self._screen.note("nothing of this review to take back")
            return
        decision = self._decided.pop()
        try:
            action = termreview.take_back(self._project, decision, self._own)
        except InputError as error:
            self._screen.note(f"! {error}")
            return
        self._own.update([] if action is None else [action])
        entry = decision.before
        self._at = self._concepts.index(entry.concept) if entry.concept in self._concepts else self._at
        self._screen.note(f"taken back: {entry.terms[0].text} is {entry.workflow} again")


def _several(answer: str) -> list[str]:
    """The texts that an answer names, between semicolons."""
    return [text.strip() for text in answer.replace("；", ";").split(";") if text.strip()]


class _Quit(Exception):
    """The person has had enough."""


def show_item(screen: Screen, item: ReviewItem, project: Project, *, at: int, total: int) -> None:
    """An entry for review, as wide as the terminal is."""
    from rich.text import Text

    from tm.app import termreview

    entry = item.entry
    source, target = termreview.source_term(project, entry), termreview.target_term(project, entry)
    said = [str(entry.workflow)]
    said += [] if entry.confidence is None else [f"confidence {entry.confidence:.2f}"]
    said += [_used(item)]
    show = screen.data.print
    show(Text(f"\n[{at + 1}/{total}]  {'  '.join(said)}  {entry.concept}", "dim"))
    show(Text.assemble("  ", (source.text, "bold"), (f"  {source.lang}", "dim")))
    show(
        Text.assemble(
            "= ", (target.text if target else "—", "bold green"), (f"  {target.lang}" if target else "", "dim")
        )
    )
    others = [term.text if term.usable else f"✗ {term.text}" for term in entry.terms if term not in (source, target)]
    if others:
        show(Text(f"  also: {' / '.join(others)}"))
    if len(item.renderings) > 1 or (item.renderings and not target):
        seen = (f"{number} {found.text} ({found.count})" for number, found in enumerate(item.renderings[:9], start=1))
        show(Text(f"  seen as: {'   '.join(seen)}"))
    for name, text in (("subject", entry.subject_field), ("definition", entry.definition), ("note", entry.note)):
        if text:
            show(Text(f"  {name}: {text}"))
    for sentence in item.sentences:
        _show_sentence(screen, sentence)
    if not item.sentences:
        context = next((term.context for term in entry.terms if term.context), "no unit of the memory has the term")
        show(Text(f"    {context}", "dim"))
    screen.note(_KEYS)


def _used(item: ReviewItem) -> str:
    """Where the term is."""
    if not item.uses and item.entry.count:
        return f"{item.entry.count}× in texts without translation"
    return "in 1 unit" if item.uses == 1 else f"in {item.uses} units"


def _show_sentence(screen: Screen, sentence: Sentence) -> None:
    from rich.text import Text

    cells = screen.data.width - _MARGIN
    head = "  ".join(part for part in (sentence.document, sentence.date) if part)
    screen.data.print(Text(f"  · {head}", "dim"))
    screen.data.print(Text(" " * _MARGIN) + _window(sentence.source, sentence.source_spans, cells))
    if sentence.target_spans:
        screen.data.print(Text(" " * _MARGIN) + _window(sentence.target, sentence.target_spans, cells))
    else:  # a person has to find the rendering
        lines = Text(" ".join(sentence.target.split())).wrap(screen.data, cells)
        for line in lines[:_MOST_LINES]:
            screen.data.print(Text(" " * _MARGIN) + line)
        if len(lines) > _MOST_LINES:
            screen.data.print(Text(" " * _MARGIN + "…"))


def _window(text: str, spans: Sequence[tuple[int, int]], cells: int) -> Text:
    """As much of a text as fits into the cells of a line, around its first span; the spans marked."""
    from rich.cells import cell_len
    from rich.text import Text

    flat = "".join(" " if char.isspace() else char for char in text)
    start, end = spans[0] if spans else (0, 0)
    left, right = start, end
    room = cells - 2 - cell_len(flat[start:end])
    while room > 0 and (left > 0 or right < len(flat)):
        for side in ("left", "right"):
            at = left - 1 if side == "left" else right
            if 0 <= at < len(flat) and (width := cell_len(flat[at])) <= room:
                room -= width
                left, right = (at, right) if side == "left" else (left, at + 1)
            elif 0 <= at < len(flat):
                room = 0
    marked = Text(flat)
    for first, last in spans:
        marked.stylize("bold yellow", first, last)
    return Text.assemble("…" if left else "", marked[left:right], "…" if right < len(flat) else "")


def _ask(label: str, default: str) -> str:
    """What the person makes of the default, which stands in the line to be edited; a dash empties it."""
    editor = _line_editor()
    if editor is None:
        answer: str = click.prompt(f"  {label}", default=default, show_default=bool(default), err=True)
    else:
        editor.set_startup_hook(lambda: editor.insert_text(default))
        try:
            answer = input(f"  {label}: ")
        finally:
            editor.set_startup_hook()
    return "" if answer.strip() == "-" else answer


def _line_editor() -> ModuleType | None:
    """GNU readline; None where there is none, or one that cannot put a text into the line."""
    try:
        import readline
    except ImportError:
        return None
    return None if "libedit" in (readline.__doc__ or "") else readline


COMMANDS = (review,)
