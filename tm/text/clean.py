"""Cleaning of a document: repairs that can be undone, and page boilerplate told from the article.

Nothing is deleted. A repair names what is read in place of a stretch of text; boilerplate blocks stay in the document
and are only marked. What looks damaged and cannot be mended safely is a Problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from tm.text.normalize import fold
from tm.text.shape import block_kind, columns
from tm.units import Block, BlockKind, Document, Problem, Repair

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_GLOSS = re.compile(rf"(?<=[{_HAN}])[(（]([a-zà-ǿ\u0300-\u036fɡ:·]{{1,8}})[)）]")
_ARTEFACTS_OF_A_PAGE = 3  # so many readings in a document were put there by a machine, not by an editor
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
    "|(?<![\u0600-\u06ff\u0900-\u0dff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]+"
)
_ODD_SPACE = re.compile(r"(?<!\s)\s*[\r\n\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]\s*")
_SPACELESS = re.compile(f"[{_HAN}。，、；：！？“”（）]")
_DAMAGED = re.compile(rf"\ufffd+|[\ud800-\udfff]+|(?<=[{_HAN}])\?[a-zà-ǿ]{{1,6}}\)")

_LABEL_COLUMNS = 70
_BODY_COLUMNS = 60
_SENTENCE_END = re.compile(r"[。！？!?….][”’」』\"'）)\]]*$")


def _phrases(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Patterns see folded text (Simplified, half width) and match from the start of the line.
_CREDIT = _phrases(
    r"[\[(【]?\s*(?:责任|值班|执行|网络|本期|实习|新媒体|版面|美术)?编\s*辑\s*[:/|]",
    r"[\[(【]?\s*(?:责\s*编|编审|审\s*核|校\s*[对审]|监\s*制|总监制|终审|[一二三初复]审|签发|统筹|策划|制作)\s*[:/|]",
    r"[\[(【]?\s*(?:原标题|原题|(?:文章)?标签|(?:文章)?关键[词字])\s*[:|]",
    r"[\[(]?(?:(?:web |copy |duty |managing )?editors?|proofread(?:er|ing)?|tags?|keywords|filed under|topics)\s*[:|]",
)
_SOURCE = _phrases(r"[\[(【]?\s*(?:来\s*源|稿源|(?:信息|文章|稿件)来源|转自|sources?)\s*[:|]")
_WIDGET = _phrases(
    r"(?:我要|网友|发表|最新|最热|热门|全部|查看|精彩|用户)?评论(?:一下|区|列表)?\s*(?:[(\[]?\d+[)\]]?.{0,16})?$",
    r".{0,4}\d+\s*(?:人参与|条评论|次阅读|次浏览|人阅读|人点赞|人喜欢|(?:comments?|views?|shares?|likes?)\b).{0,24}$",
    r"(?:还没有|暂无|还没人)评论|.{0,8}(?:抢沙发|登录后.{0,6}(?:评论|发言|查看)|文明上网|点击查看(?:更多|全文))",
    r"我来说两句|(?:一键)?分享(?:本文|给好友|此文|(?:到|至)\s*(?:[:]|$|微信|微博|朋友圈|QQ).*)?\s*(?::.*)?$",
    r"(?:(?:点赞|收藏|转发|分享|打印|纠错|举报|复制链接)\s*\d*[\s|/·]*)+$",
    r"\[?(?:打印|关闭|返回|收藏)(?:本[页文]|窗口|页面|顶部|首页|列表|上页)\]?(?:\s*[\[|/].*)?$",
    r"[【\[]?\s*(?:字体|字号|文字大小)\s*(?:[:】\]\s]|$)|大\s+中\s+小$",
    r"(?:请|用|打开)?(?:微信|手机)?(?:扫一扫|扫码|扫描.{0,6}二维码|长按.{0,6}二维码)"
    r"(?:$|.{0,8}(?:关注|下载|看|读|分享|预览|打开|加入))",
    r"(?:官方)?(?:微信公众号|官方微信|官方微博|视频号|手机版)$|(?:请|欢迎)?关注(?:我们$|.{0,16}(?:公众号|微信|微博))",
    r"(?:点击|立即|请)?\s*(?:下载|打开|安装).{0,8}(?:APP|客户端).{0,12}$",
    r"(?:浏览|阅读|点击|访问)(?:量|数|次数|率)?\s*:\s*\d+",
    r"(?:share|tweet|print|e-?mail|save|bookmark|like|listen to) this\b.{0,40}$",
    r"(?:share|tweet|print|e-?mail|comments?|facebook|twitter|linkedin|whatsapp|wechat|weibo)(?:\s*[:|/,·].*|\s*\(\d+\))?$",
    r"share (?:on|to|via|with) (?:facebook|twitter|x|linkedin|whatsapp|wechat|weibo|friends|e-?mail)\b.{0,40}$",
    r"(?:font|text) size\b.{0,16}$|(?:leave|post|add|write) a (?:comment|reply)|(?:log|sign) in to |no comments\b",
    r"be the first to |join the (?:conversation|discussion)|view (?:all )?comments",
    r"(?:please )?(?:follow us|like us|subscribe|sign up|scan (?:the|to)|download (?:the|our)|get (?:the|our) app)\b",
    r"(?:click here|back to top|skip to (?:main )?content)\b",
)
_RELATED = _phrases(
    r"[【\[]?(?:相关|延伸|推荐|热门|精彩|更多|为[你您]|猜[你您]|热点|今日|往期|专题|最新|图片|视频)"
    r"(?:阅读|推荐|新闻|链接|报道|文章|资讯|专题|喜欢|内容|排行|热点|热词|回顾|精彩|看点|图集|稿件|话题){1,2}[】\]]?\s*:?$",
    r"(?:[上下]一?|[前后]一)[篇条页](?:\s*:.*|\s.*)?$",
    r"(?:related|more|recommended|popular|trending|latest|editors?'? picks?|you m(?:ay|ight)|further reading|read|most)"
    r"(?:\s+(?:stories|story|articles?|news|coverage|reading|links?|posts?|read|popular|viewed|shared|more|next"
    r"|also like|be interested in|on this topic|from .{1,40}|picks?|for you)){0,3}\s*:?$",
    r"(?:previous|next)(?: (?:article|story|post|page))?\s*(?::.*)?$",
)
_LEGAL = _phrases(
    r".{0,40}(?:版权所有|©|all rights reserved|copyright\s*(?:\(c\)|\d{4}))|(?:版权|免责|特别|郑重)?声明\s*:",
    r".{0,12}ICP\s*[备证]|.{0,16}公网安备|.{0,12}违法和不良信息",
    r"凡(?:本网|本站|本报|注明)|(?:未经|非经).{0,12}(?:授权|许可|同意|允许)|转载.{0,6}注明",
    r"(?:本文|文章|内容).{0,10}(?:不代表|仅代表|系作者).{0,20}(?:观点|立场)|.{0,16}(?:欢迎|邀您)投稿(?:邮箱)?\s*:?$",
    r"(?:the )?views expressed|this (?:article|material|content) may not be|no part of this|disclaimer\b",
    r"terms of (?:use|service)|privacy policy|(?:contact|about) us$",
    r"(?:关于我们|联系我们|网站地图|网站声明|广告服务|诚聘英才|友情链接|设为首页|加入收藏)",
)
_PATH = _phrases(
    r"(?:[您你]?(?:当前|现在)?的?(?:所在)?位置|[您你](?:当前|现在)的位置|you are here)\s*[:是]?.*[>»›→/]",
    r"(?:首页|主页|网站首页|home|homepage)\s*(?:>+|»|›|→|/|-+>)\s*\S+.*$",
    r"[^>»›。,]{1,20}(?:\s*[>»›]\s*[^>»›。,]{1,24}){2,}$",
)
_PAGE_NUMBER = _phrases(
    r"(?:第\s*)?\d{1,3}\s*页?\s*[/|]\s*(?:共\s*)?\d{1,3}\s*页?$|第\s*\d+\s*页(?:\s*,?\s*共\s*\d+\s*页)?$",
    r"page \d+(?: (?:of|/) \d+)?$|-\s*\d{1,3}\s*-$",
    r"(?:(?:首页|上一页|下一页|尾页|末页|\[?\d{1,3}\]?|prev(?:ious)?|next|\.{2,3}|…)\s*){2,}$",
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|\S+@\S+\.\w+$", re.IGNORECASE)
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|\b(?:19|20)\d\d\b")


def clean(document: Document) -> Document:
    """The document with its repairs and problems filled in and its boilerplate blocks marked.

    Repairs: `pinyin` (網(wǎng)格), `invisible` (zero-width and control characters), `space` (NBSP, U+3000),
    `line-wrap` (a line break inside a paragraph). Problems: `damaged-text` (U+FFFD, lone surrogates, readings cut up
    by a wrong decoding). The punctuation of the text is left as it is.
    """
    repairs = tuple(sorted(_repairs(document), key=lambda repair: repair.start))
    repaired = replace(document, repairs=repairs, problems=(*document.problems, *_damage(document)))
    return replace(repaired, blocks=_marked(repaired))


def _repairs(document: Document) -> Iterator[Repair]:
    yield from _pinyin_repairs(document.text)
    for match in _INVISIBLE.finditer(document.text):
        yield Repair("invisible", *match.span(), "")
    text = document.text
    for block in document.blocks:
        for match in _ODD_SPACE.finditer(text, block.start, block.end):
            start, end = match.span()
            wrapped = "\n" in match[0] or "\r" in match[0]
            spaceless = any(_SPACELESS.match(side) for side in (text[start - 1 : start], text[end : end + 1]))
            yield Repair("line-wrap" if wrapped else "space", start, end, "" if wrapped and spaceless else " ")


def _pinyin_repairs(text: str) -> list[Repair]:
    """Readings in brackets that a script converter left behind a character; an editor's gloss of a rare one stays."""
    found = [match for match in _GLOSS.finditer(text) if _is_reading(match[1], text[match.start() - 1])]
    by_machine = len(found) >= _ARTEFACTS_OF_A_PAGE
    return [
        Repair("pinyin", *match.span(), "") for match in found if by_machine or not _is_rare(text[match.start() - 1])
    ]


def _is_reading(gloss: str, char: str) -> bool:
    """Whether the gloss is a reading of the character or of its Simplified form, tones aside."""
    return _toneless(gloss) in _readings(char) | _readings(fold(char))


@cache
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    return frozenset(_toneless(reading) for reading in pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def _toneless(reading: str) -> str:
    """The bare letters of a reading; ü, v and u: are one."""
    letters = unicodedata.normalize("NFD", reading.replace("ɡ", "g").replace("u:", "v"))
    return "".join(char for char in letters if "a" <= char <= "z").replace("v", "u")


def _is_rare(char: str) -> bool:
    """Whether a reader may need the reading: a character outside the 3,755 of the first level of GB 2312."""
    try:
        return not 0xB0 <= fold(char).encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return True


def _damage(document: Document) -> Iterator[Problem]:
    """A problem for each line that holds damaged characters."""
    text = document.text
    lines = sorted({text.count("\n", 0, match.start()) + 1 for match in _DAMAGED.finditer(text)})
    for line in lines:
        message = "holds damaged characters; correct them in the file, or name its encoding"
        yield Problem("damaged-text", str(document.path), line, message)


def _marked(document: Document) -> tuple[Block, ...]:
    """The blocks, boilerplate marked by what a line says, how it is built, and where it stands."""
    lines = [fold(document.slice(block.start, block.end)).strip() for block in document.blocks]
    body = [index for index, line in enumerate(lines) if _is_body(line)]
    first, last = (body[0], body[-1]) if body else (len(lines), len(lines))
    marked = {index for index, line in enumerate(lines) if _is_boilerplate(line, head=index < first, tail=index > last)}
    for index in sorted(marked):
        if (index >= first or not body) and _RELATED.match(lines[index]):
            marked |= set(_link_list(lines, index + 1, body))
    marked |= _menu_tail(lines, document.blocks, marked, last)
    return tuple(
        replace(block, kind=BlockKind.BOILERPLATE if index in marked else _repaired_kind(document, block, lines[index]))
        for index, block in enumerate(document.blocks)
    )


def _repaired_kind(document: Document, block: Block, line: str) -> BlockKind:
    """The kind of a block, told again where its shape had told it and a repair changed the shape: 本報記(jì)者."""
    raw = document.text[block.start : block.end]
    return block_kind(line) if fold(raw).strip() != line and block_kind(raw) is block.kind else block.kind


def _is_body(line: str) -> bool:
    """Whether a line is running text: long, and ending like a sentence."""
    long_enough = columns(line[: 3 * _BODY_COLUMNS]) >= (
        _BODY_COLUMNS if _SENTENCE_END.search(line) else 3 * _BODY_COLUMNS
    )
    return long_enough and not _LEGAL.match(line)


def _is_boilerplate(line: str, *, head: bool, tail: bool) -> bool:
    """Whether a line by itself is page furniture; `head` and `tail` tell that it stands before or after the article."""
    if _LEGAL.match(line) and (tail or not _SENTENCE_END.search(line)):
        return True
    width = columns(line[: 2 * _LABEL_COLUMNS + 1])
    if _is_body(line) or width > 2 * _LABEL_COLUMNS:
        return False
    if any(pattern.match(line) for pattern in (_RELATED, _PATH, _PAGE_NUMBER, _ADDRESS)):
        return True
    if head and (_DATE.search(line) or _SOURCE.match(line)):
        return False  # the dateline, whatever else stands on it
    if _is_credit(line):
        return tail or width <= _LABEL_COLUMNS
    return bool(_WIDGET.match(line)) and width <= _LABEL_COLUMNS


def _is_credit(line: str) -> bool:
    return bool(_CREDIT.match(line) or _SOURCE.match(line))


def _link_list(lines: Sequence[str], start: int, body: Sequence[int]) -> range:
    """The links under a heading like 相关阅读: short lines up to the next running text."""
    end = next((index for index in body if index >= start), len(lines))
    stop = next((index for index in range(start, end) if _SENTENCE_END.search(lines[index])), end)
    inset = stop < len(lines) and stop == end and stop - start > 1
    return range(start, stop - 1 if inset else stop)  # the last short line above running text is its heading


def _menu_tail(lines: Sequence[str], blocks: Sequence[Block], marked: set[int], last: int) -> set[int]:
    """The short lines after the first widget behind the article: menus, addresses, links."""
    tail = range(last + 1, len(lines))
    first = next((index for index in tail if index in marked and not _is_credit(lines[index])), len(lines))
    kept = (BlockKind.CAPTION, BlockKind.BYLINE)
    return {index for index in tail if index > first and not _SENTENCE_END.search(lines[index])} - {
        index for index in tail if blocks[index].kind in kept
    }
