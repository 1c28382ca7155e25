"""Zip archives with documents inside (.docx, .xlsx, .epub): refused before unpacking where they are bombs."""

from __future__ import annotations

import io
import zipfile

_LARGEST_MARKUP_BYTES = 200 << 20  # XML and HTML unpacked: a book of 10,000 pages; its tree takes some five times this
_FREE_BYTES = 64 << 20  # other members may unpack to this size whatever their ratio
_MAX_RATIO = 20  # beyond that: pictures hardly pack
_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".svg", ".css", ".vml")


class ArchiveError(Exception):
    """Why an archive is not read: damaged, or it unpacks to too much."""


def check_archive(data: bytes) -> None:
    """Nothing, where the bytes are a whole zip archive of reasonable size.

    The sizes that an archive declares bound what zipfile unpacks, so they are all that must be looked at.
    Raises: ArchiveError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ArchiveError("is damaged or cut off") from error
    if any(member.flag_bits & 1 for member in members):
        raise ArchiveError("is encrypted")
    markup = sum(member.file_size for member in members if member.filename.lower().endswith(_MARKUP))
    if markup > _LARGEST_MARKUP_BYTES:
        raise ArchiveError(f"unpacks to {markup >> 20} MB of text markup, more than {_LARGEST_MARKUP_BYTES >> 20}")
    whole = sum(member.file_size for member in members)
    if whole > markup + max(_FREE_BYTES, _MAX_RATIO * len(data)):
        raise ArchiveError(f"unpacks to {whole >> 20} MB, far more than such files do")
