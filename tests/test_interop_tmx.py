"""TMX files of other programs, and other programs on ours; run with their folder in the variable INTEROP.

Wanted there: `tmx/**` with .tmx files, `dtd/tmx14.dtd`, OmegaT's schema as `dtd/omegat/tmx14.xsd`, and a program
`roundtrip.py` that tells what a second TMX file lacks of a first one (exit code 0: nothing). Nothing of it is part of
this project. `-s` shows how many files come back whole. HYPOMNEMA is a command that runs a Python program where the
package hypomnema (0.8, Python 3.14) can be imported.
"""

import json
import os
import shlex
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from doors import NOW
from lxml import etree

from tm.app import service
from tm.app.cli import TOOLS
from tm.app.project import open_project
from tm.app.selection import UnitFilter
from tm.errors import InputError
from tm.exchange.safexml import XML_LANG, _opened, iter_elements
from tm.exchange.tmx import WriteReport, read_tmx, write_tmx
from tm.exchange.tmxinline import read_inline
from tm.exchange.tmxprofiles import profile_named
from tm.settings import Settings
from tm.units import TranslationUnit

FOLDER = Path(os.environ.get("INTEROP", "/nonexistent"))
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="INTEROP names no folder with files of other programs")
FILES = sorted(path for path in FOLDER.glob("tmx/**/*") if path.name.lower().endswith((".tmx", ".gz", ".zip", ".xml")))


def units_of(path: Path) -> list[TranslationUnit]:
    """The units of a file; none if it is refused."""
    with suppress(InputError):
        items = list(read_tmx(path, expected=("zh-CN", "en-US")))
        return [item for item in items if isinstance(item, TranslationUnit)]
    return []


def write(path: Path, units: list[TranslationUnit], tool: str) -> WriteReport:
    return write_tmx(
        path,
        units,
        source_lang="zh-CN",
        target_lang="en-US",
        creation_tool_version="1",
        now=NOW,
        profile=profile_named(tool),
    )


@pytest.fixture(scope="module")
def rules() -> list[etree.DTD | etree.XMLSchema]:
    with open(FOLDER / "dtd" / "tmx14.dtd", "rb") as dtd:
        schema = etree.XMLSchema(etree.parse(str(FOLDER / "dtd" / "omegat" / "tmx14.xsd")))
        return [etree.DTD(dtd), schema]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_read_is_written_valid_for_every_tool(
    path: Path, tmp_path: Path, rules: list[etree.DTD | etree.XMLSchema]
) -> None:
    """By the DTD and by OmegaT's schema; the original again unless the file was not and that is said.

    A plain file gives the same units again, their properties in another order.
    """
    units = units_of(path)
    for tool in TOOLS:
        report = write(tmp_path / "a.tmx", units, tool)
        tree = etree.parse(str(tmp_path / "a.tmx"))
        for rule in rules:
            if tool != "original" or not report.foreign:
                assert rule.validate(tree), (tool, rule.error_log)
    write(tmp_path / "a.tmx", units, "plain")
    for old, new in zip(units, units_of(tmp_path / "a.tmx"), strict=True):
        assert replace(new, properties=()) == replace(old, properties=())
        assert sorted(name for name, _ in new.properties) == sorted(name for name, _ in old.properties)


def distinct(path: Path, bare: Path) -> int:
    """How many tus stand in the file as another one of it does, word for word; `bare` is the file without them."""
    with _opened(path) as stream:
        tree = etree.parse(stream, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    seen, copies = set[str](), 0
    for tu in tree.findall("{*}body/{*}tu"):
        texts = [tuv.get(XML_LANG) or tuv.get("lang") for tuv in tu.iterfind("{*}tuv")]
        texts += ["".join(map(str, seg.itertext())) for seg in tu.iterfind("{*}tuv/{*}seg")]
        key = repr((tu.get("tuid"), texts, [element.tag for element in tu.iterfind("{*}tuv/{*}seg//*")]))
        if key in seen:
            tu.getparent().remove(tu)
            copies += 1
        seen.add(key)
    tree.write(str(bare), encoding="utf-8", xml_declaration=True)
    return copies


def test_every_well_formed_file_comes_back_whole(tmp_path: Path) -> None:
    """Imported into a memory of its own and exported again; what stands twice in a file comes back once."""
    lost, whole, copied, refused = dict[str, str](), 0, 0, list[str]()
    for path in FILES:
        try:
            copies = distinct(path, tmp_path / "distinct.tmx")
        except etree.XMLSyntaxError:
            with pytest.raises(InputError):
                import_and_export(path, tmp_path)
            refused.append(path.name)
            continue
        import_and_export(path, tmp_path)
        pair = (str(tmp_path / "distinct.tmx"), str(tmp_path / "back.tmx"))
        command = [sys.executable, str(FOLDER / "roundtrip.py"), *pair, "--ignore", "HEADER,ORDER"]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if found.returncode:
            lost[path.name] = found.stdout
        whole, copied = whole + (not found.returncode), copied + (copies > 0 and not found.returncode)
    told = f"{whole} of {len(FILES)} files come back whole, {copied} of them without copies; refused: {refused}"
    sys.stdout.write(f"\n{told}\n")
    assert not lost


def import_and_export(path: Path, folder: Path) -> None:
    """From the file into a new memory, and from there into back.tmx."""
    memory = folder / "memory.tmdb"
    memory.unlink(missing_ok=True)
    with open_project(Settings(memory=memory), clock=lambda: NOW, create=True) as project:
        service.import_files(project, [path])
        service.export_units(project, folder / "back.tmx", UnitFilter(), tool="original")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_text_is_lost(path: Path) -> None:
    """Every text of a tu that has two languages stands in a unit, in its language."""
    units = units_of(path)
    have = {side.text for unit in units for side in (unit.source, unit.target)}
    for tu in iter_elements(path, "tu") if units else ():
        segs = tu.findall("{*}tuv/{*}seg")
        texts = {tuv.get(XML_LANG) or tuv.get("lang"): tuv.findtext("{*}seg") for tuv in tu.iterfind("{*}tuv")}
        if len(texts) > 1 and all(seg.text and seg.text.strip() and not len(seg) for seg in segs):
            assert have.issuperset(texts.values())


def test_translate_toolkit_reads_what_we_write(tmp_path: Path) -> None:
    """The library that Weblate reads TMX with: every text, in order."""
    tmx = pytest.importorskip("translate.storage.tmx")
    units = [
        unit
        for path in FILES
        for unit in units_of(path)
        if (unit.source.lang, unit.target.lang, unit.source.codes, unit.target.codes) == ("zh-CN", "en-US", (), ())
    ]
    write(tmp_path / "a.tmx", units, "weblate")
    found = tmx.tmxfile.parsefile(str(tmp_path / "a.tmx"))
    assert [(unit.source, unit.target) for unit in found.units] == [(one.source.text, one.target.text) for one in units]


HYPOMNEMA_PROGRAM = """
import json, sys
from pathlib import Path
from hypomnema.backends.xml.standard import StandardBackend
from hypomnema.loaders.xml import TranslationMemoryLoader

def text(items):
    return "".join(i if isinstance(i, str) else text(i.content) if type(i).__name__ == "Hi" else "" for i in items)

found = {}
for path in Path(sys.argv[1]).glob("*.tmx"):
    backend = StandardBackend()
    try:
        memory = TranslationMemoryLoader(backend).load(backend.parse(str(path)))
        found[path.name] = [[text(variant.segment) for variant in unit.variants] for unit in memory.units]
    except Exception as error:
        found[path.name] = f"{type(error).__name__}: {error}"
Path(sys.argv[1], "found.json").write_text(json.dumps(found))
"""


@pytest.mark.skipif("HYPOMNEMA" not in os.environ, reason="HYPOMNEMA names no command that runs Python with it")
def test_hypomnema_reads_what_we_write(tmp_path: Path) -> None:
    """Which refuses odd dates, numbers that are none and a second seg: every text of every file, for every tool."""
    expected = dict[str, list[list[str]]]()
    for number, path in enumerate(FILES):
        units = units_of(path)
        for tool in TOOLS:
            name = f"{number}.{tool}.tmx"
            report = write(tmp_path / name, units, tool)
            if tool != "original" or not report.foreign:
                tus = iter_elements(tmp_path / name, "tu")
                expected[name] = [[read_inline(seg)[0] for seg in tu.iterfind("tuv/seg")] for tu in tus]
    (tmp_path / "program.py").write_text(HYPOMNEMA_PROGRAM)
    subprocess.run([*shlex.split(os.environ["HYPOMNEMA"]), str(tmp_path / "program.py"), str(tmp_path)], check=True)
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    refused = {name: found[name] for name in expected if isinstance(found[name], str)}
    sys.stdout.write(f"\nhypomnema reads {len(expected) - len(refused)} of {len(expected)} files\n")
    assert not refused
    assert {name: found[name] for name in expected} == expected
