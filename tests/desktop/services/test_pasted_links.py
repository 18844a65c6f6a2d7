"""Links that people paste into the words of a message: they open what the customer may see, and open it now."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from desktop.models import Document, Link
from desktop.queries.mails import mails_of
from desktop.queries.texts import texts_of
from desktop.services.links import copy_link, regenerate, revoke
from desktop.services.mailing.account import AccountValues
from desktop.services.mailing.account import save_account as save_mail_account
from desktop.services.mailing.leaving import take_next as take_next_mail
from desktop.services.mailing.queueing import MailWish, NotReady, queue_mail
from desktop.services.texting.account import TextAccountValues
from desktop.services.texting.account import save_account as save_text_account
from desktop.services.texting.leaving import take_next as take_next_text
from desktop.services.texting.queueing import queue_text
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import received


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    """An issued invoice whose link the portal has, and accounts for e-mail and text messages."""
    desk.connect()
    mail = AccountValues("smtp.alder.example", 587, "starttls", "", "office@alder.example", "")
    desk.write(lambda session: save_mail_account(session, mail, at=desk.now))
    text = TextAccountValues(f"AC{'0' * 32}", "+353861234567")
    desk.write(lambda session: save_text_account(session, text, name="", at=desk.now))
    document = desk.issue().document_id
    received(desk, document)
    return document


def queue(desk: Desk, document: UUID, pasted: str) -> None:
    wish = MailWish("anna@rosewood.example", "Invoice", f"Hello {{link}} and {pasted}", with_pdf=False)
    desk.write(lambda session: queue_mail(session, document, wish, today=TODAY, at=desk.now))


def text(desk: Desk, document: UUID, pasted: str) -> None:
    body = f"{{link}} {pasted} Reply STOP to opt out."
    desk.write(lambda session: queue_text(session, document, "+353851112233", body, at=desk.now))


def address(desk: Desk, holder: UUID) -> str:
    return desk.write(lambda session: copy_link(session, holder, at=desk.now)).address


def customer_page(desk: Desk, document: UUID) -> tuple[UUID, str]:
    """The document's customer, and a link to all of theirs that the portal does not have yet."""
    customer = desk.read(lambda session: session.get_one(Document, document).customer_id)
    assert customer is not None
    return customer, address(desk, customer)


def confirm(desk: Desk, customer: UUID, *, days: int = 30) -> None:
    ends = desk.now + timedelta(days=days)
    page = update(Link).where(Link.customer_id == customer).values(published_at=desk.now, expires_at=ends)
    desk.write(lambda session: session.execute(page))


@pytest.mark.parametrize(
    "written",
    [
        lambda link: link,
        lambda link: link.replace("https", "HTTPS"),
        lambda link: link.replace("pay.alder", "Pay.ALDER"),
        lambda link: link.replace("pay.alder.example", "pay.alder.example:443"),
        lambda link: link.replace("/portal/", "//portal/"),
        lambda link: link.removeprefix("https://"),
        lambda link: "https://away.example/?to=" + link.replace(":", "%3A").replace("/", "%2F"),
        lambda link: link.rpartition("/")[2],
    ],
)
def test_another_customers_link_is_refused_however_it_is_written(
    desk: Desk, invoice: UUID, written: Callable[[str], str]
) -> None:
    other = desk.issue(desk.draft(customer=desk.customer("Somebody else"))).document_id
    received(desk, other)
    with pytest.raises(NotReady, match="opens something else"):
        queue(desk, invoice, written(address(desk, other)))
    assert desk.read(lambda session: mails_of(session, invoice)) == ()


def test_an_address_of_the_portal_that_nobody_knows_is_refused_and_other_long_words_are_not(
    desk: Desk, invoice: UUID
) -> None:
    with pytest.raises(NotReady, match="opens something else"):
        queue(desk, invoice, f"pay.alder.example/s/{'x' * 32}")
    queue(desk, invoice, f"https://files.example/s/{'x' * 32} {'y' * 40}")


@pytest.mark.parametrize("send", [queue, text])
def test_a_page_that_the_portal_does_not_have_yet_leaves_in_no_message(
    desk: Desk, invoice: UUID, send: Callable[[Desk, UUID, str], None]
) -> None:
    customer, page = customer_page(desk, invoice)
    pasted = page.replace("portal/customer", "s")
    with pytest.raises(NotReady, match=r"the portal does not have yet.*once the portal has it"):
        send(desk, invoice, pasted)
    confirm(desk, customer)
    send(desk, invoice, pasted)


@pytest.mark.parametrize("end", [regenerate, revoke])
def test_a_link_that_has_ended_is_refused_and_the_sentence_names_what_gives_the_right_one(
    desk: Desk, invoice: UUID, end: Callable[..., None]
) -> None:
    old = address(desk, invoice)
    desk.write(lambda session: end(session, invoice, why="wrong person", at=desk.now))
    with pytest.raises(NotReady, match=r"has ended.*\{link\} in its place"):
        queue(desk, invoice, old)


def test_a_page_whose_time_is_over_is_refused(desk: Desk, invoice: UUID) -> None:
    customer, page = customer_page(desk, invoice)
    confirm(desk, customer, days=-1)
    with pytest.raises(NotReady, match="has ended"):
        queue(desk, invoice, page)


def test_the_link_that_a_message_waits_for_may_be_pasted_before_the_portal_has_it(desk: Desk, invoice: UUID) -> None:
    fresh = desk.issue().document_id
    queue(desk, fresh, address(desk, fresh))
    assert desk.write(lambda session: take_next_mail(session, at=desk.now)) is None
    received(desk, fresh)
    assert desk.write(lambda session: take_next_mail(session, at=desk.now)) is not None


def test_a_page_that_ended_while_the_message_waited_leaves_in_none(desk: Desk, invoice: UUID) -> None:
    customer, page = customer_page(desk, invoice)
    confirm(desk, customer)
    pasted = page.replace("portal/customer", "s")
    queue(desk, invoice, pasted)
    text(desk, invoice, pasted)
    confirm(desk, customer, days=-1)
    assert desk.write(lambda session: take_next_mail(session, at=desk.now)) is None
    assert desk.write(lambda session: take_next_text(session, at=desk.now)) is None
    (mail,), (short,) = desk.read(lambda session: (mails_of(session, invoice), texts_of(session, invoice)))
    assert (mail.state, "has ended" in mail.reason) == ("failed", True)
    assert (short.state, "has ended" in short.reason) == ("failed", True)
