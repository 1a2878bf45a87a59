"""What a command of `accord` leaves behind, for the tests of the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jsonschema

from accord.report.json_report import schema


@dataclass(frozen=True)
class Ended:
    """A command that came to its end."""

    code: int
    out: str
    err: str

    def document(self, name: str) -> Any:
        """Standard output as a document, valid by its published schema."""
        data = json.loads(self.out)
        jsonschema.validate(data, schema(name))
        return data


Accord = Callable[..., Ended]
