"""Terms in running text: the longest ones from the left, whatever script, width, quotes or inflection they stand in.

Chinese is compared character by character in its skeleton (folded, without quotation marks, white space and the
pinyin that some converters leave behind, as in 網(wǎng)格); English word by word by stems. Both through a trie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from glossary.entries import Term, TermEntry
from glossary.phrases import stem
from tm.languages import primary, serves
from tm.text.normalize import fold

_DROPPED = re.compile(r"[“”\"「」『』‘’'\s]|\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńň]{1,8}\)")
_WORD = re.compile(r"[^\W_]+(?:['’&.][^\W_]+)*")
_SHORT_CHARS = 2  # Chinese terms up to this length are doubtful where they cut a word in two


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term that stands in a text at start:end."""

    start: int
    end: int
    entry: TermEntry
    term: Term
    doubtful: bool  # a short Chinese term that ends inside a word of the text

    @property
    def translations(self) -> tuple[Term, ...]:
        """The terms of the entry in other languages, in its order."""
        language = primary(self.term.lang)
        return tuple(term for term in self.entry.terms if primary(term.lang) != language)


@dataclass(slots=True)
class _Node:
    """A place in the trie; `owner` is the term that ends here."""

    next: dict[str, _Node] = field(default_factory=dict)
    owners: list[tuple[TermEntry, Term]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    form: str
    start: int
    end: int


class Recogniser:
    """Finds the terms of some entries; build it once for many texts."""

    def __init__(self, entries: Iterable[TermEntry]) -> None:
        self._roots: dict[str, _Node] = {}
        for entry in entries:
            for term in entry.terms:
                language = primary(term.lang)
                node = self._roots.setdefault(language, _Node())
                for token in _tokens(term.text, language):
                    node = node.next.setdefault(token.form, _Node())
                node.owners.append((entry, term))

    def find(self, text: str, lang: str) -> tuple[TermHit, ...]:
        """The hits in the order of the text, none inside another; every status counts, forbidden terms too.

        Where several entries share a term, each gives one hit at that place. A term of the other Chinese script is
        found as well, since text is compared without it.
        """
        language = primary(lang)
        root = self._roots.get(language)
        if root is None:
            return ()
        tokens = _tokens(text, language)
        hits: list[TermHit] = []
        edges: set[int] | None = None
        at = 0
        while at < len(tokens):
            length, owners = _longest(root, tokens, at)
            if not length:
                at += 1
                continue
            start, end = tokens[at].start, tokens[at + length - 1].end
            doubtful = False
            if language == "zh" and length <= _SHORT_CHARS:
                edges = _word_edges(tokens) if edges is None else edges
                doubtful = not {at, at + length} <= edges
            ranked = sorted(owners, key=lambda owner: serves(owner[1].lang, lang))
            nearest = {entry.concept: (entry, term) for entry, term in ranked}  # of an entry's variants, the asked one
            hits += [TermHit(start, end, entry, term, doubtful) for entry, term in reversed(nearest.values())]
            at += length
        return tuple(hits)


def _longest(root: _Node, tokens: Sequence[_Token], at: int) -> tuple[int, list[tuple[TermEntry, Term]]]:
    """How many tokens from `at` the longest term takes, and the terms written so."""
    node, best, owners = root, 0, list[tuple[TermEntry, Term]]()
    for length, token in enumerate(tokens[at:], start=1):
        found = node.next.get(token.form)
        if found is None:
            break
        node = found
        if node.owners:
            best, owners = length, node.owners
    return best, owners


def _tokens(text: str, language: str) -> list[_Token]:
    """What is compared: Chinese characters of the skeleton, or words by their stems."""
    if language != "zh":
        return [_Token(base(m.group()), m.start(), m.end()) for m in _WORD.finditer(fold(text))]
    dropped = {at for match in _DROPPED.finditer(fold(text)) for at in range(*match.span())}
    folded = fold(text).casefold()
    if len(folded) != len(text):
        folded = fold(text)
    return [_Token(char, at, at + 1) for at, char in enumerate(folded) if at not in dropped]


def _word_edges(tokens: Sequence[_Token]) -> set[int]:
    """The places between tokens where a word of the text begins or ends."""
    from tm.text.words import cut

    edges, at = {0}, 0
    for word in cut("".join(token.form for token in tokens)):
        at += len(word)
        edges.add(at)
    return edges


def base(word: str) -> str:
    """The English word in lower case without plural, possessive, -ed, -ing; for comparing, not for reading."""
    word = stem(word)
    if len(word) > 4 and word.endswith("ied"):
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):
            return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz" else root.rstrip("e")
    return word.removesuffix("e") if len(word) > 3 else word
