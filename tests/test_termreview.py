"""Reviewing the glossary: what is shown, what each key does, and that every decision is saved at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from doors import Result
from rich.cells import cell_len

from glossary.entries import Rendering, Term, TermEntry, Workflow
from tm.app import changes, termreview, terms
from tm.app.project import Project
from tm.app.render import Screen
from tm.app.term_review import Review, show_item
from tm.errors import InputError
from tm.units import Origin, TranslationUnit, Variant

LONG = "这一天，" + "社区里的人们聚在一起，" * 6


def unit(zh: str, en: str, document: str = "tea") -> TranslationUnit:
    return TranslationUnit(source=Variant(zh, "zh-CN"), target=Variant(en, "en-US"), origin=Origin(document=document))


def proposal(zh: str, en: str, confidence: float, *renderings: Rendering) -> TermEntry:
    pair = (Term(text=zh, lang="zh-CN"), Term(text=en, lang="en-US"))
    return TermEntry(concept=f"c-{zh}", terms=pair, confidence=confidence, count=2, renderings=renderings)


@pytest.fixture
def filled(project: Project) -> Project:
    """Three proposals, surest first 水渠, 茶苗, 支部; 水渠 was rendered in two ways."""
    units = [
        unit("水渠修好了。", "The ditch is mended."),
        unit(f"{LONG}修水渠。", "Day after day, " * 9 + "they mended two canals, and no one went home before dark."),
        unit("茶苗三千株。", "3,000 tea seedlings."),
    ]
    project.memory.add(units, now=project.clock())
    project.termbase.propose(
        [
            proposal("水渠", "canal", 0.9, Rendering("canal", 1), Rendering("ditch", 1)),
            proposal("茶苗", "tea seedling", 0.8),
            proposal("支部", "branch", 0.7),
        ],
        now=project.clock(),
    )
    return project


Play = Callable[..., str]


@pytest.fixture
def play(filled: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Play:
    """Feeds a review with keys, and with answers to the questions of an edit; gives what was shown."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(keys: str | list[str], *answers: str) -> str:
        feed, said = iter([*keys]), iter(answers)
        concepts = [entry.concept for entry in terms.entries_to_review(filled, sort="decision")]
        Review(Screen(), filled, concepts).run(lambda: next(feed, ""), lambda label, default: next(said, default))
        shown = capsys.readouterr()
        return shown.out + shown.err

    return run


def decided(project: Project) -> dict[str, str]:
    return {entry.terms[0].text: str(entry.workflow) for entry in project.termbase.entries()}


def test_an_entry_comes_with_its_sentences_and_renderings(filled: Project) -> None:
    """Those that show the rendering first; places of the terms on both sides."""
    item = termreview.review_item(filled, "c-水渠")
    assert [(found.text, found.count) for found in item.renderings] == [("canal", 1), ("ditch", 1)]
    assert item.uses == 2
    first, second = item.sentences
    assert first.source[slice(*first.source_spans[0])] == second.source[slice(*second.source_spans[0])] == "水渠"
    assert first.target[slice(*first.target_spans[0])] == "canals"
    assert (second.target_spans, second.document) == ((), "tea")


def test_each_key_decides_and_goes_on(filled: Project, play: Play) -> None:
    """A accepts, r rejects, n passes; the decisions are in the memory."""
    shown = play("arn")
    assert decided(filled) == {"水渠": "approved", "茶苗": "rejected", "支部": "proposed"}
    assert [action.kind for action in changes.list_actions(filled, 2)] == ["reject", "approve"]
    assert "2 decided, 1 left" in shown


def test_a_number_accepts_that_rendering(filled: Project, play: Play) -> None:
    """It takes the place of the proposed one; a number that is not shown does nothing."""
    play("92")
    entry = filled.termbase.get("c-水渠")
    assert [term.text for term in entry.terms] == ["水渠", "ditch"]
    assert entry.workflow is Workflow.APPROVED
    assert entry.renderings[0].text == "canal"


def test_decisions_are_taken_back_one_by_one(filled: Project, play: Play) -> None:
    """Back to the entry that was decided; never what was done before the review."""
    before = decided(filled)
    shown = play("aruuu")
    assert decided(filled) == before
    assert "nothing of this review to take back" in shown
    assert shown.count("[1/3]") == 3
    play("auar")
    assert decided(filled) == {"水渠": "approved", "茶苗": "rejected", "支部": "proposed"}


def test_going_back_shows_what_was_decided(filled: Project, play: Play) -> None:
    """And it can be decided otherwise."""
    assert "approved" in play(["a", "\x1b[D", "r"])
    assert decided(filled)["水渠"] == "rejected"


def test_an_edit_changes_fields_and_approves_in_one_action(filled: Project, play: Play) -> None:
    """Term, rendering, forbidden renderings, subject, note."""
    play("eu")
    assert decided(filled)["水渠"] == "proposed"
    play("e", "水渠", "main canal", "drain; gutter", "water", "see the map")
    entry = filled.termbase.get("c-水渠")
    assert [(term.text, str(term.status)) for term in entry.terms] == [
        ("水渠", "preferred"),
        ("main canal", "preferred"),
        ("drain", "deprecated"),
        ("gutter", "deprecated"),
    ]
    assert (entry.subject_field, entry.note, entry.workflow) == ("water", "see the map", Workflow.APPROVED)


def test_what_stands_after_a_semicolon_is_allowed_too(filled: Project, play: Play) -> None:
    """Of an entry that is edited, and of one that is asked for its rendering."""
    shown = play("e", "水渠", "canal; ditch；channel")
    terms_of = lambda concept: [(t.text, str(t.status)) for t in filled.termbase.get(concept).terms[1:]]  # noqa: E731
    assert terms_of("c-水渠") == [("canal", "preferred"), ("ditch", "admitted"), ("channel", "admitted")]
    assert "approved: 水渠 = canal" in shown
    alone = TermEntry(concept="c-烘焙", terms=(Term(text="烘焙", lang="zh-CN"),), confidence=0.9, count=1)
    filled.termbase.propose([alone], now=filled.clock())
    play("a", "roasting; firing")
    assert terms_of("c-烘焙") == [("roasting", "preferred"), ("firing", "admitted")]


def test_an_impossible_edit_is_told_and_asked_again(filled: Project, play: Play) -> None:
    """The review stays at the entry."""
    shown = play("e", " ", "canal")
    assert "! a term needs text" in shown
    assert decided(filled)["水渠"] == "proposed"
    assert shown.count("[1/3]") == 2


def test_what_somebody_else_changed_meanwhile_is_not_decided(filled: Project) -> None:
    """The decision was about the entry as it was seen."""
    seen = filled.termbase.get("c-水渠")
    filled.termbase.edit(replace(seen, note="wait"), now=filled.clock(), author="Li")
    with pytest.raises(InputError, match="was changed by Li meanwhile"):
        termreview.accept(filled, seen)


def test_a_decision_is_taken_back_whatever_others_did_since(filled: Project) -> None:
    """To other entries, whose changes stay; what they did to this one is not overwritten."""
    tea, canal = filled.termbase.get("c-茶苗"), filled.termbase.get("c-水渠")
    decisions = termreview.reject(filled, tea), termreview.accept(filled, canal)
    own = {decision.action for decision in decisions if decision.action}
    filled.termbase.approve(["c-支部"], now=filled.clock(), author="Li")
    for decision in reversed(decisions):
        termreview.take_back(filled, decision, own)
    assert decided(filled) == {"水渠": "proposed", "茶苗": "proposed", "支部": "approved"}
    again = termreview.reject(filled, filled.termbase.get("c-茶苗"))
    filled.termbase.approve(["c-茶苗"], now=filled.clock(), author="Li")
    with pytest.raises(InputError, match="was changed by Li meanwhile"):
        termreview.take_back(filled, again, {again.action or 0})
    assert decided(filled)["茶苗"] == "approved"


def test_what_others_did_between_two_decisions_stays(filled: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Undoing goes past it."""
    review = Review(Screen(), filled, ["c-水渠", "c-茶苗"])

    def keys() -> Iterator[str]:
        yield "a"
        filled.termbase.approve(["c-支部"], now=filled.clock(), author="Li")
        yield from "auuq"

    feed = keys()
    review.run(lambda: next(feed), lambda label, default: default)
    assert decided(filled) == {"水渠": "proposed", "茶苗": "proposed", "支部": "approved"}
    assert "0 decided, 2 left" in capsys.readouterr().err


def test_a_term_without_a_rendering_is_asked_for_one(filled: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Accepting it; the whole of its translation is there to find it in."""
    filled.memory.add([unit("烘焙三次。", "Leaf by leaf, " * 12 + "they roasted it.")], now=filled.clock())
    alone = TermEntry(concept="c-烘焙", terms=(Term(text="烘焙", lang="zh-CN"),), confidence=0.9, count=1)
    filled.termbase.propose([alone], now=filled.clock())
    Review(Screen(), filled, ["c-烘焙"]).run(iter("aq").__next__, lambda label, default: "roasting")
    assert [term.text for term in filled.termbase.get("c-烘焙").terms] == ["烘焙", "roasting"]
    assert "they roasted it." in " ".join(capsys.readouterr().out.split())


def test_a_review_ends_with_what_is_approved_and_lacks_only_a_rendering(filled: Project, play: Play) -> None:
    """The choice makes it the preferred one, and the entry is asked about no more."""
    alone = TermEntry(concept="c-烘焙", terms=(Term(text="烘焙", lang="zh-CN"),), confidence=0.9, count=1)
    filled.termbase.propose([alone], now=filled.clock())
    filled.termbase.approve(["c-烘焙"], now=filled.clock())
    seen = proposal("烘焙", "roasting", 0.6, Rendering("roasting", 2), Rendering("drying", 1))
    filled.termbase.propose([seen], now=filled.clock())
    left = [entry.terms[0].text for entry in terms.entries_to_review(filled, sort="decision")]
    assert left == ["水渠", "茶苗", "支部", "烘焙"]
    assert "seen as: 1 roasting (2)   2 drying (1)" in play("nnn2q")
    assert [term.text for term in filled.termbase.get("c-烘焙").terms] == ["烘焙", "drying"]
    assert terms.entries_to_review(filled, text="烘焙", sort="decision") == ()


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
def test_an_edit_that_is_broken_off_changes_nothing(
    filled: Project, capsys: pytest.CaptureFixture[str], stop: type[BaseException]
) -> None:
    """The review goes on at the entry."""

    def broken_off(label: str, default: str) -> str:
        raise stop

    Review(Screen(), filled, ["c-水渠"]).run(iter("eaq").__next__, broken_off)
    assert decided(filled)["水渠"] == "approved"
    assert "left as it is" in capsys.readouterr().err


def test_an_entry_deleted_meanwhile_is_passed_over(filled: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """With a word about it."""
    review = Review(Screen(), filled, ["c-水渠", "c-茶苗"])
    filled.termbase.delete(["c-水渠"], now=filled.clock())
    keys = iter("a")
    review.run(lambda: next(keys, "q"), lambda label, default: default)
    assert "c-水渠 is no longer in the glossary" in capsys.readouterr().err
    assert decided(filled)["茶苗"] == "approved"


def test_keys_beside_the_known_ones_show_the_help(filled: Project, play: Play) -> None:
    """? explains all of them; the end of input quits."""
    shown = play("x?")
    assert "n next  p back" in shown
    assert "take back the last decision" in shown
    assert set(decided(filled).values()) == {"proposed"}


def test_everything_fits_into_eighty_columns(
    filled: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long sentence is cut around its term on both sides."""
    monkeypatch.setenv("COLUMNS", "80")
    show_item(Screen(), termreview.review_item(filled, "c-水渠"), filled, at=0, total=3)
    captured = capsys.readouterr()
    shown, lines = captured.out, [*captured.out.splitlines(), *captured.err.splitlines()]
    assert max(map(cell_len, lines)) <= 80
    assert "1 canal (1)   2 ditch (1)" in shown
    assert [line.strip()[0] for line in lines if "canals" in line or "修水渠" in line] == ["…", "…"]


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_review_needs_a_terminal(filled: Project, call: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    """A script is told what to use."""
    found = call("glossary", "review", "--memory", filled.settings.memory, *arguments)
    assert (found.code, found.out) == (2, "")
    assert "needs a person at a terminal" in found.err
