"""Errors raised on purpose: what their messages say, and that every kind has its exit code."""

import ast
from pathlib import Path

from sources import SOURCES, nodes_of

from tm import errors
from tm.app.door import EXIT_CODES
from tm.app.statuses import STATUS, status_of
from tm.errors import InputError, StorageError, Superseded, TmError, UnknownLanguage


def all_subclasses(kind: type) -> set[type]:
    return {sub for direct in kind.__subclasses__() for sub in {direct} | all_subclasses(direct)}


def test_every_error_has_an_exit_code() -> None:
    """A new kind of error gets its own line in the table, also below another one."""
    assert all_subclasses(TmError) == set(EXIT_CODES)


def test_exit_codes_are_those_documented() -> None:
    """2 usage, 3 input, 4 storage, 5 model or missing extra."""
    codes = {kind.__name__: code for kind, code in EXIT_CODES.items()}
    assert codes == {
        "SettingsError": 2,
        "UnknownLanguage": 2,
        "InputError": 3,
        "StorageError": 4,
        "Superseded": 4,
        "ModelUnavailable": 5,
        "ReaderMissing": 5,
    }


def test_every_error_has_a_status() -> None:
    """Its own, whatever the order of the table; what is no error of ours is a defect."""
    assert all_subclasses(TmError) == set(STATUS)
    assert {kind: status_of(kind.__new__(kind)) for kind in STATUS} == STATUS
    assert (status_of(UnknownLanguage("fr")), status_of(Superseded("unit 1", path="m.tmdb"))) == (404, 409)
    assert status_of(ZeroDivisionError()) == 500


def test_errors_are_defined_in_one_module() -> None:
    """No module hides a kind of error that the table above cannot see."""
    names = {kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TmError)}
    for path in SOURCES:
        bases = [base for node in nodes_of(path) if isinstance(node, ast.ClassDef) for base in node.bases]
        assert path.name == "errors.py" or not names & {one.id for one in bases if isinstance(one, ast.Name)}, path


def test_messages_name_the_place() -> None:
    """Path, line where known, cause."""
    assert str(InputError("is empty; save it again", path="a.txt")) == "a.txt: is empty; save it again"
    assert str(InputError("no xml:lang; add one", path=Path("a.tmx"), line=41)) == "a.tmx:41: no xml:lang; add one"
    assert str(StorageError("is locked; try again", path="m.tmdb")) == "m.tmdb: is locked; try again"
