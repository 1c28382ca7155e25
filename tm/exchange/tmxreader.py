"""Units of a TMX `tu`: where each thing that it says is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tm.exchange.drafts import made_origin, made_unit, made_variant
from tm.exchange.safexml import NAMES, XML_LANG, Remembered, line_of
from tm.exchange.tmxdates import is_told, parse_date
from tm.exchange.tmxfields import (
    CODES,
    CONTEXTS,
    ESCAPE,
    FIELDS,
    GROUP,
    MARKUP,
    NOTE,
    NOTE_ATTRIBUTE,
    SEG_ATTRIBUTE,
    WHO_WHEN,
)
from tm.exchange.tmxinline import parse_inline, read_inline
from tm.exchange.tmxlanguages import Languages, Pairing, Plan
from tm.exchange.tmxmarkup import element_markup
from tm.inline import codes_of_text
from tm.languages import canonical, known_tag
from tm.units import Code, Kept, Origin, Problem, State, TranslationUnit

if TYPE_CHECKING:
    from lxml.etree import _Element

_IN_HEADER = frozenset(["note", "prop", "ude"])
_CONFIDENCE = re.compile(r"[01](\.\d+)?|\d\.\d+e-\d+|\de-\d+")
_EMPTY = "a <seg> of the pair has no text, so it cannot be looked up; translate it or leave it out"
_Pairs = Sequence[tuple[str, str]]
_PRE, _POST = CONTEXTS
_OURS = frozenset([*FIELDS, *CONTEXTS])
_CHECKED = frozenset(["x-state", "x-position", "x-confidence"])
_OTHER, _OUR, _NARROW, _RESERVED = range(4)  # what a prop is: one of ours takes any value, or not
_STATES = frozenset(map(str, State))
_TRANSLATED, _NOWHERE = State.TRANSLATED, Origin()


def _role(name: str) -> int:
    """What a prop of this type is: one of ours, any other, or one that would be taken for another property."""
    if name.startswith(("<", "source:", "target:", ESCAPE)):
        return _RESERVED
    return _NARROW if name in _CHECKED else _OUR if name in _OURS else _OTHER


_ROLES = Remembered(_role)


class _Aside(NamedTuple):
    """What a tuv says besides its language and its text."""

    attributes: _Pairs
    notes: Sequence[str]
    props: _Pairs


class _Tuv(NamedTuple):
    """What one tuv says."""

    lang: str  # as tagged: xml:lang, or lang before TMX 1.3
    text: str
    codes: tuple[Code, ...]
    aside: _Aside | None  # None for nothing


_Said = tuple["_Element", list[str], dict[str, str], list[tuple[str, str]]]  # a tu, its notes, fields, other props
_tuple = tuple.__new__  # half the cost of calling _Tuv


class UnitReader:
    """Makes units of the tus of one file; keeps what gives none, unless languages were named."""

    def __init__(self, path: str, languages: Languages) -> None:
        self._path = path
        self._pairing = Pairing(path, languages)

    def header(self, header: _Element) -> list[Kept]:
        """Take in what the header says of the tus after it; its notes, props and encodings, as far as all is taken."""
        self._pairing.srclang = header.get("srclang", "")
        inside = [child for child in header if NAMES[child.tag] in _IN_HEADER and child.get("type") != "targetlang"]
        if not inside or not self._pairing.takes_all:
            return []
        return [Kept("", f"<header>{''.join(map(element_markup, inside))}</header>")]

    def units(self, tu: _Element) -> list[TranslationUnit | Problem | Kept]:
        """The units of one tu, or the Problem that kept it from giving one and what is kept of it."""
        notes: list[str] = []  # written so: to call list[str]() costs a microsecond
        props: list[tuple[str, str]] = []
        tuvs: list[_Tuv] = []
        langs = [tu.get("srclang", "")]
        fields: dict[str, str] = {}
        names, roles = NAMES, _ROLES
        for child in tu:
            kind = names[child.tag]
            if kind == "prop":
                name = child.get("type")
                if name is not None and len(child.attrib) == 1 and not len(child):  # all but every one
                    value, role = child.text or "", roles[name]
                    if role == _OTHER:
                        props.append((name, value))
                        continue
                    if role < _RESERVED and name not in fields and (role == _OUR or _possible(name, value)):
                        fields[name] = value
                        continue
                _put(_prop(child), fields, props)
            elif kind == "tuv":
                tuv = _read_tuv(child)
                tuvs.append(tuv)
                langs.append(tuv[0])
            elif kind == "note":
                _note(child, notes, props)
            else:
                props.append((MARKUP, element_markup(child)))
        key, pairing = tuple(langs), self._pairing
        plan = pairing.plans.get(key) or pairing.plan(key, tu)
        if isinstance(plan, str):
            return [Problem("tmx-language", self._path, line_of(tu), plan), *self._kept(tu, fields)]
        said = tu, notes, fields, props
        if len(tuvs) == 2 and tuvs[0][1].strip() and tuvs[1][1].strip():  # the texts of both
            return [_unit(said, tuvs[plan[0]], tuvs[plan[1][0]])]
        return self._several(tu, said, tuvs, plan)

    def _several(
        self, tu: _Element, said: _Said, tuvs: list[_Tuv], plan: Plan
    ) -> list[TranslationUnit | Problem | Kept]:
        """The units of a tu with several targets, or with a tuv that has no text or is in no pair."""
        *_, fields, props = said
        source, targets = tuvs[plan[0]], [tuvs[index] for index in plan[1]]
        paired = [target for target in targets if _has_text(target)] if _has_text(source) else []
        units: list[TranslationUnit | Problem | Kept] = []
        if len(paired) < len(targets):
            problem = Problem("tmx-empty", self._path, line_of(tu), _EMPTY)
            units += [problem] * (len(targets) - len(paired))
        if not paired:
            return [*units, *self._kept(tu, fields)]
        if len(targets) > 1:
            props.append((GROUP, " ".join(canonical(target.lang) for target in paired)))
        if len(paired) + 1 < len(tuvs) and self._pairing.takes_all:
            elements = [child for child in tu if NAMES[child.tag] == "tuv"]
            used = {id(tuv) for tuv in (source, *paired)}
            unpaired = [element for element, tuv in zip(elements, tuvs, strict=True) if id(tuv) not in used]
            props += [(MARKUP, element_markup(element)) for element in unpaired]
        units += [_unit(said, source, target) for target in paired]
        return units

    def _kept(self, tu: _Element, fields: Mapping[str, str]) -> list[Kept]:
        """The tu as it can be written again; nothing where languages were named."""
        if not self._pairing.takes_all:
            return []
        srclang = self._pairing.srclang
        also = [("srclang", srclang if known_tag(srclang) else "*all*")]
        return [Kept(fields.get("x-document", ""), element_markup(tu, also=also))]


def _unit(said: _Said, source: _Tuv, target: _Tuv) -> TranslationUnit:
    """The unit of a pair of tuvs."""
    tu, notes, fields, props = said
    source_lang, source_text, source_codes, of_source = source
    target_lang, target_text, target_codes, of_target = target
    identifier, created_at, created_by, changed_at, changed_by, properties = _who_when(tu, source_lang, of_target)
    properties += props
    if len(notes) > 1:
        properties += [(NOTE, note) for note in notes[1:]]
    if of_source is not None:
        told = {name: value for name, value in reversed(of_source.props) if name in CONTEXTS and name not in fields}
        fields = fields | told
        properties += _kept("source:", of_source, set(told.items()))
    if of_target is not None:
        properties += _kept("target:", of_target, set())
    state, origin, before, after, confidence = _TRANSLATED, _NOWHERE, "", "", None
    if fields:
        get = fields.get
        identifier = get("x-tuid") or identifier
        if named := get("x-state"):
            state = State(named)
        if number := get("x-confidence"):
            confidence = float(number)
        if before := get(_PRE, ""):
            before = _context(before)
        if after := get(_POST, ""):
            after = _context(after)
        position = int(get("x-position") or -1)
        origin = made_origin(
            get("x-document", ""),
            get("x-publisher", ""),
            get("x-date", ""),
            get("x-url", ""),
            position if position >= 0 else None,
        )
    return made_unit(
        made_variant(source_text, canonical(source_lang), source_codes),
        made_variant(target_text, canonical(target_lang), target_codes),
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
    tu: _Element, source_lang: str, of_target: _Aside | None
) -> tuple[str, datetime | None, str, datetime | None, str, list[tuple[str, str]]]:
    """The tuid; when and by whom a unit was made, when and by whom changed: by the target tuv first, then by the tu.

    Last comes what else the tu says, as properties.
    """
    get = tu.get
    usual = identifier, creation, creator, change, changer = [
        get("tuid"),
        get("creationdate"),
        get("creationid"),
        get("changedate"),
        get("changeid"),
    ]
    others: list[tuple[str, str]] = []
    if of_target is not None or len(tu.attrib) + usual.count(None) != len(usual):
        told, others = _told(_items(tu), source_lang, of_target.attributes if of_target else ())
        creation, creator, change, changer = map(told.get, WHO_WHEN)
    created = changed = None
    if creation and (created := parse_date(creation)) is None:
        others.append(("@creationdate", creation))
    if change and (changed := parse_date(change)) is None:
        others.append(("@changedate", change))
    return identifier or "", created, creator or "", changed, changer or "", others


def _told(attributes: _Pairs, source_lang: str, of_target: _Pairs) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Who and when as attributes of the target tuv and of the tu say it, and the other attributes of the tu."""
    others: list[tuple[str, str]] = []
    told = {name: value for name, value in of_target if name in WHO_WHEN and is_told(name, value)}
    for name, value in attributes:
        if name in WHO_WHEN and name not in told and is_told(name, value):
            told[name] = value
        elif name != "tuid" and not (name == "srclang" and value.lower() == source_lang.lower()):
            others.append((f"@{name}", value))
    return told, others


def _kept(prefix: str, aside: _Aside, but: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What a tuv says, as properties, without the first of each of the props in `but`."""
    for name, value in aside.attributes:
        yield f"{prefix}@{name}", value
    for note in aside.notes:
        yield f"{prefix}{NOTE}", note
    for pair in aside.props:
        if pair in but:
            but.remove(pair)
        else:
            yield prefix + pair[0], pair[1]


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
            if not len(seg) and NAMES[seg.tag] == "seg" and not len(seg.attrib):
                return _tuple(_Tuv, (lang, seg.text or "", (), None))
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
                if told := _items(child):
                    props = [*props, *[(SEG_ATTRIBUTE + name, value) for name, value in told]]
            else:
                props = [*props, (MARKUP, element_markup(child))]
        elif kind == "note" and not len(_items(child)):
            notes = [*notes, _content(child)]
        else:
            props = [*props, _prop(child)]
    if props and codes:
        props, codes = _with_codes(props, codes)
    said = attributes or notes or props
    return _Tuv(lang, text, codes, _Aside(attributes, notes, props) if said else None)


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
        if name.startswith(ESCAPE) and not len(element):
            return name.removeprefix(ESCAPE), element.text or ""
        if _ROLES[name] != _RESERVED and (not len(element) or name in CONTEXTS):
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


def _put(prop: tuple[str, str], fields: dict[str, str], props: list[tuple[str, str]]) -> None:
    """Put a prop of the tu to the fields if it can be the first of one, else to the others."""
    name, value = prop
    if _OTHER < _ROLES[name] < _RESERVED and name not in fields and _possible(name, value):
        fields[name] = value
    else:
        props.append(prop)


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
