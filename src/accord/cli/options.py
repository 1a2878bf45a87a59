"""What several commands share: options, the terminal they print to, documents for tools."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from accord.model import FailOn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from accord.config import Config
    from accord.model import Role, Scan

# Exit codes: the contract is kept, there are findings, bad usage or configuration or contract, nothing was examined.
KEPT, FINDINGS, USAGE, NOT_EXAMINED = 0, 1, 2, 3
MACHINE = "machine format"  # the key under which a command notes the format its stdout must stay a document of

Command = TypeVar("Command", bound="Callable[..., Any] | click.Command")

tree = click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))


class Lines(click.types.StringParamType):
    """Text whose environment variable may hold several values, one a line: paths may have spaces in them."""

    envvar_list_splitter = "\n"

    def split_envvar_value(self, rv: str) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in rv.splitlines() if line.strip()]


LINES = Lines()


allow_remote = click.option(
    "--allow-remote", is_flag=True, help="Fetch documents on other hosts that a contract refers to."
)

no_cache = click.option("--no-cache", is_flag=True, help="Read every file again, and keep nothing for the next run.")


def selection(command: Command) -> Command:
    """What is compared with what: the contract, the components, the findings accepted before."""
    parts = (
        click.argument("contract", required=False),
        click.option(
            "--provider",
            "providers",
            type=LINES,
            multiple=True,
            metavar="[NAME=]DIR",
            help="A server's source tree; repeatable.",
        ),
        click.option(
            "--consumer",
            "consumers",
            type=LINES,
            multiple=True,
            metavar="[NAME=]DIR",
            help="A client's source tree; repeatable.",
        ),
        click.option(
            "--baseline", metavar="FILE", help="The findings accepted before.  [default: .accord-baseline.toml]"
        ),
        click.option(
            "--fail-on", type=click.Choice(get_args(FailOn)), help="The least severity that fails.  [default: error]"
        ),
        click.option("--strict", is_flag=True, help="Fail on warnings and on what could not be read or decided, too."),
        allow_remote,
        no_cache,
    )
    for part in reversed(parts):
        command = part(command)
    return command


def from_environment(command: click.Command) -> click.Command:
    """The same command, every option of it readable from `ACCORD_COMMAND_OPTION`, as CI systems hand values on."""
    for parameter in command.params:
        flag = max(parameter.opts, key=len).lstrip("-")
        parameter.envvar = f"ACCORD_{command.name}_{flag}".replace("-", "_").upper()
    return command


def settings(contract: str | None, given: Mapping[str, Any], *, new_folders: bool = False) -> Config:
    """The configuration that rules the working folder, with what was given to `selection` laid over it; with
    `new_folders` a component's folder need not be there.
    """
    from accord import config
    from accord.config.flags import Flags

    contracts = tuple(line for line in (contract or "").splitlines() if line.strip())
    loaded = config.load(Path.cwd(), new_folders=new_folders)
    return config.apply(loaded, Flags(contracts=contracts, **given), Path.cwd())


def _noted(context: click.Context, _: click.Parameter, value: str) -> str:
    # an export that failed is nothing at all: neither OpenAPI nor a page can say what went wrong
    context.ensure_object(dict)[MACHINE] = value if value == "json" else ""
    return value


def style(*names: str) -> Callable[[Command], Command]:
    """`--format`, with these names to choose from; `json` is a machine format."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(names),
        default="text",
        show_default=True,
        is_eager=True,
        callback=_noted,
        help="How to print.",
    )


text_or_json = style("text", "json")


def document(value: Any) -> str:
    """A JSON document as the command line prints it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def terminal() -> dict[str, Any]:
    """Colour and width for a report that goes to standard output; files and pipes get neither."""
    import shutil

    from accord.report.paint import wants_color

    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else 0
    return {"color": wants_color(os.environ, terminal=is_terminal), "width": width}


def let_go_of_output() -> None:
    """Nobody reads standard output any more: what would still go there, at the end of the process too, goes nowhere."""
    with contextlib.suppress(OSError, ValueError):  # not a stream of the system: nothing is left to be written
        number = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def scan_tree(
    directory: Path, role: Role, app: str = "", libraries: tuple[Path, ...] = (), *, keep: bool = True
) -> Scan:
    """One tree read on its own, files named relative to it; `libraries` are folders of packages read like it."""
    from accord.scan import ScanOptions, scan

    folders = tuple(str(each.resolve()) for each in libraries)
    wanted = ScanOptions(role=role, app=application(app, directory), libraries=folders)
    found = scan(directory, options=wanted, keep=keep)
    if not gc.isenabled():
        gc.freeze()  # what the scan made is not looked through on the way out either
    return found


def application(app: str, directory: Path) -> str:
    """`--app` with its file named relative to the tree; it may be typed relative to the working folder, too."""
    file, colon, attribute = app.partition(":")
    if not (directory / file).is_file() and Path(file).is_file():
        file = os.path.relpath(file, directory).replace(os.sep, "/")
    return f"{file}{colon}{attribute}"


def error_document(kind: str, error: Exception) -> dict[str, Any]:
    """What a machine format prints where there is nothing to report but an error."""
    place = {name: getattr(error, name) for name in ("file", "line") if getattr(error, name, None)}
    return {"version": 1, "error": {"kind": kind, "message": str(error) or type(error).__name__, **place}}
