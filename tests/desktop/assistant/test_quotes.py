"""Quotes through the assistant: written, sent, answered, converted, taken back; what customers typed stays apart."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.assistant.drafting import BadWish
from desktop.models import Document
from desktop.services.mailing.account import AccountValues, save_account
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.office import Desk


def create(ask: Client, **more: Any) -> dict[str, Any]:
    return ask("create_quote", customerName="Marlow", lineItems=[{"description": "Desk", "rate": 1800}], **more)


def test_a_quote_is_written_with_its_days_and_changed_in_part(ask: Client) -> None:
    made = create(ask, expiryDate="2027-01-31", discountType="percentage", discountValue=5, status="Draft")
    assert (made["kind"], made["state"], made["total"], made["expiryDate"]) == (
        "quote", "draft", "1710.00", "2027-01-31",
    )  # fmt: skip
    changed = ask("update_quote", quoteId=made["id"], quoteDate="2026-11-21", termsAndConditions="As agreed")
    assert (changed["dated"], changed["total"], changed["expiryDate"]) == ("2026-11-21", "1710.00", "2027-01-31")
    ask("add_line_item", invoiceId=made["id"], description="Lamp", rate=50, optional=True)
    assert ask("get_quote", quoteId=made["id"])["lines"][1]["optional"]


def test_a_state_cannot_be_set(desk: Desk, ask: Client) -> None:
    made = create(ask)
    before = everything(desk)
    with pytest.raises(BadWish, match="cannot be set"):
        ask("update_quote", quoteId=made["id"], status="Accepted", customerNotes="x")
    with pytest.raises(BadWish, match="later day"):
        ask("update_quote", quoteId=made["id"], quoteDate="2026-12-01", expiryDate="2026-11-30")
    with pytest.raises(Refused, match="status"):
        create(ask, status="Sent")
    assert everything(desk) == before


def test_an_accepted_quote_becomes_a_draft_invoice_that_knows_of_it(desk: Desk, ask: Client) -> None:
    desk.connect()
    quote = desk.issue(desk.draft(kind="quote"))
    ask("send_quote", quoteId=quote.number)
    invoice = ask("convert_quote_to_invoice", quoteId=quote.number, dueDate="2027-02-01")
    assert (invoice["kind"], invoice["state"], invoice["dueDate"]) == ("invoice", "draft", "2027-02-01")
    assert [(end["role"], end["number"]) for end in invoice["ends"]] == [("source", quote.number)]
    assert ask("get_quote", quoteId=quote.number)["state"] == "converted"
    with pytest.raises(Refused, match="invoiced already"):
        ask("convert_quote_to_invoice", quoteId=quote.number)
    with pytest.raises(Refused, match="only an issued quote"):
        ask("convert_quote_to_invoice", quoteId=str(desk.draft(kind="quote")))


def test_a_message_says_what_was_asked_and_always_carries_the_link(desk: Desk, ask: Client) -> None:
    desk.connect()
    values = AccountValues("smtp.alder.example", 587, "starttls", "post", "post@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, values, at=desk.now))
    quote = desk.issue(desk.draft(kind="quote"))
    asked = {
        "quoteId": quote.number,
        "email": "a@marlow.example",
        "subject": "Desk {number}",
        "message": "Please look.",
    }

    rehearsed = ask.rehearse("email_quote", **asked)
    assert f"Subject: Desk {quote.number}" in rehearsed.says
    assert "Message: Please look.\n\n{link}" in rehearsed.says
    assert ask.rehearse("email_quote", **asked | {"message": "Other"}).documents != rehearsed.documents
    ask("email_quote", **asked)
    mail = everything(desk)["mail"][0]
    assert f"Desk {quote.number}" in mail
    assert "Please look.\n\n{link}" in mail
    with pytest.raises(Refused, match="address"):
        ask.rehearse("email_quote", **asked | {"email": "a@marlow.example\r\nBcc: x@evil.example"})


def test_a_quote_that_was_handed_over_is_withdrawn_and_not_deleted(desk: Desk, ask: Client) -> None:
    desk.connect()
    quote = desk.issue(desk.draft(kind="quote"))
    ask("send_quote", quoteId=quote.number)
    assert "Withdraws" in ask.rehearse("delete_quote", quoteId=quote.number).says[0]
    ask("delete_quote", quoteId=quote.number)
    assert ask("get_quote", quoteId=quote.number)["state"] == "withdrawn"
    assert desk.read(lambda session: _numbers(session)) == [quote.number]


def _numbers(session: Session) -> list[str | None]:
    return list(session.scalars(select(Document.number)))
