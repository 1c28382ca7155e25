"""The commands on a text by itself, as a person types them."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from doors import Result

from tm.app import sentences as sentences_module
from tm.text.read import read_parts

Call = Callable[..., Result]
BODY = "入夏以来，三道岭的梯田第一次没有断水，新修的水渠绕山十二公里，把后山的泉水引到了九百亩梯田里。"
TEXT = f"梯田里的新水渠\n{BODY}“石头太硬。”他说。\n责任编辑：方圆\n"
SRX = """<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header segmentsubflows="yes" cascade="no"/><body>
<languagerules><languagerule languagerulename="all"><rule break="yes"><beforebreak>，</beforebreak></rule>
</languagerule></languagerules><maprules><languagemap languagepattern=".*" languagerulename="all"/></maprules>
</body></srx>"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.zh.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_sentences_are_printed_one_a_line(call: Call, article: Path) -> None:
    """The words about them, with the account of characters, go to stderr."""
    result = call("tm", "split", article)
    assert result.code == 0
    assert result.out.splitlines() == ["梯田里的新水渠", BODY, "“石头太硬。”", "他说。"]
    assert result.err.startswith("4 sentences (zh-CN, utf-8); of 71 characters 64 kept, 7 set aside as boilerplate")


def test_json_has_a_sentence_a_line_and_the_account_last(call: Call, article: Path) -> None:
    """Offsets are code points of the file; a repair that is not wanted is not made."""
    result = call("tm", "split", article, "--json", "--keep", "boilerplate", "-s", "zh-TW")
    *sentences, account = map(json.loads, result.out.splitlines())
    assert [sentence["text"] for sentence in sentences] == [TEXT[s["start"] : s["end"]] for s in sentences]
    assert [(sentence["kind"], sentence["block"]) for sentence in sentences[:2]] == [("heading", 0), ("paragraph", 1)]
    assert (account["lang"], account["sentences"], result.err) == ("zh-TW", 5, "")
    assert account["characters"] == {"read": 71, "kept": 71, "boilerplate": 0, "layout": 0}


def test_rules_and_semicolons_are_obeyed(call: Call, article: Path, tmp_path: Path) -> None:
    """As `tm align` obeys them; both at once is a mistake."""
    rules = tmp_path / "rules.srx"
    rules.write_text(SRX, "utf-8")
    assert call("tm", "split", article, "--srx", rules).out.splitlines()[1] == "入夏以来，"
    assert call("tm", "split", article, "--srx", rules, "--semicolons").code == 2


def test_problems_are_told_and_change_the_exit_code(call: Call, tmp_path: Path) -> None:
    """In words on stderr, as JSON among the sentences."""
    path = tmp_path / "a.txt"
    path.write_text(f"{BODY}\n水\ufffd来了。\n", "utf-8")
    plain, as_json = call("tm", "split", path), call("tm", "split", path, "--json")
    assert (plain.code, as_json.code) == (1, 1)
    assert "a.txt:2: holds damaged characters" in plain.err
    assert [json.loads(line).get("code") for line in as_json.out.splitlines()] == [None, None, "damaged-text", None]


def test_a_long_file_gives_the_sentences_of_its_parts(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks and offsets go on from part to part, and the account adds up."""
    path = tmp_path / "a.txt"
    path.write_text(f"{BODY}\n\n" * 40, "utf-8")
    monkeypatch.setattr(sentences_module, "read_parts", partial(read_parts, size=100))
    whole = call("tm", "split", path, "--json").out
    *sentences, account = map(json.loads, whole.splitlines())
    assert [(s["start"], s["block"]) for s in sentences] == [((len(BODY) + 2) * at, at) for at in range(40)]
    assert account["characters"] == {"read": 40 * len(BODY), "kept": 40 * len(BODY), "boilerplate": 0, "layout": 0}


@pytest.mark.parametrize("name", ["missing.txt", "folder.txt", "a.doc"])
def test_a_file_that_cannot_be_read_is_an_input_error(call: Call, tmp_path: Path, name: str) -> None:
    """Before anything is printed."""
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "a.doc").write_text("x", "utf-8")
    result = call("tm", "split", tmp_path / name)
    assert (result.code, result.out) == (3, "")
    assert name in result.err
