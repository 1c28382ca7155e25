"""Every format that is written is read again, and every suffix is told in one place."""

from pathlib import Path

import pytest
from doors import NOW
from values import unit

from tm.app import service
from tm.app.formats import READ_SUFFIXES, WRITTEN_SUFFIXES, reader_of, write_units
from tm.app.project import Project
from tm.errors import InputError
from tm.memory.rows import StoredUnit
from tm.units import TranslationUnit

UNIT = unit("水渠修好了。", "The canal <1> is mended.")
DEFAULTS = ("zh-CN", "en-US")


@pytest.mark.parametrize("suffix", sorted({*WRITTEN_SUFFIXES} & {*READ_SUFFIXES} - {".docx"}))
def test_what_is_written_reads_back(tmp_path: Path, suffix: str) -> None:
    """Texts and languages, in each format; a Word file is for review."""
    path = tmp_path / f"a{suffix}"
    written = write_units(path, [StoredUnit(1, UNIT)], source_lang="zh-CN", target_lang="en-US", now=NOW)
    assert (written.units, written.stripped, written.skipped) == (1, 0, 0)
    (read,) = reader_of(path, source_lang="zh-CN", target_lang="en-US", defaults=DEFAULTS)(path)
    assert isinstance(read, TranslationUnit)
    assert (read.source, read.target) == (UNIT.source, UNIT.target)


@pytest.mark.parametrize("suffix", READ_SUFFIXES)
@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><html><body>Log in</body></html>", b"\x00\xff\x80PK\x03\x04" * 50]
)
def test_a_file_that_is_not_what_its_suffix_says_imports_nothing(
    project: Project, tmp_path: Path, suffix: str, content: bytes
) -> None:
    """A web page, or bytes without meaning: refused in a sentence with the name of the file, or told as problems."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    told = ""
    try:
        told = "\n".join(problem.path for problem in service.import_files(project, [path]).problems)
    except InputError as error:
        told = str(error)
    assert told.startswith(str(path))
    assert len(told.splitlines()) == 1
    assert list(project.memory.units()) == []


@pytest.mark.parametrize("suffix", READ_SUFFIXES)
def test_an_empty_file_is_told(tmp_path: Path, suffix: str) -> None:
    """Before anything looks into it."""
    path = tmp_path / f"a{suffix}"
    path.touch()
    with pytest.raises(InputError, match="is empty; check that it was saved in full"):
        reader_of(path, source_lang="", target_lang="", defaults=DEFAULTS)


def test_another_suffix_is_told_with_those_that_are_read(tmp_path: Path) -> None:
    """All of them."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    with pytest.raises(InputError, match=r"not imported; use \.tmx, \.xml, packed \.gz, \.zip, \.xlf,"):
        reader_of(path, source_lang="", target_lang="", defaults=DEFAULTS)
