"""Bytes to text: which encoding a file is in, by its marks, its bytes and the characters that come out."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tm.errors import InputError, SettingsError
from tm.units import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
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
_SAMPLE_BYTES = 1 << 18  # that tell the encoding of a long file
_SEARCHED_BYTES = 1 << 16  # that charset-normalizer is shown
_WESTERN = frozenset("àâäáãåæçéèêëíîïìñóôöòõøœßúùûüÿÀÂÄÁÅÆÇÉÈÊËÍÎÖÓØŒÑÜÚ«»‘’“”–—…•°§€£©®·\u00a0")
_WESTERN_SHARE = 0.97  # of the characters beyond ASCII, in a text that is read as cp1252
_HAN = re.compile("[\u4e00-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"'\s]*([A-Za-z0-9_-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the name of its encoding, and what is doubtful about it."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def read_text(path: Path, *, encoding: str = "", page: bool = False) -> Decoded:
    """The text of a file and the name of its encoding; a web page's own declaration is heard where `page`.

    Problem codes: `mixed-encoding` where lines are in two encodings, `guessed-encoding` for one that the bytes do not
    prove (single-byte encodings).
    Raises: InputError if the file is missing, empty, not text, or not in the encoding named.
    Raises: SettingsError if there is no encoding of this name.
    """
    data = read_bytes(path)
    return _named(data, path, encoding or (_declared(data) if page else ""))


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of the bytes and the name of their encoding.

    Without a name: byte order mark, strict UTF-8, then line by line where some lines are UTF-8 and others Chinese
    (`utf-8+gb18030`), then whichever Chinese encoding gives frequent characters, then UTF-8 with a few damaged bytes
    (U+FFFD in the text), Western cp1252, damaged Chinese, and at last the best guess of charset-normalizer.
    Raises: UnicodeDecodeError if the bytes are not in the encoding named, or in none that can be told.
    Raises: SettingsError if there is no encoding of this name.
    """
    for bom, name in _BOMS:
        if data.startswith(bom) and not encoding:
            return data.decode(name), name.removesuffix("-sig")
    if encoding:
        return data.decode(_codec(encoding)).removeprefix("\ufeff"), encoding.lower()
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        guessed = _wide(data) or _mixed(data) or _chinese(data, "strict") or _damaged_utf8(data)
        guessed = guessed or _western(data) or _chinese(data, "replace") or _other(data)
        if not guessed:
            raise error
        return guessed


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that must hold some. Raises: InputError."""
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("there is no such file; check the name", path=path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check its permissions", path=path) from error
    if not data:
        raise InputError("is empty; check that it was saved in full", path=path)
    return data


def _named(data: bytes, path: Path, encoding: str) -> Decoded:
    """The text and its encoding, with errors and problems that name the file."""
    try:
        text, name = decode(data, encoding)
    except UnicodeDecodeError as error:
        if not encoding and (b"\0" in data or _CONTROL.search(data[:4096].decode("latin-1"))):
            raise InputError("is not a text file; save it as text or name another file", path=path) from error
        wrong = encoding or "utf-8"
        remedy = "leave the encoding out to have it found" if encoding else "name its encoding, e.g. gb18030 or big5"
        remedy += ", or save it again if it is damaged"
        raise InputError(f"byte {error.start} is not {wrong}; {remedy}", path=path) from error
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\0" in text or controls * 100 > len(text):
        raise InputError("is not a text file; save it as text or name another file", path=path)
    return Decoded(text, name, () if encoding else _doubts(data, name, path))


def _doubts(data: bytes, name: str, path: Path) -> tuple[Problem, ...]:
    """What must be looked at in a text whose encoding was not named."""
    if "+" in name:
        other = name.partition("+")[2]
        lines = [number for number, line in enumerate(data.split(b"\n"), start=1) if not _is_utf8(line)]
        message = f"{len(lines)} lines, this one first, are not in UTF-8 as the others; read as {other}, save it as one"
        return (Problem("mixed-encoding", str(path), lines[0], message),)
    if not name.startswith(("utf", "gb18030", "big5")):
        message = f"is read as {name}, a guess; look at its accented letters, or name the encoding with --encoding"
        return (Problem("guessed-encoding", str(path), None, message),)
    return ()


def _codec(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise SettingsError(f"{encoding!r} is not an encoding; write one like utf-8, gb18030 or big5") from error
    return _SUPERSETS.get(name, name)


def _declared(data: bytes) -> str:
    """The encoding that a web page declares, if the page decodes by it; else an empty string."""
    found = _META_CHARSET.search(data[:4096])
    label = found[1].decode("ascii") if found else ""
    try:
        data.decode(_codec(label) if label else "ascii")
    except (UnicodeDecodeError, SettingsError):
        return ""
    return label


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark: line ends and ASCII show as NUL bytes."""
    if b"\0" not in data or len(data) % 2:
        return None
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text) and all(unicodedata.category(char) != "Cn" for char in text[:2000]):
            return text, name
    return None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mixed(data: bytes) -> tuple[str, str] | None:
    """Lines of Chinese in UTF-8 among lines in another Chinese encoding, each decoded by its own.

    The other lines must be sound by themselves: those of a damaged UTF-8 file are not.
    """
    lines = data.split(b"\n")
    others = [line for line in lines if not _is_utf8(line)]
    wide = sum(len(line) > len(line.decode("utf-8", "ignore")) for line in lines if not line.isascii()) - len(others)
    if wide < 1:
        return None
    found = _chinese(b"\n".join(others), "strict")
    if not found:
        return None
    codec = "cp950" if found[1] == "big5" else found[1]
    other = {line: line.decode(codec) for line in others}
    return "\n".join(other[line] if line in other else line.decode("utf-8") for line in lines), f"utf-8+{found[1]}"


def _chinese(data: bytes, errors: str) -> tuple[str, str] | None:
    """The decoding with the most frequent characters among the Chinese encodings, if it has enough of them."""
    shares = []
    for rank, name in enumerate(_CHINESE_ENCODINGS):
        han = _HAN.findall(data[:_SAMPLE_BYTES].decode(name, "replace"))
        shares.append((sum(char in _FREQUENT for char in han) / max(1, len(han)), -rank, name))
    for share, _, name in sorted(shares, reverse=True):
        if share < _FREQUENT_SHARE:
            return None
        try:
            text = data.decode(name, errors)
        except UnicodeDecodeError:
            continue
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") <= max(1, _DAMAGED_SHARE * beyond_ascii):
            return text, "big5" if name == "cp950" else name
    return None


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 of which a few bytes are broken, as in a file cut off inside a character."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return (text, "utf-8") if 0 < text.count("\ufffd") <= max(1, _DAMAGED_SHARE * beyond_ascii) < beyond_ascii else None


def _western(data: bytes) -> tuple[str, str] | None:
    """Text in cp1252, if nearly all that is not ASCII in it are letters and signs of Western languages.

    charset-normalizer confuses cp1252 with cp1250.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    beyond_ascii = [char for char in text[:_SAMPLE_BYTES] if not char.isascii()]
    western = sum(char in _WESTERN for char in beyond_ascii)
    return (text, "cp1252") if beyond_ascii and western >= _WESTERN_SHARE * len(beyond_ascii) else None


def _other(data: bytes) -> tuple[str, str] | None:
    if b"\0" in data:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SEARCHED_BYTES]).best()
    if not best:
        return None
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError:
        return None
