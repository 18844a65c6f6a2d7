"""What is missing, what waits, what to give back, how a sum comes about, where something is."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as PydanticField

from billing.errors import Refused
from billing.issued import DocumentKind
from desktop.assistant import advice, finding
from desktop.assistant.advice import Advice, Situation
from desktop.assistant.figures import Figure, Line, Ref, Word, amount_in, amount_out
from desktop.assistant.paging import cursor_after, cut, ordinal_at
from desktop.assistant.shapes import DocumentLine, line_of
from desktop.assistant.tool import Answer, Arguments, Errand, Paged, Tool, Untrusted
from desktop.assistant.tools.customers import CustomerLine
from desktop.assistant.tools.ours_links import GROUP, OneDocument
from desktop.assistant.trust import untrusted
from desktop.queries.cards import document_card
from desktop.queries.documents import document_rows
from desktop.queries.drafts import values_of
from desktop.queries.mails import mail_account, mail_counts
from desktop.queries.office import office_row
from desktop.queries.pages import customer_page_of, document_page, item_page
from desktop.queries.people import customer, item
from desktop.queries.sync import PortalRow, portal_row, waiting, what_waits
from desktop.services.explaining import why
from desktop.services.readiness import readiness

_KINDS: tuple[DocumentKind, ...] = ("invoice", "quote")
_PARKED = 20


class FindDrafts(Paged):
    """Which drafts are looked through."""

    kind: Annotated[Literal["invoice", "quote"] | None, Word] = None


class SuggestCredit(Arguments):
    """What happened with which invoice, and about which amount."""

    invoice_id: Ref
    situation: Annotated[Situation, Word] = PydanticField(
        description="wrong_amount, returned, discount and cancelled correct the invoice; paid_twice and money_arrived "
        "are about money."
    )
    amount: Figure | None = PydanticField(None, description="With tax, in its currency; all of it where left out.")


class Search(Arguments):
    """What is looked for."""

    query: Line = PydanticField(min_length=1, description="Beginnings of words, a number, an amount.")
    limit: int = PydanticField(20, ge=1, le=50)


class Checked(Answer):
    """``ready``: a person can issue it, or send it where it is issued. ``stops`` prevent that, ``lacks`` only warn."""

    ready: bool
    number: str
    state: str
    customer: str
    total: str
    currency: str
    stops: tuple[str, ...]
    lacks: tuple[str, ...]


class Incomplete(Answer):
    """A draft and what it lacks."""

    id: UUID
    kind: str
    customer: str
    total: str
    currency: str
    due_date: date | None
    stops: tuple[str, ...]
    lacks: tuple[str, ...]


class IncompleteDrafts(Answer):
    """Drafts of this page that lack something; ``looked_at`` is how many drafts the page held."""

    drafts: tuple[Incomplete, ...]
    looked_at: int
    next_cursor: str | None


class Refusal(Answer):
    """A change that the portal refused and that waits for a person."""

    what: str
    number: str
    customer: str
    since: datetime
    portal_says: Untrusted | None


class Health(Answer):
    """How the exchange with portal and mail server stands."""

    portal: str
    last_exchange: datetime | None
    waiting: int
    waiting_since: datetime | None
    refused: tuple[Refusal, ...]
    trouble: str
    portal_says: Untrusted | None
    mail_ready: bool
    mails_waiting: int
    mails_failed: int
    mails_unsure: int
    retry_is_safe: str
    says: str


class StepShape(Answer):
    """One step: what is done, with which figures, what comes of it."""

    words: str
    figures: str
    result: str


class Explained(Answer):
    """How a document's sum comes about, in the office's number format."""

    number: str
    total: str
    balance: str
    currency: str
    steps: tuple[StepShape, ...]


class ItemLine(Answer):
    """An entry of the catalogue."""

    id: UUID
    title: str
    code: str
    rate: str


class NothingAsked(Refused):
    """A search looks for something."""


class Hits(Answer):
    """What was found, by kind, the newest documents first."""

    documents: tuple[DocumentLine, ...]
    customers: tuple[CustomerLine, ...]
    items: tuple[ItemLine, ...]


def check_readiness(errand: Errand, args: OneDocument) -> Checked:
    identifier = finding.document(errand, args.document_id)
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    found = readiness(errand.session, identifier, today=errand.today, now=errand.now)
    return Checked(
        ready=not found.stops,
        number=card.number,
        state=card.state,
        customer=card.customer,
        total=amount_out(card.total_minor, card.currency),
        currency=card.currency,
        stops=found.stops,
        lacks=found.lacks,
    )


def find_incomplete_drafts(errand: Errand, args: FindDrafts) -> IncompleteDrafts:
    kinds = _KINDS if args.kind is None else (args.kind,)
    ordinals = document_page(
        errand.session, kinds, today=errand.today, state="draft", below=ordinal_at(args.cursor, "draft"),
        limit=args.limit + 1,
    )  # fmt: skip
    shown, last = cut(ordinals, args.limit)
    rows = document_rows(errand.session, shown, today=errand.today, now=errand.now)
    drafts = (_incomplete(errand, rows[at].id) for at in shown)
    return IncompleteDrafts(
        drafts=tuple(each for each in drafts if each is not None),
        looked_at=len(shown),
        next_cursor=None if last is None else cursor_after("draft", last),
    )


def suggest_credit(errand: Errand, args: SuggestCredit) -> Advice:
    identifier = finding.invoice(errand, args.invoice_id)
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    minor = None if args.amount is None else amount_in(args.amount, card.currency, "amount")
    return advice.suggest(errand, card, args.situation, minor)


def get_sync_health(errand: Errand, _args: Arguments) -> Health:
    portal, waits, mails = portal_row(errand.session), waiting(errand.session), mail_counts(errand.session)
    account = mail_account(errand.session)
    parked = [row for row in what_waits(errand.session, 1_000) if row.parked_why][:_PARKED]
    return Health(
        portal=portal.address,
        last_exchange=portal.synced_at,
        waiting=waits.count,
        waiting_since=waits.oldest,
        refused=tuple(
            Refusal(
                what=row.kind, number=row.number, customer=row.customer, since=row.created_at,
                portal_says=untrusted(row.parked_why, "portal"),
            )
            for row in parked
        ),
        trouble=portal.trouble,
        portal_says=untrusted(portal.trouble_why, "portal") if portal.trouble_why else None,
        mail_ready=account is not None and not account.trouble,
        mails_waiting=mails.get("queued", 0) + mails.get("sending", 0),
        mails_failed=mails.get("failed", 0),
        mails_unsure=mails.get("unsure", 0),
        retry_is_safe=_retry(mails.get("unsure", 0)),
        says=_health(portal, waits.count, waits.parked),
    )  # fmt: skip


def explain_total(errand: Errand, args: OneDocument) -> Explained:
    identifier = finding.document(errand, args.document_id)
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    office = office_row(errand.session)
    steps = why(errand.session, identifier, office.language if office else "en")
    return Explained(
        number=card.number,
        total=amount_out(card.total_minor, card.currency),
        balance=amount_out(card.balance_minor, card.currency),
        currency=card.currency,
        steps=tuple(StepShape(words=step.words, figures=step.figures, result=step.result) for step in steps),
    )


def search(errand: Errand, args: Search) -> Hits:
    if not args.query:
        raise NothingAsked("The query says nothing that could be found. Give a word, a number or an amount.")
    ordinals = document_page(
        errand.session, ("invoice", "quote", "credit"), today=errand.today, search=args.query, limit=args.limit
    )
    rows = document_rows(errand.session, ordinals, today=errand.today, now=errand.now)
    people = [customer(errand.session, each) for each in _customers(errand, args)]
    things = [item(errand.session, each) for each in item_page(errand.session, search=args.query, limit=args.limit)]
    return Hits(
        documents=tuple(line_of(rows[at]) for at in ordinals),
        customers=tuple(
            CustomerLine(
                id=row.id, name=row.name, contact=row.contact, email=row.email, phone=row.phone, country=row.country
            )
            for row in people
        ),
        items=tuple(
            ItemLine(id=row.id, title=row.title, code=row.code, rate=f"{row.unit_price:f}") for row in things
        ),
    )  # fmt: skip


def _customers(errand: Errand, args: Search) -> tuple[UUID, ...]:
    return customer_page_of(errand.session, search=args.query, limit=args.limit)


def _incomplete(errand: Errand, identifier: UUID) -> Incomplete | None:
    found = readiness(errand.session, identifier, today=errand.today, now=errand.now)
    if not (found.stops or found.lacks):
        return None
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    values = values_of(errand.session, identifier)
    return Incomplete(
        id=identifier,
        kind=card.kind,
        customer=card.customer,
        total=amount_out(card.total_minor, card.currency),
        currency=card.currency,
        due_date=values.valid_until if card.kind == "quote" else values.due_on,
        stops=found.stops,
        lacks=found.lacks,
    )


def _retry(unsure: int) -> str:
    safe = "What waits for the portal is tried again by itself, and each change counts once however often it is sent."
    if not unsure:
        return safe
    mails = "1 message may" if unsure == 1 else f"{unsure} messages may"
    return f"{safe} But {mails} have been sent or not: a person decides in Counterfoil before one is sent again."


def _health(portal: PortalRow, count: int, parked: int) -> str:
    if not portal.address:
        return "No portal is set up. Nothing is published."
    if portal.trouble:
        return "The exchange has stopped, and only a person can go on: open Counterfoil, Settings, Portal."
    if parked:
        return f"{parked} changes were refused by the portal and need a person; the others go on."
    return f"{count} changes wait and go out by themselves." if count else "Nothing waits."


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "check_readiness", "Check what is missing", GROUP,
        "Says what keeps a draft from being issued, or an issued document from being sent, and what it lacks: what "
        "the seller's country asks for, address, due day, mail server, portal. Changes nothing, and is no tax "
        "advice.",
        "Can the draft for Rosewood Dental go out?",
        OneDocument, check_readiness, idempotent=True,
    ),
    Tool(
        "find_incomplete_drafts", "Find incomplete drafts", GROUP,
        "Looks through drafts and lists those that lack something: a customer, a line, a due day, an e-mail "
        "address. Looks at limit drafts at a time; nextCursor continues. Changes nothing.",
        "Which drafts could not go out today, and why?",
        FindDrafts, find_incomplete_drafts, idempotent=True,
    ),
    Tool(
        "suggest_credit", "Suggest refund, credit or payment", GROUP,
        "Says which of credit note, refund, use of money that is there, or payment fits what happened with an "
        "invoice, with the figures before and after. Changes nothing; the tools or acts that it names do.",
        "Rosewood Dental sent one chair back, 123.00. Credit or refund?",
        SuggestCredit, suggest_credit, idempotent=True,
    ),
    Tool(
        "get_sync_health", "See what waits", GROUP,
        "Says what waits for the portal and since when, what the portal refused and why, how mail stands, and "
        "whether trying again is safe. The portal's own words are marked as untrusted text. Changes nothing.",
        "Has everything gone out? Is it safe to send again?",
        Arguments, get_sync_health, idempotent=True,
    ),
    Tool(
        "explain_total", "Explain a sum", GROUP,
        "Returns the steps from lines to total, and to what is open of an invoice, each with its figures to the "
        "cent. Changes nothing.",
        "Why does INV-2026-0042 come to 361.51 and not 361.50?",
        OneDocument, explain_total, idempotent=True,
    ),
    Tool(
        "search", "Search everything", GROUP,
        "Finds documents of every kind by number, customer, order number, amount or line title, customers by name, "
        "contact or e-mail, items by title or code. Changes nothing.",
        "Find everything about the reception desk.",
        Search, search, idempotent=True,
    ),
)  # fmt: skip
