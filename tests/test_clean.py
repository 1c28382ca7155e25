"""Repairs that can be undone, and page boilerplate told from the article."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.clean import clean
from tm.text.shape import block_kind
from tm.units import REPAIRS, Block, BlockKind, Document

SLIPPED = "村党支部书记说今年的水稻长势很好".encode("gb18030")[1:-1].decode("gb18030")
BODY = "入夏以来，三道岭的梯田第一次没有断水，新修的水渠绕山十二公里，把后山的泉水引到了九百亩梯田里。"
MORE = "“石头太硬，一天只能往前挪两米。”带头修渠的老支书回忆说，全村一百二十户人家，每户都出了工。"
ENGLISH_BODY = "For the first time this summer the terraces of Sandaoling have not run dry, thanks to a new canal."


def document_of(*lines: str, lang: str = "zh-CN") -> Document:
    """A document with a line a block."""
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(block_kind(line), at, at + len(line)))
        at += len(line) + 1
    return Document(Path("a.txt"), "\n".join(lines), lang, "utf-8", tuple(blocks))


def cleaned(text: str) -> str:
    document = clean(document_of(text))
    return document.slice(0, len(document.text))


def boilerplate(*lines: str) -> list[str]:
    document = clean(document_of(*lines))
    return [line for line, block in zip(lines, document.blocks, strict=True) if block.kind is BlockKind.BOILERPLATE]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("網(wǎng)格", "網格"),
        ("發(fā)展農(nóng)業(yè)", "發展農業"),
        ("重(chóng)複", "重(chóng)複"),
        ("重(chóng)慶、發(fā)展、農(nóng)業、網(wǎng)格", "重慶、發展、農業、網格"),
        ("綠(lǜ)色", "綠色"),
        ("綠(lv)色", "綠色"),
        ("領（lǐng）導", "領導"),
        ("雲嶺(Yunling)茶", "雲嶺(Yunling)茶"),
        ("重慶 (Chongqing)", "重慶 (Chongqing)"),
        ("雲嶺(yunling)茶", "雲嶺(yunling)茶"),
        ("網(he)格", "網(he)格"),
        ("線上(app)報名", "線上(app)報名"),
        ("一只貔(pí)貅", "一只貔(pí)貅"),
    ],
)
def test_only_a_reading_left_by_a_converter_is_taken_out(text: str, repaired: str) -> None:
    """The bracket goes if it holds one lower-case reading of the character before it; names and rare glosses stay."""
    assert cleaned(text) == repaired


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("水\u200b渠\ufeff通\u00ad水\x07了", "水渠通水了"),
        ("方\u3000圆\u00a0\u3000摄", "方 圆 摄"),
        ("a\u2009b", "a b"),
        ("两  个  空格", "两  个  空格"),
        ("山路,弯弯“直”'线'……", "山路,弯弯“直”'线'……"),
        ("一家👨\u200d👩\u200d👧三口", "一家👨\u200d👩\u200d👧三口"),
        ("水渠\n通水", "水渠通水"),
    ],
)
def test_invisible_characters_and_odd_spaces_are_repaired(text: str, repaired: str) -> None:
    """Zero-width and control characters go, NBSP and U+3000 become one space; punctuation and plain spaces stay."""
    assert clean(one := one_block(text)).slice(0, len(one.text)) == repaired


def one_block(text: str) -> Document:
    return Document(Path("a.txt"), text, "zh-CN", "utf-8", (Block(BlockKind.PARAGRAPH, 0, len(text)),))


def test_a_line_break_inside_english_becomes_a_space() -> None:
    """A wrapped paragraph reads on."""
    assert clean(one := one_block("The canal  \r\n  is open.")).slice(0, len(one.text)) == "The canal is open."


@given(st.text(alphabet="網(wǎng)格 \u3000\u00a0\u200b\ufeff\n水。aB"))
def test_repairs_are_in_order_and_apart(text: str) -> None:
    """Repairs lie inside the text by start, none over another, and dropping them gives back the text."""
    document = clean(one_block(text))
    ends = [0]
    for repair in document.repairs:
        assert ends[-1] <= repair.start < repair.end <= len(text)
        ends.append(repair.end)
    assert document.text == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pinyin", "發(fā)展農(nóng)業網(wǎng)格"),
        ("invisible", "水\u200b渠"),
        ("space", "方\u3000圆"),
        ("line-wrap", "水渠\n通水"),
        ("byte-slip", f"他说，{SLIPPED}"),
        ("boilerplate", "分享到：微信"),
    ],
)
def test_each_repair_can_be_left_out(code: str, text: str) -> None:
    """Without its code a document keeps the text as it stands; with all codes it does not."""
    one = one_block(text)
    kept, all_made = clean(one, repairs=REPAIRS - {code}), clean(one)
    assert (kept.slice(0, len(text)), kept.blocks) == (text, one.blocks)
    assert (all_made.slice(0, len(text)), all_made.blocks) != (text, one.blocks)


def test_a_byte_slip_is_read_right_and_told() -> None:
    """The repair can be undone, and the problem names the line."""
    document = clean(document_of(BODY, f"他说，{SLIPPED}"))
    assert [(problem.code, problem.line) for problem in document.problems] == [("byte-slip", 2)]
    assert "党支部书记说今年的水稻长势很" in document.slice(0, len(document.text))


@pytest.mark.parametrize("damage", ["水渠\ufffd通水", chr(0xD800) + "水渠通水", "量體溫?zé)異樣"])
def test_damage_that_cannot_be_mended_is_told(damage: str) -> None:
    """The text stays; a problem names the line."""
    document = clean(document_of(BODY, damage))
    assert [(problem.code, problem.line) for problem in document.problems] == [("damaged-text", 2)]
    assert damage in document.text


TAIL = [
    "责任编辑：方圆",
    "【编辑:方圆】",
    "来源：山岭日报",
    "责编：方圆　校对：田苗　审核：石磊",
    "打印本页 | 关闭窗口",
    "字号：大 中 小",
    "分享到：微信 微博",
    "扫一扫，在手机上看本文",
    "下载APP",
    "3条评论",
    "暂无评论，快来抢沙发吧！",
    "登录后才能发表评论",
    "上一篇：茶园开采",
    "版权所有 山岭日报社",
    "凡本网注明来源的作品，未经授权不得转载，违者将依法追究责任，特此声明并请广大读者和兄弟媒体周知。",
    "某ICP备12345678号",
    "www.example.cn",
    "editor@example.cn",
    "第1页 共3页",
    "上一页 1 2 3 下一页",
    "Editor: Fang Yuan",
    "Source: Shanling Daily",
    "Share this article",
    "Follow us on WeChat",
    "Leave a comment",
    "© 2021 Shanling Daily. All rights reserved.",
    "Page 1 of 3",
    "Read more",
]


@pytest.mark.parametrize("line", TAIL)
def test_page_furniture_after_the_article_is_boilerplate(line: str) -> None:
    """Credits, widgets, links, legal lines and page numbers are told by general wording."""
    assert boilerplate("梯田里的新水渠", BODY, MORE, line) == [line]


@pytest.mark.parametrize(
    "line", ["首页 > 要闻 > 正文", "当前位置：首页 > 要闻", "Home > News > Villages", "分享到：微信", "字体：大 中 小"]
)
def test_page_furniture_before_the_article_is_boilerplate(line: str) -> None:
    """Bread crumbs and share buttons stand above the headline as well."""
    assert boilerplate(line, "梯田里的新水渠", BODY) == [line]


def test_the_links_under_a_related_heading_belong_to_it() -> None:
    """Short lines to the end, or to the heading of the running text that follows."""
    assert boilerplate(BODY, MORE, "相关阅读", "茶园开采", "新桥通车") == ["相关阅读", "茶园开采", "新桥通车"]
    inset = boilerplate(BODY, "相关阅读", "茶园开采", "新桥通车", "一锹一锹挖出来", MORE)
    assert inset == ["相关阅读", "茶园开采", "新桥通车"]


def test_traditional_pages_are_told_by_the_same_words() -> None:
    """Patterns are matched on folded and repaired text."""
    lines = (
        "入夏以來，三道嶺的梯田第一次沒有斷水，新修的水渠繞山十二公里，把後山的泉水引到了九百畝梯田裡。",
        "責任編(biān)輯：方圓",
    )
    assert boilerplate(*lines) == ["責任編(biān)輯：方圓"]


@pytest.mark.parametrize(
    "sentence",
    [
        "扫一扫二维码，村民就能在手机上看到自家田里的水位，该放水时放水，该关闸时关闸，再也不用半夜打着手电上山。",
        "老支书在评论区留言说，水渠是全村人一锹一锹挖出来的，功劳要记在每一户的头上，他只是带了个头而已。",
        "来源：后山三处泉眼，经检测全部达到饮用水标准，日出水量三百吨，足够九百亩梯田和全村一百二十户使用。",
        "Share this water fairly, the old men said, and the quarrels that had lasted for three generations would end.",
        "大家都去下载APP学技术。",
        "分享到户的红利",
        "点赞 最美修渠人",
        "编辑部的故事",
        "下一条路走向何方",
        "Like the fish in water",
        "More water, fewer quarrels",
        "Copyright cases rise in the county",
    ],
)
def test_a_line_of_the_article_is_never_lost_for_a_word(sentence: str) -> None:
    """Length, sentence marks and wording around the word tell an article's line from page furniture."""
    assert boilerplate("梯田里的新水渠", BODY, sentence, MORE, ENGLISH_BODY) == []


def test_headline_byline_dateline_and_caption_stay() -> None:
    """What belongs to the article above and below its text is kept, also after the credits."""
    lines = (
        *("梯田里的新水渠", "2021-05-06 10:20 来源：山岭日报 编辑：方圆", "本报记者 方圆", "▲村民在清理水渠。"),
        *(BODY, MORE, "（作者系三道岭村党支部书记）", "责任编辑：方圆", "▲水渠通水的场景"),
    )
    assert boilerplate(*lines) == ["责任编辑：方圆"]


def test_a_page_without_running_text_keeps_its_lines() -> None:
    """A list of short lines is no boilerplate for being short."""
    assert boilerplate("通知", "各村", "请于周五前报名", "联系人：方圆") == []
