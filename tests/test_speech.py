"""Direct speech: what stands inside quotation marks of any style, over as many sentences as it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.align.speech import find_speech

any_texts = st.lists(st.text(alphabet="他说好“”‘’「」『』\"' aB,.—！", max_size=16), max_size=6)


def spoken(*texts: str) -> list[int]:
    """The bytes inside quotation marks, sentence by sentence."""
    return find_speech(texts).bytes[:, 1].astype(int).tolist()


@given(any_texts)
def test_every_byte_but_those_of_marks_is_narrated_or_spoken(texts: list[str]) -> None:
    """Apostrophes count as marks; nothing is open before the first sentence."""
    found = find_speech(texts)
    for text, row in zip(texts, found.bytes, strict=True):
        assert row.sum() == len("".join(char for char in text if char not in "“”‘’「」『』\"'").encode())
    assert found.open[0] == 0
    assert set(found.open.tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("他说：“好。”", "好。"),
        ("他說：「好。」", "好。"),
        ('他说："好。"她笑了。', "好。"),
        ("他说：“她问‘谁？’，我没答。”", "她问谁？，我没答。"),
        ("'Aye,' said the miller.", "Aye,"),
        ("The boys' boat, the miller's oar.", ""),
        ("'It's the miller's boat,' he said. 'I swear.'", "Its the millers boat,I swear."),
        ("‘It’s late,’ he said.", "Its late,"),
        ('"Aye," he said—"aye."', "Aye,aye."),
        ("He calls it a 'boat' still.", "boat"),
    ],
)
def test_marks_are_told_from_apostrophes(text: str, inside: str) -> None:
    """Curly, straight, single, double and corner marks; one kind inside another."""
    assert spoken(text) == [len(inside.encode())]
    assert not find_speech([text]).open.any()


def test_speech_goes_on_until_it_is_closed() -> None:
    """Over sentences; a paragraph of it that begins with a mark of its own does not end it."""
    assert spoken("“好。", "走吧！”", "他走了。") == [len("好。".encode()), len("走吧！".encode()), 0]
    assert spoken('"Go.', '"Now."', "He went.") == [3, 4, 0]
    assert find_speech(["“好。", "走吧！”", "他走了。"]).open.tolist() == [0, 1, 0, 0]


def test_a_quotation_that_nobody_closes_is_forgotten() -> None:
    """Its mark was a slip: after a page the text is narrated again."""
    inside = spoken("“好。", *["他走了。"] * 40)
    assert inside[1] > 0
    assert inside[-1] == 0
