"""What people see of the glossary; printed on a Screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape

from rich.text import Text

from glossary.differences import FieldChange
from glossary.entries import Status, Term, TermEntry
from glossary.tbxforms import is_form
from tm.app.render import Screen, plain_table
from tm.app.termexchange import TermExportReport
from tm.app.termhistory import EntryHistory
from tm.languages import primary

_MARKS = {Status.DEPRECATED: "✗ ", Status.SUPERSEDED: "† "}


def show_entries(screen: Screen, entries: Sequence[TermEntry], *, total: int | None = None) -> None:
    """Entries, a row each; one alone with all that it holds."""
    if len(entries) == 1:
        show_entry(screen, entries[0])
        return
    heads = ["id", "term", "renderings", "subject", "workflow", "conf.", "n"]
    if not any(entry.subject_field for entry in entries):
        heads.remove("subject")
    table = plain_table(*heads, figures=("conf.", "n"), whole=("id",))
    for entry in entries:
        language = primary(entry.terms[0].lang)
        own = [_marked(term) for term in entry.terms if primary(term.lang) == language]
        others = [_marked(term) for term in entry.terms if primary(term.lang) != language]
        cells = {
            "id": Text(entry.concept),
            "term": Text(" / ".join(own)),
            "renderings": Text(" / ".join(others)) if others else Text(_seen_as(entry), "dim"),
            "subject": Text(entry.subject_field),
            "workflow": Text(str(entry.workflow)),
            "conf.": Text("" if entry.confidence is None else f"{entry.confidence:.2f}"),
            "n": Text(str(entry.count or "")),
        }
        table.add_row(*(cells[head] for head in heads))
    if entries:
        screen.table(table)
    else:
        screen.data.print(Text("no entry", "dim"))
    if total is not None and total > len(entries):
        screen.note(f"{len(entries)} of {total} entries; more with --max {total}")


def show_exported(screen: Screen, report: TermExportReport) -> None:
    """Where how much was written."""
    lost = f"; {report.left_out} without a pair of the two languages left out" if report.left_out else ""
    screen.note(f"wrote {report.path}: {report.entries} entries{lost}")


def _seen_as(entry: TermEntry) -> str:
    """The renderings that the texts had, of a term that nobody has given one."""
    return "? " + ", ".join(f"{one.text} ({one.count})" for one in entry.renderings) if entry.renderings else ""


def show_entry(screen: Screen, entry: TermEntry) -> None:
    """All that an entry holds."""
    conf = "" if entry.confidence is None else f"  confidence {entry.confidence:.2f}"
    count = f"  {entry.count} {'time' if entry.count == 1 else 'times'}" if entry.count else ""
    screen.data.print(Text.assemble((entry.concept, "bold"), (f"  {entry.workflow}{conf}{count}", "dim")))
    languages = [primary(term.lang) for term in entry.terms]
    for term in sorted(entry.terms, key=lambda term: languages.index(primary(term.lang))):
        _show_term(screen, term)
    if entry.subject_field:
        screen.data.print(Text(f"  subject     {entry.subject_field}"))
    for definition in entry.definitions:
        about = " ".join(part for part in (definition.lang, definition.source and f"({definition.source})") if part)
        screen.data.print(Text.assemble(f"  definition  {definition.text}", (f"  {about}" if about else "", "dim")))
    if entry.note:
        screen.data.print(Text(f"  note        {entry.note}"))
    for reference in entry.references:
        screen.data.print(Text(f"  see         {reference.target} {reference.text}".rstrip()))
    for item in entry.foreign:
        if is_form(item.xml):  # of a text that is shown
            continue
        screen.data.print(Text(f"  kept        {_in_words(item.xml)}", "dim"), soft_wrap=True)
    if {rendering.text for rendering in entry.renderings}.difference(term.text for term in entry.terms):
        seen = ", ".join(f"{rendering.text} ({rendering.count})" for rendering in entry.renderings)
        screen.data.print(Text(f"  seen as     {seen}"))
    _show_audit(screen, "created", entry.created_by, entry.created_at)
    _show_audit(screen, "changed", entry.changed_by, entry.changed_at)


def show_history(screen: Screen, history: EntryHistory) -> None:
    """What was done to an entry, oldest first."""
    gone = "  deleted" if history.deleted else ""
    screen.data.print(Text.assemble((history.concept, "bold"), f"  {' / '.join(history.terms)}", (gone, "dim")))
    for step in history.steps:
        head = f"  {step.at:%Y-%m-%d %H:%M}  {step.kind}"
        screen.data.print(Text.assemble((head, "bold"), (f"  {step.author}" if step.author else "", "dim")))
        statuses = {change.term: change.after for change in step.changes if change.field == "status"}
        came = {change.after for change in step.changes if change.field == "term" and not change.before}
        for change in step.changes:
            if not (change.field == "status" and any(term.startswith(f"{change.term} [") for term in came)):
                screen.passage(_changed(change, statuses), 4)


def _changed(change: FieldChange, statuses: Mapping[str, str]) -> Text:
    """A change on a line: + what came, with its status, - what went, old → new."""
    if change.field == "term":
        sign = "" if change.before and change.after else "+ " if change.after else "- "
        status = statuses.get(change.after.rpartition(" [")[0], "") if sign == "+ " else ""
        return Text.assemble(sign + " → ".join(filter(None, (change.before, change.after))), (f"  {status}", "dim"))
    about = f"{change.term}: " if change.term else ""
    values = [change.before] if change.before else []
    return Text(f"{about}{change.field.replace('_', ' ')}: {' → '.join([*values, change.after or '—'])}")


def _show_term(screen: Screen, term: Term) -> None:
    said = (str(term.status), term.term_type and str(term.term_type), term.part_of_speech)
    style = "bold" if term.usable else "strike"
    details = ", ".join(part for part in said if part)
    screen.data.print(Text.assemble(f"  {term.lang:<8}", (term.text, style), (f"  {details}", "dim")))
    for name, value in (("source", term.source), ("context", term.context), ("note", term.note)):
        if value:
            screen.data.print(Text(f"            {name}: {value}"), soft_wrap=True)
    for xml in term.foreign:
        if is_form(xml):
            continue
        screen.data.print(Text(f"            {_in_words(xml)}", "dim"), soft_wrap=True)


def _in_words(xml: str) -> str:
    """What another tool wrote, as category and text."""
    category = re.match(r'<[^>]*? type="([^"]*)"|<([\w.-]+)', xml)
    text = " ".join(unescape(re.sub("<[^>]*>", " ", xml)).split())
    return f"{category[1] or category[2]}: {text}" if category else text


def _show_audit(screen: Screen, did: str, by: str, at: datetime | None) -> None:
    if at or by:
        day = f"{at:%Y-%m-%d %H:%M}" if at else ""
        screen.data.print(Text(f"  {did}     {' '.join(part for part in (day, by) if part)}", "dim"))


def _marked(term: Term) -> str:
    return f"{_MARKS.get(term.status, '')}{term.text}"
