"""Term candidates of Chinese sentences: what may be a term, best first.

Runs of one to six words whose parts of speech may make up a noun phrase, and whatever stands in quotation marks. Text
is folded (script, width) and stripped of quotation marks before it is cut, so 战斗“堡垒” and 戰鬥堡壘 count as one.
`glossary.termhood` ranks them; persons, places and bodies are for `glossary.names`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glossary.entries import CandidateKind, Example, NameCandidate, TermCandidate
from glossary.namewords import SURNAMES
from glossary.termhood import EDGE, Evidence, Found, Weights, scores
from tm.errors import SettingsError
from tm.languages import canonical, primary
from tm.text.normalize import fold
from tm.text.words import frequency, tag

if TYPE_CHECKING:
    from tm.encode.encoder import Encoder

_MAX_WORDS = 6
_MAX_CHARS = 14
_MAX_EXAMPLES = 3
_PIECE = 0.5  # log-odds: none and 2.5 gave .01 less of the first 50 or 100, leaving pieces out a recall .13 lower
_QUOTES = re.compile(r"[“”\"「『」』‘’']")
_QUOTED = re.compile(r"[“\"「『]([\u4e00-\u9fff]{2,10})[”\"」』]")
_RUN = re.compile(r"[\u3400-\u9fff\u00b7A-Za-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# jieba's tags (ICTCLAS): what may stand in a term, and where
_NEVER = set(["r", "u", "uj", "ul", "uz", "ud", "ug", "uv", "p", "y", "e", "o", "w", "x", "mq", "dg", "df"])
_INSIDE_ONLY = {"c", "k"}
_COUNTING = {"m", "q", "t"}
_NOUNS = {"n", "v", "vn"}
_HEADS = ("n", "vn", "v", "l", "i", "j", "s", "g", "k", "a", "b", "q")
_NOT_ALONE = {"d", "f", "m", "q", "eng", "vd", "g", "vg", "ng", "ag", "zg", "h", "k", "c", "ad", "nrt"}
_LOOSE = set(
    "的了着过是在和与及或而也都就又还把被让给对向从到为以之其这那每各该此某几们个等"
)  # no term starts or ends so
_LOOSE_END = _LOOSE | set("时里上下中内外前后间")
_GRADES = set("级甲类")  # 一级响应, 三甲医院
_NUMBERED = re.compile(r"第.+|[0-9]{2,5}")  # 第三方检测, 12345热线
_PLACED = re.compile(r".{1,2}[里上内边]")  # 群里, 舱里: a word and where
_PLACE_ENDS = tuple("省市县区镇乡村州旗岛山河湖江")


def find_candidates(
    sentences: Sequence[str],
    *,
    lang: str = "zh",
    names: Iterable[NameCandidate] = (),
    encoder: Encoder | None = None,
    evidence: Evidence | None = None,
    weights: Weights | None = None,
) -> tuple[TermCandidate, ...]:
    """Candidates of Chinese sentences for terms, best first.

    A candidate is written as it mostly is in the sentences (script, width), without quotation marks. Long texts give
    many candidates that occur once: take as many from the top as the work allows (300 an article hold three quarters of
    the terms that a person marks).

    Args:
        sentences: of one text or many.
        lang: their language; the candidates carry it.
        names: of persons, places and bodies (glossary.names), which are no terms, nor what they begin with.
        encoder: the built-in one; without it, or with another, the ranking is by form alone and worse.
        evidence: what the translations of the sentences say of strings (glossary.evidence); the ranking gains by it.
        weights: to rank by, in place of the fitted ones.
    Raises: SettingsError if lang is not Chinese.
    """
    if primary(lang) != "zh":
        raise SettingsError(f"term candidates can be found in Chinese only, not in {lang}; give the Chinese side")
    found, word_counts = collect(sentences)
    candidates = []
    named = _of_names(names)
    translated = None if evidence is None else evidence(found)
    told = scores(found, word_counts, encoder=encoder, evidence=translated, weights=weights)
    unnamed = {text: score for text, score in told.items() if text not in named}
    for text, score in _piece_last(unnamed, found).items():
        item = found[text]
        spelling = max(item.spellings, key=lambda form: (item.spellings[form], form))
        examples = tuple(Example(index, sentences[index]) for index in dict.fromkeys(item.sentences))[:_MAX_EXAMPLES]
        candidates.append(TermCandidate(spelling, canonical(lang), score, len(item.sentences), examples))
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.text))
    return tuple(candidates)


def _of_names(names: Iterable[NameCandidate]) -> set[str]:
    """The names with what they begin with; of a person every piece."""
    pieces = set()
    for name in names:
        text = skeleton(name.text)
        firsts = range(len(text)) if name.kind is CandidateKind.PERSON else [0]
        pieces |= {text[first:end] for first in firsts for end in range(first + 2, len(text) + 1)}
    return pieces


def _piece_last(scores: Mapping[str, float], found: Mapping[str, Found]) -> dict[str, float]:
    """The scores, less of a string that only ever stands inside a better one, or only around one.

    Of 河道清淤专班, 清淤专班 and 专班, each three times at the same places, the best keeps its score; as terms of their
    own the others are likely enough to come behind.
    """
    best: dict[int, set[str]] = defaultdict(set)  # by how often they occur
    pieces: dict[int, set[str]] = defaultdict(set)  # of these
    told = {}
    for text in sorted(scores, key=lambda text: (-scores[text], text)):
        count = len(found[text].sentences)
        own = {text[start:end] for start in range(len(text)) for end in range(start + 2, len(text) + 1)}
        if text in pieces[count] or not own.isdisjoint(best[count]):
            told[text] = scores[text] - _PIECE
        else:
            told[text] = scores[text]
            best[count].add(text)
            pieces[count] |= own
    return told


def without_quotes(text: str) -> str:
    """The text without quotation marks."""
    return _QUOTES.sub("", text)


def skeleton(text: str) -> str:
    """Chinese text as terms are compared in it: Simplified, half width, without quotation marks."""
    return fold(without_quotes(text))


def collect(sentences: Sequence[str]) -> tuple[dict[str, Found], Counter[str]]:
    """Every string that may be a term by its folded form, and how often each word occurs."""
    found: dict[str, Found] = {}
    word_counts: Counter[str] = Counter()
    for index, sentence in enumerate(sentences):
        for run in _RUN.findall(_QUOTES.sub("", sentence)):
            tagged = [(word, fold(word), pos) for word, pos in tag(run)]
            words = [part for written, word, pos in tagged for part in _parts(written, word, _plain_tag(word, pos))]
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


def _parts(written: str, word: str, pos: str) -> list[_Word]:
    """The word, or the noun and the word for a place in it that it is made of: 业主群里 has 业主群."""
    if pos[0] in "nsf" and _PLACED.fullmatch(word) and not frequency(word):
        return [_Word(written[:-1], word[:-1], "n"), _Word(written[-1], word[-1], "f")]
    return [_Word(written, word, pos)]


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
        return "nr" if (word[0] in SURNAMES and len(word) <= 4) or pos == "nrt" else "nz"
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
    if tags[0] in _INSIDE_ONLY or tags[-1] in _INSIDE_ONLY or "d" in tags[1:]:
        return False
    if tags[0] in _COUNTING and words[0][-1] not in _GRADES and not (_NUMBERED.fullmatch(words[0]) and tags[1] == "n"):
        return False
    if any(tag in _COUNTING for tag in tags[1:-1]):
        return False
    if tags[-1] in _COUNTING and not (tags[-1] == "q" and len(words[-1]) == 1 and tags[-2] in _NOUNS):
        return False  # 网格员, 充电桩 end in what jieba takes for a measure word
    return tags[-1].startswith(_HEADS) and not (tags[-1] == "ns" and tags[0] != "ns")
