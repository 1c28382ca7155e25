"""The memory as TMX for one tool: which language pairs a file holds, and how its tags are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tm import __version__
from tm.app.project import Project
from tm.app.selection import UnitFilter, chosen, kept_records
from tm.errors import SettingsError
from tm.exchange.tmx import WriteReport, write_tmx
from tm.exchange.tmxprofiles import OMEGAT, Profile, profile_named
from tm.languages import canonical, regional
from tm.units import State, TranslationUnit

_STATES = tuple(State)
_SHOWN = 4  # pairs named in a message
Pair = tuple[str, str]


def export_tmx(
    project: Project, path: Path, wanted: UnitFilter, *, tool: str = "plain", each_pair: bool = False
) -> dict[Path, WriteReport]:
    """What was written into each file: one, or with `each_pair` one for each language pair, named after it.

    With both languages named, a tool that takes one pair gets every unit that serves them under these two tags.
    Raises: SettingsError for an unknown tool, or several pairs where the tool takes one a file; StorageError.
    """
    profile = profile_named(tool)
    pairs = _pairs(project, wanted, profile)
    if not each_pair:
        if profile.bilingual and len(pairs) > 1:
            shown = ", ".join(f"{source} > {target} ({count})" for (source, target), count in pairs.most_common(_SHOWN))
            raise SettingsError(
                f"{tool} takes one language pair a file, and there are {len(pairs)}: {shown}; "
                "write each into its own with --each-pair, or name one with -s and -t"
            )
        return {path: _write(project, path, wanted, profile, _main_pair(project, wanted, pairs), only=None)}
    return {
        named: _write(project, named, wanted, profile, pair, only=pair)
        for pair in sorted(pairs)
        for named in [path.with_name(f"{path.stem}.{'_'.join(pair)}{path.suffix}")]
    }


def _pairs(project: Project, wanted: UnitFilter, profile: Profile) -> Counter[Pair]:
    """How many units stand in each pair of tags as the profile writes them."""
    tags = _Tags(project, wanted, profile)
    if wanted.narrow:
        return Counter(
            tags.written(unit.source.lang, unit.target.lang)
            for unit in (stored.unit for stored in chosen(project, wanted))
        )
    found = Counter[Pair]()
    for pair in project.memory.pairs():
        for source, target in ((pair.source_lang, pair.target_lang), (pair.target_lang, pair.source_lang)):
            if wanted.fits(source, target):
                found[tags.written(source, target)] += pair.units
                break
            if not wanted.turning:
                break
    return found


class _Tags:
    """The tags of a unit as the profile writes them."""

    def __init__(self, project: Project, wanted: UnitFilter, profile: Profile) -> None:
        self._regional = profile.regional
        self._asked = wanted.source_lang, wanted.target_lang
        self._settings = project.settings.source_lang, project.settings.target_lang

    def written(self, source_lang: str, target_lang: str) -> Pair:
        """Those asked for, where both are named and the profile wants regions; else by their own regions."""
        if not self._regional:
            return canonical(source_lang), canonical(target_lang)
        if all(self._asked):
            return regional(self._asked[0], self._settings), regional(self._asked[1], self._settings)
        known = (*filter(None, self._asked), *self._settings)
        return regional(source_lang, known), regional(target_lang, known)


def _main_pair(project: Project, wanted: UnitFilter, pairs: Counter[Pair]) -> Pair:
    """The languages of the header: as asked for, else those of the settings if a unit has them, else the most used."""
    settings = project.settings.source_lang, project.settings.target_lang
    source, target = max(pairs, key=lambda pair: (pair == settings, pairs[pair], pair), default=settings)
    return wanted.source_lang or source, wanted.target_lang or target


def _write(
    project: Project, path: Path, wanted: UnitFilter, profile: Profile, pair: Pair, *, only: Pair | None
) -> WriteReport:
    tags, whole = _Tags(project, wanted, profile), wanted == UnitFilter() and only is None

    def units() -> Iterator[TranslationUnit]:
        for unit in (stored.unit for stored in chosen(project, wanted)):
            if only is None or tags.written(unit.source.lang, unit.target.lang) == only:
                yield unit

    return write_tmx(
        path,
        units(),
        source_lang=pair[0],
        target_lang=pair[1],
        creation_tool_version=__version__,
        now=project.clock(),
        profile=profile,
        written_tags=tags.written if profile.regional else None,
        defaults=_defaults(units()) if profile is OMEGAT else None,
        kept=kept_records(project, wanted) if profile.faithful and only is None else (),
        headers=(kept for kept in project.memory.kept() if kept.of_file) if profile.faithful and whole else (),
    )


def _defaults(units: Iterator[TranslationUnit]) -> dict[str, str]:
    """For each source with several translations, that of the highest state, of these the one changed last."""
    best: dict[str, tuple[tuple[int, float], str]] = {}
    several = set[str]()
    for unit in units:
        moment = unit.changed_at or unit.created_at
        rank = _STATES.index(unit.state), moment.timestamp() if moment else 0.0
        known = best.get(unit.source.text)
        if known and known[1] != unit.target.text:
            several.add(unit.source.text)
        if known is None or rank > known[0]:
            best[unit.source.text] = rank, unit.target.text
    return {source: best[source][1] for source in several}
