"""What fuzzy lookup compares: the form of a text, how alike two forms are, and forms as strings of one sign a token."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tm.inline import is_annotation
from tm.text.normalize import fold
from tm.text.words import token_spans, tokens
from tm.units import Variant

ROUNDING = 1e-6  # a score that equals the cutoff may be a rounding error below it
BOUNDARY, UNKNOWN, OVERFLOW = "\0", "\1", "\2"  # no token: an edge of a text, one that no text has, one past the last
FIRST_CODE, LAST_CODE = 0x40000, 0x10FFFF  # of tokens that do not stand for themselves; no characters are assigned here
_BYTE_ORDER_MARK = "\ufeff"  # would be lost at the beginning of encoded forms
_FIRST_PLAIN = 0x20  # from here up to FIRST_CODE a token of one character stands for itself


Side = tuple[int, bool]  # a unit's row number; whether its text is the target


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored unit with a side like the query; `turned` where that side is its target."""

    rowid: int
    turned: bool
    percent: int


def percent(query: str, text: str) -> int:
    """How alike two texts are in form, 0 to 100, floored: the share of tokens that need no edit.

    100·(1 − edits / tokens of the longer text) over the tokens of tm.text.words, where letter case, width, script
    (Traditional, Simplified) and white space do not count; so 100 does not mean identical here.
    """
    from rapidfuzz.distance import Levenshtein

    return floored(Levenshtein.normalized_similarity(form(query), form(text)))


def form(text: str) -> list[str]:
    """The tokens that are compared: folded in script, width and letter case."""
    return tokens(fold(text).casefold())


def percent_with_codes(query: Variant, text: Variant) -> int:
    """As `percent`, each inline code but annotations a token of its kind: an open, a close, a standalone one."""
    from rapidfuzz.distance import Levenshtein

    return floored(Levenshtein.normalized_similarity(_form_with_codes(query), _form_with_codes(text)))


def _form_with_codes(variant: Variant) -> list[str]:
    """The tokens with the codes in front of the first token that begins behind them or with them."""
    folded = fold(variant.text)
    placed = [(code.offset, 0, f"\0{code.kind}") for code in variant.codes if not is_annotation(code)]
    placed += [(start, 1, folded[start:end].casefold()) for start, end in token_spans(folded)]
    return [token for _, _, token in sorted(placed, key=lambda place: place[:2])]


def floored(similarity: float) -> int:
    """The percent of a similarity of 0 to 1."""
    return math.floor(similarity * 100 + ROUNDING)


def cutoff(minimum: int) -> float:
    """The similarity that a text of at least `minimum` percent reaches in spite of rounding."""
    return max(minimum / 100 - ROUNDING, 0.0)


def stands_for_itself(token: str) -> bool:
    """Whether the sign of the token is the token: a Chinese character, a punctuation mark, a digit."""
    return len(token) == 1 and _FIRST_PLAIN <= ord(token) < FIRST_CODE and token != _BYTE_ORDER_MARK


class Coding(dict[str, str]):
    """The sign of each token: one character, so that RapidFuzz compares forms as strings, at full speed.

    Other tokens are given signs as they come. When all are handed out, further tokens share one that no query has, so
    that a score may be too low there, never too high.
    """

    def __init__(self) -> None:
        super().__init__()
        self.next_code = FIRST_CODE

    def __missing__(self, token: str) -> str:
        sign = token
        if not stands_for_itself(token):
            if self.next_code > LAST_CODE:
                return OVERFLOW
            sign = chr(self.next_code)
            self.next_code += 1
        self[token] = sign
        return sign

    def coded(self, text: str) -> str:
        """The form of the text; tokens met for the first time are given a sign."""
        return "".join(map(self.__getitem__, form(text)))


def coded_query(query: list[str], signs: Mapping[str, str]) -> str:
    """A form to compare with coded ones: tokens without a sign there are like none."""
    return "".join([signs.get(token, UNKNOWN) for token in query])
