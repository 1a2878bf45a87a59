"""Contract → Markdown in the form of the template: one table that promises, and sections below it that say more where
more is known.

The form is plain on purpose, so that any reader of contracts understands it. Paths that only another notation can
tell apart (a literal `:name`, `*` or `$name` after a slash) have no spelling in Markdown.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from accord.contract import example, written
from accord.contract.diff import diff
from accord.paths import Hole, Param, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from accord.model import Auth, Body, Contract, Endpoint, Parameter

_NONE, _TABLE = -1, -2  # owners of lines that are about no endpoint, or about one each
_FLAT = -3  # among the plain ones: the base is not stated, every path is whole
_LINE = 160  # characters of a description that still make a readable table


def render(contract: Contract) -> str:
    """The contract as a Markdown document that reads as the same endpoints.

    Words can read as more than words ("removed in v2" takes a row out of a page): what is written is read back, and
    an endpoint whose description or section changes the meaning goes without it.
    """
    from accord.contract import markdown

    plain: set[int] = set()  # rows without a section or words
    wordless: set[int] = set()  # endpoints without descriptions
    kept: set[int] = set()  # those that read otherwise without descriptions, too
    index = {endpoint.operation.key: at for at, endpoint in reversed([*enumerate(contract.endpoints)])}
    while True:
        text, owners = _written(contract, plain, wordless)
        back = markdown.read(text, "")
        misread = _misread(contract, back, owners)
        keys = (change.operation.key for change in diff(contract, back) if change.kind == "changed")
        changed = {index[key] for key in keys} - plain - misread
        kept |= changed & wordless
        again = changed - kept
        if (not misread or misread | {_NONE, _FLAT} <= plain) and not again and not kept & wordless:
            return text
        wordless = (wordless | again) - kept
        if misread:
            # the base may have done it (`/metrics` is read as lying outside), or the title
            plain = plain | misread if misread - plain else {_FLAT} if _FLAT not in plain else plain | {_NONE}


def _written(contract: Contract, plain: set[int], wordless: set[int]) -> tuple[str, list[int]]:
    """The document, and for each of its lines the endpoint (by index) it is about, or `_NONE`."""
    base = "" if _FLAT in plain else _base(contract)
    parts = [(_NONE, f"# {(_NONE not in plain and _inline(contract.title)) or 'API contract'}")]
    if contract.version and _NONE not in plain:
        parts.append((_NONE, f"Version: {_inline(contract.version)}"))
    if base:
        parts.append((_NONE, f"Base URL: `{base}`"))
    owners: list[int] = []
    rows = [_row(one, base, plain=at in plain | wordless) for at, one in enumerate(contract.endpoints)]
    parts.append((_TABLE, _table(("Method", "Path", "Description", "Auth"), rows) if rows else "No endpoints yet."))
    for at, endpoint in enumerate(contract.endpoints):
        if at not in plain:
            parts += [(at, part) for part in _details(endpoint, base, wordless=at in wordless)]
    if contract.models and _NONE not in plain:
        parts.append((_NONE, "## Models"))
        for name, schema in contract.models.items():
            parts += [(_NONE, f"### {_inline(name)}"), (_NONE, _fence(schema, written.SCHEMA))]
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
    named = "Basic auth" if auth.schemes == ("basic",) else ", ".join(auth.schemes)
    if not auth.schemes:
        return "required" if auth.required else "none"
    if auth.required and _reads_as(named, auth):
        return _inline(named)
    return _inline(f"{'' if auth.required else 'optional, '}scheme{'s' if len(auth.schemes) > 1 else ''} {named}")


def _reads_as(text: str, auth: Auth) -> bool:
    from accord.contract.markdown.auth import stated

    read = stated(text)
    return read is not None and (read.required, read.schemes) == (auth.required, auth.schemes)


# -- sections
# --------------------------------------------------------------------------------------------------------------------


def _details(endpoint: Endpoint, base: str, *, wordless: bool = False) -> Iterator[str]:
    """A section for an endpoint of which more is known than its row says."""
    parts: list[str] = []
    stated = [p for p in endpoint.parameters if p.location != "path" or p.schema not in (None, {"type": "string"})]
    for location, title in (("path", "Path"), ("query", "Query"), ("header", "Header"), ("cookie", "Cookie")):
        if some := [parameter for parameter in stated if parameter.location == location]:
            rows = [_parameter(one, wordless=wordless) for one in some]
            parts += [f"{title} parameters:", _table(("Name", "Type", "Required", "Description"), rows)]
    plain = True  # whether no other media type was named yet
    for body in endpoint.request:
        parts += [f"Request body{_media(body, plain=plain)}:", *_body(body)]
        plain = plain and not _media(body)
    for response in endpoint.responses:
        description = "" if wordless else _inline(response.description)
        told = f": {description}" if description else ""
        if not response.bodies:
            parts.append(f"Response {response.status}{told}")
        for body in response.bodies:
            parts += [f"Response {response.status}{_media(body)}{told}", *_body(body)]
            told = ""
    if parts:
        yield f"### {endpoint.operation.method} `{_path(endpoint, base)}`"
        yield from parts


def _parameter(parameter: Parameter, *, wordless: bool) -> tuple[str, ...]:
    required = {True: "yes", False: "no", None: "not stated"}[parameter.required]
    description = "" if wordless else _inline(parameter.description)
    return _code(parameter.name), written.cell(parameter.schema), required, description


def _media(body: Body, *, plain: bool = True) -> str:
    usual = body.media_type in ("", "application/json")
    return "" if usual and plain else f" ({_code(body.media_type or 'application/json')})"


def _body(body: Body) -> Sequence[str]:
    """A sample as it was, where it says the same; else the schema, and the example with it."""
    shown = [] if body.example is None else [_fence(body.example, written.SHOWN)]
    if body.schema is None:
        return shown or [_fence({}, written.SCHEMA)]
    if shown and body.strength == "sample":
        read = example.read(json.dumps(body.example, indent=2, ensure_ascii=False))
        if read is not None and (read.schema, read.strength) == (body.schema, body.strength):
            return [_fence(body.example)]
    return [_fence(body.schema, written.SAMPLED if body.strength == "sample" else written.SCHEMA), *shown]


# -- Markdown
# --------------------------------------------------------------------------------------------------------------------


def _fence(value: object, tag: str = "json") -> str:
    return f"```{tag}\n{json.dumps(value, indent=2, ensure_ascii=False)}\n```"


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
