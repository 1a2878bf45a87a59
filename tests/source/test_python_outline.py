"""What the top level of a Python file shows without parsing it."""

from __future__ import annotations

import pytest

from accord.source.python_outline import Outline

TEXT = b'''"""A module."""
import os
from .registry import (
    tool,  # the decorator
    Base as Root,
)
from app.tables import HANDLERS
from app import late_not_yet

@tool
def one():
    from app.inner import hidden
    seen["one"] = 1

HANDLERS["two"] = one
late_not_yet.start("/x")

class Three(Root):
    def keeps(self, item):
        self.items.append(item)

    def forgets(self, keeps):
        return keeps

from . import routes
from . import used  # noqa
used()
'''


def test_names_come_from_the_module_that_is_imported_from_at_the_top_level() -> None:
    sources = Outline(TEXT).sources
    assert sources[b"tool"] == b".registry"
    assert sources[b"Root"] == sources[b"Base"] == b".registry"
    assert sources[b"HANDLERS"] == b"app.tables"
    assert b"hidden" not in sources


def test_what_runs_at_the_top_level_is_a_call_a_decorator_or_an_entry_of_a_table() -> None:
    acts = Outline(TEXT).acts
    assert (b"tool", b"", b"") in acts
    assert (b"", b"", b"HANDLERS") in acts
    assert (b"late_not_yet", b"start", b"") in acts
    assert not any(b"seen" in act for act in acts)


def test_the_first_line_of_a_file_counts_as_any_other() -> None:
    assert Outline(b"from a import b").sources == {b"b": b"a"}
    assert Outline(b"class A(Base): ...").bases == {b"Base"}
    assert Outline(b"go('/x')").calls_with_path


def test_an_import_behind_the_definitions_is_late_where_its_name_is_not_used() -> None:
    assert Outline(TEXT).late == [(".", "routes")]
    assert Outline(b"from . import routes\n").late == []


@pytest.mark.parametrize(
    ("name", "keeps"), [(b"keeps", True), (b"forgets", False), (b"keep", False), (b"nobody", False)]
)
def test_a_registrar_is_a_function_that_keeps_something(name: bytes, keeps: bool) -> None:
    assert Outline(TEXT).registrar(name) is keeps


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        (b"import a\n", False),
        (b"import a\na.b()\n", True),
        (b"import a\nx.a()\n", False),
        (b"import a\nab = ba = 1\n", False),
        (b"import a\nprint(a)\n", True),
    ],
)
def test_a_name_is_used_where_it_stands_a_second_time(text: bytes, uses: bool) -> None:
    assert Outline(text).uses(b"a") is uses


def test_a_class_that_learns_of_its_subclasses() -> None:
    assert Outline(b"class A:\n    def __init_subclass__(cls): ...\n").knows_subclasses
    assert not Outline(TEXT).knows_subclasses
