"""Rows that come back: of an exported file that names the units its rows stand for."""

from __future__ import annotations

from dataclasses import dataclass

from tm.units import State, TranslationUnit


@dataclass(frozen=True, slots=True)
class Correction:
    """What a row says of a unit now. `unit` is what it is worth to another memory; None if it is of no use there."""

    path: str
    line: int | None
    rowid: int  # of the unit, in its memory
    memory: str  # identity of that memory
    source: str
    target: str
    note: str
    state: State | None = None
    unit: TranslationUnit | None = None
