"""What Python means: attributes, descriptors, truth, modules. The language table the machine is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import new_object
from accord.evaluate.calls import call_python, instantiate
from accord.evaluate.cuts import spoil, spoil_text
from accord.evaluate.effects import registers_elsewhere
from accord.evaluate.expressions import EXPRESSIONS
from accord.evaluate.statements import STATEMENTS, execute
from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    DictValue,
    FunctionValue,
    HeldText,
    Instance,
    LazyImport,
    Library,
    ListValue,
    ModuleValue,
    Native,
    PathValue,
    Scope,
    SuperValue,
    Text,
    Union,
    Unknown,
    Value,
    held,
    join_all,
    plain,
)
from accord.source import disk
from accord.source.python import PythonSource
from accord.source.python_slices import SlicedSource
from accord.source.python_strings import Ambiguous

if TYPE_CHECKING:
    from accord.evaluate.machine import Flow, Machine
    from accord.source.ir import Block, FunctionCode


def _source(data: bytes, file: str, entire: bool) -> PythonSource | SlicedSource:
    """A module that is run whole is parsed whole; one that is only imported from is read in slices."""
    if not entire:
        try:
            return SlicedSource(data, file)
        except Ambiguous:
            pass
    return PythonSource(data, file)


OVERRIDES = 4  # how many overrides of a method an object known only by its annotation may stand for


class Python:
    """The language table of Python."""

    def __init__(self) -> None:
        from accord.evaluate.builtins import BUILTINS

        self.builtins: dict[str, Value] = BUILTINS
        self.doubts = True
        self.expressions, self.statements = EXPRESSIONS, STATEMENTS

    # -- modules ------------------------------------------------------------------------------------------------------------------
    def load(self, machine: Machine, module: ModuleValue) -> None:
        """Read and split a module; a namespace directory has nothing to read."""
        file = module.file
        names = module.scope.vars
        names["__name__"] = file.name
        if file.path is None:
            module.whole, module.state = True, 2
            return
        try:
            module.source = _source(disk.read(file.path), file.rel, file.path in machine.entire)
        except (OSError, RecursionError) as error:
            machine.lose((file.rel, 0), f"the file cannot be read: {type(error).__name__}", "file", (file.rel,))
            module.whole, module.state = True, 2
            return
        names["__file__"] = file.path
        names["__package__"] = file.name if file.directory else file.name.rpartition(".")[0]
        names["__path__"] = ListValue([file.directory or ""])
        names["__doc__"] = None
        module.index = module.source.index

    def acts(self, machine: Machine, module: ModuleValue) -> bool:
        """Whether a module hands something to a registry of the tree when it is run."""
        machine.ensure(module)
        return module.source is not None and registers_elsewhere(machine, module)

    def run_statement(self, machine: Machine, module: ModuleValue, number: int) -> Flow:
        """Lower and run one top-level statement."""
        try:
            return execute(machine, module.source.lower(number), module.scope)
        except RecursionError:
            line = module.source.statements[number].line
            machine.lose((module.rel, line), "the statement is nested too deeply", "file", (module.rel,))
            return None

    def cut(self, machine: Machine, module: ModuleValue, number: int) -> None:
        """A top-level statement was not run to its end: what it fills is not wholly known."""
        at = (module.rel, module.source.statements[number].line)
        why = Unknown("a statement was not followed to its end: it takes too many steps", at=at)
        spoil_text(machine, module.source.text(number), module.scope, why)

    def cut_call(self, machine: Machine, code: FunctionCode, scope: Scope, why: Unknown) -> None:
        """A call of a function was not followed to its end: what it fills is not wholly known."""
        spoil(machine, code, scope, why)

    def execute(self, machine: Machine, block: Block, scope: Scope) -> Flow:
        return execute(machine, block, scope)

    def resolve(self, machine: Machine, lazy: LazyImport) -> ModuleValue | None:
        """The module of the tree an import names."""
        importer = lazy.importer.file
        if lazy.module.startswith("."):
            found = machine.tree.relative(lazy.module, importer)
        else:
            found = machine.tree.resolve(lazy.module, importer.path or f"{importer.directory}/__init__.py")
        return machine.module(found) if found is not None else None

    def imported(self, machine: Machine, lazy: LazyImport) -> Value:
        """What an import binds, MISSING where the tree should hold it and does not."""
        module = self.resolve(machine, lazy)
        if module is not None:
            return module if lazy.name is None else machine.module_attribute(module, lazy.name)
        importer = lazy.importer.file
        if lazy.module.startswith(".") or machine.tree.owns(lazy.module, importer.path or importer.directory or ""):
            parent, _, last = lazy.module.rpartition(".")
            if lazy.name is not None and parent and not lazy.module.startswith("."):
                # `import a.b` in the tree where `b` is a name of `a`, not a file
                outer = LazyImport(lazy.importer, parent, last, lazy.at)
                value = (
                    self.imported(machine, outer)
                    if self.resolve(machine, LazyImport(lazy.importer, parent, None, lazy.at))
                    else MISSING
                )
                if value is not MISSING and type(value) is not Unknown:
                    return machine.attribute(value, lazy.name, (lazy.importer.rel, lazy.at))
            return MISSING
        return machine.libraries.lookup(machine, f"{lazy.module}.{lazy.name}" if lazy.name else lazy.module)

    def instantiate(
        self, machine: Machine, cls: ClassValue, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool
    ) -> Value:
        return instantiate(machine, cls, args, kwargs, at, open_)

    def call_function(
        self,
        machine: Machine,
        function: FunctionValue,
        args: list[Value],
        kwargs: dict[str, Value],
        at: At,
        open_: bool,
    ) -> Value:
        return call_python(machine, function, args, kwargs, at, open_)

    # -- truth --------------------------------------------------------------------------------------------------------------------
    def truth(self, machine: Machine, value: Value) -> bool | None:
        kind = type(value)
        if value is None or kind in (bool, str, int, float, bytes):
            return bool(value)
        if kind is Text:
            if value.soft:
                machine.softened = True
            return True if any(type(p) is str and p for p in value.parts) else None
        if kind is ListValue:
            return bool(value.items) if value.exact or value.items else None
        if kind is DictValue:
            return bool(value.entries) if value.exact or value.entries else None
        if kind in (FunctionValue, ClassValue, BoundMethod, Native, ModuleValue, PathValue):
            return True
        if kind is Instance:
            if value.cls.enum:
                return self.truth(machine, value.attrs.get("value"))
            if type(value.native) in (ListValue, DictValue, HeldText):
                return self.truth(machine, held(plain(value)))
            return None if value.cls.find("__bool__")[1] or value.cls.find("__len__")[1] else True
        if kind is Union:
            answers = {self.truth(machine, v) for v in value.options}
            return answers.pop() if len(answers) == 1 else None
        return None

    # -- attributes ---------------------------------------------------------------------------------------------------------------
    def attribute(self, machine: Machine, target: Value, name: str, at: At, default: Value) -> Value:
        """`target.name`; where it is missing, `default`, or an Unknown that says what was asked of whom."""
        kind = type(target)
        if kind is Instance:
            return self._of_instance(machine, target, name, at, default)
        if kind is ModuleValue:
            value = machine.module_attribute(target, name)
            if value is MISSING:
                return default if default is not MISSING else Unknown(f"{target.rel} has no {name}", at=at, name=name)
            return value
        if kind is Library:
            return machine.libraries.lookup(machine, f"{target.name}.{name}")
        if kind is ClassValue:
            return self._of_class(machine, target, name, at, default)
        if kind is SuperValue:
            return self._of_super(machine, target, name, at)
        if kind is Union:
            options = [o for o in target.options if o is not None and type(o) is not Unknown]
            return (
                join_all([self.attribute(machine, o, name, at, default) for o in options])
                if options
                else Unknown(f".{name}", at=at)
            )
        if kind is FunctionValue:
            return self._of_function(target, name, default)
        if kind is BoundMethod:
            return self._of_method(target, name, default)
        if kind is Unknown:
            return Unknown(target.reason, soft=target.soft, at=target.at, owner=target.owner, name=name)
        from accord.evaluate.methods import value_attribute

        value = value_attribute(machine, target, name)
        if kind is Native and "." in target.name:  # `itertools.chain.from_iterable`
            found = machine.libraries.lookup(machine, f"{target.name}.{name}")
            value = found if type(found) is not Library else value
        if value is MISSING:
            return default if default is not MISSING else Unknown(f".{name}", at=at, name=name)
        return value

    def _of_instance(self, machine: Machine, target: Instance, name: str, at: At, default: Value) -> Value:
        value, cls = target.cls.find(name)
        if name in target.attrs and not (
            type(value) is FunctionValue and value.kind == "property" and name not in target.cls.fields
        ):
            return machine.libraries.soften(machine, target, name, target.attrs[name])
        if name == "__class__":
            return target.cls
        if name == "__dict__":
            return DictValue(target.attrs, not target.cls.open)
        if cls is not None:
            if name in cls.fields and type(value) is FunctionValue:
                return value  # an annotated field that holds a function is no method
            if target.typed and type(value) is FunctionValue:
                return self._of_typed(machine, target, name, value, at)
            if target.typed and name in cls.fields and (value is None or type(value) in (bool, str, Text)):
                machine.softened = True  # whoever makes the object may give another value than the field's default
                if type(value) is str:
                    return Text((value,), soft=True)
                return value if type(value) is Text else Unknown(f"{name}, which has a default", at=at, soft=True)
            return machine.libraries.soften(machine, target, name, self.descriptor(machine, value, target, at, cls))
        text = plain(target)
        if type(text) in (str, Text):
            value = self.attribute(machine, text, name, at, MISSING)
            if type(value) is not Unknown:
                return value
        value = machine.libraries.attribute(machine, target, name, at)
        if value is not MISSING:
            return value
        hook, _ = target.cls.find("__getattr__")
        if type(hook) is FunctionValue:
            return machine.call(BoundMethod(hook, target), [name], {}, at)
        if default is not MISSING and not target.cls.open and not target.typed:
            return default
        soft = machine.libraries.is_settings(target.cls)
        return Unknown(f"{target.cls.name}.{name}", at=at, owner=target, name=name, soft=soft)

    def _of_typed(self, machine: Machine, target: Instance, name: str, value: FunctionValue, at: At) -> Value:
        """A method of an object known only by its annotation: the class's own or one of its few overrides."""
        overrides = [c for c in self._below(target.cls) if name in c.namespace][:OVERRIDES]
        own = self.descriptor(machine, value, target, at, target.cls)
        if not overrides:
            return own
        others = []
        for cls in overrides:
            made = cls.made or Instance(cls)
            made.typed = made.typed or cls.made is None
            others.append(self.descriptor(machine, cls.namespace[name], made, at, cls))
        return join_all([own, *others])

    def _below(self, cls: ClassValue) -> list[ClassValue]:
        out: list[ClassValue] = []
        for each in cls.subclasses:
            if each not in out:
                out += [each, *self._below(each)]
        return out

    def descriptor(self, machine: Machine, value: Value, receiver: Instance, at: At, cls: ClassValue) -> Value:
        """What a class attribute becomes when it is asked of an object."""
        if type(value) is FunctionValue:
            if value.kind == "property":
                return machine.call(value, [receiver], {}, at)
            if value.kind == "staticmethod":
                return value
            if value.kind == "classmethod":
                return BoundMethod(value, receiver.cls)
            return BoundMethod(value, receiver)
        if callable(value):
            return BoundMethod(value, receiver)
        if type(value) is Instance and type(value.cls.find("__get__")[0]) is FunctionValue:
            return machine.method(value, "__get__", [receiver, receiver.cls], {}, at)
        return value

    def _of_class(self, machine: Machine, target: ClassValue, name: str, at: At, default: Value) -> Value:
        if name in ("__name__", "__qualname__"):
            return target.name
        if name == "__module__":
            return target.scope.module.file.name if target.scope is not None else Unknown("module of a library class")
        if name == "__dict__":
            return DictValue(dict(target.namespace))
        if name == "__members__" and target.enum:
            return DictValue({k: v for k, v in target.namespace.items() if type(v) is Instance and v.cls is target})
        value, cls = target.find(name)
        if cls is not None:
            if type(value) is FunctionValue and value.kind == "classmethod":
                return BoundMethod(value, target)
            if callable(value):
                return Native(
                    name, lambda m, args, kwargs, where: value(m, args[0] if args else None, args[1:], kwargs, where)
                )
            return machine.libraries.soften_class(machine, target, value)
        if name == "__subclasses__":
            return Native(name, lambda m, args, kwargs, where: ListValue(list(target.subclasses)))
        if name == "__mro__":
            return ListValue(list(target.mro), True, "tuple")
        if target.library:
            return Unknown(f"{target.library}.{name}", at=at, owner=target, name=name)
        value = machine.libraries.of_class(machine, target, name)
        if value is not MISSING:
            return value
        if default is not MISSING and not target.open:
            return default
        return Unknown(f"{target.name}.{name}", at=at, owner=target, name=name)

    def _of_super(self, machine: Machine, target: SuperValue, name: str, at: At) -> Value:
        receiver = target.receiver
        cls = receiver.cls if type(receiver) is Instance else receiver
        if type(cls) is not ClassValue:
            return Unknown("super of something unknown", at=at)
        value, found = cls.find(name, after=target.cls)
        if found is not None:
            return (
                self.descriptor(machine, value, receiver, at, found)
                if type(receiver) is Instance
                else BoundMethod(value, receiver)
            )
        if type(receiver) is Instance and name != "__init__":
            value = machine.libraries.attribute(machine, receiver, name, at)
            if value is not MISSING:
                return value
        if name == "__new__":
            return Native("object.__new__", new_object)
        return Native(f"super.{name}", lambda m, args, kwargs, where: None)

    def _of_function(self, target: FunctionValue, name: str, default: Value) -> Value:
        if target.attrs is not None and name in target.attrs:
            return target.attrs[name]
        if name in ("__name__", "__qualname__"):
            return target.code.name
        if name == "__module__":
            return target.scope.module.file.name
        if name in ("__wrapped__", "__func__"):
            return target
        if name == "__get__":
            return Native(
                name, lambda m, args, kwargs, where: BoundMethod(target, args[0]) if args and args[0] else target
            )
        return default if default is not MISSING else Unknown(f"{target.code.name}.{name}", name=name)

    def _of_method(self, target: BoundMethod, name: str, default: Value) -> Value:
        if name == "__func__":
            return target.function
        if name == "__self__":
            return target.receiver
        if type(target.function) is FunctionValue:
            return self._of_function(target.function, name, default)
        return default if default is not MISSING else Unknown(f"method.{name}", name=name)


__all__ = ["STATEMENTS", "Python"]
