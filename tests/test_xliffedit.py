"""Suggestions are put into an XLIFF file, and nothing else of it changes."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from xliffs import SDL, XLIFF1, XLIFF2

from tm.exchange.xliff import XliffDocument, XliffSegment
from tm.exchange.xliffedit import XliffEditor
from tm.exchange.xliffmarkup import Candidate
from tm.units import Code, CodeKind, Variant

ORIGIN = "from our memory"
CANDIDATES = {
    1: rb'\s*<alt-trans [^>]*origin="from our memory".*?</alt-trans>',
    2: rb'\s*<mtc:matches xmlns:mtc="[^"]*">.*?</mtc:matches>',
}


def write(path: Path, text: str) -> XliffDocument:
    path.write_bytes(text.encode())
    return XliffDocument(path)


def candidate(segment: XliffSegment, text: str, kind: str = "exact", percent: int | None = 100) -> Candidate:
    source = Variant(segment.source.text, "zh-CN", segment.source.codes)
    return Candidate(kind, percent, source, Variant(text, "en-US"), ORIGIN)


def segment(document: XliffDocument, full_id: str) -> XliffSegment:
    return next(one for one in document.segments() if one.full_id == full_id)


def edited(editor: XliffEditor, path: Path) -> str:
    editor.write(path)
    etree.parse(BytesIO(path.read_bytes()))
    return path.read_bytes().decode()


@pytest.mark.parametrize(("text", "family"), [(XLIFF1, 1), (XLIFF2, 2), (SDL, 1), (XLIFF1.replace("\n", "\r\n"), 1)])
def test_candidates_are_all_that_is_added(tmp_path: Path, text: str, family: int) -> None:
    """Without them the file is the same to the byte; ids that matches of XLIFF 2 refer to aside."""
    document = write(tmp_path / "a.xlf", text)
    editor = XliffEditor(document, target_lang="en-US")
    for one in document.translatable():
        editor.offer(one, [candidate(one, "A & <b>"), candidate(one, "B", "fuzzy", 80)])
    out = edited(editor, tmp_path / "out.xlf").encode()
    assert out.count(b"A &amp; &lt;b&gt;") == len(list(document.translatable()))
    rest = re.sub(CANDIDATES[family], b"", out, flags=re.DOTALL)
    if family == 2:
        rest = re.sub(rb'<segment id="s1">\s*<source><pc', lambda m: m[0].replace(b' id="s1"', b""), rest)
        rest = rest.replace(b'state="initial" id="s1"', b'state="initial"')
    assert rest == text.encode()


@pytest.mark.parametrize("text", [XLIFF1, XLIFF2, SDL])
def test_without_suggestions_the_file_is_copied(tmp_path: Path, text: str) -> None:
    """Byte for byte, and a segment that is offered nothing stays as it is."""
    document = write(tmp_path / "a.xlf", text)
    editor = XliffEditor(document, target_lang="en-US")
    for one in document.translatable():
        editor.offer(one, [])
    assert edited(editor, tmp_path / "out.xlf") == text


def test_a_candidate_says_how_good_it_is(tmp_path: Path) -> None:
    """XLIFF 1: match-quality and kind; XLIFF 2: type, similarity, and the segment it is for."""
    document = write(tmp_path / "a.xlf", XLIFF1)
    editor = XliffEditor(document, target_lang="en-US")
    editor.offer(segment(document, "3"), [candidate(segment(document, "3"), "X", "repaired", 91)])
    editor.offer(segment(document, "6/2"), [candidate(segment(document, "6/2"), "Y", "meaning", None)])
    out = edited(editor, tmp_path / "out.xlf")
    assert '<alt-trans match-quality="91%" origin="from our memory" extradata="repaired">' in out
    assert '<alt-trans mid="2" origin="from our memory" extradata="meaning">' in out
    document = write(tmp_path / "b.xlf", XLIFF2)
    editor = XliffEditor(document, target_lang="en-US")
    one = segment(document, "u1/s2")
    editor.offer(one, [candidate(one, "X", "context", 102), candidate(one, "Y", "repaired", 91)])
    out = edited(editor, tmp_path / "out.xlf")
    assert '<mtc:match ref="#s2" type="icm" similarity="100" origin="from our memory">' in out
    assert '<mtc:match ref="#s2" type="am" subType="duizhao:repaired" similarity="91"' in out


def test_offering_again_adds_nothing(tmp_path: Path) -> None:
    """A candidate that the unit has already is not put in twice."""
    for name, text in (("a.xlf", XLIFF1), ("b.xlf", XLIFF2)):
        document = write(tmp_path / name, text)
        for turn in range(2):
            editor = XliffEditor(document, target_lang="en-US")
            for one in document.translatable():
                editor.offer(one, [candidate(one, "A"), candidate(one, "A")])
            out = edited(editor, tmp_path / name)
            document = XliffDocument(tmp_path / name)
            assert out.count(ORIGIN) == len(list(document.translatable())), turn


def test_candidates_carry_the_codes_of_the_segment(tmp_path: Path) -> None:
    """As they are written there, in the order of the translation; the memory's own native code does not count."""
    document = write(tmp_path / "a.xlf", XLIFF1)
    one = segment(document, "2")
    codes = list(one.source.codes)
    kinds = ((0, CodeKind.STANDALONE, "x", "2"), (0, CodeKind.OPEN, "g", "1"), (3, CodeKind.CLOSE, "g", "1"))
    moved = [Code(*kind, dialect=codes[2].dialect) for kind in kinds]
    source = Variant("茶园在山下。。", "zh-CN", one.source.codes)
    offered = Candidate("fuzzy", 85, source, Variant("Tea garden", "en-US", tuple(moved)), ORIGIN)
    editor = XliffEditor(document, target_lang="en-US")
    editor.offer(one, [offered])
    out = edited(editor, tmp_path / "out.xlf")
    assert """<target xml:lang="en-US"><x id='2'/><g id="1" ctype="bold">Tea</g> garden</target>""" in out
    assert """<g id="1" ctype="bold">茶园</g>在<x id='2'/><bpt id="3" rid="9">&lt;b&gt;</bpt>山下<ept""" in out


@pytest.mark.parametrize(
    "codes",
    [
        (Code(0, CodeKind.STANDALONE, "ph", "77"),),
        (Code(0, CodeKind.CLOSE, "g", "1"), Code(0, CodeKind.OPEN, "g", "1")),
        (Code(0, CodeKind.OPEN, "g", "1"),),
    ],
)
def test_codes_that_the_segment_has_not_are_left_out(tmp_path: Path, codes: tuple[Code, ...]) -> None:
    """Unknown ones, and those that would not nest: never an id that is not valid."""
    document = write(tmp_path / "a.xlf", XLIFF1)
    one = segment(document, "2")
    source = Variant(one.source.text, "zh-CN", one.source.codes)
    editor = XliffEditor(document, target_lang="en-US")
    editor.offer(one, [Candidate("exact", 100, source, Variant("Tea", "en-US", codes), ORIGIN)])
    assert '>茶园在山上。</source><target xml:lang="en-US">Tea</target>' in edited(editor, tmp_path / "out.xlf")


def test_native_code_goes_with_a_match_that_refers_to_it(tmp_path: Path) -> None:
    """XLIFF 2: the original data of the unit is in the match too."""
    document = write(tmp_path / "a.xlf", XLIFF2)
    one = segment(document, "u2")
    source = Variant(one.source.text, "zh-CN", one.source.codes)
    editor = XliffEditor(document, target_lang="en-US")
    editor.offer(one, [Candidate("exact", 100, source, Variant("Tea.", "en-US", one.source.codes), ORIGIN)])
    out = edited(editor, tmp_path / "out.xlf")
    root = etree.fromstring(out.encode())
    (match,) = root.findall(".//{urn:oasis:names:tc:xliff:matches:2.0}match")
    assert [etree.QName(child).localname for child in match] == ["originalData", "source", "target"]
    assert out.count('<data id="d3">') == 2
    assert match.get("ref") == "#s1"
    assert root.findall(".//{*}segment")[2].get("id") == "s1"


def fill(path: Path, text: str, *ids: str) -> tuple[str, int]:
    document = write(path, text)
    editor = XliffEditor(document, target_lang="en-US")
    for full_id in ids:
        one = segment(document, full_id)
        editor.fill(one, candidate(one, f"T{one.segment_id}"))
    filled = editor.write(path)
    etree.parse(BytesIO(path.read_bytes()))
    return path.read_bytes().decode(), filled


@pytest.mark.parametrize(
    ("text", "ids", "expected"),
    [
        (
            XLIFF1,
            ["3", "5"],
            {
                '3200株茶苗。</source><target xml:lang="en-US" state="needs-review-translation" '
                'state-qualifier="exact-match">T</target></trans-unit>',
                '大家都来了。</source><target state="needs-review-translation">T</target>',
            },
        ),
        (XLIFF1, ["6/2"], {'<mrk mtype="seg" mid="2">T2</mrk></target>'}),
        (XLIFF2, ["u1/s2"], {"\n        <target>Ts2</target>\n", '<segment id="s2" state="translated">'}),
    ],
)
def test_an_empty_segment_is_filled(tmp_path: Path, text: str, ids: list[str], expected: set[str]) -> None:
    """Its state says that somebody should look at it."""
    out, filled = fill(tmp_path / "a.xlf", text, *ids)
    assert filled == len(ids)
    assert {part for part in expected if part not in out} == set()


def test_a_segmented_unit_is_filled_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where it has no target yet: the marks of its sources, with the translations in them."""
    text = re.sub("<target>.*</target>", "", SDL)
    assert fill(tmp_path / "a.xlf", text, "t/1", "t/3") == (text, 0)
    out, filled = fill(tmp_path / "b.xlf", text, "t/1", "t/2", "t/3")
    assert filled == 3
    marks = "".join(f'<mrk mtype="seg" mid="{number}">T{number}</mrk>' for number in (1, 2, 3))
    assert f'<g id="pt4">{marks}</g></target><sdl:seg-defs>' in out


def test_a_translation_that_would_lose_codes_is_not_filled_in(tmp_path: Path) -> None:
    """It stays a candidate."""
    document = write(tmp_path / "a.xlf", XLIFF2.replace("<target>The tea garden.</target>", ""))
    editor = XliffEditor(document, target_lang="en-US")
    one = segment(document, "u2")
    assert not editor.fill(one, candidate(one, "The tea garden."))
    assert editor.write(tmp_path / "out.xlf") == 0
    whole = Candidate("exact", 100, candidate(one, "").source, Variant("Tea", "en-US", one.source.codes), ORIGIN)
    assert editor.fill(one, whole)


def test_a_target_is_never_overwritten(tmp_path: Path) -> None:
    """Filling is for segments without one."""
    document = write(tmp_path / "a.xlf", XLIFF1)
    one = segment(document, "1")
    with pytest.raises(ValueError, match="has a target already"):
        XliffEditor(document, target_lang="en-US").fill(one, candidate(one, "T"))


def test_a_filled_file_names_its_target_language(tmp_path: Path) -> None:
    """XLIFF 2 allows targets only then."""
    text = re.sub("<target>.*?</target>", "", XLIFF2).replace(' trgLang="en-US"', "")
    out, _ = fill(tmp_path / "a.xlf", text, "u1/s2")
    assert '<xliff version="2.1" srcLang="zh-CN" xmlns="urn:oasis:names:tc:xliff:document:2.0" trgLang="en-US">' in out


def test_prefixes_are_those_of_the_file(tmp_path: Path) -> None:
    """A file whose elements have a prefix gets candidates with it; a bound module prefix is used again."""
    text = re.sub(r"<(/?)(?!\?)", r"<\1x:", XLIFF2).replace("xmlns=", "xmlns:x=")
    text = text.replace(
        '<x:unit id="u3">',
        '<x:unit id="u3"><m:matches xmlns:m="urn:oasis:names:tc:xliff:matches:2.0"><m:match ref="#s9">'
        "<x:source>a</x:source><x:target>b</x:target></m:match></m:matches>",
    )
    document = write(tmp_path / "a.xlf", text)
    editor = XliffEditor(document, target_lang="en-US")
    for one in document.translatable():
        editor.offer(one, [candidate(one, "A")])
    root = etree.fromstring(edited(editor, tmp_path / "out.xlf").encode())
    matches = root.findall(".//{urn:oasis:names:tc:xliff:matches:2.0}match")
    assert len(matches) == 5
    assert {etree.QName(child).namespace for match in matches for child in match} == {
        "urn:oasis:names:tc:xliff:document:2.0"
    }
    assert len(root.findall(".//{urn:oasis:names:tc:xliff:matches:2.0}matches")) == 3


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ('<g id="1">茶园。</g>', '<g id="1">Tea &amp; garden.</g>'),
        ('<x id="1"/> <g id="2">茶园。</g> <x id="3"/>', '<x id="1"/><g id="2">Tea &amp; garden.</g><x id="3"/>'),
        ('<g id="1">茶</g>园。', "Tea &amp; garden."),
    ],
)
def test_codes_around_all_the_text_go_with_a_plain_unit(tmp_path: Path, content: str, written: str) -> None:
    """They mean the same around its translation; where one stands inside the text nobody knows its place."""
    text = (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" source-language="zh" '
        'target-language="en" datatype="x"><body><trans-unit id="1">'
        f"<source>{content}</source></trans-unit></body></file></xliff>"
    )
    document = write(tmp_path / "a.xlf", text)
    (one,) = document.segments()
    plain = Candidate("exact", 99, Variant("茶园。", "zh-CN"), Variant("Tea & garden.", "en-US"), ORIGIN)
    editor = XliffEditor(document, target_lang="en-US")
    editor.offer(one, [plain])
    assert editor.fill(one, plain) == ("<" in written)
    out = edited(editor, tmp_path / "out.xlf")
    assert out.count(f">{written}</target>") == (2 if "<" in written else 1)
