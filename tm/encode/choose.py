"""The encoder that a setting names."""

from __future__ import annotations

from tm.encode.builtin import BuiltinEncoder
from tm.encode.encoder import Encoder
from tm.encode.transformers import SentenceTransformerEncoder

BUILTIN = "builtin"


def choose_encoder(name: str) -> Encoder:
    """The built-in encoder for `builtin`, else the Sentence Transformers model of that name or folder.

    Nothing is loaded before the first encode().
    """
    return BuiltinEncoder() if name == BUILTIN else SentenceTransformerEncoder(name)
