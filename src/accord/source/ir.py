"""The small common tree all languages lower to.

Nodes are named tuples: cheap to make, immutable, dispatched by their class. `at` is always the line (from 1) that a reader would point at; the
line of a call is that of its last name (`.get(`), which is where people look for a route. Function and class bodies, defaults and annotations
are lowered when they are first asked for, because most of them never are. What a language has and this tree has not becomes `Opaque`, whose
children are still evaluated, so that unknown syntax loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Expr = Any  # one of the expression tuples below
Stmt = Any  # one of the statement tuples below
Block = tuple[Stmt, ...]

# -- expressions ------------------------------------------------------------------------------------------------------------------


class Const(NamedTuple):
    """A literal: str, int, float, bool, None, bytes, Ellipsis."""

    at: int
    value: Any


class Name(NamedTuple):
    at: int
    name: str


class Attribute(NamedTuple):
    at: int
    target: Expr
    name: str


class Item(NamedTuple):
    at: int
    target: Expr
    index: Expr


class Slice(NamedTuple):
    at: int
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


class Argument(NamedTuple):
    """A call argument; kind `*` and `**` spread their value, `name` belongs to a keyword."""

    kind: Literal["", "*", "**"]
    name: str | None
    value: Expr


class Call(NamedTuple):
    at: int
    function: Expr
    arguments: tuple[Argument, ...]
    new: bool = False
    optional: bool = False  # only made where there is something to call: `plugin.install?.(app)`


class Template(NamedTuple):
    """A string built from parts: f-strings, template literals."""

    at: int
    parts: tuple[Expr, ...]


class Sequence(NamedTuple):
    at: int
    kind: Literal["list", "tuple", "set"]
    items: tuple[Expr, ...]


class Mapping(NamedTuple):
    """Entries are (key, value); key None spreads the value into the mapping."""

    at: int
    entries: tuple[tuple[Expr | None, Expr], ...]


class Spread(NamedTuple):
    at: int
    value: Expr


class Binary(NamedTuple):
    at: int
    op: str
    left: Expr
    right: Expr


class Logical(NamedTuple):
    """`and`, `or` and `??` with short circuit."""

    at: int
    op: str
    left: Expr
    right: Expr


class Unary(NamedTuple):
    """`not`, `-`, `+`, `~`."""

    at: int
    op: str
    value: Expr


class Compare(NamedTuple):
    at: int
    operands: tuple[Expr, ...]
    ops: tuple[str, ...]


class Choice(NamedTuple):
    """`then if test else other`, `test ? then : other`."""

    at: int
    test: Expr
    then: Expr
    other: Expr


class Lambda(NamedTuple):
    at: int
    code: FunctionCode


class Comprehension(NamedTuple):
    """Clauses are ("for", target, iterable) or ("if", test); a mapping has a pair as element."""

    at: int
    kind: Literal["list", "set", "mapping", "generator"]
    element: Any
    clauses: tuple[tuple[Any, ...], ...]


class Named(NamedTuple):
    """An assignment that is an expression."""

    at: int
    target: Expr
    value: Expr


class Yield(NamedTuple):
    at: int
    value: Expr | None
    delegated: bool


class Await(NamedTuple):
    at: int
    value: Expr


class Comma(NamedTuple):
    """`a, b, c`: all are evaluated, the last is the value."""

    at: int
    items: tuple[Expr, ...]


class Regex(NamedTuple):
    """A regular expression literal."""

    at: int
    source: str
    flags: str


class Super(NamedTuple):
    """`super` where it is a word of its own."""

    at: int


class Accessor(NamedTuple):
    """A getter or setter in an object literal; `kind` is `get` or `set`."""

    at: int
    kind: str
    code: FunctionCode


class ClassExpression(NamedTuple):
    """A class as a value."""

    at: int
    code: ClassCode


class Default(NamedTuple):
    """A target with the value it takes where it is given none."""

    at: int
    target: Expr
    value: Expr


class Element(NamedTuple):
    """A JSX element; `tag` None is one of HTML or a fragment. An attribute without a name is spread into the others."""

    at: int
    tag: Expr | None
    attributes: tuple[tuple[str | None, Expr], ...]
    children: tuple[Expr, ...]


TAGGED = (
    "tagged template"  # an opaque expression of the tag, its texts, the same as written, and what stands between them
)


class Opaque(NamedTuple):
    """Something without a meaning here; its children are evaluated for their effects."""

    at: int
    what: str
    children: tuple[Expr, ...]


# -- statements -------------------------------------------------------------------------------------------------------------------


class Expression(NamedTuple):
    at: int
    value: Expr


class Assign(NamedTuple):
    """`value` None is a bare declaration (`x: int`)."""

    at: int
    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Later[Expr] | None


class AugAssign(NamedTuple):
    at: int
    target: Expr
    op: str
    value: Expr


class If(NamedTuple):
    at: int
    test: Expr
    then: Block
    other: Block


class For(NamedTuple):
    at: int
    target: Expr
    iterable: Expr
    body: Block
    orelse: Block


class While(NamedTuple):
    at: int
    test: Expr
    body: Block
    orelse: Block


class Handler(NamedTuple):
    """An except clause."""

    at: int
    caught: Expr | None
    name: str | None
    body: Block


class Try(NamedTuple):
    at: int
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


class With(NamedTuple):
    at: int
    items: tuple[tuple[Expr, Expr | None], ...]
    body: Block


class Pattern(NamedTuple):
    """What a case accepts. `kind` is any, value, or, as, sequence, rest, mapping, class or unknown; `names` are what it binds, of a class the
    attributes its parts are held against.
    """

    kind: str
    value: Expr | None = None
    names: tuple[str, ...] = ()
    parts: tuple[Pattern, ...] = ()
    keys: tuple[Expr, ...] = ()


class Case(NamedTuple):
    """A branch of a match."""

    at: int
    pattern: Pattern
    guard: Expr | None
    body: Block


class Match(NamedTuple):
    at: int
    subject: Expr
    cases: tuple[Case, ...]


class Return(NamedTuple):
    at: int
    value: Expr | None


class Raise(NamedTuple):
    at: int
    value: Expr | None


class Break(NamedTuple):
    at: int


class Continue(NamedTuple):
    at: int


class Pass(NamedTuple):
    at: int


class Scoped(NamedTuple):
    """`global` and `nonlocal`."""

    at: int
    names: tuple[str, ...]


class Delete(NamedTuple):
    at: int
    targets: tuple[Expr, ...]


class FunctionDef(NamedTuple):
    at: int
    name: str
    code: FunctionCode
    decorators: tuple[Expr, ...]


class ClassDef(NamedTuple):
    at: int
    name: str
    code: ClassCode
    decorators: tuple[Expr, ...]


class Import(NamedTuple):
    """`import module` (binds its first name) or `import module as alias`."""

    at: int
    module: str
    alias: str | None


class ImportFrom(NamedTuple):
    """`from module import name as alias, ...`; a name `*` takes all."""

    at: int
    module: str
    names: tuple[tuple[str, str], ...]


class Declare(NamedTuple):
    """`const`, `let` or `var`; `value` None is a bare declaration."""

    at: int
    kind: str
    target: Expr
    value: Expr | None


class Nested(NamedTuple):
    """A block with names of its own."""

    at: int
    body: Block


class ForEach(NamedTuple):
    """`for (kind target of iterable)`, with `keys` `in`; `kind` "" assigns to what is declared elsewhere."""

    at: int
    keys: bool
    kind: str
    target: Expr
    iterable: Expr
    body: Block


class Within(NamedTuple):
    """`with (target) ...`: names of the body may be those of an object."""

    at: int
    target: Expr
    body: Block


class ForLoop(NamedTuple):
    """`for (first; test; step)`; `late` where the first turn comes before the test, as in `do`."""

    at: int
    first: Block
    test: Expr | None
    step: Expr | None
    body: Block
    late: bool = False


class Switch(NamedTuple):
    """`switch`; cases are (test, body), the default has no test, and control falls through."""

    at: int
    subject: Expr
    cases: tuple[tuple[Expr | None, Block], ...]


class Member(NamedTuple):
    """A member of a class body that is none in Python's sense.

    `kind` is method, get, set, field or block; `value` is code, an expression or a block.
    """

    at: int
    kind: str
    static: bool
    key: Expr | None
    value: Any
    decorators: tuple[Expr, ...] = ()


class Unparsed(NamedTuple):
    """A statement the parser could not make sense of; it costs itself only."""

    at: int
    text: str


# -- code that is lowered when entered -------------------------------------------------------------------------------------------


T = TypeVar("T")


class Later(Generic[T]):
    """A part lowered on first use."""

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._value: T | None = None

    def get(self) -> T:
        if self._make is not None:
            self._value = self._make()
            self._make = None
        return self._value  # type: ignore[return-value]  # set just above; T itself may be None


class Parameter(NamedTuple):
    """A formal parameter; `kind` is `pos`, `only` (positional only), `kw` (keyword only), `*` or `**`."""

    name: str
    kind: str
    default: Later[Expr] | None
    annotation: Later[Expr] | None


class FunctionCode:
    """A function as written. `text()` is its source, by which the evaluator judges what it may do before lowering it."""

    __slots__ = (
        "arrow",
        "at",
        "body",
        "calls",
        "file",
        "is_async",
        "key",
        "name",
        "params",
        "returns",
        "span",
        "takes",
        "text",
    )

    def __init__(
        self,
        name: str,
        at: int,
        file: str,
        params: Later[tuple[Parameter, ...]],
        body: Later[Block],
        returns: Later[Expr] | None,
        text: Callable[[], bytes],
        *,
        is_async: bool = False,
        arrow: bool = False,
        span: tuple[int, int] = (0, 0),
    ) -> None:
        self.name, self.at, self.file = name, at, file
        self.span = span  # where it begins and ends in its file, in bytes, where the language says so
        self.params, self.body, self.returns, self.text = params, body, returns, text
        self.is_async = is_async
        self.arrow = arrow  # sees the `this` and `arguments` of what surrounds it
        # judged from its text when first asked: whether it registers routes, whether its head takes a router, what it calls
        self.key: bool | None = None
        self.takes: bool | None = None
        self.calls: frozenset[bytes] | None = None

    def __repr__(self) -> str:
        return f"<code {self.name} {self.file}:{self.at}>"


class ClassCode:
    """A class as written."""

    __slots__ = ("at", "bases", "body", "file", "keywords", "name")

    def __init__(
        self,
        name: str,
        at: int,
        file: str,
        bases: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
        body: Later[Block],
    ) -> None:
        self.name, self.at, self.file = name, at, file
        self.bases, self.keywords, self.body = bases, keywords, body

    def __repr__(self) -> str:
        return f"<class code {self.name} {self.file}:{self.at}>"
