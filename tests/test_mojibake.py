"""GBK read one byte off: found, read right where that can be proved, and never seen where nothing slipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.mojibake import LOST, find_slips

SENTENCE = "村党支部书记说今年的水稻长势很好预计亩产比去年增加一成"


def slipped(text: str) -> str:
    """The text as a reader sees it that lost the first byte."""
    return text.encode("gb18030")[1:].decode("gb18030", "replace")


def readings(text: str) -> list[tuple[str, str]]:
    return [(text[slip.start : slip.end], slip.reading) for slip in find_slips(text)]


def test_a_run_that_lost_a_byte_is_read_right() -> None:
    """Every character but the two cut in half comes back; those are read as U+FFFD."""
    run = slipped(SENTENCE).rstrip(LOST)
    assert readings(f"他来了,{run}\n走了。") == [(run, LOST + SENTENCE[1:-1] + LOST)]


def test_a_slip_goes_on_over_the_punctuation_of_a_paragraph() -> None:
    """Full-width marks have two bytes as well: nothing brings the text back in step before the line ends."""
    run = slipped("，".join([SENTENCE] * 9)).rstrip(LOST)
    assert [reading for _, reading in readings(f"{run}\n")] == [LOST + "，".join([SENTENCE] * 9)[1:-1] + LOST]


def test_an_ascii_character_that_was_swallowed_is_given_back() -> None:
    """A slip ends where an ASCII character was taken for a second byte: no character is lost there."""
    run = slipped("水利站的工作人员介绍说大坝已经完工Y")
    assert "Y" not in run
    assert readings(f"“{run}\n") == [(run, LOST + "利站的工作人员介绍说大坝已经完工Y")]


def test_an_ascii_byte_that_is_the_half_of_a_character_is_given_back_to_it() -> None:
    """說 is D5 66 in GBK: where D5 was taken for a second byte, 66 is left as the letter f."""
    ((found, reading),) = readings(f"，{slipped('水利站的工作人员說')}了。\n")
    assert (found[-1], reading[-1]) == ("f", "說")


def test_traditional_text_in_gbk_is_read_too() -> None:
    """GBK holds Traditional characters; what counts as plain is their Simplified form."""
    run = slipped("幹部對於處理實務的職責").rstrip(LOST)
    ((_, reading),) = readings(f"，{run}\n")
    assert reading == f"{LOST}部對於處理實務的職{LOST}"


@pytest.mark.parametrize(
    "text",
    [
        "魑魅魍魉都出来了，饕餮貔貅也在其中。",
        "鳜鱼鲫鱼鳊鱼鲟鱼鲢鳙，样样都有。",
        "琵琶、箜篌、筚篥、唢呐一起奏响。",
        "他踌躇蹉跎，尴尬忸怩，怏怏不乐。",
        "药里有茯苓、黄芪、白芷、苁蓉和柽柳。",
        "山峦崔嵬嵯峨，瀑布飞溅潺湲，烟霭氤氲缭绕。",
        "周杰伦，字犇鑫淼焱垚，号𠀋𠮟。",
        "ABC 123 !? plain ASCII",
    ],
)
def test_rare_characters_are_no_slip(text: str) -> None:
    """Lists of rare characters share their lead bytes, and still make no words when moved."""
    assert readings(text) == []


@given(st.text(alphabet="的水利局长说今年魑魅魍魉渴榧撬宓a\n。，"))
def test_slips_lie_apart_and_read_back_to_the_text(text: str) -> None:
    """Slips ascend; the inner bytes of a reading stand in the run, one byte further on."""
    end = 0
    for slip in find_slips(text):
        assert end <= slip.start < slip.end <= len(text)
        end = slip.end
        if slip.reading:
            run = text[slip.start : slip.end].encode("gb18030")
            assert slip.reading.strip(LOST).encode("gb18030") in (run[1:], run[1:-1])


def test_a_slip_that_makes_no_words_is_told_without_a_reading() -> None:
    """Common characters alone are no proof."""
    run = slipped("的了在是我有和就不人都一").rstrip(LOST)
    assert [reading for _, reading in readings(f"，{run}\n")] in ([], [""])
