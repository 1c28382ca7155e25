"""OmegaT's project folder: where it keeps memories and glossaries, its settings file, its glossary format.

Source: OmegaT's manual, chapters "Project folder" and "Glossaries"; the settings file as OmegaT 3.6 to 6 writes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tm.errors import InputError, SettingsError, StorageError
from tm.exchange.safexml import atomic_write, iter_elements, local_name
from tm.languages import canonical, primary

SETTINGS = "omegat.project"
_INTERNAL = "omegat"  # without it, OmegaT takes the folder for no project
_DEFAULT = "__DEFAULT__"
_FOLDERS = {"source_dir": "source", "target_dir": "target", "tm_dir": "tm", "glossary_dir": "glossary"}
_FOLDERS |= {"dictionary_dir": "dictionary"}
_TOKENIZERS = {"zh": "LuceneSmartChinese", "en": "LuceneEnglish", "ja": "LuceneJapanese", "ko": "LuceneCJK"}
_TOKENIZERS |= {"de": "LuceneGerman", "fr": "LuceneFrench", "es": "LuceneSpanish", "ru": "LuceneRussian"}
_TOKENIZERS |= {"pt": "LucenePortuguese", "it": "LuceneItalian", "ar": "LuceneArabic", "nl": "LuceneDutch"}


@dataclass(frozen=True, slots=True)
class OmegatProject:
    """A project that is there: its languages in canonical form and the folders that we write to."""

    source_lang: str
    target_lang: str
    memories: Path
    glossaries: Path


@dataclass(frozen=True, slots=True)
class GlossaryLine:
    """A term, a rendering, and a comment."""

    source: str
    target: str
    comment: str = ""


def read_project(folder: Path) -> OmegatProject | None:
    """The project in a folder; None where the folder holds no settings file.

    Raises: InputError if the settings cannot be read or name no languages.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return None
    values: dict[str, str] = {}
    for element in iter_elements(path, "project", root="omegat"):
        values |= {local_name(child): (child.text or "").strip() for child in element.iterchildren("*")}
    try:
        source, target = (canonical(values.get(key, "")) for key in ("source_lang", "target_lang"))
    except SettingsError as error:
        raise InputError(f"names no languages ({error}); open the project in OmegaT and set them", path=path) from error
    memories, glossaries = (folder / _folder(values, key) for key in ("tm_dir", "glossary_dir"))
    return OmegatProject(source, target, memories, glossaries)


def make_project(folder: Path, *, source_lang: str, target_lang: str) -> OmegatProject:
    """A new project in a folder that is empty or not there yet; OmegaT opens it as it is.

    Raises: StorageError if the folder holds anything, or cannot be made.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"is no OmegaT project (it has no {SETTINGS}); name one, or a folder that is not there yet"
            raise StorageError(message, path=folder)
        for name in (*_FOLDERS.values(), _INTERNAL):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot be made: {error.strerror}", path=folder) from error
    with atomic_write(folder / SETTINGS) as file:
        file.write(_settings(source_lang, target_lang).encode())
    return OmegatProject(source_lang, target_lang, folder / _FOLDERS["tm_dir"], folder / _FOLDERS["glossary_dir"])


def write_glossary(path: Path, lines: Iterable[GlossaryLine]) -> int:
    """The number of lines written: UTF-8 without a mark, term, rendering and comment with tabs between.

    Raises: StorageError; then an older file stays.
    """
    count = 0
    with atomic_write(path) as file:
        file.write(b"# -*- coding: utf-8 -*-\n")
        for line in lines:
            cells = (" ".join(cell.split()) for cell in (line.source, line.target, line.comment))
            row = "\t".join(cells).rstrip("\t") + "\n"
            file.write((f" {row}" if row.startswith("#") else row).encode("utf-8", "replace"))  # else a remark
            count += 1
    return count


def _folder(values: dict[str, str], name: str) -> str:
    """A folder as the settings name it: relative to the project or absolute."""
    written = values.get(name, "")
    return _FOLDERS[name] if written in ("", _DEFAULT) else written


def _settings(source_lang: str, target_lang: str) -> str:
    folders = "".join(f"        <{name}>{_DEFAULT}</{name}>\n" for name in (*_FOLDERS, "glossary_file"))
    langs = "".join(
        f"        <{side}_lang>{escape(lang)}</{side}_lang>\n"
        for side, lang in (("source", source_lang), ("target", target_lang))
    )
    tokenizers = "".join(
        f"        <{side}_tok>org.omegat.tokenizer.{_TOKENIZERS.get(primary(lang), 'Default')}Tokenizer</{side}_tok>\n"
        for side, lang in (("source", source_lang), ("target", target_lang))
    )
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
    <project version="1.0">
{folders}{langs}{tokenizers}        <sentence_seg>true</sentence_seg>
        <support_default_translations>true</support_default_translations>
        <remove_tags>false</remove_tags>
    </project>
</omegat>
"""
