"""The model that weighs the English phrases of a term, and how sure it is of the best of them.

One score for each phrase, linear in its features, fitted so that the right phrase of a term stands above the others; a
logistic calibration turns the best one's score, its lead and the numbers of beads into a confidence. The file that
`python -m glossary.trainequivalents` writes holds two models, with an encoder's features and without.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MODELS = Path(__file__).with_name("equivalents.json")
SIGNS = ("best", "lead", "share", "beads", "corpus")  # of certainty, in the order of `signs`
_NAMES = {True: "with_encoder", False: "without_encoder"}  # of the models in the file
_MOST_LEAD = 6.0  # of the best score over the second: more says no more
_MOST_BEADS = 5  # few terms of the articles trained on stand in more
_MOST_OF_CORPUS = 1000  # those articles have hardly as many together


@dataclass(frozen=True, slots=True)
class PhraseModel:
    """Weights of the features of a phrase, and of what the confidence goes by."""

    features: Mapping[str, float]
    certainty: Mapping[str, float]  # of SIGNS, and "bias"

    def scores(self, features: Mapping[str, Floats]) -> Floats:
        """How likely each phrase is the term's English, in log-odds to the others of the term."""
        import numpy as np

        total: Floats = sum((weight * features[name] for name, weight in self.features.items()), start=np.zeros(1))
        return total

    def confidence(self, scores: Floats, beads: int, corpus: int) -> float:
        """0-1, calibrated: the share of terms with this confidence whose best phrase is right.

        Args:
            scores: of the term's phrases.
            beads: how many hold the term.
            corpus: how many beads there are.
        """
        import numpy as np

        weights = np.array([self.certainty[name] for name in SIGNS])
        return float(1 / (1 + np.exp(-(signs(scores, beads, corpus) @ weights + self.certainty["bias"]))))


def signs(scores: Floats, beads: int, corpus: int) -> Floats:
    """What the confidence of the best of the scores goes by (SIGNS).

    The best score, its lead over the second, the logarithms of its share of the likelihood, of the number of beads that
    hold the term, and of the number of all beads: links learned from more are stronger, right or wrong.
    """
    import numpy as np

    second, best = np.sort(np.append(scores, scores.max() - _MOST_LEAD))[-2:]
    share = -np.log(np.exp(scores - best).sum())
    return np.array(
        [
            best,
            min(best - second, _MOST_LEAD),
            share,
            np.log1p(min(beads, _MOST_BEADS)),
            np.log(min(corpus, _MOST_OF_CORPUS)),
        ]
    )


@cache
def fitted_models() -> dict[bool, PhraseModel]:
    """The models shipped: of phrases compared by an encoder (True), and of others (False)."""
    return read_models(MODELS.read_text("utf-8"))


def read_models(text: str) -> dict[bool, PhraseModel]:
    """The models of a file's text."""
    stored = json.loads(text)
    return {encoded: PhraseModel(**stored[name]) for encoded, name in _NAMES.items()}


def written(models: Mapping[bool, PhraseModel], trained_on: Mapping[str, object]) -> str:
    """The text of a file of models, and what they were trained on."""
    stored = {name: asdict(models[encoded]) for encoded, name in _NAMES.items()}
    return json.dumps({"trained_on": dict(trained_on)} | stored, ensure_ascii=False, indent=1) + "\n"
