"""What each tool wants of a TMX file; `plain` is TMX 1.4 with everything that a memory knows.

`original` gives back what other tools wrote beside TMX 1.4 as they wrote it; in a plain file it stands in props.

None of them writes the name of another tool as creationtool: OmegaT reads a file of its own differently, and others
may. Sources: OmegaT's reader of external memories (org.omegat.util.TMXReader2, ProjectTMX), and the help pages of
memoQ, Phrase TMS, Trados Studio, Wordfast and Weblate on TMX.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from xml.sax.saxutils import escape

from tm.errors import SettingsError
from tm.units import Properties, State, TranslationUnit

_RETURN = {"\r": "&#13;"}  # as a reference it survives inside a prop
Props = Callable[[TranslationUnit], Properties]


def _nothing(unit: TranslationUnit) -> Properties:
    return ()


def _memoq_contexts(unit: TranslationUnit) -> Properties:
    """The neighbours as memoQ, MateCat and XTM read them: a seg, escaped once more by writing it."""
    if not unit.context_before and not unit.context_after:
        return ()
    values = (("x-context-pre", unit.context_before), ("x-context-post", unit.context_after))
    return tuple((name, f"<seg>{escape(text, _RETURN)}</seg>") for name, text in values if text)


def _phrase_contexts(unit: TranslationUnit) -> Properties:
    return tuple((k, v) for k, v in (("context_prev", unit.context_before), ("context_next", unit.context_after)) if v)


def _phrase_people(unit: TranslationUnit) -> Properties:
    """Who and when as Phrase has them: milliseconds since 1970."""
    values = (
        ("created_at", _milliseconds(unit.created_at)),
        ("created_by", unit.created_by),
        ("modified_at", _milliseconds(unit.changed_at)),
        ("modified_by", unit.changed_by),
    )
    return tuple((name, value) for name, value in values if value)


def _milliseconds(moment: datetime | None) -> str:
    return f"{int(moment.timestamp())}000" if moment else ""


_TRADOS_LEVELS = {
    State.INITIAL: "Draft",
    State.TRANSLATED: "Translated",
    State.REVIEWED: "ApprovedTranslation",
    State.FINAL: "ApprovedSignOff",
}


def _trados_fields(unit: TranslationUnit) -> Properties:
    document = unit.origin.document
    fields = (("x-Document:SingleString", document),) if document else ()
    return (("x-ConfirmationLevel", _TRADOS_LEVELS[unit.state]), *fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a file for one tool differs from a plain one."""

    name: str
    bilingual: bool = True  # one language pair a file, one target a tu
    regional: bool = True  # language and region, as in zh-CN; no script
    faithful: bool = False  # attributes that are odd but allowed stay as another tool wrote them
    foreign: bool = False  # what TMX 1.4 does not know as well: the file is not valid then
    tuid: bool = True
    codes: bool = True  # inline elements; without, their text only
    highlights: bool = True  # hi elements
    tu_props: Props = _nothing
    source_props: Props = _nothing
    target_props: Props = _nothing


PLAIN = Profile(name="plain", bilingual=False, regional=False, faithful=True, source_props=_memoq_contexts)
ORIGINAL = replace(PLAIN, name="original", foreign=True)
OMEGAT = Profile(name="omegat", bilingual=False, tuid=False, highlights=False)
PROFILES = {
    profile.name: profile
    for profile in (
        PLAIN,
        ORIGINAL,
        OMEGAT,
        Profile(name="trados", tu_props=_trados_fields),
        Profile(name="memoq", source_props=_memoq_contexts),
        Profile(name="phrase", source_props=_phrase_contexts, target_props=_phrase_people),
        Profile(name="wordfast", codes=False, tuid=False),
        Profile(name="weblate", codes=False),
    )
}


def profile_named(name: str) -> Profile:
    """The profile of the name. Raises: SettingsError for another one."""
    if name not in PROFILES:
        raise SettingsError(f"no profile {name!r}; use one of {', '.join(PROFILES)}")
    return PROFILES[name]


def alternative_props(unit: TranslationUnit) -> Properties:
    """What makes a unit an alternative in OmegaT, taken only between these neighbours; nothing without any.

    OmegaT compares all of them with the segment, so the two neighbours must both be known.
    """
    if not (unit.origin.document and unit.context_before and unit.context_after):
        return ()
    return (("file", unit.origin.document), ("prev", unit.context_before), ("next", unit.context_after))
