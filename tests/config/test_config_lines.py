from __future__ import annotations

import pytest

from accord.config.lines import Lines

TEXT = '''\
top = 1
[tool.accord]
contract = [
  "a = b",
]
note = """
strict = true
"""
strict = false
provider.inline = { path = "x" }
[ tool . "accord" . provider . 'we.b' ]
"path" = "y"
[[tool.other]]
strict = 1
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("top", 1),
        ("tool accord", 2),
        ("tool accord contract", 3),
        ("tool accord strict", 9),
        ("tool accord provider inline", 10),
        ("tool accord provider inline path", 10),
        ("tool accord provider we.b", 11),
        ("tool accord provider we.b path", 12),
        ("tool accord provider we.b app", 11),
        ("tool other strict", 14),
        ("elsewhere", 0),
    ],
)
def test_a_key_is_found_on_its_line(keys: str, line: int) -> None:
    assert Lines.of(TEXT).of_key(*keys.split(" ")) == line
