"""Bodies of JavaScript that are parsed when they are asked for: what is lowered is what the whole file gives."""

from __future__ import annotations

from typing import Any

import pytest

from accord.source import ir, js_syntax
from accord.source.javascript import JavascriptSource
from accord.source.js_hollow import DEEP, SHORT, bodies

LONG = "".join(f"    const value{n} = make({n}, `a${{n}}`);\n" for n in range(8))
assert len(LONG) > SHORT

HANDLERS = f"""
router.get('/a', async (req, res) => {{
{LONG}}});
router
  .route('/b')
  .post(check, function (req, res) {{
  {LONG}  }}, last);
"""
FACTORY = f"""
export default function make(app: Express, {{ path = '/x' }} = {{}}): Promise<Router<unknown>> {{
  app.use(path, (req, res) => {{
  {LONG}  }});
  if (path) {{
  {LONG}  }}
  return app;
}}
"""
CLASS = f"""
class Api {{
  static {{
  {LONG}  }}
  constructor(
    private readonly app: Express,
  ) {{
  {LONG}  }}
  get all() {{
  {LONG}  }}
  static async *each(): AsyncGenerator<[string, number]> {{
  {LONG}  }}
}}
"""
CONDITION = f"if (a) {{\n{LONG}}} else if (b) {{\n{LONG}}}\nfor (const a of b) {{\n{LONG}}}\n"
WRAPPED_CONDITION = f"if (\n  a &&\n  b(c)\n) {{\n{LONG}}}\n"
CRLF = HANDLERS.replace("\n", "\r\n")
TABS = HANDLERS.replace("  ", "\t")
CHAIN = f"load().then((a) => {{\n{LONG}}}).catch((e) => {{\n{LONG}}});\nafter();\n"
LETTERS = f"const é = 'ü'; router.get('/ä', (req) => {{\n{LONG}}}); f('é');\n"

# what looks like a body of a function and is none, or ends elsewhere
TEXT = f"const page = `\n<script>\nfunction f() {{\n{LONG}}}\n${{title()}}\n</script>`;\nafter();\n"
TEXT_WITH_HOLES = f"const page = `\nfoo() {{\n{LONG}${{title(1)}}\n}}\n`;\nafter();\n"
COMMENT = f"/*\nfunction f() {{\n{LONG}}}\n*/\nafter();\n"
BRACE_IN_TEXT = f"f(() => {{\n{LONG}  const a = '}}';\n}});\nafter();\n"
CLOSED_EARLY = f"class A {{\n  foo() {{\n  {LONG}    return 1 }}\n}}\nclass B {{\n  bar() {{\n  {LONG}  }}\n}}\n"
ONE_AFTER_ANOTHER = f"class A {{\n  foo() {{\n    return 1 }} bar() {{\n  {LONG}  }}\n}}\n"
TERNARY = f"const a = b ? f(c) : {{\n{LONG.replace('const ', '').replace(' =', ':').replace(';', ',')}}};\n"
SWITCH = f"switch (a) {{\n  case 1: {{\n{LONG}  }}\n}}\n"
MIXIN = f"class A extends mixin(B) {{\n  foo() {{\n{LONG}  }}\n}}\nclass C\n  extends mixin(B) {{\n    bar() {{\n{LONG}}}\n  }}\n"
TYPE = "interface A {\n  f: () => {\n" + "    name: string;\n" * 20 + "  };\n}\nconst a = 1;\n"
OPEN_ENDED = f"f(() => {{\n{LONG}"

SOURCES = {name: text for name, text in globals().items() if name.isupper() and name not in ("LONG", "SHORT") and isinstance(text, str)}  # fmt: skip


def shape(node: Any) -> Any:
    """A tree with everything lowered that is lowered late."""
    if isinstance(node, ir.Later):
        return shape(node.get())
    if isinstance(node, ir.FunctionCode):
        return (node.name, node.at, node.is_async, node.span, shape(node.params), shape(node.body))
    if isinstance(node, ir.ClassCode):
        return (node.name, node.at, shape(node.bases), shape(node.body))
    if isinstance(node, tuple):
        return (type(node).__name__, *map(shape, node))
    return repr(node)


def shapes(text: str) -> list[Any]:
    source = JavascriptSource(text.encode(), "m.ts")
    return [source.errors, source.index, *(shape(source.lower(number)) for number in range(len(source.statements)))]


@pytest.mark.parametrize("name", SOURCES)
def test_a_hollow_module_is_lowered_as_the_whole_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shapes(SOURCES[name])
    monkeypatch.setattr(js_syntax, "bodies", lambda *_: [])
    assert found == shapes(SOURCES[name])


@pytest.mark.parametrize(
    ("text", "number"),
    [(HANDLERS, 2), (FACTORY, 1), (CLASS, 3), (CRLF, 2), (TABS, 2), (CHAIN, 2), (WRAPPED_CONDITION, 1), (CONDITION, 0), (CLOSED_EARLY, 1),
     (ONE_AFTER_ANOTHER, 0), (BRACE_IN_TEXT, 0), (SWITCH, 0), (TERNARY, 0), (OPEN_ENDED, 0), ("f(() => {\n  a();\n});\n", 0)],
)  # fmt: skip
def test_what_is_left_out(text: str, number: int) -> None:
    found = bodies(text.encode(), 0, len(text.encode()))
    assert len(found) == number
    assert all(text.encode()[start - 1 : start] == b"{" and text.encode()[end : end + 1] == b"}" for start, end in found)  # fmt: skip


def test_a_body_nested_too_deep_is_left_in_place() -> None:
    for depth, number in ((DEEP - 1, 1), (DEEP + 1, 0)):
        data = b"f(() => {\n" + b"  {\n" * depth + LONG.encode() + b"  }\n" * depth + b"});\n"
        assert len(bodies(data, 0, len(data))) == number


def test_bodies_that_turn_out_to_be_none_are_looked_for_only_so_often() -> None:
    """Each level holds an open brace in a text below: without an end to it, every level looks through all below."""
    depth = 400
    opened = "".join(f"{' ' * n}f(() => {{\n" for n in range(depth))
    closed = "".join(f"{' ' * n}}});\n" for n in reversed(range(depth)))
    data = (opened + f'{" " * depth}"{{";\n' + closed + HANDLERS).encode()
    assert bodies(data, 0, len(data)) == []


def test_what_is_not_a_body_costs_the_others_nothing() -> None:
    data = (HANDLERS + COMMENT).encode()
    _, hidden = js_syntax.parse(data, "m.ts")
    assert len(bodies(data, 0, len(data))) == 3
    assert len(hidden) == 2


def test_a_body_that_does_not_parse_is_told_where_it_is_entered() -> None:
    text = f"const a = 1;\nfunction f() {{\n  const = ;\n{LONG}}}\n"
    source = JavascriptSource(text.encode(), "m.js")
    assert source.errors == ()
    first = source.lower(1)[0].code.body.get()[0]
    assert (type(first), first.at) == (ir.Unparsed, 3)


def test_a_place_in_a_body_is_known_for_text() -> None:
    text = f"// app.get('/x')\nf(() => {{\n  // app.get('/a')\n  app.get('/b');\n{LONG}}});\n"
    source = JavascriptSource(text.encode(), "m.js")
    assert [source.in_text(text.index(path) - 5) for path in ("'/x'", "'/a'", "'/b'")] == [True, True, False]


@pytest.mark.parametrize(
    "damage", ["const = ;\n", "app.get('/x', function( {\n", "// a\nlet b = 'c' /* d */\n", "é ) } `\n"]
)
def test_what_a_place_is_does_not_hang_on_how_much_stands_around_it(damage: str) -> None:
    data = ("'use strict'\n" + damage * 150 + "app.get('/y')").encode()
    whole = js_syntax._whole(data, "app.js")
    for at in range(len(data)):
        found = whole.descendant_for_byte_range(at, at + 1)
        assert js_syntax.kind_at(data, "app.js", at) == (found.type if found else "")


def test_a_place_between_statements_is_no_code() -> None:
    data = b"a()\n\n// b\nc('d')\n"
    source = JavascriptSource(data, "app.js")
    assert [source.in_text(at) for at in (0, 4, 6, 10, 13, 17)] == [False, True, True, False, True, True]


@pytest.mark.parametrize("data", [b"", b"a", b"\n", b"a\n", b"a\n\nb", b"\r\na\r\n"])
def test_every_line_ends_behind_its_line_feed(data: bytes) -> None:
    assert list(js_syntax._breaks(data)) == [at + 1 for at, one in enumerate(data) if one == ord("\n")]
