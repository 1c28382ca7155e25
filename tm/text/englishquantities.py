"""Quantities in English text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from tm.text.numerals import CARDINALS, ORDINALS, SCALES, english_value
from tm.text.quantity import LATIN_UNITS, Bound, Form, Quantity, QuantityKind, Reader, scanned

MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
SHORT_MONTHS = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]  # AP
ABBREVIATIONS = {"bn": 10**9, "mln": 10**6, "m": 10**6, "k": 1000, "tn": 10**12, "trn": 10**12}
CURRENCIES = {
    "us$": "USD", "hk$": "HKD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "rmb": "CNY", "cny": "CNY",
    "usd": "USD", "yuan": "CNY", "renminbi": "CNY", "us dollar": "USD", "u.s. dollar": "USD", "dollar": "USD",
    "euro": "EUR", "pound": "GBP", "yen": "JPY", "hong kong dollar": "HKD", "rouble": "RUB", "ruble": "RUB",
    "won": "KRW",
}  # fmt: skip
MEASURES = {
    "mu": "mu", "hectare": "hectare", "ha": "hectare", "acre": "acre", "square kilometer": "square kilometre",
    "square kilometre": "square kilometre", "sq km": "square kilometre", "square meter": "square metre",
    "square metre": "square metre", "kilometer": "kilometre", "kilometre": "kilometre", "km": "kilometre",
    "meter": "metre", "metre": "metre", "mile": "mile", "li": "li", "kilogram": "kilogram", "kg": "kilogram",
    "jin": "jin", "ton": "tonne", "tonne": "tonne", "metric ton": "tonne", "gram": "gram",
    "centimeter": "centimetre", "centimetre": "centimetre", "cm": "centimetre",
    "hour": "hour", "minute": "minute", "second": "second", "day": "day", "week": "week",
    "month": "month", "year": "year",
}  # fmt: skip


def _any(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_FIGURE = (
    r"(?<![A-Za-z\d])(?<![A-Za-z]-)(?<!\d\.)(?:(?<![\w%)\]])[-−])?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\.?\d)"
)
_TENS = _any(word for word in CARDINALS if word.endswith("y"))
_SMALL = rf"(?:(?:{_TENS})[ -](?:{_any(word for word in CARDINALS if 0 < CARDINALS[word] < 10)})|{_any(CARDINALS)})"
_LARGE = _any([*SCALES, "dozen"])
_WORDS = rf"(?:(?:{_SMALL}|an?)(?:[ -](?:{_LARGE}))+(?:[ -](?:and )?{_SMALL}(?:[ -](?:{_LARGE}))*)*|{_SMALL})"
_NUMBER = (
    rf"(?:(?P<figure>{_FIGURE})(?:[ -]?(?P<scale>{_any(SCALES)})\b|(?P<abbr>{_any(ABBREVIATIONS)})\b"
    rf"|(?-i:(?=(?:{_any(LATIN_UNITS)})\b))|(?![A-Za-z]))"
    rf"|\b(?P<words>{_WORDS})\b)"
)
_ORDINAL_WORDS = rf"(?:(?:{_any(w for w in CARDINALS if w.endswith('y'))})-)?(?:{_any(ORDINALS)})"
_MONTH = rf"(?P<month>Sept|{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)})\b\.?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d,.]*\d|[A-Za-z]| (?:million|billion|percent)|%)"
_DAY_YEAR = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:,? |, ?)(?P<year>[12]\d{3})(?![\d,]*\d)"
_MONEY_BEFORE = r"(?P<sign>US\$|HK\$|[$€£¥￥]|RMB|CNY|USD|EUR)"
_MONEY_AFTER = (
    r"(?P<money>yuan|renminbi|RMB|CNY|U\.?S\.? dollar|Hong Kong dollar|dollar|euro|pound|yen|rouble|ruble|won)s?\b"
)
_MEASURE = re.compile(rf"[ -]({_any(MEASURES)})s?\b", re.IGNORECASE)
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
_PARTS = _any(word for word in ORDINALS if 2 < ORDINALS[word] <= 10)
_FOLDS = _any(word for word in CARDINALS if 1 < CARDINALS[word] <= 20)


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


def _quantity(
    match: re.Match[str],
    kind: QuantityKind,
    value: Fraction | int | None,
    *,
    form: Form = Form.FIGURES,
    unit: str = "",
    loose: bool = False,
) -> Quantity | None:
    if value is None:
        return None
    return Quantity(match.start(), match.end(), kind, Fraction(value), match[0], form, unit, loose=loose)


def _read(match: re.Match[str]) -> tuple[Fraction | None, Form]:
    """The value of the groups of _NUMBER and how it is written."""
    if not match["figure"]:
        return english_value(match["words"].lower()), Form.WORDS
    value = Fraction(match["figure"].replace(",", "").replace("−", "-"))
    scale = SCALES.get((match["scale"] or "").lower(), 1) * ABBREVIATIONS.get((match["abbr"] or "").lower(), 1)
    return value * scale, Form.SCALED if scale > 1 else Form.FIGURES


def _date(match: re.Match[str], text: str) -> Quantity | None:
    """A month starts with a capital letter; May alone counts only behind a preposition."""
    parts = match.groupdict()
    name = parts.get("month") or ""
    year, day = (int(parts.get(part) or 0) for part in ("year", "day"))
    month = (
        int(name) if name.isdigit() else next(n for n, known in enumerate(MONTHS, 1) if known[:3] == name[:3].title())
    )
    if not name.isdigit() and not name[0].isupper():
        return None
    if not (1 <= month <= 12 and day <= 31):
        return None
    if year:
        return _quantity(match, QuantityKind.DATE, year * 10000 + month * 100 + day)
    if day:
        return _quantity(match, QuantityKind.MONTH_DAY, month * 100 + day)
    if len(name) == 3 and name != "May" and not match[0].endswith("."):  # Ma Jun
        return None
    verb = name in ("May", "March", "Mar", "Jan", "Jun")
    if verb and not (_BEFORE_MONTH.search(text[: match.start()]) or _BEHIND_MONTH.match(text, match.end())):
        return None
    return _quantity(match, QuantityKind.MONTH, month)


def _decade(match: re.Match[str], _: str) -> Quantity | None:
    return _quantity(match, QuantityKind.DECADE, int(match["decade"]))


def _time(match: re.Match[str], _: str) -> Quantity | None:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if hour > 24:
        return None
    hour = hour % 12 + (12 if half.startswith("p") else 0) if half else hour
    return _quantity(match, QuantityKind.TIME, hour * 60 + minute, unit="" if half or hour > 12 else "half-day")


def _noon(match: re.Match[str], _: str) -> Quantity | None:
    return _quantity(match, QuantityKind.TIME, 720 if match[0].lower() == "noon" else 0, form=Form.WORDS, loose=True)


def _percent(match: re.Match[str], _: str) -> Quantity | None:
    value, form = _read(match)
    kind = QuantityKind.POINTS if match["points"] else QuantityKind.PERCENT
    return _quantity(match, kind, value, form=form)


def _fraction(match: re.Match[str], _: str) -> Quantity | None:
    above = {"a": 1, "an": 1}.get(match["above"].lower()) or english_value(match["above"].lower())
    below = {"quarter": Fraction(4), "half": Fraction(2)}.get(match["below"].lower()) or english_value(
        match["below"].lower()
    )
    return _quantity(match, QuantityKind.FRACTION, above / below, form=Form.WORDS) if above and below else None


def _out_of(match: re.Match[str], _: str) -> Quantity | None:
    """Three in ten, nine out of 10."""
    above, below = (Fraction(w) if w.isdigit() else english_value(w) for w in (match["above"].lower(), match["below"]))
    return _quantity(match, QuantityKind.FRACTION, above / below, form=Form.WORDS) if above and below else None


def _halves(match: re.Match[str], text: str) -> Quantity | None:
    """Two and a half million."""
    value = (english_value(match["whole"].lower()) or 0) + Fraction(1, 2)
    scale = SCALES[match["scale"].lower()] if match["scale"] else 1
    measure = _MEASURE.match(text, match.end())
    unit = MEASURES[measure[1].lower()] if measure else ""
    return _quantity(match, QuantityKind.NUMBER, value * scale, form=Form.WORDS, unit=unit, loose=scale == 1)


def _slashed(match: re.Match[str], _: str) -> Quantity | None:
    above, below = int(match["above"]), int(match["below"])
    return _quantity(match, QuantityKind.FRACTION, Fraction(above, below)) if above < below else None


def _half(match: re.Match[str], text: str) -> Quantity | None:
    """Half of, half the, by half; a half of the year or of a match is none. Half a million is a number."""
    if match["scale"]:
        return _quantity(match, QuantityKind.NUMBER, Fraction(SCALES[match["scale"].lower()], 2), form=Form.WORDS)
    if _NO_HALF.search(text[: match.start()]):
        return None
    return _quantity(match, QuantityKind.FRACTION, Fraction(1, 2), form=Form.WORDS)


def _fold(match: re.Match[str], _: str) -> Quantity | None:
    word = match["count"].lower()
    value = Fraction(word) if word[0].isdigit() else Fraction(CARDINALS[word])
    return _quantity(match, QuantityKind.MULTIPLE, value, form=Form.FIGURES if word[0].isdigit() else Form.WORDS)


def _multiplied(match: re.Match[str], _: str) -> Quantity | None:
    loose = match["ending"].lower() == "e"  # a double room
    return _quantity(match, QuantityKind.MULTIPLE, _MULTIPLES[match["verb"].lower()], form=Form.WORDS, loose=loose)


def _twice(match: re.Match[str], _: str) -> Quantity | None:
    return _quantity(match, QuantityKind.MULTIPLE, 2, form=Form.WORDS, loose=True)


def _times(match: re.Match[str], _: str) -> Quantity | None:
    value, form = _read(match)
    return _quantity(match, QuantityKind.MULTIPLE, value, form=form, loose=form is Form.WORDS)


def _ordinal(match: re.Match[str], text: str) -> Quantity | None:
    """14th, fourteenth; loose before Five-Year Plan, which Chinese calls 十四五."""
    plan = text[match.end() :].lower().startswith(" five-year")
    if match["figure"]:
        return _quantity(match, QuantityKind.ORDINAL, int(match["figure"].replace(",", "")), loose=plan)
    word = match["word"].lower()
    if word == "first" and not _SESSIONS.match(text, match.end()):
        return None
    return _quantity(match, QuantityKind.ORDINAL, english_value(word), form=Form.WORDS, loose=True)


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
    return _quantity(match, QuantityKind.YEAR, int(match[0]))


def _money(match: re.Match[str], _: str) -> Quantity | None:
    parts = match.groupdict()
    value, form = _read(match)
    name = (parts.get("sign") or parts.get("money") or "").lower().replace("u.s.", "us")
    return _quantity(match, QuantityKind.MONEY, value, form=form, unit=CURRENCIES[name])


def _number(match: re.Match[str], text: str) -> Quantity | None:
    value, form = _read(match)
    if value is None or (form is Form.WORDS and value <= 1):
        return None
    measure = _MEASURE.match(text, match.end())
    unit = MEASURES[measure[1].lower()] if measure else ""
    vague = form is Form.WORDS and (value <= 10 or bool(_VAGUE.match(match["words"])) or _either(match, text))
    loose = value == 1 or vague
    return _quantity(match, QuantityKind.NUMBER, value, form=form, unit=unit, loose=loose)


_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|last|this|next|since|by|of|early|late|until|till|from|to|and|through|mid)[ -])$", re.IGNORECASE
)
_VAGUE = re.compile("an? ", re.IGNORECASE)
_BEHIND_MONTH = re.compile(r"(?: (?:every|each|this|last|to|and|through|until)\b|,|[-–])", re.IGNORECASE)
_MARKER = re.compile(r"\s*(?:\(\d{1,2}\)|\d{1,2}[.)](?=\s))")
_NO_HALF = re.compile(r"(?:first|second|latter|other|final|former|and a|last|next)[ -]$", re.IGNORECASE)
_START = re.compile(r"(?<![A-Za-z])[A-Za-z]|[-−\d$€£¥￥]")
_RUN = re.compile(r"[A-Za-z]+|\d[\d,.]*")
_RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"(?<![\d.])(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})(?![\d.])", _date),
        (rf"{_MONTH} (?:the )?{_DAY_YEAR}", _date),
        (
            rf"(?:the )?(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?{_MONTH},? (?P<year>[12]\d{{3}})(?!\d)",
            _date,
        ),
        (rf"{_MONTH},? (?:of )?(?P<year>[12]\d{{3}})(?![\d,]*\d)", _date),
        (rf"{_MONTH} (?:the )?{_DAY}", _date),
        (rf"(?<![A-Za-z\d,.])(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?{_MONTH}(?! \d)", _date),
        (_MONTH, _date),
        (r"(?<![\d,.])(?P<decade>[12]\d\d0|[2-9]0)'?s\b", _decade),
        (
            r"(?<![\d:.])(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d|:))(?: ?(?P<half>[ap]\.?m\b\.?))?",
            _time,
        ),
        (r"(?<![\d:.])(?P<hour>\d{1,2})(?P<minute>) ?(?P<half>[ap]\.?m\b\.?)", _time),
        (rf"{_NUMBER}(?: ?%|[ -]?(?:percent|per cent|pct)\b)(?P<points>[ -]points?)?", _percent),
        (rf"{_NUMBER}[ -](?P<points>percentage[ -]points?)", _percent),
        (
            rf"\b(?P<above>an?|{_SMALL})[ -](?P<below>quarter|half|{_PARTS})"
            r"(?:s\b(?! of (?:an hour|a century|the year))"
            r"|(?= of\b|[ -](?:the|its|their|more|less|higher|lower|year)\b|[.,;]|$))",
            _fraction,
        ),
        (r"(?<![\d/.])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/])", _slashed),
        (rf"\b(?P<above>{_SMALL}|\d) (?:in|out of)(?: every)? (?P<below>ten|five|four|10)\b(?! \w+s\b)", _out_of),
        (rf"\b(?P<whole>{_SMALL}) and a half(?: (?P<scale>{_any(SCALES)})\b)?", _halves),
        (
            r"\bhalf(?:(?: of|(?=[ -](?:the|its|their|that|those|these|our)\b))"
            rf"|[- ]a[- ](?P<scale>{_any(SCALES)})\b|(?=[.,;]|$))",
            _half,
        ),
        (rf"(?P<count>{_FOLDS}|\d+(?:\.\d+)?)[- ]?fold\b", _fold),
        (r"\b(?P<verb>doubl|tripl|trebl|quadrupl|quintupl)(?P<ending>ed|es|ing|e)\b", _multiplied),
        (r"\b(?:noon|midnight)\b", _noon),
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
