"""The terms of one entry of a file: which stands there twice, what nobody has said of them, what is told of both."""

from __future__ import annotations

from dataclasses import replace

from glossary.entries import Term, with_statuses
from glossary.merging import joined_term
from tm.units import Problem


class ReadTerms:
    """The terms of an entry in the order of a file; one that stands there twice becomes one."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._terms: dict[tuple[str, str], tuple[Term, bool]] = {}  # whether the status was said

    def __bool__(self) -> bool:
        return bool(self._terms)

    def add(self, term: Term, *, said: bool, line: int | None = None) -> None:
        """Take a term, its status said or not. Problem codes: term-twice (it stands there before, and otherwise)."""
        key = term.text, term.lang
        known = self._terms.get(key)
        if known is None:
            self._terms[key] = term, said
            return
        first, settled = known
        if known == (term, said):
            return
        joined, differing = joined_term(first, term)
        if said and settled and term.status is not first.status:
            differing = (*differing, ("status", str(first.status), str(term.status)))
        for field, kept, other in differing:
            message = (
                f"{term.text[:60]} ({term.lang}) stands twice in the entry; its {field} is {kept}, and {other} there"
            )
            self.problems.append(Problem("term-twice", "", line, message))
        if said and not settled:
            joined = replace(joined, status=term.status)
        self._terms[key] = joined, said or settled

    def settled(self) -> tuple[Term, ...]:
        """The terms, each with a status (glossary.entries.with_statuses)."""
        return with_statuses(self._terms.values())
