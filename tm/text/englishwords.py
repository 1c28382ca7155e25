"""English words for months, scales, currencies and measures."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tm.text.numerals import CARDINALS

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
    "millimeter": "millimetre", "millimetre": "millimetre", "mm": "millimetre", "pound": "pound", "lb": "pound",
    "ounce": "ounce", "foot": "foot", "feet": "foot", "inch": "inch", "inches": "inch", "yard": "yard",
    "square foot": "square foot", "square feet": "square foot", "square mile": "square mile", "tael": "liang",
    "hour": "hour", "minute": "minute", "second": "second", "day": "day", "week": "week",
    "month": "month", "year": "year", "decade": "decade", "century": "century", "centurie": "century",
    "fortnight": "fortnight", "point": "point",
}  # fmt: skip


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


TENS = any_of(word for word in CARDINALS if word.endswith("y"))
