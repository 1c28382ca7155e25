"""Term candidates of Chinese sentences: what may be a term, best first.

Runs of one to five words whose parts of speech may make up a noun phrase, and whatever stands in quotation marks. Text
is folded (script, width) and stripped of quotation marks before it is cut, so 战斗“堡垒” and 戰鬥堡壘 count as one.
Persons and places go under their own kind.

The ranking is a logistic model over what C-value and weirdness are made of: how often the string occurs on its own,
inside longer candidates, and in general Chinese. Sources: Frantzi, Ananiadou & Mima 2000 (C-value); Ahmad, Gillam &
Tostevin 1999 (weirdness).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log

from glossary.entries import CandidateKind, Example, TermCandidate
from tm.errors import SettingsError
from tm.languages import canonical, primary
from tm.text.normalize import fold
from tm.text.words import frequency, tag

_MAX_WORDS = 5
_MAX_CHARS = 14
_MAX_EXAMPLES = 3
_ODDNESS_OF_UNKNOWN = 8.0  # of a quoted string that is no word: about that of a word outside the dictionary
_QUOTES = re.compile(r"[“”\"「」『』‘’']")
_QUOTED = re.compile(r"[“\"「『]([\u4e00-\u9fff]{2,10})[”\"」』]")
_RUN = re.compile(r"[\u3400-\u9fff\u00b7A-Za-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# jieba's tags (ICTCLAS): what may stand in a term, and where
_NEVER = {
    "r",
    "u",
    "uj",
    "ul",
    "uz",
    "ud",
    "ug",
    "uv",
    "p",
    "y",
    "e",
    "o",
    "w",
    "x",
    "eng",
    "d",
    "ad",
    "mq",
    "dg",
    "df",
}
_INSIDE_ONLY = {"c", "f", "k"}
_COUNTING = {"m", "q", "t"}
_HEADS = ("n", "vn", "v", "l", "i", "j", "s", "g", "k")
_NOT_ALONE = {"a", "b", "z", "s", "f", "m", "q", "vd", "g", "vg", "ng", "ag", "zg", "h", "k", "c", "an"}
_LOOSE = set(
    "的了着过是在和与及或而也都就又还把被让给对向从到为以之其这那每各该此某几们个等"
)  # no term starts or ends so
_LOOSE_END = _LOOSE | set("时里上下中内外前后间")
_HEAD_CHARACTERS = set(
    "员者师家手民工长队组部局委会院校所站室厅处科区点线岗率额量值法制权品剂器机车船病症物业费款金券证书卡码网库学术"
)
_GRADES = set("级甲类")  # 一级响应, 三甲医院
_PLACE_ENDS = tuple("省市县区镇乡村州旗岛山河湖江")
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝欧阳上官诸葛司马"
)


# Fitted on 868 terms of 14 articles (12 of the project's seeds and 2 more); log-odds, on features as they stand.
_WEIGHTS: dict[str, float] = {
    "count": 2.046,
    "free_count": -1.718,
    "always_inside": -1.340,
    "oddness": 0.049,
    "least_oddness": 0.122,
    "two_characters": -1.522,
    "words": -0.715,
    "quoted": 1.317,
    "one_noun": 0.215,
    "one_verb": -0.447,
    "one_set_phrase": -0.897,
    "ends_in_verbal_noun": 0.974,
    "ends_in_noun": 1.158,
    "starts_with_verb": -0.763,
    "starts_with_place": -0.493,
    "starts_with_number": 2.712,
    "has_adjective": 0.565,
    "open_left": -0.668,
    "open_right": -0.608,
    "ends_in_suffix": 0.728,
    "ends_in_head": 0.647,
}


@dataclass(slots=True)
class _Found:
    """What is known of one string: as which words it stands, how it is written, where, and between what."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    spellings: Counter[str] = field(default_factory=Counter)  # as written, without quotation marks
    sentences: list[int] = field(default_factory=list)  # one for each occurrence
    quoted: bool = False
    open_left: int = 0  # occurrences beside a word that could belong to the term
    open_right: int = 0


def find_candidates(sentences: Sequence[str], *, lang: str = "zh") -> tuple[TermCandidate, ...]:
    """Candidates of Chinese sentences, terms and names in one list, best first.

    A candidate is written as it mostly is in the sentences (script, width), without quotation marks. Long texts give
    many candidates that occur once: take as many from the top as the work allows (about 100 an article hold half of
    the terms that a person marks, 300 three quarters).

    Raises: SettingsError if lang is not Chinese.
    """
    if primary(lang) != "zh":
        raise SettingsError(f"term candidates can be found in Chinese only, not in {lang}; give the Chinese side")
    found, word_counts = _collect(sentences)
    candidates = []
    for text, row in _features(found, word_counts).items():
        item = found[text]
        spelling = max(item.spellings, key=lambda form: (item.spellings[form], form))
        examples = tuple(Example(index, sentences[index]) for index in dict.fromkeys(item.sentences))[:_MAX_EXAMPLES]
        score = sum(weight * row[name] for name, weight in _WEIGHTS.items())
        candidates.append(TermCandidate(spelling, canonical(lang), _kind(item), score, len(item.sentences), examples))
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.text))
    return tuple(candidates)


def skeleton(text: str) -> str:
    """Chinese text as terms are compared in it: Simplified, half width, without quotation marks."""
    return fold(_QUOTES.sub("", text))


def _collect(sentences: Sequence[str]) -> tuple[dict[str, _Found], Counter[str]]:
    """Every string that may be a term by its folded form, and how often each word occurs."""
    found: dict[str, _Found] = {}
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

    @property
    def joins(self) -> bool:
        """Whether it could belong to the noun phrase beside it."""
        return self.tag.startswith(("n", "vn", "b", "j", "l")) and self.tag != "nr"


def _collect_run(run: Sequence[_Word], index: int, found: dict[str, _Found]) -> None:
    for start in range(len(run)):
        for end in range(start + 1, min(start + _MAX_WORDS, len(run)) + 1):
            words = tuple(word.folded for word in run[start:end])
            tags = tuple(word.tag for word in run[start:end])
            text = "".join(words)
            if len(text) > _MAX_CHARS or tags[-1] in _NEVER:
                break
            if not _may_be_term(words, tags):
                continue
            item = found.setdefault(text, _Found(words, tags))
            item.spellings["".join(word.written for word in run[start:end])] += 1
            item.sentences.append(index)
            item.open_left += start > 0 and run[start - 1].joins
            item.open_right += end < len(run) and run[end].joins


def _occurrences(text: str, sentences: Sequence[str]) -> _Found:
    """A quoted string that is no run of words of its own, wherever it stands."""
    item = _Found((text,), ("quoted",))
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
    if text[0] in _LOOSE or text[-1] in _LOOSE_END or not _LOOSE.isdisjoint(words):
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


def _kind(item: _Found) -> CandidateKind:
    """NAME for a person or a place, alone or with the word that says what kind of place."""
    if item.tags in (("nr",), ("ns",)):
        return CandidateKind.NAME
    *names, kind = item.words
    is_place = names and len(kind) <= 2 and kind.endswith(_PLACE_ENDS)
    return CandidateKind.NAME if is_place and {"ns", "nz"}.issuperset(item.tags[:-1]) else CandidateKind.TERM


def _features(found: dict[str, _Found], word_counts: Counter[str]) -> dict[str, dict[str, float]]:
    """What the ranking weighs, for every string."""
    counts = {text: len(item.sentences) for text, item in found.items()}
    longer = _longer(counts)
    total = sum(word_counts.values())
    oddness = {word: log(count / total * 1e6) - log(frequency(word) + 0.05) for word, count in word_counts.items()}
    rows = {}
    for text, count in counts.items():
        item, around = found[text], longer.get(text, [])
        tags, single = item.tags, len(item.tags) == 1
        odd = [oddness.get(word, _ODDNESS_OF_UNKNOWN) for word in item.words]
        rows[text] = {
            "count": log(count),
            "free_count": log(1 + max(count - sum(around) / max(len(around), 1), 0)),
            "always_inside": max(around, default=0) >= count,
            "oddness": sum(odd) / len(odd),
            "least_oddness": min(odd),
            "two_characters": len(text) == 2,
            "words": len(item.words),
            "quoted": item.quoted,
            "one_noun": single and tags[0] == "n",
            "one_verb": single and tags[0] == "v",
            "one_set_phrase": single and tags[0] in ("i", "l"),
            "ends_in_verbal_noun": not single and tags[-1] == "vn",
            "ends_in_noun": not single and tags[-1].startswith("n"),
            "starts_with_verb": not single and tags[0] == "v",
            "starts_with_place": not single and tags[0] == "ns",
            "starts_with_number": not single and tags[0] == "m",
            "has_adjective": "a" in tags,
            "open_left": item.open_left / count,
            "open_right": item.open_right / count,
            "ends_in_suffix": len(item.words[-1]) == 1 and tags[-1].startswith("n"),
            "ends_in_head": text[-1] in _HEAD_CHARACTERS,
        }
    return rows


def _longer(counts: dict[str, int]) -> dict[str, list[int]]:
    """For every string, the counts of the longer ones that hold it."""
    longer: dict[str, list[int]] = defaultdict(list)
    for text, count in counts.items():
        parts = {text[start:end] for start in range(len(text)) for end in range(start + 2, len(text) + 1)}
        for part in parts - {text}:
            if part in counts:
                longer[part].append(count)
    return longer
