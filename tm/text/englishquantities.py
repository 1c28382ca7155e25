"""Quantities in English text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tm.text.englishdates import DATE_RULES, small
from tm.text.englishwords import ABBREVIATIONS, CURRENCIES, MEASURES, TENS, any_of
from tm.text.numerals import CARDINALS, ORDINALS, SCALES, english_value
from tm.text.quantity import (
    AMBIGUOUS_SCALE,
    LATIN_UNITS,
    Bound,
    Form,
    Quantity,
    QuantityKind,
    Reader,
    made,
    scanned,
    version_value,
)

_FIGURE = (
    r"(?<![A-Za-z\d])(?<![A-Za-z]-)(?<!\d\.)(?:(?<![\w%)\]])[-−])?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\.?\d)"
)
_SMALL = rf"(?:(?:{TENS})[ -](?:{any_of(word for word in CARDINALS if 0 < CARDINALS[word] < 10)})|{any_of(CARDINALS)})"
_LARGE = any_of([*SCALES, "dozen"])
_WORDS = rf"(?:(?:{_SMALL}|an?)(?:[ -](?:{_LARGE}))+(?:[ -](?:and )?{_SMALL}(?:[ -](?:{_LARGE}))*)*|{_SMALL})"
_NUMBER = (
    rf"(?:(?P<figure>{_FIGURE})(?:[ -]?(?P<scale>{any_of(SCALES)})\b|(?P<abbr>{any_of(ABBREVIATIONS)})\b"
    rf"|(?-i:(?=(?:{any_of(LATIN_UNITS)})\b))|(?![A-Za-z]))"
    rf"|\b(?P<words>{_WORDS})\b)"
)
_ORDINAL_WORDS = rf"(?:(?:{any_of(w for w in CARDINALS if w.endswith('y'))})-)?(?:{any_of(ORDINALS)})"
_MONEY_BEFORE = r"(?P<sign>US\$|HK\$|[$€£¥￥]|RMB|CNY|USD|EUR)"
_MONEY_AFTER = (
    r"(?P<money>yuan|renminbi|RMB|CNY|U\.?S\.? dollar|Hong Kong dollar|dollar|euro|pound|yen|rouble|ruble|won)s?\b"
)
_MEASURE = re.compile(rf"[ -]({any_of(MEASURES)})s?\b", re.IGNORECASE)
_ABOVE = (
    r"more than|over|above|exceed(?:ed|ing|s)?|surpass(?:ed|ing|es)?"
    r"|at least|no (?:less|fewer) than|not less than|upwards of"
)
_BELOW = r"nearly|almost|close to|less than|fewer than|under|below|up to|no more than|not more than|at most|approaching"
_ABOUT = r"about|around|some|approximately|roughly|or so|an estimated"
_LIMIT = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?P<about>{_ABOUT}))(?: (?:a|the))? ?(?:US\$|RMB|[$€£¥])?$",
    re.IGNORECASE,
)
_LIMIT_BEHIND = re.compile(r"(?P<above>\+|-odd|-plus| or more| or above| plus)|[\w ]{0,12}?(?P<about> or so)\b")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|from|until|till|through|during|of|to|and|early|late|year|between|before|after|FY|for|the|mid|pre|post"
    r"|spring|summer|autumn|fall|winter)[ -]|[-–—/] ?|\(|, |^)$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"(?:[ -])(?!and\b|to\b|was\b|is\b|the\b|in\b|as\b|when\b|with\b|on\b|by\b|for\b|at\b|after\b)[a-z]+s\b"
)
_SESSIONS = re.compile(
    r"[ -](?:(?:plenary|annual|ordinary|regular) )?"
    r"(?:session|meeting|plenum|plenary|conference|quarter|batch|phase|stage|round|generation|edition)"
)
_MULTIPLES = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}
_PARTS = any_of(word for word in ORDINALS if 2 < ORDINALS[word] <= 10)
_SPANS = any_of(["hour", "day", "week", "month", "year", "decade", "century", "mile", "kilometer", "kilometre", "acre"])
_VERSION = r"(?:(?<=v)(?<![a-z]v)|(?<![\w.]))\d+(?:\.\d+){2,}(?![\w]|\.\d)"
_FOLDS = any_of(word for word in CARDINALS if 1 < CARDINALS[word] <= 20)


def english_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of an English text, in order; `one` and `first` by themselves are left out."""
    for found in scanned(text, _RULES, marker=_MARKER, start=_START, run=_RUN):
        yield _bounded(found, text)


def _bounded(found: Quantity, text: str) -> Quantity:
    """The quantity with the bound that the words around it set."""
    before = _LIMIT.search(text[max(0, found.start - 24) : found.start].rstrip())
    limit = before or (None if found.bound else _LIMIT_BEHIND.match(text, found.end))
    if limit is None:
        return found
    return replace(found, bound=next(Bound(name) for name, word in limit.groupdict().items() if word))


def _read(match: re.Match[str]) -> tuple[Fraction | None, Form]:
    """The value of the groups of _NUMBER and how it is written."""
    if not match["figure"]:
        return english_value(match["words"].lower()), Form.WORDS
    value = Fraction(match["figure"].replace(",", "").replace("−", "-"))
    scale = SCALES.get((match["scale"] or "").lower(), 1) * ABBREVIATIONS.get((match["abbr"] or "").lower(), 1)
    return value * scale, Form.SCALED if scale > 1 else Form.FIGURES


def _percent(match: re.Match[str], text: str) -> Quantity | None:
    value, form = _read(match)
    kind = QuantityKind.POINTS if match["points"] else QuantityKind.PERCENT
    unit = "discount" if _OFF.match(text, match.end()) else ""
    if value and match.groupdict().get("mille"):
        value /= 10
    return made(match, kind, value, form=form, unit=unit)


def _fraction(match: re.Match[str], _: str) -> Quantity | None:
    above = {"a": 1, "an": 1}.get(match["above"].lower()) or english_value(match["above"].lower())
    if _FIRST.search(match.string[: match.start()]):  # the first three quarters of the year
        return None
    if above and above >= 20 and above % 10 == 0:  # eighty-eighth
        return None
    below = {"quarter": Fraction(4), "half": Fraction(2)}.get(match["below"].lower()) or english_value(
        match["below"].lower()
    )
    return made(match, QuantityKind.FRACTION, above / below, form=Form.WORDS) if above and below else None


def _out_of(match: re.Match[str], _: str) -> Quantity | None:
    """Three in ten, nine out of 10, one in ten thousand."""
    above, below = (
        Fraction(word.replace(",", "")) if word[0].isdigit() else english_value(word.lower())
        for word in (match["above"], match["below"])
    )
    return made(match, QuantityKind.FRACTION, above / below, form=Form.WORDS) if above and below else None


def _halves(match: re.Match[str], text: str) -> Quantity | None:
    """Two and a half million, two and a half years, an hour and a half, half an hour."""
    parts = match.groupdict()
    whole = {"a": 1, "an": 1, "half": 0}.get(match["whole"].lower()) if match["whole"] else None
    value = (english_value(match["whole"].lower()) or 0 if whole is None else whole) + Fraction(1, 2)
    scale = SCALES[parts["scale"].lower()] if parts.get("scale") else 1
    measure = _MEASURE.match(text, match.end())
    name = parts.get("measure") or (measure[1] if measure else "")
    unit = MEASURES[name.lower()] if name else ""
    loose = scale == 1 and not (name and value > 1)
    return made(match, QuantityKind.NUMBER, value * scale, form=Form.WORDS, unit=unit, loose=loose)


def _of_an_hour(match: re.Match[str], _: str) -> Quantity | None:
    minutes = 45 if match["count"].lower() == "three" else 15
    return made(match, QuantityKind.NUMBER, minutes, form=Form.WORDS, unit="minute", loose=True)


def _feet(match: re.Match[str], _: str) -> Quantity | None:
    """Five feet four inches."""
    feet, inches = small(match["feet"]), small(match["inches"])
    if feet is None or inches is None:
        return None
    return made(match, QuantityKind.NUMBER, 12 * feet + inches, form=Form.WORDS, unit="inch")


def _version(match: re.Match[str], _: str) -> Quantity | None:
    return made(match, QuantityKind.VERSION, version_value(match[0]))


def _slashed(match: re.Match[str], _: str) -> Quantity | None:
    above, below = int(match["above"]), int(match["below"])
    return made(match, QuantityKind.FRACTION, Fraction(above, below)) if above < below else None


def _half(match: re.Match[str], text: str) -> Quantity | None:
    """Half of, half the, by half; a half of the year or of a match is none. Half a million is a number."""
    if match["scale"]:
        return made(match, QuantityKind.NUMBER, Fraction(SCALES[match["scale"].lower()], 2), form=Form.WORDS)
    if _NO_HALF.search(text[: match.start()]):
        return None
    return made(match, QuantityKind.FRACTION, Fraction(1, 2), form=Form.WORDS)


def _fold(match: re.Match[str], _: str) -> Quantity | None:
    word = match["count"].lower()
    value = Fraction(word) if word[0].isdigit() else Fraction(CARDINALS[word])
    return made(match, QuantityKind.MULTIPLE, value, form=Form.FIGURES if word[0].isdigit() else Form.WORDS)


def _multiplied(match: re.Match[str], _: str) -> Quantity | None:
    loose = match["ending"].lower() != "ed"  # a double room, remove doubles
    multiple = _MULTIPLES[match["verb"].lower()]
    return made(match, QuantityKind.MULTIPLE, multiple, form=Form.WORDS, unit="total", loose=loose)


def _twice(match: re.Match[str], _: str) -> Quantity | None:
    return made(match, QuantityKind.MULTIPLE, 2, form=Form.WORDS, loose=True)


def _times(match: re.Match[str], _: str) -> Quantity | None:
    value, form = _read(match)
    return made(match, QuantityKind.MULTIPLE, value, form=form, loose=form is Form.WORDS)


def _ordinal(match: re.Match[str], text: str) -> Quantity | None:
    """14th, fourteenth; loose before Five-Year Plan, which Chinese calls 十四五."""
    plan = text[match.end() :].lower().startswith(" five-year")
    if match["figure"]:
        return made(match, QuantityKind.ORDINAL, int(match["figure"].replace(",", "")), loose=plan)
    word = match["word"].lower()
    if word == "first" and not _SESSIONS.match(text, match.end()):
        return None
    return made(match, QuantityKind.ORDINAL, english_value(word), form=Form.WORDS, loose=True)


def _either(match: re.Match[str], text: str) -> bool:
    """Forty or fifty."""
    before, after = text[: match.start()].lower(), text[match.end() :].lower()
    return bool(re.search(rf"\b(?:{_SMALL}) or $", before) or re.match(rf" or (?:{_SMALL})\b", after))


def _year(match: re.Match[str], text: str) -> Quantity | None:
    """Four figures behind a preposition, or with nothing after them that could be counted."""
    if _MEASURE.match(text, match.end()) or re.match("[ -](?:yuan|percent)", text[match.end() :]):
        return None
    if _NOUN.match(text, match.end()) and not _YEAR_BEFORE.search(text[: match.start()]):
        return None
    return made(match, QuantityKind.YEAR, int(match[0]))


def _money(match: re.Match[str], _: str) -> Quantity | None:
    parts = match.groupdict()
    value, form = _read(match)
    name = (parts.get("sign") or parts.get("money") or "").lower().replace("u.s.", "us")
    return made(match, QuantityKind.MONEY, value, form=form, unit=CURRENCIES[name])


def _number(match: re.Match[str], text: str) -> Quantity | None:
    value, form = _read(match)
    if value is None or (form is Form.WORDS and value <= 1):
        return None
    minus = text[max(0, match.start() - 6) : match.start()].lower() == "minus "
    if (minus and _DEGREES.match(text, match.end())) or _FROST.match(text, match.end()):
        value = -abs(value)
    measure = _MEASURE.match(text, match.end())
    unit = MEASURES[measure[1].lower()] if measure else ""
    if not unit and match["abbr"] and match["abbr"].lower() in ("k", "m"):
        unit = AMBIGUOUS_SCALE
    if form is Form.WORDS and value <= 3 and _OR_TWO.search(text[: match.start()]):  # a day or two
        return None
    vague = form is Form.WORDS and (value <= 10 or bool(_VAGUE.match(match["words"])) or _either(match, text))
    loose = value == 1 or vague
    return made(match, QuantityKind.NUMBER, value, form=form, unit=unit, loose=loose)


_DEGREES = re.compile(r"(?: (?:to|and) minus [\w.-]+)? ?(?:degrees?\b|°|℃)", re.IGNORECASE)
_FROST = re.compile(
    r"(?: to [\w.-]+)? ?(?:degrees?|°)?(?: ?(?:Celsius|Fahrenheit|[CF]))? below (?:zero|freezing)\b", re.IGNORECASE
)
_OFF = re.compile(r" (?:off|discounts?|reductions?|less|cheaper)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:first|last|past|next|previous)[ -]$", re.IGNORECASE)
_OR_TWO = re.compile(r"\b(?:an?|one)(?: \w+)? or $", re.IGNORECASE)
_VAGUE = re.compile("an? ", re.IGNORECASE)
_MARKER = re.compile(r"\s*(?:\(\d{1,2}\)|\d{1,2}[.)](?=\s))")
_NO_HALF = re.compile(r"(?:first|second|latter|other|final|former|and a|last|next)[ -]$", re.IGNORECASE)
_START = re.compile(r"(?<![A-Za-z])[A-Za-z]|[-−\d$€£¥￥]")
_RUN = re.compile(r"[A-Za-z]+|\d[\d,.]*")
_RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        *DATE_RULES,
        (_VERSION, _version),
        (
            rf"{_NUMBER}(?:%|(?P<mille>‰| per (?:thousand|mille)\b)| %(?![\w<])|[ -]?(?:percent|per cent|pct)\b)"
            r"(?P<points>[ -]points?)?",
            _percent,
        ),
        (rf"{_NUMBER}[ -](?P<points>percentage[ -]points?)", _percent),
        (r"\b(?P<count>a|three)[ -]quarters? of an hour\b", _of_an_hour),
        (
            rf"\b(?P<above>an?|{_SMALL})[ -](?P<below>quarter|half|{_PARTS})"
            r"(?:s\b(?! of (?:an hour|a century|the year))"
            r"|(?= of\b|[ -](?:the|its|their|more|less|higher|lower|year)\b|[.,;]|$))",
            _fraction,
        ),
        (r"(?<![\d/.])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])", _slashed),
        (
            rf"\b(?P<above>{_SMALL}|\d) (?:in|out of)(?: every)?"
            r" (?P<below>(?:ten|a|one|a hundred) (?:thousand|million)|a hundred|ten|five|four|10,000|1,000|100|10)\b"
            r"(?! \w+s\b|[\d,]*\d| (?:thousand|million|hundred))",
            _out_of,
        ),
        (rf"\b(?P<whole>an?|one) (?P<measure>{_SPANS}) and a half\b", _halves),
        (rf"\b(?P<whole>half) an? (?P<measure>{_SPANS})\b", _halves),
        (rf"\b(?P<whole>half)-(?P<measure>{_SPANS})\b", _halves),
        (
            rf"\b(?P<feet>{_SMALL}|\d{{1,2}}) (?:feet|foot)(?:,| and)? (?P<inches>{_SMALL}|\d{{1,2}}) inch(?:es)?\b",
            _feet,
        ),
        (rf"\b(?P<whole>{_SMALL}) and a half(?: (?P<scale>{any_of(SCALES)})\b)?", _halves),
        (
            r"\bhalf(?:(?: of|(?=[ -](?:the|its|their|that|those|these|our)\b))"
            rf"|[- ]a[- ](?P<scale>{any_of(SCALES)})\b|(?=[.,;]|$))",
            _half,
        ),
        (rf"(?P<count>{_FOLDS}|\d+(?:\.\d+)?)[- ]?fold\b", _fold),
        (r"\b(?P<verb>doubl|tripl|trebl|quadrupl|quintupl)(?P<ending>ed|es|ing|e)\b", _multiplied),
        (r"\btwice\b", _twice),
        (rf"{_NUMBER} times\b(?! (?:an?|per|each|every|in)\b)", _times),
        (rf"(?:(?P<figure>(?<![\w.,])\d+(?:,\d{{3}})*)(?:st|nd|rd|th)\b|\b(?P<word>{_ORDINAL_WORDS})\b)", _ordinal),
        (rf"{_MONEY_BEFORE} ?{_NUMBER}", _money),
        (rf"{_NUMBER}[ -](?:of )?{_MONEY_AFTER}", _money),
        (
            r"(?:(?<![A-Za-z]-)|(?<=mid-)|(?<=pre-)|(?<=post-))(?<![\w.$€£¥])(?:1[5-9]|20)\d\d"
            r"(?![\w,%]*\d| ?%|[A-Za-z]|\.\d| (?:million|billion|thousand))",
            _year,
        ),
        (_NUMBER, _number),
    )
)
