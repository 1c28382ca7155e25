"""Encodings that are not plain: Western text, mixed files, and what is doubted about them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import InputError
from tm.text import encodings
from tm.text.encodings import decode, open_text, read_text

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


def test_lines_in_a_third_encoding_are_told_one_by_one(tmp_path: Path) -> None:
    """They are read by the encoding of the other lines, which they hardly are in."""
    plain, second = "县里修了一条新的水渠，大家都很高兴。\n", "市里开会研究了今年的防汛工作。\n"
    third = "臺灣的朋友寫信來問候大家，並且說明年春天再來。\n"
    path = tmp_path / "a.txt"
    path.write_bytes(plain.encode() * 2 + second.encode("gbk") * 3 + third.encode("big5") * 2)
    read = read_text(path)
    assert read.text.startswith(plain * 2 + second * 3)
    assert [(problem.code, problem.line) for problem in read.problems] == [
        ("mixed-encoding", 3),
        ("mixed-encoding", 6),
        ("mixed-encoding", 7),
    ]


def test_a_damaged_line_does_not_make_a_mixed_file() -> None:
    """UTF-8 cut inside a character stays UTF-8 with a sign of damage."""
    assert decode(f"{ZH}\n{ZH}\n".encode() + ZH.encode()[:-1]) == (f"{ZH}\n{ZH}\n{ZH[:-1]}\ufffd", "utf-8")


def test_the_encoding_of_a_long_file_is_told_by_its_beginning() -> None:
    """And every byte of it is read."""
    text = "\n".join([ZH] * 12_000)
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("chunk", [1, 3, 7, 64])
@pytest.mark.parametrize(
    "data",
    [
        *(f"{ZH}\r\n{HANT}".encode(codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030")),
        HANT.encode("big5"),
        b"\n".join([ZH.encode(), b"plain", ZH.encode("gb18030")]),
        ZH.encode()[:-1],
        ZH.encode("gb18030")[:-1],
        WESTERN[0].encode("cp1252"),
    ],
)
def test_text_is_the_same_however_its_bytes_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, chunk: int
) -> None:
    """A file is decoded chunk by chunk; characters and lines lie across the chunks."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    whole = read_text(path)
    monkeypatch.setattr(encodings, "_CHUNK_BYTES", chunk)
    told = decode(data)
    monkeypatch.setattr(encodings, "_beginning", lambda chunks: b"".join(chunks()))
    assert read_text(path) == whole
    assert told == (whole.text, whole.encoding)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["The canal is mended.\r\nEveryone helped.\r\n", ZH, HANT, f"{ZH}\n"])
def test_utf_16_is_told_without_a_mark(text: str, codec: str) -> None:
    """Plain English in it is NUL bytes to every other encoding; Chinese without a line end has none at all."""
    assert decode(text.encode(codec)) == (text, codec)


@pytest.mark.parametrize("text", ["a\0b\n水渠。\n", f"{ZH}\0", f"\0{HANT}\n"])
def test_a_stray_nul_makes_no_utf_16_of_chinese_in_utf_8(text: str) -> None:
    """Characters of several bytes that are right throughout prove more than one byte of zero."""
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_marked_file_that_is_cut_off_is_read(codec: str) -> None:
    """The byte order mark is believed; the damage shows."""
    assert decode(ZH.encode(codec)[:-1])[0] == f"{ZH[:-1]}\ufffd"


def test_a_wrong_byte_far_inside_is_named_by_its_place_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by its place in the chunk."""
    path = tmp_path / "a.txt"
    path.write_bytes(ZH.encode() + b"\xff" + ZH.encode())
    monkeypatch.setattr(encodings, "_CHUNK_BYTES", 4)
    with pytest.raises(InputError, match=rf"byte {len(ZH.encode())} is not utf-8"):
        open_text(path, encoding="utf-8")


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """Reading one would wait for ever."""
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    with pytest.raises(InputError, match="is a pipe or a device"):
        open_text(path)


def test_a_lone_surrogate_is_damage_like_any_other() -> None:
    """Encoded in UTF-8 it is three bytes that are none; the rest of a short file is read."""
    data = f"{ZH}\n\ud83d\n{ZH}".encode("utf-8", "surrogatepass")
    assert decode(data) == (f"{ZH}\n\ufffd\ufffd\ufffd\n{ZH}", "utf-8")
