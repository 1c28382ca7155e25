"""What a user does with the glossary."""

from dataclasses import replace
from pathlib import Path

import pytest
from doors import PAIRS, Built
from stubs import BUILTIN

from glossary.entries import CandidateKind, Rendering, Status, Term, TermEntry, TermPair, Workflow
from tm.app import terms
from tm.app.project import Project, open_project
from tm.app.proposals import propose_terms
from tm.errors import InputError, SettingsError
from tm.settings import Settings
from tm.units import TranslationUnit, Variant


def entry(zh: str, en: str, *, confidence: float = 0.5, count: int = 1) -> TermEntry:
    return TermEntry(
        concept=f"c-{zh}-{en.replace(' ', '_')}",
        terms=(Term(text=zh, lang="zh-CN"), Term(text=en, lang="en-US")),
        confidence=confidence,
        count=count,
    )


@pytest.fixture
def filled(project: Project) -> Project:
    """Four proposals, two of them of one English term."""
    proposals = [
        entry("水渠", "canal", confidence=0.6),
        entry("运河", "canal", confidence=0.9),
        entry("茶苗", "tea seedling", confidence=0.6, count=7),
        entry("支部", "branch", confidence=0.3),
    ]
    project.termbase.propose(proposals, now=project.clock())
    return project


def names(entries: tuple[TermEntry, ...]) -> list[str]:
    return [found.terms[0].text for found in entries]


def test_the_undecided_come_first_and_the_surest_of_them(filled: Project) -> None:
    """By workflow, confidence, then count."""
    terms.decide(filled, ["运河"], approve=False)
    terms.decide(filled, ["支部"], approve=True)
    assert names(terms.list_entries(filled)) == ["茶苗", "水渠", "支部", "运河"]
    assert names(terms.list_entries(filled, workflow="approved")) == ["支部"]


def test_entries_are_found_in_either_language(filled: Project) -> None:
    """By a part of a term, in any letter case, number and script."""
    assert names(terms.find_entries(filled, "Canals")) == ["水渠", "运河"]
    assert names(terms.find_entries(filled, "運河")) == ["运河"]
    assert terms.find_entries(filled, "bridge") == ()


def test_a_term_copied_over_a_line_end_is_one_word(project: Project) -> None:
    """Chinese goes on without a space, English with one; a tab or a line end would tear lists and files apart."""
    added = terms.add_entry(project, "网格\n员", ["grid\t worker", "Party branch (A 级)"])
    assert [term.text for term in added.terms] == ["网格员", "grid worker", "Party branch (A 级)"]


def test_homonyms_are_told_by_what_they_mean(project: Project) -> None:
    """An id alone says nothing to a person."""
    for rendering in ("canal", "duct"):
        terms.add_entry(project, "渠", [rendering])
    with pytest.raises(
        InputError, match=r"2 entries have the term '渠'; name one by its id: \w+ \(canal\), \w+ \(duct\)"
    ):
        terms.decide(project, ["渠"], approve=False)


def test_an_added_term_is_approved_and_says_what_to_write(project: Project) -> None:
    """The first rendering is preferred, others admitted, forbidden ones deprecated."""
    added = terms.add_entry(project, " 网格员 ", ["grid worker", "grid attendant"], forbidden=["grid member"], note="n")
    assert added.workflow is Workflow.APPROVED
    assert [(term.text, term.lang, term.status) for term in added.terms] == [
        ("网格员", "zh-CN", Status.PREFERRED),
        ("grid worker", "en-US", Status.PREFERRED),
        ("grid attendant", "en-US", Status.ADMITTED),
        ("grid member", "en-US", Status.DEPRECATED),
    ]
    assert (added.note, added.created_at) == ("n", project.clock())


def test_adding_a_proposed_pair_approves_it(filled: Project) -> None:
    """One entry for one pair: new renderings join it."""
    added = terms.add_entry(filled, "水渠", ["canal", "ditch"])
    assert [term.text for term in added.terms] == ["水渠", "canal", "ditch"]
    assert added.workflow is Workflow.APPROVED
    assert names(terms.find_entries(filled, "水渠")) == ["水渠"]


def test_a_person_writes_the_proposal_anew(filled: Project) -> None:
    """What the proposal has in another case or number gives way, so that one rendering is preferred."""
    added = terms.add_entry(filled, "茶苗", ["Tea seedlings", "young tea plant"])
    assert [(term.text, term.status) for term in added.terms] == [
        ("茶苗", Status.PREFERRED),
        ("Tea seedlings", Status.PREFERRED),
        ("young tea plant", Status.ADMITTED),
    ]
    again = terms.add_entry(filled, "茶苗", ["tea seedling"])
    assert [(term.text, term.status) for term in again.terms[-1:]] == [("tea seedling", Status.ADMITTED)]


def test_a_term_may_be_named_in_either_language(project: Project) -> None:
    """Its letters say which; what is written alike in both is taken as the settings say."""
    added = terms.add_entry(project, "grid worker", ["网格员", "網格員"])
    assert [(term.text, term.lang) for term in added.terms] == [
        ("grid worker", "en-US"),
        ("网格员", "zh-CN"),
        ("網格員", "zh-Hant"),
    ]
    acronym = terms.add_entry(project, "AI", ["artificial intelligence"])
    assert [term.lang for term in acronym.terms] == ["zh-CN", "en-US"]


def test_a_rendering_in_the_language_of_the_term_is_refused(project: Project) -> None:
    """With a word on how to add another form of the term."""
    with pytest.raises(SettingsError, match=r"no rendering in en-US.*glossary edit 网格员 --admit 网格工"):
        terms.add_entry(project, "网格员", ["grid worker", "网格工"])
    assert terms.list_entries(project) == ()


def test_a_rendering_named_twice_is_one(project: Project) -> None:
    """White space at the ends does not make another."""
    added = terms.add_entry(project, "网格", ["grid", " grid "], forbidden=["net", "net"])
    assert [term.text for term in added.terms] == ["网格", "grid", "net"]


def test_a_rendering_cannot_be_forbidden_too(project: Project) -> None:
    """Nothing is stored."""
    with pytest.raises(SettingsError, match="'grid' cannot be a rendering and forbidden"):
        terms.add_entry(project, "网格", ["grid"], forbidden=["grid"])
    assert terms.list_entries(project) == ()


def test_languages_of_the_settings_are_those_of_a_term(project: Project) -> None:
    """In canonical form."""
    other = replace(project, settings=Settings(source_lang="zh_tw", target_lang="en_gb"))
    assert [term.lang for term in terms.add_entry(other, "里長", ["village head"]).terms] == ["zh-TW", "en-GB"]


@pytest.mark.parametrize(("source", "targets"), [("", ["x"]), ("水渠", [" "])])
def test_an_empty_term_is_refused(project: Project, source: str, targets: list[str]) -> None:
    """Nothing is stored."""
    with pytest.raises(SettingsError, match="must not be empty"):
        terms.add_entry(project, source, targets)
    assert terms.list_entries(project) == ()


def test_an_entry_is_decided_by_id_or_by_term(filled: Project) -> None:
    """In one action; what a person decided is signed and dated."""
    decided = terms.decide(filled, ["c-水渠-canal", "tea seedling"], approve=True)
    assert names(decided) == ["水渠", "茶苗"]
    assert {found.workflow for found in decided} == {Workflow.APPROVED}
    assert {found.changed_at for found in decided} == {filled.clock()}


def test_a_name_that_fits_several_entries_is_refused_with_their_ids(filled: Project) -> None:
    """The choice is the user's."""
    with pytest.raises(
        InputError, match=r"2 entries have the term 'canal'.*c-水渠-canal \(水渠\), c-运河-canal \(运河\)"
    ):
        terms.decide(filled, ["canal"], approve=True)


def test_a_name_that_fits_nothing_changes_nothing(filled: Project) -> None:
    """All or nothing: the good name beside it is not decided either."""
    with pytest.raises(InputError, match="no entry has the id or the term 'bridge'; see: glossary find bridge"):
        terms.decide(filled, ["水渠", "bridge"], approve=True)
    assert terms.list_entries(filled, workflow="approved") == ()


def test_terms_are_extracted_from_the_memory_as_from_its_articles(project: Project, built: Built) -> None:
    """The same proposals, and once they are there nothing is added."""
    paths = sorted(path for name in PAIRS for path in built.folder.glob(f"{name}.*"))
    fresh = replace(project, encoder=BUILTIN)
    from_files = terms.extract_terms(fresh, paths)
    assert (from_files.articles, from_files.untranslated, from_files.problems) == (2, 0, ())
    assert from_files.added > 20
    with open_project(built.settings, clock=fresh.clock, readonly=True) as other:
        fresh.memory.add(other.memory.units(), now=fresh.clock())
    again = terms.extract_terms(fresh)
    assert (again.articles, again.added) == (2, 0)
    assert again.merged + again.skipped > 20


def test_an_extraction_may_be_for_one_kind_alone(project: Project) -> None:
    """Nothing else is proposed or counted; a later one for everything adds what was left out."""
    project = replace(project, encoder=BUILTIN)
    texts = [
        ("支部书记罗启澜在碧萝县开会。", "Branch secretary Luo Qilan held a meeting in Biluo County."),
        ("罗启澜说，茶苗要早种。", "Luo Qilan said tea seedlings must be planted early."),
        ("网格员登记茶苗，罗启澜查看水渠。", "Grid workers registered tea seedlings, Luo Qilan inspected the canal."),
    ]
    units = [TranslationUnit(source=Variant(zh, "zh-CN"), target=Variant(en, "en-US")) for zh, en in texts]
    project.memory.add(units, now=project.clock())
    persons = terms.extract_terms(project, kind="person")
    assert (persons.added, persons.names) == (1, 1)
    assert names(terms.list_entries(project)) == ["罗启澜"]
    named = terms.extract_terms(project, kind="name")
    assert named.added == named.names - 1 > 0
    assert names(terms.list_entries(project, kind="term")) == []
    assert terms.extract_terms(project, kind="term").names == 0
    assert terms.extract_terms(project).added == 0
    assert "茶苗" in names(terms.list_entries(project, kind="term"))


def test_an_extraction_proposes_as_many_terms_as_asked_for(project: Project, built: Built) -> None:
    """For each article the best; what was proposed is told, the surest first."""
    paths = sorted(path for name in PAIRS for path in built.folder.glob(f"{name}.*"))
    encoded = replace(project, encoder=BUILTIN)
    few = terms.extract_terms(encoded, paths, kind="term", most=5)
    assert len(few.entries) <= 5 * len(PAIRS)
    more = terms.extract_terms(encoded, paths, kind="term", most=40)
    assert len(more.entries) > 5 * len(PAIRS)
    assert names(more.entries) == names(terms.list_entries(project, kind="term"))
    shares = [entry.confidence or 0.0 for entry in more.entries if not entry.to_choose]
    assert shares == sorted(shares, reverse=True)


def test_a_likely_term_without_likely_english_is_proposed_alone(project: Project) -> None:
    """Nothing in the translation renders it: a person writes what does."""
    units = [TranslationUnit(source=Variant("社区召开党员大会。", "zh-CN"), target=Variant("Tea grew.", "en-US"))]
    proposed = {e.terms[0].text: e for e in propose_terms(replace(project, encoder=BUILTIN), [units])}
    assert [term.text for term in proposed["党员大会"].terms] == ["党员大会"]


@pytest.mark.parametrize(("confidence", "shown"), [(0.6, True), (0.3, True), (0.1, False)])
def test_a_guess_at_a_rendering_is_shown_beside_the_term(
    project: Project, monkeypatch: pytest.MonkeyPatch, confidence: float, shown: bool
) -> None:
    """As a term of the entry only if it is likely; one that is most likely wrong is not shown."""
    pair = TermPair("党员大会", "meeting", confidence, 1, (Rendering("meeting", 1),))
    monkeypatch.setattr("glossary.equivalents.find_equivalents", lambda corpus, terms: (pair,))
    units = [TranslationUnit(source=Variant("社区召开党员大会。", "zh-CN"), target=Variant("A meeting.", "en-US"))]
    (entry,) = propose_terms(replace(project, encoder=BUILTIN), [units])
    assert [term.text for term in entry.terms] == ["党员大会", *(["meeting"] if confidence > 0.5 else [])]
    assert [one.text for one in entry.renderings] == (["meeting"] if shown else [])


def test_an_empty_memory_or_a_missing_article_gives_no_terms(project: Project, tmp_path: Path) -> None:
    """Both are told, with what to do."""
    with pytest.raises(InputError, match="holds no unit; fill it"):
        terms.extract_terms(project)
    with pytest.raises(InputError, match=r"no-such\.zh\.txt: there is no such file"):
        terms.extract_terms(project, [tmp_path / "no-such.zh.txt"])


@pytest.mark.parametrize(
    ("sentences", "wanted"),
    [
        (["网上有新闻，这里没有术语。请问发现什么？", "社區網格員登記。", "社區網格員巡查。"], ["网格员", "網格員"]),
        (["社區網格員登記。", "社區網格員巡查。"], ["網格員"]),
    ],
)
def test_terms_stand_in_the_script_of_most_texts(project: Project, sentences: list[str], wanted: list[str]) -> None:
    """Texts mostly Simplified: the Simplified form leads, the one that is written follows as a variant."""
    entries = propose_terms(project, [], [sentences])
    written = [[term.text for term in entry.terms] for entry in entries]
    assert any(texts[-1].endswith(wanted[-1]) and len(texts) == len(wanted) for texts in written), written
    assert not any(texts[0].endswith("網格員") for texts in written if len(wanted) == 2)
    assert all(term.text in term.context for entry in entries for term in entry.terms if term.context)


def test_a_term_that_is_rendered_in_several_ways_is_proposed_with_all_of_them(project: Project) -> None:
    """None of them is likely enough to be the one; how often each stands in the texts is told."""
    pairs = (
        ("村里办起惠民食堂。", "The village opened a community canteen."),
        ("老人去惠民食堂吃饭。", "The elderly eat at the benefit kitchen."),
        ("惠民食堂中午最忙。", "The people's dining hall is busiest at noon."),
        ("惠民食堂一餐五元。", "The subsidised diner charges five yuan."),
    )
    units = [TranslationUnit(source=Variant(zh, "zh-CN"), target=Variant(en, "en-US")) for zh, en in pairs]
    encoded = replace(project, encoder=BUILTIN)
    (found,) = (e for e in propose_terms(encoded, [units]) if e.terms[0].text == "惠民食堂")
    assert len(found.terms) == 1
    assert sorted((one.text, one.count) for one in found.renderings) == [
        ("benefit kitchen", 1),
        ("community canteen", 1),
        ("people's dining hall", 1),
        ("subsidised diner", 1),
    ]


def test_names_are_proposed_as_names_with_their_english(project: Project) -> None:
    """A list of their own, after the terms; proper nouns whose subject field says what is named."""
    units = [
        TranslationUnit(source=Variant(zh, "zh-CN"), target=Variant(en, "en-US"))
        for zh, en in (
            ("支部书记罗启澜在碧萝县开会。", "Branch secretary Luo Qilan held a meeting in Biluo County."),
            ("罗启澜说，茶苗要早种。", "Luo Qilan said tea seedlings must be planted early."),
        )
    ]
    proposals = propose_terms(project, [units])
    project.termbase.propose(proposals, now=project.clock())
    person = terms.list_entries(project, kind="person")[0]
    assert [(term.text, term.part_of_speech) for term in person.terms] == [
        ("罗启澜", "properNoun"),
        ("Luo Qilan", "properNoun"),
    ]
    assert names(terms.list_entries(project, kind="place")) == ["碧萝县"]
    kinds = [entry.kind.named for entry in terms.list_entries(project)]
    assert kinds == sorted(kinds)
    every = {entry.concept for entry in terms.list_entries(project)}
    of_kind = {e.concept for kind in ("term", "name") for e in terms.list_entries(project, kind=kind)}
    assert of_kind == every
    assert not {"罗启澜", "启澜"} & set(names(terms.list_entries(project, kind="term")))


def test_names_of_texts_without_translation_are_proposed_alone(project: Project) -> None:
    """They have no English until someone gives one."""
    proposals = propose_terms(project, [], [["村支书罗启澜说，茶苗要早种。"]])
    (person,) = [entry for entry in proposals if entry.kind is CandidateKind.PERSON]
    assert [term.text for term in person.terms] == ["罗启澜"]
