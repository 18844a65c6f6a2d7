"""The message by which an office tries its mail server: to itself, with its own face."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from billing.mailing.message import Composed, Envelope, compose
from billing.mailing.page import Letter
from desktop.models import Office
from desktop.services.mailing.account import AccountValues
from desktop.services.mailing.queueing import message_id


def trial_message(session: Session, account: AccountValues, *, at: datetime) -> Composed:
    """Return the message from and to the account's own address."""
    office = session.scalars(select(Office)).one()
    letter = Letter(
        language="en",
        business=office.name,
        subject="Counterfoil can send e-mail",
        body="This is a test. Invoices and quotes leave from this address from now on, and answers come to it.",
        button="",
        or_copy="",
        link="",
        colour=office.colour,
        logo=office.logo or b"",
        logo_width=office.logo_width,
        logo_height=office.logo_height,
    )
    envelope = Envelope(account.sender, account.sender_name, (account.sender,), at, message_id(uuid7(), account.sender))
    return compose(letter, envelope)
