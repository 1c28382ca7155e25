"""Any Sentence Transformers model as an encoder, by the folder it was saved in or by its name on the hub.

Needs the `transformers` extra. Offline unless asked: a name is looked up in the local cache of the hub only. Text past
the longest input of a model is cut off by it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tm.errors import ModelUnavailable

if TYPE_CHECKING:
    from tm.encode.arrays import FloatMatrix

_INSTALL = 'pip install "duizhao[transformers]"'
_BATCH = 64
_MODEL_FILES = ("modules.json", "config.json")  # a saved model has one of them
_ORGANISATION = "sentence-transformers"  # of a hub name that names none
_SAMPLES, _SAMPLE_BYTES = 256, 1 << 14  # read of each file for its digest


class SentenceTransformerEncoder:
    """Loads its model at the first encode(), on a GPU where there is one; goes online only if allow_download."""

    def __init__(self, model: str, *, allow_download: bool = False) -> None:
        self._model_name, self._allow_download = model, allow_download

    @cached_property
    def name(self) -> str:
        """The folder's name and a digest of its files, or the hub name and its revision.

        So a retrained model never meets the vectors of the old one. Raises: ModelUnavailable if a file cannot be read.
        """
        folder = self._folder
        if folder is None or not _holds_model(folder):
            return self._model_name
        if not Path(self._model_name).expanduser().is_dir():
            return f"{self._model_name}@{folder.name[:12]}"
        try:
            return f"{folder.resolve().name}-{_digest(folder)}"
        except OSError as error:
            raise ModelUnavailable(f"encoder {self._model_name!r} cannot be read: {error}") from error

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """The (len(texts), dim) vectors of the model, rows brought to norm 1.

        Raises: ModelUnavailable if the package or the model is not there, or the model is damaged.
        """
        import numpy as np

        from tm.encode.arrays import unit_rows

        if not texts:
            return self.encode([""])[:0]
        vectors = self._model.encode(list(texts), batch_size=_BATCH, convert_to_numpy=True, show_progress_bar=False)
        return unit_rows(np.asarray(vectors, np.float32))

    @cached_property
    def _folder(self) -> Path | None:
        """Where the model lies: the folder given, else its snapshot in the local hub cache, else None."""
        given = Path(self._model_name).expanduser()
        return given if given.is_dir() else _cached_snapshot(self._model_name)

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging
        except (ImportError, OSError) as error:
            raise ModelUnavailable(
                f"encoder {self._model_name!r} needs the Sentence Transformers package ({error}); run: {_INSTALL}"
            ) from error
        bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()
        try:
            return SentenceTransformer(self._found(), local_files_only=not self._allow_download)
        except ModelUnavailable:
            raise
        except Exception as error:  # tokenizers raises nothing narrower for a damaged file
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise ModelUnavailable(
                f"encoder {self._model_name!r} cannot be loaded ({reason}); "
                "give the folder of a saved Sentence Transformers model, or download the model again"
            ) from error
        finally:
            if bars:
                logging.enable_progress_bar()

    def _found(self) -> str:
        """What to load: the folder of the model, or its hub name where a download is allowed."""
        folder = self._folder
        if folder is not None:
            if _holds_model(folder):
                return str(folder)
            raise ModelUnavailable(
                f"encoder {self._model_name!r} is a folder without {' or '.join(_MODEL_FILES)}; "
                "give the folder that a Sentence Transformers model was saved in"
            )
        if self._allow_download:
            return self._model_name
        raise ModelUnavailable(
            f"encoder {self._model_name!r} is neither a folder nor a model in the local hub cache; "
            "check the path, or bring a model of the hub here once with: hf download NAME"
        )


def _holds_model(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _MODEL_FILES)


def _cached_snapshot(model: str) -> Path | None:
    """The folder of a hub model in the local cache; looked up here since the library asks the network even then."""
    try:
        from huggingface_hub import try_to_load_from_cache
    except ImportError:
        return None
    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")  # as the library does; else the cache of the hub
    for repository in (model,) if "/" in model else (model, f"{_ORGANISATION}/{model}"):
        for name in _MODEL_FILES:
            try:
                found = try_to_load_from_cache(repository, name, cache_dir=cache)
            except ValueError:  # no possible hub name
                return None
            if isinstance(found, str):
                return Path(found).parent
    return None


def _digest(folder: Path) -> str:
    """Twelve digits over the names, sizes and evenly spaced samples of the folder's files, hidden ones left out.

    Enough to tell two trainings apart without reading gigabytes.
    """
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts):
            continue
        size = path.stat().st_size
        digest.update(f"{inside}:{size}\n".encode())
        samples = min(_SAMPLES, -(-size // _SAMPLE_BYTES))
        with path.open("rb") as file:
            for sample in range(samples):
                file.seek(sample * max(0, size - _SAMPLE_BYTES) // max(1, samples - 1))
                digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:12]
