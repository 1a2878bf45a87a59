"""What development servers do with a path on its way to the provider, read from their configuration.

The proxies of Vite, webpack and Create React App (`"proxy"` in package.json, `src/setupProxy.js`) and the rewrites of Next.js, in the tree or in
the few folders above it that may hold its configuration. The files are run on fakes like any other source; a function that rewrites a path
is called with a path below its key and read by what it returns. What cannot be read is told, and calls that go that way are not judged.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from accord.evaluate.javascript import JavaScript
from accord.evaluate.js_modules import commonjs, exported
from accord.evaluate.js_values import REST, known, nothing
from accord.evaluate.machine import Machine
from accord.evaluate.values import (
    MISSING,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    ListValue,
    Native,
    Text,
    Union,
    Unknown,
    Value,
    options_of,
)
from accord.frameworks.dev_servers import ARGUMENTS, LEGACY, Configurations, merged
from accord.model import Rewrite, Unread, Where
from accord.paths import Param, PathTemplate
from accord.scan.proxy_words import front_of, next_template, place_of, prefixes, replaced, texts_of
from accord.source import disk
from accord.source import files as source_files
from accord.source.node_resolution import NodeTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ENDINGS = ("ts", "js", "mjs", "mts", "cjs", "cts")
_KINDS = {"vite": "server", "rsbuild": "server", "webpack": "devServer", "craco": "devServer", "vue": "devServer"}
_CONFIGS = {f"{name}.config.{ending}": name for name in (*_KINDS, "next") for ending in _ENDINGS}
_NAMES = (*_CONFIGS, "setupProxy.js", "setupProxy.ts", "package.json")  # in the order they are asked
_ABOVE = 3  # how many folders above the tree may hold its configuration
_MARK = "accord-path"  # the end of a path that rewriting functions are tried with
_REST = Param("rest", greedy=True)
_UNREADABLE = "what the development server does with paths could not be read"


class Found(NamedTuple):
    """What was read; files are named relative to the folder asked for."""

    rewrites: tuple[Rewrite, ...]
    unread: tuple[Unread, ...]


def read(root: str, base: str, files: Iterable[str], *, tests: bool = False) -> Found:
    """The rewrites that calls of the tree at `root` go through; `files` are its paths, named relative to `base` in the answer."""
    rewrites: list[Rewrite] = []
    unread: list[Unread] = []
    for file in _files(root, files, tests=tests):
        home = _home(file)
        inside = home == root or home.startswith(root + os.sep)
        for found in _Reader(file, _relative(file, base), _relative(home, base) if inside else "").read():
            rewrites.append(found)
            if found.target is None:
                unread.append(Unread(found.where, _UNREADABLE))
    return Found(tuple(rewrites), tuple(unread))


def _files(root: str, files: Iterable[str], *, tests: bool) -> Iterator[str]:
    """Configuration files of the tree, and of the nearest folder above it that has a package.json."""
    found = [path for path in files if os.path.basename(path) in _NAMES]
    for path in sorted(found, key=lambda path: (os.path.basename(path) == "package.json", path)):
        if tests or not source_files.is_test(_relative(path, root)):
            yield path
    folder = root
    for _ in range(_ABOVE):
        if disk.is_file(os.path.join(folder, "package.json")) or disk.is_folder(os.path.join(folder, ".git")):
            return
        folder = os.path.dirname(folder)
        for name in (*_NAMES, os.path.join("src", "setupProxy.js")):
            if disk.is_file(path := os.path.join(folder, name)) and not path.startswith(root + os.sep):
                yield path


def _home(file: str) -> str:
    """The folder of the package a configuration file is for."""
    folder, name = os.path.split(file)
    return os.path.dirname(folder) if name.startswith("setupProxy") else folder


def _relative(path: str, base: str) -> str:
    relative = os.path.relpath(path, base).replace(os.sep, "/")
    return "" if relative == "." else relative


class _Reader:
    """One configuration file."""

    def __init__(self, file: str, name: str, folder: str) -> None:
        self.file, self.name, self.folder = file, name, folder
        self.text = disk.read(file).decode("utf-8", "replace")
        home = _home(file)
        manifest = os.path.join(home, "package.json")
        manifests = [manifest] if disk.is_file(manifest) else []
        self.machine = Machine(NodeTree(home, [], manifests), JavaScript(), Configurations())

    def read(self) -> list[Rewrite]:
        """What the file says of paths, in the order in which it is tried."""
        name = os.path.basename(self.file)
        if name == "package.json":
            return self._of_package()
        if name.startswith("setupProxy"):
            return self._of_middleware() if "proxy" in self.text else []
        kind = _CONFIGS[name]
        if kind == "next":
            return self._of_next() if "rewrites" in self.text else []
        if not re.search(r"\bproxy\b", self.text):
            return []
        proxy = self._member(self._member(self._configuration(), _KINDS[kind]), "proxy")
        return [rewrite for option in options_of(proxy) for rewrite in self._of_proxy(option)]

    # -- running the file ----------------------------------------------------------------------------------------------

    def _exported(self) -> Value:
        machine = self.machine
        module = machine.module(machine.tree.of(self.file))
        machine.run_module(module)
        machine.drain()
        value = exported(machine, module, "default")
        return commonjs(module) if value is MISSING or type(value) is Unknown or nothing(value) else value

    def _configuration(self) -> Value:
        """The configuration; where a function makes it, what that returns for any mode and command."""
        value = self._exported()
        for _ in range(3):
            if type(value) is not FunctionValue:
                break
            mode = DictValue({}, exact=False)
            value = self.machine.entry(value, [mode, mode], {}, (self.name, 1))
        if type(value) is ListValue:  # webpack takes several
            value = merged([item for item in value.items if type(item) is DictValue])
        return value

    def _member(self, value: Value, name: str) -> Value:
        options = [
            self.machine.attribute(option, name, (self.name, 1))
            for option in options_of(value)
            if type(option) in (DictValue, Instance, Unknown)
        ]
        return options[0] if len(options) == 1 else Union(options) if options else None

    # -- proxies -------------------------------------------------------------------------------------------------------

    def _of_proxy(self, proxy: Value) -> Iterable[Rewrite]:
        """`{"/api": target or options}`, or webpack's list of `{context, target}`."""
        if nothing(proxy):
            return
        if type(proxy) is ListValue:
            for entry in proxy.items:
                for key in texts_of(self._member(entry, "context")):
                    yield from self._entry(key, entry)
            if not proxy.exact:
                yield self._lost("/", "proxy")
        elif type(proxy) is DictValue:
            for key, entry in proxy.entries.items():
                for option in options_of(entry) if key != REST else ():
                    yield from self._entry(key, option)
            if not proxy.exact:
                yield self._lost("/", "proxy")
        else:
            yield self._lost("/", "proxy")

    def _entry(self, key: str, entry: Value, *, mounted: bool = False) -> Iterable[Rewrite]:
        """One proxy: a target, or options with a target and a rewriting."""
        if nothing(entry) or entry is False:
            return
        keys = prefixes(key)
        target = entry if type(entry) in (str, Text) else self._member(entry, "target")
        for prefix in keys or [front_of(key)]:
            change = self._change(entry, "" if mounted else prefix) if keys else None
            yield self._made(key, prefix, change, None if self._ignores(entry) else target)

    def _ignores(self, entry: Value) -> bool:
        return self._member(entry, "ignorePath") is True if type(entry) in (DictValue, Instance) else False

    def _change(self, entry: Value, front: str) -> str | None:
        """What becomes of `front` before the target's own path is added; None where it could not be read."""
        if type(entry) not in (DictValue, Instance):
            return front if type(entry) in (str, Text) else None
        for name in ("rewrite", "pathRewrite"):
            how = self._member(entry, name)
            if not nothing(how):
                return self._tried(how, front)
        return front

    def _tried(self, how: Value, front: str) -> str | None:
        given = f"{front.rstrip('/')}/{_MARK}"
        if type(how) is DictValue:
            result = replaced(how, given) if how.exact else None
        elif type(how) is FunctionValue:
            result = known(self.machine.entry(how, [given, Unknown("a request")], {}, (self.name, 1)))
        else:
            return None
        return result.removesuffix(_MARK) if result is not None and result.endswith(_MARK) else None

    def _made(self, key: str, prefix: str, change: str | None, target: Value) -> Rewrite:
        where = self._line(key)
        source = PathTemplate.of([prefix.rstrip("/") + "/", _REST])
        place = place_of(target)
        if change is None or place is None:
            return Rewrite(where, source, None, self.folder)
        path = f"{place.path.rstrip('/')}/{change.lstrip('/')}".rstrip("/") + "/"
        return Rewrite(where, source, PathTemplate.of([path, _REST]), self.folder, place.external)

    def _lost(self, prefix: str, word: str) -> Rewrite:
        return Rewrite(self._line(word), PathTemplate.of([prefix, _REST]), None, self.folder)

    def _line(self, word: str) -> Where:
        """Where a word first stands in the file, between quotes if it does."""
        plain = re.split(r"[(\\]", word)[0] or word  # a pattern is written with more backslashes than it has
        for pattern in (rf"[\"'`]{re.escape(word)}[\"'`]", rf"[\"'`]{re.escape(plain)}", rf"\b{re.escape(word)}"):
            if found := re.search(pattern, self.text):
                return Where(self.name, self.text.count("\n", 0, found.start()) + 1)
        return Where(self.name, 1)

    # -- Create React App ----------------------------------------------------------------------------------------------

    def _of_package(self) -> list[Rewrite]:
        if '"proxy"' not in self.text:
            return []
        try:
            data = json.loads(self.text)
        except (ValueError, RecursionError):
            return []
        proxy = data.get("proxy") if isinstance(data, dict) else None
        if isinstance(proxy, str):
            return [self._made("proxy", "/", "/", proxy)]
        if isinstance(proxy, dict):
            from accord.evaluate.js_modules import of_json

            return list(self._of_proxy(of_json(proxy)))
        return []

    def _of_middleware(self) -> list[Rewrite]:
        """`module.exports = (app) => app.use("/api", createProxyMiddleware({...}))`."""
        used: list[list[Value]] = []
        app = Instance(ClassValue("app"))
        app.attrs["use"] = Native("use", lambda _machine, args, _kwargs, _at: used.append(args))
        self.machine.entry(self._exported(), [app], {}, (self.name, 1))
        declared = self.machine.tree.version_of("http-proxy-middleware")
        number = re.search(r"\d+", declared)
        strips = number is not None and int(number.group()) >= 3
        found: list[Rewrite] = []
        for args in used:
            for proxy in args:
                if type(proxy) is DictValue and ARGUMENTS in proxy.entries:
                    paths = texts_of(args[0]) if args[0] is not proxy else []
                    found += self._middleware(proxy, paths, strips=strips and proxy.entries[LEGACY] is not True)
        return found if found or not used else [self._lost("/", "use")]

    def _middleware(self, proxy: DictValue, paths: list[str], *, strips: bool) -> Iterable[Rewrite]:
        arguments = proxy.entries[ARGUMENTS].items
        options = next((a for a in reversed(arguments) if type(a) is DictValue), None)
        own = texts_of(arguments[0]) if arguments and arguments[0] is not options else []
        own = own or texts_of(self._member(options, "pathFilter"))
        if options is None:
            yield self._lost((paths or own or ["/"])[0], "createProxyMiddleware")
            return
        if paths and own:
            own = [path for path in own if any(path.startswith(mount) for mount in paths)] or paths
        for path in own or paths or ["/"]:
            yield from self._entry(path, options, mounted=strips and bool(paths))

    # -- Next.js -------------------------------------------------------------------------------------------------------

    def _of_next(self) -> list[Rewrite]:
        rewrites = self._member(self._configuration(), "rewrites")
        if nothing(rewrites):
            return []
        made = [
            self.machine.entry(one, [], {}, (self.name, 1))
            for one in options_of(rewrites)
            if type(one) is FunctionValue
        ]
        lists: list[Value] = []
        for value in (option for one in made for option in options_of(one)):
            if type(value) is DictValue:
                lists += [self._member(value, name) for name in ("beforeFiles", "afterFiles", "fallback")]
            else:
                lists.append(value)
        found: list[Rewrite] = []
        for value in (option for one in lists for option in options_of(one)):
            if type(value) is ListValue:
                found += [r for entry in value.items for option in options_of(entry) for r in self._next_entry(option)]
                if not value.exact and ("..." in self.text or not value.items):  # not one of two known lists
                    found.append(self._lost("/", "rewrites"))
            elif not nothing(value):
                found.append(self._lost("/", "rewrites"))
        return found if made else [self._lost("/", "rewrites")]

    def _next_entry(self, entry: Value) -> Iterable[Rewrite]:
        if nothing(entry):
            return
        written = known(self._member(entry, "source"))
        source = next_template(written) if written is not None else None
        if written is None or source is None:
            yield self._lost(front_of(written or "/"), written or "rewrites")
            return
        place = place_of(self._member(entry, "destination"))
        target = next_template(place.path) if place is not None else None
        names = set(source.parameters)
        if target is None or not names.issuperset(target.parameters):
            yield Rewrite(self._line(written), source, None, self.folder)
        else:
            yield Rewrite(self._line(written), source, target, self.folder, place is not None and place.external)


__all__ = ["Found", "read"]
