"""Acts on one link that meet before the portal has answered: none is lost, none is done twice, none gets stuck."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from uuid_utils.compat import uuid7

from billing.canonical import canonical
from billing.links import Token, derive
from billing.sealing import event_place, seal
from billing.wire import (
    Answer,
    Batch,
    BatchAnswer,
    EventBody,
    EventPage,
    EventRow,
    Operation,
    first_tip,
    next_tip,
)
from desktop.models import Document, Link, Outbox
from desktop.queries.links import LinkCard, link_card
from desktop.services import inbox, links, outbox, posting
from desktop.services.links import DaysOutOfRange, NoLink
from desktop.services.mailing.account import AccountValues
from desktop.services.mailing.account import save_account as save_mail_account
from desktop.services.mailing.leaving import take_next as take_next_mail
from desktop.services.mailing.queueing import MailWish, queue_mail
from desktop.services.publishing import IssuedCopy
from desktop.services.texting.account import TextAccountValues
from desktop.services.texting.account import save_account as save_text_account
from desktop.services.texting.leaving import take_next as take_next_text
from desktop.services.texting.queueing import queue_text
from tests.desktop.office import LOG, OFFICE_ID, TODAY, Desk

RECEIPT = "f" * 32


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An invoice whose link the portal has, live for 60 days."""
    desk.connect()
    document = desk.issue().document_id
    desk.write(lambda session: session.execute(delete(Outbox).where(Outbox.kind != outbox.PUT)))
    answer(desk, expires_at=desk.now + timedelta(days=60))
    return document


def test_a_link_revoked_while_its_renewal_was_under_way_is_revoked_where_the_portal_keeps_the_old_one(
    desk: Desk, invoice: UUID
) -> None:
    old = current(desk, invoice)
    batch = renewal_under_way(desk, invoice)
    act(desk, links.revoke, invoice, why="wrong")
    still_live(desk, batch)
    assert current(desk, invoice).lookup == old.lookup
    assert card(desk, invoice).revoke_waits
    assert [(each.op, each.lookup) for each in sent(desk) if each.op == "link.revoke"] == [("link.revoke", old.lookup)]
    answer(desk)
    assert card(desk, invoice).state == "revoked"


def test_a_link_regenerated_while_its_renewal_was_under_way_still_ends_the_old_one(desk: Desk, invoice: UUID) -> None:
    old = current(desk, invoice)
    batch = renewal_under_way(desk, invoice)
    act(desk, links.regenerate, invoice, why="lost")
    fresh = current(desk, invoice)
    still_live(desk, batch)
    assert current(desk, invoice).lookup == fresh.lookup
    [operation] = sent(desk)
    assert operation.op == "link.replace"
    assert (operation.old, operation.link.lookup, operation.only_if_expired) == (old.lookup, fresh.lookup, False)


def test_a_lifetime_asked_for_while_a_renewal_was_under_way_goes_to_the_link_that_stays(
    desk: Desk, invoice: UUID
) -> None:
    old = current(desk, invoice)
    batch = renewal_under_way(desk, invoice)
    act(desk, links.extend, invoice, days=90)
    still_live(desk, batch)
    [operation] = sent(desk)
    assert (operation.op, getattr(operation, "lookup", "")) == ("link.extend", old.lookup)


def test_what_changed_while_a_renewal_was_under_way_reaches_the_link_that_stays(desk: Desk, invoice: UUID) -> None:
    old = current(desk, invoice)
    batch = renewal_under_way(desk, invoice)
    still_live(desk, batch)
    [operation] = sent(desk)
    assert operation.op == "link.put"
    assert (operation.lookup, operation.version) == (old.lookup, version(desk, invoice))


def test_messages_that_were_queued_with_a_renewal_leave_with_the_link_that_stays(desk: Desk, invoice: UUID) -> None:
    old = current(desk, invoice)
    mail = AccountValues("smtp.alder.example", 587, "starttls", "", "office@alder.example", "")
    desk.write(lambda session: save_mail_account(session, mail, at=desk.now))
    text = TextAccountValues(f"AC{'0' * 32}", "+353861234567")
    desk.write(lambda session: save_text_account(session, text, name="", at=desk.now))
    batch = renewal_under_way(desk, invoice)
    wish = MailWish("anna@rosewood.example", "Invoice", "Hello {link}", with_pdf=False)
    desk.write(lambda session: queue_mail(session, invoice, wish, today=TODAY, at=desk.now))
    body = "Your invoice. {link} Reply STOP to opt out."
    desk.write(lambda session: queue_text(session, invoice, "+353851112233", body, at=desk.now))
    still_live(desk, batch)
    answer(desk)
    letter = desk.write(lambda session: take_next_mail(session, at=desk.now))
    short = desk.write(lambda session: take_next_text(session, at=desk.now))
    assert letter is not None
    assert short is not None
    assert old.token in letter.letter.link
    assert old.token in short.body


def test_a_clock_that_is_set_back_changes_no_order(desk: Desk) -> None:
    """Sent an hour ago and still waiting for its contents; revoked by a clock that stands a day behind."""
    desk.connect()
    document = desk.issue().document_id
    desk.write(lambda session: session.execute(delete(Outbox).where(Outbox.kind != outbox.PUT)))
    answer(desk, result="missing")
    desk.later(days=-1)
    act(desk, links.revoke, document, why="wrong")
    assert [each.op for each in sent(desk)] == ["link.put"]
    answer(desk)
    assert [each.op for each in sent(desk)] == ["link.revoke"]


def test_a_revoke_that_waits_outlives_a_new_link(desk: Desk, invoice: UUID) -> None:
    old = current(desk, invoice)
    act(desk, links.revoke, invoice, why="wrong")
    act(desk, links.regenerate, invoice, why="lost")
    with pytest.raises(NoLink):
        act(desk, links.take_back, invoice)
    assert [each.op for each in sent(desk)] == ["link.revoke"]
    answer(desk)
    [put] = sent(desk)
    assert put.op == "link.put"
    assert put.lookup == current(desk, invoice).lookup != old.lookup


def test_revoking_a_fresh_link_that_was_never_sent_revokes_the_one_that_opens(desk: Desk, invoice: UUID) -> None:
    old = current(desk, invoice)
    act(desk, links.regenerate, invoice, why="lost")
    act(desk, links.revoke, invoice, why="wrong")
    assert current(desk, invoice).lookup == old.lookup
    shown = card(desk, invoice)
    assert (shown.state, shown.revoke_waits) == ("live", True)


def test_a_link_is_switched_off_once(desk: Desk, invoice: UUID) -> None:
    act(desk, links.revoke, invoice, why="wrong")
    with pytest.raises(NoLink, match="off already"):
        act(desk, links.revoke, invoice, why="wrong")
    with pytest.raises(NoLink, match="Only a live link"):
        act(desk, links.extend, invoice, days=30)
    assert [each.op for each in sent(desk)] == ["link.revoke"]


def test_a_change_after_a_revoke_publishes_nothing(desk: Desk, invoice: UUID) -> None:
    act(desk, links.revoke, invoice, why="wrong")
    change(desk, invoice)
    answer(desk)
    change(desk, invoice)
    assert kinds(desk) == []


def test_a_fresh_link_that_the_portal_refused_can_be_regenerated_and_still_ends_the_old_one(
    desk: Desk, invoice: UUID
) -> None:
    old = current(desk, invoice)
    act(desk, links.regenerate, invoice, why="lost")
    answer(desk, result="refused", code="dead", sentence="The portal cannot take this link.")
    act(desk, links.regenerate, invoice, why="lost")
    [operation] = sent(desk)
    assert operation.op == "link.replace"
    assert operation.old == old.lookup
    answer(desk)
    assert kinds(desk) == []


def test_a_refused_change_goes_out_anew_with_the_next_one(desk: Desk, invoice: UUID) -> None:
    act(desk, links.regenerate, invoice, why="lost")
    answer(desk, result="refused", code="answered", sentence="The customer has answered.")
    assert desk.write(posting.prepare_batch) is None
    change(desk, invoice)
    [operation] = sent(desk)
    assert operation.op == "link.replace"  # a put would leave two links open
    answer(desk)
    assert kinds(desk) == []


def test_a_link_the_operator_switched_off_leaves_nothing_that_waits_for_a_person(desk: Desk, invoice: UUID) -> None:
    change(desk, invoice)
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    change(desk, invoice)
    switched_off(desk, current(desk, invoice))
    settle(desk, batch, result="refused", code="dead", sentence="This link has ended.")
    assert kinds(desk) == []
    assert card(desk, invoice).state == "revoked"


def test_a_refusal_that_comes_before_the_operators_news_is_cleared_by_it(desk: Desk, invoice: UUID) -> None:
    change(desk, invoice)
    answer(desk, result="refused", code="dead", sentence="This link has ended.")
    assert kinds(desk) == [outbox.PUT]
    switched_off(desk, current(desk, invoice))
    assert kinds(desk) == []


@pytest.mark.parametrize("code", ["same_version", "lower_version"])
def test_a_version_the_portal_knows_otherwise_is_passed_while_a_change_waits(
    desk: Desk, invoice: UUID, code: str
) -> None:
    change(desk, invoice)
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    change(desk, invoice)
    settle(desk, batch, result="refused", code=code, current=9)
    [operation] = sent(desk)
    assert operation.op == "link.put"
    assert operation.version == 10
    answer(desk)
    assert kinds(desk) == []


def test_a_replacement_whose_version_is_known_otherwise_stays_a_replacement(desk: Desk, invoice: UUID) -> None:
    act(desk, links.regenerate, invoice, why="lost")
    answer(desk, result="refused", code="same_version", current=9)
    [operation] = sent(desk)
    assert operation.op == "link.replace"
    assert operation.link.version == 10


@pytest.mark.parametrize("days", [0, -1, 3_651])
def test_a_lifetime_the_portal_could_not_read_is_refused_before_it_is_queued(
    desk: Desk, invoice: UUID, days: int
) -> None:
    with pytest.raises(DaysOutOfRange, match="1 to 3,650 days"):
        act(desk, links.extend, invoice, days=days)


@pytest.mark.parametrize("due", [-10, 4_000])
def test_no_lifetime_is_offered_that_cannot_be_had(desk: Desk, invoice: UUID, due: int) -> None:
    due_on = (desk.now + timedelta(days=due)).date()
    desk.later(days=-100)
    desk.write(lambda session: setattr(session.get_one(Document, invoice), "due_on", due_on))
    desk.write(lambda session: setattr(outbox.current_link(session, invoice), "expires_at", desk.now))
    desk.later(days=100)
    assert desk.read(lambda session: links.days_until_due(session, invoice, at=desk.now + timedelta(days=60))) is None


def test_neither_a_copied_link_nor_the_offices_copy_shows_its_token(desk: Desk, invoice: UUID) -> None:
    copied = act(desk, links.copy_link, invoice)
    token = current(desk, invoice).token
    assert token not in repr(copied)
    copy = IssuedCopy(document=invoice, token=token, kind="invoice", revision=1, body="{}", pdf_sha256="", hash="")
    assert token not in f"{copy} {copy!r} {copy!s}"


# -- the few acts above -----------------------------------------------------------------------------------------------


def act(desk: Desk, deed: Callable[..., object], document: UUID, **more: object) -> object:
    return desk.write(lambda session: deed(session, document, at=desk.now, **more))


def change(desk: Desk, document: UUID) -> None:
    desk.write(lambda session: outbox.publish(session, session.get_one(Document, document), at=desk.now))


def renewal_under_way(desk: Desk, document: UUID) -> Batch:
    """By this computer's clock the link has expired; the fresh one was sent and is not answered yet."""
    desk.later(days=61)
    act(desk, links.copy_link, document)
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    return batch


def still_live(desk: Desk, batch: Batch) -> None:
    until = desk.now + timedelta(days=2)
    settle(desk, batch, result="refused", code="still_live", expires_at=until)


def settle(desk: Desk, batch: Batch, **answer: object) -> None:
    answers = tuple(Answer.model_validate({"id": each.id, **answer}) for each in batch.operations)
    told = BatchAnswer(receipt=RECEIPT, time=desk.now, answers=answers)
    desk.write(lambda session: posting.settle_batch(session, batch, told, at=desk.now))


def answer(desk: Desk, *, result: str = "done", **more: object) -> None:
    """The portal answers the next batch."""
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    settle(desk, batch, result=result, **more)


def sent(desk: Desk) -> tuple[Operation, ...]:
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    return batch.operations


def switched_off(desk: Desk, link: Link) -> None:
    """The portal tells that its operator revoked the link."""
    identifier, kind = str(uuid7()), "link.revoked"
    place = event_place(OFFICE_ID, link.lookup, identifier, kind, "")
    body = canonical(EventBody(id=identifier, kind=kind, doc=None))
    blob = seal(derive(Token(link.token)).event, place, body)
    row = EventRow(
        sequence=1, id=identifier, lookup=link.lookup, kind=kind, at=desk.now, revision="", sealed=True, blob=blob
    )
    page = EventPage(log=LOG, time=desk.now, tip=next_tip(first_tip(LOG), identifier, blob), events=(row,))
    desk.write(lambda session: inbox.receive(session, page, log=LOG, after=0, at=desk.now))


def current(desk: Desk, document: UUID) -> Link:
    found = desk.read(lambda session: outbox.current_link(session, document))
    assert found is not None
    return found


def card(desk: Desk, document: UUID) -> LinkCard:
    found = desk.read(lambda session: link_card(session, document, now=desk.now))
    assert found is not None
    return found


def version(desk: Desk, document: UUID) -> int:
    return desk.read(lambda session: session.get_one(Document, document).version)


def kinds(desk: Desk) -> list[str]:
    return list(desk.read(lambda session: session.scalars(select(Outbox.kind)).all()))
