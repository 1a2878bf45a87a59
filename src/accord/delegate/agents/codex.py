"""OpenAI's Codex CLI, `codex exec`, from 0.147 on.

Read: its JSON events. Held: `--sandbox workspace-write`, network off, /tmp closed, also when a thread is resumed (a bare
resume is read-only in some versions). It gets a home of its own with the user's login, and of the user's settings only
the model and the provider that login belongs to.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accord.delegate.agents import Command
from accord.delegate.model import Choice, Completed, Failed, Started, Usage, Wrote
from accord.errors import PreflightError, ProcessError
from accord.ledger.tokens import meter
from accord.ledger.usage import CodexUsage
from accord.outside import process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accord.delegate.model import Event, Task

OLDEST = (0, 147, 0)
SANDBOX = "workspace-write"
_SETTINGS = (
    'sandbox_mode="workspace-write"',
    "sandbox_workspace_write.network_access=false",
    "sandbox_workspace_write.exclude_slash_tmp=true",
    "sandbox_workspace_write.exclude_tmpdir_env_var=true",
    "sandbox_workspace_write.writable_roots=[]",
    'approval_policy="never"',
    'shell_environment_policy.inherit="core"',  # PATH, HOME and their like: what the login needs is not handed on
    "allow_login_shell=false",  # a login shell would set PATH anew
    'web_search="disabled"',
)
# What a program behind a company's proxy needs to reach the service.
_PASSED = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE",
    "SSL_CERT_DIR", "CODEX_CA_CERTIFICATE", "CODEX_API_KEY", "SYSTEMROOT",
)  # fmt: skip
_KEPT = ("model", "model_provider", "model_reasoning_effort")
_THREAD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")  # it becomes an argument, and must be no option
_ASK = 120.0  # seconds a question of the preflight may take


def preflight(argument: str = "", model: str = "") -> Choice:
    """Binary, version, login, sandbox; every fault is gathered before PreflightError is raised."""
    if argument:
        raise PreflightError("codex", [f'"codex:{argument}": codex takes no argument; its binary is the one on PATH'])
    binary = _find()
    if binary is None:
        raise PreflightError(
            "codex", ["not installed; pip install 'pytest-accord[codex]' or npm install -g @openai/codex"]
        )
    said = version(binary)
    numbers = tuple(int(part) for part in re.findall(r"\d+", said)[:3])
    if numbers < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise PreflightError(
            "codex", [f"{binary} is version {said or 'unknown'}; {wanted} or newer is needed: update it"]
        )
    faults = []
    with tempfile.TemporaryDirectory(prefix="accord-preflight-") as folder:
        top = Path(folder).resolve()
        env = _environment(_home(top / "home"), top / "workspace")
        if not _is_logged_in(binary, env):
            faults.append("not logged in; run codex login, or set CODEX_API_KEY")
        if fault := _sandbox_fault(binary, env, top / "workspace"):
            faults.append(fault)
    if faults:
        raise PreflightError("codex", faults)
    return Choice("codex", "", binary, said, model, SANDBOX)


def version(binary: str) -> str:
    """`0.163.0`; "" where the program does not say."""
    try:
        said = process.run([binary, "--version"], timeout=_ASK, check=False).out
    except ProcessError as error:
        raise PreflightError("codex", [f"{binary} cannot be run: {error.why}; install it anew"]) from error
    found = re.search(r"\d+\.\d+\.\d+\S*", said)
    return found[0] if found else ""


def command(task: Task, workspace: Path, thread: str | None = None) -> Command:
    """The task's prompt on standard input, into a new thread or an old one."""
    words = [task.agent.binary, "exec", "--json", "--cd", str(workspace), "--sandbox", SANDBOX, *_options()]
    if task.agent.model:
        words += ["--model", task.agent.model]
    words += ["resume", thread, "-"] if thread else ["-"]
    return Command(tuple(words), _environment(_home(task.folder / "home"), workspace), task.prompt, workspace)


def verify(task: Task, workspace: Path, command: str) -> Command:
    """A shell command in the sandbox the agent's own commands run in."""
    words = [task.agent.binary, "sandbox", *_options(), "--", "/bin/sh", "-c", command]
    env = _environment(_home(task.folder / "home"), workspace)
    plain = {
        name: value for name, value in env.items() if name in ("PATH", "LANG", "LC_ALL", "HOME", "CODEX_HOME", "TMPDIR")
    }
    return Command(tuple(words), plain, "", workspace)


def read_event(line: str) -> Sequence[Event]:
    """One line of `--json`. An `error` event is a note about a retry: only `turn.failed` is a failure."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(event, dict):
        return ()
    kind = event.get("type")
    if kind == "thread.started":
        thread = event.get("thread_id")
        return (Started(thread),) if isinstance(thread, str) and _THREAD.fullmatch(thread) else ()
    if kind == "turn.completed":
        return (Completed(_usage(event.get("usage"))),)
    if kind == "turn.failed":
        error = event.get("error")
        return (failure(str(error.get("message", "")) if isinstance(error, dict) else ""),)
    item = event.get("item")
    if kind == "item.completed" and isinstance(item, dict) and item.get("type") == "file_change":
        changes = item.get("changes")
        paths = (
            [change.get("path") for change in changes if isinstance(change, dict)] if isinstance(changes, list) else []
        )
        return (Wrote(tuple(path for path in paths if isinstance(path, str))),)
    return ()


def spent(task: Task, thread: str) -> Usage | None:
    """From the rollouts in the agent's home, which have a count after every request."""
    sessions = task.folder / "home" / "sessions"
    if not sessions.is_dir():
        return None
    for session in meter([sessions]).sessions:
        if session.id == thread and isinstance(session.usage, CodexUsage):
            found = session.usage
            return Usage(
                found.input_tokens, found.cached_input_tokens, found.output_tokens, found.reasoning_output_tokens
            )
    return None


def read_end(status: int | None, err: str) -> Failed:
    """What an end without a word on standard output means."""
    lines = [line for line in err.splitlines() if line.startswith(("Error", "error"))]
    known = failure(lines[-1] if lines else "")
    if known.kind != "other":
        return known
    return Failed("other", f"codex ended with exit status {status} before its turn was over")


def failure(message: str) -> Failed:
    """The service's message as a kind, in accord's words."""
    said = message.lower()
    if re.search(r"\b401\b|unauthorized|not logged in|missing environment variable|refresh.token|log ?in again", said):
        return Failed("unauthorized", "the service refuses the login (401)")
    if re.search(r"usage limit|quota|rate.limit|too many requests|\b429\b", said):
        reset = re.search(r"try again (?:at|in) ([\w:,+ -]{1,40})", message)
        return Failed("rate_limited", "the service gives no more for now", reset[1].strip() if reset else "")
    if re.search(r"high demand|stream disconnected|idle timeout|\b5\d\d\b|connection|network", said):
        return Failed("unavailable", "the service is not available")
    if "context window" in said:
        return Failed("other", "the task does not fit into the model's context window")
    return Failed("other", "the agent's turn failed")


def _find() -> str | None:
    """The user's own binary: on PATH, else the one installed beside accord. A relative entry of PATH is not trusted."""
    folders = os.pathsep.join(part for part in os.environ.get("PATH", "").split(os.pathsep) if Path(part).is_absolute())
    if found := shutil.which("codex", path=folders):
        return found
    spec = util.find_spec("codex_cli_bin")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name in ("codex", "codex.exe"):
            binary = Path(folder) / "bin" / name
            if binary.is_file():
                return str(binary)
    return None


def _options() -> list[str]:
    return [part for setting in _SETTINGS for part in ("-c", setting)]


def _usage(said: Any) -> Usage | None:
    if not isinstance(said, dict):
        return None
    names = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
    return Usage(*(value if type(value := said.get(name)) is int and value >= 0 else None for name in names))


def _users_home() -> Path:
    return Path(os.environ.get("CODEX_HOME") or Path.home() / ".codex")


def _home(folder: Path) -> Path:
    """The agent's own CODEX_HOME: the login (a link, so that a renewed one is the user's, too) and its provider."""
    folder.mkdir(parents=True, exist_ok=True)
    login, link = _users_home() / "auth.json", folder / "auth.json"
    if login.is_file() and not link.exists():
        link.unlink(missing_ok=True)
        try:
            link.symlink_to(login.resolve())
        except OSError:  # Windows lets not everybody make links
            shutil.copyfile(login, link)
    if kept := _kept():
        import tomlkit

        (folder / "config.toml").write_text(tomlkit.dumps(kept), "utf-8")
    return folder


def _kept() -> dict[str, Any]:
    """Of the user's config.toml, the model and the provider; nothing that runs programs or opens the sandbox."""
    import tomlkit

    try:
        settings = tomlkit.parse((_users_home() / "config.toml").read_text("utf-8")).unwrap()
    except (OSError, ValueError):  # a broken one is codex's to complain of
        return {}
    kept: dict[str, Any] = {key: settings[key] for key in _KEPT if key in settings}
    provider = settings.get("model_providers", {}).get(kept.get("model_provider"))
    if isinstance(provider, dict):
        kept["model_providers"] = {kept["model_provider"]: provider}
    return kept


def _environment(home: Path, workspace: Path) -> dict[str, str]:
    """What the agent needs and nothing else of the user's environment."""
    wanted = set(_PASSED)
    for provider in _kept().get("model_providers", {}).values():
        headers = provider.get("env_http_headers")
        wanted |= {str(provider.get("env_key", "")), *(map(str, headers.values()) if isinstance(headers, dict) else ())}
    kept = {name: value for name, value in os.environ.items() if name.upper() in wanted or name in wanted}
    return {**kept, "HOME": str(home), "CODEX_HOME": str(home), "TMPDIR": str(workspace / ".tmp"), "TERM": "dumb"}


def _is_logged_in(binary: str, env: Mapping[str, str]) -> bool:
    if "CODEX_API_KEY" in env:
        return True
    for provider in _kept().get("model_providers", {}).values():
        if not provider.get("requires_openai_auth"):  # it has a key of its own, or needs none
            return "env_key" not in provider or provider["env_key"] in env
    return process.run([binary, "login", "status"], env=env, timeout=_ASK, check=False).status == 0


def _sandbox_fault(binary: str, env: Mapping[str, str], workspace: Path) -> str:
    """Whether commands really are held: one that writes outside of its workspace must fail, one inside must not."""
    (workspace / ".tmp").mkdir(parents=True)
    outside = workspace.parent / "outside"
    probe = f": > inside && ! (: > '{outside}') 2>/dev/null"
    try:
        done = process.run(
            [binary, "sandbox", *_options(), "--", "/bin/sh", "-c", probe],
            cwd=workspace,
            env=env,
            timeout=_ASK,
            check=False,
        )
    except ProcessError as error:
        return f"its sandbox could not be tried: {error.why}"
    if done.status == 0 and (workspace / "inside").is_file() and not outside.exists():
        return ""
    return (
        "its sandbox does not work on this host, and it is not started without one; on Ubuntu 24.04 and later: "
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )
