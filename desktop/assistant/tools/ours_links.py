"""The customer's link explained, a message drafted around it, a task written down: nothing of it is sent."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as PydanticField

from billing.errors import Refused
from billing.mailing.text import LINK
from desktop.assistant import finding
from desktop.assistant.figures import Day, Ref, Word, Words, amount_out
from desktop.assistant.handing_out import MARKS, LinkAnswer, hand_out
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Tool, Untrusted
from desktop.assistant.trust import untrusted
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.customer_cards import CustomerCard, customer_card
from desktop.queries.links import LinkCard, LinkStateName
from desktop.queries.sync import portal_row, refused_of
from desktop.services.links import NO_PORTAL, NOT_ASKED_FOR, NOT_ISSUED, NoLink
from desktop.services.mailing.drafting import draft_mail
from desktop.services.tasks import add_task

GROUP = "Links, checks and advice"


class Whose(Arguments):
    """A document, by id or number, or a customer."""

    document_id: Ref | None = PydanticField(None, description="Id or number of an invoice, a quote or a credit note.")
    customer_id: Ref | None = None


class OneDocument(Arguments):
    """One document by its id or its number."""

    document_id: Ref = PydanticField(description="Id or number of an invoice, a quote or a credit note.")


class DraftMessage(OneDocument):
    """About which document, and how it should sound."""

    tone: Annotated[Literal["friendly", "neutral", "firm"], Word] = "neutral"


class FollowUp(Creating, Whose):
    """What is to be done about whom, and by when."""

    says: Words | None = PydanticField(None, max_length=2_000, description="What to do; a usual sentence where none.")
    due_on: Day | None = None


class LinkExplained(Answer):
    """Whether there is a link that opens, why not, and what to do; never the link itself."""

    opens: bool
    state: str
    customer: str
    number: str
    says: str
    next: str
    expires_at: datetime | None = None
    views: int = 0
    last_viewed_at: datetime | None = None
    portal_says: Untrusted | None = None


class MessageDraft(Answer):
    """A message for a person to read and send; ``amount`` is what is asked for."""

    to: str
    customer: str
    subject: str
    body: str
    language: str
    link: str
    link_is_fresh: bool
    amount: str
    currency: str
    due_date: date | None
    days_overdue: int
    tone: str
    advice: str


class TaskAnswer(Answer):
    """A task as it was written down; ``link`` None: ``why_no_link`` says why."""

    id: UUID
    says: str
    due_on: date | None
    link: LinkAnswer | None
    why_no_link: str


class OneOfBoth(Refused):
    """Either a document or a customer is meant."""

    def __init__(self) -> None:
        super().__init__("Give either documentId or customerId. Nothing was changed.")


def explain_portal_link(errand: Errand, args: Whose) -> LinkExplained:
    holder, kind = _holder(errand, args)
    card = (
        customer_card(errand.session, holder, now=errand.now)
        if kind == "customer"
        else document_card(errand.session, holder, today=errand.today, now=errand.now)
    )
    state, says, following = _explained(card, card.link, has_portal=bool(portal_row(errand.session).address))
    refused = refused_of(errand.session, holder)
    return LinkExplained(
        opens=state in {"live", "ending", "settled"},
        state=state,
        customer=card.customer,
        number=card.number,
        says=says,
        next=following,
        expires_at=card.link.expires_at if card.link else None,
        views=card.link.views if card.link else 0,
        last_viewed_at=card.link.viewed_at if card.link else None,
        portal_says=untrusted(refused, "portal") if refused else None,
    )


def draft_message(errand: Errand, args: DraftMessage) -> MessageDraft:
    identifier = finding.document(errand, args.document_id)
    link = hand_out(errand, identifier, str(finding.kind_of(errand, identifier)))
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    said = draft_mail(errand.session, identifier, today=errand.today, now=errand.now)
    minor = card.balance_minor if card.kind == "invoice" else card.total_minor
    due = card.valid_until if card.kind == "quote" else card.due_on
    is_late = card.kind == "invoice" and minor > 0 and due is not None and due < errand.today
    return MessageDraft(
        to=said.to,
        customer=said.customer,
        subject=said.look.subject,
        body=said.look.body.replace(LINK, link.link),
        language=said.look.language,
        link=link.link,
        link_is_fresh=link.fresh,
        amount=amount_out(minor, card.currency),
        currency=card.currency,
        due_date=due,
        days_overdue=(errand.today - due).days if is_late and due is not None else 0,
        tone=args.tone,
        advice=_TONES[args.tone],
    )


def prepare_follow_up(errand: Errand, args: FollowUp) -> TaskAnswer:
    holder, kind = _holder(errand, args)
    says = args.says or _usual(errand, holder, kind)
    link, why = None, ""
    try:
        link = hand_out(errand, holder, kind)
    except NoLink as error:
        why = str(error)
    document, customer = (None, holder) if kind == "customer" else (holder, None)
    task = add_task(
        errand.session, says, at=errand.now, document_id=document, customer_id=customer, due_on=args.due_on,
        who="assistant",
    )  # fmt: skip
    return TaskAnswer(id=task, says=says, due_on=args.due_on, link=link, why_no_link=why)


_TONES = {
    "friendly": "This is the office's own neutral text. Thank first, ask rather than demand; keep amount and link.",
    "neutral": "This is the office's own text. A person reads it before it goes out.",
    "firm": "This is the office's own neutral text. Name amount, day and what is expected next; threaten nothing.",
}
_STATES: dict[LinkStateName, tuple[str, str]] = {
    "waiting": (
        "The link is made and has not reached the portal yet.",
        "It opens as soon as this computer is online; get_sync_health says what waits.",
    ),
    "live": ("The link opens.", "get_invoice_link or generate_customer_portal_link returns it."),
    "ending": ("The link opens and ends within a week.", "Extend it in Counterfoil, or send it again before it ends."),
    "settled": ("It is settled; the link opens as a record.", "Nothing is left to do behind it."),
    "expired": ("The link has expired, and never opens again.", "Ask for the link: a fresh one is made and says so."),
    "revoked": ("A person switched the link off.", "Ask for the link only if a new one is wanted: one is made."),
    "replaced": ("Another link took its place.", "Ask for the link: the current one is returned."),
    "withdrawn": ("The document was taken back; its links say so.", "There is nothing to open."),
    "none": ("There is no link.", "Issue the document first."),
    "dropped": ("There is no link.", "Ask for the link: a new one is made."),
}


def _explained(
    card: DocumentCard | CustomerCard, link: LinkCard | None, *, has_portal: bool
) -> tuple[LinkStateName, str, str]:
    if link is None:
        is_customer = isinstance(card, CustomerCard)
        why = NOT_ASKED_FOR if is_customer else NOT_ISSUED
        ask = "generate_customer_portal_link makes one."
        return "none", why, ask if is_customer else "check_readiness says what it lacks; a person issues it."
    if not has_portal:
        return "none", NO_PORTAL, "Set the portal up in Counterfoil, Settings, Portal."
    if link.revoke_waits:
        return "revoked", *_STATES["revoked"]
    return link.state, *_STATES[link.state]


def _holder(errand: Errand, args: Whose) -> tuple[UUID, str]:
    if (args.document_id is None) == (args.customer_id is None):
        raise OneOfBoth
    if args.customer_id is not None:
        return finding.customer(errand, args.customer_id), "customer"
    identifier = finding.document(errand, args.document_id or "")
    return identifier, str(finding.kind_of(errand, identifier))


def _usual(errand: Errand, holder: UUID, kind: str) -> str:
    if kind == "customer":
        return f"Follow up with {customer_card(errand.session, holder, now=errand.now).customer}."
    card = document_card(errand.session, holder, today=errand.today, now=errand.now)
    return f"Follow up on {card.number or 'the draft'} with {card.customer or 'its customer'}."


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "explain_portal_link", "Explain a link", GROUP,
        "Says whether a document or a customer has a link that opens; if not, why, and what to do. Names customer "
        "and number, to be compared before anything is passed on. The link itself is not in it. Changes nothing.",
        "Why can't Rosewood Dental open INV-2026-0042?",
        Whose, explain_portal_link, idempotent=True,
    ),
    Tool(
        "draft_message", "Draft a message", GROUP,
        "Returns the office's message about an issued document in the customer's language, with its link, amount "
        f"and due day, for a person to read and send. Sends nothing. {MARKS}",
        "Write Rosewood Dental a friendly reminder about INV-2026-0042; I will send it myself.",
        DraftMessage, draft_message, scope="draft", effect="writes", idempotent=True, open_world=True,
    ),
    Tool(
        "prepare_follow_up", "Write down a follow-up", GROUP,
        "Writes down a task about a document or a customer, with a day if one is named, and returns the link that "
        f"belongs to it. The task stands on Home in Counterfoil from that day on, until a person ticks it off, and in "
        f"the activity of what it is about. Sends nothing. {MARKS}",
        "Remind me on Friday to call Rosewood Dental about INV-2026-0042.",
        FollowUp, prepare_follow_up, scope="draft", effect="writes", open_world=True,
    ),
)  # fmt: skip
