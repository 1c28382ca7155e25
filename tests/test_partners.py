"""What renders the words of a phrase, by all units that have one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from values import NOW, unit

from tm.lookup.fragments import Fragment, FragmentFinder
from tm.lookup.fuzzy import FuzzyIndex
from tm.memory.database import open_database
from tm.memory.memory import Memory

WORDS = (
    ("县里修了水库。", "The county built a reservoir."),
    ("水库今年没有干。", "This year the reservoir did not run dry."),
    ("孩子们在水库边长大。", "The children grew up beside the reservoir."),
    ("水库里有鱼。", "Fish live in the reservoir."),
    ("老王守着水库。", "Old Wang guards his reservoir."),
    ("管理要跟上。", "Management has to keep pace."),
    ("管理出了问题。", "There was trouble with management."),
    ("他负责厂里的管理。", "At the mill he looks after management."),
    ("好的管理省下一半力气。", "Good management saves half the work."),
    ("大家对管理有意见。", "People complain of the management."),
    *(
        (f"{zh}开花了。", f"There are {en} in flower.")
        for zh, en in zip("桃李杏梅兰菊荷桂茶梨", "abcdefghij", strict=True)
    ),
    *(
        (f"{zh}上岸了。", f"Ashore came {en} at last.")
        for zh, en in zip("张王李赵陈刘杨黄周吴", "klmnopqrst", strict=True)
    ),
)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with open_database(tmp_path / "memory.tmdb") as database:
        memory = Memory(database)
        add(memory, WORDS)
        yield memory


def add(memory: Memory, pairs: tuple[tuple[str, str], ...]) -> None:
    units = (unit(source, target) for source, target in pairs)
    memory.add(units, now=NOW)


def phrase(memory: Memory, query: str) -> Fragment:
    (found,) = FragmentFinder(memory, FuzzyIndex(memory)).find(query, "zh-CN", "en-US")
    return found


def test_a_phrase_worded_anew_each_time_is_rendered_by_its_words(memory: Memory) -> None:
    """Its two translations share no run of words; one of them has the partners of both its words, side by side."""
    add(memory, (("水库管理归他。", "Reservoir management is his job."), ("水库管理难。", "It is hard to keep a dam.")))
    found = phrase(memory, "上个月谈的是水库管理，谈了很久。")
    assert (found.text, found.target, found.support) == ("水库管理", "Reservoir management", 0.5)


def test_what_recurs_by_chance_is_no_rendering(memory: Memory) -> None:
    """Two translations share words that stand opposite neither word of the phrase elsewhere."""
    add(
        memory, (("水库管理归他。", "Golden leaves fall by his hand."), ("水库管理难。", "Golden leaves fall so hard."))
    )
    found = phrase(memory, "上个月谈的是水库管理，谈了很久。")
    assert (found.text, found.target) == ("水库管理", "")


def test_what_several_translations_have_stays_where_nothing_better_is_known(memory: Memory) -> None:
    """A set rendering need not hold a word of the phrase."""
    pairs = (
        ("水库管理归他。", "The lake stewards answer to him."),
        ("水库管理难。", "For lake stewards life is hard."),
        ("水库管理进步了。", "Progress came to lake stewards."),
    )
    add(memory, pairs)
    assert phrase(memory, "上个月谈的是水库管理，谈了很久。").target == "lake stewards"
