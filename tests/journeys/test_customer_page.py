"""The customer's page in a real browser: it fits, it can be pressed, it stays quiet, and it tells of a view once."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright
from pypdf import PdfReader

from billing.customer_index import CustomerIndex
from billing.issued import Party
from billing.snapshot import PaymentView, Standing, View
from billing.wire import Contact
from desktop.demo.browser import find_browser
from portal import pages
from portal.edge import page_policy
from portal.page_answer import Typed
from portal.pages import static_files
from tests.portal.hostile import HOSTILE
from tests.portal.samples import (
    ADDRESS,
    LIST_ADDRESS,
    OPEN,
    PAID_IN_PART,
    TOKEN,
    accepted,
    credit,
    drawn,
    drawn_list,
    ended,
    facts_of,
    filled_with,
    line,
    listing,
    office,
    quote,
    signed,
    talk,
    view,
)

HOST = "http://localhost"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
LONG_OFFICE = office(
    name=LONG,
    contact=Contact(email=f"{LONG.lower()}@innenausbau.example", phone="+49 851 1234567", website="a.example"),
)
LONG_VIEW = view(
    language="de",
    currency="HUF",
    number="RE-2026-ABTEILUNG-SUED-00000187",
    lines=(line(title=LONG, detail=f"https://example.com/{LONG}", unit="Quadratkilometer", unit_price="98765432.1"),),
)
LONG_QUOTE = quote(
    OPEN,
    language="de",
    currency="HUF",
    number="AN-2026-ABTEILUNG-SUED-00000187",
    buyer=Party(name=LONG, address=(LONG,)),
    lines=(
        line(title=LONG, unit_price="98765432.1"),
        line(title=LONG, detail=f"https://example.com/{LONG}", unit_price="98765432.1", optional=True),
    ),
).model_copy(update={"comments": talk(LONG * 3, LONG)})
LONG_ANSWERED = LONG_QUOTE.model_copy(
    update={"state": "accepted", "answer": accepted(signed(LONG_QUOTE, name=LONG, order_number=LONG[:60]))}
)
SHOWN = {
    "invoice": drawn(view(PAID_IN_PART)),
    "quote": drawn(quote()),
    "quote, waiting": drawn(quote(OPEN)),
    "quote, waiting, long": drawn(LONG_QUOTE, profile=LONG_OFFICE),
    "quote, accepted, long": drawn(LONG_ANSWERED, profile=LONG_OFFICE, state="settled"),
    "credit": drawn(credit()),
    "right to left": drawn(view(PAID_IN_PART, language="ar")),
    "long": drawn(LONG_VIEW, profile=LONG_OFFICE),
    "behind a list": drawn(view(PAID_IN_PART), home=LIST_ADDRESS),
    "all documents": drawn_list(listing()),
    "all documents, right to left": drawn_list(listing(language="ar")),
    "all documents, long": drawn_list(
        listing(
            [facts_of(f"RE-2026-ABTEILUNG-SUED-{number:08}", 987_654_321_00 + number) for number in range(60)],
            name=LONG,
            language="de",
        ),
        profile=LONG_OFFICE,
    ),
    "all documents, none": drawn_list(listing([])),
    "expired": ended("expired"),
    "replaced, long": ended("replaced", profile=LONG_OFFICE, language="de"),
    "unknown": ended("unknown", profile=None),
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip("no browser of the Chromium family on this computer")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """One tab that is served pages; it keeps what was posted and what went wrong."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self._posted: list[tuple[str, str | None]] = []
        self._shown = SHOWN["invoice"]
        tab.route("**/*", self._answer)
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def open(self, shown: pages.Page) -> None:
        self._shown = shown
        self.tab.goto(HOST + ADDRESS)

    def open_at_rest(self, shown: pages.Page) -> None:
        """Open the page with its clock stopped before it opens: a slow computer may take its time."""
        self.tab.clock.install(time=0)
        self.tab.clock.pause_at(1)
        self.open(shown)

    def posted(self) -> list[tuple[str, str | None]]:
        """Return what was posted so far; requests are answered in turn, so one of our own waits for those before it."""
        self.tab.evaluate("fetch('/in-turn')")
        return self._posted

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if route.request.method == "POST":
            self._posted.append((path, route.request.post_data))
            route.fulfill(status=204)
        elif path == "/in-turn":
            route.fulfill(status=204)
        elif path == ADDRESS:
            policy = page_policy(self._shown.style_hash)
            headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
            route.fulfill(body=self._shown.html, headers=headers)
        elif path in static_files():
            file = static_files()[path]
            route.fulfill(body=file.body, content_type=file.content_type)
        else:
            self.strangers.append(route.request.url)
            route.abort()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield Visit(context.new_page())
    context.close()


@pytest.mark.parametrize("name", SHOWN)
def test_no_page_scrolls_sideways(visit: Visit, name: str) -> None:
    """320 px is also what is left of 1280 at 400 % zoom."""
    visit.open(SHOWN[name])
    for width in (320, 390, 640, 1000, 1280):
        visit.tab.set_viewport_size(ViewportSize(width=width, height=640))
        assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.complaints == visit.strangers == []


@pytest.mark.parametrize("name", SHOWN)
def test_everything_that_can_be_pressed_is_large_enough_for_a_thumb(visit: Visit, name: str) -> None:
    visit.open(SHOWN[name])
    heights = [box["height"] for each in visit.tab.locator("a, button").all() if (box := each.bounding_box())]
    assert [height for height in heights if height < 44] == []


def bottom(tab: Page, selector: str) -> float:
    box = tab.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_amount_and_action_are_seen_without_scrolling_on_a_small_phone(visit: Visit) -> None:
    visit.tab.set_viewport_size(ViewportSize(width=360, height=640))
    visit.open(SHOWN["invoice"])
    assert bottom(visit.tab, ".amount") < bottom(visit.tab, ".btn.fill") < 400


def test_the_first_thing_the_keyboard_reaches_is_the_action(visit: Visit) -> None:
    visit.open(SHOWN["invoice"])
    visit.tab.keyboard.press("Tab")
    assert visit.tab.evaluate("document.activeElement.textContent") == "Download PDF"
    assert visit.tab.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    visit.tab.keyboard.press("Enter")
    assert visit.posted() == [(f"{ADDRESS}/download", None)]


# -- on paper ---------------------------------------------------------------------------------------------------------


def printed(tab: Page, paper: str) -> list[str]:
    """Return the text of each printed page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(tab.pdf(format=paper))).pages]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_there_is_nothing_to_press_and_no_link(visit: Visit, paper: Any) -> None:
    visit.open(SHOWN["invoice"])
    texts = printed(visit.tab, paper)
    assert len(texts) == 2
    assert "1 / 2" in texts[0]
    assert not [words for words in (TOKEN, "Download PDF", "share it with care") if words in "".join(texts)]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("count", [20, 24, 26, 30])
def test_on_paper_the_totals_stay_whole_and_with_the_last_line(visit: Visit, paper: Any, count: int) -> None:
    lines = tuple(line(title=f"Line {number:02}") for number in range(1, count + 1))
    visit.open(drawn(view(PAID_IN_PART, lines=lines)))
    with_totals = next(text for text in printed(visit.tab, paper) if "Paid so far" in text)
    assert "Subtotal" in with_totals
    assert f"Line {count}" in with_totals


# -- the view ---------------------------------------------------------------------------------------------------------


def test_a_page_left_in_view_tells_of_a_view_once_after_eight_seconds(visit: Visit) -> None:
    visit.open_at_rest(SHOWN["invoice"])
    visit.tab.clock.run_for(6_900)
    assert visit.posted() == []
    visit.tab.clock.run_for(60_000)
    visit.tab.keyboard.press("ArrowDown")
    visit.tab.clock.run_for(60_000)
    assert visit.posted() == [(f"{ADDRESS}/view", "sign=time")]


def press_a_key(tab: Page) -> None:
    tab.keyboard.press("ArrowDown")


def move_the_pointer(tab: Page) -> None:
    tab.mouse.move(100, 100)


def turn_the_wheel(tab: Page) -> None:
    tab.mouse.wheel(0, 40)
    tab.wait_for_function("scrollY > 0", polling=20)


@pytest.mark.parametrize(
    ("act", "sign"), [(press_a_key, "key"), (move_the_pointer, "pointer"), (turn_the_wheel, "scroll")]
)
def test_a_sign_of_a_hand_makes_two_seconds_enough(visit: Visit, act: Callable[[Page], None], sign: str) -> None:
    visit.open_at_rest(SHOWN["invoice"])
    act(visit.tab)
    visit.tab.clock.run_for(900)
    assert visit.posted() == []
    visit.tab.clock.run_for(1_200)
    assert visit.posted() == [(f"{ADDRESS}/view", f"sign={sign}")]


def test_a_hand_made_by_a_script_is_no_sign(visit: Visit) -> None:
    visit.open_at_rest(SHOWN["invoice"])
    visit.tab.evaluate("for (const t of ['keydown', 'pointerdown', 'wheel']) document.dispatchEvent(new Event(t))")
    visit.tab.clock.run_for(6_900)
    assert visit.posted() == []


def test_time_in_a_hidden_tab_does_not_count(visit: Visit) -> None:
    seen = "Object.defineProperty(document, 'visibilityState', { get: () => window.seen ?? 'hidden' })"
    show = "value => { window.seen = value; document.dispatchEvent(new Event('visibilitychange')) }"
    visit.tab.add_init_script(seen)
    visit.open_at_rest(SHOWN["invoice"])
    visit.tab.clock.run_for(60_000)
    visit.tab.evaluate(show, "visible")
    visit.tab.clock.run_for(5_000)
    visit.tab.evaluate(show, "hidden")
    visit.tab.clock.run_for(60_000)
    visit.tab.evaluate(show, "visible")
    visit.tab.clock.run_for(2_900)
    assert visit.posted() == []
    visit.tab.clock.run_for(200)
    assert visit.posted() == [(f"{ADDRESS}/view", "sign=time")]


@pytest.mark.parametrize("shown", [drawn(view(), preview=True), ended("expired")], ids=["preview", "dead end"])
def test_previews_and_dead_ends_tell_nothing(visit: Visit, shown: pages.Page) -> None:
    visit.open_at_rest(shown)
    visit.tab.keyboard.press("ArrowDown")
    visit.tab.clock.run_for(60_000)
    assert visit.posted() == []


# -- text is text -----------------------------------------------------------------------------------------------------


def hostile_pages(text: str) -> list[pages.Page]:
    """Return every kind of page with ``text`` in every field of documents, answers, forms and lists."""
    profile = office(name=text, contact=Contact(email=text, phone=text, website=text))
    documents = [View.model_validate(filled_with(text, dump)) for dump in _DUMPED]
    waiting = documents[-1]
    said = dict.fromkeys(("name", "order_number", "consent", "terms", "address", "agent", "total", "number"), text)
    answer = accepted(signed(waiting, **said)).model_copy(update={"name": text, "on": text})
    answered = waiting.model_copy(update={"state": "accepted", "answer": answer, "answering": None})
    errors = dict.fromkeys(("name", "order", "strokes", "terms", "reason", "sure", "message"), text)
    typed = Typed(text, text, text, text, errors=errors, notice=text)  # a drawing is shown again where it is one
    return [
        *(drawn(each, profile=profile) for each in documents),
        drawn(answered, profile=profile, state="settled"),
        drawn(waiting, profile=profile, typed=typed),
        drawn_list(CustomerIndex.model_validate(filled_with(text, _LISTED)), profile=profile),
        ended("withdrawn", profile=profile),
    ]


_PAYMENT = PaymentView(on="1", method="2", amount="3")
_DUMPED = [make(Standing(paid_minor=100, payments=(_PAYMENT,))).model_dump() for make in (view, credit)]
_DUMPED.append(quote(OPEN).model_copy(update={"comments": talk("1", "2")}).model_dump())
_LISTED = listing().model_dump()


def test_promise_l12_no_text_runs_or_fetches(visit: Visit) -> None:
    """60 hostile strings in every field of three documents, an acceptance, forms that came back, a list and a dead end:
    no script runs, the policy has nothing to report, nothing is asked of another host. C: 25 s."""
    for text in HOSTILE:
        for shown in hostile_pages(text):
            visit.open(shown)
            assert visit.tab.evaluate("window.broken") is None
    assert visit.complaints == visit.strangers == []
    assert visit.posted() == []
