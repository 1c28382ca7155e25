"""Dates of TMX, as any tool writes them and as the format has them: YYYYMMDDThhmmssZ."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tm.exchange.tmxfields import DATES

_DATE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?"
)
_of_iso = datetime.fromisoformat


def parse_date(text: str) -> datetime | None:
    """The moment in UTC that a TMX date attribute of any tool's manner names, or None where it cannot be told."""
    if len(text) == 16 and text[15] == "Z" and text[8] == "T":  # YYYYMMDDThhmmssZ, read by C
        try:
            return _of_iso(text)
        except ValueError:
            pass
    return _parsed_date(text)


@lru_cache(maxsize=1024)
def _parsed_date(text: str) -> datetime | None:
    """The moment that a date written otherwise names."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    *numbers, sign, hours, minutes = match.groups()
    with suppress(ValueError, OverflowError):
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return local + offset if sign == "-" else local - offset
    return None


def is_told(name: str, value: str) -> bool:
    """Whether the value of creationdate, creationid, changedate or changeid says anything."""
    return bool(value) and (name not in DATES or parse_date(value) is not None)


@lru_cache(maxsize=1024)
def tmx_date(moment: datetime) -> str:
    """The moment as YYYYMMDDThhmmssZ, four digits of year also before 1000."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat()[:19].replace("-", "").replace(":", "") + "Z"
