"""Objects that read the environment: Starlette's `Config`, environs' `Env`. What they give is their default, soft, as `os.getenv` gives it.

Reads: the default, by position or name. Does not read: `.env` files, what a converter makes of the text, prefixes of names. Proof:
fixtures/cases/fastapi-settings.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import argument
from accord.evaluate.values import MISSING, At, ClassValue, Instance, ListValue, Text, Unknown, Value, plain
from accord.frameworks.command_line import soft

if TYPE_CHECKING:
    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("environs",))


def _read(machine: Machine, reader: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> Value:
    """A variable: its default, which a deployment may change."""
    machine.softened = True
    # Starlette's second argument is the converter, that of environs the default
    default = kwargs.get("default", args[2] if len(args) > 2 else None)
    if default is None and len(args) > 1 and type(plain(args[1])) in (str, Text, int, float, bool, ListValue):
        default = args[1]
    return soft(default) if default is not None else Unknown("the environment", soft=True, at=at)


def _make(machine: Machine, reader: Instance, args: list[Value], kwargs: dict[str, Value], at: At) -> None:
    reader.attrs["file"] = argument(args, kwargs, 0, "env_file")


_CONVERTERS = ("str", "int", "bool", "float", "list", "dict", "json", "path", "url", "enum", "timedelta", "log_level")
CONFIG = ClassValue(
    "Config", library="starlette.config.Config", native={"__init__": _make, "__call__": _read, "get": _read}
)
ENV = ClassValue(
    "Env",
    library="environs.Env",
    native={"__init__": _make, "__call__": _read, **dict.fromkeys(_CONVERTERS, _read), "read_env": _make},
)


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of environs."""
    last = name.rpartition(".")[2]
    if last in ("Env", "FileAwareEnv"):
        return ENV
    return Instance(ENV) if name == "environs.env" else MISSING
