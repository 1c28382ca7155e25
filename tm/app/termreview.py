"""Reviewing the glossary entry by entry: what a person sees of one, and the decisions, each saved at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from glossary.entries import Rendering, Status, Term, TermEntry, Workflow
from glossary.recognise import Recogniser
from tm.app import changes
from tm.app.keywords import find_keyword
from tm.app.project import Project
from tm.app.termedits import EditReport, EntryEdit, TermEdit, edit_entry
from tm.errors import InputError
from tm.languages import primary
from tm.lookup.concordance import MAX_QUERY_CHARS
from tm.progress import Progress, silent

SENTENCES_SHOWN = 3
_LOOKED_AT = 200  # places of a term, for sentences with a rendering

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit of the memory that uses a term, with the places of the entry's terms on both sides."""

    source: str
    target: str
    source_spans: tuple[Span, ...]
    target_spans: tuple[Span, ...]
    document: str
    date: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """An entry with what speaks for and against it."""

    entry: TermEntry
    renderings: tuple[Rendering, ...]  # of the extraction, most frequent first
    sentences: tuple[Sentence, ...]
    uses: int  # units of the memory with the term; `sentences` are the first of them


@dataclass(frozen=True, slots=True)
class Decision:
    """An entry as it stands after a decision, and the number of the action; None where nothing changed."""

    report: EditReport
    action: int | None
    before: TermEntry


def review_item(project: Project, concept: str) -> ReviewItem:
    """The entry of that id with its sentences. Raises: InputError."""
    entry = entry_of(project, concept)
    sentences, uses = sentences_of(project, entry)
    return ReviewItem(entry, entry.renderings, sentences, uses)


def sentences_of(
    project: Project, entry: TermEntry, *, progress: Progress = silent
) -> tuple[tuple[Sentence, ...], int]:
    """Sentences of the memory with the term, those first that show a rendering too, and in how many units it is.

    Of a frequent term they are taken from the newest units that have it.
    """
    term = source_term(project, entry)
    if len(term.text) > MAX_QUERY_CHARS:
        return (), 0
    recogniser = Recogniser([entry])
    sentences, rowids = [], set[int]()
    lang = primary(term.lang)
    found = find_keyword(project, term.text, source_lang=lang, limit=_LOOKED_AT, progress=progress)
    for hit in found.hits:
        if hit.rowid in rowids:
            continue
        rowids.add(hit.rowid)
        spans = [
            tuple((found.start, found.end) for found in recogniser.find(variant.text, variant.lang))
            for variant in (hit.variant, hit.other)
        ]
        origin = hit.unit.origin
        marked = spans[0] or ((hit.start, hit.end),)
        sentences.append(Sentence(hit.variant.text, hit.other.text, marked, spans[1], origin.document, origin.date))
    sentences.sort(key=lambda sentence: not sentence.target_spans)
    return tuple(sentences[:SENTENCES_SHOWN]), found.units


def accept(project: Project, seen: TermEntry, *, rendering: str = "", also: Sequence[str] = ()) -> Decision:
    """Approve an entry as it was seen; another rendering, where given, takes the place of the one that it has.

    What is `also` allowed is added as admitted.

    Raises: InputError if the entry is no longer as it was seen.
    """
    terms: tuple[TermEdit, ...] = ()
    shown = target_term(project, seen)
    if rendering and shown is None:
        terms = (TermEdit(text=rendering, status=Status.PREFERRED),)
    elif rendering and shown is not None and rendering != shown.text:
        known = any(term.text == rendering for term in seen.terms)
        terms = (
            TermEdit(text=rendering, status=Status.PREFERRED)
            if known
            else TermEdit(text=shown.text, lang=shown.lang, new_text=rendering),
        )
    terms += tuple(TermEdit(text=text, status=Status.ADMITTED) for text in also)
    return decide_entry(project, seen, EntryEdit(workflow=Workflow.APPROVED, terms=terms), kind="approve")


def reject(project: Project, seen: TermEntry) -> Decision:
    """Reject an entry as it was seen, so that it is not proposed again. Raises: as `accept`."""
    return decide_entry(project, seen, EntryEdit(workflow=Workflow.REJECTED), kind="reject")


def decide_entry(project: Project, seen: TermEntry, edit: EntryEdit, *, kind: str = "edit") -> Decision:
    """Edit an entry as it was seen; one action. Raises: InputError if it is no longer so, SettingsError."""
    before = newest_action(project)
    entry_of(project, seen.concept)
    report = edit_entry(project, seen.concept, edit, seen=seen, kind=kind)
    after = newest_action(project)
    return Decision(report, after if after != before else None, seen)


def take_back(project: Project, decision: Decision, own: Collection[int]) -> int | None:
    """Make an entry again what it was before a decision; the number of the action if it is an undoing that has a redo.

    Where all that was done since is one's `own` it is undone as by `tm undo`. Where others have acted on other entries,
    this entry alone is changed back.
    Raises: InputError if the entry is no longer as the decision left it.
    """
    left = decision.report.entry
    since = [action for action in changes.list_actions(project, len(own) + 1) if action.id > (decision.action or 0)]
    if decision.action is not None and all(action.id in own for action in since):
        undone = changes.undo(project)
        return undone[0].action if undone else None
    entry_of(project, left.concept)
    author = project.settings.author
    project.termbase.edit(decision.before, now=project.clock(), author=author, seen=left, kind="restore")
    return None


def newest_action(project: Project) -> int | None:
    """The number of the newest action on memory or glossary."""
    actions = changes.list_actions(project, 1)
    return actions[0].id if actions else None


def entry_of(project: Project, concept: str) -> TermEntry:
    """The entry of that id. Raises: InputError if it is gone."""
    try:
        return project.termbase.get(concept)
    except KeyError as error:
        message = f"{concept} is no longer in the glossary; tm history shows who took it out"
        raise InputError(message, path=project.settings.memory) from error


def source_term(project: Project, entry: TermEntry) -> Term:
    """The first term of the source language, else the first of any."""
    wanted = primary(project.settings.source_lang)
    return next((term for term in entry.terms if primary(term.lang) == wanted), entry.terms[0])


def target_term(project: Project, entry: TermEntry) -> Term | None:
    """The rendering that a reviewer decides on: the preferred one of the target language, else its first."""
    wanted = primary(project.settings.target_lang)
    terms = [term for term in entry.terms if primary(term.lang) == wanted]
    return next((term for term in terms if term.status is Status.PREFERRED), terms[0] if terms else None)
