"""XLIFF files of other programs; run with the folder that holds them in the variable INTEROP.

Wanted there: `xliff/**` with .xlf, .xliff and .sdlxliff files, and the OASIS schemas as schema/xliff/2.1, 2.2 and
xliff-core-1.2-transitional.xsd. Nothing of it is part of this project.
"""

import os
from collections import Counter
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from tm.errors import InputError
from tm.exchange.xliff import XLIFF_SUFFIXES, XliffDocument, read_xliff
from tm.exchange.xliffedit import XliffEditor
from tm.exchange.xliffmarkup import Candidate
from tm.exchange.xliffwrite import write_units
from tm.units import TranslationUnit, Variant

FOLDER = Path(os.environ.get("INTEROP", "/nonexistent"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="INTEROP names no folder with files of other programs")
ORIGIN = "offered by a test"
MATCHES = "{urn:oasis:names:tc:xliff:matches:2.0}"
MODULES = ("matches", "glossary", "metadata", "resource_data", "size_restriction", "validation", "fs", "its", "itsm")


class LocalXml(etree.Resolver):
    """xml.xsd from the schemas' folder, not from the network."""

    def resolve(self, url: str, public_id: str, context: object) -> object:
        if url.endswith("xml.xsd"):
            found = next((FOLDER / "schema").rglob("xml.xsd"))
            return self.resolve_filename(str(found), context)
        return None


def parser() -> etree.XMLParser:
    made = etree.XMLParser(no_network=True)
    made.resolvers.add(LocalXml())
    return made


def schemas() -> dict[str, etree.XMLSchema]:
    """The schema of each family by the namespace of its core."""
    folder = FOLDER / "schema" / "xliff"
    first = etree.parse(str(folder / "xliff-core-1.2-transitional.xsd"), parser())
    found = {"urn:oasis:names:tc:xliff:document:1.2": etree.XMLSchema(first)}
    for version, core in (("2.1", "xliff_core_2.0"), ("2.2", "xliff_core_2.2")):
        paths = [folder / version / f"{name}.xsd" for name in (core, *MODULES)]
        spaces = [etree.parse(str(path)).getroot().get("targetNamespace") for path in paths]
        imports = "".join(
            f'<xs:import namespace="{space}" schemaLocation="{path}"/>'
            for space, path in zip(spaces, paths, strict=True)
        )
        text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
        found[str(spaces[0])] = etree.XMLSchema(etree.fromstring(text, parser()))
    return found


def documents() -> list[XliffDocument]:
    found = []
    for path in sorted((FOLDER / "xliff").rglob("*")):
        if path.suffix in XLIFF_SUFFIXES:
            with suppress(InputError):
                found.append(XliffDocument(path))
    return found


def refusal(path: Path) -> InputError | None:
    try:
        XliffDocument(path)
    except InputError as error:
        return error
    return None


def offered(document: XliffDocument, path: Path) -> int:
    """Write the file with each segment's own text as a candidate; how many there are."""
    editor, count = XliffEditor(document, target_lang="fr"), 0
    for segment in document.translatable():
        variant = Variant(segment.source.text, "en", segment.source.codes)
        editor.offer(segment, [Candidate("exact", 100, variant, variant, ORIGIN)])
        count += 1
    editor.write(path)
    return count


def canonical(root: etree._Element) -> str:
    return str(etree.canonicalize(etree.tostring(root, encoding="unicode")))


def without_offers(path: Path, original: Path) -> str:
    """The file in canonical form, our candidates and the ids that they refer to taken out."""
    root = etree.parse(str(path)).getroot()
    for element in list(root.iter(f"{MATCHES}match", "{*}alt-trans")):
        if element.get("origin") == ORIGIN:
            take_out(element)
    for element in list(root.iter(f"{MATCHES}matches")):
        if not len(element):
            take_out(element)
    old = etree.parse(str(original)).getroot()
    for mine, its in zip(root.iter("{*}segment"), old.iter("{*}segment"), strict=True):
        if its.get("id") is None and mine.get("id"):
            del mine.attrib["id"]
    return canonical(root)


def take_out(element: etree._Element) -> None:
    """Remove the element and the white space put before it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    assert parent is not None
    if before is None:
        parent.text = tail
    else:
        before.tail = tail
    element.tail = None
    parent.remove(element)


def test_every_file_is_read_or_refused_with_its_line() -> None:
    """What is well-formed gives segments; units of the two languages it names."""
    tally = Counter[str]()
    for path in (FOLDER / "xliff").rglob("*.xlf"):
        refused = refusal(path)
        assert refused is None or refused.line, refused
    for document in documents():
        source, target = document.languages()
        items = list(read_xliff(document.path, source_lang=source or "en", target_lang=target or "fr"))
        tally["units"] += sum(isinstance(item, TranslationUnit) for item in items)
        tally["files"] += 1
    assert tally["files"] > 600
    assert tally["units"] > 4000


def test_what_was_valid_stays_valid_and_all_else_stays_as_it_was(tmp_path: Path) -> None:
    """Every segment of every file is offered a candidate; without it the file is the same in canonical form."""
    known, out, tally = schemas(), tmp_path / "out.xlf", Counter[str]()
    for document in documents():
        count = offered(document, out)
        old, new = etree.parse(str(document.path)), etree.parse(BytesIO(out.read_bytes()))
        if not count:
            assert out.read_bytes() == document.path.read_bytes()
        assert without_offers(out, document.path) == canonical(old.getroot()), document.path
        schema = known.get(etree.QName(old.getroot()).namespace or "")
        if schema is not None and schema.validate(old):
            assert schema.validate(new), (document.path, schema.error_log)
            tally["valid"] += 1
        tally["offered"] += count
    assert tally["valid"] > 500
    assert tally["offered"] > 10_000


def test_units_are_written_as_valid_xliff(tmp_path: Path) -> None:
    """Those of every file, codes and all."""
    schema, out = schemas()["urn:oasis:names:tc:xliff:document:2.0"], tmp_path / "out.xlf"
    for document in documents():
        source, target = document.languages()
        items = read_xliff(document.path, source_lang=source or "en", target_lang=target or "fr")
        units = [item for item in items if isinstance(item, TranslationUnit)]
        if units:
            write_units(out, units, source_lang=source or "en", target_lang=target or "fr")
            assert schema.validate(etree.parse(str(out))), (document.path, schema.error_log)
