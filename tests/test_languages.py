"""Language tags: canonical form, script, which tags serve each other, and what the letters of a text say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import SettingsError
from tm.languages import by_letters, canonical, guess, primary, script, serves

TAGS = st.from_regex(r"(zh|en|ja|cmn|zho)([-_](hans|Hant|LATN))?([-_](cn|TW|hk|us|419))?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("zh", "zh"),
        ("zh_cn", "zh-CN"),
        ("ZH-CN", "zh-CN"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("cmn-HANT", "zh-Hant"),
        ("chi", "zh"),
        ("eng_us", "en-US"),
        ("es-419", "es-419"),
        (" en ", "en"),
        ("de-CH-1996", "de-CH-1996"),
    ],
)
def test_tags_of_other_tools_are_read(written: str, expected: str) -> None:
    """Underscores, any letter case and three-letter codes in; BCP 47 out."""
    assert canonical(written) == expected


@given(TAGS)
def test_canonical_tags_stay(tag: str) -> None:
    """Twice is once, and the primary subtag leads."""
    assert canonical(canonical(tag)) == canonical(tag)
    assert canonical(tag).startswith(primary(tag))


@pytest.mark.parametrize("tag", ["", "x", "chinese", "zh--CN", "zh-", "中文", "zh CN", "e1"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    """The message shows a tag that would do."""
    with pytest.raises(SettingsError, match="write one like zh-CN"):
        canonical(tag)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh", ""),
        ("zh-CN", "Hans"),
        ("zh-SG", "Hans"),
        ("zh-TW", "Hant"),
        ("zh-HK", "Hant"),
        ("zh-MO", "Hant"),
        ("zh-Hant-CN", "Hant"),
        ("zh-Hans-TW", "Hans"),
        ("en-US", ""),
        ("ja-Hant", ""),
    ],
)
def test_the_script_of_chinese_follows_script_then_region(tag: str, expected: str) -> None:
    """Other languages have none here."""
    assert script(tag) == expected


@pytest.mark.parametrize(
    ("tag", "wanted", "expected"),
    [
        ("en-GB", "en-US", True),
        ("zh", "zh-TW", True),
        ("zh-Hans", "zh", True),
        ("zh-SG", "zh-CN", True),
        ("zh-TW", "zh-CN", False),
        ("zh-Hant", "zh-Hans", False),
        ("en", "zh", False),
        ("ja", "zh", False),
    ],
)
def test_tags_serve_within_language_and_script(tag: str, wanted: str, expected: bool) -> None:
    """A region alone never divides, a contrary script does."""
    assert serves(tag, wanted) is expected


@given(TAGS, TAGS)
def test_serving_is_mutual(tag: str, other: str) -> None:
    """What serves is served, and every tag serves itself."""
    assert serves(tag, other) == serves(other, tag)
    assert serves(tag, tag)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水渠修好了。", "zh"),
        ("水渠修好了，API 也通过了。", "zh"),
        ("𠀀𠀁𠀂", "zh"),
        ("The canal (水渠) is mended at last, and everybody came.", "en"),
        ("水路が直りました。", "ja"),
        ("물길을 고쳤다.", "ko"),
        ("Канал починили.", "ru"),
        ("أصلحت القناة", "ar"),
        ("ซ่อมคลองแล้ว", "th"),
        ("12:30 — 100%", "und"),
        ("", "und"),
    ],
)
def test_the_letters_tell_the_language(text: str, expected: str) -> None:
    """By script; Latin text is taken for English."""
    assert guess(text) == expected


@pytest.mark.parametrize(
    ("text", "langs", "expected"),
    [
        ("水渠", ("zh-CN", "en-US"), "zh-CN"),
        ("canal", ("zh-CN", "en-US"), "en-US"),
        ("canal", ("fr", "zh-TW"), "fr"),
        ("5%", ("zh-CN", "en-US"), ""),
        ("canal", ("en", "fr"), ""),
        ("水渠", ("zh", "ja"), ""),
    ],
)
def test_two_languages_are_told_apart_by_their_letters(text: str, langs: tuple[str, str], expected: str) -> None:
    """Only where one of them is written in Latin letters and the other is not."""
    assert by_letters(text, *langs) == expected
