"""Files by what they can do to whoever has them: secrets that are not shown to an agent, and kinds that do not come home
from one unless they are allowed by name. Pure; paths are relative, with forward slashes, and compared without case.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST = 1 << 20  # bytes of a file that is shown to an agent or comes home from it

_SECRET = (
    ".env", ".env.*", "*.env", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.asc", "*.gpg",
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", ".netrc", "_netrc", ".npmrc", ".pypirc", ".htpasswd", ".pgpass",
    ".git-credentials", "credentials", "credentials.*", "*.credentials", "secret.*", "secrets.*", "*.secret", "*.secrets",
    "auth.json", "service-account*.json", "service_account*.json", "*.tfvars", "*.tfstate",
)  # fmt: skip
_SAMPLES = (".example", ".sample", ".template", ".dist")
SOURCE = (".py", ".pyi", ".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte")
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY")

_CI_FOLDERS = (".circleci", ".buildkite", ".woodpecker", ".ci", ".husky", ".azure-pipelines", ".teamcity", ".drone")
_CI_FILES = (
    "jenkinsfile", ".travis.yml", "azure-pipelines*.y*ml", "bitbucket-pipelines.y*ml", "appveyor.y*ml", ".drone.y*ml",
    ".woodpecker*.y*ml", "cloudbuild.y*ml", "buildspec.y*ml", ".pre-commit-config.y*ml", ".pre-commit-hooks.y*ml",
    "lefthook.y*ml", ".lefthook.y*ml", "codefresh.y*ml", ".cirrus.y*ml",
)  # fmt: skip
# What an interpreter, a package manager, a shell or an editor runs or obeys without being asked.
_STARTS_ITSELF = (
    "setup.py", "setup.cfg", "sitecustomize.py", "usercustomize.py", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.*js",
    "pnpm-workspace.yaml", "package.yaml", "package.json5", ".pnp.*js", "bunfig.toml", "binding.gyp", "pip.conf", "uv.toml",
    "noxfile.py", "tox.ini", "tox.toml", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", ".envrc",
    ".tool-versions", "mise.toml", ".mise.toml",
)  # fmt: skip
_AGENTS = (
    ".agents", ".claude", ".codex", ".cursor", ".aider*", ".gemini", ".windsurf", ".continue", ".roo", ".clinerules",
    ".vscode", ".idea", ".zed", ".devcontainer",
)  # fmt: skip
_AGENT_FILES = (
    "agents.md", "agents.*.md", "claude.md", "claude.*.md", "gemini.md", ".aider*", ".cursorrules", ".windsurfrules",
    ".clinerules", ".mcp.json",
)  # fmt: skip
_CHECKERS = ("accord.toml", ".accord-baseline.toml")  # and whatever lies in .accord

_COMPILED = (".pyc", ".pyo", ".pyd", ".so", ".dylib", ".dll", ".exe", ".node", ".wasm", ".class", ".jar", ".o", ".a")

_ELSEWHERE = re.compile(r"[<>|?*]|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^git~\d+$")

GENERATED = frozenset(
    ["__pycache__", "node_modules", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".venv", ".hypothesis", ".cache"]
)


def is_secret(path: str, data: bytes = b"") -> bool:
    """Whether a file looks like one that holds secrets, by its name or because a private key is in it."""
    name = path.rpartition("/")[2].lower()
    if _PRIVATE_KEY.search(data):
        return True
    if name.endswith((*_SAMPLES, *SOURCE)):
        return False
    return _matches(name, _SECRET)


def refused(path: str) -> str:
    """Why a file of this name does not come home, "" where it may."""
    *folders, name = path.lower().split("/")
    if name.startswith(".git") or any(folder.startswith(".git") for folder in folders):
        return "a file of git or of its host"
    if any(_matches(folder, _CI_FOLDERS) for folder in folders) or _matches(name, _CI_FILES):
        return "a CI file"
    if name == "conftest.py":
        return "pytest runs it unasked"
    if name.endswith(".pth"):
        return "Python runs it at every start"
    if _matches(name, _STARTS_ITSELF):
        return "it is run or obeyed unasked"
    if name.endswith(_COMPILED):
        return "compiled; nobody can read it"
    if any(_matches(folder, _AGENTS) for folder in folders) or _matches(name, _AGENT_FILES):
        return "it instructs agents or editors"
    if name in _CHECKERS or ".accord" in folders:
        return "the checker goes by it"
    return ""


def nameless(path: str) -> bool:
    """Whether some system cannot have a file of this path, or takes it for another: devices, ends that Windows drops,
    its short name of .git.
    """
    parts = path.lower().split("/")
    return not path.isprintable() or any(part[-1:] in (".", " ") or _ELSEWHERE.search(part) for part in parts)


def scripts(path: str, before: bytes | None, after: bytes | None) -> str:
    """Why a package manifest does not come home: it brings or changes what package managers run. "" where it may."""
    name = path.rpartition("/")[2].lower()
    if name == "package.json" and after is not None and _npm(after) != _npm(before or b"{}"):
        return "it changes package scripts"
    if name == "pyproject.toml" and after is not None and _build(after) != _build(before or b""):
        return "it changes how the package is built, or tools that are run"
    return ""


def allowed(path: str, patterns: Iterable[str]) -> bool:
    """Whether a file is allowed by name: its path, or a glob that fits it."""
    return any(path == pattern or fnmatchcase(path, pattern) for pattern in patterns)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _npm(data: bytes) -> object:
    """What of a package.json is run: its scripts, and programs it puts on the path. Unreadable is like nothing else."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if not isinstance(manifest, dict):
        return data
    parts: Mapping[str, object] = {key: manifest.get(key) for key in ("scripts", "bin", "husky", "gypfile", "pnpm")}
    return {key: value for key, value in parts.items() if value}


def _build(data: bytes) -> object:
    """What of a pyproject.toml is run: everything but the project's own facts and its dependencies."""
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):  # no TOML, no UTF-8, a number or a nesting without end
        return data
    project = tables.pop("project", {})
    tables.pop("dependency-groups", None)
    told = (
        {key: project.get(key) for key in ("scripts", "gui-scripts", "entry-points")}
        if isinstance(project, dict)
        else {}
    )
    return tables, {key: value for key, value in told.items() if value}
