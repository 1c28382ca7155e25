"""What `python -m glossary.train` counts of a ranking, and what it refuses."""

from pathlib import Path

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from glossary.goldterms import ranking, read_articles, together
from glossary.train import main


def test_shares_are_of_the_first_places_and_of_the_terms() -> None:
    """Fifty and a hundred places count as such, however few candidates there are."""
    terms = [f"t{number}" for number in range(60)]
    figures = ranking(terms, frozenset([*terms[:10], *terms[50:55], "missed"]))
    assert (figures.precision_50, figures.precision_100) == (10 / 50, 15 / 100)
    assert (figures.terms, figures.recall_300) == (16, 15 / 16)


@given(st.permutations(range(200)), st.sets(st.integers(0, 250), min_size=1))
def test_no_order_is_better_than_the_highest_share(order: list[int], gold: set[int]) -> None:
    """The highest share is that of the best order, whatever the order is."""
    names = [str(number) for number in order]
    terms = frozenset(str(number) for number in gold)
    best = sorted(names, key=lambda name: name not in terms)
    assert ranking(names, terms).precision_100 <= ranking(names, terms).highest_100
    assert ranking(best, terms).precision_100 == ranking(names, terms).highest_100


def test_terms_judged_later_are_apart_and_names_are_none(tmp_path: Path) -> None:
    """Listed and further terms are what is measured against, judged ones are for training, names are in neither."""
    files = {
        "zh.sents": "巡堤员到岗。\n",
        "en.sents": "The patrols are there.\n",
        "gold": "[0]:[0]\n",
        "terms.tsv": "巡堤员\tpatrol\t1\n",
        "further": "到岗\n青石镇\n",
        "judged": "巡堤\n青石\n",
        "names": "place\t青石镇\nplace\t青石\n",
    }
    for suffix, text in files.items():
        (tmp_path / f"a.{suffix}").write_text(text, "utf-8")
    (article,) = read_articles(tmp_path)
    assert article.listed == {"巡堤员"}
    assert article.accepted == {"巡堤员", "到岗"}
    assert article.judged == {"巡堤"}
    assert article.with_names == {"巡堤员"}
    twice = together([article, article])
    assert (twice.sentences, twice.listed) == (article.sentences * 2, article.listed)


def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    """One sentence says which folder, and what it should hold; no weights are written."""
    for name in ("zh.sents", "en.sents", "gold"):
        (tmp_path / f"a.{name}").write_text("[0]:[0]\n", "utf-8")
    result = CliRunner().invoke(main, ["--gold", str(tmp_path), "-o", str(tmp_path / "weights.json")])
    assert result.exit_code == 3
    assert f"{tmp_path}: holds 0 of the 3 articles with NAME.terms.tsv" in result.output
    assert not (tmp_path / "weights.json").exists()
