"""Definitions of security schemes, those of Swagger 2.0 put as OpenAPI 3 puts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accord.contract.openapi.document import Node
    from accord.contract.openapi.parts import Reading

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}  # since 3.0


def definitions(reading: Reading, root: Node) -> dict[str, dict[str, Any]]:
    """The schemes a document defines, by name; what is none is left out."""
    holder = root if reading.swagger else root.get("components")
    schemes = holder.get("securityDefinitions" if reading.swagger else "securitySchemes") if holder else None
    out: dict[str, dict[str, Any]] = {}
    for name, node in schemes.entries() if schemes else ():
        value = node.value
        if isinstance(value, dict) and isinstance(value.get("type"), str):
            out[name] = _modern(value) if reading.swagger else {key: value[key] for key in value if key != "$ref"}
    return out


def _modern(value: dict[str, Any]) -> dict[str, Any]:
    """A definition of Swagger 2.0 in the words of OpenAPI 3."""
    if value["type"] == "basic":
        return {"type": "http", "scheme": "basic"}
    if value["type"] != "oauth2":
        return dict(value)
    flow = {key: value[key] for key in ("authorizationUrl", "tokenUrl") if isinstance(value.get(key), str)}
    scopes = value.get("scopes")
    flow["scopes"] = scopes if isinstance(scopes, dict) else {}
    kind = str(value.get("flow", "implicit"))
    return {"type": "oauth2", "flows": {_FLOWS.get(kind, kind): flow}}
