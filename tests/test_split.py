"""Sentence splitting: golden cases named by phenomenon, and the promise that nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.split import sentence_spans, split, split_lines
from tm.text.srx import read_srx
from tm.units import Block, BlockKind, Document, Repair

SEEDS = Path(__file__).parent.parent / "seeds"
FLOOR = 0.99  # boundary F1 on the seeds; measured 1.0

GOLDEN = Path(__file__).parent / "golden" / "split"


def golden(name: str) -> dict[str, str]:
    """Phenomenon and text, its sentences parted by |; a line break stands as a backslash and n."""
    rows = (line.split("\t") for line in (GOLDEN / f"{name}.tsv").read_text("utf-8").splitlines())
    return {phenomenon: marked.replace("\\n", "\n") for phenomenon, marked in rows}


CHINESE, ENGLISH = golden("zh"), golden("en")
OTHER = [
    ("ja", "雨だ。|帰ろう。"),
    ("ar", "هل وصلت؟|نعم وصلت."),
    ("hi", "वह आया।|वह गया।"),
    ("fr", "Il pleut.|Le chat dort."),
    (
        "fr",
        "M. Roc et Mme Val lisent l’art. 5.|« Venez ! » dit-elle.|« Où ? »|Cf. p. 12, etc.|Il pleut…|Elle part.",
    ),
    (
        "de",
        "Am 3. Mai kam Dr. Moor z. B. mit ca. 5 Mio. Euro.|„Komm!“, rief sie.|„Nein.“|Es war 2012.|Er kam.",
    ),
    ("de", "»Komm!«|Er ging.|Er sagte: »Nein.«|Im 19. Jahrhundert war es so, vgl. Abs. 2 usw.|Karl II. ging."),
    ("fr", "Il parut.|— Bonjour, dit-il.|— Bonjour — ou bonsoir, dit l’autre."),
    ("de", "Vgl. S. 12.|Hr. Moor kam am 12. Mai."),
    ("es", "El Sr. Vega vino.|¿Dónde está?|¡Ven!|La Dra. Paz dijo: «No sé.»|Véase pág. 5 y núm. 2."),
    ("it", "Il sig. Riva e il dott. Monti partono.|«Vieni!»|Cfr. pag. 12.|È tardi."),
    ("pt", "O Sr. Vale chegou.|A Dra. Serra disse: “Venha!”|Ver pág. 5."),
    ("nl", "Dhr. Dijk kwam.|Zie blz. 12.|Hij zei: ‘Kom!’|Hij ging."),
    (
        "ru",
        "В 1990 г. Лес жил в г. Псков.|Ул. Речная, 5.|А. С. Лис умер в 1799 г.|Он ушёл.|— Иди! — сказала она.",
    ),
    ("pl", "Dr. Las przyszedł o godz. 8.|Prof. Pole wie, tzn. Nowak."),
    ("tr", "Dr. Su geldi.|3. Selim öldü.|Bkz. s. 5."),
    ("ko", "비가 왔다.|3.5배였다."),
]


SRX = """<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="no"/><body>
<languagerules><languagerule languagerulename="all"><rule break="yes"><beforebreak>，</beforebreak></rule>
</languagerule></languagerules><maprules><languagemap languagepattern=".*" languagerulename="all"/></maprules>
</body></srx>"""


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


@pytest.mark.parametrize(
    "marked",
    [
        "The dam was closed in 1987.|The lake filled.|In May boats came.",
        "Why did they go?|Nobody told us.",
        "It is dry.|It's late.|I know.",
        "He spoke to the Bureau.|The others left London.|I stayed.",
        "Open index.Html and www.weir.Org now, or ask Weir.Com for help.",
        "Call lake.fill or Lake.Fill() first, then time.Duration and context.Context, not e.g.That one.",
    ],
)
def test_english_splits_where_the_space_is_missing(marked: str) -> None:
    """Two words that meet at a full stop are of two sentences; parts of addresses and names are of one."""
    assert sentences(marked.replace("|", ""), "en-US") == marked.split("|")


@pytest.mark.parametrize(("lang", "marked"), OTHER)
def test_other_languages_split_at_their_own_marks(lang: str, marked: str) -> None:
    """Languages without rules of their own go by sentence marks of any script."""
    text, expected = parted(marked, space="" if lang == "ja" else " ")
    assert sentences(text, lang) == expected


def test_there_are_sixty_phenomena_a_language() -> None:
    """The golden cases are many, and no two of a language have one name."""
    for name, cases in (("zh", CHINESE), ("en", ENGLISH)):
        lines = (GOLDEN / f"{name}.tsv").read_text("utf-8").splitlines()
        assert len(cases) == len(lines) >= 60


@pytest.mark.parametrize(
    ("marked", "lang"),
    [
        ("一是修路；|二是架桥；|三是通水。", "zh-CN"),
        ("（一是修路；二是架桥。）|完工了。", "zh-CN"),
        ("“修路；”|他说。", "zh-CN"),
        ("See a;b first;| the rest stayed.", "en"),
    ],
)
def test_semicolons_split_where_that_is_asked_for(marked: str, lang: str) -> None:
    """A clause that ends in a semicolon is a sentence, but not inside brackets; ASCII ones need a space behind."""
    text, expected = parted(marked, space="")
    assert [text[start:end] for start, end in sentence_spans(text, lang, semicolons=True)] == expected


def test_rules_of_an_srx_file_take_the_place_of_ours(tmp_path: Path) -> None:
    """Segments go by the file alone, and by the repairs of the document."""
    path = tmp_path / "rules.srx"
    path.write_text(SRX, "utf-8")
    text = "水渠，通了。今天\u200b，放水"
    document = Document(
        Path("a.txt"),
        text,
        "zh-CN",
        "utf-8",
        (Block(BlockKind.PARAGRAPH, 0, len(text)),),
        (Repair("invisible", 8, 9, ""),),
    )
    assert [segment.text for segment in split(document, srx=read_srx(path))] == ["水渠，", "通了。今天，", "放水"]


def test_english_forgives_a_space_forgotten_after_a_quotation() -> None:
    """A closing quote before a capital is an end without a space too."""
    assert sentences('He said "no."The rest said yes.', "en") == ['He said "no."', "The rest said yes."]


def test_a_blank_line_ends_a_sentence() -> None:
    """A headline without a mark does not run into the next paragraph."""
    assert sentences("水渠通水\n \n今天通水了。", "zh-CN") == ["水渠通水", "今天通水了。"]


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
