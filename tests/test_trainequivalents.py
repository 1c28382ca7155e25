"""Training the choice of a term's English: what it learns of other articles holds for one that it has not seen."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.equivalents import Choice, Corpus, compare
from glossary.phrasemodel import MODELS, PhraseModel, fitted_models, read_models, written
from glossary.trainequivalents import Article, Example, examples, fit, held_out, outcome, read_articles, together
from tm.encode.builtin import BuiltinEncoder

SEEDS = Path(__file__).parent.parent / "seeds"
SCORES = st.lists(st.floats(-30, 30), min_size=1, max_size=8)


def example(term: str, right: int, *, sign: float = 1.0) -> Example:
    """Three phrases, of which the right one has the largest `linked` and the others the largest `noise`."""
    place = np.arange(3) == right
    return Example(term, {"linked": sign * place, "noise": 1.0 - place}, place, 1, 50)


def test_the_right_phrase_comes_first_after_training() -> None:
    """Weights follow what right phrases have and wrong ones have not."""
    pytest.importorskip("scipy")
    model = fit([example(f"term {number}", number % 3) for number in range(30)])
    assert model.features["linked"] > 0 > model.features["noise"]
    unseen = outcome(example("unseen", 1), model)
    assert unseen.right
    assert unseen.confidence > 0.9


def test_what_is_right_of_other_articles_is_right_of_one_held_out() -> None:
    """Better than the first phrase by its links alone, without an encoder; a term of its own is never trained on."""
    pytest.importorskip("scipy")
    articles = read_articles(SEEDS)[:3]
    alone = {article.name: examples(article, None) for article in articles}
    all_texts = examples(together(articles), None)
    in_all, in_own = held_out(articles, alone, all_texts)
    counted = [found for found in all_texts if found.counted]
    assert len(in_all) == len(counted) < len(all_texts)
    assert len(in_own) == sum(found.counted for each in alone.values() for found in each)
    by_chance = np.mean([found.right.mean() for found in counted])
    assert np.mean([each.right for each in in_all]) > 2 * by_chance


def test_any_article_s_rendering_of_a_term_is_right_of_all_together() -> None:
    """A term that two translators render differently has two."""
    first = Article("a", (("水渠。", "A canal."),), {"水渠": frozenset(["canal"])}, {})
    second = Article("b", (("水渠。", "A ditch."),), {"水渠": frozenset(["ditch"])}, {"岚溪": frozenset(["lanxi"])})
    assert together([first, second]).english == {"水渠": frozenset(["canal", "ditch"])}
    assert together([first, second]).sounded == second.sounded
    assert together([first, second]).pairs == (*first.pairs, *second.pairs)


def test_models_are_read_as_they_were_written() -> None:
    """With what they were trained on beside them."""
    models = {True: PhraseModel({"share": 0.5}, {"bias": 1.0}), False: PhraseModel({"dice": -2.0}, {"bias": 0.0})}
    assert read_models(written(models, {"articles": ["a"]})) == models


def test_the_shipped_models_weigh_every_feature_there_is() -> None:
    """And were trained on the articles of the repository that list terms."""
    corpus = Corpus([("村里修水渠。", "The village built a canal.")], None)
    choice = corpus.choice("水渠")
    assert isinstance(choice, Choice)
    models = fitted_models()
    assert set(models[False].features) == set(choice.features)
    compare([choice], BuiltinEncoder())
    assert set(models[True].features) == set(choice.features)
    text = MODELS.read_text("utf-8")
    assert all(f'"{path.name.removesuffix(".terms.tsv")}"' in text for path in SEEDS.glob("*.terms.tsv"))


@given(SCORES, st.integers(1, 500), st.integers(1, 5000), st.floats(0.1, 5))
def test_a_better_best_phrase_makes_surer(scores: list[float], beads: int, corpus: int, more: float) -> None:
    """A confidence is a share, and a higher score of the best phrase never lowers it."""
    model = fitted_models()[True]
    before = np.array(scores)
    after = before.copy()
    after[before.argmax()] += more
    assert 0 <= model.confidence(before, beads, corpus) <= model.confidence(after, beads, corpus) + 1e-9 <= 1 + 1e-9
