"""Packages that hold settings: convict, config, nconf, envalid, env-var, and schemas (zod, joi, yup, @t3-oss/env) laid over the environment.

A setting is the default the program gives it, soft, since whoever starts the program may give it another value. One without default is unknown.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate import filesystem
from accord.evaluate.js_builtins import parsed_json
from accord.evaluate.js_modules import home
from accord.evaluate.js_values import UNDEFINED, known, nothing
from accord.evaluate.values import (
    MISSING,
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    Native,
    Text,
    Unknown,
    Value,
    hides,
)
from accord.frameworks import node_yaml
from accord.source import disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]
_SCHEMAS = ("zod", "zod/v4", "joi", "@hapi/joi", "yup")
_ENVIRONMENTS = ("@t3-oss/env-core", "@t3-oss/env-nextjs")
PACKAGES = frozenset(
    f"npm:{name}" for name in (*_SCHEMAS, *_ENVIRONMENTS, "convict", "config", "nconf", "envalid", "env-var")
)
_FILES = (
    "default",
    "development",
    "local",
    "production",
)  # of node-config, what says most about every deployment first
_YAML = (".yaml", ".yml")
_NCONF = (0, "*settings", "nconf")  # no metadata of a program is called so


def _soft(value: Value) -> Value:
    """A default as the value of a setting."""
    if type(value) is LazyImport or type(value) is not str:
        return value
    return Text((value,), soft=True)


def _unset(name: str, at: At) -> Unknown:
    return Unknown(f"the setting {name}", soft=True, at=at, name=name)


def _walk(machine: Machine, value: Value, name: Value, separator: str, at: At) -> Value:
    """A setting by its dotted name."""
    text = known(name)
    if text is None:
        lost = type(name) is Unknown and hides(name)
        return Unknown(name.reason, at=name.at) if lost else Unknown("a setting", soft=True, at=at)
    for key in text.split(separator):
        if type(value) is not DictValue or key not in value.entries:
            return _unset(text, at)
        value = value.entries[key]
        if type(value) is LazyImport:
            value = machine.force(value)
    return value


# -- convict ----------------------------------------------------------------------------------------------------------------------


def _defaults(machine: Machine, schema: Value) -> Value:
    """The values of a schema: a leaf says its `default`."""
    schema = machine.force(schema) if type(schema) is LazyImport else schema
    if type(schema) is not DictValue:
        return _soft(schema)
    if "default" in schema.entries and type(schema.entries["default"]) is not DictValue:
        return _soft(schema.entries["default"])
    return DictValue({k: _defaults(machine, v) for k, v in schema.entries.items()}, schema.exact)


def _convict(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(SETTINGS, at)
    made.native = _defaults(machine, args[0]) if args else DictValue({}, exact=False)
    return made


def _setting(machine: Machine, settings: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _walk(machine, settings.native, args[0] if args else UNDEFINED, ".", at)


def _same(machine: Machine, settings: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return settings


SETTINGS = ClassValue(
    "settings",
    native={
        "get": _setting,
        "default": _setting,
        "getProperties": lambda machine, settings, args, kwargs, at: settings.native,
        **dict.fromkeys(("load", "loadFile", "validate", "set"), _same),
    },
)


# -- config -----------------------------------------------------------------------------------------------------------------------


def _files_of_config(machine: Machine) -> DictValue:
    """What the files in a folder `config` say, the defaults before those for one deployment."""
    made = DictValue({}, exact=False)
    importer = next(iter(machine.modules.values()), None)
    for name in _FILES:
        for path in _candidates(machine, name):
            if path.endswith(_YAML):
                _merge(made, node_yaml.of_file(machine, path))
                continue
            lazy = LazyImport(importer, path, None, 0) if importer is not None else None
            value = machine.force(lazy) if lazy is not None else UNDEFINED
            inner = machine.attribute(value, "default", ("", 0), MISSING)
            _merge(made, value if type(inner) in (type(MISSING), type(UNDEFINED), Unknown) else inner)
    return made


def _candidates(machine: Machine, name: str) -> list[str]:
    folders = {machine.tree.root, *(os.path.dirname(m) for m in machine.tree.manifests)}
    names = [
        os.path.join(f, "config", name + end)
        for f in sorted(folders, key=len)
        for end in (".json", ".js", ".cjs", ".ts", *_YAML)
    ]
    return [n for n in names if disk.is_file(n) and (n.endswith((".json", *_YAML)) or n in machine.tree.files)]


def _merge(into: DictValue, value: Value) -> None:
    if type(value) is not DictValue:
        return
    for key, entry in value.entries.items():
        held = into.entries.get(key)
        if type(held) is DictValue and type(entry) is DictValue:
            _merge(held, entry)
        elif key not in into.entries:
            copied = DictValue({}, exact=False)
            _merge(copied, entry)
            into.entries[key] = copied if type(entry) is DictValue else _soft(entry)


def _config(machine: Machine, member: str) -> Value:
    place = (0, "*settings", "config")
    if place not in machine.metadata:
        machine.metadata[place] = (_files_of_config(machine), None, None)
    root = machine.metadata[place][0]
    if member == "get":
        return Native("get", lambda m, args, kwargs, at: _walk(m, root, args[0] if args else UNDEFINED, ".", at))
    if member.partition(".")[0] in ("has", "util", "()"):
        return MISSING
    value = _walk(machine, root, member, ".", ("", 0))
    return value if type(value) is not Unknown else MISSING


# -- nconf ------------------------------------------------------------------------------------------------------------------------


def _nconf(name: str, machine: Machine, target: Value, args: Args, kwargs: Kwargs, at: At) -> Value:
    of_all = machine.metadata.setdefault(_NCONF, (DictValue({}, exact=False), None, None))[0]
    held = target.native if type(target) is Instance else of_all
    if name == "get":
        return _walk(machine, held, args[0] if args else UNDEFINED, ":", at)
    if name in ("defaults", "overrides") and args:
        _merge(held, args[0])
    elif name in ("file", "use", "add"):
        _merge(held, _store(machine, args, at))
    elif name == "set" and len(args) > 1 and known(args[0]) is not None:
        held.entries[known(args[0])] = _soft(args[1])
    made = Instance(NCONF, at)
    made.native = held
    return made


def _store(machine: Machine, args: Args, at: At) -> Value:
    """What a store of nconf holds: `{ file }`, `'name', path`, `path`, `'name', { type: 'literal', store }`; the first to name a key says it."""
    given = args[-1] if args else UNDEFINED
    options = given.entries if type(given) is DictValue else {"file": given}
    if "store" in options:
        return machine.force(options["store"]) if type(options["store"]) is LazyImport else options["store"]
    path = known(options.get("file", UNDEFINED))
    text = filesystem.read_text(machine, os.path.join(home(machine, at[0]), path)) if path is not None else None
    return parsed_json(machine, [text], {}, at) if text is not None else UNDEFINED


def _provider(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`new nconf.Provider()`: settings of its own."""
    made = Instance(NCONF, at)
    made.native = DictValue({}, exact=False)
    return made


def _put_there(machine: Machine, settings: Instance, name: str, at: At) -> Value:
    """What is asked of settings and is none of theirs: a package put it there and says a setting by it."""
    return _unset(name, at)


_OF_NCONF = ("get", "set", "defaults", "overrides", "env", "argv", "file", "use", "add", "load", "required")
NCONF = ClassValue("nconf", native={**{name: partial(_nconf, name) for name in _OF_NCONF}, "*": _put_there})


# -- schemas ----------------------------------------------------------------------------------------------------------------------


def _schema(default: Value, shape: Value, at: At, style: str) -> Instance:
    made = Instance(SCHEMA, at)
    made.native = {"default": default, "shape": shape, "style": style, "then": []}
    return made


def _changed(machine: Machine, schema: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return schema


def _defaulted(machine: Machine, schema: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0] if args else UNDEFINED
    if type(value) is FunctionValue:
        value = machine.call(value, [], {}, at)
    made = _schema(value, schema.native["shape"], at, schema.native["style"])
    made.native["then"] = schema.native["then"]
    return made


def _shaped(machine: Machine, schema: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`.extend({...})`, `.keys({...})`, `.merge(other)`: more of an object."""
    more = args[0] if args else UNDEFINED
    if type(more) is Instance and more.cls is SCHEMA:
        more = more.native["shape"]
    held = schema.native["shape"]
    entries = {
        **(held.entries if type(held) is DictValue else {}),
        **(more.entries if type(more) is DictValue else {}),
    }
    return _schema(schema.native["default"], DictValue(entries, exact=False), at, schema.native["style"])


def _transformed(machine: Machine, schema: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = _schema(schema.native["default"], schema.native["shape"], at, schema.native["style"])
    made.native["then"] = [*schema.native["then"], *args[:1]]
    return made


def _environment(value: Value) -> bool:
    return type(value) is Library and value.name == "js:process#env"


def _validated(machine: Machine, schema: Value, value: Value, at: At) -> Value:
    """What comes out of a schema for a value: the value, or the default where nothing is known of it."""
    schema = machine.force(schema) if type(schema) is LazyImport else schema
    if type(schema) is not Instance or schema.cls is not SCHEMA:
        return value
    shape, default = schema.native["shape"], schema.native["default"]
    if type(shape) is DictValue and (_environment(value) or type(value) is DictValue):
        entries = dict(value.entries) if type(value) is DictValue else {}
        for key, below in shape.entries.items():
            held = entries.get(key, MISSING)
            held = machine.force(held) if type(held) is LazyImport else held
            if held is MISSING:
                held = _unset(key, at) if _environment(value) or not value.exact else UNDEFINED
            entries[key] = _validated(machine, below, held, at)
        made: Value = DictValue(entries, exact=False)
    elif default is not MISSING and (nothing(value) or (type(value) is Unknown and value.soft)):
        made = _soft(default)
    else:
        made = value
    for change in schema.native["then"]:
        if type(change) is FunctionValue and type(made) is not Unknown:
            made = machine.call(change, [made], {}, at)
    return made


def _parsed(form: str, machine: Machine, schema: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = _validated(machine, schema, args[0] if args else UNDEFINED, at)
    flaw = Unknown("a flaw of the input", at=at)
    if form == "safe":
        return DictValue({"success": Unknown("whether the input is valid", at=at), "data": made, "error": flaw}, False)
    if form == "validate" and schema.native["style"] == "joi":
        return DictValue({"value": made, "error": flaw}, exact=False)
    return made


_CHANGES = (
    "optional", "nullable", "nullish", "notRequired", "defined", "min", "max", "length", "regex", "pattern", "matches", "email", "url", "uri", "uuid",
    "int", "integer", "positive", "negative", "nonnegative", "nonempty", "trim", "refine", "superRefine", "required", "valid", "allow", "oneOf",
    "equal", "description", "describe", "label", "ip", "hostname", "port", "empty", "lowercase", "uppercase", "toLowerCase", "strict", "strip",
    "passthrough", "unknown", "noUnknown", "catchall", "options", "prefs", "preferences", "messages", "error", "meta", "note", "brand", "readonly",
    "startsWith", "endsWith", "when", "or", "and", "xor", "partial", "rename", "truthy", "falsy", "typeError", "alphanum", "token", "insensitive",
    "items", "of", "pipe", "array",
)  # fmt: skip
SCHEMA = ClassValue(
    "schema",
    native={
        **dict.fromkeys(_CHANGES, _changed),
        **dict.fromkeys(("default", "catch", "prefault"), _defaulted),
        **dict.fromkeys(("extend", "keys", "shape", "append", "merge", "concat", "safeExtend"), _shaped),
        "transform": _transformed,
        **dict.fromkeys(("parse", "parseAsync", "validateSync", "cast"), partial(_parsed, "plain")),
        **dict.fromkeys(("safeParse", "safeParseAsync"), partial(_parsed, "safe")),
        **dict.fromkeys(("validate", "validateAsync"), partial(_parsed, "validate")),
    },
)


def _maker(style: str, of_object: bool) -> Callable[..., Value]:
    def run(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        return _schema(MISSING, args[0] if of_object and args else UNDEFINED, at, style)

    return run


def _attempted(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`Joi.attempt(value, schema)`."""
    return _validated(machine, args[1], args[0], at) if len(args) > 1 else UNDEFINED


def _schemas(package: str, member: str) -> Value:
    style = "joi" if package.endswith("joi") else "zod"
    parts = [p for p in member.split(".") if p not in ("z", "default", "coerce", "Joi", "joi")]
    if len(parts) != 1 or not parts[0][:1].islower():
        return MISSING
    name = parts[0]
    if name == "attempt":
        return Native(name, _attempted)
    return Native(name, _maker(style, name in ("object", "strictObject", "looseObject")))


def _created(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`createEnv({ server: {...}, client: {...}, runtimeEnv })`."""
    options = args[0].entries if args and type(args[0]) is DictValue else {}
    shape: dict[str, Value] = {}
    for part in ("shared", "client", "server"):
        held = options.get(part)
        shape.update(held.entries if type(held) is DictValue else {})
    return _validated(machine, _schema(MISSING, DictValue(shape), at, "zod"), Library("js:process#env"), at)


# -- envalid, env-var -------------------------------------------------------------------------------------------------------------


def _specified(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`str({ default, devDefault })`."""
    options = args[0].entries if args and type(args[0]) is DictValue else {}
    default = options.get("default", options.get("devDefault", MISSING))
    return _schema(MISSING if default is UNDEFINED else default, UNDEFINED, at, "envalid")


def _cleaned(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`cleanEnv(process.env, specifications)`."""
    shape = args[1] if len(args) > 1 else UNDEFINED
    return _validated(machine, _schema(MISSING, shape, at, "envalid"), args[0] if args else UNDEFINED, at)


def _envalid(member: str) -> Value:
    if member in ("cleanEnv", "customCleanEnv"):
        return Native(member, _cleaned)
    if member == "makeValidator":
        return Native(member, lambda machine, args, kwargs, at: Native("validator", _specified))
    return Native(member, _specified) if member[:1].islower() else MISSING


def _variable(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`env.get(name)`: what follows says the default and the type."""
    name = (known(args[0]) if args else None) or "value"
    made = Instance(VARIABLE, at)
    made.native = _unset(name, at)
    return made


def _with_default(machine: Machine, variable: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(VARIABLE, at)
    made.native = _soft(args[0]) if args else variable.native
    return made


VARIABLE = ClassValue(
    "variable",
    native={
        "default": _with_default,
        **dict.fromkeys(("required", "example", "convertFromBase64"), _same),
        **dict.fromkeys(
            (
                "asString",
                "asUrlString",
                "asEnum",
                "asInt",
                "asIntPositive",
                "asPortNumber",
                "asFloat",
                "asBool",
                "asBoolStrict",
            ),
            lambda machine, variable, args, kwargs, at: variable.native,
        ),
    },
)


def _env_var(member: str) -> Value:
    if member == "get":
        return Native(member, _variable)
    if member == "from":
        return Native(member, lambda machine, args, kwargs, at: DictValue({"get": Native("get", _variable)}, False))
    return MISSING


def lookup(machine: Machine, name: str) -> Value:
    """What a package of settings offers."""
    package, _, member = name.partition("#")
    short = package.removeprefix("npm:")
    member = member.removeprefix("default.")
    if short == "convict":
        return Native("convict", _convict) if member in ("()", "convict") else MISSING
    if short == "config":
        return _config(machine, member) if member else MISSING
    if short == "nconf":
        if member == "Provider":
            return Native(member, _provider)
        run = partial(_nconf, member)
        return (
            Native(member, lambda m, args, kwargs, at: run(m, UNDEFINED, args, kwargs, at))
            if member in _OF_NCONF
            else MISSING
        )
    if short == "envalid":
        return _envalid(member) if member not in ("", "()") else MISSING
    if short == "env-var":
        return _env_var(member)
    if short in _ENVIRONMENTS:
        return Native(member, _created) if member == "createEnv" else MISSING
    return _schemas(short, member) if member not in ("", "()") else MISSING


__all__ = ["PACKAGES", "lookup"]
