"""Segmentation rules of other tools: SRX 2.0 (and 1.0) files, read and obeyed.

A position is a boundary if the first rule that matches there, in the order of the file, is one that breaks: its
`beforebreak` must match text that ends there, its `afterbreak` text that starts there. Expressions are those of ICU
and Java; what the `regex` package cannot say the same way is refused.
Source: GALA/LISA, Segmentation Rules eXchange 2.0, sections 3 and 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tm.errors import InputError
from tm.exchange.safexml import iter_elements, line_of, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_VERSIONS = ("1.0", "2.0")
_LONGEST_SEARCH = 20.0  # seconds for one rule group on one block; a rule that takes longer never ends
_SPACES = r"\t\x20\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ESCAPES = {"h": f"[{_SPACES}]", "H": f"[^{_SPACES}]", "Z": r"(?=\n?\Z)", "z": r"\Z", "e": r"\x1b"}
_ESCAPE = re.compile(
    r"\\(?:x\{(?P<code>[0-9A-Fa-f]+)\}|0(?P<octal>[0-7]{1,3})|Q(?P<quoted>.*?)(?:\\E|\Z)|[pP]\{(?P<property>\w+)"
    r"|(?P<char>.))|(?P<unicode>\(\?U\))",
    re.DOTALL,
)
_REFUSED = {"G": r"\G", "c": r"\c", "k": "a back-reference"} | dict.fromkeys("123456789", "a back-reference")


@dataclass(frozen=True, slots=True)
class SrxRule:
    """One `<rule>`: expressions as the file writes them, and the line they stand on."""

    breaks: bool
    before: str
    after: str
    line: int | None


@dataclass(frozen=True, slots=True)
class SrxRules:
    """What an SRX file says: rules by name, and which names apply to which languages."""

    path: Path
    cascade: bool
    rules: tuple[tuple[str, tuple[SrxRule, ...]], ...]  # languagerulename and its rules
    maps: tuple[tuple[str, str], ...]  # languagepattern and languagerulename


class _Pattern(Protocol):
    """What is used of a compiled expression of the `regex` package, which has look-behinds of any length."""

    def finditer(self, text: str, *, timeout: float) -> Iterator[re.Match[str]]: ...

    def match(self, text: str, pos: int, *, timeout: float) -> re.Match[str] | None: ...

    def fullmatch(self, text: str) -> re.Match[str] | None: ...


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring rules of one kind as one expression that matches, empty, where any of them does."""

    breaks: bool
    pattern: _Pattern


class SrxSplitter:
    """Sentence boundaries of a language by SRX rules.

    Raises: InputError at once if no language pattern takes the language, or a rule cannot be compiled.
    """

    def __init__(self, rules: SrxRules, lang: str) -> None:
        self._path = rules.path
        chosen = rules_for(rules, lang)
        self._groups = tuple(
            _Group(breaks, _joined(list(group), rules.path))
            for breaks, group in groupby(chosen, key=lambda rule: rule.breaks)
        )

    def ends(self, text: str) -> list[int]:
        """Where sentences end inside the text, ascending. Raises: InputError if a rule takes too long."""
        found: set[int] = set()
        try:
            for index, group in enumerate(self._groups):
                if group.breaks:
                    earlier = [other.pattern for other in self._groups[:index] if not other.breaks]
                    for match in group.pattern.finditer(text, timeout=_LONGEST_SEARCH):
                        at = match.start()
                        if at not in found and not any(p.match(text, at, timeout=_LONGEST_SEARCH) for p in earlier):
                            found.add(at)
        except TimeoutError as error:
            message = f"a rule takes more than {_LONGEST_SEARCH:.0f} seconds on one paragraph; make it simpler"
            raise InputError(message, path=self._path) from error
        return sorted(found - {0, len(text)})


def read_srx(path: Path) -> SrxRules:
    """The rules of an SRX file, every expression checked.

    Raises: InputError if the file is no SRX 1.0 or 2.0, lacks a part, or has an expression that cannot be obeyed.
    """
    cascade = False
    rules: list[tuple[str, tuple[SrxRule, ...]]] = []
    maps: list[tuple[str, str]] = []
    for element in iter_elements(path, "header", "languagerule", "languagemap", root="srx"):
        kind = local_name(element)
        if kind == "header":
            _check_version(element, path)
            cascade = element.get("cascade", "no") == "yes"
        elif kind == "languagerule":
            rules.append((_required(element, "languagerulename", path), tuple(_rules(element, path))))
        else:
            pattern = _required(element, "languagepattern", path)
            _language_pattern(pattern, path, line_of(element))
            maps.append((pattern, _required(element, "languagerulename", path)))
    names = {name for name, _ in rules}
    for pattern, name in maps:
        if name not in names:
            raise InputError(f"maps {pattern!r} to {name!r}, which has no <languagerule>; add it", path=path)
    if not maps:
        raise InputError("has no <languagemap>, so its rules are for no language; add one", path=path)
    for _, group in rules:
        for rule in group:
            _joined([rule], path)
    return SrxRules(path, cascade, tuple(rules), tuple(maps))


def rules_for(rules: SrxRules, lang: str) -> tuple[SrxRule, ...]:
    """The rules for a language tag, in order: of the first map that takes it, or of all where the file cascades.

    Raises: InputError if no language pattern takes the tag.
    """
    by_name = dict(rules.rules)
    chosen = [
        by_name[name] for pattern, name in rules.maps if _language_pattern(pattern, rules.path, None).fullmatch(lang)
    ]
    if not chosen:
        known = ", ".join(pattern for pattern, _ in rules.maps)
        raise InputError(f"has no rules for {lang}; its language patterns are {known}", path=rules.path)
    return tuple(rule for group in (chosen if rules.cascade else chosen[:1]) for rule in group)


def _check_version(header: _Element, path: Path) -> None:
    root = header.getparent()
    version = "" if root is None else root.get("version", "")
    if version not in _VERSIONS:
        raise InputError(f"is SRX version {version or 'unknown'}; save it as 2.0", path=path, line=line_of(header))


def _required(element: _Element, name: str, path: Path) -> str:
    value = element.get(name)
    if not value:
        raise InputError(f"<{local_name(element)}> has no {name}; add it", path=path, line=line_of(element))
    return value


def _rules(element: _Element, path: Path) -> Iterator[SrxRule]:
    for rule in element.iterfind("{*}rule"):
        breaks = rule.get("break", "yes")
        if breaks not in ("yes", "no"):
            raise InputError(f'break="{breaks}" is neither yes nor no; write one', path=path, line=line_of(rule))
        before, after = ("".join(rule.findtext(f"{{*}}{name}") or "") for name in ("beforebreak", "afterbreak"))
        yield SrxRule(breaks == "yes", before, after, line_of(rule))


def _joined(rules: Sequence[SrxRule], path: Path) -> _Pattern:
    """One expression for rules of one kind: empty matches at the positions that any of them takes."""
    parts = []
    for rule in rules:
        sides = [_translated(side, path, rule.line) for side in (rule.before, rule.after)]
        parts.append((f"(?<={sides[0]})" if sides[0] else "") + (f"(?={sides[1]})" if sides[1] else ""))
    return _compiled("|".join(f"(?:{part})" for part in parts), path, rules[0].line)


def _language_pattern(expression: str, path: Path, line: int | None) -> _Pattern:
    return _compiled(f"(?i:{_translated(expression, path, line)})", path, line)


def _compiled(expression: str, path: Path, line: int | None) -> _Pattern:
    import regex  # type: ignore[import-untyped]

    try:
        pattern: _Pattern = regex.compile(expression, regex.VERSION1)
    except (regex.error, OverflowError, RecursionError) as error:
        message = f"has an expression that cannot be obeyed ({error}); rewrite the rule"
        raise InputError(message, path=path, line=line) from error
    return pattern


def _translated(expression: str, path: Path, line: int | None) -> str:
    """The expression of ICU or Java in the syntax of `regex`.

    Raises: InputError for what has no counterpart there, with the line of its rule.
    """
    for match in _ESCAPE.finditer(expression):
        refused = _REFUSED.get(match["char"] or "")
        if (match["property"] or "").startswith("java"):
            refused = r"\p{java…}"
        if refused:
            message = f"uses {refused} in {expression!r}, which is not supported; rewrite the rule"
            raise InputError(message, path=path, line=line)
    return _ESCAPE.sub(_escaped, expression)


def _escaped(match: re.Match[str]) -> str:
    if match["unicode"]:
        return ""  # Java's flag for what is the rule here
    if match["code"]:
        code = int(match["code"], 16)
        return re.escape(chr(code)) if code <= 0x10FFFF else match[0]
    if match["octal"]:
        return re.escape(chr(int(match["octal"], 8)))
    if match["quoted"] is not None:
        return re.escape(match["quoted"])
    return _ESCAPES.get(match["char"] or "", match[0])
