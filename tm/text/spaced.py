"""Where sentences end in languages that are written with spaces: English by rules of its own, others by their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tm.languages import primary
from tm.text.abbreviations import ORDINALS, leads_on, never_last

INVISIBLE = "\u200b-\u200f\u2060\ufeff\u00ad"
NOTE = r"(?P<note>(?:[①-⑳]|\[\d{1,3}\])*)"  # the sign of a note after a sentence belongs to it
DASHES = frozenset("—–－-―")  # of dialogue, where they open the paragraph
_EN_END = re.compile(
    rf"(?P<mark>[.!?…。！？؟۔।॥]+)(?P<closers>(?:[”’»\"'）)\]{INVISIBLE}]|[“‘«](?=[\s,.;:]|$)|\s»(?=[\s,.;:]|$))*){NOTE}"
    r"(?P<space>\s*)(?P<openers>(?:[“‘„‚»¿¡\"'（(\[]|«\s?)*)(?P<next>\S?)"
)
# fmt: off
_NEVER_LAST = frozenset(
    [
        "mr", "mrs", "ms", "messrs", "dr", "prof", "gen", "lt", "col", "maj", "capt", "sgt", "cmdr", "adm", "sen",
        "rep", "gov", "pres", "hon", "rev", "fr", "mt", "vs", "cf", "eg", "e.g", "i.e", "ie", "viz", "ca",
        "approx", "no", "nos", "fig", "figs", "vol", "vols", "pp", "art", "sec", "ch", "eq", "tab", "ed", "eds",
        "dept", "univ",
    ]
)
# fmt: on
_BEFORE_NUMBER = frozenset(["no", "nos", "fig", "figs", "vol", "vols", "pp", "p", "art", "sec", "ch", "eq", "tab"])
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])
_MAY_BE_LAST = frozenset(
    ["co", "ltd", "inc", "corp", "bros", "jr", "sr", "ph.d", "m.d", "esq", "al", "rd", "ave", "st", "ft"]
)
_CLOCK = frozenset(["a.m", "p.m", "am", "pm"])
_AFTER_CLOCK = re.compile(
    r"(?:Beijing|Eastern|Pacific|Central|Local|GMT|UTC|[ECMP][SD]?T|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
)
_STARTERS = re.compile(
    r"(?:The|A|An|In|On|At|By|For|From|To|With|As|After|Before|Since|When|While|If|Though|Although|Once|Because|Under"
    r"|He|She|It|They|We|You|His|Her|Its|Their|Our|My|This|That|These|Those|There|Here|But|And|Or|So|Yet|Now|Then"
    r"|However|Meanwhile|Moreover|Also|Not|No|All|Both|Each|Every|Some|Many|Most|Several|Among|During|Last|Next"
    r"|Another|Other|Such|What|Who|How|Why|Where|Today|Yesterday)\b"
)
_SAID = (
    r"(?:said|says|asked|asks|added|replied|shouted|cried|answered|recalled|explained|told|continued|exclaimed|called"
    r"|wrote|noted|yelled|joked|laughed|sighed|wondered|insisted|whispered|murmured|responded|remarked|declared|urged"
    r"|announced|quipped|chimed|pleaded|promised|reminded|warned|repeated|began|concluded|snapped|demanded|inquired)"
)
_REPORTING = re.compile(
    r"(?!(?:He|She|They|We|It|You|This|That|The|These|Those)\b)(?:[^\s,.;:!?“\"]+,?\s+){1,4}?(?:[^.;:!?“\"]{1,80}, )?"
    rf"{_SAID}\b"
)
_TURN = re.compile(r"[—–]\s+(\w)")  # of a speaker: — Bonjour
_LETTERED = re.compile(r"[a-z][.)]\s+[A-Z]")  # a list item: b. Close the gate
_LABEL = re.compile(
    r"(?:Act|Annex(?:es)?|Appendix|Article|Book|Box|Chapter|Clause|Exhibit|Fig\.|Figure|Item|Lecture|Lesson|Part|Photo"
    r"|Question|Rule|Scene|Schedule|Section|Step|Table|Unit|Volume):?\s(?:\d{1,4}|[IVXLC]{1,7}|[A-Z])",
    re.IGNORECASE,
)  # of a heading or item: Article 7. Fees
_SURE_STARTERS = re.compile(rf"(?:I\b|{_STARTERS.pattern})")
_YEAR = re.compile(r"\d{2,4}")
_FIRST_WORD = re.compile(r"(?!(?:Com|Net|Org|Html?|Txt|Pdf|Docx?|Js)\b)[A-Z][a-z]*(?:['’][a-z]+)?(?=[\s,;:])")
_WORD_BEFORE = re.compile(r"[^\s“”‘’\"'()（）\[\]—–-]+$")
_LONGEST_WORD = 100  # characters looked back for it: 1.1.1.1.… goes on for ever
_SHORT_WORD = 4  # letters of a word that is an abbreviation where a figure follows: art. 5
_INITIALISM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")


def spaced_ends(text: str, lang: str) -> Iterator[int]:
    """Where sentences of English, and of other languages written with spaces, end."""
    language = primary(lang) if primary(lang) not in ("zh", "ja") else "en"  # a passage without characters in Chinese
    start = 0
    for match in _EN_END.finditer(text):
        if match["next"] and _is_spaced_end(text, start, match, language):
            yield match.start("space")
            start = match.start("space")


def _is_spaced_end(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Whether the mark, which text follows, ends a sentence."""
    mark, closers, following = match["mark"], match["closers"], match["next"]
    if mark[-1] in "。！？؟۔।॥":
        return not (closers and following.islower())
    if not match["space"] and not (closers and (match["openers"] or following.isupper())):
        return _runs_on(text, start, match) and _is_full_stop(text, start, match, language)
    rest = match.start("next")
    if following.islower() and not (text[match.end() : match.end() + 1].isupper() or _LETTERED.match(text, rest)):
        return False
    if following in ",;:.)":
        return False
    if following in DASHES and not match["openers"]:
        turn = _TURN.match(text, rest) if language != "en" else None
        return text.lstrip()[:1] in DASHES or (turn is not None and turn[1].isupper())
    if mark == "." and not _is_full_stop(text, start, match, language):
        return False
    if mark in ("...", "…", "……") and not closers and re.match(r"I\b", text[rest : rest + 2]):
        return False  # "Well... I see": as a hesitation as likely as a new sentence
    spoken = mark != "." and any(quote in closers for quote in "”’\"'»")
    return not (language == "en" and spoken and not match["openers"] and _REPORTING.match(text, rest))


def _runs_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether two words, no parts of an address or a name, meet at a mark that lacks its space."""
    word, rest = _word_before(text, start, match.start()), match.start("next")
    if not word or match["openers"] or match["mark"][-1] not in ".!?" or not _FIRST_WORD.match(text, rest):
        return False
    starts = match["mark"][-1] != "." or bool(_SURE_STARTERS.match(text, rest))  # else as in time.Duration
    return starts and (word.isalpha() or _YEAR.fullmatch(word) is not None)


def _word_before(text: str, start: int, end: int) -> str:
    """What stands between the last space, quote, bracket or dash and the end; of what is no word, its last part."""
    found = _WORD_BEFORE.search(text, max(start, end - _LONGEST_WORD), end)
    return found[0] if found else ""


def _is_full_stop(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Whether a single dot ends a sentence rather than an abbreviation, an initial or a list number."""
    word = _word_before(text, start, match.start())
    if _numbers_an_item(text[start : match.start()]):
        return False
    if match["closers"].strip("”’\"'»"):
        return True  # a bracket closed after the dot
    lower, rest = word.lower(), match.start("next")
    starter = bool(_STARTERS.match(text, rest))
    number = match["next"].isdigit()
    if len(word) == 1 and word.isupper():
        return starter
    if language != "en":
        return not _goes_on_elsewhere(text[start : match.start()], lower, language, number=number)
    if lower in _BEFORE_NUMBER:
        return not number
    if lower in _NEVER_LAST:
        return False
    if lower in _MONTHS:
        return not number and word[0].isupper()
    if lower in _CLOCK:
        return not _AFTER_CLOCK.match(text, rest)
    if lower in _MAY_BE_LAST or _INITIALISM.fullmatch(word):
        return starter or bool(match["openers"])
    return True


def _goes_on_elsewhere(before: str, word: str, language: str, *, number: bool) -> bool:
    """Whether a sentence of a language other than English goes on after its last word, in lower case, and a dot."""
    if word.isdigit():
        referred = before.split()[-2:-1]  # S. 12 is no ordinal
        return len(word) <= 2 and language in ORDINALS and not (referred and referred[0].endswith("."))
    short = word != word.upper() and word.isalpha() and len(word) <= _SHORT_WORD
    return (number and short) or never_last(word, language) or leads_on(before, language)


def _numbers_an_item(before: str) -> bool:
    """Whether all that stands before a dot is the number or label of an item: 1. or IV. or a. or Article 7."""
    bare = before.strip().strip("(（").rstrip(")）").strip()
    return not bare or (len(bare) <= 4 and _is_item_number(bare)) or bool(_LABEL.fullmatch(bare))


def _is_item_number(word: str) -> bool:
    return word.isdigit() or (bool(word) and set(word) <= set("IVXL")) or (len(word) == 1 and word.islower())
