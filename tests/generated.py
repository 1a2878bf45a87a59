"""Files made from the code: `python tests/generated.py` (`make docs`) writes them anew, `test_generated.py` holds them
against the code.

`action.yml` has an input for every option of `accord check`; `docs/commands.md` is what `--help` says;
`docs/configuration.md` has its tables between marks.
"""

from __future__ import annotations

import copy
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from accord import plugin
from accord.cli.check import check
from accord.cli.group import FIRST, accord
from accord.config import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 96
NOT_FOR_CI = ("watch",)  # nobody watches there
DEFAULTS = {"format": "github"}  # what an input is unless it is given
DIRECTORY = "The folder to work in: where the configuration is looked for, and what paths are relative to."


def inputs() -> dict[str, click.Parameter]:
    """The options of `accord check` by the names of the action's inputs."""
    named = {max(option.opts, key=len).lstrip("-"): option for option in check.params}
    return {name: option for name, option in named.items() if name not in NOT_FOR_CI}


def action() -> str:
    """`action.yml`."""
    said, environment = [], []
    for name, option in inputs().items():
        text = getattr(option, "help", None) or "The contract; several, one a line. Default: what is configured."
        text = re.sub(r"\s*\[default: .*\]", "", text).replace("repeatable", "several, one a line")
        default = DEFAULTS.get(name, "false" if getattr(option, "is_flag", False) else "")
        said.append(f'  {name}:\n    description: "{text}"\n    required: false\n    default: "{default}"\n')
        environment.append(f"        {option.envvar}: ${{{{ inputs.{name} }}}}\n")
    return _ACTION.format(inputs="".join(said), environment="".join(environment), directory=DIRECTORY)


_ACTION = """\
# Made by tests/generated.py from the options of `accord check`; `make docs` writes it anew.
name: API contract (accord)
description: Hold servers and clients to their API contract, from source alone. Nothing is imported, built or started.
author: The accord developers
branding:
  icon: check-square
  color: green
inputs:
{inputs}  directory:
    description: "{directory}"
    required: false
    default: "."
runs:
  using: composite
  steps:
    - name: Install accord
      shell: bash
      run: |
        python3 -m pip install --quiet --disable-pip-version-check --target "$RUNNER_TEMP/accord" "$GITHUB_ACTION_PATH"
    - name: Check the contract
      shell: bash
      working-directory: ${{{{ inputs.directory }}}}
      env:
{environment}      run: |
        PYTHONPATH="$RUNNER_TEMP/accord" python3 -m accord check
"""


# -- docs --------------------------------------------------------------------------------------------------------------


def commands() -> str:
    """`docs/commands.md`."""
    parts = [_COMMANDS]
    for name, found in _every(accord, "accord"):
        command = copy.copy(found)
        command._help_option = (
            None  # click keeps the one of whoever asked first, a test that ran the command alone perhaps
        )
        with click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH) as context:
            context.help_option_names = ["-h", "--help"]
            text = command.get_help(context)
        parts.append(f"## {name}\n\n```text\n{_stripped(text)}\n```\n")
    parts.append(f"## pytest\n\n```text\n{_pytest()}\n```\n")
    return "\n".join(parts)


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


def _every(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, group
    context = click.Context(group, info_name=name)
    for child in group.list_commands(context):
        command = group.get_command(context, child)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _every(command, f"{name} {child}")
        else:
            yield f"{name} {child}", command


class _Options:
    """A parser for `pytest_addoption` that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def getgroup(self, name: str, description: str = "") -> _Options:
        self.lines.append(f"{description or name}:")
        return self

    def addoption(self, flag: str, *, help: str, metavar: str = "", choices: tuple[str, ...] = (), **_: object) -> None:  # noqa: A002 pytest's name
        value = f"={metavar or '{' + ','.join(choices) + '}'}" if metavar or choices else ""
        self.lines.append(
            textwrap.fill(help, WIDTH, initial_indent=f"  {flag + value:<38} ", subsequent_indent=" " * 41)
        )


def _pytest() -> str:
    options = _Options()
    plugin.pytest_addoption(options)  # type: ignore[arg-type]  # as much of a parser as is asked for
    return "\n".join(options.lines)


_COMMANDS = f"""\
# Commands

<!-- Made by tests/generated.py from the code; `make docs` writes it anew. -->

What `--help` says, of every command. A newcomer needs the first {len(FIRST)}: {", ".join(f"`{name}`" for name in FIRST)}. Every option of `accord check`
can also come from the environment: `ACCORD_CHECK_FAIL_ON=warning` is `--fail-on warning`, several values are lines.

Shell completion is click's. For bash `eval "$(_ACCORD_COMPLETE=bash_source accord)"` in `~/.bashrc`; for zsh the same with `zsh_source`
in `~/.zshrc`; for fish `_ACCORD_COMPLETE=fish_source accord | source` in `~/.config/fish/completions/accord.fish`.
"""


def configuration() -> str:
    """`docs/configuration.md` with its tables as the code has them."""
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    for name, table in (
        ("run", reference.run()),
        ("provider", reference.component("provider")),
        ("consumer", reference.component("consumer")),
        ("delegate", reference.delegate()),
    ):
        head, end = f"<!-- table of {name} -->\n", "\n<!-- end of table -->"
        before, found, rest = text.partition(head)
        assert found and end in rest, name  # noqa: PT018 one mark is no use without the other
        text = f"{before}{head}\n{table}{rest[rest.index(end) :]}"
    return text


FILES: Mapping[str, Callable[[], str]] = {
    "action.yml": action,
    "docs/commands.md": commands,
    "docs/configuration.md": configuration,
}

if __name__ == "__main__":
    for name, made in FILES.items():
        (ROOT / name).write_text(made(), encoding="utf-8")
