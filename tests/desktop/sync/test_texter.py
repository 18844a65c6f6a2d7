"""Text messages from a press to their arrival, against a practice Twilio."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest

from billing.errors import Unavailable
from desktop.models import Document, Text
from desktop.queries.cards import activity_rows
from desktop.queries.texts import TextRow, has_opted_out, text_account, text_log, texts_of
from desktop.services.links import regenerate
from desktop.services.texting.account import TextAccountValues, remove_account, save_account
from desktop.services.texting.leaving import take_next
from desktop.services.texting.numbers import WantsNone, opt_in
from desktop.services.texting.queueing import queue_text, try_again
from desktop.services.withdrawing import void
from desktop.sync.texter import Texter
from desktop.system.secret import MemorySecret
from desktop.text_doors import TextDoors
from tests.desktop.office import Desk
from tests.desktop.views.doors import received
from tests.fakes.twilio.server import ACCOUNT, FROM, TOKEN, PracticeTwilio, practice_twilio

TO = "+353851112233"
BODY = "Alder & Finch: your invoice. {link} Reply STOP to opt out."


@pytest.fixture
def twilio() -> Iterator[PracticeTwilio]:
    with practice_twilio() as it:
        yield it


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An issued invoice whose link the portal has, and an account for text messages."""
    desk.connect()
    values = TextAccountValues(ACCOUNT, FROM)
    desk.write(lambda session: save_account(session, values, name="Alder", at=desk.now))
    document = desk.issue().document_id
    received(desk, document)
    return document


def send(desk: Desk, document: UUID, to: str = TO) -> UUID:
    return desk.write(lambda session: queue_text(session, document, to, BODY, at=desk.now).id)


def texter(desk: Desk, twilio: PracticeTwilio, token: str = TOKEN) -> Texter:
    secret = MemorySecret()
    if token:
        secret.store(token)
    doors = TextDoors(secret, lambda: desk.books, twilio.address)
    return Texter(desk.books, doors.open, clock=lambda: desk.now)


def work(desk: Desk, twilio: PracticeTwilio, token: str = TOKEN) -> bool:
    return asyncio.run(texter(desk, twilio, token).work())


def run(texter: Texter) -> None:
    """Let it run within the exchange until it has told of a change."""

    async def until_told() -> None:
        told = asyncio.Event()
        running = asyncio.create_task(texter.run(told.set))
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(until_told())


def try_to(desk: Desk, twilio: PracticeTwilio) -> None:
    """Work while Twilio is not well."""
    with pytest.raises(Unavailable):
        work(desk, twilio)


def row(desk: Desk, document: UUID) -> TextRow:
    return desk.read(lambda session: texts_of(session, document))[0]


def kinds(desk: Desk, document: UUID) -> list[str]:
    return [each.kind for each in desk.read(lambda session: activity_rows(session, document)) if "text" in each.kind]


def test_a_message_leaves_with_its_short_link_and_is_followed_until_it_has_arrived(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    send(desk, invoice)
    assert work(desk, twilio)
    ((sid, message),) = twilio.messages.items()
    assert (message["to"], message["from"]) == (TO, FROM)
    assert message["body"].startswith("Alder & Finch: your invoice. https://pay.alder.example/s/")
    assert row(desk, invoice).state == "sent"
    assert desk.read(lambda session: session.get_one(Document, invoice).handed_over_at) == desk.now
    assert not work(desk, twilio)
    desk.now += timedelta(seconds=21)
    assert work(desk, twilio)
    assert row(desk, invoice).state == "sent"
    twilio.becomes(sid, "delivered")
    desk.now += timedelta(minutes=2)
    assert work(desk, twilio)
    assert row(desk, invoice).state == "arrived"
    desk.now += timedelta(hours=3)
    assert not work(desk, twilio)
    assert kinds(desk, invoice) == ["text.arrived", "text.sent", "text.queued"]


def test_a_message_waits_until_the_portal_has_its_link(desk: Desk, twilio: PracticeTwilio) -> None:
    desk.connect()
    desk.write(lambda session: save_account(session, TextAccountValues(ACCOUNT, FROM), name="", at=desk.now))
    document = desk.issue().document_id
    send(desk, document)
    assert row(desk, document).state == "waits_for_portal"
    assert not work(desk, twilio)
    received(desk, document)
    assert work(desk, twilio)
    assert len(twilio.messages) == 1


def test_what_twilio_took_and_could_not_deliver_has_failed_in_its_words(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    send(desk, invoice)
    work(desk, twilio)
    twilio.becomes(next(iter(twilio.messages)), "undelivered", code=30006, why="Landline or unreachable carrier")
    desk.now += timedelta(seconds=30)
    assert work(desk, twilio)
    assert (row(desk, invoice).state, row(desk, invoice).reason) == ("failed", "30006: Landline or unreachable carrier")


def test_an_opting_out_that_twilio_tells_of_later_is_remembered_as_well(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    send(desk, invoice)
    work(desk, twilio)
    twilio.becomes(next(iter(twilio.messages)), "failed", code=21610, why="Attempt to send to unsubscribed recipient")
    desk.now += timedelta(seconds=30)
    assert work(desk, twilio)
    assert row(desk, invoice).reason.startswith("This number has opted out")
    assert desk.read(lambda session: has_opted_out(session, TO))


def test_who_opted_out_at_twilio_is_remembered_and_gets_no_more(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    twilio.stopped.add(TO)
    message = send(desk, invoice)
    work(desk, twilio)
    assert row(desk, invoice).reason.startswith("This number has opted out")
    assert desk.read(lambda session: has_opted_out(session, TO))
    with pytest.raises(WantsNone):
        send(desk, invoice, "085 111 2233")
    with pytest.raises(WantsNone):
        desk.write(lambda session: try_again(session, message, at=desk.now))
    twilio.stopped.clear()
    desk.write(lambda session: opt_in(session, TO, at=desk.now))
    desk.write(lambda session: try_again(session, message, at=desk.now))
    assert work(desk, twilio)
    assert row(desk, invoice).state == "sent"


@pytest.mark.parametrize(("manner", "state"), [("answer lost", "unsure"), ("broken", "unsure"), ("busy", "queued")])
def test_what_may_have_been_sent_waits_for_a_person_and_what_was_not_is_tried_again(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID, manner: str, state: str
) -> None:
    twilio.manner = manner  # type: ignore[assignment]  # one of the fake's words
    send(desk, invoice)
    try_to(desk, twilio)
    assert row(desk, invoice).state == state
    twilio.manner = "well"
    assert not work(desk, twilio)
    desk.now += timedelta(minutes=2)
    assert work(desk, twilio) is (state == "queued")
    assert row(desk, invoice).state == ("sent" if state == "queued" else "unsure")
    assert len(twilio.messages) == (0 if manner == "broken" else 1)


def test_what_could_not_be_sent_for_a_day_is_not_sent_any_more(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    twilio.manner = "busy"
    send(desk, invoice)
    while row(desk, invoice).state == "queued":
        try_to(desk, twilio)
        desk.now += timedelta(hours=1)
    assert (row(desk, invoice).state, desk.now - row(desk, invoice).at < timedelta(hours=30)) == ("failed", True)
    assert "not sent any more" in row(desk, invoice).reason


def test_a_wrong_token_stops_all_until_a_person_has_looked(desk: Desk, twilio: PracticeTwilio, invoice: UUID) -> None:
    message = send(desk, invoice)
    assert work(desk, twilio, "wrong")
    asked = twilio.asked
    assert not work(desk, twilio, "wrong")
    assert twilio.asked == asked
    account = desk.read(text_account)
    assert account is not None
    assert "does not take this account and token" in account.trouble
    desk.write(lambda session: try_again(session, message, at=desk.now))
    assert work(desk, twilio)
    assert row(desk, invoice).state == "sent"


@pytest.mark.parametrize(("token", "says"), [("", "keychain has no token"), ("wrong", "does not take this account")])
def test_a_token_that_is_gone_or_wrong_while_a_message_is_followed_is_told_and_ends_nothing(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID, token: str, says: str
) -> None:
    send(desk, invoice)
    work(desk, twilio)
    desk.now += timedelta(seconds=30)
    run(texter(desk, twilio, token))
    account = desk.read(text_account)
    assert account is not None
    assert says in account.trouble
    assert row(desk, invoice).state == "sent"


def test_an_account_that_was_removed_while_a_message_waits_lets_it_wait(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    send(desk, invoice)
    desk.write(remove_account)
    assert desk.write(lambda session: take_next(session, at=desk.now)) is None
    assert not work(desk, twilio)
    assert row(desk, invoice).state == "queued"


def test_many_that_wait_for_their_page_hold_up_no_other(desk: Desk, twilio: PracticeTwilio, invoice: UUID) -> None:
    other = desk.issue().document_id
    received(desk, other)
    for _ in range(51):
        send(desk, invoice)
    desk.pay(invoice, 100)
    desk.later(seconds=1)
    send(desk, other)
    assert work(desk, twilio)
    assert [each["to"] for each in twilio.messages.values()] == [TO]
    assert row(desk, other).state == "sent"
    assert row(desk, invoice).state == "queued"


def test_nothing_leaves_with_a_link_that_has_ended_or_for_what_was_voided(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    twilio.manner = "busy"
    send(desk, invoice)
    try_to(desk, twilio)
    desk.write(lambda session: regenerate(session, invoice, why="Sent to the wrong number", at=desk.now))
    twilio.manner = "well"
    desk.now += timedelta(minutes=5)
    work(desk, twilio)
    assert "The link in it has ended" in row(desk, invoice).reason
    other = desk.issue().document_id
    received(desk, other)
    twilio.manner = "busy"
    send(desk, other)
    try_to(desk, twilio)
    desk.write(lambda session: void(session, other, why="Wrong", at=desk.now))
    twilio.manner = "well"
    desk.now += timedelta(minutes=5)
    work(desk, twilio)
    assert row(desk, other).state == "failed"
    assert twilio.messages == {}


def test_a_message_that_a_crash_interrupted_is_never_sent_twice_unseen(
    desk: Desk, twilio: PracticeTwilio, invoice: UUID
) -> None:
    send(desk, invoice)
    desk.write(lambda session: take_next(session, at=desk.now))

    run(texter(desk, twilio))
    assert row(desk, invoice).state == "unsure"
    assert twilio.asked == 0


def test_without_a_network_it_says_so_and_waits(desk: Desk, invoice: UUID) -> None:
    nowhere = PracticeTwilio()
    nowhere.address = "http://127.0.0.1:9"
    send(desk, invoice)
    with pytest.raises(Unavailable, match="Twilio does not answer"):
        work(desk, nowhere)
    assert row(desk, invoice).state == "queued"
    assert desk.read(lambda session: session.query(Text).count()) == len(desk.read(text_log)) == 1
