"""Components and page tags → the Markdown they stand for: `<Endpoint method="GET" path="/x" />`, `{% swagger method=… %}`, `api: "GET /x"`.

A component says METHOD and path, a parameter or a status by its attributes, whatever it is called; what is no such thing is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown.tokens import only_methods

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TAG = re.compile(r"<([A-Z][\w.]{0,60}|[a-z]+-[\w-]{1,60})(?=[\s/>]|$)|\{%-?\s*([a-z][\w-]{0,60})(?=\s|$)")
_ATTRIBUTE = re.compile(
    r"([A-Za-z][\w:-]{0,40})"
    r"(?:\s*=\s*(?:\"([^\"\n]{0,600})\"|'([^'\n]{0,600})'|\{\s*[\"'`]([^\"'`\n]{0,600})[\"'`]\s*\}|\{\s*(true|false)\s*\}))?(?=[\s/>%]|$)"
)
_SPANNED = 30  # lines a tag may run over
_METHOD = ("method", "verb", "httpmethod", "http-method", "requestmethod", "type")
_PATH = ("path", "url", "endpoint", "route", "uri")
_HOST = ("host", "baseurl", "base", "server", "base-url")
_PLACES = {
    "path": "Path parameters:",
    "query": "Query parameters:",
    "header": "Headers:",
    "body": "Request body:",
    "cookie": "Parameters:",
    "formData": "Request body:",
}
_SECTIONS = {
    "requestexample": "Request:",
    "responseexample": "Response:",
    "api-method-path-parameters": _PLACES["path"],
    "api-method-query-parameters": _PLACES["query"],
    "api-method-headers": _PLACES["header"],
    "api-method-body-parameters": _PLACES["body"],
    "api-method-form-data-parameters": _PLACES["body"],
}
_FRONT = re.compile(
    r"(?:api|openapi|endpoint)\s*:\s*[\"']?(?:\S+\.(?:json|ya?ml)\s+)?(?P<method>[A-Za-z]{3,7})\s+(?P<path>(?:/|https?://)[^\s\"']*)[\"']?\s*"
)
_BASE = re.compile(
    r"(?:api[\s_-]?)?(?:base|prefix|root|server)(?:[\s_-]?(?:url|path|uri))?\s*:\s*[\"']?((?:/|https?://)[^\s\"']*)[\"']?\s*",
    re.IGNORECASE,
)
_HALF = re.compile(r"(method|verb|path|url|endpoint|route)\s*:\s*[\"']?([^\s\"']+)[\"']?\s*")


@dataclass(frozen=True, slots=True)
class Tag:
    """A component where it opens: its name, its attributes, and the index of the line and column behind it."""

    name: str
    attributes: Mapping[str, str]
    last: int
    end: int


def front_matter(lines: Sequence[str]) -> Mapping[int, str]:
    """What front matter states as a base or an endpoint, as Markdown by the index of its line."""
    stated = {index: f"base path: `{based[1]}`" for index, line in enumerate(lines) if (based := _BASE.fullmatch(line))}
    return stated | _front_endpoint(lines)


def _front_endpoint(lines: Sequence[str]) -> dict[int, str]:
    halves: dict[str, tuple[str, int]] = {}
    for index, line in enumerate(lines):
        whole = _FRONT.fullmatch(line)
        if whole and only_methods(whole["method"]):
            return {index: f"`{whole['method'].upper()} {whole['path']}`"}
        half = _HALF.fullmatch(line)
        if half:
            halves.setdefault("method" if half[1] in _METHOD else "path", (half[2], index))
    method, path = halves.get("method"), halves.get("path")
    if method and path and only_methods(method[0]) and path[0].startswith("/"):
        return {path[1]: f"`{method[0].upper()} {path[0]}`"}
    return {}


def tag_at(texts: Sequence[str], index: int) -> Tag | None:
    """The component that opens in a line, where its attributes say something of an endpoint."""
    text = texts[index]
    if "<" not in text and "{%" not in text:
        return None
    opened = _TAG.search(text)
    if opened is None or text.count("`", 0, opened.start()) % 2:
        return None
    closer = ">" if opened[1] else "%}"
    inside: list[str] = []
    for last in range(index, min(index + _SPANNED, len(texts))):
        line = texts[last]
        begin = opened.end() if last == index else 0
        end = _closed(line, begin, closer)
        if end >= 0:
            inside.append(line[begin:end])
            name = opened[1] or opened[2]
            return Tag(name, _attributes("\n".join(inside)), last, end + len(closer))
        inside.append(line[begin:])
    return None


def as_markdown(tag: Tag) -> list[str]:
    """The lines a component stands for; none where it says nothing of an endpoint."""
    said = {name.lower(): value for name, value in tag.attributes.items()}
    name = tag.name.lower()
    method = next((said[key] for key in _METHOD if only_methods(said.get(key, ""))), "")
    path = next((said[key] for key in _PATH if re.match(r"/|https?://|\{\{", said.get(key, ""))), "")
    if method and path:
        if path.startswith("/"):
            path = next((said[key].rstrip("/") for key in _HOST if said.get(key)), "") + path
        text = next((said[key] for key in ("summary", "description", "title") if said.get(key)), "")
        return [f"`{method.upper()} {re.sub(r'[$](?={)', '', path)}`", *([text] if text else [])]
    if name in _SECTIONS:
        return [_SECTIONS[name]]
    if name in ("paramfield", "responsefield") or "parameter" in name:
        return _field(name, said)
    if "response" in name and (status := re.match(r"[1-5]\d\d", said.get("status", "") or said.get("httpcode", ""))):
        return [f"Response {status.group()}:"]
    return []


def _field(name: str, said: Mapping[str, str]) -> list[str]:
    place = next((key for key in ("path", "query", "body", "header") if said.get(key)), "")
    named = said.get(place, "") or said.get("name", "")
    if not re.fullmatch(r"[\w.\-\[\]$]{1,80}", named):
        return []
    place = place or said.get("in", "")
    label = "Response:" if name == "responsefield" else _PLACES.get(place, "")
    kind = [said["type"]] if said.get("type") else []
    needed = ["required" if said["required"] in ("", "true") else "optional"] if "required" in said else []
    facts = ", ".join([*kind, *needed])
    return [*([label, ""] if label else []), f"- `{named}`" + (f" ({facts})" if facts else "")]


def _closed(line: str, begin: int, closer: str) -> int:
    """Where a tag ends in its line, quotes and braces passed over; -1 where it goes on."""
    quote = ""
    depth = 0
    for at in range(begin, min(len(line), 4000)):
        char = line[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif closer == ">" and char in "{}":
            depth += 1 if char == "{" else -1
        elif not depth and line.startswith(closer, at):
            return at
    return -1


def _attributes(text: str) -> Mapping[str, str]:
    return {m[1]: next((value for value in m.groups()[1:] if value is not None), "") for m in _found(text)}


def _found(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while match := _ATTRIBUTE.search(text, at):
        yield match
        at = match.end()
