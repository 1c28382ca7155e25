"""Days of the week in Chinese and English: read for repair alone, since a translation names them or not as it likes."""

from __future__ import annotations

import re

from tm.languages import primary
from tm.text.quantity import Form, Quantity, QuantityKind, made

_CHINESE = "一二三四五六日"
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PATTERNS = {
    "zh": re.compile(
        r"(?:星期|礼拜|禮拜|(?<![一二两三四五六七八九十\d隔双整小多几数半])[周週])(?P<day>[一二三四五六日天])(?![个天次年种级])"
    ),
    "en": re.compile(rf"\b(?P<day>{'|'.join(name[:3] for name in _ENGLISH)})(?P<rest>[a-z]*)\b"),
}


def weekdays(text: str, lang: str) -> tuple[Quantity, ...]:
    """The days of the week that a text names, 1 for Monday to 7; none for languages other than Chinese and English."""
    pattern = _PATTERNS.get(primary(lang))
    found = (_day(match) for match in pattern.finditer(text)) if pattern else ()
    return tuple(day for day in found if day)


def _day(match: re.Match[str]) -> Quantity | None:
    name = match["day"]
    if len(name) == 1:
        value = _CHINESE.index(name.replace("天", "日")) + 1
    else:
        value = next(day for day, full in enumerate(_ENGLISH, 1) if full.startswith(name))
        if match["rest"] and name + match["rest"] not in (_ENGLISH[value - 1], "Tues", "Thur", "Thurs"):
            return None
    return made(match, QuantityKind.WEEKDAY, value, form=Form.WORDS)


def weekday_restated(form: Quantity, lang: str, value: int) -> str:
    """Another day of the week in the form of one: 周三 becomes 周五, Wed becomes Fri."""
    if primary(lang) == "zh":
        return form.text[:-1] + ("天" if value == 7 and form.text[-1] == "天" else _CHINESE[value - 1])
    name = _ENGLISH[value - 1]
    return name if form.text.endswith("day") else name[:3]
