"""Short forms that texts define: 疾病预防控制中心（以下简称疾控中心）, joint prevention mechanism (JPM)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from glossary.wording import form
from tm.text.normalize import fold

_OPENING, _CLOSING = "“\"‘'「『《〈", "”\"’'」』》〉"
_DEFINED = re.compile(
    rf"\((?:以下(?:简称|统称|称)|下称|简称)[为作]?:?(?P<mark>[{_OPENING}]*)"
    rf"(?P<short>[^{_OPENING}{_CLOSING}(),.;:。、]{{2,15}}?)[{_CLOSING}]*(?:(?:[或及和、,]|\().{{0,30}})?\)"
)
_RUN = re.compile(r"[^\W_](?:[^\W_]|·)*$")
_MARKED = re.compile(r"《([^《》]+)》$|“([^“”]+)”$|「([^「」]+)」$")
_ACRONYM = re.compile(r"\((?:the )?[“\"]?([A-Z][A-Z&]{1,8})s?[”\"]?\)")
_ENGLISH_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"])


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A Chinese name and what a text says it is called for short; context is the text that says so."""

    full: str
    short: str
    context: str


def find_short_forms(texts: Iterable[str], names: Iterable[str] = ()) -> tuple[ShortForm, ...]:
    """The short forms that Chinese texts define, each once, in either script.

    The full form ends at the bracket and holds the characters of the short one in their order; it begins with a word,
    or with one of the `names` that texts are known to have. A word that is what the full form ends in, as 公司 for a
    company, is no name for it.
    """
    known = sorted(set(names), key=len, reverse=True)
    found: dict[tuple[str, str], ShortForm] = {}
    for text in texts:
        folded = fold(text)
        for match in _DEFINED.finditer(folded) if "称" in folded else ():
            short = text[match.start("short") : match.end("short")].strip()
            full = _full_form(text[: match.start()].rstrip(), short, known)
            if full and not (_generic(full, short) and not match["mark"].endswith(("《", "〈"))):
                found.setdefault((full, short), ShortForm(full, short, text))
    return tuple(found.values())


def _full_form(before: str, short: str, names: Iterable[str]) -> str:
    """What a short form stands for, at the end of the text before its bracket; empty where nothing there fits."""
    from tm.text.words import cut

    if marked := _MARKED.search(before):
        content = next(filter(None, marked.groups()))
        return content if _start(content, short) is not None and len(content) > len(short) else ""
    run = _RUN.search(before)
    if run is None or (start := _start(run.group(), short)) is None:
        return ""
    ends = [0, *accumulate(map(len, cut(run.group())))]
    start = max(end for end in ends if end <= start)
    full = run.group()[start:]
    full = next((name for name in names if before.endswith(name) and len(name) > len(full)), full)
    return full if len(full) > len(short) else ""


def _start(text: str, short: str) -> int | None:
    """Where in a text the characters of a short form begin that are nearest to its end; None if it lacks one."""
    text, at = fold(text), len(text)
    for char in reversed(fold(short)):
        at = text.rfind(char, 0, at)
        if at < 0:
            return None
    return at


def _generic(full: str, short: str) -> bool:
    from tm.text.words import cut

    return fold(full).endswith(fold(short)) and len(cut(short)) == 1


def find_acronyms(texts: Iterable[str]) -> dict[tuple[str, ...], str]:
    """The acronyms that English texts put into brackets behind what they stand for, by the form of that (`form`)."""
    found: dict[tuple[str, ...], str] = {}
    for text in texts:
        for match in _ACRONYM.finditer(text):
            words = _ENGLISH_WORD.findall(text[max(0, match.start() - 200) : match.start()])
            phrase = _spelled_out(words, match[1].replace("&", ""))
            if phrase:
                found.setdefault(form(" ".join(phrase)), match[1])
    return found


def _spelled_out(words: list[str], letters: str) -> list[str]:
    """The last words whose initials are the letters, small words left out of account."""
    left = letters.lower()
    for at in range(len(words) - 1, -1, -1):
        word = words[at].lower()
        if left.endswith(word[0]) and word not in _SMALL:
            left = left[:-1]
        elif word not in _SMALL:
            return []
        if not left:
            return words[at:]
    return []
