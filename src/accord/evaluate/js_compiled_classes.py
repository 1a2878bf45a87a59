"""What compilers make of classes for old engines: Babel's and SWC's helpers around constructor functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, known, prototype_class
from accord.evaluate.values import At, ClassValue, DictValue, FunctionValue, Instance, ListValue, Value

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]


def create_class(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`_createClass(Class, [{key, value}], statics)`: members on the prototype and on the class."""
    from accord.evaluate.js_descriptors import define

    made = args[0] if args else UNDEFINED
    if type(made) is not FunctionValue:
        return made
    cls = prototype_class(made)
    machine.prototypes[id(cls.namespace)] = cls
    for target, listed in zip((DictValue(cls.namespace), made), args[1:3], strict=False):
        for member in listed.items if type(listed) is ListValue else ():
            name = known(member.entries.get("key", UNDEFINED)) if type(member) is DictValue else None
            if name is not None:
                define(machine, target, name, member, at)
    return made


def call_super(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`_callSuper(this, Class, args)`: the constructor of what a class extends, on the same object."""
    this, derived, given = (*args, UNDEFINED, UNDEFINED, UNDEFINED)[:3]
    _construct_base(machine, derived, this, list(given.items) if type(given) is ListValue else [], at)
    return this


def create_super(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`_createSuper(Class)`: a function that is called with `.call(this, ...)` or `.apply(this, arguments)`."""
    made = Instance(SUPER, at)
    made.native = args[0] if args else UNDEFINED
    return made


def _construct_base(machine: Machine, derived: Value, this: Value, given: Args, at: At) -> None:
    from accord.evaluate.js_calls import initialise

    bases = prototype_class(derived).bases if type(derived) is FunctionValue else []
    if bases and type(this) is Instance:
        initialise(machine, bases[0], this, given, at)


def _called(machine: Machine, held: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    if args:
        _construct_base(machine, held.native, args[0], args[1:], at)
    return args[0] if args else UNDEFINED


def _applied(machine: Machine, held: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    given = args[1] if len(args) > 1 else UNDEFINED
    return _called(machine, held, [*args[:1], *(given.items if type(given) is ListValue else [])], kwargs, at)


SUPER = ClassValue("super of a compiled class", native={"call": _called, "apply": _applied})
HELPERS = {
    "_createClass": create_class,
    "_create_class": create_class,
    "_callSuper": call_super,
    "_call_super": call_super,
    "_createSuper": create_super,
    "_create_super": create_super,
}

__all__ = ["HELPERS"]
