"""Pydantic: field defaults, settings classes, models made of data. `BaseSettings` values are soft (docs: pydantic-settings reads the environment
first). A model turns mappings and lists into what its fields are annotated with; validators are not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import argument, decorator, identity
from accord.evaluate.calls import annotated_class, bare_annotation
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    Instance,
    ListValue,
    Native,
    Unknown,
    Value,
)
from accord.source import ir

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import Scope

PACKAGES = frozenset(("pydantic", "pydantic_settings"))


def field(machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """Field(default, default_factory=...): its default, or unknown."""
    default = argument(args, kwargs, 0, "default", MISSING)
    if default is not MISSING and default is not ...:
        return default
    factory = kwargs.get("default_factory", kwargs.get("factory"))
    if factory is not None:
        value = machine.call(factory, [], {}, at)
        if type(value) in (ListValue, DictValue, Instance):
            machine.factories[id(value)] = value, factory  # each object gets its own
        return value
    return Unknown("a field without default", at=at)


_FUNCTIONS = {
    "Field": field,
    "PrivateAttr": field,
    "dataclass": decorator,
    "SecretStr": identity,
    "validator": decorator,
    "computed_field": decorator,
}


_MODELS = frozenset(("pydantic", "pydantic_settings", "sqlmodel", "beanie"))
_LISTS = frozenset(("list", "List", "Sequence", "Iterable", "tuple", "Tuple", "set", "Set", "frozenset", "Collection"))
_MAPPINGS = frozenset(("dict", "Dict", "Mapping", "MutableMapping", "OrderedDict"))


def _is_model(cls: ClassValue) -> bool:
    return any(c.library.partition(".")[0] in _MODELS for c in cls.mro)


def filled(machine: Machine, instance: Instance, at: At) -> None:
    """A model makes of the data it is given what its fields are annotated with."""
    if not instance.cls.open or not _is_model(instance.cls):
        return
    for cls in instance.cls.mro:
        for name in cls.fields:  # a model copies the defaults of its fields
            default = cls.namespace.get(name)
            if name not in instance.attrs and type(default) is ListValue:
                instance.attrs[name] = ListValue(list(default.items), default.exact, default.kind)
            elif name not in instance.attrs and type(default) is DictValue:
                instance.attrs[name] = DictValue(dict(default.entries), default.exact)
        for name, hint in cls.hints.items():
            value = instance.attrs.get(name)
            if cls.scope is not None and type(value) in (DictValue, ListValue, str):
                instance.attrs[name] = _made(machine, hint.get(), value, cls.scope, at)


def _made(machine: Machine, annotation: Value, value: Value, scope: Scope, at: At) -> Value:
    """What an annotation makes of data: objects of models, members of enumerations, and collections of these."""
    node = bare_annotation(annotation)
    if isinstance(node, ir.Item):
        name = getattr(node.target, "name", "")
        inner = node.index.items if isinstance(node.index, ir.Sequence) else (node.index,)
        if type(value) is ListValue and name in _LISTS and inner:
            return ListValue([_made(machine, inner[0], v, scope, at) for v in value.items], value.exact, value.kind)
        if type(value) is DictValue and name in _MAPPINGS and len(inner) > 1:
            entries = {k: _made(machine, inner[1], v, scope, at) for k, v in value.entries.items()}
            return DictValue(entries, value.exact)
    if type(value) not in (DictValue, str):
        return value
    cls = annotated_class(machine, node, scope)
    if cls is None or cls.code is None or cls.enum is not (type(value) is str):
        return value
    if type(value) is str:
        member = machine.call(cls, [value], {}, at)
        return member if type(member) is Instance else value
    return _of_data(machine, cls, value, at) if _is_model(cls) else value


def _of_data(machine: Machine, cls: ClassValue, data: DictValue, at: At) -> Value:
    fields = {k: v for k, v in data.entries.items() if type(k) is str}
    return machine.call(cls, [], fields, at, not data.exact)


def of_model(machine: Machine, cls: ClassValue, name: str) -> Value:
    """Class methods of models that make an object of data."""
    if name not in ("model_validate", "parse_obj", "model_construct") or not _is_model(cls):
        return MISSING

    def make(machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        given = args[0] if args else kwargs.get("obj")
        if name == "model_construct":
            return machine.call(cls, [], kwargs, at)
        return _of_data(machine, cls, given, at) if type(given) is DictValue else Unknown(f"a {cls.name}", at=at)

    return Native(name, make)


def of_object(machine: Machine, instance: Instance, name: str) -> Value:
    """Methods of models: their fields as data."""
    if name not in ("model_dump", "dict", "model_copy") or instance.typed or not _is_model(instance.cls):
        return MISSING

    def dump(machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        if name == "model_copy":
            made = Instance(instance.cls, at)
            update = kwargs.get("update")
            made.attrs.update({**instance.attrs, **(update.entries if type(update) is DictValue else {})})
            return made
        names = dict.fromkeys(field for cls in reversed(instance.cls.mro) for field in cls.fields)
        return DictValue(
            {field: _plain(machine, machine.attribute(instance, field, at), at) for field in names}, not kwargs
        )

    return Native(name, dump)


def _plain(machine: Machine, value: Value, at: At) -> Value:
    if type(value) is ListValue:
        return ListValue([_plain(machine, v, at) for v in value.items], value.exact, value.kind)
    if type(value) is Instance and _is_model(value.cls):
        method = of_object(machine, value, "dict")
        return machine.call(method, [], {}, at) if method is not MISSING else value
    return value


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the library."""
    last = name.rpartition(".")[2]
    if last in _FUNCTIONS:
        return Native(name, _FUNCTIONS[last])
    if last in ("field_validator", "model_validator", "root_validator", "field_serializer", "model_serializer"):
        return Native(name, lambda m, args, kwargs, at: Native("decorator", identity))
    return MISSING
