"""Headless Chromium for tests, spoken to in the WebDriver protocol: no library in between, no network but this machine's."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MISSING = not (shutil.which("chromedriver") and (shutil.which("chromium") or shutil.which("google-chrome")))
_LONGEST = 300  # seconds one command may take on a busy machine
_AGAIN = ("stale element reference", "element click intercepted", "element not interactable")
WHY = "needs chromium and chromedriver (apt-get install chromium chromium-driver)"
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's name, fixed by the WebDriver standard
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Left": "\ue012", "Up": "\ue013", "Right": "\ue014", "Down": "\ue015"}  # fmt: skip


class Refused(Exception):  # noqa: N818 what the driver did
    """The driver could not do what was asked: the WebDriver standard's name of the reason, and the driver's words."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass
class Browser:
    """One window."""

    url: str
    patience: float = 20.0  # seconds for an element that is not there yet, or is just being drawn anew

    def open(self, page: Path) -> None:
        self.visit(page.as_uri())

    def visit(self, address: str) -> None:
        self._post("url", url=address)

    def reload(self) -> None:
        """Load the page again and wait for it; `location.reload()` in a script returns while the old page still stands."""
        self._post("refresh")

    def patient(self, seconds: float) -> None:
        """Wait so long for an element that is not there yet."""
        self.patience = seconds
        self._post("timeouts", implicit=int(seconds * 1000))

    def size(self, width: float, height: float, *, phone: bool = False) -> None:
        """The size of the page itself; windows of a phone's width are narrower than Chromium lets a window be."""
        facts: dict[str, object] = {"width": int(width), "height": int(height), "deviceScaleFactor": 1, "mobile": phone}
        self._devtools("Emulation.setDeviceMetricsOverride", facts)

    def dark(self, *, dark: bool = True) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._devtools("Emulation.setEmulatedMedia", {"features": [scheme]})

    def run(self, script: str, *arguments: object) -> Any:
        return self._post("execute/sync", script=script, args=list(arguments))

    def press(self, *keys: str) -> None:
        """Press and release keys, one after the other: names of `KEYS` or single characters."""
        actions = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self._post("actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def click(self, selector: str) -> None:
        self._on(selector, "click")

    def write(self, selector: str, text: str) -> None:
        """Type into a field, after what it holds."""
        self._on(selector, "value", text=text)

    def _on(self, selector: str, what: str, **body: object) -> None:
        """Do something with an element; one that a script replaces between finding and doing is found anew."""
        end = time.monotonic() + self.patience
        while True:
            try:
                found = self._post("element", using="css selector", value=selector)
                self._post(f"element/{found[_ELEMENT]}/{what}", **body)
            except Refused as error:
                if str(error) not in _AGAIN or time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def requests(self) -> list[tuple[str, str]]:
        """Method and address of what scripts have asked the network for since this was asked last."""
        sent = []
        for entry in self._post("se/log", type="performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent" and event["params"].get("type") in ("XHR", "Fetch"):
                request = event["params"]["request"]
                sent.append((request["method"], request["url"]))
        return sent

    def errors(self) -> list[str]:
        """What the page wrote to the console as an error, refused loads among it."""
        return [entry["message"] for entry in self._post("se/log", type="browser") if entry["level"] == "SEVERE"]

    def picture(self, target: Path) -> None:
        target.write_bytes(base64.b64decode(self._get("screenshot")))

    def _devtools(self, command: str, params: dict[str, object]) -> Any:
        return self._post("goog/cdp/execute", cmd=command, params=params)

    def _post(self, path: str, **body: object) -> Any:
        return _call(f"{self.url}/{path}", json.dumps(body).encode())

    def _get(self, path: str) -> Any:
        return _call(f"{self.url}/{path}", None)


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A window of headless Chromium that ends with the block."""
    command = ["chromedriver", "--port=0"]
    with (
        # What of Chromium outlives its window for a moment may still write there.
        tempfile.TemporaryDirectory(prefix="accord-browser-", ignore_cleanup_errors=True) as profile,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as driver,
    ):
        try:
            assert driver.stdout is not None
            port = next(m[1] for line in driver.stdout if (m := re.search(r"started successfully on port (\d+)", line)))
            arguments = [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                # Nothing of its own goes out.
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--user-data-dir={profile}",
            ]
            logged = {"browser": "ALL", "performance": "ALL"}
            wanted = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": logged}
            base = f"http://127.0.0.1:{port}/session"
            session = _call(base, json.dumps({"capabilities": {"alwaysMatch": wanted}}).encode())
            try:
                yield Browser(f"{base}/{session['sessionId']}")
            finally:
                _call(f"{base}/{session['sessionId']}", None, "DELETE")
        finally:
            driver.terminate()


def _call(url: str, body: bytes | None, method: str | None = None) -> Any:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method)  # noqa: S310 this machine's driver
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_LONGEST) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            said = json.loads(error.read() or b"{}").get("value") or {}
        raise Refused(str(said.get("error", error)), str(said.get("message", ""))) from None
