"""Checking translations against a glossary."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from glossary.check import TermChecker
from glossary.cli import commands
from glossary.entries import Rendering, Status, Term, TermEntry, TermType, Workflow
from tm.app.cli import commands as tm_commands
from tm.check.findings import Severity
from tm.errors import InputError
from tm.memory.rows import StoredUnit
from tm.units import Origin, TranslationUnit, Variant


def entry(zh: str, *renderings: str, forbid: tuple[str, ...] = ()) -> TermEntry:
    return TermEntry(
        concept="c" + zh,
        terms=(
            Term(text=zh, lang="zh-CN"),
            *(Term(text=text, lang="en-US") for text in renderings),
            *(Term(text=text, lang="en-US", status=Status.DEPRECATED) for text in forbid),
        ),
        workflow=Workflow.APPROVED,
    )


GLOSSARY = (
    entry("临时党支部", "temporary Party branch", "provisional Party branch", forbid=("interim party cell",)),
    entry("党支部", "Party branch"),
    entry("网格员", "grid worker", forbid=("grid member",)),
    entry("董事会", "board of directors"),
)


def check(
    *pairs: tuple[str, str], lang: str = "zh-CN", glossary: Sequence[TermEntry] = GLOSSARY
) -> list[tuple[int, str]]:
    units = [
        StoredUnit(
            number,
            TranslationUnit(source=Variant(zh, lang), target=Variant(en, "en-US"), origin=Origin(document="d")),
        )
        for number, (zh, en) in enumerate(pairs, start=1)
    ]
    return [(finding.number, finding.code) for finding in TermChecker(glossary).check(units)]


@pytest.mark.parametrize(
    "en",
    [
        "A temporary Party branch was set up.",
        "Temporary Party Branches were set up.",
        "A provisional Party branch was set up.",
        "A Party branch that was temporary was set up.",
        "A temporary Party\nbranch was set up.",
    ],
)
def test_allowed_renderings_pass(en: str) -> None:
    """Inflection, case, admitted variants, another order of words."""
    assert check(("小区成立了临时党支部。", en)) == []


@pytest.mark.parametrize(
    ("zh", "rendering", "target"),
    [
        ("消杀", "disinfection", "The car is disinfected after every trip."),
        ("产业", "industry", "They are along industrial chains."),
        ("强降雨", "heavy rain", "It was the heaviest rainfall in years."),
        ("书叶", "leaf", "Its leaves were thin."),
        ("装帧", "binding", "The leaves were bound again."),
        ("防汛", "flood fighting", "They fought the floods."),
        ("研发投入", "R&D spending", "Spending on research and development rose."),
        ("新建选项", "new item", "_New It_em"),
        ("选项", "item", "Item2 is empty."),
    ],
)
def test_other_wordings_of_a_rendering_pass(zh: str, rendering: str, target: str) -> None:
    """Derived words, closed compounds, acronyms spelt out, marks of menu keys, numbers that stick to a word."""
    assert check((f"这里有{zh}。", target), glossary=[entry(zh, rendering)]) == []


@pytest.mark.parametrize(
    ("rendering", "target"),
    [
        ("station", "It is in a bad state."),
        ("inspector", "The inspection went on."),
        ("year on year", "That was in another year."),
        ("temporary Party branch", "A provisional party cell was set up."),
    ],
)
def test_words_that_are_only_alike_do_not_pass(rendering: str, target: str) -> None:
    """A root of four letters, another agent, half of what is said twice, synonyms."""
    assert check(("这里有某某某某。", target), glossary=[entry("某某某某", rendering)]) == [(1, "term-missing")]


def test_a_term_inside_a_longer_word_is_another_word() -> None:
    """文件夹 is a folder, no file."""
    files = [entry("文件", "file")]
    assert check(("新建文件夹", "New folder"), glossary=files) == []
    assert check(("新建文件", "New folder"), glossary=files) == [(1, "term-missing")]


def test_what_accounts_for_a_missing_rendering_makes_it_softer() -> None:
    """A closed compound; the unit before or after; initials, and the first word in a compound, after a full mention."""
    assert check(("锁文件损坏", "Corrupt lockfile"), glossary=[entry("文件", "file")]) == [(1, "term-elided")]
    moved = check(("网格员来了，", "They came in the rain:"), ("冒着雨。", "the grid workers."))
    assert (1, "term-elided") in moved
    first = ("电子病历已建立。", "Electronic health records were set up.")
    again = ("电子病历已更新。", "EHRs were brought up to date.")
    assert check(first, again, glossary=[entry("电子病历", "electronic health record")]) == [(2, "term-elided")]
    zone = ("深渊很深。", "The hadal zone is deep."), ("深渊海底很冷。", "The hadal seafloor is cold.")
    assert check(*zone, glossary=[entry("深渊", "hadal zone")]) == [(2, "term-elided")]
    assert check(zone[0], ("深渊来了。", "The hadal came."), glossary=[entry("深渊", "hadal zone")]) == [
        (2, "term-missing")
    ]


def test_words_that_stand_apart_are_told_more_softly() -> None:
    """All of three and more; two may be of other things."""
    chair = entry("理事会会长", "board council chair")
    text = "The council of the lakeside board met; Ma is the new chair."
    assert check(("理事会会长是马会长。", text), glossary=[chair]) == [(1, "term-elided")]
    short = entry("会长", "council chair")
    apart = "The council of the lakeside board of fishermen met; Ma is the new chair."
    assert check(("会长是谁。", apart), glossary=[short]) == [(1, "term-missing")]


def test_the_kind_in_a_name_may_be_left_out() -> None:
    """Cuizhu Garden for 翠竹花园小区; where no name stands before it, or another body has the name, it is missing."""
    compound, cell = entry("小区", "residential compound"), entry("临时党支部", "temporary Party branch")
    assert check(("翠竹花园小区解封。", "Cuizhu Garden reopened."), glossary=[compound]) == [(1, "term-elided")]
    assert check(("全小区解封。", "Cuizhu Garden reopened."), glossary=[compound]) == [(1, "term-missing")]
    assert check(("翠竹临时党支部成立。", "Cuizhu met."), glossary=[cell]) == [(1, "term-missing")]


def test_what_a_person_is_called_may_give_way_to_the_name() -> None:
    """After a full mention: Ms. Song for 宋副厅长, her name for the one who speaks."""
    office = entry("副厅长", "deputy director-general")
    first = ("宋副厅长来了。", "Song, the deputy director-general, came.")
    assert check(first, ("宋副厅长说好。", "“Good,” said Ms. Song."), glossary=[office]) == [(2, "term-elided")]
    assert check(first, ("副厅长说好。", "“Good,” said Li."), glossary=[office]) == [(2, "term-missing")]
    host = entry("主持人", "moderator")
    spoken = ("主持人来了。", "The moderator came."), ("主持人：请问。", "Hu Lan: Please ask.")
    assert check(*spoken, glossary=[host]) == [(2, "term-elided")]


def test_a_word_may_come_between_a_term_and_its_noun() -> None:
    """The hadal zone, then the long-term hadal network."""
    zone = ("深渊很深。", "The hadal zone is deep."), ("深渊长期观测。", "The long-term hadal observation.")
    assert check(*zone, glossary=[entry("深渊", "hadal zone")]) == [(2, "term-elided")]


def test_a_full_mention_inside_a_longer_term_counts() -> None:
    """The annual general meeting of shareholders, then the general meeting."""
    meeting = entry("股东大会", "general meeting of shareholders")
    annual = entry("年度股东大会", "annual general meeting of shareholders")
    pairs = ("年度股东大会", "The annual general meeting of shareholders"), ("股东大会", "The general meeting")
    assert check(*pairs, glossary=[meeting, annual]) == [(2, "term-elided")]


def test_proposals_are_softer_law() -> None:
    """Every rendering that the texts had passes; another one is a note, no warning."""
    seen = (Rendering("grid worker", 5), Rendering("grid attendant", 2))
    proposal = replace(entry("网格员", "grid worker"), workflow=Workflow.PROPOSED, renderings=seen)
    units = [
        StoredUnit(number, TranslationUnit(source=Variant("网格员来了", "zh-CN"), target=Variant(text, "en-US")))
        for number, text in enumerate(["A grid attendant came", "A volunteer came"], start=1)
    ]
    (finding,) = TermChecker([proposal]).check(units)
    assert (finding.number, finding.code, finding.severity) == (2, "term-missing", Severity.NOTE)


def test_what_texts_render_in_several_ways_is_a_note() -> None:
    """Before anybody has chosen one."""
    seen = (Rendering("grid worker", 1), Rendering("grid attendant", 1))
    alone = TermEntry(concept="c", terms=(Term(text="网格员", lang="zh-CN"),), renderings=seen)
    units = ("网格员来了", "A grid worker came"), ("网格员走了", "A grid attendant went")
    assert check(*units, glossary=[alone]) == [(2, "term-inconsistent")]


def test_a_missing_rendering_is_told_with_what_to_write() -> None:
    """Without any rendering of the term, a warning that suggests the preferred one."""
    unit = TranslationUnit(
        source=Variant("网格员上门登记。", "zh-CN"), target=Variant("Volunteers registered people.", "en-US")
    )
    (finding,) = TermChecker(GLOSSARY).check([StoredUnit(5, unit)])
    assert (finding.code, finding.severity, finding.suggestion) == ("term-missing", Severity.WARNING, "grid worker")
    assert finding.source_span == (0, 3)


def test_a_forbidden_rendering_is_an_error() -> None:
    """It is named, with its place."""
    unit = TranslationUnit(
        source=Variant("网格员上门登记。", "zh-CN"), target=Variant("Grid members registered people.", "en-US")
    )
    (finding,) = TermChecker(GLOSSARY).check([StoredUnit(5, unit)])
    assert (finding.code, finding.severity) == ("term-forbidden", Severity.ERROR)
    assert finding.target_span == (0, 12)


def test_the_longer_term_takes_the_shorter_one_in() -> None:
    """临时党支部 is one term, not 党支部 as well."""
    assert check(("临时党支部", "provisional Party branch")) == []


def test_a_pronoun_or_part_is_softer_where_the_term_is_rendered_close_by() -> None:
    """The second mention may be shorter; without a first one it may not."""
    first = ("董事会召开会议。", "The board of directors met.")
    assert check(first, ("董事会通过议案。", "The board adopted the motion.")) == [(2, "term-elided")]
    assert check(first, ("董事会通过议案。", "It adopted the motion.")) == [(2, "term-elided")]
    assert check(("董事会通过议案。", "The board adopted the motion.")) == [(1, "term-missing")]


@pytest.mark.parametrize(
    ("en", "code"),
    [
        ("An interim Party branch was dissolved.", "term-missing"),
        ("The Party branch was dissolved.", "term-elided"),
        ("Its Party branch was dissolved.", "term-elided"),
        ("Some time later, Party branch meetings ended.", "term-elided"),
        ("Li's Party branch was dissolved.", "term-elided"),
    ],
)
def test_another_word_in_the_place_of_one_of_a_rendering_is_no_ellipsis(en: str, code: str) -> None:
    """What has only been left out may be understood; what was replaced says something else."""
    first = ("临时党支部成立。", "A temporary Party branch was set up.")
    glossary = [entry("临时党支部", "temporary Party branch")]
    assert check(first, ("临时党支部撤销。", en), glossary=glossary) == [(2, code)]


def test_another_term_is_no_word_in_the_place_of_one_of_a_rendering() -> None:
    """Joint prevention and control is what 联防联控 says, whatever became of 疫情防控."""
    glossary = [entry("疫情防控", "epidemic prevention and control"), entry("联防联控", "joint prevention and control")]
    first = ("疫情防控很难。", "Epidemic prevention and control is hard.")
    second = ("疫情防控靠联防联控。", "It depends on joint prevention and control.")
    assert check(first, second, glossary=glossary) == [(2, "term-elided")]


def test_what_leads_a_name_is_left_out_with_the_rest_of_it() -> None:
    """The headquarters, once it has been named in full; of a name that is missing altogether it is missing as well."""
    glossary = [entry("红山县", "Hongshan County"), entry("防汛指挥部", "flood control headquarters")]
    first = ("红山县防汛指挥部成立。", "The Hongshan County flood control headquarters was set up.")
    again = ("红山县防汛指挥部开会。", "The headquarters met.")
    assert check(first, again, glossary=glossary) == [(2, "term-elided"), (2, "term-elided")]
    assert check(first, ("红山县防汛指挥部开会。", "People met."), glossary=glossary) == [
        (2, "term-missing"),
        (2, "term-missing"),
    ]
    assert check(again, glossary=glossary) == [(1, "term-missing"), (1, "term-missing")]


@pytest.mark.parametrize(
    ("en", "codes"),
    [
        ("A temporary party branch met.", ["term-case"]),
        ("TEMPORARY PARTY BRANCH", []),
        ("Temporary Party branches meet.", []),
        ("The temporary party branch is called Temporary Party Branch.", []),
    ],
)
def test_capitals_that_the_glossary_means_are_noted_where_they_are_lost(en: str, codes: list[str]) -> None:
    """Capitals that a text adds are no fault, nor is a second mention beside a right one."""
    assert [code for _, code in check(("临时党支部开会。", en))] == codes


def test_a_glossary_that_begins_every_term_with_a_capital_means_none() -> None:
    """Names apart, which say nothing either."""
    terms = entry("小区", "Residential compound"), entry("党支部", "Party branch")
    assert check(("小区", "the residential compound"), glossary=terms) == []
    small = (*terms, entry("网格员", "grid worker"), entry("口罩", "face mask"))
    assert check(("党支部", "the party branch"), glossary=small) == [(1, "term-case")]


def test_several_allowed_renderings_are_noted() -> None:
    """At the units that have another than the one suggested."""
    pairs = [("临时党支部成立", "A temporary Party branch was set up")] * 2
    assert check(*pairs, ("临时党支部撤销", "The provisional Party branch was dissolved")) == [(3, "term-inconsistent")]


def test_several_renderings_are_counted_over_all_documents() -> None:
    """Each document by itself is consistent; the finding names the counts, the documents and what is preferred."""
    worker = entry("网格员", "grid worker")
    worker = replace(worker, terms=(*worker.terms, Term(text="grid aide", lang="en-US", status=Status.ADMITTED)))
    units = [
        StoredUnit(
            number,
            TranslationUnit(
                source=Variant("网格员来了", "zh-CN"),
                target=Variant(f"A {rendering} came", "en-US"),
                origin=Origin(document=document),
            ),
        )
        for number, (rendering, document) in enumerate(
            [("grid aide", "a"), ("grid aide", "b"), ("grid aides", "b"), ("grid worker", "c")], start=1
        )
    ]
    (finding,) = TermChecker([worker]).check(units)
    assert (finding.code, finding.number, finding.others) == ("term-inconsistent", 1, (2, 3))
    assert finding.suggestion == "grid worker"
    assert finding.message.endswith("“grid aide” 3 times in 2 documents, “grid worker” once in c")


def test_a_name_in_full_and_its_short_form_are_one_rendering() -> None:
    """Said to be short, by initials, or what a Chinese abbreviation leaves; a part of the name is another one."""
    center = entry("疾病预防控制中心", "center for disease control", "CDC")
    assert (
        check(("疾病预防控制中心", "a center for disease control"), ("疾病预防控制中心", "CDC"), glossary=[center])
        == []
    )
    board = TermEntry(
        concept="c",
        terms=(
            Term(text="董事会", lang="zh-CN"),
            Term(text="board of directors", lang="en-US"),
            Term(text="board", lang="en-US", status=Status.ADMITTED, term_type=TermType.SHORT),
        ),
        workflow=Workflow.APPROVED,
    )
    said = ("董事会开会", "the board of directors met"), ("董事会散会", "the board rose")
    assert check(*said, glossary=[board]) == []
    unsaid = replace(board, terms=(*board.terms[:2], replace(board.terms[2], term_type=None)))
    assert check(*said, glossary=[unsaid]) == [(2, "term-inconsistent")]


def test_chinese_renderings_in_short_are_told_from_others() -> None:
    """疾控中心 stands for 疾病预防控制中心; 支部 beside 党支部 is another rendering."""

    def found(*renderings: str) -> list[str]:
        terms = (Term(text="the office", lang="en-US"), *(Term(text=text, lang="zh-CN") for text in renderings))
        glossary = [TermEntry(concept="c", terms=terms, workflow=Workflow.APPROVED)]
        units = [
            StoredUnit(
                number,
                TranslationUnit(source=Variant("The office is open.", "en-US"), target=Variant(f"{text}开门", "zh-CN")),
            )
            for number, text in enumerate(renderings)
        ]
        return [finding.code for finding in TermChecker(glossary).check(units)]

    assert found("疾病预防控制中心", "疾控中心") == []
    assert found("党支部", "支部") == ["term-inconsistent"]


def test_a_rendering_that_nothing_backs_is_noted() -> None:
    """The other direction: the target says what the source does not."""
    assert check(("社区工作者上门登记。", "Grid workers registered people.")) == [(1, "term-unbacked")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("下沉值守党员来了。", "The Party members sent to the grassroots came."),  # another word between
        ("党员下沉社区。", "Party members sent to the grassroots are in the community."),  # in another order
        ("The members of the Party sent down", "下沉党员"),
    ],
)
def test_a_rendering_is_backed_by_the_words_of_its_term_however_they_stand(source: str, target: str) -> None:
    """Close together; the reverse of how loosely a rendering may stand."""
    sent = entry("下沉党员", "Party members sent to the grassroots", "Party members sent down")
    langs = ("zh-CN", "en-US") if source[0] > "z" else ("en-US", "zh-CN")
    unit = TranslationUnit(source=Variant(source, langs[0]), target=Variant(target, langs[1]))
    assert "term-unbacked" not in [found.code for found in TermChecker([sent]).check([StoredUnit(1, unit)])]


def test_what_nothing_backs_is_told_once_for_all_terms_that_have_it() -> None:
    """Synonyms in two entries are one place."""
    glossary = [entry("医护人员", "medical worker"), replace(entry("医务工作者", "medical worker"), concept="other")]
    unit = TranslationUnit(source=Variant("他来了", "zh-CN"), target=Variant("a medical worker came", "en-US"))
    (finding,) = TermChecker(glossary).check([StoredUnit(1, unit)])
    assert finding.message == "“medical worker” renders 医护人员 / 医务工作者, which the source does not have"


@pytest.mark.parametrize(("target", "missing"), [("防控疫情", False), ("疫情的防控", False), ("防控和疫苗", True)])
def test_a_chinese_rendering_may_have_its_words_in_another_order(target: str, missing: bool) -> None:
    """Or one or two characters between them."""
    unit = TranslationUnit(source=Variant("epidemic control", "en-US"), target=Variant(target, "zh-CN"))
    found = TermChecker([entry("疫情防控", "epidemic control")]).check([StoredUnit(1, unit)])
    assert [finding.code for finding in found] == ["term-missing"] * missing


def test_terms_are_known_in_the_other_script_and_in_quotation_marks() -> None:
    """臨時黨支部 and “临时”党支部 are the term."""
    assert check(("小區成立了臨時黨支部。", "The compound set one up."), lang="zh-Hant") == [(1, "term-missing")]
    assert check(("小区成立了“临时”党支部。", "The compound did so.")) == [(1, "term-missing")]


def test_english_sources_are_checked_in_chinese() -> None:
    """A unit may go either way."""
    unit = TranslationUnit(
        source=Variant("The board of directors met.", "en-US"), target=Variant("公司开会。", "zh-CN")
    )
    (finding,) = TermChecker(GLOSSARY).check([StoredUnit(1, unit)])
    assert (finding.code, finding.suggestion) == ("term-missing", "董事会")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(commands, list(map(str, arguments)), standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value or 0, result.stdout


def test_the_command_checks_a_file_by_the_approved_terms(tmp_path: Path) -> None:
    """A file against the glossary of a memory; without approved terms it says so."""
    memory, table = tmp_path / "m.tmdb", tmp_path / "t.tsv"
    table.write_text("zh-CN\ten-US\n网格员来了。\tA grid member came.\n", "utf-8")
    run("add", "居民", "resident", "--memory", memory)
    run("reject", "居民", "--memory", memory)
    with pytest.raises(InputError, match="no approved term"):
        run("check", table, "--memory", memory)
    run("add", "网格员", "grid worker", "--forbid", "grid member", "--memory", memory)
    code, text = run("check", table, "--memory", memory, "--json")
    report = json.loads(text)
    assert (code, report["counts"]) == (1, {"term-forbidden": 1})
    assert report["findings"][0]["suggestion"] == "grid worker"


@pytest.mark.parametrize("kind", ["txt", "docx", "html"])
def test_a_text_and_its_translation_are_aligned_and_checked(tmp_path: Path, kind: str) -> None:
    """Whatever files they are; one of them by itself is no translation."""
    memory = tmp_path / "m.tmdb"
    run("add", "网格员", "grid worker", "--forbid", "grid member", "--memory", memory)
    paths = [tmp_path / f"a.{lang}.{kind}" for lang in ("zh", "en")]
    for path, text in zip(paths, ("网格员上门登记。", "Grid members registered people."), strict=True):
        if kind == "docx":
            document = Document()
            document.add_paragraph(text)
            document.save(str(path))
        else:
            path.write_text(f"<p>{text}</p>" if kind == "html" else text, "utf-8")
    code, text = run("check", *paths, "--memory", memory, "--json")
    assert (code, json.loads(text)["counts"]) == (1, {"term-forbidden": 1})
    with pytest.raises(InputError, match="name the file with its translation"):
        run("check", paths[0], "--memory", memory)


def test_what_came_back_of_a_review_is_checked_before_it_comes_in(tmp_path: Path) -> None:
    """The Word file of the review is one of units, no article."""
    memory, table, review = tmp_path / "m.tmdb", tmp_path / "t.tsv", tmp_path / "review.docx"
    table.write_text("zh-CN\ten-US\n网格员来了。\tA grid member came.\n", "utf-8")
    run("add", "网格员", "grid worker", "--forbid", "grid member", "--memory", memory)
    for arguments in (["import", str(table)], ["export", "-o", str(review)]):
        assert CliRunner().invoke(tm_commands, [*arguments, "--memory", str(memory)]).exit_code == 0
    code, text = run("check", review, "--memory", memory, "--json")
    assert (code, json.loads(text)["units"]) == (1, 1)


def test_what_is_said_of_a_term_in_many_units_is_shown_once(tmp_path: Path) -> None:
    """With the first unit and the numbers of the others; each by itself where all are asked for."""
    memory, table = tmp_path / "m.tmdb", tmp_path / "t.tsv"
    table.write_text("zh-CN\ten-US\n" + "网格员来了。\tVolunteers came.\n居民来了。\tPeople came.\n" * 3, "utf-8")
    for zh, en in (("网格员", "grid worker"), ("居民", "resident")):
        run("add", zh, en, "--memory", memory)
    _, text = run("check", table, "--memory", memory)
    assert [line.strip() for line in text.splitlines() if "not rendered" in line or "#" in line] == [
        "warning  #1 and #3, #5  t.tsv",
        "网格员 is not rendered as “grid worker”",
        "warning  #2 and #4, #6  t.tsv",
        "居民 is not rendered as “resident”",
    ]
    _, text = run("check", table, "--memory", memory, "--all-findings")
    assert text.count("is not rendered") == 6
