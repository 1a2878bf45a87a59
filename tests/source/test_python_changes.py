"""What source text changes besides its own variables."""

from __future__ import annotations

import pytest

from accord.source.python_changes import changes

FILLS = {
    "out.append(x)": {"out"},
    "self.items.extend(x)": {"self.items"},
    "found(1).append(x)": set(),
    "2.append(x)": set(),
    "out.appended(x)": set(),
    "TABLE[name] = x": {"TABLE"},
    "TABLE[name][other] = x": {"TABLE"},
    "a.b['k'] |= x": {"a.b"},
    "total += 1": {"total"},
    "self.seen |= x": {"self.seen"},
    "TABLE[name] == x": set(),
    "a[0] = b[1] = x": {"a", "b"},
    "x = y": set(),
}


@pytest.mark.parametrize("text", FILLS)
def test_collections_are_filled_by_methods_by_entries_and_by_addition(text: str) -> None:
    assert changes(f"def f():\n    {text}\n".encode()).fills == FILLS[text]


def test_entries_that_are_set_are_known_by_their_keys() -> None:
    found = changes(b"conf['path'] = 1\nself.conf[ \"other\" ] = 2\nconf[name] = 3\nconf['no'] == 4\n")
    assert found.keys == {("conf", "path"), ("self.conf", "other")}


def test_attributes_that_are_set_are_told_from_those_that_are_read_or_compared() -> None:
    found = changes(b"self.path = 1\na.b.c: str = 2\nself.read == 3\nf(x=self.other)\nself.more <= 4\n")
    assert found.attributes == {("self", "path"), ("a.b", "c")}


def test_variables_outside_are_those_declared() -> None:
    assert changes(b"def f():\n  global A, B\n  nonlocal c\n").outer == {"A", "B", "c"}
