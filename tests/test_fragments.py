"""Phrases of a segment that the memory has translated."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doors import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from values import NOW, unit

from tm.lookup import fuzzy as fuzzy_module
from tm.lookup.forms import form
from tm.lookup.fragments import MOST_FRAGMENTS, Fragment, FragmentFinder
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.runs import shared_runs
from tm.lookup.scan import Scan
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.units import Origin

PAIRS = (
    ("县里狠抓安全生产主体责任落实。", "The county sees to the primary responsibility for workplace safety."),
    ("没有安全生产主体责任，企业走不远。", "Without primary responsibility for workplace safety no firm goes far."),
    ("安全生产主体责任写进了合同。", "The primary responsibility for workplace safety is in the contract."),
    ("茶园在山的那一边。", "The tea garden is beyond the hill."),
    ("渔船昨晚回港。", "The boats came home last night."),
)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with open_database(tmp_path / "memory.tmdb") as database:
        memory = Memory(database)
        origins = (Origin(f"d{number}", date=f"202{number}-01-01") for number in range(len(PAIRS)))
        memory.add((unit(*pair, origin=origin) for pair, origin in zip(PAIRS, origins, strict=True)), now=NOW)
        yield memory


def find(memory: Memory, query: str, langs: tuple[str, str] = ("zh-CN", "en-US")) -> tuple[Fragment, ...]:
    return FragmentFinder(memory, FuzzyIndex(memory)).find(query, *langs)


@pytest.mark.parametrize("small", [2_000, 0])
def test_a_phrase_is_found_with_its_likely_translation(
    memory: Memory, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it stands, in how many units, of which documents, the newest first; by scan and by index alike."""
    monkeypatch.setattr(fuzzy_module, "SMALL_MEMORY", small)
    (found,) = find(memory, "代表们谈到，安全生產主体责任的分量很重。")
    assert (found.text, found.start, found.end) == ("安全生產主体责任", 6, 14)
    assert (found.target, found.support, found.count) == ("primary responsibility for workplace safety", 1.0, 3)
    assert (found.documents, found.rowids) == (("d2", "d1", "d0"), (1, 2, 3))
    (turned,) = find(memory, "All spoke of primary responsibility for workplace safety in the end.", ("en-US", "zh-CN"))
    assert (turned.text, turned.target) == ("primary responsibility for workplace safety", "安全生产主体责任")


def test_units_changed_since_the_index_count_as_they_are(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was deleted no longer stands for a phrase."""
    monkeypatch.setattr(fuzzy_module, "SMALL_MEMORY", 0)
    FuzzyIndex(memory).prepare("zh", "en")
    monkeypatch.setattr(fuzzy_module, "SMALL_MEMORY", 2_000)
    memory.change({1: None}, now=NOW)
    (found,) = find(memory, "代表们谈到安全生产主体责任的分量。")
    assert found.rowids == (2, 3)
    memory.change({2: None}, now=NOW)
    assert find(memory, "代表们谈到安全生产主体责任的分量。") == ()


@pytest.mark.parametrize(
    "query", ["", "。。。，，，", "安全生产", "12345678", "茶园在山的那一边吗？", "\ud800\ud800安全\ud800"]
)
def test_what_is_no_set_phrase_is_none(memory: Memory, query: str) -> None:
    """Signs, figures, what is too short, and what a single unit says."""
    assert find(memory, query) == ()


def test_a_word_is_not_cut_in_two(memory: Memory) -> None:
    """A phrase ends where all texts go on inside a word and the query does not."""
    memory.add([unit("改革开放以来我国发展快。", "a"), unit("他说改革开放以来我国变了。", "b")], now=NOW)
    (found,) = find(memory, "大家说改革开放以来我市变化大。")
    assert found.text == "改革开放以来"


@pytest.mark.parametrize(
    ("said", "query", "phrase"),
    [
        ("下沉党员干部", "一共来了9名下沉党员干部。", "下沉党员干部"),
        ("先锋服务队伍", "成立了青年党员先锋服务队伍呢。", "先锋服务队伍"),
        ("安全生产责任", "说到这件，安全生产责任最重。", "安全生产责任"),
    ],
)
def test_a_phrase_begins_and_ends_with_whole_words(memory: Memory, said: str, query: str, phrase: str) -> None:
    """Without a measure word behind its number, without the scrap of a clause before it."""
    memory.add([unit(f"他们有五名{said}在岗。", "a"), unit(f"全员{said}都在，那件，{said}也在。", "b")], now=NOW)
    assert [found.text for found in find(memory, query)] == [phrase]


def test_units_are_counted_that_have_less_than_the_longest_run(memory: Memory) -> None:
    """Two share more with the query, but the phrase that is left of it stands in three."""
    memory.add([unit("各地的安全生产主体责任，落实好。", "x"), unit("乡里的安全生产主体责任，落实了。", "y")], now=NOW)
    (found, *_) = find(memory, "代表们谈到安全生产主体责任，落实得不错。")
    assert (found.text, found.count) == ("安全生产主体责任", 5)


def test_what_goes_with_another_phrase_as_well_is_no_translation(memory: Memory) -> None:
    """Two texts that share two phrases of equal length do not tell what renders which."""
    pairs = [
        ("青山绿水工程带来河道整治项目。", "The green hills scheme led to river works."),
        ("河道整治项目和青山绿水工程。", "River works and the green hills scheme."),
    ]
    memory.add([unit(*pair) for pair in pairs], now=NOW)
    (found,) = find(memory, "县里的青山绿水工程完工了。")
    assert (found.text, found.target, found.support) == ("青山绿水工程", "", 0.0)


phrases = st.text("安全生产责任的，。a", max_size=12)


@settings(max_examples=60)
@given(st.lists(phrases, max_size=8, unique=True), phrases)
def test_runs_stand_in_at_least_two_texts_and_none_is_missed(texts: list[str], query: str) -> None:
    """Against the plain search of every stretch of the query in every text."""
    scan = Scan()
    for number, text in enumerate(texts):
        scan.put((number, False), text)
    tokens, forms = form(query), [form(text) for text in texts]
    distinct = {tuple(one) for one in forms}

    def holds(start: int, end: int) -> int:
        wanted = tuple(tokens[start:end])
        return sum(any(one[at : at + len(wanted)] == wanted for at in range(len(one))) for one in distinct)

    stretches = {
        (start, end)
        for start in range(len(tokens))
        for end in range(start + 3, len(tokens) + 1)
        if holds(start, end) > 1
    }
    longest = {
        (start, end)
        for start, end in stretches
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in stretches)
    }
    found = shared_runs(tokens, 3, [scan.sharing(tokens)], lambda sign: False)
    assert {(run.start, run.end) for run in found} == longest


def test_the_command_line_lists_phrases(call: Callable[..., Result], memory: Memory) -> None:
    """Unless a unit comes near, or they are not wanted; a batch asks for them by name."""
    path, query = memory.database.path, "代表们谈到安全生产主体责任的分量。"
    line = "  phrase  安全生产主体责任 ≈ primary responsibility for workplace safety  ×3  d2"
    assert line in call("tm", "lookup", query, "--memory", path).out.splitlines()
    assert "phrase" not in call("tm", "lookup", query, "--memory", path, "--no-fragments").out
    assert "phrase" not in call("tm", "lookup", PAIRS[0][0], "--memory", path).out
    batch = call("tm", "lookup", "-", "--json", "--memory", path, stdin=query.encode())
    assert json.loads(batch.out)["fragments"] == []
    batch = call("tm", "lookup", "-", "--json", "--fragments", "--memory", path, stdin=query.encode())
    assert len(json.loads(batch.out)["fragments"]) == 1 <= MOST_FRAGMENTS
