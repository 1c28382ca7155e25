"""The history of one entry of the glossary: who did what to it, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from glossary.differences import FieldChange, differences
from tm.app.terms import concept_named
from tm.errors import InputError

if TYPE_CHECKING:
    from tm.app.project import Project


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """An action on an entry and what it changed."""

    action: int
    at: datetime
    author: str
    kind: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """What was done to an entry, oldest first, as far as the history keeps it."""

    concept: str
    terms: tuple[str, ...]  # that it has; of an entry that is gone, that it had
    deleted: bool
    steps: tuple[HistoryStep, ...]


def entry_history(project: Project, name: str) -> EntryHistory:
    """The history of the entry with that id or term, or of one that is gone with that id.

    Raises: InputError if there never was one, if its history is forgotten, or if several entries have the term.
    """
    termbase = project.termbase
    concept, steps = name, termbase.steps(name)
    if not steps:
        concept = concept_named(project, name)
        steps = termbase.steps(concept)
    if not steps:
        message = f"what was done to {name} is forgotten; its last change stands in: glossary find {name}"
        raise InputError(message, path=project.settings.memory)
    states = [state for step in steps for state in (step.before, step.after) if state]
    told = (HistoryStep(s.action, s.at, s.author, s.kind, differences(s.before, s.after)) for s in steps)
    terms = tuple(term.text for term in states[-1].terms) if states else ()
    return EntryHistory(concept, terms, steps[-1].after is None, tuple(told))
