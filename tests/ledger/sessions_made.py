"""Session files of the shape the real clients write, made by hand for the ledger's tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def answer(
    message: str | None = "msg_1",
    request: str | None = "req_1",
    *,
    output: int = 10,
    fresh: int = 1,
    creation: int = 0,
    cached: int = 0,
    side: bool = False,
    model: str = "claude-x",
    session: str = "s1",
    **more: Any,
) -> dict[str, Any]:
    """One line of an answer: the client writes one per content block, each with the whole usage."""
    row: dict[str, Any] = {
        "parentUuid": None,
        "isSidechain": side,
        "type": "assistant",
        "sessionId": session,
        "message": {
            "role": "assistant",
            "model": model,
            "content": [{"type": "text", "text": "…"}],
            "usage": {
                "input_tokens": fresh,
                "cache_creation_input_tokens": creation,
                "cache_read_input_tokens": cached,
                "output_tokens": output,
                "cache_creation": {"ephemeral_5m_input_tokens": creation, "ephemeral_1h_input_tokens": 0},
            },
        },
        **more,
    }
    if message is not None:
        row["message"]["id"] = message
    if request is not None:
        row["requestId"] = request
    return row


def prompt(text: str = "build it", **more: Any) -> dict[str, Any]:
    return {"type": "user", "message": {"role": "user", "content": text}, "sessionId": "s1", **more}


def thread(name: str, **more: Any) -> dict[str, Any]:
    return {"timestamp": "2026-01-01T00:00:00Z", "type": "session_meta", "payload": {"id": name, "cwd": "/p", **more}}


Figures = tuple[int, int, int]  # input, cached input, output


def running(total: Figures | None, last: Figures | None = None) -> dict[str, Any]:
    """A rollout's running total after a request, and what the request itself used; None is a notice without figures."""
    info = None
    if total is not None:
        info = {"total_token_usage": _used(total), "last_token_usage": _used(last or total), "model_context_window": 9}
    return {"type": "event_msg", "payload": {"type": "token_count", "info": info, "rate_limits": {}}}


def _used(figures: Figures) -> dict[str, int]:
    fresh, cached, output = figures
    return {
        "input_tokens": fresh,
        "cached_input_tokens": cached,
        "cache_write_input_tokens": 0,
        "output_tokens": output,
        "reasoning_output_tokens": output // 2,
        "total_tokens": fresh + output,
    }


def lay(path: Path, *rows: dict[str, Any] | str) -> Path:
    """Write a session file; a string is written as it is, without a line end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)
    return path


def totalling(path: Path, output: int, fresh: int, creation: int, calls: int, *, name: str) -> Path:
    """A session whose messages add up to the given totals, the rest of each division in the last message."""
    rows: list[dict[str, Any]] = []
    for number in range(calls):
        last = number == calls - 1
        share = [
            whole - whole // calls * (calls - 1) if last else whole // calls for whole in (output, fresh, creation)
        ]
        row = answer(
            f"msg_{name}_{number}",
            f"req_{name}_{number}",
            output=share[0],
            fresh=share[1],
            creation=share[2],
            cached=3000,
            session=name,
        )
        rows += [row] * 3  # three content blocks repeat the usage
    return lay(path, prompt(), *rows)
