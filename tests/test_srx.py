"""SRX rule files: read, obeyed, refused where they cannot be."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from doors import Result
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import InputError
from tm.text.srx import SrxSplitter, read_srx, rules_for

Parts = Callable[..., list[str]]
HEAD = '<srx xmlns="http://www.lisa.org/srx20" version="2.0">'


def rule(breaks: str, before: str, after: str) -> str:
    return f'<rule break="{breaks}"><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>'


def srx(*groups: tuple[str, str, list[str]], cascade: str = "no", head: str = HEAD) -> str:
    """A file of language pattern, rule name and rules."""
    named = "".join(
        f'<languagerule languagerulename="{name}">\n{"".join(rules)}\n</languagerule>' for _, name, rules in groups
    )
    maps = "".join(
        f'<languagemap languagepattern="{pattern}" languagerulename="{name}"/>' for pattern, name, _ in groups
    )
    header = f'<header segmentsubflows="yes" cascade="{cascade}"/>'
    return f"{head}{header}<body><languagerules>{named}</languagerules><maprules>{maps}</maprules></body></srx>"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """Splits a text by the rules of a file."""

    def split(content: str, text: str, lang: str = "en-US") -> list[str]:
        path = tmp_path / "rules.srx"
        path.write_text(content, "utf-8")
        ends = [0, *SrxSplitter(read_srx(path), lang).ends(text), len(text)]
        return [text[start:end] for start, end in pairwise(ends)]

    return split


STOP = rule("yes", r"[.?!]+", r"\s")


def test_the_first_rule_that_matches_decides(parts: Parts) -> None:
    """An exception before a break holds it back, one after it comes too late."""
    text = "Mr. Li left. He ran."
    assert parts(srx((".*", "a", [rule("no", r"Mr\.", r"\s"), STOP])), text) == ["Mr. Li left.", " He ran."]
    assert parts(srx((".*", "a", [STOP, rule("no", r"Mr\.", r"\s")])), text) == ["Mr.", " Li left.", " He ran."]


def test_a_break_between_exceptions_keeps_its_place(parts: Parts) -> None:
    """Rules of one kind may be tried together, never rules of two kinds out of order."""
    rules = [rule("no", "a", ""), rule("yes", "[ab]", "x"), rule("no", "b", ""), rule("yes", "[abc]", "[xy]")]
    assert parts(srx((".*", "a", rules)), "axbxbycy") == ["axb", "xbyc", "y"]


def test_cascading_files_add_the_rules_of_every_pattern_that_fits(parts: Parts) -> None:
    """With cascade all maps count, in order; without it the first one alone."""
    groups = (("[Ee][Nn].*", "en", [rule("no", r"Mr\.", r"\s")]), (".*", "all", [STOP]))
    text = "Mr. Li. Go."
    assert parts(srx(*groups, cascade="yes"), text) == ["Mr. Li.", " Go."]
    assert parts(srx(*groups, cascade="no"), text) == [text]
    assert parts(srx(*groups, cascade="no"), text, "fr") == ["Mr.", " Li.", " Go."]


def test_patterns_take_languages_in_any_letter_case(parts: Parts) -> None:
    """Files write ZH or zh-cn for what we call zh-CN."""
    assert parts(srx(("ZH-CN", "zh", [rule("yes", "。", "")])), "好。走。", "zh-CN") == ["好。", "走。"]


@pytest.mark.parametrize(
    ("before", "after", "text", "expected"),
    [
        (r"\p{Ll}\.", r"\h+\p{Lu}", "it is. He", ["it is.", " He"]),
        (r"\x{3002}", "", "好。走", ["好。", "走"]),
        (r"\u3002", "", "好。走", ["好。", "走"]),
        (r"\Q.)\E", "", "a.)b", ["a.)", "b"]),
        (r"[\p{L}&amp;&amp;[^\p{Lu}]]\.", "", "A.b.c", ["A.b.", "c"]),
        (r"(?i)etc\.", r"\s", "ETC. b", ["ETC.", " b"]),
        (r"(?U)\p{Lu}\.", r"\s", "A. b", ["A.", " b"]),
        (r"(?&lt;!x)\.", "", "x.y.z", ["x.y.", "z"]),
        (r"\b(?:ab|c)++\.", "", "abc.d", ["abc.", "d"]),
        (r"\041", "", "a!b", ["a!", "b"]),
    ],
)
def test_expressions_of_icu_and_java_are_obeyed(
    parts: Parts, before: str, after: str, text: str, expected: list[str]
) -> None:
    """Properties, escapes, quoting, set intersection, inline flags, look-behind, possessive quantifiers."""
    assert parts(srx((".*", "a", [rule("yes", before, after)])), text) == expected


@pytest.mark.parametrize(
    "expression", [r"\Ga", r"(a)\1", r"\k&lt;n>", r"\p{javaLowerCase}", r"\cA", "(", r"\p{Nope}", "[a"]
)
def test_expressions_that_cannot_be_obeyed_are_refused_with_their_line(parts: Parts, expression: str) -> None:
    """Nothing is passed over in silence; the message names the line of the rule."""
    with pytest.raises(InputError, match=r"rules\.srx:2: .*rewrite the rule"):
        parts(srx((".*", "a", [rule("yes", expression, "")])), "text")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<srx", "not well-formed XML"),
        ("<tmx/>", "root element is <tmx>, not <srx>"),
        (srx((".*", "a", [STOP]), head='<srx version="3.0">'), "SRX version 3.0; save it as 2.0"),
        (srx((".*", "a", [rule("perhaps", "a", "")])), 'break="perhaps" is neither yes nor no'),
        (srx(("", "a", [STOP])), "<languagemap> has no languagepattern"),
        (srx((".*", "", [STOP])), "<languagerule> has no languagerulename"),
        (srx(("(", "a", [STOP])), "cannot be obeyed"),
        (srx(), "has no <languagemap>"),
        (srx((".*", "a", [])).replace('rule languagerulename="a"', 'rule languagerulename="b"'), "no <languagerule>"),
        ('<!DOCTYPE srx [<!ENTITY e "x">]>' + srx((".*", "a", [STOP])), "declares the entity"),
    ],
)
def test_a_malformed_file_is_refused(parts: Parts, content: str, message: str) -> None:
    """Each defect of the file is told in a sentence."""
    with pytest.raises(InputError, match=r"rules\.srx") as caught:
        parts(content, "text")
    assert message in str(caught.value)


def test_a_language_without_rules_is_refused(parts: Parts) -> None:
    """A file for other languages is the wrong file, not one without boundaries."""
    with pytest.raises(InputError, match=r"no rules for zh-CN; its language patterns are en\.\*"):
        parts(srx(("en.*", "en", [STOP])), "好。", "zh-CN")


def test_files_of_version_1_are_read(parts: Parts, tmp_path: Path) -> None:
    """They hold their maps a level deeper and never cascade."""
    content = srx((".*", "a", [STOP]), head='<srx version="1.0">').replace(' cascade="no"', "")
    content = content.replace("<maprules>", '<maprules><maprule maprulename="m">').replace(
        "</maprules>", "</maprule></maprules>"
    )
    assert parts(content, "A. B") == ["A.", " B"]


def test_rules_keep_the_line_they_stand_on(tmp_path: Path) -> None:
    """Messages need it."""
    path = tmp_path / "a.srx"
    path.write_text(srx((".*", "a", [STOP, "\n" + rule("no", "a", "")])), "utf-8")
    assert [item.line for item in rules_for(read_srx(path), "en")] == [2, 3]


def test_both_commands_go_by_an_srx_file(
    call: Callable[..., Result], stub_encoder: None, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """--srx takes the place of our rules; with --semicolons it is refused."""
    rules = tmp_path / "rules.srx"
    rules.write_text(srx(("zh.*", "zh", [rule("yes", "，", "")]), ("en.*", "en", [])), "utf-8")
    result = call("tm", "align", *pair, "--json", "--srx", rules)
    segments = json.loads(result.out)["source"]["segments"]
    assert "村里的人都说，" in [segment["text"] for segment in segments]
    folder = tmp_path / "articles"
    folder.mkdir()
    for path in pair:
        path.rename(folder / path.name)
    memory = ("--memory", tmp_path / "memory.tmdb", "-o", tmp_path / "out")
    built = call("tm", "build", folder, "--json", *memory, "--srx", rules)
    assert json.loads(built.out)["documents"][0]["source_sentences"] == len(segments)
    refused = call("tm", "build", folder, *memory, "--srx", rules, "--semicolons")
    assert (refused.code, "--semicolons and --srx exclude each other" in refused.err) == (2, True)


@given(st.text(alphabet="ABbc.! \n", max_size=40))
def test_boundaries_are_those_of_the_definition(text: str) -> None:
    """Rules joined and searched give the positions that trying every rule at every position gives."""
    import regex

    from tm.text.srx import SrxRule, SrxRules

    rules = (
        (False, r"[A-Z]\.", r"\s"),
        (False, "b", "c"),
        (True, r"[.!]", r"\s*\S"),
        (False, "c", ""),
        (True, "[bc]", ""),
    )
    group = tuple(SrxRule(breaks, before, after, None) for breaks, before, after in rules)
    splitter = SrxSplitter(SrxRules(Path("a.srx"), False, (("a", group),), ((".*", "a"),)), "en")
    expected = []
    for at in range(1, len(text)):
        for breaks, before, after in rules:
            if regex.search(f"(?:{before})\\Z", text[:at]) and regex.match(after, text[at:]):
                expected += [at] * breaks
                break
    assert splitter.ends(text) == expected
