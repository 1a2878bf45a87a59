"""The pytest door, as thin as it can be: it is loaded in every pytest run of its environment, asked for or not.

Nothing is imported here but pytest, which is loaded anyway; the work is in `accord.pytest_session`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accord.delegate.model import Outcome
    from accord.model import Contract, Report


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("accord", "API contracts (accord)")
    add = group.addoption
    add("--accord", action="store_true", help="Hold servers and clients to the API contract, one item per endpoint.")
    add("--accord-contract", action="append", default=[], metavar="FILE", help="The contract; repeatable.")
    add("--accord-provider", action="append", default=[], metavar="[NAME=]DIR", help="A server's source; repeatable.")
    add("--accord-consumer", action="append", default=[], metavar="[NAME=]DIR", help="A client's source; repeatable.")
    add("--accord-strict", action="store_true", help="Fail on warnings and on what could not be read or decided, too.")
    add(
        "--accord-fail-on", choices=("error", "warning", "none"), help="The least severity that fails. [default: error]"
    )
    add("--accord-report", action="append", default=[], metavar="FORMAT=PATH", help="Write a report; repeatable.")
    add("--accord-allow-remote", action="store_true", help="Fetch documents on other hosts that a contract refers to.")
    add("--accord-no-cache", action="store_true", help="Read every file again, and keep nothing for the next run.")
    add("--accord-baseline", metavar="FILE", help="The findings accepted before. [default: .accord-baseline.toml]")
    add("--accord-update-baseline", action="store_true", help="Accept what fails now; take out what is mended.")
    group = parser.getgroup(
        "delegate", "Delegation of what is broken to a coding agent (accord); typed, never configured"
    )
    add = group.addoption
    add("--delegate", action="store_true", help="Have agents mend what is broken, then judge with their patches.")
    add("--delegate-mode", choices=("auto", "always"), help="auto declines what is not worth it. [default: auto]")
    add("--delegate-agent", metavar="NAME", help="The agent: codex, or scripted:FILE to rehearse. [default: codex]")
    add("--delegate-jobs", type=int, metavar="N", help="Agents at a time. [default: 4]")
    add("--delegate-timeout", type=float, metavar="SECONDS", help="For one turn of an agent. [default: 900]")
    add("--delegate-retries", type=int, metavar="N", help="Repair rounds after the first attempt. [default: 2]")
    add("--delegate-max-tokens", type=int, metavar="N", help="Of the whole run. [default: no limit]")
    add("--delegate-model", metavar="NAME", help="The model to ask for. [default: the agent's]")
    add("--delegate-apply", action="store_true", help="Lay the patches into the tree, not only beside it.")
    add("--delegate-keep", action="store_true", help="Keep the workspaces of what succeeded, too.")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "accord: an endpoint of an API contract, held against source by accord")
    asked = any(value for name, value in vars(config.option).items() if name.startswith("delegate"))
    if (config.getoption("accord") or asked) and not config.getoption("help"):
        from accord.pytest_session.hooks import Hooks

        config.pluginmanager.register(Hooks(config), "accord-session")


@pytest.fixture(scope="session")
def accord_report(pytestconfig: pytest.Config) -> Report:
    """The whole run of accord on this project: findings, and the verdict of every endpoint in every component."""
    from accord.pytest_session.run import run_of

    return run_of(pytestconfig).report


@pytest.fixture(scope="session")
def accord_contract(pytestconfig: pytest.Config) -> Contract:
    """The API contract of this project, read; for several, `accord_report.comparisons` holds each."""
    from accord.pytest_session.run import run_of

    return run_of(pytestconfig).contract


@pytest.fixture(scope="session")
def delegate(pytestconfig: pytest.Config) -> Mapping[str, Outcome]:
    """What became of each component in this session's delegation, by its name; skipped where none was asked for."""
    from accord.pytest_session.run import run_of

    delegated = run_of(pytestconfig).delegated if pytestconfig.getoption("accord") else None
    if delegated is None:
        pytest.skip("no delegation in this session: pytest --accord --delegate")
    return delegated.outcomes
