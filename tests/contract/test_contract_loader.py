"""The loader: which reader a file gets, what it may open, and that no content makes it crash."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord import contract
from accord.contract import files
from accord.errors import ContractError
from serving import serving
from waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINIMAL = 'openapi: 3.1.0\ninfo: {title: A, version: "1"}\npaths:\n  /a: {get: {responses: {}}}\n'
TABLE = "# A\n\n| Method | Path |\n|---|---|\n| GET | `/a` |\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("api.yaml", MINIMAL, "openapi"),
        ("api.YML", MINIMAL, "openapi"),
        ("api.json", '{"openapi": "3.1.0", "paths": {"/a": {"get": {}}}}', "openapi"),
        ("api.txt", MINIMAL, "openapi"),
        ("openapi", "# ours\n" + MINIMAL, "openapi"),
        ("api", '{\n  "info": {},\n  "openapi": "3.1.0",\n  "paths": {"/a": {"get": {}}}}', "openapi"),
        ("API.md", TABLE, "markdown"),
        ("CONTRACT.txt", TABLE, "markdown"),
        ("CONTRACT", TABLE, "markdown"),
    ],
)
def test_suffix_then_content_choose_the_reader(tmp_path: Path, name: str, content: str, format: str) -> None:  # noqa: A002
    read = contract.read(write(tmp_path / name, content), root=tmp_path)
    assert (read.format, [str(e.operation) for e in read.endpoints]) == (format, ["GET /a"])


def test_places_are_relative_to_the_root_with_forward_slashes(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "api.yaml", MINIMAL)
    (tmp_path / "service").mkdir()
    assert contract.read(tmp_path / "docs" / "api.yaml", root=tmp_path).file == "docs/api.yaml"
    outside = contract.read(tmp_path / "docs" / "api.yaml", root=tmp_path / "service")
    assert (outside.file, str(outside.endpoints[0].where)) == ("../docs/api.yaml", "../docs/api.yaml:4")


def test_a_contract_of_another_repository_may_refer_to_its_own_files_only(tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / ".git").mkdir(parents=True)
    write(tmp_path / "secret.yaml", "get: {responses: {}}")
    write(other / "shared" / "a.yaml", "get: {responses: {}}")
    text = MINIMAL + "  /b: {$ref: ../shared/a.yaml}\n  /c: {$ref: ../../secret.yaml}\n"
    read = contract.read(write(other / "docs" / "api.yaml", text), root=tmp_path / "mine")
    assert [str(e.operation) for e in read.endpoints] == ["GET /a", "GET /b"]
    assert [(note.rule, note.where.line) for note in read.notes] == [("unreadable-row", 6)]


def test_a_link_does_not_lead_out_of_the_tree(tmp_path: Path) -> None:
    write(tmp_path / "secret.yaml", "get: {responses: {}}")
    root = tmp_path / "root"
    path = write(root / "api.yaml", MINIMAL + "  /b: {$ref: link.yaml}\n")
    (root / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    read = contract.read(path, root=root)
    assert [note.rule for note in read.notes] == ["unreadable-row"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the document is empty"),
        (b"openapi: 3.1.0\ninfo: \xff\xfe", "api.yaml:2: no UTF-8 text"),
        ("\ufeffo: 1".encode("utf-16-le"), "neither `openapi` nor `swagger`"),
        (b"openapi: \x00", "no valid YAML"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        contract.read(write(tmp_path / "api.yaml", content), root=tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(tmp_path: Path, encoding: str) -> None:
    read = contract.read(write(tmp_path / "api.yaml", MINIMAL.encode(encoding)), root=tmp_path)
    assert [str(e.where) for e in read.endpoints] == ["api.yaml:4"]


def test_a_missing_file_and_a_folder_are_errors_that_name_them(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"nowhere\.yaml: there is no such file"):
        contract.read(tmp_path / "nowhere.yaml", root=tmp_path)
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(ContractError, match=r"folder\.md: cannot be read"):
        contract.read(tmp_path / "folder.md", root=tmp_path)


def test_all_files_of_a_contract_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", len(MINIMAL) + 60)
    write(tmp_path / "big.yaml", "get: {responses: {}}" + " " * 100)
    path = write(tmp_path / "api.yaml", MINIMAL + "  /b: {$ref: big.yaml}\n")
    assert "larger than" in contract.read(path, root=tmp_path).notes[0].message
    monkeypatch.setattr(files, "MAX_BYTES", 20)
    with pytest.raises(ContractError, match="larger than"):
        contract.read(path, root=tmp_path)


@pytest.fixture
def host() -> Iterator[str]:
    """A host of this machine that serves two documents which refer to each other."""
    documents = {
        "/paths.json": {"a": {"get": {"responses": {}}}, "b": {"$ref": "more.json#/b"}},
        "/more.json": {"b": {"put": {"responses": {}}}},
    }
    with serving(documents) as address:
        yield address


def test_remote_references_are_followed_only_when_allowed(tmp_path: Path, host: str) -> None:
    text = f"openapi: 3.1.0\npaths:\n  /a: {{$ref: '{host}/paths.json#/a'}}\n  /b: {{$ref: '{host}/paths.json#/b'}}\n"
    path = write(tmp_path / "api.yaml", text + f"  /c: {{$ref: '{host}/none.json'}}\n")
    refused = contract.read(path, root=tmp_path)
    assert (refused.endpoints, [note.rule for note in refused.notes]) == ((), ["unreadable-row"] * 3)
    assert "--allow-remote" in refused.notes[0].fix
    followed = contract.read(path, root=tmp_path, allow_remote=True)
    assert [f"{e.operation} {e.where}" for e in followed.endpoints] == [
        f"GET /a {host}/paths.json:1",
        f"PUT /b {host}/more.json:1",
    ]
    assert ["cannot be fetched" in note.message for note in followed.notes] == [True]


def test_a_remote_document_may_not_name_local_files(tmp_path: Path) -> None:
    path = write(tmp_path / "api.yaml", MINIMAL + "  /b: {$ref: 'file:///etc/hostname'}\n")
    assert "neither a file nor http" in contract.read(path, root=tmp_path, allow_remote=True).notes[0].message


def test_built_in_readers_are_found_without_an_installed_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "entry_points", lambda **_: ())
    contract._targets.cache_clear()
    try:
        assert set(contract.readers()) == {"markdown", "openapi"}
    finally:
        contract._targets.cache_clear()


def test_an_openapi_contract_does_not_load_the_markdown_reader(tmp_path: Path) -> None:
    path = write(tmp_path / "api.yaml", MINIMAL)
    code = (
        "import sys, pathlib; from accord import contract\n"
        f"path = pathlib.Path({str(path)!r})\n"
        "contract.read(path, root=path.parent)\n"
        "print([name for name in ('markdown_it', 'accord.contract.markdown') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert ran.stdout.strip() == "[]"


class Entry:
    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value


def test_a_reader_of_another_package_joins_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path / "lib" / "apib_reader.py",
        "from accord.model import Contract\nSUFFIXES = ('.apib',)\n"
        "def read(text, file):\n    return Contract(file, 'apib', (), title=text.strip())\n",
    )
    monkeypatch.syspath_prepend(tmp_path / "lib")
    monkeypatch.setattr(contract, "entry_points", lambda **_: [Entry("apib", "apib_reader")])
    contract._targets.cache_clear()
    try:
        assert contract.read(write(tmp_path / "api.apib", "Pets\n"), root=tmp_path).title == "Pets"
    finally:
        contract._targets.cache_clear()


def test_a_reader_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "entry_points", lambda **_: [Entry("gone", "no_such_package.reader")])
    contract._targets.cache_clear()
    try:
        with pytest.raises(ContractError, match="the contract reader 'gone'"):
            contract.readers()
    finally:
        contract._targets.cache_clear()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), suffix=st.sampled_from([".json", ".yaml"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = write(tmp_path / f"any{suffix}", content)
    try:
        contract.read(path, root=tmp_path)
    except ContractError as error:
        assert str(error).startswith(path.name)  # noqa: PT017 either outcome is right
