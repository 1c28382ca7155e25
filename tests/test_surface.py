"""What the two sides of a bead show: punctuation, quotation, paragraphs; figures and names that both must share."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tm.align.surface import SURFACE_FEATURES, SurfaceSide, surface_features
from tm.align.tokens import TOKEN_FEATURES, TokenSide, token_features

PARAGRAPHS = [name for name in SURFACE_FEATURES if "paragraph" in name]
texts = st.text(alphabet="他说好人啊“”「」『』‘’？！。，；：5.8万 aB?!,;:\"'()-—\n3", max_size=20)
any_texts = st.lists(texts | st.text(max_size=20), min_size=1, max_size=6)


def beads(n: int, m: int) -> list[tuple[int, int, int, int]]:
    """Every bead (i, j, i_end, j_end) of at most three sentences a side, null ones of one sentence."""
    sizes = [(a, b) for a in range(4) for b in range(4) if (a and b) or a + b == 1]
    return [(i, j, i + a, j + b) for a, b in sizes for i in range(n - a + 1) for j in range(m - b + 1)]


def table(
    source: SurfaceSide, target: SurfaceSide, rows: Sequence[tuple[int, int, int, int]], ratio: float = 1.0
) -> np.ndarray:
    i, j, i_end, j_end = np.array(rows, np.int64).reshape(-1, 4).T
    return surface_features(source, target, (i, j), (i_end, j_end), ratio)


def of_pair(source: str, target: str) -> dict[str, float]:
    """The features by name of the 1-1 bead of two sentences."""
    row = table(SurfaceSide([source], None), SurfaceSide([target], None), [(0, 0, 1, 1)])[0]
    return dict(zip(SURFACE_FEATURES, row.tolist(), strict=True))


@given(any_texts, any_texts)
def test_every_bead_of_any_two_texts_has_finite_features(source: list[str], target: list[str]) -> None:
    """Empty sentences, stray quotation marks, other scripts; without paragraphs no feature speaks of them."""
    rows = beads(len(source), len(target))
    features = table(SurfaceSide(source, None), SurfaceSide(target, None), rows)
    assert features.shape == (len(rows), len(SURFACE_FEATURES))
    assert np.isfinite(features).all()
    assert not features[:, [SURFACE_FEATURES.index(name) for name in PARAGRAPHS]].any()


@given(any_texts, any_texts, st.data())
def test_unpaired_sentences_have_features_of_paragraphs_only(
    source: list[str], target: list[str], data: st.DataObject
) -> None:
    """There is no other side to compare with."""
    blocks = [
        sorted(data.draw(st.lists(st.integers(0, 3), min_size=len(s), max_size=len(s)))) for s in (source, target)
    ]
    rows = [bead for bead in beads(len(source), len(target)) if bead[0] == bead[2] or bead[1] == bead[3]]
    features = table(SurfaceSide(source, blocks[0]), SurfaceSide(target, blocks[1]), rows)
    others = [index for index, name in enumerate(SURFACE_FEATURES) if name not in PARAGRAPHS]
    assert not features[:, others].any()
    assert np.isfinite(features).all()


@given(any_texts)
def test_a_text_differs_from_itself_in_nothing(source: list[str]) -> None:
    """Whatever counts a difference is 0 where both sides are the same."""
    side = SurfaceSide(source, None)
    features = table(side, side, [(i, i, i + a, i + a) for a in (1, 2, 3) for i in range(len(source) - a + 1)])
    for name in SURFACE_FEATURES:
        if name.endswith(("differ", "differs", "log_ratio")):
            assert not features[:, SURFACE_FEATURES.index(name)].any(), name


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("他来吗？", "Is he coming?", {"questions_differ": 0, "questions_shared": 1, "question_at_end_both": 1}),
        ("他来吗？", "He is coming.", {"questions_differ": 1, "questions_shared": 0, "question_at_end_both": 0}),
        ("“他来吗？”", '"Is he coming?"', {"question_at_end_both": 1, "quote_at_end_both": 1}),
        ("“走吧。”他说。", '"Go," he said.', {"opening_quotes_differ": 0, "closing_quotes_differ": 0}),
        ("「走吧。」", "“Go.”", {"quote_at_start_both": 1, "opening_quotes_differ": 0, "quote_state_differs": 0}),
        ("“走吧。", "Go.", {"opening_quotes_differ": 1, "quote_state_differs": 1, "opening_quotes_agree": 0}),
        ("好！好！好！", "Good.", {"exclamations_differ": 2}),
        ("新增5.8万人，", "58,000 new jobs", {"source_ends_in_comma": 1, "target_starts_lower": 0}),
        ("新增5.8万人", "and 12 more", {"source_ends_in_comma": 0, "target_starts_lower": 1}),
    ],
)
def test_what_a_pair_shows(source: str, target: str, expected: dict[str, float]) -> None:
    """Differences are capped at 2; quotes count in either style."""
    found = of_pair(source, target)
    assert {name: found[name] for name in expected} == expected


def test_a_quotation_stays_open_over_the_sentences_it_holds() -> None:
    """“甲。/乙。” and "A. / B." agree in state after each sentence; a side that closed early differs."""
    source = SurfaceSide(["“走吧。", "我先上。”"], None)
    state = SURFACE_FEATURES.index("quote_state_differs")
    same = table(source, SurfaceSide(['"Go.', 'I go first."'], None), [(0, 0, 1, 1), (1, 1, 2, 2)])
    assert not same[:, state].any()
    early = table(source, SurfaceSide(['"Go."', "I go first."], None), [(0, 0, 1, 1)])
    assert early[0, state] == 1


def test_speech_is_compared_with_speech() -> None:
    """He cried / "Fire!" / and ran: narration given to the spoken neighbour shows, though no length differs much."""
    source = SurfaceSide(["“着火了！”", "他喊着跑开了。"], None)
    target = SurfaceSide(['"Fire! Fire!"', "Then he ran away."], None)
    columns = [SURFACE_FEATURES.index(name) for name in ("narration_length_z", "speech_length_z")]
    right, late, early = table(source, target, [(0, 0, 1, 1), (0, 0, 1, 2), (1, 0, 2, 2)])[:, columns]
    assert right[0] == 0 < late[0]
    assert right[1] < early[1]


def test_where_nobody_speaks_lengths_are_compared_elsewhere() -> None:
    """A bead without speech has no lengths of narration."""
    found = of_pair("他走了。", "He went away without a word, and did not come back.")
    assert found["narration_length_z"] == found["speech_length_z"] == 0


def tokens(source: Sequence[str], target: Sequence[str], rows: Sequence[tuple[int, int, int, int]]) -> np.ndarray:
    i, j, i_end, j_end = np.array(rows, np.int64).reshape(-1, 4).T
    return token_features(TokenSide(source, "zh"), TokenSide(target, "en"), (i, j), (i_end, j_end))


def tokens_of(source: Sequence[str], target: Sequence[str], bead: tuple[int, int, int, int]) -> dict[str, float]:
    return dict(zip(TOKEN_FEATURES, tokens(source, target, [bead])[0].tolist(), strict=True))


@settings(max_examples=60)
@given(any_texts, any_texts)
def test_tokens_of_any_two_texts_are_few_and_finite(source: list[str], target: list[str]) -> None:
    """Counts, never negative; an unpaired sentence shares nothing."""
    rows = beads(len(source), len(target))
    features = tokens(source, target, rows)
    assert features.shape == (len(rows), len(TOKEN_FEATURES))
    assert np.isfinite(features).all()
    assert (features >= 0).all()
    null = [i == i_end or j == j_end for i, j, i_end, j_end in rows]
    assert not features[null][:, [TOKEN_FEATURES.index(name) for name in ("numbers_shared", "tokens_shared")]].any()


@pytest.mark.parametrize(
    ("source", "target", "shared", "left", "right"),
    [
        ("新增5.8万人", "58,000 new jobs", 1, 0, 0),
        ("新增5.8万人", "and 12 more", 0, 1, 1),
        ("12和12", "the 12", 1, 1, 0),
        ("3、3、3、3、3、3、3、3", "3 3 3 3 3 3 3 3", 4, 0, 0),
        ("8月5日", "on Aug. 5", 2, 0, 0),
    ],
)
def test_figures_are_compared_by_value(source: str, target: str, shared: int, left: int, right: int) -> None:
    """A repeated one counts as often as both sides have it, four at the most."""
    found = tokens_of([source], [target], (0, 0, 1, 1))
    counted = [found[f"numbers_{name}"] for name in ("shared", "source_only", "target_only")]
    assert counted == [shared, left, right]


def test_a_name_is_found_in_its_pinyin_and_missed_where_it_stands_next_door() -> None:
    """Chen in 陈: shared by the true bead; astray in one that leaves 陈 just outside."""
    source, target = ["天亮了。", "陈老师来了。"], ["Day broke.", "Teacher Chen came."]
    true, off = tokens_of(source, target, (1, 1, 2, 2)), tokens_of(source, target, (0, 1, 1, 2))
    assert (true["tokens_shared"], true["tokens_astray"]) == (1, 0)
    assert (off["tokens_shared"], off["tokens_astray"]) == (0, 1)


class TestParagraphs:
    SOURCE = SurfaceSide(["甲。", "乙。", "丙。", "丁。"], [0, 0, 1, 2])
    TARGET = SurfaceSide(["A.", "B.", "C.", "D."], [5, 5, 7, 9])

    def features(self, bead: tuple[int, int, int, int], target: SurfaceSide | None = None) -> dict[str, float]:
        row = table(self.SOURCE, target or self.TARGET, [bead])[0]
        return {name: value for name, value in zip(SURFACE_FEATURES, row.tolist(), strict=True) if name in PARAGRAPHS}

    def test_starts_of_paragraphs_meet(self) -> None:
        """Both at a start, one of them, none."""
        assert self.features((2, 2, 3, 3))["paragraph_starts_both"] == 1
        assert self.features((2, 1, 3, 2))["paragraph_starts_one"] == 1
        assert not any(self.features((1, 1, 2, 2)).values())

    def test_a_break_inside_a_bead_counts_on_its_side(self) -> None:
        """Sentences 1 and 2 stand in two paragraphs."""
        assert self.features((1, 1, 3, 2))["paragraph_break_in_source"] == 1
        assert self.features((1, 1, 2, 3))["paragraph_break_in_target"] == 1
        assert self.features((0, 0, 2, 2))["paragraph_break_in_source"] == 0

    def test_an_unpaired_sentence_says_whether_it_is_a_paragraph(self) -> None:
        """The third and fourth are, the first is not."""
        assert self.features((2, 0, 3, 0))["null_paragraph"] == 1
        assert self.features((0, 0, 1, 0))["null_paragraph"] == 0
        assert self.features((0, 3, 0, 4))["null_paragraph"] == 1

    @pytest.mark.parametrize("blocks", [None, [0, 0, 0, 0], [0, 1, 2, 3]])
    def test_paragraphs_count_only_where_both_sides_have_them(self, blocks: list[int] | None) -> None:
        """All in one, or each its own, is no structure: nothing is compared with it."""
        unknown = SurfaceSide(["A.", "B.", "C.", "D."], blocks)
        for bead in beads(4, 4):
            found = self.features(bead, unknown)
            assert found["paragraph_starts_both"] == found["paragraph_starts_one"] == 0
            assert found["paragraph_break_in_target"] == 0
