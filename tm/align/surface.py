"""Surface features of a bead: punctuation, quotation, speech and paragraphs, compared between its two sides."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tm.align.speech import find_speech
from tm.encode.arrays import FloatVector, IntVector
from tm.languages import guess

SURFACE_FEATURES = (
    "questions_differ",
    "exclamations_differ",
    "opening_quotes_differ",
    "closing_quotes_differ",
    "questions_shared",
    "opening_quotes_agree",
    "closing_quotes_agree",
    "quote_state_differs",  # a quotation is open after the bead on one side only
    "quote_state_at_start_differs",
    "quote_at_start_agrees",
    "quote_at_start_both",
    "quote_at_end_both",
    "question_at_end_agrees",
    "question_at_end_both",
    "clauses_log_ratio",
    "target_starts_lower",
    "source_ends_in_comma",
    "narration_length_z",  # of a bead with speech: |difference| over the root of the sum, by the ratio of the texts
    "narration_length_z_squared",
    "speech_length_z",
    "speech_length_z_squared",
    "paragraph_starts_both",
    "paragraph_starts_one",
    "paragraph_break_in_source",
    "paragraph_break_in_target",
    "null_paragraph",  # an unpaired sentence that is a paragraph of its own
)
_CLOSERS = "”’'\")）)」』 "
_OPEN_WESTERN = re.compile(r"(?:^|[\s—(\-])['‘\"“](?=\w)")
_CLOSE_WESTERN = re.compile(r"[.,!?;:—…-]['’\"”]")
_CLAUSE_MARK = re.compile("[，；：、—,;:]")
_LOWER_START = re.compile(r"['‘\"“(]?[a-zà-ÿ]")
_MOST_DIFFERENCE = 2.0
_MOST_SQUARED = 50.0

# columns of the table of one sentence
_QUESTION, _EXCLAMATION, _OPEN, _CLOSE, _CLAUSES, _COMMA_END, _QUOTE_START, _QUOTE_END, _QUESTION_END, _LOWER = range(
    10
)


class SurfaceSide:
    """What the sentences of one side show on their surface; n sentences."""

    def __init__(self, texts: Sequence[str], blocks: Sequence[int] | None) -> None:
        """`blocks` names the paragraph of each sentence; None or all alike where the structure is not known."""
        table = np.array([_sentence_row(text.strip()) for text in texts], np.float64).reshape(len(texts), 10)
        self.running = np.concatenate([np.zeros((1, 10)), table.cumsum(axis=0)])
        edge = np.zeros((1, 10))
        self.starting = np.concatenate([table, edge])  # the sentence that starts at a boundary
        self.ending = np.concatenate([edge, table])  # the sentence that ends at it
        speech = find_speech(texts)
        self.open_quote = speech.open
        self.spoken = np.concatenate([np.zeros((1, 2)), speech.bytes.cumsum(axis=0)])
        known = blocks is not None and 1 < len(set(blocks)) < len(blocks)
        self.has_paragraphs = known
        self.breaks = np.zeros(len(texts) + 1)
        if known:
            self.breaks[1:-1] = np.diff(np.asarray(blocks)) != 0
            self.breaks[0] = self.breaks[-1] = 1.0
        self.running_breaks = np.concatenate([[0.0], self.breaks.cumsum()])


def surface_features(
    source: SurfaceSide,
    target: SurfaceSide,
    starts: tuple[IntVector, IntVector],
    ends: tuple[IntVector, IntVector],
    ratio: float,
) -> NDArray[np.float64]:
    """(beads, len(SURFACE_FEATURES)) of beads over source sentences starts[0]..ends[0] and target ones likewise.

    `ratio` is that of target bytes to a source byte.
    """
    (i, j), (i_end, j_end) = starts, ends
    pair = ((i_end > i) & (j_end > j)).astype(np.float64)
    ours, theirs = source.running[i_end] - source.running[i], target.running[j_end] - target.running[j]
    differ = np.minimum(np.abs(ours - theirs), _MOST_DIFFERENCE)
    start, other_start = source.starting[i], target.starting[j]
    end, other_end = source.ending[i_end], target.ending[j_end]
    clauses = np.log((ours[:, _CLAUSES] + (i_end - i) + 1) / (theirs[:, _CLAUSES] + (j_end - j) + 1))
    columns = [
        differ[:, _QUESTION],
        differ[:, _EXCLAMATION],
        differ[:, _OPEN],
        differ[:, _CLOSE],
        np.minimum(ours[:, _QUESTION], theirs[:, _QUESTION]),
        (ours[:, _OPEN] > 0) == (theirs[:, _OPEN] > 0),
        (ours[:, _CLOSE] > 0) == (theirs[:, _CLOSE] > 0),
        source.open_quote[i_end] != target.open_quote[j_end],
        source.open_quote[i] != target.open_quote[j],
        start[:, _QUOTE_START] == other_start[:, _QUOTE_START],
        start[:, _QUOTE_START] * other_start[:, _QUOTE_START],
        end[:, _QUOTE_END] * other_end[:, _QUOTE_END],
        end[:, _QUESTION_END] == other_end[:, _QUESTION_END],
        end[:, _QUESTION_END] * other_end[:, _QUESTION_END],
        np.abs(clauses),
        other_start[:, _LOWER],
        end[:, _COMMA_END],
    ]
    columns = [column * pair for column in [*columns, *_speech_columns(source, target, starts, ends, ratio)]]
    columns += _paragraph_columns(source, target, starts, ends, pair)
    return np.stack(columns, axis=1).astype(np.float64)


def _speech_columns(
    source: SurfaceSide,
    target: SurfaceSide,
    starts: tuple[IntVector, IntVector],
    ends: tuple[IntVector, IntVector],
    ratio: float,
) -> list[FloatVector]:
    """How the lengths of narration and of speech differ; 0 where a bead has no speech."""
    ours = (source.spoken[ends[0]] - source.spoken[starts[0]]) * ratio
    theirs = target.spoken[ends[1]] - target.spoken[starts[1]]
    speech = ours[:, 1] + theirs[:, 1] > 0
    z = np.abs(theirs - ours) / np.sqrt(theirs + ours + 1) * speech[:, None]
    squared = np.minimum(z * z, _MOST_SQUARED)
    return [z[:, 0], squared[:, 0], z[:, 1], squared[:, 1]]


def _paragraph_columns(
    source: SurfaceSide,
    target: SurfaceSide,
    starts: tuple[IntVector, IntVector],
    ends: tuple[IntVector, IntVector],
    pair: FloatVector,
) -> list[FloatVector]:
    (i, j), (i_end, j_end) = starts, ends
    both_known = float(source.has_paragraphs and target.has_paragraphs)
    first, other_first = source.breaks[i], target.breaks[j]
    inside = np.maximum(0.0, source.running_breaks[i_end] - source.running_breaks[i + 1])
    other_inside = np.maximum(0.0, target.running_breaks[j_end] - target.running_breaks[j + 1])
    alone = (1 - pair) * np.where(i_end > i, first * source.breaks[i_end], other_first * target.breaks[j_end])
    compared = [pair * first * other_first, pair * np.abs(first - other_first)]
    return [*(column * both_known for column in compared), pair * inside, pair * other_inside, alone]


def _sentence_row(text: str) -> tuple[float, ...]:
    core = text.rstrip(_CLOSERS)
    if guess(text) in ("zh", "ja"):
        straight = text.count('"') / 2
        opened = sum(map(text.count, "“「『")) + straight
        closed = sum(map(text.count, "”」』")) + straight
    else:
        opened, closed = len(_OPEN_WESTERN.findall(text)), len(_CLOSE_WESTERN.findall(text))
    return (
        text.count("？") + text.count("?"),
        text.count("！") + text.count("!"),
        opened,
        closed,
        len(_CLAUSE_MARK.findall(text)),
        core.endswith(("，", "；", "：", ",", ";", ":")),
        text.startswith(("“", "「", "『", '"', "'", "‘")),
        text.endswith(("”", "」", "』", '"', "'", "’")),
        core.endswith(("？", "?")),
        bool(_LOWER_START.match(text)),
    )
