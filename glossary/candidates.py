"""Term candidates of Chinese sentences: what may be a term, best first.

Runs of one to six words whose parts of speech may make up a noun phrase, and whatever stands in quotation marks. Text
is folded (script, width) and stripped of quotation marks before it is cut, so 战斗“堡垒” and 戰鬥堡壘 count as one.
Persons and places go under their own kind. `glossary.termhood` ranks them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from glossary.entries import CandidateKind, Example, TermCandidate
from glossary.termhood import EDGE, Found, Weights, scores
from tm.errors import SettingsError
from tm.languages import canonical, primary
from tm.text.normalize import fold
from tm.text.words import frequency, tag

if TYPE_CHECKING:
    from tm.encode.encoder import Encoder

_MAX_WORDS = 6
_MAX_CHARS = 14
_MAX_EXAMPLES = 3
_LOG_ODDS_A_CHARACTER = 0.5  # what length is worth, between a phrase that repeats and its pieces
_QUOTES = re.compile(r"[“”\"「『」』‘’']")
_QUOTED = re.compile(r"[“\"「『]([\u4e00-\u9fff]{2,10})[”\"」』]")
_RUN = re.compile(r"[\u3400-\u9fff\u00b7A-Za-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# jieba's tags (ICTCLAS): what may stand in a term, and where
_NEVER = set(["r", "u", "uj", "ul", "uz", "ud", "ug", "uv", "p", "y", "e", "o", "w", "x", "eng", "d", "mq", "dg", "df"])
_INSIDE_ONLY = {"c", "f", "k"}
_COUNTING = {"m", "q", "t"}
_HEADS = ("n", "vn", "v", "l", "i", "j", "s", "g", "k", "a", "b", "q")
_NOT_ALONE = {"a", "z", "f", "m", "q", "vd", "g", "vg", "ng", "ag", "zg", "h", "k", "c", "ad", "nrt"}
_LOOSE = set(
    "的了着过是在和与及或而也都就又还把被让给对向从到为以之其这那每各该此某几们个等"
)  # no term starts or ends so
_LOOSE_END = _LOOSE | set("时里上下中内外前后间")
_SAYING = {"说", "表示", "介绍", "回忆", "告诉", "坦言", "认为", "指出", "笑", "笑着"}
_GRADES = set("级甲类")  # 一级响应, 三甲医院
_PLACE_ENDS = tuple("省市县区镇乡村州旗岛山河湖江")
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝欧阳上官诸葛司马"
)


def find_candidates(
    sentences: Sequence[str], *, lang: str = "zh", encoder: Encoder | None = None, weights: Weights | None = None
) -> tuple[TermCandidate, ...]:
    """Candidates of Chinese sentences, terms and names in one list, best first.

    A candidate is written as it mostly is in the sentences (script, width), without quotation marks. Long texts give
    many candidates that occur once: take as many from the top as the work allows (300 an article hold three quarters of
    the terms that a person marks).

    Args:
        sentences: of one text or many.
        lang: their language; the candidates carry it.
        encoder: the built-in one; without it, or with another, the ranking is by form alone and worse.
        weights: to rank by, in place of the fitted ones.
    Raises: SettingsError if lang is not Chinese.
    """
    if primary(lang) != "zh":
        raise SettingsError(f"term candidates can be found in Chinese only, not in {lang}; give the Chinese side")
    found, word_counts = collect(sentences)
    candidates = []
    for text, score in scores(found, word_counts, encoder=encoder, weights=weights).items():
        item = found[text]
        spelling = max(item.spellings, key=lambda form: (item.spellings[form], form))
        examples = tuple(Example(index, sentences[index]) for index in dict.fromkeys(item.sentences))[:_MAX_EXAMPLES]
        candidates.append(TermCandidate(spelling, canonical(lang), _kind(item), score, len(item.sentences), examples))
    persons = {candidate.text for candidate in candidates if _is_person(found[skeleton(candidate.text)])}
    given = persons | {name[1:] for name in persons if len(name) > 2}
    candidates = [replace(item, kind=CandidateKind.NAME) if item.text in given else item for item in candidates]
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.text))
    return tuple(candidates)


def without_pieces(candidates: Sequence[TermCandidate]) -> tuple[TermCandidate, ...]:
    """The candidates, in order, without those that only ever stand inside a better one, or only around one.

    Of 河道清淤专班, 清淤专班 and 专班, each three times at the same places, one stays: the best, length in its favour
    where it repeats.
    """
    chosen: list[tuple[str, int]] = []
    for candidate in sorted(candidates, key=_as_a_whole):
        text = skeleton(candidate.text)
        if not any(candidate.count == count and (text in other or other in text) for other, count in chosen):
            chosen.append((text, candidate.count))
    kept = {text for text, _ in chosen}
    return tuple(candidate for candidate in candidates if skeleton(candidate.text) in kept)


def _as_a_whole(candidate: TermCandidate) -> tuple[float, str]:
    """Sorts the candidates by score, a phrase that repeats before pieces of it that are a little better."""
    length = len(candidate.text) if candidate.count > 1 else 0
    return -candidate.score - _LOG_ODDS_A_CHARACTER * length, candidate.text


def skeleton(text: str) -> str:
    """Chinese text as terms are compared in it: Simplified, half width, without quotation marks."""
    return fold(_QUOTES.sub("", text))


def collect(sentences: Sequence[str]) -> tuple[dict[str, Found], Counter[str]]:
    """Every string that may be a term by its folded form, and how often each word occurs."""
    found: dict[str, Found] = {}
    word_counts: Counter[str] = Counter()
    for index, sentence in enumerate(sentences):
        for run in _RUN.findall(_QUOTES.sub("", sentence)):
            tagged = [(word, fold(word), pos) for word, pos in tag(run)]
            words = [_Word(written, word, _plain_tag(word, pos)) for written, word, pos in tagged]
            word_counts.update(word.folded for word in words)
            _collect_run(words, index, found)
    quoted = {fold(text) for sentence in sentences for text in _QUOTED.findall(sentence)}
    for text in sorted(quoted):
        if text not in found:
            found[text] = _occurrences(text, sentences)
        found[text].quoted = True
    return found, word_counts


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    folded: str
    tag: str


def _collect_run(run: Sequence[_Word], index: int, found: dict[str, Found]) -> None:
    for start in range(len(run)):
        for end in range(start + 1, min(start + _MAX_WORDS, len(run)) + 1):
            words = tuple(word.folded for word in run[start:end])
            tags = tuple(word.tag for word in run[start:end])
            text = "".join(words)
            if len(text) > _MAX_CHARS or tags[-1] in _NEVER:
                break
            if start and len(words[0]) == 1 and run[start - 1].tag == "m":
                break  # a measure word: 三名党员
            if not _may_be_term(words, tags):
                continue
            item = found.setdefault(text, Found(words, tags))
            item.spellings["".join(word.written for word in run[start:end])] += 1
            item.sentences.append(index)
            item.left[(run[start - 1].tag, run[start - 1].folded) if start else EDGE] += 1
            item.right[(run[end].tag, run[end].folded) if end < len(run) else EDGE] += 1


def _occurrences(text: str, sentences: Sequence[str]) -> Found:
    """A quoted string that is no run of words of its own, wherever it stands."""
    item = Found((text,), ("quoted",))
    for index, sentence in enumerate(sentences):
        written = _QUOTES.sub("", sentence)
        for match in re.finditer(re.escape(text), fold(written)):
            item.spellings[written[match.start() : match.end()]] += 1
            item.sentences.append(index)
    return item


def _plain_tag(word: str, pos: str) -> str:
    """The tag, with the guesses put right that jieba is known for."""
    if pos in ("nr", "nrt", "nrfg"):
        if word.endswith(_PLACE_ENDS) and len(word) > 2:
            return "ns"
        return "nr" if (word[0] in _SURNAMES and len(word) <= 4) or pos == "nrt" else "nz"
    if word in ("点", "口", "岗", "线"):
        return "n"
    if pos == "zg":
        return "n"
    return pos


def _may_be_term(words: Sequence[str], tags: Sequence[str]) -> bool:
    """Whether words of these tags can make up a noun phrase or a name."""
    text = "".join(words)
    if len(text) < 2 or not _HAN.search(text) or any(tag in _NEVER for tag in tags):
        return False
    if words[-1] in _LOOSE_END or not _LOOSE.isdisjoint(words):
        return False
    if len(tags) == 1:
        return tags[0] not in _NOT_ALONE
    if tags[0] in _INSIDE_ONLY or tags[-1] in _INSIDE_ONLY or "nr" in tags:
        return False
    if tags[0] in ("v", "vg") and len(words[0]) == 1:
        return False
    if any(tag in _COUNTING for tag in tags[1:]) or (tags[0] in _COUNTING and words[0][-1] not in _GRADES):
        return False
    return tags[-1].startswith(_HEADS) and not (tags[-1] == "ns" and tags[0] != "ns")


def _is_person(item: Found) -> bool:
    """Whether it looks like the full name of someone who says something."""
    text = "".join(item.words)
    speaks = any(word in _SAYING for _, word in item.right)
    return speaks and 2 <= len(text) <= 4 and text[0] in _SURNAMES and not frequency(text)


def _kind(item: Found) -> CandidateKind:
    """NAME for a person or a place, alone or with the word that says what kind of place."""
    if item.tags in (("nr",), ("ns",)):
        return CandidateKind.NAME
    *names, kind = item.words
    is_place = names and len(kind) <= 2 and kind.endswith(_PLACE_ENDS)
    return CandidateKind.NAME if is_place and {"ns", "nz"}.issuperset(item.tags[:-1]) else CandidateKind.TERM
