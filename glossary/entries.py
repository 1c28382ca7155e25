"""The values of a glossary: concepts with their terms, and what extraction offers before a person has looked.

TermCandidate -> TermPair -> TermEntry -> TermHit (glossary.recognise). The names are those of TBX (ISO 30042):
`conceptEntry`, `termSec`, `administrativeStatus`. A status belongs to a term, the workflow to the concept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import exp

from tm.languages import canonical, primary, serves
from tm.units import Problem, Properties


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
    """Whether a candidate or an entry names a concept, or one person, place or body."""

    TERM = "term"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"  # of what, nobody has said

    @property
    def named(self) -> bool:
        """Whether it is a name, of whatever."""
        return self is not CandidateKind.TERM

    def meets(self, wanted: str) -> bool:
        """Whether it is of the kind asked for: `name` asks for every name, an empty one for anything."""
        return wanted in ("", self) or (wanted == CandidateKind.NAME and self.named)


_GAP_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_LEAST_SCORE = 50.0  # below which the share is none
PROPER_NOUN = "properNoun"  # part of speech of a name, as TBX writes it


@dataclass(frozen=True, slots=True)
class Definition:
    """What a concept is: TBX `definition`; `lang` is empty where it stands at the concept, not at a language."""

    text: str
    lang: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("a definition needs text")


@dataclass(frozen=True, slots=True)
class CrossReference:
    """Another concept, by its id, or outside the termbase a URL: TBX `crossReference`, `externalCrossReference`."""

    target: str
    text: str = ""
    external: bool = False

    def __post_init__(self) -> None:
        if not self.target or any(char.isspace() for char in self.target):
            raise ValueError(f"a cross reference needs a concept id or a URL without white space, not {self.target!r}")


@dataclass(frozen=True, slots=True)
class Foreign:
    """An element of TBX that has no field here, as XML in DCA style; `lang` is that of its section, if any."""

    xml: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """An English phrase that stands for a term, and in how many beads."""

    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One designation of a concept in one language: TBX `termSec`."""

    text: str
    lang: str  # BCP 47, canonical
    status: Status = Status.PREFERRED
    part_of_speech: str = ""  # TBX-Basic: noun, verb, adjective, adverb, properNoun, other
    term_type: TermType | None = None  # None where nobody has said
    source: str = ""
    context: str = ""  # a sentence that uses the term
    note: str = ""
    foreign: tuple[str, ...] = ()  # XML, as in Foreign

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
    definitions: tuple[Definition, ...] = ()
    note: str = ""
    references: tuple[CrossReference, ...] = ()
    workflow: Workflow = Workflow.PROPOSED
    confidence: float | None = None  # 0-1 that a proposal would be kept; None where a person or tool vouches for it
    count: int = 0  # occurrences behind the proposal
    renderings: tuple[Rendering, ...] = ()  # all that extraction saw, most frequent first
    created_at: datetime | None = None
    created_by: str = ""
    changed_at: datetime | None = None
    changed_by: str = ""
    properties: Properties = ()
    foreign: tuple[Foreign, ...] = ()

    def __post_init__(self) -> None:
        if self.concept.split() != [self.concept]:
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

    @property
    def kind(self) -> CandidateKind:
        """What it names: a concept, unless a term of it is a proper noun; the subject field says of what."""
        if not any(term.part_of_speech == PROPER_NOUN for term in self.terms):
            return CandidateKind.TERM
        known = self.subject_field in (CandidateKind.PERSON, CandidateKind.PLACE, CandidateKind.ORGANISATION)
        return CandidateKind(self.subject_field) if known else CandidateKind.NAME

    @property
    def to_choose(self) -> bool:
        """Whether it is approved without a rendering, and the texts have some that nobody has chosen from."""
        alone = len({primary(term.lang) for term in self.terms}) == 1
        return self.workflow is Workflow.APPROVED and alone and bool(self.renderings)

    @property
    def definition(self) -> str:
        """The first definition, in whatever language; an empty string where there is none."""
        return self.definitions[0].text if self.definitions else ""

    @property
    def twice_preferred(self) -> tuple[str, ...]:
        """The languages that have more than one preferred term."""
        preferred = [term.lang for term in self.terms if term.status is Status.PREFERRED]
        languages = dict.fromkeys(preferred)
        return tuple(lang for lang in languages if preferred.count(lang) > 1) if len(languages) < len(preferred) else ()

    def referring(self, renamed: Mapping[str, str]) -> TermEntry:
        """The entry with its cross references set to new ids; one that would come to mean the entry itself goes."""
        turned = [r if r.external else replace(r, target=renamed.get(r.target, r.target)) for r in self.references]
        to_itself = any(r.target == self.concept for r in self.references if not r.external)
        kept = tuple(dict.fromkeys(r for r in turned if r.external or r.target != self.concept or to_itself))
        return replace(self, references=kept) if kept != self.references else self

    def named(self, concept: str) -> TermEntry:
        """The entry under another id, which a cross reference to itself follows."""
        turned = (replace(r, target=concept) if r.target == self.concept else r for r in self.references)
        return replace(self, concept=concept, references=tuple(turned))

    def in_language(self, lang: str) -> tuple[Term, ...]:
        """The terms that serve `lang`, in order: a zh-TW term does not serve zh-CN, a plain zh one serves both."""
        return tuple(term for term in self.terms if serves(term.lang, lang))


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """A record of a file: its entry, or None where it gives none, and what is wrong with it."""

    line: int | None
    entry: TermEntry | None
    problems: tuple[Problem, ...] = ()
    parts: tuple[str, ...] = ()  # ids of its terms, by which other entries of the file may refer to it


def one_line(text: str) -> str:
    """A term as somebody typed or copied it, on one line: with single spaces, and none between Chinese characters."""
    return _GAP_IN_CHINESE.sub("", " ".join(text.split()))


def with_statuses(terms: Iterable[tuple[Term, bool]]) -> tuple[Term, ...]:
    """The terms, those whose status nobody has said (False) settled: the first of a language preferred, then admitted.

    A term that is said to be preferred comes before all of them.
    """
    terms = tuple(terms)
    if all([said for _, said in terms]):
        return tuple([term for term, _ in terms])
    preferred = {term.lang for term, said in terms if said and term.status is Status.PREFERRED}
    settled = []
    for term, said in terms:
        if said:
            settled.append(term)
            continue
        status = Status.ADMITTED if term.lang in preferred else Status.PREFERRED
        settled.append(term if term.status is status else replace(term, status=status))
        preferred.add(term.lang)
    return tuple(settled)


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
    score: float  # log-odds that it is a term
    count: int  # occurrences
    examples: tuple[Example, ...]

    def __post_init__(self) -> None:
        if not self.text or self.count < 1 or not self.examples:
            raise ValueError(f"a candidate occurs somewhere: {self.text!r}, {self.count} times")

    @property
    def confidence(self) -> float:
        """0-1, calibrated: the share of candidates with this confidence that a terminologist would take."""
        return 1 / (1 + exp(-max(self.score, -_LEAST_SCORE)))


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """The name of a person, a place or a body, as a text has it."""

    text: str
    lang: str
    kind: CandidateKind
    english: str  # of a person, as the translation writes it by its sound; empty where it is not known
    count: int  # occurrences
    examples: tuple[Example, ...]


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
