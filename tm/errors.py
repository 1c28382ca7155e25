"""Every error raised on purpose.

TmError
├── SettingsError       a setting or an option has no possible value
├── InputError          a file given by the user cannot be used; names it, and the line where known
├── StorageError        the memory file or the output folder cannot be read or written
│   └── Superseded      what was to be changed has been changed by somebody else meanwhile
└── ModelUnavailable    an encoder or an optional package is missing
    └── ReaderMissing   the package that reads a file of the user's is missing; names the file

One bad record is a `Problem` (tm.units), returned; one bad file, database or model is one of these, raised.
"""

from __future__ import annotations

from pathlib import Path


class TmError(Exception):
    """What went wrong, where, and what to do about it, in one sentence."""


class SettingsError(TmError):
    """A setting or option that cannot be obeyed."""


class UnknownLanguage(SettingsError):
    """A language pair that no memory holds."""


class InputError(TmError):
    """A file of the user's that cannot be used."""

    def __init__(self, message: str, *, path: Path | str, line: int | None = None) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path, self.line = path, line


class StorageError(TmError):
    """A memory file or an output place that cannot be read or written."""

    def __init__(self, message: str, *, path: Path | str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class Superseded(StorageError):
    """What was to be changed is no longer as it was shown; nothing was done."""


class ModelUnavailable(TmError):
    """An encoder, or the optional package that runs it, is not on this machine."""


class ReaderMissing(ModelUnavailable):
    """The optional package that reads this kind of file is not on this machine."""

    def __init__(self, message: str, *, path: Path | str) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.line = path, None
