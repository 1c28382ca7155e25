"""What a user does about the health of a memory or of a translated file: find what is wrong, and put it right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tm.app.alignment import ReadOptions, units_of
from tm.app.files import shown
from tm.app.formats import READ_SUFFIXES, reader_of
from tm.app.project import Project, prepare_lookup
from tm.app.selection import unknown_document
from tm.check.findings import (
    FIXABLE,
    RULES,
    SAME_TEXT_CODES,
    SEVERITIES,
    TERM_CODES,
    UNIT_CODES,
    Finding,
    Severity,
)
from tm.check.fixes import fixed, united
from tm.check.groups import Groups, group_findings
from tm.check.pairs import check_unit
from tm.errors import InputError, SettingsError
from tm.exchange.corrections import Correction
from tm.memory.records import merged, record_key, unit_record
from tm.memory.rows import StoredUnit
from tm.progress import Progress, silent
from tm.units import Kept, Problem, TranslationUnit, Variant, whole_second

if TYPE_CHECKING:
    from glossary.entries import TermEntry

Units = Callable[[], Iterable[StoredUnit]]  # gone through several times

_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What to look for; an empty field asks for everything."""

    codes: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    severity: Severity = Severity.NOTE  # the lowest that is told
    document: str = ""
    source_lang: str = ""
    target_lang: str = ""
    meaning: bool = False  # compare by meaning as well, which takes an encoder
    proposed_too: bool = False  # terms nobody has decided on as well as approved ones

    def asks(self, code: str) -> bool:
        """Whether findings of the code are wanted."""
        return (not self.codes or code in self.codes) and code not in self.skipped

    def asks_any(self, codes: Iterable[str]) -> bool:
        """Whether findings of one of the codes are wanted."""
        return any(map(self.asks, codes))

    def passes(self, finding: Finding) -> bool:
        """Whether the finding is wanted."""
        return self.asks(finding.code) and _ORDER[finding.severity] <= _ORDER[self.severity]


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding with the unit it is about."""

    finding: Finding
    unit: TranslationUnit


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at and found: the gravest first, then in the order of the units."""

    place: str  # the memory, or the files
    units: int
    findings: tuple[Checked, ...]
    problems: tuple[Problem, ...] = ()  # records of a file that gave no unit

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The codes found, in the order of the table of codes, with how often each was."""
        counted = Counter(checked.finding.code for checked in self.findings)
        return tuple((code, counted[code]) for code in RULES if counted[code])


@dataclass(frozen=True, slots=True)
class FixReport:
    """What the fixes did: units changed and units taken out, in one action."""

    codes: tuple[str, ...]
    changed: int
    deleted: int
    left: int  # findings of these codes that need a person


def check_memory(project: Project, options: CheckOptions, *, progress: Progress = silent) -> CheckReport:
    """The findings on the units of the memory. Raises: InputError for a document that is not in it."""
    memory = project.memory

    wanted = {"source_lang": options.source_lang, "target_lang": options.target_lang, "document": options.document}
    total = memory.count(**wanted)
    if options.document and not total:
        raise InputError(unknown_document(project, options.document), path=project.settings.memory)
    place = str(project.settings.memory)
    return _check(project, lambda: memory.rows(**wanted), options, total, place=place, problems=(), progress=progress)


def check_pair(project: Project, unit: TranslationUnit, options: CheckOptions) -> tuple[Finding, ...]:
    """The findings on one unit that need not be in the memory; its number is 0. The gravest first."""
    stored = StoredUnit(0, unit)
    found = [*check_unit(stored), *_term_findings(project, [stored], options)]
    return tuple(sorted(filter(options.passes, found), key=lambda finding: _ORDER[finding.severity]))


def check_files(
    project: Project, paths: Sequence[Path], options: CheckOptions, *, progress: Progress = silent
) -> CheckReport:
    """The findings on translated files; a unit is named by its number in them, from 1.

    Files of translation units (TMX, XLIFF, tables, PO, what came back of a review) are taken each by itself; one or two
    texts of another kind are aligned first.
    Raises: InputError for a file that cannot be read.
    """
    problems: list[Problem] = []
    found: list[TranslationUnit] = []
    read = _readers(project, paths, options)
    if len(read) == len(paths):
        for path, records in zip(paths, read, strict=True):
            for record in records():
                item = _unit_of(record, project, options) if isinstance(record, Correction) else record
                if isinstance(item, Problem):
                    problems.append(item)
                elif isinstance(item, TranslationUnit):
                    document = item.origin.document or path.name
                    found.append(replace(item, origin=replace(item.origin, document=document)))
    elif len(paths) <= 2:
        from tm.app.pairs import align_files

        pair = align_files(
            paths[0],
            paths[1] if len(paths) == 2 else None,
            settings=project.settings,
            encoder=project.encoder,
            options=ReadOptions(source_lang=options.source_lang, target_lang=options.target_lang),
            progress=progress,
        )
        found = list(units_of(pair, document=pair.name))
    else:
        raise SettingsError("give files of translation units, or one text and its translation")
    units = tuple(StoredUnit(number, unit) for number, unit in enumerate(found, start=1))
    place = ", ".join(shown(path) for path in paths)
    return _check(project, lambda: units, options, len(units), place=place, problems=problems, progress=progress)


def still_so(project: Project, report: CheckReport, findings: Sequence[Checked] | None = None) -> CheckReport:
    """The report of the memory with those of its findings, or of the ones given, whose units are as they were."""
    wanted = report.findings if findings is None else findings
    rowids = {rowid for checked in wanted for rowid in (checked.finding.number, *checked.finding.others)}
    now = project.memory.get_all(rowids)
    holding = (
        checked
        for checked in wanted
        if now.get(checked.finding.number) == checked.unit and all(other in now for other in checked.finding.others)
    )
    return replace(report, findings=tuple(holding))


_Records = Callable[[], Iterable[TranslationUnit | Kept | Correction | Problem]]


def _readers(project: Project, paths: Sequence[Path], options: CheckOptions) -> list[_Records]:
    """How each file is read that holds translation units; a text or Word file may be an article as well."""
    found: list[_Records] = []
    defaults = project.settings.source_lang, project.settings.target_lang
    for path in paths:
        if path.suffix.lower() not in READ_SUFFIXES:
            continue
        read = reader_of(path, source_lang=options.source_lang, target_lang=options.target_lang, defaults=defaults)
        if path.suffix.lower() in (".txt", ".docx"):
            try:
                next(read(path), None)
            except InputError:
                continue
        found.append(partial(read, path))
    return found


def _unit_of(row: Correction, project: Project, options: CheckOptions) -> TranslationUnit:
    """The unit of a row that came back, in the languages asked for where it names none."""
    source_lang = options.source_lang or project.settings.source_lang
    target_lang = options.target_lang or project.settings.target_lang
    texts = Variant(row.source, source_lang), Variant(row.target, target_lang)
    return row.unit or TranslationUnit(source=texts[0], target=texts[1])


def fix_memory(
    project: Project,
    codes: Sequence[str],
    options: CheckOptions,
    *,
    found: CheckReport | None = None,
    progress: Progress = silent,
) -> FixReport:
    """Put right what the codes name, in one action that `tm undo` takes back.

    `found` is what a check of the memory found, to go by as far as it is still so; without it there is a new check.
    Raises: SettingsError for a code without a fix; Superseded if a unit was changed since it was looked at.
    """
    unfixable = [code for code in codes if code not in FIXABLE]
    if unfixable:
        raise SettingsError(f"{unfixable[0]} cannot be put right by itself; codes with a fix: {', '.join(FIXABLE)}")
    wanted = replace(options, codes=frozenset(codes), skipped=frozenset(), severity=Severity.NOTE)
    if found is None:
        report = check_memory(project, wanted, progress=progress)
    else:
        report = still_so(project, found, [one for one in found.findings if wanted.passes(one.finding)])
    outcome: dict[int, TranslationUnit | None] = {}
    seen: dict[int, TranslationUnit] = {}
    left = 0
    for checked in sorted(report.findings, key=lambda one: codes.index(one.finding.code)):
        rowid, code = checked.finding.number, checked.finding.code
        seen[rowid] = checked.unit
        if code == "duplicate":
            rowids = [row for row in (rowid, *checked.finding.others) if outcome.get(row, checked.unit)]
            stored = [StoredUnit(row, outcome.get(row) or project.memory.get(row)) for row in rowids]
            outcome |= united(stored) if len(stored) > 1 else {}
            continue
        now = outcome.get(rowid, checked.unit)
        then = fixed(now, code) if now else None
        left += then == now and now is not None
        outcome[rowid] = then
    return _write(project, codes, outcome, seen, left)


def _write(
    project: Project,
    codes: Sequence[str],
    outcome: Mapping[int, TranslationUnit | None],
    seen: Mapping[int, TranslationUnit],
    left: int,
) -> FixReport:
    """Store what has become of the units; one that became the same unit as another one joins it."""
    now, author = project.clock(), project.settings.author
    changed: dict[int, TranslationUnit | None] = {rowid: None for rowid, unit in outcome.items() if unit is None}
    fresh = {rowid: unit for rowid, unit in outcome.items() if unit and unit != project.memory.get(rowid)}
    standing = {rowid: unit for rowid, unit in outcome.items() if unit and rowid not in fresh}
    taken = {record_key(unit_record(unit)): rowid for rowid, unit in standing.items()}
    for rowid, unit in fresh.items():
        key = record_key(unit_record(unit))
        if key not in taken:
            taken[key] = _twin(project, unit, rowid, outcome)
        twin = taken[key]
        if twin == rowid:
            changed[rowid] = replace(unit, changed_at=whole_second(now), changed_by=author)
        else:
            changed |= {rowid: None, twin: merged(changed.get(twin) or project.memory.get(twin), unit)}
    project.memory.change(changed, seen=seen, now=now, author=author, kind="fix", summary=", ".join(codes))
    prepare_lookup(project)
    deleted = sum(unit is None for unit in changed.values())
    return FixReport(tuple(codes), len(changed) - deleted, deleted, left)


def _twin(project: Project, unit: TranslationUnit, rowid: int, outcome: Mapping[int, TranslationUnit | None]) -> int:
    """The row that is this very unit already and stays so, or the row itself."""
    key = record_key(unit_record(unit))
    for stored in project.memory.find_exact(unit.source.text, unit.source.lang, unit.target.lang):
        if stored.rowid not in outcome and record_key(unit_record(stored.unit)) == key:
            return stored.rowid
    return rowid


def _check(
    project: Project,
    units: Units,
    options: CheckOptions,
    total: int,
    *,
    place: str,
    problems: Sequence[Problem],
    progress: Progress,
) -> CheckReport:
    found: list[Finding] = []
    groups, count = Groups(), 0
    alone, grouped = options.asks_any(UNIT_CODES), options.asks_any(SAME_TEXT_CODES | {"length"})

    def told(stage: str) -> Iterator[StoredUnit]:
        nonlocal count
        for count, stored in enumerate(units(), start=1):
            progress(stage, count, total)
            yield stored

    for stored in told("check"):
        if alone:
            found += filter(options.passes, check_unit(stored))
        if grouped:
            groups.add(stored)
    if options.asks("length"):
        found += filter(options.passes, groups.outliers())
    if options.asks_any(SAME_TEXT_CODES):
        found += filter(options.passes, group_findings(groups, told("compare")))
    if options.asks_any(TERM_CODES):
        found += filter(options.passes, _term_findings(project, told("terms"), options))
    if options.meaning and options.asks("meaning"):
        from tm.check.meaning import meaning_outliers

        found += filter(options.passes, meaning_outliers(units(), project.encoder, total, progress=progress))
    wanted = {finding.number for finding in found}
    known = {stored.rowid: stored.unit for stored in units() if stored.rowid in wanted} if wanted else {}
    found.sort(key=lambda finding: (_ORDER[finding.severity], finding.number))
    return CheckReport(place, count, tuple(Checked(one, known[one.number]) for one in found), tuple(problems))


def require_terms(project: Project, options: CheckOptions) -> None:
    """Raises: InputError if the glossary has no entry to check by."""
    if next(_entries(project, options), None) is None:
        hint = "has no term" if options.proposed_too else "has no approved term; approve some, or go by all with --all"
        raise InputError(f"the glossary {hint}", path=project.settings.memory)


def _entries(project: Project, options: CheckOptions) -> Iterator[TermEntry]:
    wanted = ("approved", "proposed") if options.proposed_too else ("approved",)
    return (entry for entry in project.termbase.entries() if entry.workflow in wanted)


def _term_findings(project: Project, units: Iterable[StoredUnit], options: CheckOptions) -> Iterator[Finding]:
    from glossary.check import TermChecker

    entries = list(_entries(project, options))
    return TermChecker(entries).check(units) if entries else iter(())
