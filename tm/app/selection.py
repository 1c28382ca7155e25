"""Which units an export takes: by language, document, date and state, each in the direction asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tm.app.project import Project
from tm.errors import InputError
from tm.languages import serves
from tm.memory.records import turn
from tm.memory.rows import StoredUnit
from tm.units import Kept, State, TranslationUnit

_SHOWN = 5  # documents or language pairs named in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """Which units to export; an empty field lets all pass.

    With both languages named, units that stand the other way round are turned.
    """

    source_lang: str = ""
    target_lang: str = ""
    document: str = ""
    since: date | None = None
    states: tuple[State, ...] = ()

    @property
    def turning(self) -> bool:
        """Whether both languages are named."""
        return bool(self.source_lang and self.target_lang)

    @property
    def narrow(self) -> bool:
        """Whether it asks for more than languages."""
        return bool(self.document or self.since or self.states)

    def fits(self, source_lang: str, target_lang: str) -> bool:
        """Whether units between these languages are asked for as they stand."""
        asked = ((source_lang, self.source_lang), (target_lang, self.target_lang))
        return all(not lang or serves(tag, lang) for tag, lang in asked)

    def passes(self, unit: TranslationUnit) -> bool:
        """Whether the unit is asked for by state and by the date of its last change."""
        moment = unit.changed_at or unit.created_at
        recent = self.since is None or (moment is not None and moment.date() >= self.since)
        return recent and (not self.states or unit.state in self.states)


def chosen(project: Project, wanted: UnitFilter, *, turning: bool = True) -> Iterator[StoredUnit]:
    """The units asked for, in the order of their adding; without `turning` only those that stand the way asked for."""
    for stored in project.memory.rows(document=wanted.document):
        unit = stored.unit
        if not wanted.passes(unit):
            continue
        if wanted.fits(unit.source.lang, unit.target.lang):
            yield stored
        elif turning and wanted.turning and wanted.fits(unit.target.lang, unit.source.lang):
            yield replace(stored, unit=turn(unit))


def kept_records(project: Project, wanted: UnitFilter) -> Iterator[Kept]:
    """What files said that is no pair of texts, of the document asked for; none where units of some kind are."""
    if wanted.source_lang or wanted.target_lang or wanted.since or wanted.states:
        return iter(())
    return (kept for kept in project.memory.kept(document=wanted.document) if not kept.of_file)


def refuse_nothing(project: Project, wanted: UnitFilter, *, turning: bool = True) -> None:
    """Let pass what has a unit to write, or asks for nothing in particular.

    Raises: InputError that says what there is in place of what was asked for.
    """
    if wanted != UnitFilter() and next(chosen(project, wanted, turning=turning), None) is None:
        raise InputError(_nothing(project, wanted), path=project.settings.memory)


def unknown_document(project: Project, name: str) -> str:
    """That no unit comes from the document, and from which they do, those of a like name first."""
    there = project.memory.documents()
    like = [document for document in there if name.lower() in document.lower()]
    named = [*like, *(document for document in there if document not in like)]
    what = f"it has {_some(named)}" if named else "its units name none"
    return f"no unit comes from {name!r}; {what}"


def _nothing(project: Project, wanted: UnitFilter) -> str:
    """Why there is no unit, and what there is."""
    memory = project.memory
    if memory.is_within(0):
        return "holds no unit yet; fill it with `tm import` or `tm build`"
    if wanted.document and wanted.document not in memory.documents():
        return unknown_document(project, wanted.document)
    pairs = [(pair.source_lang, pair.target_lang) for pair in memory.pairs()]
    if not any(wanted.fits(*tags) or (wanted.turning and wanted.fits(*tags[::-1])) for tags in pairs):
        sides = ("from", wanted.source_lang), ("to", wanted.target_lang)
        asked = "".join(f" {word} {lang}" for word, lang in sides if lang)
        return f"no unit is{asked}; it has {_some([' > '.join(tags) for tags in pairs])}"
    given = ["--origin"] * bool(wanted.document) + ["--since"] * bool(wanted.since) + ["--state"] * bool(wanted.states)
    advice = "leave one of them out" if len(given) > 1 else "ask for less, or leave it out"
    return f"no unit passes {' and '.join(given)}; {advice}"


def _some(names: list[str]) -> str:
    """The first of the names, and how many more there are."""
    listed = ", ".join(names[:_SHOWN])
    return f"{listed} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else listed
