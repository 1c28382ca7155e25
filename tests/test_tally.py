"""Which numbers several lists share: the two ways of finding out."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from tm.lookup.tally import array_gatherer, array_tally, gatherer, most_shared

SIZE = 30
LISTS = st.lists(st.sets(st.integers(0, SIZE - 1)).map(sorted), max_size=12)


def views(lists: list[list[int]]) -> list[memoryview]:
    return [memoryview(array("I", numbers)) for numbers in lists]


@given(LISTS, st.integers(1, SIZE))
def test_the_numbers_in_most_lists_come_first_met_first(lists: list[list[int]], count: int) -> None:
    """None that is left out stands in more lists than one that is taken, or in as many and was met before it."""
    taken = most_shared(views(lists), count)
    met = list(dict.fromkeys(number for numbers in lists for number in numbers))
    ranked = sorted(met, key=lambda number: -sum(number in numbers for numbers in lists))
    assert sorted(taken) == sorted(ranked[:count])


@given(st.lists(st.tuples(LISTS, st.integers(1, SIZE)), max_size=4))
def test_arrays_find_the_same(queries: list[tuple[list[list[int]], int]]) -> None:
    """From one query to the next, too: nothing is left behind."""
    by_arrays = array_tally(SIZE)
    for lists, count in queries:
        assert by_arrays(views(lists), count) == most_shared(views(lists), count)


def test_more_lists_than_a_byte_can_count() -> None:
    """A long query has thousands of pairs."""
    lists = views([[1, 2]] * 300 + [[2]])
    assert array_tally(3)(lists, 1) == [2]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6), st.data())
def test_stretches_are_gathered_alike(stretches: list[list[int]], data: st.DataObject) -> None:
    """In the order asked, empty ones and none at all among them."""
    start = [0]
    for stretch in stretches:
        start.append(start[-1] + len(stretch))
    content = memoryview(array("I", [sign for stretch in stretches for sign in stretch]))
    starts = memoryview(array("I", start))
    numbers = data.draw(st.lists(st.integers(0, len(stretches) - 1)))
    wanted = array("I", [sign for number in numbers for sign in stretches[number]]).tobytes()
    assert gatherer(content, starts)(numbers) == array_gatherer(content, starts)(numbers) == wanted
