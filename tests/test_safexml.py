"""Hostile and damaged XML is refused with a message; files are written whole or not at all."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tm.errors import InputError, StorageError
from tm.exchange.safexml import atomic_write, iter_elements, line_of, local_name, parse_fragment, xml_text

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE tmx [<!ENTITY l0 "ha">{LAUGHS}]>'


def texts(source: Path | io.BytesIO, root: str = "") -> list[str | None]:
    return [element.text for element in iter_elements(source, "seg", root=root)]


def file(folder: Path, content: str | bytes, name: str = "a.tmx") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def test_elements_come_in_order_with_their_lines(tmp_path: Path) -> None:
    """Local name, text and line of each element, whatever its namespace."""
    path = file(tmp_path, '<tmx xmlns="urn:x">\n<seg>你好</seg>\n<note/>\n<seg>再见</seg></tmx>')
    found = [(local_name(element), element.text, line_of(element)) for element in iter_elements(path, "seg")]
    assert found == [("seg", "你好", 2), ("seg", "再见", 4)]


def test_the_tree_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """What has been gone through is freed: of 100,000 elements never more than one part of the file is held."""
    path = file(tmp_path, "<tmx><head><seg>h</seg></head>" + "<seg>text</seg>\n" * 100_000 + "</tmx>")
    found, most = 0, 0
    for element in iter_elements(path, "seg"):
        if found % 500 == 0:
            most = max(most, sum(1 for _ in element.itersiblings(preceding=True)))
        found += 1
    assert found == 100_001
    assert most < 5_000


def test_elements_come_in_their_order_however_deep(tmp_path: Path) -> None:
    """Inside finished elements, behind other elements, in the last branch: each once, in the order of the file."""
    part = "<group><seg>{0}a</seg><x><y><seg>{0}b</seg></y></x></group><note>{0}</note><seg>{0}c</seg>"
    path = file(tmp_path, f"<tmx>{''.join(map(part.format, range(3000)))}</tmx>")
    assert texts(path) == [f"{number}{letter}" for number in range(3000) for letter in "abc"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "gb18030", "declared-utf-16-be"]
)
def test_encodings_of_the_trade_are_read(tmp_path: Path, encoding: str) -> None:
    """A byte order mark or an XML declaration tells the encoding."""
    body = "<tmx><seg>记忆 𠮷</seg></tmx>"
    content = {
        "utf-16-le-bom": ("\ufeff" + body).encode("utf-16-le"),
        "utf-16-be-bom": ("\ufeff" + body).encode("utf-16-be"),
        "gb18030": f'<?xml version="1.0" encoding="gb18030"?>{body}'.encode("gb18030"),
        "declared-utf-16-be": f'<?xml version="1.0" encoding="UTF-16BE"?>{body}'.encode("utf-16-be"),
    }
    path = file(tmp_path, content[encoding] if encoding in content else body.encode(encoding))
    assert texts(path) == ["记忆 𠮷"]


def test_a_doctype_alone_is_normal(tmp_path: Path) -> None:
    """Most TMX files name a DTD; it is neither looked for nor a reason to refuse."""
    path = file(tmp_path, '<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd"><tmx><seg>a</seg></tmx>')
    assert texts(path) == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "ascii", "utf-16", "utf-16-le", "gb18030", "shift-jis"])
def test_an_entity_is_refused_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """Whether a file may hold one is asked of its bytes, which say so in some encodings only."""
    body = "<tmx>" + "<seg>a</seg>" * 9_000 + "<seg>a&nbsp;b</seg>" + "<seg>a</seg>" * 9_000 + "</tmx>"
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-le")}"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">{body}'
    (tmp_path / "a.tmx").write_bytes(text.encode(encoding))
    with pytest.raises(InputError, match="nbsp"):
        texts(tmp_path / "a.tmx")


@pytest.mark.parametrize(
    "body",
    [
        BOMB + "<tmx><seg>&l9;</seg></tmx>",
        BOMB + '<tmx><seg x="&l9;"/></tmx>',
        BOMB + "<tmx><seg>harmless</seg></tmx>",
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "secret">]><tmx><seg>&x;</seg></tmx>',
        '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "secret"> %x;]><tmx><seg>a</seg></tmx>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><seg>a&nbsp;b</seg></tmx>',
        "<tmx><seg>a&nbsp;b</seg></tmx>",
    ],
)
def test_entities_are_refused(tmp_path: Path, body: str) -> None:
    """A declared or an unknown entity is an InputError that says entity; no file it names is read."""
    (tmp_path / "secret").write_text("SECRET")
    with pytest.raises(InputError, match="entity") as caught:
        texts(file(tmp_path, body))
    assert "SECRET" not in str(caught.value)
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", None, "empty"),
        (b"<tmx>\n<seg>a</seg>\n<seg>", 3, "cut off"),
        (b"<tmx>\n<seg>\x01</seg></tmx>", 2, "forbids"),
        (b"<tmx>\n<seg>&#1;</seg></tmx>", 2, "forbids"),
        (b"<tmx>\n<seg>\xc4\xe3</seg></tmx>", 2, "UTF-8"),
        (b"<tmx>\n<seg></tmx>", 2, "correct it"),
        (b"no XML", 1, "correct it"),
        (b"<a>" * 5000, 1, "depth"),
    ],
)
def test_damage_is_named_with_line_and_advice(tmp_path: Path, content: bytes, line: int | None, words: str) -> None:
    """What is not well-formed is an InputError: what, where, what to do."""
    with pytest.raises(InputError, match=words) as caught:
        texts(file(tmp_path, content))
    assert caught.value.line == line


@pytest.mark.parametrize("body", ["<rtf><seg>a</seg></rtf>", "<rtf/>"])
def test_another_root_element_is_refused(tmp_path: Path, body: str) -> None:
    """A file of another kind is named as such, with or without the elements sought."""
    with pytest.raises(InputError, match="<rtf>, not <tmx>"):
        texts(file(tmp_path, body), root="tmx")


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """No traceback for a mistyped name."""
    with pytest.raises(InputError, match="No such file"):
        texts(tmp_path / "none.tmx")


def test_a_stream_is_read_as_a_file_is() -> None:
    """An upload needs no file."""
    assert texts(io.BytesIO(b"<tmx><seg>a</seg></tmx>")) == ["a"]


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    """Of a zip the first TMX is taken, not the file before it; gzip is known by its bytes, not its name."""
    body = b"<tmx><seg>a</seg></tmx>"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.xml", "<readme/>")
        archive.writestr("folder/memory.TMX", body)
    assert texts(tmp_path / "a.zip") == ["a"]
    assert texts(file(tmp_path, gzip.compress(body), "packed.tmx")) == ["a"]


def test_an_archive_of_several_files_is_not_half_read(tmp_path: Path) -> None:
    """The error says how many there are; the shadows that macOS packs beside files do not count."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("a.tmx", "__MACOSX/._a.tmx", "b.tbx"):
            archive.writestr(name, "<tmx><seg>a</seg></tmx>")
    assert texts(tmp_path / "a.zip") == ["a"]
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("b.tmx", "<tmx/>")
    with pytest.raises(InputError, match=r"holds 2 \.tmx files"):
        texts(tmp_path / "a.zip")


def test_a_packing_bomb_is_stopped(tmp_path: Path) -> None:
    """A file that unpacks to hundreds of times its size is refused before it is read to the end."""
    path = tmp_path / "bomb.tmx.gz"
    with gzip.open(path, "wb") as packed:
        packed.write(b"<tmx>")
        for _ in range(70):
            packed.write((b"<note>" + b" " * 1000 + b"</note>\n") * 1000)
        packed.write(b"</tmx>")
    with pytest.raises(InputError, match="times its size"):
        texts(path)


@pytest.mark.parametrize("name", ["cut.gz", "cut.zip", "empty.zip"])
def test_damaged_archives_are_input_errors(tmp_path: Path, name: str) -> None:
    """A half-copied archive, or one without XML, is named."""
    path = tmp_path / name
    if name == "cut.gz":
        path.write_bytes(gzip.compress(os.urandom(4000))[:-100])
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "text" * 100)
        if name == "cut.zip":
            path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="unpack"):
        texts(path)


@given(st.text())
def test_xml_text_leaves_what_xml_can_hold(text: str) -> None:
    """Parsing what is left gives it back, and the count is what was taken."""
    cleaned, count = xml_text(text)
    element = etree.Element("a")
    element.text = cleaned
    assert (etree.fromstring(etree.tostring(element)).text or "") == cleaned
    assert count == len(text) - len(cleaned)


@pytest.mark.parametrize("char", ["\0", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_xml_text_strips_what_xml_forbids(char: str) -> None:
    """Control characters, lone surrogates and non-characters go, and only they."""
    assert xml_text(f"a{char}\t\n\r\x7f\x85𠮷{char}") == ("a\t\n\r\x7f\x85𠮷", 2)


@pytest.mark.parametrize("markup", ["<a>", "a", "", "<a>\0</a>", "<a>&x;</a>"])
def test_a_broken_fragment_is_none(markup: str) -> None:
    """A property that only looks like XML is no error."""
    assert parse_fragment(markup) is None


def test_an_atomic_write_replaces_the_file_at_the_end(tmp_path: Path) -> None:
    """Until the block ends the old content stands; the mode is kept and nothing else is left."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    with atomic_write(path) as out:
        out.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_atomic_write_leaves_the_old_file(tmp_path: Path) -> None:
    """An error inside the block passes on, the file is as before, and no part is left."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail() -> None:
        with atomic_write(path) as out:
            out.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    """The message names the file the user asked for."""
    path = tmp_path / "none" / "a.txt"
    with pytest.raises(StorageError, match="No such file") as caught, atomic_write(path):
        pass
    assert caught.value.path == path


def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    """No space: the old file stays, the part goes."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(StorageError, match="No space left"), atomic_write(path):
        raise OSError(28, "No space left on device")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unreadable_input_inside_the_block_is_not_blamed_on_the_output(tmp_path: Path) -> None:
    """An OSError about another file passes as it is."""
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "a.txt"):
        (tmp_path / "other.txt").read_text()


def test_a_link_is_followed(tmp_path: Path) -> None:
    """Writing through a link changes its target and leaves the link."""
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with atomic_write(tmp_path / "link") as out:
        out.write(b"text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "text"


def test_a_device_is_written_directly() -> None:
    """What is no regular file is never replaced."""
    with atomic_write(Path(os.devnull)) as out:
        out.write(b"text")
    assert not Path(os.devnull).is_file()
