"""Every key of the configuration in words; the tables of `docs/configuration.md` are made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from accord.config.delegation import KEYS as DELEGATE_KEYS
from accord.config.reader import COMPONENT_KEYS, KEYS, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accord.model import Role


class Key(NamedTuple):
    """What a key may hold, what it is when it is not there, what it means."""

    kind: str
    default: str
    meaning: str


RUN: Mapping[str, Key] = {
    "contract": Key("string or list", "", "Contract documents or globs of them: Markdown, OpenAPI JSON or YAML."),
    "provider": Key("tables", "", "The servers, each a table of its own, below."),
    "consumer": Key("tables", "", "The clients, each a table of its own, below."),
    "fail_on": Key('`"error"`, `"warning"` or `"none"`', '`"error"`', "The lowest severity that fails the run."),
    "strict": Key("boolean", "`false`", "Undetermined endpoints and unread places fail the run too."),
    "severity": Key(
        "table",
        "",
        'Severity of single rules: `"error"`, `"warning"`, `"info"` or `"off"`. `accord rules` lists the names.',
    ),
    "report": Key("string or list", "", 'Reports to write besides the one on the screen: `"html=build/accord.html"`.'),
    "baseline": Key("string", '`".accord-baseline.toml"`', "The file of accepted findings."),
    "tests": Key("boolean", "`false`", "Read tests, mocks and documentation folders of the source trees too."),
    "libraries": Key(
        "string or list", "", "Folders of installed packages whose source may be read like the tree's own."
    ),
    "versions": Key("table", "", "Versions of frameworks, where they differ from what the project declares."),
    "allow_remote": Key("boolean", "`false`", "Fetch documents on other hosts that a contract refers to."),
    "delegate": Key("table", "", "How work is delegated when somebody asks for it, below."),
}

COMPONENT: Mapping[str, Key] = {
    "path": Key("string", "", "The folder of its source. Required."),
    "app": Key(
        "string",
        "",
        "The application object, as `file.py:name` or `package.module:name`, where a tree holds several. Without it "
        "the contract is matched against each and the best match is taken and said.",
    ),
    "prefix": Key(
        "string",
        "",
        "What a gateway in front adds to the provider's paths before they are the contract's "
        '(`"/gateway"`), or takes off (`"-/api"`).',
    ),
    "endpoints": Key(
        "string or list",
        "all",
        'The rows this component is held to: `"* /posts/**"`, `"GET /health"`, `"tag:users"`.',
    ),
    "contract": Key("string or list", "the run's", "Contracts of its own, instead of the run's."),
    "base": Key("string", "", "What the client's paths are relative to, where its code does not say."),
    "calls": Key('`"some"` or `"all"`', '`"some"`', '`"all"`: this client must call every endpoint.'),
    "brief": Key(
        "string", "", "Words for the agent that the contract does not say; they count when work is advised on."
    ),
    "include": Key("string or list", "", "Files or globs outside the component that the agent may read."),
    "framework": Key("string", "", 'The framework to write in, where the tree does not show it yet: `"fastapi"`.'),
    "verify": Key(
        "string or list",
        "",
        'Commands that must pass, run inside the agent\'s sandbox and nowhere else: `"pytest -q"`.',
    ),
}

DELEGATE: Mapping[str, Key] = {
    "mode": Key('`"auto"` or `"always"`', '`"auto"`', '`"auto"` declines what is not worth it, and says why.'),
    "agent": Key("string", '`"codex"`', "The agent, by the name it is registered under; never a program."),
    "jobs": Key("number", "4", "Agents at a time."),
    "timeout": Key("seconds", "900", "How long one turn of an agent may take."),
    "retries": Key("number", "2", "Repair rounds after the first attempt."),
    "max_tokens": Key("number", "no limit", "Tokens of the whole run; it ends between turns when they are used up."),
    "model": Key("string", "the agent's", "The model to ask for."),
    "apply": Key("boolean", "`false`", "Lay the patches into the tree, not only beside it."),
    "keep": Key("boolean", "`false`", "Keep the workspaces of what succeeded, too."),
    "allow": Key(
        "string or list",
        "",
        "Files (globs) that may come home although their kind is refused, `conftest.py` for example.",
    ),
}


def run() -> str:
    """The table of the run's keys."""
    return _table((name, RUN[name]) for name in KEYS if name not in SECTIONS and name in RUN)


def delegate() -> str:
    """The table of the keys of `[tool.accord.delegate]`."""
    return _table((name, DELEGATE[name]) for name in DELEGATE_KEYS)


def component(role: Role) -> str:
    """The table of a provider's or a consumer's keys."""
    return _table((name, COMPONENT[name]) for name in COMPONENT_KEYS[role])


def _table(rows: Iterable[tuple[str, Key]]) -> str:
    lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {key.kind} | {key.default} | {key.meaning} |" for name, key in rows]
    return "\n".join(lines) + "\n"
