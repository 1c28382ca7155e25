"""TMX in and out: 1.1 to 1.4b is read, 1.4 level 2 is written.

What TranslationUnit has no field for is kept in its properties, named after where it stood:

    name            a `prop` of the tu           @name           an attribute of the tu
    source:name     a `prop` of the source tuv   source:@name    an attribute of the source tuv
    target:name     a `prop` of the target tuv   target:@name    an attribute of the target tuv
    source:<note>   a note of the source tuv

They come in that order: those of the tu, of the source, of the target; attributes before props and notes. Our own
fields travel as the props x-document, x-publisher, x-date, x-url, x-position, x-state and x-confidence of the tu,
and x-context-pre and x-context-post of the source tuv, as memoQ writes them. Inline codes that TMX cannot say, of
XLIFF or with foreign attributes, stand beside the seg whole in the prop x-codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tm.errors import InputError, SettingsError
from tm.exchange.safexml import XML_LANG, atomic_write, iter_elements, line_of, local_name, xml_text
from tm.exchange.tmxinline import inline_markup, parse_inline, read_inline, without_forbidden
from tm.inline import codes_of_text, codes_text
from tm.languages import canonical, script, serves
from tm.units import Code, Origin, Problem, Properties, State, TranslationUnit, Variant, whole_second

if TYPE_CHECKING:
    from lxml.etree import _Element

_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?"
)
_DATES = ("creationdate", "changedate", "lastusagedate")
_TUV_ATTRIBUTES = {"o-encoding", "datatype", "usagecount", "creationtool", "creationtoolversion", "creationid"}
_TUV_ATTRIBUTES |= {"changeid", "o-tmf", *_DATES}
_ATTRIBUTES = {"tu": _TUV_ATTRIBUTES | {"tuid", "segtype", "srclang"}, "tuv": _TUV_ATTRIBUTES}
_VALUES = {"segtype": "block|paragraph|sentence|phrase", "usagecount": "[0-9]+"}
_VALUES |= dict.fromkeys(_DATES, "[0-9]{8}T[0-9]{6}Z")
_RETURN = {"\r": "&#13;"}  # as a reference it survives inside a prop
_PRE, _POST, _CODES = "x-context-pre", "x-context-post", "x-codes"
_FIELDS = ("x-tuid", "x-document", "x-publisher", "x-date", "x-url", "x-position", "x-state", "x-confidence")
_FAR = 9  # of a tag that does not serve
_WORKBENCH = (b"<TWBExportFile", b"<RTF Preamble>", b"<TrU>")


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a written file holds: units, and what XML could not."""

    units: int
    stripped: int  # characters that XML forbids, left out
    skipped: int = 0  # units whose text holds nothing else, left out


def read_tmx(path: Path, *, source_lang: str, target_lang: str) -> Iterator[TranslationUnit | Problem]:
    """The units that have both languages, in file order, and a Problem for each tu that gives none.

    Languages are paired by `tm.languages.serves`, never by position or srclang; the nearest tag is taken, and each
    of several equally near translations gives a unit. Text and inline codes are those of tm.exchange.tmxinline.

    Problem codes: tmx-language (no such pair), tmx-empty (a side without text).
    Raises: InputError if the file cannot be read, is not well-formed or no TMX.
    """
    _refuse_workbench(path)
    for tu in iter_elements(path, "tu", root="tmx"):
        yield from _units(tu, str(path), source_lang, target_lang)


def write_tmx(
    path: Path,
    units: Iterable[TranslationUnit],
    *,
    source_lang: str,
    target_lang: str,
    creation_tool_version: str,
    now: datetime,
) -> WriteReport:
    """What was written of the units: TMX 1.4, UTF-8, one language pair, in the order given.

    A unit whose source has another tag than `source_lang` says so by srclang. A tuid with white space gets `_` in
    its place and is kept whole in the prop x-tuid.

    Raises: StorageError if the file cannot be written, SettingsError if source_lang is no language tag; then an older
    file stays as it was.
    """
    from lxml import etree

    header = {
        "creationtool": "duizhao",
        "creationtoolversion": creation_tool_version,
        "segtype": "sentence",
        "o-tmf": "duizhao",
        "adminlang": "en-US",
        "srclang": source_lang,
        "datatype": "plaintext",
        "creationdate": _tmx_date(now),
    }
    writer, written, skipped = _Writer(source_lang), 0, 0
    with atomic_write(path) as file, etree.xmlfile(file, encoding="UTF-8") as xml:
        xml.write_declaration()
        xml.write_doctype('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with xml.element("tmx", version="1.4"):
            xml.write("\n")
            with xml.element("header", header), xml.element("prop", type="targetlang"):
                xml.write(target_lang)
            xml.write("\n")
            with xml.element("body"):
                xml.write("\n")
                for unit in units:
                    tu = writer.tu(unit)
                    if tu is None:
                        skipped += 1
                    else:
                        xml.write(tu, "\n")
                        written += 1
            xml.write("\n")
    return WriteReport(units=written, stripped=writer.stripped, skipped=skipped)


def parse_date(text: str) -> datetime | None:
    """The moment in UTC that a TMX date attribute of any tool's manner names, or None where it cannot be told."""
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


def _tmx_date(moment: datetime) -> str:
    """The moment as YYYYMMDDThhmmssZ, four digits of year also before 1000."""
    utc = whole_second(moment)
    return f"{utc.year:04}{utc:%m%dT%H%M%SZ}"


def _refuse_workbench(path: Path) -> None:
    """Say so if the file is a text memory of Trados Workbench, which shares TMX's look but not its elements."""
    with suppress(OSError), open(path, "rb") as file:  # what cannot be read is told when it is parsed
        head = file.read(4096).replace(b"\0", b"")  # UTF-16 as well
        if any(mark in head for mark in _WORKBENCH):
            raise InputError("is a text memory of Trados Workbench; export it there as TMX", path=path)


def _units(tu: _Element, path: str, source_lang: str, target_lang: str) -> Iterator[TranslationUnit | Problem]:
    """The unit or units of one tu, or the Problem that kept it from giving one."""
    line = line_of(tu)
    variants = [child for child in tu if local_name(child) == "tuv"]
    sources = _nearest(variants, source_lang)[:1]
    targets = _nearest([tuv for tuv in variants if tuv not in sources], target_lang)
    if not sources or not targets:
        found = ", ".join(_lang(tuv) or "a <tuv> without xml:lang" for tuv in variants) or "no <tuv>"
        message = f"no {source_lang} and {target_lang} in this <tu> (it has {found}); name the languages it has"
        yield Problem("tmx-language", path, line, message)
        return
    for target in targets:
        unit = _unit(tu, sources[0], target)
        if unit is None:
            yield Problem("tmx-empty", path, line, "a <seg> of the pair has no text; translate it or leave it out")
        else:
            yield unit


def _lang(tuv: _Element) -> str:
    """The language as the tuv tags it: xml:lang, or lang before TMX 1.3."""
    return tuv.get(XML_LANG) or tuv.get("lang") or ""


def _nearest(variants: list[_Element], wanted: str) -> list[_Element]:
    """The variants whose language serves the wanted one, of those only the ones with the nearest tag."""
    distances = [_distance(_lang(tuv), wanted) for tuv in variants]
    best = min(distances, default=_FAR)
    return [tuv for tuv, distance in zip(variants, distances, strict=True) if distance == best < _FAR]


@lru_cache(maxsize=1024)  # a file has millions of tuvs and a handful of tags
def _distance(tag: str, wanted: str) -> int:
    """How far the tag lies from the wanted one: 0 if it is the same, _FAR if it does not serve."""
    with suppress(SettingsError):
        if serves(tag, wanted):
            region_only = 2 if "-" in canonical(tag) else 1
            return 0 if canonical(tag) == canonical(wanted) else region_only if script(tag) == script(wanted) else 3
    return _FAR


class _Reader:
    """Collects what one tu says: fields that a unit has, the rest as properties."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.notes: list[str] = []
        self.properties: list[tuple[str, str]] = []
        self.codes: dict[str, tuple[Code, ...]] = {}

    def attributes(self, element: _Element, prefix: str, taken: dict[str, str]) -> None:
        """Keep every attribute but the language and the ones `taken` as fields."""
        for name, value in element.attrib.items():
            key, text = str(name), str(value)
            if key not in (XML_LANG, "lang") and taken.get(key) != text:
                self.properties.append((f"{prefix}@{key}", text))

    def content(self, element: _Element, prefix: str) -> None:
        """Keep the props and notes of a tu or tuv, and the markup of a seg with inline elements."""
        for child in element:
            kind, text = local_name(child), "".join(map(str, child.itertext()))
            if kind == "prop":
                self._prop(str(child.get("type", "")), text, prefix)
            elif kind == "note" and not prefix:
                self.notes.append(text)
            elif kind == "note":
                self.properties.append((f"{prefix}<note>", text))

    def _prop(self, name: str, value: str, prefix: str) -> None:
        ours = (not prefix and name in _FIELDS) or (prefix != "target:" and name in (_PRE, _POST))
        if prefix and name == _CODES and prefix not in self.codes:
            with suppress(ValueError):
                self.codes[prefix] = codes_of_text(value)
                return
        if ours and name not in self.fields and _possible(name, value):
            self.fields[name] = value
        else:
            self.properties.append((prefix + name, value))

    def context(self, name: str) -> str:
        """The neighbouring text: memoQ wraps it in an escaped <seg>, others write it bare."""
        value = self.fields.get(name, "")
        wrapped = parse_inline(value) if value.startswith("<seg>") else None
        return value if wrapped is None else wrapped[0]

    def variant(self, tuv: _Element, content: tuple[str, tuple[Code, ...]], prefix: str) -> Variant:
        """The side of a unit; the prop x-codes stands for the codes of the seg as long as it agrees with them."""
        text, codes = content
        told = self.codes.get(prefix, ())
        agrees = [(code.offset, code.kind) for code in told] == [(code.offset, code.kind) for code in codes]
        return Variant(text, canonical(_lang(tuv)), told if agrees else codes)


def _unit(tu: _Element, source: _Element, target: _Element) -> TranslationUnit | None:
    """The unit of a pair of tuvs; None if one has no text. Who and when: of the target tuv first, then of the tu."""
    segs = [next(tuv.iterchildren("{*}seg"), None) for tuv in (source, target)]
    contents = [("", ()) if seg is None else read_inline(seg) for seg in segs]
    if not all(text.strip() for text, _ in contents):
        return None
    who_when: dict[str, str] = {}
    for name in ("creationdate", "creationid", "changedate", "changeid"):
        value = target.get(name) or tu.get(name) or ""
        if value and (name not in _DATES or parse_date(value)):
            who_when[name] = value
    reader = _Reader()
    reader.attributes(tu, "", who_when | {"tuid": tu.get("tuid", ""), "srclang": _lang(source)})
    reader.content(tu, "")
    for tuv, prefix in ((source, "source:"), (target, "target:")):
        reader.attributes(tuv, prefix, who_when if tuv is target else {})
        reader.content(tuv, prefix)
    fields = reader.fields
    return TranslationUnit(
        source=reader.variant(source, contents[0], "source:"),
        target=reader.variant(target, contents[1], "target:"),
        id=fields.get("x-tuid") or str(tu.get("tuid", "")),
        state=State(fields.get("x-state", State.TRANSLATED)),
        origin=Origin(
            document=fields.get("x-document", ""),
            publisher=fields.get("x-publisher", ""),
            date=fields.get("x-date", ""),
            url=fields.get("x-url", ""),
            position=int(fields["x-position"]) if "x-position" in fields else None,
        ),
        context_before=reader.context(_PRE),
        context_after=reader.context(_POST),
        confidence=float(fields["x-confidence"]) if "x-confidence" in fields else None,
        created_at=parse_date(who_when.get("creationdate", "")),
        created_by=who_when.get("creationid", ""),
        changed_at=parse_date(who_when.get("changedate", "")),
        changed_by=who_when.get("changeid", ""),
        note="\n".join(reader.notes),
        properties=tuple(reader.properties),
    )


def _possible(name: str, value: str) -> bool:
    """Whether the value of one of our props can be what it should be."""
    if name == "x-state":
        return value in list(State)
    if name == "x-position":
        return value.isascii() and value.isdecimal() and len(value) < 16
    if name == "x-confidence":
        return re.fullmatch(r"[01](\.\d+)?|\d\.\d+e-\d+|\de-\d+", value) is not None and 0 <= float(value) <= 1
    return True


class _Writer:
    """Builds a tu for each unit and counts the characters that XML forbids."""

    def __init__(self, source_lang: str) -> None:
        self._source_lang, self.stripped = canonical(source_lang), 0

    def tu(self, unit: TranslationUnit) -> _Element | None:
        """The tu of the unit; None if a side has no text that XML can hold."""
        from lxml import etree

        contents = [without_forbidden(variant.text, variant.codes) for variant in (unit.source, unit.target)]
        self.stripped += sum(count for *_, count in contents)
        if not all(text.strip() for text, *_ in contents):
            return None
        tu = etree.Element("tu")
        identifier = self._clean(unit.id)
        tuid = re.sub(r"\s", "_", identifier)
        attributes = {
            "tuid": tuid,
            "creationdate": _tmx_date(unit.created_at) if unit.created_at else "",
            "creationid": unit.created_by,
            "changedate": _tmx_date(unit.changed_at) if unit.changed_at else "",
            "changeid": unit.changed_by,
            "srclang": unit.source.lang if canonical(unit.source.lang) != self._source_lang else "",
        }
        for name, value in attributes.items():
            if text := self._clean(value):
                tu.set(name, text)
        if unit.note:
            etree.SubElement(tu, "note").text = self._clean(unit.note)
        self._properties(tu, _props_of(unit, identifier if identifier != tuid else "") + _under("", unit.properties))
        contexts = ((_PRE, unit.context_before), (_POST, unit.context_after))
        context = tuple((name, f"<seg>{escape(self._clean(text), _RETURN)}</seg>") for name, text in contexts if text)
        for variant, content, prefix in zip((unit.source, unit.target), contents, ("source:", "target:"), strict=True):
            text, codes, _ = content
            tuv = etree.SubElement(tu, "tuv", {XML_LANG: variant.lang})
            seg = etree.fromstring(f"<seg>{inline_markup(text, codes)}</seg>")
            beside = () if read_inline(seg)[1] == codes else ((_CODES, codes_text(codes)),)
            own = (context if prefix == "source:" else ()) + beside
            self._properties(tuv, own + _under(prefix, unit.properties))
            tuv.append(seg)
        return tu

    def _properties(self, element: _Element, properties: Properties) -> None:
        """Write properties as the attributes, notes and props that they were."""
        from lxml import etree

        for name, value in properties:
            text = self._clean(value)
            if name.startswith("@") and _allowed(element, name[1:], text):
                element.set(name[1:], text)
            elif name == "<note>":
                etree.SubElement(element, "note").text = text
            else:
                etree.SubElement(element, "prop", type=self._clean(name)).text = text

    def _clean(self, text: str) -> str:
        cleaned, count = xml_text(text)
        self.stripped += count
        return cleaned


def _props_of(unit: TranslationUnit, identifier: str) -> Properties:
    """Our own fields as props of the tu; what is empty is left out."""
    origin = unit.origin
    values = (
        identifier,
        origin.document,
        origin.publisher,
        origin.date,
        origin.url,
        "" if origin.position is None else str(origin.position),
        unit.state.value,
        "" if unit.confidence is None else repr(float(unit.confidence)),
    )
    return tuple((name, value) for name, value in zip(_FIELDS, values, strict=True) if value)


def _under(prefix: str, properties: Properties) -> Properties:
    """The properties of the tu (no prefix), or of one tuv with the prefix taken off."""
    if prefix:
        return tuple((name[len(prefix) :], value) for name, value in properties if name.startswith(prefix))
    return tuple((name, value) for name, value in properties if not name.startswith(("source:", "target:")))


def _allowed(element: _Element, name: str, value: str) -> bool:
    """Whether TMX 1.4 lets the element have this attribute with this value, and it has none yet."""
    if name in element.attrib or name not in _ATTRIBUTES[local_name(element)]:
        return False
    return re.fullmatch(_VALUES.get(name, "(?s:.*)"), value) is not None
