"""A small but real Sentence Transformers model of Chinese and English, learnt from gold beads."""

from pathlib import Path
from typing import Any

import numpy as np

from tm.align.gold import GoldDocument

DIMENSIONS = 64
UNKNOWN = "[UNK]"


def gold_pairs(document: GoldDocument) -> list[tuple[str, str]]:
    """Both sides of every paired bead."""
    return [
        ("".join(document.source[i] for i in source), " ".join(document.target[j] for j in target))
        for source, target in document.beads
        if source and target
    ]


def trained_tokenizer(texts: list[str]) -> Any:
    """Chinese characters and lower-case English words as tokens; those seen once are unknown."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordLevel(unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    hanzi = pre_tokenizers.Split(Regex("[\u3400-\u9fff]"), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([hanzi, pre_tokenizers.Whitespace()])
    trainer = trainers.WordLevelTrainer(min_frequency=2, special_tokens=[UNKNOWN], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def token_vectors(tokenizer: Any, pairs: list[tuple[str, str]]) -> np.ndarray:
    """(tokens, DIMENSIONS): tokens that occur in the same beads, in either language, lie close.

    The left singular vectors of the token-by-bead counts, weighted by inverse document frequency.
    Source: Deerwester et al. 1990; over two languages Dumais, Landauer & Littman 1996.
    """
    counts = np.zeros((tokenizer.get_vocab_size(), len(pairs)))
    for column, pair in enumerate(pairs):
        for text in pair:
            counts[sorted(set(tokenizer.encode(text).ids)), column] += 1
    rarity = np.log((1 + len(pairs)) / (1 + (counts > 0).sum(axis=1)))[:, None]
    weighted = counts * rarity
    left, _, _ = np.linalg.svd(weighted / np.linalg.norm(weighted, axis=0), full_matrices=False)
    vectors = (left[:, :DIMENSIONS] * rarity).astype(np.float32)
    vectors[tokenizer.token_to_id(UNKNOWN)] = 0
    return vectors


def save_model(tokenizer: Any, vectors: np.ndarray, folder: Path) -> str:
    """The folder, with the mean of these token vectors as a Sentence Transformers model in it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=vectors)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return str(folder)
