"""docs/python.md: its examples run as they stand, and the modules it names are there."""

import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs" / "python.md").read_text("utf-8")


def test_the_examples_run_in_their_order(
    stub_encoder: None,
    pair: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a folder with two articles; each prints something, and what they write is there."""
    (tmp_path / "articles").mkdir()
    for path in pair:
        path.rename(tmp_path / "articles" / path.name)
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    values: dict[str, object] = {}
    assert len(examples) == 3
    for example in examples:
        exec(compile(example, "docs/python.md", "exec"), values)
        assert capsys.readouterr().out
    for name in ("exports/memory.tmx", "reviewed.tsv", "glossary.tbx"):
        assert (tmp_path / name).stat().st_size


@pytest.mark.parametrize("module", sorted(set(re.findall(r"`((?:tm|glossary)(?:\.[a-z]+)*)`", PAGE))))
def test_the_modules_are_there(module: str) -> None:
    """Under the names that the page gives them."""
    import_module(module)
