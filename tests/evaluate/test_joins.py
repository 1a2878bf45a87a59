"""What is known of a value after alternatives, and what a deployment may change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from running import run

from accord.evaluate.values import (
    ClassValue,
    DictValue,
    Hole,
    Instance,
    ListValue,
    Text,
    Union,
    Unknown,
    choice_of,
    concat,
    join,
    join_all,
    key_of,
    plain,
)

if TYPE_CHECKING:
    from pathlib import Path

CLASS = ClassValue("Router")
OBJECT = Instance(CLASS)
UNKNOWN = Unknown("why")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a", "a", "a"),
        (1, 1, 1),
        (None, None, None),
        (UNKNOWN, OBJECT, OBJECT),
        (OBJECT, UNKNOWN, OBJECT),
        (UNKNOWN, Unknown("other"), UNKNOWN),
    ],
)
def test_join(left: Any, right: Any, expected: Any) -> None:
    assert join(left, right) is expected or join(left, right) == expected


@pytest.mark.parametrize(("left", "right"), [("a", "b"), (UNKNOWN, "a"), (None, OBJECT), (1, True), ("a", None)])
def test_alternatives_are_kept(left: Any, right: Any) -> None:
    """A string never replaces what is not known."""
    joined = join(left, right)
    assert type(joined) is Union
    assert joined.options == [left, right]


def test_lists_become_open_and_hold_both() -> None:
    joined = join(ListValue([1, 2]), ListValue([2, 3]))
    assert (joined.items, joined.exact) == ([1, 2, 3], False)


def test_many_alternatives_are_unknown() -> None:
    assert type(join_all([str(n) for n in range(8)])) is Union
    assert type(join_all([str(n) for n in range(9)])) is Unknown


def test_joining_is_idempotent_and_flat() -> None:
    union = join("a", "b")
    assert join(union, "a").options == join("a", union).options == ["a", "b"]
    assert join(union, join("b", "c")).options == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["/a", "/b"], "/a/b"),
        (["/a", Text((Hole(),))], "/a{?}"),
        ([Text(("/a", Hole())), Text((Hole(), "/b"))], "/a{?}{?}/b"),
        ([], ""),
    ],
)
def test_text_put_together(parts: list[Any], text: str) -> None:
    assert str(concat(parts)) == text


def test_alternatives_multiply_up_to_a_bound() -> None:
    two = join("a", "b")
    assert [str(o) for o in concat([two, "-", two]).options] == ["a-a", "a-b", "b-a", "b-b"]
    many = concat([two] * 12)
    assert "{?}" in "".join(str(o) for o in (many.options if type(many) is Union else [many]))


def test_soft_text_stays_soft_and_complete() -> None:
    made = concat([Text(("/api",), soft=True), "/x"])
    assert (str(made), made.soft, made.complete) == ("/api/x", True, True)


def test_an_unknown_key_picks_among_objects_never_among_strings() -> None:
    assert choice_of([OBJECT, OBJECT]) is OBJECT
    assert type(choice_of(["a", "b"])) is Unknown
    assert type(choice_of([OBJECT] * 9)) is Unknown


@pytest.mark.parametrize("value", ["a", 1, None, True])
def test_constants_are_keys(value: Any) -> None:
    assert key_of(value) == value


def test_an_enumeration_member_is_its_value() -> None:
    cls = ClassValue("Color")
    cls.enum = True
    member = Instance(cls)
    member.attrs["value"] = "red"
    assert plain(member) == key_of(member) == "red"


def test_resolution_order_is_that_of_python() -> None:
    base = ClassValue("Base")
    left, right = ClassValue("Left", [base]), ClassValue("Right", [base])
    assert [c.name for c in ClassValue("Both", [left, right]).mro] == ["Both", "Left", "Right", "Base"]


def test_an_order_python_refuses_is_still_an_order() -> None:
    base = ClassValue("Base")
    child = ClassValue("Child", [base])
    assert {c.name for c in ClassValue("Odd", [base, child]).mro} == {"Odd", "Base", "Child"}


# -- branches of a program --------------------------------------------------------------------------------------------------------


def options(value: Any) -> list[Any]:
    return value.options if type(value) is Union else [value]


def test_both_arms_of_an_undecided_condition_are_joined(tmp_path: Path) -> None:
    program = run(tmp_path, "a = 'before'\nif unknown():\n  a = 'then'\nelse:\n  a = 'else'\n")
    assert options(program["a"]) == ["then", "else"]


def test_without_an_else_the_value_before_remains_possible(tmp_path: Path) -> None:
    program = run(tmp_path, "a = 'before'\nif unknown():\n  a = 'then'\n")
    assert sorted(options(program["a"])) == ["before", "then"]


def test_an_arm_that_leaves_takes_no_part(tmp_path: Path) -> None:
    text = "def f():\n  a = 'x'\n  if unknown():\n    a = 'y'\n    raise E\n  return a\nb = f()\n"
    assert run(tmp_path, text)["b"] == "x"


def test_every_return_is_possible(tmp_path: Path) -> None:
    program = run(tmp_path, "def f():\n  if unknown():\n    return 'a'\n  return 'b'\nc = f()\n")
    assert options(program["c"]) == ["a", "b"]


def test_attributes_and_entries_join_too(tmp_path: Path) -> None:
    text = "class C: ...\nc = C()\nc.a = 1\nd = {'k': 1}\nif unknown():\n  c.a = 2\n  d['k'] = 2\n"
    program = run(tmp_path, text)
    assert sorted(options(program["c"].attrs["a"])) == [1, 2]
    assert sorted(options(program["d"].entries["k"])) == [1, 2]


def test_nested_branches_join_once(tmp_path: Path) -> None:
    text = "a = 0\nif u():\n  a = 1\n  if v():\n    a = 2\nelif w():\n  a = 3\n"
    assert sorted(options(run(tmp_path, text)["a"])) == [0, 1, 2, 3]


def test_a_decided_condition_takes_one_arm(tmp_path: Path) -> None:
    program = run(tmp_path, "A = 1\nb = 'x' if A == 1 else 'y'\nif not A:\n  b = 'z'\n")
    assert program["b"] == "x"


def test_the_environment_is_firm_as_text_and_open_as_condition(tmp_path: Path) -> None:
    text = "import os\nA = os.getenv('A', 'local')\np = '/' + A\nb = 1\nif A == 'local':\n  b = 2\n"
    program = run(tmp_path, text)
    assert str(program["p"]) == "/local"
    assert sorted(options(program["b"])) == [1, 2]


def test_unknown_or_default_is_the_default(tmp_path: Path) -> None:
    program = run(tmp_path, "import os\na = os.environ.get('A') or '/x'\nb = unknown() or ['y']\n")
    assert str(program["a"]) == "/x"
    assert program["b"].items == ["y"]


def test_a_spread_of_something_unknown_leaves_a_collection_open(tmp_path: Path) -> None:
    program = run(tmp_path, "a = [1, *unknown()]\nb = {'k': 1, **unknown()}\n")
    known, rest = program["a"].items  # the rest stands for what nobody knows, so that a loop comes by it
    assert (known, type(rest), program["a"].exact) == (1, Unknown, False)
    assert type(program["b"]) is DictValue
    assert not program["b"].exact
    assert [type(v) for v in program["b"].entries.values()] == [int, Unknown]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'%s/%d' % ('a', 2)", "a/2"),
        ("'%(x)s' % {'x': 'y'}", "y"),
        ("'{0}{b}{}'.format('a', b='c')", None),
        ("'{}-{b}'.format('a', b='c')", "a-c"),
        ("'/'.join(['a', 'b'])", "a/b"),
        ("'/A'.lower().strip('/').replace('a', 'b')", "b"),
        ("'a/b'.split('/')[-1]", "b"),
        ("'a.b.c'.rpartition('.')[2]", "c"),
        ("'ab'[::-1]", "ba"),
        ("f'{1}{None}{True}'", "1NoneTrue"),
        ("'a' * 3", "aaa"),
        ("str(5) + 'x'", "5x"),
        ("max", None),
    ],
)
def test_text_operations(tmp_path: Path, text: str, expected: str | None) -> None:
    value = run(tmp_path, f"a = {text}\n")["a"]
    assert expected is None or value == expected


def test_holes_keep_what_is_known_around_them(tmp_path: Path) -> None:
    program = run(tmp_path, "a = f'/x/{unknown()}/y'\nb = '/z' + unknown() + '/w/'\nc = b.rstrip('/')\n")
    assert [str(program[n]) for n in "abc"] == ["/x/{?}/y", "/z{?}/w/", "/z{?}/w"]
