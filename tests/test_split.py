"""Sentence splitting: golden cases named by phenomenon, and the promise that nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tm.text.split import sentence_spans, split, split_lines
from tm.units import Block, BlockKind, Document, Repair

SEEDS = Path(__file__).parent.parent / "seeds"
FLOOR = 0.99  # boundary F1 on the seeds; measured 1.0

CHINESE = {  # sentences are parted by |
    "full-stop": "雨停了。|天晴了。",
    "semicolon-stays": "一是修路；二是架桥。|三是通水。",
    "question-and-exclamation": "谁去？|我去！|大家都去。",
    "mixed-run-？！": "他也来了？！|真没想到。",
    "half-width-!?": "来不来?|快来!|都到齐了。",
    "full-stop-inside-open-quotation": "“水还在涨。|先撤老人。”",
    "reporting-clause-after-closed-quotation": "“苗都活了。”|老农说。",
    "reporting-clause-after-exclamation": "“快上船！”|队长喊道。",
    "quotation-closed-before-comma": "“我来！”，他抢先开口。",
    "quotation-closed-without-mark": "他说“路修好了”，大家都笑。|灯亮了。",
    "full-stop-after-closing-quote": "村里评出“十佳农户”。|奖状贴上了墙。",
    "colon-before-quotation": "主任说：“先算账。|再动工。”|会场静了下来。",
    "neighbouring-quotations": "“我报名！”|“我也去！”|“算我一个！”|三个人站了出来。",
    "quotation-in-set-phrase": "墙上写着“安全第一！”的标语。|工人进场了。",
    "exclamation-embedded-in-clause": "一声“到齐了！”传遍全场。|比赛开始。",
    "quote-inside-quote": "她说：“娘讲过‘不怕慢，就怕站。’|我记着。”|说完走了。",
    "corner-quotes": "「橋通了。」|阿公說。|『好！』|眾人應道。",
    "ellipsis-at-end-of-quotation": "“请大家依次排队……”|广播响了一上午。",
    "ellipsis-inside-quotation": "“这条路我走了四十年……|往后孩子们不用再走了。”",
    "ellipsis-before-quotation": "灶台、院坝、田埂……|“哪里有事，哪里就有他。”",
    "ellipsis-as-hesitation": "“我……我记不清了。”|他低下头。",
    "bracket-full-stop": "（全场鼓掌。）|会议继续进行。",
    "question-inside-bracket": "他（还记得吗？）又来了。|这次带着孩子。",
    "note-of-the-author-at-the-end": "麦子熟了。|（本台记者 方圆）",
    "title-with-question": "《路在哪里？》一书出版。|首印三千册。",
    "decimal-point": "增长3.5%。|降到1.2吨。",
    "half-width-full-stop-before-space": "第一批到了.| 第二批明天到。",
    "half-width-full-stops-throughout": "河水清了.|鱼也回来了.",
    "dot-in-a-foreign-name": "约翰.李来信了。|信很短。",
    "straight-quotes": '他问:"行吗?"|大家都点头。|"行!"|声音很齐。',
    "address-with-question-mark": "请看http://a.example/?id=7页面。|谢谢。",
    "sign-of-a-note": "渠长九里。①|今已淤塞。",
    "damaged-reading": "查體溫?zé)o異樣。|放行。",
    "English-paragraph": "Dr. Wu left at 9 a.m. sharp.|He did not return.",
}
ENGLISH = {
    "full-stop": "The rain stopped.|The sky cleared.",
    "title": "Mr. Gao met Dr. Lin and Prof. Qi.|They talked.",
    "country-initials": "The U.S. team came first.|It was glad.",
    "initials-end-a-sentence": "She moved to the U.S.|The others stayed.",
    "company": "Baihe Tea Co., Ltd. and Yun Inc. signed up.|Others waited.",
    "company-ends-a-sentence": "He works for Baihe Tea Co., Ltd.|The firm is small.",
    "number-sign": "Bridge No. 7 is open.|It is long.",
    "no-as-an-answer": "They said no.|Then they left.",
    "clock-before-lower-case": "It opens at 8 a.m. and closes at 5 p.m. every day.",
    "clock-ends-a-sentence": "It opened at 8 a.m.|Residents lined up.",
    "clock-before-time-zone": "It starts at 8 p.m. Beijing time.|Come early.",
    "month-before-number": "Born on Aug. 5, he left on Jan. 9.|Nobody knew.",
    "month-ends-a-sentence": "The dam was finished in Dec.|Water came soon.",
    "initials-of-a-name": "J. K. Rong wrote it.|We read it.",
    "letter-ends-a-sentence": "They chose plan B.|The rest agreed.",
    "decimal": "It rose 3.5 percent.|Costs fell 1.2 percent.",
    "latin": "Crops, e.g. Wheat, grew.|Tools, seeds, etc. were sold.",
    "list-number": "1. Clean the ditch.|2. Close the gate.",
    "roman-list-number": "IV. Documents on file.|They are public.",
    "question-with-reporting-clause": '"Why?" he asked.|Nobody spoke.',
    "exclamation-with-named-speaker": '"Go!" Zhang said.|They ran.',
    "named-speaker-in-apposition": '"Go!" Wu Min, the village clerk, told the crowd.|They ran.',
    "exclamation-then-new-sentence": '"Go!"|He pointed at the hill.',
    "comma-before-reporting-clause": '"We are ready," she said.|The bell rang.',
    "sentences-inside-a-quotation": "“The water is rising.|Move the old people first.”",
    "curly-quote-after-full-stop": "He wrote “all is well.”|Then he slept.",
    "single-quote-inside": "“He said, ‘Stay.’ and left.”|We stayed.",
    "neighbouring-quotations": '"I will go!"|"So will I!"|Two hands went up.',
    "ellipsis-inside-a-sentence": "They waited... and waited.|No one came.",
    "ellipsis-ends-a-sentence": '"Show your card..."|The guard stopped a car.',
    "ellipsis-as-hesitation": '"Well... I see," she said.|He nodded.',
    "bracket-after-full-stop": "(It had rained.)|The road was wet.",
    "number-starts-a-sentence": "That was in 2019.|20 houses are left.",
    "sign-of-a-note": "The canal is old.[2]|It is dry now.",
    "name-in-lower-case-first": "Sales rose.|iPads came next.",
    "wrapped-line": "The bridge is\nopen.|Cars may\npass.",
}
OTHER = [
    ("ja", "雨だ。|帰ろう。"),
    ("ar", "هل وصلت؟|نعم وصلت."),
    ("hi", "वह आया।|वह गया।"),
    ("fr", "Il pleut.|Le chat dort."),
]


def sentences(text: str, lang: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, lang)]


def parted(marked: str, *, space: str) -> tuple[str, list[str]]:
    """The text of a golden case and its sentences; in English a space stands between them."""
    return marked.replace("|", space), [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.parametrize("marked", CHINESE.values(), ids=CHINESE.keys())
def test_chinese_splits_where_the_convention_says(marked: str) -> None:
    """Each case is a phenomenon of Chinese punctuation."""
    space = " " if marked.isascii() else ""
    text, expected = parted(marked, space=space)
    assert sentences(text, "zh-CN") == expected


@pytest.mark.parametrize("marked", ENGLISH.values(), ids=ENGLISH.keys())
def test_english_splits_where_the_convention_says(marked: str) -> None:
    """Each case is a phenomenon of English punctuation."""
    text, expected = parted(marked, space=" ")
    assert sentences(text, "en-US") == expected


@pytest.mark.parametrize(("lang", "marked"), OTHER)
def test_other_languages_split_at_their_own_marks(lang: str, marked: str) -> None:
    """Languages without rules of their own go by sentence marks of any script."""
    text, expected = parted(marked, space="" if lang == "ja" else " ")
    assert sentences(text, lang) == expected


def test_english_forgives_a_space_forgotten_after_a_quotation() -> None:
    """A closing quote before a capital is an end without a space too."""
    assert sentences('He said "no."The rest said yes.', "en") == ['He said "no."', "The rest said yes."]


def test_a_blank_line_ends_a_sentence() -> None:
    """A headline without a mark does not run into the next paragraph."""
    assert sentences("水渠通水\n \n今天通水了。", "zh-CN") == ["水渠通水", "今天通水了。"]


@settings(deadline=None)  # the first example loads dictionaries
@given(
    st.text(alphabet="他说：“你好！？…。”（）《》'\"‘’,.?!;3.5 aBI\n\u3000\u200b\ufeff網(ǎ)—"),
    st.sampled_from(["zh-CN", "en", "fr"]),
)
def test_splitting_loses_nothing(text: str, lang: str) -> None:
    """Sentences are slices in order, none empty, and only white space lies between them."""
    end = 0
    for start, stop in sentence_spans(text, lang):
        assert text[start:stop].strip() == text[start:stop] != ""
        assert text[end:start].strip() == ""
        end = stop
    assert text[end:].strip() == ""


def test_segments_are_slices_with_repairs_and_leave_boilerplate_out() -> None:
    """A segment's text is the repaired slice, its offsets are those of the file, its block the index of its block."""
    text = "分享到\n網(wǎng)格員來了。 大家放心。"
    blocks = (Block(BlockKind.BOILERPLATE, 0, 3), Block(BlockKind.PARAGRAPH, 4, len(text)))
    document = Document(Path("a.txt"), text, "zh-Hant", "utf-8", blocks, repairs=(Repair("pinyin", 5, 11, ""),))
    first, second = split(document)
    assert (first.text, first.start, first.block) == ("網格員來了。", 4, 1)
    assert text[second.start : second.end] == second.text == "大家放心。"


def test_a_block_that_repairs_to_nothing_has_no_segment() -> None:
    """A zero-width character alone is no sentence."""
    document = Document(
        Path("a.txt"), "\u200b", "zh-CN", "utf-8", (Block(BlockKind.PARAGRAPH, 0, 1),), (Repair("invisible", 0, 1, ""),)
    )
    assert split(document) == ()


def test_split_lines_takes_every_line_as_a_sentence() -> None:
    """Blank lines are skipped, offsets count from the start of the text, the block is the number of the sentence."""
    text = "  一句。两句。\r\n\r\n第三句\n"
    found = [(segment.text, segment.block) for segment in split_lines(text, "zh-CN")]
    assert found == [("一句。两句。", 0), ("第三句", 1)]
    assert all(text[segment.start : segment.end] == segment.text for segment in split_lines(text, "zh-CN"))


def boundaries(lines: list[str]) -> set[int]:
    """Where lines end, counted in characters that are not white space."""
    ends, count = set(), 0
    for line in lines:
        count += len("".join(line.split()))
        ends.add(count)
    return ends


@pytest.mark.parametrize("side", ["zh", "en"])
def test_the_seeds_are_split_as_their_authors_did(side: str) -> None:
    """Boundary F1 over all seed articles stays above the floor."""
    lang = {"zh": "zh-CN", "en": "en-US"}[side]
    shared = total = 0
    for gold_path in sorted(SEEDS.glob(f"*.{side}.sents")):
        lines = gold_path.with_suffix(".txt").read_text("utf-8").splitlines()
        found = boundaries([sentence for line in lines for sentence in sentences(line, lang)])
        gold = boundaries(gold_path.read_text("utf-8").splitlines())
        shared += 2 * len(found & gold)
        total += len(found) + len(gold)
    assert shared >= FLOOR * total > 0
