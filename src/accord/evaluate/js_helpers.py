"""Helpers that TypeScript, Babel and esbuild put into what they compile: known by name, never run.

They are called with their arguments as written, imports still unforced, so that a compiled file loads no more than its source would.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accord.evaluate import js_compiled_classes
from accord.evaluate.js_metadata import undecorated
from accord.evaluate.js_values import UNDEFINED, AccessorValue, nothing, unknown_rest
from accord.evaluate.machine import GONE
from accord.evaluate.values import (
    At,
    ClassValue,
    DictValue,
    FunctionValue,
    LazyImport,
    ListValue,
    ModuleValue,
    Native,
    Union,
    Unknown,
    Value,
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
        if found is None and machine.tree.owns(source.module):
            machine.lose(at, f"{source.module}{GONE}", "maybe")
            module.gone.append(Unknown(f"{source.module}{GONE}", at=at))
        elif found is not None and found not in module.stars:
            module.stars.append(found)
    return UNDEFINED


def _export_getters(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Esbuild's `__export(target, { name: () => value })`; in older TypeScript's output `__export(require("./x"))` passes all of a module on."""
    if len(args) == 1:
        return _export_star(machine, args, kwargs, at)
    if len(args) > 1 and type(args[0]) is DictValue and type(args[1]) is DictValue:
        for name, getter in args[1].entries.items():
            args[0].entries[name] = AccessorValue(getter)
    return UNDEFINED


_CASES = 1000  # of an async function that are followed
_RETURNS, _JUMPS = 2, 3


def _awaiter(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__awaiter(this, args, P, function* () {...})`: the body of an async function; what it yields is awaited and no result."""
    body = args[3] if len(args) > 3 else UNDEFINED
    if type(body) is not FunctionValue:
        return Unknown("result of an async function", at=at)
    return machine.call(body, [], {"this": args[0]}, at)


def _generator(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__generator(this, function (_a) { switch (_a.label) {...} })`: an async function as older targets have it, its cases run in order.

    A case answers `[4, value]` to await, `[3, label]` to jump, `[2, value]` to return. A loop turns as often as its condition is decided; behind
    an answer that is undecided every further case may run, and jumps back are not taken.
    """
    this, body = (*args, UNDEFINED, UNDEFINED)[:2]
    if type(body) is not FunctionValue:
        return Unknown("result of an async function", at=at)
    sent: list[Value] = [UNDEFINED]
    state = DictValue({"label": 0, "trys": ListValue([]), "ops": ListValue([])})
    state.entries["sent"] = Native("sent", lambda m, a, k, where: sent[0])
    answer: Value = UNDEFINED
    undecided = False
    for _ in range(_CASES):
        machine.step()
        result = machine.call(body, [state], {"this": this}, at)
        if undecided and type(result) is Unknown:
            result = ListValue([UNDEFINED], exact=False)  # the case throws, where it is run at all
        if type(result) is not ListValue or not result.items:
            break
        label, (kind, value) = _reached(state.entries["label"]), (*result.items, UNDEFINED)[:2]
        if label is None:
            break
        state.entries["label"] = label + 1
        if not result.exact or type(kind) is not int:
            undecided, sent[0] = True, Unknown("result of an async function", at=at)
        elif kind == _RETURNS:
            answer = value
            if not undecided:
                break
        elif kind == _JUMPS and type(value) is int and not undecided:
            state.entries["label"] = value
        else:
            sent[0] = value
    return answer


def _reached(label: Value) -> int | None:
    """The last case that was run: those after an undecided answer run on."""
    numbers = [n for n in (label.options if type(label) is Union else [label]) if type(n) is int]
    return max(numbers, default=None)


def _iterator(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__values(list)`: `next()` answers with one element after the other."""
    source = args[0] if args else UNDEFINED
    found = machine.iterate(machine.force(source) if type(source) is LazyImport else source)
    elements, exact = (list(found[0]), found[1]) if found is not None else ([], False)
    if not exact and not elements:
        elements.append(unknown_rest(source, at))

    def following(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        from accord.evaluate.js_values import Certain

        m.step()
        if not elements:
            return DictValue({"value": UNDEFINED, "done": Certain.TRUE})
        return DictValue({"value": elements.pop(0), "done": Certain.FALSE})

    return DictValue({"next": Native("next", following), "return": UNDEFINED})


def _for_of(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Babel's `_createForOfIteratorHelper(list)`."""
    step = _iterator(machine, args, kwargs, at).entries["next"]
    quiet = Native("iterator", _nothing)
    return DictValue({"s": quiet, "n": step, "e": quiet, "f": quiet})


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
    cls = machine.prototypes.get(id(target.entries)) if type(target) is DictValue else target
    for decorator in reversed(listed.items if type(listed) is ListValue else []):
        if type(cls) is ClassValue:
            undecorated(machine, cls, decorator, at, member=key is not MISSING_KEY)
        if key is MISSING_KEY:
            made = machine.call(decorator, [result], {}, at)
            result = made if type(made) is ClassValue else result
        else:
            value = target.entries.get(key, UNDEFINED) if type(target) is DictValue and type(key) is str else UNDEFINED
            machine.call(decorator, [target, key, DictValue({"value": value}, False)], {}, at)
    return result


MISSING_KEY = object()


def _parameter(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__param(index, decorator)`."""
    if len(args) < 2:
        return UNDEFINED
    return Native("parameter decorator", lambda m, given, k, where: m.call(args[1], [*given[:2], args[0]], {}, where))


def _decorate_class(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Esbuild's `__decorateClass(decorators, target, key, kind)`, of the class itself without a key."""
    return _decorate(machine, args[:3] if len(args) > 2 and not nothing(args[2]) else args[:2], kwargs, at)


def _lazily(commonjs: bool, machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """Esbuild's `__esm({ "file"() {...} })` and `__commonJS`: a module of a bundle, run when it is first asked for."""
    body = args[0] if args else UNDEFINED
    if type(body) is DictValue:
        body = next(iter(body.entries.values()), UNDEFINED)
    module = DictValue({"exports": DictValue()})
    ran: list[bool] = []

    def init(m: Machine, given: Args, k: Kwargs, where: At) -> Value:
        if not ran:
            ran.append(True)
            m.call(body, [module.entries["exports"], module] if commonjs else [], {}, where)
        return module.entries["exports"] if commonjs else UNDEFINED

    return Native("init", init)


def _metadata(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__metadata("design:paramtypes", [A, B])`: a decorator that notes what the parameters of a constructor or method are."""
    from accord.evaluate.js_metadata import NATIVES

    noted = args[:2]
    return Native(
        "metadata", lambda m, given, k, where: NATIVES["js:Reflect#defineMetadata"](m, [*noted, *given[:2]], k, where)
    )


def _nothing(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return UNDEFINED


def _field(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`__publicField(this, name, value)`."""
    from accord.evaluate.js_binding import set_member

    if len(args) > 2 and type(args[1]) is str:
        set_member(machine, args[0], args[1], args[2], at)
    return args[2] if len(args) > 2 else UNDEFINED


HELPERS: dict[str, Callable[[Machine, Args, Kwargs, At], Value]] = {
    "__importDefault": _first, "__importStar": _first, "_interopRequireDefault": _first, "_interopRequireWildcard": _first, "__toESM": _first,
    "__toCommonJS": _first, "__exportStar": _export_star, "__reExport": _nothing, "__createBinding": _nothing, "__setModuleDefault": _nothing,
    "__generator": _generator,
    "__export": _export_getters, "__awaiter": _awaiter, "_asyncToGenerator": _first, "__assign": _assign, "__spreadValues": _assign,
    "__spreadProps": _assign, "_objectSpread": _assign, "_extends": _assign, "__rest": _rest, "__objRest": _rest, "__spreadArray": _spread_array,
    "__spreadArrays": _spread_array, "_toConsumableArray": _first, "__extends": _extends, "_inherits": _extends, "_inheritsLoose": _extends,
    "__decorate": _decorate, "__param": _parameter, "__metadata": _metadata, "__publicField": _field, "_defineProperty": _field,
    "_classCallCheck": _nothing, "__decorateClass": _decorate_class, "__decorateParam": _parameter,
    "__esm": partial(_lazily, False), "__esmMin": partial(_lazily, False), "__commonJS": partial(_lazily, True),
    "__commonJSMin": partial(_lazily, True),
    "_interop_require_default": _first, "_interop_require_wildcard": _first, "_async_to_generator": _first, "_to_consumable_array": _first,
    "_object_spread": _assign, "_object_spread_props": _assign, "_define_property": _field, "_class_call_check": _nothing,
    "_inherits_loose": _extends,
    "_ts_decorate": _decorate, "_ts_metadata": _metadata, "_ts_param": _parameter, "_export_star": _export_star,
    "__name": _first, "__read": _first, "__values": _iterator, "__asyncValues": _iterator,
    **js_compiled_classes.HELPERS,
    "_createForOfIteratorHelper": _for_of, "_createForOfIteratorHelperLoose": lambda m, a, k, at: _iterator(m, a, k, at).entries["next"],
}  # fmt: skip
