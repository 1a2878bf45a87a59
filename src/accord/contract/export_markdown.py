"""Contract → Markdown in the form of the template: one table that promises, and sections below it that say more where
more is known.

The form is plain on purpose, so that any reader of contracts understands it. Paths that only another notation can
tell apart (a literal `:name`, `*` or `$name` after a slash) have no spelling in Markdown.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from accord.paths import Hole, Param, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from accord.model import Auth, Body, Contract, Endpoint, Parameter, Schema

_NONE, _TABLE = -1, -2  # owners of lines that are about no endpoint, or about one each
_LINE = 160  # characters of a description that still make a readable table


def render(contract: Contract) -> str:
    """The contract as a Markdown document that reads as the same endpoints.

    Words can read as more than words ("removed in v2" takes a row out of a page): what is written is read back, and
    an endpoint whose description or section changes the meaning goes without it.
    """
    from accord.contract import markdown

    plain: set[int] = set()
    while True:
        text, owners = _written(contract, plain)
        misread = _misread(contract, markdown.read(text, ""), owners)
        if not misread or misread | {_NONE} <= plain:
            return text
        plain |= misread if misread - plain else {_NONE}  # the title may have done it


def _written(contract: Contract, plain: set[int]) -> tuple[str, list[int]]:
    """The document, and for each of its lines the endpoint (by index) it is about, or `_NONE`."""
    base = _base(contract)
    parts = [(_NONE, f"# {(_NONE not in plain and _inline(contract.title)) or 'API contract'}")]
    if base:
        parts.append((_NONE, f"Base URL: `{base}`"))
    owners: list[int] = []
    rows = [_row(endpoint, base, plain=index in plain) for index, endpoint in enumerate(contract.endpoints)]
    parts.append((_TABLE, _table(("Method", "Path", "Description", "Auth"), rows) if rows else "No endpoints yet."))
    for index, endpoint in enumerate(contract.endpoints):
        if index not in plain:
            parts += [(index, part) for part in _details(endpoint, base)]
    if contract.models and _NONE not in plain:
        parts.append((_NONE, "## Models"))
        for name, schema in contract.models.items():
            parts += [(_NONE, f"### {_inline(name)}"), (_NONE, _fence(schema))]
    for owner, part in parts:
        lines = part.count("\n") + 1
        owners += [_NONE, _NONE, *range(lines - 2)] if owner == _TABLE and rows else [owner] * lines
        owners.append(owner)  # the blank line
    return "\n\n".join(part for _, part in parts) + "\n", owners


def _misread(contract: Contract, back: Contract, owners: list[int]) -> set[int]:
    """The endpoints (or `_NONE`) whose words made the document say something else."""
    wanted = {_meaning(endpoint): index for index, endpoint in enumerate(contract.endpoints)}
    found = {_meaning(endpoint): endpoint for endpoint in back.endpoints}
    lost = {index for meaning, index in wanted.items() if meaning not in found}
    extra = {owners[endpoint.where.line - 1] for meaning, endpoint in found.items() if meaning not in wanted}
    return lost | {max(owner, _NONE) for owner in extra}


def _meaning(endpoint: Endpoint) -> tuple[str, str, bool, bool]:
    return (*endpoint.operation.key, endpoint.planned, endpoint.deprecated)


def _base(contract: Contract) -> str:
    """The base path, where every path lies properly below it and none repeats it: a repeated one would read as the
    base itself.
    """
    if not contract.base:
        return ""
    base = PathTemplate.parse(contract.base, "braces").bare
    if not base.complete or base.parameters:
        return ""
    for endpoint in contract.endpoints:
        below = endpoint.operation.path.without(base)
        if below is None or below.key == "/" or below.without(base) is not None:
            return ""
    return base.text


def _path(endpoint: Endpoint, base: str) -> str:
    path = endpoint.operation.path
    below = (path.without(PathTemplate.parse(base, "braces")) if base else path) or path
    pieces = (
        re.sub(r"[\s|`{}<>\[\]?#]", lambda match: f"%{ord(match.group()):02X}", piece)
        if isinstance(piece, str)
        else f"{{{_name(piece)}}}"
        for piece in below.pieces
    )
    return "".join(pieces) or "/"


def _name(piece: Param | Hole) -> str:
    return (re.sub(r"[^\w-]+", "_", piece.name) if isinstance(piece, Param) else "") or "value"


def _row(endpoint: Endpoint, base: str, *, plain: bool) -> tuple[str, ...]:
    state = [word for word, flag in (("planned", endpoint.planned), ("deprecated", endpoint.deprecated)) if flag]
    description = "" if plain else _inline(endpoint.description)
    said = f"{description} ({', '.join(state)})".strip() if state else description
    return endpoint.operation.method, f"`{_path(endpoint, base)}`", said, _auth(endpoint.auth)


def _auth(auth: Auth | None) -> str:
    if auth is None or auth.required is None:
        return _inline(auth.text) if auth else ""
    schemes = _inline(", ".join(auth.schemes))
    if not auth.required:
        return f"optional ({schemes})" if schemes else "none"
    return schemes or "required"


# -- sections
# --------------------------------------------------------------------------------------------------------------------


def _details(endpoint: Endpoint, base: str) -> Iterator[str]:
    """A section for an endpoint of which more is known than its row says."""
    parts: list[str] = []
    stated = [p for p in endpoint.parameters if p.location != "path" or p.schema not in (None, {"type": "string"})]
    for location, title in (("path", "Path"), ("query", "Query"), ("header", "Header"), ("cookie", "Cookie")):
        if some := [parameter for parameter in stated if parameter.location == location]:
            parts += [
                f"{title} parameters:",
                _table(("Name", "Type", "Required", "Description"), map(_parameter, some)),
            ]
    for body in endpoint.request:
        parts += [f"Request body{_media(body)}:", *_body(body)]
    for response in endpoint.responses:
        description = _inline(response.description)
        parts.append(f"Response {response.status}{f': {description}' if description else ''}")
        parts += [part for body in response.bodies for part in _body(body)]
    if parts:
        yield f"### {endpoint.operation.method} `{_path(endpoint, base)}`"
        yield from parts


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    required = {True: "yes", False: "no", None: ""}[parameter.required]
    return _code(parameter.name), _type(parameter.schema), required, _inline(parameter.description)


def _type(schema: Schema | None) -> str:
    """A word for a schema: its type, that of its items or of its choices."""
    if not isinstance(schema, dict):
        return ""
    kind = schema.get("type")
    if isinstance(kind, list):
        return " or ".join(str(one) for one in kind)
    if kind == "array":
        return f"{_type(schema.get('items')) or 'any'}[]"
    if isinstance(kind, str):
        return kind
    if isinstance(reference := schema.get("$ref"), str):
        return _inline(reference.rpartition("/")[2])
    choices = [choice for key in ("anyOf", "oneOf") if isinstance(schema.get(key), list) for choice in schema[key]]
    return " or ".join(dict.fromkeys(word for choice in choices if (word := _type(choice))))


def _media(body: Body) -> str:
    return "" if body.media_type in ("", "application/json") else f" ({_code(body.media_type)})"


def _body(body: Body) -> Sequence[str]:
    if body.schema is not None and (body.strength == "schema" or body.example is None):
        return [_fence(body.schema)]
    return [_fence(body.example)] if body.example is not None else []


# -- Markdown
# --------------------------------------------------------------------------------------------------------------------


def _fence(value: object) -> str:
    return f"```json\n{json.dumps(value, indent=2, ensure_ascii=False)}\n```"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, tuple("-" * max(len(title), 3) for title in header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(text: str) -> str:
    return "`" + " ".join(text.replace("`", "'").split()).replace("|", "\\|") + "`"


def _inline(text: str) -> str:
    """Text for one line or cell of Markdown: nothing in it opens a span, a tag, a cell or a new block."""
    words = " ".join(text.split())
    words = words if len(words) <= _LINE else words[: _LINE - 1].rsplit(" ", 1)[0] + "…"
    return re.sub(r"[|*_\[\]\\~#]", lambda m: f"\\{m.group()}", words.replace("`", "'").replace("<", "&lt;"))
