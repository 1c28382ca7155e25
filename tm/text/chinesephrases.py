"""Whether a Chinese numeral is a number where it stands, or part of a set phrase, a name, an idiom."""

from __future__ import annotations

import re

from tm.text.dictionary import boundaries

PLAIN = str.maketrans(
    "０１２３４５６７８９．，％：／－−萬億兩點餘來個幣圓時號歲數條項戶臺間雙場輪種類層級畝噸歐鎊韓寶開見還達過將約",
    "0123456789.,%:/--万亿两点余来个币圆时号岁数条项户台间双场轮种类层级亩吨欧镑韩宝开见还达过将约",
)
NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_MORE = "[多余来]"
# Words that count. Behind one figure in words only these make a number; the second row also stands in names and
# idioms, so the dictionary is asked whether the word goes on.
_SURE = "个名人年月天日周秒次项件条户元块岁届级座辆艘架栋间套册份篇批支组场轮期代种类亩吨公千万亿倍成位大国省市县所"
_DOUBTFUL = "家台门里道口角面层步方路线章节本只头匹棵株班队对双分点杯村镇乡区处站课把关重度两"
_APPOSED = re.compile(
    r"[一二两三四五六七八九十百千万][^\W\d一二两三四五六七八九十百千万]{1,2}(?=[一二两三四五六七八九十百千万](?!份)\w)"
)
# Class: what slogans count that nobody can count, so that N个 + one of these is a name.
_SLOGAN = re.compile(
    ".个(?:意识|自信|维护|确立|全面|代表|务必|坚持|明确|结合|离不开|毫不动摇|不动摇|伟大|相统一|必由之路)"
)
_FREE = "年月天日周次个名人元倍亩吨项件条户岁"  # 三年两次 counts; 五位一体 does not
_LEGENDARY = re.compile("三百六十行|七十二[行变]|三十六[计行]|十万八千里|十八般")  # say no more than `all` or `far`
_FEW = re.compile("两[天下个句年岁步人月种回成]")
_GRAMMAR = frozenset("的了在与和是也都就将把被给对说道便却又")
_LEADING = frozenset("共达为约近超过有是计总第了到至和以不满整才仅卅年月第前后上下增减少多者于即作按每")
_QUOTED = re.compile('[“‘「『"][^“”‘’「」『』"，。；：]{2,10}[”’」』"]')


def counts(match: re.Match[str], text: str, *, money: bool) -> bool:
    """Whether a numeral is a number here: no lone 一, no set phrase, and one figure only with a word that counts."""
    numeral, start, end = match["numeral"], match.start(), match.end()
    if money:
        return numeral != "一"
    named = _quoted(text, start) or text.startswith(("国集团", "进制"), end)  # G20, hexadecimal
    if named or numeral in ("一", "零", "〇") or text[:start].endswith(("几", "数")):
        return False
    follows = text[end : end + 1]
    if len(numeral) > 1 or match["some"]:
        return not _LEGENDARY.match(text, start) and not (len(numeral) < 4 and _in_name(text, start, follows))
    if text.startswith(("小时", "分钟"), end):
        return True
    if (
        _set_phrase(text, start)
        or _SLOGAN.match(text, start)
        or not follows
        or follows not in _SURE + _DOUBTFUL + _MORE
    ):
        return False
    if follows == "分":  # 十分重要
        return False
    if follows == "两":  # 八两猪肉, but not 三两天
        return not _FEW.match(text, end)
    return follows in _SURE or not _in_word(text, start, end + 1)


def _quoted(text: str, start: int) -> bool:
    """Whether the numeral opens a short quoted phrase: “四个意识”."""
    return bool(_QUOTED.match(text, start - 1)) if start else False


def _set_phrase(text: str, start: int) -> bool:
    """Whether the numeral is one of two that answer each other: 五位一体, 三会一课, 两不愁三保障."""
    for at in range(max(0, start - 3), start + 1):
        pair = _APPOSED.match(text, at)
        if pair and (at == start or pair.end() == start) and text[at + 1] not in _FREE:
            return True
    return False


def _in_name(text: str, start: int, follows: str) -> bool:
    """Whether nothing that could be counted follows, nor precedes a word that leads to a number: 茅十八的教训."""
    before = text[start - 1 : start]
    return follows in _GRAMMAR and before.isalnum() and before not in _LEADING


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether the dictionary has a word that goes on behind the numeral and what it counts: 五台山, 三门峡."""
    begin = max(0, start - 8)
    return next(place for place in sorted(boundaries(text[begin : end + 8])) if begin + place > start) + begin > end
