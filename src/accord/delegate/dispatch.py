"""Tasks side by side, up to so many at a time; the first Ctrl-C ends them in order, and nothing is lost."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from accord.delegate.control import Control
from accord.delegate.generate import generate
from accord.delegate.model import silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from accord.delegate.model import Outcome, Task, Tell

INTERRUPT = "interrupted"  # the reason of what the user stopped
_BEAT = 0.2  # seconds; a wait without an end would not hear Ctrl-C on every system


def dispatch(
    tasks: Sequence[Task], *, jobs: int, max_tokens: int | None = None, tell: Tell = silent
) -> Mapping[str, Outcome]:
    """The outcome of every task by name, in their order.

    An interrupt stops all agents; the outcomes say `interrupted`, their runs can be resumed. A fault of the host's own in
    one task stops the others, too, and is raised when they have ended.
    """
    control = Control(max_tokens)
    with ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="accord-delegate") as pool:
        futures = {task.name: pool.submit(generate, task, tell=tell, control=control) for task in tasks}
        with _stopping(control):
            _await(futures.values(), control)
    return {name: future.result() for name, future in futures.items()}


def _await(futures: Iterable[Future[Outcome]], control: Control) -> None:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_BEAT)
        if any(future.exception() for future in done):
            control.halt("stopped by a fault in another task")


@contextlib.contextmanager
def _stopping(control: Control) -> Iterator[None]:
    """An interrupt inside becomes a stop; leaving the pool waits for the agents to end."""
    try:
        yield
    except KeyboardInterrupt:
        control.halt(INTERRUPT)
