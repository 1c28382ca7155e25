"""Proposals joined by the short forms that the texts define: one entry for a name and its abbreviation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from glossary.abbreviations import ShortForm
from glossary.entries import Status, Term, TermEntry, TermType, Workflow
from glossary.storedentries import comparable
from glossary.wording import form
from tm.app.project import Project
from tm.languages import primary


def join_short_forms(
    project: Project,
    entries: Sequence[TermEntry],
    short_forms: Sequence[ShortForm],
    acronyms: Mapping[tuple[str, ...], str],
) -> list[TermEntry]:
    """The entries, those of a short form joined to that of the full one, as admitted terms.

    Where only the short one has an entry, the full one leads it. Names that a person has decided on are left alone.
    """
    by_name = {_name(entry.terms[0].text): entry for entry in entries}
    for found in short_forms:
        known = [by_name.get(_name(text)) for text in (found.full, found.short)]
        if not any(known) or _decided(project, found.full) or _decided(project, found.short):
            continue
        by_name.pop(_name(found.short), None)
        by_name[_name(found.full)] = _joined(known[0], known[1], found)
    return [_with_acronym(entry, acronyms) for entry in by_name.values()]


def _name(text: str) -> str:
    return comparable(text, "zh")


def _decided(project: Project, text: str) -> bool:
    return any(
        entry.workflow is not Workflow.PROPOSED and _name(text) in {_name(term.text) for term in entry.terms}
        for entry in project.termbase.find(text, lang="zh")
    )


def _joined(full: TermEntry | None, short: TermEntry | None, found: ShortForm) -> TermEntry:
    """The entry of the full form, or where there is none of the short one led by the full form."""
    leading = full or short
    if leading is None:
        raise ValueError("one of the two forms needs an entry")
    first, *others = leading.terms
    of_full, of_short = (
        entry.terms[0] if entry else replace(first, text=text, context=found.context)
        for entry, text in ((full, found.full), (short, found.short))
    )
    kind = first.part_of_speech
    own = [
        replace(of_full, term_type=TermType.FULL),
        replace(of_short, status=Status.ADMITTED, term_type=TermType.ABBREVIATION, part_of_speech=kind),
    ]
    if full is not None and short is not None:
        known = {form(term.text) for term in others}
        has_rendering = any(term.status is Status.PREFERRED for term in others)
        others += [
            replace(term, status=Status.ADMITTED, term_type=TermType.ABBREVIATION, part_of_speech=kind)
            if has_rendering
            else replace(term, part_of_speech=kind)
            for term in short.terms[1:]
            if primary(term.lang) != primary(first.lang) and form(term.text) not in known
        ]
    both = [entry for entry in (full, short) if entry]
    renderings = {rendering.text: rendering for entry in reversed(both) for rendering in entry.renderings}
    return replace(
        leading,
        terms=(*own, *others),
        confidence=max((entry.confidence for entry in both if entry.confidence is not None), default=None),
        count=max(entry.count for entry in both),
        renderings=tuple(sorted(renderings.values(), key=lambda rendering: -rendering.count)),
    )


def _with_acronym(entry: TermEntry, acronyms: Mapping[tuple[str, ...], str]) -> TermEntry:
    """The entry with the acronym that texts give one of its renderings."""
    texts = {term.text for term in entry.terms}
    for term in entry.terms:
        acronym = acronyms.get(form(term.text), "")
        if acronym and acronym not in texts and primary(term.lang) == "en":
            added = Term(
                text=acronym,
                lang=term.lang,
                status=Status.ADMITTED,
                term_type=TermType.ACRONYM,
                part_of_speech=term.part_of_speech,
            )
            return replace(entry, terms=(*entry.terms, added))
    return entry
