"""The full check of an OpenAPI document against its specification, apart from reading it.

Reading never waits for this: openapi-spec-validator needs seconds for a document of some megabytes (a sixth of them
with jsonschema-rs installed, which it finds by itself), so an outcome is remembered by the content of the documents,
and a caller may set a limit: to their size, which says the same on every machine, and to the time. Within both the
check is whole or nothing: half a check would report other flaws on every run.
"""

from __future__ import annotations

import dataclasses
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accord.contract.files import Files
from accord.contract.openapi import verdicts
from accord.contract.openapi.document import parse
from accord.contract.openapi.refs import LOST, NOWHERE, Library
from accord.errors import ContractError
from accord.model import Note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from accord.contract.openapi.document import Node
    from accord.model import Contract

FORMAT = "openapi"
MAX_NOTES = 100
UNASKED = 300_000  # characters that take about a second without jsonschema-rs: what a run checks without being asked
PATIENCE = 10.0  # seconds a run waits for that at most, on whatever machine
_MESSAGE = 240
_VALIDATORS = {
    "2": "OpenAPIV2SpecValidator",
    "3.0": "OpenAPIV30SpecValidator",
    "3.1": "OpenAPIV31SpecValidator",
    "3.2": "OpenAPIV32SpecValidator",
}


@dataclass(frozen=True, slots=True)
class Validation:
    """Flaws of a document as `invalid-contract` notes; `complete` is False where a limit kept it from being checked
    (then there are none).
    """

    notes: tuple[Note, ...] = ()
    complete: bool = True

    def added_to(self, contract: Contract) -> Contract:
        """The contract, `validated` or not, with these notes; those its reader has already made about the same place
        are left out, and so is that a reference led nowhere once the reference itself has been told.
        """
        told = any(note.message.startswith(LOST) for note in contract.notes)
        known: dict[tuple[str, int], list[str]] = {}
        for note in contract.notes:
            known.setdefault((note.where.file, note.where.line), []).append(note.pointer)
        fresh = [
            note
            for note in self.notes
            if not any(_same(note.pointer, other) for other in known.get((note.where.file, note.where.line), ()))
            and not (told and note.message.endswith(NOWHERE))
        ]
        notes = sorted([*contract.notes, *fresh], key=lambda note: (note.where, note.rule, note.message))
        validated = self.complete if contract.format == FORMAT else None
        return dataclasses.replace(contract, notes=tuple(notes), validated=validated)


def _same(one: str, other: str) -> bool:
    """Whether two pointers are to one place, or one is unknown: a document may stand in one line."""
    return not one or not other or one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def validate(
    path: Path,
    *,
    root: Path,
    allow_remote: bool = False,
    limit: int | None = None,
    budget: float | None = None,
    cache: Path | None = None,
) -> Validation:
    """Check the document in `path` (and those it refers to) against the specification: documents of up to `limit`
    characters together, within `budget` seconds, where these are given.

    Outcomes are kept below `cache` (default: the user's cache directory, or `ACCORD_CACHE_DIR`). ContractError where
    it cannot be read at all.
    """
    files = Files(root, path, allow_remote=allow_remote)
    name, text = files.first()
    document = parse(text, name)
    library = Library(document, files.fetch)
    library.load_all()
    store = verdicts.Store(cache, library.documents.values())
    if (kept := store.load()) is not None:
        return Validation(kept)
    size = sum(document.size for document in library.documents.values())
    if limit is not None and size > limit:
        return Validation(complete=False)
    try:
        notes = tuple(_notes(library, document.root, None if budget is None else time.monotonic() + budget))
    except _OutOfTime:
        return Validation(complete=False)
    store.save(notes)
    return Validation(notes)


class _OutOfTime(Exception):  # noqa: N818 not an error: a way out of the library's generators
    pass


def _notes(library: Library, root: Node, deadline: float | None) -> Iterator[Note]:
    from accord.contract.openapi.tracing import UNCHECKED

    said: set[tuple[str, str]] = set()
    flawed: set[str] = set()
    for tokens, message in _flaws(library, root, deadline):
        node = _nearest(library, root, tokens)
        if (node.pointer, message) in said or (message.startswith(UNCHECKED) and node.pointer in flawed):
            continue  # what could not be checked for a flaw already said says nothing more
        flawed.add(node.pointer)
        said.add((node.pointer, message))
        if len(said) > MAX_NOTES:
            yield Note(
                "invalid-contract",
                root.where,
                f"more than {MAX_NOTES} flaws; the others are not shown",
                "correct these first",
            )
            return
        at = f" (at {node.pointer})" if node.pointer and not message.endswith(NOWHERE) else ""
        yield Note(
            "invalid-contract",
            node.where,
            message + at,
            "correct it as the OpenAPI specification says",
            pointer=node.pointer,
        )


def _nearest(library: Library, root: Node, tokens: tuple[Any, ...]) -> Node:
    """The node `tokens` lead to through references, or the last one on the way that is there."""
    node = root
    for token in tokens:
        try:
            below = library.follow(node).at((token,))
        except ContractError:
            return node
        if below is None:
            return node
        node = below
    return node


# -- the library
# -----------------------------------------------------------------------------------------------------------------


def _flaws(library: Library, root: Node, deadline: float | None) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every flaw as where (tokens from the root, through references) and what."""
    import openapi_spec_validator
    from jsonschema.exceptions import best_match
    from jsonschema_path import SchemaPath

    from accord.contract.openapi.tracing import STUMBLES, traced

    version = root.text("swagger") or root.text("openapi")
    name = next((name for begin, name in _VALIDATORS.items() if version.startswith(begin)), "")
    validator_class = getattr(openapi_spec_validator, name, None)
    if validator_class is None:
        return  # reading has said that the version is unknown; 3.2 needs openapi-spec-validator 0.8

    def tick() -> None:
        if deadline is not None and time.monotonic() >= deadline:
            raise _OutOfTime

    flawed: set[tuple[Any, ...]] = set()
    for focus, piece in _pieces(root.value):
        tick()
        for error in validator_class.schema_validator.iter_errors(piece):
            best = (best_match(iter([error])) if error.context else None) or error
            tokens = max(tuple(best.absolute_path), focus, key=len)
            flawed.add(tokens[:2])
            yield tokens, _sentence(best.message)
    # what the second half looks at is what the first found sound: the library trusts the shape of what it walks
    sound = _without(root.value, flawed)
    handlers = dict.fromkeys(("<all_urls>", "file", "http", "https", ""), library.by_address)
    where = SchemaPath.from_dict(sound, base_uri=library.address(root.document), handlers=handlers)
    try:
        for tokens, message in traced(validator_class, where, tick):
            yield tokens, _sentence(message)
    except STUMBLES as error:
        yield (), _sentence(f"the validator cannot go on: {type(error).__name__}: {error}")


def _pieces(data: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """The document without its paths and schemas, then those one by one, each with the way to it.

    So the clock is looked at between them, and what a path does wrong is not said of all paths.
    """
    paths, components = data.get("paths"), data.get("components")
    if not isinstance(paths, dict):
        yield (), data
        return
    schemas = components.get("schemas") if isinstance(components, dict) else None
    rest = {key: value for key, value in data.items() if key != "paths"} | {"paths": {}}
    if isinstance(components, dict) and isinstance(schemas, dict):
        rest["components"] = {key: value for key, value in components.items() if key != "schemas"}
    yield (), rest
    shell: dict[str, Any] = {key: data[key] for key in ("openapi", "swagger") if key in data}
    shell["info"] = {"title": "", "version": ""}
    for path, item in paths.items():
        yield ("paths", path), {**shell, "paths": {path: item}}
    for name, schema in schemas.items() if isinstance(schemas, dict) else ():
        yield ("components", "schemas", name), {**shell, "paths": {}, "components": {"schemas": {name: schema}}}


def _without(data: dict[str, Any], flawed: set[tuple[Any, ...]]) -> dict[str, Any]:
    made = dict(data)
    for place in flawed:
        if len(place) == 2 and place[0] == "paths" and isinstance(made.get("paths"), dict):
            made["paths"] = {key: value for key, value in made["paths"].items() if key != place[1]}
        elif place and place[0] not in ("paths", "components"):
            made.pop(place[0], None)
    if isinstance(made.get("paths"), dict) and any(str(key).startswith("x-") for key in made["paths"]):
        made["paths"] = {key: value for key, value in made["paths"].items() if not str(key).startswith("x-")}
    return made


def _sentence(message: str) -> str:
    line = re.sub(r"\s+", " ", str(message).partition("\n")[0]).strip()
    return line if len(line) <= _MESSAGE else f"{line[:_MESSAGE]}…"
