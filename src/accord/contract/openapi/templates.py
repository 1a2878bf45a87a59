"""The text of a path in an OpenAPI document → PathTemplate, with what does not belong in a path taken out and noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.paths import PathTemplate

if TYPE_CHECKING:
    from accord.contract.openapi.document import Node
    from accord.contract.openapi.notes import Notes

_NAME = re.compile(r"\{([^{}]*)\}")
_QUERY_EXPANSION = re.compile(r"\{[?&][^{}]+\}")
_OTHER_SPELLING = re.compile(r"(?<=/)(?::(?P<colon>[A-Za-z_]\w*)|<(?:\w+:)?(?P<angle>[A-Za-z_]\w*)>)(?=/|$)")


def template(notes: Notes, path: str, item: Node, declared: list[str]) -> PathTemplate:
    """The template `path` means, `declared` being its declared path parameters; notes are placed at `item`."""

    def note(problem: str, fix: str) -> None:
        notes.add("invalid-contract", item.where, f"the path {path!r} {problem}", fix, item.pointer)

    def in_braces(match: re.Match[str]) -> str:
        name = match.group("colon") or match.group("angle")
        return f"{{{name}}}" if name in declared else match.group()

    if not path.startswith("/"):
        note("does not begin with a slash", f"write '/{path}'")
    bare = re.split(r"[?#]", _QUERY_EXPANSION.sub("", path), maxsplit=1)[0]
    if bare != path:
        note("has a query or fragment", "declare it as parameters")
    text = _OTHER_SPELLING.sub(in_braces, bare)
    if text != bare:
        note("does not write its parameters in braces", f"write {text!r}")
    written = [name.strip() for name in _NAME.findall(text)]
    said = [f"{{{name}}} is not declared" for name in dict.fromkeys(written) if name not in declared]
    said += [f"the declared {name!r} is not in it" for name in dict.fromkeys(declared) if name not in written]
    if said:
        note(f"and its parameters do not agree: {', '.join(said)}", "declare exactly the parameters the path names")
    return PathTemplate.parse(text, "braces")
