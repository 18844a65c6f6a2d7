"""Text messages before they leave: numbers as people type them, the account, what is missing, what goes by hand."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.texting import TextTooLong
from desktop.models import Customer, Document, Mail, Office, Text
from desktop.queries.cards import activity_rows
from desktop.services.links import NoLink, copy_link
from desktop.services.texting.account import NotAnAccount, NoTextAccount, TextAccountValues, save_account
from desktop.services.texting.drafting import NO_NUMBER, NO_PORTAL, OPTED_OUT, draft_text
from desktop.services.texting.numbers import DoubtfulNumber, NotANumber, opt_out, read_number
from desktop.services.texting.queueing import TextNotReady, hand_over_text, queue_text
from desktop.services.withdrawing import void
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import received

ACCOUNT = "AC" + "0" * 32
BODY = "See {link} Reply STOP to opt out."


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("085 111 2233", "+353851112233"),
        (" +49 (0)151 2345 6789 ", "+4915123456789"),
        ("00353 85 111 2233", "+353851112233"),
        ("٠٨٥١١١٢٢٣٣", "+353851112233"),
    ],
)
def test_a_number_is_read_the_way_people_type_it(desk: Desk, typed: str, number: str) -> None:
    assert desk.read(lambda session: read_number(session, typed)) == number


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("602 345 678", "PL", None),  # a mobile in Poland, and one in Spain
        ("+48 602 345 678", "PL", "+48602345678"),
        ("612 345 678", "ES", "+34612345678"),
        ("0151 2345 6789", "DE", "+4915123456789"),  # none in Spain
        ("612 345 678", "IE", "+34612345678"),  # none in Ireland
    ],
)
def test_a_number_without_its_country_is_the_customers_and_asked_about_where_it_could_be_a_strangers(
    desk: Desk, typed: str, country: str, number: str | None
) -> None:
    with desk.books.write() as session:
        session.scalars(select(Office)).one().country = "ES"

    def read(session: Session) -> str:
        return read_number(session, typed, country)

    if number is not None:
        assert desk.read(read) == number
    else:
        with pytest.raises(DoubtfulNumber, match=r"\+48 602 345 678 \(PL\) or \+34 602 34 56 78 \(ES\)"):
            desk.read(read)


def test_what_went_by_mail_before_gets_a_fresh_lifetime_with_a_text(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: save_account(session, TextAccountValues(ACCOUNT, "0861234567"), name="", at=desk.now))
    document = desk.issue().document_id
    received(desk, document)

    def mailed(session: Session) -> None:
        facts = {"kind": "document", "subject": "", "body": "", "language": "en", "action": "view", "state": "sent"}
        to, named = ["a@b.example"], "<1@b.example>"
        session.add(Mail(document_id=document, recipients=to, message_id=named, at=desk.now, **facts))

    desk.write(mailed)
    desk.write(lambda session: queue_text(session, document, "085 111 2233", BODY, at=desk.now))
    assert "link.prolonged" in {row.kind for row in desk.read(lambda session: activity_rows(session, document))}


@pytest.mark.parametrize(
    "typed", ["", "12", "call me", "+1", "+999 123 456 789", "085 111 2233 / 087", "\x00", "9" * 500]
)
def test_what_is_no_number_is_said(desk: Desk, typed: str) -> None:
    with pytest.raises(NotANumber, match="is no telephone number"):
        desk.read(lambda session: read_number(session, typed))


@pytest.mark.parametrize(
    ("account", "sender", "error"),
    [
        ("", "+353861234567", NotAnAccount),
        ("SK" + "0" * 32, "+353861234567", NotAnAccount),
        (ACCOUNT, "Alder", NotANumber),
        (ACCOUNT, "", NotANumber),
    ],
)
def test_an_account_is_checked_before_it_is_kept(desk: Desk, account: str, sender: str, error: type[Exception]) -> None:
    """A name as sender is refused too: nobody can answer STOP to it."""
    with pytest.raises(error):
        desk.write(lambda session: save_account(session, TextAccountValues(account, sender), name="", at=desk.now))


def _draft_missing(desk: Desk, document: UUID) -> tuple[str, ...]:
    draft = desk.read(lambda session: draft_text(session, document, today=TODAY, now=desk.now))
    return tuple(filter(None, (*draft.missing, draft.about_number)))


def test_a_draft_names_what_is_missing(desk: Desk) -> None:
    document = desk.issue().document_id
    assert _draft_missing(desk, document) == (NO_PORTAL, NO_NUMBER)
    desk.connect()
    with desk.books.write() as session:
        found = session.get_one(Document, document)
        assert found.customer is not None
        found.customer.phone = "nonsense"
    (missing,) = _draft_missing(desk, document)
    assert "“nonsense” is no telephone number" in missing
    with desk.books.write() as session:
        for customer in session.query(Customer):
            customer.phone = "085 111 2233"
    assert _draft_missing(desk, document) == ()
    desk.write(lambda session: opt_out(session, "+353851112233", at=desk.now))
    assert _draft_missing(desk, document) == (OPTED_OUT,)


def test_without_an_account_the_message_is_copied_and_the_document_counts_as_handed_over(desk: Desk) -> None:
    desk.connect()
    document = desk.issue().document_id
    received(desk, document)
    with pytest.raises(NoTextAccount):
        desk.write(lambda session: queue_text(session, document, "085 111 2233", BODY, at=desk.now))
    said = desk.write(lambda session: hand_over_text(session, document, BODY, at=desk.now))
    assert said.startswith("See https://pay.alder.example/s/")
    assert said.endswith(" Reply STOP to opt out.")
    assert desk.read(lambda session: session.get_one(Document, document).handed_over_at) == desk.now
    assert "text.by_hand" in {row.kind for row in desk.read(lambda session: activity_rows(session, document))}


def test_nothing_is_queued_of_a_draft_of_what_is_void_or_too_long(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: save_account(session, TextAccountValues(ACCOUNT, "0861234567"), name="", at=desk.now))
    draft = desk.draft()
    with pytest.raises(TextNotReady):
        desk.write(lambda session: queue_text(session, draft, "085 111 2233", BODY, at=desk.now))
    document = desk.issue().document_id
    with pytest.raises(TextTooLong):
        desk.write(lambda session: queue_text(session, document, "085 111 2233", BODY + "x" * 120, at=desk.now))
    desk.write(lambda session: void(session, document, why="Wrong", at=desk.now))
    with pytest.raises((TextNotReady, NoLink)):
        desk.write(lambda session: queue_text(session, document, "085 111 2233", BODY, at=desk.now))
    assert not desk.read(lambda session: session.scalars(select(Text)).all())


def test_nothing_goes_to_the_number_of_a_customer_that_the_document_is_not_of_any_more(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: save_account(session, TextAccountValues(ACCOUNT, "0861234567"), name="", at=desk.now))
    document, other = desk.issue().document_id, desk.customer("Hollis")
    for act in (
        lambda session: queue_text(session, document, "085 111 2233", BODY, at=desk.now, customer_id=other),
        lambda session: hand_over_text(session, document, BODY, at=desk.now, customer_id=other),
    ):
        with pytest.raises(TextNotReady, match="made out to another customer"):
            desk.write(act)


def test_a_link_of_something_else_is_not_sent_along(desk: Desk) -> None:
    desk.connect()
    document, other = desk.issue().document_id, desk.issue().document_id
    strange = desk.write(lambda session: copy_link(session, other, at=desk.now)).short
    with pytest.raises(Refused, match="link"):
        desk.write(lambda session: hand_over_text(session, document, f"{{link}} {strange} STOP", at=desk.now))


def test_of_a_draft_only_the_number_is_left_open(desk: Desk) -> None:
    """A bare number is found in amounts and dates as well."""
    desk.connect()
    draft = desk.read(lambda session: draft_text(session, desk.draft(), today=TODAY, now=desk.now))
    assert draft.body.count("{number}") == 1
    assert "€123.00" in draft.body
