"""What differs between two texts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.lookup.diff import DiffOp, diff, diff_html, may_be_figures

MARKS = {DiffOp.EQUAL: "{}", DiffOp.DELETE: "[-{}-]", DiffOp.INSERT: "[+{}+]"}
texts = st.text("他市场经济增长 the cat\n5.2%，,。'-\u3000", max_size=25)


@given(texts | st.text(max_size=20), texts | st.text(max_size=20))
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    """Equal and deleted parts are the old text, equal and inserted ones the new; no part is empty."""
    parts = diff(old, new)
    assert "".join(part.text for part in parts if part.op is not DiffOp.INSERT) == old
    assert "".join(part.text for part in parts if part.op is not DiffOp.DELETE) == new
    assert all(part.text for part in parts)


@given(texts, texts)
def test_neighbouring_parts_are_of_different_kinds(old: str, new: str) -> None:
    """Parts of one kind are joined, and a deletion stands before the insertion that replaces it."""
    ops = [part.op for part in diff(old, new)]
    for first, second in itertools.pairwise(ops):
        assert first != second
        assert (first, second) != (DiffOp.INSERT, DiffOp.DELETE)


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("国内生产总值增长5.2%。", "国内生产总值增长5.3%。", "国内生产总值增长[-5.2-][+5.3+]%。"),
        ("促进经济发展", "促进经济高质量发展", "促进经济[+高质量+]发展"),
        ("The cat sat.", "The cats sat.", "The [-cat-][+cats+] sat."),
        ("a  b", "a b", "a[-  -][+ +]b"),
        ("市场", "市场", "市场"),
        ("", "市场", "[+市场+]"),
    ],
)
def test_the_difference_is_marked_exactly(old: str, new: str, marked: str) -> None:
    """By character in Chinese, by word, number or space elsewhere."""
    assert "".join(MARKS[part.op].format(part.text) for part in diff(old, new)) == marked


@pytest.mark.parametrize(
    ("old", "new", "chinese", "expected"),
    [
        ("新增6120人", "新增6580人", True, True),
        ("五成以上", "七成以上", True, True),
        ("新增6120人", "减少6120人", True, False),
        ("three days", "five days", False, True),
        ("in May", "in June", False, True),
        ("3.5 percent", "3 percent", False, True),
        ("deepen reform", "advance reform", False, False),
        ("改革", "改革", True, False),
    ],
)
def test_only_texts_that_differ_in_figures_are_read_for_values(
    old: str, new: str, chinese: bool, expected: bool
) -> None:
    """Reading values takes longer than finding the match."""
    assert may_be_figures(diff(old, new), chinese=chinese) is expected


def test_html_marks_what_differs_and_escapes_the_text() -> None:
    """Deletions and insertions are elements with brackets for those who do not see them."""
    found = diff_html(diff("a < 3 岁", "a < 5 岁 & more"))
    assert "a &lt; " in found
    assert '<del><span class="spoken">[-</span>3<span class="spoken">-]</span></del>' in found
    assert "&amp; more" in found


@given(texts, texts)
def test_html_holds_both_texts(old: str, new: str) -> None:
    """Without the deleted elements it reads as the new text, without the inserted ones as the old."""
    import html
    import re

    found = re.sub("<span.*?</span>", "", diff_html(diff(old, new)))
    for element, text in (("del", new), ("ins", old)):
        left = re.sub(f"<{element}>.*?</{element}>", "", found, flags=re.DOTALL)
        assert html.unescape(re.sub("</?(?:ins|del)>", "", left)) == text
