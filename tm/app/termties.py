"""What the glossary knows of two texts that are aligned: the entries whose terms stand in each sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from glossary.entries import TermEntry, Workflow
from glossary.termbase import Termbase
from tm.memory.database import open_database
from tm.units import Segment

Entries = frozenset[str]  # concepts found in a sentence


def approved(termbase: Termbase) -> tuple[TermEntry, ...]:
    """The approved entries: what people have decided. Proposals come of alignments and are no evidence for them."""
    return tuple(termbase.entries(workflow=Workflow.APPROVED))


def approved_in_memory(path: Path) -> tuple[TermEntry, ...]:
    """The approved entries in a memory file; none where there is no such file. Raises: StorageError."""
    if not path.exists():
        return ()
    with open_database(path, create=False, readonly=True) as database:
        return approved(Termbase(database))


def entries_found(glossary: Iterable[TermEntry], *sides: Sequence[Segment]) -> tuple[tuple[Entries, ...], ...]:
    """For each side and sentence the entries with a term in it; short ones that may cut a word in two are left out."""
    from glossary.recognise import Recogniser

    recogniser = Recogniser(glossary)
    return tuple(
        tuple(
            frozenset(hit.entry.concept for hit in recogniser.find(segment.text, segment.lang) if not hit.doubtful)
            for segment in side
        )
        for side in sides
    )
