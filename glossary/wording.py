"""How a text may word a rendering otherwise than the glossary writes it: inflected, derived, rearranged, in part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from glossary.phrases import stem
from glossary.recognise import base
from tm.languages import primary
from tm.text.normalize import fold
from tm.units import Variant

_SLACK_WORDS = 4  # other words that may stand between those of a rendering
_SLACK_CHARS = 2
_MOST_WORDS = 4  # of a Chinese rendering that may stand in any order
_LEAST_ROOT = 5  # letters of a word that others may be derived from: state gives no station
_LEAST_PART = 4  # letters of a word that is part of a closed compound
_LEAST_REST = 3  # letters that the other part of a closed compound has: file|name, but no e|state
_FULL_NAME_CHARS = 3
_NAME_CHARS = 6  # before the kind of a place or body, in which its name stands
_KIND_CHARS = 2  # between the two: 翠湖, then 花园
_CONTEXT_CHARS = 12  # of a run that jieba is shown on each side of a term
_WORD = re.compile(r"[^\W_]+(?:['’&.][^\W_]+)*")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_FUNCTION_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with", "s"]
)
_PRONOUNS = frozenset(
    [
        "here",
        "it",
        "its",
        "they",
        "them",
        "their",
        "this",
        "that",
        "these",
        "those",
        "such",
        "he",
        "she",
        "his",
        "her",
        "him",
    ]
).union(["mr", "mrs", "ms", "dr"])  # a name in place of an office
_BEFORE_A_NOUN = (
    _FUNCTION_WORDS
    | _PRONOUNS
    | frozenset(
        [
            "all",
            "any",
            "another",
            "both",
            "each",
            "every",
            "my",
            "no",
            "one",
            "other",
            "our",
            "own",
            "same",
            "some",
            "your",
        ]
    )
)
_ACRONYM = re.compile(r"[A-Z](?:&?[A-Z])+")
_KEY_MARK = re.compile(r"(?<![A-Z])[_&](?=[a-z])")  # before the letter of a menu key: F_ile
_PREPOSITION = re.compile(r"\s(?:of|for|in|on|to|with|by|from|at)\s")
_CHINESE_PRONOUNS = re.compile("[它其该此这]|他们|她们")
_PAST = {
    "bound": "bind",
    "found": "find",
    "left": "leave",
    "rose": "rise",
    "fell": "fall",
    "felt": "feel",
    "saw": "see",
}
_ENDINGS = {  # of what is derived from a verb or an adjective, and what the root has there; not of who does it
    **dict.fromkeys(("ion", "ation", "ition", "tion", "ption", "ment", "ance", "ence", "al"), ""),
    **dict.fromkeys(("ly", "ness", "ity", "est"), ""),
    **dict.fromkeys(("ily", "iness", "ier", "iest", "ial", "ical", "ic"), "y"),
}
_BETWEEN = ("a", "b", "d")  # adjectives and the like, which may stand before a noun
_NOUNS = ("n", "s", "vn", "b")  # jieba's tags of what a noun before it may belong to


def form(text: str) -> tuple[str, ...]:
    """What makes two renderings the same one but for inflection and case."""
    return tuple(base(word) for word in _WORD.findall(fold(text)))


def parts(text: str, lang: str) -> frozenset[str]:
    """The words of a term without inflection, or its characters where it is Chinese."""
    return frozenset(fold(text)) if primary(lang) in ("zh", "ja") else frozenset(form(text))


def loosely(rendering: str, target: Variant) -> bool:
    """Whether the words of a rendering stand close together in the target, in any order or with others between.

    Words that are derived from one another count as the same (disinfected, disinfection), and in renderings of several
    words those that are part of a closed compound (rainfall).
    """
    if primary(target.lang) in ("zh", "ja"):
        return len(rendering) > 2 and any(
            re.search(f".{{0,{_SLACK_CHARS}}}?".join(map(re.escape, order)), fold(target.text))
            for order in _orders(rendering)
        )
    wanted, words = _content(rendering), _content(_spelled_out(rendering, _KEY_MARK.sub("", target.text)))
    if len(wanted) == 1:
        return any(_kin(wanted[0], word) for word in words)
    return _each_once(wanted) and set(wanted) in _found(wanted, words, len(wanted) + _SLACK_WORDS)


@lru_cache(maxsize=1 << 12)
def _orders(rendering: str) -> tuple[Sequence[str], ...]:
    """The pieces of a Chinese rendering in the orders they may stand in: its characters; its words, if all are long."""
    from tm.text.words import cut

    folded = fold(rendering)
    words = cut(folded)
    whole = 1 < len(words) <= _MOST_WORDS and all(len(word) > 1 for word in words)
    return (folded, *(permutations(words) if whole else ()))


def scattered(rendering: str, target: Variant) -> bool:
    """Whether all of three and more words of an English rendering are in the target, however far apart."""
    if primary(target.lang) in ("zh", "ja"):
        return False
    wanted, words = _content(rendering), _content(target.text)
    return len(wanted) > 2 and _each_once(wanted) and set(wanted) in _found(wanted, words, len(words))


def in_name(text: str, start: int, end: int, target: Variant) -> bool:
    """Whether the Chinese text[start:end] is the kind that a name ends in, which an English target may leave out.

    The name before it is there in pinyin: Cuihu Garden for 翠湖花园小区.
    """
    from glossary.namewords import BODY_ENDS, PLACE_ENDS
    from glossary.sounds import sounds

    if primary(target.lang) in ("zh", "ja") or fold(text[start:end]) not in (*PLACE_ENDS, *BODY_ENDS):
        return False
    before = fold(text[max(0, start - _NAME_CHARS) : start])
    return any(sound.end >= len(before) - _KIND_CHARS for sound in sounds(before, fold(target.text)))


def refers(target: Variant) -> bool:
    """Whether the target has a word that may stand for a thing named before."""
    if primary(target.lang) in ("zh", "ja"):
        return _CHINESE_PRONOUNS.search(target.text) is not None
    return not _PRONOUNS.isdisjoint(word.casefold() for word in _WORD.findall(fold(target.text)))


def compounded(rendering: str, target: Variant) -> bool:
    """Whether the one word of an English rendering is part of a longer one in the target: file in filename."""
    wanted = _content(rendering)
    return (
        primary(target.lang) not in ("zh", "ja")
        and len(wanted) == 1
        and any(_compounds(wanted[0], word) for word in _content(target.text))
    )


def in_part(rendering: str, target: Variant, *, compound: bool) -> bool:
    """Whether the target has a part of an English rendering that may stand for it.

    The second mention of a thing is often so: the board of directors, then the board; Wangchao Island, then Wangchao;
    electronic health record, then EHR; half of the words of a long name. In a compound the first word of two may do:
    the hadal zone, then the hadal seafloor.
    """
    words = [word for word in _WORD.findall(fold(rendering)) if word.casefold() not in _FUNCTION_WORDS]
    if primary(target.lang) in ("zh", "ja") or len(words) < 2:
        return False
    have = _content(target.text)

    def stands(word: str) -> bool:
        return any(_kin(word, other) for other in have)

    first_phrase = [*_WORD.findall(fold(_PREPOSITION.split(rendering, maxsplit=1)[0]))]
    heads = [*first_phrase[-1:], *(words if all(word[0].isupper() for word in words) else ())]
    half = len(words) > 2 and 2 * sum(map(stands, words)) >= len(words)
    short = initials(rendering)
    shortened = len(short) > 2 and re.search(rf"\b{re.escape(short)}s?\b", target.text) is not None
    return half or shortened or any(map(stands, heads)) or (compound and stands(words[0]))


def replaced(rendering: str, target: Variant) -> Iterator[tuple[int, int]]:
    """Where another word stands in the place of the first one of three and more: provisional Party branch.

    What may stand there as well where it is only left out, an article or whose it is, does not count.
    """
    if primary(target.lang) in ("zh", "ja"):
        return
    first, *rest = form(rendering)
    text = fold(target.text)
    words = list(_WORD.finditer(text))
    forms = [base(word.group()) for word in words]

    def instead(at: int) -> bool:
        """Whether the word there, which nothing but a space parts from the next one, says something else."""
        word = words[at].group()
        apart = text[words[at].end() : words[at + 1].start()].strip(" -")
        own = word.islower() and word.isalpha() and word not in _BEFORE_A_NOUN
        return own and not apart and not _kin(forms[at], first)

    for at in range(len(words) - len(rest) if len(rest) > 1 else 0):
        if forms[at + 1 : at + 1 + len(rest)] == rest and instead(at):
            yield words[at].start(), words[at + len(rest)].end()


def initials(rendering: str) -> str:
    """The first letters of the words of an English rendering that carry its meaning, in capitals."""
    words = (word for word in _WORD.findall(fold(rendering)) if word.casefold() not in _FUNCTION_WORDS)
    return "".join(word[0] for word in words).upper()


def before_noun(text: str, end: int) -> bool:
    """Whether a word follows in the Chinese text that a noun before it may belong to, as 海底 in 深渊海底.

    A word that says more of it may come between: 深渊长期观测网.
    """
    from tm.text.words import tag

    run = _HAN_RUN.match(fold(text), end, end + _CONTEXT_CHARS)
    kinds = [kind for _, kind in tag(run.group())] if run else []
    return any(kind.startswith(_NOUNS) for kind in kinds[: 2 if kinds and kinds[0] in _BETWEEN else 1])


def by_name(text: str, start: int, end: int, target: Variant) -> bool:
    """Whether the Chinese text[start:end] is what a person is called whose name the target has instead.

    The surname is beside it and in pinyin there (Mr. Shen for 沈副厅长), or it says who speaks (主持人：).
    """
    from glossary.namewords import HONORIFICS, SURNAMES, TITLES
    from glossary.sounds import written_by_sound

    if primary(target.lang) in ("zh", "ja") or not fold(text[start:end]).endswith((*TITLES, *HONORIFICS)):
        return False
    beside = fold(text[max(0, start - _FULL_NAME_CHARS) : start] + text[end : end + 1])
    named = any(char in SURNAMES and written_by_sound(char, target.text) for char in beside)
    return named or fold(text[end : end + 1]) == ":"


def inside_word(text: str, start: int, end: int) -> bool:
    """Whether a longer word of jieba's dictionary holds the Chinese text[start:end], as 文件夹 does 文件."""
    from tm.text.words import cut, frequency

    for run in _HAN_RUN.finditer(fold(text), max(0, start - _CONTEXT_CHARS), end + _CONTEXT_CHARS):
        at = run.start()
        for word in cut(run.group()):
            first, at = at, at + len(word)
            if first <= start and end <= at and end - start < len(word) and frequency(word):
                return True
    return False


def _spelled_out(rendering: str, text: str) -> str:
    """The text with the acronyms of the rendering in place of what they stand for: research and development, R&D."""
    for acronym in _ACRONYM.findall(rendering):
        letters = [re.escape(letter) for letter in acronym if letter != "&"]
        between = r"[a-z]+[\s-]+(?:(?:and|of|the|for)\s+)*"
        text = re.sub(rf"\b{between.join(letters)}[a-z]+", acronym, text, flags=re.IGNORECASE)
    return text


def _content(text: str) -> list[str]:
    """The words of an English text that carry its meaning, in lower case, without plural; of Item2 only item."""
    words = (word.rstrip("0123456789") or word for word in _WORD.findall(fold(text)))
    return [stem(word) for word in words if word.casefold() not in _FUNCTION_WORDS]


def _each_once(wanted: Sequence[str]) -> bool:
    """Whether no word comes twice, as in year on year: one of them is not half of it."""
    return bool(wanted) and len(set(wanted)) == len(wanted)


def _found(wanted: Sequence[str], words: Sequence[str], reach: int) -> Iterator[set[str]]:
    """Which of the words wanted are among so many words of a text, from each place where one of them is."""
    means = [{one for one in wanted if _kin(one, word) or _compounds(one, word)} for word in words]
    for at, found in enumerate(means):
        if found:
            yield set[str]().union(*means[at : at + reach])


@lru_cache(maxsize=1 << 14)
def _kin(one: str, other: str) -> bool:
    """Whether two words are the same but for inflection, or one is derived from the other."""
    one, other = base(_PAST.get(one, one)), base(_PAST.get(other, other))
    return one == other or one in _roots(other) or other in _roots(one)


def _roots(word: str) -> set[str]:
    """What a word without inflection may be derived from."""
    found = {word.removesuffix(ending) + instead for ending, instead in _ENDINGS.items() if word.endswith(ending)}
    return {root.removesuffix("e") for root in found if len(root) >= _LEAST_ROOT}


def _compounds(part: str, word: str) -> bool:
    """Whether the word is a closed compound with that part, both in lower case and without plural."""
    return (
        len(part) >= _LEAST_PART
        and len(word) - len(part) >= _LEAST_REST
        and (word.startswith(part) or word.endswith(part))
    )
