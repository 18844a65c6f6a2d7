"""What axe finds on a page: nothing, in any state, light and dark, on phone and desktop, in both directions."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from desktop.demo.browser import find_browser
from portal.edge import page_policy
from portal.pages import static_files
from tests.portal.samples import ADDRESS
from tests.portal.states import STATES

HOST = "http://localhost"
PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
# Four ways of looking in which each pair of scheme, size and direction meets; the long form takes all eight. Colours,
# which take longer than all other rules together, are looked at once in each scheme.
LOOKS = [
    ("light", PHONE, "en-IE", True),
    ("light", DESKTOP, "ar", False),
    ("dark", PHONE, "ar", False),
    ("dark", DESKTOP, "en-IE", True),
]
ALL_LOOKS = [
    (scheme, size, words, True) for scheme in ("light", "dark") for size in (PHONE, DESKTOP) for words in ("de", "ar")
]
_RUN = """async (enabled) => {
  const options = { resultTypes: ["violations"], rules: { "color-contrast": { enabled } } };
  const { violations } = await axe.run(document, options);
  return violations.map(found => `${found.id}: ${found.nodes[0].html}`);
}"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    program = find_browser()
    if program is None:
        pytest.skip("no browser of the Chromium family on this computer")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_context(reduced_motion="reduce").new_page()
        tab.add_init_script(AXE_SCRIPT)  # comes with the browser, not with the page, which keeps its own policy
        yield tab
        browser.close()


def look(tab: Page, name: str, scheme: Any, size: ViewportSize, language: str, colours: bool) -> list[str]:
    """Return what axe says against the state ``name`` seen so: the rule and the first element of each complaint."""
    shown = STATES[name](language)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == ADDRESS:
            headers = {"content-type": "text/html", "content-security-policy": page_policy(shown.style_hash)}
            route.fulfill(body=shown.html, headers=headers)
        else:
            route.fulfill(body=static_files()[path].body, content_type=static_files()[path].content_type)

    tab.unroute_all()
    tab.route("**/*", answer)
    tab.set_viewport_size(size)
    tab.emulate_media(color_scheme=scheme)
    tab.goto(HOST + ADDRESS)
    complaints: list[str] = tab.evaluate(_RUN, colours)
    return complaints


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_on_any_page(tab: Page, name: str) -> None:
    """Share: 30 s over all states."""
    assert [complaint for each in LOOKS for complaint in look(tab, name, *each)] == []


@pytest.mark.soak
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_however_one_looks(tab: Page, name: str) -> None:
    assert [complaint for each in ALL_LOOKS for complaint in look(tab, name, *each)] == []


def test_axe_bites(tab: Page) -> None:
    look(tab, "invoice, open", *LOOKS[0])
    tab.evaluate("document.querySelector('h1').remove(), document.documentElement.removeAttribute('lang')")
    found = {complaint.partition(":")[0] for complaint in tab.evaluate(_RUN, True)}
    assert {"html-has-lang", "page-has-heading-one"} <= found
