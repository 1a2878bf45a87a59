"""openapi-spec-validator's second half, its keyword validators, with the place of every flaw.

The library says what is wrong there, but not where. Each of its validators is called with the path it looks at, so a
subclass that notes it is enough. Imported only when a document is validated.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from jsonschema_path import SchemaPath
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError, UnresolvableParameterError
from referencing.exceptions import Unresolvable

from accord.contract.openapi.refs import NOWHERE
from accord.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Flaw = tuple[tuple[Any, ...], str]

# What the library raises, instead of reporting, on documents that break its expectations: references that lead
# nowhere, and parts of another
# type than it looks for.
STUMBLES = (
    *(Unresolvable, ContractError, AttributeError, AssertionError),
    *(KeyError, IndexError, TypeError, ValueError, RecursionError),
)


UNCHECKED = "cannot be checked"


class _Ids(set[int]):
    """The library remembers the schemas it has seen in lists and searches them; a set in their place keeps that
    linear.
    """

    append = set.add


def traced(validator_class: Any, where: SchemaPath, tick: Callable[[], None]) -> Iterator[Flaw]:
    """Every flaw the keyword validators find below `where`; `tick` is called often and may raise to end it."""
    located = {name: _located(cls, tick) for name, cls in validator_class.keyword_validators.items()}
    accepts = _accepts(located["schema"]) if "jsonSchemaDialect" not in where else None
    if accepts is not None:
        located["schema"] = _hastened(located["schema"], accepts)
    validator = type("Traced", (validator_class,), {"keyword_validators": located})(where)
    schemas = validator.keyword_validators_registry["schema"]
    schemas.visited_schema_ids = _Ids()
    schemas.meta_checked_schema_ids = _Ids()
    for error in validator.root_validator(validator.schema_path):
        if not isinstance(error, UnresolvableParameterError):  # reading reports these, with the path at hand
            yield error.accord_place, error.message


def _located(cls: Any, tick: Callable[[], None]) -> Any:
    """`cls` with `accord_place` (tokens from the root) on every error it yields."""

    class Located(cls):  # type: ignore[misc] # the library's classes are chosen at run time
        def __call__(self, *args: Any, **options: Any) -> Iterator[Any]:
            tick()
            path = next((argument for argument in args if isinstance(argument, SchemaPath)), None)
            here = tuple(path.parts) if path is not None else ()
            if cls.__name__.endswith("ValueValidator"):
                here = (*here, "default")
            try:
                for error in super().__call__(*args, **options):
                    if not hasattr(error, "accord_place"):
                        error.accord_place = (*here, *error.absolute_path)
                    yield error
            except STUMBLES as error:
                flaw: Any = OpenAPIValidationError(f"{UNCHECKED}: {_reason(error)}")
                flaw.accord_place = here
                yield flaw

    return Located


def _reason(error: Exception) -> str:
    if isinstance(error, (Unresolvable, ContractError)):
        reference = getattr(error, "ref", "")
        return f"the reference {reference!r} {NOWHERE}" if reference else f"a reference {NOWHERE}"
    if isinstance(error, RecursionError):
        return "a reference leads back to itself"
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _accepts(schema_validator: Any) -> Callable[[Any], bool] | None:
    """What tells a sound schema fast, where jsonschema-rs is there: the library asks it for the document as a whole
    only.

    The meta-schemas come from a private module of openapi-schema-validator; without it, or under another version, the
    library does the work.
    """
    try:
        jsonschema_rs: Any = importlib.import_module("jsonschema_rs")
        from openapi_schema_validator import OAS31Validator, OAS32Validator
        from openapi_schema_validator._specifications import REGISTRY
    except ImportError:
        return None
    known = {validator.META_SCHEMA["$id"]: validator.META_SCHEMA for validator in (OAS31Validator, OAS32Validator)}
    meta_schema = known.get(getattr(schema_validator, "default_jsonschema_dialect_id", ""))
    if meta_schema is None or not hasattr(schema_validator, "_validate_schema_meta"):
        return None
    parts = [(uri, REGISTRY.contents(uri)) for uri in REGISTRY if "spec.openapis.org" in uri]
    registry = jsonschema_rs.Registry(parts)
    accepts: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator(
        meta_schema, registry=registry, validate_formats=True
    ).is_valid
    return accepts


def _hastened(cls: Any, accepts: Callable[[Any], bool]) -> Any:
    """`cls`, asked in full only about schemas that are not plainly sound: it then says what is wrong."""

    class Hastened(cls):  # type: ignore[misc] # the library's classes are chosen at run time
        def _validate_schema_meta(self, schema: Any, value: Any) -> Any:
            if isinstance(value, dict) and "$schema" not in value and accepts(value):
                return None
            return super()._validate_schema_meta(schema, value)

    return Hastened
