"""What customers answer: one answer a document, to what they saw, with a record that both sides keep."""

import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from billing.acceptance import SignedAcceptance, check
from billing.answering import MAX_NAME, MAX_WORDS, Answering, Wanted
from billing.snapshot import Standing
from tests.portal import samples
from tests.portal.desk import Desk, Published, Running
from tests.portal.markup import Markup

STROKES = json.dumps([[20, 120, 60, 40, 90, 160], [140, 100, 260, 110]])
DECLINED = {"revision": samples.REVISION, "reason": "Too late in the year for us.", "sure": "yes"}


async def published(desk: Desk, **changes: Any) -> Published:
    asked = Answering(**{name: changes.pop(name) for name in ("signature", "terms", "order_number") if name in changes})
    return await desk.publish(samples.quote(Standing(answering=asked), **changes))


async def accept(browser: httpx2.AsyncClient, link: Published, **changes: Any) -> httpx2.Response:
    return await browser.post(f"{link.path}/accept", data=samples.answer(link.view, **changes))


async def told(desk: Desk, link: Published, kind: str) -> list[dict[str, Any]]:
    """Return what the office reads in the events of ``kind``."""
    rows = (await desk.feed()).events
    return [dict(desk.opened(link, row).data) for row in rows if row.kind == kind]


# -- accepting --------------------------------------------------------------------------------------------------------


async def test_accepting_is_one_press_and_both_sides_hold_the_record(
    desk: Desk, portal: Running, browser: httpx2.AsyncClient
) -> None:
    link = await published(desk)
    answer = await accept(browser, link, line=["4", "5"], total="249518", strokes=STROKES)
    assert (answer.status_code, answer.headers["location"]) == (303, link.path)
    page = Markup(await page_of(browser, link))
    assert "Niamh Byrne accepted this quote on 20 November 2026." in page.text
    assert "€2,495.18" in page.text

    kept = await browser.get(f"{link.path}/acceptance.json")
    assert kept.headers["content-disposition"].startswith('attachment; filename="QUO-2026-0031 acceptance.json"')
    (event,) = await told(desk, link, "quote.accepted")
    assert event["record"] == kept.text
    keys = portal.portal.keys
    found = check(kept.content, {keys.key_id: keys.public})
    assert (found.is_sound, found.is_trusted) == (True, True)
    record = SignedAcceptance.model_validate_json(kept.content).record
    assert (record.chosen, record.total_minor, record.total) == ((4, 5), 249_518, "€2,495.18")
    assert (record.name, record.order_number, record.signature) == ("Niamh Byrne", "PO 7764", "drawn")
    assert (record.revision, record.address) == (samples.REVISION, "203.0.113.7")
    assert record.consent == "I have read the terms and may order for Hollis & Byrne Dental Practice."


async def page_of(browser: httpx2.AsyncClient, link: Published) -> str:
    page = await browser.get(link.path)
    assert page.status_code == 200
    return page.text


async def test_accepting_counts_as_a_view(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    await accept(browser, link)
    assert await desk.events(link) == ["quote.accepted", "link.viewed"]


async def test_accepting_twice_is_one_acceptance(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    first, second = await accept(browser, link), await accept(browser, link, name="Somebody Else")
    assert (first.status_code, second.status_code) == (303, 303)
    (event,) = await told(desk, link, "quote.accepted")
    assert json.loads(str(event["record"]))["record"]["name"] == "Niamh Byrne"


async def test_the_other_link_of_the_document_says_the_word_at_once(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    second = await desk.prepare(link.view, doc=link.doc)
    await desk.send(second.put)
    await accept(browser, link)
    page = Markup(await page_of(browser, second))
    assert "This quote was accepted; there is nothing to do." in page.text
    assert "Niamh" not in page.text
    assert (await browser.get(f"{second.path}/acceptance.json")).status_code == 404


async def test_the_record_comes_with_the_next_view_too(desk: Desk, browser: httpx2.AsyncClient) -> None:
    """The office has read the answer and publishes it: the page takes it from the view, on every link."""
    link = await published(desk)
    await accept(browser, link)
    (event,) = await told(desk, link, "quote.accepted")
    answer = samples.accepted(str(event["record"]))
    view = link.view.model_copy(update={"state": "accepted", "answer": answer, "answering": None, "through": 9})
    assert (await desk.republish(link, view, state="settled", through=9)).result == "done"
    page = Markup(await page_of(browser, link))
    assert "Niamh Byrne accepted this quote on 20 November 2026." in page.text
    assert (await browser.get(f"{link.path}/acceptance.json")).text == event["record"]


async def test_a_put_from_before_the_answer_does_not_open_the_quote_again(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    link = await published(desk)
    await accept(browser, link)
    assert (await desk.republish(link)).result == "done"
    assert "Niamh Byrne accepted" in Markup(await page_of(browser, link)).text
    assert (await browser.post(f"{link.path}/decline", data=DECLINED)).status_code == 409
    assert sum(kind.startswith("quote.") for kind in await desk.events()) == 1


async def test_the_office_can_take_an_answer_back(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    await accept(browser, link)
    last = (await desk.feed()).events[-1].sequence
    view = link.view.model_copy(update={"through": last})
    assert (await desk.republish(link, view, reopen=True, through=last)).result == "done"
    page = Markup(await page_of(browser, link))
    assert "This offer is valid until 18 December 2026." in page.text
    assert (await browser.post(f"{link.path}/decline", data=DECLINED)).status_code == 303


async def test_the_customers_link_does_not_accept_what_the_documents_own_link_offers_anew(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    """A new revision reaches the document's link first, and its customer's link with the next operation."""
    old = samples.quote(samples.OPEN)
    page = await desk.publish_page(old)
    own = await desk.prepare(old.model_copy(update={"revision": "f" * 64}), doc=page.documents[0])
    await desk.send(own.put)
    path = f"{page.path}/{page.documents[0]}"
    for act, form in (("accept", samples.answer(old)), ("decline", DECLINED)):
        answer = await browser.post(f"{path}/{act}", data=form)
        assert answer.status_code == 409
        assert "This document has changed since you opened it" in Markup(answer.text).text
    assert (await accept(browser, own)).status_code == 303


async def test_every_line_of_the_longest_quote_can_be_ticked(desk: Desk, browser: httpx2.AsyncClient) -> None:
    view = samples.quote(samples.OPEN, lines=(*samples.lines(1), *(samples.line(optional=True),) * 2_500))
    link = await desk.publish(view)
    assert len(view.lines) > 2_000
    assert (await accept(browser, link, line=[str(at) for at in range(1, len(view.lines))])).status_code == 303


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"name": None}, 422, "Type your full name to sign."),
        ({"name": " \t "}, 422, "Type your full name to sign."),
        ({"name": "\u202e\u200b\x07\u3164\u2800"}, 422, "Type your full name to sign."),
        ({"name": "x" * (MAX_NAME + 1)}, 422, f"use at most {MAX_NAME} characters"),
        ({"order": "y" * 61}, 422, "use at most 60 characters"),
        ({"terms": None}, 422, "Tick the box to say that you have read the terms."),
        ({"strokes": "[[1,2]]"}, 422, "Your drawing is too small for a signature."),
        ({"strokes": "<svg>"}, 422, "Your drawing did not arrive whole."),
        ({"strokes": json.dumps([[0, 0, 9, 9]] * 70)}, 422, "Your drawing has too many strokes."),
        ({"total": "205196"}, 422, "Your choices changed the total. Look at it, then accept."),
        ({"total": None}, 422, "Your choices changed the total."),
        ({"line": ["5"]}, 422, "Your choices changed the total."),
        ({"line": ["0"]}, 400, "What you sent did not arrive whole"),
        ({"line": ["99"]}, 400, "What you sent did not arrive whole"),
        ({"line": ["-1"]}, 400, "What you sent did not arrive whole"),
        ({"line": ["²"]}, 400, "What you sent did not arrive whole"),
        ({"name": ["Niamh", "Byrne"]}, 400, "What you sent did not arrive whole"),
        ({"revision": "0" * 64}, 409, "This document has changed since you opened it"),
        ({"revision": None}, 409, "This document has changed since you opened it"),
    ],
)
async def test_what_cannot_be_accepted_is_said_and_nothing_is_recorded(
    desk: Desk, browser: httpx2.AsyncClient, changes: dict[str, Any], status: int, sentence: str
) -> None:
    link = await published(desk)
    answer = await accept(browser, link, **changes)
    assert answer.status_code == status
    assert sentence in Markup(answer.text).text
    assert await desk.events(link) == []
    assert (await accept(browser, link)).status_code == 303


@pytest.mark.parametrize("sent", ["<svg>", "7", '"x"', "[[1]]", '{"a": 1}', json.dumps([[0, 0, 9, 9]] * 70)])
@pytest.mark.parametrize("act", ["accept", "choose"])
async def test_a_drawing_that_is_none_is_not_shown_again(
    desk: Desk, browser: httpx2.AsyncClient, act: str, sent: str
) -> None:
    """The page's script reads it, and would stop at anything else."""
    link = await published(desk)
    answer = await browser.post(f"{link.path}/{act}", data=samples.answer(link.view, strokes=sent))
    assert [field["value"] for field in Markup(answer.text).of("input") if field.get("name") == "strokes"] == [""]


async def test_what_was_typed_stays_when_something_is_wrong(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    answer = await accept(browser, link, terms=None, line=["5"], total="163188", strokes=STROKES, order='PO "7"<b>')
    page = Markup(answer.text)
    values = {field.get("name"): field.get("value") for field in page.of("input")}
    assert (values["name"], values["order"], values["strokes"]) == ("Niamh Byrne", 'PO "7"<b>', STROKES)
    ticked = {field["value"] for field in page.of("input") if field.get("name") == "line" and "checked" in field}
    assert ticked == {"5"}


@pytest.mark.parametrize(
    ("wanted", "changes", "status"),
    [
        ({"signature": "must"}, {}, 422),
        ({"signature": "must"}, {"strokes": STROKES}, 303),
        ({"signature": "must"}, {"typed": "yes"}, 303),
        ({"signature": "no"}, {"strokes": "not even strokes"}, 303),
        ({"order_number": "must"}, {"order": None}, 422),
        ({"order_number": "may"}, {"order": None}, 303),
        ({"order_number": "no"}, {"order": "z" * 500}, 303),
        ({"terms": False}, {"terms": None}, 303),
    ],
)
async def test_the_office_says_what_it_asks_for(
    desk: Desk, browser: httpx2.AsyncClient, wanted: dict[str, Wanted | bool], changes: dict[str, Any], status: int
) -> None:
    link = await published(desk, **wanted)
    assert (await accept(browser, link, **changes)).status_code == status


async def test_acceptance_can_be_switched_off(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish(samples.quote())
    page = await page_of(browser, link)
    assert f"{link.path}/accept" not in page
    answer = await accept(browser, link)
    assert answer.status_code == 409
    assert "This quote cannot be accepted on this page at present." in Markup(answer.text).text
    assert await desk.events(link) == []


@pytest.mark.parametrize("act", ["accept", "decline", "choose", "request"])
async def test_an_invoice_has_nothing_to_answer(desk: Desk, browser: httpx2.AsyncClient, act: str) -> None:
    link = await desk.publish()
    assert (await browser.post(f"{link.path}/{act}", data=samples.answer(link.view))).status_code == 404
    assert await desk.events(link) == []


@pytest.mark.parametrize("act", ["accept", "decline", "comment", "request", "choose"])
async def test_a_preview_answers_nothing(desk: Desk, portal: Running, act: str) -> None:
    from billing.links import preview_mark

    link = await published(desk)
    browser = portal.browser()
    await browser.get(f"{link.path}?preview={preview_mark(link.keys, portal.clock.now)}")
    answer = await browser.post(f"{link.path}/{act}", data=samples.answer(link.view, message="Hello"))
    assert answer.status_code == 409
    assert "This is your preview" in Markup(answer.text).text
    assert await desk.events(link) == []


# -- choosing ---------------------------------------------------------------------------------------------------------


async def test_a_choice_shows_the_portals_total_and_changes_nothing(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    chosen = await browser.post(f"{link.path}/choose", data={"line": ["4", "5"], "name": "Niamh"})
    assert chosen.status_code == 200
    page = Markup(chosen.text)
    assert page.text.count("€2,495.18") == 3
    values = {field.get("name"): field.get("value") for field in page.of("input")}
    assert (values["total"], values["name"]) == ("249518", "Niamh")
    assert await desk.events(link) == []
    assert "€2,495.18" not in await page_of(browser, link)


async def test_nothing_chosen_is_a_choice(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    chosen = Markup((await browser.post(f"{link.path}/choose", data={})).text)
    total = next(field["value"] for field in chosen.of("input") if field.get("name") == "total")
    answer = await accept(browser, link, line=None, total=total)
    assert answer.status_code == 303
    (event,) = await told(desk, link, "quote.accepted")
    record = json.loads(str(event["record"]))["record"]
    assert (record["chosen"], record["left_out"]) == ([], ["Footrest rail", "Night lighting"])


# -- declining, writing -----------------------------------------------------------------------------------------------


async def test_declining_takes_a_reason_and_is_final(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    assert (await browser.post(f"{link.path}/decline", data=DECLINED)).status_code == 303
    assert await told(desk, link, "quote.declined") == [{"reason": "Too late in the year for us."}]
    assert "You declined this quote on 20 November 2026." in Markup(await page_of(browser, link)).text
    assert (await browser.post(f"{link.path}/decline", data=DECLINED)).status_code == 303
    answer = await accept(browser, link)
    assert answer.status_code == 409
    assert "This quote has been answered already; nothing was changed." in Markup(answer.text).text


@pytest.mark.parametrize(
    "sample", [samples.view(), samples.quote(samples.OPEN), samples.credit()], ids=lambda v: v.kind
)
async def test_a_message_stands_on_the_page_at_once(desk: Desk, browser: httpx2.AsyncClient, sample: Any) -> None:
    link = await desk.publish(sample)
    answer = await browser.post(f"{link.path}/comment", data={"message": "Can you come\r\non a Saturday?"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link.path}#comment")
    assert await told(desk, link, "comment.added") == [{"text": "Can you come\non a Saturday?"}]
    page = Markup(await page_of(browser, link))
    assert "Can you come on a Saturday?" in page.text


async def test_a_message_that_the_office_has_published_stands_there_once(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    link = await desk.publish(samples.view())
    await browser.post(f"{link.path}/comment", data={"message": "Saturday?"})
    last = (await desk.feed()).events[-1].sequence
    view = link.view.model_copy(update={"through": last, "comments": samples.talk("Saturday?", "Yes, at nine.")})
    await desk.republish(link, view, through=last)
    page = Markup(await page_of(browser, link))
    assert (page.text.count("Saturday?"), page.text.count("Yes, at nine.")) == (1, 1)


@pytest.mark.parametrize(
    ("message", "status", "sentence"),
    [
        ("", 422, "Type your message first."),
        ("\u202e\x00 \n", 422, "Type your message first."),
        ("w" * (MAX_WORDS + 1), 422, f"use at most {MAX_WORDS} characters"),
    ],
)
async def test_a_message_that_cannot_be_sent_says_why(
    desk: Desk, browser: httpx2.AsyncClient, message: str, status: int, sentence: str
) -> None:
    link = await desk.publish()
    answer = await browser.post(f"{link.path}/comment", data={"message": message})
    assert answer.status_code == status
    assert sentence in Markup(answer.text).text
    assert await desk.events(link) == []


async def test_a_flood_of_messages_ends(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    answers = [await browser.post(f"{link.path}/comment", data={"message": str(number)}) for number in range(23)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429] * 3
    assert "Write or call" in Markup(answers[-1].text).text


async def test_tricks_with_direction_and_control_characters_are_taken_out(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    link = await desk.publish()
    await browser.post(f"{link.path}/comment", data={"message": "pay \u202e000.1\u202c\x1b[31m\x00 now\u2066"})
    assert await told(desk, link, "comment.added") == [{"text": "pay 000.1[31m now"}]


# -- what changed -----------------------------------------------------------------------------------------------------


async def test_a_browser_that_saw_an_earlier_revision_is_told(
    desk: Desk, portal: Running, browser: httpx2.AsyncClient
) -> None:
    link = await published(desk)
    changed = "This document has changed since you opened it"
    await browser.post(f"{link.path}/view", data={"sign": "key"})
    assert changed not in await page_of(browser, link)
    renewed = replace(link, view=link.view.model_copy(update={"revision": "5e" * 32}))
    await desk.republish(link, renewed.view)
    assert changed in await page_of(browser, link)
    assert changed not in await page_of(portal.browser(), link)
    await browser.post(f"{link.path}/view", data={"sign": "key"})
    assert changed not in await page_of(browser, link)
    assert (await accept(browser, link)).status_code == 409
    assert (await accept(browser, renewed)).status_code == 303


async def test_declining_without_the_tick_declines_nothing(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await published(desk)
    answer = await browser.post(f"{link.path}/decline", data={**DECLINED, "sure": ""})
    assert answer.status_code == 422
    assert "Tick the box if you decline" in Markup(answer.text).text
    assert "Too late in the year for us." in answer.text
    assert await desk.events(link) == []
