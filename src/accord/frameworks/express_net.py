"""The honesty net of Express: registrations on receivers nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.evaluate.js_values import known
from accord.evaluate.values import (
    At,
    Instance,
    Library,
    Unknown,
    Value,
    hides,
)
from accord.frameworks import express, express_extensions
from accord.frameworks.express_handed import handed, held_routers
from accord.frameworks.express_looks import (
    answers,
    goes_by_router,
    is_handler,
    is_plain,
    looks_like_path,
    makes_routers,
    named_as_router,
    works,
)
from accord.frameworks.express_packages import HARMLESS, OTHERS, describe, library_of
from accord.frameworks.express_state import nested, new_entry, room_of, state_of
from accord.frameworks.express_words import VERBS, spells

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine
    from accord.source.ir import FunctionCode

_EXPRESS = (express.APP, express.ROUTER, express.ROUTE)


def on_behalf(machine: Machine, code: FunctionCode) -> bool:
    """Whether a function registered routes, and spells no path and makes no router: it registers what others give it."""
    text = code.text() if code in room_of(machine).registrars else b""
    return bool(text) and not spells(text)


def came_of(machine: Machine, code: FunctionCode) -> bool:
    """Whether entering a function registered or lost something, or called what may be a router with what may be a path."""
    room = room_of(machine)
    return (
        code in room.maybe
        or any(
            state.root is code or any(e.root is code for e in state.entries)
            for r in room.routers
            if (state := state_of(r))
        )
        or any(loss.root is code for loss in machine.losses.values())
    )


# -- receivers nobody knows -------------------------------------------------------------------------------------------------------


def unknown_call(machine: Machine, called: Unknown, args: list[Value], at: At) -> Value | None:
    """A call of something unknown that may register: the result, None where it registers nothing."""
    receiver = called.owner
    if (
        called.name
        and called.name != "()"
        and (type(receiver) is Unknown or (type(receiver) is Instance and (receiver.cls.open or _of_express(receiver))))
    ):
        made = _on_receiver(machine, receiver, called.name, args, at)
        if made is not None:
            return made
    holders = [h for a in args for h in held_routers(a)]
    if holders:
        handed(machine, called, holders, at)
    return None


def _of_express(value: Instance) -> bool:
    """Whether something is an application, router or route, or of a class that extends one."""
    return any(cls in _EXPRESS for cls in value.cls.mro)


def _on_receiver(machine: Machine, receiver: Value, name: str, args: list[Value], at: At) -> Value | None:
    if type(receiver) is Instance and _of_express(receiver):
        return express_extensions.called(machine, receiver, name, args, at)
    router = express_extensions.behind(machine, receiver)
    if router is not None:
        return _on_wrapped(machine, router, name, args, at)
    if name not in VERBS and name not in ("use", "route"):
        return None
    pathy = bool(args) and looks_like_path(args[0])
    library = library_of(receiver)
    if library is None and type(receiver) is Instance:
        library = next((Library(c.library) for c in receiver.cls.mro if c.library and c.library != "?"), None)
    if library is not None:
        if type(receiver) is Unknown and pathy and name in VERBS and makes_routers(machine, receiver, library, args):
            return _on_wrapped(machine, express_extensions.brought(machine, receiver, at), name, args, at)
        _foreign(machine, library, name, args, pathy, at)
        if name == "use" and library.name.startswith("js:") and any(held_routers(a) for a in args):
            path = known(args[0]) if pathy else None
            machine.lose(at, f"a router is mounted on an object of {library.name[3:]}", "route", (path or "/",))
        return None
    if type(receiver) is not Unknown:
        return None
    if machine.entered is not None and len(args) > (name not in ("use", "route")) and not is_plain(args[0]):
        room_of(machine).maybe.add(machine.entered)
    if name == "use":
        mounts = any(state_of(v) is not None for a in args for v in nested(a))
        if mounts and hides(receiver):
            machine.lose(at, f"a router is mounted on something unknown: {describe(receiver)}", "route", ("/",))
        if mounts or (pathy and len(args) > 1):
            return express.use(machine, phantom(machine, receiver, at), args, {}, at)
        if args and type(args[-1]) is Unknown and library_of(args[-1]) is None:
            machine.lose(at, "use() of something unknown on something unknown", "maybe")
        return None
    if name == "route":
        if len(args) == 1 and (pathy or (type(args[0]) is Unknown and goes_by_router(receiver))):
            return machine.method(phantom(machine, receiver, at), "route", args, {}, at)
        return None
    if pathy and len(args) > 1 and is_handler(args[-1]):
        method = {"all": "ALL", "del": "DELETE"}.get(name, name.upper())
        return express.register(machine, phantom(machine, receiver, at), method, args, {}, at)
    if len(args) > 1 and type(args[0]) is Unknown and (answers(args[-1]) or named_as_router(receiver, args[-1])):
        machine.lose(at, f"{name}() of an unknown path on something unknown", "route", (at[0],))
    return None


def _on_wrapped(machine: Machine, router: Instance, name: str, args: list[Value], at: At) -> Value | None:
    """A call on what a package made of a router: a registration on the router, where it looks like one."""
    mounts = any(state_of(v) is not None for a in args for v in nested(a))
    added = room_of(machine).added.get(router.native.kind)
    if added is not None and name in added:
        return machine.call(added[name], args, {"this": router}, at)
    pathy = bool(args) and looks_like_path(args[0])
    answered = name in VERBS and len(args) > 1 and answers(args[-1])
    if not (mounts or answered or (pathy and (name == "route" or is_handler(args[-1])))):
        return None
    if name in VERBS or name in ("use", "route"):
        return machine.method(router, name, args, {}, at)
    return express_extensions.called(machine, router, name, args, at)


def _foreign(machine: Machine, library: Library, name: str, args: list[Value], pathy: bool, at: At) -> None:
    """A registration on an object of another package: of a web framework that is not read, or of something that may be a router."""
    if not (pathy and len(args) > 1 and any(works(v) for a in args[1:] for v in nested(a))):
        return
    other = OTHERS.match(library.name)
    if library.name.startswith("js:"):  # what the language makes of something (`new Proxy(...)`) may well be a router
        machine.lose(at, f"{name}() on an object of {library.name[3:]}, which is not known", "route", (at[0],))
    elif other is not None:
        room_of(machine).unsupported.setdefault(other.group(1), set()).add(at[0])
    elif (
        re.search(r"rout|express|server|rest", library.name, re.IGNORECASE)
        or library.name.partition("#")[0] in room_of(machine).handed
    ) and not HARMLESS.search(library.name):
        text = known(args[0])
        machine.lose(
            at,
            f"{name}() on an object of {library.name}, which is not known",
            "route",
            (text,) if text and len(text) > 1 else (),
        )


def on_library(machine: Machine, library: Library, args: list[Value], at: At) -> None:
    """`registry.router.get(path, handler)` on what a package has."""
    owner, _, name = library.name.rpartition(".")
    if "#" in owner and name in VERBS and args and looks_like_path(args[0]):
        _foreign(machine, Library(owner), name, args, True, at)


def phantom(machine: Machine, receiver: Unknown, at: At) -> Instance:
    """The stand-in for an application nobody supplied; the same for every look at the same argument."""
    root, path = receiver, ()
    while type(root.owner) is Unknown and root.owner is not root:
        root, path = root.owner, (root.name, *path)  # type: ignore[assignment]  # a path of any length
    room = room_of(machine)
    key = (id(root), path)
    found = room.phantoms.get(key)
    if found is None:
        if " exports no " in root.reason and hides(root):
            machine.lose(at, f"routes are registered on something that is not known: {describe(root)}", "route", ("/",))
        elif not root.reason.startswith("argument ") and library_of(root) is None:
            machine.lose(at, f"routes are registered on something that is not known: {describe(root)}", "maybe")
        made = express.make(machine, "app", at)
        made.native.phantom = True
        found = room.phantoms[key] = (root, made)
    return found[1]


def served_by(machine: Machine, app: Value, at: At) -> Value:
    """The application a package is to register on; one that was lost has a stand-in."""
    return phantom(machine, app, at) if type(app) is Unknown else app


def computed_member(machine: Machine, receiver: Value, args: list[Value], at: At) -> Value | None:
    """`router[method](path, handler)` with an unknown method."""
    if type(receiver) is Unknown and len(args) > 1 and named_as_router(receiver, args[-1]):
        machine.lose(at, "a call of an unknown method on an application or router nobody supplied", "route", (at[0],))
        return None
    if state_of(receiver) is None or len(args) < 2:
        return None
    if type(args[0]) is Unknown and type(receiver) is Instance and is_handler(args[-1]):
        entry = new_entry(machine, receiver, "lost", at, "")
        entry.reason = f"a method and a path that are not known: {describe(args[0])}"
        return receiver
    if not express.is_path(args[0]):
        return None
    return express.register(machine, receiver, "?", args, {}, at)


__all__ = ["came_of", "computed_member", "on_behalf", "on_library", "phantom", "served_by", "unknown_call"]
