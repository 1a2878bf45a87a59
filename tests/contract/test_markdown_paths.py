"""A path is read as it is written, in every form, and words in it say nothing about its row."""

from __future__ import annotations

import pytest

from accord.contract.markdown import read
from accord.contract.markdown.tokens import template

FORMS = {
    "table": "| Method | Path | Description |\n|---|---|---|\n| GET | `{path}` | Does it |\n| POST | `/other/{{id}}` | Another |\n",
    "one cell": "| Endpoint | Note |\n|---|---|\n| `GET {path}` | Does it |\n| `POST /other/{{id}}` | Another |\n",
    "headings": "### GET {path}\n\nDoes it.\n\n### POST /other/{{id}}\n\nAnother.\n",
    "list": "- `GET {path}` - does it\n- `POST /other/{{id}}` - another\n",
    "HTML": "<table><tr><th>Method</th><th>URL</th></tr>\n<tr><td>GET</td><td><code>{path}</code></td></tr>\n"
    "<tr><td>POST</td><td><code>/other/{{id}}</code></td></tr></table>\n",
}
SEGMENTS = (
    *("2fa", "123", "0", "2024-01-01", "v2.1", "v1beta1", "404"),
    *("a_b", "a__b", "_a", "x-y_z.w", "UPPER", "camelCase", "robots.txt", "@me", "~user", "a+b", "a=b", "a!b", "a%20b"),
    *("auth", "auth/login", "token", "public", "private", "optional", "required", "none", "legacy", "beta", "draft", "wip", "todos"),
    *("users,groups", "items:batch", "{id}.json", "{id}:publish", "{a}-{b}", "{user_id}", "{userId}", "{_id}", "{id_}", "{path:path}"),
    *("base", "url", "path", "method", "endpoint", "api", "graphql", "any", "all", "get_all", "delete-all", "example.com"),
)  # fmt: skip
FLAGGED = ("planned", "planned-items", "todo", "todo/{id}", "tbd", "deprecated", "deprecated-items", "obsolete", "removed", "removed-users")  # fmt: skip
SPECIAL = ("_", "a_", "a_b_", "a;b", "a;v=1", "(a)", "x({id})", "{a},{b}", "用户", "用户/{id}/详情", "пользователи", "GET", "GET/list", "{id}:run")  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("segment", [*SEGMENTS, *FLAGGED, *SPECIAL])
def test_a_path_is_read_as_it_is_written(form: str, segment: str) -> None:
    path = f"/shop/{segment}"
    read_back = read(FORMS[form].format(path=path), "API.md")
    assert [str(one.operation) for one in read_back.endpoints] == [f"GET {template(path).text}", "POST /other/{id}"]
    assert [(one.planned, one.deprecated, one.auth) for one in read_back.endpoints] == [(False, False, None)] * 2
    assert read_back.notes == ()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("- `GET /users.`", "/users"),  # decided: a final dot is the end of a sentence, no route ends in one
        ("- GET /users, then more", "/users"),
        ("- GET /users; then more", "/users"),
        ("- GET /用户列表", "/"),  # directly behind the root and outside of code it is the text that follows
        ("- `GET /用户`", "/用户"),
        ("- GET /users获取列表", "/users"),
        ("- GET /users(列表)", "/users"),
        ("- GET /users(admin)", "/users"),
        ("- _GET /user_list_", "/user_list"),
        ("- __GET /user_list__ all", "/user_list"),
    ],
)
def test_what_follows_a_path_is_not_taken_for_a_part_of_it(line: str, wanted: str) -> None:
    assert [one.operation.path.text for one in read(line, "API.md").endpoints] == [wanted]
