"""The values of a glossary: concepts with their terms, and what extraction offers before a person has looked.

TermCandidate -> TermPair -> TermEntry -> TermHit (glossary.recognise). The names are those of TBX (ISO 30042):
`conceptEntry`, `termSec`, `administrativeStatus`. A status belongs to a term, the workflow to the concept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tm.languages import canonical, serves
from tm.units import Properties


class Status(StrEnum):
    """How a term may be used: TBX `administrativeStatus`; deprecated is what translators call forbidden."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"


class TermType(StrEnum):
    """What form of the name a term is: TBX-Basic `termType`."""

    FULL = "full"
    ABBREVIATION = "abbreviation"
    ACRONYM = "acronym"
    SHORT = "short"
    VARIANT = "variant"
    PHRASE = "phrase"


class Workflow(StrEnum):
    """What people have decided about a concept; only a person moves it away from proposed."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class CandidateKind(StrEnum):
    """Whether a candidate names a concept, or one person or place."""

    TERM = "term"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One designation of a concept in one language: TBX `termSec`."""

    text: str
    lang: str  # BCP 47, canonical
    status: Status = Status.PREFERRED
    part_of_speech: str = ""  # TBX-Basic: noun, verb, adjective, adverb, properNoun, other
    term_type: TermType = TermType.FULL
    source: str = ""
    context: str = ""  # a sentence that uses the term
    note: str = ""

    def __post_init__(self) -> None:
        if not self.text or self.text != self.text.strip():
            raise ValueError(f"a term needs text without white space around it, not {self.text!r}")
        if self.lang != canonical(self.lang):
            raise ValueError(f"the language tag is written {canonical(self.lang)}, not {self.lang}")

    @property
    def usable(self) -> bool:
        """Whether a translator may write the term: preferred or admitted."""
        return self.status in (Status.PREFERRED, Status.ADMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """A concept and its terms in all languages: TBX `conceptEntry`."""

    concept: str  # id, unique in a termbase
    terms: tuple[Term, ...]
    subject_field: str = ""
    definition: str = ""
    note: str = ""
    workflow: Workflow = Workflow.PROPOSED
    confidence: float | None = None  # 0-1 that the extracted pair is right; None where a person or tool vouches for it
    count: int = 0  # occurrences behind the proposal
    created_at: datetime | None = None
    created_by: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    properties: Properties = ()

    def __post_init__(self) -> None:
        if not self.concept or any(char.isspace() for char in self.concept):
            raise ValueError(f"a concept needs an id without white space, not {self.concept!r}")
        if not self.terms:
            raise ValueError(f"concept {self.concept} needs at least one term")
        if len({(term.text, term.lang) for term in self.terms}) < len(self.terms):
            raise ValueError(f"concept {self.concept} holds a term twice")
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must lie between 0 and 1, not {self.confidence}")
        if self.count < 0:
            raise ValueError(f"count must not be negative, as {self.count} is")
        for moment in (self.created_at, self.changed_at):
            if moment is not None and (moment.tzinfo is None or moment.microsecond):
                raise ValueError(f"times are UTC whole seconds, not {moment.isoformat()}")

    def in_language(self, lang: str) -> tuple[Term, ...]:
        """The terms that serve `lang`, in order: a zh-TW term does not serve zh-CN, a plain zh one serves both."""
        return tuple(term for term in self.terms if serves(term.lang, lang))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in which a candidate occurs; index counts the sentences that were searched."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """A string that may be a term, before anyone has looked for its translation."""

    text: str
    lang: str
    kind: CandidateKind
    score: float  # higher is better; comparable only inside one search
    count: int  # occurrences
    examples: tuple[Example, ...]

    def __post_init__(self) -> None:
        if not self.text or self.count < 1 or not self.examples:
            raise ValueError(f"a candidate occurs somewhere: {self.text!r}, {self.count} times")


@dataclass(frozen=True, slots=True)
class Rendering:
    """An English phrase that stands for a term, and in how many beads."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class TermPair:
    """A Chinese term with its most likely English, and the other renderings seen."""

    zh: str
    en: str
    confidence: float  # 0-1, calibrated: the share of pairs with this confidence that a terminologist would keep
    count: int  # beads whose Chinese side holds the term
    renderings: tuple[Rendering, ...]  # most frequent first; `en` is among them

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError("a term pair needs text on both sides")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must lie between 0 and 1, not {self.confidence}")
