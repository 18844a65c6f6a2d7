"""A statement by e-mail: the very PDF of the archive, the link of its own customer's page, in their language."""

from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from billing.errors import Refused, Unavailable
from desktop.models import Activity, Customer, Document, Link, Mail, Outbox
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.links import copy_link
from desktop.services.mailing.account import AccountValues, save_account
from desktop.services.mailing.drafting import MailDraft
from desktop.services.mailing.many import wish_of
from desktop.services.mailing.queueing import MailWish, NotReady, QueuedMail
from desktop.services.mailing.statement import NOTHING_ISSUED, draft_statement, hand_over_statement, queue_statement
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.sync.mailing import work
from tests.fakes.mail.server import USER, PracticeMail

TO = "anna@rosewood.example"


@pytest.fixture
def customer(desk: Desk, practice: PracticeMail) -> UUID:
    """A customer who owes 123.00, and another who owes more."""
    desk.connect()
    account = AccountValues("localhost", practice.port, "starttls", USER, "office@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, account, at=desk.now))
    values = CustomerValues("Rosewood Dental", contact="Anna", email=TO)
    who = desk.write(lambda session: add_customer(session, values, at=desk.now))
    desk.issue(desk.draft(customer=who))
    desk.issue(desk.draft(line(price="777"), customer=desk.customer("Hollis")))
    return who


def drafted(desk: Desk, customer: UUID) -> MailDraft:
    return desk.read(lambda session: draft_statement(session, customer, today=TODAY, now=desk.now))


def queued(desk: Desk, customer: UUID, wish: MailWish | None = None) -> QueuedMail:
    said, keep = wish or wish_of(drafted(desk, customer), with_pdf=True), desk.archive.keep
    return desk.write(lambda session: queue_statement(session, customer, said, today=TODAY, at=desk.now, keep=keep))


def published(desk: Desk) -> None:
    """The portal has every link."""
    desk.write(lambda session: session.execute(delete(Outbox)))
    desk.write(lambda session: session.execute(update(Link).values(published_at=desk.now)))


def test_it_waits_for_its_link_and_leaves_with_the_pdf_of_the_archive(
    desk: Desk, practice: PracticeMail, customer: UUID
) -> None:
    assert queued(desk, customer).waits
    assert not work(desk)
    published(desk)
    assert work(desk)
    (mail,) = practice.inbox
    text, (paper,) = mail.get_body(("plain",)), mail.iter_attachments()
    assert text is not None
    address = desk.write(lambda session: copy_link(session, customer, at=desk.now)).address
    assert (mail["To"], mail["Subject"]) == (TO, "Statement from Alder & Finch, 20 November 2026")
    assert "Hello Anna," in text.get_content()
    assert "Here is your statement as of 20 November 2026. €123.00 is open." in text.get_content()
    assert address in text.get_content()
    assert "777" not in text.get_content()
    row = desk.read(lambda session: session.scalars(select(Mail)).one())
    assert paper.get_filename() == "Statement 2026-11-20.pdf"
    assert sha256(paper.get_content()).hexdigest() == row.pdf_sha256
    assert desk.archive.read(row.pdf_sha256) == paper.get_content()
    assert (row.kind, row.state, row.document_id, row.customer_id) == ("statement", "sent", None, customer)


def test_it_hands_no_document_over_and_stands_with_the_customer(desk: Desk, customer: UUID) -> None:
    queued(desk, customer)
    published(desk)
    work(desk)
    kinds = select(Activity.kind).where(Activity.customer_id == customer, Activity.kind.startswith("mail"))
    assert desk.read(lambda session: session.scalars(kinds.order_by(Activity.id)).all()) == ["mail.queued", "mail.sent"]
    handed = select(Document.handed_over_at)
    assert set(desk.read(lambda session: session.scalars(handed).all())) == {None}


def test_the_paper_is_on_disk_before_the_books_name_it(desk: Desk, customer: UUID) -> None:
    class Full(Unavailable):
        pass

    def no_room(_pdf: bytes) -> str:
        raise Full("The disk is full.")

    wish = wish_of(drafted(desk, customer), with_pdf=True)
    with pytest.raises(Full):
        desk.write(lambda session: queue_statement(session, customer, wish, today=TODAY, at=desk.now, keep=no_room))
    assert desk.read(lambda session: session.scalars(select(Mail)).all()) == []


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de", "hier ist Ihr Kontoauszug zum 20. November 2026. Offen sind 123,00"),
        ("fr", "Voici votre relevé de compte au 20 novembre 2026."),
        ("es", "Este es su extracto de cuenta a 20 de noviembre de 2026."),
        ("ar", "إليك كشف حسابك حتى"),
    ],
)
def test_it_speaks_the_customers_language(desk: Desk, customer: UUID, language: str, says: str) -> None:
    desk.write(lambda session: session.execute(update(Customer).values(language=language)))
    assert says in drafted(desk, customer).look.body


def test_who_owes_nothing_reads_so_and_who_got_nothing_has_no_statement(desk: Desk, customer: UUID) -> None:
    invoice = desk.read(
        lambda session: session.scalars(select(Document.id).where(Document.customer_id == customer)).one()
    )
    desk.pay(invoice, 12_300)
    assert "Nothing is open." in drafted(desk, customer).look.body
    nobody = desk.customer("New")
    assert NOTHING_ISSUED in drafted(desk, nobody).missing
    with pytest.raises(NotReady, match="nothing to state"):
        queued(desk, nobody, MailWish(TO, "Hello", "There", with_pdf=True))


def test_another_customers_link_does_not_leave_in_it(desk: Desk, customer: UUID) -> None:
    other = desk.read(lambda session: session.scalars(select(Customer.id).where(Customer.name == "Hollis")).one())
    pasted = desk.write(lambda session: copy_link(session, other, at=desk.now)).short
    with pytest.raises(Refused, match="opens something else"):
        queued(desk, customer, MailWish(TO, "Hello", f"See {pasted}", with_pdf=True))
    assert desk.read(lambda session: session.scalars(select(Mail)).all()) == []


def test_sent_again_it_carries_the_same_link_and_to_another_address_a_new_one(desk: Desk, customer: UUID) -> None:
    def link() -> UUID:
        return desk.read(
            lambda session: session.scalars(select(Link.id).where(Link.customer_id == customer, Link.current)).one()
        )

    queued(desk, customer)
    published(desk)
    desk.write(lambda session: session.execute(update(Link).values(expires_at=desk.now.replace(year=2027))))
    first = link()
    queued(desk, customer)
    assert link() == first
    assert drafted(desk, customer).sent_to == (TO,)
    queued(desk, customer, MailWish("new@rosewood.example", "Hello", "{link}", with_pdf=False, new_link=True))
    assert link() != first


def test_without_a_mail_server_a_person_sends_it_themselves(desk: Desk, customer: UUID) -> None:
    wish, keep = wish_of(drafted(desk, customer), with_pdf=True), desk.archive.keep
    handed = desk.write(
        lambda session: hand_over_statement(session, customer, wish, today=TODAY, at=desk.now, keep=keep)
    )
    assert "/portal/customer/" in handed.text
    assert desk.archive.read(handed.pdf_sha256).startswith(b"%PDF")
    assert desk.read(lambda session: session.scalars(select(Mail)).all()) == []
