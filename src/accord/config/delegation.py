"""`[tool.accord.delegate]` and the flags over it: how work is delegated once somebody asked for it.

No key and no flag here makes a delegation start, and none names a program: what a repository says about itself must not choose
what runs on the machine of whoever checks it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from accord.config.nouns import Delegation
from accord.errors import UsageError

if TYPE_CHECKING:
    from accord.config.nouns import Config
    from accord.config.reader import Reader, Table

KEYS = tuple(field.name for field in fields(Delegation))
SECTION = "delegate"
_AGENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# What people look for and do not find; the nearest key would be no answer.
_BINARY = ("binary", "bin", "command", "cmd", "executable", "program", "path", "codex", "agent_binary", "agent_path")
_STARTS = ("enabled", "enable", "auto", "always", "on", "run", "delegate")


@dataclass(frozen=True, slots=True)
class DelegateFlags:
    """Flags of `accord delegate` and `pytest --delegate` as typed; None leaves the configuration alone."""

    mode: Literal["auto", "always"] | None = None
    agent: str | None = None
    jobs: int | None = None
    timeout: float | None = None
    retries: int | None = None
    max_tokens: int | None = None
    model: str | None = None
    apply: bool | None = None
    keep: bool | None = None


def apply_delegation(config: Config, flags: DelegateFlags) -> Config:
    """The configuration with the flags laid over it. Raises UsageError."""
    given = {field.name: getattr(flags, field.name) for field in fields(flags)}
    given = {name: value for name, value in given.items() if value is not None}
    for name, least in _LEAST.items():
        if name in given and not given[name] >= least:
            raise UsageError(f"--delegate-{name.replace('_', '-')} {given[name]:g}", f"give {_wanted(name)}")
    return replace(config, delegation=replace(config.delegation, **given))


def read(reader: Reader, data: Table) -> Delegation:
    """The table; faults go to the reader."""
    table = reader.table(data, (SECTION,))
    reader.known({key: value for key, value in table.items() if not _refused(reader, key)}, (SECTION,), KEYS)
    usual = Delegation()
    return Delegation(
        mode=reader.choice(table, (SECTION, "mode"), ("auto", "always"), usual.mode),
        agent=_agent(reader, table) or usual.agent,
        jobs=int(_number(reader, table, "jobs", usual.jobs)),
        timeout=float(_number(reader, table, "timeout", usual.timeout)),
        retries=int(_number(reader, table, "retries", usual.retries)),
        max_tokens=_number(reader, table, "max_tokens", None),
        model=reader.string(table, (SECTION, "model")),
        apply=reader.boolean(table, (SECTION, "apply")),
        keep=reader.boolean(table, (SECTION, "keep")),
        allow=inside(reader, table, (SECTION, "allow")),
    )


def inside(reader: Reader, table: Table, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Globs of files below the configuration's folder."""
    found = reader.strings(table, keys)
    for pattern in found:
        if pattern.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", pattern) or pattern[1:2] == ":":
            reader.fault(keys, f'{keys[-1]} "{pattern}" leaves the project; name files relative to {reader.file.name}')
    return found


_LEAST = {"jobs": 1, "timeout": 1, "retries": 0, "max_tokens": 1}


def _number(reader: Reader, table: Table, name: str, usual: Any) -> Any:
    value = table.get(name, usual)
    if value is usual:
        return value
    is_number = isinstance(value, (int, float) if name == "timeout" else int) and not isinstance(value, bool)
    if is_number and _LEAST[name] <= value < float("inf"):
        return value
    reader.fault((SECTION, name), f"{name} must be {_wanted(name)}, not {reader.shown(value)}")
    return usual


def _wanted(name: str) -> str:
    number = "a number of seconds" if name == "timeout" else "a whole number"
    return f"{number} from {_LEAST[name]} on"


def _agent(reader: Reader, table: Table) -> str:
    name = reader.string(table, (SECTION, "agent"))
    if name and not _AGENT.fullmatch(name):
        reader.fault(
            (SECTION, "agent"), f'"{name}" is no agent\'s name; what goes with one is given to --delegate-agent'
        )
        return ""
    return name


def _refused(reader: Reader, key: str) -> bool:
    """Whether a key is one that must not be; says so."""
    if key in _BINARY:
        reader.fault(
            (SECTION, key), f'no "{key}": a repository does not choose the program that runs; put the agent on PATH'
        )
    elif key in _STARTS:
        reader.fault(
            (SECTION, key), f'no "{key}": delegation starts only by `accord delegate` or pytest --delegate, typed'
        )
    else:
        return False
    return True
