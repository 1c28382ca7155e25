"""Texts that cannot be translations of each other are refused or said to look so."""

from pathlib import Path

import pytest

from tm.app.fit import LEAST_JUDGED, doubts, refuse_languages
from tm.errors import InputError
from tm.units import Alignment, Bead, Document, Segment

ZH, EN = "水渠修好了，大家都来了。", "The canal is mended, and everyone came."


def side(path: Path, text: str, lang: str) -> tuple[Document, list[Segment]]:
    path.write_text(text, "utf-8")
    return Document(path, text, lang, "utf-8", ()), [Segment(text, lang, 0, len(text))]


def refused(folder: Path, left: tuple[str, str], right: tuple[str, str]) -> str:
    with pytest.raises(InputError) as caught:
        refuse_languages(*side(folder / "left", *left), *side(folder / "right", *right))
    return str(caught.value)


def test_a_text_and_its_translation_are_taken(tmp_path: Path) -> None:
    """In either order; a language written like another is believed."""
    refuse_languages(*side(tmp_path / "a", ZH, "zh-CN"), *side(tmp_path / "b", EN, "en-US"))
    refuse_languages(*side(tmp_path / "a", EN, "en-US"), *side(tmp_path / "b", ZH, "zh-Hant"))
    refuse_languages(*side(tmp_path / "a", ZH, "zh-CN"), *side(tmp_path / "b", "Le canal est réparé.", "fr"))


def test_exchanged_texts_are_told_apart_from_one_wrong_text(tmp_path: Path) -> None:
    """Both wrong: exchange them; one wrong: it is named."""
    assert "they are the wrong way round; exchange the two files" in refused(tmp_path, (EN, "zh-CN"), (ZH, "en-US"))
    found = refused(tmp_path, (EN, "zh-CN"), (EN, "en-US"))
    assert "left: is in en, not in zh; check" in found
    assert "right: is in zh, not in en; check" in refused(tmp_path, (ZH, "zh-CN"), (ZH, "en-US"))


def test_one_language_twice_and_one_file_twice_are_refused(tmp_path: Path) -> None:
    """Also a file under two names."""
    assert "right: is in the same language (en) as" in refused(tmp_path, (EN, "en"), (EN, "en"))
    document, segments = side(tmp_path / "a", ZH, "zh")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    other = Document(tmp_path / "b", ZH, "en", "utf-8", ())
    with pytest.raises(InputError, match="b: is given twice"):
        refuse_languages(document, segments, other, segments)


def aligned(source: int, target: int, confidence: float) -> Alignment:
    """One to one as far as both go."""
    sides = [tuple(Segment("word " * 5, "en", 0, 25) for _ in range(count)) for count in (source, target)]
    both = min(source, target)
    beads = [Bead(range(i, i + 1), range(i, i + 1), 0.0, confidence) for i in range(both)]
    beads += [Bead(range(i, i + 1), range(both, both), 0.0, 0.9) for i in range(both, source)]
    beads += [Bead(range(both, both), range(j, j + 1), 0.0, 0.9) for j in range(both, target)]
    return Alignment(sides[0], sides[1], tuple(beads))


@pytest.mark.parametrize(
    ("source", "target", "confidence", "codes", "named"),
    [
        (20, 20, 0.9, [], ""),
        (20, 30, 0.9, [], ""),  # a third left untranslated
        (20, 20, 0.3, ["unlike-pair"], "b"),
        (10, 100, 0.9, ["lopsided-pair"], "b"),
        (100, 10, 0.9, ["lopsided-pair"], "a"),
        (10, 100, 0.2, ["lopsided-pair", "unlike-pair"], "b"),
        (LEAST_JUDGED - 1, 100, 0.2, [], ""),  # too little to judge by
    ],
)
def test_doubts_are_told(source: int, target: int, confidence: float, codes: list[str], named: str) -> None:
    """Lengths that do not fit are told of the longer file; hardly a pair, of the translation."""
    found = doubts(Path("a"), Path("b"), aligned(source, target, confidence))
    assert [problem.code for problem in found] == codes
    assert not found or found[0].path == named
