"""The parts of an OpenAPI operation: parameters, bodies, responses. `Reading` is what all of them share while one
document is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from accord.errors import ContractError
from accord.model import Body, Parameter, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.contract.openapi.document import Node
    from accord.contract.openapi.notes import Notes
    from accord.contract.openapi.refs import Library
    from accord.contract.openapi.schemas import Schemas

Location = Literal["path", "query", "header", "cookie"]
LOCATIONS = ("path", "query", "header", "cookie")
_SWAGGER_SCHEMA = (
    "type", "format", "items", "default", "enum", "pattern", "multipleOf", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One contract being read: its documents, its schemas, and what must be said about it."""

    library: Library
    schemas: Schemas
    swagger: bool
    notes: Notes

    def follow(self, node: Node | None, rule: str = "invalid-contract") -> Node | None:
        """What `node` stands for; None, with a note of `rule`, where its reference leads nowhere."""
        steps = self.chain(node, rule) if node is not None else ()
        return steps[-1] if steps else None

    def chain(self, node: Node, rule: str = "invalid-contract") -> tuple[Node, ...]:
        """`node` and what its references lead to, step by step; none, with a note of `rule`, where they lead nowhere."""
        try:
            return self.library.chain(node)
        except ContractError as error:
            self.notes.complain(error, rule, node.pointer)
            return ()


# -- parameters
# ------------------------------------------------------------------------------------------------------------------

UNSTATED = "The contract states no response."  # what the export says where nothing is known


def parameter_nodes(reading: Reading, holder: Node) -> Iterator[Node]:
    """The parameters a path item or operation lists, references followed."""
    listed = reading.follow(holder.get("parameters"))
    for element in listed.elements() if listed else ():
        node = reading.follow(element, "unreadable-row")
        if node is None:
            continue
        if node.text("name") and node.text("in"):
            yield node
        else:
            reading.notes.add(
                "invalid-contract",
                node.where,
                "a parameter without `name` or `in`",
                "give it both",
                pointer=node.pointer,
            )


def parameters(reading: Reading, nodes: list[Node]) -> tuple[Parameter, ...]:
    """The parameters outside the body."""
    found: list[Parameter] = []
    for node in nodes:
        location = node.text("in").lower()
        if location in LOCATIONS:
            found.append(_parameter(reading, node, node.text("name"), cast("Location", location)))
        elif location == "querystring":
            found += _querystring(reading, node)
        elif not (reading.swagger and location in ("body", "formdata")):
            message = f"the parameter {node.text('name')!r} is in {location!r}, which is no place for one"
            reading.notes.add(
                "invalid-contract", node.where, message, f"use one of {', '.join(LOCATIONS)}", pointer=node.pointer
            )
    return tuple(found)


def _parameter(reading: Reading, node: Node, name: str, location: Location) -> Parameter:
    content = reading.follow(node.get("content"))
    _, media = next(content.entries(), ("", None)) if content else ("", None)
    if reading.swagger:
        schema = _swagger_schema(reading, node)
    else:
        schema = reading.schemas.of(node.get("schema") or (media.get("schema") if media else None))
    required = location == "path" or node.mapping.get("required") is True
    return Parameter(name, location, required, schema, node.text("description"), node.where)


def _querystring(reading: Reading, node: Node) -> Iterator[Parameter]:
    """OpenAPI 3.2: one parameter that describes the whole query; each property of its schema is a query parameter."""
    content = reading.follow(node.get("content"))
    _, media = next(content.entries(), ("", None)) if content else ("", None)
    schema = reading.follow(media.get("schema")) if media else None
    properties = schema.get("properties") if schema else None
    required = schema.mapping.get("required") if schema else None
    for name, part in properties.entries() if properties else ():
        needed = isinstance(required, list) and name in required
        yield Parameter(name, "query", needed, reading.schemas.of(part), part.text("description"), part.where)


def _swagger_schema(reading: Reading, node: Node) -> Any:
    if "schema" in node.mapping:
        return reading.schemas.of(node.get("schema"))
    schema = {key: node.value[key] for key in _SWAGGER_SCHEMA if key in node.value}
    if schema.get("type") == "file":
        schema |= {"type": "string", "format": "binary"}
    return schema or None


# -- bodies ----------------------------------------------------------------------------------------------------------
# ------------


def bodies(reading: Reading, holder: Node, *, required: bool | None = None) -> tuple[Body, ...]:
    """The bodies of a request or response, one for each media type of its `content`."""
    content = reading.follow(holder.get("content"))
    found: list[Body] = []
    for media_type, node in content.entries() if content else ():
        media = reading.follow(node)
        if media is None:
            continue
        schema = reading.schemas.of(media.get("schema") or media.get("itemSchema"))
        found.append(Body(media_type, schema, "schema", required, _example(reading, media), node.where))
    return tuple(found)


def _example(reading: Reading, media: Node) -> Any:
    if "example" in media.mapping:
        return media.value["example"]
    examples = media.get("examples")
    _, first = next(examples.entries(), ("", None)) if examples else ("", None)
    shown = reading.follow(first)
    return shown.mapping.get("value", shown.mapping.get("dataValue")) if shown else None


def request(reading: Reading, operation: Node, nodes: list[Node], consumes: list[str]) -> tuple[Body, ...]:
    """What an operation takes: `requestBody`, or Swagger's parameters in `body` and `formData`."""
    if not reading.swagger:
        body = reading.follow(operation.get("requestBody"))
        return bodies(reading, body, required=body.mapping.get("required") is True) if body else ()
    for node in nodes:
        if node.text("in") == "body":
            schema, required = reading.schemas.of(node.get("schema")), node.mapping.get("required") is True
            return tuple(
                Body(media, schema, "schema", required, where=node.where) for media in consumes or ["application/json"]
            )
    form = [node for node in nodes if node.text("in") == "formData"]
    if not form:
        return ()
    needed = [node.text("name") for node in form if node.mapping.get("required") is True]
    schema = {
        "type": "object",
        "properties": {node.text("name"): _swagger_schema(reading, node) or {} for node in form},
    }
    file = any(node.text("type") == "file" for node in form)
    media = next(
        (m for m in consumes if "form" in m), "multipart/form-data" if file else "application/x-www-form-urlencoded"
    )
    return (
        Body(media, schema | ({"required": needed} if needed else {}), "schema", bool(needed), where=form[0].where),
    )


# -- responses
# -------------------------------------------------------------------------------------------------------------------


def responses(reading: Reading, operation: Node, produces: list[str]) -> tuple[Response, ...]:
    """What an operation answers, by status."""
    listed = reading.follow(operation.get("responses"))
    found: list[Response] = []
    for status, node in listed.entries() if listed else ():
        response = None if status.startswith("x-") else reading.follow(node)
        if response is None or (status == "default" and response.mapping == {"description": UNSTATED}):
            continue
        answered = _swagger_bodies(reading, response, produces) if reading.swagger else bodies(reading, response)
        code = status.upper() if len(status) == 3 else status  # 4xx, as some write 4XX
        found.append(Response(code, response.text("description"), answered, _headers(reading, response), node.where))
    return tuple(found)


def _headers(reading: Reading, response: Node) -> tuple[Parameter, ...]:
    listed = response.get("headers")
    found = [(name, reading.follow(node)) for name, node in (listed.entries() if listed else ())]
    return tuple(_parameter(reading, node, name, "header") for name, node in found if node is not None)


def _swagger_bodies(reading: Reading, response: Node, produces: list[str]) -> tuple[Body, ...]:
    schema = reading.schemas.of(response.get("schema"))
    if schema is None:
        return ()
    examples = response.mapping.get("examples")
    shown = examples if isinstance(examples, dict) else {}
    node = response.get("schema")
    where = node.where if node else None
    return tuple(
        Body(media, schema, "schema", None, shown.get(media), where) for media in produces or ["application/json"]
    )
