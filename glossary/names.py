"""The names in Chinese sentences: persons, places, and bodies that are called after a place or a name of their own.

What tells a name: its translation writes it by its sound (glossary.sounds); a title before it or what people do after
it; the word for the kind of place or body that it ends in, after a known place or a string that is no word. A string
that was told once is a name wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from glossary.candidates import skeleton, without_quotes
from glossary.entries import CandidateKind, Example, NameCandidate
from glossary.namewords import (
    BODY_ENDS,
    DOUBLE_SURNAMES,
    FAMILIAR_PLACES,
    HONORIFICS,
    NO_BODY,
    PLACE_ENDS,
    SAYING,
    SURNAMES,
    TITLES,
)
from glossary.sounds import sounds, written_by_sound
from tm.languages import canonical
from tm.text.words import frequency, listed_as, tag

_HAN_RUN = re.compile(r"[\u3400-\u9fff·]+")
_LOWER = re.compile(r"\b[a-z]+\b")
_SPACED_NAME = re.compile(
    r"(?<=\s)([\u4e00-\u9fff])[\s\u3000]+([\u4e00-\u9fff])(?=\s|$)"
)  # 何 穗, set as wide as 周秋砚
_BYLINE = re.compile(r"(?:记者|通讯员|编辑|校对|责编|审核|摄影)[:\s\u3000\u4e00-\u9fff]{0,24}[:\s\u3000]$")
_MAX_EXAMPLES = 3
_COMMON = 3.0  # times in a million words, from which on a string is a word before it is a name
_RARE = 1.0  # below, a word is as good as none
_MOST_CHARS = 24
_IN_A_NAME = ("n", "v", "j", "b", "a", "l", "f", "s", "i", "x", "z", "g", "k", "h")
_NOUNS = ("n", "vn", "j", "g", "k")
_OF_A_BODY = frozenset(["公司", "子公司", "政府", "党委", "分公司"])  # say what body of a named place, and are no name
_ADMINISTRATIVE = tuple("省市县区镇乡村")
_STAYING = (*_ADMINISTRATIVE, "街道", "社区", "小区")  # of places that are named inside a longer name too
_KINDS_IN_DICTIONARY = (*_ADMINISTRATIVE, *"州旗盟山江河湖岛")
_TO_A_PLACE = frozenset([*"在到从赴来回往至于由离抵去", "离开", "抵达", "前往", "来到", "返回"])  # stands before it
_OWN_KINDS = ("镇", "乡", "村", "街道", "社区", "小区", "县", "区")
_PIECES = ("n", "nr", "ns", "nz", "g", "x", "z", "zg", "q")  # of a single character: a piece of the name behind it
_TAGS_OF_PLACES = ("ns", "nr", "nz", "nrt")
_RANKS = {"省": 0, "小区": 5, "社区": 4, "市": 1, "区": 2, "县": 2, "旗": 2, "镇": 3, "乡": 3, "街道": 3, "村": 4}
_LONG_PLACE_ENDS = tuple(end for end in PLACE_ENDS if len(end) > 2)
_FUNCTION = frozenset(
    "的了着过是在和与及或而也都就又还把被让给对向从到为以之其这那每各该此某几们个等将会能可不没有由至于全本多少"
)


def find_names(
    sentences: Sequence[str], translations: Sequence[str] = (), *, lang: str = "zh"
) -> tuple[NameCandidate, ...]:
    """The names of Chinese sentences, those that occur most first; with translations, persons have their English.

    Args:
        sentences: of one text or many.
        translations: the English of each sentence, where there is any; names are told better with it.
        lang: of the sentences; the names carry it.
    """
    texts = [_Text(sentence) for sentence in sentences]
    english = list(translations) if translations else [""] * len(sentences)
    known = _Known()
    for text, translated in zip(texts, english, strict=True):
        _hear(text, translated, known)
    for text, translated in zip(texts, english, strict=True):
        _find_persons(text, translated, known)
        for place in (*_listed_places(text), *_own_places(text), *_address(text)):
            known.add(place, CandidateKind.PLACE)
    for _ in range(2):  # a place told in one sentence tells those behind it in another
        for text in texts:
            _find_behind(text, known)
    return _counted(texts, known, canonical(lang))


class _Text:
    """A sentence as it is compared, with its words and its spelling."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.written = without_quotes(_SPACED_NAME.sub(r"\1\2", sentence))
        self.folded = skeleton(self.written)
        self.words: list[tuple[int, int, str]] = []
        at = 0
        for word, pos in tag(self.folded):
            if _HAN_RUN.fullmatch(word):
                self.words.append((at, at + len(word), pos))
            at += len(word)
        self.starts = {start for start, _, _ in self.words}

    def is_common(self, start: int, end: int) -> bool:
        """Whether it is a word rather than a name: one that is frequent and not tagged as a place."""
        place = any(first == start and last >= end and pos == "ns" for first, last, pos in self.words)
        return frequency(self.folded[start:end]) >= _COMMON and not place

    def place_end(self, at: int) -> int:
        """Where the word for a kind of place that starts at `at` ends; 0 without one, or where a longer word has it."""
        if not self.folded.startswith(PLACE_ENDS, at):
            return 0
        end = next(at + len(end) for end in PLACE_ENDS if self.folded.startswith(end, at))
        if end == len(self.folded) or end in self.starts or not _HAN_RUN.match(self.folded[end]):
            return end
        word = next((self.folded[first:last] for first, last, _ in self.words if first < end < last), "")
        return 0 if frequency(word) >= _RARE and not word.endswith("委") else end


@dataclass(slots=True)
class _Known:
    """The names told so far, by their folded text."""

    kinds: dict[str, CandidateKind] = field(default_factory=dict)
    english: dict[str, Counter[str]] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)  # written by their sound; of what kind is not said

    def add(self, text: str, kind: CandidateKind, english: str = "") -> None:
        self.kinds.setdefault(text, kind)
        if english:
            self.english.setdefault(text, Counter())[english] += 1


def _hear(text: _Text, english: str, known: _Known) -> None:
    """Take up what the translation writes by its sound."""
    if not english:
        return
    lower = set(_LOWER.findall(english))
    for sound in sounds(text.folded, english):
        name = text.folded[sound.start : sound.end]
        if sound.person:
            known.add(name, CandidateKind.PERSON, sound.english)
            continue
        kind_of_place = next((end for end in PLACE_ENDS if text.folded.startswith(end, sound.end)), "")
        behind = kind_of_place or text.folded.startswith(BODY_ENDS, sound.end)
        common = sound.english.lower() in lower or text.is_common(sound.start, sound.end) or set(name) & _FUNCTION
        if common and not (sound.has_kind and behind):
            continue
        known.heard[name] += 1
        end = sound.end + len(kind_of_place) if sound.has_kind and kind_of_place else text.place_end(sound.end)
        if end or name.endswith(PLACE_ENDS):
            known.add(text.folded[sound.start : end or sound.end], CandidateKind.PLACE)
            if not common:
                known.add(name, CandidateKind.PLACE)


def _find_persons(text: _Text, english: str, known: _Known) -> None:
    """Surname and given name after a title or before what a person does, or a surname before a form of address.

    Where there is a translation, it writes the surname by its sound.
    """
    folded = text.folded
    for start, char in enumerate(folded):
        surname = 2 if folded[start : start + 2] in DOUBLE_SURNAMES else 1
        if (surname == 1 and char not in SURNAMES) or (english and not written_by_sound(char, english)):
            continue
        address = next((word for word in HONORIFICS if folded.startswith(word, start + surname)), "")
        if address and (english or start in text.starts) and not frequency(folded[start : start + surname + 1]):
            known.add(folded[start : start + surname + len(address)], CandidateKind.PERSON)
        elif not english and start in text.starts:
            name = _full_name(text, start, surname)
            if name:
                known.add(name, CandidateKind.PERSON)


def _full_name(text: _Text, start: int, surname: int) -> str:
    """The full name whose surname stands at `start`; empty where nothing says that it is one."""
    folded = text.folded
    titled = folded[:start].endswith(TITLES) or bool(_BYLINE.search(folded[:start]))
    for given in (1, 2):
        stop = start + surname + given
        name = folded[start:stop]
        if not _HAN_RUN.fullmatch(name) or len(name) < surname + given or frequency(name) or set(name) & _FUNCTION:
            return ""
        speaks = folded.startswith(SAYING + HONORIFICS, stop)
        alone = stop == len(folded) or not _HAN_RUN.match(folded[stop])
        if speaks or (titled and (alone or (given == 2 and stop in text.starts))):
            return name
    return ""


def _find_behind(text: _Text, known: _Known) -> None:
    """Places and bodies that begin with a known name, or stand right behind one."""
    told = list(_told(text, known))
    begun = {start for start, _, _ in told}
    for start, end, kind in told:
        if kind is CandidateKind.PERSON:
            continue
        body = kind is CandidateKind.ORGANISATION
        stop = 0 if body else text.place_end(end)
        if stop and (stop - end > 1 or not text.folded[:end].endswith(_ADMINISTRATIVE)):
            known.add(text.folded[start:stop], CandidateKind.PLACE)
            end = stop
        if end in begun:
            continue
        if kind is CandidateKind.PLACE and (next_place := _next_place(text, end)):
            known.add(next_place, CandidateKind.PLACE)
            continue
        if not body and (stop := _behind(text, start, end, _LONG_PLACE_ENDS)):
            known.add(text.folded[start:stop], CandidateKind.PLACE)
        stop = _behind(text, start, end, BODY_ENDS, body=body)
        if stop and not (kind is CandidateKind.PLACE and text.folded[end:stop] in _OF_A_BODY):
            known.add(text.folded[start:stop], CandidateKind.ORGANISATION)


def _told(text: _Text, known: _Known) -> Iterator[tuple[int, int, CandidateKind | None]]:
    """The known names of the sentence, the longest at each place, in order; kind None where it has not been told."""
    start = 0
    while start < len(text.folded):
        for chars in range(min(_MOST_CHARS, len(text.folded) - start), 1, -1):
            name = text.folded[start : start + chars]
            if name in known.kinds or name in known.heard:
                yield start, start + chars, known.kinds.get(name)
                if known.kinds.get(name) is not CandidateKind.ORGANISATION:
                    start += chars - 1
                break
        start += 1


def _listed_places(text: _Text) -> Iterator[str]:
    """The places that are familiar, and those that the dictionary has with the word for their kind.

    红安县 tells 红安 as well. Where 红安 stands alone, the dictionary having 红安县, what is before it tells.
    """
    before = ""
    for start, end, pos in text.words:
        word = text.folded[start:end]
        bare = word.removesuffix("省").removesuffix("市")
        if bare in FAMILIAR_PLACES:
            yield from {bare, word}
        elif pos in _TAGS_OF_PLACES and _is_listed_place(word):
            yield word
            yield word[:-1]
        elif (
            pos in _TAGS_OF_PLACES
            and _may_be_place(word)
            and (before in _TO_A_PLACE or (not before and listed_as(word) == "ns"))
        ):
            yield word
        before = word


@lru_cache(maxsize=1 << 14)
def _is_listed_place(word: str) -> bool:
    """Whether the dictionary has it as a place, with the word for its kind."""
    own = word[:-1]
    if listed_as(word) != "ns" or not word.endswith(_KINDS_IN_DICTIONARY) or own.endswith("族") or set(own) & _FUNCTION:
        return False
    if len(own) == 1:
        return word[-1] == "县"
    return frequency(own) < _RARE or listed_as(own) in _TAGS_OF_PLACES


@lru_cache(maxsize=1 << 14)
def _may_be_place(word: str) -> bool:
    return len(word) > 1 and any(_is_listed_place(word + kind) for kind in "省市县州")


def _own_places(text: _Text) -> Iterator[str]:
    """Places that no dictionary has, told by how they are made: 宋埠 before 镇, 芦淞区 cut as one word.

    Their own part is tagged as a name, in no common use, and no end of a longer one (江桥 of 丫江桥镇).
    """
    before = ""
    for start, end, pos in text.words:
        word = text.folded[start:end]
        piece, before = before, (word if pos in _PIECES else "")
        if len(piece) == 1 or pos not in _TAGS_OF_PLACES or frequency(word) >= _COMMON or set(word) & _FUNCTION:
            continue
        if word.endswith(_OWN_KINDS):
            if len(word) > 2 and frequency(word) < _RARE and frequency(word[:-1]) < _RARE:
                yield word
        elif len(word) > 1 and listed_as(word) in ("", *_TAGS_OF_PLACES):
            stop = text.place_end(end)
            if text.folded[end:stop].endswith(_OWN_KINDS):
                yield text.folded[start:stop]


def _next_place(text: _Text, at: int) -> str:
    """The place right behind a place: 东浦区 behind 浔安市."""
    ends = {chars: text.place_end(at + chars) for chars in (2, 3, 4)}
    if not any(ends.values()):
        return ""
    if any(first < at < last and frequency(text.folded[first:last]) >= _COMMON for first, last, _ in text.words):
        return ""
    for chars, end in ends.items():
        own = text.folded[at : at + chars]
        if not end or not _HAN_RUN.fullmatch(own):
            continue
        inside = [text.folded[first:last] for first, last, _ in text.words if at <= first and last <= at + chars]
        if (
            set(own) & _FUNCTION
            or frequency(own)
            or any(frequency(word) >= _COMMON for word in inside if len(word) > 1)
        ):
            return ""
        return text.folded[at:end]
    return ""


def _address(text: _Text) -> list[str]:
    """Places that stand behind one another, each inside the one before: 天元区栗雨街道月塘社区."""
    found: list[str] = []
    for start in sorted(text.starts):
        at = start
        ranks: list[int] = []
        chain: list[str] = []
        while place := _next_place(text, at):
            rank = next((rank for end, rank in _RANKS.items() if place.endswith(end)), -1)
            if rank < 0 or (ranks and rank <= ranks[-1]):
                break
            ranks.append(rank)
            chain.append(place)
            at += len(place)
        if len(chain) > 1:
            found += chain
    return found


def _behind(text: _Text, start: int, at: int, ends: tuple[str, ...], *, body: bool = False) -> int:
    """Where the longest run of words behind `at` ends that closes with one of the ends; 0 without one.

    Behind a body that has ended, nouns only.
    """
    found, stop = 0, at
    for first, last, pos in text.words:
        if last <= at:
            continue
        word = text.folded[max(first, at) : last]
        inside = _NOUNS if found or body else _IN_A_NAME
        if first > stop or last - start > _MOST_CHARS or not (pos.startswith(inside) or word in ("和", "第二", "第一")):
            break
        if (word in _FUNCTION and word != "和") or (found and word in _OF_A_BODY):
            break
        stop = last
        if word.endswith(ends) and word not in NO_BODY:
            found = last
    return found


def _counted(texts: Sequence[_Text], known: _Known, lang: str) -> tuple[NameCandidate, ...]:
    """The names with their places, the given name of a person where it stands alone among them."""
    given = {name[1:]: name for name, kind in known.kinds.items() if kind is CandidateKind.PERSON and len(name) == 3}
    for name in known.heard:
        if name in given:
            known.add(name, CandidateKind.PERSON)
    occurrences: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, text in enumerate(texts):
        for start, name in _standing(text, known):
            occurrences[name].append((index, start))
    names = []
    for name, places in occurrences.items():
        spellings = Counter(texts[index].written[start : start + len(name)] for index, start in places)
        written = max(spellings, key=lambda form: (spellings[form], form))
        english = known.english.get(name, Counter())
        best = max(english, key=lambda form: (english[form], form)) if english else ""
        sentences = dict.fromkeys(index for index, _ in places)
        examples = tuple(Example(index, texts[index].sentence) for index in sentences)[:_MAX_EXAMPLES]
        names.append(NameCandidate(written, lang, known.kinds[name], best, len(places), examples))
    return tuple(sorted(names, key=lambda item: (-item.count, item.text)))


def _standing(text: _Text, known: _Known) -> Iterator[tuple[int, str]]:
    """Every name of the sentence that is no piece of a longer one; 浔安市 counts inside a longer one, 浔安 does not."""
    taken = 0
    for start in range(len(text.folded)):
        for chars in range(min(_MOST_CHARS, len(text.folded) - start), 1, -1):
            name = text.folded[start : start + chars]
            if name not in known.kinds:
                continue
            inside = start + chars <= taken
            if not inside or (known.kinds[name] is CandidateKind.PLACE and name.endswith(_STAYING)):
                taken = max(taken, start + chars)
                yield start, name
