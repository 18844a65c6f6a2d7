"""A link given to whoever asked for it, and nothing else; whoever has one can open what is behind it."""

from datetime import date, datetime
from uuid import UUID

from desktop.assistant.tool import Answer, Errand
from desktop.queries import people
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.finding import found_by_id
from desktop.queries.links import LinkCard, link_card
from desktop.services.links import NO_PORTAL, NoLink, copy_link

_DRAFT = (
    "It is a draft, and a draft has no link. A person issues it in Counterfoil, or approves email_invoice or "
    "email_quote, which issue it first."
)
MARKS = "A document counts as sent from then on, because whoever has its link can open it."


class LinkAnswer(Answer):
    """A link, and whom it is for: ``number`` is "" where it opens all of the ``customer``'s documents.

    ``fresh`` says that the earlier one had ended and a new one took its place.
    """

    link: str
    short_link: str
    kind: str
    number: str
    customer: str
    state: str
    expires_at: datetime | None
    fresh: bool
    says: str


def hand_out(errand: Errand, holder_id: UUID, kind: str) -> LinkAnswer:
    """Return the link that opens a document or all of a customer's, as *Copy link* does. Raises NoLink.

    Asked for again, nothing is written.
    """
    card = None if kind == "customer" else document_card(errand.session, holder_id, today=errand.today, now=errand.now)
    whose = people.customer(errand.session, holder_id).name if card is None else card.customer
    before = link_card(errand.session, holder_id, now=errand.now)
    if before is not None and before.state in _OPENS and not before.revoke_waits and _is_out(card):
        return _again(errand, holder_id, kind, before, whose)
    if card is not None and not card.number:
        raise NoLink(_DRAFT)
    copied = copy_link(errand.session, holder_id, at=errand.now)
    return LinkAnswer(
        link=copied.address,
        short_link=copied.short,
        kind=kind,
        number=copied.number,
        customer=whose,
        state=copied.state,
        expires_at=copied.expires_at,
        fresh=copied.fresh,
        says=_says(copied.state, copied.expires_at, fresh=copied.fresh, is_first=before is None),
    )


_OPENS = {"waiting", "live", "ending", "settled"}


def _is_out(card: DocumentCard | None) -> bool:
    if card is None:
        return True
    return card.state not in {"void", "withdrawn"} and card.handing_over not in {"draft", "issued"}


def _again(errand: Errand, holder_id: UUID, kind: str, card: LinkCard, whose: str) -> LinkAnswer:
    if not card.address:
        raise NoLink(NO_PORTAL)
    found = found_by_id(errand.session, holder_id)
    return LinkAnswer(
        link=card.address,
        short_link=card.short,
        kind=kind,
        number="" if found is None or kind == "customer" else found.name,
        customer=whose,
        state=card.state,
        expires_at=card.expires_at,
        fresh=False,
        says=_says(card.state, card.expires_at, fresh=False, is_first=False),
    )


def _says(state: str, ends: datetime | None, *, fresh: bool, is_first: bool) -> str:
    if fresh:
        begin = "The earlier link had ended and stays shut; this is a fresh one, so send it again."
    else:
        begin = "This link was made just now." if is_first else "This is the current link; asking again returns it."
    if state == "waiting":
        return f"{begin} It opens as soon as this computer has reached the portal."
    return f"{begin} It ends on {_day(ends)}." if ends is not None else begin


def _day(at: datetime) -> str:
    day: date = at.date()
    return day.isoformat()
