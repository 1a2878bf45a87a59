"""Lowered expressions against Python's own `ast`: what is called, with what, in which order and grouping, over modules of the standard library."""

from __future__ import annotations

import ast
import sysconfig
from functools import singledispatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from accord.source import ir
from accord.source.python import PythonSource

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = Path(sysconfig.get_path("stdlib"))
# small and large, old style and new, with the grammar's corners: nested displays, conditionals, stars, walruses, chained comparisons
MODULES = (
    "argparse", "ast", "asyncio/base_events", "asyncio/tasks", "codecs", "configparser", "contextlib", "dataclasses", "decimal", "difflib",
    "email/message", "enum", "fractions", "functools", "http/client", "http/server", "importlib/_bootstrap_external", "inspect", "ipaddress",
    "json/decoder", "logging/config", "mailbox", "pathlib", "pickle", "posixpath", "random", "shutil", "smtplib", "ssl", "statistics", "string",
    "subprocess", "tarfile", "textwrap", "traceback", "typing", "unittest/mock", "urllib/parse", "uuid", "zipfile",
)  # fmt: skip
BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.FloorDiv: "//",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
}  # fmt: skip
UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not "}
COMPARED = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in",
}  # fmt: skip
DISPLAYS = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}
OPAQUE = {
    ast.Lambda: "lambda", ast.ListComp: "comprehension", ast.SetComp: "comprehension", ast.GeneratorExp: "comprehension",
    ast.DictComp: "comprehension", ast.Yield: "yield", ast.YieldFrom: "yield", ast.JoinedStr: "constant",
}  # fmt: skip


def spelled(node: Any) -> str:
    """An expression of either tree in one spelling; literals are alike, bodies of their own are left to their own expressions."""
    return "-" if node is None else _spelled(node)


def _named(value: object) -> str:
    return repr(value) if value is None or isinstance(value, bool) else "constant"


def _call(function: Any, positional: list[str], named: list[str]) -> str:
    return f"{spelled(function)}({', '.join([*positional, *sorted(named)])})"


@singledispatch
def _spelled(node: Any) -> str:
    return OPAQUE.get(type(node)) or type(node).__name__


@_spelled.register
def _(node: ast.Name) -> str:
    return node.id


@_spelled.register
def _(node: ir.Name) -> str:
    return node.name


@_spelled.register
def _(node: ast.Attribute) -> str:
    return f"{spelled(node.value)}.{node.attr}"


@_spelled.register
def _(node: ir.Attribute) -> str:
    return f"{spelled(node.target)}.{node.name}"


@_spelled.register
def _(node: ast.Constant) -> str:
    return _named(node.value)


@_spelled.register
def _(node: ir.Const) -> str:
    return _named(node.value)


@_spelled.register
def _(node: ir.Template) -> str:
    return "constant"


@_spelled.register
def _(node: ast.Call) -> str:
    named = [f"{k.arg or '**'}={spelled(k.value)}" for k in node.keywords]
    return _call(node.func, [spelled(a) for a in node.args], named)


@_spelled.register
def _(node: ir.Call) -> str:
    named = [a for a in node.arguments if a.kind == "**" or a.name is not None]
    positional = [("*" if a.kind == "*" else "") + spelled(a.value) for a in node.arguments if a not in named]
    return _call(node.function, positional, [f"{a.name or '**'}={spelled(a.value)}" for a in named])


@_spelled.register
def _(node: ast.Subscript) -> str:
    return f"{spelled(node.value)}[{spelled(node.slice)}]"


@_spelled.register
def _(node: ir.Item) -> str:
    return f"{spelled(node.target)}[{spelled(node.index)}]"


@_spelled.register
def _(node: ast.Slice) -> str:
    return ":".join(map(spelled, (node.lower, node.upper, node.step)))


@_spelled.register
def _(node: ir.Slice) -> str:
    return ":".join(map(spelled, node[1:]))


@_spelled.register(ast.List)
@_spelled.register(ast.Tuple)
@_spelled.register(ast.Set)
def _(node: Any) -> str:
    return f"{DISPLAYS[type(node)]}[{', '.join(map(spelled, node.elts))}]"


@_spelled.register
def _(node: ir.Sequence) -> str:
    return f"{node.kind}[{', '.join(map(spelled, node.items))}]"


@_spelled.register
def _(node: ast.Dict) -> str:
    return _mapping(zip(node.keys, node.values, strict=True))


@_spelled.register
def _(node: ir.Mapping) -> str:
    return _mapping(iter(node.entries))


def _mapping(entries: Iterator[tuple[Any, Any]]) -> str:
    return "{" + ", ".join(f"{'**' if key is None else spelled(key)}: {spelled(value)}" for key, value in entries) + "}"


@_spelled.register(ast.Starred)
@_spelled.register(ir.Spread)
def _(node: Any) -> str:
    return f"*{spelled(node.value)}"


@_spelled.register
def _(node: ast.BinOp) -> str:
    return f"({spelled(node.left)} {BINARY[type(node.op)]} {spelled(node.right)})"


@_spelled.register(ir.Binary)
@_spelled.register(ir.Logical)
def _(node: Any) -> str:
    return f"({spelled(node.left)} {node.op} {spelled(node.right)})"


@_spelled.register
def _(node: ast.BoolOp) -> str:
    first, *others = map(spelled, node.values)
    for other in others:
        first = f"({first} {'and' if type(node.op) is ast.And else 'or'} {other})"
    return first


@_spelled.register
def _(node: ast.UnaryOp) -> str:
    return UNARY[type(node.op)] + spelled(node.operand)


@_spelled.register
def _(node: ir.Unary) -> str:
    return ("not " if node.op == "not" else node.op) + spelled(node.value)


@_spelled.register
def _(node: ast.Compare) -> str:
    return _compared(node.left, [COMPARED[type(op)] for op in node.ops], node.comparators)


@_spelled.register
def _(node: ir.Compare) -> str:
    return _compared(node.operands[0], list(node.ops), list(node.operands[1:]))


def _compared(first: Any, ops: list[str], others: list[Any]) -> str:
    return f"<{spelled(first)}{''.join(f' {op} {spelled(o)}' for op, o in zip(ops, others, strict=True))}>"


@_spelled.register
def _(node: ast.IfExp) -> str:
    return f"({spelled(node.body)} if {spelled(node.test)} else {spelled(node.orelse)})"


@_spelled.register
def _(node: ir.Choice) -> str:
    return f"({spelled(node.then)} if {spelled(node.test)} else {spelled(node.other)})"


@_spelled.register(ast.NamedExpr)
@_spelled.register(ir.Named)
def _(node: Any) -> str:
    return f"({spelled(node.target)} := {spelled(node.value)})"


@_spelled.register(ast.Await)
@_spelled.register(ir.Await)
def _(node: Any) -> str:
    return f"await {spelled(node.value)}"


@_spelled.register
def _(node: ir.Lambda) -> str:
    return "lambda"


@_spelled.register
def _(node: ir.Comprehension) -> str:
    return "comprehension"


@_spelled.register
def _(node: ir.Yield) -> str:
    return "yield"


def _told(node: ast.AST) -> bool:
    """Whether a comparison means anything: names alone prove little."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return isinstance(node.ctx, ast.Load) if not isinstance(node, ast.Set) else True
    return isinstance(node, (ast.Call, ast.Dict, ast.IfExp, ast.NamedExpr))


def wanted(node: ast.AST) -> Iterator[str]:
    """What `ast` finds; assertions, what is raised and annotations are not lowered, as they register nothing."""
    if isinstance(node, (ast.Assert, ast.Raise)):
        return
    if _told(node):
        yield spelled(node)
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "type_params"):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from wanted(each)


def lowered(node: Any) -> Iterator[str]:
    """What the lowered tree holds, bodies forced."""
    if isinstance(node, tuple):
        if isinstance(node, (ir.Call, ir.Sequence, ir.Mapping, ir.Choice, ir.Named)):
            yield spelled(node)
        for each in node:
            yield from lowered(each)
    elif isinstance(node, ir.FunctionCode):
        for parameter in node.params.get():
            yield from lowered(parameter.default)
        yield from lowered(node.body.get())
    elif isinstance(node, ir.ClassCode):
        yield from lowered((tuple(node.bases), tuple(node.keywords), node.body.get()))
    elif isinstance(node, ir.Later):
        yield from lowered(node.get())


def compare(data: bytes) -> list[str]:
    """The expressions that `ast` sees in a source and the lowering does not."""
    source = PythonSource(data, "module.py")
    found = {text for number in range(len(source.statements)) for text in lowered(source.lower(number))}
    return sorted(set(wanted(ast.parse(data))) - found, key=len)


@pytest.mark.parametrize("name", MODULES)
def test_expressions_are_grouped_as_python_groups_them(name: str) -> None:
    """A module that this Python has in another place or refuses to read proves nothing."""
    path = LIBRARY / f"{name}.py"
    data = path.read_bytes() if path.is_file() else b""
    try:
        ast.parse(data)
    except SyntaxError:
        return
    assert compare(data) == []


def test_a_wrong_grouping_is_seen() -> None:
    """The comparison itself tells the difference between two readings of one text."""
    (call,) = (text for text in wanted(ast.parse("f(a, *b, key=c if d else e, **g)")) if text.startswith("f("))
    assert call == "f(a, *b, **=g, key=(c if d else e))"
    assert call in lowered(PythonSource(b"f(a, *b, key=c if d else e, **g)", "module.py").lower(0))
