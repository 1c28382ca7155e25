"""Making the index of fuzzy lookup: the different forms of a language's texts and the lists of their pairs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tm.lookup.forms import BOUNDARY, Coding, Side, stands_for_itself
from tm.lookup.index import ENCODING, FACTORS, token_hash
from tm.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MIN_BITS, _MAX_BITS = 10, 22  # of the table of slots
_TOLD = 10_000  # texts between two tellings of progress


def build(
    texts: Iterable[tuple[Side, str]], *, total: int | None = None, progress: Progress = silent
) -> dict[str, memoryview]:
    """The sections of an index of the texts (tm.lookup.index), which tm.lookup.scan.sides gives; `total` if known."""
    coding, numbers = Coding(), dict[str, int]()
    units, unit_forms = array("Q"), array("I")
    for count, ((rowid, turned), text) in enumerate(texts):
        if count % _TOLD == 0:
            progress("index", count, total)
        units.append(2 * rowid + turned)
        unit_forms.append(numbers.setdefault(coding.coded(text), len(numbers)))
    progress("index", total or len(units), total)
    return _form_sections(list(numbers), units, unit_forms) | _token_sections(coding)


def _form_sections(forms: list[str], units: array[int], unit_forms: array[int]) -> dict[str, memoryview]:
    """The forms sorted by length, the lists of their pairs, and their units."""
    import numpy as np

    lengths = np.fromiter(map(len, forms), np.uint32, len(forms))
    order = np.argsort(lengths, kind="stable")
    lengths = lengths[order]
    joined = BOUNDARY + "".join(f"{forms[number]}{BOUNDARY}" for number in order.tolist())
    forms.clear()
    text = np.frombuffer(joined.encode(ENCODING)[4:], np.uint32)
    start = np.ones(len(lengths) + 1, np.uint32)
    np.cumsum(lengths + np.uint32(1), out=start[1:])
    start[1:] += 1
    slot, posting = _lists(text, lengths)
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    of_unit = rank[np.frombuffer(unit_forms, np.uint32)]
    by_form = np.argsort(of_unit, kind="stable")
    longest = int(lengths[-1]) if len(lengths) else 0
    return {
        "text": text.data,
        "start": start.data,
        "shorter": np.searchsorted(lengths, np.arange(longest + 2)).astype(np.uint32).data,
        "slot": slot.data,
        "posting": posting.data,
        "unit_start": np.searchsorted(of_unit[by_form], np.arange(len(order) + 1)).astype(np.uint32).data,
        "unit": np.frombuffer(units, np.uint64)[by_form].data,
    }


def _lists(text: NDArray[np.uint32], lengths: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Where the list of each slot starts, and the lists: each form once in the slot of each of its pairs."""
    import numpy as np

    pairs = len(text) - 1
    bits = min(max((pairs // 4).bit_length(), _MIN_BITS), _MAX_BITS)
    slots = text[:-1].astype(np.uint64)
    slots *= np.uint64(FACTORS[0])
    slots += text[1:]
    slots *= np.uint64(FACTORS[1])
    slots >>= np.uint64(64 - bits)
    keys = slots << np.uint64(32)
    keys |= np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths + np.uint32(1))
    keys.sort()
    fresh = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    keys = keys[fresh]
    start = np.zeros((1 << bits) + 1, np.uint32)
    start[1:] = np.cumsum(np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=1 << bits))
    return start, keys.astype(np.uint32)


def _token_sections(coding: Coding) -> dict[str, memoryview]:
    """The tokens with a sign of their own, by their hash."""
    given = sorted((token_hash(token), ord(sign)) for token, sign in coding.items() if not stands_for_itself(token))
    hashes, signs = array("Q", (pair[0] for pair in given)), array("I", (pair[1] for pair in given))
    return {"token_hash": memoryview(hashes), "token_sign": memoryview(signs)}
