"""Runs below the user's state directory: one folder each, with its tasks; who works on what, and what is left of runs
whose process died.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accord.delegate import accounts
from accord.delegate.turn import recall
from accord.errors import LockedError, OutsideError, UsageError
from accord.outside import files, process

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accord.config import Config

_RUN = "run.json"
_TASKS = "tasks"
_ROLES = ("provider", "consumer")
_ELSEWHERE = "ACCORD_STATE_DIR names another place"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run holds to what, flags included: a run is gone on with as it was begun. Paths from the project's root."""

    contracts: tuple[str, ...] = ()
    components: tuple[tuple[str, str, str], ...] = ()  # role, name, path

    @classmethod
    def of(cls, config: Config) -> Scope:
        return cls(config.contracts, tuple((part.role, part.name, part.path) for part in config.components))

    def over(self, config: Config) -> Config:
        """The configuration with what the run began with laid over it."""
        from accord import config as configuration

        now = Scope.of(config)
        contracts = self.contracts if self.contracts != now.contracts else ()
        parts = self.components if set(self.components) != set(now.components) else ()
        given = {role: tuple(f"{name}={path}" for r, name, path in parts if r == role) for role in _ROLES}
        flags = configuration.Flags(contracts=contracts, providers=given["provider"], consumers=given["consumer"])
        return configuration.apply(config, flags, config.root)


@dataclass(frozen=True, slots=True)
class Run:
    """One delegation on the disk."""

    id: str
    folder: Path
    root: Path  # of the project
    started: str
    agent: str  # NAME or NAME:ARGUMENT, as it was asked for
    model: str
    words: str
    components: tuple[str, ...]
    owner: process.Identity | None
    scope: Scope

    @property
    def accounts(self) -> Path:
        return self.folder / accounts.NAME

    @property
    def is_running(self) -> bool:
        """Whether the process that began it (or went on with it) is that same process, and alive."""
        return self.owner is not None and process.is_alive(self.owner)

    def task_folder(self, component: str) -> Path:
        return self.folder / _TASKS / component

    def state(self, component: str) -> str:
        """The stop of one task: a Stop, `running`, or `died` where its process is gone without a word."""
        if stop := recall(self.task_folder(component)).get("stop"):
            return str(stop)
        return "running" if self.is_running else "died"

    def orphans(self) -> list[process.Identity]:
        """Processes of agents that outlived the run; the guard ends them, should it have been killed itself."""
        found = []
        for component in self.components:
            known = recall(self.task_folder(component)).get("process") or {}
            with contextlib.suppress(KeyError, TypeError, ValueError):
                one = process.Identity(int(known["pid"]), str(known["started"]))
                if process.is_alive(one):
                    found.append(one)
        return found


def state_folder() -> Path:
    """`ACCORD_STATE_DIR`, else where the system keeps a user's state; never /tmp."""
    if chosen := os.environ.get("ACCORD_STATE_DIR"):
        return Path(chosen).absolute()
    import platformdirs

    return Path(platformdirs.user_state_path("accord"))


def begin(
    root: Path, agent: str, model: str, words: str, components: Sequence[str], *, scope: Scope | None = None
) -> Run:
    """A new run, its folder made and readable by its user only."""
    name = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(2)}"
    folder = state_folder() / "runs" / name
    try:
        folder.mkdir(parents=True, mode=0o700)
        for component in components:
            (folder / _TASKS / component).mkdir(parents=True)
    except OSError as error:
        raise OutsideError(f"{folder}: cannot be made: {error.strerror}; {_ELSEWHERE}") from error
    begun = accounts.now()
    run = Run(name, folder, root.resolve(), begun, agent, model, words, tuple(components), None, scope or Scope())
    return _save(run, None)


@contextlib.contextmanager
def worked_on(run: Run) -> Iterator[Run]:
    """The run as one this process works on, while the block lasts."""
    try:
        yield _save(run, process.identity(os.getpid()))
    finally:
        _save(run, None)


def _save(run: Run, owner: process.Identity | None) -> Run:
    facts: dict[str, Any] = {
        "id": run.id, "root": str(run.root), "started": run.started, "agent": run.agent, "model": run.model,
        "words": run.words, "components": run.components,
        "contracts": run.scope.contracts, "scope": run.scope.components,
        "process": {"pid": owner.pid, "started": owner.started} if owner else None,
    }  # fmt: skip
    files.write(run.folder / _RUN, json.dumps(facts, indent=1) + "\n")
    return read(run.folder)


def read(folder: Path) -> Run:
    """UsageError where the folder holds no run."""
    try:
        facts = json.loads((folder / _RUN).read_text("utf-8"))
        owner = facts["process"]
        return Run(
            facts["id"], folder, Path(facts["root"]), facts["started"], facts["agent"], facts["model"], facts["words"],
            tuple(facts["components"]), process.Identity(owner["pid"], owner["started"]) if owner else None,
            Scope(tuple(facts["contracts"]), tuple((role, name, path) for role, name, path in facts["scope"])),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"no run {folder.name}", "accord delegate --list names them") from error


def find(name: str, root: Path) -> Run:
    """A run of this project by its name, or by the beginning of it."""
    found = [run for run in runs(root) if run.id.startswith(name)]
    if len(found) != 1:
        raise UsageError(f"{len(found)} runs called {name}", "accord delegate --list names them")
    return found[0]


def runs(root: Path) -> list[Run]:
    """The runs of a project, the newest first."""
    found = []
    for file in sorted((state_folder() / "runs").glob(f"*/{_RUN}"), reverse=True):
        with contextlib.suppress(UsageError):
            run = read(file.parent)
            if run.root == root.resolve():
                found.append(run)
    return found


def clean(root: Path) -> tuple[list[Run], list[Run]]:
    """Remove every run of a project that is not at work, ending what outlived it; those removed, those left."""
    gone, left = [], []
    for run in runs(root):
        if run.is_running:
            left.append(run)
            continue
        for orphan in run.orphans():
            process.kill_tree(orphan.pid)
        files.remove_tree(run.folder)
        gone.append(run)
    return gone, left


@contextlib.contextmanager
def held(root: Path, components: Sequence[str]) -> Iterator[None]:
    """Keep other runs off these components; the system lets go of them when this process dies, however it dies."""
    with contextlib.ExitStack() as stack:
        for component in sorted(components):
            key = hashlib.sha256(f"{root.resolve()}\0{component}".encode()).hexdigest()[:16]
            try:
                stack.enter_context(files.lock(state_folder() / "locks" / f"{key}.lock", timeout=0))
            except LockedError as error:
                raise OutsideError(
                    f"{component} is being delegated by another run; wait for it (accord delegate --list) or end it"
                ) from error
            except OutsideError as error:
                raise OutsideError(f"{error}; {_ELSEWHERE}") from error
        yield
