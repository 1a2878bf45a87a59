"""The packages that configurations of Vite, Next.js, webpack and Create React App are written with, as far as their proxies need them.

`defineConfig(x)` and the wrappers around a configuration (`withMDX(x)`, `withAnalyzer({...})(x)`) hand their argument on. A proxy made by
http-proxy-middleware is an object that remembers what it was made with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import ClassValue, DictValue, FunctionValue, Instance, Library, ListValue, Unknown, Value
from accord.frameworks.npm import Packages

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.evaluate.values import At

ARGUMENTS, LEGACY = "*arguments*", "*legacy*"  # the entries under which a proxy remembers how it was made
_MAKERS = ("", "()", "default", "createProxyMiddleware", "legacyCreateProxyMiddleware", "proxy")


class Configurations(Packages):
    """Library models for configuration files, which are run for what they configure."""

    def call(self, machine: Machine, library: Library, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        package, _, member = library.name.partition("#")
        if package == "npm:http-proxy-middleware" and member in _MAKERS:
            legacy = member == "legacyCreateProxyMiddleware"
            return DictValue({ARGUMENTS: ListValue(list(args)), LEGACY: legacy}, False)
        last = member.rpartition(".")[2]
        if last in ("loadEnv", "loadEnvConfig"):
            return Unknown("environment", soft=True, at=at)
        if last in ("mergeConfig", "merge"):
            return merged(args)
        held = _configuration(args)
        if held is None:
            return super().call(machine, library, args, kwargs, at)
        if type(held) is not DictValue:
            return held
        made = Instance(_WRAPPED, at)
        made.attrs = held.entries
        return made

    def unknown_call(
        self, machine: Machine, called: Unknown, args: list[Value], kwargs: dict[str, Value], at: At
    ) -> Value:
        """`compose(a, b)(config)` calls what something unknown returned."""
        held = _configuration(args)
        return held if held is not None else super().unknown_call(machine, called, args, kwargs, at)


def merged(args: list[Value]) -> Value:
    """One object of several, later entries winning, objects within them merged the same way."""
    entries: dict[object, Value] = {}
    exact = True
    for arg in args:
        if type(arg) is not DictValue:
            exact = False
            continue
        exact = exact and arg.exact
        for key, value in arg.entries.items():
            old = entries.get(key)
            both = type(old) is DictValue and type(value) is DictValue
            entries[key] = merged([old, value]) if both else value
    return DictValue(entries, exact)


def _configuration(args: list[Value]) -> Value | None:
    """The argument that is a configuration: the last that is an object or makes one."""
    return next((arg for arg in reversed(args) if type(arg) in (DictValue, FunctionValue, Instance)), None)


def _wrapped_again(machine: Machine, made: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """What `wrapper(options)(config)` is: the object was options, and this is the configuration."""
    return _configuration(args) or made


_WRAPPED = ClassValue("configuration", native={"__call__": _wrapped_again})
