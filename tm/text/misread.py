"""Text that somebody read in Windows-1252 or Latin-1 and saved so: â€œ in place of “, Öйú in place of 中国.

UTF-8 so read is told and put right by ftfy; GBK so read by its pairs of bytes, which are frequent characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from tm.text.mojibake import Slip, decoded, is_plain

_LATIN = "\x80-\xff" + "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"  # all that Windows-1252 has beyond ASCII
_UTF8 = re.compile(f"[\xc2-\xf4][{_LATIN}]+")
_GBK = re.compile("(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")  # pairs of bytes, read one by one
_LEAST_HIGH = 8  # characters beyond ASCII in a row, which no language in Latin letters has
_HIGH = re.compile(f"[\x80-\xff]{{{_LEAST_HIGH}}}")
_PLAIN_SHARE = 0.8  # of the characters that come out; of pairs of Latin letters a quarter


def find_misread(text: str) -> Iterator[Slip]:
    """The stretches that were read in the wrong encoding, each with its reading, in order, apart.

    One for each character where its bytes can be told, so that sentences may end between them. GBK is looked for where
    there is a long run of it, and then in short ones as well.
    """
    done = 0
    gbk = list(_of_gbk(text)) if _HIGH.search(text) else []
    for slip in gbk if any(_HIGH.search(text, slip.start, slip.end) for slip in gbk) else ():
        yield from _of_utf8(text, done, slip.start)
        yield from _by_character(slip, "gb18030")
        done = slip.end
    yield from _of_utf8(text, done, len(text))


def _by_character(slip: Slip, encoding: str) -> Iterator[Slip]:
    places = list(accumulate((len(char.encode(encoding)) for char in slip.reading), initial=slip.start))
    if places[-1] == slip.end:
        yield from map(Slip, places, places[1:], slip.reading)
    else:
        yield slip


def _of_gbk(text: str) -> Iterator[Slip]:
    for match in _GBK.finditer(text):
        reading = decoded(match[0].encode("latin-1"))
        if sum(map(is_plain, reading)) > _PLAIN_SHARE * len(match[0]) / 2:
            yield Slip(*match.span(), reading)


def _of_utf8(text: str, start: int, end: int) -> Iterator[Slip]:
    for match in _UTF8.finditer(text, start, end):
        from ftfy import fix_encoding

        reading = fix_encoding(match[0])
        if reading != match[0]:
            yield from _by_character(Slip(*match.span(), reading), "utf-8")
