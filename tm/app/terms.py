"""One function for each thing a user does with the glossary."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from glossary.entries import Definition, Status, Term, TermEntry, Workflow, one_line
from glossary.pairrows import settled_lang
from tm.app.alignment import ReadOptions
from tm.app.build import read_files
from tm.app.files import pair_files, pair_texts, shown
from tm.app.project import Project
from tm.app.proposals import TERMS_AN_ARTICLE, propose_terms
from tm.errors import InputError, SettingsError
from tm.languages import by_letters, primary
from tm.progress import Progress, silent
from tm.units import Problem, TranslationUnit

Sort = Literal["decision", "term", "count", "changed"]

_ORDER = (Workflow.PROPOSED, Workflow.APPROVED, Workflow.REJECTED)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SORTS: dict[Sort, Callable[[TermEntry], tuple[str | float, ...]]] = {
    "decision": lambda e: (
        _ORDER.index(e.workflow),
        not e.to_choose,
        e.kind.named,
        -(e.confidence or 0.0),
        -e.count,
        e.concept,
    ),
    "term": lambda e: (e.terms[0].text.casefold(), e.concept),
    "count": lambda e: (-e.count, e.concept),
    "changed": lambda e: (-(e.changed_at or e.created_at or _NEVER).timestamp(), e.concept),
}


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What an extraction read and proposed."""

    articles: int  # with a translation
    untranslated: int
    units: int
    added: int
    merged: int
    skipped: int  # proposed already, or decided by a person
    names: int  # of all these, the names of persons, places and organisations
    problems: tuple[Problem, ...]
    entries: tuple[TermEntry, ...]  # as they were proposed, the surest first


def extract_terms(
    project: Project,
    paths: Sequence[Path] = (),
    *,
    kind: str = "",
    most: int = TERMS_AN_ARTICLE,
    options: ReadOptions | None = None,
    progress: Progress = silent,
) -> ExtractReport:
    """Propose the terms of some articles, or without any of the whole memory; one action, the memory stays as it is.

    A path is a folder as `tm build` takes it, or a file; files are paired by their names. With a `kind` as
    `list_entries` takes it, nothing else is proposed. `most` is as `propose_terms` takes it.
    Raises: InputError if nothing can be used.
    """
    articles, untranslated, problems = _read_articles(project, paths, options or ReadOptions(), progress)
    if not any(articles) and not untranslated:
        raise InputError("holds no unit; fill it with tm build or tm import, or name articles", path=_place(project))
    found = propose_terms(project, articles, untranslated, most=most, progress=progress)
    entries = [entry for entry in found if entry.kind.meets(kind)]
    counts = project.termbase.propose(entries, now=project.clock(), author=project.settings.author)
    units = sum(map(len, articles))
    return ExtractReport(
        len(articles),
        len(untranslated),
        units,
        counts.added,
        counts.merged,
        counts.skipped,
        sum(entry.kind.named for entry in entries),
        tuple(problems),
        tuple(sorted(entries, key=_SORTS["decision"])),
    )


def _read_articles(
    project: Project, paths: Sequence[Path], options: ReadOptions, progress: Progress
) -> tuple[list[Sequence[TranslationUnit]], list[Sequence[str]], list[Problem]]:
    """Units an article, sentences a text without translation, and problems."""
    if not paths:
        documents: dict[str, list[TranslationUnit]] = {}
        for unit in project.memory.units():
            documents.setdefault(unit.origin.document, []).append(unit)
        return list(documents.values()), [], []
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file or folder; check the name", path=shown(path))
    langs = {"source_lang": project.settings.source_lang, "target_lang": project.settings.target_lang}
    groups = [(path, pair_files(path, **langs)) for path in paths if path.is_dir()]
    files = [path for path in paths if not path.is_dir()]
    if files:
        above = Path(os.path.commonpath([path.absolute().parent for path in files]))
        groups.append((above, pair_texts([path.absolute() for path in files], above, **langs)))
    articles: list[Sequence[TranslationUnit]] = []
    untranslated: list[Sequence[str]] = []
    problems: list[Problem] = []
    for folder, found in groups:
        read = read_files(project, folder, found, options, progress=progress)
        articles += read.units
        untranslated += read.alone
        problems += read.problems
    return articles, untranslated, problems


def _place(project: Project) -> Path:
    return project.settings.memory


def list_entries(
    project: Project,
    *,
    workflow: str = "",
    kind: str = "",
    subject: str = "",
    lang: str = "",
    text: str = "",
    sort: Sort = "decision",
) -> tuple[TermEntry, ...]:
    """The entries that pass the filters, sorted.

    Args:
        project: whose glossary.
        workflow: only entries so decided.
        kind: only terms, persons, places or organisations; "name" for every name.
        subject: only of a subject field that holds this, in any letter case.
        lang: only entries with a term that serves this language.
        text: only entries with a term that holds this, as `find_entries` finds them.
        sort: decision (undecided first, then what lacks only a rendering, terms before names, by confidence and then
            frequency), term, count or changed (latest first).
    """
    wanted = Workflow(workflow) if workflow else None
    pool = project.termbase.find(text) if text else project.termbase.entries(workflow=wanted)
    found = [
        entry
        for entry in pool
        if (wanted is None or entry.workflow is wanted)
        and entry.kind.meets(kind)
        and subject.casefold() in entry.subject_field.casefold()
        and (not lang or entry.in_language(lang))
    ]
    return tuple(sorted(found, key=_SORTS[sort]))


def entries_to_review(
    project: Project, *, workflow: str = "proposed", kind: str = "", subject: str = "", text: str = "", sort: Sort
) -> tuple[TermEntry, ...]:
    """The entries that a review goes through, as `list_entries` sorts them.

    After the proposals come approved entries that lack nothing but a choice among the renderings of the texts.
    """
    wanted = list_entries(project, workflow=workflow, kind=kind, subject=subject, text=text, sort=sort)
    if workflow != Workflow.PROPOSED:
        return wanted
    approved = list_entries(project, workflow="approved", kind=kind, subject=subject, text=text, sort=sort)
    return (*wanted, *(entry for entry in approved if entry.to_choose))


def find_entries(project: Project, text: str) -> tuple[TermEntry, ...]:
    """The entry of that id, else those with a term that holds the text, in any script and inflection."""
    try:
        return (project.termbase.get(text),)
    except KeyError:
        return project.termbase.find(text)


def add_entry(
    project: Project,
    source: str,
    targets: Sequence[str],
    *,
    forbidden: Sequence[str] = (),
    subject_field: str = "",
    definition: str = "",
    note: str = "",
) -> TermEntry:
    """The approved entry of a term and its renderings: the first preferred, others admitted, forbidden deprecated.

    The languages are those of the settings, the other way round where the letters say so. An entry that has the pair
    already is joined by the new terms. Raises: SettingsError for an empty term, a rendering in the term's own language.
    """
    (source,), targets, forbidden = _distinct([source]), _distinct(targets), _distinct(forbidden)
    texts = [source, *targets, *forbidden]
    if not all(texts):
        raise SettingsError("a term must not be empty; give the term and at least one rendering")
    if both := set(targets) & set(forbidden):
        raise SettingsError(f"{min(both)!r} cannot be a rendering and forbidden; leave it out of one of them")
    source_lang, target_lang = _languages(project, source, [*targets, *forbidden])
    statuses = [Status.PREFERRED, Status.PREFERRED, *[Status.ADMITTED] * (len(targets) - 1)]
    statuses += [Status.DEPRECATED] * len(forbidden)
    langs = [settled_lang(source, source_lang), *(settled_lang(text, target_lang) for text in texts[1:])]
    entry = TermEntry(
        concept="u" + sha256("\t".join(texts[:2]).encode()).hexdigest()[:12],
        terms=tuple(Term(text=t, lang=g, status=s) for t, g, s in zip(texts, langs, statuses, strict=True)),
        subject_field=subject_field,
        definitions=(Definition(definition),) if definition else (),
        note=note,
        workflow=Workflow.APPROVED,
    )
    author = project.settings.author
    project.termbase.add([entry], now=project.clock(), author=author, summary=entry.terms[0].text, overrule=True)
    return next(e for e in project.termbase.find(texts[0]) if _has_terms(e, texts[:2]))


def _languages(project: Project, source: str, others: Sequence[str]) -> tuple[str, str]:
    """The languages of a term and of its renderings. Raises: SettingsError if the letters speak against it."""
    langs = project.settings.source_lang, project.settings.target_lang
    told = {text: by_letters(text, *langs) for text in (source, *others)}
    if told[source] == langs[1] and all(told[text] == langs[0] for text in others):
        return langs[1], langs[0]
    for text in others:
        if told[text] == told[source] == langs[0]:
            hint = f"another form of the term is added by: glossary edit {source} --admit {text}"
            raise SettingsError(f"{text!r} is no rendering in {langs[1]}; {hint}")
    return langs


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(map(one_line, texts)))


def find_rivals(project: Project, entry: TermEntry) -> tuple[TermEntry, ...]:
    """The other entries with the first term of this one, but for rejected ones."""
    term = entry.terms[0]
    return tuple(
        other
        for other in project.termbase.find(term.text, lang=term.lang)
        if other.concept != entry.concept and other.workflow is not Workflow.REJECTED and _has_terms(other, [term.text])
    )


def decide(project: Project, concepts: Sequence[str], *, approve: bool) -> tuple[TermEntry, ...]:
    """The entries, approved or rejected in one action; each is named by its id or by the whole of one of its terms.

    Raises: InputError if a name fits no entry, or several.
    """
    ids = [concept_named(project, name) for name in concepts]
    verdict = project.termbase.approve if approve else project.termbase.reject
    return verdict(ids, now=project.clock(), author=project.settings.author)


def concept_named(project: Project, name: str) -> str:
    """The id of the entry with that id, or with that term. Raises: InputError if there is none, or several."""
    try:
        return project.termbase.get(name).concept
    except KeyError:
        found = [entry for entry in project.termbase.find(name) if _has_terms(entry, [name])]
    if len(found) == 1:
        return found[0].concept
    if not found:
        message = f"no entry has the id or the term {name!r}; see: glossary find {name}"
    else:
        ids = ", ".join(f"{entry.concept} ({_meant(entry, name)})" for entry in found)
        message = f"{len(found)} entries have the term {name!r}; name one by its id: {ids}"
    raise InputError(message, path=project.settings.memory)


def _meant(entry: TermEntry, name: str) -> str:
    """What tells an entry from others with that term: the first term of another language, else what was decided."""
    own = next(term.lang for term in entry.terms if term.text == name)
    return next((term.text for term in entry.terms if primary(term.lang) != primary(own)), str(entry.workflow))


def _has_terms(entry: TermEntry, texts: Sequence[str]) -> bool:
    return set(texts) <= {term.text for term in entry.terms}
