"""What JavaScript means: attributes and prototypes, truth, modules. The language table the machine is given."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from accord.evaluate import js_globals, js_methods, js_modules
from accord.evaluate.js_calls import call_javascript, construct_class
from accord.evaluate.js_expressions import JS_EXPRESSIONS, absent
from accord.evaluate.js_models import models
from accord.evaluate.js_numbers import number_attribute
from accord.evaluate.js_pending import pending
from accord.evaluate.js_statements import JS_STATEMENTS
from accord.evaluate.js_values import PROTOTYPE, UNDEFINED, AccessorValue, Certain, RegexValue, nothing, prototype_class
from accord.evaluate.statements import execute
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    Scope,
    SuperValue,
    Text,
    Union,
    Unknown,
    Value,
    alternatives_of,
    apart_in_worlds,
    hides,
    join_worlds,
)

if TYPE_CHECKING:
    from accord.evaluate.machine import Flow, Machine
    from accord.source.ir import Block, FunctionCode

_TRUE = (FunctionValue, ClassValue, BoundMethod, Native, ModuleValue, DictValue, ListValue, Instance, RegexValue)
_CARRIED = frozenset(("call", "apply", "bind"))
_PROMISE = frozenset(("then", "catch", "finally"))


class JavaScript:
    """The language table of JavaScript and TypeScript."""

    def __init__(self) -> None:
        from accord.evaluate.js_builtins import GLOBALS

        self.builtins: dict[str, Value] = GLOBALS
        self.globals = js_globals.Globals()
        self.doubts = False
        self.expressions, self.statements = JS_EXPRESSIONS, JS_STATEMENTS

    # -- modules and calls --------------------------------------------------------------------------------------------------------
    def load(self, machine: Machine, module: ModuleValue) -> None:
        js_modules.load(machine, module)

    def acts(self, machine: Machine, module: ModuleValue) -> bool:
        """A module that is asked for a name is run whole."""
        return False

    def run_statement(self, machine: Machine, module: ModuleValue, number: int) -> Flow:
        """Lower and run one top-level statement."""
        try:
            return execute(machine, module.source.lower(number), module.scope)
        except RecursionError:
            line = module.source.statements[number].line
            machine.lose((module.rel, line), "the statement is nested too deeply", "file", (module.rel,))
            return None

    def cut(self, machine: Machine, module: ModuleValue, number: int) -> None:
        """A top-level statement was not run to its end, which is told."""

    def cut_call(self, machine: Machine, code: FunctionCode, scope: Scope, why: Unknown) -> None:
        """A call of a function was not followed to its end: its result is unknown."""

    def execute(self, machine: Machine, block: Block, scope: Scope) -> Flow:
        return execute(machine, block, scope)

    def resolve(self, machine: Machine, lazy: LazyImport) -> ModuleValue | None:
        return js_modules.resolve(machine, lazy)

    def imported(self, machine: Machine, lazy: LazyImport) -> Value:
        return js_modules.imported(machine, lazy)

    def call_function(
        self,
        machine: Machine,
        function: FunctionValue,
        args: list[Value],
        kwargs: dict[str, Value],
        at: At,
        open_: bool,
    ) -> Value:
        """`this` travels among the keyword arguments, which JavaScript has no other use for."""
        return call_javascript(machine, function, args, kwargs.get("this", UNDEFINED), at, open_)

    def instantiate(
        self, machine: Machine, cls: ClassValue, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool
    ) -> Value:
        return construct_class(machine, cls, args, at, open_)

    # -- truth --------------------------------------------------------------------------------------------------------------------
    def truth(self, machine: Machine, value: Value) -> bool | None:
        """Certain only for what no deployment changes: comparisons, text, objects, nothing. A flag is left open: both arms are taken."""
        kind = type(value)
        if kind is Certain:
            return bool(value.value)
        if nothing(value):
            return False
        if kind is str:
            return bool(value)
        if kind is Text:
            if value.soft:
                machine.softened = True
            return True if any(type(p) is str and p for p in value.parts) else None
        if kind in _TRUE:
            return True
        if kind is LazyImport:
            return True
        if kind is Union:
            answers = {self.truth(machine, v) for v in value.options}
            return answers.pop() if len(answers) == 1 else None
        if kind is Unknown and value.at is not None and absent(value) and not machine.client:
            return False if pending(machine).absent(value, value.owner, value.at) is UNDEFINED else None
        return None

    # -- attributes ---------------------------------------------------------------------------------------------------------------
    def attribute(self, machine: Machine, target: Value, name: str, at: At, default: Value) -> Value:
        """`target.name`."""
        read = _READERS.get(type(target))
        if read is not None:
            value = read(self, machine, target, name, at)
            if value is not MISSING:
                return machine.force(value) if type(value) is LazyImport else value
        if name in _PROMISE:
            return Native(name, partial(js_methods.promise_method, target, name))
        if default is not MISSING:
            return default
        if type(target) is Unknown:
            if name in _CARRIED:
                return js_methods.function_method(target, name)
            if not machine.client:
                held = models(machine).held(machine, target, name)
                if held is not None:
                    return held
            return Unknown(target.reason, soft=target.soft, at=target.at, owner=target, name=name)
        return (
            UNDEFINED
            if type(target) in (DictValue, ListValue, FunctionValue, str, ClassValue)
            else Unknown(f".{name}", at=at, owner=target, name=name)
        )

    def _of_dict(self, machine: Machine, target: DictValue, name: str, at: At) -> Value:
        value = target.entries.get(name, MISSING)
        if value is not MISSING and not (name == "constructor" and id(target.entries) in machine.prototypes):
            if nothing(value) and not machine.client:
                return pending(machine).member(name, value, target, at, {at[0]})
            return self._opened(machine, value, target, target.entries, name, at)
        made_by = machine.prototypes.get(id(target.entries))
        if made_by is not None and name != "constructor":
            for base in made_by.mro[1:]:  # a prototype inherits from the one before it
                if (value := base.namespace.get(name, MISSING)) is not MISSING:
                    return self._opened(machine, value, target, base.namespace, name, at)
        method = js_methods.object_method(target, name)
        if method is not MISSING or name in _PROMISE:
            return method
        if name == "constructor" and made_by is not None:
            return made_by
        if name == "default" and target.entries and "__esModule" not in target.entries:
            return target
        return UNDEFINED if target.exact else Unknown(name, at=at, name=name, owner=target)

    def _opened(
        self, machine: Machine, value: Value, this: Value, entries: dict[Any, Value], name: str, at: At
    ) -> Value:
        if type(value) is AccessorValue:
            return machine.call(value.getter, [], {"this": this}, at)
        if type(value) is LazyImport:
            return machine.force(value, entries, name)
        return value

    def _of_instance(self, machine: Machine, target: Instance, name: str, at: At) -> Value:
        value = target.attrs.get(name, MISSING)
        if value is not MISSING:
            if nothing(value) and not machine.client:
                files = {at[0], *(c.code.file for c in target.cls.mro if c.code is not None)}
                return pending(machine).member(name, value, target, at, files)
            return self._opened(machine, value, target, target.attrs, name, at)
        if name == "constructor":
            return target.cls
        value, cls = target.cls.find(name)
        if cls is not None:
            return self.member(machine, value, target, at)
        value = machine.libraries.attribute(machine, target, name, at)
        if value is not MISSING or name in _PROMISE:
            return value
        if name == "default" and target.cls.native is not None:
            return target  # `require("axios").default`
        method = js_methods.object_method(target, name)
        return method if method is not MISSING else Unknown(f"{target.cls.name}.{name}", at=at, owner=target, name=name)

    def member(self, machine: Machine, value: Value, receiver: Instance, at: At) -> Value:
        """What a member of a class is when it is asked of an object."""
        if type(value) is FunctionValue:
            return machine.call(value, [], {"this": receiver}, at) if value.kind == "property" else value
        if type(value) is AccessorValue:
            return machine.call(value.getter, [], {"this": receiver}, at)
        return BoundMethod(value, receiver) if callable(value) else value

    def _of_class(self, machine: Machine, target: ClassValue, name: str, at: At) -> Value:
        if name == "prototype":
            machine.prototypes[id(target.namespace)] = target
            return DictValue(target.namespace)
        for cls in target.mro:
            value = cls.namespace.get(f"static {name}", MISSING)
            if value is not MISSING:
                return self._opened(machine, value, target, cls.namespace, f"static {name}", at)
        if name == "name":
            return target.name
        if name == "default":
            return target  # `module.exports = class`, imported by what a compiler wrote
        method = js_methods.function_method(target, name)
        if method is not MISSING:
            return method
        return Unknown(f"{target.name}.{name}", at=at, owner=target, name=name) if target.open else UNDEFINED

    def _of_super(self, machine: Machine, target: SuperValue, name: str, at: At) -> Value:
        receiver = target.receiver
        if type(receiver) is ClassValue:
            return self._of_class(machine, target.cls.bases[0], name, at) if target.cls.bases else UNDEFINED
        cls = receiver.cls if type(receiver) is Instance else target.cls
        value, found = cls.find(name, after=target.cls)
        if found is not None and type(receiver) is Instance:
            return self.member(machine, value, receiver, at)
        if type(receiver) is Instance:
            value = machine.libraries.attribute(machine, receiver, name, at)
            if value is MISSING and not target.cls.open:
                return UNDEFINED
        return value if value is not MISSING else Unknown(f"super.{name}", at=at, name=name)

    def _of_function(self, machine: Machine, target: FunctionValue, name: str, at: At) -> Value:
        if name == "prototype":
            cls = prototype_class(target)
            cls.namespace.setdefault("*function", target)
            machine.prototypes[id(cls.namespace)] = cls
        if target.attrs is not None and name in target.attrs:
            return self._opened(machine, target.attrs[name], target, target.attrs, name, at)
        if name == "name":
            return target.code.name
        if name == "length":
            return js_methods.arity(target)
        if target.attrs is not None and PROTOTYPE in target.attrs:
            found = self.attribute(machine, target.attrs[PROTOTYPE], name, at, MISSING)
            if found is not MISSING:
                return found
        if name == "default":
            return target
        return js_methods.function_method(target, name)

    def _of_native(self, machine: Machine, target: Value, name: str, at: At) -> Value:
        if name == "default":
            return target
        if name == "prototype" and not machine.client:
            opened = models(machine).opened(machine, target)
            return DictValue(opened, exact=False) if opened is not None else MISSING
        return js_methods.function_method(target, name)

    def _of_library(self, machine: Machine, target: Library, name: str, at: At) -> Value:
        if name == "default" and "#" not in target.name:
            return target
        if name in _PROMISE:
            return MISSING
        if target.name == "js:process#env":
            return Unknown("environment", soft=True, at=at, name=name)
        if target.name in js_globals.OBJECTS and not machine.client:
            found = js_globals.find(machine, name)
            if found is not MISSING:
                return found
        return machine.libraries.lookup(machine, f"{target.name}{'.' if '#' in target.name else '#'}{name}")

    def _of_module(self, machine: Machine, target: ModuleValue, name: str, at: At) -> Value:
        value = js_modules.exported(machine, target, name)
        if type(value) is Unknown and js_modules.lacks(machine, target, name):
            value = UNDEFINED
        return MISSING if value is UNDEFINED and name in _PROMISE else value  # `import("./x").then(...)`

    def _of_union(self, machine: Machine, target: Union, name: str, at: At) -> Value:
        known = apart_in_worlds(target) if machine.client else alternatives_of(target)
        options = [
            (o, world) for o, world in known if not nothing(o) and (type(o) is not Unknown or self._counts(machine, o))
        ]
        if not options:
            return MISSING if name in _PROMISE else Unknown(f".{name}", at=at)
        made = join_worlds([(self.attribute(machine, o, name, at, MISSING), world) for o, world in options])
        if nothing(made) and not machine.client and any(type(o) is Unknown for o, _ in known):
            return Unknown(f".{name}", at=at, name=name)  # what is unknown may have what the others have not
        return made

    def _counts(self, machine: Machine, value: Unknown) -> bool:
        """Whether something unknown beside what is known may be what nobody sees of a server."""
        return hides(value) and not machine.client

    def _of_lazy(self, machine: Machine, target: LazyImport, name: str, at: At) -> Value:
        return self.attribute(machine, machine.force(target), name, at, MISSING)

    def _of_text(self, machine: Machine, target: Value, name: str, at: At) -> Value:
        return js_methods.string_attribute(target, name)

    def _of_list(self, machine: Machine, target: ListValue, name: str, at: At) -> Value:
        return js_methods.list_attribute(machine, target, name)

    def _of_regex(self, machine: Machine, target: RegexValue, name: str, at: At) -> Value:
        return js_methods.regex_attribute(target, name)

    def _of_number(self, machine: Machine, target: Value, name: str, at: At) -> Value:
        return number_attribute(target, name)


_READERS: dict[type, Any] = {
    DictValue: JavaScript._of_dict,
    Instance: JavaScript._of_instance,
    ClassValue: JavaScript._of_class,
    SuperValue: JavaScript._of_super,
    FunctionValue: JavaScript._of_function,
    BoundMethod: JavaScript._of_native,
    Native: JavaScript._of_native,
    Library: JavaScript._of_library,
    ModuleValue: JavaScript._of_module,
    Union: JavaScript._of_union,
    LazyImport: JavaScript._of_lazy,
    str: JavaScript._of_text,
    Text: JavaScript._of_text,
    ListValue: JavaScript._of_list,
    RegexValue: JavaScript._of_regex,
    int: JavaScript._of_number,
    float: JavaScript._of_number,
}
