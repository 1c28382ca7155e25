"""What is said no to and what checks find, in English and Chinese, word for word as parts say it without interface.

`{name}` stands for a value, which goes over into the other language as it is.
"""

from __future__ import annotations

import re
from functools import cache

from tm.app.web.words import LANGUAGES

_SAYINGS: tuple[tuple[str, str], ...] = (
    # what the rules of a review say no to
    (
        "there is nothing to split at the very start or end of the text; put the cursor inside it",
        "文首和文末没有可拆分的内容；请把光标放在文字中间",
    ),
    ("this is the last row; there is none below to merge it with", "这是最后一行，下面没有可合并的行"),
    ("this is the first row; there is none above", "这是第一行，上面没有行"),
    ("this is the last row; there is none below", "这是最后一行，下面没有行"),
    (
        "this is the last row; there is none below to change places with",
        "这是最后一行，下面没有可互换的行",
    ),
    (
        "a text cannot be edited away; drop the row, or mark it as without counterpart",
        "文字不能改为空；请弃用该行，或标为无对应",
    ),
    ("the row is empty; delete it, or move a sentence into it", "该行为空；请删除，或移入一句"),
    (
        "one side of the row is empty; pin two cells that belong together",
        "该行有一侧为空；请固定互相对应的两个单元格",
    ),
    (
        "one of the two cells is empty; pin two cells that belong together",
        "两个单元格之一为空；请固定互相对应的两个单元格",
    ),
    (
        "row {number} between them is settled; clear it first (C)",
        "两者之间的第 {number} 行已定；请先清除其标记（C）",
    ),
    ("the row is no longer there; load the page anew", "该行已不存在；请重新载入页面"),
    ("there is nothing in the cell to move", "单元格里没有可移动的内容"),
    (
        "the confidence must lie above 0 and at most at 1, not at {number}",
        "置信度须大于 0、不超过 1，而不是 {number}",
    ),
    ("there is nothing to undo", "没有可撤销的操作"),
    ("there is nothing to redo", "没有可重做的操作"),
    (
        "{number} characters are too long for one cell (at most {most}); shorten it",
        "{number} 个字符太长，一个单元格至多 {most} 个；请缩短",
    ),
    # what requests cannot ask
    (
        "this server only reads; start it with --allow-write to change the memory",
        "本服务只读；如需修改记忆库，请用 --allow-write 启动",
    ),
    ("{name} must be a text that is not empty", "{name} 须为非空文本"),
    ("{name} must be a text in UTF-8 that is not empty", "{name} 须为非空的 UTF-8 文本"),
    ("{name} must be a text in UTF-8", "{name} 须为 UTF-8 文本"),
    (
        "{name} has {number} characters, too many for a segment (at most {most}); split it",
        "{name} 有 {number} 个字符，超出一句的上限（{most}）；请拆分",
    ),
    (
        "{name} holds half a character (U+D800 to U+DFFF); send UTF-8",
        "{name} 含有半个字符（U+D800–U+DFFF）；请用 UTF-8",
    ),
    (
        "{name} must be a whole number from {least} to {most}, not {value}",
        "{name} 须为 {least} 至 {most} 的整数，而不是 {value}",
    ),
    ("{name} must be a whole number, not {value}", "{name} 须为整数，而不是 {value}"),
    ("{name} must be a number", "{name} 须为数字"),
    ("{name} must be true or false, not {value}", "{name} 须为 true 或 false，而不是 {value}"),
    ("{name} must be one of {known}, not {value}", "{name} 须为 {known} 之一，而不是 {value}"),
    ("{name} must be one of {known}", "{name} 须为 {known} 之一"),
    ("the body is not JSON in UTF-8", "请求正文不是 UTF-8 编码的 JSON"),
    ("the body must be a JSON object", "请求正文须为 JSON 对象"),
    ("the request is not JSON", "请求不是 JSON"),
    ("the request is not a JSON object", "请求不是 JSON 对象"),
    ("the body must be a list of objects with source and target", "请求正文须为含 source 和 target 的对象列表"),
    ("a unit must be an object with source and target", "句对须为含 source 和 target 的对象"),
    (
        "queries must be a list of 1 to {most} texts or objects with a text",
        "queries 须为 1 至 {most} 个文本或含 text 的对象",
    ),
    ("{number} characters are no keyword (at most {most})", "{number} 个字符太长，不能作关键词（至多 {most}）"),
    ("name both languages, source and target, or neither", "source 和 target 两种语言须同时给出，或都不给"),
    (
        "the name of the store must tell its format, as in a.po; {name} does not",
        "文件名须表明格式，如 a.po；{name} 没有",
    ),
    ("langpair must name two languages, as langpair=en|zh-CN", "langpair 须为两种语言，如 langpair=en|zh-CN"),
    (
        "the memory has no units between {one} and {other}; it has {has}",
        "记忆库没有 {one} 与 {other} 之间的句对；现有 {has}",
    ),
    ("source and target are both {lang}; name two languages", "source 和 target 都是 {lang}；请给出两种语言"),
    (
        "{tag} is not a language tag; write one like zh-CN, zh-Hant or en-US",
        "{tag} 不是语言标签；请写成 zh-CN、zh-Hant 或 en-US 这样",
    ),
    ("an empty text cannot be looked up; give a segment", "空文本无法查询；请给出一句"),
    # who is let in
    ("this address is not served here; use {url}", "此处不提供该地址；请用 {url}"),
    ("this address is not served here; open {url}", "此处不提供该地址；请打开 {url}"),
    ("a web page of another site asked for this; nothing was done", "请求来自其他网站的网页；没有执行"),
    ("a page of another site asked for this; nothing was done", "请求来自其他网站的页面；没有执行"),
    (
        "this address is of an earlier run, or lacks its key; open the one that the terminal shows",
        "此地址属于上一次运行，或缺少密钥；请打开终端里显示的地址",
    ),
    (
        "a token is needed: Authorization: Bearer TOKEN, ?key=TOKEN, or /key/TOKEN before the path",
        "需要令牌：Authorization: Bearer TOKEN、?key=TOKEN，或在路径前加 /key/TOKEN",
    ),
    (
        "this token is not, or no longer, the one that the server was started with",
        "此令牌不是（或不再是）服务启动时的令牌",
    ),
    ("that is too much at once (at most {most} MB); nothing was done", "一次太多（至多 {most} MB）；没有执行"),
    ("there is nothing at this address; {where} tells what there is", "此地址没有内容；{where} 列出所有地址"),
    (
        "this address does not take that method; {where} tells which it takes",
        "此地址不接受该方法；{where} 列出可用的方法",
    ),
    # what has changed, or is not there
    (
        "{place}: unit {number} was changed in another window or program; look at it again",
        "{place}：句对 {number} 已在别处被修改；请重新查看",
    ),
    (
        "{place}: unit {number} was changed meanwhile; look at it again",
        "{place}：句对 {number} 其间已被修改；请重新查看",
    ),
    (
        "{place}: {term} was changed in another window or program; look at it again",
        "{place}：{term} 已在别处被修改；请重新查看",
    ),
    (
        "{place}: {name} was changed elsewhere meanwhile; nothing was done here. Look at it anew and try again",
        "{place}：{name} 其间已在别处被修改；此处没有执行。请重新查看后再试",
    ),
    (
        "{place}: no unit {number}; tm lookup and tm concordance show ids",
        "{place}：没有句对 {number}；tm lookup 和 tm concordance 会显示编号",
    ),
    ("{place}: no alignment number {number} under review", "{place}：没有编号为 {number} 的待审对齐"),
    (
        "{place}: {name} and {other} are one entry already; name two",
        "{place}：{name} 与 {other} 已是同一词条；请给出两个",
    ),
    ("a unit needs text on both sides; nothing was added", "句对两侧都须有文字；没有添加"),
    ("nothing was checked yet; check the memory first", "尚未检查；请先检查记忆库"),
    ("there is no such list of entries", "没有这样的词条列表"),
    ("terms must be a list of objects", "terms 须为对象列表"),
    ("a term must not be empty; delete its line instead", "术语不能为空；请删除该行"),
    ("the status of a term must be one of {known}", "术语的状态须为 {known} 之一"),
    (
        "a term must not be empty; give the term and at least one rendering",
        "术语不能为空；请给出术语和至少一个译法",
    ),
    (
        "{text} cannot be a rendering and forbidden; leave it out of one of them",
        "{text} 不能既是译法又被禁用；请从其一删去",
    ),
    (
        "{concept} would be left without a term; to take it out: glossary delete; nothing was changed",
        "词条至少要有一个术语；如需删除词条，请用“删除”；没有修改",
    ),
    ("concept {concept} holds a term twice; nothing was changed", "词条中有重复的术语；没有修改"),
    (
        "{place}: {concept} is no longer in the glossary; tm history shows who took it out",
        "{place}：该词条已不在术语库中；历史中可见由谁删除",
    ),
    (
        "{place}: what was done to {concept} is forgotten; its last change stands in: glossary find {name}",
        "{place}：该词条的历史已被清除",
    ),
    (
        "{code} cannot be put right by itself; codes with a fix: {codes}",
        "{code} 不能自动修正；可以自动修正的有：{codes}",
    ),
    (
        "{place}: {number} characters are no segment (at most {most}); split the text first",
        "{number} 个字符超出一句的上限（{most}）；请先拆分",
    ),
    # what a memory file says no to
    *(
        (f"{{place}}: {english}", f"{{place}}：{chinese}")
        for english, chinese in (
            ("no memory here; make one with `tm import` or `tm build`, or name another file", "此处没有记忆库"),
            (
                "not a memory file (not SQLite); name another file or move this one away",
                "不是记忆库文件（不是 SQLite）",
            ),
            (
                "damaged; put back a copy of it, or save what is left with `sqlite3 FILE .recover`",
                "文件已损坏；请恢复备份，或用 `sqlite3 文件 .recover` 抢救",
            ),
            (
                "locked: another program is writing to it; try again when it has finished",
                "已锁定：另一个程序正在写入；请稍后再试",
            ),
            (
                "locked: another part of this program is using it; try again when it has finished",
                "已锁定：本程序的另一部分正在使用；请稍后再试",
            ),
            (
                "cannot be written: file or folder is read-only; change its rights or copy it elsewhere",
                "无法写入：文件或文件夹只读；请更改权限或复制到别处",
            ),
            ("cannot be opened: no rights to it; change its rights or copy it elsewhere", "无法打开：没有权限"),
            (
                "cannot be opened: check that folder and file exist and may be read and written",
                "无法打开：请检查文件夹和文件是否存在、可否读写",
            ),
            (
                "the disk is full; nothing was changed. Free some space and try again",
                "磁盘已满；没有修改。请腾出空间后再试",
            ),
            (
                "the disk failed while reading or writing; nothing was changed. Check the disk",
                "磁盘读写失败；没有修改。请检查磁盘",
            ),
        )
    ),
    # what a check finds, part by part
    ("the source has neither letters nor figures", "原文既无文字也无数字"),
    ("the target has neither letters nor figures", "译文既无文字也无数字"),
    ("the source is tagged {tag} and looks like {other}", "原文标为 {tag}，看来是 {other}"),
    ("the target is tagged {tag} and looks like {other}", "译文标为 {tag}，看来是 {other}"),
    ("the source is tagged {tag} and written in the other script", "原文标为 {tag}，却是另一种字体（繁简不符）"),
    ("the target is tagged {tag} and written in the other script", "译文标为 {tag}，却是另一种字体（繁简不符）"),
    ("Chinese is left in the target: {text}", "译文中残留中文：{text}"),
    ("only in the source: {found}", "仅见于原文：{found}"),
    ("only in the target: {found}", "仅见于译文：{found}"),
    ("{one} became {other}", "{one} 变成了 {other}"),
    *(
        (f"the {side} holds {english}", f"{chinese_side}{chinese}")
        for side, chinese_side in (("source", "原文"), ("target", "译文"))
        for english, chinese in (
            ("characters lost in decoding (U+FFFD)", "有字符在解码时丢失（U+FFFD）"),
            ("UTF-8 read as a Latin encoding", "是被误作拉丁编码的 UTF-8"),
            ("control characters {codes}", "含有控制字符 {codes}"),
            ("characters of private use, which look different everywhere", "含有私用区字符，各处显示不同"),
            ("GBK read one byte off: {text}", "是错位一个字节的 GBK：{text}"),
        )
    ),
    ("stray white space in the source", "原文有多余空格"),
    ("stray white space in the target", "译文有多余空格"),
    ("the target is {times} times longer than is usual for this source", "译文长度是这样的原文通常的 {times} 倍"),
    ("the target is {times} times shorter than is usual for this source", "译文比这样的原文通常的短 {times} 倍"),
    ("the same pair stands in {number} units", "同一句对出现在 {number} 个单元中"),
    ("{number} translations of one source: {texts}", "同一原文有 {number} 种译文：{texts}"),
    ("{number} sources of one translation: {texts}", "同一译文有 {number} 种原文：{texts}"),
    ("“{text}” is not to be used for {term}", "{term} 不应译作“{text}”"),
    ("“{text}” is not to be used", "不应使用“{text}”"),
    ("write “{text}”", "应写作“{text}”"),
    ("“{text}” has small letters for the capitals of “{term}”", "“{text}”应按“{term}”大写"),
    ("{term} is not rendered as {listed} here, but in part", "{term} 此处只译出 {listed} 的一部分"),
    ("{term} is not rendered as {listed} here, but by a pronoun", "{term} 此处以代词代替 {listed}"),
    ("{term} is not rendered as {listed} here, but by a name", "{term} 此处以名称代替 {listed}"),
    ("{term} is not rendered as {listed} here, but its words stand apart", "{term} 此处译作 {listed}，而词语分开"),
    (
        "{term} is not rendered as {listed} here, but the name stands without it",
        "{term} 此处未译作 {listed}，只有名称本身",
    ),
    ("it is elsewhere", "别处有完整译法"),
    (
        "{term} is not rendered as {listed} here, but in the unit before or after it",
        "{term} 此处未译作 {listed}，而见于前一或后一句对",
    ),
    (
        "{term} is not rendered as {listed} here, but as part of a word",
        "{term} 此处作为单词的一部分译出，而非 {listed}",
    ),
    ("{term} is not rendered as {listed} (proposed)", "{term} 未译作 {listed}（待定）"),
    ("{term} is not rendered as {listed}", "{term} 未译作 {listed}"),
    ("“{text}” renders {term}, which the source does not have", "“{text}”是 {term} 的译法，而原文没有该术语"),
    ("{term} is rendered in several ways: {listed}", "{term} 有多种译法：{listed}"),
)

_IN_LISTS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "en": (),
    "zh": (
        (re.compile("(?<=”) or (?=“)"), "或"),
        (re.compile("(?<=”) once"), " 1 次"),
        (re.compile("(?<=”) twice"), " 2 次"),
        (re.compile(r"(?<=”) (\d+) times"), r" \1 次"),
        (re.compile(r"(?<=次) in (\d+) documents(?=, “|$)"), r"（\1 个文档）"),
        (re.compile(r"(?<=次) in ([^“”]+?)(?=, “|$)"), r"（\1）"),
        (re.compile("(?<=[次）]), (?=“)"), "，"),
        (re.compile(r"(?<=”) and (\d+) more$"), r" 等，另有 \1 种"),
    ),
}


def said(message: str, language: str) -> str:
    """The message in a language of LANGUAGES where the table has it, else as it is."""
    for pattern, chosen in _sayings(language):
        found = pattern.fullmatch(message)
        if found:
            return chosen.format(**{name: _value(name, value, language) for name, value in found.groupdict().items()})
    return message


def said_in_parts(message: str, language: str) -> str:
    """A message of several parts, `; ` between them, each in the language where the table has it."""
    return "; ".join(said(part, language) for part in message.split("; "))


def _value(name: str, value: str, language: str) -> str:
    """A value in the language; of a list of texts what stands between and after them, never the texts."""
    for pattern, chosen in _IN_LISTS[language] if name in ("listed", "texts") else ():
        value = pattern.sub(chosen, value)
    return value


@cache
def _sayings(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English of each as a pattern, values as groups, and its words in the language."""
    column = list(LANGUAGES).index(language)
    return tuple(
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(told[0])), re.DOTALL), told[column])
        for told in _SAYINGS
    )
