"""Subtitles: cues as running text."""

import pytest

from tm.text.subtitles import read_cues

SRT = (
    "1\n00:00:01,000 --> 00:00:02,500\n<i>水渠修好了，</i>\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\n{\\an8}村里人都说好。\n\n"
    "3\n00:00:05,000 --> 00:00:06,000\n- 水来了？\n- 来了！\n"
)
VTT = (
    "WEBVTT - canal\n\nNOTE only for us\n\nSTYLE\n::cue { color: red }\n\n"
    "first\n00:01.000 --> 00:02.000 align:start\n<v Bob>Wind &amp; <c.loud>rain</c>\n\n"
    "NOTE again\n\n1:00:03.000 --> 1:00:04.000\nfor <00:03.500>days.\n"
)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_sentence_may_cross_cues(newline: str) -> None:
    """A block holds the cues up to the end of a sentence; numbers, times and marks are no text."""
    extract = read_cues(SRT.replace("\n", newline))
    assert [text for _, text in extract.pieces] == ["水渠修好了，\n村里人都说好。", "- 水来了？\n- 来了！"]
    assert extract.visible == sum(len("".join(text.split())) for _, text in extract.pieces)


def test_notes_and_styles_of_webvtt_are_no_cues() -> None:
    """They count as shown, so that nothing goes unseen."""
    extract = read_cues(VTT)
    assert [text for _, text in extract.pieces] == ["Wind & rain\nfor days."]
    assert extract.visible > len("Wind&rainfordays.")


def test_a_file_cut_off_inside_a_time_is_read() -> None:
    """The half time is no text; a missing blank line between cues does not matter."""
    cut = "1\n00:00:01,000 --> 00:00:02,000\n水来了。\n2\n00:00:03,000 --> 00:00:04,000\n路通了。\n\n3\n00:00:05"
    assert [text for _, text in read_cues(cut).pieces] == ["水来了。", "路通了。"]


def test_cues_without_full_stops_stand_by_themselves() -> None:
    """Chinese subtitles have none as a rule: each cue is a block, where some of them end in a mark too."""
    lines = ["水来了", "路也通了", "真的？", "我亲眼看见的", "走"]
    cues = "\n\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line}" for n, line in enumerate(lines))
    assert [text for _, text in read_cues(cues).pieces] == lines


def test_an_endless_sentence_is_cut_all_the_same() -> None:
    """Where most cues end in a mark, those in between without one do not become one endless block."""
    lines = ["水来了"] * 50 + ["走。"] * 50
    cues = "\n\n".join(f"{n}\n00:{n:02}:00,000 --> 00:{n:02}:00,900\n{line}" for n, line in enumerate(lines))
    assert [text.count("\n") for _, text in read_cues(cues).pieces][:4] == [19, 19, 10, 0]


def test_a_sound_stands_by_itself() -> None:
    """What is heard but not said is no part of the sentence that follows."""
    cues = "1\n00:00:01,000 --> 00:00:02,000\n[door slams]\n\n2\n00:00:03,000 --> 00:00:04,000\nWho is there?\n"
    assert [text for _, text in read_cues(cues).pieces] == ["[door slams]", "Who is there?"]
