"""Words: jieba's one door, and the cheap tokens that lookup compares.

Traditional text is cut by its Simplified folding, since jieba's dictionary is Simplified; the words returned are
slices of the text as it stands.
"""

from __future__ import annotations

import logging
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tm.text.normalize import fold

if TYPE_CHECKING:
    from jieba import Tokenizer
    from jieba.posseg import POSTokenizer

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0970-\u0dff\u0e31-\u0e4e"  # vowel signs belong to their letter
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"  # where no Chinese character can stand
_INNER = rf"(?:[^\W_{CJK}]|[{_MARKS}])"  # a letter or digit inside a word
_PLAIN_WORD = r"[A-Za-z][A-Za-z0-9]*+(?=[\x00-&(-,./:-@\[-`{-\x7f]|\Z)"  # in half the time of the general rule
_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._]+)")  # what jieba cuts by itself
_TOKEN = re.compile(
    rf"[{CJK}]"
    rf"|{_PLAIN_WORD}"
    r"|\d{1,3}(?:[,，]\d{3})+(?!\d)(?:[.．]\d+)?|\d+(?:[.．]\d+)*"
    rf"|{_LETTER}{_INNER}*(?:['’\-\u2010\u2011]{_INNER}+)*"
    r"|\S"
)

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))


def tokens(text: str) -> list[str]:
    """The lookup tokens: a Chinese character, a word, a number (1,000 or 5.8) or another sign each; no white space.

    A word keeps its inner apostrophe and hyphen (don't, COVID-19). Scripts written without spaces other than
    Chinese and Japanese are not cut.
    """
    return _TOKEN.findall(text)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Where the lookup tokens of the text start and end."""
    return [match.span() for match in _TOKEN.finditer(text)]


def cut(text: str) -> list[str]:
    """The words of Chinese text by jieba, unknown ones by its HMM; joined they are the text."""
    return list(_slices(text, _tokenizer().cut(fold(text))))


def tag(text: str) -> list[tuple[str, str]]:
    """The words of Chinese text, each with jieba's part of speech (n, v, ns, nt, m, x …); joined they are the text."""
    pairs = [pair for block in _BLOCK.split(fold(text)) if block for pair in _tagged(block)]
    return list(zip(_slices(text, (word for word, _ in pairs)), (flag for _, flag in pairs), strict=True))


@lru_cache(maxsize=1 << 14)
def _tagged(block: str) -> tuple[tuple[str, str], ...]:
    """The words of a block with their parts of speech; extraction asks for those of a text several times."""
    return tuple((pair.word, pair.flag) for pair in _tagger().cut(block))


def frequency(word: str) -> float:
    """How often a Simplified word stands in a million words of general Chinese, by jieba's dictionary; 0 if never."""
    tokenizer = _tokenizer()
    return float((tokenizer.FREQ.get(word) or 0) / tokenizer.total * 1e6)


def listed_as(word: str) -> str:
    """The part of speech that jieba's dictionary gives a Simplified word; empty if it has not the word."""
    return str(_tagger().word_tag_tab.get(word, "")) if frequency(word) else ""


def pinyin(text: str) -> tuple[str, ...]:
    """The syllables of Chinese text without tones, one a character; other characters are left out.

    Read as pypinyin does, by the longest phrase of its list at each place, but in a quarter of the time.
    """
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg.mmseg import p_set

    found: list[str] = []
    at, length = 0, len(text)
    while at < length:
        end = longest = at + 1
        while end < length and text[at : end + 1] in p_set:
            end += 1
            if text[at:end] in PHRASES_DICT:
                longest = end
        found += _syllables(text[at:longest])
        at = longest
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word of pypinyin's phrase list, of a single character, or of what is not Chinese: none."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    first = PHRASES_DICT[word] if len(word) > 1 else [PINYIN_DICT.get(ord(word), "").split(",")]
    plain = (unicodedata.normalize("NFD", forms[0]).replace("u\u0308", "v").translate(_TONES) for forms in first)
    return tuple(unicodedata.normalize("NFC", syllable) for syllable in plain if syllable)


@lru_cache(maxsize=1 << 14)
def readings(char: str) -> frozenset[str]:
    """Every syllable that a character can be read as, without tones, ü also written u, v, yu; none for other signs."""
    from pypinyin import Style
    from pypinyin import pinyin as syllables

    found = {form for row in syllables(char, style=Style.NORMAL, heteronym=True, errors="ignore") for form in row}
    return frozenset(found | {form.replace("v", other) for form in found if "v" in form for other in ("u", "ü", "yu")})


def _slices(text: str, words: Iterable[str]) -> Iterator[str]:
    at = 0
    for word in words:
        yield text[at : at + len(word)]
        at += len(word)


@cache
def _tokenizer() -> Tokenizer:
    """A tokenizer that reads jieba's dictionary itself: jieba would leave a cache in the shared temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own deprecated imports and escapes
        import jieba
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@cache
def _tagger() -> POSTokenizer:
    """A tagger over our tokenizer that shares the parts of speech of jieba's own: they are read at its import."""
    tokenizer = _tokenizer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from jieba import posseg
    tagger = posseg.POSTokenizer.__new__(posseg.POSTokenizer)
    tagger.tokenizer, tagger.word_tag_tab = tokenizer, posseg.dt.word_tag_tab
    return tagger
