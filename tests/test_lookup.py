"""Looking segments up: kinds, bands, penalties, ranking, and what is loaded for it."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from values import NOW, unit

from tm.errors import InputError, SettingsError
from tm.lookup.diff import DiffOp
from tm.lookup.forms import percent
from tm.lookup.fuzzy import FuzzyIndex
from tm.lookup.lookup import MAX_QUERY_CHARS, lookup
from tm.lookup.matches import LookupResult, MatchKind, Penalty, band
from tm.lookup.semantic import SemanticIndex
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.units import Code, CodeKind, Origin, State, TranslationUnit, Variant

phrases = st.text("市場场经济Aa5.， ", min_size=1, max_size=8).filter(str.strip)


class ConceptEncoder:
    """Texts of one concept are near each other, whatever their language; other texts are far from all."""

    name = "concepts"
    CONCEPTS = ("cat|猫|kitten", "tax|税|levy")

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 1024), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for number, words in enumerate(self.CONCEPTS):
                row[number] = any(word in text for word in words.split("|"))
            row[2 + int.from_bytes(hashlib.blake2b(text.encode()).digest()[:2]) % 1022] += 0.5
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def find(memory: Memory, query: str, **options: object) -> LookupResult:
    return lookup(memory, query, **({"source_lang": "zh-CN", "target_lang": "en-US"} | options))


def outline(result: LookupResult) -> list[tuple[str, int | None]]:
    return [(match.unit.target.text, match.percent) for match in result.matches]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (102, "102"),
        (101, "101"),
        (100, "100"),
        (99, "95-99"),
        (94, "85-94"),
        (75, "75-84"),
        (74, "50-74"),
        (49, "0-49"),
    ],
)
def test_bands_are_those_of_the_trade(value: int, name: str) -> None:
    """102, 101, 100, 95–99, 85–94, 75–84, 50–74."""
    assert band(value) == name


def test_the_very_text_is_an_exact_match(memory: Memory) -> None:
    """100 percent, nothing differs."""
    memory.add([unit("深化改革。", "Deepen reform.")], now=NOW)
    (match,) = find(memory, "深化改革。").matches
    assert (match.kind, match.percent, match.band, match.cosine, match.penalties) == (
        MatchKind.EXACT,
        100,
        "100",
        None,
        (),
    )
    assert [part.op for part in match.diff] == [DiffOp.EQUAL]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"context_before": "前", "context_after": "后"}, 102),
        ({"context_before": "前", "context_after": "别"}, 101),
        ({"context_after": " 后 "}, 101),
        ({"unit_id": "7"}, 101),
        ({"unit_id": "7", "context_before": "前"}, 102),
        ({"context_before": "后"}, 100),
        ({}, 100),
    ],
)
def test_the_same_place_is_worth_more(memory: Memory, place: dict[str, str], expected: int) -> None:
    """Both neighbours, or one and the id, make 102; one of them 101; empty neighbours say nothing."""
    memory.add([unit("改革", "reform", id="7", context_before="前", context_after="后"), unit("甲", "a")], now=NOW)
    (match,) = find(memory, "改革", **place).matches
    assert match.percent == expected
    assert match.kind == (MatchKind.CONTEXT if expected > 100 else MatchKind.EXACT)


def test_several_translations_cost_a_point_unless_the_place_decides(memory: Memory) -> None:
    """All are shown; each says why it is not 100."""
    memory.add([unit("改革", "reform", context_before="前"), unit("改革", "reforms")], now=NOW)
    assert outline(find(memory, "改革")) == [("reform", 99), ("reforms", 99)]
    assert find(memory, "改革").matches[0].penalties == (Penalty("multiple-targets", 1),)
    assert outline(find(memory, "改革", context_before="前")) == [("reform", 101), ("reforms", 99)]


@pytest.mark.parametrize(
    ("query", "penalty"),
    [
        ("深化改革,", "form"),
        ("深化改革，  ", "form"),
        ("深化經濟改革，", None),
        ("深化擴大，", "script"),
        ("深化改革,  擴", None),
    ],
)
def test_what_folding_hides_costs_a_point(memory: Memory, query: str, penalty: str | None) -> None:
    """Width, case and spaces are `form`, the other Chinese script is `script`: never 100."""
    memory.add([unit("深化改革，", "x"), unit("深化扩大，", "y")], now=NOW)
    best = find(memory, query).matches[0]
    if penalty:
        assert (best.percent, best.penalties, best.band) == (99, (Penalty(penalty, 1),), "95-99")
    else:
        assert (best.percent or 0) < 95


def test_the_script_of_the_query_is_read_from_its_text(memory: Memory) -> None:
    """Traditional text finds Simplified units at a penalty, and Traditional ones without."""
    memory.add([unit("发扬传统", "carry on"), unit("發揚傳統", "uphold", ("zh-TW", "en-US"))], now=NOW)
    for tag in ("zh", "zh-CN", "zh-TW"):
        result = find(memory, "發揚傳統", source_lang=tag)
        assert outline(result) == [("uphold", 100), ("carry on", 99)]
        assert result.lang == ("zh-TW" if tag == "zh-TW" else "zh-Hant")


def test_a_translation_in_the_other_script_is_labelled(memory: Memory) -> None:
    """It is never offered as an exact match."""
    memory.add([unit("reform", "改革", ("en", "zh-TW"))], now=NOW)
    (match,) = find(memory, "reform", source_lang="en", target_lang="zh-CN").matches
    assert (match.kind, match.percent, match.penalties) == (MatchKind.FUZZY, 99, (Penalty("target-script", 1),))


def test_a_text_that_is_the_same_in_both_scripts_is_exact(memory: Memory) -> None:
    """Whatever tag it stands under."""
    memory.add([unit("中文", "Chinese", ("zh-TW", "en-US"))], now=NOW)
    assert outline(find(memory, "中文", source_lang="zh-CN")) == [("Chinese", 100)]


def bold(start: int, end: int) -> tuple[Code, ...]:
    return Code(start, CodeKind.OPEN, "bpt"), Code(end, CodeKind.CLOSE, "ept")


def test_codes_count_as_tokens_of_their_kind(memory: Memory) -> None:
    """Where only codes differ a match gets 99 and says so; elsewhere each counts like a character."""
    source = Variant("深化改革", "zh-CN", bold(2, 4))
    memory.add([TranslationUnit(source=source, target=Variant("deepen reform", "en-US"))], now=NOW)
    (plain,) = find(memory, "深化改革").matches
    assert (plain.percent, plain.penalties, plain.kind) == (99, (Penalty("codes", 1),), MatchKind.EXACT)
    assert find(memory, "深化改革", codes=bold(2, 4)).matches[0].percent == 100
    assert find(memory, "深化改革", codes=bold(0, 2)).matches[0].percent == 99
    assert find(memory, "深化改良").matches[0].percent == 50
    assert find(memory, "深化改良", codes=bold(2, 4)).matches[0].percent == 75
    (spaced,) = find(memory, "深化 改革").matches
    assert (spaced.percent, {penalty.code for penalty in spaced.penalties}) == (98, {"codes", "form"})


def test_a_conversion_pair_answers_in_the_direction_asked(memory: Memory) -> None:
    """Between the two scripts a unit is not offered the wrong way round."""
    memory.add([unit("改革", "改革", ("zh-CN", "zh-TW")), unit("经济", "經濟", ("zh-CN", "zh-TW"))], now=NOW)
    assert outline(find(memory, "经济", source_lang="zh-CN", target_lang="zh-TW")) == [("經濟", 100)]
    assert outline(find(memory, "經濟", source_lang="zh-TW", target_lang="zh-CN")) == [("经济", 100)]


def test_a_query_in_the_target_language_finds_the_unit_turned(memory: Memory) -> None:
    """Source and target stand in the direction of the query."""
    memory.add([unit("深化改革", "Deepen reform further")], now=NOW)
    (match,) = find(memory, "Deepen reform", source_lang="en", target_lang="zh").matches
    assert (match.unit.source, match.unit.target.text, match.percent) == (
        Variant("Deepen reform further", "en-US"),
        "深化改革",
        66,
    )
    assert [(part.op, part.text) for part in match.diff][1:] == [(DiffOp.DELETE, " further")]


def test_equal_matches_are_ranked_by_state_then_date_then_age(memory: Memory) -> None:
    """Final before reviewed before translated; then the newest document; then the unit added first."""
    memory.add(
        [
            unit("改革啊", "undated"),
            unit("改革啊", "old", origin=Origin("a", date="2019-03-05")),
            unit("改革啊", "new", origin=Origin("b", date="2024-03-05")),
            unit("改革啊", "final", state=State.FINAL),
            unit("改革啊", "undated too"),
        ],
        now=NOW,
    )
    for query in ("改革啊", "改革"):
        assert [target for target, _ in outline(find(memory, query))] == [
            "final",
            "new",
            "old",
            "undated",
            "undated too",
        ]


def test_one_translation_in_many_documents_is_shown_once(memory: Memory) -> None:
    """By its best unit; it does not crowd out others."""
    memory.add(
        [unit("改革", "reform", origin=Origin(f"{year}", date=f"{year}-01-01")) for year in range(2000, 2010)]
        + [unit("改革开放", "reform and opening up")],
        now=NOW,
    )
    first, second = find(memory, "改革", limit=2).matches
    assert (first.unit.origin.date, first.percent) == ("2009-01-01", 100)
    assert second.unit.target.text == "reform and opening up"


@settings(max_examples=50)
@given(phrases, st.lists(phrases, max_size=6), st.integers(0, 100), st.integers(1, 3))
def test_every_answer_is_honest(query: str, stored: list[str], minimum: int, limit: int) -> None:
    """Percent is likeness less penalties, 100 is for identical text only, and limits hold."""
    with TemporaryDirectory() as folder, open_database(Path(folder) / "memory.tmdb") as database:
        memory = Memory(database)
        memory.add((unit(text, str(at % 2)) for at, text in enumerate(stored)), now=NOW)
        matches = find(memory, query, minimum=minimum, limit=limit).matches
    percents = [match.percent or 0 for match in matches]
    assert percents == sorted(percents, reverse=True)
    assert len(matches) <= limit
    for match in matches:
        assert match.percent is not None
        assert minimum <= match.percent
        assert match.percent == max(0, percent(query, match.unit.source.text) - sum(p.points for p in match.penalties))
        assert match.percent < 100 or match.unit.source.text == query
        assert match.band == band(match.percent)


def test_no_match_at_the_minimum_is_missed(memory: Memory) -> None:
    """A match exactly at the minimum is shown, one below is not."""
    memory.add([unit("一二三四五六七八九十", "ten")], now=NOW)
    assert outline(find(memory, "一二三四五六", minimum=60)) == [("ten", 60)]
    assert outline(find(memory, "一二三四五六", minimum=61)) == []


@pytest.mark.parametrize("query", ["", " \n\u3000"])
def test_an_empty_query_has_no_match(memory: Memory, query: str) -> None:
    """There is nothing to look up."""
    memory.add([unit("改革", "reform")], now=NOW)
    assert find(memory, query, minimum=0).matches == ()


def test_a_text_too_long_for_a_segment_is_refused(memory: Memory) -> None:
    """A document is no segment; the longest query allowed is still answered."""
    with pytest.raises(InputError, match="1000000 characters are no segment"):
        find(memory, "改" * 1_000_000)
    memory.add([unit("改" * (MAX_QUERY_CHARS - 1), "x")], now=NOW)
    assert outline(find(memory, "改" * MAX_QUERY_CHARS)) == [("x", 99)]


@pytest.mark.parametrize("options", [{"minimum": -1}, {"minimum": 101}, {"limit": 0}])
def test_limits_out_of_range_are_refused(memory: Memory, options: dict[str, int]) -> None:
    """The error says what is allowed."""
    with pytest.raises(SettingsError, match="must"):
        find(memory, "改革", **options)


def test_a_kept_index_gives_the_same_answer(memory: Memory) -> None:
    """One FuzzyIndex may serve many queries."""
    memory.add([unit("深化改革", "deepen reform"), unit("改革开放", "reform and opening up")], now=NOW)
    index = FuzzyIndex(memory)
    for query in ("改革", "改革开放", "深化"):
        assert find(memory, query, fuzzy=index) == find(memory, query)


def test_meaning_is_a_kind_and_a_number_of_its_own(memory: Memory) -> None:
    """Meaning matches have a cosine and no percent, follow the others, and repeat none of them."""
    memory.add(
        [unit("猫在睡觉", "The cat sleeps"), unit("加税", "Raise the tax"), unit("小猫睡着了", "A kitten dozes")],
        now=NOW,
    )
    result = find(memory, "猫在睡觉。", index=SemanticIndex(memory, ConceptEncoder()))
    assert [(match.kind, match.percent) for match in result.matches] == [
        (MatchKind.FUZZY, 80),
        (MatchKind.MEANING, None),
    ]
    assert result.matches[1].unit.target.text == "A kitten dozes"
    assert (result.matches[1].band, result.matches[1].diff) == ("", ())
    assert 0.6 < (result.matches[1].cosine or 0) <= 1


def test_meaning_reaches_across_languages(memory: Memory) -> None:
    """An English query finds a unit by its Chinese text, turned into the direction asked."""
    memory.add([unit("征收新税种", "New duties are imposed")], now=NOW)
    result = find(memory, "levy", source_lang="en", target_lang="zh", index=SemanticIndex(memory, ConceptEncoder()))
    assert [(match.unit.source.text, match.kind) for match in result.matches] == [
        ("New duties are imposed", MatchKind.MEANING)
    ]


def test_meaning_stays_within_the_languages_asked(memory: Memory) -> None:
    """Units of another pair are not shown; a translation in the other script is labelled."""
    memory.add([unit("猫", "chat", ("zh-CN", "fr")), unit("kitten", "貓", ("en", "zh-TW"))], now=NOW)
    result = find(memory, "cat", source_lang="en", target_lang="zh-CN", index=SemanticIndex(memory, ConceptEncoder()))
    assert [(match.unit.target.text, match.penalties) for match in result.matches] == [
        ("貓", (Penalty("target-script", 0),))
    ]


def test_the_number_of_meaning_matches_is_limited(memory: Memory) -> None:
    """Up to `limit` of them, beside the matches by form."""
    memory.add((replace(unit(f"第{at}只猫叫{at}", f"n{at}"), id=str(at)) for at in range(9)), now=NOW)
    result = find(memory, "kitten", limit=2, index=SemanticIndex(memory, ConceptEncoder()))
    assert [match.kind for match in result.matches] == [MatchKind.MEANING] * 2


def test_a_lookup_by_form_loads_no_arrays(memory: Memory) -> None:
    """Arrays and faiss are loaded only when meaning is asked for."""
    memory.add([unit("深化改革", "deepen reform")], now=NOW)
    code = f"""
import sys
from pathlib import Path
from tm.lookup.lookup import lookup
from tm.memory.database import open_database
from tm.memory.memory import Memory
with open_database(Path({str(memory.database.path)!r}), readonly=True) as database:
    found = lookup(Memory(database), "深化改", source_lang="zh-CN", target_lang="en-US").matches
print([match.percent for match in found], [name for name in ("numpy", "faiss", "jieba", "lxml") if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[75] []"
