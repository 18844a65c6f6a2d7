"""Stripe that calls a portal on this computer, as it would call a public one."""

from dataclasses import replace

from desktop.database import Database
from desktop.queries.sync import portal_row
from desktop.services.online.account import connect_stripe
from desktop.stripe_doors import StripeDoors
from desktop.system import clock
from tests.fakes.stripe.practice import KEY


def connect_with_calls(books: Database, doors: StripeDoors) -> None:
    """Connect the practice account, with the portal's address registered there though nobody else could reach it."""
    found = doors.check(KEY)
    doors.keep(KEY, found)
    with books.read() as session:
        portal = portal_row(session)
    address = f"{portal.address}/hooks/stripe/{portal.office}"
    port = doors.open()
    assert port is not None
    with port:
        found = replace(found, hook=address, secret=port.register_webhook(address).secret)
    with books.write() as session:
        connect_stripe(session, found, at=clock.now())
    doors.keep(KEY, found)
