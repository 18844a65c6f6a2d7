"""Quotes and lists in a real browser: on a small phone, by keyboard, by ear, with forced colours, on paper."""

import io
from typing import Any

import pytest
from playwright.sync_api import ViewportSize
from pypdf import PdfReader

from tests.journeys.test_customer_page import Visit, bottom, chromium, visit
from tests.portal.samples import TOKEN
from tests.portal.states import STATES

__all__ = ["chromium", "visit"]

# What the keyboard has to reach, in the order of the page: everything that is not hidden.
_CONTROLS = """() => [...document.querySelectorAll("a[href], button, summary, input, textarea")]
  .filter(each => each.checkVisibility() && each.type !== "hidden").length"""
_FOCUSED = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const style = getComputedStyle(at);
  return { outline: style.outlineStyle + style.outlineWidth, place: at.outerHTML };
}"""


# -- how it looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en-IE", "de", "ar", "ja"])
@pytest.mark.parametrize(
    "name",
    [
        "quote, waiting", "quote behind a list", "quote, waiting, ended", "quote, accepted with a record",
        "quote, declined", "all documents", "all documents, overdue",
    ],
)  # fmt: skip
def test_amount_and_action_are_seen_without_scrolling_on_a_small_phone(visit: Visit, name: str, language: str) -> None:
    visit.tab.set_viewport_size(ViewportSize(width=360, height=640))
    visit.open(STATES[name](language))
    assert bottom(visit.tab, ".amount >> nth=0") < bottom(visit.tab, ".btn.fill >> nth=0") <= 640


@pytest.mark.parametrize("name", STATES)
def test_no_state_scrolls_sideways(visit: Visit, name: str) -> None:
    """320 px is also what is left of 1280 at 400 % zoom. German has the longest words. Share: 15 s."""
    for language in ("de", "ar"):
        visit.open(STATES[name](language))
        for width in (320, 700):
            visit.tab.set_viewport_size(ViewportSize(width=width, height=640))
            assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    assert visit.complaints == visit.strangers == []


def test_three_links_below_the_action_share_a_row_on_a_phone(visit: Visit) -> None:
    for width in (360, 390):
        visit.tab.set_viewport_size(ViewportSize(width=width, height=640))
        visit.open(STATES["quote, waiting"]("en-IE"))
        boxes = [each.bounding_box() for each in visit.tab.locator(".stub .acts a").all()]
        assert len({box["y"] for box in boxes if box}) == 1
        assert len(boxes) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_the_signature_is_drawn_in_the_colour_of_text(visit: Visit, scheme: Any) -> None:
    visit.tab.emulate_media(forced_colors="active", color_scheme=scheme)
    colour = "place => getComputedStyle(document.querySelector(place))[place === 'body' ? 'color' : 'stroke']"
    for name, drawing in (("quote, accepted with a record", ".drawn path"), ("quote, waiting", ".pad path")):
        visit.open(STATES[name]("en-IE"))
        assert visit.tab.evaluate(colour, drawing) == visit.tab.evaluate(colour, "body")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_on_paper_an_accepted_quote_is_its_record_and_nothing_to_press(visit: Visit, paper: Any) -> None:
    visit.open(STATES["quote, accepted with a record"]("en-IE"))
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(visit.tab.pdf(format=paper))).pages]
    text = " ".join(" ".join(texts).split())
    for said in ("Acceptance record", "Niamh Byrne", "PO 7764", "10:14:32", "€2,051.97", "9f2c 41ab", "Night lighting"):
        assert said in text, said
    assert not [words for words in (TOKEN, "Download", "Send message", "Your message") if words in text]
    assert len(texts) <= 2


# -- by keyboard, by ear ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["quote, waiting, asks for everything", "quote, everything wrong", "all documents"])
def test_the_keyboard_reaches_every_control_and_one_sees_where_it_is(visit: Visit, name: str) -> None:
    visit.open(STATES[name]("en-IE"))
    visit.tab.evaluate("document.activeElement.blur(), document.querySelector('main').scrollIntoView()")
    visit.tab.evaluate("getSelection().collapse(document.body, 0)")
    reached: list[str] = []
    while (found := _next(visit)) is not None and found["place"] not in reached[:1]:
        reached.append(found["place"])
        assert found["outline"] == "solid3px", found["place"]
    assert len(reached) == visit.tab.evaluate(_CONTROLS)


def _next(visit: Visit) -> Any:
    visit.tab.keyboard.press("Tab")
    return visit.tab.evaluate(_FOCUSED)


def test_each_mistake_is_told_with_its_field_and_the_page_opens_at_the_first(visit: Visit) -> None:
    visit.open(STATES["quote, everything wrong"]("en-IE"))
    wrong = visit.tab.locator("[aria-invalid=true]")
    assert wrong.count() == 7
    for each in wrong.all():
        places = (each.get_attribute("aria-describedby") or "").split()
        assert visit.tab.locator(f"#{places[-1]}").text_content()
        assert places[-1].endswith("-wrong")
    assert visit.tab.locator("[role=alert]").text_content() == (
        "Nothing was sent yet: something is missing or wrong below."
    )
    assert visit.tab.evaluate("document.activeElement.id") == "name"


def test_a_signature_is_drawn_cleared_and_sent_as_strokes(visit: Visit) -> None:
    visit.open(STATES["quote, waiting"]("en-IE"))
    pad = visit.tab.locator(".pad svg")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None

    def draw() -> str:
        visit.tab.mouse.move(box["x"] + 20, box["y"] + 60)
        visit.tab.mouse.down()
        visit.tab.mouse.move(box["x"] + 120, box["y"] + 20, steps=5)
        visit.tab.mouse.up()
        return visit.tab.locator("[name=strokes]").input_value()

    assert draw().startswith("[[")
    visit.tab.get_by_role("button", name="Clear").press("Enter")
    assert visit.tab.locator("[name=strokes]").input_value() == ""
    assert draw().startswith("[[")
    assert [path for path, _body in visit.posted() if not path.endswith("/view")] == []  # a hand was seen
