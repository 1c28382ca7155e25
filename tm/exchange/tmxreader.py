"""Units of a TMX `tu`: where each thing that it says is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tm.exchange.drafts import made_origin, made_unit, made_variant
from tm.exchange.safexml import XML_LANG, line_of
from tm.exchange.tmxfields import CODES, CONTEXTS, DATES, FIELDS, GROUP, MARKUP, NOTE, NOTE_ATTRIBUTE, WHO_WHEN
from tm.exchange.tmxinline import parse_inline, read_inline
from tm.exchange.tmxlanguages import MOST_TAGS, Languages, Pairing, Plan, is_tag
from tm.exchange.tmxmarkup import element_markup
from tm.inline import codes_of_text
from tm.languages import canonical
from tm.units import Code, Kept, Origin, Problem, State, TranslationUnit

if TYPE_CHECKING:
    from lxml.etree import _Element

_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?"
)
_CONFIDENCE = re.compile(r"[01](\.\d+)?|\d\.\d+e-\d+|\de-\d+")
_EMPTY = "a <seg> of the pair has no text, so it cannot be looked up; translate it or leave it out"
_Pairs = Sequence[tuple[str, str]]
_PRE, _POST = CONTEXTS
_OURS = frozenset([*FIELDS, *CONTEXTS])
_CHECKED = frozenset(["x-state", "x-position", "x-confidence"])
_USUAL = frozenset(["tuid", *WHO_WHEN])  # attributes of a tu that need no property
_STATES = frozenset(map(str, State))
_TRANSLATED, _NOWHERE = State.TRANSLATED, Origin()


class _Names(dict[object, str]):
    """The local name of each tag met: looking it up anew costs more than reading the element."""

    def __missing__(self, tag: object) -> str:
        if len(self) > MOST_TAGS:
            self.clear()
        name = self[tag] = str(tag).rpartition("}")[2]
        return name


class _Reserved(dict[str, bool]):
    """Whether a prop of that type would be taken for something else that is kept as a property."""

    def __missing__(self, name: str) -> bool:
        if len(self) > MOST_TAGS:
            self.clear()
        reserved = self[name] = name.startswith(("<", "source:", "target:"))
        return reserved


NAMES, _RESERVED = _Names(), _Reserved()


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
    """Makes units of the tus of one file; keeps what gives none, unless languages were named."""

    def __init__(self, path: str, languages: Languages) -> None:
        self._path = path
        self._pairing = Pairing(path, languages)

    def told(self, header: _Element) -> None:
        """Take in what the header says of the tus after it."""
        self._pairing.srclang = header.get("srclang", "")

    def units(self, tu: _Element) -> list[TranslationUnit | Problem | Kept]:
        """The units of one tu, or the Problem that kept it from giving one and what is kept of it."""
        attributes: dict[str, str] = dict(tu.items())  # type: ignore[arg-type]  # names and values are str
        notes: list[str] = []  # written so: to call list[str]() costs a microsecond
        props: list[tuple[str, str]] = []
        tuvs: list[_Tuv] = []
        langs = [attributes.get("srclang", "")]
        names, reserved = NAMES, _RESERVED
        for child in tu:
            kind = names[child.tag]
            if kind == "tuv":
                tuv = _read_tuv(child)
                tuvs.append(tuv)
                langs.append(tuv[0])
            elif kind == "prop":
                told = _items(child)
                if len(told) == 1 and told[0][0] == "type" and not len(child) and not reserved[told[0][1]]:
                    props.append((told[0][1], child.text or ""))  # all but every one
                else:
                    props.append(_prop(child))
            elif kind == "note":
                _note(child, notes, props)
            else:
                props.append((MARKUP, element_markup(child)))
        key, pairing = tuple(langs), self._pairing
        plan = pairing.plans.get(key) or pairing.plan(key, tu)
        if isinstance(plan, str):
            return [Problem("tmx-language", self._path, line_of(tu), plan), *self._kept(tu, props)]
        if len(tuvs) == 2 and _has_text(tuvs[0]) and _has_text(tuvs[1]):
            return [_unit(attributes, notes, props, tuvs[plan[0]], tuvs[plan[1][0]])]
        return self._several(tu, (attributes, notes, props), tuvs, plan)

    def _several(
        self, tu: _Element, said: tuple[dict[str, str], list[str], list[tuple[str, str]]], tuvs: list[_Tuv], plan: Plan
    ) -> list[TranslationUnit | Problem | Kept]:
        """The units of a tu with several targets, or with a tuv that has no text or is in no pair."""
        attributes, notes, props = said
        source, targets = tuvs[plan[0]], [tuvs[index] for index in plan[1]]
        paired = [target for target in targets if _has_text(target)] if _has_text(source) else []
        units: list[TranslationUnit | Problem | Kept] = []
        if len(paired) < len(targets):
            problem = Problem("tmx-empty", self._path, line_of(tu), _EMPTY)
            units += [problem] * (len(targets) - len(paired))
        if not paired:
            return [*units, *self._kept(tu, props)]
        if len(targets) > 1:
            props.append((GROUP, " ".join(canonical(target.lang) for target in paired)))
        if len(paired) + 1 < len(tuvs) and self._pairing.takes_all:
            elements = [child for child in tu if NAMES[child.tag] == "tuv"]
            used = {id(tuv) for tuv in (source, *paired)}
            unpaired = [element for element, tuv in zip(elements, tuvs, strict=True) if id(tuv) not in used]
            props += [(MARKUP, element_markup(element)) for element in unpaired]
        units += [_unit(attributes, notes, props, source, target) for target in paired]
        return units

    def _kept(self, tu: _Element, props: _Pairs) -> list[Kept]:
        """The tu as it can be written again; nothing where languages were named."""
        if not self._pairing.takes_all:
            return []
        srclang = self._pairing.srclang
        also = [("srclang", srclang if is_tag(srclang) else "*all*")]
        return [Kept(next((value for name, value in props if name == "x-document"), ""), element_markup(tu, also=also))]


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
            else:
                props = [*props, (MARKUP, element_markup(child))]
        elif kind == "note" and not len(_items(child)):
            notes = [*notes, _content(child)]
        else:
            props = [*props, _prop(child)]
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


def _prop(element: _Element) -> tuple[str, str]:
    """Type and text of a prop; the markup of one that says more or has a name of ours, and of any other element."""
    told = _items(element)
    if NAMES[element.tag] == "prop" and (not told or (len(told) == 1 and told[0][0] == "type")):
        name = told[0][1] if told else ""
        if not _RESERVED[name] and (not len(element) or name in CONTEXTS):
            return name, _content(element)
    return MARKUP, element_markup(element)


def _note(element: _Element, notes: list[str], props: list[tuple[str, str]]) -> None:
    """Put the text of a note to the others; the attributes of the first, or all of another one that has some, apart."""
    told = _items(element)
    if not told or not notes:
        notes.append(_content(element))
        props += [(NOTE_ATTRIBUTE + name, value) for name, value in told]
    else:
        props.append((MARKUP, element_markup(element)))


def _has_text(tuv: _Tuv) -> bool:
    return bool(tuv.text) and not tuv.text.isspace()


def _content(element: _Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


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
