"""What any reader of source of our kind has to pay in one process, and nothing else.

    python benchmarks/floor.py TREE < ADMITTED

Start Python with tree-sitter and its grammars, walk the tree, read every candidate, look for the words of a gate in it, parse what the
gate admits. Which files that are, a line each, is read from standard input, so that they are the very ones accord's gates admit.
"""

from __future__ import annotations

import os
import sys

import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Parser

LEFT_OUT = frozenset((".git", "node_modules", "__pycache__", ".venv", "venv", "site-packages", "coverage"))
PYTHON = ".py"
TYPED = (".ts", ".mts", ".cts")
SCRIPTS = (".js", ".jsx", ".mjs", ".cjs", ".tsx", *TYPED)
WORDS = {
    True: (b"FastAPI(", b"APIRouter(", b".include_router(", b".mount(", b"Starlette(", b"add_api_route(", b"Route("),
    False: (b"express", b".get(", b".post(", b".put(", b".patch(", b".delete(", b".use(", b".route(", b".all("),
}


def main(root: str, admitted: frozenset[str]) -> int:
    """How many files were parsed."""
    parsers = {
        PYTHON: Parser(Language(tree_sitter_python.language())),
        ".js": Parser(Language(tree_sitter_javascript.language())),
        ".ts": Parser(Language(tree_sitter_typescript.language_typescript())),
        ".tsx": Parser(Language(tree_sitter_typescript.language_tsx())),
    }
    parsed = 0
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in names:
            if not name.endswith((PYTHON, *SCRIPTS)):
                continue
            path = f"{folder}/{name}"
            with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 as fast as it can be done
                data = stream.readall()
            for word in WORDS[name.endswith(PYTHON)]:
                word in data  # noqa: B015 only the looking costs
            if path in admitted:
                ending = os.path.splitext(name)[1]  # noqa: PTH122
                kind = ".ts" if ending in TYPED else ending if ending in parsers else ".js"
                parsers[kind].parse(data)
                parsed += 1
    return parsed


if __name__ == "__main__":
    print(main(sys.argv[1], frozenset(sys.stdin.read().splitlines())))
