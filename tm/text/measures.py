"""What measures and currencies are worth in each other, so that 15万亩 and 10,000 hectares are one area."""

from __future__ import annotations

from fractions import Fraction

from tm.text.quantity import Bound, Quantity, QuantityKind

_CONVERTED = Fraction(2, 100)  # how far a value may be off after turning mu into hectares
_ROUGHLY = Fraction(6, 100)  # where the words say that it is about so much
_SIZES = {  # in square metres, metres, kilograms, minutes, months
    "area": {
        "mu": "2000/3", "hectare": "10000", "acre": "4046.86", "square kilometre": "1000000", "square metre": "1",
        "square foot": "0.092903", "square mile": "2589988", "square li": "250000",
    },
    "length": {
        "kilometre": "1000", "metre": "1", "li": "500", "centimetre": "0.01", "millimetre": "0.001", "mile": "1609.34",
        "foot": "0.3048", "inch": "0.0254", "yard": "0.9144", "chi": "1/3", "cun": "1/30", "zhang": "10/3",
    },
    "mass": {
        "kilogram": "1", "gram": "0.001", "jin": "0.5", "liang": "0.05", "tonne": "1000", "pound": "0.453592",
        "ounce": "0.0283495",
    },
    "time": {"hour": "60", "minute": "1", "day": "1440", "week": "10080", "second": "1/60"},
    "span": {"month": "1", "quarter": "3", "year": "12", "decade": "120", "century": "1200"},
}  # fmt: skip
_MEASURES = {name: (sort, Fraction(size)) for sort, sizes in _SIZES.items() for name, size in sizes.items()}
# Yuan for one unit of the currency, the lowest and the highest of the years since 1994; a little more on either side.
_RATES = {
    "USD": ("5.5", "9"), "EUR": ("6.5", "11.5"), "GBP": ("8", "16"), "JPY": ("0.045", "0.13"), "KRW": ("0.004", "0.01"),
    "RUB": ("0.05", "0.35"), "TWD": ("0.18", "0.35"), "HKD": ("0.75", "1.15"),
}  # fmt: skip


def converted(first: Quantity, second: Quantity) -> bool | None:
    """Whether the values agree once brought to one measure; None where there is nothing to convert."""
    if first.unit == second.unit or first.unit not in _MEASURES or second.unit not in _MEASURES:
        return None
    (sort, size), (other_sort, other_size) = _MEASURES[first.unit], _MEASURES[second.unit]
    if sort != other_sort:
        return None
    one, two = first.value * size, second.value * other_size
    rough = Bound.EXACT in (first.bound, second.bound) and first.bound is not second.bound
    return abs(one - two) <= (_ROUGHLY if rough else _CONVERTED) * max(one, two)


def other_currency(first: Quantity, second: Quantity) -> bool:
    """Whether both are sums of money, in two currencies."""
    money = QuantityKind.MONEY
    return first.kind is money and second.kind is money and first.unit != second.unit


def exchanged(first: Quantity, second: Quantity) -> bool:
    """Whether a sum in yuan and one in another currency can be one at a rate of the last decades."""
    for yuan, foreign in ((first, second), (second, first)):
        if yuan.unit == "CNY" and foreign.unit in _RATES and foreign.value and yuan.value != foreign.value:
            low, high = map(Fraction, _RATES[foreign.unit])
            return low <= yuan.value / foreign.value <= high
    return False
