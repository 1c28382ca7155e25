"""From two files to beads and units; with a stub encoder, so that only what the texts' form decides is tested."""

from dataclasses import replace
from pathlib import Path

import pytest
from doors import EN, ZH
from stubs import StubEncoder

from tm.app.alignment import MOVED_NOTE, AlignedPair, ReadOptions, align_pair, units_of
from tm.errors import InputError
from tm.languages import guess


def align(source: Path, target: Path, **options: object) -> AlignedPair:
    read = ReadOptions(**({"defaults": ("zh-CN", "en-US")} | options))  # type: ignore[arg-type]
    return align_pair(source, target, name="tea", options=read, encoder=StubEncoder())


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_segments_are_slices_of_the_files(pair: tuple[Path, Path]) -> None:
    """Start and end are code points of the decoded text, on both sides."""
    found = align(*pair)
    for path, document, segments in zip(
        pair, (found.source, found.target), (found.alignment.source, found.alignment.target), strict=True
    ):
        assert document.text == path.read_text("utf-8")
        assert [document.text[s.start : s.end] for s in segments] == [s.text for s in segments]
        assert [s.text for s in segments] == document.text.splitlines()


def test_offsets_count_code_points_also_in_other_encodings(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    """GB18030 is found by itself; a character beyond the BMP is one."""
    text = "𠮷水渠修好了，村里的人都说这是大家一起干出来的。去年他们种下茶苗。\n"
    (tmp_path / "gb.txt").write_bytes(text.encode("gb18030"))
    found = align(tmp_path / "gb.txt", pair[1])
    assert found.source.encoding == "gb18030"
    first, second = found.alignment.source
    assert (first.start, second.start, text[second.start : second.end]) == (0, text.index("去年"), second.text)


def test_languages_are_read_from_the_texts(pair: tuple[Path, Path]) -> None:
    """In the fuller tag of the settings; Traditional Chinese says so; a named one is obeyed."""
    found = align(*pair)
    assert (found.source.lang, found.target.lang) == ("zh-CN", "en-US")
    pair[0].write_text("這條水渠終於修好了，村裡的人都說這是大家一起幹出來的。\n", "utf-8")
    assert align(*pair).source.lang == "zh-Hant"
    assert align(*pair, source_lang="zh-HK", target_lang="en-GB").source.lang == "zh-HK"


def test_swapped_files_give_the_same_beads_swapped(pair: tuple[Path, Path]) -> None:
    """English first just works, and finds what Chinese first finds."""
    forth, back = align(*pair), align(*reversed(pair))
    assert back.alignment.source == forth.alignment.target
    assert [(b.target, b.source, b.confidence) for b in back.alignment.beads] == [
        (b.source, b.target, b.confidence) for b in forth.alignment.beads
    ]


def test_one_sentence_a_line_is_obeyed(tmp_path: Path) -> None:
    """Lines stay whole, whatever they hold; nothing is cleaned away."""
    source = write(tmp_path, "a", "水渠修好了。大家都来了。\n\n责任编辑：某人\n")
    target = write(tmp_path, "b", "The canal is mended. Everyone came.\nEditor: somebody\n")
    found = align(source, target, sentences=True)
    assert [s.text for s in found.alignment.source] == ["水渠修好了。大家都来了。", "责任编辑：某人"]
    assert [s.text for s in found.alignment.target] == ["The canal is mended. Everyone came.", "Editor: somebody"]


def test_both_files_in_one_language_are_refused(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    """Also the same file twice; both are named."""
    with pytest.raises(InputError, match=r"tea\.zh\.txt: is given twice"):
        align(pair[0], pair[0])
    copy = write(tmp_path, "copy.txt", ZH)
    with pytest.raises(InputError, match=r"copy\.txt: is in the same language \(zh-CN\) as .*tea\.zh\.txt"):
        align(pair[0], copy)
    with pytest.raises(InputError, match="is in the same language"):
        align(*pair, source_lang="en", target_lang="en")


@pytest.mark.parametrize("langs", [("en", "zh"), ("en-GB", "zh-TW"), ("zh", "zh"), ("en", "en")])
def test_languages_that_the_texts_deny_are_refused(pair: tuple[Path, Path], langs: tuple[str, str]) -> None:
    """Chinese is not stored as English, nor the other way round."""
    with pytest.raises(InputError, match="is in"):
        align(*pair, source_lang=langs[0], target_lang=langs[1])


def test_two_english_files_of_a_pair_are_refused(tmp_path: Path) -> None:
    """A translation saved over its original; the file that is wrong is named."""
    source, target = write(tmp_path, "a.zh.txt", EN), write(tmp_path, "a.en.txt", EN)
    with pytest.raises(InputError, match=r"a\.zh\.txt: is in en, not in zh; check"):
        align(source, target, source_lang="zh-CN", target_lang="en-US")


def test_latin_languages_are_believed(tmp_path: Path) -> None:
    """Letters do not tell French from English; who names it is right."""
    source, target = write(tmp_path, "a.txt", ZH), write(tmp_path, "b.txt", "Le canal est réparé.\nTous sont venus.\n")
    assert guess(target.read_text("utf-8")) == "en"
    assert align(source, target, target_lang="fr").target.lang == "fr"


def test_a_name_tells_languages_of_latin_letters_apart(tmp_path: Path) -> None:
    """What the text says goes before what the name marks; without a mark Latin letters are English."""
    english, french = write(tmp_path, "a.en.txt", EN), write(tmp_path, "a_fr.txt", "Le canal est réparé.\n")
    found = align(english, french)
    assert (found.source.lang, found.target.lang) == ("en-US", "fr")
    assert align(write(tmp_path, "a.de.txt", ZH), english).source.lang == "zh-CN"


def test_a_page_of_boilerplate_only_is_refused(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    """Nothing is left to align."""
    page = write(tmp_path, "page.txt", "责任编辑：王某\n")
    with pytest.raises(InputError, match=r"page\.txt: holds no sentence"):
        align(page, pair[1], source_lang="zh-CN")


def test_units_hold_the_pairs_with_their_neighbours(pair: tuple[Path, Path]) -> None:
    """Text of the beads, position, context, confidence; beads with an empty side give none."""
    found = align(*pair)
    units = list(units_of(found, document="tea"))
    paired = [bead for bead in found.alignment.beads if bead.source and bead.target]
    assert [unit.origin.position for unit in units] == list(range(len(paired)))
    lines = ZH.splitlines()
    for unit, bead in zip(units, paired, strict=True):
        assert unit.source.text == "".join(lines[bead.source.start : bead.source.stop])
        assert unit.context_before == "".join(lines[max(0, bead.source.start - 1) : bead.source.start])
        assert unit.context_after == "".join(lines[bead.source.stop : bead.source.stop + 1])
        assert unit.confidence == pytest.approx(bead.confidence, abs=1e-4)
        assert (unit.origin.document, unit.source.lang, unit.target.lang) == ("tea", "zh-CN", "en-US")


def test_a_moved_pair_says_so_in_its_unit(pair: tuple[Path, Path]) -> None:
    """As a note, which every format keeps; the others have none."""
    found = align(*pair)
    before = tuple(units_of(found, document="tea"))
    first = next(bead for bead in found.alignment.beads if bead.source and bead.target)
    beads = tuple(replace(bead, moved=bead is first) for bead in found.alignment.beads)
    marked = replace(found, alignment=replace(found.alignment, beads=beads))
    assert [unit.note for unit in units_of(marked, document="tea")] == [MOVED_NOTE, *[""] * (len(before) - 1)]


def test_the_rows_of_a_table_are_the_beads(tmp_path: Path) -> None:
    """Each cell is one segment, whatever it holds; half a row has an empty side; credits are text as well."""
    table = write(tmp_path, "a.csv", "水来了。路通了。,Water is here.\n责任编辑：某人,\n,Only this.\n")
    found = align_pair(table, None, name="a", options=ReadOptions(defaults=("zh-CN", "en-US")), encoder=StubEncoder())
    assert [s.text for s in found.alignment.source] == ["水来了。路通了。", "责任编辑：某人"]
    assert [(list(b.source), list(b.target), b.confidence) for b in found.alignment.beads] == [
        ([0], [0], 1.0),
        ([1], [], 1.0),
        ([], [1], 1.0),
    ]
    assert (found.source.lang, found.target.lang) == ("zh-CN", "en-US")
    assert [unit.source.text for unit in units_of(found, document="a")] == ["水来了。路通了。"]


def test_one_file_gives_the_beads_of_two(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    """Paragraphs in turn in one file align as in two; problems of the file are told once."""
    lines = [path.read_text("utf-8").splitlines() for path in pair]
    mixed = write(tmp_path, "both.txt", "".join(f"{zh}\n{en}\n" for zh, en in zip(*lines, strict=True)))
    options = ReadOptions(defaults=("zh-CN", "en-US"))
    found = align_pair(mixed, None, name="both", options=options, encoder=StubEncoder())
    assert [(b.source, b.target) for b in found.alignment.beads] == [
        (b.source, b.target) for b in align(*pair).alignment.beads
    ]
    mixed.write_text(mixed.read_text("utf-8") + "\ufffd水。\n", "utf-8")
    found = align_pair(mixed, None, name="both", options=options, encoder=StubEncoder())
    assert [problem.code for problem in found.problems] == ["damaged-text"]
