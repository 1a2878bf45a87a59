"""Which functions are taken to register routes, by their text and by what their names are bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import run

from accord.evaluate.sweep import keen

if TYPE_CHECKING:
    from pathlib import Path

HEADS = {
    "from typing import NamedTuple\nclass TenantRoute(NamedTuple):\n  name: str\n": False,
    "from starlette.routing import Route\nclass TenantRoute(Route): ...\n": True,
    "from somewhere import Base\nclass TenantRoute(Base): ...\n": True,  # nobody knows what it stands below
    "from somewhere import TenantRoute\n": True,
    "def TenantRoute(path): ...\n": True,
    "": True,
}


@pytest.mark.parametrize("head", HEADS)
def test_what_makes_an_entry_is_known_by_its_binding_and_not_by_its_name(head: str, tmp_path: Path) -> None:
    program = run(tmp_path, head + "def route_for(name):\n  return TenantRoute('/x')\n")
    assert keen(program.machine, program["route_for"]) is HEADS[head]


def test_what_registers_besides_is_not_hidden_by_a_class_that_does_not(tmp_path: Path) -> None:
    text = "class TenantRoute: ...\ndef route_for(app):\n  app.include_router(TenantRoute())\n"
    program = run(tmp_path, text)
    assert keen(program.machine, program["route_for"])
