"""Lookup across scripts and time: what is matched, converted, hidden, and which translations a text has had."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from values import NOW

from tm.lookup.lookup import lookup
from tm.lookup.matches import LookupResult, MatchKind, Rendering
from tm.memory.memory import Memory
from tm.text.normalize import convert
from tm.units import Origin, TranslationUnit, Variant


def unit(source: str, target: str, langs: tuple[str, str] = ("zh-CN", "en-US"), day: str = "") -> TranslationUnit:
    origin = Origin(f"{day}.txt", date=day)
    return TranslationUnit(source=Variant(source, langs[0]), target=Variant(target, langs[1]), origin=origin)


def find(memory: Memory, query: str, **options: object) -> LookupResult:
    return lookup(memory, query, **({"source_lang": "zh-CN", "target_lang": "en-US"} | options))


def targets(result: LookupResult) -> list[str]:
    return [match.unit.target.text for match in result.matches]


def test_a_strict_lookup_stays_in_its_script(memory: Memory) -> None:
    """Neither the source nor the translation may be in the other one; what both scripts write alike is found."""
    memory.add(
        [unit("发扬传统", "carry on"), unit("改革", "reform"), unit("Uphold.", "擴大", ("en", "zh-TW"))], now=NOW
    )
    assert targets(find(memory, "發揚傳統")) == ["carry on"]
    assert targets(find(memory, "發揚傳統", strict_variant=True)) == []
    assert targets(find(memory, "改革", source_lang="zh-TW", strict_variant=True)) == []
    assert targets(find(memory, "改革", strict_variant=True)) == ["reform"]
    english = {"source_lang": "en", "target_lang": "zh-CN"}
    assert targets(find(memory, "Uphold.", **english)) == ["擴大"]
    assert targets(find(memory, "Uphold.", **english, strict_variant=True)) == []


def test_text_under_a_tag_without_script_counts_by_what_it_is(memory: Memory) -> None:
    """Plain `zh` is no way round the other script; a text that both scripts write alike stays exact."""
    memory.add([unit("The branch", "发展", ("en", "zh")), unit("Reform", "改革", ("en", "zh"))], now=NOW)
    (match,) = find(memory, "The branch", source_lang="en", target_lang="zh-TW").matches
    assert (match.kind, match.percent, match.penalties[0].code) == (MatchKind.FUZZY, 99, "target-script")
    assert targets(find(memory, "The branch", source_lang="en", target_lang="zh-TW", strict_variant=True)) == []
    (match,) = find(memory, "Reform", source_lang="en", target_lang="zh-TW").matches
    assert (match.percent, match.converted) == (100, "")


@pytest.mark.parametrize(
    ("text", "lang", "wanted", "converted"),
    [
        ("头发和发展", "zh-CN", "zh-Hant", "頭髮和發展"),
        ("皇后在后面", "zh-CN", "zh-TW", "皇后在後面"),
        ("党支部里面", "zh-CN", "zh-HK", "黨支部裏面"),
        ("黨支部在開發區", "zh-TW", "zh-CN", "党支部在开发区"),
        ("党支部", "zh-CN", "zh-CN", ""),
    ],
)
def test_a_translation_in_the_other_script_is_converted(
    memory: Memory, text: str, lang: str, wanted: str, converted: str
) -> None:
    """Word by word, not character by character, in the writing of the region; beside the target, which stays."""
    memory.add([unit("a query", text, ("en", lang))], now=NOW)
    (match,) = find(memory, "a query", source_lang="en", target_lang=wanted).matches
    assert (match.unit.target.text, match.converted) == (text, converted)
    if converted:
        assert convert(text, lang, wanted) == converted


def test_later_documents_are_not_there_as_of_a_day(memory: Memory) -> None:
    """By form, fuzzy or exact, and among the variants; undated units are always there."""
    memory.add(
        [
            unit("提法", "old", day="2019-03-05"),
            unit("提法", "new", day="2024-03-05"),
            unit("提法", "undated"),
            unit("提法。", "newest", day="2025-01-01"),
        ],
        now=NOW,
    )
    past = find(memory, "提法", as_of=date(2019, 3, 5))
    assert targets(past) == ["old", "undated"]
    assert [variant.text for variant in past.matches[0].variants] == ["old", "undated"]
    assert targets(find(memory, "提法", as_of=date(2019, 3, 4))) == ["undated"]
    assert find(memory, "提法", as_of=date(2019, 3, 4)).matches[0].percent == 100
    assert targets(find(memory, "提法", as_of=date(2025, 1, 1))) == targets(find(memory, "提法"))


def test_where_no_document_is_dated_the_unit_made_or_changed_last_comes_first(memory: Memory) -> None:
    """Memories of other tools know no more than when a unit was made; then that is its time."""
    made = [datetime(year, 1, 2, tzinfo=UTC) for year in (2020, 2023, 2021)]
    units = [replace(unit("提法", f"{moment.year}"), created_at=moment) for moment in made]
    memory.add([*units, replace(unit("提法", "changed"), created_at=made[0], changed_at=NOW)], now=NOW)
    result = find(memory, "提法")
    assert targets(result) == ["changed", "2023", "2021", "2020"]
    assert [(one.first, one.last) for one in result.matches[0].variants][1:3] == [
        ("2023-01-02",) * 2,
        ("2021-01-02",) * 2,
    ]


def test_every_translation_of_a_text_is_told_with_its_time(memory: Memory) -> None:
    """The latest first: how many units have it, and from when to when."""
    memory.add(
        [
            unit("提法", "first wording", day="2017-10-18"),
            unit("提法", "first wording", day="2019-03-05"),
            unit("提法", "second wording", day="2022-10-16"),
            unit("提法", "somebody's"),
        ],
        now=NOW,
    )
    expected = (
        Rendering("second wording", 1, "2022-10-16", "2022-10-16"),
        Rendering("first wording", 2, "2017-10-18", "2019-03-05"),
        Rendering("somebody's", 1, "", ""),
    )
    for query in ("提法", "提法！"):
        assert all(match.variants == expected for match in find(memory, query).matches)
    (match,) = find(memory, "second wording", source_lang="en", target_lang="zh-CN", minimum=99).matches
    assert match.variants == (Rendering("提法", 1, "2022-10-16", "2022-10-16"),)
