"""A text message before it is sent: drafted for a document, and checked for what is missing."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.snapshot import View
from billing.texting import TextFields, drafted
from billing.wording import wording
from desktop.models import Document, PortalState, TextAccount
from desktop.queries.links import LinkStateName, link_card
from desktop.queries.sendings import was_sent_before
from desktop.queries.texts import has_opted_out
from desktop.services.mailing.drafting import view_to_send
from desktop.services.texting.numbers import countries_of, number_in

NO_NUMBER = "The customer has no telephone number. Type one, or add it under Customers."
WITHDRAWN = "It was withdrawn. There is nothing to send."
NO_PORTAL = "No portal is set up, so there is no link to send. Set up Portal in Settings."
OPTED_OUT = "This number has opted out of your text messages. Send an e-mail, or call."
NUMBER = "{number}"  # of a draft, which gets its number as it is issued


@dataclass(frozen=True, slots=True)
class TextDraft:
    """What the sheet begins with. ``to`` is what stands in its field. Its repr shows no token.

    ``body`` keeps ``{link}``, and ``address`` is what takes its place, or something as long where there is none yet; of
    a draft it keeps ``{number}``, and ``number`` is the one to come.
    ``link`` is the state of the link, "none" where there is no portal. ``again``: it was sent before. ``sender`` is ""
    where no account is set up. ``missing`` are sentences; nothing can be sent while there is one.
    ``about_number`` says what is wrong with ``to``, "" for nothing; ``opted_out``: whoever has it wants no messages. A
    number without its country is looked for in ``countries``.
    """

    document_id: UUID
    customer_id: UUID | None
    number: str
    customer: str
    is_draft: bool
    to: str
    body: str
    address: str = field(repr=False)
    link: LinkStateName
    again: bool
    sender: str
    trouble: str
    missing: tuple[str, ...]
    about_number: str
    opted_out: bool
    countries: tuple[str, ...]


def draft_text(session: Session, document_id: UUID, *, today: date, now: datetime) -> TextDraft:
    """Return the message for a document, in its customer's language; ``today`` is the office's.

    Raises what issuing refuses where it is a draft that is not ready.
    """
    document = session.get_one(Document, document_id)
    view = view_to_send(session, document, today)
    link = link_card(session, document_id, now=now)
    address = (link.short or stand_in(session)) if link else stand_in(session)
    account = session.scalars(select(TextAccount)).one_or_none()
    to = document.customer.phone.strip() if document.customer else ""
    countries = countries_of(session, document.customer.country if document.customer else "")
    about = _about(session, to, countries)
    owed = view.kind == "invoice" and view.balance_minor > 0
    fields, room = _fields(view, today), address
    if document.number is None:  # as long as with the number to come
        fields = replace(fields, number=NUMBER)
        room += "x" * max(len(view.number) - len(NUMBER), 0)
    said = drafted(view.kind, fields, wording(view.language), owed=owed, address=room)
    return TextDraft(
        document_id=document_id,
        customer_id=document.customer_id,
        number=view.number,
        customer=view.buyer.name,
        is_draft=document.number is None,
        to=to,
        body=said,
        address=address,
        link=link.state if link is not None and link.short else "none",
        again=was_sent_before(session, document_id),
        sender=account.sender if account else "",
        trouble=account.trouble if account else "",
        missing=_missing(session, document),
        about_number=about,
        opted_out=about == OPTED_OUT,
        countries=countries,
    )


def stand_in(session: Session) -> str:
    """Return an address as long as a link of this portal, for counting before there is one."""
    return f"{session.scalars(select(PortalState.address)).one().rstrip('/')}/s/{'x' * 32}"


def _fields(view: View, today: date) -> TextFields:
    owed = view.kind == "invoice" and view.balance_minor > 0
    return TextFields(
        business=view.seller.name,
        number=view.number,
        amount=view.balance if owed else view.payable or view.total,
        date=view.valid if view.kind == "quote" else view.due,
        overdue=owed and view.due_on is not None and view.due_on < today,
    )


def _missing(session: Session, document: Document) -> tuple[str, ...]:
    found = []
    if document.withdrawn_at or document.voided_at:
        found.append(WITHDRAWN)
    if not session.scalars(select(PortalState.address)).one():
        found.append(NO_PORTAL)
    return tuple(found)


def _about(session: Session, to: str, countries: tuple[str, ...]) -> str:
    if not to:
        return NO_NUMBER
    try:
        number = number_in(to, countries)
    except Refused as error:
        return str(error)
    return OPTED_OUT if has_opted_out(session, number) else ""
