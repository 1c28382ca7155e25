"""Characters cut in two by a byte-wise converter come back where that can be proved, and no sound text is touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.halved import with_halved
from tm.text.mojibake import LOST, find_slips

READINGS = {
    "習": "xí",
    "規": "guī",
    "數": "shù",
    "聯": "lián",
    "復": "fù",
    "經": "jīng",
    "責": "zé",
    "會": "huì",
    "動": "dòng",
}


def converted(text: str) -> str:
    """The text after a converter that puts readings behind its characters wherever it finds their two bytes."""
    table = {char.encode("gbk"): f"{char}({reading})".encode("gb18030") for char, reading in READINGS.items()}
    pattern = re.compile(b"|".join(map(re.escape, table)))
    damaged, shown, at = pattern.sub(lambda match: table[match[0]], text.encode("gbk")), "", 0
    while at < len(damaged):
        size = 1 if damaged[at] < 0x80 else 2
        try:
            shown += damaged[at : at + size].decode("gb18030")
        except UnicodeDecodeError:
            shown += "?"
        at += size
    return shown


def mended(text: str) -> str:
    """The text with its slips read right and the readings of whole characters left out."""
    pieces, at = [], 0
    for slip in with_halved(text, tuple(find_slips(text))):
        pieces += [text[at : slip.start], slip.reading or text[slip.start : slip.end]]
        at = slip.end
    return re.sub(r"(?<=[\u4e00-\u9fff])\([a-zà-ǿ]+\)", "", "".join([*pieces, text[at:]]))


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("天亮時,他回來了", "天亮?xí)r,他回來了"),
        ("測量體溫無異樣", "測量體溫?zé)o異樣"),
        ("緊急下撥救災資金", "緊急下?lián)芫葹馁Y金"),
        ("以後沒人頂得上。如今他已經能值班", None),
        ("穩崗拓崗三大行動，就業", None),
    ],
)
def test_a_character_with_a_reading_in_it_is_put_together_again(text: str, damaged: str | None) -> None:
    """A second byte that is a letter ends the damage at once, else the next letter, reading or line does."""
    assert damaged is None or converted(text) == damaged
    assert converted(text) != text
    assert mended(f"{converted(text)}\n").strip() == text


def test_half_a_character_that_nothing_tells_stays_lost() -> None:
    """Where the run ends before a figure, the byte that is left over is of a character nobody can know."""
    [slip] = with_halved("我?guī)煾?978年來的", ())
    assert slip.reading == f"師{LOST}"


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("再來喝吧?！豹{子說著走了", "再來喝吧。”獅子說著走了"),
        ("不是你說的那個?！癟ik”是另一個", "不是你說的那個。“Tik”是另一個"),
        ("哲學意涵?！盵1]他說", "哲學意涵。”[1]他說"),
    ],
)
def test_a_full_stop_that_lost_a_byte_is_read_right(damaged: str, text: str) -> None:
    """Its second byte and the quotation mark after it show as ！ and a rare character."""
    assert mended(damaged) == text


@pytest.mark.parametrize(
    "sound",
    [
        "究竟想怎樣?！爸爸問A組。",
        "什麼?！他走了",
        "真的嗎?!",
        "他問(xí)r是什麼",
        "為何?(yes)是嗎",
        "網址是a?xí)r吧",
        "說?abc)d吧",
    ],
)
def test_sound_text_is_left_alone(sound: str) -> None:
    """Question marks, brackets and letters that stand where they should are no damage."""
    assert with_halved(sound, ()) == ()


@given(st.text(alphabet="天亮時我師幫您趕當地居民成立頂得上已經能行動拓崗，。“”規數聯會", min_size=1, max_size=30))
def test_what_is_read_right_is_what_was_written(text: str) -> None:
    """Whatever stood before the converter came: a reading without U+FFFD is that text again."""
    damaged = converted(text)
    at = 0
    for slip in with_halved(damaged, ()):
        if slip.reading and LOST not in slip.reading:
            assert slip.reading in text[at:]
            at = text.index(slip.reading, at)
