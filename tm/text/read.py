"""Documents as files hold them: decoded text and its blocks, from plain text, Markdown, web pages and Word files.

Plain text keeps its offsets: block and sentence offsets are code points of the decoded file (without the byte order
mark). A web page or a Word file has no such text; its Document.text is what was extracted, a paragraph a line.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from tm.errors import InputError, SettingsError
from tm.text.normalize import fold, resolve_lang
from tm.units import Block, BlockKind, Document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx")

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
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"'\s]*([A-Za-z0-9_-]+)", re.IGNORECASE)

_ENDS_SENTENCE = re.compile(r"[。！？!?….;；:：,，、][”’」』\"'）)\]]*$")
_HEADING_COLUMNS = 150
_BYLINE_COLUMNS = 160
_BYLINE = re.compile(  # of folded text, as _CAPTION
    r"[(\[【]?\s*(?:(?:[\w·]{2,14}(?:日报|晚报|时报|早报|网|社|台|全媒体)|本报|本刊|特约|见习|[文图]字?[/|])*\s*"
    r"(?:全媒体|特约|见习|首席|实习)?(?:记者|通讯员|撰稿人|评论员)|[文图]字?[/|]|作者|撰文|摄影报道)[\s:/\w]"
    r"|(?:By|BY|(?:Story|Text|Words|Photos?)(?: and photos?)? by|Reported by|Staff [Rr]eporters?)\s*:?\s+[A-Z]"
)
_DATELINE = re.compile(r"[^。!?—]{0,40}?\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}")
_CAPTION = re.compile(
    r"[▲△▼▽↑↓◆]|\(?(?:[上下左右]?图[为:]|图片(?:来源|说明)|资料图|Photo\b|File photo|Caption\b)"
    r"|.*(?:[\s(/]摄(?:影)?|[\w\s]{2,12}摄|供图|\(资料图\)|Photo(?: by |: ?)[^.]+|/Xinhua)[。.]?\)?$"
)
_LIST_ITEM = re.compile(
    r"(?:[•·●■▪◦*-]|\d{1,2}[.)、．）](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）])\s*(?=\S)"
)
_MARKDOWN = re.compile(r"(?P<heading>#{1,6}\s+)|(?P<list>(?:[-*+]|\d{1,3}[.)])\s+)|(?P<quote>(?:>\s?)+)")
_HARD_WRAP_COLUMNS = range(56, 91)


def read_document(path: Path, *, lang: str = "", encoding: str = "") -> Document:
    """The document that a .txt, .md, .html or .docx file holds; the language is read from the text if not given.

    Raises: InputError if the file is missing, empty, damaged, not text, or of another kind.
    Raises: SettingsError if `lang` or `encoding` is no such thing.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise InputError("is a folder; name a file in it", path=path)
    if suffix not in SUFFIXES:
        raise InputError(
            f"files of type {suffix or 'none'} are not read; save it as one of {', '.join(SUFFIXES)}", path=path
        )
    data = _bytes_of(path)
    if suffix == ".docx":
        text, blocks = _laid_out(_word_blocks(data, path))
        name = "docx"
    else:
        label = encoding
        if suffix in (".html", ".htm") and not label:
            label = _declared(data)
        text, name = _decoded(data, path, label)
        if suffix in (".html", ".htm"):
            text, blocks = _laid_out(_page_blocks(text))
        else:
            blocks = _markdown_blocks(text) if suffix == ".md" else _text_blocks(text)
    if not any(char.isalpha() for char in text):
        raise InputError("holds no text; check that the right file was named", path=path)
    return Document(path=path, text=text, lang=resolve_lang(lang, text), encoding=name, blocks=tuple(blocks))


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of the bytes and the name of their encoding.

    Without a name: byte order mark, strict UTF-8, then whichever Chinese encoding gives frequent characters, then
    UTF-8 or GB18030 with a few damaged bytes (U+FFFD in the text), then the best guess of charset-normalizer.
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
        guessed = _wide(data) or _chinese(data, "strict") or _damaged_utf8(data) or _chinese(data, "replace")
        guessed = guessed or _other(data)
        if not guessed:
            raise error
        return guessed


def columns(text: str) -> int:
    """The width of the text in a fixed-width face: two for a Chinese character, one for a letter."""
    return len(text) + len(_WIDE.findall(text))


def block_kind(text: str) -> BlockKind:
    """What a line of a page is by its shape: a heading, a byline, a caption, a list item or a paragraph."""
    width = columns(text[: _BYLINE_COLUMNS + 1])
    folded = fold(text)
    if width <= _BYLINE_COLUMNS:
        if _CAPTION.match(folded):
            return BlockKind.CAPTION
        if not folded.endswith(("。", "!", "?", ".")) and (_BYLINE.match(folded) or _DATELINE.match(folded)):
            return BlockKind.BYLINE
    if _LIST_ITEM.match(text):
        return BlockKind.LIST
    if width <= _HEADING_COLUMNS and not _ENDS_SENTENCE.search(text):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _bytes_of(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("there is no such file; check the name", path=path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check its permissions", path=path) from error
    if not data:
        raise InputError("is empty; check that it was saved in full", path=path)
    return data


def _decoded(data: bytes, path: Path, encoding: str) -> tuple[str, str]:
    """The text and its encoding, with errors that name the file."""
    try:
        text, name = decode(data, encoding)
    except UnicodeDecodeError as error:
        if not encoding and (b"\0" in data or _CONTROL.search(data[:4096].decode("latin-1"))):
            raise InputError("is not a text file; save it as text or name another file", path=path) from error
        wrong = encoding or "utf-8"
        remedy = "leave the encoding out to have it found" if encoding else "name its encoding, e.g. gb18030 or big5"
        raise InputError(f"byte {error.start} is not {wrong}; {remedy}", path=path) from error
    if "\0" in text or len(_CONTROL.findall(text)) * 100 > len(text):
        raise InputError("is not a text file; save it as text or name another file", path=path)
    return text, name


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


def _chinese(data: bytes, errors: str) -> tuple[str, str] | None:
    """The decoding with the most frequent characters among the Chinese encodings, if it has enough of them."""
    best: tuple[float, str, str] | None = None
    for name in _CHINESE_ENCODINGS:
        try:
            text = data.decode(name, errors)
        except UnicodeDecodeError:
            continue
        han = re.findall("[\u4e00-\u9fff]", text)
        share = sum(char in _FREQUENT for char in han) / max(1, len(han))
        damaged = text.count("\ufffd") > max(1, _DAMAGED_SHARE * len(han))
        if share >= _FREQUENT_SHARE and not damaged and (not best or share > best[0]):
            best = share, text, name
    return (best[1], "big5" if best[2] == "cp950" else best[2]) if best else None


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 of which a few bytes are broken, as in a file cut off inside a character."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = sum(not char.isascii() for char in text)
    return (text, "utf-8") if 0 < text.count("\ufffd") <= max(1, _DAMAGED_SHARE * beyond_ascii) < beyond_ascii else None


def _other(data: bytes) -> tuple[str, str] | None:
    if b"\0" in data:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return (str(best), best.encoding) if best else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of every line that shows something, without the white space around it."""
    spans = (_trimmed(text, *match.span()) for match in _LINE.finditer(text))
    return [(start, end) for start, end in spans if any(char.isprintable() for char in text[start:end])]


def _text_blocks(text: str) -> list[Block]:
    """A block a line, as news pages are saved; the lines of a hard-wrapped text are joined to paragraphs."""
    lines = _lines(text)
    if _is_hard_wrapped(text, lines):
        lines = _unwrapped(text, lines)
    return [Block(block_kind(text[start:end]), start, end) for start, end in lines]


def _is_hard_wrapped(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether most lines that another follows without a blank line break off at the right margin, none beyond it."""
    followed = [line for line, after in pairwise(lines) if _adjacent(text, line, after)]
    widths = [columns(text[start:end]) for start, end in lines]
    wrapped = sum(columns(text[start:end]) in _HARD_WRAP_COLUMNS for start, end in followed)
    return bool(followed) and max(widths) < _HARD_WRAP_COLUMNS.stop + 10 and wrapped * 2 > len(followed)


def _adjacent(text: str, line: tuple[int, int], after: tuple[int, int]) -> bool:
    return len(text[line[1] : after[0]].splitlines()) <= 2 and text[line[1] : after[0]].count("\n") <= 1


def _unwrapped(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines, joined where a sentence goes on: the next starts in lower case, or a full line stops short."""
    joined = [lines[0]]
    for before, line in pairwise(lines):
        wide = columns(text[slice(*before)]) >= _HARD_WRAP_COLUMNS.start
        open_end = wide and not re.search(r"[。！？!?.][”’」』\"'）)]*$", text[slice(*before)])
        if _adjacent(text, before, line) and (text[line[0]].islower() or open_end):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined


def _markdown_blocks(text: str) -> list[Block]:
    """Markdown blocks without their marks; the plain lines of a paragraph are one block."""
    blocks: list[Block] = []
    open_paragraph = False
    for start, end in _lines(text):
        line = text[start:end]
        marked = _MARKDOWN.match(line)
        if not any(char.isalnum() for char in line):
            open_paragraph = False  # rules, fences, table borders
            continue
        if open_paragraph and not marked and _adjacent(text, (0, blocks[-1].end), (start, end)):
            blocks[-1] = Block(block_kind(text[blocks[-1].start : end]), blocks[-1].start, end)
            continue
        kind = block_kind(line)
        if marked:
            kind = {"heading": BlockKind.HEADING, "list": BlockKind.LIST}.get(
                marked.lastgroup or "", BlockKind.PARAGRAPH
            )
            start += marked.end()
        blocks.append(Block(kind, start, end))
        open_paragraph = kind is not BlockKind.HEADING or not marked
    return blocks


def _laid_out(pieces: Iterable[tuple[BlockKind | None, str]]) -> tuple[str, list[Block]]:
    """Extracted pieces as one text, a line each, and their blocks; a kind that is not known is told by the shape."""
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for kind, piece in pieces:
        for line in filter(None, (line.strip() for line in _LINE.findall(piece))):
            blocks.append(Block(kind or block_kind(line), at, at + len(line)))
            lines.append(line)
            at += len(line) + 1
    return "\n".join(lines), blocks


def _page_blocks(markup: str) -> Iterator[tuple[BlockKind | None, str]]:
    """The title and the main text of a web page in reading order, captions and tables included."""
    from trafilatura import bare_extraction, load_html

    tree = load_html(markup)
    captions = set() if tree is None else _captions_as_paragraphs(tree)
    page = bare_extraction(tree, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True)
    if page is None or isinstance(page, dict) or page.body is None:
        return
    pieces = [(kind, text.strip()) for kind, text in _element_pieces(page.body) if text.strip()]
    title = (page.title or "").strip()
    if title and all(text != title for _, text in pieces[:5]):
        yield BlockKind.HEADING, title
    yield from ((BlockKind.CAPTION if text in captions else kind, text) for kind, text in pieces)


def _captions_as_paragraphs(tree: _Element) -> set[str]:
    """The captions of a page, made paragraphs in place, since trafilatura drops figures as a whole."""
    captions = list(tree.iter("figcaption"))
    for caption in captions:
        for figure in caption.iterancestors("figure"):
            figure.tag = "div"
        caption.tag = "p"
    return {"".join(str(part) for part in caption.itertext()).strip() for caption in captions}


_ELEMENT_KINDS = {"head": BlockKind.HEADING, "item": BlockKind.LIST, "cell": BlockKind.CELL}


def _element_pieces(element: _Element) -> Iterator[tuple[BlockKind | None, str]]:
    """The texts under an element of trafilatura's tree, in order."""
    kind = _ELEMENT_KINDS.get(str(element.tag))
    own = [element.text or ""]
    for child in element:
        if child.tag in ("hi", "ref", "lb", "del", "code"):
            own += ["\n" if child.tag == "lb" else "".join(str(part) for part in child.itertext()), child.tail or ""]
        else:
            yield kind, "".join(own)
            yield from _element_pieces(child)
            own = [child.tail or ""]
    yield kind, "".join(own)


def _word_blocks(data: bytes, path: Path) -> list[tuple[BlockKind | None, str]]:
    """The paragraphs and table cells of a Word file in reading order."""
    import io

    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document: WordDocument = docx.Document(io.BytesIO(data))
        return list(_word_pieces(document.iter_inner_content()))
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, EOFError, OSError) as error:
        raise InputError("is not a whole Word file; save it again as .docx", path=path) from error


def _word_pieces(content: Iterable[Paragraph | Table]) -> Iterator[tuple[BlockKind | None, str]]:
    for item in content:
        if not hasattr(item, "rows"):
            yield _word_kind(item), item.text
            continue
        seen = set()
        for row in item.rows:
            for cell in row.cells:
                if cell._tc not in seen:  # a merged cell is met once for every column or row it covers
                    seen.add(cell._tc)
                    yield from ((BlockKind.CELL, text) for _, text in _word_pieces(cell.iter_inner_content()))


def _word_kind(paragraph: Paragraph) -> BlockKind | None:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    for name, kind in (("heading", BlockKind.HEADING), ("title", BlockKind.HEADING), ("caption", BlockKind.CAPTION)):
        if name in style:
            return kind
    return BlockKind.LIST if style.startswith("list") else None
