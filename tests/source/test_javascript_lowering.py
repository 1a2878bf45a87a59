"""JavaScript and TypeScript source to the common tree."""

from __future__ import annotations

from typing import Any

import pytest

from accord.source import ir
from accord.source.javascript import JavascriptSource
from accord.source.js_syntax import grammar_of


def lower(text: str, file: str = "a.ts") -> tuple[Any, ...]:
    source = JavascriptSource(text.encode(), file)
    return tuple(statement for number in range(len(source.statements)) for statement in source.lower(number))


def expression(text: str, file: str = "a.ts") -> Any:
    return lower(f"x = {text}", file)[0].value.value


@pytest.mark.parametrize(
    ("file", "grammar"),
    [("a.js", "javascript"), ("a.jsx", "javascript"), ("a.mjs", "javascript"), ("a.cjs", "javascript"), ("a.ts", "typescript"), ("a.tsx", "tsx"),
     ("a.mts", "typescript"), ("a.cts", "typescript")],
)  # fmt: skip
def test_the_grammar_is_that_of_the_extension(file: str, grammar: str) -> None:
    assert grammar_of(file) == grammar


def test_the_line_of_a_call_is_that_of_its_last_name() -> None:
    call = lower("app\n  .use('/a')\n  .get(\n    '/x', h)\n")[0].value
    assert (call.at, call.function.name) == (3, "get")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it\\'s'", "it's"),
        ('"\\u0041\\x42"', "AB"),
        ("`plain`", "plain"),
        ("0x10", 16),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("null", None),
        ("true", True),
    ],
)
def test_literals(text: str, value: object) -> None:
    assert expression(text).value == value


@pytest.mark.parametrize("text", ["y as string", "(y)", "y!", "<any>y", "y satisfies X"])
def test_types_leave_the_value(text: str) -> None:
    assert isinstance(expression(text), ir.Name)


def test_a_template_keeps_its_parts() -> None:
    assert [type(p).__name__ for p in expression("`/a/${b}/c`").parts] == ["Const", "Name", "Const"]


@pytest.mark.parametrize(
    "text",
    [
        "async function f() { await (0, m.g)(x) }",
        "class A { async m() { const a = 1; await (0, m.g)(x); } }",
        "const f = async () => { await (0, m.g)(x); }",
    ],
)
def test_await_before_parentheses_is_no_call_of_await(text: str) -> None:
    """The grammar takes some of these for a call of a function named await."""
    assert "name='await'" not in everything(lower(text, "a.js"))


def everything(node: Any) -> str:
    """A tree with its function and class bodies, spelled out."""
    if isinstance(node, ir.FunctionCode | ir.ClassCode):
        return everything(node.body.get())
    if isinstance(node, tuple):
        return f"{type(node).__name__}({' '.join(everything(part) for part in node)})" + (
            "name='await'" if isinstance(node, ir.Name) and node.name == "await" else ""
        )
    return repr(node)


def test_exports_are_known_without_running() -> None:
    text = "export const a = 1, { b, c: [d] } = e\nexport default function f() {}\nexport { x as y } from './z'\nexport * from './s'\nexport * as n from './m'\nexport type T = 1"
    source = JavascriptSource(text.encode(), "a.ts")
    assert source.exports == {
        "a": (None, "a"),
        "b": (None, "b"),
        "d": (None, "d"),
        "default": (None, "f"),
        "y": ("./z", "x"),
        "n": ("./m", "*"),
    }
    assert source.stars == ["./s"]
    assert source.es


def test_type_only_imports_bind_nothing() -> None:
    source = JavascriptSource(
        b"import type { A } from './a'\nimport { type B, C } from './b'\nimport D = require('./d')", "a.ts"
    )
    assert sorted(source.index) == ["C", "D"]


def test_function_declarations_come_first_in_their_block() -> None:
    body = lower("function f() { g(); function g() {} }")[0].code.body.get()
    assert [type(s).__name__ for s in body] == ["FunctionDef", "Expression"]


def test_parameter_properties_are_set_on_the_object() -> None:
    members = lower("class A { constructor(private readonly app: App, plain: string) {} }")[0].code.body.get()
    assert [type(s.value).__name__ for s in members[0].value.body.get()] == ["Named"]


def test_unknown_syntax_keeps_what_it_holds() -> None:
    assert isinstance(expression("tag`a ${b()}`", "a.tsx"), ir.Opaque)


def test_an_element_keeps_its_tag_its_attributes_and_what_it_holds() -> None:
    made = expression('<A.B b={c()} {...e} d="x" f>{d()}<i g={h}/></A.B>', "a.tsx")
    assert isinstance(made, ir.Element)
    assert isinstance(made.tag, ir.Attribute)
    assert [name for name, _ in made.attributes] == ["b", None, "d", "f"]
    assert [type(child) for child in made.children] == [ir.Call, ir.Element]
    assert made.children[1].tag is None


def test_a_generic_call_that_is_awaited_is_a_call_of_its_member() -> None:
    made = expression("await this.a.get<T>(x)", "a.ts")
    assert isinstance(made, ir.Await)
    assert isinstance(made.value, ir.Call)
    assert isinstance(made.value.function, ir.Attribute)


def test_damage_costs_itself_only() -> None:
    source = JavascriptSource(b"const a = 1\nconst = ;\nconst b = 2\n", "a.js")
    assert {"a", "b"} <= source.index.keys()
    assert source.errors
