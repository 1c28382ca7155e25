"""What becomes of alignment with an encoder that cannot add up the vectors of its spans: a table.

    python tests/benchmarks/spans.py                              a seed: shows that it runs
    python tests/benchmarks/spans.py --gold DIR --gold DIR --folds 4

The built-in encoder is treated as such a one: its spans averaged from their clauses, as ours are in that case, or each
span, pair of clauses and sentence encoded anew. `characters` is what had to be encoded for it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from align import ROOT, held_out_models

from tm.align.aligner import Text, align_texts, shipped_model
from tm.align.evaluate import Score, gold_of_beads, strict_score
from tm.align.gold import read_gold
from tm.encode.arrays import FloatMatrix, IntVector
from tm.encode.builtin import BuiltinEncoder
from tm.encode.encoder import Averaged, Encoder, SentenceParts, SpanEncoder


class Counted:
    """An encoder that tells vectors of texts only, each text encoded once, and counts what it encodes."""

    name = "counted"

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.characters = encoder, 0
        self.known: dict[str, FloatMatrix] = {}

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        self.characters += sum(map(len, new))
        self.known |= dict(zip(new, self.encoder.encode(new), strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.zeros((0, 512), np.float32)


class Anew:
    """A span encoder that encodes the text of every span.

    The sum of a clause is (1, its number), so that the sum of a run tells how many clauses it has and which.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.name = encoder, encoder.name
        self.clauses: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encoder.encode(texts)

    def parts(self, texts: Sequence[str]) -> SentenceParts:
        found = Averaged(self.encoder).parts(texts)
        numbers = len(self.clauses) + np.arange(len(found.clause_texts))
        codes = np.stack([np.ones(len(numbers)), numbers], axis=1).astype(np.float32)
        ends = {int(end) - 1 for end in found.clause_start[1:]}
        for number, clause in enumerate(found.clause_texts):  # English sentences have a space between them
            self.clauses.append(clause + " " * (number in ends and clause[-1:].isascii()))
        return replace(found, edges=np.zeros((len(found.edges), 2), np.float32), clauses=codes)

    def vectors(self, sums: FloatMatrix, tokens: IntVector) -> FloatMatrix:
        count, total = np.rint(sums).astype(np.int64).T
        first = (total - count * (count - 1) // 2) // np.maximum(count, 1)
        spans = zip(first.tolist(), count.tolist(), strict=True)
        return self.encoder.encode(["".join(self.clauses[at : at + size]).strip() for at, size in spans])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", help="folder of gold alignments [default: a seed]")
    parser.add_argument("--folds", type=int, default=0, help="parts for weights that never saw the article")
    arguments = parser.parse_args()
    groups = {folder.name: read_gold(folder) for folder in arguments.gold or ()}
    groups = groups or {"seeds": read_gold(ROOT / "seeds")[:1]}
    models = held_out_models(groups, arguments.folds) if arguments.folds else {}
    print("| spans | texts | strict F1 | characters |\n|---|---|---|---|")
    for name, group in groups.items():
        counted = Counted(BuiltinEncoder())
        ways: dict[str, SpanEncoder] = {
            "added up": BuiltinEncoder(),
            "averaged": Averaged(counted),
            "encoded anew": Anew(counted),
        }
        for way, encoder in ways.items():
            counted.known.clear()
            counted.characters = 0
            score = Score()
            for document in group:
                sides = Text(document.source, document.source_blocks), Text(document.target, document.target_blocks)
                model = models.get(document.name) or shipped_model()
                score += strict_score(document.beads, gold_of_beads(align_texts(*sides, encoder=encoder, model=model)))
            print(f"| {way} | {name} | {score.f1:.4f} | {counted.characters or ''} |", flush=True)


if __name__ == "__main__":
    main()
