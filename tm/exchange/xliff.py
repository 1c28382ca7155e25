"""XLIFF 1.0 to 1.2 and 2.0 to 2.2 in: segments with their states and notes, and the translated ones as units.

Both families give the same segments. In 1.2 a trans-unit is one segment, or one for each `mrk mtype="seg"` of its
seg-source; in 2 a unit has segments. Candidates (alt-trans, mtc:match) are nobody's translation and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tm.errors import InputError
from tm.exchange.safexml import XML_LANG, line_of, local_name
from tm.exchange.splice import EditedXml
from tm.exchange.xliffinline import Content, read_content
from tm.exchange.xliffmarkup import OWN
from tm.inline import codes_of_text, is_annotation
from tm.languages import guess, known_tag, primary, serves
from tm.units import Dialect, Origin, Problem, State, TranslationUnit, Variant

if TYPE_CHECKING:
    from lxml.etree import _Element

XLIFF_SUFFIXES = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".txlf")
_SDL = "{http://sdl.com/FileTypes/SdlXliff/1.0}"
_STATES1 = {
    "final": State.FINAL,
    "signed-off": State.REVIEWED,
    "translated": State.TRANSLATED,
    "needs-review-translation": State.TRANSLATED,
    "needs-review-l10n": State.TRANSLATED,
    "needs-review-adaptation": State.TRANSLATED,
    "needs-adaptation": State.INITIAL,
    "needs-l10n": State.INITIAL,
    "needs-translation": State.INITIAL,
    "new": State.INITIAL,
}
_SDL_STATES = {
    "Draft": State.INITIAL,
    "Translated": State.TRANSLATED,
    "RejectedTranslation": State.INITIAL,
    "ApprovedTranslation": State.REVIEWED,
    "RejectedSignOff": State.TRANSLATED,
    "ApprovedSignOff": State.FINAL,
}


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """Where a segment stands in the tree; None where the element is not there."""

    unit: _Element  # trans-unit or unit
    segment: _Element  # 1.2: the trans-unit, or the mrk in its seg-source; 2: the segment
    source: _Element  # source, or that mrk
    target: _Element | None  # target, or the mrk of the same mid in it


@dataclass(frozen=True, slots=True)
class XliffSegment:
    """A segment of an XLIFF file and its translation so far."""

    document: str  # `original` of its file
    unit_id: str
    segment_id: str  # mid of the mrk, id of the segment; empty where there is none
    source: Content
    target: Content
    state: State | None  # as the file says; None where it says nothing
    translatable: bool
    note: str
    place: SegmentPlace

    @property
    def full_id(self) -> str:
        """The id of the unit, and that of the segment in it after a slash."""
        return "/".join(filter(None, (self.unit_id, self.segment_id)))

    @property
    def is_translated(self) -> bool:
        """Whether the file vouches for the target: not empty, not new, and no mere copy of the source."""
        if not self.target.text.strip() or self.state is State.INITIAL:
            return False
        return self.state is not None or self.target.text != self.source.text


@dataclass(frozen=True, slots=True)
class XliffFile:
    """A `file` of a document, and its segments in order; languages as canonical tags, empty where there is none."""

    original: str
    source_lang: str
    target_lang: str
    segments: tuple[XliffSegment, ...]
    line: int | None


class XliffDocument:
    """An XLIFF file: what it says, and the text in which it says it."""

    def __init__(self, path: Path) -> None:
        """Raises: InputError if the file cannot be read or is no XLIFF that we know."""
        self.xml = EditedXml(path, root="xliff")
        root = self.xml.root
        version = root.get("version") or ("1.1" if ":1.1" in str(root.tag) else "")
        if version[:2] not in ("1.", "2."):
            raise InputError(f"is XLIFF {version or 'without version'}; export it as 1.2 or 2.1", path=path, line=1)
        self.dialect = Dialect.XLIFF1 if version[0] == "1" else Dialect.XLIFF2
        files = [child for child in root if isinstance(child.tag, str) and local_name(child) == "file"]
        read = self._read_file1 if self.dialect is Dialect.XLIFF1 else self._read_file2
        self.files: tuple[XliffFile, ...] = tuple(map(read, files))

    @property
    def path(self) -> Path:
        """The file."""
        return self.xml.path

    def segments(self) -> Iterator[XliffSegment]:
        """The segments of all files, in order."""
        for file in self.files:
            yield from file.segments

    def translatable(self) -> Iterator[XliffSegment]:
        """The segments that have text and may be translated, in order."""
        return (segment for segment in self.segments() if segment.translatable and segment.source.text.strip())

    def languages(self) -> tuple[str, str]:
        """Source and target language of the first file that names them; empty where none does."""
        sources = (file.source_lang for file in self.files if file.source_lang)
        targets = (file.target_lang for file in self.files if file.target_lang)
        return next(sources, ""), next(targets, "")

    def _read_file1(self, file: _Element) -> XliffFile:
        original = file.get("original", "")
        units = (unit for unit in file.iter("{*}trans-unit") if not _inside(unit, "alt-trans"))
        segments = tuple(segment for unit in units for segment in _segments1(unit, original))
        target_lang = known_tag(file.get("target-language", ""))
        if not target_lang:  # some tools name the language on the target only
            found = (segment.place.target for segment in segments if segment.place.target is not None)
            target_lang = next((tag for target in found if (tag := known_tag(target.get(XML_LANG, "")))), "")
        return XliffFile(original, known_tag(file.get("source-language", "")), target_lang, segments, line_of(file))

    def _read_file2(self, file: _Element) -> XliffFile:
        root, original = self.xml.root, file.get("original", "")
        segments = tuple(segment for unit in file.iter("{*}unit") for segment in _segments2(unit, original))
        return XliffFile(
            original, known_tag(root.get("srcLang", "")), known_tag(root.get("trgLang", "")), segments, line_of(file)
        )


def read_xliff(path: Path, *, source_lang: str, target_lang: str) -> Iterator[TranslationUnit | Problem]:
    """The translated segments of the files in the two languages, in order, in the direction of the file.

    Segments that are not translated, are new, or copy the source are passed over. A unit has the id of its unit and
    segment, the notes, the neighbours in its file, and the file's `original` as its document.

    Problem codes: xliff-language (a file in other languages than asked for), xliff-untranslated (none of its segments
    is translated).
    Raises: InputError if the file cannot be read or is no XLIFF.
    """
    document = XliffDocument(path)
    for file in document.files:
        langs = _file_langs(file, source_lang, target_lang)
        if langs is None:
            yield Problem("xliff-language", str(path), file.line, _other_languages(file, source_lang, target_lang))
            continue
        translated = [at for at, segment in enumerate(file.segments) if segment.is_translated]
        if file.segments and not translated:
            message = f"none of its {len(file.segments)} segments is translated; nothing to import"
            yield Problem("xliff-untranslated", str(path), file.line, message)
        for at in translated:
            yield _unit(file.segments, at, langs)


def _file_langs(file: XliffFile, source_lang: str, target_lang: str) -> tuple[str, str] | None:
    """The tags of a file in the two languages, either way round; what it does not name, its letters say."""
    spoken = file.source_lang or guess("\n".join(segment.source.text for segment in file.segments))
    for one, other in ((source_lang, target_lang), (target_lang, source_lang)):
        if primary(spoken) == primary(one) and serves(spoken, one):
            target = file.target_lang or other
            return (file.source_lang or one, target) if serves(target, other) else None
    return None


def _other_languages(file: XliffFile, source_lang: str, target_lang: str) -> str:
    found = f"{file.source_lang or 'an unnamed language'} to {file.target_lang or 'an unnamed one'}"
    return f"is from {found}, not {source_lang} and {target_lang}; name its languages with -s and -t"


def _unit(segments: Sequence[XliffSegment], at: int, langs: tuple[str, str]) -> TranslationUnit:
    segment = segments[at]
    beside = [other.unit_id for other in (*segments[max(at - 1, 0) : at], *segments[at + 1 : at + 2])]
    identifier = segment.place.unit.get(f"{{{OWN}}}id")
    if identifier is not None and segment.unit_id not in beside:  # of a memory, so its neighbours are no context
        return TranslationUnit(
            source=_own_side(segment, "source", langs[0]),
            target=_own_side(segment, "target", langs[1]),
            id=identifier,
            state=segment.state or State.TRANSLATED,
            origin=Origin(document=segment.document),
            note=segment.note,
        )
    return TranslationUnit(
        source=Variant(segment.source.text, langs[0], segment.source.codes),
        target=Variant(segment.target.text, langs[1], segment.target.codes),
        id=segment.full_id,
        state=segment.state or State.TRANSLATED,
        origin=Origin(document=segment.document, position=at),
        context_before=segments[at - 1].source.text if at else "",
        context_after=segments[at + 1].source.text if at + 1 < len(segments) else "",
        note=segment.note,
    )


def _own_side(segment: XliffSegment, side: str, lang: str) -> Variant:
    """A side of a unit that we wrote: with the tag and the codes that it had, as far as the file still agrees."""
    content = segment.source if side == "source" else segment.target
    get = segment.place.unit.get
    told = known_tag(get(f"{{{OWN}}}{side}-lang", ""))
    lang = told if told and primary(told) == primary(lang) else lang
    with suppress(ValueError):  # codes that are none, or lie outside of another text
        codes = codes_of_text(get(f"{{{OWN}}}{side}-codes", ""))
        written = [(code.offset, code.kind) for code in codes if not is_annotation(code)]
        if written == [(code.offset, code.kind) for code in content.codes]:
            return Variant(content.text, lang, codes)
    return Variant(content.text, lang, content.codes)


def _segments1(unit: _Element, original: str) -> Iterator[XliffSegment]:
    """The segments of a trans-unit of XLIFF 1."""
    source, seg_source, target = (unit.find(f"{{*}}{name}") for name in ("source", "seg-source", "target"))
    if source is None:
        return
    marks = [] if seg_source is None else _segment_marks(seg_source)
    targets = {} if target is None else {mark.get("mid", ""): mark for mark in _segment_marks(target)}
    confirmed = {segment.get("id", ""): segment.get("conf", "") for segment in unit.iter(f"{_SDL}seg")}
    note = "\n".join(filter(None, (str(note.text or "").strip() for note in unit.findall("{*}note"))))
    state = _state1(unit, target)
    pairs = [(mark, targets.get(mark.get("mid", "")), mark.get("mid", "")) for mark in marks] or [(source, target, "")]
    for place, translation, mid in pairs:
        yield XliffSegment(
            document=original,
            unit_id=unit.get("id", ""),
            segment_id=mid,
            source=read_content(place, Dialect.XLIFF1),
            target=Content("") if translation is None else read_content(translation, Dialect.XLIFF1),
            state=_SDL_STATES.get(confirmed[mid], state) if confirmed.get(mid) else state,
            translatable=unit.get("translate", "yes") != "no",
            note=note,
            place=SegmentPlace(unit, unit if place is source else place, place, translation),
        )


def _segment_marks(element: _Element) -> list[_Element]:
    return [mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg"]


def _state1(unit: _Element, target: _Element | None) -> State | None:
    """The state of a trans-unit: approved is final, whatever the target says."""
    if unit.get("approved") == "yes":
        return State.FINAL
    written = "" if target is None else target.get("state", "")
    return _STATES1.get(written, State.TRANSLATED) if written else None


def _segments2(unit: _Element, original: str) -> Iterator[XliffSegment]:
    """The segments of a unit of XLIFF 2."""
    data = {item.get("id", ""): "".join(map(str, item.itertext())) for item in unit.findall("{*}originalData/{*}data")}
    notes = (str(note.text or "").strip() for note in unit.findall("{*}notes/{*}note"))
    note = "\n".join(filter(None, notes))
    for segment in unit.findall("{*}segment"):
        source, target = segment.find("{*}source"), segment.find("{*}target")
        if source is None:
            continue
        written = segment.get("state", "")
        yield XliffSegment(
            document=original,
            unit_id=unit.get("id", ""),
            segment_id=segment.get("id", ""),
            source=read_content(source, Dialect.XLIFF2, data),
            target=Content("") if target is None else read_content(target, Dialect.XLIFF2, data),
            state=State(written) if written in list(State) else None,
            translatable=_translatable(unit),
            note=note,
            place=SegmentPlace(unit, segment, source, target),
        )


def _translatable(unit: _Element) -> bool:
    """Whether the unit is to be translated: said by `translate` on it, or on a group or file above it."""
    above: _Element | None = unit
    while above is not None:
        if above.get("translate"):
            return bool(above.get("translate") != "no")
        above = above.getparent()
    return True


def _inside(element: _Element, name: str) -> bool:
    return any(isinstance(above.tag, str) and local_name(above) == name for above in element.iterancestors())
