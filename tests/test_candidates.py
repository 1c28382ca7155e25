"""Term candidates: found in either script, ranked, names apart."""

from collections.abc import Sequence

import numpy as np
import pytest

from glossary.candidates import collect, find_candidates, skeleton
from glossary.entries import CandidateKind, Example, NameCandidate, TermCandidate
from glossary.termhood import Weights, scores
from tm.encode.arrays import FloatMatrix
from tm.errors import SettingsError

SENTENCES = (
    "镇里成立河道清淤专班，河道清淤专班每天巡查堤坝。",
    "河道清淤专班的队员说，堤坝安全了。",
    "王建国在湖南省推广“河长日记”，他每天写河长日记。",
    "大家都说这件事很好。",
)


def by_text(sentences: tuple[str, ...]) -> dict[str, TermCandidate]:
    return {candidate.text: candidate for candidate in find_candidates(sentences)}


def test_a_repeated_noun_phrase_is_a_candidate_with_its_count_and_sentences() -> None:
    """Count is of occurrences, examples are the sentences, each once."""
    found = by_text(SENTENCES)["河道清淤专班"]
    assert found.count == 3
    assert [example.index for example in found.examples] == [0, 1]
    assert found.examples[0].text == SENTENCES[0]


def test_a_quoted_string_is_a_candidate_however_it_is_cut() -> None:
    """Quotation marks are what writers mark coined terms with; occurrences without them count too."""
    assert by_text(SENTENCES)["河长日记"].count == 2


def test_quotation_marks_inside_a_term_do_not_divide_it() -> None:
    """战斗“堡垒” is 战斗堡垒."""
    assert by_text(("成为战斗“堡垒”。", "建强战斗堡垒。"))["战斗堡垒"].count == 2


def test_names_are_no_candidates_nor_what_they_begin_with() -> None:
    """Of a person every piece; what a body's name ends in may be a term."""
    sentences = ("贺素岚在澜塘县防汛指挥部值守。", "素岚说防汛指挥部很忙。")
    example = (Example(0, sentences[0]),)
    names = (
        NameCandidate("贺素岚", "zh", CandidateKind.PERSON, "", 1, example),
        NameCandidate("澜塘县防汛指挥部", "zh", CandidateKind.ORGANISATION, "", 1, example),
    )
    texts = {candidate.text for candidate in find_candidates(sentences, names=names)}
    assert "防汛指挥部" in texts
    assert not texts & {"贺素岚", "素岚", "澜塘", "澜塘县", "澜塘县防汛指挥部"}


def test_function_words_are_no_candidates_and_no_edges() -> None:
    """Nothing begins or ends with a particle, pronoun or conjunction."""
    texts = set(by_text((*SENTENCES, "我们和他们的社区以及街道。")))
    assert texts
    assert not {text for text in texts if text[0] in "的了和与我他这" or text[-1] in "的了和与我他这"}


def test_traditional_text_gives_the_candidates_as_it_writes_them() -> None:
    """The script of the text stays; the cutting and counting do not depend on it."""
    simplified = find_candidates(["社区成立临时党支部。", "临时党支部设在小区。"])
    traditional = find_candidates(["社區成立臨時黨支部。", "臨時黨支部設在小區。"])
    assert "臨時黨支部" in {candidate.text for candidate in traditional}
    assert [skeleton(candidate.text) for candidate in traditional] == [candidate.text for candidate in simplified]
    assert [candidate.score for candidate in traditional] == [candidate.score for candidate in simplified]


def test_both_scripts_together_make_one_candidate() -> None:
    """It is written as it mostly is."""
    found = by_text(("网格员上门。", "网格员登记。", "網格員巡查。"))
    assert found["网格员"].count == 3
    assert "網格員" not in found


def test_the_order_is_by_score_and_always_the_same() -> None:
    """Deterministic: same input, same output."""
    first = find_candidates(SENTENCES)
    assert first == find_candidates(SENTENCES)
    assert [candidate.score for candidate in first] == sorted((c.score for c in first), reverse=True)


def test_no_text_no_candidates() -> None:
    """Nothing in, nothing out."""
    assert find_candidates([]) == ()
    assert find_candidates(["", "2026", "OK."]) == ()


def test_candidates_are_for_chinese() -> None:
    """The message says what to give."""
    with pytest.raises(SettingsError, match="Chinese"):
        find_candidates(["temporary branch"], lang="en")


def test_of_a_phrase_and_its_pieces_at_the_same_places_the_best_comes_first() -> None:
    """The others lose a little, and are candidates still; what also stands elsewhere loses nothing."""
    level = Weights({"bias": 1.0, "chars:6": 0.1}, "", 0.0, ())
    found = {candidate.text: candidate.score for candidate in find_candidates(SENTENCES, weights=level)}
    assert found["河道清淤专班"] == pytest.approx(1.1)
    assert found["清淤专班"] == found["专班"] < found["堤坝"] == pytest.approx(1.0)


def test_a_piece_that_is_better_comes_before_what_holds_it() -> None:
    """Then it is the longer one that loses."""
    short = Weights({"bias": 1.0, "chars:2": 0.1}, "", 0.0, ())
    found = {candidate.text: candidate.score for candidate in find_candidates(SENTENCES, weights=short)}
    assert found["专班"] == pytest.approx(1.1)
    assert found["河道清淤专班"] < 1.0


@pytest.mark.parametrize(
    "term", ["充电桩", "第三医院", "96110热线", "pH值", "适老化改造", "重复利用率", "内部控制", "入职申请书", "业主群"]
)
def test_a_term_may_hold_what_is_taken_for_something_else(term: str) -> None:
    """A measure word at its end, a number, letters, an adverb or a place at its head, a person, a word glued to it."""
    sentences = [
        "小区装了充电桩，还有第三医院。",
        "请拨打96110热线。",
        "测定pH值。",
        "推进适老化改造，提高重复利用率。",
    ]
    sentences += ["加强内部控制。", "他交了入职申请书。", "业主群里很热闹。"]
    assert term in {candidate.text for candidate in find_candidates(sentences)}


@pytest.mark.parametrize("part", ["三百", "百户", "三百户居民", "热闹的", "都很"])
def test_counts_and_adverbs_alone_make_no_term(part: str) -> None:
    """Numbers count things, unless they name one."""
    found = {candidate.text for candidate in find_candidates(["三百户居民都很热闹的样子。"])}
    assert found
    assert part not in found


def test_a_measure_word_begins_no_term() -> None:
    """三名党员 holds 党员, not 名党员."""
    texts = {candidate.text for candidate in find_candidates(["选派三名党员参加。"])}
    assert "党员" in texts
    assert "名党员" not in texts


class SoundEncoder:
    """Gives strings that hold 堤 one direction and all others another, under the name that the weights are for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), 2), np.float32)
        for row, text in enumerate(texts):
            rows[row, 0 if "堤" in text else 1] = 1
        return rows


def test_a_meaning_that_terms_have_lifts_a_candidate() -> None:
    """The vector of a candidate adds its log-odds, if the encoder is the one that the weights were fitted with."""
    weights = Weights({"bias": -1.0}, "sound", 0.0, (2.0, -2.0))
    by_form = {c.text: c.score for c in find_candidates(SENTENCES, weights=weights)}
    other = {c.text: c.score for c in find_candidates(SENTENCES, weights=weights, encoder=SoundEncoder("else"))}
    found = {c.text: c.score for c in find_candidates(SENTENCES, weights=weights, encoder=SoundEncoder("sound"))}
    assert by_form == other
    assert found["堤坝"] == pytest.approx(by_form["堤坝"] + 2)
    assert found["队员"] == pytest.approx(by_form["队员"] - 2)


def test_what_is_near_to_repeated_strings_ranks_before_what_is_not() -> None:
    """Nearness is measured to strings that occur again; pieces of one another do not count."""
    weights = Weights({"bias": 0.0}, "sound", 1.0, (0.0, 0.0))
    sentences = ("堤坝垮了。", "堤坝旁有大堤。", "大堤修好了。", "广场上有喷泉。")
    found = scores(*collect(sentences), encoder=SoundEncoder("sound"), weights=weights)
    assert found["堤坝"] > found["喷泉"]
    assert sum(found.values()) == pytest.approx(0, abs=1e-4)


def test_confidence_is_the_share_that_the_log_odds_mean() -> None:
    """Between 0 and 1, rising with the score, whatever the score."""
    example = (Example(0, "堤坝"),)
    shares = [TermCandidate("堤坝", "zh", score, 1, example).confidence for score in (-1000.0, -1.0, 0.0, 2.0, 1000.0)]
    assert shares == sorted(shares)
    assert shares[2] == 0.5
    assert all(0 <= share <= 1 for share in shares)
