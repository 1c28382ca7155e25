"""The values of a check, and the table of its codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How sure it is that something must be done."""

    ERROR = "error"  # wrong as it stands
    WARNING = "warning"  # very likely wrong
    NOTE = "note"  # worth a look; often meant so


SEVERITIES = tuple(Severity)  # the gravest first


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for, and what its fix does (empty where a person has to decide)."""

    meaning: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something amiss with a unit, named by its row in the memory or its number in the file."""

    code: str
    severity: Severity
    number: int
    message: str
    suggestion: str = ""  # what should stand there
    others: tuple[int, ...] = ()  # further units of the same finding
    source_span: tuple[int, int] | None = None  # code points of the text meant, half-open
    target_span: tuple[int, int] | None = None


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "duplicate": Rule("the same pair stands in several units", "they become one, the fields united"),
        "several-targets": Rule("one source with different targets"),
        "several-sources": Rule("one target for different sources"),
        "same-text": Rule("the target is the source", "the unit goes"),
        "half-empty": Rule("a side has neither letters nor figures", "the unit goes"),
        "wrong-language": Rule("a side is not in its language"),
        "wrong-script": Rule("Traditional text tagged as Simplified, or the reverse", "the tag follows the text"),
        "left-over": Rule("words of the source language left in the target"),
        "number": Rule("numbers that differ by value, are missing or added"),
        "tag": Rule("inline codes or placeholders that differ"),
        "length": Rule("far longer or shorter than units of this pair are: often misaligned"),
        "meaning": Rule("source and target are hardly alike in meaning: often misaligned"),
        "garbled": Rule("damaged characters", "UTF-8 read as Latin is read right, control characters go"),
        "space": Rule("white space at an end, doubled or before a mark", "it goes"),
        "term-forbidden": Rule("a rendering that the glossary forbids"),
        "term-missing": Rule("a term of the source without its rendering"),
        "term-elided": Rule("a term without its full rendering, which something near accounts for"),
        "term-case": Rule("a rendering without the capitals that the glossary has"),
        "term-inconsistent": Rule("a term rendered in several allowed ways, over all that was checked"),
        "term-unbacked": Rule("a rendering of a term that the source does not have"),
    }
)
TERM_CODES = frozenset(code for code in RULES if code.startswith("term-"))
SAME_TEXT_CODES = frozenset(["duplicate", "several-targets", "several-sources"])  # of units that share a text
UNIT_CODES = frozenset(RULES) - TERM_CODES - SAME_TEXT_CODES - {"length", "meaning"}  # of a unit looked at alone
FIXABLE = tuple(code for code, rule in RULES.items() if rule.fix)
