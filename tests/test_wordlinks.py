"""Word links: shares of words, and what they learn from numbers, pinyin and repetition."""

import numpy as np

from glossary.wordlinks import link, spellings


def test_every_word_is_shared_out_among_those_of_the_other_side() -> None:
    """Columns to Chinese and rows to English sum to one."""
    (bead,) = link([("社区成立临时党支部。", "The community set up a temporary Party branch.")], encoder=None)
    assert bead.to_chinese.shape == (len(bead.chinese_words), len(bead.english_words)) == bead.to_english.shape
    np.testing.assert_allclose(bead.to_chinese.sum(axis=0), 1, atol=1e-3)
    np.testing.assert_allclose(bead.to_english.sum(axis=1), 1, atol=1e-3)


def test_numbers_and_pinyin_link_at_once() -> None:
    """A number links with itself, a name with its reading."""
    (bead,) = link([("湖南有4192人。", "Some 4192 people live in Hunan.")], encoder=None)
    words = [word.text for word in bead.english_words]
    chinese = [bead.chinese[start:end] for start, end in bead.chinese_words]
    assert bead.to_chinese[:, words.index("4192")].argmax() == chinese.index("4192")
    assert bead.to_chinese[:, words.index("Hunan")].argmax() == chinese.index("湖南")


def test_words_that_meet_again_and_again_link() -> None:
    """The counts of the corpus move the links."""
    pairs = [
        ("网格很大。", "The grid is wide."),
        ("网格很小。", "A grid so small."),
        ("堤坝很高。", "The dam is high."),
    ]
    bead = link(pairs * 20, encoder=None)[0]
    words = [word.text for word in bead.english_words]
    assert bead.to_english[0].argmax() == words.index("grid")


def test_quotation_marks_and_script_are_left_aside() -> None:
    """Chinese is linked in its skeleton."""
    (bead,) = link([("戰鬥“堡壘”", "fighting bastion")], encoder=None)
    assert bead.chinese == "战斗堡垒"


def test_a_side_without_words_is_borne() -> None:
    """Punctuation alone gives an empty table."""
    first, second = link([("……", "Well."), ("好。", "...")], encoder=None)
    assert first.to_chinese.shape == (0, 1)
    assert second.to_chinese.shape == (1, 0)
    assert link([], encoder=None) == ()


def test_spellings_are_runs_of_syllables() -> None:
    """Shorter than three letters would be any word."""
    assert {"qing", "shan", "qingshan", "qingshanzhen"} <= spellings("青山镇")
    assert spellings("a1") == set()
