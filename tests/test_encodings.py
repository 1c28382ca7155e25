"""Encodings that are not plain: Western text, mixed files, and what is doubted about them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.encodings import decode, read_text

ZH = "水渠修好了，村里的人都说这是大家一起干出来的，去年他们又种下三千株茶苗。"
HANT = "水渠修好了，村裡的人都說這是大家一起幹出來的，去年他們又種下三千株茶苗。"
WESTERN = [
    "L’été dernier, les élèves sont allés à la bibliothèque où l’on a créé un café.",
    "Im Frühjahr wurden die Straßen über den Fluß größer und schöner.",
    "El año pasado los niños plantaron árboles; mañana vendrán más señores.",
    "Åsa och Örjan åkte på en lång resa över fjället.",
]


@pytest.mark.parametrize("text", WESTERN)
@pytest.mark.parametrize("repeat", [1, 40])
def test_western_text_is_no_longer_taken_for_eastern(text: str, repeat: int) -> None:
    """Letters of Western languages read as cp1252, short or long."""
    text = "\n".join([text] * repeat)
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Příliš žluťoučký kůň úpěl ďábelské ódy, když šel přes louku k řece. ", "cp1250"),
        ("Вода пришла в мае, и вся деревня вышла к новому каналу. ", "cp1251"),
    ],
)
def test_other_legacy_text_still_goes_its_own_way(text: str, codec: str) -> None:
    """It is not forced into Western letters."""
    assert decode((text * 6).encode(codec))[0] == text * 6


def test_a_guess_is_reported_and_a_named_encoding_is_not(tmp_path: Path) -> None:
    """Single-byte encodings cannot be proved by the bytes."""
    path = tmp_path / "a.txt"
    path.write_bytes(WESTERN[0].encode("cp1252"))
    (problem,) = read_text(path).problems
    assert (problem.code, "is read as cp1252, a guess" in problem.message) == ("guessed-encoding", True)
    assert read_text(path, encoding="cp1252").problems == ()
    path.write_bytes(ZH.encode("gb18030"))
    assert read_text(path).problems == ()


@pytest.mark.parametrize(("other", "codec", "name"), [(ZH, "gb18030", "gb18030"), (HANT, "big5", "big5")])
def test_lines_in_two_encodings_are_each_read_by_their_own(tmp_path: Path, other: str, codec: str, name: str) -> None:
    """Two files put together: nothing is lost, and the first odd line is named."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\r\n".join([ZH.encode(), b"plain", other.encode(codec), ZH.encode(), other.encode(codec)]))
    decoded = read_text(path)
    assert decoded.text.split("\r\n") == [ZH, "plain", other, ZH, other]
    assert decoded.encoding == f"utf-8+{name}"
    (problem,) = decoded.problems
    assert (problem.code, problem.line, problem.message[:7]) == ("mixed-encoding", 3, "2 lines")


@given(st.lists(st.booleans(), min_size=2, max_size=12))
def test_any_mixture_of_lines_is_read_back(gb: list[bool]) -> None:
    """Whichever lines are in GB18030."""
    data = b"\n".join(ZH.encode("gb18030" if flag else "utf-8") for flag in gb)
    text, name = decode(data)
    assert text == "\n".join([ZH] * len(gb))
    assert name == {(True, True): "utf-8+gb18030", (True, False): "gb18030"}.get((any(gb), not all(gb)), "utf-8")


def test_a_damaged_line_does_not_make_a_mixed_file() -> None:
    """UTF-8 cut inside a character stays UTF-8 with a sign of damage."""
    assert decode(f"{ZH}\n{ZH}\n".encode() + ZH.encode()[:-1]) == (f"{ZH}\n{ZH}\n{ZH[:-1]}\ufffd", "utf-8")


def test_the_encoding_of_a_long_file_is_told_by_its_beginning() -> None:
    """And every byte of it is read."""
    text = "\n".join([ZH] * 12_000)
    assert decode(text.encode("gb18030")) == (text, "gb18030")
