"""The HTTP status of every error raised on purpose; the one table of both servers."""

from __future__ import annotations

from tm.errors import (
    InputError,
    ModelUnavailable,
    ReaderMissing,
    SettingsError,
    StorageError,
    Superseded,
    TmError,
    UnknownLanguage,
)

STATUS: dict[type[TmError], int] = {
    UnknownLanguage: 404,
    SettingsError: 422,
    InputError: 404,
    Superseded: 409,
    StorageError: 503,
    ReaderMissing: 503,
    ModelUnavailable: 503,
}


NOBODY_WAITS = 499  # who asked has hung up; no other number says so


def status_of(error: Exception) -> int:
    """The status of the error's own kind, else of the nearest kind above it; 500 for one that nobody raises."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
