"""Lengths in tokens of a real tokenizer: Llama 2's, which lies in the wheel of the embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOKENIZER = "l2_supercat_tokenizer_config.json"


def token_counts(texts: Sequence[str]) -> list[int]:
    """Number of tokens of each text."""
    if not texts:
        return []
    return [len(found.ids) for found in _tokenizer().encode_batch(list(texts))]


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    from mmkg.graph.linking.neighbours import wheel

    tokenizer = Tokenizer.from_file(str(wheel() / "tokenizers" / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
