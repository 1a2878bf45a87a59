"""`paths` of an OpenAPI document → endpoints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.contract.openapi.extensions import ignores, planned
from accord.contract.openapi.parts import Reading, parameter_nodes, parameters, request, responses
from accord.contract.openapi.servers import base_of
from accord.contract.openapi.templates import template
from accord.model import METHODS, Auth, Endpoint, Operation, Where
from accord.paths import PathTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.contract.openapi.document import Node

_METHODS = frozenset(method.lower() for method in METHODS) | {"query"}
_FIELDS = frozenset({"$ref", "summary", "description", "servers", "parameters", "additionalOperations"})


@dataclass(slots=True)
class Walk:
    """One way through `paths`: `rows` counts the operations met, `outgoing` lists webhooks and callbacks."""

    reading: Reading
    root: Node
    base: str
    rows: int = 0
    outgoing: list[tuple[str, Where]] = field(default_factory=list)
    _rows: dict[tuple[str, str], Endpoint] = field(default_factory=dict)

    def endpoints(self) -> Iterator[Endpoint]:
        """Every endpoint, in the order of the document."""
        paths = self.reading.follow(self.root.get("paths"), "unreadable-row")
        if paths is None and not any(key in self.root.mapping for key in ("paths", "webhooks", "components")):
            message = "the document has no `paths`, so it promises nothing"
            self._note("invalid-contract", self.root, message, "add `paths`")
        seen: dict[str, Node] = {}
        for path, item in paths.entries() if paths else ():
            if path in seen and not _methods(item) & _methods(seen[path]):
                message = f"{path} stands a second time; most tools drop the first, at line {seen[path].where.line}"
                self._note("duplicate-row", item, message, "merge the two")
            seen[path] = item
            for endpoint in self._item(path, item) if not path.startswith("x-") else ():
                self._repeated(endpoint)
                yield endpoint
        webhooks = self.root.get("webhooks") or self.root.get("x-webhooks")
        self.outgoing += [(f"webhook {name}", item.where) for name, item in (webhooks.entries() if webhooks else ())]

    def _repeated(self, endpoint: Endpoint) -> None:
        """Names of parameters make no difference between two rows, a trailing slash does: a path is meant as it is written."""
        operation = endpoint.operation
        first = self._rows.setdefault((operation.method, operation.path.key), endpoint)
        if first is not endpoint and first.where != endpoint.where:
            elsewhere = f" of {first.where.file}" if first.where.file != endpoint.where.file else ""
            otherwise = f", as {first.operation}" if str(first.operation) != str(operation) else ""
            self.reading.notes.add(
                "duplicate-row",
                endpoint.where,
                f"{operation} stands in line {first.where.line}{elsewhere} already{otherwise}",
                "keep one of the two",
                endpoint.pointer,
                operation=operation,
            )

    def _note(self, rule: str, node: Node, message: str, fix: str) -> None:
        self.reading.notes.add(rule, node.where, message, fix, node.pointer)

    def _unreadable(self, node: Node, message: str, fix: str) -> None:
        self.rows += 1
        self._note("unreadable-row", node, message, fix)

    def _item(self, path: str, node: Node) -> Iterator[Endpoint]:
        layers = self.reading.chain(node, "unreadable-row")
        found = layers[-1] if layers else None
        if found is None:
            self.rows += 1
        elif path.lower() in _METHODS:
            self._unreadable(node, f"{path!r} stands where a path belongs", "indent it below its path")
        elif isinstance(found.value, dict):
            # what stands beside a `$ref` counts too, as people rely on it, and wins over what the reference brings
            yield from _Item(self, path, layers).endpoints()
        elif found.value is not None:
            self._unreadable(node, f"{path!r} holds no methods", "indent its methods below it")


class _Item:
    """One path with its operations."""

    def __init__(self, walk: Walk, path: str, layers: tuple[Node, ...]) -> None:
        self._walk = walk
        self._reading = walk.reading
        self._path = path
        self._layers = layers
        self._base = next((base for layer in layers if (base := base_of(layer)) is not None), walk.base)
        self._shared = [node for layer in reversed(layers) for node in parameter_nodes(walk.reading, layer)]

    def endpoints(self) -> Iterator[Endpoint]:
        taken: set[str] = set()
        for layer in self._layers:
            here = list(self._operations(layer))
            for method, node in here:
                if method not in taken:
                    yield from self._endpoint(method, node)
            taken |= {method for method, _ in here}

    def _operations(self, layer: Node) -> Iterator[tuple[str, Node]]:
        for key, node in layer.entries():
            if key.lower() in _METHODS:
                if key != key.lower():
                    self._note(
                        node, f"the method {key!r} of {self._path} is not in lower case", f"write {key.lower()!r}"
                    )
                yield key.upper(), node
            elif key in {"additionalOperations", "x-accord-operations"}:
                yield from ((method.upper(), operation) for method, operation in node.entries())
            elif key not in _FIELDS and not key.startswith("x-"):
                self._note(
                    node, f"{key!r} below {self._path} is no method and no field of a path", "remove or correct it"
                )

    def _note(self, node: Node, message: str, fix: str) -> None:
        self._reading.notes.add("invalid-contract", node.where, message, fix, node.pointer)

    def _endpoint(self, method: str, node: Node) -> Iterator[Endpoint]:
        self._walk.rows += 1
        operation = self._reading.follow(node, "unreadable-row")
        if operation is None:
            return
        if not isinstance(operation.value, dict):
            self._note(node, f"{method} {self._path} says nothing about itself", "add its `responses`")
        nodes = self._parameters(operation)
        item = node.parent or node
        stated = template(
            self._reading.notes, self._path, item, [n.text("name") for n in nodes if n.text("in") == "path"]
        )
        base = base_of(operation)
        holders = (operation, *self._layers)
        callbacks = operation.get("callbacks")
        self._walk.outgoing += [(f"callback {name}", n.where) for name, n in (callbacks.entries() if callbacks else ())]
        yield Endpoint(
            Operation(method, stated.under(PathTemplate.parse(self._base if base is None else base, "braces"))),
            operation.where,
            operation.text("summary").strip() or operation.text("description").strip().partition("\n\n")[0],
            parameters(self._reading, nodes),
            request(self._reading, operation, nodes, self._media_types(operation, "consumes")),
            responses(self._reading, operation, self._media_types(operation, "produces")),
            _auth(self._reading, operation, self._walk.root),
            planned=planned(holders),
            deprecated=operation.mapping.get("deprecated") is True,
            tags=tuple(dict.fromkeys(_strings(operation, "tags"))),
            operation_id=operation.text("operationId"),
            pointer=operation.pointer,
            stated=self._path,
            ignores=ignores(holders),
        )

    def _parameters(self, operation: Node) -> list[Node]:
        """The path's parameters and the operation's own, which replace those of the same name and place."""
        own = parameter_nodes(self._reading, operation)
        return list({(node.text("name"), node.text("in")): node for node in (*self._shared, *own)}.values())

    def _media_types(self, operation: Node, key: str) -> list[str]:
        return _strings(operation if key in operation.mapping else self._walk.root, key)


def _auth(reading: Reading, operation: Node, root: Node) -> Auth | None:
    """The operation's `security`, else the document's; an empty list is "none"."""
    node = operation.get("security") or root.get("security")
    if node is None:
        return None
    if not isinstance(node.value, list):
        message = "`security` is no list of requirements"
        reading.notes.add("invalid-contract", node.where, message, "write a list, an empty one for none", node.pointer)
        return Auth(None, where=node.where)
    choices = [tuple(choice) for choice in node.value if isinstance(choice, dict)]
    schemes = tuple(dict.fromkeys(name for choice in choices for name in choice))
    text = " or ".join(" and ".join(choice) or "none" for choice in choices) or "none"
    return Auth(bool(choices) and all(choices), schemes, text, node.where)


def _methods(item: Node) -> set[str]:
    return {key.lower() for key in item.mapping} & _METHODS


def _strings(node: Node, key: str) -> list[str]:
    value = node.mapping.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
