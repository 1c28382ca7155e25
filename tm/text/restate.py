"""Writing another value in the form of a quantity: its language, words or figures, scale, currency.

A form is kept or the answer is empty: nothing is written that the form cannot hold.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tm.languages import primary
from tm.text.dateforms import CALENDAR, NARROW, restated_date, suffixed
from tm.text.numerals import CARDINALS, DIGITS, ORDINALS, SCALES, chinese_numeral, english_words, scale_value
from tm.text.quantity import Form, Quantity, QuantityKind

_FIGURE = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_ENGLISH_SCALED = re.compile(
    rf"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<gap>[ -]?)(?P<scale>{'|'.join(SCALES)})", re.IGNORECASE
)
_CHINESE_SCALED = re.compile(
    r"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<more> ?[多余来餘來]?)(?P<scale>[十百千]?[万亿萬億]{1,2}|[百千])"
)
_NUMERAL = re.compile("[零〇一二两兩三四五六七八九十百千万亿萬億点點]+")
_PLAN = re.compile("十[一二三四五六七八九]五")  # the 14th plan of five years
_SMALL = re.compile(rf"(?:(?:{'|'.join(sorted([*CARDINALS, *ORDINALS], key=len, reverse=True))})(?![a-z])-?)+(?<!-)")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_TRADITIONAL = str.maketrans("万亿两点", "萬億兩點")
_MOST_DECIMALS = 4  # that a scaled number is written with
_COUNTED = frozenset({QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.POINTS})
_VERBS = {2: "doubl", 3: "tripl", 4: "quadrupl", 5: "quintupl"}
_BELOWS = {
    2: "half",
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}


def restated(form: Quantity, lang: str, value: Fraction, *, model: Quantity | None = None) -> str:
    """The text of a quantity with another value in its place; empty where its form cannot hold the value.

    Args:
        form: the quantity whose form is kept.
        lang: the language of its text, Chinese or English.
        value: of the same kind as the quantity's own.
        model: a quantity of that value in the other language; trailing zeros of its decimals (6.0%) are kept.
    """
    chinese = primary(lang) == "zh"
    if form.kind in CALENDAR:
        return restated_date(form, lang, int(value))
    if form.kind is QuantityKind.VERSION:
        return model.text if model else ""
    if form.kind is QuantityKind.FRACTION:
        return (_chinese_fraction if chinese else _english_fraction)(form, value)
    if form.value < 0 and not form.text.startswith(("-", "−")):  # minus 5 degrees, 零下5度
        form, value = replace(form, value=-form.value), -value
        if value < 0:
            return ""
    if form.form is not Form.WORDS:
        decimals = _kept_decimals(form, model)
        if chinese:
            figures = _chinese_figures(form, value, decimals)
        else:
            round_number = model is not None and model.form is Form.SCALED
            figures = _english_figures(form, value, decimals, round_number=round_number)
        return suffixed(figures) if form.kind is QuantityKind.ORDINAL and not chinese else figures
    return (_chinese_words if chinese else _english_words)(form, value)


def _kept_decimals(form: Quantity, model: Quantity | None) -> int:
    """How many decimals the model asks for, as counted in the form's scale."""
    written = _FIGURE.search(model.text.translate(NARROW)) if model else None
    if model is None or written is None or "." not in written[0]:
        return 0
    figure = Fraction(written[0].replace(",", "").replace("−", "-"))
    mine = _FIGURE.search(form.text.translate(NARROW))
    if not (figure and mine and form.value and model.value):
        return 0
    ratio = (form.value / Fraction(mine[0].replace(",", "").replace("−", "-"))) / (model.value / figure)
    shift = len(str(int(ratio))) - 1 if ratio >= 1 else 1 - len(str(int(1 / ratio)))
    return max(0, len(written[0].partition(".")[2]) + shift)


def _decimal(value: Fraction, decimals: int, *, grouped: bool) -> str:
    """The value in figures with at least so many decimals; empty if it needs more than _MOST_DECIMALS."""
    shifted = value * 10**_MOST_DECIMALS
    if shifted.denominator != 1 or decimals > _MOST_DECIMALS:
        return ""
    exact = (Decimal(shifted.numerator) / 10**_MOST_DECIMALS).normalize()
    places = max(decimals, -int(exact.as_tuple().exponent) if exact % 1 else 0)
    return f"{exact:,.{places}f}" if grouped else f"{exact:.{places}f}"


def _plain(form: Quantity, value: Fraction, decimals: int) -> str:
    """Figures without a scale, grouped as the old ones were, or where they grow past 999 in English."""
    old = _FIGURE.search(form.text)
    if old is None:
        return ""
    if form.kind is QuantityKind.PERCENT and re.search("‰|千分之|thousand|mille", form.text):
        value *= 10
    grouped = "," in old[0] or (abs(value) >= 1000 > abs(form.value) and form.text.isascii())
    figures = _decimal(value, decimals, grouped=grouped)
    if re.match(r"0\d", old[0]):  # a code: 007
        figures = figures.rjust(len(old[0]), "0")
    if old[0].startswith("−"):
        figures = figures.replace("-", "−")
    return form.text[: old.start()] + figures + form.text[old.end() :] if figures else ""


def _english_figures(form: Quantity, value: Fraction, decimals: int, *, round_number: bool) -> str:
    match = _ENGLISH_SCALED.search(form.text)
    if match is None:
        millions = value / 10**6
        if round_number and form.value < 10**6 <= value and (millions * 100).denominator == 1:  # 900,000, 1.2 million
            old = _FIGURE.search(form.text)
            return form.text.replace(old[0], f"{_decimal(millions, 0, grouped=True)} million") if old else ""
        return _plain(form, value, decimals) if form.form is Form.FIGURES else ""
    head, tail, name = form.text[: match.start()], form.text[match.end() :], match["scale"].lower()
    names = ["", *(name for name in SCALES if name != "hundred")]
    if name in names:
        at = names.index(name)
        most = 1000 if form.value < 1000 * SCALES[name] else value  # 134,908.4 billion
        while at + 1 < len(names) and value / SCALES[names[at]] >= most:
            at += 1
        while at and value / SCALES[names[at]] < 1:
            at -= 1
        if names[at] != name:
            name, decimals = ("" if names[at] == "thousand" else names[at]), 0
    figures = _decimal(value / SCALES.get(name, 1), decimals, grouped=True)
    if not figures and value.denominator == 1:
        name, figures = "", f"{int(value):,}"
    return head + figures + (match["gap"] + name if name else "") + tail if figures else ""


def _chinese_figures(form: Quantity, value: Fraction, decimals: int) -> str:
    text = form.text.translate(NARROW)
    match = _CHINESE_SCALED.search(text)
    if form.form is Form.FIGURES or match is None:
        written = _plain(form if text == form.text else replace(form, text=text), value, decimals)
        return written.translate(_WIDE) if text != form.text else written
    if _FIGURE.search(text, match.end()) or text != form.text:  # 1亿2000万
        return ""
    scale = match["scale"]
    plain = scale.replace("萬", "万").replace("億", "亿")
    if not 1 <= value / scale_value(plain) < 10_000:
        fitting = next((s for s in ("万亿", "亿", "万") if value >= scale_value(s)), "")
        if match["more"] and not fitting:
            return ""
        scale = fitting.translate(_TRADITIONAL) if scale != plain else fitting
        plain, decimals = fitting, 0
    figures = _decimal(value / scale_value(plain), decimals, grouped="," in match["figure"])
    return text[: match.start()] + figures + match["more"] + scale + text[match.end() :] if figures else ""


def _chinese_words(form: Quantity, value: Fraction) -> str:
    if form.kind is QuantityKind.MULTIPLE and "番" in form.text:
        exponent = {2: "一", 4: "两", 8: "三"}.get(int(value)) if value.denominator == 1 else None
        return re.sub("[一两兩三四]?番", f"{exponent}番", form.text) if exponent else ""
    if "成" in form.text:
        tens, rest = divmod(int(value), 10)
        whole = value.denominator == 1 and 1 <= tens <= 9
        return (_paired(DIGITS[tens]) + "成" + (DIGITS[rest] if rest else "")) if whole else ""
    if value.denominator == form.value.denominator == 2 and value > 1 and form.text.endswith("半"):  # 一年半
        value, form = value - Fraction(1, 2), replace(form, value=form.value - Fraction(1, 2))
        if figure := re.match(r"\d+", form.text):
            return str(value) + form.text[figure.end() :]
    if value.denominator != 1 or value < 0:
        return ""
    if form.kind is QuantityKind.ORDINAL and _PLAN.fullmatch(form.text):
        return f"{chinese_numeral(int(value))}五" if 10 < value < 20 else ""
    match = _NUMERAL.search(form.text, 3 if "分之" in form.text else 0)
    if match is None or re.search("[多余来餘來]", form.text):
        return ""
    traditional = bool(re.search("[萬億兩點]", form.text))
    numeral = chinese_numeral(int(value))
    if form.kind in (QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MULTIPLE):
        numeral = _paired(numeral)
    written = form.text[: match.start()] + numeral + form.text[match.end() :]
    return written.translate(_TRADITIONAL) if traditional else written


def _paired(numeral: str) -> str:
    return "两" if numeral == "二" else numeral


def _english_words(form: Quantity, value: Fraction) -> str:
    """Words for words up to ten, or below a hundred where the old number was in tens; else figures, unless capital."""
    if half := re.fullmatch(r"(\w+)( and a half)( \w+)?", form.text, re.IGNORECASE):
        whole = value / (SCALES.get(half[3].strip().lower(), 0) if half[3] else 1) - Fraction(1, 2)
        if whole.denominator != 1 or not 1 <= whole <= 10:
            return ""
        first = english_words(int(whole))
        return (first.capitalize() if half[1][0].isupper() else first) + half[2] + (half[3] or "")
    if value.denominator != 1 or value < (1 if form.kind is QuantityKind.ORDINAL else 2):
        return ""
    number, text = int(value), form.text
    capital = text[:1].isupper()
    if form.kind is QuantityKind.MULTIPLE:
        return _english_multiple(text, number)
    ordinal = form.kind is QuantityKind.ORDINAL
    small = _SMALL.match(text.lower())
    if small is None or any(scale in text.lower() for scale in (*SCALES, "dozen")):
        return ""
    if number < 100 and (number <= 10 or form.value > 10 or capital):
        written = english_words(number, ordinal=ordinal)
    elif capital or form.value >= 100:
        return ""
    else:
        written = suffixed(f"{number:,}") if ordinal else f"{number:,}"
    return (written.capitalize() if capital else written) + text[small.end() :]


def _english_multiple(text: str, number: int) -> str:
    lower = text.lower()
    if verb := re.match("(?:doubl|tripl|quadrupl|quintupl)(e|ed|es|ing)$", lower):
        written = _VERBS[number] + verb[1] if number in _VERBS else ""
    elif lower.endswith("fold") and number <= 10:
        written = english_words(number) + ("-fold" if lower.endswith("-fold") else "fold")
    elif lower == "twice" or lower.endswith(" times"):
        written = "twice" if number == 2 else f"{english_words(number) if number <= 10 else number} times"
    else:
        written = ""
    return written.capitalize() if text[:1].isupper() else written


def _chinese_fraction(form: Quantity, value: Fraction) -> str:
    above, below = value.numerator, value.denominator
    if "/" in form.text:
        return f"{above}/{below}" if form.text.isascii() else ""
    if "分之" not in form.text or below == 1:
        return ""
    if form.form is Form.FIGURES:
        return f"{below}分之{above}"
    return f"{chinese_numeral(below)}分之{chinese_numeral(above)}"


def _english_fraction(form: Quantity, value: Fraction) -> str:
    """two-thirds becomes three-quarters; a half is worded otherwise, so it neither comes nor goes."""
    above, below = value.numerator, value.denominator
    if form.form is Form.FIGURES:
        return f"{above}/{below}"
    match = re.fullmatch(r"(?P<above>\w+)(?P<gap>[ -])(?P<below>\w+)", form.text)
    if match is None or below not in _BELOWS or 2 in (below, form.value.denominator) or above > 9:
        return ""
    name = "fourth" if below == 4 and "fourth" in form.text else _BELOWS[below]
    first = match["above"] if above == 1 and form.value.numerator == 1 else english_words(above)
    if match["above"][0].isupper():
        first = first.capitalize()
    return first + match["gap"] + name + ("s" if above > 1 else "")
