"""Bodies that are taken out before parsing: what is lowered of the rest, and of them when asked, is what the whole file gives."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.source import ir, python_lowering
from accord.source.python import PythonSource
from accord.source.python_hollow import SHORT, Hollow, hollow

LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = [p for p in sorted(LIBRARY.glob("*.py")) if p.stat().st_size < 150_000][1::4]
LONG = "    " + "x = 1; " * 30 + "\n"
assert len(LONG) > SHORT


def shape(node: Any) -> Any:
    """A tree with everything lowered that is lowered late."""
    if isinstance(node, ir.Later):
        return shape(node.get())
    if isinstance(node, ir.FunctionCode):
        return (node.name, node.at, node.is_async, shape(node.params), shape(node.body), shape(node.returns))
    if isinstance(node, ir.ClassCode):
        return (node.name, node.at, shape(node.bases), shape(node.keywords), shape(node.body))
    if isinstance(node, tuple):
        return (type(node).__name__, *map(shape, node))
    return repr(node)


def shapes(data: bytes) -> list[Any]:
    source = PythonSource(data, "m.py")
    return [shape(source.lower(number)) for number in range(len(source.statements))]


def as_it_stands(data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    with monkeypatch.context() as patched:
        patched.setattr(python_lowering, "hollow", lambda data, _=0: Hollow(data, {}))
        return shapes(data)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_hollow_module_is_lowered_as_the_whole_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    assert shapes(data) == as_it_stands(data, monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        f"@d\nasync def f(a, b=1) -> int:  # why: because\n{LONG}\nx = 2\n",
        f"def f(\n    a,\n    b=(lambda: 1),\n) -> dict[str, int]:\n{LONG}",
        f"def f(a): return 1\ndef g(b):\n{LONG}",
        f"def f(\na,\nb):\n{LONG}",
        f"class A:\n    def f(self):\n    {LONG}\n    x = 1\n\n    @property\n    def g(self):\n    {LONG}",
        f"def f():\n    '''\ndef g():\n{LONG}    '''\n{LONG}y = 1\n",
        f"def f():\n    def g():\n    {LONG}    return g\n",
        f"if a:\n    def f():\n    {LONG}else:\n    def f():\n    {LONG}",
        f"def f():\n{LONG}# a remark\n\n\n# another\n@e\ndef g(): ...\n",
        f"def f():\r\n{LONG}\r\ng = 1\r\n",
        f"def f():\n{LONG}    if (\nx):\n        pass\ny = 1\n",
        f"x = '''\ndef f():\n{LONG}'''\n",
        f'x = "a # b" """\ndef f():\n{LONG}"""\n',
        f"\tdef f():\n{LONG}",
    ],
)
def test_heads_and_bodies_of_every_layout(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shapes(text.encode()) == as_it_stands(text.encode(), monkeypatch)


def test_bodies_are_taken_out_and_lines_stay() -> None:
    found = hollow(f"def f():\n{LONG}\nx = 1\n".encode())
    assert b"x = 1; " not in found.text
    assert found.text.index(b"x = 1") == len("def f(): ...\n\n\n")
    assert list(found.hidden) == [0]


def test_damage_in_a_body_costs_that_body() -> None:
    source = PythonSource(f"def f():\n{LONG}  )\nx = 1\n".encode(), "m.py")
    assert source.errors == ()
    function, after = (source.lower(number)[0] for number in range(2))
    assert isinstance(after, ir.Assign)
    assert function.code.body.get()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["def f(a):\n", "  def g():\n", LONG, "    '''\n", "(\n", ")\n", "x = 1\n", "# r\n", "@d\n"])
    )
)
def test_arbitrary_layouts_never_crash(lines: list[str]) -> None:
    shapes("".join(lines).encode())
