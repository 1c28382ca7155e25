"""The termbase: the concepts of a memory file, proposed by extraction, decided by people.

An entry is kept whole as JSON, its terms once more in columns for search: Chinese folded (script, width, quotation
marks), other languages by their stems. Every change is an action in the history, with the entry before and after.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from glossary.candidates import skeleton
from glossary.entries import Status, Term, TermEntry, TermPair, TermType, Workflow
from glossary.phrases import key
from tm.errors import SettingsError
from tm.languages import primary
from tm.memory.database import Database, moment, moment_text
from tm.memory.memory import AddReport
from tm.units import whole_second

_Met = tuple[TermEntry | None, TermEntry | None]  # what was stored, and what is to be; (None, None) leaves all as it is
_TIMES = ("created_at", "changed_at")


def comparable(text: str, lang: str) -> str:
    """The form in which terms are the same term: script, width, quotes, letter case and plural left aside."""
    if primary(lang) == "zh":
        return skeleton(text).casefold()
    return key(text) or text.casefold()


def proposed_entry(pair: TermPair, *, source_lang: str, target_lang: str, context: str = "") -> TermEntry:
    """The entry that an extracted pair proposes; its id follows from the two terms, other renderings go to the note."""
    terms = (
        Term(text=pair.zh, lang=source_lang, context=context),
        Term(text=pair.en, lang=target_lang),
    )
    named = "\t".join(comparable(term.text, term.lang) for term in terms)
    others = [f"{item.text} ({item.count})" for item in pair.renderings if item.text != pair.en]
    return TermEntry(
        concept="c" + sha256(named.encode()).hexdigest()[:12],
        terms=terms,
        note=f"also: {', '.join(others)}" if others else "",
        confidence=round(pair.confidence, 4),
        count=pair.count,
    )


class Termbase:
    """The entries in a memory file."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def propose(self, entries: Iterable[TermEntry], *, now: datetime, author: str = "") -> AddReport:
        """Counts of proposals added, merged and skipped; one action.

        What a person decided stands: a rejected pair is not proposed again, nor another English for an approved
        Chinese term. A proposal nobody has touched gives way to the new one for the same term.
        """
        return self._write(entries, self._proposal, now=now, author=author, kind="extract")

    def add(self, entries: Iterable[TermEntry], *, now: datetime, author: str = "", kind: str = "add") -> AddReport:
        """Counts of entries added, merged and skipped; one action.

        An entry with the id, or with a pair of terms, of a stored one is merged into it: new terms are joined on,
        empty fields filled, and a decision overrides a proposal. The stored text of a field stands.
        """
        return self._write(entries, self._addition, now=now, author=author, kind=kind)

    def edit(self, entry: TermEntry, *, now: datetime, author: str = "") -> TermEntry:
        """The entry as stored in the place of the one with its id; one action. Raises: KeyError for an unknown id."""
        return self._replace([(self.get(entry.concept), entry)], now=now, author=author, kind="edit")[0]

    def approve(self, concepts: Sequence[str], *, now: datetime, author: str = "") -> tuple[TermEntry, ...]:
        """The entries, approved; one action. Raises: KeyError for an unknown id; then nothing is changed."""
        return self._decide(concepts, Workflow.APPROVED, now=now, author=author)

    def reject(self, concepts: Sequence[str], *, now: datetime, author: str = "") -> tuple[TermEntry, ...]:
        """The entries, rejected: kept, so that they are not proposed again; one action. Raises: as `approve`."""
        return self._decide(concepts, Workflow.REJECTED, now=now, author=author)

    def get(self, concept: str) -> TermEntry:
        """The entry of that id. Raises: KeyError where there is none."""
        row = self.database.row("SELECT data FROM entry WHERE concept = ?", (concept,))
        if row is None:
            raise KeyError(concept)
        return entry_of_record(json.loads(row[0]))

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
        forms = {comparable(text, "zh"), comparable(text, "en")} if not lang else {comparable(text, lang)}
        condition = " OR ".join(["instr(folded, ?)"] * len(forms))
        rows = self.database.rows(
            f"SELECT entry.data, min(length(term.folded)) FROM term JOIN entry ON entry.id = entry_id "
            f"WHERE ({condition}) AND (? = '' OR lang = ? OR lang LIKE ?) "
            "GROUP BY entry.id ORDER BY 2, entry.id",
            (*sorted(forms), lang, lang, f"{primary(lang)}-%" if lang else ""),
        )
        return tuple(entry_of_record(json.loads(data)) for data, _ in rows)

    def put_back(self, concept: str, record: dict[str, Any] | None) -> None:
        """Make the stored entry what a record of the history says; None removes it. Inside a transaction only."""
        if record is None:
            self.database.execute("DELETE FROM entry WHERE concept = ?", (concept,))
        else:
            self._store(entry_of_record(record))

    def _write(
        self, entries: Iterable[TermEntry], meet: Callable[[TermEntry], _Met], *, now: datetime, author: str, kind: str
    ) -> AddReport:
        counts: Counter[str] = Counter()
        now = whole_second(now)
        with self.database.transaction():
            action = 0
            for entry in entries:
                old, new = meet(entry)
                if new is None or new == old:
                    counts["skipped"] += 1
                    continue
                counts["merged" if old else "added"] += 1
                if old is None and new.created_at is None:
                    new = replace(new, created_at=now, created_by=new.created_by or author)
                self._store(new)
                action = action or self.database.begin_action(kind, author, now, "")
                self.database.record(
                    action, "entry", new.concept, entry_record(old) if old else None, entry_record(new)
                )
        return AddReport(counts["added"], counts["merged"], counts["skipped"])

    def _proposal(self, entry: TermEntry) -> _Met:
        """The stored entry that a proposal meets and what it becomes."""
        rivals = self._sharing(entry.terms[0])
        if any(rival.workflow is Workflow.APPROVED for rival in rivals):
            return None, None
        if any(rival.workflow is Workflow.REJECTED and _same_proposal(entry, rival) for rival in rivals):
            return None, None
        proposed = [rival for rival in rivals if rival.workflow is Workflow.PROPOSED]
        if not proposed:
            return None, self._with_free_id(entry)
        old = proposed[0]
        if old.changed_at or old.confidence is None:
            return None, None
        terms = old.terms if _share_pair(entry, old) else entry.terms
        return old, replace(old, terms=terms, note=entry.note, confidence=entry.confidence, count=entry.count)

    def _addition(self, entry: TermEntry) -> _Met:
        """The stored entry that an added one meets and what they become together."""
        same = [other for term in entry.terms for other in self._sharing(term) if _share_pair(entry, other)]
        row = self.database.row("SELECT data FROM entry WHERE concept = ?", (entry.concept,))
        if row:
            named = entry_of_record(json.loads(row[0]))
            if {(term.text, term.lang) for term in named.terms} & {(term.text, term.lang) for term in entry.terms}:
                same.insert(0, named)
        if not same:
            return None, self._with_free_id(entry)
        old = same[0]
        known = {(term.text, term.lang) for term in old.terms}
        joined = tuple(term for term in entry.terms if (term.text, term.lang) not in known)
        settled = old.workflow is Workflow.PROPOSED and entry.workflow is not Workflow.PROPOSED
        return old, replace(
            old,
            terms=old.terms + joined,
            subject_field=old.subject_field or entry.subject_field,
            definition=old.definition or entry.definition,
            note=old.note or entry.note,
            workflow=entry.workflow if settled else old.workflow,
            confidence=None if settled else old.confidence,
            properties=old.properties + tuple(item for item in entry.properties if item not in old.properties),
        )

    def _with_free_id(self, entry: TermEntry) -> TermEntry:
        """The entry, under a new id if another concept has its own."""
        concept, number = entry.concept, 1
        while self.database.row("SELECT 1 FROM entry WHERE concept = ?", (concept,)):
            number += 1
            concept = f"{entry.concept}-{number}"
        return replace(entry, concept=concept)

    def _sharing(self, term: Term) -> list[TermEntry]:
        """The stored entries with that term in its language, in the order of their adding."""
        rows = self.database.rows(
            "SELECT DISTINCT entry.id, entry.data, lang FROM term JOIN entry ON entry.id = entry_id "
            "WHERE folded = ? ORDER BY entry.id",
            (comparable(term.text, term.lang),),
        )
        return [entry_of_record(json.loads(data)) for _, data, lang in rows if primary(lang) == primary(term.lang)]

    def _decide(
        self, concepts: Sequence[str], workflow: Workflow, *, now: datetime, author: str
    ) -> tuple[TermEntry, ...]:
        old = [self.get(concept) for concept in dict.fromkeys(concepts)]
        kind = "approve" if workflow is Workflow.APPROVED else "reject"
        decided = [(entry, replace(entry, workflow=workflow)) for entry in old]
        return self._replace(decided, now=now, author=author, kind=kind)

    def _replace(
        self, changes: Sequence[tuple[TermEntry, TermEntry]], *, now: datetime, author: str, kind: str
    ) -> tuple[TermEntry, ...]:
        stored = []
        with self.database.transaction():
            action = self.database.begin_action(kind, author, whole_second(now), "")
            for old, new in changes:
                new = replace(new, changed_at=whole_second(now), changed_by=author)
                self._store(new)
                self.database.record(action, "entry", new.concept, entry_record(old), entry_record(new))
                stored.append(new)
        return tuple(stored)

    def _store(self, entry: TermEntry) -> None:
        """Write the row of an entry and those of its terms."""
        record = entry_record(entry)
        self.database.execute(
            "INSERT INTO entry (concept, workflow, data, confidence, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (concept) DO UPDATE SET workflow = excluded.workflow, data = excluded.data, "
            "confidence = excluded.confidence, created_at = excluded.created_at, changed_at = excluded.changed_at",
            (
                entry.concept,
                entry.workflow,
                json.dumps(record, ensure_ascii=False, separators=(",", ":")),
                entry.confidence,
                record["created_at"],
                record["changed_at"],
            ),
        )
        number = self.database.number("SELECT id FROM entry WHERE concept = ?", (entry.concept,))
        self.database.execute("DELETE FROM term WHERE entry_id = ?", (number,))
        self.database.executemany(
            "INSERT INTO term (entry_id, lang, text, folded, status) VALUES (?, ?, ?, ?, ?)",
            [(number, term.lang, term.text, comparable(term.text, term.lang), term.status) for term in entry.terms],
        )


def _same_proposal(left: TermEntry, right: TermEntry) -> bool:
    """Whether two entries propose the same pair, or both the same term without a translation."""
    return _share_pair(left, right) or len(left.terms) == len(right.terms) == 1


def _share_pair(left: TermEntry, right: TermEntry) -> bool:
    """Whether two entries have a term in common in two languages."""
    forms = [{(primary(t.lang), comparable(t.text, t.lang)) for t in entry.terms} for entry in (left, right)]
    return len({lang for lang, _ in forms[0] & forms[1]}) >= 2


def entry_record(entry: TermEntry) -> dict[str, Any]:
    """The entry as JSON values; times as `moment_text` writes them."""
    record = asdict(entry)
    for name in _TIMES:
        record[name] = moment_text(record[name]) if record[name] else None
    return record


def entry_of_record(record: dict[str, Any]) -> TermEntry:
    """The entry that `entry_record` wrote."""
    values = dict(record)
    values["terms"] = tuple(
        Term(**term | {"status": Status(term["status"]), "term_type": TermType(term["term_type"])})
        for term in record["terms"]
    )
    values["workflow"] = Workflow(record["workflow"])
    values["properties"] = tuple((name, value) for name, value in record["properties"])
    for name in _TIMES:
        values[name] = moment(record[name]) if record[name] else None
    return TermEntry(**values)
