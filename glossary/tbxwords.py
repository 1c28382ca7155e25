"""The vocabulary of TBX: its namespaces, the data categories of TBX-Basic, and elements of either style in one form.

ISO 30042:2019 writes a data category in DCT style as an element of a module (<min:subjectField>), in DCA style as a
type (<descrip type="subjectField">); ISO 30042:2008 (martif) writes as DCA does. The one form is DCA without namespace.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from glossary.entries import Status, TermType
from tm.exchange.safexml import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

CORE = "urn:iso:std:iso:30042:ed-2"
MODULES = {"min": "http://www.tbxinfo.net/ns/min", "basic": "http://www.tbxinfo.net/ns/basic"}
OURS = "duizhao:"  # begins the notes that hold what TBX-Basic has no place for
PARTS_OF_SPEECH = frozenset(["noun", "verb", "adjective", "adverb", "other"])
GROUPS = frozenset(["descripGrp", "adminGrp", "termNoteGrp"])
TYPE_NAMES = {
    TermType.FULL: "fullForm",
    TermType.ABBREVIATION: "abbreviation",
    TermType.ACRONYM: "acronym",
    TermType.SHORT: "shortForm",
    TermType.VARIANT: "variant",
    TermType.PHRASE: "phrase",
}

_ANY = frozenset(["concept", "language", "term"])
_CONCEPT, _TERM = frozenset(["concept"]), frozenset(["term"])
_CORE_ELEMENTS = GROUPS | {"transacGrp", "note", "date"}


class Category(NamedTuple):
    """A data category of TBX-Basic: its element in DCA, its module in DCT, and the levels it may stand at."""

    kind: str
    module: str
    levels: frozenset[str]


CATEGORIES = {
    "subjectField": Category("descrip", "min", _CONCEPT),
    "partOfSpeech": Category("termNote", "min", _TERM),
    "administrativeStatus": Category("termNote", "min", _TERM),
    "customerSubset": Category("admin", "min", _CONCEPT | _TERM),
    "externalCrossReference": Category("xref", "min", _CONCEPT | _TERM),
    "definition": Category("descrip", "basic", frozenset(["concept", "language"])),
    "context": Category("descrip", "basic", _TERM),
    "source": Category("admin", "basic", _ANY),
    "projectSubset": Category("admin", "basic", _CONCEPT | _TERM),
    "grammaticalGender": Category("termNote", "basic", _TERM),
    "geographicalUsage": Category("termNote", "basic", _TERM),
    "termLocation": Category("termNote", "basic", _TERM),
    "termType": Category("termNote", "basic", _TERM),
    "transactionType": Category("transac", "basic", _ANY),
    "responsibility": Category("transacNote", "basic", _ANY),
    "crossReference": Category("ref", "basic", _CONCEPT | _TERM),
    "xGraphic": Category("xref", "basic", _CONCEPT),
}
_PICKLISTS = {
    "partOfSpeech": PARTS_OF_SPEECH,
    "termType": frozenset(TYPE_NAMES.values()),
    "administrativeStatus": frozenset(f"{status}Term-admn-sts" for status in Status),
    "transactionType": frozenset(["origination", "modification"]),
    "grammaticalGender": frozenset(["masculine", "feminine", "neuter", "other"]),
    "termLocation": frozenset(["menuItem", "dialogBox", "groupBox", "textBox", "comboBox", "comboBoxElement"])
    | {"checkBox", "tab", "pushButton", "radioButton", "spinBox", "progressBar", "slider", "informativeMessage"}
    | {"interactiveMessage", "toolTip", "tableText", "user-definedType"},
}


def category_of(element: _Element) -> str:
    """The data category: the type attribute in DCA and martif, the element name in DCT."""
    return element.get("type") or local_name(element)


def in_one_form(element: _Element) -> _Element:
    """A copy in DCA style without namespace; a module that is none of TBX-Basic keeps its own."""
    from lxml import etree

    name = local_name(element)
    space = str(element.tag).rpartition("}")[0].removeprefix("{")
    category = CATEGORIES.get(name) if space in MODULES.values() else None
    if category:
        copy = etree.Element(category.kind, {"type": name})
    else:
        copy = etree.Element(name if space in ("", CORE) else element.tag)
        if "type" in element.attrib:
            copy.set("type", element.attrib["type"])  # first, as from DCT
    copy.attrib.update(element.attrib)
    parts = [element.text, *(child.tail for child in element)]
    layout = len(element) and not any(part and part.strip() for part in parts)  # white space between elements
    copy.text = None if layout else element.text
    for child in element:
        inner = in_one_form(child)
        inner.tail = None if layout else child.tail
        copy.append(inner)
    return copy


def in_style(element: _Element, style: str) -> _Element:
    """A copy of an element in the one form as it is written in style dct, dca or martif."""
    from lxml import etree

    kind, name = str(element.tag), element.get("type", "")
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    if style == "dct" and name in CATEGORIES:
        del attributes["type"]
        copy = etree.Element(f"{{{MODULES[CATEGORIES[name].module]}}}{name}", attributes)
    else:
        copy = etree.Element(kind if style == "martif" else f"{{{CORE}}}{kind}", attributes)
    copy.text = element.text
    for child in element:
        inner = in_style(child, style)
        inner.tail = child.tail
        copy.append(inner)
    return copy


def fits_basic(element: _Element, level: str, targets: Container[str] = ()) -> bool:
    """Whether TBX-Basic has a place at that level (concept, language, term) for an element in the one form.

    It may refer to a web address, or where it says who did something, to one of the `targets` in the file.
    """
    kind, name = str(element.tag), element.get("type")
    target = element.get("target", "")
    known = target in targets and name == "responsibility"
    if target and not known and not target.startswith(("http://", "https://")):
        return False
    if name is None:
        known = kind in _CORE_ELEMENTS and (kind != "termNoteGrp" or level == "term")
    else:
        category = CATEGORIES.get(name)
        known = category is not None and category.kind == kind and level in category.levels
        if name in _PICKLISTS:
            known = known and (element.text or "").strip() in _PICKLISTS[name]
        known = known and not (kind in ("ref", "xref") and not target) and not len(element)
    if kind == "note":
        return not len(element) and not element.attrib
    if kind == "date":
        return _is_day((element.text or "").strip())
    return known and all(fits_basic(child, level, targets) for child in element)


def _is_day(text: str) -> bool:
    """Whether the text is a day, as XML Schema writes one."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
