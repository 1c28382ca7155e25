"""What a search does over the arrays of an index: by the standard library, or by NumPy for many queries.

Both find the same. In a million texts the standard library takes some milliseconds, NumPy half a one; but its import
takes as long as forty searches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

Tally = Callable[[Iterable[memoryview], int], Sequence[int]]  # lists of different numbers each; how many are wanted
Gather = Callable[[Sequence[int]], bytes]  # numbers of stretches


def most_shared(lists: Iterable[memoryview], count: int) -> Sequence[int]:
    """Up to `count` numbers that stand in most lists; of those in as many, the ones met first, list by list."""
    shared = Counter[int]()
    for numbers in lists:
        shared.update(numbers.tolist())
    if len(shared) <= count:
        return list(shared)
    tally = Counter(shared.values())
    least, above = max(tally), 0
    while above + tally[least] < count:
        above += tally[least]
        least -= 1
    best = [number for number, times in shared.items() if times > least]
    best += islice((number for number, times in shared.items() if times == least), count - above)
    return best


def gatherer(content: memoryview, start: memoryview) -> Gather:
    """What gives the stretches so numbered, content[start[number] : start[number + 1]], one after another."""

    def gathered(numbers: Sequence[int]) -> bytes:
        return b"".join([content[start[number] : start[number + 1]] for number in numbers])

    return gathered


def array_gatherer(content: memoryview, start: memoryview) -> Gather:
    """What gives the same as that of `gatherer` of C unsigned ints."""
    import numpy as np

    signs, starts = np.frombuffer(content, np.uint32), np.frombuffer(start, np.uint32)

    def gathered_by_arrays(numbers: Sequence[int]) -> bytes:
        wanted = np.asarray(numbers, np.int64)
        first = starts[wanted].astype(np.int64)
        sizes = starts[wanted + 1] - first
        ends = np.cumsum(sizes)
        return bytes(signs[np.repeat(first - ends + sizes, sizes) + np.arange(sizes.sum())])

    return gathered_by_arrays


def array_tally(size: int) -> Tally:
    """What finds the same as `most_shared` among numbers below `size`, given lists of C unsigned ints."""
    import numpy as np

    times = np.zeros(size, np.uint16)  # all zero between two queries

    def most_shared_by_arrays(lists: Iterable[memoryview], count: int) -> Sequence[int]:
        met = []
        try:
            for piece in lists:
                numbers = np.frombuffer(piece, np.uint32)
                known = times[numbers]
                met.append(numbers[known == 0])
                times[numbers] = known + 1
            if not met:
                return []
            shared = np.concatenate(met)
            counts = times[shared]
        finally:
            for numbers in met:
                times[numbers] = 0
        if len(shared) <= count:
            return list(shared.tolist())
        tally = np.bincount(counts)
        above = np.cumsum(tally[::-1])[::-1]  # how many stand in so many lists or more
        least = int(np.flatnonzero(above >= count)[-1])
        best, equal = shared[counts > least], shared[counts == least]
        return [*best.tolist(), *equal[: count - len(best)].tolist()]

    return most_shared_by_arrays
