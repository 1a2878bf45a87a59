"""Event loops, threads and executors: whoever runs a function for somebody else.

Reads: functions handed to `asyncio.to_thread`, `run_in_executor`, `run_in_threadpool`, `anyio`'s threads and task groups, executors' `submit` and
`map`, `threading.Thread` and `Timer`; the results of tasks and futures. When it runs makes no difference to what it registers, so it runs at once.
Does not read: what is handed over by a queue. Proof: fixtures/cases/fastapi-language.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.builtins import identity, unknown
from accord.evaluate.containers import iterate
from accord.evaluate.values import (
    At,
    BoundMethod,
    ClassValue,
    FunctionValue,
    Instance,
    ListValue,
    Native,
    Unknown,
    Value,
)
from accord.frameworks import stdlib

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

PACKAGES = frozenset(("asyncio", "anyio", "asgiref", "concurrent", "threading"))

Args = list[Value]
Kwargs = dict[str, Value]

_RESULT = "accord: result"  # where a future keeps what it gives; no program can spell such an attribute


def _given(machine: Machine, future: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return future.attrs.get(_RESULT, Unknown("the result of a future", at=at))


def _called_back(machine: Machine, future: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return machine.call(args[0], [future], {}, at) if args else None


_FUTURE = ClassValue(
    "Future",
    library="asyncio.Future",
    native={"__await__": _given, "result": _given, "add_done_callback": _called_back},
)


def future(value: Value, at: At) -> Instance:
    """What gives a value when it is awaited or asked."""
    if type(value) is Instance and value.cls is _FUTURE:
        return value
    made = Instance(_FUTURE, at)
    made.attrs[_RESULT] = value
    return made


def settled(value: Value) -> Value:
    """What awaiting a value gives."""
    return value.attrs.get(_RESULT, value) if type(value) is Instance and value.cls is _FUTURE else value


def _ran(machine: Machine, args: Args, kwargs: Kwargs, at: At, skip: int = 0) -> Value:
    """`run(f, *args)`, with `skip` arguments before the function."""
    return machine.call(args[skip], args[skip + 1 :], kwargs, at) if len(args) > skip else Unknown("no function", at=at)


def run_now(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`to_thread(f, *args, **kwargs)`: the function's own result."""
    return _ran(machine, args, kwargs, at)


def _without_options(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """The form of anyio: keywords are for whoever runs the function."""
    return _ran(machine, args, {}, at)


def _promised(skip: int) -> Callable[..., Value]:
    def run(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
        return future(_ran(machine, args, kwargs if not skip else {}, at, skip), at)

    return run


def _mapped(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`executor.map(f, items, …)`: a list of the results."""
    found = [iterate(machine, a) for a in args[1:]]
    known = [each for each in found if each is not None]
    if not known or len(known) != len(found):
        return Unknown("executor.map over something unknown", at=at)
    rows = zip(*(items for items, _ in known), strict=False)
    whole = all(complete for _, complete in known)
    return ListValue([machine.call(args[0], list(row), {}, at) for row in rows], whole)


def _task(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return future(args[0], at) if args else Unknown("no task", at=at)


def _task_of(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _task(machine, args, kwargs, at)


def _awaited(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`asyncio.run(x)`, `wait_for(x, t)`: what x gives."""
    return settled(args[0]) if args else None


def _awaited_by(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _awaited(machine, args, kwargs, at)


def _gathered(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    return ListValue([settled(a) for a in args])


def _waited(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`asyncio.wait(tasks)`: all are done."""
    found = iterate(machine, args[0]) if args else None
    done = ListValue(list(found[0]), found[1]) if found is not None else Unknown("tasks", at=at)
    return ListValue([done, ListValue([])], True, "tuple")


def _in_turn(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`as_completed(tasks)`: one after the other."""
    return args[0] if args else Unknown("no tasks", at=at)


_RUNNING = {
    "create_task": _task_of,
    "ensure_future": _task_of,
    "run_until_complete": _awaited_by,
    "run": _awaited_by,
    "run_in_executor": _promised(1),
    "call_soon": _promised(0),
    "call_soon_threadsafe": _promised(0),
    "call_later": _promised(1),
    "call_at": _promised(1),
    "start_soon": _promised(0),
    "start": lambda m, this, a, k, at: _without_options(m, a, k, at),
}


def _class(name: str, native: dict[str, Callable[..., Value]]) -> ClassValue:
    return ClassValue(name.rpartition(".")[2], library=name, native=native)


_LOOP = _class("asyncio.AbstractEventLoop", _RUNNING)
_GROUP = _class("asyncio.TaskGroup", _RUNNING)
_POOL = {"submit": _promised(0), "map": _mapped}


def _timer(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    _later(machine, args[1:2], kwargs.get("args", args[2] if len(args) > 2 else None), kwargs.get("function"))


def _thread(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    _later(machine, args[1:2], kwargs.get("args", args[3] if len(args) > 3 else None), kwargs.get("target"))


def _later(machine: Machine, given: Args, extra: Value, named: Value) -> None:
    """A thread that is started: its function runs after what is running now."""
    target = named if named is not None else next(iter(given), None)
    if type(target) in (FunctionValue, BoundMethod):
        found = iterate(machine, extra) if extra is not None else None
        machine.pending.append((target, list(found[0]) if found is not None else []))


def _made(cls: ClassValue) -> Callable[..., Value]:
    return lambda machine, args, kwargs, at: Instance(cls, at)


_CLASSES: dict[str, Value] = {
    "asyncio.TaskGroup": _GROUP,
    "asyncio.Runner": _LOOP,
    "asyncio.Future": _FUTURE,
    "concurrent.futures.Future": _FUTURE,
    "concurrent.futures.ThreadPoolExecutor": _class("concurrent.futures.ThreadPoolExecutor", _POOL),
    "concurrent.futures.ProcessPoolExecutor": _class("concurrent.futures.ProcessPoolExecutor", _POOL),
    "concurrent.futures.thread.ThreadPoolExecutor": _class("concurrent.futures.ThreadPoolExecutor", _POOL),
    "threading.Thread": _class("threading.Thread", {"__init__": _thread}),
    "threading.Timer": _class("threading.Timer", {"__init__": _timer}),
}

_FUNCTIONS: dict[str, Callable[..., Value]] = {
    **dict.fromkeys(("asyncio.create_task", "asyncio.ensure_future", "asyncio.shield"), _task),
    **dict.fromkeys(("asyncio.run", "asyncio.wait_for"), _awaited),
    **dict.fromkeys(("asyncio.get_event_loop", "asyncio.get_running_loop", "asyncio.new_event_loop"), _made(_LOOP)),
    **dict.fromkeys(("asyncio.as_completed", "concurrent.futures.as_completed"), _in_turn),
    **dict.fromkeys(("asyncio.wait", "concurrent.futures.wait"), _waited),
    **dict.fromkeys(("asgiref.sync.sync_to_async", "asgiref.sync.async_to_sync"), identity),
    **dict.fromkeys(
        ("anyio.run", "anyio.to_thread.run_sync", "anyio.from_thread.run", "anyio.from_thread.run_sync"),
        _without_options,
    ),
    "asyncio.gather": _gathered,
    "asyncio.to_thread": run_now,
    "asyncio.sleep": unknown("sleep"),
    "anyio.create_task_group": _made(_GROUP),
}


def lookup(machine: Machine, name: str) -> Value:
    """A dotted name of one of these libraries; what else is known of them, the standard library's module knows."""
    if name in _CLASSES:
        return _CLASSES[name]
    run = _FUNCTIONS.get(name)
    return Native(name, run) if run is not None else stdlib.lookup(machine, name)
