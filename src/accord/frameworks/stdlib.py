"""The standard library, as far as programs use it to find, load and combine what they register.

Reads: os, os.path, pathlib, glob, pkgutil, importlib, functools, itertools, json, tomllib, copy, typing, collections, inspect, dataclasses, enum,
contextlib. Files are looked at only inside the tree. Environment look-ups give their default where they make text and are undecided as conditions.
"""

from __future__ import annotations

import json
import os
import re
import sys
from functools import partial
from itertools import islice, product
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from accord.evaluate.builtins import argument, decorator, descriptor, followed, identity, names_of, nothing, unknown
from accord.evaluate.containers import iterate
from accord.evaluate.filesystem import (
    file_object,
    inside,
    join_paths,
    listing,
    matching,
    path_of,
    read_text,
    tree_below,
    unknown_discovery,
)
from accord.evaluate.machine import AbsentModule
from accord.evaluate.strings import as_text
from accord.evaluate.values import (
    MISSING,
    NAMED_TUPLE,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Hole,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    PathValue,
    Text,
    Union,
    Unknown,
    Value,
    concat,
    join_all,
    options_of,
    plain,
)
from accord.source import disk, yaml_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]

PACKAGES = frozenset(
    (
        *sys.stdlib_module_names,
        "typing_extensions",
        "tomllib",
        "tomli",
        "yaml",
        "dotenv",
        "decouple",
        "attr",
        "attrs",
    )
)

# -- environment ------------------------------------------------------------------------------------------------------------------


def getenv(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A variable of the environment: its default as soft text, else unknown."""
    machine.softened = True
    default = argument(args, kwargs, 1, "default")
    if type(default) is str:
        return Text((default,), soft=True)
    if type(default) is Text:
        return Text(default.parts, soft=True)
    return default if type(default) in (int, float, PathValue) else Unknown("the environment", soft=True, at=at)


# -- modules ----------------------------------------------------------------------------------------------------------------------


def import_module(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """importlib.import_module: what would be loaded is loaded; a name that is not known is told."""
    importer = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    out: list[Value] = []
    for option in options_of(argument(args, kwargs, 0, "name", Unknown("no name"))):
        name = plain(option)
        name = str(name) if type(name) is Text and name.complete else name
        if type(name) is not str or importer is None:
            out.append(Unknown(f"a module whose name is not known ({_why(name)})", at=at))
            continue
        package = argument(args, kwargs, 1, "package")
        if name.startswith("."):
            dots = len(name) - len(name.lstrip("."))
            base = str(package).split(".") if type(package) is str else importer.file.name.split(".")[:-1]
            name = ".".join([*base[: len(base) - dots + 1], name[dots:]])
        found = machine.language.resolve(machine, LazyImport(importer, name, None, at[1]))
        if found is None:
            if machine.tree.owns(name, importer.file.path or ""):
                if machine.in_try and machine.tolerant and not machine.unsure:
                    raise AbsentModule
                out.append(Unknown(f"module {name} is not in the tree", at=at))
            else:
                out.append(machine.libraries.lookup(machine, name))
            continue
        machine.run_module(found)
        out.append(found)
    return join_all(out)


def _why(name: Value) -> str:
    return (
        name.reason
        if type(name) is Unknown and name.reason
        else str(name)
        if type(name) is Text
        else type(name).__name__
    )


def iter_modules(machine: Machine, args: Args, kwargs: Kwargs, at: At, deep: bool = False) -> Value:
    """pkgutil.iter_modules and walk_packages over packages of the tree."""
    paths = argument(args, kwargs, 0, "path")
    found = iterate(machine, paths)
    prefix = as_text(machine, argument(args, kwargs, 1, "prefix", ""))
    if found is None or not all(inside(machine, path_of(p)) for p in found[0]):
        return unknown_discovery(machine, "listing of modules", at)
    out: list[Value] = []

    def walk(folder: str, front: Value) -> None:
        for name in listing(machine, folder) or ():
            full = f"{folder}/{name}"
            package = machine.tree.has(f"{full}/__init__.py")
            if package or (name.endswith(".py") and name != "__init__.py"):
                title = concat([front, name if package else name[:-3]])
                out.append(ListValue([Unknown("finder"), title, package], True, "module info"))
                if package and deep:
                    walk(full, concat([title, "."]))

    for path in found[0]:
        walk(str(path_of(path)), prefix)
    return ListValue(out)


def spec_from_file(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """importlib.util.spec_from_file_location: remembers the file."""
    path = path_of(argument(args, kwargs, 1, "location"))
    made = Instance(ClassValue("ModuleSpec", library="importlib.machinery.ModuleSpec"), at)
    made.native = path
    loader = Instance(ClassValue("Loader", library="importlib.abc.Loader"), at)
    loader.attrs["exec_module"] = Native("exec_module", nothing)
    made.attrs["loader"] = loader
    made.attrs["name"] = argument(args, kwargs, 0, "name")
    return made


def module_from_spec(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    spec = args[0] if args else None
    path = inside(machine, spec.native) if type(spec) is Instance and type(spec.native) is str else None
    if path is None or not machine.tree.has(path):
        return Unknown("module from an unknown file", at=at)
    module = machine.module(machine.tree.of(path))
    machine.run_module(module)
    return module


# -- files ------------------------------------------------------------------------------------------------------------------------


def listdir(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    names = listing(machine, path_of(args[0]) if args else None)
    return unknown_discovery(machine, "listing", at) if names is None else ListValue(list(names))


def scandir(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    folder = path_of(args[0]) if args else None
    names = listing(machine, folder)
    if names is None or folder is None:
        return unknown_discovery(machine, "listing", at)
    out: list[Value] = []
    for name in names:
        full = os.path.join(folder, name)
        entry = Instance(ClassValue("DirEntry", library="os.DirEntry"), at)
        entry.attrs.update({"name": name, "path": full})
        entry.attrs["is_dir"] = Native("is_dir", lambda m, a, k, w, full=full: disk.is_folder(full))
        entry.attrs["is_file"] = Native("is_file", lambda m, a, k, w, full=full: disk.is_file(full))
        out.append(entry)
    return ListValue(out)


def walk(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = tree_below(machine, path_of(args[0]) if args else None)
    if found is None:
        return unknown_discovery(machine, "walk", at)
    return ListValue(
        [
            ListValue([folder, ListValue(list(folders)), ListValue(list(files))], True, "tuple")
            for folder, folders, files in found
        ]
    )


def glob(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    pattern = path_of(args[0]) if args else None
    root = path_of(kwargs.get("root_dir"))
    if pattern is None:
        return unknown_discovery(machine, "glob", at)
    full = os.path.join(root, pattern) if root else pattern
    fixed = full.split("*", 1)[0].split("?", 1)[0].split("[", 1)[0].rpartition("/")[0]
    found = matching(machine, fixed, full[len(fixed) + 1 :])
    if found is None:
        return unknown_discovery(machine, "glob", at)
    return ListValue([os.path.relpath(p, root) if root else p for p in found])


def on_paths(run: Callable[..., Any]) -> Callable[..., Value]:
    """A function of os.path run for real on known paths."""

    def call(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        known = [path_of(a) for a in args]
        if not known or None in known:
            return Unknown("path with unknown parts", at=at, soft=any(type(a) is Unknown and a.soft for a in args))
        result = run(*known)
        return ListValue(list(result), True, "tuple") if type(result) is tuple else result

    return call


def asks(question: Callable[[str], bool]) -> Callable[..., Value]:
    def call(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        full = inside(machine, path_of(args[0]) if args else None)
        return question(full) if full is not None else Unknown("a file outside of the tree", soft=True)

    return call


def path_join(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = join_paths(machine, args)
    if type(made) is PathValue:
        return made.path
    pieces: list[Value] = []
    for number, part in enumerate(args):
        pieces += [*(["/"] if number else []), as_text(machine, part)]
    return concat(pieces)


def make_path(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return join_paths(machine, args)


def open_file(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    path = path_of(args[0]) if args else None
    made = file_object(path)
    made.attrs["read"] = Native("read", lambda m, a, k, w: _content(m, path))
    made.attrs["readlines"] = Native("readlines", lambda m, a, k, w: _lines(m, made, a, k, w))
    made.cls.native = {"__iter__": _lines, "__enter__": lambda m, file, a, k, w: file}
    return made


def _lines(machine: Machine, file: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    text = read_text(machine, file.native)
    if text is None:
        return Unknown("a file that cannot be read", at=at)
    return ListValue(list(text.splitlines(keepends=True)))


def _content(machine: Machine, path: str | None) -> Value:
    text = read_text(machine, path)
    return Unknown("a file that cannot be read") if text is None else text


def default_mapping(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """collections.defaultdict(factory, ...)."""
    made = machine.call(machine.language.builtins["dict"], args[1:], kwargs, at)
    if type(made) is not DictValue:
        return DictValue({}, False)
    made.factory = args[0] if args else None
    return made


def load_data(parse: Callable[[str], Any]) -> Callable[..., Value]:
    """json.load(s), tomllib.load(s), yaml.safe_load: data files of the tree become values."""

    def call(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        source = args[0] if args else None
        text: Value = source
        if type(source) is Instance:
            text = read_text(machine, source.native) if type(source.native) is str else None
        if type(text) is not str:
            return Unknown("data that is not in the tree", at=at)
        try:
            return lifted(parse(text))
        except (ValueError, RecursionError, TypeError):
            return Unknown("data that cannot be parsed", at=at)

    return call


def _toml(text: str) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def lifted(data: Any, depth: int = 0) -> Value:
    """Plain data as abstract values, bounded in depth and size."""
    if depth > 20:
        return Unknown("data nested too deeply")
    if isinstance(data, dict):
        return DictValue({k: lifted(v, depth + 1) for k, v in islice(data.items(), 2000)})
    if isinstance(data, list):
        return ListValue([lifted(v, depth + 1) for v in data[:2000]])
    return data if type(data) in (str, int, float, bool, type(None)) else Unknown("data")


# -- functions --------------------------------------------------------------------------------------------------------------------


def partial_(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    if not args:
        return Unknown("partial of nothing")
    function, first, named = args[0], args[1:], dict(kwargs)
    return Native("partial", lambda m, a, k, where: m.call(function, [*first, *a], {**named, **k}, where))


def partial_method(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """functools.partialmethod: bound to the object it is asked of, as modelled methods are."""
    if not args:
        return Unknown("partialmethod of nothing")
    function, first, named = args[0], args[1:], dict(kwargs)

    def run(machine: Machine, receiver: Instance, given: Args, more: Kwargs, at: At) -> Value:
        return machine.call(BoundMethod(function, receiver), [*first, *given], {**named, **more}, at)

    return run


def reduce(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[1]) if len(args) > 1 else None
    if found is None:
        return Unknown("reduction of something unknown")
    items = followed(found, at)[0]
    value = args[2] if len(args) > 2 else items.pop(0) if items else None
    for item in items:
        value = machine.call(args[0], [value, item], {}, at)
    return value


def chain(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = [iterate(machine, a) for a in args]
    return ListValue([v for f in found if f is not None for v in f[0]], all(f is not None and f[1] for f in found))


def chain_from(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = iterate(machine, args[0]) if args else None
    return chain(machine, list(found[0]), {}, at) if found is not None else Unknown("chain of something unknown")


def products(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    found = [iterate(machine, a) for a in args]
    known = [f for f in found if f is not None]
    if len(known) != len(found):
        return Unknown("product of something unknown")
    return ListValue(
        [ListValue(list(t), True, "tuple") for t in islice(product(*[f[0] for f in known]), 500)],
        all(f[1] for f in known),
    )


def star_map(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """itertools.starmap: each element laid out as arguments."""
    found = iterate(machine, args[1]) if len(args) > 1 else None
    if found is None:
        return Unknown("starmap over something unknown", at=at)
    out = []
    for each in followed(found, at)[0]:
        parts = iterate(machine, each)
        out.append(
            machine.call(args[0], list(parts[0]) if parts is not None else [], {}, at, parts is None or not parts[1])
        )
    return ListValue(out, found[1])


def group_by(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """itertools.groupby of elements whose keys are known: neighbours with one key."""
    found, key = iterate(machine, args[0]) if args else None, argument(args, kwargs, 1, "key")
    if found is None:
        return Unknown("groups of something unknown", at=at)
    out: list[Value] = []
    before: Value = MISSING
    for each in found[0]:
        own = each if key is None else machine.call(key, [each], {}, at)
        if before is MISSING or before != own:
            out.append(ListValue([own, ListValue([])], True, "tuple"))
        out[-1].items[1].items.append(each)
        before = own
    return ListValue(out, found[1])


def copied(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """copy.copy and deepcopy: collections are new, objects keep their identity unless they are routers' kin."""
    value = args[0] if args else None
    if type(value) is ListValue:
        return ListValue(list(value.items), value.exact, value.kind)
    if type(value) is DictValue:
        return DictValue(
            {
                k: copied(machine, [v], {}, at) if type(v) in (ListValue, DictValue) else v
                for k, v in value.entries.items()
            },
            value.exact,
        )
    return value


def replaced(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """dataclasses.replace and its kin: a new object, its fields as before but for those that are named."""
    if not args or type(args[0]) is not Instance or args[0].typed:
        return Unknown("a changed copy of something unknown", at=at)
    made = Instance(args[0].cls, at)
    made.attrs.update({**args[0].attrs, **kwargs})
    return made


def namedtuple(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = ClassValue(args[0] if args and type(args[0]) is str else "?", [NAMED_TUPLE])
    fields = argument(args, kwargs, 1, "field_names")
    if type(fields) is str:
        made.fields = fields.replace(",", " ").split()
    elif type(fields) is ListValue:
        made.fields = [f for f in fields.items if type(f) is str]
    defaults = machine.iterate(kwargs["defaults"]) if "defaults" in kwargs else None
    if defaults is not None and defaults[0]:
        made.namespace.update(zip(made.fields[-len(defaults[0]) :], defaults[0], strict=False))
    return made


def field(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.frameworks.pydantic import field as model_field

    return model_field(machine, args, kwargs, at)


def getmembers(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    names = names_of(machine, args[0]) if args else None
    if names is None:
        return Unknown("members of something unknown", at=at)
    out: list[Value] = []
    for name in names:
        if name.startswith("set ") or (type(args[0]) is ModuleValue and name.startswith("__")):
            continue
        value = machine.attribute(args[0], name, at)
        if len(args) > 1 and machine.truth(machine.call(args[1], [value], {}, at)) is False:
            continue
        out.append(ListValue([name, value], True, "tuple"))
    return ListValue(out)


def kind_test(*kinds: type) -> Callable[..., Value]:
    def call(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
        if not args or type(args[0]) in (Unknown, Library, Union):
            return Unknown("kind of something unknown")
        return type(args[0]) in kinds

    return call


def is_coroutine(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    value = args[0].function if args and type(args[0]) is BoundMethod else args[0] if args else None
    return value.code.is_async if type(value) is FunctionValue else Unknown("kind of function")


def namespace(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = Instance(ClassValue("SimpleNamespace"), at)
    made.attrs.update(kwargs)
    return made


def as_mapping(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """dataclasses.asdict: the fields of an object."""
    if not args or type(args[0]) is not Instance or args[0].typed:
        return Unknown("dataclass as mapping", at=at)
    names = dict.fromkeys(name for cls in reversed(args[0].cls.mro) for name in cls.fields)
    return DictValue({name: machine.attribute(args[0], name, at) for name in names})


# no group is repeated and few things are: a hostile expression cannot run away
_TAME = re.compile(r"(?!.*\)[*+?{])(?!(?:[^*+{]*[*+{]){3}).{0,80}", re.DOTALL)


def substitute(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """re.sub of known texts, where the expression is a tame one."""
    known = [str(a) if type(a) is Text and a.complete else plain(a) for a in args]
    if (
        len(known) == 3
        and not kwargs
        and all(type(a) is str for a in known)
        and _TAME.fullmatch(known[0])
        and len(known[2]) <= 200
    ):
        try:
            return re.sub(known[0], known[1], known[2])
        except (re.error, IndexError):
            pass
    return Text((Hole("", "re.sub"),))


def join_urls(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """urllib.parse.urljoin of known texts."""
    known = [str(a) if type(a) is Text and a.complete else plain(a) for a in args]
    if len(known) == 2 and all(type(a) is str for a in known):
        try:
            return urljoin(known[0], known[1])
        except ValueError:
            pass
    return Text((Hole("", "urljoin"),))


def loaded_module(machine: Machine, modules: Value, args: Args, kwargs: Kwargs, at: At) -> Value:
    """sys.modules[name], of a module of the tree."""
    name = plain(args[0]) if args else None
    importer = next((m for m in machine.modules.values() if m.rel == at[0]), None)
    if type(name) is not str or importer is None:
        return Unknown("sys.modules", at=at)
    if name == importer.file.name:
        return importer
    found = machine.language.resolve(machine, LazyImport(importer, name, None, at[1]))
    return found if found is not None else Unknown("sys.modules", at=at)


_LOADED = Instance(
    ClassValue("modules", library="sys.modules", native={"__getitem__": loaded_module, "get": loaded_module})
)


def search_below(machine: Machine, searched: Value, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`sys.path.insert(0, folder)`: imports may start from a folder of the tree."""
    for value in args:
        found = machine.iterate(value) if type(value) is ListValue else ([value], True)
        for each in found[0] if found is not None else ():
            path = each.path if type(each) is PathValue else plain(each)
            if type(path) is str and os.path.isabs(path):
                machine.tree.add_root(path)


_SEARCHED = Instance(
    ClassValue("path", library="sys.path", native=dict.fromkeys(("insert", "append", "extend"), search_below))
)

_BASES = ("abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol", "typing.TypedDict")


def enumeration(name: str, members: dict[str, Value]) -> ClassValue:
    """An enumeration of the standard library."""
    made = ClassValue(name, native={})
    made.enum = True
    for title, value in members.items():
        member = made.namespace[title] = Instance(made)
        member.attrs.update({"name": title, "value": value})
    return made


_CONSTANTS: dict[str, Value] = {
    **{name: ClassValue(name.rpartition(".")[2], native={}) for name in _BASES},
    "typing.NamedTuple": NAMED_TUPLE,
    "typing_extensions.NamedTuple": NAMED_TUPLE,
    "http.HTTPMethod": enumeration(
        "HTTPMethod", {m: m for m in ("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")}
    ),
    "os.sep": "/",
    "os.name": "posix",
    "sys.platform": "linux",
    "sys.version_info": ListValue([3, 13, 0], True, "tuple"),
    "typing.TYPE_CHECKING": Unknown("TYPE_CHECKING"),
    "sys.path": _SEARCHED,
    "sys.argv": ListValue([], False),
    "sys.modules": _LOADED,
}

_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "os.getenv": getenv, "os.environ.get": getenv, "os.environ.pop": getenv, "os.environ.setdefault": getenv, "decouple.config": getenv,
    "importlib.import_module": import_module, "pkgutil.iter_modules": iter_modules, "pkgutil.walk_packages": partial(iter_modules, deep=True),
    "importlib.util.spec_from_file_location": spec_from_file, "importlib.util.module_from_spec": module_from_spec,
    "os.listdir": listdir, "os.scandir": scandir, "os.walk": walk, "glob.glob": glob, "glob.iglob": glob,
    "pathlib.Path": make_path, "pathlib.PurePath": make_path, "pathlib.PosixPath": make_path, "anyio.Path": make_path, "io.open": open_file,
    "os.path.join": path_join, "posixpath.join": path_join, "os.path.dirname": on_paths(os.path.dirname),
    "os.path.basename": on_paths(os.path.basename), "os.path.abspath": on_paths(os.path.normpath), "os.path.realpath": on_paths(os.path.normpath),
    "os.path.normpath": on_paths(os.path.normpath), "os.path.splitext": on_paths(os.path.splitext), "os.path.split": on_paths(os.path.split),
    "os.path.relpath": on_paths(os.path.relpath), "os.path.isdir": asks(disk.is_folder), "os.path.isfile": asks(disk.is_file), "os.path.exists": asks(disk.exists),
    "os.fspath": identity, "os.getcwd": unknown("working directory"),
    "json.load": load_data(json.loads), "json.loads": load_data(json.loads), "tomllib.load": load_data(_toml), "tomllib.loads": load_data(_toml),
    "tomli.load": load_data(_toml), "tomli.loads": load_data(_toml), "yaml.safe_load": load_data(yaml_text.loads), "yaml.full_load": load_data(yaml_text.loads),
    "yaml.load": load_data(yaml_text.loads),
    "functools.partial": partial_, "functools.partialmethod": partial_method, "functools.wraps": lambda m, a, k, at: Native("wraps", identity), "functools.lru_cache": decorator,
    "functools.cache": decorator, "functools.cached_property": descriptor("property"), "functools.reduce": reduce, "functools.singledispatch": decorator,
    "functools.update_wrapper": identity,
    "itertools.chain": chain, "itertools.chain.from_iterable": chain_from, "itertools.product": products, "itertools.starmap": star_map, "itertools.groupby": group_by,
    "copy.copy": copied, "copy.deepcopy": copied, "collections.namedtuple": namedtuple, "collections.defaultdict": default_mapping,
    "collections.OrderedDict": lambda m, a, k, at: m.call(m.language.builtins["dict"], a, k, at),
    "collections.deque": lambda m, a, k, at: m.call(m.language.builtins["list"], a[:1], {}, at), "types.SimpleNamespace": namespace,
    "types.MappingProxyType": identity,
    "typing.cast": lambda m, a, k, at: a[1] if len(a) > 1 else Unknown("cast"), "typing_extensions.cast": lambda m, a, k, at: a[1] if len(a) > 1 else Unknown("cast"),
    "typing.overload": lambda m, a, k, at: None, "typing.runtime_checkable": decorator, "typing.final": decorator, "typing.get_type_hints": unknown("hints"),
    "attr.ib": field, "attr.field": field, "attrs.field": field, "attr.Factory": lambda m, a, k, at: field(m, [], {"factory": a[0]} if a else {}, at),
    "attr.s": decorator, "attr.attrs": decorator, "attr.define": decorator, "attrs.define": decorator, "attr.frozen": decorator,
    "attrs.frozen": decorator, "attr.mutable": decorator, "attrs.mutable": decorator, "attr.dataclass": decorator,
    "dataclasses.dataclass": decorator, "dataclasses.field": field, "dataclasses.asdict": as_mapping, "dataclasses.replace": replaced,
    "copy.replace": replaced, "attr.evolve": replaced, "attrs.evolve": replaced, "attr.asdict": as_mapping, "attrs.asdict": as_mapping,
    "re.sub": substitute, "urllib.parse.urljoin": join_urls,
    "abc.abstractmethod": identity, "enum.unique": decorator, "enum.auto": lambda m, a, k, at: Unknown("enumeration value", name="auto", at=at), "atexit.register": identity,
    "contextlib.contextmanager": identity, "contextlib.asynccontextmanager": identity, "contextlib.suppress": unknown("suppress"),
    "inspect.getmembers": getmembers, "inspect.isclass": kind_test(ClassValue), "inspect.isfunction": kind_test(FunctionValue),
    "inspect.ismethod": kind_test(BoundMethod), "inspect.isroutine": kind_test(FunctionValue, BoundMethod, Native), "inspect.ismodule": kind_test(ModuleValue),
    "inspect.iscoroutinefunction": is_coroutine, "asyncio.iscoroutinefunction": is_coroutine,
    "warnings.warn": nothing,
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of the standard library (or of the few libraries that stand in for it)."""
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    run = _FUNCTIONS.get(name)
    return Native(name, run) if run is not None else MISSING
