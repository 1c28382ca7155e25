"""What is wrong with one unit by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tm.check.damage import garbled, spaced
from tm.check.findings import Finding, Severity
from tm.inline import is_annotation
from tm.languages import guess, primary, script
from tm.memory.rows import StoredUnit
from tm.text.agreement import Comparison, compare
from tm.text.normalize import fold, resolve_lang
from tm.text.quantity import Quantity
from tm.units import Variant

_COUNTED = frozenset(["zh", "en"])  # languages whose numbers are read by value
_LATIN = frozenset(
    ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "tr"]
)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_BRACKETED = re.compile(r"[(（\[“\"「『《][^()（）“”\"「」『』《》]*[)）\]”\"」』》]")
_HTML = "a|abbr|b|bdi|big|blockquote|body|br|code|div|em|font|h[1-6]|head|hr|html|i|img|kbd|li|link|ol|p|pre|q|s"
_HTML += "|samp|small|span|strong|su[bp]|table|t[dhr]|tt|u|ul|var"
_PLACEHOLDER = re.compile(
    r"(?<![\d%])%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:l?[dsuifgxXoc@])(?![A-Za-z])"
    rf"|\$?\{{[\w.]*\}}|</?(?:{_HTML})(?:\s[^<>]*)?/?>"
)
_POSITION = re.compile(r"(?<=%)\d+\$")
_NO_FIGURES = re.compile(rf"{_PLACEHOLDER.pattern}|&#\w+;|%\d+|\w+://\S+")  # digits in them are no numbers
_FEW_WORDS = 4  # Latin words that make a Chinese side suspicious


def check_unit(stored: StoredUnit) -> Iterator[Finding]:
    """The findings on a unit that need no other unit, in the order of their rules."""
    yield from _emptiness(stored)
    yield from _languages(stored)
    yield from _numbers(stored)
    yield from _tags(stored)
    yield from _damage(stored)


def _emptiness(stored: StoredUnit) -> Iterator[Finding]:
    unit, number = stored.unit, stored.rowid
    source, target = fold(unit.source.text).strip().casefold(), fold(unit.target.text).strip().casefold()
    if source == target and any(map(str.isalpha, source)):
        natural = primary(unit.source.lang) != "zh" or not _HAN.search(source)
        short = natural and len(_WORDS.findall(source)) <= 2
        yield Finding(
            "same-text", Severity.NOTE if short else Severity.ERROR, number, "the target is the same text as the source"
        )
        return
    for side, variant, other in (("source", unit.source, unit.target), ("target", unit.target, unit.source)):
        if not any(map(str.isalnum, variant.text)) and any(map(str.isalnum, other.text)):
            yield Finding("half-empty", Severity.ERROR, number, f"the {side} has neither letters nor figures")


def _languages(stored: StoredUnit) -> Iterator[Finding]:
    unit, number = stored.unit, stored.rowid
    same = unit.source.text == unit.target.text
    for side, variant in (("source", unit.source), ("target", unit.target)):
        other = _other_language(variant)
        if other:
            if not same:
                message = f"the {side} is tagged {variant.lang} and looks like {other}"
                yield Finding("wrong-language", Severity.ERROR, number, message)
        elif (fitting := fitting_tag(variant)) != variant.lang:
            message = f"the {side} is tagged {variant.lang} and written in the other script"
            yield Finding("wrong-script", Severity.WARNING, number, message, suggestion=fitting)
    if primary(unit.target.lang) in _LATIN and primary(unit.source.lang) == "zh" and not _other_language(unit.target):
        left = _HAN.findall(_BRACKETED.sub("", unit.target.text))
        if left:
            shown = "".join(left[:20])
            yield Finding("left-over", Severity.WARNING, number, f"Chinese is left in the target: {shown}")


def _other_language(variant: Variant) -> str:
    """The language that the text clearly is in instead of its own; empty where it is not clear."""
    wanted, text = primary(variant.lang), _BRACKETED.sub("", variant.text)
    han, words = len(_HAN.findall(text)), len(_WORDS.findall(text))
    if wanted == "zh":
        if han:
            return ""
        return "en" if words >= _FEW_WORDS and guess(text) == "en" else ""
    if wanted in _LATIN:
        found = guess(text)
        clear = sum(char.isalpha() and not char.isascii() for char in text) >= 3
        return found if clear and found not in ("en", "und") and han >= words else ""
    return ""


def fitting_tag(variant: Variant) -> str:
    """The language tag of the variant, or the one with the other Chinese script where the text is clearly in it."""
    if primary(variant.lang) != "zh" or not script(variant.lang):
        return variant.lang
    shown = resolve_lang("zh", variant.text)
    if script(shown) == script(variant.lang):
        return variant.lang
    if script(variant.lang) == "Hans":
        return resolve_lang(variant.lang, variant.text)
    return variant.lang  # text that is Simplified in form may be Traditional: many characters are shared


def _numbers(stored: StoredUnit) -> Iterator[Finding]:
    unit = stored.unit
    if {primary(unit.source.lang), primary(unit.target.lang)} - _COUNTED:
        return
    comparison = compare(*(Variant(_without_markup(side.text), side.lang) for side in (unit.source, unit.target)))
    if comparison.agrees:
        return
    expected = next((difference.expected for difference in comparison.differing if difference.expected), "")
    first = next((pair.target for pair in comparison.differing), comparison.added[0] if comparison.added else None)
    yield Finding(
        "number",
        Severity.WARNING,
        stored.rowid,
        _number_words(comparison),
        suggestion=expected,
        target_span=(first.start, first.end) if first else None,
    )


def _without_markup(text: str) -> str:
    """The text with spaces in place of markup and placeholders, at the same offsets."""
    return _NO_FIGURES.sub(lambda match: " " * len(match[0]), text)


def _number_words(comparison: Comparison) -> str:
    def listed(found: tuple[Quantity, ...]) -> str:
        return ", ".join(quantity.text for quantity in found)

    parts = [f"{difference.source.text} became {difference.target.text}" for difference in comparison.differing]
    if comparison.missing:
        parts.append(f"only in the source: {listed(comparison.missing)}")
    if comparison.added:
        parts.append(f"only in the target: {listed(comparison.added)}")
    return "; ".join(parts)


def _tags(stored: StoredUnit) -> Iterator[Finding]:
    unit = stored.unit
    ours, theirs = (_markup(variant) for variant in (unit.source, unit.target))
    missing, added = ours - theirs, theirs - ours
    if missing or added:
        parts = [
            f"only in the {side}: {' '.join(sorted(found.elements()))}"
            for side, found in (("source", missing), ("target", added))
            if found
        ]
        yield Finding("tag", Severity.WARNING, stored.rowid, "; ".join(parts))


def _markup(variant: Variant) -> Counter[str]:
    """The inline codes and placeholders of a side, as shown to people."""
    codes = (code for code in variant.codes if not is_annotation(code))
    shown = Counter(code.content or f"<{code.element}>" for code in codes)
    return shown + Counter(_POSITION.sub("", found) for found in _PLACEHOLDER.findall(variant.text))


def _damage(stored: StoredUnit) -> Iterator[Finding]:
    for side, variant in (("source", stored.unit.source), ("target", stored.unit.target)):
        what = garbled(variant.text)
        if what:
            yield Finding("garbled", Severity.ERROR, stored.rowid, f"the {side} holds {what}")
        neat = spaced(variant.text, variant.lang)
        if neat != variant.text:
            yield Finding("space", Severity.NOTE, stored.rowid, f"stray white space in the {side}", suggestion=neat)
