"""Several memories asked as one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from doors import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from values import NOW, unit

from tm.lookup.lookup import lookup
from tm.lookup.matches import LookupResult, MatchKind, Penalty, Rendering
from tm.lookup.several import MemoryAnswer, merged
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.units import Origin, State

phrases = st.text("市場场经济Aa5.， ", min_size=1, max_size=8).filter(str.strip)


@pytest.fixture
def memories(tmp_path: Path) -> Iterator[list[Memory]]:
    """Two empty memories."""
    with ExitStack() as opened:
        yield [Memory(opened.enter_context(open_database(tmp_path / name))) for name in ("a.tmdb", "b.tmdb")]


def ask(
    memories: list[Memory], query: str, *, penalties: tuple[int, ...] = (0, 0), minimum: int = 50, limit: int = 5
) -> LookupResult:
    answers = []
    for memory, penalty in zip(memories, penalties, strict=True):
        least = min(100, minimum + penalty)
        found = lookup(memory, query, source_lang="zh-CN", target_lang="en-US", minimum=least, limit=limit)
        answers.append(MemoryAnswer(found, penalty))
    return merged(answers, minimum=minimum, limit=limit)


def outline(result: LookupResult) -> list[tuple[str, int | None, str]]:
    return [(match.unit.target.text, match.percent, Path(match.memory).name) for match in result.matches]


def test_matches_of_all_memories_are_ranked_together(memories: list[Memory]) -> None:
    """Each says which memory it comes from; the first memory wins a tie."""
    memories[0].add([unit("深化体制改革", "deepen structural reform"), unit("深化改革吧", "tie")], now=NOW)
    memories[1].add([unit("深化改革", "deepen reform"), unit("深化改革吗", "tie too")], now=NOW)
    assert outline(ask(memories, "深化改革")) == [
        ("deepen reform", 100, "b.tmdb"),
        ("tie", 80, "a.tmdb"),
        ("tie too", 80, "b.tmdb"),
        ("deepen structural reform", 66, "a.tmdb"),
    ]


def test_a_memory_that_counts_less_says_so(memories: list[Memory]) -> None:
    """Its points are taken off and listed, and the minimum holds for what is left."""
    memories[0].add([unit("深化改革啊", "mine")], now=NOW)
    memories[1].add([unit("深化改革", "theirs"), unit("深化大改革", "low")], now=NOW)
    best, second, third = ask(memories, "深化改革", penalties=(0, 30)).matches
    assert (best.unit.target.text, second.unit.target.text, second.percent) == ("mine", "theirs", 70)
    assert (second.kind, second.band) == (MatchKind.EXACT, "50-74")
    assert (second.penalties, third.percent) == ((Penalty("memory", 30),), 50)
    assert len(ask(memories, "深化改革", penalties=(0, 31)).matches) == 2


def test_what_two_memories_have_is_shown_once(memories: list[Memory]) -> None:
    """By the higher match; its renderings are counted over both."""
    memories[0].add([unit("改革", "reform", origin=Origin("a", date="2020-01-01"))], now=NOW)
    memories[1].add([unit("改革", "reform", origin=Origin("b", date="2024-01-01"), state=State.FINAL)], now=NOW)
    (match,) = ask(memories, "改革").matches
    assert (match.unit.state, match.variants) == (State.FINAL, (Rendering("reform", 2, "2020-01-01", "2024-01-01"),))


def test_memories_that_disagree_count_as_several_targets(memories: list[Memory]) -> None:
    """As if both units stood in one memory; all renderings are listed with each."""
    memories[0].add([unit("改革", "reform")], now=NOW)
    memories[1].add([unit("改革", "reforms")], now=NOW)
    result = ask(memories, "改革")
    assert [(match.percent, match.penalties) for match in result.matches] == [
        (99, (Penalty("multiple-targets", 1),))
    ] * 2
    assert {rendering.text for rendering in result.matches[0].variants} == {"reform", "reforms"}


@settings(max_examples=40)
@given(phrases, st.lists(st.tuples(phrases, st.booleans()), max_size=8), st.integers(0, 100), st.integers(1, 3))
def test_two_memories_answer_like_one(query: str, stored: list[tuple[str, bool]], minimum: int, limit: int) -> None:
    """Percents and texts are those of a single memory that holds all units."""
    with TemporaryDirectory() as folder, ExitStack() as opened:
        made = [Memory(opened.enter_context(open_database(Path(folder) / f"{name}.tmdb"))) for name in "abc"]
        for at, (text, second) in enumerate(stored):
            for memory in (made[second], made[2]):
                memory.add([unit(text, f"t{at}")], now=NOW)
        one = lookup(made[2], query, source_lang="zh-CN", target_lang="en-US", minimum=minimum, limit=limit)
        two = ask(made[:2], query, minimum=minimum, limit=limit)
    assert [match.percent for match in two.matches] == [match.percent for match in one.matches]
    sure = [match.percent for match in one.matches if match.percent != (one.matches[-1].percent)]
    assert {match.unit.source.text for match in two.matches[: len(sure)]} == {
        match.unit.source.text for match in one.matches[: len(sure)]
    }


@pytest.fixture
def written(tmp_path: Path) -> list[Path]:
    """Two memory files, one with a colon in its name."""
    paths = [tmp_path / "mine.tmdb", tmp_path / "b:2024.tmdb"]
    for path, target in zip(paths, ("reform", "restructuring"), strict=True):
        with open_database(path) as database:
            Memory(database).add([unit("深化改革", target)], now=NOW)
    return paths


def test_the_command_line_takes_several_memories(call: Callable[..., Result], written: list[Path]) -> None:
    """`--memory` may be repeated, with a penalty each; colons in names mean nothing."""
    mine, other = written
    shown = call("tm", "lookup", "深化改革", "--memory", mine, "--memory", f"{other}:penalty=5")
    assert shown.code == 0
    assert f"  94%       exact −5 memory −1 multiple-targets  {other}  #1" in shown.out.splitlines()
    hits = call("tm", "concordance", "改革", "--memory", mine, "--memory", other)
    assert "reform" in hits.out
    assert str(other) in hits.out


@pytest.mark.parametrize("penalty", ["", "x", "101", "-1", "²"])
def test_a_penalty_that_is_none_is_refused(call: Callable[..., Result], written: list[Path], penalty: str) -> None:
    """With what is allowed."""
    result = call("tm", "lookup", "改", "--memory", f"{written[0]}:penalty={penalty}")
    assert result.code == 2
    assert "0 to 100" in result.err


def test_a_memory_named_twice_is_refused(call: Callable[..., Result], written: list[Path]) -> None:
    """It would vote twice."""
    twice = written[0].parent / "." / written[0].name
    result = call("tm", "lookup", "改", "--memory", written[0], "--memory", twice)
    assert (result.code, "named twice" in result.err) == (2, True)


def test_a_missing_reference_is_named(call: Callable[..., Result], written: list[Path]) -> None:
    """The error says which of the files is not there."""
    missing = written[0].with_name("none.tmdb")
    result = call("tm", "lookup", "改", "--memory", written[0], "--memory", missing)
    assert (result.code, f"{missing}: no memory here" in result.err) == (4, True)
