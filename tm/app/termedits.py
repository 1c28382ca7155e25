"""Changing entries of the glossary by hand: any field, terms and their statuses; deleting and uniting entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glossary.entries import CrossReference, Definition, Status, Term, TermEntry, TermType, Workflow, one_line
from glossary.merging import check_preferred
from glossary.pairrows import settled_lang
from tm.app.project import Project
from tm.app.terms import concept_named
from tm.errors import InputError, SettingsError
from tm.languages import canonical, guess, primary
from tm.units import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEdit:
    """What to make of the term with that text; None leaves a field as it is. A term that is not there is added."""

    text: str
    lang: str = ""  # of a new term; by its letters if empty
    new_text: str | None = None
    status: Status | None = None
    part_of_speech: str | None = None
    term_type: TermType | None = None
    source: str | None = None
    context: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryEdit:
    """What to make of an entry; None leaves a field as it is, an empty text takes it away."""

    subject_field: str | None = None
    definition: str | None = None
    definition_lang: str = ""  # the language that the definition belongs to; the concept if empty
    note: str | None = None
    workflow: Workflow | None = None
    terms: tuple[TermEdit, ...] = ()
    removed: tuple[str, ...] = ()  # texts of terms
    referring: tuple[str, ...] = ()  # concepts to refer to, or URLs
    not_referring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditReport:
    """An entry as it stands after an edit, and what is doubtful about it."""

    entry: TermEntry
    problems: tuple[Problem, ...]


def edit_entry(
    project: Project, name: str, edit: EntryEdit, *, seen: TermEntry | None = None, kind: str = "edit"
) -> EditReport:
    """The entry of that id or term, edited; one action, or none if it is so already.

    A term made preferred makes the other preferred ones of its language admitted, if they are not named as well.
    Raises: InputError for an unknown name, or if the entry is no longer as `seen`; SettingsError for an edit that
    cannot be obeyed.
    """
    if edit == EntryEdit():
        raise SettingsError("nothing to edit; name a field or a term, see: glossary edit -h")
    old = project.termbase.get(concept_named(project, name))
    project.termbase.check_seen(old, seen)
    try:
        new = _edited(project, old, edit)
    except ValueError as error:
        raise SettingsError(f"{error}; nothing was changed") from error
    if new != old:
        new = project.termbase.edit(new, now=project.clock(), author=project.settings.author, seen=old, kind=kind)
    return EditReport(new, check_preferred(new))


def delete_entries(project: Project, names: Sequence[str]) -> tuple[TermEntry, ...]:
    """The entries that are gone now; one action. Raises: InputError if a name fits no entry, or several."""
    concepts = [concept_named(project, name) for name in names]
    return project.termbase.delete(concepts, now=project.clock(), author=project.settings.author)


def unite_entries(project: Project, name: str, other: str) -> EditReport:
    """The first entry joined by the second, which is gone; one action. Raises: InputError."""
    concepts = [concept_named(project, name), concept_named(project, other)]
    if concepts[0] == concepts[1]:
        message = f"{name} and {other} are one entry already; name two"
        raise InputError(message, path=project.settings.memory)
    return EditReport(*project.termbase.unite(*concepts, now=project.clock(), author=project.settings.author))


def _edited(project: Project, entry: TermEntry, edit: EntryEdit) -> TermEntry:
    """The entry after the edit; ValueError if there is no such entry."""
    for text in edit.removed:
        if text not in {term.text for term in entry.terms}:
            raise ValueError(f"{entry.concept} has no term {text!r}")
    meant = {(change.text, change.status) for change in edit.terms if change.status is not None}
    if twice := [text for text, count in Counter(text for text, _ in meant).items() if count > 1]:
        raise ValueError(f"{twice[0]!r} cannot have two statuses at once; name it once")
    terms = [term for term in entry.terms if term.text not in edit.removed]
    for change in edit.terms:
        _change_term(project, terms, change)
    preferred = {change.new_text or change.text for change in edit.terms if change.status is Status.PREFERRED}
    langs = {term.lang for term in terms if term.text in preferred}
    terms = [
        replace(term, status=Status.ADMITTED)
        if term.lang in langs and term.status is Status.PREFERRED and term.text not in preferred
        else term
        for term in terms
    ]
    if not terms:
        raise ValueError(f"{entry.concept} would be left without a term; to take it out: glossary delete")
    return replace(
        entry,
        terms=tuple(terms),
        subject_field=entry.subject_field if edit.subject_field is None else edit.subject_field.strip(),
        definitions=_definitions(entry, edit),
        note=entry.note if edit.note is None else edit.note.strip(),
        workflow=edit.workflow or entry.workflow,
        references=_references(project, entry, edit),
    )


def _change_term(project: Project, terms: list[Term], change: TermEdit) -> None:
    values = {
        "text": None if change.new_text is None else one_line(change.new_text),
        "status": change.status,
        "part_of_speech": change.part_of_speech,
        "term_type": change.term_type,
        "source": change.source,
        "context": change.context,
        "note": change.note,
    }
    given = {name: value for name, value in values.items() if value is not None}
    text = one_line(change.text)
    places = [at for at, term in enumerate(terms) if term.text == text and change.lang in ("", term.lang)]
    for at in places:
        terms[at] = replace(terms[at], **given)  # type: ignore[arg-type]  # the names are those of the fields
    if not places:
        lang = canonical(change.lang or _lang_of(project, text))
        terms.append(replace(Term(text=text, lang=lang, status=Status.ADMITTED), **given))  # type: ignore[arg-type]


def _lang_of(project: Project, text: str) -> str:
    """The language of the settings that the letters of a term speak for."""
    source, target = project.settings.source_lang, project.settings.target_lang
    return settled_lang(text, source if guess(text) == primary(source) else target)


def _definitions(entry: TermEntry, edit: EntryEdit) -> tuple[Definition, ...]:
    if edit.definition is None:
        return entry.definitions
    others = [definition for definition in entry.definitions if definition.lang != edit.definition_lang]
    text = edit.definition.strip()
    return (*([Definition(text, edit.definition_lang)] if text else []), *others)


def _references(project: Project, entry: TermEntry, edit: EntryEdit) -> tuple[CrossReference, ...]:
    gone = set(edit.not_referring)
    kept = [reference for reference in entry.references if reference.target not in gone]
    for target in edit.referring:
        external = "://" in target
        named = target if external else concept_named(project, target)
        if named == entry.concept:
            raise ValueError(f"{entry.concept} cannot refer to itself")
        kept.append(CrossReference(named, external=external))
    return tuple(dict.fromkeys(kept))
