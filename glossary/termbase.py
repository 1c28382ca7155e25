"""The termbase: the concepts of a memory file, proposed by extraction, decided by people.

An entry is kept whole as JSON, its terms once more in columns for search: Chinese folded (script, width, quotation
marks), other languages by their stems. Every change is an action in the history, with the entry before and after.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import count, islice
from typing import Any

from glossary.entries import Term, TermEntry, TermPair, Workflow
from glossary.merging import check_id, check_preferred, merged
from glossary.proposing import Met, meet_proposal, share_pair
from glossary.records import entry_of_record, entry_record
from glossary.storedentries import StoredEntries, comparable, marks
from tm.errors import InputError, SettingsError
from tm.languages import primary
from tm.memory.database import Database, moment
from tm.memory.memory import AddReport
from tm.progress import Progress, silent
from tm.units import Problem, whole_second

_BATCH_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class MergeProblem:
    """What was noticed when the entry with that number of those given was added."""

    number: int  # from 0
    problem: Problem


@dataclass(frozen=True, slots=True)
class EntryStep:
    """What an action of the history made of an entry; None where there was none, or is none any more."""

    action: int
    at: datetime
    author: str
    kind: str
    before: TermEntry | None
    after: TermEntry | None


def proposed_entry(pair: TermPair, *, source_lang: str, target_lang: str, context: str = "") -> TermEntry:
    """The entry that an extracted pair proposes; its id follows from the two terms."""
    terms = (
        Term(text=pair.zh, lang=source_lang, context=context),
        Term(text=pair.en, lang=target_lang),
    )
    named = "\t".join(comparable(term.text, term.lang) for term in terms)
    return TermEntry(
        concept="c" + sha256(named.encode()).hexdigest()[:12],
        terms=terms,
        confidence=round(pair.confidence, 4),
        count=pair.count,
        renderings=pair.renderings,
    )


class Termbase:
    """The entries in a memory file."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def propose(self, entries: Iterable[TermEntry], *, now: datetime, author: str = "") -> AddReport:
        """Counts of proposals added, merged and skipped; one action.

        What a person decided stands: a rejected term is not proposed again, with whatever rendering, nor another
        English for an approved Chinese term; one approved without any gets those of the texts to choose from, beside
        its terms (`TermEntry.to_choose`). A proposal nobody has touched gives way to the new one for the same term.
        """

        def meet(entry: TermEntry, number: int, stored: StoredEntries) -> Met:
            return meet_proposal(entry, stored)

        return self._write([entries], meet, now=now, author=author, kind="extract")

    def add(
        self,
        *groups: Iterable[TermEntry],
        now: datetime,
        author: str = "",
        kind: str = "add",
        summary: str = "",
        overrule: bool = False,
        told: Callable[[MergeProblem], None] = lambda problem: None,
        parts: Mapping[str, str] | None = None,
        progress: Progress = silent,
    ) -> AddReport:
        """Counts of entries added, merged and skipped; one action, all of it or nothing.

        An entry with the id, or with a pair of terms, of a stored one is merged into it (glossary.merging). Where an
        entry gets another id in this way, cross references to it from its group are set right.

        Args:
            groups: the entries, those of one file together: their ids mean one another.
            now: the moment of the action.
            author: who does it.
            kind: of the action in the history.
            summary: of the action in the history.
            overrule: what is added is the last word, over an earlier decision as well.
            told: is called with each problem (glossary.merging), numbered over all groups.
            parts: ids of terms of the group at hand with those of their entries, which references to them come to mean;
                looked at when the group has been gone through.
            progress: is told how many entries are done.
        Raises: StorageError; whatever the groups raise.
        """

        def meet(entry: TermEntry, number: int, stored: StoredEntries) -> Met:
            old = _same_concept(entry, stored)
            if old is None:
                free = stored.free_id(entry.concept)
                new = entry if free == entry.concept else entry.named(free)
                problems = check_preferred(new) + check_id(entry, new, stored.get(entry.concept))
            else:
                outcome = merged(old, entry, overrule=overrule)
                new, problems = outcome.entry, outcome.problems
                if new != old:
                    new = replace(new, changed_at=whole_second(now), changed_by=author)
                    problems += check_preferred(new) if new.twice_preferred != old.twice_preferred else ()
            for problem in problems:
                told(MergeProblem(number, problem))
            return old, new

        return self._write(
            groups, meet, now=now, author=author, kind=kind, summary=summary, parts=parts, progress=progress
        )

    def edit(
        self, entry: TermEntry, *, now: datetime, author: str = "", seen: TermEntry | None = None, kind: str = "edit"
    ) -> TermEntry:
        """The entry as stored in the place of the one with its id; one action.

        Raises: KeyError for an unknown id; InputError if the stored one is no longer the one `seen`.
        """

        def change(stored: TermEntry) -> TermEntry:
            self.check_seen(stored, seen)
            return entry

        return self._change([entry.concept], change, now=now, author=author, kind=kind, summary=entry.terms[0].text)[0]

    def approve(self, concepts: Sequence[str], *, now: datetime, author: str = "") -> tuple[TermEntry, ...]:
        """The entries, approved; one action. Raises: KeyError for an unknown id; then nothing is changed."""
        return self._decide(concepts, Workflow.APPROVED, now=now, author=author)

    def reject(self, concepts: Sequence[str], *, now: datetime, author: str = "") -> tuple[TermEntry, ...]:
        """The entries, rejected: kept, so that they are not proposed again; one action. Raises: as `approve`."""
        return self._decide(concepts, Workflow.REJECTED, now=now, author=author)

    def delete(self, concepts: Sequence[str], *, now: datetime, author: str = "") -> tuple[TermEntry, ...]:
        """The entries that are gone now; one action. Raises: as `approve`."""
        with self.database.transaction():
            gone = [self.get(concept) for concept in dict.fromkeys(concepts)]
            action = self.database.begin_action("delete", author, whole_second(now), _summary(gone))
            for entry in gone:
                self.put_back({entry.concept: None})
                self.database.record(action, "entry", entry.concept, entry_record(entry), None)
        return tuple(gone)

    def unite(
        self, concept: str, other: str, *, now: datetime, author: str = ""
    ) -> tuple[TermEntry, tuple[Problem, ...]]:
        """The entry joined by the other one, which is gone, and what the two disagree on; one action.

        Cross references to the other one now mean the joined one. Raises: KeyError for an unknown id.
        """
        with self.database.transaction():
            kept, gone = self.get(concept), self.get(other)
            workflow = max(kept.workflow, gone.workflow, key=_AUTHORITY.index)
            joining = replace(gone.referring({concept: other}), workflow=workflow)  # what it says of the kept one goes
            outcome = merged(replace(kept, workflow=workflow), joining)
            changes = [(kept, outcome.entry.referring({other: concept}))]
            summary = f"{gone.terms[0].text} into {kept.terms[0].text}"
            action = self.database.begin_action("merge", author, whole_second(now), summary)
            self.put_back({other: None})
            self.database.record(action, "entry", other, entry_record(gone), None)
            for entry in self.entries():
                if entry.concept != concept and any(reference.target == other for reference in entry.references):
                    changes.append((entry, entry.referring({other: concept})))
            for at, (old, new) in enumerate(changes):
                changes[at] = old, (new := replace(new, changed_at=whole_second(now), changed_by=author))
                self.put_back({new.concept: entry_record(new)})
                self.database.record(action, "entry", new.concept, entry_record(old), entry_record(new))
        return changes[0][1], outcome.problems + check_preferred(changes[0][1])

    def check_seen(self, stored: TermEntry, seen: TermEntry | None) -> None:
        """Refuse to change an entry that is no longer as somebody saw it."""
        if seen is not None and stored != seen:
            who = stored.changed_by or "somebody"
            message = f"{stored.concept} ({stored.terms[0].text}) was changed by {who} meanwhile; look at it again"
            raise InputError(message, path=self.database.path)

    def get(self, concept: str) -> TermEntry:
        """The entry of that id. Raises: KeyError where there is none."""
        row = self.database.row("SELECT data FROM entry WHERE concept = ?", (concept,))
        if row is None:
            raise KeyError(concept)
        return entry_of_record(json.loads(row[0]))

    def steps(self, concept: str) -> tuple[EntryStep, ...]:
        """The actions on the entry of that id that the history keeps, oldest first; it may be gone."""
        rows = self.database.rows(
            "SELECT action.id, at, author, kind, before, after FROM change JOIN action ON action.id = action_id "
            "WHERE table_name = 'entry' AND row_key = ? ORDER BY change.id",
            (concept,),
        )
        stored = self.database.row("SELECT data FROM entry WHERE concept = ?", (concept,))
        later = stored[0] if stored else None
        steps = []
        for action, at, author, kind, before, after in reversed(rows):
            texts = (before, after if before or after else later)  # neither: made as it then stood
            states = [entry_of_record(json.loads(text)) if text else None for text in texts]
            steps.append(EntryStep(action, moment(at), author, kind, *states))
            later = before
        return tuple(reversed(steps))

    def entries(self, *, workflow: Workflow | None = None) -> Iterator[TermEntry]:
        """The entries in the order of their adding."""
        condition = "WHERE workflow = ?" if workflow else ""
        for (data,) in self.database.rows(
            f"SELECT data FROM entry {condition} ORDER BY id", (workflow,) if workflow else ()
        ):
            yield entry_of_record(json.loads(data))

    def kept(self) -> list[TermEntry]:
        """The entries that nobody has rejected, in the order of their adding."""
        return [entry for entry in self.entries() if entry.workflow is not Workflow.REJECTED]

    def find(self, text: str, *, lang: str = "") -> tuple[TermEntry, ...]:
        """Entries with a term that holds the text, in any script and case: the whole term first, then the shortest."""
        if not text.strip():
            raise SettingsError("an empty text is in every term; give at least one character")
        wanted = {comparable(text, "zh"), comparable(text, "en")} if not lang else {comparable(text, lang)}
        condition = " OR ".join(["instr(folded, ?)"] * len(wanted))
        rows = self.database.rows(
            f"SELECT entry.data, min(length(term.folded)) FROM term JOIN entry ON entry.id = entry_id "
            f"WHERE ({condition}) AND (? = '' OR lang = ? OR lang LIKE ?) "
            "GROUP BY entry.id ORDER BY 2, entry.id",
            (*sorted(wanted), lang, lang, f"{primary(lang)}-%" if lang else ""),
        )
        return tuple(entry_of_record(json.loads(data)) for data, _ in rows)

    def records(self, concepts: Sequence[str]) -> dict[str, Any]:
        """The records of the stored entries with these ids, as the history keeps them."""
        rows = self.database.rows(f"SELECT concept, data FROM entry WHERE concept IN ({marks(concepts)})", concepts)
        return {concept: json.loads(data) for concept, data in rows}

    def put_back(self, records: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Make stored entries what records of the history say; None removes one. Inside a transaction only."""
        gone = [concept for concept, record in records.items() if record is None]
        self.database.execute(f"DELETE FROM entry WHERE concept IN ({marks(gone)})", gone)
        stored = StoredEntries(self.database)
        for record in records.values():
            if record is not None:
                stored.put(entry_of_record(record))
        stored.save()

    def _write(
        self,
        groups: Iterable[Iterable[TermEntry]],
        meet: Callable[[TermEntry, int, StoredEntries], Met],
        *,
        now: datetime,
        author: str,
        kind: str,
        summary: str = "",
        parts: Mapping[str, str] | None = None,
        progress: Progress = silent,
    ) -> AddReport:
        counts: Counter[str] = Counter()
        now = whole_second(now)
        with self.database.transaction():
            stored, action = StoredEntries(self.database, now=now, author=author), 0

            def save() -> None:
                nonlocal action
                if stored.changed:
                    action = action or self.database.begin_action(kind, author, now, summary)
                    self.database.record_all(action, stored.save())

            for group in groups:
                renamed: dict[str, str] = {}
                coming = iter(group)
                while batch := list(islice(coming, _BATCH_ENTRIES)):
                    stored.load(batch)
                    for number, entry in enumerate(batch, start=counts.total()):
                        old, new = meet(entry, number, stored)
                        if new is None or (old and new == old):
                            counts["skipped"] += 1
                        else:
                            counts["merged" if old else "added"] += 1
                            stored.put(new)
                        if new:  # of several with one id, references to it mean the first
                            renamed.setdefault(entry.concept, new.concept)
                    save()
                    progress("add", counts.total(), None)
                meant = {part: renamed.get(concept, concept) for part, concept in (parts or {}).items()}
                stored.refer(meant | renamed)
                save()
        return AddReport(counts["added"], counts["merged"], counts["skipped"])

    def _decide(
        self, concepts: Sequence[str], workflow: Workflow, *, now: datetime, author: str
    ) -> tuple[TermEntry, ...]:
        kind = "approve" if workflow is Workflow.APPROVED else "reject"
        return self._change(concepts, lambda e: replace(e, workflow=workflow), now=now, author=author, kind=kind)

    def _change(
        self,
        concepts: Sequence[str],
        change: Callable[[TermEntry], TermEntry],
        *,
        now: datetime,
        author: str,
        kind: str,
        summary: str = "",
    ) -> tuple[TermEntry, ...]:
        with self.database.transaction():
            before = [self.get(concept) for concept in dict.fromkeys(concepts)]
            after = [replace(change(old), changed_at=whole_second(now), changed_by=author) for old in before]
            action = self.database.begin_action(kind, author, whole_second(now), summary or _summary(before))
            for old, new in zip(before, after, strict=True):
                self.put_back({new.concept: entry_record(new)})
                self.database.record(action, "entry", new.concept, entry_record(old), entry_record(new))
        return tuple(after)


_AUTHORITY = (Workflow.PROPOSED, Workflow.REJECTED, Workflow.APPROVED)


def _same_concept(entry: TermEntry, stored: StoredEntries) -> TermEntry | None:
    """The stored entry that is meant: with the id and a term in common, else with a pair of terms in common.

    One that got another id since its own was taken is known again by that id and a term.
    """
    named = stored.get(entry.concept)
    if named is None or _share_term(entry, named):
        return named or _with_pair(entry, stored)
    if pair := _with_pair(entry, stored):
        return pair
    for number in count(2):
        other = stored.get(f"{entry.concept}-{number}")
        if other is None or _share_term(entry, other):
            return other
    return None


def _with_pair(entry: TermEntry, stored: StoredEntries) -> TermEntry | None:
    return next((other for other in stored.sharing_a_pair(entry) if share_pair(entry, other)), None)


def _share_term(left: TermEntry, right: TermEntry) -> bool:
    return not {(term.text, term.lang) for term in left.terms}.isdisjoint(
        (term.text, term.lang) for term in right.terms
    )


def _summary(entries: Sequence[TermEntry]) -> str:
    return entries[0].terms[0].text if len(entries) == 1 else f"{len(entries)} entries"
