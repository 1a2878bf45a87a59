"""OpenAPI 2.0 (Swagger), 3.0, 3.1 and 3.2, JSON or YAML, one file or many → Contract.

Read: paths (also behind `$ref`, at every level people put one), servers, parameters, bodies, responses, security,
`x-accord-ignore` and `x-accord-planned`. Known but not compared: webhooks and callbacks. A document that breaks the
specification is read as far as its operations can be told; what is wrong is noted with its place. Only a document
without any OpenAPI in it is an error. `validation.py` does the full check, apart from reading. Cases:
fixtures/cases/contract-openapi*.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.openapi.document import Document, parse
from accord.contract.openapi.notes import Notes
from accord.contract.openapi.parts import Reading
from accord.contract.openapi.paths import Walk
from accord.contract.openapi.refs import Library
from accord.contract.openapi.schemas import Schemas
from accord.contract.openapi.security import definitions
from accord.contract.openapi.servers import base_of, open_variables, tidy
from accord.errors import ContractError
from accord.model import Contract, Where

if TYPE_CHECKING:
    from accord.contract.openapi.document import Node
    from accord.contract.openapi.refs import Fetch

SUFFIXES = (".json", ".yaml", ".yml")

_CLAIM = re.compile(r"""^\ufeff?\s*(?:\{|(?:---|\#|%).*\n|[\w"'-]+\s*:)""")
_VERSION_KEY = re.compile(r"""(?:^|[{,\s])["']?(?:openapi|swagger)["']?\s*:\s*["']?[0-9]""")


def claims(text: str) -> bool:
    """Whether a text of unknown suffix looks like an OpenAPI document."""
    return _CLAIM.match(text) is not None and _VERSION_KEY.search(text[:4096]) is not None


def read(text: str, file: str) -> Contract:
    """The contract in one text; references to other files are noted as unreadable."""
    return read_linked(text, file, None)


def read_linked(text: str, file: str, fetch: Fetch | None) -> Contract:
    """The contract in a text whose references `fetch` may follow to other files."""
    try:
        return _contract(parse(text, file), fetch)
    except RecursionError:
        problem = "its parts are nested too deeply through anchors and references"
        raise ContractError(file, problem, "flatten the document") from None


def _contract(document: Document, fetch: Fetch | None) -> Contract:
    root = document.root
    version = _version(root)
    swagger = version.startswith("2") or (not version and "swagger" in root.mapping)
    library = Library(document, fetch)
    notes = Notes()
    schemas = Schemas(library, document, modern=version.startswith(("3.1", "3.2")), complain=notes.complain)
    reading = Reading(library, schemas, swagger, notes)
    _note_version(reading, root, version)
    base = _base(reading, root)
    walk = Walk(reading, root, base)
    endpoints = tuple(walk.endpoints())
    info = root.get("info")
    title, edition = (info.text("title"), info.text("version")) if info else ("", "")
    models = schemas.finish()
    for read_document in library.documents.values():
        _note_repeated(notes, read_document)
    outgoing = tuple(walk.outgoing)
    schemes = definitions(reading, root)
    return Contract(
        document.file, "openapi", endpoints, title, base, notes.sorted(), models, walk.rows, outgoing, schemes, edition
    )


def _note_repeated(notes: Notes, document: Document) -> None:
    for node in document.repeats():
        if len(node.tokens) <= 3 and node.tokens[0] == "paths":  # a path or method: both were read, both are rows
            continue
        message = f"the key {node.key!r} stands in this mapping a second time; most tools drop the first"
        notes.add("invalid-contract", node.where, message, "keep one of the two", node.pointer)


def _version(root: Node) -> str:
    """The version a document claims, "" where it claims none but has paths; ContractError where it is another thing."""
    if isinstance(root.value, dict):
        for key in ("openapi", "swagger"):
            if version := root.text(key):
                return version.strip()
        if isinstance(root.value.get("paths"), dict):
            return ""
    names = ", ".join(list(map(str, root.mapping))[:3]) or type(root.value).__name__
    problem = f"no OpenAPI document: neither `openapi` nor `swagger` at its top (found: {names[:80]})"
    raise ContractError(root.document.file, problem, "name an OpenAPI document, or begin it with `openapi: 3.1.0`", 1)


def _note_version(reading: Reading, root: Node, version: str) -> None:
    if not version:
        message, fix = "the document does not say which OpenAPI it is", "begin it with `openapi: 3.1.0`"
    elif not re.match(r"(?:2\.0|3\.[0-2](?:\.\d+\S*)?)$", version):
        message, fix = (
            f"OpenAPI {version} is no version accord knows; it is read like the nearest",
            "use 2.0, 3.0, 3.1 or 3.2",
        )
    else:
        return
    place = root.get("openapi") or root.get("swagger")
    reading.notes.add("invalid-contract", place.where if place else Where(root.document.file, 1), message, fix)


def _base(reading: Reading, root: Node) -> str:
    if reading.swagger:
        return tidy(root.text("basePath"))
    if unknown := open_variables(root):
        message = f"the server {unknown.text('url')!r} has a variable without default; no base path is taken from it"
        reading.notes.add(
            "invalid-contract", unknown.where, message, "give the variable a `default`", pointer=unknown.pointer
        )
    return base_of(root) or ""
