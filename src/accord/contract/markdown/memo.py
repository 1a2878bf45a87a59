"""Answers about texts, remembered: a document asks the same of a path, a label or a header many times, from its first stage to its last.

While a document is read nothing is dropped, or one with more paths than a cache has room would make every stage do all of them anew.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from functools import _lru_cache_wrapper

_T = TypeVar("_T")
_MOST = 8192  # answers to a question that are kept from one document to the next
_KEPT: list[_lru_cache_wrapper[object]] = []


def remembered(function: Callable[..., _T]) -> _lru_cache_wrapper[_T]:
    """The function with its answers kept, at least until the document is read that asks."""
    kept = lru_cache(maxsize=None)(function)
    _KEPT.append(kept)
    return kept


@contextmanager
def reading() -> Iterator[None]:
    """While a document is read: every answer is kept, and nobody looks for garbage among what is being made, of which there is none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        for kept in _KEPT:
            if kept.cache_info().currsize > _MOST:
                kept.cache_clear()
