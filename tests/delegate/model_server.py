"""A scripted stand-in for the model service the real agent talks to: the streaming Responses API, on loopback only.

    with ModelServer([Script("the backend", [add({"main.py": "..."}), Say("done")])]) as server:
        ...  # an agent whose provider has `server.url` as its base_url
        assert [request.prompt for request in server.requests]

A script is chosen by what the prompt of the turn says, so several workspaces and their repair rounds share one server. The
server keeps no conversation: which step is due follows from how many tool outputs came since the model last spoke.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

_OUTPUTS = ("function_call_output", "custom_tool_call_output", "local_shell_call_output")


# -- what the model does -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell command, inside the agent's sandbox."""

    command: str


@dataclass(frozen=True, slots=True)
class Patch:
    """Files changed, in the agent's own patch language; several at once."""

    text: str


@dataclass(frozen=True, slots=True)
class Say:
    """The model's last word; it ends the turn."""

    text: str = "done"


def add(files: Mapping[str, str]) -> Patch:
    """A patch that adds files."""
    parts = []
    for path, text in files.items():
        parts.append(f"*** Add File: {path}\n" + "".join(f"+{line}\n" for line in text.splitlines()))
    return Patch(f"*** Begin Patch\n{''.join(parts)}*** End Patch\n")


def update(path: str, old: str, new: str) -> Patch:
    """A patch that replaces lines of a file."""
    lines = "".join(f"-{line}\n" for line in old.splitlines()) + "".join(f"+{line}\n" for line in new.splitlines())
    return Patch(f"*** Begin Patch\n*** Update File: {path}\n@@\n{lines}*** End Patch\n")


# -- how the service fails -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure in place of the answer due: `times` requests of this script get it, then the steps go on."""

    kind: (
        str  # "status" | "cut" after the stream has begun | "silent" from there on | "never" answers | "failed" answer
    )
    status: int = 0
    body: Mapping[str, Any] = field(default_factory=dict, hash=False)
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    times: int = 10**9
    at: int = 0  # the step of the turn at which it strikes


def unauthorized() -> Fault:
    return Fault("status", 401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}})


def usage_limit(resets_in: int = 3600) -> Fault:
    """The limit of the plan, which no retry within the run will lift; the reset is in `resets_in` seconds."""
    error = {
        "type": "usage_limit_reached", "message": "The usage limit has been reached", "plan_type": "plus",
        "resets_at": int(time.time()) + resets_in, "resets_in_seconds": resets_in,
    }  # fmt: skip
    return Fault("status", 429, {"error": error})


def broken(status: int = 500, *, times: int = 10**9) -> Fault:
    return Fault("status", status, {"error": {"message": "internal", "type": "server_error"}}, times=times)


CUT = Fault("cut")
SILENT = Fault("silent")
NEVER = Fault("never")


def failed(code: str, message: str = "") -> Fault:
    """The stream ends with `response.failed`: context_length_exceeded, insufficient_quota, rate_limit_exceeded, ..."""
    return Fault("failed", body={"code": code, "message": message or code})


# -- the script ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Script:
    """What happens in a turn whose prompt has `match` (a regular expression) in it; the first script that fits counts."""

    match: str
    steps: Sequence[Shell | Patch | Say | Fault]
    usage: tuple[int, int] = (1000, 50)  # input and output tokens of every request
    delay: float = 0.0  # seconds before each answer
    together: threading.Barrier | None = None  # that the first request of a turn passes before it is answered

    def due(self, done: int, faults: Counter[int]) -> Shell | Patch | Say | Fault:
        """The step after `done` tool outputs; `faults` counts how often each fault has struck."""
        for number, step in enumerate(self.steps):
            if isinstance(step, Fault) and step.at == done and faults[number] < step.times:
                faults[number] += 1
                return step
        plain = [step for step in self.steps if not isinstance(step, Fault)]
        return plain[done] if done < len(plain) else Say()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came, of which only what tests ask about is kept."""

    prompt: str  # the user's words of this turn, skills that were sent along included
    everything: str  # every text of the whole input
    outputs: tuple[str, ...]  # what tool calls of this turn gave back
    tools: tuple[str, ...]
    authorization: str
    thread: str
    metadata: Mapping[str, Any]  # what the agent says of itself: sandbox, workspaces


class ModelServer:
    """Runs while the `with` block does; every connection that still waits is let go at its end."""

    def __init__(self, scripts: Sequence[Script] = ()) -> None:
        self.scripts = list(scripts)
        self.requests: list[Request] = []
        self.unmatched: list[str] = []  # prompts no script was for; they got an empty answer
        self.struck: dict[int, Counter[int]] = {}
        self.lock = threading.Lock()
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.model = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """The base URL of a provider."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ModelServer:  # noqa: PYI034 typing.Self is younger than Python 3.10
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, request: Request) -> tuple[Script, Shell | Patch | Say | Fault]:
        """The script a request belongs to and the step that is due."""
        with self.lock:
            self.requests.append(request)
            for number, script in enumerate(self.scripts):
                if re.search(script.match, request.prompt, re.DOTALL):
                    return script, script.due(len(request.outputs), self.struck.setdefault(number, Counter()))
            self.unmatched.append(request.prompt)
            return Script("", ()), Say("no script fits this prompt")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    model: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """An agent that was killed has hung up; that is what is being tested."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        self._json(404, {"error": {"message": "no such path"}}, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        script, step = self.server.model.take(_request(body, self.headers))
        if isinstance(step, Fault) and step.kind == "status":
            return self._json(step.status, step.body, step.headers)
        if isinstance(step, Fault) and step.kind == "never":
            return self._wait()
        self.server.model.over.wait(script.delay)
        if script.together and not _request(body, self.headers).outputs:
            script.together.wait()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        response = {"id": f"resp_{uuid.uuid4().hex[:16]}"}
        self._event("response.created", response=response)
        if isinstance(step, Fault):
            if step.kind == "silent":
                self._wait()
            elif step.kind == "failed":
                self._event("response.failed", response={**response, "status": "failed", "error": step.body})
            return None
        self._event("response.output_item.done", item=_item(step, _tools(body)))
        self._event("response.completed", response={**response, "usage": _usage(*script.usage)})
        return None

    def _wait(self) -> None:
        """Until the agent hangs up or the test is over."""
        self.close_connection = True
        self.connection.settimeout(0.05)
        while not self.server.model.over.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.connection.recv(1):
                    return

    def _json(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _event(self, kind: str, **values: object) -> None:
        self.wfile.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **values})}\n\n".encode())
        self.wfile.flush()


# -- the wire ------------------------------------------------------------------------------------------------------------


def _request(body: Mapping[str, Any], headers: Any) -> Request:
    items = body.get("input", [])
    # A turn begins after the model's last word. A mentioned skill follows the prompt as a message of its own.
    begin = max((number + 1 for number, item in enumerate(items) if item.get("role") == "assistant"), default=0)
    turn = items[begin:]
    metadata = headers.get("x-codex-turn-metadata")
    return Request(
        prompt="\n".join(_text(item) for item in turn if item.get("role") == "user"),
        everything="\n".join(_text(item) for item in items),
        outputs=tuple(_output(item) for item in turn if item.get("type") in _OUTPUTS),
        tools=tuple(name for name, _ in _walk(body.get("tools", []))),
        authorization=headers.get("Authorization", ""),
        thread=headers.get("thread-id") or headers.get("session-id") or "",
        metadata=json.loads(metadata) if metadata else {},
    )


def _text(item: Mapping[str, Any]) -> str:
    content = item.get("content") or []
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _output(item: Mapping[str, Any]) -> str:
    output = item.get("output", "")
    return output if isinstance(output, str) else json.dumps(output)


def _walk(tools: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for tool in tools:
        yield str(tool.get("name") or tool.get("type")), tool
        yield from _walk(tool.get("tools", []))


def _tools(body: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return dict(_walk(body.get("tools", [])))


def _item(step: Shell | Patch | Say, tools: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    call = {"call_id": f"call_{uuid.uuid4().hex[:20]}"}
    if isinstance(step, Say):
        content = [{"type": "output_text", "text": step.text}]
        return {"type": "message", "role": "assistant", "id": f"msg_{uuid.uuid4().hex[:12]}", "content": content}
    if isinstance(step, Patch):
        if tools.get("apply_patch", {}).get("type") == "custom":
            return {"type": "custom_tool_call", "name": "apply_patch", "input": step.text, **call}
        step = Shell(f"apply_patch <<'END_OF_PATCH'\n{step.text}END_OF_PATCH")
    if "exec_command" in tools:
        return {**call, "type": "function_call", "name": "exec_command", "arguments": json.dumps({"cmd": step.command})}
    arguments = json.dumps({"command": ["bash", "-lc", step.command]})
    return {**call, "type": "function_call", "name": "shell", "arguments": arguments}


def _usage(taken: int, given: int) -> Mapping[str, Any]:
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": given,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": taken + given,
    }
