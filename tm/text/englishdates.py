"""Dates, decades and times of day in English text."""

from __future__ import annotations

import re
from fractions import Fraction

from tm.text.englishwords import MONTHS, TENS, any_of
from tm.text.numerals import CARDINALS, english_value
from tm.text.quantity import Form, Quantity, QuantityKind, made

_SHORT = "|".join(["Sept", *(name[:3] for name in MONTHS if name != "May")])
_MONTH = rf"(?P<month>(?:{'|'.join(MONTHS)})\b|(?P<short>{_SHORT})\b)(?(short)\.?)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d,.]*\d|[A-Za-z]| (?:million|billion|percent)|%)"
_DAY_YEAR = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:,? |, ?)(?P<year>[12]\d{3})(?![\d,]*\d)"
_HOURS = rf"{any_of(word for word in CARDINALS if 0 < CARDINALS[word] < 13)}|1[0-2]|[1-9]"
_PART_OF_DAY = r"in the (?:early )?(?:morning|afternoon|evening)|at night|[ap]\.m\b\.?"
_WHOSE = re.compile(r"\b(?:his|her|their|my|your|our|one's)(?: (?:early|mid|late))?[ -]$", re.IGNORECASE)
_THE = re.compile(r"\bthe(?: (?:early|mid|late|roaring|swinging))?[ -]$", re.IGNORECASE)
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|last|this|next|since|by|of|early|late|until|till|from|to|and|through|mid)[ -])$", re.IGNORECASE
)
_BEHIND_MONTH = re.compile(r"(?: (?:every|each|this|last|to|and|through|until)\b|,|[-–])", re.IGNORECASE)


def read_date(match: re.Match[str], text: str) -> Quantity | None:
    """A month starts with a capital letter; May alone counts only behind a preposition."""
    parts = match.groupdict()
    name = parts.get("month") or ""
    year, day = (int(parts.get(part) or 0) for part in ("year", "day"))
    month = (
        int(name) if name.isdigit() else next(n for n, known in enumerate(MONTHS, 1) if known[:3] == name[:3].title())
    )
    if not name.isdigit() and (not name[0].isupper() or (name.isupper() and not day and not year)):
        return None
    if not (1 <= month <= 12 and day <= 31):
        return None
    if year:
        return made(match, QuantityKind.DATE, year * 10000 + month * 100 + day)
    if day:
        return made(match, QuantityKind.MONTH_DAY, month * 100 + day)
    if len(name) == 3 and name != "May" and not match[0].endswith("."):  # Ma Jun
        return None
    verb = name in ("May", "March", "Mar", "Jan", "Jun")
    if verb and not (_BEFORE_MONTH.search(text[: match.start()]) or _BEHIND_MONTH.match(text, match.end())):
        return None
    return made(match, QuantityKind.MONTH, month)


def _decade(match: re.Match[str], text: str) -> Quantity | None:
    """The 1990s, the '80s, the eighties; a woman in her 80s is so many years old."""
    word = match["decade"].lower()
    value = int(word) if word.isdigit() else CARDINALS[word.removesuffix("ies") + "y"]
    if _WHOSE.search(text[: match.start()]):
        return made(match, QuantityKind.NUMBER, value, form=Form.WORDS, unit="year", loose=True)
    if not word.isdigit() and not _THE.search(text[: match.start()]):
        return None
    return made(match, QuantityKind.DECADE, value, form=Form.FIGURES if word.isdigit() else Form.WORDS)


def _time(match: re.Match[str], _: str) -> Quantity | None:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if hour > 24:
        return None
    hour = hour % 12 + (12 if half.startswith("p") else 0) if half else hour
    return made(match, QuantityKind.TIME, hour * 60 + minute, unit="" if half or hour > 12 else "half-day")


def _clock(match: re.Match[str], _: str) -> Quantity | None:
    """8 o'clock, one o'clock in the morning, five in the afternoon."""
    hour = small(match["hour"])
    part = (match["part"] or match["part2"] or "").lower().replace(".", "")
    if hour is None or not 1 <= hour <= 12:
        return None
    late = hour < 12 and part.endswith(("afternoon", "evening", "night", "pm"))
    minutes = (hour + 12 if late else hour % 12 if part and not part.endswith(("night", "noon")) else hour) * 60
    return made(match, QuantityKind.TIME, minutes, form=Form.WORDS, unit="" if part else "half-day", loose=True)


def _past(match: re.Match[str], _: str) -> Quantity | None:
    """Quarter past five, twenty-five to nine."""
    hour = small(match["hour"])
    minute = {"half": 30, "quarter": 15}.get(match["minute"].lower()) or small(match["minute"])
    if hour is None or minute is None or not 1 <= hour <= 12:
        return None
    minutes = hour * 60 + (minute if match["side"].lower() in ("past", "after") else -minute)
    return made(match, QuantityKind.TIME, minutes % 720, form=Form.WORDS, unit="half-day", loose=True)


def _noon(match: re.Match[str], _: str) -> Quantity | None:
    return made(match, QuantityKind.TIME, 720 if match[0].lower() == "noon" else 0, form=Form.WORDS, loose=True)


def small(text: str) -> int | None:
    """A number below a hundred in figures or words."""
    value = Fraction(text) if text.isdigit() else english_value(text.lower())
    return None if value is None else int(value)


POINTED_DATE = r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>1[0-2]|0?[1-9])\.(?P<year>[12]\d{3})(?!\d|\.\d)"
NAMED_DATES = (  # those that name a month, and more than it
    (rf"{_MONTH} (?:the )?{_DAY_YEAR}", read_date),
    (
        rf"(?:the )?(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<year>[12]\d{{3}})(?!\d)",
        read_date,
    ),
    (rf"{_MONTH},? (?:of )?(?P<year>[12]\d{{3}})(?![\d,]*\d)", read_date),
    (rf"{_MONTH} (?:the )?{_DAY}", read_date),
    (rf"(?<![A-Za-z\d,.])(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?{_MONTH}(?! \d)", read_date),
)
DATE_RULES = (
    (r"(?<![\d.])(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})(?!\d|\.\d)", read_date),
    (rf"(?<![\d.]){POINTED_DATE}", read_date),
    *NAMED_DATES,
    (_MONTH, read_date),
    (r"(?<![\d,.])(?P<decade>[12]\d\d0|[2-9]0)['’]?s\b", _decade),
    (rf"\b(?P<decade>(?:{TENS.replace('y', 'ies')}))\b", _decade),
    (
        r"(?<![\d:.])(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d|:|,\d{3}))"
        r"(?: ?(?P<half>[ap]\.?m\b\.?))?",
        _time,
    ),
    (r"(?<![\d:.])(?P<hour>\d{1,2})(?P<minute>) ?(?P<half>[ap]\.?m\b\.?)", _time),
    (r"\b(?:noon|midnight)\b", _noon),
    (rf"(?:\ba )?\b(?P<minute>half|quarter) (?P<side>past|to|after) (?P<hour>{_HOURS})\b", _past),
    (
        r"\b(?P<minute>five|ten|twenty|twenty-five|\d{1,2}(?= minutes))(?: minutes)? (?P<side>past|to)"
        rf" (?P<hour>{_HOURS})\b"
        r"(?=[.,;!?]|$| (?:in the|when|that|and)\b| o['’]clock)",
        _past,
    ),
    (
        rf"\b(?P<hour>{_HOURS})(?: o['’]clock(?: (?P<part>{_PART_OF_DAY}))?| (?P<part2>{_PART_OF_DAY}))",
        _clock,
    ),
)
