"""TMX of every tool is read by language, and what we write is valid and reads back as it was."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from codes import any_codes, tmx_codes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tmxfiles import assert_valid

from tm.errors import InputError, SettingsError, StorageError
from tm.exchange import tmxinline
from tm.exchange.safexml import XML_LANG, parse_fragment, xml_text
from tm.exchange.tmx import WriteReport, read_tmx, write_tmx
from tm.exchange.tmxdates import parse_date
from tm.exchange.tmxmarkup import element_markup, xml_escaped
from tm.exchange.tmxprofiles import ORIGINAL, profile_named
from tm.units import Code, CodeKind, Dialect, Kept, Origin, Problem, State, TranslationUnit, Variant

Pair = tuple[str, str]

NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN" '
    'datatype="plaintext"/>'
)
FULL = TranslationUnit(
    id="u-1",
    source=Variant(" 他说：“你好。” ", "zh-Hans-CN"),
    target=Variant('He said,\r\n\t"Hello & <b>goodbye</b>."', "en-GB"),
    state=State.FINAL,
    origin=Origin(document="a.txt", publisher="我们", date="2024-04", url="https://example.org/?a=1&b=2", position=0),
    context_before="前一句。",
    context_after="<seg>后 & 一句。\r",
    confidence=0.1 + 0.2,
    created_at=datetime(999, 1, 2, 3, 4, 5, tzinfo=UTC),
    created_by="DOMAIN\\li",
    changed_at=NOW,
    changed_by="王",
    note="first\nsecond",
    properties=(
        ("@usagecount", "3"),
        ("client", "A"),
        ("client", "A"),
        ("", " "),
        ("@creationdate", "yesterday"),
        ("<>", '<prop type="of" xml:lang="en">itself</prop>'),
        ("source:@lastusagedate", "20240501T120000Z"),
        ("source:<note>", "of the source"),
        ("target:x-context-pre", "the target's own"),
    ),
)


def write(path: Path, *units: TranslationUnit, source_lang: str = "zh-CN", **more: object) -> WriteReport:
    return write_tmx(
        path,
        units,
        source_lang=source_lang,
        target_lang="en-US",
        creation_tool_version="1.2.3",
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def read(path: Path, source_lang: str = "zh-CN", target_lang: str = "en-US") -> list[TranslationUnit | Problem]:
    return list(read_tmx(path, source_lang=source_lang, target_lang=target_lang))


def tmx(folder: Path, body: str, header: str = HEADER, start: str = '<tmx version="1.4">') -> Path:
    path = folder / "a.tmx"
    path.write_text(f"{start}{header}<body>\n{body}</body></tmx>", "utf-8")
    return path


def tu(source: str, target: str, lang: str = "xml:lang") -> str:
    return f'<tu><tuv {lang}="zh-CN"><seg>{source}</seg></tuv><tuv {lang}="en-US"><seg>{target}</seg></tuv></tu>'


def unit_of(path: Path) -> TranslationUnit:
    (unit,) = read(path)
    assert isinstance(unit, TranslationUnit)
    return unit


def pair(source: str, target: str) -> TranslationUnit:
    return TranslationUnit(source=Variant(source, "zh-CN"), target=Variant(target, "en-US"))


def test_a_unit_reads_back_whole(tmp_path: Path) -> None:
    """Every field and property of a unit survives, and the file is valid TMX 1.4."""
    assert write(tmp_path / "a.tmx", FULL) == WriteReport(units=1, stripped=0)
    assert unit_of(tmp_path / "a.tmx") == FULL
    assert_valid(tmp_path / "a.tmx")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["a\r\nb\rc", " 前后 ", "𠮷\U0010fffd", "<seg>x</seg>", "]]>&amp;", "\x00\x01\ufffe", "\u2028\x85\xa0\u3000"]
)
FILLED = TEXT.filter(lambda text: xml_text(text)[0].strip())
NAMES = st.sampled_from(["project", "x-note", "说明", "a:b", "xmlns"])
ATTRIBUTES = st.sampled_from(["usagecount", "datatype", "lastusagedate", "o-encoding", "odd", "{urn:a}b", "{urn:c?d}b"])
ON_TU = ATTRIBUTES | st.sampled_from(["segtype", "lang", XML_LANG])
PIECES = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["foo", "note", "x"]), TEXT.map(xml_escaped))
META = {  # as markup: what a prop, a note or a foreign element says, where it says more than type and text
    "prop": st.builds('<prop type="{}" xml:lang="{}">{}</prop>'.format, NAMES, NAMES, TEXT.map(xml_escaped)),
    "note": st.builds('<note odd="{}">{}</note>'.format, NAMES, TEXT.map(xml_escaped)),
    "foreign": st.builds('<foo bar="{}">{}<b/>{}</foo>'.format, NAMES, PIECES, PIECES),
    "named as ours": st.builds('<prop type="target:{}">{}</prop>'.format, NAMES, TEXT.map(xml_escaped)),
}
TUV = st.builds(
    '<tuv xml:lang="{}" odd="1"><note>{}</note>{}<seg>{}</seg></tuv>'.format, NAMES, NAMES, META["prop"], PIECES
)


def markup(*kinds: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The markup of an element as this module writes it, with nothing that XML forbids."""
    return st.one_of(kinds).map(lambda text: element_markup(parse_fragment(text)))


def pairs(names: st.SearchStrategy[str], values: st.SearchStrategy[str] = TEXT) -> st.SearchStrategy[list[Pair]]:
    return st.lists(st.tuples(names, values), max_size=2)


def attributes(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[Pair]]:
    return st.lists(st.tuples(names.map("@{}".format), TEXT), max_size=3, unique_by=lambda pair: pair[0])


METAS = pairs(st.just("<>"), markup(*META.values()))
NOTES = pairs(st.just("<note>"))


def joined(*parts: st.SearchStrategy[list[Pair]], prefix: str = "") -> st.SearchStrategy[list[Pair]]:
    return st.tuples(*parts).map(lambda found: [(prefix + name, value) for part in found for name, value in part])


# What a tu and its two tuvs may say, in the order in which it is kept.
PROPERTIES = joined(
    attributes(ON_TU),
    pairs(NAMES) | METAS,
    pairs(st.just("<>"), markup(TUV)),
    NOTES,
    *(joined(attributes(ATTRIBUTES), NOTES, pairs(NAMES), METAS, prefix=f"{side}:") for side in ("source", "target")),
).map(tuple)


TIMES = st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))


def coded(*tags: str) -> st.SearchStrategy[Variant]:
    return FILLED.flatmap(
        lambda text: st.builds(Variant, st.just(text), st.sampled_from(tags), any_codes(text) | tmx_codes(text))
    )


UNITS = st.builds(
    TranslationUnit,
    source=coded("zh-CN", "zh-Hans", "zh"),
    target=coded("en-US", "en", "en-GB"),
    id=TEXT,
    state=st.sampled_from(State),
    origin=st.builds(Origin, TEXT, TEXT, TEXT, TEXT, st.none() | st.integers(0, 10**12)),
    context_before=TEXT,
    context_after=TEXT,
    confidence=st.none() | st.floats(0, 1),
    created_at=TIMES,
    created_by=TEXT,
    changed_at=TIMES,
    changed_by=TEXT,
    note=TEXT,
    properties=PROPERTIES,
)


def without_forbidden(value: object) -> object:
    """The value with what XML forbids taken out of every text in it."""
    if isinstance(value, State):
        return value
    if isinstance(value, Variant):
        text, codes, _ = tmxinline.without_forbidden(value.text, value.codes)
        return Variant(text, value.lang, codes)
    if isinstance(value, str):
        return xml_text(value)[0]
    if isinstance(value, tuple):
        return tuple(map(without_forbidden, value))
    if isinstance(value, (TranslationUnit, Origin)):
        names = type(value).__dataclass_fields__
        return type(value)(**{name: without_forbidden(getattr(value, name)) for name in names})
    return value


KEPT = st.builds(
    '<tu srclang="zh-CN" odd="{}"><prop type="x-document">{}</prop>{}{}</tu>'.format, NAMES, NAMES, META["foreign"], TUV
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(UNITS, max_size=3), st.lists(markup(KEPT), max_size=2, unique=True))
def test_writing_and_reading_is_identity(tmp_path: Path, units: list[TranslationUnit], tus: list[str]) -> None:
    """Whatever the text and whatever else there is: only the characters that XML forbids are lost.

    The file is valid unless the report says that something in it is foreign to TMX. A plain one is always valid: what
    TMX does not know is read again from the props that hold it; of what is no pair, what TMX does know.
    """
    path, expected = tmp_path / "a.tmx", ("zh-CN", "en-US")
    kept = [Kept(parse_fragment(tu).findtext("prop"), tu) for tu in tus]
    report = write(path, *units, kept=kept, profile=ORIGINAL)
    items = list(read_tmx(path, expected=expected))
    assert [item for item in items if isinstance(item, TranslationUnit)] == list(map(without_forbidden, units))
    assert [item for item in items if isinstance(item, Kept)] == kept
    assert (report.units, report.kept) == (len(units), len(kept))
    if not report.foreign:
        assert_valid(path, odd_dates=True)

    def ordered(unit: TranslationUnit) -> TranslationUnit:
        return replace(unit, properties=tuple(sorted(unit.properties)))

    report = write(path, *units, kept=[Kept("", tu) for tu in tus])
    assert_valid(path, odd_dates=True)
    items = list(read_tmx(path, expected=expected))
    found = [ordered(item) for item in items if isinstance(item, TranslationUnit)]
    assert found == [ordered(without_forbidden(unit)) for unit in units]
    starts = [tu.partition("<tuv")[2].partition(">")[0] for tu in tus]
    named = [start for start in starts if "说明" not in start and "a:b" not in start]  # with a possible language
    assert sum(isinstance(item, Kept) for item in items) == report.kept == len(named)


@pytest.mark.parametrize("tool", ["plain", "omegat", "trados", "weblate"])
def test_what_tmx_does_not_know_is_as_it_was_or_left_out(tmp_path: Path, tool: str) -> None:
    """Attributes of a tu, tuv, seg, prop and of inline elements; inline elements and others; counted either way."""
    body = (
        '<tu tuid="1" state="x" n:a="1" xmlns:n="urn:n"><note xml:lang="en" by="li">n</note>'
        '<prop type="p" odd="1">v</prop><more><b c="d"/>e</more>'
        '<tuv xml:lang="zh-CN" rating="5"><seg lit="1">一<g id="1">二</g><ph id="7"/></seg></tuv>'
        '<tuv xml:lang="en-US"><seg>one<sub>two</sub></seg><seg>again</seg></tuv></tu>'
    )
    (unit,) = read_tmx(tmx(tmp_path, body), expected=("zh-CN", "en-US"))
    assert isinstance(unit, TranslationUnit)
    assert write(tmp_path / "b.tmx", unit, profile=ORIGINAL).foreign == 12
    (again,) = read_tmx(tmp_path / "b.tmx", expected=("zh-CN", "en-US"))
    assert again == unit
    written = (tmp_path / "b.tmx").read_text("utf-8")
    for piece in ('state="x"', ':a="1"', '<note xml:lang="en" by="li">n</note>', '<prop type="p" odd="1">v</prop>'):
        assert piece in written
    for piece in (
        '<more><b c="d"/>e</more>',
        'rating="5"',
        '<seg lit="1">一<g id="1">二</g><ph id="7"/>',
        "</seg><seg>again</seg>",
    ):
        assert piece in written
    report = write(tmp_path / "c.tmx", unit, profile=profile_named(tool))
    assert_valid(tmp_path / "c.tmx")
    (again,) = read_tmx(tmp_path / "c.tmx", expected=("zh-CN", "en-US"))
    assert isinstance(again, TranslationUnit)
    if tool == "plain":
        assert report.foreign == 12
        assert sorted(again.properties) == sorted(unit.properties)
        assert (again.source, again.target) == (unit.source, unit.target)


def test_characters_that_xml_forbids_are_counted(tmp_path: Path) -> None:
    """In text, fields and properties; a unit of nothing else is skipped and counted."""
    unit = TranslationUnit(
        source=Variant("一\x01二\ud800", "zh-CN"), target=Variant("one", "en-US"), created_by="\x02li", note="\x03"
    )
    report = write(tmp_path / "a.tmx", unit, pair("\x01", "one"))
    assert report == WriteReport(units=1, stripped=5, skipped=1)
    assert unit_of(tmp_path / "a.tmx").source.text == "一二"


def test_same_units_give_same_bytes(tmp_path: Path) -> None:
    """The only moment in the file is the one given."""
    write(tmp_path / "a.tmx", FULL)
    write(tmp_path / "b.tmx", FULL)
    assert (tmp_path / "a.tmx").read_bytes() == (tmp_path / "b.tmx").read_bytes()


def test_the_header_says_what_the_file_is(tmp_path: Path) -> None:
    """All seven required attributes; the source tag of a unit that has another stands at its tu."""
    write(tmp_path / "a.tmx", pair("一", "one"), FULL)
    root = assert_valid(tmp_path / "a.tmx")
    assert dict(root[0].attrib) == {
        "creationtool": "duizhao",
        "creationtoolversion": "1.2.3",
        "segtype": "sentence",
        "o-tmf": "duizhao",
        "adminlang": "en-US",
        "srclang": "zh-CN",
        "datatype": "plaintext",
        "creationdate": "20240501T120000Z",
    }
    assert [element.get("srclang") for element in root[1]] == [None, "zh-Hans-CN"]


def test_context_is_written_as_memoq_does(tmp_path: Path) -> None:
    """Props of the source tuv that hold a seg."""
    write(tmp_path / "a.tmx", FULL)
    props = etree.parse(tmp_path / "a.tmx").findall(".//tuv")[0].findall("prop")
    assert [(prop.get("type"), prop.text) for prop in props[:2]] == [
        ("x-context-pre", "<seg>前一句。</seg>"),
        ("x-context-post", "<seg>&lt;seg&gt;后 &amp; 一句。&#13;</seg>"),
    ]


def test_an_id_with_white_space_is_kept_beside(tmp_path: Path) -> None:
    """A tuid has none."""
    unit = TranslationUnit(id="menu  open\n", source=Variant("开", "zh-CN"), target=Variant("Open", "en-US"))
    write(tmp_path / "a.tmx", unit)
    assert assert_valid(tmp_path / "a.tmx").find(".//tu").get("tuid") == "menu__open_"
    assert unit_of(tmp_path / "a.tmx").id == "menu  open\n"


@pytest.mark.parametrize(
    ("name", "lang", "error"), [("a.tmx", "?", SettingsError), ("none/a.tmx", "zh-CN", StorageError)]
)
def test_a_failed_export_leaves_the_older_file(tmp_path: Path, name: str, lang: str, error: type[Exception]) -> None:
    """A wrong language, or a folder that is not there."""
    (tmp_path / "a.tmx").write_text("old")
    with pytest.raises(error):
        write(tmp_path / name, FULL, source_lang=lang)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.tmx", "old")]


@pytest.mark.parametrize("header", [HEADER, "<header/>", "", HEADER.replace("zh-CN", "*all*")])
@pytest.mark.parametrize("start", ['<tmx version="1.4b">', "<tmx>", '<tmx version="1.1" xmlns="urn:x">'])
def test_headers_of_real_files_are_read(tmp_path: Path, header: str, start: str) -> None:
    """Missing attributes, no header at all, *all* and any version."""
    assert read(tmx(tmp_path, tu("一", "one"), header, start)) == [pair("一", "one")]


@pytest.mark.parametrize("lang", ["xml:lang", "lang"])
def test_languages_pair_and_not_positions(tmp_path: Path, lang: str) -> None:
    """The order of tuvs does not matter, nor which of the two attributes tags them."""
    path = tmx(tmp_path, tu("一", "one", lang))
    assert read(path) == [pair("一", "one")]
    (unit,) = read(path, "en-US", "zh-CN")
    assert (unit.source.text, unit.target.text) == ("one", "一")


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [("zh-CN", ["b"]), ("zh-TW", ["c", "e"]), ("zh-Hans", ["b"]), ("zh", ["a"]), ("zh-HK", ["c", "e"])],
)
def test_the_nearest_language_is_taken(tmp_path: Path, wanted: str, texts: list[str]) -> None:
    """Exact tag first, script never crossed; two translations of the same tag give two units."""
    tags = {"a": "zh", "b": "ZH_cn", "c": "zh-tw", "d": "en", "e": "zh-TW", "f": "x1", "g": ""}
    tuvs = "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for text, tag in tags.items())
    units = read(tmx(tmp_path, f"<tu>{tuvs}</tu>"), "en-US", wanted)
    assert [unit.target.text for unit in units] == texts
    assert {unit.source for unit in units} == {Variant("d", "en")}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<tu><tuv xml:lang="zh-CN"><seg>a</seg></tuv></tu>', "tmx-language"),
        ("<tu/>", "tmx-language"),
        ('<tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv><seg>b</seg></tuv></tu>', "tmx-language"),
        ('<tu><tuv xml:lang="zh-TW"><seg>a</seg></tuv><tuv xml:lang="en"><seg>b</seg></tuv></tu>', "tmx-language"),
        (tu("a", " "), "tmx-empty"),
        (tu("<ph>code</ph>", "b"), "tmx-empty"),
        ('<tu><tuv xml:lang="zh-CN"/><tuv xml:lang="en"><seg>b</seg></tuv></tu>', "tmx-empty"),
    ],
)
def test_a_tu_that_gives_no_unit_is_a_problem(tmp_path: Path, body: str, code: str) -> None:
    """One Problem with code and line, and the next tu is read."""
    path = tmx(tmp_path, f"\n{body}\n{tu('一', 'one')}")
    problem, unit = read(path)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line, problem.path) == (code, 3, str(path))
    assert unit == pair("一", "one")


def test_inline_codes_stand_beside_the_text(tmp_path: Path) -> None:
    """Native code is no text; the elements are written again as they were."""
    markup = 'a<bpt i="1">&lt;b&gt;</bpt> &lt;<hi>c</hi><ept i="1">x</ept><ph>y<sub>d<it pos="end">z</it></sub>y</ph>e'
    unit = unit_of(tmx(tmp_path, tu(markup, "plain")))
    assert (unit.source.text, len(unit.source.codes), unit.properties) == ("a <ce", 5, ())
    write(tmp_path / "b.tmx", unit)
    assert f"<seg>{markup}</seg>" in (tmp_path / "b.tmx").read_text("utf-8")
    assert_valid(tmp_path / "b.tmx")


def test_codes_that_tmx_cannot_say_are_kept_beside(tmp_path: Path) -> None:
    """Only as long as the seg has its codes at the same places: another tool may have changed it."""
    foreign = Code(1, CodeKind.STANDALONE, "x", "7", attributes=(("ctype", "image"),), dialect=Dialect.XLIFF1)
    unit = TranslationUnit(source=Variant("开门", "zh-CN", (foreign,)), target=Variant("Open", "en-US"))
    write(tmp_path / "a.tmx", unit)
    assert_valid(tmp_path / "a.tmx")
    assert unit_of(tmp_path / "a.tmx") == unit
    written = (tmp_path / "a.tmx").read_text("utf-8")
    (tmp_path / "b.tmx").write_text(written.replace("开<ph/>门", "开门<ph/>"), "utf-8")
    assert unit_of(tmp_path / "b.tmx").source.codes == (Code(2, CodeKind.STANDALONE, "ph"),)


def test_white_space_in_a_seg_is_text(tmp_path: Path) -> None:
    """Neither trimmed nor folded."""
    assert unit_of(tmx(tmp_path, tu("  一\n 二 ", "one"))).source.text == "  一\n 二 "


def test_what_a_unit_has_no_field_for_is_kept_in_order(tmp_path: Path) -> None:
    """Attributes, props and notes of the tu and either tuv, repeats and empty types too; props may follow the seg."""
    body = (
        '<tu tuid="7" usagecount="2" creationdate="Tue Jan 29 12:49:40 2013" changedate="20200101T000000Z">'
        '<note>n1</note><prop type="p">1</prop><prop>2</prop><prop type="p">1</prop><note>n2</note>'
        '<prop type="x-state">odd</prop><prop type="x-position">-1</prop><prop type="x-confidence">7</prop>'
        '<tuv xml:lang="zh-CN" changeid="li"><seg>一</seg><prop type="line">3</prop></tuv>'
        '<tuv xml:lang="en-US" changedate="20210101T000000Z" changeid="wang"><note>n3</note><seg>one</seg></tuv></tu>'
    )
    unit = unit_of(tmx(tmp_path, body))
    assert unit.properties == (
        ("@usagecount", "2"),
        ("@creationdate", "Tue Jan 29 12:49:40 2013"),
        ("@changedate", "20200101T000000Z"),
        ("p", "1"),
        ("", "2"),
        ("p", "1"),
        ("x-state", "odd"),
        ("x-position", "-1"),
        ("x-confidence", "7"),
        ("<note>", "n2"),
        ("source:@changeid", "li"),
        ("source:line", "3"),
        ("target:@changedate", "20210101T000000Z"),
        ("target:@changeid", "wang"),
        ("target:<note>", "n3"),
    )
    assert (unit.id, unit.note, unit.created_at) == ("7", "n1", None)
    assert (unit.changed_at, unit.changed_by) == (datetime(2021, 1, 1, tzinfo=UTC), "wang")
    write(tmp_path / "b.tmx", unit)
    assert unit_of(tmp_path / "b.tmx") == unit
    assert_valid(tmp_path / "b.tmx", odd_dates=True)


@pytest.mark.parametrize("value", ["前 & 后", "&lt;seg&gt;前 &amp;amp; 后&lt;/seg&gt;"])
def test_context_is_read_wrapped_or_bare(tmp_path: Path, value: str) -> None:
    """On the source tuv as memoQ writes it, or on the tu as others do."""
    prop = f'<prop type="x-context-pre">{value.replace(" & ", " &amp; ")}</prop>'
    assert unit_of(tmx(tmp_path, tu("一", "one").replace("<tu>", f"<tu>{prop}"))).context_before == "前 & 后"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20240501T123456Z", (2024, 5, 1, 12, 34, 56)),
        ("20240501T123456", (2024, 5, 1, 12, 34, 56)),
        ("2024-05-01T12:34:56.789Z", (2024, 5, 1, 12, 34, 56)),
        ("2024-05-01 12:34:56 UTC", (2024, 5, 1, 12, 34, 56)),
        ("20240501T123456UTC", (2024, 5, 1, 12, 34, 56)),
        ("2024-05-01T00:30:00+08:00", (2024, 4, 30, 16, 30)),
        ("20240501", (2024, 5, 1)),
        ("Tue Jan 29 12:49:40 2013", None),
        ("20241301T000000Z", None),
        ("00010101T000000+0800", None),
        ("", None),
    ],
)
def test_dates_of_many_tools_are_told(text: str, moment: tuple[int, ...] | None) -> None:
    """As UTC; what cannot be told is None, never another date."""
    year_to_second = moment and datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]
    assert parse_date(text) == year_to_second


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_memory_of_workbench_is_refused(tmp_path: Path, encoding: str) -> None:
    """It looks like TMX but is none; the message says how to get one."""
    path = tmp_path / "a.txt"
    path.write_text('<TWBExportFile version="7.0">\n<TrU>\n<CrD>01012020', encoding)
    with pytest.raises(InputError, match="Workbench"):
        read(path)


@pytest.mark.parametrize("body", ["<tbx/>", '<tmx version="1.4"><body>' + tu("一", "one"), ""])
def test_a_file_that_is_no_tmx_is_an_input_error(tmp_path: Path, body: str) -> None:
    """Another kind of file, one cut off, an empty one."""
    (tmp_path / "a.tmx").write_text(body, "utf-8")
    with pytest.raises(InputError, match=r"a\.tmx"):
        read(tmp_path / "a.tmx")


def test_what_a_header_holds_besides_is_kept(tmp_path: Path) -> None:
    """Notes, props and encodings, unless languages are named; our own targetlang is said by other means."""
    inside = '<note>ours</note><prop type="targetlang">en</prop><prop type="x">1</prop>'
    path = tmx(tmp_path, tu("一", "one"), HEADER.removesuffix("/>") + f">{inside}</header>")
    assert read(path) == [pair("一", "one")]
    kept, unit = read_tmx(path, expected=("zh-CN", "en-US"))
    assert (kept, unit) == (Kept("", '<header><note>ours</note><prop type="x">1</prop></header>'), pair("一", "one"))
    write(tmp_path / "b.tmx", pair("一", "one"), headers=[kept, kept])
    assert_valid(tmp_path / "b.tmx")
    assert list(read_tmx(tmp_path / "b.tmx", expected=("zh-CN", "en-US"))) == [kept, unit]
    write(tmp_path / "b.tmx", FULL)
    assert unit_of(tmp_path / "b.tmx") == FULL
