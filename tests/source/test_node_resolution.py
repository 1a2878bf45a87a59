"""What an import specifier means: a table of trees and specifiers, with rows that must find nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accord.source.node_resolution import NodeTree

if TYPE_CHECKING:
    from pathlib import Path

TREE = {
    "package.json": '{"name": "root", "imports": {"#db": "./src/db.ts", "#lib/*": "./src/lib/*.ts"}, "dependencies": {"express": "^5.1.0"}}',
    "tsconfig.json": '{"extends": "./base.json", /* comment */ "compilerOptions": {"paths": {"@app/*": ["./*"], "exact": ["./db.ts"],},}}',
    "base.json": '{"compilerOptions": {"baseUrl": "./src"}} // trailing',
    "src/db.ts": "",
    "src/a.ts": "",
    "src/both.js": "",
    "src/view.tsx": "",
    "src/folder/index.ts": "",
    "src/lib/x.ts": "",
    "src/data.json": "{}",
    "packages/one/package.json": '{"name": "@my/one", "main": "dist/main.js", "exports": {".": {"import": "./dist/main.js"}, "./sub/*": "./src/sub/*.ts"}}',
    "packages/one/src/main.ts": "",
    "packages/one/src/sub/deep.ts": "",
    "packages/two/package.json": '{"name": "two", "main": "lib"}',
    "packages/two/lib/index.js": "",
    "web/vite.config.ts": "export default { resolve: { alias: { '@': path.resolve(__dirname, './source'), '~ui': '/source/ui' } } }",
    "web/source/ui/button.ts": "",
    "node_modules/express/index.js": "",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> NodeTree:
    root: Path = tmp_path_factory.mktemp("tree")
    for name, text in TREE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    files = [str(root / n) for n in TREE if not n.startswith("node_modules") and not n.endswith("json")]
    return NodeTree(str(root), files, [str(root / n) for n in TREE if n.endswith("package.json")])


@pytest.mark.parametrize(
    ("spec", "importer", "found"),
    [
        ("./db", "src/a.ts", "src/db.ts"),
        ("./db.js", "src/a.ts", "src/db.ts"),
        ("./both.js", "src/a.ts", "src/both.js"),
        ("./view", "src/a.ts", "src/view.tsx"),
        ("./view.jsx", "src/a.ts", "src/view.tsx"),
        ("./folder", "src/a.ts", "src/folder/index.ts"),
        ("./folder/", "src/a.ts", "src/folder/index.ts"),
        ("..", "src/folder/index.ts", None),
        ("./data.json", "src/a.ts", "src/data.json"),
        ("#db", "src/a.ts", "src/db.ts"),
        ("#lib/x", "src/a.ts", "src/lib/x.ts"),
        ("@app/lib/x", "src/a.ts", "src/lib/x.ts"),
        ("exact", "src/a.ts", "src/db.ts"),
        ("lib/x", "src/a.ts", "src/lib/x.ts"),
        ("@my/one", "src/a.ts", "packages/one/src/main.ts"),
        ("@my/one/sub/deep", "src/a.ts", "packages/one/src/sub/deep.ts"),
        ("two", "src/a.ts", "packages/two/lib/index.js"),
        ("@/ui/button", "web/source/ui/button.ts", "web/source/ui/button.ts"),
        ("~ui/button", "web/source/ui/button.ts", "web/source/ui/button.ts"),
        ("./gone", "src/a.ts", None),
        ("express", "src/a.ts", None),
        ("node:fs", "src/a.ts", None),
        ("@my/three", "src/a.ts", None),
        ("", "src/a.ts", None),
    ],
)
def test_a_specifier_names_a_file_of_the_tree_or_none(
    tree: NodeTree, spec: str, importer: str, found: str | None
) -> None:
    module = tree.resolve(spec, f"{tree.root}/{importer}")
    assert (module.rel if module is not None else None) == found


@pytest.mark.parametrize(
    ("spec", "owned"),
    [("./gone", True), ("#gone", True), ("@my/one/gone", True), ("express", False), ("node:fs", False)],
)
def test_what_is_missing_is_a_hole_in_the_tree_or_a_package_outside(tree: NodeTree, spec: str, *, owned: bool) -> None:
    assert tree.owns(spec) is owned


def test_the_declared_version_of_a_dependency(tree: NodeTree) -> None:
    assert tree.version_of("express") == "^5.1.0"
    assert tree.version_of("koa") == ""
