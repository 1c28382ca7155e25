"""What becomes of a proposal that meets the glossary: what a person has decided stands, an older proposal gives way."""

from __future__ import annotations

from dataclasses import replace

from glossary.entries import Term, TermEntry, Workflow
from glossary.storedentries import StoredEntries, forms
from tm.languages import primary

Met = tuple[TermEntry | None, TermEntry | None]  # what was stored, and what is to be; (None, None) leaves all as it is


def share_pair(left: TermEntry, right: TermEntry) -> bool:
    """Whether two entries have a term in common in two languages."""
    return len({lang for lang, _ in {*forms(left)} & {*forms(right)}}) >= 2


def meet_proposal(entry: TermEntry, stored: StoredEntries) -> Met:
    """The stored entry that a proposal meets and what it becomes."""
    rivals = stored.sharing(entry.terms[0])
    if any(rival.workflow is Workflow.REJECTED for rival in rivals):
        return None, None
    if any(rival.workflow is Workflow.APPROVED and _languages(entry) <= _languages(rival) for rival in rivals):
        return None, None
    if alone := next((rival for rival in rivals if rival.workflow is Workflow.APPROVED), None):
        known = replace(alone, renderings=entry.renderings, count=entry.count)
        return (alone, known) if entry.renderings != alone.renderings else (None, None)
    proposed = [rival for rival in rivals if rival.workflow is Workflow.PROPOSED]
    if not proposed:
        return None, replace(entry, concept=stored.free_id(entry.concept))
    old = proposed[0]
    if old.changed_at or old.confidence is None or _languages(entry) < _languages(old):
        return None, None
    if forms(entry)[0] != forms(old)[0]:  # a short form or a variant of what is proposed already
        return None, None
    terms = _with_short_forms(old, entry) if share_pair(entry, old) else entry.terms
    return old, replace(old, terms=terms, confidence=entry.confidence, count=entry.count, renderings=entry.renderings)


def _with_short_forms(old: TermEntry, entry: TermEntry) -> tuple[Term, ...]:
    """The terms of a proposal, joined by those of the coming one that are said to be forms of a name."""
    known = {*forms(old)}
    coming = zip(entry.terms, forms(entry), strict=True)
    return (*old.terms, *(term for term, form in coming if term.term_type and form not in known))


def _languages(entry: TermEntry) -> set[str]:
    return {primary(term.lang) for term in entry.terms}
