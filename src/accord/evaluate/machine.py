"""The interpreter: modules, fuel, joins, notes. What a language means is in its table (`language`), what libraries do in `frameworks`.

Every loss of knowledge that may hide a route or call is told by `lose`; nothing is skipped silently. Fuel bounds every evaluation: `ENTRY` steps
for a module or swept function, `KEEN` for a call of a function whose text registers routes (or that is handed a router), `DULL` for any other
call (`FIRST` for one that never ran out and is near the module, as `config = load()`, or called by a keen one), `SPARING` for the one turn of a
loop over something unknown, `TOTAL` over all. A step is a statement, a call or a turn of a loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accord.evaluate.values import (
    MISSING,
    At,
    BoundMethod,
    ClassValue,
    FunctionValue,
    LazyImport,
    ListValue,
    ModuleValue,
    Scope,
    Unknown,
    Value,
    join,
    join_worlds,
)
from accord.evaluate.worlds import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accord.evaluate.protocols import LanguageTable, LibraryModels
    from accord.evaluate.worlds import Test, World
    from accord.source.ir import ClassCode, FunctionCode

    Root = FunctionCode | ClassCode  # what a sweep was in: a function, or the making of an object of a class
    from accord.source.modules import ModuleFile

Flow = str | None
RETURN, RAISE, BREAK, CONTINUE = "return", "raise", "break", "continue"
LEFT = {
    RETURN: 1,
    BREAK: 2,
    CONTINUE: 4,
    RAISE: 8,
}  # a bit for each way in which the rest of a block may not be reached

ENTRY, KEEN, FIRST, DULL, SPARING, TOTAL = 60_000, 20_000, 1_500, 500, 60, 6_000_000
# words and brackets as they are, all white space as a blank, anything else as a dot
_WORDS = bytes(
    32 if c in b" \t\n\r\f\v" else c if c < 128 and (chr(c).isalnum() or c in b"_(") else 46 for c in range(256)
)
DEPTH, SHALLOW, SAME, NESTED, UNROLL = 60, 2, 3, 12, 400
WAITED = 4 * ENTRY  # for all the times that one function waits to be run: as a hook, in a thread, behind a mount
ROOT = 60_000  # for a closure or statement of a client, and everything it calls
GONE = " is not in the tree"  # how the reason of an unknown ends that an import of the tree should have bound


class AbsentModule(Exception):  # noqa: N818 a signal to the `try` around it
    """A module of the tree that is not there was asked for by name, where the program has an answer to that."""


class OutOfFuel(Exception):  # noqa: N818 a signal between evaluator frames, never an error for a user
    """The budget of the current call is spent."""


class Loss:
    """Something seen and not understood; becomes an Unread when the scan is over."""

    __slots__ = ("at", "covers", "kind", "reason", "root")

    def __init__(self, at: At, reason: str, kind: str, covers: tuple[str, ...], root: Root | None) -> None:
        self.at, self.reason, self.kind, self.covers = at, reason, kind, covers
        self.root = root  # the swept function it was seen in


class Machine:
    """One evaluation of one tree in one language."""

    def __init__(self, tree: Any, language: LanguageTable, libraries: LibraryModels) -> None:
        from accord.evaluate.calls import call  # which need the machine in turn
        from accord.evaluate.containers import iterate

        self._call, self._iterate = call, iterate
        self.tree = tree  # the files, as the language finds modules in them
        self.language, self.libraries = language, libraries
        self.expressions, self.statements = language.expressions, language.statements
        self.modules: dict[str, ModuleValue] = {}
        self.entire: set[str] = set()  # files that will be run whole
        self.losses: dict[tuple[At, str, Root | None], Loss] = {}
        self.seen: set[At] = set()  # attribute calls evaluated: where a route could have been registered
        self.own: set[At] = set()  # those of them that called a function of the program (JavaScript)
        self.functions: list[tuple[FunctionValue, Scope]] = []
        self.classes: list[ClassValue] = []
        self.called: set[FunctionCode] = set()
        self.tired: dict[FunctionCode, int] = {}
        self.entering: Any = None  # a generator about to be called by a `with`, and its body
        self.factories: dict[
            int, tuple[Value, Value]
        ] = {}  # defaults of fields, by identity, with what makes each object one of its own
        self.outlines: dict[Any, Any] = {}  # what the texts of files show without parsing them (Python)
        self.changing: dict[FunctionCode, Any] = {}  # what functions change, by their text
        self.reaches: dict[Any, Any] = {}  # what those change that they call
        self.prototypes: dict[
            int, ClassValue
        ] = {}  # classes by the identity of their namespace, where it is an object of the program
        self.metadata: dict[
            tuple[int, object, object], tuple[Value, object, Value]
        ] = {}  # what decorators noted, with what keeps it
        self.entered: Root | None = None  # the function a sweep is in
        self.swept: set[Root] = set()
        self.recalled: set[Root] = set()  # swept first, called by the program later: what the sweep did does not count
        self.pending: list[
            tuple[Value, list[Value]]
        ] = []  # start-up hooks and other work to do when the current entry is over
        self.prompt = False  # whether what is put off (`setImmediate`) runs at once
        self.fuel = self.allowance = ENTRY
        self.total = TOTAL
        self.waited: dict[At, int] = {}  # the steps of each function that waited to be run
        self.unroll = (
            UNROLL  # how many turns of a loop are followed; a route table the program looks at is followed to its end
        )
        self.depth = self.may = self.in_try = 0
        self.thrown: Value = None  # what was thrown last, where that is kept
        self.tolerant = False  # whether a `try` around goes on without a package
        self.doubt = 0  # how control may have left already (`LEFT`): what runs now may not be reached
        self.active: dict[FunctionCode, int] = {}
        self.frames: list[
            tuple[FunctionValue, At]
        ] = []  # the functions being run, innermost last, with where each was called
        self.journal: list[tuple[dict[Any, Value], Any, Value]] | None = None
        self.softened = self.exhausted = self.sweeping = False
        self.near = False  # whether the call that is running is keen
        self.warm: set[bytes] = set()  # names whose call leads to a registration
        self.warmth: dict[FunctionCode, tuple[int, bool]] = {}
        self.steps = 0
        self.descents: dict[FunctionCode, int] = {}  # calls of themselves that were followed further down
        self.sites: Any = None  # the calls under way (JavaScript): place, arguments, function, and the calls around
        self.ceiling = TOTAL  # of all steps, where requests are sought
        self.sent = self.cuts = self.turns = (
            0  # requests so far; calls not followed to their end; recursions not followed
        )
        self.summaries: Any = None  # what is remembered of functions, where requests are sought
        self.unassigned: Any = None  # what functions assign that nobody called (JavaScript)
        self.chained: set[ClassValue] = set()  # classes whose methods hand their object back
        self.tests: dict[
            object, tuple[Test, bool]
        ] = {}  # undecided conditions, by what they ask and by the flags that hold them
        self.altered: dict[str, int] = {}  # how often members of each name were assigned
        self.world: World = (
            ANYWHERE  # how undecided conditions came out, in the arm or the rest of a function being run
        )
        self.root: FunctionValue | None = None  # the closure a sweep is in
        self.client = bool(getattr(libraries, "client", False))  # whether requests are sought and not routes

    # -- notes --------------------------------------------------------------------------------------------------------------------
    def lose(self, at: At, reason: str, kind: str = "", covers: tuple[str, ...] = ()) -> None:
        """Tell that something at a place was not understood; `kind` lets the scan find what it may cover."""
        if (at, reason, None) not in self.losses:
            self.losses.setdefault((at, reason, self.entered), Loss(at, reason, kind, covers, self.entered))

    @property
    def unsure(self) -> bool:
        """Whether what runs now may not run: an arm of an undecided condition, or what follows where such an arm has left."""
        return self.may > 0 or self.doubt > 0

    def step(self, cost: int = 1) -> None:
        self.fuel -= cost
        self.steps += cost
        if self.fuel < 0 or self.steps > self.total:
            raise OutOfFuel

    # -- state that branches share -------------------------------------------------------------------------------------------------
    def put(self, entries: dict[Any, Value], key: Any, value: Value) -> None:
        """Write a variable, attribute or entry so that an undecided branch can be undone and joined."""
        if self.journal is not None:
            self.journal.append((entries, key, entries.get(key, MISSING)))
        entries[key] = value

    def born(self, entries: dict[Any, Value]) -> None:
        """What is written from here on belongs to something that was just made: an undecided branch that leaves takes it along."""
        if self.journal is not None:
            self.journal.append((entries, MISSING, MISSING))

    def drop(self, entries: dict[Any, Value], key: Any) -> None:
        if key in entries:
            if self.journal is not None:
                self.journal.append((entries, key, entries[key]))
            del entries[key]

    def arms(self, arms: list[Callable[[], Flow]], worlds: list[World] | None = None) -> Flow:
        """Run alternatives from the same state and join what they wrote; an arm that leaves takes no part in the join."""
        if worlds is None:
            worlds = [ANYWHERE] * len(arms)
        outer, world, doubt = self.journal, self.world, self.doubt
        passed = doubt
        outcomes: list[tuple[Flow, dict[tuple[int, Any], tuple[dict[Any, Value], Any, Value, Value]]]] = []
        fresh: list[set[int]] = []  # of each arm, what it made
        self.may += 1
        try:
            for arm, own in zip(arms, worlds, strict=True):
                log: list[tuple[dict[Any, Value], Any, Value]] = []
                self.journal = log
                self.world = world | own if own else world
                self.doubt = doubt
                try:
                    flow = arm()
                finally:
                    after: dict[tuple[int, Any], tuple[dict[Any, Value], Any, Value, Value]] = {}
                    for entries, key, old in log:
                        if (id(entries), key) not in after:
                            after[id(entries), key] = (entries, key, old, entries.get(key, MISSING))
                    for entries, key, old in reversed(log):
                        if old is MISSING:
                            entries.pop(key, None)
                        else:
                            entries[key] = old
                fresh.append({id(entries) for entries, key, _ in log if key is MISSING or not entries})
                outcomes.append((flow, after))
                passed |= self.doubt if not flow else LEFT[flow] if flow != RAISE or self.in_try else 0
        finally:
            self.may -= 1
            self.journal, self.world, self.doubt = outer, world, doubt
        live = [number for number, (flow, _) in enumerate(outcomes) if not flow] or list(range(len(outcomes)))
        self._merge([outcomes[number][1] for number in live], [worlds[number] for number in live])
        for number in set(range(len(outcomes))).difference(live):
            for entries, key, _, new in outcomes[number][1].values():
                if id(entries) in fresh[number] and key is not MISSING and new is not MISSING:
                    self.put(entries, key, new)  # `if (x) return new Api()`: what it returns keeps what it holds
        flows = [flow for flow, _ in outcomes]
        if len(live) == 1 and all(f == RETURN or (f == RAISE and not self.in_try) for f in flows if f):
            self.world = world | worlds[live[0]]  # the other arms are over: `if (!id) return`
        if not all(flows):
            self.doubt = passed
            return None
        return RETURN if RETURN in flows else flows[0]

    def _merge(
        self, live: list[dict[tuple[int, Any], tuple[dict[Any, Value], Any, Value, Value]]], worlds: list[World]
    ) -> None:
        touched = {where: change for after in live for where, change in after.items()}
        for where, (entries, key, old, _) in touched.items():
            found = [after[where][3] if where in after else old for after in live]
            values = [(v, w) for v, w in zip(found, worlds, strict=True) if v is not MISSING]
            if values:
                values = [(self.force(v) if type(v) is LazyImport and len(values) > 1 else v, w) for v, w in values]
                self.put(entries, key, join_worlds(values))

    # -- modules ------------------------------------------------------------------------------------------------------------------
    def module(self, file: ModuleFile) -> ModuleValue:
        """The value of a module of the tree, not yet run."""
        key = file.path or f"{file.directory}/"
        found = self.modules.get(key)
        if found is None:
            found = self.modules[key] = ModuleValue(file)
        return found

    def ensure(self, module: ModuleValue) -> None:
        """Parse a module so that its names can be asked for; statements run when a name needs them."""
        if module.state == 0:
            module.state = 1
            self.language.load(self, module)

    def run_module(self, module: ModuleValue) -> None:
        """Run all of a module's statements that have not run yet, in order."""
        self.ensure(module)
        if module.whole:
            return
        module.whole = True
        for number in range(len(module.source.statements) if module.source is not None else 0):
            self._run_once(module, number)
        module.state = 2

    def _run(self, module: ModuleValue, number: int) -> None:
        saved = (self.fuel, self.allowance, self.depth, self.may, self.in_try, self.journal, self.softened, self.active)
        world, self.world = self.world, ANYWHERE
        doubt, self.doubt = self.doubt, 0
        self.fuel = self.allowance = ENTRY
        self.depth, self.may, self.in_try, self.journal, self.active = min(self.depth, DEPTH // 2), 0, 0, None, {}
        whole, before = self._narrowed(), self.steps
        try:
            self.language.run_statement(self, module, number)
        except OutOfFuel:
            self.total = whole
            line = module.source.statements[number].line
            self._stopped((module.rel, line), "statement")
            self.language.cut(self, module, number)
        finally:
            self.world, self.doubt = world, doubt
            self.total = (
                min(self.ceiling, whole + self.steps - before) if self.client else whole
            )  # it is no part of what needed it
            self.fuel, self.allowance, self.depth, self.may, self.in_try, self.journal, self.softened, self.active = (
                saved
            )

    def module_attribute(self, module: ModuleValue, name: str) -> Value:
        """A name of a module, running the statements that make it; MISSING where there is none."""
        if module.state == 0 and (module.file.path in self.entire or self.language.acts(self, module)):
            self.run_module(module)  # as an import would: what it registers comes before what its importer registers
        self.ensure(module)
        value = module.scope.vars.get(name, MISSING)
        if value is MISSING and not (module.whole and module.state == 2):
            value = self.on_demand(module, name)
        if type(value) is LazyImport:
            value = self.force(value, module.scope.vars, name)
        if value is not MISSING:
            return value
        if module.file.directory:
            child = self.tree.at(f"{module.file.directory}/{name}")
            if child is not None:
                return self.module(child)
        if not module.whole and "*" in module.index:
            self.on_demand(module, "*")
        for star in module.stars:
            if star is not module and not name.startswith("_"):
                value = self.module_attribute(star, name)
                if value is not MISSING:
                    return value
        hook = module.scope.vars.get("__getattr__", MISSING)
        if hook is MISSING and name != "__getattr__" and "__getattr__" in module.index:
            hook = self.on_demand(module, "__getattr__")
        if type(hook) is FunctionValue:
            return self.call(hook, [name], {}, (module.rel, hook.code.at))
        return MISSING

    def on_demand(self, module: ModuleValue, name: str) -> Value:
        """Run what binds a name and, unless an import binds it, what may change it afterwards."""
        binding = module.index.get(name, ())
        if not binding:
            return MISSING
        for number in binding:
            self._run_once(module, number)
        value = module.scope.vars.get(name, MISSING)
        if not module.whole and type(value) is not LazyImport and value is not MISSING:
            for number in module.source.changing(name, binding[0]):
                self._run_once(module, number)
        return module.scope.vars.get(name, MISSING)

    def _run_once(self, module: ModuleValue, number: int) -> None:
        if number not in module.done:
            module.done.add(number)
            self._run(module, number)

    def force(self, lazy: LazyImport, entries: dict[Any, Value] | None = None, key: Any = None) -> Value:
        """What an import binds."""
        if lazy.busy:
            return MISSING
        lazy.busy = True
        try:
            value = self.language.imported(self, lazy)
        finally:
            lazy.busy = False
        if value is MISSING:
            at = (lazy.importer.rel, lazy.at)
            spec = f"{lazy.module}.{lazy.name}" if lazy.name else lazy.module
            return Unknown(spec + GONE, at=at)
        if entries is not None and entries.get(key) is lazy:
            entries[key] = value
        return value

    def sparingly(self, work: Callable[[], object]) -> None:
        """Do what is only worth a little of the budget; a call that registers has its own all the same."""
        outer = self.fuel
        self.fuel = start = min(outer, SPARING)
        try:
            work()
        except OutOfFuel:
            if self.steps > self.total:
                raise
        finally:
            self.fuel = outer - (start - max(self.fuel, 0))

    # -- running ------------------------------------------------------------------------------------------------------------------
    def entry(self, value: Value, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool = False) -> Value:
        """Call something from outside with a fresh budget; running out is told, not raised."""
        self.fuel = self.allowance = ENTRY
        self.depth = self.may = self.in_try = self.doubt = 0
        self.active = {}
        self.journal = None
        self.world = ANYWHERE
        whole = self._narrowed()
        try:
            return self.call(value, args, kwargs, at, open_)
        except OutOfFuel:
            self.total = whole
            self._stopped(at, "function")
        finally:
            self.total = whole
        return Unknown("out of fuel", at=at)

    def _narrowed(self) -> int:
        """Give an entry of a client a bound of its own, since each call that sends has a new budget; the bound until now."""
        whole = self.total
        if self.client:
            self.total = min(self.ceiling, self.steps + ROOT)
        return whole

    def _stopped(self, at: At, what: str) -> None:
        """A budget ran out; that of the whole tree is told once and may hide anything."""
        if self.steps <= (self.ceiling if self.client else self.total):
            self.lose(at, f"evaluation stopped here: the {what} takes too many steps", "fuel", (at[0],))
        elif not self.exhausted:
            self.exhausted = True
            self.lose(at, "evaluation stopped here for good: the tree takes too many steps", "fuel", ("/",))

    def drain(self) -> None:
        """Run start-up hooks and whatever else waited for the end of an entry."""
        while self.pending:
            value, args = self.pending.pop(0)
            at = place_of(value)
            if at[0] and self.waited.get(at, 0) > WAITED:
                self.lose(at, "is to be run again and again, which takes too many steps", "fuel", (at[0],))
                continue
            before = self.steps
            self.entry(value, args, {}, at)
            self.waited[at] = self.waited.get(at, 0) + self.steps - before

    def attribute(self, target: Value, name: str, at: At, default: Value = MISSING) -> Value:
        return self.language.attribute(self, target, name, at, default)

    def method(self, target: Value, name: str, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
        return self.call(self.attribute(target, name, at), args, kwargs, at)

    def truth(self, value: Value) -> bool | None:
        return self.language.truth(self, value)

    def call(self, called: Value, args: list[Value], kwargs: dict[str, Value], at: At, open_: bool = False) -> Value:
        """Call a value; `open_` says that further arguments may follow which nobody knows."""
        return self._call(self, called, args, kwargs, at, open_)

    def is_warm(self, code: FunctionCode) -> bool:
        """Whether a function's text calls a name that leads to a registration."""
        known = self.warmth.get(code)
        if known is None or (known[0] != len(self.warm) and not known[1]):
            known = len(self.warm), bool(self.warm) and not self.warm.isdisjoint(called_in(code))
            self.warmth[code] = known
        return known[1]

    def text(self, value: Value) -> Value:
        from accord.evaluate.strings import as_text

        return as_text(self, value)

    def iterate(self, value: Value) -> tuple[list[Value], bool] | None:
        return self._iterate(self, value)


def called_in(code: FunctionCode) -> frozenset[bytes]:
    """The names a function's text calls, whatever they hang on."""
    if code.calls is None:
        code.calls = frozenset(_called(code.text()))
    return code.calls


def _called(text: bytes) -> Iterator[bytes]:
    """The words before the opening brackets of a text; many times faster than to try each word with a pattern."""
    for piece in text.translate(_WORDS).split(b"(")[:-1]:
        front = piece.rstrip(b" ")
        word = front[max(front.rfind(b" "), front.rfind(b".")) + 1 :]
        if word:
            yield word


def place_of(value: Value) -> At:
    """The place where a function or class is written."""
    if type(value) is BoundMethod:
        value = value.function
    if type(value) is FunctionValue:
        return value.code.file, value.code.at
    if type(value) is ClassValue and value.code is not None:
        return value.code.file, value.code.at
    return ("", 0)


__all__ = ["BREAK", "CONTINUE", "RAISE", "RETURN", "Flow", "ListValue", "Machine", "OutOfFuel", "join"]
