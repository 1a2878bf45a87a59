"""Helpers that TypeScript, Babel and esbuild put into what they compile: known by name, never run.

They are called with their arguments as written, imports still unforced, so that a compiled file loads no more than its source would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.js_values import UNDEFINED, AccessorValue, nothing
from accord.evaluate.values import (
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    LazyImport,
    ListValue,
    ModuleValue,
    Native,
    Unknown,
    Value,
    join_all,
    options_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

Args = list[Value]
Kwargs = dict[str, Value]


def _first(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return args[0] if args else UNDEFINED


def _export_star(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__exportStar(require("./x"), exports)`."""
    module, source = kwargs.get("module"), args[0] if args else UNDEFINED
    if type(module) is ModuleValue and type(source) is LazyImport:
        found = machine.language.resolve(machine, source)
        if found is not None and found not in module.stars:
            module.stars.append(found)
    return UNDEFINED


def _export_getters(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Esbuild's `__export(target, { name: () => value })`."""
    if len(args) > 1 and type(args[0]) is DictValue and type(args[1]) is DictValue:
        for name, getter in args[1].entries.items():
            args[0].entries[name] = AccessorValue(getter)
    return UNDEFINED


def _awaiter(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__awaiter(this, args, P, function* () {...})`: the body of an async function; what it yields is awaited and no result."""
    body = args[3] if len(args) > 3 else UNDEFINED
    if type(body) is not FunctionValue:
        return Unknown("result of an async function", at=at)
    return machine.call(body, [], {"this": args[0]}, at)


def _generator(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__generator(this, function (_a) { switch (_a.label) {...} })`: the body of an async function cut into steps; all of them are taken."""
    body = args[1] if len(args) > 1 else UNDEFINED
    if type(body) is not FunctionValue:
        return Unknown("result of a generator", at=at)
    made = machine.call(body, [Unknown("the steps of a generator", at=at)], {"this": args[0]}, at)
    ends = [o.items[1] for o in options_of(made) if type(o) is ListValue and len(o.items) > 1 and o.items[0] == _RETURN]
    return join_all(ends) if ends else Unknown("result of an async function", at=at)


def _assign(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    from accord.evaluate.js_builtins import NATIVES

    given = [machine.force(a) if type(a) is LazyImport else a for a in args]
    return NATIVES["js:Object#assign"](machine, given, kwargs, at)


def _rest(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    source, without = (*args, UNDEFINED, UNDEFINED)[:2]
    if type(source) is not DictValue:
        return source
    gone = without.items if type(without) is ListValue else []
    return DictValue({k: v for k, v in source.entries.items() if k not in gone}, source.exact)


def _spread_array(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    made = ListValue([])
    for source in args[:2]:
        found = machine.iterate(source)
        made.items += found[0] if found is not None else []
        made.exact = made.exact and found is not None and found[1]
    return made


def _extends(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__extends(Child, Base)` of constructor functions."""
    from accord.evaluate.js_calls import class_of_base
    from accord.evaluate.js_values import prototype_class

    if len(args) > 1 and type(args[0]) is FunctionValue and not nothing(args[1]):
        cls = prototype_class(args[0])
        cls.bases, cls._mro = [class_of_base(args[1])], None
    return UNDEFINED


def _decorate(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__decorate([...], target, key, descriptor)`: the decorators, last first."""
    listed, target = (*args, UNDEFINED, UNDEFINED)[:2]
    key = args[2] if len(args) > 2 else MISSING_KEY
    result = target
    for decorator in reversed(listed.items if type(listed) is ListValue else []):
        if key is MISSING_KEY:
            made = machine.call(decorator, [result], {}, at)
            result = made if type(made) is ClassValue else result
        else:
            value = target.entries.get(key, UNDEFINED) if type(target) is DictValue and type(key) is str else UNDEFINED
            machine.call(decorator, [target, key, DictValue({"value": value}, False)], {}, at)
    return result


MISSING_KEY = object()
_RETURN = 2  # what a step begins with that ends the function


def _parameter(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__param(index, decorator)`."""
    if len(args) < 2:
        return UNDEFINED
    return Native("parameter decorator", lambda m, given, k, where: m.call(args[1], [*given[:2], args[0]], {}, where))


def _nothing(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return UNDEFINED


def _field(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__publicField(this, name, value)`."""
    from accord.evaluate.js_statements import set_member

    if len(args) > 2 and type(args[1]) is str:
        set_member(machine, args[0], args[1], args[2], at)
    return args[2] if len(args) > 2 else UNDEFINED


HELPERS: dict[str, Callable[[Machine, Args, Kwargs, At], Value]] = {
    "__importDefault": _first, "__importStar": _first, "_interopRequireDefault": _first, "_interopRequireWildcard": _first, "__toESM": _first,
    "__toCommonJS": _first, "__exportStar": _export_star, "__reExport": _nothing, "__createBinding": _nothing, "__setModuleDefault": _nothing,
    "__export": _export_getters, "__awaiter": _awaiter,
    "__generator": _generator, "_asyncToGenerator": _first, "__assign": _assign, "__spreadValues": _assign,
    "__spreadProps": _assign, "_objectSpread": _assign, "_extends": _assign, "__rest": _rest, "__objRest": _rest, "__spreadArray": _spread_array,
    "__spreadArrays": _spread_array, "_toConsumableArray": _first, "__extends": _extends, "_inherits": _extends, "_inheritsLoose": _extends,
    "__decorate": _decorate, "__param": _parameter, "__metadata": _nothing, "__publicField": _field, "_defineProperty": _field,
    "_classCallCheck": _nothing,
    "__name": _first, "__read": _first, "__values": _first,
}  # fmt: skip
