"""Sending again never breaks a link: ten messages to changing contacts, with edits and payments between them."""

import random
import secrets
from uuid import UUID

import httpx2
from sqlalchemy import select

from desktop.models import Customer
from desktop.services.customers import CustomerValues, change_customer
from desktop.services.links import extend
from desktop.services.mailing import leaving
from desktop.services.mailing.account import AccountValues, save_account
from desktop.services.mailing.queueing import MailWish, queue_mail
from tests.portal.test_with_desktop import ADDRESS, Office, browser, office

__all__ = ["browser", "office"]
ACCOUNT = AccountValues("smtp.alder.example", 465, "implicit", "", "office@alder.example", "Alder & Finch")


async def sent(office: Office, to: str) -> str:
    """Send the invoice to ``to`` by way of the exchange and a server that takes it; return the path of its link."""
    desk = office.desk
    wish = MailWish(to, "Invoice {number}", "{amount}\n\n{link}", with_pdf=True)
    desk.write(lambda session: queue_mail(session, office.invoice, wish, today=desk.now.date(), at=desk.now))
    await office.exchange()
    job = desk.write(lambda session: leaving.take_next(session, at=desk.now))
    assert job is not None
    assert job.envelope.to == (to,)
    desk.write(lambda session: leaving.taken(session, job.id, (), at=desk.now))
    return job.letter.link.removeprefix(ADDRESS)


def something_happens(office: Office, dice: random.Random, customer: UUID, number: int) -> None:
    desk = office.desk
    match dice.choice(["pay", "contact", "extend", "nothing"]):
        case "pay":
            desk.pay(office.invoice, dice.randint(1, 500))
        case "contact":
            values = CustomerValues("Rosewood Dental", contact=f"Person {number}", email=f"p{number}@rosewood.example")
            desk.write(lambda session: change_customer(session, customer, values, at=desk.now))
        case "extend":
            desk.write(lambda session: extend(session, office.invoice, days=dice.randint(1, 90), at=desk.now))


async def test_promise_l11_ten_sends_with_edits_and_payments_leave_every_live_link_open(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    office.desk.write(lambda session: save_account(session, ACCOUNT, at=office.desk.now))
    customer = office.desk.read(lambda session: session.scalars(select(Customer.id)).one())
    paths: list[str] = []
    for number in range(10):
        paths.append(await sent(office, f"p{dice.randint(0, 3)}@rosewood.example"))
        something_happens(office, dice, customer, number)
        await office.exchange()
        office.forward(dice.randint(0, 29))
        for path in dict.fromkeys(paths):
            assert (await browser.get(path)).status_code == 200, (number, path)
    assert len(set(paths)) == 1
    last = await sent(office, "last@rosewood.example")
    office.forward(29)
    assert (await browser.get(last)).status_code == 200


async def test_promise_l11_sent_after_its_end_the_message_has_a_link_that_opens(
    office: Office, browser: httpx2.AsyncClient
) -> None:
    office.desk.write(lambda session: save_account(session, ACCOUNT, at=office.desk.now))
    first = await sent(office, "anna@rosewood.example")
    office.forward(31)
    assert (await browser.get(first)).status_code == 410
    second = await sent(office, "anna@rosewood.example")
    assert second != first
    assert (await browser.get(second)).status_code == 200
