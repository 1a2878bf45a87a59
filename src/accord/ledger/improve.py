"""A suggestion is made once: it is applied, refused, or dropped for good when the next run comes without an answer."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from accord import config as configuration
from accord.errors import UsageError
from accord.ledger import case, log, settings, signals, skill
from accord.ledger.signals import Improvement, Kind
from accord.ledger.survival import survival
from accord.outside import append, files, repository

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from accord.config import Config

HISTORY = "improvement_history.md"
_STATE = "signals.json"
_PATIENCE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class _State:
    """What a project has answered so far. `closed` holds the keys of suggestions that are not made again."""

    open: Improvement | None = None
    closed: tuple[str, ...] = ()
    threshold_since: int = 0  # delegations logged when the threshold was last raised


@dataclass(frozen=True, slots=True)
class Change:
    """A file that an applied suggestion changed or made, relative to the project, and how, in a few words."""

    file: str
    what: str


def note(config: Config) -> Improvement | None:
    """The suggestion to make now, if there is one; it stays open until it is answered or the next call drops it."""
    if _decide(config)[1] is None:
        return None  # the common case takes no lock and writes nothing
    with _locked(config.root):
        found, new = _decide(config)
        if new is not None:
            _save(config.root, new)
    return found


def _decide(config: Config) -> tuple[Improvement | None, _State | None]:
    """What to suggest, and the state to keep; None where it stays as it is."""
    state = _load(config.root)
    unanswered = (state.open.key,) if state.open else ()
    dropped = replace(state, open=None, closed=(*state.closed, *unanswered))
    found = _first(config, dropped)
    new = replace(dropped, open=found)
    return found, None if new == state else new


def text(improvement: Improvement) -> str:
    """The note of three lines a session shows its user."""
    return (
        f"💡 Skill note: {improvement.observed}\n"
        f"Suggested improvement: {improvement.suggested}\n"
        "Apply? [Y/n] (accord signals --apply | --reject)"
    )


def reject(config: Config) -> Improvement | None:
    """Close the open suggestion (or the one that would be made now) for good; None where there is none."""
    if _wanted(config) is None:
        return None
    with _locked(config.root):
        state, found = _load(config.root), _wanted(config)
        if found:
            _save(config.root, replace(state, open=None, closed=(*state.closed, found.key)))
    return found


def apply(config: Config) -> tuple[Improvement, tuple[Change, ...]] | None:
    """Carry out the open suggestion (or the one that would be made now); None where there is none.

    Configuration and installed skill change together or not at all, then the history gets its paragraph.
    """
    if _wanted(config) is None:
        return None
    with _locked(config.root):
        state, found = _load(config.root), _wanted(config)
        if found is None:
            return None
        changes = _settle(config, found) if found.field else (_case(config, found),)
        changes = (*changes, _remember(config.root, found, changes))
        raised = found.kind is Kind.THRESHOLD
        since = len(log.read(config.root).delegations) if raised else state.threshold_since
        _save(config.root, _State(None, (*state.closed, found.key), since))
    return found, changes


def _wanted(config: Config) -> Improvement | None:
    state = _load(config.root)
    return state.open or _first(config, state)


def _first(config: Config, state: _State) -> Improvement | None:
    delegations = log.read(config.root).delegations
    found = signals.improvements(
        delegations,
        settings.thresholds(config),
        settings.heuristics(config),
        lambda patch: survival(config.root, patch),
        threshold_since=state.threshold_since,
    )
    return next((one for one in found if one.key not in state.closed), None)


def _settle(config: Config, found: Improvement) -> tuple[Change, ...]:
    """Write the setting and the skill's marked lines; what was written is taken back when the second cannot be."""
    target = configuration.find(config.root) or config.root / "accord.toml"
    old = _text(target) if target.exists() else None
    new = _configured(old or "", ("tool", "accord") if target.name == "pyproject.toml" else (), found)
    target = repository.kept(config.root, target)
    document = repository.kept(config.root, config.root / skill.FILE)
    heuristics = settings.heuristics(config)
    words = skill.improved(_text(document), found, heuristics) if document.is_file() else None
    files.write(target, new)
    changes = [Change(target.name, f"heuristics.{found.field}: {found.subject}")]
    if words is not None:
        try:
            files.write(document, words)
        except BaseException:
            if old is None:
                target.unlink()
            else:
                files.write(target, old)
            raise
        changes.append(Change(skill.FILE, "the marked lines"))
    return tuple(changes)


def _text(path: Path) -> str:
    """A file as it is, its line ends included."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}; nothing was changed", "make it a text in UTF-8") from error


def _configured(toml: str, prefix: tuple[str, ...], found: Improvement) -> str:
    import tomlkit

    document = tomlkit.parse(toml)
    table: Any = document
    for key in (*prefix, "heuristics"):
        if key not in table:
            table[key] = tomlkit.table(is_super_table=key != "heuristics")
        table = table[key]
    if found.field == "min_lines":
        table[found.field] = int(found.subject)
    else:
        table[found.field] = [*table.get(found.field, []), found.subject]
    return tomlkit.dumps(document)


def _case(config: Config, found: Improvement) -> Change:
    path = log.place(config.root, "cases", case.file_name(found.subject))
    if not files.create(path, case.text(config, found)):
        raise UsageError(f"{path}: is there already", "hand it in or move it, then apply again")
    return Change(path.relative_to(config.root).as_posix(), "a failing case, to be completed and handed in")


def _remember(root: Path, found: Improvement, changes: tuple[Change, ...]) -> Change:
    path = log.place(root, HISTORY)
    today = datetime.now(timezone.utc).date().isoformat()
    touched = ", ".join(change.file for change in changes)
    paragraph = (
        f"## {today} {found.key}\n\nObserved: {found.observed}\nChanged: {found.suggested}\nFiles: {touched}\n\n"
    )
    append.append(path, paragraph)
    return Change(path.relative_to(root).as_posix(), "what was observed and changed")


def _load(root: Path) -> _State:
    """The state of the project; what was answered before the skill was installed still holds."""
    states = [_read(path) for path in dict.fromkeys((root / log.FOLDER / _STATE, log.folder(root) / _STATE))]
    known = [state for state in states if state]
    return _State(
        open=known[-1].open if known else None,
        closed=tuple(dict.fromkeys(key for state in known for key in state.closed)),
        threshold_since=max((state.threshold_since for state in known), default=0),
    )


def _read(path: Path) -> _State | None:
    try:
        data = json.loads(path.read_text("utf-8"))
        opened = data["open"]
        improvement = Improvement(**{**opened, "kind": Kind(opened["kind"])}) if opened else None
        return _State(improvement, tuple(map(str, data["closed"])), int(data["threshold_since"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "delete it; suggestions that were refused may then come again"
        raise UsageError(f"{path}: cannot be read: {error}", remedy) from error


def _save(root: Path, state: _State) -> None:
    text = json.dumps({"version": 1, **asdict(state)}, indent=2, ensure_ascii=False)
    files.write(log.place(root, _STATE), text + "\n")


def _locked(root: Path) -> AbstractContextManager[None]:
    return files.lock(log.place(root, f".{_STATE}.lock"), timeout=_PATIENCE)
