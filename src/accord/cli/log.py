"""`accord log`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from accord.cli.options import text_or_json


@click.group(invoke_without_command=True)
@click.option("--summary", is_flag=True, help="What the lines add up to.")
@text_or_json
@click.pass_context
def log(ctx: click.Context, *, summary: bool, style: str) -> None:
    """Show the performance log: a line per task, delegated or not."""
    if ctx.invoked_subcommand:
        return
    from accord.ledger import history
    from accord.ledger import log as ledger

    found = ledger.read(ledger.project(Path.cwd()))
    shown: dict[str, Any] = history.summary(found) if summary else history.document(found)
    if style == "json":
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    elif lines := history.summary_text(shown) if summary else history.text(found):
        click.echo(lines)
    else:
        click.echo("accord: no task logged yet; accord log add writes a line, and so does every delegation", err=True)


@log.command()
@click.option("--task", required=True, help="What was done, in a few words.")
@click.option("--delegated/--not-delegated", required=True, help="Who did it: the agent, or Claude itself.")
@click.option("--success/--failed", default=None, help="Whether the delegation did what it should.")
@click.option("--reason", help="Why it was not delegated.")
@click.option("--endpoints", type=click.IntRange(0), help="Endpoints the contract promised.")
@click.option("--validation", metavar="M/N", help="Endpoints kept, of those promised.")
@click.option("--retries", type=click.IntRange(0), help="Repair rounds.")
@click.option("--claude-output-tokens", type=click.IntRange(0))
@click.option("--claude-api-calls", type=click.IntRange(0))
@click.option("--codex-agents", type=click.IntRange(0))
@click.option("--duration", "duration_s", type=click.FloatRange(0), metavar="SECONDS")
@click.option("--framework", help="Several are separated by commas.")
@click.option("--scenario", help="What kind of work it was: crud, components, ...")
@click.option(
    "--baseline",
    is_flag=False,
    flag_value="",
    metavar="[TOKENS|PATH]",
    help="Output tokens of Claude alone: a number, a session to meter, or nothing where this task is the baseline.",
)
@click.option("--savings", metavar="FRACTION", type=float, help="Default: from the baseline.")
@click.option("--patch", help="The patch file that came home.")
@click.option("--notes")
def add(*, baseline: str | None, **given: Any) -> None:
    """Append one line; what is not given is unknown (null)."""
    from dataclasses import replace

    from accord.errors import UsageError
    from accord.ledger import log as ledger
    from accord.ledger.entry import Entry

    entry = Entry(**given)
    if entry.validation is not None and entry.kept is None:
        raise UsageError(f"--validation {entry.validation!r} is no M/N", "write endpoints kept / promised: 18/20")
    root = ledger.project(Path.cwd())
    tokens = entry.claude_output_tokens if baseline == "" else _measured(baseline) if baseline else None
    if tokens is None and baseline is not None:
        raise UsageError("--baseline has no figure", "give --claude-output-tokens too, or --baseline TOKENS")
    if tokens is None and entry.delegated:
        tokens = ledger.baseline(root, entry.task)
    recorded = ledger.record(root, replace(entry, baseline_output_tokens=tokens))
    if recorded.torn:
        click.echo(f"accord: a torn line was set aside in {recorded.path.name}.torn", err=True)


def _measured(stated: str) -> int:
    if stated.isdecimal():
        return int(stated)
    from accord.errors import UsageError
    from accord.ledger.tokens import meter

    usage = meter([Path(stated)]).claude
    if usage is None:
        raise UsageError(f"--baseline {stated}: no Claude Code session in it", "give a number of tokens or a session")
    return usage.output_tokens
