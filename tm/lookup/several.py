"""Several memories asked as one: the matches of all, ranked together, less what a memory's matches count less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tm.lookup.matches import (
    LookupResult,
    Match,
    MatchKind,
    Penalty,
    Rendering,
    best_first,
    newest_first,
    penalised,
    texts,
)


@dataclass(frozen=True, slots=True)
class MemoryAnswer:
    """What one memory answered, and how many percent its matches count less."""

    result: LookupResult
    penalty: int = 0


def merged(answers: Sequence[MemoryAnswer], *, minimum: int, limit: int, prefer: Sequence[str] = ()) -> LookupResult:
    """The best `limit` matches by form of all memories, then as many by meaning; the first memory wins a tie.

    The penalty `memory` is listed with each match of a memory that counts less; a cosine is not lowered by it. One
    source and target that several memories have is shown once. Texts that the memories translate differently have
    the penalty for several targets, as if they stood in one memory, and list all renderings.
    """
    if len(answers) == 1 and not answers[0].penalty:
        return answers[0].result
    matches = [_penalised(match, answer.penalty) for answer in answers for match in answer.result.matches]
    exact = [match for match in matches if match.kind in (MatchKind.EXACT, MatchKind.CONTEXT)]
    if len({match.unit.target.text for match in exact}) > 1:
        matches = [_ambiguous(match) for match in matches]
    by_form = [match for match in matches if match.percent is not None and match.percent >= minimum]
    shown = _different(best_first(by_form, prefer))[:limit]
    by_meaning = sorted(
        (match for match in matches if match.cosine is not None), key=lambda match: -(match.cosine or 0)
    )
    known = {texts(match.unit) for match in shown}
    shown += [match for match in _different(by_meaning) if texts(match.unit) not in known][:limit]
    first = answers[0].result
    return replace(first, matches=tuple(replace(match, variants=_renderings(match, matches)) for match in shown))


def _penalised(match: Match, points: int) -> Match:
    if not points:
        return match
    return penalised(match, Penalty("memory", 0 if match.percent is None else points))


def _ambiguous(match: Match) -> Match:
    """An exact match with the penalty for several targets, if it has none yet."""
    if match.kind is not MatchKind.EXACT or any(penalty.code == "multiple-targets" for penalty in match.penalties):
        return match
    return penalised(match, Penalty("multiple-targets", 1))


def _different(matches: Iterable[Match]) -> list[Match]:
    """The first match of each pair of source and target text."""
    first: dict[tuple[str, str], Match] = {}
    for match in matches:
        first.setdefault(texts(match.unit), match)
    return list(first.values())


def _renderings(match: Match, matches: Sequence[Match]) -> tuple[Rendering, ...]:
    """The translations of the match's source in all memories, the most recent first."""
    by_memory = {other.memory: other.variants for other in matches if other.unit.source == match.unit.source}
    united: dict[str, Rendering] = {}
    for rendering in (rendering for variants in by_memory.values() for rendering in variants):
        known = united.get(rendering.text)
        if known:
            first = min(filter(None, (known.first, rendering.first)), default="")
            count, last = known.count + rendering.count, max(known.last, rendering.last)
            rendering = Rendering(rendering.text, count, first, last)
        united[rendering.text] = rendering
    return newest_first(united.values())
