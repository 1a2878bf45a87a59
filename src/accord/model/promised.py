"""What a contract promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.model import Ignore, Operation, Schema, TrailStep, Where


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation; `required` and `schema` are None where the contract does not say."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool | None = None
    schema: Schema | None = None
    description: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request or response body: JSON Schema of what was stated.

    `strength` is `schema` where the contract gave types and requiredness, `sample` where it gave an example (the types are known,
    requiredness is not).
    """

    media_type: str = "application/json"
    schema: Schema | None = None
    strength: Literal["schema", "sample"] = "schema"
    required: bool | None = None
    example: Any = None
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A promised response; `status` is a code (`"200"`), a class (`"2XX"`) or `"default"`."""

    status: str
    description: str = ""
    bodies: tuple[Body, ...] = ()
    headers: tuple[Parameter, ...] = ()
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Auth:
    """What an endpoint says about authentication; `required` None means the statement could not be interpreted."""

    required: bool | None
    schemes: tuple[str, ...] = ()
    text: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation promised, its path effective (base applied). None and empty mean not stated, never "none"."""

    operation: Operation
    where: Where
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    request: tuple[Body, ...] = ()
    responses: tuple[Response, ...] = ()
    auth: Auth | None = None
    planned: bool = False
    deprecated: bool = False
    tags: tuple[str, ...] = ()
    operation_id: str = ""
    pointer: str = ""  # JSON pointer of the operation in an OpenAPI document
    stated: str = ""  # the path as the document spells it, base not applied
    ignores: tuple[Ignore, ...] = ()
    trail: tuple[
        TrailStep, ...
    ] = ()  # what its base rests on, the decisive first; empty where the format leaves no doubt


@dataclass(frozen=True, slots=True)
class Note:
    """Something a contract reader must say about its document; becomes a finding of the rule it names."""

    rule: str
    where: Where
    message: str
    fix: str = ""
    operation: Operation | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract document as read."""

    file: str
    format: str
    endpoints: tuple[Endpoint, ...]
    title: str = ""
    base: str = ""  # the path part of the declared base URL or server, "" where none is declared
    notes: tuple[Note, ...] = ()
    models: Mapping[str, Schema] = field(default_factory=dict)  # shared models by name
    rows: int = 0  # rows looked at that claimed to be an endpoint, read or not
    outgoing: tuple[tuple[str, Where], ...] = ()  # webhooks and callbacks: known, never compared
    schemes: Mapping[str, Schema] = field(default_factory=dict)  # security schemes as OpenAPI 3 defines them, by name
    version: str = ""  # of the API, as the document states it
    validated: bool | None = None  # as a whole, against its specification; None where it has none or nobody asked
