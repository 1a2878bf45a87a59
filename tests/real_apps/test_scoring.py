"""The scorer itself, on small reports made by hand; it needs no download and so belongs to the default run."""

from __future__ import annotations

from typing import Any

import pytest

from real_apps.scoring import same_file, score

TRUTH = [
    ["GET", "/items", "app/items.py:10"],
    ["GET", "/items/{item_id}", "app/items.py:100"],
    ["POST", "/users", "app/users.py:5"],
]


def route(method: str, path: str, *, mounted: bool = True, app: str = "main.py") -> dict[str, Any]:
    application = {"name": "app", "file": app, "line": 3}
    return {"method": method, "path": path, "mounted": mounted, "complete": "{?}" not in path, "app": application}


EVERYTHING = [route("GET", "/items"), route("GET", "/items/{id}"), route("POST", "/users")]


def test_everything_found_is_recall_and_precision_one() -> None:
    found = score(TRUTH, {"routes": EVERYTHING, "unread": []})

    assert (found.recall, found.precision, found.silent) == (1, 1, ())


@pytest.mark.parametrize(
    "unread",
    [
        [{"file": "items.py", "line": 130, "covers": []}],
        [{"file": "main.py", "line": 1, "covers": ["items.py"]}],
        [{"file": "main.py", "line": 1, "covers": ["/items"]}],
    ],
    ids=["nearby", "its file is covered", "its prefix is covered"],
)
def test_a_miss_something_points_at_is_not_silent(unread: list[dict[str, Any]]) -> None:
    found = score(TRUTH, {"routes": [EVERYTHING[0], EVERYTHING[2]], "unread": unread})

    assert found.missed == (("GET", "/items/{}"),)
    assert found.silent == ()


@pytest.mark.parametrize(
    "unread",
    [
        [],
        [{"file": "items.py", "line": 300, "covers": []}],
        [{"file": "main.py", "line": 1, "covers": ["moreitems.py", "/users"]}],
    ],
    ids=["nothing unread", "too far away", "something else is covered"],
)
def test_a_miss_nothing_points_at_is_silent(unread: list[dict[str, Any]]) -> None:
    found = score(TRUTH, {"routes": [EVERYTHING[0], EVERYTHING[2]], "unread": unread})

    assert found.silent == (("GET", "/items/{}"),)


def test_an_incomplete_route_points_at_the_miss_that_ends_like_it_and_counts_for_nothing() -> None:
    found = score(TRUTH, {"routes": [*EVERYTHING[:2], route("POST", "{?}/users")], "unread": []})

    assert found.missed == (("POST", "/users"),)
    assert (found.silent, found.false) == ((), ())


def test_an_unmounted_route_is_not_served() -> None:
    found = score(TRUTH, {"routes": [*EVERYTHING[:2], route("POST", "/users", mounted=False)], "unread": []})

    assert found.missed == (("POST", "/users"),)


def test_what_does_not_exist_costs_precision() -> None:
    found = score(TRUTH, {"routes": [*EVERYTHING, route("GET", "/ghost")], "unread": []})

    assert found.false == (("GET", "/ghost"),)
    assert found.precision == 3 / 4


def test_another_application_of_the_tree_counts_neither_way() -> None:
    found = score(TRUTH, {"routes": [*EVERYTHING, route("GET", "/health", app="admin.py")], "unread": []})

    assert (found.precision, found.false) == (1, ())


def test_a_route_for_every_method_keeps_each_of_them() -> None:
    found = score(TRUTH, {"routes": [*EVERYTHING[:2], route("ALL", "/users")], "unread": []})

    assert (found.recall, found.precision) == (1, 1)


def test_files_are_the_same_from_a_folder_boundary_on() -> None:
    assert same_file("app/items.py", "items.py")
    assert not same_file("app/moreitems.py", "items.py")
