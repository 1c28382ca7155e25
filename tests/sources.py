"""The project's own code as tests read it: each module parsed once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = tuple(path for package in ("tm", "glossary") for path in sorted((ROOT / package).rglob("*.py")))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the module's tree."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))
