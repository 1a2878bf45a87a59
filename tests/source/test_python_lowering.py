"""Python source to the common tree: kinds, lines, laziness and what damaged or strange source costs."""

from __future__ import annotations

import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.source import ir
from accord.source.python import PythonSource
from accord.source.python_slices import SlicedSource
from accord.source.python_strings import Ambiguous
from accord.source.python_syntax import is_text

LIBRARY = Path(sysconfig.get_path("stdlib"))


def lowered(text: str) -> tuple[Any, ...]:
    """All statements of a source."""
    source = PythonSource(text.encode(), "module.py")
    return tuple(s for number in range(len(source.statements)) for s in source.lower(number))


def one(text: str) -> Any:
    (statement,) = lowered(text)
    return statement


def value(text: str) -> Any:
    return one(text).value


def force(node: Any, depth: int = 0) -> int:
    """Lower everything below a node, bodies and annotations included; how many nodes there are."""
    if depth > 900:
        return 0
    if isinstance(node, ir.Later):
        return force(node.get(), depth + 1)
    if isinstance(node, (ir.FunctionCode, ir.ClassCode)):
        parts = [getattr(node, name, None) for name in ("params", "body", "returns", "bases", "keywords")]
        return 1 + sum(force(part, depth + 1) for part in parts)
    if isinstance(node, tuple):
        return 1 + sum(force(part, depth + 1) for part in node)
    return 0


EXPRESSIONS = [
    ("'a'", "Const(at=1, value='a')"),
    ("b'a'", "Const(at=1, value=b'a')"),
    ("r'\\d'", "Const(at=1, value='\\\\d')"),
    ("'\\n'", "Const(at=1, value='\\n')"),
    ("'a' 'b'", "Const(at=1, value='ab')"),
    ("0x1F", "Const(at=1, value=31)"),
    ("1_000", "Const(at=1, value=1000)"),
    ("2.5", "Const(at=1, value=2.5)"),
    ("None", "Const(at=1, value=None)"),
    ("True", "Const(at=1, value=True)"),
    ("...", "Const(at=1, value=Ellipsis)"),
    ("name", "Name(at=1, name='name')"),
    ("a.b", "Attribute(at=1, target=Name(at=1, name='a'), name='b')"),
    ("a[1]", "Item(at=1, target=Name(at=1, name='a'), index=Const(at=1, value=1))"),
    (
        "a[1:]",
        "Item(at=1, target=Name(at=1, name='a'), index=Slice(at=1, lower=Const(at=1, value=1), upper=None, step=None))",
    ),
    (
        "a[::2]",
        "Item(at=1, target=Name(at=1, name='a'), index=Slice(at=1, lower=None, upper=None, step=Const(at=1, value=2)))",
    ),
    ("f'/{a}/x'", "Template(at=1, parts=(Const(at=1, value='/'), Name(at=1, name='a'), Const(at=1, value='/x')))"),
    ("f'{{a}}'", "Const(at=1, value='{a}')"),
    ("f'{a!s}'", "Template(at=1, parts=(Name(at=1, name='a'),))"),
    ("[1, *a]", "Sequence(at=1, kind='list', items=(Const(at=1, value=1), Spread(at=1, value=Name(at=1, name='a'))))"),
    ("()", "Sequence(at=1, kind='tuple', items=())"),
    ("{1}", "Sequence(at=1, kind='set', items=(Const(at=1, value=1),))"),
    (
        "{'a': 1, **b}",
        "Mapping(at=1, entries=((Const(at=1, value='a'), Const(at=1, value=1)), (None, Name(at=1, name='b'))))",
    ),
    ("a + b", "Binary(at=1, op='+', left=Name(at=1, name='a'), right=Name(at=1, name='b'))"),
    ("a and b", "Logical(at=1, op='and', left=Name(at=1, name='a'), right=Name(at=1, name='b'))"),
    ("not a", "Unary(at=1, op='not', value=Name(at=1, name='a'))"),
    ("-a", "Unary(at=1, op='-', value=Name(at=1, name='a'))"),
    ("a is not b", "Compare(at=1, operands=(Name(at=1, name='a'), Name(at=1, name='b')), ops=('is not',))"),
    ("a not in b", "Compare(at=1, operands=(Name(at=1, name='a'), Name(at=1, name='b')), ops=('not in',))"),
    ("x if a else y", "Choice(at=1, test=Name(at=1, name='a'), then=Name(at=1, name='x'), other=Name(at=1, name='y'))"),
    ("(a := 1)", "Named(at=1, target=Name(at=1, name='a'), value=Const(at=1, value=1))"),
    ("await a", "Await(at=1, value=Name(at=1, name='a'))"),
    ("(a)", "Name(at=1, name='a')"),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expression(text: str, expected: str) -> None:
    # a lone string is a docstring, so each is assigned
    assert str(value(f"_ = {text}\n")) == expected


def test_a_format_inside_of_text_is_a_call() -> None:
    (call,) = value("_ = f'{a!r:>{w}}'\n").parts
    assert call.function == ir.Attribute(1, ir.Const(1, "{!r:>{w}}"), "format")
    assert [a.value for a in call.arguments] == [ir.Name(1, "a")]


def test_a_call_keeps_its_arguments_in_order() -> None:
    call = value("f(1, *a, key=2, **b)\n")
    assert [(a.kind, a.name) for a in call.arguments] == [("", None), ("*", None), ("", "key"), ("**", None)]


def test_a_generator_is_one_argument() -> None:
    call = value("f(x for x in y)\n")
    assert [type(a.value) for a in call.arguments] == [ir.Comprehension]


def test_a_call_over_several_lines_stands_at_its_last_name() -> None:
    assert value("app \\\n  .router \\\n  .get(\n'/x')\n").at == 3


def test_a_subscript_of_several_is_a_tuple() -> None:
    assert value("_ = a[1, 2]\n").index == ir.Sequence(1, "tuple", (ir.Const(1, 1), ir.Const(1, 2)))


@pytest.mark.parametrize(
    ("text", "kind", "clauses"),
    [
        ("[x for x in y if x]", "list", ["for", "if"]),
        ("{x for x in y}", "set", ["for"]),
        ("{k: v for k, v in y for z in v}", "mapping", ["for", "for"]),
        ("(x async for x in y)", "generator", ["for"]),
    ],
)
def test_comprehension(text: str, kind: str, clauses: list[str]) -> None:
    made = value(f"_ = {text}\n")
    assert (made.kind, [c[0] for c in made.clauses]) == (kind, clauses)


STATEMENTS = [
    ("a = b = 1", ir.Assign),
    ("a: int", ir.Assign),
    ("a: int = 1", ir.Assign),
    ("a += 1", ir.AugAssign),
    ("f()", ir.Expression),
    ("if a: pass", ir.If),
    ("for a in b: pass", ir.For),
    ("while a: pass", ir.While),
    ("try: pass\nexcept E as e: pass\nelse: pass\nfinally: pass", ir.Try),
    ("with a as b, c: pass", ir.With),
    ("match a:\n  case 1: pass", ir.Match),
    ("raise E", ir.Raise),
    ("global a", ir.Scoped),
    ("del a[0], b", ir.Delete),
    ("def f(): pass", ir.FunctionDef),
    ("async def f(): pass", ir.FunctionDef),
    ("class A(B, metaclass=M): pass", ir.ClassDef),
    ("import a.b as c", ir.Import),
    ("from . import a", ir.ImportFrom),
    ("assert a", ir.Pass),
    ("type A = int", ir.Assign),
]


@pytest.mark.parametrize(("text", "kind"), STATEMENTS)
def test_statement(text: str, kind: type) -> None:
    made = one(f"\n{text}\n")
    assert type(made) is kind
    assert made.at == 2


def test_control_statements_inside_a_function() -> None:
    (function,) = lowered("def f():\n  while a:\n    break\n    continue\n  yield 1\n  yield from b\n  return 2\n")
    loop, once, every, back = function.code.body.get()
    assert [type(s) for s in loop.body] == [ir.Break, ir.Continue]
    assert (once.value.delegated, every.value.delegated) == (False, True)
    assert back == ir.Return(7, ir.Const(7, 2))


def test_nothing_is_left_of_comments_docstrings_and_pass() -> None:
    assert lowered('"""A module."""\n# note\npass\nfrom __future__ import annotations\n') == ()


def test_elif_is_an_if_in_the_other_branch() -> None:
    made = one("if a:\n  x\nelif b:\n  y\nelse:\n  z\n")
    assert (type(made.other[0]), made.other[0].at, made.other[0].other[0].at) == (ir.If, 3, 6)


def test_parameters_of_every_kind() -> None:
    (function,) = lowered("def f(a, b: int, /, c=1, *args, d, e: str = 'x', **rest) -> None: ...\n")
    kinds = [(p.name, p.kind, p.default is not None, p.annotation is not None) for p in function.code.params.get()]
    assert kinds == [
        ("a", "only", False, False),
        ("b", "only", False, True),
        ("c", "pos", True, False),
        ("args", "*", False, False),
        ("d", "kw", False, False),
        ("e", "kw", True, True),
        ("rest", "**", False, False),
    ]


def test_a_bare_star_makes_the_rest_keyword_only() -> None:
    (function,) = lowered("def f(a, *, b): ...\n")
    assert [(p.name, p.kind) for p in function.code.params.get()] == [("a", "pos"), ("b", "kw")]


def test_decorators_stand_in_order_with_their_lines() -> None:
    made = one("@a\n@b.c(1)\ndef f(): ...\n")
    assert ([d.at for d in made.decorators], made.at, made.name) == ([1, 2], 3, "f")


def test_imports_name_what_they_bind() -> None:
    source = PythonSource(b"import a.b\nimport c.d as e\nfrom .x import (y, z as w)\nfrom v import *\n", "m.py")
    assert list(source.index) == ["a", "e", "y", "w", "*"]


def test_names_bound_below_conditions_are_found() -> None:
    text = "if a:\n  b = 1\nelse:\n  def c(): ...\ntry:\n  import d\nexcept E:\n  d = None\nfor e, (f, *g) in h:\n  pass\nwith i as j: k = l = 1\n"
    assert set(PythonSource(text.encode(), "m.py").index) == {"b", "c", "d", "e", "f", "g", "j", "k", "l"}


def test_what_may_change_a_name_later_is_known() -> None:
    text = "a = []\nb = 1\na.append(1)\nc = a\na[0] = 2\nprint(a2)\n"
    source = PythonSource(text.encode(), "m.py")
    assert [source.statements[n].line for n in source.changing("a", 0)] == [3, 5]


def test_match_cases_tell_constants_from_captures() -> None:
    text = "match a:\n  case 'x' | 'y': pass\n  case Color.RED: pass\n  case [b, c]: pass\n  case 1 if d: pass\n  case _: pass\n"
    cases = one(text).cases
    assert [c.pattern.kind for c in cases] == ["or", "value", "sequence", "value", "any"]
    assert [p.names for p in cases[2].pattern.parts] == [("b",), ("c",)]
    assert [c.guard is not None for c in cases] == [False, False, False, True, False]


def test_a_star_before_a_call_that_stands_first_is_of_the_call() -> None:
    items = one("a = [*b(), c, *d.e]\n").value.items
    assert [type(i) for i in items] == [ir.Spread, ir.Name, ir.Spread]
    assert type(items[0].value) is ir.Call


def test_a_line_that_goes_on_behind_a_backslash_adds_nothing() -> None:
    assert len(one("a(b, \\\n  c=1)\n").value.arguments) == 2
    assert len(one("a = [b, \\\n  c]\n").value.items) == 2
    assert type(one("a = b \\\n  if c else d\n").value) is ir.Choice


# -- laziness ---------------------------------------------------------------------------------------------------------------------


def test_bodies_are_lowered_once_and_late() -> None:
    made: list[int] = []
    later = ir.Later(lambda: made.append(1) or "value")
    assert made == []
    assert (later.get(), later.get(), made) == ("value", "value", [1])


def test_the_text_of_a_function_is_its_source() -> None:
    assert one("async def f(a):\n  return a\n").code.text() == b"async def f(a):\n  return a"


# -- tolerance --------------------------------------------------------------------------------------------------------------------


def test_a_syntax_error_costs_its_own_statement() -> None:
    source = PythonSource(b"a = 1\nb = = 2\nc = 3\n", "m.py")
    assert source.errors == (2,)
    assert {"a", "c"} <= set(source.index)
    assert any(s == ir.Assign(3, (ir.Name(3, "c"),), ir.Const(3, 3), None) for s in lowered("a = 1\nb = = 2\nc = 3\n"))


def test_a_syntax_error_in_a_body_leaves_the_rest_of_the_body() -> None:
    (function,) = lowered("def f():\n  a = 1\n  x = = 1\n  b = 2\n")
    bound = [s.targets[0].name for s in function.code.body.get() if isinstance(s, ir.Assign)]
    assert {"a", "b"} <= set(bound)


NEWER = [
    "def f[T: int](a: T) -> T: return a",
    "class A[T]: ...",
    "type A[T] = list[T]",
    "try:\n  a\nexcept* E as e:\n  b",
    "try:\n  a\nexcept A, B:\n  b",
    "with (a as b, c as d):\n  pass",
    "x = t'/{a}'",
    "x = f'{a['b']}'",
    "x = lambda *a, **k: (yield)",
    "async def f():\n  async with a as b:\n    async for c in d: pass",
    "def f(a, /, b): ...",
    "print(f'{x = }')",
]


@pytest.mark.parametrize("text", NEWER)
def test_syntax_newer_than_the_running_python_is_read(text: str) -> None:
    source = PythonSource(f"{text}\nafter = 1\n".encode(), "m.py")
    assert "after" in source.index
    assert sum(force(source.lower(n)) for n in range(len(source.statements))) > 1


@pytest.mark.parametrize("text", ["print 'x'", "exec 'x' in y", "raise E, 'x'", "a = 0777", "a <> b", "a = `b`"])
def test_syntax_older_than_the_running_python_costs_no_more_than_itself(text: str) -> None:
    source = PythonSource(f"before = 1\n{text}\nafter = 1\n".encode(), "m.py")
    assert {"before", "after"} <= set(source.index)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\xef\xbb\xbfa = 1\n",
        b"a = 1\r\nb = 2\r\n",
        b"a = 1\rb = 2\r",
        b"a = '\xe9'\n",
        b"\x00\x00",
        b"a = 1\n\x0cb = 2",
        b"\t\ta\n b",
        b"'" * 10_001,
        b"(" * 20_000,
        b"a = " + b"1 + " * 20_000 + b"1",
    ],
)
def test_strange_files_are_read(data: bytes) -> None:
    source = PythonSource(data, "m.py")
    for number in range(min(len(source.statements), 50)):
        with suppress(RecursionError):  # told as an unread place by the language table
            force(source.lower(number))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_crash_the_lowering(data: bytes) -> None:
    source = PythonSource(data, "m.py")
    for number in range(len(source.statements)):
        force(source.lower(number))


_TOKENS = st.sampled_from(
    [
        "def",
        "class",
        "if",
        "else",
        "elif",
        "for",
        "in",
        "while",
        "try",
        "except",
        "finally",
        "with",
        "as",
        "match",
        "case",
        "import",
        "from",
        "return",
        "yield",
        "await",
        "async",
        "lambda",
        "not",
        "and",
        "or",
        "is",
        "None",
        "True",
        "a",
        "b",
        "c",
        "f(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ".",
        "=",
        "==",
        ":=",
        "+",
        "*",
        "**",
        "@",
        "->",
        ";",
        "'",
        '"',
        "'''",
        "f'",
        "\\",
        "\n",
        "\n\n\t",
        "#",
        "...",
        "1",
        "0x",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_TOKENS, max_size=40).map(" ".join))
def test_arbitrary_words_of_the_language_never_crash_the_lowering(text: str) -> None:
    source = PythonSource(text.encode(), "m.py")
    for number in range(len(source.statements)):
        force(source.lower(number))


def standard_library(step: int) -> list[Path]:
    return [p for p in sorted(LIBRARY.glob("*.py")) if p.stat().st_size < 150_000][::step]


@pytest.mark.parametrize("path", standard_library(6), ids=lambda p: p.stem)
def test_modules_of_the_standard_library_are_lowered_whole(path: Path) -> None:
    source = PythonSource(path.read_bytes(), path.name)
    assert source.errors == ()
    statements = [s for n in range(len(source.statements)) for s in source.lower(n)]
    assert not any(isinstance(s, ir.Unparsed) for s in statements)
    assert force(tuple(statements)) > 0


# -- slices -----------------------------------------------------------------------------------------------------------------------


def sliced(data: bytes) -> SlicedSource | None:
    try:
        return SlicedSource(data, "m.py")
    except Ambiguous:
        return None


@pytest.mark.parametrize("path", standard_library(3), ids=lambda p: p.stem)
def test_slices_bind_the_names_the_whole_module_binds(path: Path) -> None:
    data = path.read_bytes()
    parts = sliced(data)
    if parts is None:
        pytest.skip("the module is parsed whole")
    whole = PythonSource(data, "m.py")
    assert set(whole.index) - set(parts.index) == set()
    assert [s.at for s in parts_lowered(parts)] == [s.at for n in range(len(whole.statements)) for s in whole.lower(n)]


def parts_lowered(source: SlicedSource) -> list[Any]:
    return [s for number in range(len(source.statements)) for s in source.lower(number)]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_crash_the_slicing(data: bytes) -> None:
    source = sliced(data)
    if source is not None:
        force(tuple(parts_lowered(source)))


def test_slices_survive_strings_brackets_and_decorators() -> None:
    text = b"a = '''\nb = 1\n'''\nc = (\n1,\n)\n@d(\n'x'\n)\ndef e(): ...\nif f:\n  g = 1\nelse:\n  h = 2\n"
    source = sliced(text)
    assert source is not None
    assert {"a", "c", "e", "g", "h"} <= set(source.index)
    assert [s.at for s in parts_lowered(source)] == [1, 4, 10, 11]


# -- strings ----------------------------------------------------------------------------------------------------------------------


def test_text_and_comments_are_told_from_code() -> None:
    data = b'"""doc @x"""\n@x.get("/y")\ndef f():\n    """@z"""\n    # @w\n'
    assert [is_text(data, data.index(mark)) for mark in (b'@x"', b"@x.", b"@z", b"@w")] == [True, False, True, True]


def test_the_running_python_is_no_limit() -> None:
    """The grammar reads what `ast` of this interpreter may refuse."""
    assert sys.version_info >= (3, 10)
    assert PythonSource(b"type A = int\n", "m.py").errors == ()


@pytest.mark.parametrize(
    "text", ["type(self).routes = []", "type(self).routes: list = []", "type(self).table['x'].y = 1", "type(a)[0] = 1"]
)
def test_what_is_set_on_a_type_is_no_alias(text: str) -> None:
    """A `type` statement begins with the same words."""
    ((_, (target,), _, _),) = lowered(text)
    while not isinstance(target, ir.Call):
        target = target.target
    assert target.function == ir.Name(1, "type")
    assert list(PythonSource(text.encode(), "module.py").statements[0].binds) == []
