"""Bytes to text: which encoding a file is in, by its marks, its bytes and the characters that come out.

A file is gone through chunk by chunk, once or more to tell its encoding and once to decode it, so that a long one
needs no more memory than a short one (but for its longest line where lines are in two encodings).
"""

from __future__ import annotations

import codecs
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from tm.errors import InputError, SettingsError
from tm.units import Problem

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030"}  # what files so labelled are in truth
_CHINESE_ENCODINGS = ("gb18030", "cp950", "big5hkscs")
_FREQUENT = frozenset(
    "的一是不了在人有我他这这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然"
    "没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长党民市区县全工作這個國說們為時會過學對裡後麼"
    "沒於還發無開見經頭從動兩長黨區縣來與將及新部名月"
)
_FREQUENT_SHARE = 0.1  # of Chinese characters: running text has a third or more, a wrong decoding under a fiftieth
_DAMAGED_SHARE = 0.02  # of other than ASCII characters that may be undecodable in a file read all the same
_DAMAGED_LEAST = 3  # U+FFFD, for a single character of UTF-8 may give as many
_SAMPLE_BYTES = 1 << 18  # that tell the encoding of a long file
_SEARCHED_BYTES = 1 << 16  # that charset-normalizer is shown
_CHUNK_BYTES = 1 << 20
_WESTERN = frozenset("àâäáãåæçéèêëíîïìñóôöòõøœßúùûüÿÀÂÄÁÅÆÇÉÈÊËÍÎÖÓØŒÑÜÚ«»‘’“”–—…•°§€£©®·\u00a0")
_WESTERN_SHARE = 0.97  # of the characters beyond ASCII, in a text that is read as cp1252
_HAN = re.compile("[\u4e00-\u9fff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SAMPLE_LINES = 2000  # likewise, of a file with lines in two encodings
_TOLD_CHARS = 12  # Chinese, that tell whether a line was read right
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_NOT_TEXT = "is not a text file; save it as text or name another file"
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"'\s]*([A-Za-z0-9_-]+)", re.IGNORECASE)

Chunks = Callable[[], Iterator[bytes]]  # the bytes from the start, as often as they are asked for


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes are decoded; with `other`, lines that are no UTF-8 are in that codec."""

    name: str
    codec: str
    errors: str = "strict"
    other: str = ""
    other_lines: tuple[int, int] = (0, 0)  # the first of them, from 1, and how many
    unlikely: tuple[int, ...] = ()  # those among them that hardly are in that codec either


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the name of its encoding, and what is doubtful about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text, known to decode: the name of its encoding, what is doubtful about it, and its characters."""

    encoding: str
    problems: tuple[Problem, ...]
    pieces: Callable[[], Iterator[str]]  # of the text, in order


def read_text(path: Path, *, encoding: str = "", page: bool = False) -> Decoded:
    """The whole text of a file, as `open_text`."""
    file = open_text(path, encoding=encoding, page=page)
    return Decoded("".join(file.pieces()), file.encoding, file.problems)


def open_text(path: Path, *, encoding: str = "", page: bool = False) -> TextFile:
    """A file of text, gone through once; a web page's own declaration is heard where `page`.

    Problem codes: `mixed-encoding` where lines are in two encodings, `guessed-encoding` for one that the bytes do not
    prove (single-byte encodings).
    Raises: InputError if the file is missing, empty, not text, or not in the encoding named.
    Raises: SettingsError if there is no encoding of this name.
    """
    check_file(path)

    def chunks() -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    yield chunk
        except OSError as error:
            raise _unreadable(path, error) from error

    named = encoding or (_declared(chunks) if page else "")
    try:
        told = tell(chunks, named)
        controls = characters = 0
        for piece in decoded(chunks, told):
            characters += len(piece)
            controls += characters if "\0" in piece else sum(1 for _ in _CONTROL.finditer(piece))
    except UnicodeDecodeError as error:
        raise _undecodable(path, named, next(chunks()), error) from error
    if controls * 100 > characters:
        raise InputError(_NOT_TEXT, path=path)
    return TextFile(told.name, () if named else _doubts(told, path), lambda: decoded(chunks, told))


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of the bytes and the name of their encoding, as `tell` finds it."""

    def chunks() -> Iterator[bytes]:
        return iter((data,))

    told = tell(chunks, encoding)
    return "".join(decoded(chunks, told)), told.name


def tell(chunks: Chunks, encoding: str = "") -> Encoding:
    """The encoding of the bytes.

    Without a name: byte order mark, UTF-16 that its NUL bytes betray, strict UTF-8, then line by line where some lines
    are UTF-8 and others Chinese (`utf-8+gb18030`), then whichever Chinese encoding gives frequent characters, then
    UTF-8 with a few damaged bytes (U+FFFD in the text), Western cp1252, damaged Chinese, and at last the best guess of
    charset-normalizer.
    Raises: UnicodeDecodeError if they are in none that can be told; its `start` counts from the first byte.
    Raises: SettingsError if there is no encoding of this name.
    """
    if encoding:
        return Encoding(encoding.lower(), _codec(encoding))
    beginning = _beginning(chunks)
    marked = next((codec for bom, codec in _BOMS if beginning.startswith(bom)), "")
    if marked:
        sound = Encoding(marked, marked) if _decodes(chunks, marked) else _damaged(chunks, marked, marked)
        if sound:
            return sound
    if b"\0" in beginning and (beginning.isascii() or not _decodes(chunks, "utf-8")):
        wide = _wide(chunks, beginning)
        if wide:
            return wide
    try:
        for _ in decoded(chunks, Encoding("utf-8", "utf-8")):
            pass
        return Encoding("utf-8", "utf-8")
    except UnicodeDecodeError as error:
        guessed = _wide(chunks, beginning) or _mixed(chunks) or _chinese(chunks, beginning, "strict")
        guessed = guessed or _damaged(chunks, "utf-8", "utf-8") or _western(chunks, beginning)
        guessed = guessed or _chinese(chunks, beginning, "replace") or _other(chunks, beginning)
        if not guessed:
            raise error
        return guessed


def decoded(chunks: Chunks, encoding: Encoding) -> Iterator[str]:
    """The text of the bytes, piece by piece, without a byte order mark.

    Raises: UnicodeDecodeError if they are not in the encoding; its `start` counts from the first byte.
    """
    pieces = _decoded_lines(chunks, encoding.other) if encoding.other else _decoded_chunks(chunks, encoding)
    first = next(pieces, "").removeprefix("\ufeff")
    yield from chain((first,), pieces)


def _decoded_lines(chunks: Chunks, other: str) -> Iterator[str]:
    return ((_utf8(line) or line.decode(other)) for line in _lines(chunks))


def _decoded_chunks(chunks: Chunks, encoding: Encoding) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding.codec)(encoding.errors)
    at = 0
    for chunk in chain(chunks(), (b"",)):
        try:
            piece = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            error.start += at + len(chunk) - len(error.object)  # it counts from what was left of the chunk before
            raise
        at += len(chunk)
        if piece:
            yield piece


def check_file(path: Path) -> None:
    """Refuse what is no file with bytes in it. Raises: InputError."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise InputError("there is no such file; check the name", path=path) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise InputError("is a folder; name a file in it", path=path)
    if not stat.S_ISREG(status.st_mode):
        raise InputError("is a pipe or a device, not a file; save its content in a file first", path=path)
    if not status.st_size:
        raise InputError("is empty; check that it was saved in full", path=path)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that must hold some. Raises: InputError."""
    check_file(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    cause = error.strerror if isinstance(error, OSError) else str(error)
    return InputError(f"cannot be read ({cause}); check its permissions", path=path)


def _undecodable(path: Path, named: str, beginning: bytes, error: UnicodeDecodeError) -> InputError:
    """What is wrong with a file that cannot be decoded, in words."""
    if not named and (b"\0" in beginning or _CONTROL.search(beginning[:4096].decode("latin-1"))):
        return InputError(_NOT_TEXT, path=path)
    remedy = "leave the encoding out to have it found" if named else "name its encoding, e.g. gb18030 or big5"
    remedy += ", or save it again if it is damaged"
    return InputError(f"byte {error.start} is not {named or 'utf-8'}; {remedy}", path=path)


def _doubts(told: Encoding, path: Path) -> tuple[Problem, ...]:
    """What must be looked at in a text whose encoding was not named."""
    if told.other:
        first, count = told.other_lines
        other = told.name.partition("+")[2]
        message = f"{count} lines, this one first, are not in UTF-8 as the others; read as {other}, save it as one"
        doubt = f"is neither in UTF-8 nor, it seems, in {other}; look at it, and save the file as UTF-8"
        lines = ((first, message), *((line, doubt) for line in told.unlikely))
        return tuple(Problem("mixed-encoding", str(path), line, text) for line, text in lines)
    if not told.name.startswith(("utf", "gb18030", "big5")):
        message = f"is read as {told.name}, a guess; look at its accented letters, or name the encoding with --encoding"
        return (Problem("guessed-encoding", str(path), None, message),)
    return ()


def _codec(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        codecs.getincrementaldecoder(name)
    except LookupError as error:
        raise SettingsError(f"{encoding!r} is not an encoding; write one like utf-8, gb18030 or big5") from error
    return _SUPERSETS.get(name, name)


def _beginning(chunks: Chunks) -> bytes:
    return next(chunks(), b"")


def _declared(chunks: Chunks) -> str:
    """The encoding that a web page declares, if the page decodes by it; else an empty string."""
    found = _META_CHARSET.search(_beginning(chunks)[:4096])
    if not found:
        return ""
    label = found[1].decode("ascii")
    try:
        return label if _decodes(chunks, _codec(label)) else ""
    except SettingsError:
        return ""


def _decodes(chunks: Chunks, codec: str) -> bool:
    """Whether every byte is in the encoding."""
    try:
        for _ in decoded(chunks, Encoding(codec, codec)):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _wide(chunks: Chunks, beginning: bytes) -> Encoding | None:
    """UTF-16 without a byte order mark: its beginning has no control characters, and shows ASCII or frequent ones."""
    sample = beginning[:_SAMPLE_BYTES]
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, "ignore")
        telling = b"\0" in sample or _frequent_share(text) >= _FREQUENT_SHARE
        if not telling or _CONTROL.search(text) or any(unicodedata.category(char) == "Cn" for char in text[:2000]):
            continue
        if _decodes(chunks, name):
            return Encoding(name, name)
    return None


def _utf8(line: bytes) -> str:
    """The text of a line, empty if it is not UTF-8."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _lines(chunks: Chunks) -> Iterator[bytes]:
    """The lines of the bytes with their line feeds."""
    parts: list[bytes] = []
    for chunk in chunks():
        first, *lines = chunk.split(b"\n")
        parts.append(first)
        for line in lines:
            yield b"".join(parts) + b"\n"
            parts = [line]
    yield b"".join(parts)


def _mixed(chunks: Chunks) -> Encoding | None:
    """Lines of Chinese in UTF-8 among lines in another Chinese encoding, each decoded by its own.

    The other lines must be sound by themselves: those of a damaged UTF-8 file are not.
    """
    wide = count = first = 0
    for number, line in enumerate(_lines(chunks), start=1):
        if not line.isascii():
            if _utf8(line):
                wide += 1
            else:
                count += 1
                first = first or number
    if not wide or not count:
        return None

    def others() -> Iterator[bytes]:
        return (line for line in _lines(chunks) if not line.isascii() and not _utf8(line))

    found = _chinese(others, b"".join(islice(others(), _SAMPLE_LINES)), "strict")
    if not found:
        return None
    lines = enumerate(_lines(chunks), start=1)
    unlikely = tuple(at for at, line in lines if not _utf8(line) and _is_unlikely(line.decode(found.codec)))
    return Encoding(f"utf-8+{found.name}", "utf-8", "strict", found.codec, (first, count), unlikely)


def _is_unlikely(text: str) -> bool:
    """Whether a line has private characters, or a dozen Chinese ones of which none is frequent: no Chinese as read."""
    return bool(_PRIVATE.search(text)) or (len(_HAN.findall(text)) >= _TOLD_CHARS and not _frequent_share(text))


def _frequent_share(text: str) -> float:
    """The share of the most frequent characters among the Chinese ones of the text."""
    han = _HAN.findall(text)
    return sum(char in _FREQUENT for char in han) / max(1, len(han))


def _chinese(chunks: Chunks, beginning: bytes, errors: str) -> Encoding | None:
    """The Chinese encoding whose decoding has the most frequent characters, if it has enough of them."""
    sample = beginning[:_SAMPLE_BYTES]
    shares = [
        (_frequent_share(sample.decode(name, "replace")), -rank, name) for rank, name in enumerate(_CHINESE_ENCODINGS)
    ]
    for share, _, codec in sorted(shares, reverse=True):
        if share < _FREQUENT_SHARE:
            return None
        name = "big5" if codec == "cp950" else codec
        if errors == "strict" and _decodes(chunks, codec):
            return Encoding(name, codec)
        if errors == "replace" and (found := _damaged(chunks, name, codec)):
            return found
    return None


def _damaged(chunks: Chunks, name: str, codec: str) -> Encoding | None:
    """The encoding, where no more than a few of the characters beyond ASCII cannot be decoded by it."""
    found = Encoding(name, codec, "replace")
    lost = beyond_ascii = 0
    for piece in decoded(chunks, found):
        lost += piece.count("\ufffd")
        beyond_ascii += len(piece) - len(piece.encode("ascii", "ignore"))
    return found if lost <= max(_DAMAGED_LEAST, _DAMAGED_SHARE * beyond_ascii) < beyond_ascii else None


def _western(chunks: Chunks, beginning: bytes) -> Encoding | None:
    """cp1252, if nearly all that is not ASCII are letters and signs of Western languages.

    charset-normalizer confuses cp1252 with cp1250.
    """
    beyond_ascii = [char for char in beginning[:_SAMPLE_BYTES].decode("cp1252", "replace") if not char.isascii()]
    western = sum(char in _WESTERN for char in beyond_ascii)
    if not beyond_ascii or western < _WESTERN_SHARE * len(beyond_ascii) or not _decodes(chunks, "cp1252"):
        return None
    return Encoding("cp1252", "cp1252")


def _other(chunks: Chunks, beginning: bytes) -> Encoding | None:
    if any(b"\0" in chunk for chunk in chunks()):
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(beginning[:_SEARCHED_BYTES]).best()
    return Encoding(best.encoding, best.encoding) if best and _decodes(chunks, best.encoding) else None
