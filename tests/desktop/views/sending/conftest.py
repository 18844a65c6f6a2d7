"""An office with a mail server, and a customer who can be written to."""

from uuid import UUID

import pytest

from desktop.services.customers import CustomerValues, add_customer
from desktop.services.mailing.account import AccountValues, save_account
from tests.desktop.office import Desk

ADDRESS = "anna@rosewood.example"
ACCOUNT = AccountValues("smtp.alder.example", 465, "implicit", "", "office@alder.example", "Alder & Finch")


@pytest.fixture
def customer(desk: Desk) -> UUID:
    values = CustomerValues("Rosewood Dental", contact="Anna", email=ADDRESS)
    return desk.write(lambda session: add_customer(session, values, at=desk.now))


@pytest.fixture
def server(desk: Desk) -> None:
    desk.write(lambda session: save_account(session, ACCOUNT, at=desk.now))


@pytest.fixture
def draft(desk: Desk, customer: UUID) -> UUID:
    desk.connect()
    return desk.draft(customer=customer)


@pytest.fixture
def invoice(desk: Desk, draft: UUID) -> UUID:
    return desk.issue(draft).document_id
