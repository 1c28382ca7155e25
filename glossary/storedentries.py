"""The rows of the termbase, read and written in batches: which stored entries share terms with others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from datetime import datetime

from glossary.candidates import skeleton
from glossary.entries import Term, TermEntry
from glossary.phrases import key
from glossary.records import entry_of_record, entry_record, entry_text, time_text
from tm.languages import primary
from tm.memory.database import Change, Database

_BETWEEN = "\0"  # texts; hardly in any of them
Form = tuple[str, str]  # primary language, and the term as terms are compared


def comparable(text: str, lang: str) -> str:
    """The form in which terms are the same term: script, width, quotes, letter case and plural left aside."""
    return _form(text, lang)[1]


def forms(entry: TermEntry) -> list[Form]:
    """The terms of an entry as they are compared, in their order."""
    return forms_of([entry])[0]


def marks(values: Sized) -> str:
    """The places of that many values in a statement; as JSON, an id with a NUL would be cut off there."""
    return ", ".join("?" * len(values))


class StoredEntries:
    """The stored entries that a batch of others may meet, with what has been changed of them; save() writes that."""

    def __init__(self, database: Database, *, now: datetime | None = None, author: str = "") -> None:
        self._database = database
        self._signature = {"created_at": time_text(now)} if now else {}  # of new entries
        if now and author:
            self._signature["created_by"] = author
        self._forms: dict[str, tuple[TermEntry, list[Form]]] = {}  # of those loaded for, by id
        self._entries: dict[str, TermEntry] = {}  # by id
        self._saved: dict[str, TermEntry | None] = {}  # what was stored of the changed ones
        self._absent: set[str] = set()  # ids that are known to be free
        self._by_form: dict[Form, dict[str, None]] = {}  # ids, in the order of their adding
        self._languages: set[str] = {lang for (lang,) in database.rows("SELECT DISTINCT lang FROM term")}  # stored
        self._referring: dict[str, None] = {}  # ids of those put that have cross references

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return bool(self._saved)

    def load(self, entries: Sequence[TermEntry]) -> None:
        """Read which stored entries have a term or the id of these."""
        self._entries.clear()
        self._by_form.clear()
        self._absent = {entry.concept for entry in entries}
        self._forms = {entry.concept: (entry, found) for entry, found in zip(entries, forms_of(entries), strict=True)}
        wanted: dict[str, set[str]] = {}
        for _, found in self._forms.values():
            for language, folded in found:
                wanted.setdefault(language, set()).add(folded)
        for language, texts in wanted.items():
            rows = self._database.rows(
                "SELECT DISTINCT folded, concept FROM json_each(?) AS l CROSS JOIN json_each(?) AS f "
                "CROSS JOIN term ON term.lang = l.value AND term.folded = f.value JOIN entry ON entry.id = entry_id "
                "ORDER BY entry.id",
                (json.dumps([lang for lang in self._languages if primary(lang) == language]), json.dumps(list(texts))),
            )
            for folded, concept in rows:
                self._by_form.setdefault((language, folded), {})[concept] = None
        concepts = [entry.concept for entry in entries]
        for (data,) in self._database.rows(f"SELECT data FROM entry WHERE concept IN ({marks(concepts)})", concepts):
            entry = entry_of_record(json.loads(data))
            self._entries[entry.concept] = entry
            self._absent.discard(entry.concept)

    def get(self, concept: str) -> TermEntry | None:
        """The entry of that id, as it is to be stored."""
        if concept in self._absent:
            return None
        if concept not in self._entries:
            row = self._database.row("SELECT data FROM entry WHERE concept = ?", (concept,))
            if row is None:
                return None
            self._entries[concept] = entry_of_record(json.loads(row[0]))
        return self._entries[concept]

    def free_id(self, concept: str) -> str:
        """The id, or where another entry has it the id with a number."""
        free, number = concept, 1
        while self.get(free):
            number += 1
            free = f"{concept}-{number}"
        return free

    def sharing(self, term: Term) -> list[TermEntry]:
        """The entries with that term in its language, in the order of their adding."""
        return self._of(self._by_form.get(_form(term.text, term.lang), ()))

    def sharing_a_pair(self, entry: TermEntry) -> list[TermEntry]:
        """The entries that may have terms in common with this one in two languages, in the order of their adding."""
        languages: dict[str, set[str]] = {}
        known = [form for form in self._forms_of(entry) if form in self._by_form]
        if len(known) < 2:
            return []
        for form in sorted(known):
            for concept in self._by_form.get(form, ()):
                languages.setdefault(concept, set()).add(form[0])
        return self._of(concept for concept, shared in languages.items() if len(shared) > 1)

    def put(self, entry: TermEntry) -> None:
        """Take the entry as the one to be stored under its id."""
        concept = entry.concept
        if concept not in self._saved:
            self._saved[concept] = self.get(concept)
        self._entries[concept] = entry
        self._absent.discard(concept)
        for form in self._forms_of(entry):
            self._by_form.setdefault(form, {})[concept] = None
        if entry.references:
            self._referring[concept] = None

    def refer(self, renamed: Mapping[str, str]) -> None:
        """Set the cross references of the entries put so far to new ids, and forget which those are."""
        for concept in tuple(self._referring):
            entry = self.get(concept)
            if entry and (turned := entry.referring(renamed)) != entry:
                self.put(turned)
        self._referring.clear()

    def save(self) -> list[Change]:
        """Write what was put; the changes for the history, in which a new entry stands as the table has it."""
        numbers = self._numbers()
        self._database.insert(
            "entry (id, concept, workflow, data, confidence, created_at, changed_at)",
            [self._row(number, self._entries[concept]) for concept, number in numbers.items()],
            otherwise="ON CONFLICT (concept) DO UPDATE SET workflow = excluded.workflow, data = excluded.data, "
            "confidence = excluded.confidence, created_at = excluded.created_at, changed_at = excluded.changed_at",
        )
        old = [(numbers[concept],) for concept, entry in self._saved.items() if entry]
        self._database.executemany("DELETE FROM term WHERE entry_id = ?", old)
        terms = [
            (number, term.lang, term.text, folded, str(term.status))
            for concept, number in numbers.items()
            for term, (_, folded) in self._terms_of(self._entries[concept])
        ]
        self._database.insert("term (entry_id, lang, text, folded, status)", terms)
        self._languages |= {lang for _, lang, *_ in terms}
        changes = [
            Change("entry", concept, entry_record(before), entry_record(self._entries[concept]))
            if before
            else Change("entry", concept, None, None)
            for concept, before in self._saved.items()
        ]
        for concept, before in self._saved.items():
            if before is None:
                del self._entries[concept]  # the table has it signed
        self._saved.clear()
        return changes

    def _numbers(self) -> dict[str, int]:
        """The row of each changed entry; new ones get the next free rows."""
        old = [concept for concept, before in self._saved.items() if before]
        rows = self._database.rows(f"SELECT concept, id FROM entry WHERE concept IN ({marks(old)})", old)
        known: dict[str, int] = dict(rows)
        last = self._database.number("SELECT seq FROM sqlite_sequence WHERE name = 'entry'")
        numbers = {}
        for concept in self._saved:
            if concept not in known:
                last += 1
            numbers[concept] = known.get(concept, last)
        return numbers

    def _row(self, number: int, entry: TermEntry) -> tuple[int, str, str, str, float | None, str | None, str | None]:
        new = self._saved[entry.concept] is None and entry.created_at is None
        signature = self._signature if new else {}
        created = time_text(entry.created_at) if entry.created_at else signature.get("created_at")
        changed = time_text(entry.changed_at) if entry.changed_at else None
        text = entry_text(entry, signature)
        return number, entry.concept, str(entry.workflow), text, entry.confidence, created, changed

    def _terms_of(self, entry: TermEntry) -> Iterator[tuple[Term, Form]]:
        return zip(entry.terms, self._forms_of(entry), strict=True)

    def _forms_of(self, entry: TermEntry) -> list[Form]:
        known = self._forms.get(entry.concept)
        return known[1] if known and known[0] is entry else forms(entry)

    def _of(self, concepts: Iterable[str]) -> list[TermEntry]:
        return [entry for concept in concepts if (entry := self.get(concept))]


def _form(text: str, lang: str) -> Form:
    language = primary(lang)
    return language, _folded([text])[0] if language == "zh" else key(text) or text.casefold()


def forms_of(entries: Sequence[TermEntry]) -> list[list[Form]]:
    """The terms of each entry as they are compared: the Chinese ones folded together, which is faster."""
    chinese = [term.text for entry in entries for term in entry.terms if primary(term.lang) == "zh"]
    folded = iter(_folded(chinese))
    return [
        [("zh", next(folded)) if primary(term.lang) == "zh" else _form(term.text, term.lang) for term in entry.terms]
        for entry in entries
    ]


def _folded(texts: Sequence[str]) -> list[str]:
    """Chinese terms as they are compared; what makes them so looks at each character by itself."""
    together = skeleton(_BETWEEN.join(texts)).casefold().split(_BETWEEN)
    return together if len(together) == len(texts) else [skeleton(text).casefold() for text in texts]
