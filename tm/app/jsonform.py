"""The JSON that `--json` prints: documented keys, stable from version to version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glossary.entries import TermEntry
    from glossary.recognise import TermHit
    from tm.app.alignment import AlignedPair
    from tm.app.evaluation import Evaluation
    from tm.app.service import Answer
    from tm.app.terms import ExtractReport
    from tm.lookup.concordance import Concordance
    from tm.lookup.matches import Match
    from tm.settings import SettingSource
    from tm.units import Document, Segment, TranslationUnit

Json = dict[str, Any]


def plain(value: Any) -> Any:
    """A report of dataclasses, paths, dates and choices as what JSON knows, key for key."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(item) for name, item in asdict(value).items()}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path | StrEnum):
        return str(value)
    return value


def alignment(pair: AlignedPair) -> Json:
    """`source` and `target` (path, lang, encoding, problems, segments) and `beads` over the indexes of segments.

    A segment has text, start and end: code points in the decoded text of the file.
    """
    return {
        "source": _side(pair.source, pair.alignment.source),
        "target": _side(pair.target, pair.alignment.target),
        "beads": [
            {
                "source": list(bead.source),
                "target": list(bead.target),
                "score": round(bead.score, 4),
                "confidence": round(bead.confidence, 4),
                "moved": bead.moved,
            }
            for bead in pair.alignment.beads
        ],
    }


def answer(found: Answer) -> Json:
    """`query`, `lang`, `matches` (kind, percent, band, cosine, …), `terms` and `fragments` of one lookup."""
    result = found.result
    return {
        "query": result.query,
        "lang": result.lang,
        "matches": [_match(match) for match in result.matches],
        "terms": [term(hit) for hit in found.terms],
        "fragments": plain(found.fragments),
    }


def term(hit: TermHit) -> Json:
    """A term found in a text: where it stands, and what the glossary says in the other language."""
    others = hit.translations
    return {
        "source": hit.term.text,
        "target": [other.text for other in others if other.usable],
        "forbidden": [other.text for other in others if not other.usable],
        "start": hit.start,
        "end": hit.end,
        "status": str(hit.term.status),
        "workflow": str(hit.entry.workflow),
        "concept": hit.entry.concept,
        "doubtful": hit.doubtful,
    }


def entry(found: TermEntry) -> Json:
    """A glossary entry with its terms: every field of both, by its name, and `kind`."""
    shape: Json = plain(found)
    return shape | {"kind": str(found.kind)}


def extraction(report: ExtractReport) -> Json:
    """The report, and `entries` as they were proposed, the surest first."""
    shape: Json = plain(report)
    return shape | {"entries": [entry(found) for found in report.entries]}


def evaluation(report: Evaluation) -> Json:
    """`documents` and the quality on `given` sentences and from `raw` text: the report, with shares beside counts."""
    shape: Json = plain(report)
    for name, quality in (("given", report.given), ("raw", report.raw)):
        if quality is None:
            continue
        for degree, score in (("strict", quality.strict), ("lax", quality.lax)):
            shape[name][degree] |= {"precision": score.precision, "recall": score.recall, "f1": score.f1}
        for row, kind in zip(shape[name]["types"], quality.types, strict=True):
            row |= {"precision": kind.precision, "recall": kind.recall}
    return shape


def settings(values: Sequence[SettingSource]) -> Json:
    """Each setting with its value and where it came from."""
    return {value.name: {"value": value.value, "source": value.source} for value in values}


def _side(document: Document, segments: Sequence[Segment]) -> Json:
    return {
        "path": str(document.path),
        "lang": document.lang,
        "encoding": document.encoding,
        "problems": plain(document.problems),
        "segments": [{"text": segment.text, "start": segment.start, "end": segment.end} for segment in segments],
    }


def _match(match: Match) -> Json:
    origin = match.unit.origin
    return {
        "id": match.rowid,
        "kind": str(match.kind),
        "percent": match.percent,
        "band": match.band,
        "cosine": None if match.cosine is None else round(match.cosine, 4),
        "source": match.unit.source.text,
        "target": match.unit.target.text,
        "source_lang": match.unit.source.lang,
        "target_lang": match.unit.target.lang,
        "diff": [[str(part.op), part.text] for part in match.diff],
        "origin": origin.document,
        "date": origin.date,
        "confidence": match.unit.confidence,
        "penalties": {penalty.code: penalty.points for penalty in match.penalties},
        "repaired": match.repaired,
        "suggestion": match.converted,
        "suggestion_kind": "converted" if match.converted else "",
        "variants": [
            {"text": one.text, "count": one.count, "first": one.first, "last": one.last} for one in match.variants
        ],
        "memory": match.memory,
    }


def unit(rowid: int, stored: TranslationUnit) -> Json:
    """A unit by its id, as it stands in the memory."""
    return {
        "id": rowid,
        "source": stored.source.text,
        "target": stored.target.text,
        "source_lang": stored.source.lang,
        "target_lang": stored.target.lang,
        "origin": stored.origin.document,
        "date": stored.origin.date,
        "state": str(stored.state),
        "confidence": stored.confidence,
        "note": stored.note,
    }


def keywords(found: Concordance) -> Json:
    """`query`, `total` and `units`, whether these are `complete`, and `hits`.

    Each is a unit and the `side` of it with the text, from `start` to `end`.
    """
    hits = [
        unit(hit.rowid, hit.unit) | {"side": hit.side, "start": hit.start, "end": hit.end, "memory": hit.memory}
        for hit in found.hits
    ]
    return {
        "query": found.query,
        "total": found.total,
        "units": found.units,
        "complete": found.complete,
        "hits": hits,
    }
