"""Terms in running text: the longest ones from the left, whatever script, width, quotes or inflection they stand in.

Chinese is compared character by character in its skeleton (folded, without quotation marks, white space and the
pinyin that some converters leave behind, as in 網(wǎng)格); English word by word, each without its inflection. Both
are searched for by an Aho-Corasick automaton over characters: one character stands for one folded character of
Chinese, or for one word of English.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

from glossary.entries import Term, TermEntry, Workflow
from glossary.phrases import stem
from tm.languages import primary, serves
from tm.text.normalize import fold

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_MARKS = re.compile(r"[“”\"「『」』‘’'\s]")  # left out where Chinese is compared
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńň"  # of the reading that a converter has left after 網
_WORD = re.compile(r"([^\W_]++(?:['’&.][^\W_]++)*+)")  # possessive, it never has to go back
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9&]*[A-Z0-9]\b")
_BY_CHARACTER = ("zh", "ja")  # written without spaces
_LONG_CHARS = 4  # Chinese terms from this length on are not doubted, edges of words are wrong there more often
_CONTEXT_CHARS = 12  # of a run that is looked at on each side of a short term
_WIDE = re.compile(r"[\u2e80-\uffff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_IRREGULAR = {  # nouns, then verbs; forms that are other words as well (found, left) are not among them
    form: word
    for word, *forms in map(
        str.split,
        (
            *("child children", "person people persons", "foot feet", "tooth teeth", "mouse mice", "leaf leaves"),
            *("life lives", "knife knives", "shelf shelves", "half halves", "wolf wolves", "wife wives"),
            *("build built", "rebuild rebuilt", "make made", "hold held", "keep kept", "send sent", "spend spent"),
            *("pay paid", "sell sold", "buy bought", "bring brought", "teach taught", "win won", "give gave given"),
            *("take took taken", "write wrote written", "draw drew drawn", "drive drove driven", "grow grew grown"),
            *("choose chose chosen", "fight fought", "lead led", "meet met", "seek sought", "deal dealt", "lend lent"),
            *("lose lost", "wear wore worn", "know knew known", "show shown", "break broke broken"),
            *("begin began begun",),
            *("catch caught", "throw threw thrown", "fly flew flown", "tell told", "stand stood", "get got gotten"),
            *("strike struck", "sweep swept", "weave woven", "hide hidden", "forbid forbade forbidden", "speak spoken"),
        ),
    )
    for form in forms
}
_SPELLINGS = (  # British to American, for words of six letters and more
    (re.compile(r"is(?=e[sdr]?$|ing$|ation)"), "iz"),
    (re.compile(r"our(?!$)|our$"), "or"),
    (re.compile(r"([bt])re$"), r"\1er"),
    (re.compile(r"ense$"), "ence"),
    (re.compile(r"(?<=gram)me$|(?<=log)ue$"), ""),
)
_NUMERALS = frozenset("一二三四五六七八九十百千零〇0123456789")
_DIVISIBLE = _NUMERALS | frozenset("abcdefghijklmnopqrstuvwxyz")  # may be pieces of a number or a Latin word
_OTHER_FORMS = 0x30000  # no character from here on has another script, width or case
_UNSEEN = "\U0010ffff"  # stands for a character that no text has had so far; never one itself
_FIRST_CODE = 0x10000  # of the characters that stand for words: a million, none of them a surrogate
_UNKNOWN = "\ue000"  # stands for a word that no term has


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term that stands in a text at start:end."""

    start: int
    end: int
    entry: TermEntry
    term: Term
    _place: tuple[str, int, int] | None = field(default=None, repr=False, compare=False)  # short: skeleton, start, end

    @property
    def doubtful(self) -> bool:
        """Whether it is a short Chinese term that cuts a word of the text, as 会议 in 议会议员.

        Worked out when asked for, since to find the words of the text takes longer than to find the terms.
        """
        if self._place is None:
            return False
        skeleton, first, last = self._place
        before = max(0, first - _CONTEXT_CHARS)
        start, end = first - before, last - before
        for run in _HAN_RUN.finditer(_ALPHABET.plain(skeleton[before : last + _CONTEXT_CHARS])):
            if run.start() <= start and end <= run.end():
                return _cuts_a_word(run.group(), start - run.start(), end - run.start())
        return False

    @property
    def reservations(self) -> tuple[str, ...]:
        """What to know before going by it: that nobody has approved it, that the term itself is forbidden, a doubt."""
        workflow = "" if self.entry.workflow is Workflow.APPROVED else str(self.entry.workflow)
        status = "" if self.term.usable else str(self.term.status)
        return tuple(filter(None, (workflow, status, "cuts a word" if self.doubtful else "")))

    @property
    def translations(self) -> tuple[Term, ...]:
        """The terms of the entry in other languages, in its order."""
        language = primary(self.term.lang)
        return tuple(term for term in self.entry.terms if primary(term.lang) != language)


@lru_cache(maxsize=4096)
def _cuts_a_word(run: str, start: int, end: int) -> bool:
    """Whether a word of the run, one that the dictionary has, crosses one of the ends or goes beyond both."""
    from tm.text.dictionary import boundaries

    return any(
        (first < start < last and last != end) or (first < end < last and first != start)
        for first, last in pairwise(sorted(boundaries(run)))
    )


@dataclass(frozen=True, slots=True)
class _Owner:
    """A term of an entry, and what a hit must show besides its letters."""

    entry: TermEntry
    term: Term
    whole: tuple[str, ...] = ()  # acronyms, to be found as they are written
    form: str = ""  # the one word of the term, which ends in -ing or -ed, without plural

    def fits(self, written: str) -> bool:
        """Whether the text as it stands may be the term: `it` is not IT, `built` no building."""
        return all(acronym in written for acronym in self.whole) and (not self.form or stem(written) == self.form)


class Recogniser:
    """Finds the terms of some entries; build it once for many texts."""

    def __init__(self, entries: Iterable[TermEntry]) -> None:
        self._entries: dict[str, list[tuple[TermEntry, Term]]] = defaultdict(list)
        for entry in entries:
            for term in entry.terms:
                self._entries[primary(term.lang)].append((entry, term))
        self._indexes: dict[str, _CharacterIndex | _WordIndex] = {}

    def find(self, text: str, lang: str) -> tuple[TermHit, ...]:
        """The hits in the order of the text, none inside another; every status counts, forbidden terms too.

        Where several entries share a term, each gives one hit at that place. A term of the other Chinese script is
        found as well, since text is compared without it.
        """
        language = primary(lang)
        if language not in self._entries:
            return ()
        index = self._indexes.get(language)
        if index is None:
            index_type = _CharacterIndex if language in _BY_CHARACTER else _WordIndex
            index = self._indexes[language] = index_type(self._entries[language])
        return tuple(index.hits(text, lang))


class _Patterns:
    """What is searched for: strings of characters, each with the terms that are written so."""

    def __init__(self, owners: dict[str, list[_Owner]]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self._owners = list(owners.values())
        self._automaton: AhoCorasick | None = None
        if owners:
            self._automaton = AhoCorasick(list(owners), matchkind=MatchKind.LeftmostLongest, store_patterns=False)
        self._nearest: dict[str, dict[int, tuple[_Owner, ...]]] = defaultdict(dict)

    def matches(self, coded: str) -> list[tuple[int, int, int]]:
        """Number of the pattern, start and end of each, leftmost-longest."""
        return self._automaton.find_matches_as_indexes(coded) if self._automaton else []

    def owners(self, lang: str) -> Callable[[int], tuple[_Owner, ...]]:
        """What gives the owners of a pattern: those whose language is nearest to the asked first, one an entry."""
        known = self._nearest[lang]

        def of_pattern(number: int) -> tuple[_Owner, ...]:
            found = known.get(number)
            if found is None:
                nearest: dict[tuple[str, tuple[str, ...], str], _Owner] = {}
                for owner in sorted(self._owners[number], key=lambda owner: not serves(owner.term.lang, lang)):
                    nearest.setdefault((owner.entry.concept, owner.whole, owner.form), owner)
                found = known[number] = tuple(nearest.values())
            return found

        return of_pattern


class _Alphabet:
    """One character, a code, for each folded character of the texts so far; a mark is a space.

    ASCII, and what lies beyond the characters that have other forms, stands for itself. The other codes are short in
    UTF-8, which the automaton reads byte by byte: two bytes for the first 1,920 characters, where Chinese has three.
    str.translate takes half the time with a list of numbers that it takes with a dictionary.
    """

    def __init__(self) -> None:
        self._table = [ord(_UNSEEN)] * _OTHER_FORMS
        self._codes: dict[str, int] = {}
        self._forms: dict[int, str] = {}
        self._free = chain(range(0x80, 0xD800), range(0xE000, 0x110000))  # without surrogates, which UTF-8 cannot say

    @cached_property
    def _pinyin(self) -> re.Pattern[str]:
        """A reading between brackets, in codes."""
        return re.compile(rf"\([a-z{''.join(self.pieces(_TONED))}]{{1,8}}\)")

    def pieces(self, text: str) -> list[str]:
        """The codes of the text without the characters between its pieces: one between each two that are neighbours."""
        coded = text.translate(self._table)
        if _UNSEEN in coded:
            for char in set(text):
                self._learn(char)
            coded = text.translate(self._table)
        if "(" in coded:
            coded = self._pinyin.sub(lambda match: " " * len(match.group()), coded)
        return coded.split(" ")

    def plain(self, coded: str) -> str:
        """The folded characters that the codes stand for."""
        return coded.translate(self._forms)

    def _learn(self, char: str) -> None:
        """Give the character its code; safe where several threads meet."""
        if ord(char) >= _OTHER_FORMS or self._table[ord(char)] != ord(_UNSEEN):
            return
        form = _form(char)
        if form.isascii() or ord(form) >= _OTHER_FORMS:
            code = ord(form)
        else:
            code = self._codes[form] if form in self._codes else self._codes.setdefault(form, next(self._free))
            self._forms[code] = form
        self._table[ord(char)] = code


_ALPHABET = _Alphabet()  # the indexes share it, since many are small


def _form(char: str) -> str:
    """The character in Simplified script, half width, lower case; a mark is a space."""
    form = fold(char).lower()
    return " " if _MARKS.match(form) else form if len(form) == 1 else char


class _CharacterIndex:
    """Terms of a language written without spaces."""

    def __init__(self, terms: Iterable[tuple[TermEntry, Term]]) -> None:
        owners: dict[str, list[_Owner]] = defaultdict(list)
        for entry, term in terms:
            if skeleton := "".join(_ALPHABET.pieces(term.text)):
                owners[skeleton].append(_Owner(entry, term))
        self._patterns = _Patterns(owners)
        ends = _ALPHABET.plain("".join(skeleton[0] + skeleton[-1] for skeleton in owners))
        self._divisible = [not _DIVISIBLE.isdisjoint(ends[at : at + 2]) for at in range(0, len(ends), 2)]

    def hits(self, text: str, lang: str) -> list[TermHit]:
        """The hits in the order of the text."""
        pieces = _ALPHABET.pieces(text)
        skeleton = "".join(pieces)
        gaps = list(accumulate(map(len, pieces[:-1])))  # where a character of the text is missing in the skeleton

        owners = self._patterns.owners(lang)
        found = []
        for number, at, to in self._whole_matches(text, skeleton, gaps):
            start, end = _in_text(gaps, at, to) if gaps else (at, to)
            place = (skeleton, at, to) if to - at < _LONG_CHARS else None
            for owner in owners(number):
                found.append(TermHit(start, end, owner.entry, owner.term, place))
        return found

    def _whole_matches(self, text: str, skeleton: str, gaps: list[int]) -> Iterator[tuple[int, int, int]]:
        """The matches that cut no number or Latin word; in place of one that does, those inside it."""
        for match in self._patterns.matches(skeleton):
            number, at, to = match
            if not (self._divisible[number] and _cuts(text, *_in_text(gaps, at, to))):
                yield match
                continue
            for inner, first, last in self._patterns.matches(skeleton[at + 1 : to]):
                if not _cuts(text, *_in_text(gaps, at + 1 + first, at + 1 + last)):
                    yield inner, at + 1 + first, at + 1 + last


def _in_text(gaps: list[int], at: int, to: int) -> tuple[int, int]:
    """Where the part at:to of a skeleton stands in the text, without the characters around it that it lacks."""
    return at + bisect_right(gaps, at), to + bisect_right(gaps, to - 1)


def _cuts(text: str, start: int, end: int) -> bool:
    """Whether what stands at start:end is a piece of a number or a Latin word: 十大 in 二十大."""
    for at in (start, end):
        both = "".join(map(_form, text[at - 1 : at + 1])) if at else ""
        if len(both) == 2 and (_NUMERALS.issuperset(both) or (both.isascii() and both.isalpha())):
            return True
    return False


class _WordIndex:
    """Terms of a language written in words."""

    def __init__(self, terms: Iterable[tuple[TermEntry, Term]]) -> None:
        self._codes: dict[str, str] = {}
        owners: dict[str, list[_Owner]] = defaultdict(list)
        for entry, term in terms:
            words = _WORD.findall(fold(term.text))
            forms = [base(word) for word in words]
            for form in forms:
                self._codes.setdefault(form, chr(_FIRST_CODE + len(self._codes)))
            one = stem(words[0]) if len(words) == 1 and words[0].lower().endswith(("ing", "ed")) else ""
            if words:
                acronyms = tuple(_ACRONYM.findall(term.text))
                owners["".join(map(self._codes.__getitem__, forms))].append(_Owner(entry, term, acronyms, one))
        self._patterns = _Patterns(owners)
        self._code = lru_cache(maxsize=1 << 17)(lambda word: self._codes.get(base(word), _UNKNOWN))

    def hits(self, text: str, lang: str) -> list[TermHit]:
        """The hits in the order of the text."""
        folded = fold(text) if _WIDE.search(text) else text
        parts = _WORD.split(folded)  # what is between the words, and the words
        words, starts = parts[1::2], list(accumulate(map(len, parts)))[::2]
        coded = "".join(map(self._code, words))
        owners = self._patterns.owners(lang)

        def fitting(number: int, first: int, last: int) -> tuple[int, int, list[_Owner]]:
            start, end = starts[first], starts[last - 1] + len(words[last - 1])
            return start, end, [owner for owner in owners(number) if owner.fits(text[start:end])]

        found = []
        for number, first, last in self._patterns.matches(coded):
            places = [fitting(number, first, last)]
            if not places[0][2]:  # the letters are those of a term, but not as it is written; what do they hold?
                inner = self._patterns.matches(coded[first + 1 : last])
                places = [fitting(number, first + 1 + low, first + 1 + high) for number, low, high in inner]
            for start, end, fit in places:
                found += [TermHit(start, end, owner.entry, owner.term) for owner in fit]
        return found


@lru_cache(maxsize=1 << 16)
def base(word: str) -> str:
    """The English word in lower case without plural, possessive, -ed, -ing, in American spelling; for comparing only.

    What it returns need not be a word: managing and manage give `manag`.
    """
    word = _IRREGULAR.get(word.lower()) or stem(word)
    word = word.removesuffix("s") if word.endswith("eaus") else word
    if word.endswith("men") and len(word) > 2:
        word = word[:-2] + "an"
    if len(word) > 5:
        for pattern, american in _SPELLINGS:
            word = pattern.sub(american, word)
    if len(word) > 4 and word.endswith("ied"):
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):
            return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "sz" else root.rstrip("e")
    return word.removesuffix("e") if len(word) > 3 else word
