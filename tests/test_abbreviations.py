"""Short forms that texts define."""

import pytest

from glossary.abbreviations import find_acronyms, find_short_forms
from glossary.wording import form


@pytest.mark.parametrize(
    ("text", "full", "short"),
    [
        ("本市成立畜牧兽医技术推广站（以下简称“牧医站”）。", "畜牧兽医技术推广站", "牧医站"),
        ("依据《中华人民共和国湿地保护法》(下称《湿地保护法》)办理", "中华人民共和国湿地保护法", "湿地保护法"),
        ("县里成立防汛抗旱指挥部（简称防指）", "防汛抗旱指挥部", "防指"),
        ("縣裏成立防汛抗旱指揮部（以下簡稱「防指」）", "防汛抗旱指揮部", "防指"),
        ("大运河文化研究中心（以下简称运研中心或中心）挂牌", "大运河文化研究中心", "运研中心"),
    ],
)
def test_a_short_form_is_found_with_what_it_stands_for(text: str, full: str, short: str) -> None:
    """In both scripts, with and without marks; the full form begins with a word."""
    assert [(found.full, found.short, found.context) for found in find_short_forms([text])] == [(full, short, text)]


@pytest.mark.parametrize(
    "text",
    [
        "云帆纺织股份有限公司（以下简称“公司”）召开会议",  # any company is called so
        "他说得很慢（简称什么我忘了）",  # nothing before it has these characters
        "证券简称：云帆纺织",
        "灌溉（以下简称灌溉）",
        "（以下简称防指）",
    ],
)
def test_what_names_nothing_is_no_short_form(text: str) -> None:
    """A general word, a text without the characters, a form that is not shorter."""
    assert find_short_forms([text]) == ()


def test_a_known_name_says_where_the_full_form_begins() -> None:
    """The short form alone would leave its place out."""
    text = "昨日，清塘县红十字会（下称红会）发布公告"
    assert find_short_forms([text], ["清塘县红十字会"])[0].full == "清塘县红十字会"


def test_a_short_form_is_told_once() -> None:
    """However often it is defined."""
    assert len(find_short_forms(["防汛抗旱指挥部（简称防指）"] * 2)) == 1


def test_acronyms_are_found_behind_the_words_with_their_initials() -> None:
    """Small words do not count; a bracket whose letters do not fit is something else."""
    texts = [
        "It joined the Water and Soil Conservation Bureau (WSCB) last year.",
        "a research and development centre (R&D)",
        "The pump (OK) works.",
        "in research and development (R&D)",
    ]
    found = {form("Water and Soil Conservation Bureau"): "WSCB", form("research and development"): "R&D"}
    assert find_acronyms(texts) == found
