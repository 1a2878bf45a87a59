"""Containers of dependency injection (tsyringe, typedi, inversify and their kin): what is taken out by class is an object of that class.

`container.resolve(UserRoutes)` makes one object and hands out the same one ever after. Its constructor is given objects of the classes its
parameters are typed with, or of what `@inject(...)` names. Other tokens are what was put in under them; who asks for all of them
(`@injectAll`, `@multiInject`, `getAll`, `getMany`) is given each thing that was, in order.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate.expressions import lookup
from accord.evaluate.js_calls import construct
from accord.evaluate.js_values import known
from accord.evaluate.values import (
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    ListValue,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

_PACKAGES = frozenset(("npm:tsyringe", "npm:typedi", "npm:inversify"))
_TAKEN = frozenset(("get", "resolve"))
_ALL_TAKEN = frozenset(("resolveAll", "getAll", "getMany"))
_BOUND = ("bind", "rebind")
_INJECTS = frozenset(("inject", "Inject", "injectAll", "multiInject", "InjectMany"))
_MODULES = ("ContainerModule", "AsyncContainerModule")
_GIVEN = ("useClass", "useValue", "value", "type")
_FACTORIES, _FACTORY = ("useFactory", "factory"), "factory of a container"
_CACHING = frozenset(("instanceCachingFactory", "instancePerContainerCachingFactory"))
_PUT = frozenset(("set", "register", "registerInstance", "registerSingleton"))
_MADE, _UNDER, _EACH, _INJECTED, _EVERY = (
    "*made",
    "*token",
    "*each",
    "*injected",
    "*every",
)  # no metadata of a program is called so
_MODIFIERS = r"\s*(?:(?:public|private|protected|readonly|override)\s+)*"
_NAMED = (
    r"@([Ii]nject(?:All|Many)?|multiInject)(?:<[^()]*>)?\(\s*(?:\(\s*\)\s*=>\s*)?(?:['\"]([^'\"]+)['\"]|([\w$.]+))\s*\)"
)


def container(machine: Machine, package: str, name: str, args: list[Value], at: At) -> Value | None:
    """What a call of a member of a package hands out, None where it is no container's or nobody can know. A class says enough whoever is
    asked for it; other tokens are only followed through the packages that are known for them.
    """
    named = package in _PACKAGES
    if named and name in _INJECTS and len(args) == 1:
        return Native("inject", partial(_noted, args[0], _INJECTED if name in ("inject", "Inject") else _EVERY))
    if named and name in _CACHING and len(args) == 1:
        return args[0]
    if package == "npm:inversify" and name in _MODULES and args and type(args[0]) is FunctionValue:
        _module(machine, args[0], at)
    if named and name in _BOUND and args:
        return _binding(machine, args[0], at)
    if named and name in _PUT and args:
        _put(machine, args)
    if name not in _TAKEN | _ALL_TAKEN or len(args) != 1:
        return None
    token = machine.force(args[0]) if type(args[0]) is LazyImport else args[0]
    if name in _ALL_TAKEN:
        return _every(machine, token, at) if named else None
    found = taken(machine, token, at) if named or type(token) is ClassValue else None
    if found is None and named and type(token) is Unknown and not token.reason.startswith("argument "):
        return Unknown("what a container holds under something unknown was not read", at=at)
    return found


def taken(machine: Machine, token: Value, at: At) -> Value | None:
    """What a container holds under a token, None where nobody knows."""
    found = machine.metadata.get((0, _UNDER, _key(token)))
    if found is not None:
        return _handed(machine, found[0], token, at)
    return _object(machine, token, at) if type(token) is ClassValue and token.code is not None else None


def _handed(machine: Machine, put: Value, token: Value, at: At) -> Value | None:
    if type(put) is Native and put.name == _FACTORY:
        return machine.call(put, [], {}, at)
    if type(put) is not ClassValue:
        return put
    return taken(machine, put, at) if put is not token else _object(machine, token, at)


def _every(machine: Machine, token: Value, at: At) -> Value | None:
    """A list of all that was put in under a token, None where nothing was."""
    found = machine.metadata.get((0, _EACH, _key(token)))
    if found is None or type(found[0]) is not ListValue:
        return None
    each = (_handed(machine, put, token, at) or Unknown("something a container holds", at=at) for put in found[0].items)
    return ListValue(list(each))


def _hold(machine: Machine, token: Value, value: Value) -> None:
    """Put something in under a token: who asks for one is given the last, who asks for all also those before it."""
    place = (0, _EACH, _key(token))
    before = machine.metadata.get(place)
    each = before[0].items if before is not None and type(before[0]) is ListValue else []
    if not any(held is value for held in each):
        machine.metadata[place] = (ListValue([*each, value]), token, None)
    machine.metadata[(0, _UNDER, _key(token))] = (value, token, None)


def _key(token: Value) -> object:
    text = known(token)
    return text if text is not None else id(token)


def _put(machine: Machine, args: list[Value]) -> None:
    token, value = args[0], args[1] if len(args) > 1 else None
    if value is None and type(token) is DictValue and "id" in token.entries:  # `Container.set({ id, factory })`
        token, value = token.entries["id"], token
    if type(value) is DictValue:
        given = next((value.entries[k] for k in _GIVEN if k in value.entries), None)
        made = next((value.entries[k] for k in _FACTORIES if k in value.entries), None)
        if made is not None:
            given = _factory(made)
        elif "useToken" in value.entries:
            given = Native(_FACTORY, partial(_other, value.entries["useToken"]))
        value = given if given is not None else value
    if value is not None and (type(token) is ClassValue or known(token) is not None):
        _hold(machine, token, value)


def _factory(makes: Value) -> Native:
    """What a function makes of the container, as often as somebody asks for it."""

    def run(machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        return machine.call(makes, [Instance(CONTAINER, at)], {}, at)

    return Native(_FACTORY, run)


def _asked(machine: Machine, target: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    found = taken(machine, machine.force(args[0]) if type(args[0]) is LazyImport else args[0], at) if args else None
    return found if found is not None else Unknown("something a container holds", at=at)


def _asked_all(machine: Machine, target: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    found = _every(machine, machine.force(args[0]) if type(args[0]) is LazyImport else args[0], at) if args else None
    return found if found is not None else Unknown("something a container holds", at=at)


def _other(token: Value, machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """What is held under another token."""
    return _asked(machine, Instance(CONTAINER, at), [token], {}, at)


CONTAINER = ClassValue("container", native=dict.fromkeys(_TAKEN, _asked) | dict.fromkeys(_ALL_TAKEN, _asked_all))


def _noted(token: Value, how: str, machine: Machine, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """`__param(0, inject(token))`, as compilers write the decorator of a parameter."""
    number = args[-1] if args else None
    if type(number) is int and type(args[0]) is ClassValue:
        machine.metadata[(id(args[0]), how, number)] = (token, args[0], None)
    return DictValue({}, exact=False)


def _module(machine: Machine, registry: FunctionValue, at: At) -> None:
    """`new ContainerModule(bind => ...)`: what it binds is bound, whichever container loads it; version 7 hands over an object of functions."""
    binds = Instance(BINDS, at)
    parameters = registry.code.params.get()
    options = DictValue(dict.fromkeys(_BOUND, binds), exact=False)
    opened = bool(parameters) and not registry.code.params.get()[0].name.startswith("bind")
    rest = [binds for _ in parameters[1:]]
    machine.call(registry, [options if opened and len(parameters) == 1 else binds, *rest], {}, at)


def _binds(machine: Machine, target: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    return _binding(machine, args[0], at) if args else DictValue({}, exact=False)


BINDS = ClassValue("bind", native={"__call__": _binds, "bind": _binds, "rebind": _binds})


def _binding(machine: Machine, token: Value, at: At) -> Value:
    """`container.bind(token)`: what follows says what is held under it."""

    def held(value: Value) -> Native:
        def run(m: Machine, args: list[Value], kwargs: dict[str, Value], where: At) -> Value:
            put = args[0] if args else value
            _hold(m, token, put)
            return DictValue({}, exact=False)

        return Native("bound", run)

    def made(m: Machine, args: list[Value], kwargs: dict[str, Value], where: At) -> Value:
        value = m.call(args[0], [Unknown("the context of a binding", at=where)], {}, where) if args else token
        _hold(m, token, value)
        return DictValue({}, exact=False)

    return DictValue(
        {
            "to": held(token),
            "toSelf": held(token),
            "toConstantValue": held(token),
            "toService": held(token),
            "toConstructor": Native("bound", lambda m, args, kwargs, where: DictValue({}, exact=False)),
            "toDynamicValue": Native("bound", made),
        },
        exact=False,
    )


def _object(machine: Machine, cls: ClassValue, at: At) -> Value:
    """The one object of a class, made when it is first asked for."""
    place = (id(cls), _MADE, "")
    found = machine.metadata.get(place)
    if found is None:
        machine.metadata[place] = (Unknown(f"{cls.name} needs itself", at=at), cls, None)
        constructor, _ = cls.find("constructor")
        args = _arguments(machine, constructor, at) if type(constructor) is FunctionValue else []
        found = machine.metadata[place] = (construct(machine, cls, args, at), cls, None)
    return found[0]


def _arguments(machine: Machine, constructor: FunctionValue, at: At) -> list[Value]:
    """What a container gives a constructor, by the types and decorators of its parameters."""
    text = constructor.code.text()[:4000].decode("utf-8", "replace")
    given: list[Value] = []
    types = machine.metadata.get((id(constructor.owner), "design:paramtypes", ""))
    typed_with = types[0].items if types is not None and type(types[0]) is ListValue else []
    for number, parameter in enumerate(constructor.code.params.get()):
        name = re.escape(parameter.name)
        value: Value | None = None
        every = machine.metadata.get((id(constructor.owner), _EVERY, number))
        if every is not None:
            value = _every(machine, machine.force(every[0]) if type(every[0]) is LazyImport else every[0], at)
        noted = machine.metadata.get((id(constructor.owner), _INJECTED, number))
        for compiled in ((noted[0],) if noted is not None else ()) + tuple(typed_with[number : number + 1]):
            if value is None:
                value = taken(machine, machine.force(compiled) if type(compiled) is LazyImport else compiled, at)
        token = re.search(rf"{_NAMED}{_MODIFIERS}{name}\b", text)
        typed = re.search(rf"(?<![\w$.]){name}\s*[?!]?\s*:\s*([A-Z][\w$]*)", text)
        take = taken if token is None or token.group(1) in ("inject", "Inject") else _every
        if token is not None and token.group(2):
            value = take(machine, token.group(2), at)
        for match in (token and token.group(3), typed and typed.group(1)):
            if value is None and match:
                first, *rest = match.split(".")
                named = lookup(machine, first, constructor.scope)
                for each in rest:
                    named = machine.attribute(named, each, at)
                value = take(machine, named, at)
        given.append(value if value is not None else Unknown(f"{parameter.name} is injected", at=at))
    return given


__all__ = ["container"]
