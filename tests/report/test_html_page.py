"""The page: complete without its script and without a network, and in a browser it filters, opens and is moved about in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from everything import HOSTILE, empty, whole

from accord.compare import compare
from accord.report import render
from browser import MISSING, WHY, browser
from making import BACKEND, FRONTEND, called, report, served
from waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Browser

MORE = tuple(f"GET /api/things/{n}/{{id}}" for n in range(40))


class Seen(HTMLParser):
    """Tags left open, attributes that load something, and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "input", "link"):
            self.open.append(tag)
        self.loads += [f"{name}={value}" for name, value in attrs if name in ("src", "srcset", "data", "poster")]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_it_is_well_formed_loads_nothing_and_escapes_what_it_shows() -> None:
    page = render(whole(), "html")
    seen = Seen()
    seen.feed(page)
    assert seen.open == []
    assert seen.loads == []
    assert "<script>alert" not in page
    assert HOSTILE.partition(" ")[2] in seen.text
    assert "url(" not in page
    assert "@import" not in page


def test_every_state_and_all_evidence_is_in_it_without_a_script() -> None:
    text = re.sub(r"<script>.*</script>", "", render(whole(), "html"), flags=re.DOTALL)
    states = set(re.findall(r'data-state="([\w-]+)"', text))
    assert states == {"kept", "broken", "undetermined", "waived", "not-applicable", "undocumented"}
    for evidence in (
        "api.md:2",
        "backend/routes.py:2",
        "backend/items.py:3",
        "make the handler POST",
        "planned for May",
    ):
        assert evidence in text
    assert "Flask found in 2 files, not read" in text
    assert "module not found (may hide /dyn)" in text


def test_the_same_report_gives_the_same_bytes_and_an_empty_run_is_a_page_too() -> None:
    assert render(whole(), "html") == render(whole(), "html")
    assert "nothing examined" in render(empty(), "html")


def test_where_there_is_no_line_there_is_nothing_to_filter() -> None:
    page = render(empty(), "html")
    assert "nothing examined" in page
    assert not [part for part in ("<form", "<table", "<script", "#matrix") if part in page]


def test_without_a_contract_the_place_is_where_it_is_served() -> None:
    scans = {"backend": served("GET /a"), "frontend": called("GET /a", "GET /zebra")}
    made = report(compare(None, [BACKEND, FRONTEND], scans), scans, BACKEND, FRONTEND)
    page, markdown = render(made, "html"), render(made, "markdown")
    assert '<th scope="col">served at</th>' in page
    assert ">nowhere</span>" in page
    assert "| endpoint | served at | backend | frontend |" in markdown
    assert "`GET /zebra` | nowhere |" in markdown


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    page = tmp_path_factory.mktemp("page") / "accord.html"
    page.write_text(render(whole(MORE), "html"), encoding="utf-8")
    with browser() as window:
        window.page = page  # type: ignore[attr-defined]
        yield window


@pytest.fixture
def window(chromium: Browser) -> Browser:
    chromium.size(1200, 900)
    chromium.open(chromium.page.parent / "accord.html")  # type: ignore[attr-defined]
    chromium.run("history.replaceState(null, '', '#')")
    chromium.reload()
    chromium.dark(dark=False)
    return chromium


def shown(window: Browser) -> list[str]:
    script = "return [...document.querySelectorAll('tr.line:not([hidden]) th .path')].map(e => e.textContent)"
    found: list[str] = window.run(script)
    return found


def choose(window: Browser, **fields: str) -> None:
    for name, value in fields.items():
        window.run(
            "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
            "e.dispatchEvent(new Event('input', {bubbles: true}))",
            name,
            value,
        )


@pytest.mark.skipif(MISSING, reason=WHY)
class TestInABrowser:
    def test_nothing_is_refused_or_fails(self, window: Browser) -> None:
        assert window.errors() == []
        assert window.run("return performance.getEntriesByType('resource').length") == 0

    def test_the_policy_lets_no_other_script_run(self, window: Browser) -> None:
        window.run(
            "const s = document.createElement('script'); s.textContent = 'window.bad = 1'; document.body.append(s)"
        )
        assert window.run("return window.bad") is None
        assert until(window.errors)  # the browser's log comes by another way than the script's answer

    def test_filters_by_state_component_and_text(self, window: Browser) -> None:
        total = len(shown(window))
        choose(window, state="broken")
        assert set(shown(window)) == {"/api/users/{id}/avatar", "/trailing/", "/api/items/{id}"}
        choose(window, state="broken", component="frontend")
        assert shown(window) == []
        told: str = window.run("return document.getElementById('count').textContent")
        assert told == f"0 of {total} lines: nothing fits this filter"
        choose(window, state="", component="frontend", text="pay")
        assert shown(window) == ["/pay/{id}"]
        assert window.run("return document.getElementById('count').textContent") == f"1 of {total} lines"
        choose(window, component="", text="missing-endpoint accepted")
        assert shown(window) == ["/accepted"]
        choose(window, text="", state="attention")
        assert 0 < len(shown(window)) < total
        window.click("button[type=reset]")
        assert len(shown(window)) == total

    def test_the_filter_is_in_the_address(self, window: Browser) -> None:
        choose(window, state="waived")
        window.reload()
        assert shown(window) == ["/accepted"]

    def test_a_cell_opens_to_contract_code_trail_and_remedy(self, window: Browser) -> None:
        choose(window, text="/api/users/{id}/avatar")
        window.click("tr.line:not([hidden]) button.cell[data-component=backend]")
        text = window.run("return document.querySelector('tr.detail:not([hidden])').innerText")
        for evidence in ("api.md:2", "backend/routes.py:2", "wrong-method", "make the handler POST"):
            assert evidence in text
        window.click("tr.line:not([hidden]) button.cell[data-component=backend]")
        assert window.run("return document.querySelectorAll('tr.detail:not([hidden])').length") == 0
        choose(window, text="item_id")
        window.click("tr.line:not([hidden]) button.cell[data-component=backend]")
        text = window.run("return document.querySelector('tr.detail:not([hidden])').innerText")
        assert "backend/main.py:7 /api" in text

    def test_everything_can_be_done_by_keyboard(self, window: Browser) -> None:
        """Slash goes to the search; Tab reaches the cells; arrows move between them; Enter opens, Escape closes."""
        window.press("/")
        assert window.run("return document.activeElement.id") == "text"
        window.press(*"avatar", "Tab", "Tab")
        assert window.run("return document.activeElement.dataset.component") == "backend"
        window.press("Right")
        assert window.run("return document.activeElement.dataset.component") == "frontend"
        window.press("Left", "Enter")
        assert window.run("return document.activeElement.getAttribute('aria-expanded')") == "true"
        window.press("Escape")
        assert window.run("return document.querySelectorAll('tr.detail:not([hidden])').length") == 0
        window.run("document.querySelector('button[type=reset]').click()")
        window.run("document.querySelector('button.cell').focus()")
        window.press("Down", "Down", "Up")
        assert window.run("return document.activeElement.closest('tr').querySelector('.path').textContent") == (
            "/api/users/{id}/avatar"
        )

    @pytest.mark.parametrize("width", [320, 390, 768])
    def test_nothing_is_cut_off_on_a_phone(self, window: Browser, width: int) -> None:
        window.size(width, 800, phone=True)
        window.click("button.cell[data-state=broken]")
        assert window.run("return document.documentElement.scrollWidth") <= width
        heights = window.run("return [...document.querySelectorAll('.cell,select,input')].map(e => e.offsetHeight)")
        assert min(h for h in heights if h) >= (40 if width < 700 else 24)

    def test_on_a_phone_the_components_of_an_endpoint_stand_side_by_side(self, window: Browser) -> None:
        window.size(390, 800, phone=True)
        tops = window.run(
            "return [...document.querySelector('tr.line').querySelectorAll('button')].map(e => e.offsetTop)"
        )
        assert len(tops) > 1
        assert len(set(tops)) == 1

    @pytest.mark.parametrize("dark", [False, True])
    def test_text_has_contrast_in_light_and_in_dark(self, window: Browser, dark: bool) -> None:
        """WCAG AA: 4.5 to 1 for every state's words on the page's ground and on the panel."""
        window.dark(dark=dark)
        ratios = window.run(CONTRAST)
        assert len(ratios) > 10
        assert min(ratios.values()) >= 4.5, ratios

    @pytest.mark.slow
    def test_a_thousand_endpoints_filter_at_once(self, window: Browser, tmp_path: Path) -> None:
        page = tmp_path / "big.html"
        page.write_text(render(whole([f"GET /api/t{n}/{{id}}" for n in range(1000)]), "html"), encoding="utf-8")
        window.open(page)
        spent = window.run(
            "const t = document.getElementById('text'); const s = performance.now(); t.value = 't99';"
            "t.dispatchEvent(new Event('input', {bubbles: true})); document.body.offsetHeight; return performance.now() - s"
        )
        assert len(shown(window)) == 11
        assert spent < 20_000  # milliseconds; it takes some fifty, a quadratic step would take minutes


CONTRAST = """
const parse = (color) => color.match(/[\\d.]+/g).map(Number).slice(0, 3);
const light = (color) => {
  const [r, g, b] = parse(color).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
document.querySelectorAll('tr.detail').forEach((row) => (row.hidden = false));
const grounds = [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.detail > td')).backgroundColor];
const out = {};
for (const element of document.querySelectorAll('p, span, button, dt, dd, th, a, label, li, code, output')) {
  for (const ground of grounds) out[`${element.tagName}.${element.className} ${ground}`] = ratio(getComputedStyle(element).color, ground);
}
return out;
"""
