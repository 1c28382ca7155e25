"""What a line of a page is, by its shape: a heading, a byline, a caption, a list item or a paragraph."""

from __future__ import annotations

import re

from tm.text.normalize import fold
from tm.units import BlockKind

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]+"
)
_ENDS_SENTENCE = re.compile(r"[。！？!?….;；:：,，、][”’」』\"'）)\]]*$")
_HEADING_COLUMNS = 150
_BYLINE_COLUMNS = 160
_BYLINE = re.compile(  # of folded text, as _CAPTION
    r"[(\[【]?\s*(?:(?:[\w·]{2,14}(?:日报|晚报|时报|早报|网|社|台|全媒体)|本报|本刊|特约|见习|[文图]字?[/|])*\s*"
    r"(?:全媒体|特约|见习|首席|实习)?(?:记者|通讯员|撰稿人|评论员)|[文图]字?[/|]|作者|撰文|摄影报道)[\s:/\w]"
    r"|(?:信息|文章|稿件|新闻)?来源\s*:"
    r"|(?:By|BY|(?:Story|Text|Words|Photos?)(?: and photos?)? by|Reported by|Staff [Rr]eporters?)\s*:?\s+[A-Z]"
)
_DATELINE = re.compile(r"[^。!?—]{0,40}?\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}")
_CAPTION = re.compile(r"[▲△▼▽↑↓◆]|\(?(?:[上下左右]?图[为:]|图片(?:来源|说明)|资料图|Photo\b|File photo|Caption\b)")
_CREDITED = re.compile(r"(?:[\s(/]摄(?:影)?|[\w\s]{2}摄|供图|\(资料图\)|Photo(?: by |: ?)[^.]+|/Xinhua)[。.]?\)?$")
_LIST_ITEM = re.compile(
    r"(?:[•·●■▪◦*-]|\d{1,2}[.)、．）](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）])\s*(?=\S)"
)


def columns(text: str) -> int:
    """The width of the text in a fixed-width face: two for a Chinese character, one for a letter."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


def block_kind(text: str) -> BlockKind:
    """What a line of a page is by its shape: a heading, a byline, a caption, a list item or a paragraph."""
    width = columns(text[: _BYLINE_COLUMNS + 1])
    if width <= _BYLINE_COLUMNS:
        folded = fold(text)
        if _CAPTION.match(folded) or _CREDITED.search(folded):
            return BlockKind.CAPTION
        if not folded.endswith(("。", "!", "?", ".")) and (_BYLINE.match(folded) or _DATELINE.match(folded)):
            return BlockKind.BYLINE
    if _LIST_ITEM.match(text):
        return BlockKind.LIST
    if width <= _HEADING_COLUMNS and not _ENDS_SENTENCE.search(text):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH
