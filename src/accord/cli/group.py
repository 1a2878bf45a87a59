"""The group of all commands, and what an error becomes at the outer edge: one message on stderr and an exit code."""

from __future__ import annotations

import contextlib
import errno
import importlib
import sys
from typing import TYPE_CHECKING

import click

from accord import __version__
from accord.cli.options import FINDINGS, KEPT, MACHINE, NOT_EXAMINED, USAGE, document, error_document, let_go_of_output
from accord.errors import AccordError, OutsideError, SourceError, UsageError
from accord.model import Where

if TYPE_CHECKING:
    from collections.abc import Sequence

_FULL = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)
INTERRUPTED = 130  # as a shell says it of a program that Ctrl-C ended

FIRST = ("init", "check", "explain", "routes", "contract")  # what a newcomer needs, in the order it is needed
MORE = ("calls", "rules", "baseline")
DELEGATE = ("delegate",)
LEDGER = ("tokens", "log", "signals")


class Commands(click.Group):
    """A group whose commands live in `accord.cli.NAME`, as an attribute of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*FIRST, *MORE, *DELEGATE, *LEDGER]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(importlib.import_module(f"accord.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections = (
            ("First", FIRST), ("More", MORE), ("Delegation", DELEGATE), ("What delegation costs", LEDGER),
        )  # fmt: skip
        for title, names in sections:
            found = [(name, command) for name in names if (command := self.get_command(ctx, name))]
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(80)) for name, command in found])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="accord", message="%(prog)s %(version)s")
def accord() -> None:
    """Prove from source alone that servers and clients keep their API contract.

    Exit codes: 0 kept, 1 findings, 2 bad usage, configuration or contract, 3 could not examine.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. A user's error is one message, a fault of accord's keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # an old terminal's encoding must not end a report
    told: dict[str, str] = {}
    try:
        code = accord.main(list(arguments), prog_name="accord", standalone_mode=False, obj=told)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        _document(told, "usage", UsageError(error.format_message()))
        error.show()
        return USAGE
    except AccordError as error:
        _document(told, type(error).__name__.removesuffix("Error").lower(), error)
        click.echo(f"accord: {error}", err=True)
        return NOT_EXAMINED if isinstance(error, (SourceError, OutsideError)) else USAGE
    except BrokenPipeError:  # `accord ... | head`: the reader has what it wanted
        sys.stderr.close()
        return FINDINGS
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            return _fault(told, error)
        with contextlib.suppress(OSError):
            click.echo(f"accord: the output cannot be written: {error.strerror}", err=True)
        let_go_of_output()
        return NOT_EXAMINED
    except Exception as error:  # noqa: BLE001 the outer edge: an unforeseen fault must not look like findings (Python's own exit code is 1)
        return _fault(told, error)
    return code if isinstance(code, int) else KEPT


def _fault(told: dict[str, str], error: Exception) -> int:
    import traceback

    _document(told, "internal", error)
    traceback.print_exc()
    click.echo("accord: this is a fault in accord itself; please report it with the lines above", err=True)
    return NOT_EXAMINED


def _document(told: dict[str, str], kind: str, error: Exception) -> None:
    """A machine format is a complete document whatever happens."""
    style = told.get(MACHINE)
    if style == "json":
        click.echo(document(error_document(kind, error)))
    elif style:
        from accord.report import render_error

        place = Where(getattr(error, "file", "") or "", getattr(error, "line", 0) or 0)
        click.echo(render_error(style, kind, str(error) or type(error).__name__, place), nl=False)
