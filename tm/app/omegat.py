"""The memory and the glossary put into an OmegaT project, where OmegaT finds them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from glossary.entries import Workflow
from glossary.omegat import write_omegat
from tm import __version__
from tm.app.project import Project
from tm.app.selection import UnitFilter, refuse_nothing
from tm.errors import SettingsError, StorageError
from tm.exchange.omegat import OmegatProject, make_project, read_project
from tm.languages import serves
from tm.memory.records import turn
from tm.units import State, TranslationUnit, Variant

SURE_CONFIDENCE = 0.9  # of an aligned pair: about 98 of 100 such pairs are right
_MEMORY, _GLOSSARY = "duizhao.tmx", "duizhao.txt"
_OURS = b'creationtool="duizhao"'


@dataclass(frozen=True, slots=True)
class OmegatReport:
    """What was put into a project."""

    path: str
    created: bool  # the project was not there before
    auto: int  # units in tm/auto, which OmegaT inserts
    reference: int  # units in tm, which it shows as matches
    skipped: int  # units in other languages or in the other Chinese script
    terms: int  # entries of the glossary


def export_project(project: Project, folder: Path, wanted: UnitFilter) -> OmegatReport:
    """Write `tm/auto/duizhao.tmx`, `tm/duizhao.tmx` and `glossary/duizhao.txt`; make the project if it is not there.

    In `tm/auto` stand the units that a person or tool vouches for, or whose confidence is SURE_CONFIDENCE or more, if
    all of these translate their text in one way; the others are for reference. Nothing else in the project is touched.
    Raises: SettingsError for other languages than the project's, StorageError for a folder that is no project or a
    file of these names that is not ours, InputError for settings that cannot be read or a filter that lets none pass.
    """
    if wanted.narrow:
        refuse_nothing(project, replace(wanted, source_lang="", target_lang=""))
    there = read_project(folder)
    if there is not None:
        _refuse_other_languages(there, wanted)
    found = there or make_project(
        folder,
        source_lang=wanted.source_lang or project.settings.source_lang,
        target_lang=wanted.target_lang or project.settings.target_lang,
    )
    paths = found.memories / "auto" / _MEMORY, found.memories / _MEMORY
    for path in paths:
        _check_ours(path)
    units = _Units(project, found, wanted)
    auto, reference = (
        _write(path, units.chosen(sure=sure), found, project) for path, sure in zip(paths, (True, False), strict=True)
    )
    _make_folder(found.glossaries)
    approved = (entry for entry in project.termbase.entries() if entry.workflow is Workflow.APPROVED)
    path = found.glossaries / _GLOSSARY
    terms = write_omegat(path, approved, source_lang=found.source_lang, target_lang=found.target_lang)
    return OmegatReport(str(folder), there is None, auto, reference, units.skipped, terms)


class _Units:
    """The units of the memory in the direction and the tags of a project, parted by how sure they are."""

    def __init__(self, project: Project, found: OmegatProject, wanted: UnitFilter) -> None:
        self._project, self._found, self._wanted = project, found, wanted
        self.skipped = 0
        renderings: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        for unit in self._all():
            if _is_sure(unit) and renderings.setdefault(unit.source.text, unit.target.text) != unit.target.text:
                self._ambiguous.add(unit.source.text)

    def chosen(self, *, sure: bool) -> Iterator[TranslationUnit]:
        """The units to be inserted, or the others."""
        for unit in self._all():
            if (_is_sure(unit) and unit.source.text not in self._ambiguous) == sure:
                yield unit

    def _all(self) -> Iterator[TranslationUnit]:
        """Every unit that fits, each pair of texts once; ids and contexts would make it an alternative in OmegaT."""
        source, target = self._found.source_lang, self._found.target_lang
        self.skipped, seen = 0, set[int]()
        for stored in self._project.memory.units(document=self._wanted.document):
            if not self._wanted.passes(stored):
                continue
            unit = next((one for one in (stored, turn(stored)) if _fits(one, source, target)), None)
            if unit is None:
                self.skipped += 1
            elif (texts := hash((unit.source.text, unit.target.text))) not in seen:
                seen.add(texts)
                yield replace(
                    unit,
                    source=Variant(unit.source.text, source, unit.source.codes),
                    target=Variant(unit.target.text, target, unit.target.codes),
                    id="",
                    context_before="",
                    context_after="",
                    properties=(),
                )


def _fits(unit: TranslationUnit, source_lang: str, target_lang: str) -> bool:
    return serves(unit.source.lang, source_lang) and serves(unit.target.lang, target_lang)


def _is_sure(unit: TranslationUnit) -> bool:
    """Whether the unit may be inserted without being looked at."""
    return unit.state is not State.INITIAL and (unit.confidence is None or unit.confidence >= SURE_CONFIDENCE)


def _refuse_other_languages(there: OmegatProject, wanted: UnitFilter) -> None:
    sides = ((wanted.source_lang, there.source_lang), (wanted.target_lang, there.target_lang))
    for asked, lang in sides:
        if asked and not serves(asked, lang):
            pair = f"{there.source_lang} to {there.target_lang}"
            raise SettingsError(f"the project is from {pair}, not {asked}; leave -s and -t out")


def _check_ours(path: Path) -> None:
    """Refuse to replace a memory that another program wrote. Raises: StorageError."""
    try:
        with open(path, "rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError(f"cannot be replaced: {error.strerror}", path=path) from error
    if _OURS not in head:
        raise StorageError("is there and not ours; rename it, so that it is not overwritten", path=path)


def _write(path: Path, units: Iterator[TranslationUnit], found: OmegatProject, project: Project) -> int:
    from tm.exchange.tmx import write_tmx
    from tm.exchange.tmxprofiles import OMEGAT

    _make_folder(path.parent)
    written = write_tmx(
        path,
        units,
        source_lang=found.source_lang,
        target_lang=found.target_lang,
        creation_tool_version=__version__,
        now=project.clock(),
        profile=OMEGAT,
    )
    return written.units


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot be made: {error.strerror}", path=folder) from error
