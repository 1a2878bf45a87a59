"""YAML text → Document, built from the parser's events with a stack of our own.

The events come from the C parser; building from them is quicker than `yaml.compose`, keeps every place, and bounds
what an anchor may unfold to. Plain scalars are read by the YAML 1.2 core schema, which is what OpenAPI asks for:
`on`, `yes` and dates stay text, and keys always do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accord.contract.openapi.document import MAX_DEPTH, Document, Node
from accord.contract.openapi.json_text import finite, too_deep
from accord.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNFOLDED = 2_000_000  # values a document may have once its aliases are written out

_INT = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,300}|[0-9]{1,300}(?:\.[0-9]{0,300})?)(?:[eE][-+]?[0-9]{1,5})?")
_WORDS = {
    "": None,
    "~": None,
    **{f(w): v for w, v in (("null", None), ("true", True), ("false", False)) for f in (str, str.title, str.upper)},
}
_REMEDY = "correct the document there"


@dataclass(slots=True)
class _Frame:
    """A mapping or list being built. `size` and `height` count what aliases stand for as well."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    line: int
    marks: list[tuple[str | int, int, int]] = field(default_factory=list)
    pairs: list[tuple[str, Any]] = field(default_factory=list)
    merged: list[tuple[Any, tuple[int, int]]] = field(default_factory=list)
    key: str | None = None
    key_mark: tuple[int, int] = (0, 0)
    size: int = 1
    height: int = 1


def parse(text: str, file: str) -> Document:
    """Parse a YAML text of one document; ContractError with the line where it is none, or unfolds beyond reason."""
    import yaml

    try:
        return _Builder(file, text).build(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        raise _sentence(file, text, error) from None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        raise ContractError(file, f"no valid YAML: {' '.join(str(error).split())}", "correct the document") from None
    except RecursionError:  # the pure Python parser, where PyYAML came without its C part
        raise too_deep(file) from None


def _sentence(file: str, text: str, error: Any) -> ContractError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    lines = text.splitlines()
    said = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in said and ("\\t" in str(error.problem) or said.lstrip(" ").startswith("\t")):
        return ContractError(file, "a tab indents this line, which YAML does not allow", "write spaces instead", line)
    problem = " ".join(str(part) for part in (error.context, error.problem) if part)
    return ContractError(file, f"no valid YAML: {problem}", _REMEDY, line)


class _Builder:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int, int]] = {}  # value, size, height
        self._marks: dict[int, dict[str | int, list[tuple[int, int]]]] = {}
        self._repeated: dict[int, tuple[Any, tuple[tuple[str, Any], ...]]] = {}
        self._references: set[str] = set()
        self._data: Any = None
        self._documents = 0

    def build(self, events: Iterator[Any]) -> Document:
        for event in events:
            if handler := _HANDLERS.get(type(event).__name__):
                handler(self, event)
        return Document(self._file, self._data, self._place, self._repeated, frozenset(self._references), self._text)

    def _place(self, node: Node) -> tuple[int, int]:
        if node.parent is None:
            return 1, 1
        return self._marks[id(node.parent.value)][node.key][node.nth]

    # -- events
    # ---------------------------------------------------------------------------------------------------------------
    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            line = event.start_mark.line + 1
            raise ContractError(self._file, "a second YAML document begins here", "keep one document in a file", line)

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            frame.key, frame.key_mark = event.value, (mark.line + 1, mark.column + 1)
            if event.anchor:
                self._anchors[event.anchor] = (event.value, 1, 0)
            return
        value = _resolve(event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1, 0)
        self._add(value, 1, 0, mark)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor not in self._anchors:
            inside = any(frame.anchor == event.anchor for frame in self._stack)
            problem = (
                f"the anchor &{event.anchor} contains itself" if inside else f"no anchor &{event.anchor} for this alias"
            )
            raise ContractError(self._file, problem, "write the value out, or name it and use $ref", line)
        value, size, height = self._anchors[event.anchor]
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            if isinstance(value, (dict, list)):
                raise self._complex_key(line)
            frame.key, frame.key_mark = str(value), (line, event.start_mark.column + 1)
            return
        self._add(value, size, height, event.start_mark)

    def _open(self, event: Any) -> None:
        line = event.start_mark.line + 1
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            raise self._complex_key(line)
        if len(self._stack) >= MAX_DEPTH:
            raise too_deep(self._file, line)
        value: dict[str, Any] | list[Any] = {} if type(event).__name__ == "MappingStartEvent" else []
        self._stack.append(_Frame(value, event.anchor, line))
        if frame is None:
            return
        if type(frame.value) is list:
            frame.key_mark = (line, event.start_mark.column + 1)

    def _close(self, _event: Any) -> None:
        frame = self._stack.pop()
        if type(frame.value) is dict:
            self._finish(frame.value, frame)
        marks: dict[str | int, list[tuple[int, int]]] = {}
        for key, line, column in frame.marks:
            marks.setdefault(key, []).append((line, column))
        self._marks[id(frame.value)] = marks
        if frame.anchor:
            self._anchors[frame.anchor] = (frame.value, frame.size, frame.height)
        self._add(frame.value, frame.size, frame.height, None)

    # -- building
    # -------------------------------------------------------------------------------------------------------------
    def _add(self, value: Any, size: int, height: int, mark: Any) -> None:
        if not self._stack:
            self._data = value
            return
        frame = self._stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if frame.size > MAX_UNFOLDED:
            problem = f"its aliases unfold to more than {MAX_UNFOLDED:,} values"
            raise ContractError(self._file, problem, "name the shared parts and use $ref", frame.line)
        if frame.height > MAX_DEPTH:
            raise too_deep(self._file, frame.line)
        if type(frame.value) is list:
            line, column = (mark.line + 1, mark.column + 1) if mark is not None else frame.key_mark
            frame.marks.append((len(frame.value), line, column))
            frame.value.append(value)
            return
        key = frame.key or ""
        frame.key = None
        if key == "<<" and isinstance(value, (dict, list)):
            frame.merged.append((value, frame.key_mark))
            return
        frame.pairs.append((key, value))
        frame.marks.append((key, *frame.key_mark))
        if key == "$ref" and isinstance(value, str):
            self._references.add(value)

    def _finish(self, value: dict[str, Any], frame: _Frame) -> None:
        value.update(frame.pairs)
        repeats = len(value) != len(frame.pairs)
        for merged, mark in frame.merged:
            for one in merged if isinstance(merged, list) else [merged]:
                for key, inherited in one.items() if isinstance(one, dict) else ():
                    if key not in value:
                        value[key] = inherited
                        frame.pairs.append((key, inherited))
                        frame.marks.append((key, *mark))
        if repeats:
            self._repeated[id(value)] = (value, tuple(frame.pairs))

    def _complex_key(self, line: int) -> ContractError:
        return ContractError(
            self._file, "a mapping key that is no plain text", "write the key as text, quoted where it has braces", line
        )


_HANDLERS = {
    "DocumentStartEvent": _Builder._document,  # noqa: SLF001 the dispatch of this very class
    "ScalarEvent": _Builder._scalar,  # noqa: SLF001
    "AliasEvent": _Builder._alias,  # noqa: SLF001
    "MappingStartEvent": _Builder._open,  # noqa: SLF001
    "SequenceStartEvent": _Builder._open,  # noqa: SLF001
    "MappingEndEvent": _Builder._close,  # noqa: SLF001
    "SequenceEndEvent": _Builder._close,  # noqa: SLF001
}


def _resolve(event: Any) -> Any:
    """The value of a scalar by the core schema, or by its tag where it has one of YAML's own."""
    text: str = event.value
    tag = event.tag
    if tag is None or tag == "!":
        if event.style or tag == "!":
            return text
    elif not tag.startswith("tag:yaml.org,2002:") or tag.rpartition(":")[2] not in ("int", "float", "bool", "null"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return finite(text)
    return text
