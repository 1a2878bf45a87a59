"""Contract → OpenAPI 3.1, so that what people wrote as a table can feed mock servers, fuzzers and client generators.

What the contract does not state is left open, never invented: a body of unknown form has no schema, an operation
without a status has one `default` response that says so. Methods OpenAPI 3.1 has no word for (`ALL`, `WEBSOCKET`,
`QUERY`) stand under `x-accord-operations`, which accord reads back.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from accord.contract.openapi.parts import UNSTATED
from accord.paths import Hole, Param, PathTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.model import Auth, Body, Contract, Endpoint, Parameter, Response

PREFIX = "#/components/schemas/"

_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"})
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
_PLACES = {"cookie": "cookie", "session": "cookie", "api-key": "header", "api_key": "header", "apikey": "header"}


def render(contract: Contract) -> str:
    """The contract as an OpenAPI 3.1 document in JSON."""
    return json.dumps(document(contract), indent=2, ensure_ascii=False) + "\n"


def document(contract: Contract) -> dict[str, Any]:
    """The contract as an OpenAPI 3.1 document, plain data."""
    schemas = _Schemas(contract.models)
    base = _base(contract)
    paths: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}  # one spelling for paths that differ in the names of their parameters only
    ids: set[str] = set()
    for endpoint in contract.endpoints:
        full = endpoint.operation.path
        path = _unique((full.without(PathTemplate.parse(base, "braces")) if base else full) or full)
        item = paths.setdefault(names.setdefault(path.key, path.text), {})
        method = endpoint.operation.method
        holder = item if method in _METHODS else item.setdefault("x-accord-operations", {})
        key = method.lower() if method in _METHODS else method
        if key not in holder or contract.format == "openapi":  # a key that stands twice: most tools drop the first
            named = PathTemplate.parse(names[path.key], "braces")
            holder[key] = _operation(endpoint, named, schemas, ids)
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": contract.title or contract.file or "API", "version": contract.version or "0"},
    }
    if base:
        made["servers"] = [{"url": base}]
    made["paths"] = paths
    components = {"schemas": schemas.all(), "securitySchemes": _schemes(contract)}
    if any(components.values()):
        made["components"] = {key: value for key, value in components.items() if value}
    return made


def _base(contract: Contract) -> str:
    """The base path, where every endpoint lies properly below it."""
    if not contract.base:
        return ""
    base = PathTemplate.parse(contract.base, "braces").bare
    below = [endpoint.operation.path.without(base) for endpoint in contract.endpoints]
    return (
        base.text if base.complete and not base.parameters and all(path and path.key != "/" for path in below) else ""
    )


def _unique(path: PathTemplate) -> PathTemplate:
    """The path with parameter names OpenAPI accepts: each once, none empty; text in braces is nothing else."""
    seen: set[str] = set()
    pieces: list[str | Param | Hole] = []
    for piece in path.pieces:
        if isinstance(piece, str):
            pieces.append(re.sub(r"[{}?#]", lambda match: f"%{ord(match.group()):02X}", piece))
            continue
        wanted = piece.name if isinstance(piece, Param) and piece.name else "unread"
        name, count = wanted, 1
        while name in seen:
            count += 1
            name = f"{wanted}{count}"
        seen.add(name)
        pieces.append(Param(name))
    return PathTemplate.of(pieces) if pieces else PathTemplate.parse("/", "braces")


# -- operations
# ------------------------------------------------------------------------------------------------------------------


def _operation(endpoint: Endpoint, path: PathTemplate, schemas: _Schemas, ids: set[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if endpoint.description:
        made["summary"] = endpoint.description
    if endpoint.tags:
        made["tags"] = list(dict.fromkeys(endpoint.tags))
    if endpoint.operation_id and endpoint.operation_id not in ids:
        ids.add(endpoint.operation_id)
        made["operationId"] = endpoint.operation_id
    if parameters := _parameters(endpoint, path, schemas):
        made["parameters"] = parameters
    if endpoint.request:
        made["requestBody"] = _request(endpoint.request, schemas)
    made["responses"] = _responses(endpoint.responses, schemas)
    if endpoint.auth is not None and endpoint.auth.required is not None:
        made["security"] = _security(endpoint.auth)
    if endpoint.deprecated:
        made["deprecated"] = True
    if endpoint.planned:
        made["x-accord-planned"] = True
    if endpoint.ignores:
        made["x-accord-ignore"] = [{"rules": list(i.rules), "reason": i.reason} for i in endpoint.ignores]
    return made


def _parameters(endpoint: Endpoint, path: PathTemplate, schemas: _Schemas) -> list[dict[str, Any]]:
    """The parameters: those of the path by position (names may differ from row to row), then the others, each once."""
    stated = {parameter.name: parameter for parameter in endpoint.parameters if parameter.location == "path"}
    made: list[dict[str, Any]] = []
    for name, own in zip(path.parameters, endpoint.operation.path.parameters, strict=False):
        known = stated.get(own)
        entry = _parameter(known, schemas) if known else {}
        schema = entry.get("schema") or {"type": "string"}  # what is taken out of a path is text at least
        made.append({"name": name, "in": "path", "required": True, **_texts(known), "schema": schema})
    seen: set[tuple[str, str]] = set()
    for parameter in endpoint.parameters:
        key = (parameter.name.lower() if parameter.location == "header" else parameter.name, parameter.location)
        if parameter.location != "path" and parameter.name and key not in seen:
            seen.add(key)
            entry = {"name": parameter.name, "in": parameter.location, **_parameter(parameter, schemas)}
            made.append(entry | ({"required": parameter.required} if parameter.required is not None else {}))
    return made


def _parameter(parameter: Parameter, schemas: _Schemas) -> dict[str, Any]:
    return {**_texts(parameter), "schema": {} if parameter.schema is None else schemas.clean(parameter.schema)}


def _texts(parameter: Parameter | None) -> dict[str, str]:
    return {"description": parameter.description} if parameter and parameter.description else {}


def _request(bodies: Sequence[Body], schemas: _Schemas) -> dict[str, Any]:
    made: dict[str, Any] = {"content": _content(bodies, schemas)}
    if (required := next((body.required for body in bodies if body.required is not None), None)) is not None:
        made["required"] = required
    return made


def _content(bodies: Sequence[Body], schemas: _Schemas) -> dict[str, Any]:
    """Bodies by media type; several of one type are alternatives."""
    made: dict[str, Any] = {}
    for body in bodies:
        media = made.setdefault(body.media_type or "application/json", {})
        if body.schema is not None:
            schema = schemas.clean(body.schema)
            known = media.get("schema")
            if known is None:
                media["schema"] = schema
            elif known != schema:
                choices = known["anyOf"] if isinstance(known, dict) and set(known) == {"anyOf"} else [known]
                media["schema"] = {"anyOf": [*choices, *([schema] if schema not in choices else [])]}
        if body.example is not None:
            media.setdefault("example", body.example)
    return made


def _responses(responses: Sequence[Response], schemas: _Schemas) -> dict[str, Any]:
    made: dict[str, Any] = {}
    by_status: dict[str, list[Response]] = {}
    for response in responses:
        match = _STATUS.search(response.status.replace("xx", "XX"))
        by_status.setdefault(match.group() if match else "default", []).append(response)
    for status, several in by_status.items():
        made[status] = {"description": "; ".join(dict.fromkeys(r.description for r in several if r.description))}
        if headers := [header for response in several for header in response.headers]:
            made[status]["headers"] = {header.name: _parameter(header, schemas) for header in headers}
        if bodies := [body for response in several for body in response.bodies]:
            made[status]["content"] = _content(bodies, schemas)
    return made or {"default": {"description": UNSTATED}}


# -- security
# --------------------------------------------------------------------------------------------------------------------


def _security(auth: Auth) -> list[dict[str, list[str]]]:
    choices: list[dict[str, list[str]]] = [{_component(name): []} for name in auth.schemes]
    if auth.required:
        return choices or [{"auth": []}]
    return [{}, *choices] if choices else []


def _schemes(contract: Contract) -> dict[str, Any]:
    """A definition for every scheme named: the document's own, or what kind its name tells of."""
    names = {
        name
        for endpoint in contract.endpoints
        if endpoint.auth is not None and endpoint.auth.required is not None
        for choice in _security(endpoint.auth)
        for name in choice
    }
    made: dict[str, Any] = {}
    known = {_component(name): scheme for name, scheme in contract.schemes.items()}
    for name in sorted(names):
        if name in known:
            made[name] = known[name]
            continue
        place = next((place for word, place in _PLACES.items() if word in name.lower()), None)
        if place:
            made[name] = {"type": "apiKey", "in": place, "name": name}
        else:
            made[name] = {"type": "http", "scheme": "basic" if "basic" in name.lower() else "bearer"}
    return made


def _component(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name) or "unnamed"


# -- schemas ---------------------------------------------------------------------------------------------------------
# ------------


class _Schemas:
    """The shared models under names that OpenAPI allows, references to models nobody defined taken out."""

    def __init__(self, models: Mapping[str, Any]) -> None:
        self._models = models
        self._names: dict[str, str] = {}
        for name in models:
            wanted = allowed = _component(name)
            count = 1
            while allowed in self._names.values():
                count += 1
                allowed = f"{wanted}_{count}"
            self._names[name] = allowed

    def all(self) -> dict[str, Any]:
        return {self._names[name]: self.clean(schema) for name, schema in self._models.items()}

    def clean(self, schema: Any, *, by_name: bool = False) -> Any:
        if isinstance(schema, list):
            return [self.clean(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        made = {key: self._entry(key, value, by_name=by_name) for key, value in schema.items()}
        if not by_name and isinstance(reference := schema.get("$ref"), str):
            del made["$ref"]
            made |= {"$ref": known} if (known := self._known(reference)) else {}
        return made

    def _known(self, reference: str) -> str:
        name = reference.removeprefix(PREFIX).replace("~1", "/").replace("~0", "~")
        return PREFIX + self._names[name] if reference.startswith(PREFIX) and name in self._names else ""

    def _entry(self, key: str, value: Any, *, by_name: bool) -> Any:
        if not by_name and key in ("example", "examples", "default", "enum", "const"):
            return value
        if key == "mapping" and isinstance(value, dict):  # of a discriminator: value → reference
            return {name: self._known(to) or to if isinstance(to, str) else to for name, to in value.items()}
        return self.clean(
            value, by_name=not by_name and key in ("properties", "patternProperties", "$defs", "definitions")
        )
