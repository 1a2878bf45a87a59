"""GraphQL clients: whatever they ask goes to one address by POST.

Reads: graphql-request, the links and clients of Apollo and urql. Cannot read: what a query asks for. Cases: `fixtures/cases/clients-libraries.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accord.evaluate.values import MISSING, At, ClassValue, DictValue, Instance, Native, Unknown, Value
from accord.frameworks.fetch import target_of
from accord.frameworks.requests import Args, Kwargs, Settings, forced, is_pathy, option, send

if TYPE_CHECKING:
    from collections.abc import Callable

    from accord.evaluate.machine import Machine

ROLE = "consumer"
_APOLLO = ("@apollo/client", "@apollo/client/core", "@apollo/client/link/http", "@apollo/client/link/batch-http", "apollo-client", "apollo-boost",
           "apollo-link-http", "apollo-link-batch-http", "apollo-upload-client")  # fmt: skip
_URQL = ("urql", "@urql/core", "@urql/preact", "@urql/next")
PACKAGES = frozenset(f"npm:{name}" for name in ("graphql-request", *_APOLLO, *_URQL))


def _post(machine: Machine, url: Value, at: At) -> Value:
    if url is not MISSING and is_pathy(url := target_of(forced(machine, url))):
        send(machine, "POST", url, at, library="graphql")
    return Unknown("an answer of a server", at=at)


def _client(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> None:
    """`new GraphQLClient(url)`: sends when it is asked."""
    this.native = Settings(args[0] if args else MISSING)


def _asked(machine: Machine, this: Instance, args: Args, kwargs: Kwargs, at: At) -> Value:
    return _post(machine, this.native.base, at)


CLIENT = ClassValue(
    "GraphQLClient", native={"__init__": _client, "request": _asked, "rawRequest": _asked, "batchRequests": _asked}
)


def _request(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """`request(url, document)` and `request({url, document})`."""
    first = forced(machine, args[0]) if args else MISSING
    return _post(machine, option(machine, first, "url", at) if type(first) is DictValue else first, at)


def _link(machine: Machine, args: Args, kwargs: Kwargs, at: At) -> Value:
    """A link or client with its address: all its operations go there."""
    options = forced(machine, args[0]) if args else MISSING
    for name in ("uri", "url"):
        if type(options) is DictValue and name in options.entries:
            _post(machine, options.entries[name], at)
    return Unknown("a client of GraphQL", at=at)


_MADE: dict[str, Callable[..., Value]] = {
    "request": _request, "rawRequest": _request, "HttpLink": _link, "createHttpLink": _link, "BatchHttpLink": _link, "createUploadLink": _link,
    "ApolloClient": _link, "createClient": _link, "Client": _link,
}  # fmt: skip


def lookup(machine: Machine, name: str) -> Value:
    """What makes a client of GraphQL, or asks by itself."""
    package, _, member = name.partition("#")
    if package == "npm:graphql-request":
        return (
            CLIENT
            if member == "GraphQLClient"
            else Native(member, _request)
            if member in ("request", "rawRequest", "()", "default")
            else MISSING
        )
    return Native(member, _MADE[member]) if member in _MADE and member not in ("request", "rawRequest") else MISSING


__all__ = ["CLIENT", "PACKAGES", "lookup"]
