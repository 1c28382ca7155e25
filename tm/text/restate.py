"""Writing another value in the form of a quantity: its language, words or figures, scale, currency, way of dating.

A form is kept or the answer is empty: nothing is written that the form cannot hold.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tm.languages import primary
from tm.text import englishwords as english
from tm.text.numerals import CARDINALS, DIGITS, ORDINALS, SCALES, chinese_numeral, english_words, scale_value
from tm.text.quantity import Form, Quantity, QuantityKind, date_parts

_FIGURE = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_ENGLISH_SCALED = re.compile(
    rf"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<gap>[ -]?)(?P<scale>{'|'.join(SCALES)})", re.IGNORECASE
)
_CHINESE_SCALED = re.compile(
    r"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<more> ?[多余来餘來]?)(?P<scale>[十百千]?[万亿萬億]{1,2}|[百千])"
)
_NUMERAL = re.compile("[零〇一二两兩三四五六七八九十百千万亿萬億点點]+")
_SMALL = re.compile(rf"(?:(?:{'|'.join(sorted([*CARDINALS, *ORDINALS], key=len, reverse=True))})(?![a-z])-?)+(?<!-)")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_NARROW = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_TRADITIONAL = str.maketrans("万亿两点", "萬億兩點")
_MOST_DECIMALS = 4  # that a scaled number is written with
_COUNTED = frozenset({QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.POINTS})
_DATES = frozenset({QuantityKind.DATE, QuantityKind.MONTH_DAY, QuantityKind.MONTH, QuantityKind.DAY, QuantityKind.YEAR})
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
    if form.kind in _DATES:
        return (_chinese_date if chinese else _english_date)(form, int(value))
    if form.kind is QuantityKind.TIME:
        return (_chinese_time if chinese else _english_time)(form, int(value))
    if form.kind is QuantityKind.VERSION:
        return model.text if model else ""
    if form.kind is QuantityKind.FRACTION:
        return (_chinese_fraction if chinese else _english_fraction)(form, value)
    if form.form is not Form.WORDS:
        decimals = _kept_decimals(form, model)
        figures = (_chinese_figures if chinese else _english_figures)(form, value, decimals)
        return _suffixed(figures) if form.kind is QuantityKind.ORDINAL and not chinese else figures
    return (_chinese_words if chinese else _english_words)(form, value)


def _kept_decimals(form: Quantity, model: Quantity | None) -> int:
    """How many decimals the model asks for, as counted in the form's scale."""
    written = _FIGURE.search(model.text.translate(_NARROW)) if model else None
    if model is None or written is None or "." not in written[0]:
        return 0
    figure = Fraction(written[0].replace(",", "").replace("−", "-"))
    mine = _FIGURE.search(form.text.translate(_NARROW))
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
    grouped = "," in old[0] or (abs(value) >= 1000 > abs(form.value) and form.text.isascii())
    figures = _decimal(value, decimals, grouped=grouped)
    if re.match(r"0\d", old[0]):  # a code: 007
        figures = figures.rjust(len(old[0]), "0")
    if old[0].startswith("−"):
        figures = figures.replace("-", "−")
    return form.text[: old.start()] + figures + form.text[old.end() :] if figures else ""


def _english_figures(form: Quantity, value: Fraction, decimals: int) -> str:
    match = _ENGLISH_SCALED.search(form.text)
    if match is None:
        return _plain(form, value, decimals) if form.form is Form.FIGURES else ""
    head, tail, name = form.text[: match.start()], form.text[match.end() :], match["scale"].lower()
    names = ["", *(name for name in SCALES if name != "hundred")]
    if name in names:
        at = names.index(name)
        while at + 1 < len(names) and value / SCALES[names[at]] >= 1000:
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
    text = form.text.translate(_NARROW)
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


def _suffixed(figures: str) -> str:
    """21th is 21st."""
    number = re.match(r"[\d,]+", figures)
    if number is None:
        return ""
    last = number[0].replace(",", "")
    suffix = {"1": "st", "2": "nd", "3": "rd"}.get(last[-1], "th")
    return number[0] + ("th" if last[-2:] in ("11", "12", "13") else suffix)


def _chinese_words(form: Quantity, value: Fraction) -> str:
    if form.kind is QuantityKind.MULTIPLE and "番" in form.text:
        exponent = {2: "一", 4: "两", 8: "三"}.get(int(value)) if value.denominator == 1 else None
        return re.sub("[一两兩三四]?番", f"{exponent}番", form.text) if exponent else ""
    if "成" in form.text:
        tens, rest = divmod(int(value), 10)
        whole = value.denominator == 1 and 1 <= tens <= 9
        return (_paired(DIGITS[tens]) + "成" + (DIGITS[rest] if rest else "")) if whole else ""
    if value.denominator != 1 or value < 0:
        return ""
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
    if value.denominator != 1 or value < 2:
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
        written = _suffixed(f"{number:,}") if ordinal else f"{number:,}"
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


def _chinese_date(form: Quantity, value: int) -> str:
    year, month, day = date_parts(form.kind, value)
    if re.match(r"\d{4}[-/.]\d", form.text):
        sign = form.text[4]
        width = 2 if re.fullmatch(r"\d{4}.\d\d.\d\d", form.text) else 1
        return f"{year}{sign}{month:0{width}}{sign}{day:0{width}}"
    pieces = re.findall(r"(\s*)([^年月日号號份\s]+)(\s*[年月日号號]份?)", form.text)
    new = [part for part in (year, month, day) if part]
    if len(pieces) != len(new) or form.text.translate(_NARROW) != form.text:
        return ""
    return "".join(
        gap + _date_number(old, number, unit) + unit for (gap, old, unit), number in zip(pieces, new, strict=True)
    )


def _date_number(old: str, number: int, unit: str) -> str:
    if old.isascii():
        return f"{number:02}" if old.startswith("0") else str(number)
    if unit.endswith("年"):
        zero = "零" if "零" in old else "〇"
        return "".join(DIGITS[int(figure)] for figure in str(number)).replace("零", zero)
    return chinese_numeral(number)


def _english_date(form: Quantity, value: int) -> str:
    year, month, day = date_parts(form.kind, value)
    if re.match(r"\d{4}[-/.]\d", form.text):
        return _chinese_date(form, value)
    text = form.text
    name = re.search(r"[A-Z][a-z]{2,8}\b\.?", text)
    if name and month:
        full = name[0].rstrip(".") in english.MONTHS and name[0] + "." not in english.SHORT_MONTHS
        short = english.SHORT_MONTHS[month - 1]
        if not full and "." not in name[0]:
            short = short.rstrip(".")
        text = text[: name.start()] + (english.MONTHS[month - 1] if full else short) + text[name.end() :]
    if month and not name:  # 15.6.2001
        return ""
    if year:
        text = re.sub(r"\d{4}", str(year), text)
    if day:
        old = re.search(r"(?<!\d)(\d{1,2})(st|nd|rd|th)?(?!\d)", text)
        if old is None:
            return ""
        text = text[: old.start()] + (_suffixed(str(day)) if old[2] else str(day)) + text[old.end() :]
    return text


def _english_time(form: Quantity, value: int) -> str:
    hour, minute = divmod(value, 60)
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?( ?)([ap])?(.*)", form.text, re.IGNORECASE)
    if match is None:
        return ""
    if not match[4]:
        minutes = f":{minute:02}" if minute or match[2] else ""
        return f"{hour:0{len(match[1])}}{minutes}" if not form.unit or hour < 12 else ""
    minutes = f":{minute:02}" if minute else ""
    half = "p" if hour >= 12 else "a"
    return f"{hour % 12 or 12}{minutes}{match[3]}{half.upper() if match[4].isupper() else half}{match[5]}"


def _chinese_time(form: Quantity, value: int) -> str:
    hour, minute = divmod(value, 60)
    match = re.fullmatch(r"(上午|下午)?(\d{1,2})([时点時點:])(?:(\d\d?)(分?))?", form.text)
    if match is None:
        return ""
    period = match[1] or ""
    if period:
        period, hour = ("上午", hour) if hour < 12 else ("下午", hour - 12 or 12)
    if match[3] == ":":
        return f"{period}{hour:0{len(match[2])}}:{minute:02}"
    return f"{period}{hour}{match[3]}" + (f"{minute}分" if minute else "")
