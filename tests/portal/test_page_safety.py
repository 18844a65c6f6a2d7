"""What pages never do: run foreign code, leak a token, say more than they may; dead ends; text stays text."""

import gzip
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import Any, get_args

import pytest

from billing.issued import IssuedInstalment, Party, TaxId
from billing.snapshot import PaymentView, Standing, View
from billing.wire import Contact
from portal.page_contact import ways_to_reach
from portal.pages import DeadEnd, Page, static_files
from tests.portal.hostile import HOSTILE
from tests.portal.markup import Markup
from tests.portal.samples import (
    ADDRESS,
    OFFICE,
    OPEN,
    PAID_IN_PART,
    TOKEN,
    credit,
    drawn,
    ended,
    filled_with,
    line,
    lines,
    office,
    quote,
    view,
)

DEAD_ENDS: tuple[DeadEnd, ...] = get_args(DeadEnd)


def read(page: Page) -> Markup:
    return Markup(page.html)


def said(page: Page) -> tuple[str, str, str]:
    """Return tone, state and sentence of the stub."""
    tone, state, sentence = re.findall(r'class="pill (\w+)">(.*?)</span>.*?class="say">(.*?)</p>', page.html, re.S)[0]
    return tone, state, Markup(sentence).text


def every_page() -> list[Page]:
    documents = [view(PAID_IN_PART), quote(), credit()]
    return [*map(drawn, documents), *(ended(kind) for kind in DEAD_ENDS)]


# -- the one sentence -------------------------------------------------------------------------------------------------


def test_the_title_is_the_offices_name_alone() -> None:
    assert {read(page).title for page in every_page()} == {"Alder & Finch Fit-Out"}
    assert read(ended("unknown", profile=None)).title == "Nothing is here"


def test_the_token_stands_in_form_actions_own_files_and_as_the_pages_own_address_only() -> None:
    for page in every_page():
        actions = [form["action"] for form in read(page).of("form")]
        files = page.html.count(f'href="{ADDRESS}/receipt.pdf"')
        assert page.html.count(TOKEN) == len(actions) + files + page.html.count(f'data-page="{ADDRESS}"')
        assert all(action.startswith(f"{ADDRESS}/") for action in actions)


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar-SA", "rtl"), ("he", "rtl"), ("fa-IR", "rtl"), ("ur", "rtl"), ("en-IE", "ltr"), ("ja", "ltr"), ("arn", "ltr")],
)
def test_the_page_has_the_direction_of_its_language(language: str, direction: str) -> None:
    expected = [{"lang": language, "dir": direction}]
    assert read(drawn(view(language=language))).of("html") == expected
    assert read(ended("expired", language=language)).of("html") == expected


def test_the_one_inline_style_is_the_one_its_hash_allows() -> None:
    for page in [*every_page(), ended("unknown", profile=None)]:
        markup = read(page)
        digest = b64encode(sha256(markup.style.encode()).digest()).decode()
        assert page.style_hash == f"sha256-{digest}"
        assert len(markup.of("style")) == 1


def test_another_colour_is_another_style() -> None:
    teal = OFFICE.brand.model_copy(update={"brand": "#0b6075"})
    page = drawn(view(), profile=office(brand=teal))
    assert "--brand:#0b6075;" in read(page).style
    assert page.style_hash != drawn(view()).style_hash


def test_no_page_runs_or_fetches_anything_but_its_own_files() -> None:
    for page in every_page():
        markup = read(page)
        assert not {name for _, attributes in markup.elements for name in attributes if name.startswith("on")}
        assert not [attributes for _, attributes in markup.elements if "style" in attributes]
        for reference in [*markup.of("script"), *markup.of("link"), *markup.of("img")]:
            assert (reference.get("src") or reference["href"]) in static_files()
    assert b"url(" not in b"".join(file.body for file in static_files().values())


def test_the_script_counts_documents_only_and_stands_where_something_can_be_pressed() -> None:
    script = next(path for path in static_files() if path.startswith("/static/portal.") and path.endswith(".js"))
    assert read(drawn(view())).of("script") == [{"src": script, "defer": "", "data-counts": ""}]
    assert read(ended("expired")).of("script") == [{"src": script, "defer": ""}]
    quiet = [drawn(view(), preview=True), *(ended(kind) for kind in DEAD_ENDS if kind != "expired")]
    assert [page for page in quiet if "<script" in page.html] == []


def test_a_preview_says_so_and_its_buttons_are_off() -> None:
    page = read(drawn(view(), preview=True))
    assert "This is your preview: it is not counted, and its buttons work for your customer only." in page.text
    assert [button for button in page.of("button") if "disabled" not in button] == []
    assert "preview" not in read(drawn(view())).text


def test_practice_is_marked_on_every_page() -> None:
    sentence = "Practice: nothing on this page is real."
    pages = [drawn(view(), practice=True), *(ended(kind, practice=True) for kind in DEAD_ENDS)]
    assert [page for page in pages if sentence not in read(page).text] == []
    assert [page for page in every_page() if sentence in read(page).text] == []


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(120, 120, ("36", "36")), (600, 100, ("140", "23")), (30, 600, ("1", "36")), (36, 36, ("36", "36"))],
)
def test_a_logo_keeps_its_shape_within_its_place(width: int, height: int, shown: tuple[str, str]) -> None:
    brand = OFFICE.brand.model_copy(update={"logo_width": width, "logo_height": height})
    page = read(drawn(view(), profile=office(brand=brand), logo_url="/logo/a.png"))
    assert [(image["width"], image["height"], image["alt"]) for image in page.of("img")] == [(*shown, "")]
    assert page.of("link")[0] == {"rel": "icon", "href": "/logo/a.png"}


def test_an_office_without_a_logo_shows_its_name() -> None:
    page = read(drawn(view()))
    assert page.of("img") == []
    assert "Alder & Finch Fit-Out" in page.text


# -- dead ends --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DEAD_ENDS)
def test_a_dead_end_has_one_head_and_at_most_one_step(kind: DeadEnd) -> None:
    page = read(ended(kind))
    assert len(page.of("h1")) == 1
    assert len(page.with_class("btn")) == (kind in {"expired", "replaced", "revoked", "withdrawn"})


def test_an_expired_link_offers_to_ask_for_a_new_one() -> None:
    page = read(ended("expired"))
    assert page.of("form") == [{"method": "post", "action": f"{ADDRESS}/ask"}]
    assert "This link has expired Links stop working after a while to keep your documents private." in page.text
    assert read(ended("expired", address=None)).of("form") == []


@pytest.mark.parametrize("kind", ["replaced", "revoked", "withdrawn"])
def test_a_link_that_ended_offers_to_write_and_to_call(kind: DeadEnd) -> None:
    page = read(ended(kind))
    assert [link["href"] for link in page.of("a")] == ["mailto:accounts@alderfinch.example", "tel:+35315550142"]


def test_an_office_that_cannot_be_reached_leaves_no_empty_section() -> None:
    page = read(ended("replaced", profile=office(contact=Contact())))
    assert page.of("section") == page.of("a") == []


@pytest.mark.parametrize("state", ["expired", "replaced", "revoked", "withdrawn"])
def test_a_link_that_ended_never_shows_the_document(state: Any) -> None:
    assert drawn(view(PAID_IN_PART), state=state) == ended(state, language="en-IE")


def test_a_withdrawn_document_shows_nothing_of_itself() -> None:
    page = drawn(view(Standing(state="withdrawn")))
    assert page == ended("withdrawn", language="en-IE")
    assert "Alder & Finch Fit-Out has taken it back; there is nothing to pay or to answer." in read(page).text


def test_a_tax_number_keeps_its_direction_beside_arabic() -> None:
    party = Party(name="Al Noor", tax_ids=(TaxId(label="الرقم الضريبي", value="1234567-8"),))
    assert "الرقم الضريبي \u20681234567-8\u2069" in read(drawn(view(buyer=party))).text
    plain = Party(name="Rosewood", tax_ids=(TaxId(label="VAT", value="IE 1234567-8"),))
    assert "VAT IE 1234567-8" in read(drawn(view(buyer=plain))).text


# -- text is text -----------------------------------------------------------------------------------------------------


def skeleton(page: Page) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return every element with its attributes; a mailto link only as one."""
    return [
        (tag, tuple((name, re.sub(r"^mailto:[^:?&]*$", "mailto:", value)) for name, value in attributes.items()))
        for tag, attributes in read(page).elements
    ]


@pytest.mark.parametrize("make", [view, quote, credit])
def test_promise_l12_text_is_text(make: Any) -> None:
    """60 hostile strings in every field: the page has exactly the elements of a harmless one. C: 1 s in three parts."""
    payment = PaymentView(on="1", method="2", amount="3")
    dumped = make(Standing(paid_minor=100, payments=(payment,))).model_dump()

    def page(text: str) -> Page:
        shown = View.model_validate(filled_with(text, dumped))
        contact = Contact(email=text, phone="+1 555", website="harmless.example")
        return drawn(shown, profile=office(name=text, contact=contact), preview=True)

    for text in HOSTILE:
        assert skeleton(page(text)) == skeleton(page("x" * len(text)))


@pytest.mark.parametrize("kind", DEAD_ENDS)
def test_promise_l12_text_is_text_on_dead_ends(kind: DeadEnd) -> None:
    """The same for the office's name and address. C: 0.2 s."""
    for text in HOSTILE:
        profile = office(name=text, contact=Contact(email=text, phone="+1 555"))
        harmless = office(name="x", contact=Contact(email="x", phone="+1 555"))
        assert skeleton(ended(kind, profile=profile)) == skeleton(ended(kind, profile=harmless))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_contact_leads_to_mail_telephone_or_the_web_only(text: str) -> None:
    for way in ways_to_reach(Contact(email=text, phone=text, website=text)):
        assert way.href == "" or re.match(r"(mailto:[^?&\s]*|tel:[+\d]+|https?://[^\s]+)$", way.href), way.href
        assert way.text == text


def test_what_a_person_typed_is_shown_as_typed() -> None:
    typed = "<b>5 > 3 & {total}</b> 100%s"
    page = drawn(view(discount_reason=typed, terms=typed, lines=(line(title=typed, detail=typed),)))
    assert read(page).text.count(typed) == 4


# -- files and weight -------------------------------------------------------------------------------------------------


def test_a_static_file_is_named_by_its_content_and_packed_whole() -> None:
    files = static_files()
    assert sorted(path.rpartition(".")[2] for path in files) == ["css", "js", "js", "svg"]
    for path, file in files.items():
        assert sha256(file.body).hexdigest()[:12] in path
        assert gzip.decompress(file.gzipped) == file.body


_PARTS = tuple(IssuedInstalment(due_on=date(2026, month, 6), minor=189_930) for month in (9, 10, 11, 12))
_OPTIONS = (line(title="Footrest rail", optional=True), line(title="Night lighting", optional=True, chosen=False))


@pytest.mark.parametrize(
    "shown",
    [view(PAID_IN_PART, instalments=_PARTS), quote(OPEN, lines=(*lines(18), *_OPTIONS))],
    ids=["invoice", "quote that waits"],
)
def test_bench_w4_a_page_of_twenty_lines_is_light(shown: View) -> None:
    page = drawn(shown, logo_url="/logo/a.png")
    body = page.html.encode()
    files = [file for path, file in static_files().items() if path in page.html]
    assert len(body) + sum(len(file.body) for file in files) <= 40_000
    assert len(gzip.compress(body, 3)) + sum(len(file.gzipped) for file in files) <= 14_000
    assert 1 + len(files) + len(read(page).of("img")) <= 4
