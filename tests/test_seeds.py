"""The articles in seeds/: complete, verbatim and consistent, so that every figure measured on them means something."""

import re
from pathlib import Path

import pytest

from glossary.candidates import skeleton

SEEDS = Path(__file__).parent.parent / "seeds"
NAMES = sorted(path.name.removesuffix(".gold") for path in SEEDS.glob("*.gold"))


def read(name: str) -> str:
    return (SEEDS / name).read_text("utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def gold_beads(name: str) -> list[tuple[list[int], list[int]]]:
    beads = []
    for line in read(f"{name}.gold").splitlines():
        match = re.fullmatch(r"\[([\d, ]*)\]:\[([\d, ]*)\]", line)
        assert match, f"{name}.gold: not a Vecalign line: {line!r}"
        source, target = ([int(index) for index in side.split(",") if index.strip()] for side in match.groups())
        beads.append((source, target))
    return beads


def test_there_are_at_least_ten_pairs() -> None:
    """The shipped collection covers ten registers or more."""
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_are_verbatim_and_cover_the_article(name: str, lang: str) -> None:
    """The lines of .sents are slices of .txt, in order, with only white space between."""
    text, at = read(f"{name}.{lang}.txt"), 0
    for sentence in read(f"{name}.{lang}.sents").splitlines():
        assert sentence == sentence.strip() != ""
        start = text.find(sentence, at)
        assert start >= 0, sentence
        assert text[at:start].strip() == "", sentence
        at = start + len(sentence)
    assert text[at:].strip() == ""


@pytest.mark.parametrize("name", NAMES)
def test_length_is_that_of_an_article(name: str) -> None:
    """25 to 60 Chinese sentences, body and page lines together up to 75."""
    assert 25 <= len(read(f"{name}.zh.sents").splitlines()) <= 75


@pytest.mark.parametrize("name", NAMES)
def test_gold_beads_cover_every_sentence_once_in_order(name: str) -> None:
    """Vecalign lines: each index of each side exactly once, ascending."""
    beads = gold_beads(name)
    for side, lang in enumerate(("zh", "en")):
        covered = [index for bead in beads for index in bead[side]]
        assert covered == list(range(len(read(f"{name}.{lang}.sents").splitlines())))


@pytest.mark.parametrize("name", NAMES)
def test_translation_is_not_one_to_one(name: str) -> None:
    """Published English merges, splits, drops and adds; a quarter of the beads show it."""
    beads = gold_beads(name)
    assert sum((len(source), len(target)) != (1, 1) for source, target in beads) >= len(beads) / 5


@pytest.mark.parametrize("name", NAMES)
def test_terms_occur_on_both_sides(name: str) -> None:
    """At least 20 pairs; zh occurs as often as counted, en at least once, letter case aside."""
    rows = [line.split("\t") for line in read(f"{name}.terms.tsv").splitlines()]
    source, target = read(f"{name}.zh.txt"), read(f"{name}.en.txt").lower()
    assert len({zh for zh, _, _ in rows}) == len(rows) >= 20
    for zh, en, count in rows:
        assert source.count(zh) == int(count) > 0, zh
        assert en.lower() in target, en


def test_one_article_is_in_traditional_script_and_two_carry_page_dirt() -> None:
    """The dirt of real pages: share buttons, credits, captions, U+3000 indents, pinyin artefacts."""
    texts = [read(f"{name}.zh.txt") for name in NAMES]
    assert sum("黨" in text for text in texts) >= 1
    assert sum("▲" in text and "分享" in text for text in texts) >= 2
    assert any("\u3000\u3000" in text for text in texts)
    assert any(re.search(r"[\u4e00-\u9fff]\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\)", text) for text in texts)


def test_terms_judged_later_stand_in_the_article_and_in_no_list() -> None:
    """Each as it is compared: without quotation marks, in Simplified script."""
    for name in NAMES:
        text = skeleton(read(f"{name}.zh.txt"))
        lists = [line.split("\t")[0] for line in read(f"{name}.terms.tsv").splitlines()]
        listed = {skeleton(term) for term in (*lists, *read(f"{name}.further").splitlines())}
        judged = read(f"{name}.judged").splitlines()
        assert judged
        assert [term for term in judged if term not in text or term in listed] == []
