"""The one door to lxml, and files that appear whole or not at all.

Foreign XML is read as a stream: no entity is expanded, no DTD loaded, no network asked, and libxml2's own limits on
depth, text nodes (10 MB) and names stay on. A DOCTYPE alone is normal and is let pass. lxml is imported inside the
functions, since every exporter uses `atomic_write` and most need no XML.
"""

from __future__ import annotations

import gzip
import itertools
import os
import re
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar, cast

from tm.errors import InputError, StorageError

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_ZIP_MEMBERS = (".tmx", ".tbx", ".xlf", ".xliff", ".xml")
_FREE_BYTES = 64 << 20  # packed files may unpack to this size whatever their ratio
_MAX_RATIO = 200  # beyond that: memories pack 5 to 50 times, a bomb 1000 times
_ADVICE = (
    ("no element found", "the file is empty; export it again"),
    ("Document is empty", "the file is empty; export it again"),
    ("ncod", "its bytes are not in the encoding it declares; save it as UTF-8 and declare that"),
    ("allowed range", "remove the characters that XML forbids, or export it again"),
    ("invalid Char", "remove the characters that XML forbids, or export it again"),
    ("invalid xmlChar", "remove the characters that XML forbids, or export it again"),
    ("ntity", "write the character itself in place of the entity"),
    ("Premature end", "the file is cut off; copy or export it again"),
    ("too long", "no segment has 10 MB of text; export it again"),
    ("Excessive depth", "no text has codes within codes that deep; export it again"),
)
_HUGE = r"Resource limit exceeded: |, (try|use) XML_PARSE_HUGE( option)?"  # words for programmers
_PAGE = rb"(?is)(\xef\xbb\xbf)?\s*+(?><!--.*?-->\s*+)*+<(!DOCTYPE\s+)?html\b"
_WIDE = rb"(?i)\s*<\?xml[^>]*encoding\s*=\s*[\"']utf-?(16|32)"
_SHOWN_BYTES = 4096
MOST_TAGS = 1000  # remembered
_CHUNK_BYTES = 64 << 10  # parsed at a time
_REFERENCE = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)")  # what may be an entity that XML does not know by itself
_ASCII_HEAD = re.compile(  # of a document in which `&` is its ASCII byte for sure
    rb"(?i)(\xef\xbb\xbf)?\s*<(?!\0|\?xml\s[^>]*\bencoding\s*=\s*[\"'](?!(utf-8|us-ascii|ascii|iso-8859-1)[\"']))"
)
_Key = TypeVar("_Key")
_Said = TypeVar("_Said")


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def iter_elements(source: Path | BinaryIO, *tags: str, root: str = "") -> Iterator[_Element]:
    """The elements with one of the local names, in any namespace, as their end tags are read.

    What has been read is freed by and by, with everything before it: take from an element what is needed before the
    next one is asked for, keep no reference. Files packed with gzip or zip are unpacked on the way.

    Args:
        source: a file, or a binary stream (its `name` stands in messages).
        tags: local names of elements that do not hold each other.
        root: the local name the document element must have; any if empty.
    Raises: InputError for a file that is missing, damaged, not XML, declares or uses entities, or has another root.
    """
    from lxml import etree

    path = source if isinstance(source, Path) else str(getattr(source, "name", "stream"))
    with _opened(source) as opened:
        stream, wanted = _Watched(opened), frozenset(tags)
        top: _Element | None = None
        parser = etree.XMLPullParser(
            events=("start",),
            tag=[f"{{*}}{tag}" for tag in ([root] if root else tags)],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            while chunk := stream.read(_CHUNK_BYTES):
                parser.feed(chunk)
                for _, element in cast("Iterator[tuple[str, _Element]]", parser.read_events()):
                    if top is None:
                        top = element.getroottree().getroot()
                        _check_document(top, root, path)
                if top is not None:
                    for element in _finished(top, wanted):
                        if stream.referring:
                            _refuse_entities(element, path)
                        yield element
            top = parser.close()
            _check_document(top, root, path)
            for element in top.iter(*[f"{{*}}{tag}" for tag in tags]):
                _refuse_entities(element, path)
                yield element
        except etree.XMLSyntaxError as error:
            first = next(iter(parser.feed_error_log.filter_from_errors()), None)
            cause, line = (error.msg, error.lineno) if first is None else (first.message, first.line)
            told = _seen_at_once(source) or _explained((cause or "").strip())
            raise InputError(told, path=path, line=line or None) from error


def _finished(top: _Element, wanted: frozenset[str]) -> Iterator[_Element]:
    """The elements wanted that are read to their end: in all of the tree so far but its last branch.

    When they have been gone through they are freed, with all else that is finished. To ask lxml for an event at each
    end would take longer.
    """
    node, names = top, NAMES
    while (count := len(node) - 1) >= 0 and names[node.tag] not in wanted:
        for child in itertools.islice(node, count):
            if names[child.tag] in wanted:
                yield child
            elif len(child):
                yield from (element for element in child.iter() if names[element.tag] in wanted)
        del node[:count]
        node = node[-1]


class Remembered(dict[_Key, _Said]):
    """What a function says of each key met, looked up faster than asked; of a thousand at most, so of any file."""

    def __init__(self, say: Callable[[_Key], _Said]) -> None:
        self._say = say

    def __missing__(self, key: _Key) -> _Said:
        if len(self) > MOST_TAGS:
            self.clear()
        said = self[key] = self._say(key)
        return said


NAMES = Remembered[object, str](lambda tag: str(tag).rpartition("}")[2])  # the local name of each tag


def local_name(element: _Element) -> str:
    """The name of the element without its namespace."""
    return NAMES[element.tag]


def line_of(element: _Element) -> int | None:
    """The line of the start tag, from 1; None for an element that was not read from a file."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def parse_fragment(markup: str) -> _Element | None:
    """The root element of a small piece of XML, or None where it is not well-formed; entities are not expanded."""
    from lxml import etree

    try:
        return etree.fromstring(markup, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):  # ValueError: characters that XML forbids
        return None


def xml_text(text: str) -> tuple[str, int]:
    """The text without the characters that XML 1.0 forbids, and how many those were."""
    return _FORBIDDEN.subn("", text)


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` once the block ends well; on any error `path` stays as it was.

    The bytes go to a hidden file in the same folder, are forced to the disk and renamed. Links are followed, the
    mode of a file that is replaced is kept, and what is no regular file (/dev/stdout) is written directly.

    Raises: StorageError if the folder is missing or read-only, or the disk is full.
    """
    final = Path(os.path.realpath(path))
    part = final.with_name(f".{secrets.token_hex(8)}.part")
    special = final.exists() and not final.is_file()
    try:
        with open(final if special else part, "wb") as file:
            yield file
            file.flush()
            if not special:
                os.fsync(file.fileno())
        if not special:
            if final.exists():
                shutil.copymode(final, part)
            os.replace(part, final)
            _sync_folder(final.parent)
    except OSError as error:
        if error.filename is not None and Path(error.filename) not in (final, part):
            raise  # another file, read inside the block
        message = f"cannot be written: {error.strerror or error}; choose another folder or make room"
        raise StorageError(message, path=path) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Force the renaming itself to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _check_document(root: _Element, wanted: str, path: Path | str) -> None:
    """Refuse a document that declares entities or has another root element than the one wanted."""
    declared = root.getroottree().docinfo.internalDTD
    for entity in () if declared is None else declared.iterentities():  # type: ignore[attr-defined]  # missing in lxml-stubs
        message = f"declares the entity {entity.name!r}, which is not read; write its text where it is used"
        raise InputError(message, path=path, line=1)
    if wanted and local_name(root).lower() == "html":
        raise InputError(f"is a web page, not <{wanted}>; get the file itself", path=path, line=line_of(root))
    if wanted and local_name(root) != wanted:
        raise InputError(f"its root element is <{local_name(root)}>, not <{wanted}>", path=path, line=line_of(root))


def _refuse_entities(element: _Element, path: Path | str) -> None:
    """Refuse an element that uses an entity."""
    from lxml import etree

    for entity in element.iter(etree.Entity):
        message = f"uses the entity {entity.text}; write the character itself in its place"
        raise InputError(message, path=path, line=line_of(element))


def _seen_at_once(source: Path | BinaryIO) -> str:
    """What is wrong with a file that is no XML, where its first bytes say it better than the parser; else nothing."""
    head = b""
    if isinstance(source, Path):
        with suppress(OSError), open(source, "rb") as file:
            head = file.read(_SHOWN_BYTES)
    if re.match(_PAGE, head):
        return "is a web page: was the download one that needs a login? Get the file itself"
    if wide := re.match(_WIDE, head):
        return f"declares UTF-{wide[1].decode()}, which it is not; save it as UTF-8 and declare that"
    return ""


def _explained(cause: str) -> str:
    """What is wrong with the XML and what to do about it."""
    cause = re.sub(_HUGE, "", cause)
    for sign, advice in _ADVICE:
        if sign in cause:
            return f"not well-formed XML ({cause}): {advice}"
    return f"not well-formed XML ({cause}): correct it there, or export it again"


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[_Readable]:
    """The stream of XML bytes, unpacked where the file is gzip or zip."""
    if not isinstance(source, Path):
        yield source
        return
    try:
        size = source.stat().st_size
        with open(source, "rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield _Bounded(unpacked, size, source)
            elif magic == b"PK\x03\x04":
                with zipfile.ZipFile(file) as archive, archive.open(_member(archive, source)) as unpacked:
                    yield _Bounded(unpacked, size, source)
            else:
                yield file
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # damaged, encrypted, unknown method
        raise InputError(f"cannot be unpacked ({error}): unpack it by hand", path=source) from error
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}; check its name and rights", path=source
        ) from error


def _member(archive: zipfile.ZipFile, path: Path) -> str:
    """The name of the only XML file in the archive; a TMX or TBX before others. Raises: InputError for several."""
    names = [name for name in archive.namelist() if not name.rpartition("/")[2].startswith("._")]  # macOS adds these
    for suffix in _ZIP_MEMBERS:
        found = [name for name in names if name.lower().endswith(suffix)]
        if len(found) > 1:
            raise InputError(f"holds {len(found)} {suffix} files; unpack it and name them one by one", path=path)
        if found:
            return found[0]
    raise InputError(f"holds no {', '.join(_ZIP_MEMBERS)} file; unpack it by hand", path=path)


class _Watched:
    """A stream that knows whether there may have been an entity in it: to look for one in each element takes longer."""

    def __init__(self, stream: _Readable) -> None:
        self._stream, self._begun = stream, False
        self.referring = False

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._stream.read(size)
        if not self._begun:
            self._begun, self.referring = True, not _ASCII_HEAD.match(chunk)
        self.referring = self.referring or _REFERENCE.search(chunk) is not None
        return chunk


class _Bounded:
    """An unpacking stream that stops at a bomb; its damage is an InputError."""

    def __init__(self, stream: _Readable, packed_bytes: int, path: Path) -> None:
        self._stream, self._path = stream, path
        self._left = max(_FREE_BYTES, _MAX_RATIO * packed_bytes)

    def read(self, size: int = -1, /) -> bytes:
        try:
            chunk = self._stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise InputError(f"cannot be unpacked ({error}): copy or pack it again", path=self._path) from error
        self._left -= len(chunk)
        if self._left < 0:
            raise InputError(f"unpacks to more than {_MAX_RATIO} times its size; unpack it by hand", path=self._path)
        return chunk
