"""The index file of fuzzy lookup: candidates by the pairs of neighbouring tokens that they share with the query.

A text at least half like the query shares at least one pair with it, the edges of a text counting as tokens: each edit
breaks two of the longer one's pairs at most. So the lists of the query's pairs, the rarest first and as many as the
budget allows, hold the best texts, and only the few that share most are compared token for token.

The file is mapped, not read, and one search needs the standard library and RapidFuzz only: NumPy's import would cost
many times the search. It is derived, may be deleted at any time, and is made by tm.lookup.postings.
"""

from __future__ import annotations

import json
import mmap
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from hashlib import blake2b
from heapq import nsmallest
from itertools import pairwise
from math import ceil, sqrt
from pathlib import Path
from typing import Literal, NamedTuple

from tm.lookup.forms import BOUNDARY, UNKNOWN, Side, cutoff, floored, stands_for_itself
from tm.lookup.journal import Moment
from tm.lookup.runs import HOLDERS, Finder, Holder
from tm.lookup.tally import Tally, array_gatherer, array_tally, gatherer, most_shared

FORMAT = 1  # another one is made anew
MIN_PERCENT = 50  # below, a text may share no pair with the query, and every text is compared
POSTINGS, POSTINGS_ROOT = 20_000, 30  # read for a query: at least, and so many times the root of the number of forms …
SURE_LISTS = 2  # … but the lists of the rarest pairs are read in any case
COMPARED_SHARE = 50  # for so many postings one text is compared token for token: those that share most pairs
ENCODING = "utf-32"  # of forms, in the byte order of the machine and without a mark; Python decodes it fastest
MANY_SEARCHES = 40  # from here on NumPy is worth its import
_LISTED = 20_000  # numbers read of one pair's list for a fragment
_CHUNK = 50_000  # texts compared at a time where all are
_MAGIC = b"duizhao fuzzy\n\0\0"
_HEAD_BYTES = len(_MAGIC) + 8
_ALIGNMENT = 8
_SIZES = {"I": 4, "Q": 8}

Section = memoryview  # of "I" or "Q"


class DamagedIndex(ValueError):
    """The bytes are not an index as this version writes it, or contradict themselves."""


class FormHit(NamedTuple):
    """A form of the index like the query."""

    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class Sections:
    """The arrays of an index of n different forms, sorted by length; a form's number is its place."""

    text: Section  # the forms' signs, BOUNDARY before each and after the last
    start: Section  # (n + 1) where each form starts in text; the last one is where one more would
    shorter: Section  # how many forms have fewer than 0, 1, 2 … tokens; the last entry is n
    slot: Section  # where the list of each slot of pairs starts in posting, and the end
    posting: Section  # numbers of forms, rising in each list
    unit_start: Section  # (n + 1) where the units of each form start in unit
    unit: Section  # 2·rowid, and 1 more where the form is the unit's target; rising for each form
    token_hash: Section  # of the tokens that do not stand for themselves, rising
    token_sign: Section  # their signs, as code points


_TYPES: dict[str, Literal["I", "Q"]] = {
    name: "Q" if name in ("unit", "token_hash") else "I" for name in Sections.__slots__
}


def token_hash(token: str) -> int:
    """A 64-bit number of the token."""
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def pair_slot(first: int, second: int, bits: int) -> int:
    """The slot of a pair of signs among 2**bits; tm.lookup.postings computes the same over arrays."""
    return ((first * FACTORS[0] + second) * FACTORS[1] & 0xFFFFFFFFFFFFFFFF) >> (64 - bits)


FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)  # odd, of scattered bits


def file_parts(sections: Mapping[str, memoryview], moment: Moment) -> Iterator[bytes | memoryview]:
    """The bytes of an index file, piece by piece: magic, length and checksum of the header, header, sections."""
    places, at = {}, 0
    for name in _TYPES:
        places[name] = (at, len(sections[name]))
        at += -(-sections[name].nbytes // _ALIGNMENT) * _ALIGNMENT
    about = {"format": FORMAT, "byteorder": sys.byteorder, "moment": asdict(moment), "sections": places, "size": at}
    header = json.dumps(about).encode()
    header += b" " * (-len(header) % _ALIGNMENT)
    yield _MAGIC + len(header).to_bytes(4, "little") + zlib.crc32(header).to_bytes(4, "little") + header
    for name in _TYPES:
        yield sections[name]
        yield b"\0" * (-sections[name].nbytes % _ALIGNMENT)


def open_index(path: Path) -> FormIndex:
    """The index in a file. Raises: OSError if there is none; DamagedIndex."""
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as exc:
            raise DamagedIndex("an empty file") from exc
    return FormIndex(mapped)


class FormIndex:
    """The forms of one language's texts whose units have the other language opposite."""

    def __init__(self, content: mmap.mmap | bytes) -> None:
        """Raises: DamagedIndex."""
        self.moment, self._sections = _parsed(memoryview(content))
        _check_ends(self._sections)
        self._bits = (len(self._sections.slot) - 1).bit_length() - 1
        self._searches = 0
        self._tally: Tally = most_shared
        self._gathered = gatherer(self._sections.text, self._sections.start)

    def __len__(self) -> int:
        return len(self._sections.start) - 1

    def search(self, query: list[str], minimum: int, *, every: bool = False) -> Iterator[FormHit]:
        """The forms that share most with the query's, of those at least `minimum` percent like it, in no order.

        With `every` all of these: every text that shares a pair is compared, or below MIN_PERCENT every text.
        Raises: DamagedIndex.
        """
        coded = "".join(map(self._sign, query))
        share = cutoff(minimum)
        first = self._count_shorter(ceil(len(coded) * share))
        last = self._count_shorter(int(len(coded) / share) + 1) if share else len(self)
        try:
            if minimum < MIN_PERCENT:
                numbers: Sequence[int] = range(first, last)
            elif every:
                numbers = sorted(set().union(*self._lists(coded, first, last, budget=len(self._sections.posting))))
            else:
                numbers = self._nearest(coded, first, last)
            for at in range(0, len(numbers), _CHUNK):
                yield from self._compared(coded, numbers[at : at + _CHUNK], minimum)
        except (IndexError, ValueError) as exc:
            raise DamagedIndex(f"contradicts itself ({exc})") from exc

    def sides(self, number: int) -> tuple[Side, ...]:
        """The units that have the form, rising."""
        return tuple([(code >> 1, bool(code & 1)) for code in self.codes((number,))])

    def codes(self, numbers: Iterable[int]) -> list[int]:
        """The units that have one of the forms: 2·rowid, and 1 more where the form is the unit's target."""
        unit_start, unit = self._sections.unit_start, self._sections.unit
        found: list[int] = []
        for number in numbers:
            found += unit[unit_start[number] : unit_start[number + 1]]
        return found

    def sharing(self, query: list[str], without: Set[int]) -> Finder:
        """What finds texts with the tokens start to end of the query, of other units; it raises DamagedIndex."""
        coded = "".join(map(self._sign, query))
        places = [self._place(*pair) for pair in pairwise(map(ord, coded))]
        lists = dict[int, frozenset[int]]()

        def listed(at: int) -> frozenset[int]:
            """Of the list of a pair, at most so many numbers, evenly taken."""
            if at not in lists:
                start, end = places[at]
                lists[at] = frozenset(self._sections.posting[start : end : 1 + (end - start) // _LISTED])
            return lists[at]

        def find(start: int, end: int) -> Iterator[Holder]:
            if UNKNOWN in coded[start:end]:
                return
            rarest, *others = sorted(range(start, end - 1), key=lambda at: places[at][1] - places[at][0])
            numbers = listed(rarest)
            for other in others:
                if len(numbers) <= HOLDERS or places[other][1] - places[other][0] > _LISTED:
                    break
                numbers &= listed(other)
            try:
                for number in nsmallest(HOLDERS, numbers):
                    form = self._form(number)
                    sides = self.sides(number) if coded[start:end] in form else ()
                    if kept := tuple(side for side in sides if side[0] not in without) if without else sides:
                        yield Holder(coded, form, kept)
            except (IndexError, UnicodeDecodeError) as exc:
                raise DamagedIndex(f"contradicts itself ({exc})") from exc

        return find

    def _form(self, number: int) -> str:
        text, start = self._sections.text, self._sections.start
        return str(text[start[number] : start[number + 1] - 1], ENCODING)

    def _place(self, first: int, second: int) -> tuple[int, int]:
        """Where the list of a pair of signs starts and ends in the postings."""
        slot, number = self._sections.slot, pair_slot(first, second, self._bits)
        return slot[number], slot[number + 1]

    def _sign(self, token: str) -> str:
        if stands_for_itself(token):
            return token
        hashes, wanted = self._sections.token_hash, token_hash(token)
        at = bisect_left(hashes, wanted)
        return chr(self._sections.token_sign[at]) if at < len(hashes) and hashes[at] == wanted else UNKNOWN

    def _count_shorter(self, length: int) -> int:
        shorter = self._sections.shorter
        return int(shorter[min(length, len(shorter) - 1)])

    def _nearest(self, coded: str, first: int, last: int) -> Sequence[int]:
        """The forms numbered first to last that share most pairs with the query."""
        self._searches += 1
        if self._tally is most_shared and (self._searches >= MANY_SEARCHES or "numpy" in sys.modules):
            self._tally = array_tally(len(self))
            self._gathered = array_gatherer(self._sections.text, self._sections.start)
        budget = max(POSTINGS, int(POSTINGS_ROOT * sqrt(len(self))))
        return self._tally(self._lists(coded, first, last, budget), budget // COMPARED_SHARE)

    def _lists(self, coded: str, first: int, last: int, budget: int) -> Iterator[memoryview]:
        """What the lists of the query's pairs hold between the two numbers, the rarest first."""
        posting = self._sections.posting
        signs = [ord(BOUNDARY), *map(ord, coded), ord(BOUNDARY)]
        ranges = []
        for start, end in {self._place(one, other) for one, other in pairwise(signs)}:
            start = bisect_left(posting, first, start, end)
            end = bisect_left(posting, last, start, end)
            if start < end:
                ranges.append((end - start, start, end))
        total = 0
        for count, (size, start, end) in enumerate(sorted(ranges)):
            total += size
            if total > budget and count >= SURE_LISTS:
                return
            yield posting[start:end]

    def _compared(self, coded: str, numbers: Sequence[int], minimum: int) -> list[FormHit]:
        """Those of the forms numbered that are at least `minimum` percent like the query."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        forms = str(self._gathered(numbers), ENCODING).split(BOUNDARY)
        if len(forms) != len(numbers) + 1:
            raise DamagedIndex("has a boundary inside a form")
        hits = process.extract(
            coded, forms[:-1], scorer=Levenshtein.normalized_similarity, score_cutoff=cutoff(minimum), limit=None
        )
        alike = [(numbers[at], floored(similarity)) for _, similarity, at in hits]
        return [FormHit(number, percent) for number, percent in alike if percent >= minimum]


def _parsed(content: memoryview) -> tuple[Moment, Sections]:
    """What the file says and holds, as views into it."""
    length, checksum = (int.from_bytes(content[at : at + 4], "little") for at in (len(_MAGIC), len(_MAGIC) + 4))
    header = bytes(content[_HEAD_BYTES : _HEAD_BYTES + length])
    if content[: len(_MAGIC)] != _MAGIC or len(header) != length or zlib.crc32(header) != checksum:
        raise DamagedIndex("not an index")
    about = json.loads(header)
    body = content[_HEAD_BYTES + length :]
    if about["format"] != FORMAT or about["byteorder"] != sys.byteorder or about["size"] != len(body):
        raise DamagedIndex("of another version or computer, or cut off")
    sections = {}
    for name, (at, count) in about["sections"].items():
        sections[name] = body[at : at + count * _SIZES[_TYPES[name]]].cast(_TYPES[name])
    return Moment(**about["moment"]), Sections(**sections)


def _check_ends(sections: Sections) -> None:
    """Refuse sections whose last entries do not fit each other; to read every byte would take longer than a search."""
    ends = (
        (sections.start, len(sections.text)),
        (sections.shorter, len(sections.start) - 1),
        (sections.slot, len(sections.posting)),
        (sections.unit_start, len(sections.unit)),
    )
    if any(not len(section) or section[-1] != end for section, end in ends) or (
        len(sections.unit_start) != len(sections.start)
    ):
        raise DamagedIndex("contradicts itself")
