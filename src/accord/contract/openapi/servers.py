"""The base path of an OpenAPI document: the path part of its server, the host dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from accord.contract.openapi.document import Node

_HOST = re.compile(
    r"(?:[A-Za-z{][^/?#]*:)?//[^/?#]*"  # https://host  {scheme}://{host}  //host
    r"|\{[^{}]*\}(?::\d+)?(?=/|$)"  # {host}/v1
    r"|(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?=/|$)|[\w-]+:\d+(?=/|$)"  # api.example.com/v1, as people write it
)
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def base_of(holder: Node) -> str | None:
    """The base path the `servers` of a root, path item or operation declare: the first of them counts, variables take
    their default. None where there are no servers; "" for a server without a path, or with a path that a variable
    without default leaves open.
    """
    servers = holder.get("servers")
    first = next(servers.elements(), None) if servers else None
    if first is None:
        return None
    variables = first.get("variables")

    def default(match: re.Match[str]) -> str:
        variable = variables.get(match.group(1)) if variables else None
        if variable is None:
            return match.group()
        if variable.mapping.get("default") == "":
            return ""
        choices = variable.mapping.get("enum")
        return variable.text("default") or (str(choices[0]) if isinstance(choices, list) and choices else match.group())

    path = tidy(without_host(_VARIABLE.sub(default, first.text("url"))))
    return "" if _VARIABLE.search(path) else path


def open_variables(holder: Node) -> Node | None:
    """The server whose path holds a variable without a default, if the first one is such."""
    servers = holder.get("servers")
    first = next(servers.elements(), None) if servers else None
    return first if first and _VARIABLE.search(without_host(first.text("url"))) and base_of(holder) == "" else None


def without_host(url: str) -> str:
    """What follows the host of a URL, or all of it where it names none."""
    match = _HOST.match(url.strip())
    return url.strip()[match.end() :] if match else url.strip()


def tidy(path: str) -> str:
    """A base path with one slash in front and none behind; "" for the root."""
    path = re.split(r"[?#]", path, maxsplit=1)[0].strip()
    parts: list[str] = []
    for part in unquote(path).split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts) if parts else ""
