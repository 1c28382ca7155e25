"""Text that was saved as it was read in a wrong encoding is read as it was meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.clean import clean
from tm.text.misread import find_misread
from tm.text.split import split
from tm.units import Block, BlockKind, Document

CHINESE = "村里修好了水渠，大家都很高兴。去年种下三千株茶苗，今年又种了五百株。"
LATIN = "naïve café”— «déjà vu»… £5½ — Ångström’s ‘Über’ résumé: 5 °C, ¿qué? ÉCOLE §7 ©1999 NÃO São João"


def misread(text: str, encoding: str) -> str:
    """Decoded in Windows-1252, the bytes that it has no character for as they are: what browsers and editors do."""
    return "".join(
        char if (char := byte.decode("cp1252", "ignore")) else byte.decode("latin-1")
        for byte in (bytes([code]) for code in text.encode(encoding))
    )


def read(text: str) -> str:
    """The text as `find_misread` reads it."""
    for slip in reversed(list(find_misread(text))):
        text = text[: slip.start] + slip.reading + text[slip.end :]
    return text


@pytest.mark.parametrize("text", ["“We’re done,” she said — at last…", "a café in Zürich", f"{CHINESE}\n“{CHINESE}”"])
def test_utf8_read_in_windows_1252_is_put_right(text: str) -> None:
    """Quotation marks, accents, Chinese."""
    assert read(misread(text, "utf-8")) == text


def test_gbk_read_in_latin_1_is_put_right() -> None:
    """Runs of pairs that are frequent characters, ASCII between them."""
    text = f"{CHINESE} 2019 {CHINESE} 水渠"
    assert read(text.encode("gbk").decode("latin-1")) == text


@pytest.mark.parametrize("text", [LATIN, CHINESE, "plain", "", "…”—", "ÀÉÎÕÜàéîõü", "ÄÖÜäöüß" * 3])
def test_text_that_was_read_right_stays(text: str) -> None:
    """Accents, quotation marks and signs of any language in Latin letters."""
    assert read(text) == text


def test_sentences_end_inside_a_stretch_that_was_misread() -> None:
    """Each character has a repair of its own."""
    text = f"{CHINESE}“以后呢？”他说。"
    for encoding, whole in (("utf-8", misread(text, "utf-8")), ("gbk", text.encode("gbk").decode("latin-1"))):
        document = Document(Path("a.txt"), whole, "zh-CN", encoding, (Block(BlockKind.PARAGRAPH, 0, len(whole)),))
        expected = ["村里修好了水渠，大家都很高兴。", "去年种下三千株茶苗，今年又种了五百株。", "“以后呢？”", "他说。"]
        assert [segment.text for segment in split(clean(document))] == expected


@given(st.text("水a é“”—\x80\xe4\xb8\xad\n", max_size=30))
def test_stretches_stand_in_order_and_change_something(text: str) -> None:
    """Whatever the text."""
    at = 0
    for slip in find_misread(text):
        assert at <= slip.start < slip.end <= len(text)
        assert slip.reading != text[slip.start : slip.end]
        at = slip.end


def test_the_repair_is_told_and_can_be_left_out() -> None:
    """One problem a line; repairs that lie in another, as of its control characters, are not made."""
    text = misread("“好”\n“水渠”和“茶苗”", "utf-8")
    document = Document(Path("a.txt"), text, "zh-CN", "utf-8", (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    cleaned = clean(document, repairs=frozenset(["misread", "invisible", "space"]))
    assert cleaned.slice(0, len(text)) == "“好”\n“水渠”和“茶苗”".replace(
        "\n", cleaned.slice(text.index("\n"), text.index("\n") + 1)
    )
    assert [(problem.code, problem.line) for problem in cleaned.problems] == [("misread", 1), ("misread", 2)]
    assert clean(document, repairs=frozenset()).slice(0, len(text)) == text
