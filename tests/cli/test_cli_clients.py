"""`accord check`, `calls` and `explain` of a client, with a contract and without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from small import CONFIGURATION, project

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Accord

CLIENT = """\
import axios from "axios";

const http = axios.create({ baseURL: "/api" });

export const users = {
  list: () => http.get("/users"),
  show: (id: number) => http.get(`/users/${id}`),
  add: (user: object) => http.post("/users", user),
};
"""
WITH_CLIENT = CONFIGURATION + '\n[tool.accord.consumer.web]\npath = "web"\n'
VITE = """\
export default {
  server: { proxy: { "/api": { target: "http://localhost:8000", rewrite: (path) => path.replace(/^\\/api/, "") } } },
};
"""


@pytest.fixture
def web(shop: Path) -> Path:
    """A client beside the shop's server, configured; it never removes a user."""
    project(shop, configuration=WITH_CLIENT)
    (shop / "web").mkdir()
    (shop / "web/api.ts").write_text(CLIENT)
    return shop / "web/api.ts"


def verdicts(accord: Accord, *arguments: str) -> dict[str, str]:
    document = accord("check", *arguments, "--format", "json").document("check")
    return {f"{row['method']} {row['path']}": row["components"]["web"]["verdict"] for row in document["endpoints"]}


def findings(accord: Accord, *arguments: str) -> list[str]:
    document = accord("check", *arguments, "--format", "json").document("check")
    return [
        " ".join(one[key] for key in ("severity", "rule", "method", "path") if one[key]) for one in document["findings"]
    ]


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_client_that_calls_what_is_promised_keeps_it(accord: Accord, web: Path) -> None:
    assert verdicts(accord) == {
        "GET /api/users": "kept",
        "GET /api/users/{id}": "kept",
        "POST /api/users": "kept",
        "DELETE /api/users/{id}": "not-applicable",
    }
    assert findings(accord) == ["info uncalled-endpoint DELETE /api/users/{id}"]
    assert accord("check").code == 0


def test_a_client_that_must_call_everything(accord: Accord, web: Path, shop: Path) -> None:
    project(shop, configuration=WITH_CLIENT + 'calls = "all"\n')
    assert findings(accord) == ["error uncalled-endpoint DELETE /api/users/{id}"]
    assert accord("check").code == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"/users")', '"/usres")', "error unknown-call GET /api/usres"),
        ('get("/users")', 'put("/users")', "error wrong-method-call PUT /api/users"),
        ('get("/users")', 'get("/users/")', "error trailing-slash GET /api/users/"),
        ('"/api"', '"/api/v1"', "error base-path"),
    ],
)
def test_what_is_called_otherwise(accord: Accord, web: Path, old: str, new: str, told: str) -> None:
    edited(web, old, new)
    assert told in findings(accord)
    assert accord("check").code == 1


def test_a_call_of_what_the_server_serves_and_nobody_promised(accord: Accord, web: Path, shop: Path) -> None:
    edited(
        shop / "backend/users.py",
        '@router.get("")',
        '@router.get("/me/avatar")\ndef avatar(): ...\n\n\n@router.get("")',
    )
    edited(web, 'http.get("/users")', 'http.get("/users/me/avatar")')
    text = accord("check").out
    assert "called, but the contract does not know it; backend serves it at backend/users.py:6" in text


def test_without_a_contract_the_server_is_asked(accord: Accord, web: Path, shop: Path) -> None:
    edited(web, '"/users")', '"/usres")')
    project(shop, configuration="")
    done = accord("check", "--provider", "backend", "--consumer", "web")
    assert done.code == 1
    assert "called, but backend does not serve it" in done.out
    assert "in the source" in done.out


def test_a_rewrite_of_the_development_server_is_applied(accord: Accord, web: Path, shop: Path) -> None:
    """The server has no prefix; the client's is taken off on the way. Without the proxy every call is lost."""
    edited(web, 'baseURL: "/api"', "timeout: 1000")
    web.write_text(web.read_text().replace('"/users', '"/api/users').replace("`/users", "`/api/users"))
    edited(shop / "backend/main.py", ', prefix="/api"', "")
    project(shop, configuration="", main=(shop / "backend/main.py").read_text())
    arguments = ("check", "--provider", "backend", "--consumer", "web")
    assert "base-path" in accord(*arguments).out
    (shop / "web/vite.config.ts").write_text(VITE)
    assert accord(*arguments).code == 0
    explained = accord("explain", "GET /users/{id}", "--consumer", "web").out
    assert "rewritten    web/vite.config.ts:2  /api/users/{id} is sent" in explained


def test_a_base_the_server_does_not_have_is_left_to_what_stands_in_front_and_said(
    accord: Accord, web: Path, shop: Path
) -> None:
    edited(shop / "backend/main.py", ', prefix="/api"', "")
    project(shop, configuration="", main=(shop / "backend/main.py").read_text())
    done = accord("check", "--provider", "backend", "--consumer", "web", "--format", "json")
    assert done.code == 0
    row = done.document("check")["endpoints"][0]
    assert row["components"]["web"]["reason"] == "the client's base /api is left to what stands in front of the server"


def test_the_configuration_above_the_client_counts_too(accord: Accord, web: Path, shop: Path) -> None:
    edited(shop / "backend/main.py", ', prefix="/api"', "")
    project(shop, configuration="", main=(shop / "backend/main.py").read_text())
    (shop / "web/src").mkdir()
    web.rename(shop / "web/src/api.ts")
    (shop / "web/package.json").write_text("{}")
    (shop / "web/vite.config.ts").write_text(VITE)
    assert accord("check", "--provider", "backend", "--consumer", "web/src").code == 0


def test_a_proxy_nobody_can_read_is_told_and_its_calls_are_not_called_unknown(
    accord: Accord, web: Path, shop: Path
) -> None:
    edited(web, '"/users")', '"/usres")')
    (shop / "web/vite.config.ts").write_text(
        'import { tidy } from "@acme/tidy";\n' + VITE.replace('path.replace(/^\\/api/, "")', "tidy(path)")
    )
    told = findings(accord)
    assert "warning unresolved-path GET {?}/usres" in told
    assert any(line.startswith("warning unread-place") for line in told)
    assert not [line for line in told if "unknown-call" in line]


def test_explain_of_a_call_knows_the_base(accord: Accord, web: Path) -> None:
    done = accord("explain", "GET /api/users/{id}")
    assert "called       web/api.ts:7  axios" in done.out
    assert "nothing serves or calls it" in accord("explain", "GET /api/zebra").out
