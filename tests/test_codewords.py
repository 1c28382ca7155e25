"""What other parts name by codes or tell in English, in the language of the page: nothing is left out."""

import inspect
import re

import pytest

from glossary.check import TermChecker
from tm.app.analysis import BANDS
from tm.app.web.codewords import action_said
from tm.app.web.refusals import said, said_in_parts
from tm.app.web.words import words
from tm.check.damage import garbled
from tm.check.findings import RULES
from tm.lookup import lookup, several
from tm.memory.database import _EXPLANATIONS

ACCOUNTS = [one for one in TermChecker._account.__code__.co_consts[1:] if isinstance(one, str) and " " in one]
SLIPPED = "。居民委员会的工作人员挨家挨户上门".encode("gb18030")[1:].decode("gb18030", "replace")
DAMAGED = ["a\ufffdb", "cafÃ©", "a\x07b", "\ue123水", SLIPPED.rstrip("\ufffd")]


def left_in_english(message: str) -> str:
    """The Latin words of a message outside quoted texts."""
    return " ".join(re.findall("[A-Za-z]{3,}", re.sub("“[^”]*”", "", message)))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_what_stands_for_a_missing_rendering_is_told_in_chinese(account: str) -> None:
    """Every account that the check of terms gives, and what stands between the renderings that it lists."""
    told = said_in_parts(f"水渠 is not rendered as “canal” or “the ditch or so” here, but {account}", "zh")
    assert ("“canal”或“the ditch or so”" in told, left_in_english(told)) == (True, "")


@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_told_in_chinese(text: str) -> None:
    """Whatever kind it is of."""
    what = garbled(text)
    assert what
    assert left_in_english(said_in_parts(f"the target holds {what}", "zh")) in ("", "FFFD", "UTF", "GBK")


@pytest.mark.parametrize("explanation", _EXPLANATIONS.values())
def test_trouble_with_the_memory_is_told_in_chinese(explanation: str) -> None:
    """The file is named as it is."""
    told = said(f"memory: two.tmdb: {explanation}", "zh")
    assert told.startswith("memory: two.tmdb：")
    assert left_in_english(told.replace("memory: two.tmdb", "")) in ("", "SQLite", "sqlite recover")


def test_several_renderings_are_counted_in_chinese() -> None:
    """Once, twice, more often; texts stay as they are, whatever words they have."""
    message = "水渠 is rendered in several ways: “canal, once” 12 times, “ditch” twice, “furrow” once"
    assert said_in_parts(message, "zh") == "水渠 有多种译法：“canal, once” 12 次，“ditch” 2 次，“furrow” 1 次"
    listed = "“canal” 12 times in 3 documents, “ditch” twice in tea, “furrow” once in a.docx"
    told = "沟 有多种译法：“canal” 12 次（3 个文档），“ditch” 2 次（tea），“furrow” 1 次（a.docx）"
    assert said_in_parts(f"沟 is rendered in several ways: {listed}", "zh") == told


def test_codes_have_words_in_both_languages() -> None:
    """Findings, match bands, penalties, actions of the history: whatever a page may have to name."""
    penalties = set(re.findall(r'Penalty\("([a-z-]+)"', inspect.getsource(lookup) + inspect.getsource(several)))
    penalties |= {"form", "script", "target-script"}
    wanted = {f"code-{code}" for code in RULES} | {f"band-{band}" for band in BANDS}
    assert wanted | {f"penalty-{code}" for code in penalties} <= set(words("zh"))
    assert {f"code-{code}": code for code in RULES}.items() <= words("en").items()


@pytest.mark.parametrize(
    ("kind", "summary", "told"),
    [
        ("review", "tea: the road: undo move-up", "tea: the road：撤销 上移"),
        ("merge", "水渠 into 沟", "水渠 并入 沟"),
        ("import", "unit 7.tmx", "unit 7.tmx"),
        ("undo", "delete 12 entries", "删除 12 个词条"),
        ("fix", "space, number", "空格、数字"),
    ],
)
def test_an_action_is_told_in_chinese(kind: str, summary: str, told: str) -> None:
    """Names and texts are left as they are; in English all of it is."""
    assert action_said(kind, summary, words("zh"))[1] == told
    assert action_said(kind, summary, words("en")) == (kind, summary)
