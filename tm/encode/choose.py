"""The encoder that a setting names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tm.encode.encoder import Encoder
from tm.errors import ModelUnavailable

BUILTIN = "builtin"


def choose_encoder(name: str) -> Encoder:
    """The built-in encoder for `builtin`, one a process, else the Sentence Transformers model of that name or folder.

    Nothing is loaded before the first encode().
    Raises: ModelUnavailable for the path of a folder that is not there.
    """
    if name.startswith((".", "~", "/")) and not Path(name).expanduser().is_dir():
        raise ModelUnavailable(f"encoder {name!r}: there is no such folder; give the one the model was saved in")
    if name == BUILTIN:
        return _builtin()
    from tm.encode.transformers import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)


@cache
def _builtin() -> Encoder:
    from tm.encode.builtin import BuiltinEncoder

    return BuiltinEncoder()
