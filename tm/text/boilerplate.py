"""Page boilerplate told from the article: by what a line says, how it is built, and where it stands.

Patterns are wordings in general, matched on folded text (Simplified, half width) from the start of the line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tm.text.normalize import fold
from tm.text.shape import block_kind, columns
from tm.units import Block, BlockKind, Document

_LABEL_COLUMNS = 70
_NOTICE_CHARS = 60  # of running text, where a notice is looked for
_ITEM_COLUMNS = 20
_MENU_ITEMS = 4
_OF_THE_ARTICLE = (BlockKind.BYLINE, BlockKind.CAPTION)
_BOX_SHARE = 0.25  # of the running text, at most, in boxes below the article
_HEAD_LINES = 80  # above the running text, where the headline stands
_CREDIT_CHARS = 60  # at the end of a paragraph, where a credit is looked for
_BODY_COLUMNS = 60
_SENTENCE_END = re.compile(r"[。！？!?….][”’」』\"'）)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """What is asked of a block of the page again and again."""

    text: str  # folded, its beginning; empty for running text
    ends: bool  # like a sentence
    body: bool  # running text: long, and ending like a sentence
    notice: bool  # speaks of rights, cookies or subscriptions: of the site, not of the matter


def _phrases(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Patterns see folded text (Simplified, half width) and match from the start of the line.
_CREDIT = _phrases(
    r"[\[(【]?\s*(?:责任|值班|执行|网络|本期|实习|新媒体|版面|美术)?编\s*辑\s*[:/|]",
    r"[\[(【]?\s*(?:责\s*编|编审|审\s*核|校\s*[对审]|监\s*制|总监制|终审|[一二三初复]审|签发|统筹|策划|制作)\s*[:/|]",
    r"[\[(【]?\s*(?:(?:文章)?录入|发布人|上传者?)\s*[:/|]",
    r"[\[(【]?\s*(?:原标题|原题|(?:文章)?标签|(?:文章)?关键[词字])\s*[:|]",
    r"[\[(]?(?:(?:web |copy |duty |managing )?editors?|proofread(?:er|ing)?|tags?|keywords|filed under|topics)\s*[:|]",
)
_SOURCE = _phrases(r"[\[(【]?\s*(?:来\s*源|稿源|(?:信息|文章|稿件)来源|转自|sources?)\s*[:|]")
_WIDGET = _phrases(
    r"(?:我要|网友|发表|最新|最热|热门|全部|查看|精彩|用户)?评论(?:一下|区|列表)?\s*(?:[(\[]?\d+[)\]]?.{0,16})?$",
    r".{0,4}\d+\s*(?:人参与|条评论|次阅读|次浏览|人阅读|人点赞|人喜欢|(?:comments?|views?|shares?|likes?)\b).{0,24}$",
    r"(?:还没有|暂无|还没人)评论|.{0,8}(?:抢沙发|登录后.{0,6}(?:评论|发言|查看)|文明上网|点击查看(?:更多|全文))",
    r"(?:[【\[(（][^】\])）]{1,12}[】\])）]\s*){2,}$|[【\[](?:纠错|分享|打印|详细|关闭|收藏)[】\]]$",
    r"\W*(?:the )?end\W*$|enditem\b.{0,12}$|\d\d?(?::\d\d){1,2}(?:\s*/\s*\d\d?(?::\d\d){1,2})?$",
    r"(?:[*=＝_~#.\-—－]\s*){3,}$|(?:正在)?加载(?:中|更多|失败).{0,6}$|(?:\S+ )?loading\W*$",
    r"(?:点击)?(?:展开|查看|阅读|显示)(?:全文|更多|剩余\S{0,8}|其余\S{0,8})$",
    r"(?:show|read|view|see) (?:the )?(?:full|whole) (?:article|story|text)$",
    r"(?:面包屑|[主页用].{0,4}导航|栏目导航|文章导航|页脚菜单)$",
    r"(?:breadcrumbs?|(?:main|site|post) navigation|(?:user account|footer|main) menu)$",
    r"(?:最[后近])?(?:修订|修改|更新)(?:日期|时间)\s*:",
    r"(?:last|date) (?:revision|revised|updated?|modified|reviewed|printed)\b",
    r"查看\s*:\s*\d+|.{0,60}(?:只看该作者|processed in [\d.]+ second|登录后才可以)|本版积分规则",
    r"本文(?:网址|链接|地址|二维码)\s*:|printed (?:from|on)\b|(?:url|permalink|short link)\s*:",
    r".{0,40}(?:[点按戳]我?|点击|扫码|立即)\s*(?:下载|打开|安装).{0,8}(?:APP|客户端).{0,24}$",
    r"我来说两句|(?:一键)?分享(?:本文|给好友|此文|(?:到|至)\s*(?:[:]|$|微信|微博|朋友圈|QQ).*)?\s*(?::.*)?$",
    r"(?:(?:点赞|收藏|转发|(?:一键)?分享(?:[至到](?:微信|微博|朋友圈|脸书|LINE|QQ))?|打印|纠错|举报|复制链接|微信|微博|朋友圈|QQ空间|(?:放大|缩小)字体"
    r"|我要(?:反馈|纠错|举报|投稿)|搜索)\s*\d*[\s|/·]*)+$|分享让.{0,8}看到",
    r"(?:(?:tweet|share|print|e-?mail|save|like|facebook|twitter|linkedin|whatsapp|line|copy link|复制[链连][接结])"
    r"[\s|/,·\d]*){2,}$",
    r"(?:网站)?首页\S{8,}|.{0,40}(?:登录\s*[/|]?\s*注册|无障碍(?:浏览|阅读)?|长者模式|返回(?:目录|列表|首页|顶部|上页))$",
    r"\[?(?:打印|关闭|返回|收藏)(?:本[页文]|窗口|页面|顶部|首页|列表|上页)\]?(?:\s*[\[|/].*)?$",
    r"[【\[]?\s*(?:字体|字号|文字大小)\s*(?:[:】\]\s]|$)|大\s+中\s+小$",
    r"(?:请|用|打开)?(?:微信|手机)?(?:欢迎)?(?:扫一扫|扫码|扫描.{0,6}二维码|长按.{0,6}二维码)"
    r"(?:$|.{0,8}(?:关注|下载|看|读|分享|预览|打开|加入))",
    r"订阅\S{2,8}$|(?:\S{2,8}|官方)?(?:公众号|官方微信|官方微博|视频号|手机版)$|(?:请|欢迎)?关注(?:我们$|.{0,16}(?:公众号|微信|微博))",
    r"(?:[点按]我?|点击|立即|请|扫码)?\s*(?:下载|打开|安装).{0,8}(?:APP|客户端).{0,16}$",
    r"(?:点击|点按|轻触|戳).{0,16}(?:关注|订阅|阅读原文)|请?(?:继续)(?:往下|向下)?(?:阅读|浏览)",
    r"(?:广告|推广|赞助内容|advertis(?:ements?|ing)|sponsored(?: content)?|promoted)$",
    r"(?:浏览|阅读|点击|访问)(?:量|数|次数|率)?\s*:\s*\d+",
    r"(?:share|tweet|print|e-?mail|save|bookmark|like|listen to) this\b.{0,40}$",
    r"(?:share|tweet|print|e-?mail|comments?|facebook|twitter|linkedin|whatsapp|wechat|weibo)(?:\s*[:|/,·].*|\s*\(\d+\))?$",
    r"share (?:on|to|via|with) (?:facebook|twitter|x|linkedin|whatsapp|wechat|weibo|friends|e-?mail)\b.{0,40}$",
    r"(?:font|text) size\b.{0,16}$",
    r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)|(?:log|sign) in to |no comments\b",
    r"be the first to |join the (?:conversation|discussion)|view (?:all )?comments",
    r"(?:please )?(?:follow us|like us|subscribe|sign up|scan (?:the|to)|download (?:the|our)|get (?:the|our) app)\b",
    r"(?:click here|back to (?:top|list)|skip to (?:main )?content|return to)\b",
    r"(?:tap|click|press)\b.{0,40}\bto (?:follow|subscribe|read|share|open)\b",
    r"(?:please )?(?:continue reading|keep reading|(?:story|article) continues)\b",
    r"(?:copy link|reply|post comment|submit|required fields\b.*|your email address will not be published\b.*)$",
)
_DATED_WIDGET = re.compile(  # beside the date of the page
    r"字[号体级]\s*:|小字号|[【\[]字体|(?:点击|浏览|阅读|访问)(?:量|数|次数|率)\s*:|只看该作者|发布于\s*:"
    r"|\b(?:font|text) size\b|\bhits\s*:|\b\d+ min(?:ute)?s? read\b",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"《[^》]{2,20}》\s*\([^()]{6,24}版\s*\)$")  # 《山岭日报》（2020年1月1日 03版）
_RELATED = _phrases(
    r"[【\[]?(?:相关|延伸|推荐|热门|精彩|更多|为[你您]|猜[你您]|热点|今日|往期|专题|最新|图片|视频)"
    r"(?:阅读|推荐|新闻|链接|报道|文章|资讯|专题|喜欢|内容|排行|热点|热词|回顾|精彩|看点|图集|稿件|话题){1,2}[】\]]?\s*:?$",
    r"(?:related|more|also|recommended|previous|earlier|past|popular|trending|latest"
    r"|editors?'? picks?|you m(?:ay|ight)|further reading|read|most"
    r"|photos|videos|gallery|multimedia)"
    r"(?:\s+(?:stories|story|articles?|news|coverage|reading|links?|posts?|read|popular|viewed|shared|more|next"
    r"|also like|be interested in|on this topic|in this issue|content|from .{1,40}|picks?|for you)){0,3}\s*:?$",
)
_LEGAL = _phrases(
    r".{0,40}(?:版权所有|©|all rights reserved|copyright\s*(?:\(c\)|\d{4}))|(?:版权|免责|特别|郑重)?声明\s*:",
    r".{0,24}ICP\s*[备证]|.{0,24}公网安备|.{0,40}违法和不良信息|.{0,12}新闻信息服务许可",
    r"凡(?:本网|本站|本报|注明)|(?:未经|非经).{0,12}(?:授权|许可|同意|允许)|转载.{0,6}注明",
    r"(?:本文|文章|内容).{0,10}(?:不代表|仅代表|系作者).{0,20}(?:观点|立场)|.{0,16}(?:欢迎|邀您)投稿(?:邮箱)?\s*:?$",
    r"(?:the )?views expressed|this (?:article|material|content) may not be|no part of this|disclaimer\b",
    r"terms of (?:use|service)|privacy policy|(?:contact|about) us$",
    r"(?:关于我们|联系我们|网站地图|网站声明|广告服务|诚聘英才|友情链接|设为首页|加入收藏)",
)
_NOTICE = _phrases(
    r"(?:we|(?:this|our) (?:web)?site)\b.{0,60}\bcookies?\b",
    r"we (?:and our (?:\d+ )?partners\b|value your privacy)|(?:these|(?:strictly )?necessary|functional) cookies?\b",
    r"a version of this (?:article|story) (?:appears|appeared|was)\b|you (?:can|may) unsubscribe\b",
    r"(?:every|each) .{0,40}\bwe (?:send|e-?mail|deliver)\b|(?:我们和合作伙伴|我们重视您的隐私)",
    r"(?:请)?(?:立即|免费)?订阅.{0,16}(?:电子报|早报|周报|通讯|邮件|更新)|you have (?:\d+|no) (?:free )?articles?\b",
    r"by (?:signing up|subscribing|clicking|continuing|submitting)\b",
    r"(?:subscribe|sign up)\b.{0,60}\b(?:newsletters?|inbox|updates|alerts|brief(?:ing)?)\b",
    r"get .{0,80}\b(?:to|in|into) your (?:inbox|e-?mail)\b",
    r"(?:please )?(?:leave|enter|type) your (?:message|e-?mail|name)",
    r".{0,40}\bhave you been affected by\b",
    r"comments? (?:will be|are) (?:moderated|closed|reviewed)|keep comments\b|(?:please )?support (?:our|independent) ",
    r"(?:请)?(?:留下|输入|填写)(?:您|你)?的?(?:电子)?(?:邮箱|手机|联系方式)|(?:本网站|本站|我们)(?:会|将)?(?:使用|采用).{0,8}cookie",
    r"(?:您|你)(?:的|正在使用的)浏览器|(?:为了?|建议).{0,24}(?:浏览器|分辨率)",
)
_BOX = _phrases(  # headings of what the site says of itself or its writers, below the article
    r"about the (?:authors?|writers?)\W*$|(?:作者简介|关于作者)\W*$|(?:support|follow|join|help) us\W*$",
    r"(?:support|help) (?:our|us) (?:work|journalism|improve|grow)\b.{0,40}$|(?:make a )?donat(?:e|ion)(?: now)?$",
    r"(?:is|was) this (?:page|article) (?:useful|helpful)\W*$|(?:请)?(?:支持|关注|赞助|加入)我们\W*$",
)
_COMMENTS = _phrases(
    r"(?:沙发|板凳|地板|\d+[#楼])\s*发表于\b.*$",
    r"(?:网友|用户|全部|最新|热门|精彩|文章|读者)?(?:评论|留言|跟帖|回复|回帖)(?:区|列表)?\s*[(\[]?\d*\s*条?[)\]]?\s*:?$",
    r"(?:发表|我要|写|参与)(?:评论|留言|讨论)|我来说两句",
    r"(?:\d+ )?(?:(?:reader |user )?comments?|replies|responses)\s*(?:\(\d+\))?\s*:?$",
    r"\d+ (?:thoughts?|responses?) (?:on|to)\b",
    r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)|join the (?:conversation|discussion)",
)
_REPLY = re.compile(r"回[复帖]|赞|[一二三四五六七八九十\d]楼|\d\d?:\d\d|\b(?:reply|says|likes?|ago)\b", re.IGNORECASE)
_PATH = _phrases(
    r"今天是\s*\d",
    r"(?:[您你]?(?:当前|现在)?的?(?:所在)?位置|[您你](?:当前|现在)的位置|you are here)\s*[:是]?.*[>»›→/]",
    r"(?:首页|主页|网站首页|home|homepage)\s*(?:>+|»|›|→|/|-+>)\s*\S+.*$",
    r"[^>»›。,]{1,20}(?:\s*[>»›]+\s*[^>»›。,]{1,24}){2,}$",
)
_PAGE_NUMBER = _phrases(
    r"(?:[上下]一?|[前后]一)[篇条页版期](?:\s*:.*|\s.*)?$",
    r"(?:prev(?:ious)?|next)(?: (?:article|story|post|page))?\s*(?::.*)?$",
    r"(?:第\s*)?\d{1,3}\s*页?\s*[/|]\s*(?:共\s*)?\d{1,3}\s*页?$|第\s*\d+\s*页(?:\s*,?\s*共\s*\d+\s*页)?$",
    r"page \d+(?: (?:of|/) \d+)?$|-\s*\d{1,3}\s*-$",
    r"(?:(?:首页|上一页|下一页|尾页|末页|\[?\d{1,3}\]?|prev(?:ious)?|next|\.{2,3}|…)\s*){2,}$",
)
_MENU = _phrases(
    r"(?:[^|。,!?]{1,24}[|]\s*){2,}[^|。,!?]{1,24}$|(?:[\u4e00-\u9fff]{1,6}\s+){4,}[\u4e00-\u9fff]{1,6}$",
)
_RUN_TOGETHER = re.compile(r".{0,60}[a-z][A-Z]\S*[a-z][A-Z]")  # HomeNewsVideo
_ADDRESS = re.compile(r"(?:https?://|file://|www\.)\S+(?:\s+\d+/\d+)?$|\S+@\S+\.\w+$", re.IGNORECASE)
_LAST_CREDIT = re.compile(
    r"\s*[(（\[【]\s*(?:(?:责任|值班|网络)?编\s*辑|责\s*编|编审|校对|审核|[Ee]ditors?|[Ww]eb [Ee]ditors?)\s*[:：/／]"
    r"[^()（）\[\]【】]{1,40}[)）\]】]$"
)
_SPACED_OUT = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_AFTER_TITLE = re.compile(r"\s*[-_|—–·:/>]")
_BEFORE_TITLE = re.compile(r"[-_|—–·:/>]\s*$")
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|\b(?:19|20)\d\d\b")


def marked_blocks(document: Document, *, begins: bool = True, ends: bool = True) -> tuple[Block, ...]:
    """The blocks of the document, those of page furniture marked as boilerplate.

    A credit in brackets at the end of a paragraph becomes a block of its own. Where the document only is a part of a
    longer one, `begins` and `ends` tell whether it is the first and the last: elsewhere running text stands around it.
    """
    parts = [part for block in document.blocks for part in _without_credit(document.text, block)]
    blocks, lines = [], []
    for block, repaired in _with_repairs(document, parts):
        raw = document.text[block.start : block.end]
        read = document.slice(block.start, block.end) if repaired else raw
        line = _line(read)
        if repaired and not line.body and block_kind(raw) is block.kind:
            block = replace(block, kind=block_kind(read))  # its shape had told it, and has changed: 本報記(jì)者
        blocks.append(block)
        lines.append(line)
    _find_notices(lines, document, blocks, begins=begins, ends=ends)
    body = [index for index, line in enumerate(lines) if line.body]
    comments = min(_comments(lines, body), _boxes(lines, blocks, body)) if ends else len(lines)
    body = [*([] if begins else [-1]), *(index for index in body if index < comments), *([] if ends else [len(lines)])]
    first, last = (body[0], body[-1]) if body else (len(lines), len(lines))
    marked = {
        index
        for index, line in enumerate(lines)
        if _is_boilerplate(line, head=index < first, tail=index > last)
        or ((index < first or index > last) and blocks[index].kind not in _OF_THE_ARTICLE and _is_menu(line))
    }
    listed = range(0)
    for index in sorted(marked):
        if index not in listed and _RELATED.match(lines[index].text):
            listed = _link_list(lines, blocks, index + 1, body, marked)
            marked |= set(listed)
    marked |= _menu_tail(lines, blocks, marked, last) | set(range(comments, len(lines)))
    marked |= {
        index - 1
        for index in marked
        if index - 1 > last and lines[index].notice and blocks[index - 1].kind is BlockKind.HEADING
    }
    if body and begins:
        marked |= _menu_runs(lines, blocks, range(first)) | _page_titles(lines, first)
    return tuple(
        replace(block, kind=BlockKind.BOILERPLATE) if index in marked else block for index, block in enumerate(blocks)
    )


def _with_repairs(document: Document, blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """The blocks, each with whether a repair lies in it."""
    repairs, at = document.repairs, 0
    for block in blocks:
        while at < len(repairs) and repairs[at].end <= block.start:
            at += 1
        yield block, at < len(repairs) and repairs[at].start < block.end


def _without_credit(text: str, block: Block) -> tuple[Block, ...]:
    """The block, and the credit that stands in brackets at its end as a block by itself."""
    if not text.endswith((")", "）", "]", "】"), block.start, block.end):
        return (block,)
    found = _LAST_CREDIT.search(text, max(block.start, block.end - _CREDIT_CHARS), block.end)
    if not found or found.start() == block.start:
        return (block,)
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    kind = block.kind
    if kind is block_kind(text[block.start : block.end]):
        kind = block_kind(text[block.start : found.start()])
    return Block(kind, block.start, found.start()), Block(BlockKind.BYLINE, start, block.end)


def _line(text: str) -> _Line:
    ends = bool(_SENTENCE_END.search(text, max(0, len(text) - 8)))
    enough = _BODY_COLUMNS if ends else 3 * _BODY_COLUMNS
    is_long = len(text) >= enough or (2 * len(text) >= enough and columns(text) >= enough)
    if is_long and ends:
        return _Line("", ends=True, body=True, notice=False)  # until it is looked at: see _find_notices
    head = _head(text, _NOTICE_CHARS if is_long else 2 * _LABEL_COLUMNS + 1)
    notice = _is_notice(head)
    return _Line(head, ends, is_long and not notice, notice)


def _head(text: str, length: int) -> str:
    head = fold(text[:length].strip())
    return _SPACED_OUT.sub("", head) if 5 * head.count(" ") > 2 * len(head) else head


def _is_notice(head: str) -> bool:
    return bool(_LEGAL.match(head) or _NOTICE.match(head))


def _find_notices(lines: list[_Line], document: Document, blocks: Sequence[Block], *, begins: bool, ends: bool) -> None:
    """Change the lines that look like running text above and below the article and are notices of the site.

    Inside an article nothing that ends like a sentence is taken for one.
    """
    for order in ([range(len(lines))] if begins else []) + ([range(len(lines) - 1, -1, -1)] if ends else []):
        for index in order:
            if not lines[index].body:
                continue
            head = _head(document.slice(blocks[index].start, blocks[index].end), _NOTICE_CHARS)
            if not _is_notice(head):
                break
            lines[index] = _Line(head, lines[index].ends, body=False, notice=True)


def _is_boilerplate(line: _Line, *, head: bool, tail: bool) -> bool:
    """Whether a line by itself is page furniture; `head` and `tail` tell that it stands before or after the article."""
    text = line.text
    if line.notice and (head or tail or not line.ends):
        return True
    if line.body or (width := columns(text)) > 2 * _LABEL_COLUMNS:
        return False
    if any(pattern.match(text) for pattern in (_RELATED, _PATH, _PAGE_NUMBER, _ADDRESS)):
        return True
    if _PRINTED.match(text) or (head and _DATED_WIDGET.search(text)):
        return True
    if head and (_DATE.search(text) or _SOURCE.match(text)):
        return False  # the dateline, whatever else stands on it
    if _is_credit(text):
        return tail or width <= _LABEL_COLUMNS
    return bool(_WIDGET.match(text)) and width <= _LABEL_COLUMNS


def _is_menu(line: _Line) -> bool:
    """Whether the line is a row of short items."""
    text = line.text
    if line.ends or columns(text) > 2 * _LABEL_COLUMNS or _DATE.search(text) or _SOURCE.match(text):
        return False
    return bool(_MENU.match(text) or _RUN_TOGETHER.match(text))


def _is_credit(text: str) -> bool:
    return bool(_CREDIT.match(text) or _SOURCE.match(text))


def _comments(lines: Sequence[_Line], body: Sequence[int]) -> int:
    """Where the readers' comments begin: at a heading like 网友评论 that most of the running text stands before.

    Every comment has a mark of its own (回复, Reply, a time); without those, what follows is another article.
    """
    most = body[len(body) // 2] if body else len(lines)
    found = (at for at in range(most + 1, len(lines)) if not lines[at].ends and _COMMENTS.match(lines[at].text))
    for index in found:
        signs = sum(bool(_REPLY.search(line.text)) for line in lines[index + 1 :] if not line.body)
        return index if signs >= len(body) - bisect_left(body, index) else len(lines)
    return len(lines)


def _boxes(lines: Sequence[_Line], blocks: Sequence[Block], body: Sequence[int]) -> int:
    """Where boxes of the site begin, headed About the author or Support us: with little running text behind them."""
    sizes = [blocks[index].end - blocks[index].start for index in body]
    for at in range(body[len(body) // 2] + 1 if body else len(lines), len(lines)):
        if _BOX.match(lines[at].text):
            return at if sum(sizes[bisect_left(body, at) :]) <= _BOX_SHARE * sum(sizes) else len(lines)
    return len(lines)


def _link_list(
    lines: Sequence[_Line], blocks: Sequence[Block], start: int, body: Sequence[int], marked: set[int]
) -> range:
    """The links under a heading like 相关阅读: short lines up to other furniture or the next running text."""
    after = bisect_left(body, start)
    if after == len(body):  # behind the article: sentences as well
        return range(start, len(lines)) if body else range(0)
    stop = start
    while stop < body[after] and not lines[stop].ends:
        if after == 0 and (stop in marked or _is_dateline(lines[stop], blocks[stop])):
            break  # before the article: its heading and byline follow
        stop += 1
    free = stop not in marked or _is_dateline(lines[stop], blocks[stop])
    headed = free and (after == 0 or (stop == body[after] and stop - start > 1))
    return range(start, stop - 1 if headed else stop)  # the last short line above running text is its heading


def _menu_runs(lines: Sequence[_Line], blocks: Sequence[Block], part: range) -> set[int]:
    """Runs of items as short as those of a menu before the article; the line above its text may be its heading."""
    found: set[int] = set()
    run: list[int] = []
    for index in [*part, part.stop]:
        line = lines[index]
        short = index < part.stop and not line.ends and columns(line.text) <= _ITEM_COLUMNS
        if short and blocks[index].kind not in _OF_THE_ARTICLE:
            run.append(index)
            continue
        menu = run[:-1] if line.body or _is_dateline(line, blocks[index]) else run
        if len(menu) >= _MENU_ITEMS:
            found |= set(menu)
        run = []
    return found


def _is_dateline(line: _Line, block: Block) -> bool:
    return block.kind is BlockKind.BYLINE or bool(line.text and block_kind(line.text) is BlockKind.BYLINE)


def _page_titles(lines: Sequence[_Line], first: int) -> set[int]:
    """Lines before the article that repeat its heading with the name of the site: 水渠通水了 - 山岭日报."""
    start = max(0, first - _HEAD_LINES)
    heads = [line.text for line in lines[start:first]]
    return {
        start + index
        for index, text in enumerate(heads)
        for other in heads[index + 1 :]
        if len(other) >= 4 and text != other
        if (text.startswith(other) and _AFTER_TITLE.match(text, len(other)))
        or (text.endswith(other) and _BEFORE_TITLE.search(text[: -len(other)]))
    }


def _menu_tail(lines: Sequence[_Line], blocks: Sequence[Block], marked: set[int], last: int) -> set[int]:
    """The short lines after the first widget behind the article: menus, addresses, links."""
    tail = range(last + 1, len(lines))
    first = next((index for index in tail if index in marked and not _is_credit(lines[index].text)), len(lines))
    short = {index for index in tail if index > first and not lines[index].ends}
    return {index for index in short if blocks[index].kind not in _OF_THE_ARTICLE}
