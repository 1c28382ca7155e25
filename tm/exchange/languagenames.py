"""Languages as tables and term bases name them: Chinese (PRC), Chinese_Simplified, 简体中文, English (U.S.), zh_TW.

The names of languages, scripts and places, in English and Chinese, are those of the Unicode CLDR (package babel).
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache

from tm.errors import SettingsError
from tm.languages import canonical, primary, regional

_LOCALES = ("en", "zh", "zh_Hant")
_LANGUAGES = {
    "汉语": "zh",
    "漢語": "zh",
    "华语": "zh",
    "華語": "zh",
    "mandarin": "zh",
    "简中": "zh-Hans",
    "繁中": "zh-Hant",
}
_PLACES = {"prc": "CN", "p.r.c.": "CN", "mainland china": "CN", "hong kong": "HK", "macau": "MO", "macao": "MO"}
_PLACES |= {"us": "US", "u.s.": "US", "usa": "US", "u.s.a.": "US", "uk": "GB", "u.k.": "GB", "香港": "HK", "澳门": "MO"}
_PLACES |= {"hong kong s.a.r.": "HK", "hong kong sar": "HK", "macao s.a.r.": "MO", "macao sar": "MO"}
_PLACES |= {"simplified": "Hans", "traditional": "Hant", "简": "Hans", "繁": "Hant"}
_BETWEEN = re.compile(r"[ (（,，-]+")
_LETTERS = 2  # of a tag that stands by itself: `pos` and `ref` are names of columns
_TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.IGNORECASE)


@lru_cache(maxsize=1000)
def tag_named(name: str) -> str:
    """The tag of a language by its name or tag, empty for what is none.

    A place or script follows the language, in brackets, after a comma, or after a space or underscore.
    """
    name = " ".join(name.split())
    with suppress(SettingsError):
        if _TAG.fullmatch(name) and len(primary(name)) == _LETTERS:
            return canonical(name)
    plain = name.replace("_", " ").casefold()
    languages, _ = _names()
    if plain in languages:
        return languages[plain]
    for mark in _BETWEEN.finditer(plain):
        language, places = languages.get(plain[: mark.start()]), _places(plain[mark.end() :].rstrip(")） "))
        if language and places:
            return canonical("-".join([primary(language), *places]))
    return ""


@lru_cache(maxsize=1000)
def name_of(tag: str) -> tuple[str, str]:
    """The English names of a language and of its place, empty where the tag names none; the subtags if they have none.

    A script stands for the place where it is written: zh-Hant is Chinese of Taiwan.
    """
    from babel import Locale

    english = Locale.parse("en")
    language, _, place = regional(tag).partition("-")
    return english.languages.get(language, language), english.territories.get(place, place)


def _places(text: str) -> list[str]:
    """The subtags of one or several places and scripts, empty unless all of the text is some."""
    _, known = _names()
    if text in known:
        return [known[text]]
    for mark in _BETWEEN.finditer(text):
        first, others = known.get(text[: mark.start()]), _places(text[mark.end() :])
        if first and others:
            return [first, *others]
    return []


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Tags of languages, and subtags of places and scripts, by their names in lower case."""
    from babel import Locale

    languages, places = dict[str, str](), dict[str, str]()
    for locale in map(Locale.parse, _LOCALES):
        for known, names in ((languages, locale.languages), (places, locale.territories), (places, locale.scripts)):
            for tag, name in names.items():
                known.setdefault(name.casefold(), tag.replace("_", "-"))
    return languages | _LANGUAGES, places | _PLACES
