"""A translation unit as the markup of a TMX 1.4 `tu`, built as text: four times as fast as a tree of elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from tm.exchange.safexml import XML_LANG, local_name, parse_fragment, xml_text
from tm.exchange.tmxdates import is_told, tmx_date
from tm.exchange.tmxfields import (
    CODES,
    DATES,
    ESCAPE,
    GROUP,
    MARKUP,
    NOTE,
    NOTE_ATTRIBUTE,
    NOTE_ATTRIBUTES,
    SEG_ATTRIBUTE,
    SEGTYPES,
    TU_ATTRIBUTES,
    TUV_ATTRIBUTES,
    WHO_WHEN,
)
from tm.exchange.tmxinline import foreign_codes, inline_markup, parse_inline, without_forbidden
from tm.exchange.tmxmarkup import attributes_markup, element_markup, foreign, is_attribute, strip_foreign
from tm.exchange.tmxprofiles import Profile, alternative_props
from tm.inline import codes_text, is_annotation
from tm.languages import canonical
from tm.units import Kept, Properties, State, TranslationUnit, Variant

_WHEN = re.compile("[0-9]{8}T[0-9]{6}Z")
_NUMBER = re.compile("[0-9]+")
_ATTRIBUTES = {"": TU_ATTRIBUTES, "source:": TUV_ATTRIBUTES, "target:": TUV_ATTRIBUTES}
_TAKEN = {"": ("tuid",), "source:": ("lang", XML_LANG), "target:": ("lang", XML_LANG)}  # said by other fields
_KNOWN, _FOREIGN = 1, 2
_SPACE = re.compile(r"\s")
_Pairs = Sequence[tuple[str, str]]
_NONE: _Pairs = ()


class UnitWriter:
    """Writes units for one tool; counts what XML forbids and what TMX 1.4 does not know.

    Args:
        source_lang: srclang of the header.
        written_tags: source and target tag of a unit as they are written; without it, as they are.
        defaults: for sources with several translations, the one that OmegaT takes wherever the segment stands.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        source_lang: str,
        written_tags: Callable[[str, str], tuple[str, str]] | None = None,
        defaults: Mapping[str, str] | None = None,
    ) -> None:
        self.stripped = 0
        self.foreign = 0  # attributes and elements that TMX 1.4 does not know
        self.source_lang = canonical(source_lang)
        self._profile, self._defaults = profile, defaults or {}
        self._written = lru_cache(maxsize=1024)(written_tags or _canonical_tags)

    def tu(self, units: Sequence[TranslationUnit]) -> str:
        """The tu of one unit, or of those that share a source; empty if a side has no text that XML can hold."""
        unit = units[0]
        sides = [self._seg(unit.source), *[self._seg(other.target) for other in units]]
        if ("", "") in sides:
            return ""
        profile = self._profile
        own, source, target = _parted(unit.properties)
        on_tu, on_tuv, target = _who_when(unit, target)
        attributes, elements, last = self._under("", own, on_tu)
        source_lang, _ = self._written(unit.source.lang, unit.target.lang)
        if source_lang != self.source_lang and 'srclang="' not in attributes:
            attributes += f' srclang="{source_lang}"'
        identifier = tuid = unit.id
        if not identifier.isalnum():
            identifier, stripped = xml_text(identifier)
            self.stripped += stripped
            tuid = _SPACE.sub("_", identifier)
        if tuid and profile.tuid:
            attributes = f" tuid={self._quoted(tuid)}{attributes}"
            if tuid == identifier:
                identifier = ""
        note = self._note(unit.note, own) if unit.note or own else ""
        fields, props = self._fields(unit, identifier), self._props(profile.tu_props(unit))
        pieces = [f"<tu{attributes}>\n{note}{fields}{props}{elements}"]
        pieces.append(self._tuv("source:", source_lang, sides[0], source, (), profile.source_props(unit)))
        for other, side in zip(units, sides[1:], strict=True):
            if other is not unit:
                _, on_tuv, target = _who_when(other, _parted(other.properties)[2])
            _, lang = self._written(other.source.lang, other.target.lang)
            pieces.append(self._tuv("target:", lang, side, target, on_tuv, profile.target_props(other)))
        pieces.append(f"{last}</tu>\n")
        return "".join(pieces)

    def in_header(self, headers: Iterable[Kept]) -> str:
        """The notes, props and encodings of headers, each once."""
        roots = [root for kept in headers if (root := parse_fragment(kept.content)) is not None]
        elements = dict.fromkeys(element_markup(element) for root in roots for element in root)
        return "".join(self._element(element) or "" for element in elements).rstrip()

    def kept(self, content: str) -> str:
        """A tu that gave no unit, as it was or as far as TMX 1.4 knows it; nothing where it is no markup."""
        tu = parse_fragment(content)
        if tu is not None and local_name(tu) == "tu" and not self._profile.foreign:
            self.foreign += foreign(tu)
            return f"{element_markup(tu)}\n" if strip_foreign(tu) else ""
        return self._element(content) or ""

    def _tuv(
        self,
        prefix: str,
        lang: str,
        side: tuple[str, str],
        properties: _Pairs,
        dates: _Pairs,
        props: Properties,
    ) -> str:
        attributes, elements, last = self._under(prefix, properties, dates) if properties or dates else ("", "", "")
        seg, codes = side
        of_seg = self._seg_attributes(properties) if properties and self._profile.foreign else ""
        beside = self._props(((CODES, codes), *props) if codes else props)
        return f'<tuv xml:lang="{lang}"{attributes}>{beside}{elements}<seg{of_seg}>{seg}</seg>{last}</tuv>\n'

    def _seg(self, variant: Variant) -> tuple[str, str]:
        """The content of a seg and, where TMX cannot say them, its codes as JSON; two empty texts without text."""
        codes, profile = variant.codes, self._profile
        if codes and not profile.codes:
            codes = ()
        elif codes and not profile.highlights:
            codes = tuple(code for code in codes if not is_annotation(code))
        if not codes:
            text = self._text(variant.text)
            return (text, "") if text.strip() else ("", "")
        text, codes, stripped = without_forbidden(variant.text, codes)
        self.stripped += stripped
        if not text.strip():
            return "", ""
        odd = foreign_codes(codes)
        self.foreign += odd
        markup = inline_markup(text, codes, as_it_was=odd > 0 and profile.foreign)
        if not profile.faithful or parse_inline(f"<seg>{markup}</seg>") == (text, codes):
            return markup, ""
        return markup, codes_text(codes)

    def _note(self, text: str, own: _Pairs) -> str:
        """The first note, in a plain file with the attributes that it had; nothing where there is no note at all."""
        told = [(name.removeprefix(NOTE_ATTRIBUTE), value) for name, value in own if name.startswith(NOTE_ATTRIBUTE)]
        if not self._profile.foreign:
            told = [(name, value) for name, value in told if name in NOTE_ATTRIBUTES]
        if told and self._profile.faithful:
            return self._element(f"<note{attributes_markup(told)}>{self._text(text)}</note>") or ""
        others = any(name == NOTE or (name == MARKUP and value.startswith("<note")) for name, value in own)
        return f"<note>{self._text(text)}</note>\n" if text or others else ""

    def _under(self, prefix: str, properties: _Pairs, dates: _Pairs) -> tuple[str, str, str]:
        """Attributes, elements, and elements that stand last, of a tu or tuv.

        What can be no attribute becomes a prop, for a tool also what TMX does not allow as one.
        """
        if not properties:
            quoted = [(name, self._quoted(value)) for name, value in dates]
            return "".join([f" {name}={value}" for name, value in quoted if value != '""']), "", ""
        attributes = [(name, value) for name, value in dates if xml_text(value)[0]]
        taken = {name for name, _ in attributes}
        elements, last, odd = list[str](), list[str](), 0
        for name, value in properties:
            if name == NOTE:
                elements.append(f"<note>{self._text(value)}</note>\n")
            elif name == MARKUP and (markup := self._element(value)) is not None:
                if markup or not self._profile.faithful:
                    (last if value.startswith(("<tuv", "<seg")) else elements).append(markup)
                else:
                    elements.append(self._escaped(name, value))
            elif name[:1] == "@" and name[1:] not in taken and (kind := self._allowed(prefix, name[1:], value)):
                taken.add(name[1:])
                attributes.append((name[1:], value))
                odd += kind == _FOREIGN
            elif name.startswith((NOTE_ATTRIBUTE, SEG_ATTRIBUTE)):
                if self._profile.faithful and not self._is_written(prefix, name):
                    self.foreign += 1
                    elements.append(self._escaped(name, value))
            else:
                self.foreign += name[:1] == "@" and self._profile.faithful and name[1:] not in taken
                elements.append(f"<prop type={self._quoted(name)}>{self._text(value)}</prop>\n")
        self.foreign += odd
        if odd:
            return attributes_markup(attributes), "".join(elements), "".join(last)
        written = "".join([f" {name}={self._quoted(value)}" for name, value in attributes])
        return written, "".join(elements), "".join(last)

    def _escaped(self, name: str, value: str) -> str:
        """A property that TMX 1.4 has no place for, as a prop that we read again as what it was."""
        return f"<prop type={self._quoted(ESCAPE + name)}>{self._text(value)}</prop>\n"

    def _is_written(self, prefix: str, name: str) -> bool:
        """Whether an attribute of the first note or of the seg stands there."""
        if name.startswith(SEG_ATTRIBUTE):
            return self._profile.foreign and prefix != "" and is_attribute(name.removeprefix(SEG_ATTRIBUTE))
        attribute = name.removeprefix(NOTE_ATTRIBUTE)
        return not prefix and (attribute in NOTE_ATTRIBUTES or (self._profile.foreign and is_attribute(attribute)))

    def _seg_attributes(self, properties: _Pairs) -> str:
        """The attributes that a seg had, which TMX 1.4 does not allow."""
        told = [
            (name.removeprefix(SEG_ATTRIBUTE), value) for name, value in properties if name.startswith(SEG_ATTRIBUTE)
        ]
        self.foreign += len(told)
        return attributes_markup(told)

    def _element(self, markup: str) -> str | None:
        """The markup of an element, but for the original file only if TMX 1.4 has it so; None for what is no markup."""
        element = parse_fragment(markup)
        if element is None:
            return None
        if local_name(element) == "tuv" and not self._profile.faithful:
            return ""
        odd = foreign(element) + (local_name(element) == "seg")  # a second one
        self.foreign += odd
        return f"{element_markup(element)}\n" if self._profile.foreign or not odd else ""

    def _props(self, props: Properties) -> str:
        if not props:
            return ""
        return "".join(f"<prop type={self._quoted(name)}>{self._text(value)}</prop>\n" for name, value in props)

    def _fields(self, unit: TranslationUnit, identifier: str) -> str:
        """Our own fields as props of the tu; what is empty is left out."""
        origin, pieces = unit.origin, []
        if identifier:
            pieces.append(f'<prop type="x-tuid">{self._text(identifier)}</prop>\n')
        if origin.document:
            pieces.append(f'<prop type="x-document">{self._text(origin.document)}</prop>\n')
        if origin.publisher:
            pieces.append(f'<prop type="x-publisher">{self._text(origin.publisher)}</prop>\n')
        if origin.date:
            pieces.append(f'<prop type="x-date">{self._text(origin.date)}</prop>\n')
        if origin.url:
            pieces.append(f'<prop type="x-url">{self._text(origin.url)}</prop>\n')
        if origin.position is not None:
            pieces.append(f'<prop type="x-position">{origin.position}</prop>\n')
        if unit.state is not State.TRANSLATED:
            pieces.append(f'<prop type="x-state">{unit.state}</prop>\n')
        if unit.confidence is not None:
            pieces.append(f'<prop type="x-confidence">{float(unit.confidence)!r}</prop>\n')
        if self._defaults and self._defaults.get(unit.source.text, unit.target.text) != unit.target.text:
            pieces.append(self._props(alternative_props(unit)))
        return "".join(pieces)

    def _allowed(self, prefix: str, name: str, value: str) -> int:
        """_KNOWN if TMX 1.4 lets the element have this attribute with this value, _FOREIGN if we do all the same."""
        faithful, original = self._profile.faithful, self._profile.foreign
        if name in _TAKEN[prefix] or (name == "srclang" and not faithful):
            return 0
        if name not in _ATTRIBUTES[prefix] or (name == "segtype" and value not in SEGTYPES):
            return _FOREIGN if original and is_attribute(name) else 0
        if faithful:
            return _KNOWN
        if name in DATES:
            return _KNOWN if _WHEN.fullmatch(value) else 0
        return _KNOWN if name != "usagecount" or _NUMBER.fullmatch(value) else 0

    def _text(self, text: str) -> str:
        """The text as content of an element."""
        if text.isalnum():
            return text
        if not text.isprintable():
            text, count = xml_text(text)
            self.stripped += count
        if "&" in text or "<" in text or ">" in text or "\r" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
        return text

    def _quoted(self, text: str) -> str:
        """The text as the value of an attribute, in its quotes."""
        if text.isalnum():  # dates, names, numbers
            return f'"{text}"'
        text = self._text(text)
        if '"' in text:
            text = text.replace('"', "&quot;")
        if not text.isprintable():
            text = text.replace("\n", "&#10;").replace("\t", "&#9;")
        return f'"{text}"'


def _canonical_tags(source_lang: str, target_lang: str) -> tuple[str, str]:
    return canonical(source_lang), canonical(target_lang)


def group_of(unit: TranslationUnit) -> str:
    """The target languages of the tu that the unit came from, where it had several; else an empty text."""
    return next((value for name, value in unit.properties if name == GROUP), "") if unit.properties else ""


def _parted(properties: Properties) -> tuple[_Pairs, _Pairs, _Pairs]:
    """The properties of the tu, of its source and of its target, the prefix taken off."""
    if not properties:
        return _NONE, _NONE, _NONE
    parts: tuple[list[tuple[str, str]], ...] = [], [], []
    for name, value in properties:
        if name.startswith("source:"):
            parts[1].append((name[7:], value))
        elif name.startswith("target:"):
            parts[2].append((name[7:], value))
        elif name != GROUP:
            parts[0].append((name, value))
    return parts[0], parts[1], parts[2]


def _who_when(unit: TranslationUnit, target: _Pairs) -> tuple[_Pairs, _Pairs, _Pairs]:
    """Who and when as attributes of the tu, and of the target tuv where they stood there; its other properties."""
    told: list[tuple[str, str]] = []
    if unit.created_at:
        told.append(("creationdate", tmx_date(unit.created_at)))
    if unit.created_by:
        told.append(("creationid", unit.created_by))
    if unit.changed_at:
        told.append(("changedate", tmx_date(unit.changed_at)))
    if unit.changed_by:
        told.append(("changeid", unit.changed_by))
    if not target:
        return told, _NONE, _NONE
    there = {name for name, value in target if name[1:] in WHO_WHEN and is_told(name[1:], value)}
    return (
        [pair for pair in told if f"@{pair[0]}" not in there],
        [pair for pair in told if f"@{pair[0]}" in there],
        [pair for pair in target if pair[0] not in there],
    )
