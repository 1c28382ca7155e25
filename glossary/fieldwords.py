"""What the words of other tools say in the fields of a term: its status, its type, its part of speech.

Letter case, spaces, hyphens and the endings of TBX (`preferredTerm-admn-sts`) do not count; English and Chinese.
"""

from __future__ import annotations

import re
from functools import lru_cache

from glossary.entries import PROPER_NOUN, Status, TermType

_STATUSES = {
    Status.PREFERRED: "preferred,approved,standardized,standard,legal,regulated,recommended,首选,推荐,优先,推薦,首選",
    Status.ADMITTED: "admitted,allowed,permitted,accepted,acceptable,nonstandard,允许,允許,可用,备选,備選",
    Status.DEPRECATED: "deprecated,forbidden,prohibited,banned,notrecommended,donotuse,rejected,禁用,禁止,弃用,不推荐",
    Status.SUPERSEDED: "superseded,obsolete,outdated,过时,過時,旧称,舊稱,废弃,廢棄",
}
_TYPES = {
    TermType.FULL: "full,fullform,全称,全稱",
    TermType.ABBREVIATION: "abbreviation,缩写,縮寫",
    TermType.ACRONYM: "acronym",
    TermType.SHORT: "short,shortform,简称,簡稱",
    TermType.VARIANT: "variant,变体,變體",
    TermType.PHRASE: "phrase,短语,短語",
}
_PARTS_OF_SPEECH = {
    "noun": "noun,n,名词,名詞",
    "verb": "verb,v,动词,動詞",
    "adjective": "adjective,adj,形容词,形容詞",
    "adverb": "adverb,adv,副词,副詞",
    PROPER_NOUN: "propernoun,专有名词,專有名詞,专名",
    "other": "other,其他",
}
_BY_STATUS = {word: status for status, words in _STATUSES.items() for word in words.split(",")}
_BY_TYPE = {word: term_type for term_type, words in _TYPES.items() for word in words.split(",")}
_BY_PART = {word: part for part, words in _PARTS_OF_SPEECH.items() for word in words.split(",")}


@lru_cache(maxsize=1000)
def status_named(word: str) -> Status | None:
    """The status that a word stands for; None where it stands for none."""
    return _BY_STATUS.get(re.sub(r"(term)?(admnsts)?$", "", _plain(word)))


@lru_cache(maxsize=1000)
def type_named(word: str) -> TermType | None:
    """The type of term that a word stands for; None where it stands for none."""
    return _BY_TYPE.get(_plain(word))


@lru_cache(maxsize=1000)
def part_of_speech(word: str) -> str:
    """The part of speech as TBX-Basic names it, or the word itself where it is none of those."""
    return _BY_PART.get(_plain(word), word)


def _plain(word: str) -> str:
    return re.sub(r"[\s_.-]", "", word).casefold()
