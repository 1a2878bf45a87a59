"""`accord init`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accord.errors import SourceError, UsageError

if TYPE_CHECKING:
    from accord.model import Component

DEFAULT = "docs/API_CONTRACT.md"
TEMPLATE = "api_contract_template.md"


@click.command()
@click.option("--contract", "blank", is_flag=True, help="Write the template of a contract, to be filled in.  [default]")
@click.option("--from-source", "source", metavar="[NAME=]DIR", help="Draft the contract from the routes a server has.")
@click.option(
    "--app", default="", metavar="MODULE:ATTR|FILE:ATTR", help="Its application, where the tree holds several."
)
@click.option("--output", metavar="FILE", help=f"Where the contract goes.  [default: {DEFAULT}, or what is configured]")
@click.option("--skills", is_flag=True, help="Install the skills for Claude Code and Codex, and nothing else.")
@click.option("--force", is_flag=True, help="With --skills: overwrite files that differ from what is shipped.")
def init(*, blank: bool, source: str | None, app: str, output: str | None, skills: bool, force: bool) -> int:
    """Write a first contract and configure accord; overwrites nothing."""
    if skills and (blank or source or app or output):
        raise UsageError("--skills writes no contract", "give it without the options about the contract")
    if force and not skills:
        raise UsageError("--force belongs to --skills", "a contract is never overwritten")
    if skills:
        from accord.cli.skills import install

        return install(force=force)
    if blank and source:
        raise UsageError("--contract and --from-source both write the contract", "give one of them")
    if app and not source:
        raise UsageError("--app chooses among the applications of --from-source", "give --from-source DIR too")
    from accord import config
    from accord.outside import files, repository, shipped

    here = Path.cwd().resolve()
    settings = config.find(here)
    root = settings.parent if settings else here
    target = here / output if output else repository.kept(root, root / (_configured_contract(settings) or DEFAULT))
    _table(root / "pyproject.toml")  # a broken file is told before anything is written
    text: str | None = None
    components: dict[str, Component] = {}
    if target.exists() and (blank or source or output):
        remedy = "nothing is overwritten; remove it, or name another file with --output"
        raise UsageError(f"{_shown(target)} is there already", remedy)
    if source:
        text, components = _draft(source, app, root, target)
    elif not target.exists():
        text = shipped.template(TEMPLATE)
    if text is not None and files.create(target, text):
        click.echo(f"wrote {_shown(target)}")
    file = _configure(settings, root, target, components)
    click.echo(_next_step(file, target))
    return 0


def _draft(source: str, app: str, root: Path, target: Path) -> tuple[str, dict[str, Component]]:
    from dataclasses import replace

    from accord import config
    from accord.check import scan_components
    from accord.cli.options import application
    from accord.config.reader import relative
    from accord.contract import export
    from accord.init import application_of, draft

    directory = source.rpartition("=")[2]
    if not Path(directory).is_dir():
        raise UsageError(f"--from-source {source}: no such directory", "name the server's folder")
    run = config.apply(config.Config(root=root), config.Flags(providers=(source,)), Path.cwd())
    (component,) = run.components
    if app:
        component = replace(component, app=application(app, root / component.path))
    scan = scan_components(replace(run, components=(component,)))[component.name]
    chosen = application_of(scan)
    contract, left_out = draft(scan, relative(target, root), chosen)
    if not contract.endpoints:
        raise SourceError(source, "no route found to draft a contract from", "see what was read: accord routes DIR")
    if not component.app and chosen and len({route.app for route in scan.routes if route.mounted}) > 1:
        component = replace(component, app=f"{chosen.where.file}:{chosen.name}")
        click.echo(f"several applications; drafted from {component.app}, which serves most (--app chooses another)")
    for route in left_out:
        click.echo(f"left out  {route.operation}  {route.where}  (a piece of its path could not be read)", err=True)
    for place in scan.unread:
        click.echo(f"unread    {place.where}  {place.reason}", err=True)
    return export.export(contract, "markdown"), {component.name: component}


def _configured_contract(settings: Path | None) -> str:
    """The contract a configuration names, perhaps before there is one (which, read as usual, would be a fault)."""
    named = _table(settings).get("contract", "") if settings else ""
    return named if isinstance(named, str) and not set(named) & set("*?[") else ""


def _configure(settings: Path | None, root: Path, target: Path, components: dict[str, Component]) -> Path:
    from accord.config.reader import relative
    from accord.init import configured
    from accord.outside import files, repository

    pyproject = root / "pyproject.toml"
    file = settings or (pyproject if pyproject.exists() else root / "accord.toml")
    before = file.read_bytes().decode("utf-8") if file.exists() else ""  # as it is, ends of lines included
    prefix = ("tool", "accord") if file.name == "pyproject.toml" else ()
    after = configured(before, prefix, relative(target, root), components)
    if "\r\n" in before:
        after = re.sub(r"(?<!\r)\n", "\r\n", after)
    if after == before:
        click.echo(f"{_shown(file)} configures accord already; left as it is")
    else:
        files.write(repository.kept(root, file), after)
        click.echo(f"configured accord in {_shown(file)}")
    return file


def _table(file: Path) -> dict[str, Any]:
    from accord.config.file import table

    return table(file) if file.exists() else {}


def _next_step(file: Path, target: Path) -> str:
    written = _table(file)
    if (named := _configured_contract(file)) and (file.parent / named).resolve() != target.resolve():
        return f"next: accord check {_shown(target)}, or name it as the contract in {_shown(file)} (now: {named})"
    if "provider" in written or "consumer" in written:
        return "next: pytest --accord, or accord check"
    place = "tool.accord.provider.NAME" if file.name == "pyproject.toml" else "provider.NAME"
    return f'next: fill in the contract, say where the server is ([{place}] path = "..."), run pytest --accord'


def _shown(path: Path) -> str:
    from accord.config.reader import relative

    return relative(path, Path.cwd().resolve())
