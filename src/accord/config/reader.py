"""The tables of a configuration file → Config, collecting every fault with its line before raising."""

from __future__ import annotations

import difflib
import glob
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from accord.config import delegation
from accord.config.lines import Lines
from accord.config.nouns import Config, ReportTo, Setting
from accord.errors import ConfigError
from accord.model import METHODS, Component, FailOn, Where
from accord.outside import repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accord.model import Role

Table = dict[str, Any]

SECTIONS = ("heuristics", "signals")
KEYS = (
    "contract", "provider", "consumer", "fail_on", "strict", "severity", "report", "baseline", "allow_remote", "tests",
    "libraries", "versions", "delegate",
    *SECTIONS,
)  # fmt: skip
DELEGATED = ("brief", "include", "framework", "verify")  # what only delegation asks for
COMPONENT_KEYS: Mapping[Role, tuple[str, ...]] = {
    "provider": ("path", "app", "prefix", "endpoints", "contract", *DELEGATED),
    "consumer": ("path", "base", "calls", "endpoints", "contract", *DELEGATED),
}
NEVER_OFF = "nothing-examined"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_ROW_PATTERN = re.compile(rf"(?:tag:\S.*|(?:\*|{'|'.join(METHODS)})\s+[/*]\S*)")


class Reader:
    """Reads one file's tables; every method notes faults and goes on with a default, `config` raises them together."""

    def __init__(self, file: Path, text: str, prefix: tuple[str, ...], *, new_folders: bool = False) -> None:
        self.file, self.root, self.prefix = file, file.parent.resolve(), prefix
        self.lines = Lines.of(text)
        self.new_folders = new_folders  # a component's may be one that somebody is about to write
        self.faults: list[tuple[int, str]] = []

    def config(self, data: Table) -> Config:
        """The whole table. Raises ConfigError."""
        self.known(data, (), KEYS)
        strict = self.boolean(data, ("strict",))
        config = Config(
            root=self.root,
            file=self.file.name,
            contracts=self.contracts(data, ()),
            components=self.components(data),
            fail_on=self.choice(data, ("fail_on",), get_args(FailOn), "warning" if strict else "error"),
            strict=strict,
            severities=self.severities(data),
            reports=self.reports(data),
            baseline=self.string(data, ("baseline",)),
            allow_remote=self.boolean(data, ("allow_remote",)),
            new_folders=self.new_folders,
            tests=self.boolean(data, ("tests",)),
            libraries=tuple(self.folder(value, ("libraries",)) for value in self.strings(data, ("libraries",))),
            versions=self.versions(data),
            delegation=delegation.read(self, data),
            sections={name: self.table(data, (name,)) for name in SECTIONS if name in data},
        )
        if self.faults:
            raise ConfigError(self.file.name, sorted(self.faults))
        return config

    # -- tables ----------------------------------------------------------------------------------------------------
    def components(self, data: Table) -> tuple[Component, ...]:
        found: list[Component] = []
        for role, known in COMPONENT_KEYS.items():
            for name in self.table(data, (role,)):
                keys = (role, name)
                table = self.table(data[role], keys, inside=True)
                if table is not data[role][name]:
                    continue
                self.known(table, keys, known)
                if problem := name_problem(name, (part.name for part in found)):
                    self.fault(keys, problem)
                found.append(self.component(role, name, table))
        return tuple(found)

    def component(self, role: Role, name: str, table: Table) -> Component:
        keys = (role, name)
        path = self.string(table, (*keys, "path"))
        if "path" not in table:
            self.fault(keys, f'{role} {name} has no path; write path = "its folder"')
        endpoints = self.strings(table, (*keys, "endpoints"))
        for pattern in endpoints:
            if not _ROW_PATTERN.fullmatch(pattern):
                self.fault(
                    (*keys, "endpoints"),
                    f'"{pattern}" names no rows; write "METHOD /path/**", "* /path/**" or "tag:NAME"',
                )
        prefix = self.string(table, (*keys, "prefix"))
        if prefix and not prefix.removeprefix("-").startswith("/"):
            self.fault(
                (*keys, "prefix"),
                f'prefix "{prefix}" begins with no slash; write "/gateway", or "-/api" where it is taken off',
            )
        return Component(
            name=name,
            role=role,
            path=self.folder(path, (*keys, "path"), new=self.new_folders) if path else "",
            app=self.string(table, (*keys, "app")),
            prefix=prefix,
            endpoints=endpoints,
            base=self.string(table, (*keys, "base")),
            calls=self.choice(table, (*keys, "calls"), ("some", "all"), "some"),
            contract=self.contracts(table, keys),
            brief=self.string(table, (*keys, "brief")),
            include=delegation.inside(self, table, (*keys, "include")),
            framework=self.string(table, (*keys, "framework")),
            verify=self.strings(table, (*keys, "verify")),
            where=Where(self.file.name, self.line(keys)),
        )

    def contracts(self, table: Table, keys: tuple[str, ...]) -> tuple[str, ...]:
        at = (*keys, "contract")
        found: dict[str, None] = {}
        for value in self.strings(table, at):
            files = expand(self.root, value)
            if not files:
                kind = "no file matches" if is_glob(value) else "no such file"
                self.fault(at, f'{kind}: contract "{value}"; paths are relative to {self.file.name}')
            found.update(dict.fromkeys(files))
        return tuple(found)

    def severities(self, data: Table) -> dict[str, Setting]:
        if "severity" not in data:
            return {}
        from accord.rules import RULES

        table = self.table(data, ("severity",))
        self.known(table, ("severity",), tuple(RULES), what="rule")
        if table.get(NEVER_OFF) == "off":
            self.fault(("severity", NEVER_OFF), f"{NEVER_OFF} cannot be off; an empty run is never green")
        return {
            rule: self.choice(table, ("severity", rule), get_args(Setting), "error") for rule in table if rule in RULES
        }

    def reports(self, data: Table) -> tuple[ReportTo, ...]:
        found = []
        for value in self.strings(data, ("report",)):
            style, equals, path = value.partition("=")
            if not (style and equals and path):
                self.fault(("report",), f'report "{value}" names no file; write "json=build/accord.json"')
            elif problem := repository.leaves(self.root, path):
                # Whoever wrote the repository must not choose what is overwritten elsewhere.
                self.fault(("report",), f'report "{value}" {problem}; give it as a flag: --report {value}')
            found.append(ReportTo(style, self.root / path))
        if file := shared(found):
            self.fault(("report",), f"two reports are written to {relative(file, self.root)}; give each its own file")
        return tuple(dict.fromkeys(found))

    def versions(self, data: Table) -> dict[str, str]:
        return {name: self.string(data["versions"], ("versions", name)) for name in self.table(data, ("versions",))}

    # -- values ----------------------------------------------------------------------------------------------------
    def table(self, data: Table, keys: tuple[str, ...], *, inside: bool = False) -> Table:
        value = data.get(keys[-1], {})
        if isinstance(value, dict):
            return value
        wanted = ".".join((*self.prefix, *keys)) + ("" if inside or keys[-1] not in COMPONENT_KEYS else ".NAME")
        self.fault(keys, f"{keys[-1]} must be a table; write [{wanted}]")
        return {}

    def string(self, table: Table, keys: tuple[str, ...]) -> str:
        value = table.get(keys[-1], "")
        if isinstance(value, str):
            return value
        self.fault(keys, f"{keys[-1]} must be a string, not {_shown(value)}")
        return ""

    def strings(self, table: Table, keys: tuple[str, ...]) -> tuple[str, ...]:
        value = table.get(keys[-1], [])
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) and item for item in items):
            return tuple(items)
        self.fault(keys, f"{keys[-1]} must be a string or a list of strings, not {_shown(value)}")
        return ()

    def boolean(self, table: Table, keys: tuple[str, ...]) -> bool:
        value = table.get(keys[-1], False)
        if isinstance(value, bool):
            return value
        self.fault(keys, f"{keys[-1]} must be true or false, not {_shown(value)}")
        return False

    def choice(self, table: Table, keys: tuple[str, ...], options: Sequence[str], default: str) -> Any:
        value = table.get(keys[-1], default)
        if value in options:
            return value
        listed = ", ".join(f'"{option}"' for option in options)
        self.fault(keys, f"{keys[-1]} must be one of {listed}, not {_shown(value)}{_meant(value, options)}")
        return default

    def folder(self, value: str, keys: tuple[str, ...], *, new: bool = False) -> str:
        target = self.root / value
        if not target.is_dir() and not (new and not os.path.lexists(target)):
            kind = "is no directory" if target.exists() else "does not exist"
            self.fault(keys, f'{keys[-1]} "{value}" {kind}; paths are relative to {self.file.name}')
        return relative(target, self.root)

    def known(self, table: Table, keys: tuple[str, ...], options: Sequence[str], *, what: str = "key") -> None:
        for key in table:
            if key not in options:
                remedy = _meant(key, options) or f"; known are {', '.join(options)}"
                if key == "tool" and not (self.prefix or keys):
                    remedy = '; in accord.toml tables stand without "tool.accord", as in [provider.NAME]'
                self.fault((*keys, key), f'unknown {what} "{key}"{remedy}')

    @staticmethod
    def shown(value: Any) -> str:
        """A value as a fault names it."""
        return _shown(value)

    # -- faults ----------------------------------------------------------------------------------------------------
    def line(self, keys: tuple[str, ...]) -> int:
        return self.lines.of_key(*self.prefix, *keys)

    def fault(self, keys: tuple[str, ...], problem: str) -> None:
        self.faults.append((self.line(keys), problem))


def name_problem(name: str, taken: Iterable[str]) -> str:
    """What is wrong with a component's name, "" where nothing is; it becomes a part of node ids, next to `accord`."""
    if not NAME.fullmatch(name):
        return f'"{name}" is no component name; use letters, digits, dots, dashes and underscores'
    if name == "accord":
        return '"accord" is the name of the status item; call the component something else'
    if name in taken:
        return f'two components are called "{name}"; a name stands for one component, whatever its role'
    return ""


def shared(reports: Iterable[ReportTo]) -> Path | None:
    """A file that reports of several styles are to be written to: the last would be all that is left of them."""
    styles: dict[Path, str] = {}
    for report in reports:
        file = Path(os.path.abspath(report.path))  # noqa: PTH100 resolve would follow links
        if styles.setdefault(file, report.style) != report.style and (file.is_file() or not file.exists()):
            return file
    return None


def is_glob(value: str) -> bool:
    return any(mark in value for mark in "*?[")


def expand(root: Path, value: str) -> tuple[str, ...]:
    """The files a contract setting names, relative to `root`; a file that exists is itself, whatever its name holds."""
    if (root / value).is_file():
        return (relative(root / value, root),)
    if not is_glob(value):
        return ()
    matches = sorted(glob.glob(value, root_dir=root, recursive=True))  # noqa: PTH207 Path.glob refuses "../" and "/"
    return tuple(relative(root / match, root) for match in matches if (root / match).is_file())


def relative(target: Path, root: Path) -> str:
    """A path below (or beside) `root` as accord names it: relative, forward slashes."""
    try:
        return os.path.relpath(target, root).replace(os.sep, "/")
    except ValueError:  # another drive on Windows
        return target.as_posix()


def _meant(value: Any, options: Sequence[str]) -> str:
    close = difflib.get_close_matches(str(value), options, n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)
