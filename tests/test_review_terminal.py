"""`glossary review` at a terminal: keys, lines edited where they stand, Ctrl-C, another size."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.entries import Term, TermEntry, Workflow
from tm.app.project import Project

pty = pytest.importorskip("pty", reason="no terminals here")
termios = pytest.importorskip("termios", reason="no terminals here")

SECONDS = 60
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z@]")


def seated() -> None:
    """In a process about to begin: Ctrl-C comes from its terminal and is heard, though the tests may not hear it."""
    os.close(os.open(os.ttyname(0), os.O_RDWR))
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A terminal with a program in it."""

    def __init__(self, *arguments: str) -> None:
        self._own, other = pty.openpty()
        self.resize(80)
        environment = {key: text for key, text in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
        environment |= {"TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[1])}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "glossary.cli", *arguments],
            stdin=other,
            stdout=other,
            stderr=other,
            env=environment,
            start_new_session=True,
            preexec_fn=seated,
        )
        os.close(other)

    def resize(self, columns: int) -> None:
        """Make it so wide."""
        termios.tcsetwinsize(self._own, (30, columns))

    def after(self, keys: str, expected: str) -> str:
        """What is shown after the keys, up to what is expected."""
        os.write(self._own, keys.encode())
        shown = b""
        while expected not in (text := ESCAPE.sub("", shown.decode("utf-8", "ignore"))):
            ready, _, _ = select.select([self._own], [], [], SECONDS)
            if not ready:
                raise TimeoutError(text)
            try:
                shown += os.read(self._own, 65536)
            except OSError as error:  # the program has ended
                raise EOFError(text) from error
        return text

    def end(self) -> int:
        """Exit code of the program."""
        return self._process.wait(SECONDS)

    def close(self) -> None:
        """Switch it off."""
        self._process.kill()
        self._process.wait()
        os.close(self._own)


@pytest.fixture
def terminal(project: Project) -> Iterator[Terminal]:
    entries = [
        TermEntry(concept=f"c-{zh}", terms=(Term(text=zh, lang="zh-CN"), *terms), confidence=confidence, count=3)
        for zh, confidence, terms in (
            ("茶苗", 0.9, (Term(text="tea seedling", lang="en-US"),)),
            ("水渠", 0.8, ()),
            ("支部", 0.7, (Term(text="branch", lang="en-US"),)),
        )
    ]
    project.termbase.propose(entries, now=project.clock())
    found = Terminal("review", "--memory", str(project.settings.memory))
    try:
        yield found
    finally:
        found.close()


KEYS = "? more"


def test_a_review_at_a_terminal(terminal: Terminal, project: Project) -> None:
    """A line holds what there is, to be edited; Ctrl-C in it gives the edit up, not the review; q ends it."""
    assert "tea seedling" in terminal.after("", KEYS)
    assert "also allowed: tea seedling" in terminal.after("e\r", "tea seedling")
    assert "left as it is" in terminal.after(" plant\x03", KEYS)
    assert "rendering" in terminal.after("e\r", "tea seedling")
    terminal.after("\x01young \r", "never write")
    terminal.after("\r", "subject")
    terminal.after("茶园\r", "note")
    assert "approved: 茶苗" in terminal.after("\r", KEYS)
    terminal.after("a", "rendering; also allowed")
    assert "approved: 水渠" in terminal.after("ditch\r", KEYS)
    terminal.resize(40)
    shown = terminal.after("\x1b[D", "水渠")
    assert max(len(line) for line in shown.splitlines() if KEYS not in line) <= 40
    terminal.after("u", "is proposed again")
    terminal.after("qq", "1 decided, 2 left")
    assert terminal.end() == 0
    tea = project.termbase.get("c-茶苗")
    assert [term.text for term in tea.terms] == ["茶苗", "young tea seedling"]
    assert (tea.subject_field, tea.workflow) == ("茶园", Workflow.APPROVED)
    assert project.termbase.get("c-水渠").workflow is Workflow.PROPOSED


def test_keys_that_are_typed_ahead_are_obeyed(terminal: Terminal, project: Project) -> None:
    """One after the other, also those that are the answer to a question."""
    terminal.after("", KEYS)
    terminal.after("rnpaditch\rp\x1b[Crq", "3 decided, 0 left")
    assert terminal.end() == 0
    kinds = {entry.terms[0].text: str(entry.workflow) for entry in project.termbase.entries()}
    assert kinds == {"茶苗": "rejected", "水渠": "approved", "支部": "rejected"}


def test_ctrl_c_ends_a_review_with_what_was_decided(terminal: Terminal, project: Project) -> None:
    """Nothing of it is lost."""
    terminal.after("", KEYS)
    terminal.after("r", "[2/3]")
    terminal.after("\x03", "1 decided, 2 left")
    assert terminal.end() == 0
    assert project.termbase.get("c-茶苗").workflow is Workflow.REJECTED
