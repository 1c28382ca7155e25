"""Script and width of Chinese text: folding for matching, and the language tag that the text itself speaks for.

OpenCC stands behind this door only; it is loaded where text is converted to be shown.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from tm.languages import canonical, guess, primary, script

_CLEARLY_TRADITIONAL = 3  # Traditional-only characters that outweigh a tag which says Simplified


def fold(text: str) -> str:
    """The text in Simplified script and half width, character for character; for matching only, never for display.

    Each character becomes exactly one, so offsets into the folded text are offsets into the text.
    """
    return text if text.isascii() else text.translate(_folding())


def spellings(char: str) -> str:
    """All characters that differ from this one in script, width or letter case only, and the character itself."""
    folded = fold(char)
    return "".join(sorted({form for case in (folded, folded.lower(), folded.upper()) for form in _unfolded(case)}))


def convert(text: str, lang: str, wanted: str) -> str:
    """Chinese text of one script in the other, as OpenCC converts it: phrase by phrase, in the forms of the region.

    Only the writing is converted, not the wording of a region. `lang` and `wanted` are tags that name a script.
    """
    from opencc import OpenCC

    if script(wanted) == "Hant":
        return str(OpenCC(f"s2{_region(wanted)}").convert(text))
    return str(OpenCC(f"{_region(lang)}2s").convert(text))


def chinese_script(text: str) -> str:
    """`Hans` or `Hant`, whichever more characters of the text speak for; an empty string without evidence.

    A character speaks for a script if OpenCC converts it and the old national standard of the other side lacks it:
    後 and 发 are evidence, 后 and 里 (used in both scripts) are not.
    """
    hans, hant = _script_counts(text)
    if hans == hant:
        return ""
    return "Hans" if hans > hant else "Hant"


def resolve_lang(tag: str, text: str) -> str:
    """The canonical tag of the text, with the script of Chinese read from the text where the tag leaves it open.

    Plain `zh` becomes `zh-CN`, or `zh-Hant` where the text is Traditional (a mainland page in Traditional script is
    not Taiwanese). No tag, or `und`, is guessed from the letters. A tag that says Simplified gives way to text that
    is clearly Traditional; any other tag stays.
    Raises: SettingsError if the tag is not well-formed.
    """
    wanted = canonical(tag) if tag else "und"
    if wanted == "und":
        wanted = guess(text)
    if primary(wanted) != "zh":
        return wanted
    hans, hant = _script_counts(text)
    if wanted == "zh":
        return "zh-Hant" if hant > hans else "zh-CN"
    if script(wanted) == "Hans" and hant >= _CLEARLY_TRADITIONAL and hant > hans:
        return "zh-Hant"
    return wanted


def _script_counts(text: str) -> tuple[int, int]:
    """How many characters are Simplified only, and how many Traditional only."""
    counts = Counter(text)
    simplified, traditional = (sum(counts[char] for char in counts if char in chars) for chars in _one_script_only())
    return simplified, traditional


def _region(tag: str) -> str:
    """What OpenCC calls the Traditional script of the tag."""
    regions = {"TW": "tw", "HK": "hk", "MO": "hk"}
    return next((regions[part] for part in canonical(tag).split("-") if part in regions), "t")


def _unfolded(text: str) -> str:
    """The characters that fold to this one, and itself."""
    return text + _unfolding().get(text, "") if len(text) == 1 else ""


@cache
def _unfolding() -> dict[str, str]:
    """The table of `fold`, the other way round."""
    table: dict[str, str] = {}
    for code, folded in _folding().items():
        table[folded] = table.get(folded, "") + chr(code)
    return table


@cache
def _folding() -> dict[int, str]:
    """The character table of `fold`: compatibility forms to plain ones, Traditional characters to Simplified."""
    changed, plain, _, _ = _table()
    return dict(zip(map(ord, changed), plain, strict=True))


@cache
def _one_script_only() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only Simplified and only Traditional text uses."""
    _, _, simplified, traditional = _table()
    return frozenset(simplified), frozenset(traditional)


@cache
def _table() -> tuple[str, ...]:
    """The lines of scripts.txt: OpenCC's characters, as tests/scripts_table.py writes them; to ask it takes longer."""
    return tuple(Path(__file__).with_name("scripts.txt").read_text("utf-8").split("\n")[:4])
