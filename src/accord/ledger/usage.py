"""The nouns of the meters. The two services count differently, so their figures never share a column."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Tool = Literal["claude", "codex"]


@dataclass(frozen=True, slots=True)
class ClaudeUsage:
    """Tokens as Anthropic counts them: the three kinds of input are disjoint, the prompt is their sum."""

    output_tokens: int = 0
    input_tokens: int = 0  # the uncached rest of the prompt
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    api_calls: int = 0


@dataclass(frozen=True, slots=True)
class CodexUsage:
    """Tokens as OpenAI counts them: `input_tokens` includes the cached and written ones, `output_tokens` the
    reasoning.
    """

    output_tokens: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_input_tokens: int = 0
    reasoning_output_tokens: int = 0
    api_calls: int = 0


Usage = ClaudeUsage | CodexUsage

LABELS = {
    "claude": {
        "output_tokens": "Output tokens",
        "input_tokens": "Non-cached input",
        "cache_creation_input_tokens": "Cache creation",
        "cache_read_input_tokens": "Cache reads",
        "api_calls": "API calls",
    },
    "codex": {
        "output_tokens": "Codex output tokens",
        "input_tokens": "Codex input, cached included",
        "cached_input_tokens": "Codex cached input",
        "cache_write_input_tokens": "Codex cache writes",
        "reasoning_output_tokens": "Codex reasoning output",
        "api_calls": "Codex API calls",
    },
}


@dataclass(frozen=True, slots=True)
class Session:
    """One session or thread, with the messages that were met in it first."""

    tool: Tool
    id: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Metering:
    """What a set of session files holds. A tool that was not seen has no usage (None), which is not the same as
    zero.
    """

    sessions: tuple[Session, ...] = ()
    claude: ClaudeUsage | None = None
    codex: CodexUsage | None = None
    files: int = 0
    unfinished_messages: int = 0  # the client never wrote their final count: their output tokens are understated
    skipped_lines: int = 0  # torn or unreadable lines, and overlong ones that may have held usage

    @property
    def tools(self) -> tuple[Tool, ...]:
        return tuple(tool for tool in ("claude", "codex") if getattr(self, tool) is not None)

    @property
    def totals(self) -> Usage:
        """The figures of the tool that was metered; of Claude, whose tokens are paid for, where both were."""
        return self.claude or self.codex or ClaudeUsage()


def as_dict(usage: Usage) -> dict[str, int]:
    return {field.name: getattr(usage, field.name) for field in fields(usage)}


def add_claude(usages: Iterable[ClaudeUsage]) -> ClaudeUsage:
    return ClaudeUsage(**_sums(ClaudeUsage(), usages))


def add_codex(usages: Iterable[CodexUsage]) -> CodexUsage:
    return CodexUsage(**_sums(CodexUsage(), usages))


def count(value: Any) -> int:
    """A token count as a file states it; what is no count (null, a text, a negative number) is 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        return 0
    return int(value)


def _sums(zero: Usage, usages: Iterable[Usage]) -> dict[str, int]:
    sums = as_dict(zero)
    for usage in usages:
        for name, value in as_dict(usage).items():
            sums[name] += value
    return sums
