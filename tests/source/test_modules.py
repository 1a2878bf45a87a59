"""What a dotted name means in a tree, as seen from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord.source.modules import PythonTree

if TYPE_CHECKING:
    from pathlib import Path


def tree(root: Path, *files: str, libraries: tuple[str, ...] = ()) -> PythonTree:
    """A tree of empty files."""
    paths = [root / file for file in files]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return PythonTree(str(root), map(str, paths), libraries)


def resolved(made: PythonTree, name: str, file: str) -> str | None:
    found = made.resolve(name, f"{made.root}/{file}")
    return found.rel if found is not None else None


def relative(made: PythonTree, spec: str, file: str) -> str | None:
    found = made.relative(spec, made.of(f"{made.root}/{file}"))
    return found.rel if found is not None else None


@pytest.mark.parametrize(
    ("name", "file", "expected"),
    [
        ("app.users", "main.py", "app/users.py"),
        ("app", "main.py", "app/__init__.py"),
        ("app.users", "app/api/v1.py", "app/users.py"),
        ("app.api.v1", "app/users.py", "app/api/v1.py"),
        ("users", "app/main.py", "app/users.py"),  # a script beside it, run from its own folder
        ("app.nothing", "main.py", None),
        ("nothing", "main.py", None),
    ],
)
def test_absolute_names(tmp_path: Path, name: str, file: str, expected: str | None) -> None:
    made = tree(
        tmp_path, "main.py", "app/__init__.py", "app/main.py", "app/users.py", "app/api/__init__.py", "app/api/v1.py"
    )
    assert resolved(made, name, file) == expected


@pytest.mark.parametrize(
    ("spec", "file", "expected"),
    [
        (".users", "app/main.py", "app/users.py"),
        (".", "app/main.py", "app/__init__.py"),
        (".api", "app/__init__.py", "app/api/__init__.py"),
        ("..users", "app/api/v1.py", "app/users.py"),
        ("..", "app/api/v1.py", "app/__init__.py"),
        (".v1", "app/api/__init__.py", "app/api/v1.py"),
        ("...users", "app/api/v1.py", None),
        (".missing", "app/main.py", None),
        ("." * 40 + "users", "app/main.py", None),
    ],
)
def test_relative_names(tmp_path: Path, spec: str, file: str, expected: str | None) -> None:
    made = tree(tmp_path, "app/__init__.py", "app/main.py", "app/users.py", "app/api/__init__.py", "app/api/v1.py")
    assert relative(made, spec, file) == expected


def test_a_package_below_src(tmp_path: Path) -> None:
    made = tree(tmp_path, "src/shop/__init__.py", "src/shop/items.py", "scripts/run.py")
    assert resolved(made, "shop.items", "src/shop/__init__.py") == "src/shop/items.py"
    assert resolved(made, "shop.items", "scripts/run.py") == "src/shop/items.py"


def test_packages_of_a_monorepo_find_their_own_first(tmp_path: Path) -> None:
    made = tree(
        tmp_path, "a/app/__init__.py", "a/app/core.py", "a/main.py", "b/app/__init__.py", "b/app/core.py", "b/main.py"
    )
    assert resolved(made, "app.core", "a/main.py") == "a/app/core.py"
    assert resolved(made, "app.core", "b/main.py") == "b/app/core.py"
    assert resolved(made, "app.core", "b/app/__init__.py") == "b/app/core.py"


def test_namespace_packages_have_a_directory_and_no_file(tmp_path: Path) -> None:
    made = tree(tmp_path, "company/product/api.py", "main.py")
    found = made.resolve("company", str(tmp_path / "main.py"))
    assert found is not None
    assert (found.path, found.directory) == (None, str(tmp_path / "company"))
    assert resolved(made, "company.product.api", "main.py") == "company/product/api.py"


def test_the_scanned_folder_may_itself_be_a_package(tmp_path: Path) -> None:
    made = tree(tmp_path / "service", "__init__.py", "main.py", "routes/__init__.py")
    assert resolved(made, "service.routes", "main.py") == "routes/__init__.py"
    assert made.of(str(tmp_path / "service" / "main.py")).name == "service.main"


@pytest.mark.parametrize("name", ["logging", "json", "fastapi", "starlette", "pydantic"])
def test_neither_the_standard_library_nor_a_framework_is_shadowed(tmp_path: Path, name: str) -> None:
    made = tree(tmp_path, f"app/{name}/__init__.py", f"app/{name}/routing.py", "app/__init__.py", "app/main.py")
    assert resolved(made, name, "app/main.py") is None
    assert resolved(made, f"app.{name}", "app/main.py") == f"app/{name}/__init__.py"
    assert relative(made, f".{name}", "app/main.py") == f"app/{name}/__init__.py"
    assert not made.owns(name, str(tmp_path / "app" / "main.py"))


def test_the_tree_owns_what_begins_with_a_package_of_it(tmp_path: Path) -> None:
    made = tree(tmp_path, "app/__init__.py", "main.py")
    main = str(tmp_path / "main.py")
    assert made.owns("app.missing", main)
    assert not made.owns("requests.sessions", main)


def test_a_module_beside_a_package_of_the_same_name(tmp_path: Path) -> None:
    made = tree(tmp_path, "views.py", "views/__init__.py")
    assert resolved(made, "views", "views.py") == "views/__init__.py"
    assert made.of(str(tmp_path / "views.py")).rel == "views.py"


def test_dotted_names_are_what_the_program_would_call_them(tmp_path: Path) -> None:
    made = tree(tmp_path, "src/app/__init__.py", "src/app/api/__init__.py", "src/app/api/v1.py")
    names = [made.of(str(tmp_path / "src/app" / f)).name for f in ("__init__.py", "api/__init__.py", "api/v1.py")]
    assert names == ["app", "app.api", "app.api.v1"]


def test_libraries_are_found_only_when_asked_for(tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    (packages / "library").mkdir(parents=True)
    (packages / "library" / "__init__.py").touch()
    root = tmp_path / "tree"
    assert resolved(tree(root, "main.py"), "library", "main.py") is None
    assert tree(root, "main.py", libraries=(str(packages),)).resolve("library", str(root / "main.py")) is not None


def test_what_is_asked_twice_is_the_same(tmp_path: Path) -> None:
    made = tree(tmp_path, "app/__init__.py", "app/a.py")
    file = str(tmp_path / "app" / "a.py")
    assert made.resolve("app.a", file) is made.resolve("app.a", file) is made.of(file)
