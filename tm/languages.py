"""Language tags: BCP 47 in, BCP 47 out, and which tags serve each other.

Tags as other tools write them (zh_CN, ZH-CN, cmn, chi) are read; canonical ones are written: `zh-Hans-CN` stays,
`zh_cn` becomes `zh-CN`. Whether plain `zh` is Simplified or Traditional is read from the text (tm.text.normalize).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from tm.errors import SettingsError

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{1,8})*")
_PRIMARY = {"zho": "zh", "chi": "zh", "cmn": "zh", "eng": "en", "jpn": "ja", "kor": "ko", "deu": "de", "ger": "de"}
_PRIMARY |= {"fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "por": "pt", "ita": "it", "ara": "ar", "nld": "nl"}
_HANT_REGIONS = {"TW", "HK", "MO"}
# Ranges of characters: as regular expressions they would take milliseconds of every command to compile.
_ALPHABETS = {
    "ja": (("\u3040", "\u30ff"),),
    "ko": (("\uac00", "\ud7af"), ("\u1100", "\u11ff")),
    "zh": (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff")),
    "ru": (("\u0400", "\u04ff"),),
    "ar": (("\u0600", "\u06ff"),),
    "th": (("\u0e00", "\u0e7f"),),
}
_LEAST_SHARES = {"ja": 0.1, "ko": 0.3, "zh": 0.2, "ru": 0.3, "ar": 0.3, "th": 0.3}  # of all letters; asked in turn
_LETTER = "*"


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str:
    """The tag in canonical letter case with hyphens: `ZH_cn` is `zh-CN`, `cmn-hans` is `zh-Hans`.

    Raises: SettingsError if the tag is not well-formed.
    Source: BCP 47 (RFC 5646) section 2.1.1.
    """
    hyphened = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(hyphened):
        raise SettingsError(f"{tag!r} is not a language tag; write one like zh-CN, zh-Hant or en-US")
    first, *rest = hyphened.split("-")
    parts = [_PRIMARY.get(first.lower(), first.lower())]
    for part in rest:
        if len(part) == 4 and part.isalpha():
            parts.append(part.title())
        elif len(part) == 2 and part.isalpha():
            parts.append(part.upper())
        else:
            parts.append(part.lower())
    return "-".join(parts)


def known_tag(written: str) -> str:
    """The tag in canonical form, or an empty string for a text that is no tag."""
    try:
        return canonical(written) if written else ""
    except SettingsError:
        return ""


@lru_cache(maxsize=1024)
def primary(tag: str) -> str:
    """The language subtag alone: `zh` of `zh-Hant-TW`."""
    return canonical(tag).split("-")[0]


@lru_cache(maxsize=1024)
def script(tag: str) -> str:
    """`Hans` or `Hant` where a Chinese tag says so by script or region, else an empty string."""
    language, *rest = canonical(tag).split("-")
    if language != "zh":
        return ""
    for part in rest:
        if part in ("Hans", "Hant"):
            return part
    regions = [part for part in rest if len(part) == 2]
    if not regions:
        return ""
    return "Hant" if regions[0] in _HANT_REGIONS else "Hans"


@lru_cache(maxsize=1024)
def serves(tag: str, wanted: str) -> bool:
    """Whether text tagged `tag` may stand where `wanted` is asked for: same language, no contrary Chinese script.

    A region alone never divides (en-GB serves en-US); Hans and Hant do (zh-TW does not serve zh-CN).
    """
    if primary(tag) != primary(wanted):
        return False
    return not (script(tag) and script(wanted)) or script(tag) == script(wanted)


def regional(tag: str, asked: Sequence[str] = ()) -> str:
    """The tag as language and region, the only form that every tool takes: `zh-Hant` is `zh-TW`.

    A tag without region gets that of the first of the `asked` tags that it serves, else of its Chinese script.
    """
    script_region = {"Hant": "TW", "Hans": "CN"}.get(script(tag), "")
    served = [_region(other) for other in asked if serves(tag, other)]
    region = _region(tag) or next(filter(None, served), "") or script_region
    return f"{primary(tag)}-{region}" if region else primary(tag)


def _region(tag: str) -> str:
    parts = canonical(tag).split("-")[1:]
    return next((part for part in parts if re.fullmatch(r"[A-Z]{2}|\d{3}", part)), "")


def guess(text: str) -> str:
    """The primary language that the letters of the text speak for; `en` for any Latin text, `und` without letters.

    Latin-written languages are not told apart: name them with an option.
    """
    sample = text[:20_000]
    if sample.isascii():
        return "en" if any(map(str.isalpha, sample)) else "und"
    kinds = Counter(map(_kind, sample))
    letters = sum(count for kind, count in kinds.items() if kind.endswith(_LETTER))
    if not letters:
        return "und"
    for language, least in _LEAST_SHARES.items():
        if kinds[language] + kinds[language + _LETTER] > least * letters:
            return language
    return "en"


def by_letters(text: str, *langs: str) -> str:
    """Whichever of two languages the letters of the text speak for; empty where they do not tell the two apart."""
    told, named = guess(text), [lang for lang in langs if primary(lang) in _LEAST_SHARES]
    if told == "und" or len(named) != 1:
        return ""
    return next((lang for lang in langs if (lang in named) is (told == primary(named[0]))), "")


@cache
def _kind(char: str) -> str:
    """The language that the character speaks for, empty if none in particular; and _LETTER if it is a letter."""
    found = (name for name, ranges in _ALPHABETS.items() if any(first <= char <= last for first, last in ranges))
    return next(found, "") + _LETTER * char.isalpha()
