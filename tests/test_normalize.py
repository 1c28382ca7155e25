"""Folding of script and width, and the language tag read from Chinese text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts_table import TABLE, derived_table

from tm.errors import SettingsError
from tm.text.normalize import chinese_script, fold, resolve_lang


@given(st.text())
def test_folding_keeps_the_length_and_is_idempotent(text: str) -> None:
    """Offsets into folded text are offsets into the text."""
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [("網格員", "网格员"), ("５．８％，（Ａ）", "5.8%,(A)"), ("山　水", "山 水"), ("。、“”", "。、“”"), ("ｶ", "カ")],
)
def test_folding_unites_script_and_width_only(text: str, folded: str) -> None:
    """Traditional and full-width forms have one counterpart each; Chinese punctuation has none and stays."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "script"),
    [("网格员进门入户", "Hans"), ("網格員進門入戶", "Hant"), ("后里干台", ""), ("大小多少", ""), ("hello", "")],
)
def test_script_is_told_by_characters_of_one_script_only(text: str, script: str) -> None:
    """Characters that both scripts use are no evidence."""
    assert chinese_script(text) == script


@pytest.mark.parametrize(
    ("tag", "text", "resolved"),
    [
        ("zh", "网格员", "zh-CN"),
        ("zh", "網格員", "zh-Hant"),
        ("zh", "大小多少", "zh-CN"),
        ("", "网格员来了", "zh-CN"),
        ("und", "The grid worker", "en"),
        ("", "123", "und"),
        ("zh_tw", "网格员进门入户", "zh-TW"),
        ("zh-CN", "網格員進門入戶", "zh-Hant"),
        ("zh-Hans", "網格员", "zh-Hans"),
        ("EN_gb", "網格員", "en-GB"),
    ],
)
def test_the_tag_is_resolved_from_the_text_where_it_is_open(tag: str, text: str, resolved: str) -> None:
    """Plain zh and no tag are read from the text; Simplified gives way to clearly Traditional text; others stay."""
    assert resolve_lang(tag, text) == resolved


def test_a_tag_that_is_none_is_refused() -> None:
    """A word instead of a tag is a setting error, not a guess."""
    with pytest.raises(SettingsError, match="not a language tag"):
        resolve_lang("Chinese!", "网格")


def test_the_table_of_scripts_is_that_of_opencc() -> None:
    """A newer OpenCC with other characters is noticed; tests/scripts_table.py writes its table."""
    assert TABLE.read_text("utf-8") == derived_table()
