"""What becomes of a path on its way through a development server or a framework's rewrites."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.model import Operation
from accord.paths import HOLE_PIECE, Param, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accord.model import Call, Rewrite
    from accord.paths import Piece

_TOKEN = re.compile("\x00(\\d+)\x00")


def governing(rewrites: Sequence[Rewrite], call: Call) -> Sequence[Rewrite]:
    """The rewrites a call goes through: those of the innermost package it is in, or of the only one that has any."""
    folders = {rewrite.folder for rewrite in rewrites}
    around = [folder for folder in folders if not folder or call.where.file.startswith(f"{folder}/")]
    if not around and len(folders) > 1:
        return ()
    folder = max(around, key=len) if around else next(iter(folders), "")
    return [rewrite for rewrite in rewrites if rewrite.folder == folder]


def rewritten(operation: Operation, rewrites: Sequence[Rewrite]) -> tuple[Operation, Rewrite] | None:
    """The operation as the provider gets it, and what made it so; None where nothing takes this path."""
    for rewrite in rewrites:
        path = _through(operation.path, rewrite)
        if path is not None:
            return Operation(operation.method, path), rewrite
    return None


def _through(path: PathTemplate, rewrite: Rewrite) -> PathTemplate | None:
    """A path after one rewrite; the parameters of the call travel as tokens no slash can split."""
    kept: list[Piece] = []
    text = ""
    for piece in path.pieces:
        if isinstance(piece, str):
            text += piece
        else:
            text += f"\x00{len(kept)}\x00"
            kept.append(piece)
    match = _pattern(rewrite.source).fullmatch(text)
    if match is None:
        return None
    values = dict(zip(rewrite.source.parameters, match.groups(""), strict=True))
    if rewrite.target is None:
        rest = values.popitem()[1] if values else ""
        return PathTemplate.of([HOLE_PIECE, *_pieces(f"/{rest}" if rest else "", kept)])
    made = "".join(values[piece.name] if isinstance(piece, Param) else str(piece) for piece in rewrite.target.pieces)
    if not text.endswith("/") and len(made) > 1:
        made = made.rstrip("/")
    return PathTemplate.of(_pieces(made, kept))


def _pieces(text: str, kept: Sequence[Piece]) -> list[Piece]:
    """Text with tokens as pieces again."""
    return [kept[int(part)] if number % 2 else part for number, part in enumerate(_TOKEN.split(text))]


@lru_cache(maxsize=256)
def _pattern(source: PathTemplate) -> re.Pattern[str]:
    pattern = ""
    for piece in source.pieces:
        if isinstance(piece, Param) and piece.greedy:
            # `/api/{rest}` takes `/api` too
            pattern = f"{pattern[:-1]}(?:/(.*))?" if pattern.endswith("/") else f"{pattern}(.*)"
        elif isinstance(piece, str):
            pattern += re.escape(piece)
        else:
            pattern += "([^/]+)"
    return re.compile(pattern, re.DOTALL)
