"""The page of all of one customer's documents as it goes to the portal: its list, its statement, every key it needs.

Runs inside the transaction that marks the outbox row as sent, so that list, statement and documents are one state.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from billing import pdf
from billing.attempts import Attempt
from billing.canonical import Frozen, canonical
from billing.customer_index import CustomerIndex, EntryFacts, IndexEntry, entry_of, listed, open_sums
from billing.formatting import format_date
from billing.issued import revision_hash
from billing.links import Keys, Token, derive, view_digest
from billing.sealing import content_place, new_key, office_place, seal, sealed_size
from billing.snapshot import PdfView
from billing.statement import Account, Statement, beginning, in_words
from billing.wire import MAX_CONTENT, LinkPut, OfficeCopy, Wrap
from billing.wording import wording
from desktop.models import Activity, Content, Customer, Document, Issued, Link, Office, Outbox, PortalState
from desktop.queries.attempts import attempts_on
from desktop.queries.balance import balance_of
from desktop.queries.customer_page import accounts_of, issued_documents
from desktop.queries.online import published_includes, published_paying, published_through
from desktop.services.assembly import buyer, seller
from desktop.services.paper import draw_statement
from desktop.services.publishing import (
    pdf_content,
    portal_office,
    published_view,
    view_content,
    view_state,
    wrap_of,
)

_AS_MADE: ColumnElement[int] = literal_column("content.rowid")


class CustomerCopy(Frozen):
    """The office's own copy of a customer's link, for lost books. Neither repr nor str shows a token."""

    kind: Literal["customer"] = "customer"
    customer: UUID
    token: str = Field(repr=False)


class _Shown(Frozen):
    """One listed document: its line, and the keys of its contents for this link."""

    entry: IndexEntry
    wraps: tuple[Wrap, ...] = ()


def customer_put(session: Session, row: Outbox, link: Link) -> LinkPut:
    """Return the put of a customer's link as things stand now; new contents are added to the books."""
    customer = session.get_one(Customer, link.customer_id)
    portal = session.scalars(select(PortalState)).one()
    office, keys = portal.office, derive(Token(link.token))
    documents = issued_documents(session, customer.id)
    on = _as_of(session, row)
    accounts = accounts_of(session, customer.id, documents, since=beginning(on))
    paper, statement = _statement_content(session, customer, accounts, attempts_on(session, documents), on=on)
    shown = _listed(session, customer, documents, office, link, keys)
    index = _index(session, customer, documents, accounts, [each.entry for each in shown], statement)
    plaintext = canonical(index)
    content = _content(session, customer, "view", plaintext)
    own = [content] if paper is None else [content, paper]
    return LinkPut(
        id=str(row.id),
        lookup=link.lookup,
        kind="customer",
        doc=None,
        version=customer.version,
        digest=view_digest(keys, plaintext),
        state="open",
        payable=secrets.token_hex(16),
        view=content.id,
        wraps=(
            *(wrap_of(office, link.lookup, keys, each) for each in own),
            *(wrap for each in shown for wrap in each.wraps),
        ),
        lifetime=link.lifetime if link.published_at is None else None,
        through=portal.cursor,
        office_copy=_office_copy(session, link, customer),
    )


def _as_of(session: Session, row: Outbox) -> date:
    """Return the office's day on which the last thing happened that this put tells of: what waited tells no today."""
    latest = session.scalar(select(func.max(Activity.at)))
    at: datetime = max(row.created_at, latest) if latest is not None else row.created_at
    return at.astimezone(ZoneInfo(session.scalars(select(Office.time_zone)).one())).date()


def customer_language(session: Session, customer: Customer) -> str:
    """Return the language in which this customer reads: their own, else the office's."""
    return customer.language or session.scalars(select(Office.language)).one()


def _index(
    session: Session,
    customer: Customer,
    documents: Sequence[Document],
    accounts: Sequence[Account],
    entries: list[IndexEntry],
    statement: PdfView | None,
) -> CustomerIndex:
    office = session.scalars(select(Office)).one()
    language = customer_language(session, customer)
    facts = [entry_facts(each) for each in documents]
    return CustomerIndex(
        name=customer.name,
        language=language,
        time_zone=office.time_zone,
        seller=seller(office),
        open=open_sums(facts, language),
        open_invoices=sum(each.is_open for each in facts),
        entries=tuple(entries),
        older=len(facts) - len(entries),
        sums=tuple(in_words(each, language).sums for each in accounts),
        statement=statement,
        through=published_through(session, customer.id, session.scalars(select(PortalState.cursor)).one()),
        includes=published_includes(session, customer.id),
    )


def entry_facts(document: Document) -> EntryFacts:
    """Return what the list says of a document; a quote that became an invoice waits for no answer any more."""
    state = view_state(document)
    assert document.issued_on is not None
    return EntryFacts(
        doc=document.doc or "",
        kind=document.kind,
        number=document.number or "",
        state="accepted" if state == "open" and document.converted_at else state,
        currency=document.currency,
        issued_on=document.issued_on,
        due_on=document.due_on if document.kind == "invoice" else None,
        valid_until=document.valid_until if document.kind == "quote" else None,
        asked_minor=document.payable_minor,
        paid_minor=document.settled_minor,
        balance_minor=balance_of(document),
    )


# -- the documents ----------------------------------------------------------------------------------------------------


def _listed(
    session: Session, customer: Customer, documents: Sequence[Document], office: str, link: Link, keys: Keys
) -> list[_Shown]:
    language = customer_language(session, customer)
    by_doc = {each.doc: each for each in documents}
    wanted = [_payable(session, each, by_doc[each.doc]) for each in listed([entry_facts(each) for each in documents])]
    known = _Known(session, [by_doc[each.doc] for each in wanted])
    shown = []
    for facts in wanted:
        document = by_doc[facts.doc]
        if facts.state == "withdrawn":
            shown.append(_Shown(entry=entry_of(facts, language)))
            continue
        view, paper = known.view(document, office), known.pdf(document)
        entry = entry_of(facts, language, revision=known.revision(document), view=view.id, pdf=paper.id)
        wraps = tuple(wrap_of(office, link.lookup, keys, each, doc=facts.doc) for each in (view, paper))
        shown.append(_Shown(entry=entry, wraps=wraps))
    return shown


def _payable(session: Session, facts: EntryFacts, document: Document) -> EntryFacts:
    """Return the facts with whether the customer may pay all of it online."""
    return replace(facts, paying=facts.is_open and published_paying(session, document) is not None)


class _Known:
    """What is sealed of the listed documents already, read in three statements however many they are."""

    def __init__(self, session: Session, documents: Sequence[Document]) -> None:
        identifiers = [each.id for each in documents]
        contents = select(Content).where(Content.document_id.in_(identifiers)).order_by(_AS_MADE)
        issued = select(Issued).where(Issued.document_id.in_(identifiers)).order_by(Issued.revision)
        self._session = session
        self._contents = {(each.document_id, each.kind, each.version): each for each in session.scalars(contents)}
        answered = {each.id: each.answered_revision for each in documents}
        rows = [each for each in session.scalars(issued) if answered[each.document_id] in {0, each.revision}]
        self._issued = {each.document_id: each for each in rows}

    def revision(self, document: Document) -> str:
        """Return the revision that the document's view shows."""
        shown = self._issued[document.id]
        return revision_hash(shown.body, shown.pdf_sha256)

    def pdf(self, document: Document) -> Content:
        """Return the content of the document's PDF."""
        known = self._contents.get((document.id, "pdf", self._issued[document.id].revision))
        return known or pdf_content(self._session, document)

    def view(self, document: Document, office: str) -> Content:
        """Return the content of the document as it is now: its own link's where that is or will be at the portal."""
        known = self._contents.get((document.id, "view", document.version))
        if known is not None and (known.blob is not None or known.uploaded_at is not None):
            return known
        view = published_view(self._session, document, self.pdf(document))
        return view_content(self._session, document, office, canonical(view))


# -- what is the customer's own ---------------------------------------------------------------------------------------


def _statement_content(
    session: Session,
    customer: Customer,
    accounts: Iterable[Account],
    attempts: Mapping[str, Sequence[Attempt]],
    *,
    on: date,
) -> tuple[Content | None, PdfView | None]:
    """Return the statement's content and what the list says of it; None where it cannot be printed.

    A page is never kept back for its paper.
    """
    office = session.scalars(select(Office)).one()
    language = customer_language(session, customer)
    statement = statement_of(session, customer, accounts, attempts, on=on)
    if not statement.accounts:
        return None, None
    try:
        paper = draw_statement(statement, office)
    except (pdf.Uncovered, pdf.HeadTooLong, pdf.LogoUnreadable):
        return None, None
    if sealed_size(paper) > MAX_CONTENT:
        return None, None
    content = _content(session, customer, "pdf", paper)
    name = f"{wording(language).labels.statement} {on.isoformat()}.pdf"
    return content, PdfView(content=content.id, name=name, size=len(paper), sha256=sha256(paper).hexdigest())


def statement_of(
    session: Session,
    customer: Customer,
    accounts: Iterable[Account],
    attempts: Mapping[str, Sequence[Attempt]],
    *,
    on: date,
) -> Statement:
    """Return the statement of ``on`` in the customer's language; ``attempts`` are online payments by currency."""
    language = customer_language(session, customer)
    return Statement(
        language=language,
        on=format_date(on, language),
        seller=seller(session.scalars(select(Office)).one()),
        buyer=buyer(customer),
        accounts=tuple(in_words(each, language, attempts.get(each.currency, ())) for each in accounts),
    )


def _content(session: Session, customer: Customer, kind: str, plaintext: bytes) -> Content:
    identifier, key = secrets.token_hex(16), new_key()
    content = Content(
        id=identifier,
        customer_id=customer.id,
        kind=kind,
        version=customer.version,
        key=key,
        blob=seal(key, content_place(portal_office(session), identifier, kind), plaintext),
    )
    session.add(content)
    return content


def _office_copy(session: Session, link: Link, customer: Customer) -> OfficeCopy:
    office_key = session.scalars(select(Office.office_key)).one()
    copy = CustomerCopy(customer=customer.id, token=link.token)
    return OfficeCopy(blob=seal(office_key, office_place(portal_office(session), link.lookup, "link"), canonical(copy)))
