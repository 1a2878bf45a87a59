"""A Scan as plain data and back, without what only the evaluator knows (fields that are never compared).

One row for each value, `[kind, field, ...]`; a field is text, a number, or `[row]`, an earlier one. Nothing else is ever made of
a row than the nouns named here.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from accord.model import (
    Application,
    Call,
    Examined,
    Handler,
    Ignore,
    Operation,
    Rewrite,
    Route,
    Scan,
    TrailStep,
    Unread,
    Where,
)
from accord.paths import Hole, Param, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Callable

Row = list[Any]

_NOUNS: tuple[type[Any], ...] = (
    Application, Call, Examined, Handler, Hole, Ignore, Operation, Param, PathTemplate, Rewrite, Route, Scan, TrailStep, Unread, Where,
)  # fmt: skip
_NAMES = {noun: tuple(field.name for field in fields(noun) if field.compare) for noun in _NOUNS}
_KINDS = {noun: number for number, noun in enumerate(_NOUNS)}
_TUPLE, _TABLE = len(_NOUNS), len(_NOUNS) + 1
_ONCE = frozenset((Call, Examined, Handler, Rewrite, Route, Scan, Unread))  # hardly two of them are equal


def pack(scan: Scan) -> list[Row]:
    """The rows of a scan; the last one is the scan."""
    rows: list[Row] = []
    known: dict[Any, Row] = {}

    def put(value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        found = known.get((kind, value)) if kind not in _ONCE and kind is not dict else None
        if found is None:
            if kind is tuple:
                row = [_TUPLE, *map(put, value)]
            elif kind is dict:
                row = [_TABLE, *(put(part) for pair in value.items() for part in pair)]
            else:
                row = [_KINDS[kind], *(put(getattr(value, name)) for name in _NAMES[kind])]
            found = [len(rows)]
            rows.append(row)
            if kind not in _ONCE and kind is not dict:
                known[kind, value] = found
        return found

    put(scan)
    return rows


_PLAIN = frozenset((str, int, bool, type(None)))


def _maker(noun: type[Any]) -> Callable[..., Any]:
    """What makes a noun of its fields in a row."""
    names = _NAMES[noun]
    if names == tuple(field.name for field in fields(noun))[: len(names)]:
        return noun
    return lambda *values: noun(**dict(zip(names, values, strict=True)))


_MAKERS = tuple(map(_maker, _NOUNS))


def unpack(rows: list[Row]) -> Scan:
    """The scan that was packed. ValueError, TypeError or LookupError where the rows are none of one."""
    made: list[Any] = []
    for kind, *given in rows:
        values = [made[value[0]] if type(value) is list else value for value in given]
        if kind == _TUPLE:
            made.append(tuple(values))
        elif kind == _TABLE:
            made.append(dict(zip(values[::2], values[1::2], strict=True)))
        else:
            made.append(_MAKERS[kind](*values))
    scan = made[-1]
    if type(scan) is not Scan:
        raise TypeError("no scan")
    return scan
