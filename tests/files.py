"""Files of other programs, made in the tests: a PDF written by hand, an archive that unpacks to far too much."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

Placed = tuple[float, float, str]  # left and base line in points, text


def pdf(pages: Sequence[Sequence[Placed]], *, password: bool = False) -> bytes:
    """A PDF of placed lines in one font without outlines, whose ToUnicode map says what the codes mean."""
    codes = {char: code for code, char in enumerate(sorted({c for p in pages for *_, t in p for c in t}), start=1)}
    widths = " ".join(f"{code} [{1000 if char > chr(255) else 500}]" for char, code in codes.items())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{7 + 2 * i} 0 R' for i in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R]"
        " /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        f" /Supplement 0 >> /FontDescriptor 5 0 R /DW 1000 /W [{widths}] >>",
        "<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800"
        " /Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(_unicode_map(codes)),
    ]
    for index, lines in enumerate(pages):
        shown = " ".join(f"1 0 0 1 {x} {y} Tm <{''.join(f'{codes[c]:04X}' for c in t)}> Tj" for x, y, t in lines)
        resources = "/Resources << /Font << /F 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * index} 0 R {resources} >>"
        )
        objects.append(_stream(f"BT /F 12 Tf {shown} ET"))
    key = "00" * 32
    lock = (
        f" /Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<00> <00>]" if password else ""
    )
    return _assembled(objects, lock)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _unicode_map(codes: dict[str, int]) -> str:
    lines = [f"<{code:04X}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()]
    chunks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    entries = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def"
    return f"{head}\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n{entries}\nendcmap end end"


def _assembled(objects: Sequence[str], trailer: str) -> bytes:
    content, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    content += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R{trailer} >>\n"
    return f"{content}startxref\n{content.index('xref')}\n%%EOF\n".encode("latin-1")


def bomb(path: Path, member: str) -> Path:
    """A zip archive of some hundred kilobytes, one member of which unpacks to 300 MB."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(member, "w") as file,
    ):
        for _ in range(30):
            file.write(bytes(10_000_000))
    return path
