"""Suggestions written into an XLIFF file where it stands: candidates, and translations of segments that have none.

Only what is suggested is added; every other byte of the file stays. A candidate carries the inline codes of the
segment where the memory's unit has the same ones, in their order on the source side, or where the unit has none and
those of the segment stand around all of its text; else it has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tm.exchange.safexml import atomic_write, local_name
from tm.exchange.xliff import XliffDocument, XliffSegment
from tm.exchange.xliffinline import CodePlace, read_content
from tm.exchange.xliffmarkup import MATCHES, Candidate, Sides, alt_trans, attributes, escaped, match_markup
from tm.inline import is_annotation
from tm.units import Code, Dialect, Variant

if TYPE_CHECKING:
    from lxml.etree import _Element

_ATTRIBUTE = re.compile(r"""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_FILLED = ' state="needs-review-translation" state-qualifier="exact-match"'


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A text with codes as markup; whole if every code of the segment is in it."""

    markup: str
    whole: bool
    has_codes: bool = False


@dataclass(slots=True)
class _Unit:
    """What is to be put into a unit."""

    known: set[tuple[str, str]]  # source and target text of the candidates that it has
    candidates: list[str] = field(default_factory=list)
    fills: dict[str, tuple[XliffSegment, str]] = field(default_factory=dict)  # by segment_id


class XliffEditor:
    """Puts suggestions into a document, then writes it."""

    def __init__(self, document: XliffDocument, *, target_lang: str) -> None:
        self._document, self._xml, self._target_lang = document, document.xml, target_lang
        self._units: dict[_Element, _Unit] = {}
        self._ids: dict[_Element, str] = {}  # of segments that had none
        self._sizes: dict[_Element, int] = {}
        for segment in document.segments():
            self._sizes[segment.place.unit] = self._sizes.get(segment.place.unit, 0) + 1

    def offer(self, segment: XliffSegment, candidates: Sequence[Candidate]) -> None:
        """Add the candidates of a segment, those that its unit has already aside."""
        unit = self._unit(segment)
        prefix = _prefix(segment.place.source)
        for candidate in candidates:
            texts = candidate.source.text, candidate.target.text
            if texts in unit.known:
                continue
            unit.known.add(texts)
            source = self._rendered(candidate.source, candidate.source, segment)
            target = self._rendered(candidate.target, candidate.source, segment)
            if not (source.has_codes and target.has_codes):
                source, target = (_plain(variant, segment) for variant in (candidate.source, candidate.target))
            sides = Sides(source.markup, target.markup)
            if self._document.dialect is Dialect.XLIFF1:
                unit.candidates.append(alt_trans(candidate, sides, prefix=prefix, mid=_mid(segment)))
            else:
                data = self._original_data(segment) if "dataRef" in sides.source + sides.target else ""
                name = self._segment_id(segment)
                unit.candidates.append(match_markup(candidate, sides, prefix=prefix, segment_id=name, data=data))

    def fill(self, segment: XliffSegment, candidate: Candidate) -> bool:
        """Take the candidate as the translation of a segment without one; False where its codes would be lost.

        Raises: ValueError if the segment has a target.
        """
        if segment.target.text.strip() or segment.target.codes:
            raise ValueError(f"segment {segment.unit_id} has a target already")
        rendered = self._rendered(candidate.target, candidate.source, segment)
        if not rendered.whole:
            return False
        self._unit(segment).fills[segment.segment_id] = segment, rendered.markup
        return True

    def _unit(self, segment: XliffSegment) -> _Unit:
        element = segment.place.unit
        if element not in self._units:
            self._units[element] = _Unit(_known(element))
        return self._units[element]

    def write(self, path: Path) -> int:
        """Write the document with the suggestions; the number of segments filled in.

        Raises: StorageError; then an older file stays.
        """
        filled = 0
        for element, unit in self._units.items():
            if self._document.dialect is Dialect.XLIFF1:
                filled += self._edit1(element, unit)
            else:
                filled += self._edit2(element, unit)
        if filled and self._document.dialect is Dialect.XLIFF2 and not self._xml.root.get("trgLang"):
            self._retag(self._xml.root, attributes(trgLang=self._target_lang))
        with atomic_write(path) as file:
            file.write(self._xml.content())
        return filled

    def _edit1(self, element: _Element, unit: _Unit) -> int:
        """Edit a trans-unit: its target if all its segments have one then, and candidates behind it."""
        target = element.find("{*}target")
        anchor = target if target is not None else _first(element, "seg-source", "source")
        end, indent = self._xml.span(anchor).end, self._indent(_first(element, "source"))
        filled = self._fill1(element, unit, target, end, indent) if unit.fills else 0
        for candidate in unit.candidates:
            self._xml.replace(end, end, indent + candidate)
        return filled

    def _fill1(self, element: _Element, unit: _Unit, target: _Element | None, end: int, indent: str) -> int:
        segments = [segment for segment, _ in unit.fills.values()]
        prefix = _prefix(segments[0].place.source)
        if target is not None and all(segment.place.target is not None for segment in segments):
            for segment, markup in unit.fills.values():
                self._fill_element(segment.place.target, markup)
            return len(segments)
        if target is not None or len(segments) < self._sizes[element]:
            return 0  # some of its segments would have no place, or none to be told from their sources
        content = self._in_marks(unit) if segments[0].segment_id else next(iter(unit.fills.values()))[1]
        opened = f'<{prefix}target xml:lang="{self._target_lang}"{_FILLED}>'
        self._xml.replace(end, end, f"{indent}{opened}{content}</{prefix}target>")
        return len(segments)

    def _in_marks(self, unit: _Unit) -> str:
        """The content of the seg-source with the translations in its marks."""
        span = self._xml.span(_first(next(iter(unit.fills.values()))[0].place.unit, "seg-source"))
        pieces, at = list[str](), span.content
        for segment, markup in unit.fills.values():
            mark = self._xml.span(segment.place.source)
            pieces += [self._xml.markup(at, mark.content), markup]
            at = mark.content_end
        return "".join([*pieces, self._xml.markup(at, span.content_end)])

    def _fill_element(self, element: _Element | None, markup: str) -> None:
        """Give an empty target, or an empty mark of one, its content; a target of XLIFF 1 is to be reviewed then."""
        if element is None:
            return
        span, tag, name = self._xml.span(element), self._xml.start_tag(element), local_name(element)
        opened = tag[:-2].rstrip() + ">" if span.is_empty_tag else tag
        if name == "target" and self._document.dialect is Dialect.XLIFF1:
            opened = _with_state(opened, "needs-review-translation")
        written = f"{_prefix(element)}{name}"
        self._xml.replace(span.start, span.end, f"{opened}{markup}</{written}>")

    def _edit2(self, element: _Element, unit: _Unit) -> int:
        """Edit a unit: candidates before all else, targets behind their sources, states and ids of segments."""
        for segment, markup in unit.fills.values():
            source = self._xml.span(segment.place.source)
            prefix = _prefix(segment.place.source)
            if segment.place.target is None:
                indent = self._indent(segment.place.source)
                self._xml.replace(source.end, source.end, f"{indent}<{prefix}target>{markup}</{prefix}target>")
            else:
                self._fill_element(segment.place.target, markup)
        filled = {segment.place.segment for segment, _ in unit.fills.values()}
        for child in element.findall("{*}segment"):
            added = attributes(id=self._ids.get(child, ""))
            if child in filled or added:
                self._retag(child, added, state="translated" if child in filled else "")
        if unit.candidates:
            self._put_matches(element, unit.candidates)
        return len(unit.fills)

    def _put_matches(self, element: _Element, candidates: Sequence[str]) -> None:
        last = next((match for match in reversed(element.findall(f"{{{MATCHES}}}matches/{{{MATCHES}}}match"))), None)
        if last is not None:  # one `matches` is all that a unit may have
            end, bound = self._xml.span(last).end, "" if last.prefix == "mtc" else f' xmlns:mtc="{MATCHES}"'
            for candidate in candidates:
                fitting = candidate.replace("<mtc:match", f"<mtc:match{bound}", 1)
                self._xml.replace(end, end, self._indent(last) + fitting)
            return
        at = self._xml.span(element).content
        indent = self._indent(next(element.iterchildren("*")))
        inner = f"{indent}  " if "\n" in indent else ""
        content = "".join(inner + candidate for candidate in candidates)
        self._xml.replace(at, at, f'{indent}<mtc:matches xmlns:mtc="{MATCHES}">{content}{indent}</mtc:matches>')

    def _retag(self, element: _Element, added: str, *, state: str = "") -> None:
        """Write a start tag anew with more attributes."""
        span, tag = self._xml.span(element), self._xml.start_tag(element)
        if state:
            tag = _with_state(tag, state)
        close = "/>" if tag.endswith("/>") else ">"
        self._xml.replace(span.start, span.content, f"{tag[: -len(close)]}{added}{close}")

    def _indent(self, element: _Element) -> str:
        """The white space before an element, if nothing else stands between it and the tag before."""
        start = self._xml.span(element).start
        before = element.getprevious()
        text = element.getparent().text if before is None else before.tail  # type: ignore[union-attr]
        length = len((text or "").encode())
        return self._xml.markup(start - length, start) if not (text or "").strip() else ""

    def _segment_id(self, segment: XliffSegment) -> str:
        """The id of a segment of XLIFF 2; a new one where it has none, since a match must refer to it."""
        element = segment.place.segment
        if segment.segment_id:
            return segment.segment_id
        if element not in self._ids:
            taken = {str(other.get("id")) for other in segment.place.unit.iter("*") if other.get("id")}
            taken |= {self._ids[other] for other in segment.place.unit.findall("{*}segment") if other in self._ids}
            self._ids[element] = next(name for name in (f"s{n}" for n in range(1, 2 + len(taken))) if name not in taken)
        return self._ids[element]

    def _original_data(self, segment: XliffSegment) -> str:
        found = segment.place.unit.find("{*}originalData")
        if found is None:
            return ""
        span = self._xml.span(found)
        return self._xml.markup(span.start, span.end)

    def _rendered(self, variant: Variant, source: Variant, segment: XliffSegment) -> _Rendered:
        """The variant of a unit with this source side, its codes being those of the segment."""
        wanted = _markup_codes(segment.source.codes)
        known = _markup_codes(source.codes)
        if not wanted or not _movable(segment):
            return _plain(variant, segment)
        if not known and not _markup_codes(variant.codes):
            return self._wrapped(variant, segment)
        mapped = _mapped(variant.codes, known) if [c.kind for c in known] == [c.kind for c in wanted] else None
        if mapped is None:
            return _plain(variant, segment)
        both = zip(segment.source.places, segment.source.codes, strict=True)
        places = [place for place, code in both if not is_annotation(code)]
        if not _nests([places[index] for _, index in mapped]):
            return _plain(variant, segment)
        pieces, at = list[str](), 0
        for code, index in mapped:
            pieces += [escaped(variant.text[at : code.offset]), self._code_markup(places[index])]
            at = code.offset
        whole = sorted(index for _, index in mapped) == list(range(len(wanted)))
        return _Rendered("".join([*pieces, escaped(variant.text[at:])]), whole, has_codes=bool(mapped))

    def _wrapped(self, variant: Variant, segment: XliffSegment) -> _Rendered:
        """The text between the codes of the segment, as its own text is; alone where one stands inside that."""
        own, before, after = segment.source.text, list[str](), list[str]()
        for code, place in zip(segment.source.codes, segment.source.places, strict=True):
            if is_annotation(code):
                continue
            if not own[: code.offset].strip():
                before.append(self._code_markup(place))
            elif not own[code.offset :].strip():
                after.append(self._code_markup(place))
            else:
                return _plain(variant, segment)
        return _Rendered("".join([*before, escaped(variant.text), *after]), True, has_codes=True)

    def _code_markup(self, place: CodePlace) -> str:
        span = self._xml.span(place.element)
        bounds = {"start": (span.start, span.content), "end": (span.content_end, span.end)}
        return self._xml.markup(*bounds.get(place.part, (span.start, span.end)))


def _plain(variant: Variant, segment: XliffSegment) -> _Rendered:
    """The text alone; whole if the segment has no codes."""
    return _Rendered(escaped(variant.text), not _markup_codes(segment.source.codes))


def _movable(segment: XliffSegment) -> bool:
    """Whether the codes mean the same elsewhere in their unit: no namespace is bound on the way down to them."""
    bound = segment.place.unit.nsmap
    return all(place.element.getparent().nsmap == bound for place in segment.source.places)  # type: ignore[union-attr]


def _mid(segment: XliffSegment) -> str:
    """What an alt-trans names its segment by; the schema knows only marks right under the seg-source."""
    parent = segment.place.source.getparent()
    return segment.segment_id if parent is not None and local_name(parent) == "seg-source" else ""


def _markup_codes(codes: Sequence[Code]) -> list[Code]:
    """The codes that a translation must have too: not the annotations."""
    return [code for code in codes if not is_annotation(code)]


def _mapped(codes: Sequence[Code], known: Sequence[Code]) -> list[tuple[Code, int]] | None:
    """The codes of a target, each with the index of its counterpart on the source side; None if one has none."""
    free = dict(enumerate(known))
    found = []
    for code in _markup_codes(codes):
        same = next((index for index, other in free.items() if _identity(other) == _identity(code)), None)
        if same is None:
            return None
        del free[same]
        found.append((code, same))
    return found


def _identity(code: Code) -> tuple[str, str, str]:
    return code.kind, code.element, code.id


def _nests(places: Sequence[CodePlace]) -> bool:
    """Whether elements that enclose text would be well-formed in this order."""
    waiting: list[_Element] = []
    for place in places:
        if place.part == "start":
            waiting.append(place.element)
        elif place.part == "end" and (not waiting or waiting.pop() is not place.element):
            return False
    return not waiting


def _known(unit: _Element) -> set[tuple[str, str]]:
    """Source and target text of the candidates that a unit has."""
    found = set()
    for name, dialect in (("alt-trans", Dialect.XLIFF1), ("match", Dialect.XLIFF2)):
        for candidate in unit.iter(f"{{*}}{name}"):
            sides = candidate.find("{*}source"), candidate.find("{*}target")
            if sides[0] is not None and sides[1] is not None:
                found.add((read_content(sides[0], dialect).text, read_content(sides[1], dialect).text))
    return found


def _first(element: _Element, *names: str) -> _Element:
    """The first child there is with one of the names."""
    found = (element.find(f"{{*}}{name}") for name in names)
    return next(child for child in found if child is not None)


def _prefix(element: _Element) -> str:
    """The prefix of the element's name with its colon; empty for a default namespace."""
    return f"{element.prefix}:" if element.prefix else ""


def _with_state(tag: str, state: str) -> str:
    """The start tag with this state in place of an older one."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == "state":
            return f'{tag[: match.start(2)]}"{state}"{tag[match.end(2) :]}'
    close = "/>" if tag.endswith("/>") else ">"
    return f'{tag[: -len(close)]} state="{state}"{close}'
