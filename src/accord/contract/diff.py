"""Two contracts, and what the second promises otherwise than the first. Pure.

What only one of them states is no change: a page without types does not take back the types of an OpenAPI document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.model import Body, Contract, Endpoint, Operation, Parameter

_REFERENCE = re.compile(r"'\$ref': '#/components/schemas/([^']*)'")
_OF_BODIES = ("accept", "content-type", "authorization")  # headers that OpenAPI tells apart from parameters


@dataclass(frozen=True, slots=True)
class Change:
    """An endpoint that is new, gone or different; `what` names the parts that differ, in the words of the contract."""

    kind: Literal["added", "removed", "changed"]
    operation: Operation
    before: Endpoint | None = None
    after: Endpoint | None = None
    what: tuple[str, ...] = ()


def diff(before: Contract, after: Contract) -> tuple[Change, ...]:
    """Changes from `before` to `after`: those of the old rows in their order, then the new rows."""
    old = {endpoint.operation.key: endpoint for endpoint in before.endpoints}
    new = {endpoint.operation.key: endpoint for endpoint in after.endpoints}
    models = _changed_models(before.models, after.models)
    changes: list[Change] = []
    for key, endpoint in old.items():
        other = new.get(key)
        if other is None:
            changes.append(Change("removed", endpoint.operation, before=endpoint))
        elif what := tuple(dict.fromkeys(_differences(endpoint, other, models))):
            changes.append(Change("changed", other.operation, endpoint, other, what))
    changes += [Change("added", endpoint.operation, after=endpoint) for key, endpoint in new.items() if key not in old]
    return tuple(changes)


def _differences(old: Endpoint, new: Endpoint, models: frozenset[str]) -> Iterator[str]:
    if old.operation.path.trailing_slash != new.operation.path.trailing_slash:
        yield "trailing slash"
    for flag in ("planned", "deprecated"):
        if getattr(old, flag) != getattr(new, flag):
            yield flag if getattr(new, flag) else f"no longer {flag}"
    if old.auth and new.auth and None not in (old.auth.required, new.auth.required):
        if old.auth.required != new.auth.required:
            yield "auth required" if new.auth.required else "auth no longer required"
        elif old.auth.schemes and new.auth.schemes and set(old.auth.schemes) != set(new.auth.schemes):
            yield "auth scheme"
    if old.parameters and new.parameters:
        yield from _parameters(old.parameters, new.parameters, models)
    if old.request and new.request:
        yield from (f"request {part}" for part in _bodies(old.request, new.request, models))
    if old.responses and new.responses:
        yield from _responses(old, new, models)


def _parameters(old: Sequence[Parameter], new: Sequence[Parameter], models: frozenset[str]) -> Iterator[str]:
    """Parameters of the path are compared by position, with the path itself."""
    before = {(p.location, p.name): p for p in old if _counts(p)}
    after = {(p.location, p.name): p for p in new if _counts(p)}
    for location, name in sorted(before.keys() | after.keys()):
        one, two = before.get((location, name)), after.get((location, name))
        if one is None or two is None:
            yield f"{location} {name} {'removed' if two is None else 'added'}"
            continue
        if None not in (one.required, two.required) and one.required != two.required:
            yield f"{location} {name} {'required' if two.required else 'optional'}"
        if None not in (one.schema, two.schema) and _differs(one.schema, two.schema, models):
            yield f"{location} {name} type"


def _counts(one: Parameter) -> bool:
    return one.location != "path" and not (one.location == "header" and one.name.lower() in _OF_BODIES)


def _bodies(old: Sequence[Body], new: Sequence[Body], models: frozenset[str]) -> Iterator[str]:
    before = {body.media_type: body for body in old}
    after = {body.media_type: body for body in new}
    for media in sorted(before.keys() | after.keys()):
        one, two = before.get(media), after.get(media)
        if one is None or two is None:
            yield f"{media} {'removed' if two is None else 'added'}"
        elif (
            None not in (one.schema, two.schema)
            and one.strength == two.strength
            and _differs(one.schema, two.schema, models)
        ):
            yield f"{media} body"


def _responses(old: Endpoint, new: Endpoint, models: frozenset[str]) -> Iterator[str]:
    before = {response.status: response for response in old.responses}
    after = {response.status: response for response in new.responses}
    for status in sorted(before.keys() | after.keys()):
        one, two = before.get(status), after.get(status)
        if one is None or two is None:
            yield f"response {status} {'removed' if two is None else 'added'}"
        elif one.bodies and two.bodies:
            yield from (f"response {status} {part}" for part in _bodies(one.bodies, two.bodies, models))


def _differs(one: Any, two: Any, models: frozenset[str]) -> bool:
    return one != two or any(name in models for name in _REFERENCE.findall(repr(one)))


def _changed_models(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """Names of models that differ, or refer to one that does, as references spell them."""
    names = {name: name.replace("~", "~0").replace("/", "~1") for name in (*old, *new)}
    uses = {names[name]: set(_REFERENCE.findall(repr(schema))) for name, schema in old.items()}
    changed = {names[name] for name in names if name in old and name in new and old[name] != new[name]}
    while more := {name for name, used in uses.items() if name not in changed and used & changed}:
        changed |= more
    return frozenset(changed)
