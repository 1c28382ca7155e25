"""An XML file is edited in its bytes: what no edit touches stays as it is written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tm.errors import InputError
from tm.exchange.splice import EditedXml

ODD = """<?xml version='1.0' encoding="UTF-8" standalone = 'no'?>
<!DOCTYPE xliff SYSTEM "nowhere.dtd">
<!-- 注释 > -->
<xliff   a='1 > 0'
   b = "it's"><?tool <data/> ?>
  <file x='"'/ >
  <file >&#x4e2d;&amp;<![CDATA[<file>]]>中<i:e xmlns:i="urn:i"  >  </i:e  ></file>
</xliff  >
<!-- end -->
""".replace("/ >", "/>")


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_without_an_edit_not_a_byte_changes(tmp_path: Path, encoding: str) -> None:
    """Quotes, spaces in tags, references, CDATA, comments, DOCTYPE, byte order mark and encoding."""
    declared = {"utf-16": "UTF-16", "gb18030": "GB18030"}.get(encoding, "UTF-8")
    path = write(tmp_path / "a.xlf", ODD.replace("UTF-8", declared), encoding)
    xml = EditedXml(path, root="xliff")
    assert xml.content() == path.read_bytes()


def test_an_element_is_found_where_it_is_written(tmp_path: Path) -> None:
    """Its tags as they stand in the file; of an empty tag, content and end are one place."""
    xml = EditedXml(write(tmp_path / "a.xlf", ODD), root="xliff")
    empty, full = xml.root.findall("file")
    span = xml.span(empty)
    assert xml.markup(span.start, span.end) == xml.start_tag(empty) == "<file x='\"'/>"
    assert span.is_empty_tag
    span = xml.span(full)
    assert xml.start_tag(full) == "<file >"
    assert xml.markup(span.content, span.content_end).startswith("&#x4e2d;&amp;<![CDATA[<file>]]>中<i:e ")
    assert xml.markup(span.content_end, span.end) == "</file>"
    inner = xml.span(full[0])
    assert xml.markup(inner.content_end, inner.end) == "</i:e  >"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    texts=st.lists(st.text("a中é<&'\" >", max_size=6), min_size=1, max_size=5),
    put=st.text("x中é<>/", max_size=5),
    which=st.integers(0, 4),
)
def test_an_edit_changes_its_stretch_and_no_other(tmp_path: Path, texts: list[str], put: str, which: int) -> None:
    """Everything before and after it is the same bytes."""
    from xml.sax.saxutils import escape

    files = [f"<file>{escape(text)}</file>" for text in texts]
    before, after = "<xliff>" + "\n".join(files[: which % len(files)]), "\n".join(files[which % len(files) + 1 :])
    path = write(tmp_path / "a.xlf", f"{before}\n{files[which % len(files)]}\n{after}</xliff>")
    xml = EditedXml(path, root="xliff")
    span = xml.span(xml.root.findall("file")[which % len(files)])
    xml.replace(span.content, span.content_end, put)
    assert xml.content().decode() == f"{before}\n<file>{put}</file>\n{after}</xliff>"


def test_what_an_encoding_cannot_hold_is_written_as_a_reference(tmp_path: Path) -> None:
    """The file keeps its encoding."""
    path = write(
        tmp_path / "a.xlf", '<?xml version="1.0" encoding="iso-8859-1"?><xliff><file>é</file></xliff>', "latin-1"
    )
    xml = EditedXml(path, root="xliff")
    span = xml.span(xml.root[0])
    xml.replace(span.content_end, span.content_end, "中")
    assert xml.content().endswith("<xliff><file>é&#20013;</file></xliff>".encode("latin-1"))


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff><file>&b;</file></xliff>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty|not well-formed"),
        ("<xliff><file>", "a.xlf:1: not well-formed XML"),
        ("<tmx/>", "a.xlf:1: its root element is <tmx>, not <xliff>"),
        (BOMB, "declares the entity 'a', which is not read"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><xliff><file>&a;</file></xliff>', "declares the entity"),
        ("<xliff><file>" + "<g>" * 50_000, "not well-formed XML"),
        ("<xliff><file>\x00</file></xliff>", "not well-formed XML"),
        ('<?xml version="1.0" encoding="UTF-16"?><xliff/>', "not well-formed XML"),
    ],
)
def test_what_is_no_xml_of_the_kind_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """With its line, before anything is done with it."""
    with pytest.raises(InputError, match=message):
        EditedXml(write(tmp_path / "a.xlf", text), root="xliff")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(InputError, match="cannot be read: No such file"):
        EditedXml(tmp_path / "none.xlf", root="xliff")
