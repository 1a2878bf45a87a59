"""What is found in the bytes of a JavaScript file before anything is parsed."""

from __future__ import annotations

import pytest

from accord.frameworks.express_words import firm, registers
from accord.scan import js_specifiers
from accord.scan.js_second_gate import passes_on
from accord.source.javascript import JavascriptSource


def test_specifiers_come_in_the_order_they_stand_in() -> None:
    text = (
        b"const a = require('a')\nimport b from \"b\"\nimport 'c'\nexport * from './d'\nawait import('e')\nrequire(f)\n"
    )
    assert js_specifiers.find(text) == ["a", "b", "c", "./d", "e"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"export * from './app'", True),
        (b"  export {\n  a,\n} from './app'", True),
        (b"__exportStar(require('./app'), exports)", True),
        (b"exports.a = require('./app')", True),
        (b"module.exports = { a, b: require('./app') }", True),
        (b"import a from './app'", False),
        (b"export const a = from", False),
        (b"// how to export it from './app'", False),
        (b"myexports.a = require('./app')", False),
        (b"const a = require('./app'); exports.b = 1", False),
    ],
)
def test_who_passes_on_what_it_imports(text: bytes, expected: bool) -> None:
    assert passes_on(text) is expected


@pytest.mark.parametrize(
    ("text", "registers_", "firm_"),
    [
        (b"app.get('/x', f)", True, True),
        (b"app.get(path, f)", True, False),
        (b"app.use(f)", True, False),
        (b"app.route ('/x')", True, True),
        (b"const app = express ()", True, True),
        (b"my_express()", False, False),
        (b"new Router()", True, True),
        (b"new MyRouter()", False, False),
        (b"require('./routes')(app)", True, True),
        (b"app[method](path)", True, True),
        (b"map.get(key)", False, False),
    ],
)
def test_text_that_registers(text: bytes, registers_: bool, firm_: bool) -> None:
    assert (registers(text), firm(text)) == (registers_, firm_)


def test_the_names_a_file_calls() -> None:
    source = JavascriptSource(b"a(b.c_d <T>(e), new F, new g.H(), i$j(k), l.m)", "m.ts")
    assert {b"a", b"c_d", b"F", b"g", b"H", b"i$j"} <= source.called
    assert source.called.isdisjoint({b"b", b"e", b"k", b"l", b"m"})
