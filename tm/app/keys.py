"""Single keys of a terminal, none lost: what is typed ahead waits, for the next key or for the next line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_FOLLOWS_SECONDS = 0.05  # within which the rest of an escape sequence comes
_ESCAPE = "\x1b"


class Keys:
    """The keys of stdin, one at a time; use it as a context, in which nothing that is typed shows."""

    def __init__(self) -> None:
        self._termios = _termios()
        self._before: list[object] = []

    def __enter__(self) -> Keys:
        if self._termios:
            self._before = self._termios.tcgetattr(sys.stdin)
            self._silence()
        return self

    def __exit__(self, *raised: object) -> None:
        self._restore()

    def read(self) -> str:
        """The next key: a character, or the escape sequence of an arrow and the like. Raises: EOFError at the end."""
        if not self._termios:
            import click

            return click.getchar()
        key = self._character()
        while key[0] == _ESCAPE and self._follows() and (len(key) < 3 or not "@" <= key[-1] <= "~"):
            key += self._character()
        return key

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Meanwhile the terminal shows and edits lines as ever."""
        self._restore()
        try:
            yield
        finally:
            if self._termios:
                self._silence()

    def _character(self) -> str:
        data = b""
        while True:
            byte = os.read(sys.stdin.fileno(), 1)  # no more: what follows may be part of a line
            if not byte:
                raise EOFError
            data += byte
            try:
                return data.decode(sys.stdin.encoding)
            except UnicodeDecodeError:
                if len(data) > 3:
                    return "\ufffd"

    def _follows(self) -> bool:
        import select

        return bool(select.select([sys.stdin], [], [], _FOLLOWS_SECONDS)[0])

    def _silence(self) -> None:
        import tty

        if self._termios:
            tty.setcbreak(sys.stdin, self._termios.TCSADRAIN)

    def _restore(self) -> None:
        if self._termios:
            self._termios.tcsetattr(sys.stdin, self._termios.TCSADRAIN, self._before)


def _termios() -> ModuleType | None:
    """What sets a terminal; None on Windows."""
    try:
        import termios
    except ImportError:
        return None
    return termios
