"""Word files: everything they show, in reading order; damage and bombs."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.parser import parse_xml
from files import bomb

from tm.errors import InputError
from tm.text.read import read_document
from tm.units import BlockKind, Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def word(path: Path, *paragraphs: str, notes: str = "") -> Path:
    """A Word file of the paragraphs' XML, with footnotes where given."""
    document = docx.Document()
    for xml in paragraphs:
        document.element.body.insert(-1, parse_xml(xml.replace("<w:p>", f"<w:p {W} {MC} {VML}>", 1)))
    if notes:
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        name, kind = PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES
        part = Part(name, kind, f"<w:footnotes {W}>{notes}</w:footnotes>".encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(path))
    return path


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_notes_stand_after_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    """Each once, and the separators of Word are none."""
    path = word(
        tmp_path / "a.docx",
        '<w:p><w:r><w:t>水渠修好了</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>',
        "<w:p><w:r><w:t>水来了。</w:t></w:r></w:p>",
        notes='<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>长十二公里。</w:t></w:r></w:p></w:footnote>',
    )
    document = read_document(path)
    assert texts(document) == ["水渠修好了。", "长十二公里。", "水来了。"]
    assert document.left_out == 0


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    """After their paragraph; the copy for old versions of Word is passed over."""
    box = "<w:txbxContent><w:p><w:r><w:t>▲村民在清理水渠。</w:t></w:r></w:p></w:txbxContent>"
    path = word(
        tmp_path / "a.docx",
        f"<w:p><w:r><w:t>水渠修好了。</w:t><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    document = read_document(path)
    assert texts(document) == ["水渠修好了。", "▲村民在清理水渠。"]
    assert document.blocks[1].kind is BlockKind.CAPTION


def test_what_python_docx_passes_over_is_read(tmp_path: Path) -> None:
    """Content controls, links, insertions and smart tags are text; deleted and moved text is not."""
    path = word(
        tmp_path / "a.docx",
        "<w:p><w:sdt><w:sdtContent><w:r><w:t>水渠</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:ins><w:r><w:t>修好</w:t></w:r></w:ins><w:del><w:r><w:delText>坏</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom><w:hyperlink><w:r><w:t>了。</w:t></w:r></w:hyperlink></w:p>",
    )
    assert texts(read_document(path)) == ["水渠修好了。"]


def test_heads_and_comments_are_counted_not_read(tmp_path: Path) -> None:
    """They show in the account as left out."""
    document = docx.Document()
    document.add_paragraph("水渠修好了。")
    document.sections[0].header.paragraphs[0].text = "山岭日报"
    document.save(str(tmp_path / "a.docx"))
    found = read_document(tmp_path / "a.docx")
    assert (texts(found), found.left_out) == (["水渠修好了。"], 4)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    """However much of it is there."""
    whole = word(tmp_path / "a.docx", "<w:p><w:r><w:t>水来了。</w:t></w:r></w:p>").read_bytes()
    (tmp_path / "b.docx").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="is not a whole Word file: it is damaged or cut off; save it again"):
        read_document(tmp_path / "b.docx")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Its declared size is enough to refuse it, whether text or picture."""
    with pytest.raises(InputError, match="unpacks to 286 MB of text markup"):
        read_document(bomb(tmp_path / "a.docx", "word/document.xml"))
    with pytest.raises(InputError, match="unpacks to 286 MB, far more than such files do"):
        read_document(bomb(tmp_path / "b.docx", "word/media/a.png"))
    with pytest.raises(InputError, match="is no readable workbook: it unpacks to 286 MB"):
        read_document(bomb(tmp_path / "c.xlsx", "xl/worksheets/sheet1.xml"))


def test_a_bomb_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    """No more is unpacked than is declared."""
    content = bytearray(word(tmp_path / "a.docx", "<w:p><w:r><w:t>水来了。</w:t></w:r></w:p>").read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    at = content.rindex(size.to_bytes(4, "little"))
    content[at : at + 4] = (100).to_bytes(4, "little")
    (tmp_path / "b.docx").write_bytes(content)
    with pytest.raises(InputError, match="is not a whole Word file"):
        read_document(tmp_path / "b.docx")


def test_an_old_or_encrypted_file_says_so(tmp_path: Path) -> None:
    """Both begin with the mark of the older container."""
    (tmp_path / "a.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError, match=r"encrypted or an old \.doc"):
        read_document(tmp_path / "a.docx")
