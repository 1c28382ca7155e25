"""Units of a TMX `tu`: which languages pair, and where each thing that the tu says is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tm.errors import InputError, SettingsError
from tm.exchange.drafts import made_origin, made_unit, made_variant
from tm.exchange.safexml import XML_LANG, line_of
from tm.exchange.tmxfields import CODES, CONTEXTS, DATES, FIELDS, GROUP, NOTE, WHO_WHEN
from tm.exchange.tmxinline import parse_inline, read_inline
from tm.inline import codes_of_text
from tm.languages import canonical, primary, script, serves
from tm.units import Code, Origin, Problem, State, TranslationUnit

if TYPE_CHECKING:
    from lxml.etree import _Element

_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?"
)
_CONFIDENCE = re.compile(r"[01](\.\d+)?|\d\.\d+e-\d+|\de-\d+")
_FAR = 9  # of a tag that does not serve
_SHOWN = 5  # languages named in a message
_MOST_TAGS = 1000  # remembered
_EMPTY = "a <seg> of the pair has no text; translate it or leave it out"
_Pairs = Sequence[tuple[str, str]]
_PRE, _POST = CONTEXTS
_OURS = frozenset([*FIELDS, *CONTEXTS])
_CHECKED = frozenset(["x-state", "x-position", "x-confidence"])
_USUAL = frozenset(["tuid", *WHO_WHEN])  # attributes of a tu that need no property
_STATES = frozenset(map(str, State))
_TRANSLATED, _NOWHERE = State.TRANSLATED, Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Which languages of a file are taken: those named, else those expected, else as the file says.

    With both named, that pair; with one or none, every other language of a tu is paired with its source. The source
    is the language expected, else what srclang says.
    """

    source: str = ""
    target: str = ""
    expected_source: str = ""
    expected_target: str = ""


class _Names(dict[object, str]):
    """The local name of each tag met: looking it up anew costs more than reading the element."""

    def __missing__(self, tag: object) -> str:
        if len(self) > _MOST_TAGS:
            self.clear()
        name = self[tag] = str(tag).rpartition("}")[2]
        return name


NAMES = _Names()


class _Tuv(NamedTuple):
    """What one tuv says."""

    lang: str  # as tagged: xml:lang, or lang before TMX 1.3
    attributes: _Pairs
    notes: Sequence[str]
    props: _Pairs
    text: str
    codes: tuple[Code, ...]


_tuple = tuple.__new__  # half the cost of calling _Tuv


class UnitReader:
    """Makes units of the tus of one file."""

    def __init__(self, path: str, languages: Languages) -> None:
        self._path, self._languages = path, languages
        self.srclang = ""  # of the header
        self._plans: dict[tuple[str, ...], tuple[int, tuple[int, ...]] | str] = {}

    def units(self, tu: _Element) -> list[TranslationUnit | Problem]:
        """The units of one tu, or the Problem that kept it from giving one."""
        attributes = dict(_items(tu))
        notes: list[str] = []  # written so: to call list[str]() costs a microsecond
        props: list[tuple[str, str]] = []
        tuvs: list[_Tuv] = []
        langs = [attributes.get("srclang", "")]
        names = NAMES
        for child in tu:
            kind = names[child.tag]
            if kind == "prop":
                props.append((child.get("type", ""), _content(child) if len(child) else child.text or ""))
            elif kind == "tuv":
                tuv = _read_tuv(child)
                tuvs.append(tuv)
                langs.append(tuv[0])
            elif kind == "note":
                notes.append(_content(child))
        key = tuple(langs)
        plan = self._plans.get(key) or self._plan(key, tu)
        if isinstance(plan, str):
            return [Problem("tmx-language", self._path, line_of(tu), plan)]
        source, targets = tuvs[plan[0]], [tuvs[index] for index in plan[1]]
        if len(targets) > 1:
            props.append((GROUP, " ".join(canonical(tuv.lang) for tuv in targets if tuv.text.strip())))
        units: list[TranslationUnit | Problem] = []
        for target in targets:
            if not source.text or not target.text or source.text.isspace() or target.text.isspace():
                units.append(Problem("tmx-empty", self._path, line_of(tu), _EMPTY))
            else:
                units.append(_unit(attributes, notes, props, source, target))
        return units

    def _plan(self, langs: tuple[str, ...], tu: _Element) -> tuple[int, tuple[int, ...]] | str:
        """Which tuv is the source and which are targets, by the srclang of the tu and the languages; or why none."""
        if len(self._plans) > _MOST_TAGS:
            self._plans.clear()
        plan = self._plans[langs] = self._planned(langs[0] or self.srclang, langs[1:], tu)
        return plan

    def _planned(self, srclang: str, langs: tuple[str, ...], tu: _Element) -> tuple[int, tuple[int, ...]] | str:
        wished = self._languages
        known = [index for index, lang in enumerate(langs) if _is_tag(lang)]
        source = self._source(srclang, langs, known, tu)
        if source is not None:
            others = [index for index in known if index != source]
            targets = _nearest(langs, others, wished.target) if wished.target else others
            if targets:
                return source, tuple(targets)
        found = ", ".join(map(_called, langs[:_SHOWN])) or "no <tuv>"
        asked = " and ".join(filter(None, [wished.source, wished.target])) or "pair of languages"
        return f"no {asked} in this <tu> (it has {found}); name languages that it has with -s and -t"

    def _source(self, srclang: str, langs: tuple[str, ...], known: list[int], tu: _Element) -> int | None:
        """The index of the source tuv, None where there is none. Raises: InputError where nothing tells it."""
        wished = self._languages
        if wished.source:
            return next(iter(_nearest(langs, known, wished.source)), None)
        if wished.target:
            targets = _nearest(langs, known, wished.target)
            known = [index for index in known if targets and index not in targets]
        if len(known) < (1 if wished.target else 2):
            return None
        expected = wished.expected_source
        for wanted in (expected, expected and primary(expected), srclang):
            if wanted and _is_tag(wanted) and (nearest := _nearest(langs, known, wanted)):
                return nearest[0]
        rest = [index for index in known if index not in _nearest(langs, known, wished.expected_target)]
        if wished.target or len(rest) == 1:
            return (rest or known)[0] if len(rest or known) == 1 else None
        if (srclang and srclang != "*all*") or len({langs[index] for index in known}) == 1:
            return None
        choice = ", ".join(dict.fromkeys(langs[index] for index in known[:_SHOWN]))
        message = (
            f"it does not say which of {choice} is the source language; name it with -s, e.g. -s {langs[known[0]]}"
        )
        raise InputError(message, path=self._path, line=line_of(tu))


def _unit(
    attributes: dict[str, str],
    notes: Sequence[str],
    props: _Pairs,
    source: _Tuv,
    target: _Tuv,
) -> TranslationUnit:
    """The unit of a pair of tuvs."""
    created_at, created_by, changed_at, changed_by, properties = _who_when(attributes, source, target)
    fields: dict[str, str] = {}
    for pair in props:
        name, value = pair
        if name not in _OURS or name in fields or (name in _CHECKED and not _possible(name, value)):
            properties.append(pair)
        else:
            fields[name] = value
    if len(notes) > 1:
        properties += [(NOTE, note) for note in notes[1:]]
    if source.attributes or source.props or source.notes:
        contexts = {name: value for name, value in reversed(source.props) if name in CONTEXTS and name not in fields}
        fields |= contexts
        properties += _kept("source:", source, set(contexts.items()))
    if target.attributes or target.props or target.notes:
        properties += _kept("target:", target, set())
    state, origin, before, after, confidence = _TRANSLATED, _NOWHERE, "", "", None
    identifier = attributes.get("tuid", "")
    if fields:
        told = fields.get
        identifier = told("x-tuid") or identifier
        if "x-state" in fields:
            state = State(fields["x-state"])
        if "x-confidence" in fields:
            confidence = float(fields["x-confidence"])
        before, after = _context(told(_PRE, "")), _context(told(_POST, ""))
        position = int(fields["x-position"]) if "x-position" in fields else None
        origin = made_origin(
            told("x-document", ""), told("x-publisher", ""), told("x-date", ""), told("x-url", ""), position
        )
    return made_unit(
        made_variant(source.text, canonical(source.lang), source.codes),
        made_variant(target.text, canonical(target.lang), target.codes),
        identifier,
        state,
        origin,
        before,
        after,
        confidence,
        created_at,
        created_by,
        changed_at,
        changed_by,
        notes[0] if notes else "",
        tuple(properties),
    )


def _who_when(
    attributes: dict[str, str], source: _Tuv, target: _Tuv
) -> tuple[datetime | None, str, datetime | None, str, list[tuple[str, str]]]:
    """When and by whom a unit was made, when and by whom changed: by the target tuv first, then by the tu.

    Last comes what else the tu says, as properties.
    """
    told: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    if target.attributes:
        told = {name: value for name, value in target.attributes if name in WHO_WHEN and is_told(name, value)}
    if told or not attributes.keys() <= _USUAL:
        for name, value in attributes.items():
            if name in WHO_WHEN and name not in told and is_told(name, value):
                told[name] = value
            elif name != "tuid" and not (name == "srclang" and value.lower() == source.lang.lower()):
                others.append((f"@{name}", value))
    else:
        told = attributes
    created, changed = told.get("creationdate", ""), told.get("changedate", "")
    moments = parse_date(created) if created else None, parse_date(changed) if changed else None
    if told is attributes:
        if created and moments[0] is None:
            others.append(("@creationdate", created))
        if changed and moments[1] is None:
            others.append(("@changedate", changed))
    return moments[0], told.get("creationid", ""), moments[1], told.get("changeid", ""), others


def is_told(name: str, value: str) -> bool:
    """Whether the value of creationdate, creationid, changedate or changeid says anything."""
    return bool(value) and (name not in DATES or parse_date(value) is not None)


def _kept(prefix: str, tuv: _Tuv, but: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What the tuv says, as properties, without the first of each of the props in `but`."""
    for name, value in tuv.attributes:
        yield f"{prefix}@{name}", value
    for note in tuv.notes:
        yield f"{prefix}{NOTE}", note
    for pair in tuv.props:
        if pair in but:
            but.remove(pair)
        else:
            yield prefix + pair[0], pair[1]


@lru_cache(maxsize=1024)
def parse_date(text: str) -> datetime | None:
    """The moment in UTC that a TMX date attribute of any tool's manner names, or None where it cannot be told."""
    if len(text) == 16 and text[15] == "Z" and text[8] == "T":  # YYYYMMDDThhmmssZ, read by C
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    *numbers, sign, hours, minutes = match.groups()
    with suppress(ValueError, OverflowError):
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return local + offset if sign == "-" else local - offset
    return None


def _items(element: _Element) -> _Pairs:
    """The attributes in their order."""
    return element.items()  # type: ignore[return-value]  # names and values of parsed XML are str


def _read_tuv(element: _Element) -> _Tuv:
    attributes = _items(element)
    lang = ""
    if len(attributes) == 1 and attributes[0][0] == XML_LANG:
        lang, attributes = attributes[0][1], ()
        if len(element) == 1:
            seg = element[0]
            if not len(seg) and NAMES[seg.tag] == "seg":
                return _tuple(_Tuv, (lang, (), (), (), seg.text or "", ()))
    else:
        named = dict(attributes)
        lang = named.pop(XML_LANG, "") or named.get("lang", "")
        named.pop("lang", "")
        attributes = tuple(named.items())
    notes: list[str] | tuple[()] = ()
    props: list[tuple[str, str]] | tuple[()] = ()
    text, found = "", False
    codes: tuple[Code, ...] = ()
    for child in element:
        kind = NAMES[child.tag]
        if kind == "seg":
            if not found:
                found = True
                text, codes = read_inline(child)
        elif kind == "prop":
            props = [*props, (child.get("type", ""), _content(child))]
        elif kind == "note":
            notes = [*notes, _content(child)]
    if props and codes:
        props, codes = _with_codes(props, codes)
    return _Tuv(lang, attributes, notes, props, text, codes)


def _with_codes(
    props: list[tuple[str, str]], codes: tuple[Code, ...]
) -> tuple[list[tuple[str, str]], tuple[Code, ...]]:
    """The prop x-codes stands for the codes of the seg as long as it agrees with them; it is no prop then."""
    for index, (name, value) in enumerate(props):
        if name == CODES:
            with suppress(ValueError):
                told = codes_of_text(value)
                if [(code.offset, code.kind) for code in told] == [(code.offset, code.kind) for code in codes]:
                    codes = told
                props = props[:index] + props[index + 1 :]
            break
    return props, codes


def _content(element: _Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def _nearest(langs: tuple[str, ...], indexes: list[int], wanted: str) -> list[int]:
    """Of the tuvs at the indexes, those whose language serves the wanted one with the nearest tag."""
    distances = [_distance(langs[index], wanted) if wanted else _FAR for index in indexes]
    best = min(distances, default=_FAR)
    return [index for index, distance in zip(indexes, distances, strict=True) if distance == best < _FAR]


@lru_cache(maxsize=1024)
def _distance(tag: str, wanted: str) -> int:
    """How far the tag lies from the wanted one: 0 if it is the same, _FAR if it does not serve."""
    if serves(tag, wanted):
        region_only = 2 if "-" in canonical(tag) else 1
        return 0 if canonical(tag) == canonical(wanted) else region_only if script(tag) == script(wanted) else 3
    return _FAR


def _called(lang: str) -> str:
    if not lang:
        return "a <tuv> without xml:lang"
    return lang if _is_tag(lang) else f"{lang!r}, which is no language tag"


def _is_tag(lang: str) -> bool:
    try:
        canonical(lang)
    except SettingsError:
        return False
    return True


@lru_cache(maxsize=1024)
def _possible(name: str, value: str) -> bool:
    """Whether the value of one of our props can be what it should be."""
    if name == "x-state":
        return value in _STATES
    if name == "x-position":
        return value.isascii() and value.isdecimal() and len(value) < 16
    if name == "x-confidence":
        return _CONFIDENCE.fullmatch(value) is not None and 0 <= float(value) <= 1
    return True


def _context(value: str) -> str:
    """The neighbouring text: memoQ wraps it in an escaped <seg>, others write it bare."""
    wrapped = parse_inline(value) if value.startswith("<seg>") else None
    return value if wrapped is None else wrapped[0]
