"""What is written as TBX passes the schemas of ISO 30042, where TBX_SCHEMAS names a folder that holds them.

The folder has TBXcoreStructV03.rng, Basic.rng, Min.rng (the core and module grammars), and the Schematron files
Basic.sch, Min.sch, DCT__TBX-Basic_DCT.sch, DCA__TBX-Basic_DCA.sch; Schematron needs the package elementpath.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from lxml import etree

from glossary.entries import CrossReference, Definition, Foreign, Rendering, Status, Term, TermEntry, TermType, Workflow
from glossary.tbx import Dialect, write_tbx
from glossary.tbxread import read_tbx
from tm.errors import InputError
from tm.exchange.safexml import XML_LANG

FOLDER = os.environ.get("TBX_SCHEMAS", "")
FILES = os.environ.get("TBX_FILES", "")  # a folder of TBX files of others
NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
SCH = {"sch": "http://purl.oclc.org/dsdl/schematron"}
RNG = {"rng": "http://relaxng.org/ns/structure/1.0"}
FULL = TermEntry(
    concept="c1",
    terms=(
        Term(
            text="临时党支部",
            lang="zh-Hans",
            part_of_speech="noun",
            term_type=TermType.FULL,
            source="of 2020",
            context="成立临时党支部。",
            note="n",
            foreign=(
                '<form of="term" text="临时党支部"><term>临时<hi type="bold">党</hi>支部</term></form>',
                '<form of="source" text="of 2020"><admin type="source">of <ph/>2020</admin></form>',
                '<termNote type="geographicalUsage">CN</termNote>',
                '<termNote type="pronunciation">x</termNote>',
                '<transacGrp><transac type="transactionType">modification</transac><date>2020-01-02</date>'
                "</transacGrp>",
                '<admin type="source">another</admin>',
            ),
        ),
        Term(text="臨時黨支部", lang="zh-Hant", term_type=TermType.VARIANT, part_of_speech="properNoun"),
        Term(text="temporary Party branch", lang="en"),
        Term(text="temporary Party cell", lang="en", status=Status.DEPRECATED, term_type=TermType.SHORT),
    ),
    subject_field="Party building",
    definitions=(Definition("of a task", source="book"), Definition("a branch", "en"), Definition("x", "fr")),
    note="n",
    references=(
        CrossReference("c2", "see"),
        CrossReference("gone"),
        CrossReference("https://example.org/x", "page", True),
    ),
    workflow=Workflow.APPROVED,
    confidence=0.5,
    count=3,
    renderings=(Rendering("temporary Party branch", 3),),
    created_at=NOW,
    created_by="Li",
    changed_at=NOW,
    properties=(("projectSubset", "p"), ("customerSubset", "c"), ("编号", "7")),
    foreign=(
        Foreign('<descripGrp><descrip type="figure">f</descrip></descripGrp>'),
        Foreign("<note>of English</note>", "en"),
        Foreign('<xref type="xGraphic" target="https://example.org/a.png">a</xref>'),
        Foreign('<refObject id="p1" type="respPerson"><item type="fn">Li</item></refObject>'),
        Foreign(
            '<form of="responsibility" text="Li"><transacNote type="responsibility" target="p1">Li</transacNote></form>'
        ),
        Foreign(
            '<form of="definition" text="of a task"><descrip type="definition">of a '
            '<hi type="entailedTerm" target="c2">task</hi></descrip></form>'
        ),
        Foreign(
            '<transacGrp><transac type="transactionType">origination</transac><transacNote type="responsibility" '
            'target="p1">Li</transacNote></transacGrp>',
            "en",
        ),
    ),
)
ENTRIES = [FULL, replace(FULL, concept="c2", references=(CrossReference("c1"),)), replace(FULL, concept="编号/7")]

pytestmark = pytest.mark.skipif(not FOLDER, reason="TBX_SCHEMAS names no folder of schemas")


@pytest.fixture(params=["basic", "dca"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> etree._ElementTree:
    dialect: Dialect = request.param
    write_tbx(tmp_path / "a.tbx", ENTRIES, now=NOW, dialect=dialect)
    return etree.parse(tmp_path / "a.tbx")


def core() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(FOLDER) / "TBXcoreStructV03.rng"))


def test_the_core_grammar_is_obeyed(written: etree._ElementTree) -> None:
    """Structure and levels."""
    grammar = core()
    assert grammar.validate(written), grammar.error_log.last_error


@pytest.mark.parametrize("module", ["Basic", "Min"])
def test_every_element_of_a_module_is_one_that_it_defines(written: etree._ElementTree, module: str) -> None:
    """With a value of its list."""
    grammar = etree.parse(Path(FOLDER) / f"{module}.rng")
    space = f"http://www.tbxinfo.net/ns/{module.lower()}"
    elements = written.xpath(f"//*[namespace-uri()='{space}']")
    defined = {element.get("name"): element for element in grammar.iterfind(".//rng:element", RNG)}
    for element in elements:
        name = etree.QName(element).localname
        assert name in defined, name
        values = [value.text for value in defined[name].iterfind(".//rng:value", RNG)]
        kinds = {"admin", "adminNote", "descrip", "ref", "termNote", "transac", "transacNote", "xref"}
        assert not set(values) - kinds or element.text in values, (name, element.text)
    assert elements or written.getroot().get("style") == "dca"


@pytest.mark.parametrize("name", ["Basic", "Min", "DCT__TBX-Basic_DCT", "DCA__TBX-Basic_DCA"])
def test_the_schematron_rules_are_obeyed(written: etree._ElementTree, name: str) -> None:
    """Those of the style that is written."""
    style = written.getroot().get("style")
    if name.startswith("DC") and not name.startswith(str(style).upper()):
        pytest.skip("of the other style")
    assert list(violations(written, etree.parse(Path(FOLDER) / f"{name}.sch"))) == []


@pytest.mark.skipif(not FILES, reason="TBX_FILES names no folder")
def test_files_of_others_are_valid_after_the_way_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Read and written in each style: the core grammar is obeyed, and no text or value of an entry is lost."""
    grammar, count, refused, pieces = core(), 0, 0, 0
    for path in sorted(Path(FILES).rglob("*.tbx")):
        entries: list[TermEntry] = []
        try:
            entries += [record.entry for record in read_tbx(path) if record.entry]
        except InputError:  # some are damaged on purpose
            refused += 1
            continue
        wanted = written_pieces(path)
        pieces += len(wanted)
        for dialect in ("basic", "dca", "martif") if entries else ():
            write_tbx(tmp_path / "a.tbx", entries, now=NOW, dialect=dialect)
            if dialect != "martif":
                assert grammar.validate(etree.parse(tmp_path / "a.tbx")), (path, dialect, grammar.error_log.last_error)
            again = [record.entry for record in read_tbx(tmp_path / "a.tbx") if record.entry]
            assert list(map(content, again)) == list(map(content, entries)), (path, dialect)
            whole = " ".join(unescape(unescape((tmp_path / "a.tbx").read_text("utf-8"))).replace('\\"', '"').split())
            assert [piece for piece in wanted if piece not in whole] == [], (path, dialect)
            count += 1
    with capsys.disabled():
        sys.stdout.write(f"\n{count // 3} files, {pieces} texts and values kept in each dialect; {refused} refused\n")
    assert count > 20


def written_pieces(path: Path) -> list[str]:
    """The texts and attributes in the entries of a file and what they refer to.

    But for languages, ids, and statuses that have synonyms.
    """
    document = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    found: list[str | None] = []
    meant = {element.get("target") for element in document.iter("{*}*")}
    for element in document.iter("{*}conceptEntry", "{*}termEntry", "{*}refObject"):
        if element.get("id") not in meant and etree.QName(element).localname == "refObject":
            continue
        for inner in element.iter("{*}*"):
            if inner.get("type") != "administrativeStatus":
                found += [inner.text, *(child.tail for child in inner)]
            found += [inner.attrib[name] for name in inner.attrib if name not in ("id", "type", "target", XML_LANG)]
    return [" ".join(piece.split()) for piece in found if piece and piece.strip()]


def content(entry: TermEntry) -> object:
    """The entry without the order of what stands at one level."""
    foreign = sorted((item.lang, item.xml) for item in entry.foreign)
    terms = sorted((term.lang, term.text, sorted(term.foreign), str(replace(term, foreign=()))) for term in entry.terms)
    definitions = sorted((item.lang, item.text, item.source) for item in entry.definitions)
    return (entry.concept, entry.subject_field, definitions, entry.note, set(entry.references), terms, foreign)


def violations(document: etree._ElementTree, schema: etree._ElementTree) -> Iterator[str]:
    """What a Schematron schema with XPath 2 finds; of a pattern the first rule that fits a node counts."""
    elementpath = pytest.importorskip("elementpath")
    spaces = {ns.get("prefix"): ns.get("uri") for ns in schema.iterfind("sch:ns", SCH)}
    root = document.getroot()
    for pattern in schema.iterfind(".//sch:pattern", SCH):
        done: set[object] = set()
        for rule in pattern.iterfind("sch:rule", SCH):
            context = " | ".join(f"//{part.strip()}" for part in str(rule.get("context")).split("|"))
            for node in elementpath.select(root, context, namespaces=spaces):
                if node in done:
                    continue
                done.add(node)
                for test in rule.iterfind("sch:assert", SCH):
                    selector = elementpath.Selector(f"boolean({test.get('test')})", namespaces=spaces)
                    if not selector.select(root, item=node):
                        yield f"{node.tag}: {' '.join((test.text or '').split())}"
