"""`$ref`: from a node to what it stands for, in this document or in another one, each document read once."""

from __future__ import annotations

import contextlib
import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from accord.contract.openapi.document import Document, Node, parse
from accord.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable

    Fetch = Callable[[str, str], tuple[str, str]]  # reference and the file it stands in → the file meant and its text

MAX_DOCUMENTS = 2_000
NOWHERE = "leads nowhere"  # what validation says of a place it cannot enter
LOST = "the reference "  # how every note about the reference itself begins
_SOMEWHERE = "/-" * 32 + "/"  # deep enough for every `../` a document's name may begin with


class Library:
    """The documents of one contract: the first and whatever its references lead to."""

    def __init__(self, document: Document, fetch: Fetch | None) -> None:
        self.documents = {document.file: document}
        self._fetch = fetch
        self._targets: dict[tuple[str, str], Document] = {}
        self._anchors: dict[str, dict[str, Node]] = {}

    def follow(self, node: Node) -> Node:
        """What `node` stands for: itself, or the end of its chain of references. ContractError, placed at the
        reference, where that leads nowhere.
        """
        return self.chain(node)[-1]

    def chain(self, node: Node) -> tuple[Node, ...]:
        """`node` and what its references lead to, step by step, the end last; ContractError as for `follow`."""
        seen: set[tuple[str, str]] = set()
        start = node
        steps = [node]
        while isinstance(node.value, dict) and isinstance(reference := node.value.get("$ref"), str):
            node = self.target(node, reference)
            if (step := (node.document.file, node.pointer)) in seen:
                raise _broken(start, reference, "leads back to itself", "point it at a definition")
            seen.add(step)
            steps.append(node)
        return tuple(steps)

    def target(self, node: Node, reference: str) -> Node:
        """The node that `reference`, standing at `node`, names; one step."""
        where, _, fragment = reference.partition("#")
        document = self._document(node, reference, where) if where else node.document
        if fragment and not fragment.startswith("/"):
            if document.file not in self._anchors:
                self._anchors[document.file] = _anchors(document)
            found = self._anchors[document.file].get(unquote(fragment))
        else:
            tokens = tuple(t.replace("~1", "/").replace("~0", "~") for t in unquote(fragment).split("/")[1:])
            found = document.root.at(tokens)
        if found is None:
            raise _broken(node, reference, "names nothing that is there", "correct the reference or add what it names")
        return found

    def load_all(self) -> None:
        """Read every document that the documents refer to, as far as they can be had."""
        waiting = list(self.documents.values())
        while waiting:
            document = waiting.pop()
            for reference in sorted(document.references):
                if where := reference.partition("#")[0]:
                    before = len(self.documents)
                    with contextlib.suppress(ContractError):  # the reader says so, at the reference
                        found = self._document(document.root, reference, where)
                        waiting += [found] if len(self.documents) > before else []

    def address(self, document: Document) -> str:
        """A URL for a document, to which relative references join as they do to its name."""
        return document.file if "://" in document.file else f"file://{posixpath.normpath(_SOMEWHERE + document.file)}"

    def by_address(self, address: str) -> Any:
        """The data of the document with this address; ContractError where none was read."""
        for document in self.documents.values():
            if self.address(document) == unquote(address).partition("#")[0]:
                return document.data
        raise ContractError("", f"{address} was not read", "see the reference to it")

    def _document(self, node: Node, reference: str, where: str) -> Document:
        key = (node.document.file, where)
        if key in self._targets:
            return self._targets[key]
        if self._fetch is None:
            raise _broken(
                node,
                reference,
                "leads to another file, and only this text was given",
                "read the contract from its file",
            )
        if len(self._targets) >= MAX_DOCUMENTS:
            raise _broken(
                node, reference, f"is one of more than {MAX_DOCUMENTS} to other files", "bundle the documents into one"
            )
        try:
            file, text = self._fetch(unquote(where), node.document.file)
        except ContractError as error:
            missing = error.problem.startswith("there is")
            problem = f"leads nowhere: {error.problem}" if missing else error.problem
            raise _broken(node, reference, problem, error.remedy) from None
        if file not in self.documents:
            self.documents[file] = parse(text, file)
        self._targets[key] = self.documents[file]
        return self.documents[file]


def _broken(node: Node, reference: str, problem: str, remedy: str) -> ContractError:
    place = node.get("$ref") or node
    return ContractError(node.document.file, f"{LOST}{reference!r} {problem}", remedy, place.where.line)


def _anchors(document: Document) -> dict[str, Node]:
    """Every node with an `$anchor` (or an `$id` of `#name`), by name."""
    found: dict[str, Node] = {}
    seen: set[int] = set()  # aliases make one value appear in many places
    level = [document.root]
    while level:
        below: list[Node] = []
        for node in level:
            if id(node.value) in seen:
                continue
            seen.add(id(node.value))
            for name in (node.text("$anchor"), node.text("$id").partition("#")[2]):
                if name:
                    found.setdefault(name, node)
            children = [child for _, child in node.entries()] or list(node.elements())
            below += [child for child in children if isinstance(child.value, (dict, list))]
        level = below
    return found
