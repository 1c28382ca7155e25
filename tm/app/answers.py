"""What `tm lookup` prints in a terminal; by click alone, since loading rich takes as long as the search."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from tm.app.folding import folded
from tm.lookup.diff import DiffOp, DiffPart
from tm.lookup.matches import Match, MatchKind, Rendering

if TYPE_CHECKING:
    from tm.app.service import Answer

_KIND_COLOURS = {
    MatchKind.CONTEXT: "magenta",
    MatchKind.EXACT: "green",
    MatchKind.FUZZY: "yellow",
    MatchKind.MEANING: "cyan",
}
_CONTROLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}  # ␛ and its like: no escapes


def show_answer(found: Answer) -> None:
    """The matches of a query, each with its difference, and the glossary's terms in it."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
    colour = False if plain else None  # None: where stdout is a terminal
    pieces = (piece for line in _lines(found) for piece in folded(line, hanging=0 if line.startswith("    ") else 2))
    click.echo("\n".join(pieces), color=colour)  # at once: each call flushes


def _lines(found: Answer) -> Iterator[str]:
    yield _bold("? ") + _marked(found)
    for hit in (hit for hit in found.terms if hit.translations):
        targets = [term.text if term.usable else f"✗ {term.text}" for term in hit.translations]
        label = f" ({', '.join(hit.reservations)})" if hit.reservations else ""
        named = click.style(_clean(hit.term.text), underline=True)
        yield f"  term  {named} = {_clean(' / '.join(targets))}{_dim(label)}"
    if bare := ", ".join(_clean(hit.term.text) for hit in found.terms if not hit.translations):
        yield _dim(f"  no rendering yet  {bare}")
    for fragment in found.fragments:
        origin = "  ".join(filter(None, (f"×{fragment.count}", *fragment.documents[:1])))
        phrase = click.style(_clean(fragment.text), underline=True)
        yield f"  phrase  {phrase} ≈ {_clean(fragment.target) or '?'}  {_dim(origin)}"
    if not found.result.matches:
        yield _dim("  no match")
    told = set[str]()  # sources whose translations are listed
    for match in found.result.matches:
        yield from _match_lines(match, match.memory if found.memories > 1 else "")
        if len(match.variants) > 1 and match.unit.source.text not in told:
            told.add(match.unit.source.text)
            yield from map(_variant_line, match.variants)


def _match_lines(match: Match, memory: str) -> Iterator[str]:
    score = f"{match.percent}%" if match.cosine is None else f"cos {match.cosine:.2f}"
    penalties = "".join(f" −{penalty.points} {penalty.code}" for penalty in match.penalties)
    origin = "  ".join(filter(None, (match.unit.origin.document, match.unit.origin.date, memory)))
    scored = click.style(f"{score:<10}", fg=_KIND_COLOURS[match.kind], bold=True)
    yield f"  {scored}{match.kind}{penalties}  {_dim(_clean(f'{origin}  #{match.rowid}'))}"
    fuzzy = match.kind is MatchKind.FUZZY
    yield "    " + (_difference(match.diff) if fuzzy else _clean(match.unit.source.text))
    yield "    " + _bold(match.unit.target.text)
    for label, text in (("repaired", match.repaired), ("converted", match.converted)):
        if text:
            yield f"    {click.style(label, fg='green')}  {_bold(text)}"


def _variant_line(variant: Rendering) -> str:
    days = " – ".join(dict.fromkeys(filter(None, (variant.first, variant.last))))
    return _dim(f"    ×{variant.count} {variant.text}  {days}")


def _difference(parts: Sequence[DiffPart]) -> str:
    """The unit's source with what the query lacks struck out and what it adds underlined."""
    return "".join(map(_part, parts))


def _part(part: DiffPart) -> str:
    text = _clean(part.text)
    if part.op is DiffOp.DELETE:
        return click.style(f"[-{text}-]", fg="red", strikethrough=True)
    return click.style("{+" + text + "+}", fg="green", underline=True) if part.op is DiffOp.INSERT else text


def _marked(found: Answer) -> str:
    """The query with its terms underlined."""
    text, at, pieces = found.result.query, 0, []
    for hit in found.terms:
        if hit.start >= at:
            pieces += [_clean(text[at : hit.start]), click.style(_clean(text[hit.start : hit.end]), underline=True)]
            at = hit.end
    return "".join([*pieces, _clean(text[at:])])


def _bold(text: str) -> str:
    return click.style(_clean(text), bold=True)


def _dim(text: str) -> str:
    return click.style(_clean(text), dim=True) if text else ""


def _clean(text: str) -> str:
    """The text without characters that a terminal obeys."""
    return text.translate(_CONTROLS)
