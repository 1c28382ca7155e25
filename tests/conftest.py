"""What tests of the doors share: a bare environment, a project with a stub encoder, and one real build a session."""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from doors import EN, NOW, PAIRS, SEEDS, ZH, Built, Result
from hypothesis import HealthCheck, settings
from stubs import StubEncoder

from tm.app.build import build_folder
from tm.app.project import Project, open_project
from tm.memory.database import open_database
from tm.memory.memory import Memory
from tm.settings import VARIABLES, Settings

# In memory, where there is much of it, no file waits for a disk; TMPDIR says otherwise.
_IN_MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free >= 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_IN_MEMORY)

# Neither a slow machine nor luck fails a test; --hypothesis-profile explore: examples never tried before.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same")


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the person who runs the tests, and a clock that stands still."""
    for variable in (*VARIABLES.values(), "TM_SETTINGS", "TM_LOG", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))


@pytest.fixture
def stub_encoder(bare_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands encode without a model, whatever encoder is asked for."""
    for place in ("tm.app.project", "tm.encode.choose"):
        monkeypatch.setattr(f"{place}.choose_encoder", lambda _: StubEncoder())


@pytest.fixture
def project(stub_encoder: None, tmp_path: Path) -> Iterator[Project]:
    """An empty memory with a stub encoder and a clock that stands still."""
    with open_project(Settings(memory=tmp_path / "memory.tmdb"), clock=lambda: NOW, create=True) as opened:
        yield opened


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    """An empty memory."""
    with open_database(tmp_path / "memory.tmdb") as database:
        yield Memory(database)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A short text and its translation."""
    paths = tmp_path / "tea.zh.txt", tmp_path / "tea.en.txt"
    for path, text in zip(paths, (ZH, EN), strict=True):
        path.write_text(text, "utf-8")
    return paths


@pytest.fixture
def call(
    bare_environment: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Runs a command line in this process: program, arguments, and stdin where it reads any."""
    import glossary.cli
    import tm.app.cli
    from tm.app import door

    groups: dict[str, click.Group] = {"tm": tm.app.cli.commands, "glossary": glossary.cli.commands}

    def run(program: str, *arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capsys.readouterr()
        code = door.run(groups[program], [str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Two seed pairs, a text without translation and a broken pair, built once with the encoder that ships."""
    folder = tmp_path_factory.mktemp("articles")
    for name in PAIRS:
        for lang in ("zh", "en"):
            shutil.copy(SEEDS / f"{name}.{lang}.txt", folder)
    (folder / "alone.zh.txt").write_text(ZH, "utf-8")
    (folder / "empty.zh.txt").write_text("", "utf-8")
    (folder / "empty.en.txt").write_text(EN, "utf-8")
    (folder / "notes.txt").write_text("临时党支部在开发区成立。临时党支部书记说，临时党支部要继续工作。\n", "utf-8")
    place = tmp_path_factory.mktemp("built")
    settings, output = Settings(memory=place / "memory.tmdb"), place / "exports"
    with open_project(settings, clock=lambda: NOW, create=True) as project:
        report = build_folder(project, folder, output)
    return Built(folder, settings, output, report)
