"""Where the words of Chinese text begin, by jieba's dictionary looked up in its file.

jieba itself takes half a second to load, too long for a single look-up. Its dictionary is sorted, so that a word is
found in it by halving; the words are then those of the likeliest cut, as jieba's without its guesses at new words.
"""

from __future__ import annotations

import mmap
from functools import cache, lru_cache
from importlib.util import find_spec
from math import log
from pathlib import Path

_TOTAL = 60_101_967  # of the counts in the dictionary
_LONGEST_LINE = 200  # bytes, and more than that of any


@lru_cache(maxsize=256)
def boundaries(text: str) -> frozenset[int]:
    """The offsets where a word of Simplified text begins or ends, both ends of the text among them.

    Also those inside a compound of two words, of two characters or more each: 广大党员.
    """
    best = [(0.0, len(text))] * (len(text) + 1)  # for each place the worth of the rest, and where its first word ends
    for at in range(len(text) - 1, -1, -1):
        best[at] = max((_worth(count) + best[end][0], end) for end, count in _words_at(text, at))
    found, at = {0}, 0
    while at < len(text):
        start, at = at, best[at][1]
        found.add(at)
        found.update(
            place for place in range(start + 2, at - 1) if _entry(text[start:place])[0] and _entry(text[place:at])[0]
        )
    return frozenset(found)


def _worth(count: int) -> float:
    return log((count or 1) / _TOTAL)


def _words_at(text: str, start: int) -> list[tuple[int, int]]:
    """Where the words that begin there may end, and how often they occur; a single sign is always one."""
    found = []
    for end in range(start + 1, len(text) + 1):
        count, goes_on = _entry(text[start:end])
        if count or end == start + 1:
            found.append((end, count))
        if not goes_on:
            break
    return found


@lru_cache(maxsize=1 << 15)
def _entry(word: str) -> tuple[int, bool]:
    """How often the word occurs, 0 if never, and whether a longer word begins with it."""
    key = word.encode("utf-8", "surrogatepass")
    book, low = _dictionary()
    high = len(book)
    while low < high:
        line = book.rfind(b"\n", max(0, (low + high) // 2 - _LONGEST_LINE), (low + high) // 2) + 1
        line = max(line, low)
        end = book.find(b"\n", line)
        if book[line:end].split(b" ", 1)[0] < key:
            low = end + 1
        else:
            high = line
    entry = book[low : book.find(b"\n", low)].split(b" ")
    if entry[0] != key:
        return 0, entry[0].startswith(key)
    after = book.find(b"\n", low) + 1
    return int(entry[1]), book[after : after + len(key)] == key


@cache
def _dictionary() -> tuple[mmap.mmap, int]:
    """Jieba's dictionary, and where its Chinese words begin."""
    package = find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("jieba is not installed", name="jieba")
    path = Path(package.submodule_search_locations[0]) / "dict.txt"
    with path.open("rb") as file:
        book = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return book, book.find("\n一 ".encode()) + 1
