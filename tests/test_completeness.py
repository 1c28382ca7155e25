"""An answer is never empty while the memory holds a match: against the comparison with every unit."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from values import NOW

from tm.app.project import Project, Reference
from tm.app.service import LookupOptions, look_up
from tm.encode.choose import choose_encoder
from tm.lookup import fuzzy, index, lookup
from tm.lookup.forms import percent
from tm.lookup.fuzzy import FuzzyIndex
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.settings import Settings
from tm.units import Origin, TranslationUnit, Variant

DAYS = ("", "2019-01-01", "2024-01-01")
MOST_POINTS = 3  # that penalties of one memory add up to


@dataclass(frozen=True, slots=True)
class Stored:
    """A unit to store: in one of two scripts and memories, on a day, before the index is made or after it."""

    text: str
    traditional: bool
    day: str
    late: bool
    second: bool


texts = st.text("市场经济改革a5，", min_size=1, max_size=7).filter(str.strip)
units = st.builds(Stored, texts, st.booleans(), st.sampled_from(DAYS), st.booleans(), st.booleans())


def unit(stored: Stored, number: int) -> TranslationUnit:
    text = stored.text.replace("场", "場").replace("经济", "經濟") if stored.traditional else stored.text
    return TranslationUnit(
        source=Variant(text, "zh-TW" if stored.traditional else "zh-CN"),
        target=Variant(f"t{number}", "en-US"),
        origin=Origin("d", date=stored.day),
    )


def best_by_hand(query: str, stored: list[Stored], *, strict: bool, as_of: str, penalty: int) -> int:
    """The least that the best admitted unit can have."""
    admitted = [one for one in stored if not (strict and one.traditional) and not (as_of and one.day > as_of)]
    likeness = (percent(query, one.text) - MOST_POINTS - penalty * one.second for one in admitted)
    return max(likeness, default=0)


@settings(max_examples=150)
@given(texts, st.lists(units, max_size=10), st.booleans(), st.sampled_from(["", "2020-01-01"]), st.sampled_from([0, 5]))
def test_no_answer_is_empty_while_there_is_a_match(
    query: str, stored: list[Stored], strict: bool, as_of: str, penalty: int
) -> None:
    """With an index that looks at next to nothing, changes since, both filters and two memories."""
    with TemporaryDirectory() as folder, ExitStack() as opened:
        for module, name, value in (
            (index, "POSTINGS", 1),
            (index, "POSTINGS_ROOT", 0),
            (index, "COMPARED_SHARE", 1),
            (fuzzy, "SMALL_MEMORY", 0),
            (lookup, "_ALIKE", 1),
        ):
            opened.enter_context(patch.object(module, name, value))
        paths = [Path(folder) / name for name in ("a.tmdb", "b.tmdb")]
        memories = [Memory(opened.enter_context(open_database(path))) for path in paths]
        for late in (False, True):
            for second, memory in enumerate(memories):
                chosen = [one for one in stored if (one.late, one.second) == (late, bool(second))]
                memory.add((unit(one, number) for number, one in enumerate(chosen)), now=NOW)
                FuzzyIndex(memory).prepare("zh", "en")
            opened.enter_context(patch.object(fuzzy, "SMALL_MEMORY", 20))
        settings_, encoder = Settings(memory=paths[0]), choose_encoder("builtin")
        project = Project(settings_, memories[0], encoder, lambda: NOW, references=(Reference(memories[1], penalty),))
        day = date.fromisoformat(as_of) if as_of else None
        options = LookupOptions(
            source_lang="zh-CN", minimum=50, limit=1, strict_variant=strict, as_of=day, thorough=True
        )
        (answer,) = look_up(project, [query], options)
    best = best_by_hand(query, stored, strict=strict, as_of=as_of, penalty=penalty)
    if best >= 50:
        (match,) = answer.result.matches
        assert (match.percent or 0) >= 50
