"""What is made from the code says what the code says."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from accord.config.delegation import KEYS as DELEGATE_KEYS
from accord.config.reader import COMPONENT_KEYS, KEYS, SECTIONS
from accord.config.reference import COMPONENT, DELEGATE, RUN
from generated import FILES, ROOT


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    """Renew it with `make docs`."""
    if name == "docs/commands.md" and [int(part) for part in version("click").split(".")[:2]] < [8, 5]:
        pytest.skip("older versions of click word usages differently; the page shows a current one")
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name]()


def test_every_key_of_the_configuration_is_explained() -> None:
    """Sections that rooms above read themselves have pages of their own."""
    assert set(RUN) == set(KEYS) - set(SECTIONS)
    assert set(DELEGATE) == set(DELEGATE_KEYS)
    assert set(COMPONENT) == {key for keys in COMPONENT_KEYS.values() for key in keys}
