"""What every test may use."""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import accord

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["pytester"]

# A shell starts what it runs in the background with SIGINT ignored, and all its children inherit that: the tests that
# interrupt a program could never end one. With a handler here, a child begins with the default again.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is slow at times: a property fails for what it found, never for the clock.
settings.register_profile("accord", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("accord")


@pytest.fixture(scope="session")
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever a run of accord loads, once: pytester forgets what an inner run was the first to load, and the next would load each a second time."""
    for found in pkgutil.walk_packages(accord.__path__, "accord."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    from accord import check, config
    from accord.delegate import session
    from accord.pytest_session import words
    from accord.report import render
    from small import project, without_delete

    settings = config.load(project(tmp_path_factory.mktemp("loaded"), users=without_delete()))
    report = check.check(settings)
    render(report, "json")
    words.finding(report.findings[0])
    session.advised(settings, report)


@pytest.fixture
def pytester(_loaded: None, pytester: pytest.Pytester) -> pytest.Pytester:
    return pytester


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test remembers between runs of accord is not the user's, and not another session's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCORD_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        for name in (
            "FORCE_COLOR",
            "NO_COLOR",
            "COLUMNS",
            "GITHUB_STEP_SUMMARY",
        ):  # what a CI sets is asked for by tests
            patch.delenv(name, raising=False)
        # Hundreds of programs are started: accord is compiled once and not in each, and hypothesis, which its plugin loads at
        # the end of every run, in none.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTEST_ADDOPTS", f"{os.environ.get('PYTEST_ADDOPTS', '')} -p no:hypothesispytest".strip())
        for name in ("NO_PROXY", "no_proxy"):  # services of tests are on this machine
            patch.setenv(name, "127.0.0.1,localhost")
        yield
