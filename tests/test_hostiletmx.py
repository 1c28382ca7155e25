"""TMX that is hostile, damaged or something else: refused in one sentence or read safely, and nothing half imported."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import NOW, Result
from files import bomb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tm.errors import InputError
from tm.exchange.tmx import read_tmx, write_tmx
from tm.units import Problem, TranslationUnit, Variant

HEAD = '<tmx version="1.4">\n<header srclang="zh-CN"/>\n<body>\n'
TU = '<tu><tuv xml:lang="zh-CN"><seg>一{}</seg></tuv><tuv xml:lang="en-US"><seg>one{}</seg></tuv></tu>\n'
TAIL = "</body></tmx>"
WHOLE = f"{HEAD}{TU.format(1, 1)}{TU.format(2, 2)}{TAIL}"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
QUADRATIC = f'<!DOCTYPE tmx [<!ENTITY q "{"q" * 50_000}">]>'


def file(folder: Path, content: str | bytes, name: str = "a.tmx") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def read(path: Path) -> list[TranslationUnit | Problem]:
    return list(read_tmx(path, expected=("zh-CN", "en-US")))


ENTITIES = {
    "external-entity": '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + WHOLE.replace("一1", "&x;"),
    "parameter-entity": '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>' + WHOLE,
    "billion-laughs": f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]>' + WHOLE.replace("一1", "&l9;"),
    "quadratic-blow-up": QUADRATIC + WHOLE.replace("一1", "&q;" * 50_000),
    "in-an-attribute": '<!DOCTYPE tmx [<!ENTITY x "y">]>' + WHOLE.replace("<tu>", '<tu tuid="&x;">'),
    "unknown": WHOLE.replace("一1", "&nbsp;"),
}


@pytest.mark.parametrize("content", ENTITIES.values(), ids=ENTITIES)
def test_entities_are_refused(tmp_path: Path, content: str) -> None:
    """One sentence that says entity and names the line; no file is opened, no host asked, nothing expanded."""
    with pytest.raises(InputError, match=r"a\.tmx:\d+: .*entity") as caught:
        read(file(tmp_path, content))
    assert "\n" not in str(caught.value)


def test_what_would_fetch_something_is_left_alone(tmp_path: Path) -> None:
    """A DTD elsewhere, a style sheet and an XInclude are passed over; the units around them are read."""
    fetching = (
        '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>'
        '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">'
    )
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    units = read(file(tmp_path, fetching + WHOLE.replace("一1", f"一1{include}")))
    assert [unit.source.text for unit in units if isinstance(unit, TranslationUnit)] == ["一1", "一2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + "<tu>" * 50_000, "depth"),
        (HEAD + TU.format("<hi>" * 50_000, "") + TAIL, "depth"),
        (WHOLE.replace("一2", "\x00"), "forbids"),
        (WHOLE.replace("一2", "&#0;"), "forbids"),
        (WHOLE.replace("一2", "&#xD800;"), "forbids"),
        (WHOLE.encode().replace("一2".encode(), b"\xed\xa0\x80"), "UTF-8"),
        (WHOLE.replace("一", "中文").encode("gb18030"), "UTF-8"),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + WHOLE.encode(), "declares UTF-16, which it is not"),
        (b'<?xml version="1.0" encoding="klingon"?>' + WHOLE.encode(), "encoding"),
        (WHOLE.replace("</tuv>", "", 1), "correct it"),
        (f'<map version="1.9"><tileset firstgid="1"/>{TAIL}'.replace("</body></tmx>", "</map>"), "<map>, not <tmx>"),
        (
            "<!DOCTYPE html><html><head><title>Log in</title></head><body><form/></body></html>",
            "is a web page, not <tmx>",
        ),
        ("<!DOCTYPE html>\n<html><meta charset=utf-8><p>Log in<br></html>", "is a web page: was the download"),
        ("<!-- saved -->" * 200 + "<HTML><p>Log in<br></HTML>", "is a web page: was the download"),
        (WHOLE.replace("一2", "二" * 4_000_000), r"\(Text node too long\): no segment has 10 MB"),
        ("", "empty"),
        ("PK is not enough", "correct it"),
    ],
)
def test_what_is_no_tmx_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, words: str) -> None:
    """What it is, in which line, and what to do."""
    with pytest.raises(InputError, match=words) as caught:
        read(file(tmp_path, content))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "a.tmx"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(WHOLE.encode()) - 1), st.sampled_from(["utf-8", "utf-16"]))
def test_a_file_cut_at_any_byte_is_refused(tmp_path: Path, at: int, encoding: str) -> None:
    """However little is missing: the error comes after the last whole tu at the latest, and no unit is made up."""
    content = WHOLE.encode(encoding)
    path, units = file(tmp_path, content[: min(at, len(content) - 2)]), list[object]()
    whole = read(file(tmp_path, content, "whole.tmx"))
    with pytest.raises(InputError, match=r"cut\.tmx|a\.tmx"):
        units.extend(read_tmx(path, expected=("zh-CN", "en-US")))
    assert units == whole[: len(units)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=8), st.integers(0, len(WHOLE.encode())))
def test_any_bytes_anywhere_are_read_or_refused(tmp_path: Path, noise: bytes, at: int) -> None:
    """No other error than InputError, and what is read are units with text."""
    content = WHOLE.encode()
    try:
        items = read(file(tmp_path, content[:at] + noise + content[at:]))
    except InputError:
        return
    assert all(item.source.text.strip() for item in items if isinstance(item, TranslationUnit))


def test_packing_bombs_are_stopped(tmp_path: Path) -> None:
    """A zip and a gzip of some hundred kilobytes that hold hundreds of megabytes."""
    with gzip.open(tmp_path / "a.tmx.gz", "wb", compresslevel=1) as packed:
        packed.write(HEAD.encode())
        for _ in range(90):
            packed.write(b" " * 1_000_000)
    for path in (bomb(tmp_path / "a.zip", "a.tmx"), tmp_path / "a.tmx.gz"):
        with pytest.raises(InputError, match=r"times its size|not well-formed"):
            read(path)


@pytest.mark.parametrize("name", ["../../a.tmx", "/etc/a.tmx", "C:\\a.tmx", "a/../../../b.tmx"])
def test_names_in_a_zip_are_no_paths(tmp_path: Path, name: str) -> None:
    """A member is read where it is; nothing is written anywhere."""
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr(name, WHOLE)
    assert len(read(folder / "a.zip")) == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.zip"]


@pytest.mark.parametrize("content", [*ENTITIES.values(), WHOLE[:-20], WHOLE.replace("一2", "\x00")])
def test_nothing_is_half_imported(tmp_path: Path, call: Callable[..., Result], content: str) -> None:
    """The error ends the import with code 3; no unit, no history, and a good file beside it waits as well."""
    good, bad, memory = file(tmp_path, WHOLE, "good.tmx"), file(tmp_path, content, "bad.tmx"), tmp_path / "m.tmdb"
    result = call("tm", "import", good, bad, "--memory", memory)
    assert (result.code, result.err.count("bad.tmx"), memory.exists()) == (3, 1, False)
    assert call("tm", "import", good, "--memory", memory).code == 0
    assert call("tm", "import", good, bad, "--memory", memory).code == 3
    actions = json.loads(call("tm", "history", "--json", "--memory", memory).out)
    assert [action["kind"] for action in actions] == ["import"]


def test_a_dry_run_and_a_strict_import_add_up(tmp_path: Path, call: Callable[..., Result]) -> None:
    """Read = added + merged + skipped + failed, each failure with line, code and reason; strict stops at the first."""
    lone = '<tu><tuv xml:lang="fr"><seg>un</seg></tuv></tu>\n'
    body = (
        TU.format(1, 1)
        + lone
        + TU.format(1, 1)
        + TU.format(1, 1).replace("<tu>", "<tu><note>n</note>")
        + TU.format("", "")
    )
    path, memory = file(tmp_path, HEAD + body.replace("一</seg>", " </seg>") + TAIL), tmp_path / "m.tmdb"
    dry = call("tm", "import", path, "--dry-run", "--json", "--memory", memory)
    assert (dry.code, memory.exists()) == (1, False)
    report = json.loads(dry.out)
    counts = {name: report[name] for name in ("read", "added", "merged", "skipped", "failed")}
    assert counts == {"read": 5, "added": 1, "merged": 1, "skipped": 1, "failed": 2}
    assert [(problem["code"], problem["line"]) for problem in report["problems"]] == [
        ("tmx-language", 5),
        ("tmx-empty", 8),
    ]
    strict = call("tm", "import", path, "--strict", "--memory", memory)
    assert (strict.code, "a.tmx:5: " in strict.err, memory.exists()) == (3, True, False)
    assert json.loads(call("tm", "import", path, "--json", "--memory", memory).out) == report


def test_an_unclear_source_language_is_asked_for(tmp_path: Path, call: Callable[..., Result]) -> None:
    """One sentence with the option; nothing is imported, and with the option everything is."""
    path = file(
        tmp_path, WHOLE.replace('srclang="zh-CN"', 'srclang="*all*"').replace("zh-CN", "fr").replace("en-US", "de")
    )
    memory = tmp_path / "m.tmdb"
    asked = call("tm", "import", path, "--memory", memory)
    assert (asked.code, "name it with -s" in asked.err, memory.exists()) == (3, True, False)
    assert call("tm", "import", path, "-s", "de", "--memory", memory).code == 0


def test_text_that_no_xml_holds_is_exported_without_it(tmp_path: Path) -> None:
    """Counted, whatever the place; the rest stays."""
    unit = TranslationUnit(source=Variant("一\ud800\x00", "zh-CN"), target=Variant("one\ufffe", "en-US"))
    report = write_tmx(
        tmp_path / "a.tmx", [unit], source_lang="zh-CN", target_lang="en-US", creation_tool_version="1", now=NOW
    )
    assert report.stripped == 3
    assert len(read(tmp_path / "a.tmx")) == 1
