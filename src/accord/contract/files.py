"""The files of a contract: the first one, and those its references name. The only place of this room that opens
anything.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urljoin

from accord.errors import ContractError

MAX_BYTES = 64 * 1024 * 1024  # of all files of one contract together
TIMEOUT = 10.0  # seconds a remote document may take

_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")  # two letters at least: C:\ is a drive


class Files:
    """Reads a contract's files, bounded in number of bytes and to the tree they belong to."""

    def __init__(self, root: Path, path: Path, *, allow_remote: bool) -> None:
        self._root = root.absolute()
        self._first = path.absolute()
        self._allow_remote = allow_remote
        self._left = MAX_BYTES
        self._tree: Path | None = None

    def first(self) -> tuple[str, str]:
        """Name (relative to the root, forward slashes) and text of the contract itself."""
        return self._name(self._first), self._text(self._first)

    def fetch(self, reference: str, file: str) -> tuple[str, str]:
        """Name and text of what `reference` means in `file`; ContractError where that is refused or cannot be had."""
        if _REMOTE.match(reference) or _REMOTE.match(file):
            return self._remote(reference, file)
        path = Path(os.path.normpath(self._root / file)).parent / reference
        resolved = path.resolve()
        if not resolved.is_relative_to(self._bound()):
            problem = f"leads out of {self._bound().name or self._bound()}"
            raise ContractError(file, problem, "keep the documents of a contract in one tree")
        return self._name(Path(os.path.normpath(path))), self._text(path)

    def _bound(self) -> Path:
        """The tree references may stay in: the root, or for a contract from elsewhere the repository around it."""
        if self._tree is None:
            first, root = self._first.resolve(), self._root.resolve()
            around = next((folder for folder in first.parents if (folder / ".git").exists()), first.parent)
            self._tree = root if first.is_relative_to(root) else around
        return self._tree

    def _name(self, path: Path) -> str:
        try:
            return Path(os.path.relpath(path, self._root)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()

    def _text(self, path: Path) -> str:
        name = self._name(path)
        try:
            with path.open("rb") as opened:
                raw = opened.read(self._left + 1)
        except OSError as error:
            reason = (
                "there is no such file"
                if isinstance(error, FileNotFoundError)
                else f"cannot be read: {error.strerror or error}"
            )
            raise ContractError(name, reason, "correct the path or its permissions") from None
        return self._decoded(raw, name)

    def _remote(self, reference: str, file: str) -> tuple[str, str]:
        address = urljoin(file, reference) if _REMOTE.match(file) else reference
        if not self._allow_remote:
            raise ContractError(
                file,
                "is remote and was not fetched without --allow-remote",
                "copy the document next to this one, or pass --allow-remote (pytest: --accord-allow-remote)",
            )
        if not re.match(r"https?://", address):
            raise ContractError(file, "is neither a file nor http(s)", "copy the document next to this one")
        import http.client
        from urllib.request import Request, urlopen

        try:
            request = Request(address, headers={"Accept": "application/json, application/yaml, */*"})  # noqa: S310 http(s), seen above
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 asked for with --allow-remote
                raw = answer.read(self._left + 1)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise ContractError(file, f"cannot be fetched: {error}", "copy the document next to this one") from None
        return address, self._decoded(raw, address)

    def _decoded(self, raw: bytes, name: str) -> str:
        self._left -= len(raw)
        if self._left < 0:
            raise ContractError(
                name,
                f"the contract is larger than {MAX_BYTES // 2**20} MB",
                "split it and check the parts on their own",
            )
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise ContractError(
                name, f"no {encoding.removesuffix('-sig').upper()} text: {error.reason}", "save it as UTF-8", line
            ) from None
