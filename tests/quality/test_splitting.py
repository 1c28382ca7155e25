"""How well pages are split into sentences: never worse than the floors."""

import pytest

from quality.places import Places
from tm.align.gold import GoldDocument
from tm.text.read import read_document
from tm.text.split import split


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_end_where_people_end_them(lang: str, articles: list[GoldDocument], floors: dict[str, float]) -> None:
    """F1 of sentence ends over all articles, and of those that no end of a paragraph gives away."""
    right, right_inside, counted, counted_inside = 0, 0, 0, 0
    for article in articles:
        path, sentences = (
            (article.source_path, article.source) if lang == "zh" else (article.target_path, article.target)
        )
        assert path is not None
        document = read_document(path, lang=lang)
        places = Places(document.text)
        found = {places.before[segment.end] for segment in split(document)}
        gold = {end for _, end in places.sentences(sentences)}
        paragraphs = {places.before[block.end] for block in document.blocks}
        right += len(found & gold)
        counted += len(found) + len(gold)
        right_inside += len((found & gold) - paragraphs)
        counted_inside += len(found - paragraphs) + len(gold - paragraphs)
    assert 2 * right / counted >= floors["splitting_f1"]
    assert 2 * right_inside / counted_inside >= floors["splitting_inner_f1"]
