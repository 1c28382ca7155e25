"""Pieces of XLIFF as text: candidates from the memory as 1.2 and 2.1 have them, and terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tm.exchange.safexml import xml_text
from tm.units import Variant

MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
OWN = "urn:duizhao:unit"  # attributes of a unit of the memory: id, source-lang, target-lang, source-codes, target-codes
_RETURN = {"\r": "&#13;"}  # as a reference it survives reading
_SPACES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_MEMORY_KINDS = ("context", "exact", "fuzzy")
_PREFIX = "duizhao"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the memory offers for a segment.

    Kinds: context, exact, fuzzy, meaning (without a percent); repaired and converted, whose target a machine changed.
    """

    kind: str
    percent: int | None
    source: Variant
    target: Variant
    origin: str = ""


@dataclass(frozen=True, slots=True)
class CandidateTerm:
    """A term of a segment and its usable renderings."""

    text: str
    renderings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Source and target of a candidate as markup."""

    source: str
    target: str


def escaped(text: str) -> str:
    """The text as content of an element, without what XML forbids."""
    return escape(xml_text(text)[0], _RETURN)


def quoted(value: str) -> str:
    """The text as the value of an attribute, in its quotes."""
    return quoteattr(xml_text(value)[0], _SPACES)


def attributes(**values: str) -> str:
    """Attributes in the order given, each with a space before it; empty ones are left out, `_` becomes `-`."""
    written = ((name.replace("_", "-"), xml_text(value)[0]) for name, value in values.items())
    return "".join(f" {name}={quoteattr(value, _SPACES)}" for name, value in written if value)


def alt_trans(candidate: Candidate, sides: Sides, *, prefix: str, mid: str = "") -> str:
    """An alt-trans of XLIFF 1; `mid` names the mrk it is for, `extradata` its kind."""
    quality = "" if candidate.percent is None else f"{min(100, candidate.percent)}%"
    named = attributes(mid=mid, match_quality=quality, origin=candidate.origin, extradata=candidate.kind)
    langs = f" xml:lang={quoteattr(candidate.source.lang)}", f" xml:lang={quoteattr(candidate.target.lang)}"
    content = f"<{prefix}source{langs[0]}>{sides.source}</{prefix}source>"
    content += f"<{prefix}target{langs[1]}>{sides.target}</{prefix}target>"
    return f"<{prefix}alt-trans{named}>{content}</{prefix}alt-trans>"


def match_markup(candidate: Candidate, sides: Sides, *, prefix: str, segment_id: str, data: str = "") -> str:
    """A match of XLIFF 2's candidates module for a segment.

    Types: icm in context, tm; what a machine changed is am with its kind as the sub-type; found by meaning is other.
    Similarity is the percent of form, at most 100.

    Args:
        candidate: what is offered.
        sides: its markup.
        prefix: of the core namespace, with its colon, or empty.
        segment_id: of the segment it is for.
        data: an originalData element that codes in the sides refer to, or empty.
    """
    kinds = {"context": "icm", "exact": "tm", "fuzzy": "tm", "meaning": "other"}
    changed = "" if candidate.kind in _MEMORY_KINDS else f"{_PREFIX}:{candidate.kind}"
    similarity = "" if candidate.percent is None else str(min(100, candidate.percent))
    named = attributes(
        ref=f"#{segment_id}",
        type=kinds.get(candidate.kind, "am"),
        subType=changed,
        similarity=similarity,
        origin=candidate.origin,
    )
    content = f"{data}<{prefix}source>{sides.source}</{prefix}source><{prefix}target>{sides.target}</{prefix}target>"
    return f"<mtc:match{named}>{content}</mtc:match>"


def glossary_markup(terms: Iterable[CandidateTerm]) -> str:
    """A glossary of XLIFF 2's module with an entry for each term; empty for none."""
    entries = "".join(
        f"<gls:glossEntry><gls:term>{escaped(term.text)}</gls:term>"
        + "".join(f"<gls:translation>{escaped(rendering)}</gls:translation>" for rendering in term.renderings)
        + "</gls:glossEntry>"
        for term in terms
        if term.renderings
    )
    return f'<gls:glossary xmlns:gls="{GLOSSARY}">{entries}</gls:glossary>' if entries else ""
