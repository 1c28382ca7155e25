"""Any Sentence Transformers model as an encoder, by the folder it was saved in or by its name.

Needs the `transformers` extra. Offline unless asked: a name is looked up in the local cache of the hub only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tm.errors import ModelUnavailable

if TYPE_CHECKING:
    from tm.encode.arrays import FloatMatrix

_INSTALL = 'pip install "duizhao[transformers]"'
_BATCH = 64
_DIGESTED_BYTES = 1 << 20


class SentenceTransformerEncoder:
    """Loads its model at the first encode(); goes online only if allow_download."""

    def __init__(self, model: str, *, allow_download: bool = False) -> None:
        self._folder = Path(model).expanduser()
        self._model_name, self._allow_download = model, allow_download
        self.name = _stored_name(self._folder) if self._folder.is_dir() else model

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """The (len(texts), dim) vectors of the model, rows brought to norm 1."""
        import numpy as np

        from tm.encode.arrays import unit_rows

        vectors = self._model.encode(list(texts), batch_size=_BATCH, convert_to_numpy=True, show_progress_bar=False)
        return unit_rows(np.asarray(vectors, np.float32).reshape(len(texts), -1))

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(
                f"encoder {self._model_name!r} needs the Sentence Transformers package; run: {_INSTALL}"
            ) from error
        model = str(self._folder) if self._folder.is_dir() else self._model_name
        try:
            return SentenceTransformer(model, local_files_only=not self._allow_download, device="cpu")
        except (OSError, ValueError, ImportError, KeyError, RuntimeError, TypeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelUnavailable(
                f"encoder {self._model_name!r} cannot be loaded ({reason}); "
                "give the folder of a saved Sentence Transformers model, or a model that is in the local hub cache"
            ) from error


def _stored_name(folder: Path) -> str:
    """The folder's name and a digest of its files, so that a retrained model never meets the old one's vectors.

    Of each file the size and both ends are read: enough to tell two trainings apart without reading gigabytes.
    """
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}\n".encode())
        with path.open("rb") as file:
            digest.update(file.read(_DIGESTED_BYTES))
            file.seek(max(0, size - _DIGESTED_BYTES))
            digest.update(file.read())
    return f"{folder.resolve().name}-{digest.hexdigest()[:12]}"
