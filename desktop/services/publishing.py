"""What goes to the portal: the current snapshot of a link, sealed, as the operation that carries it.

Runs inside the transaction that marks the outbox row as sent, so that version and content are one state; it
talks to nobody.
"""

import secrets
from collections.abc import Callable
from uuid import UUID

from pydantic import Field, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.acceptance import SignedAcceptance
from billing.canonical import Frozen, canonical
from billing.choosing import as_chosen
from billing.formatting import format_date, format_money
from billing.issued import IssuedDocument, revision_hash
from billing.links import Keys, Token, derive, view_digest
from billing.payment_words import method_word
from billing.sealing import content_place, new_key, office_place, seal, seal_key, wrap_place
from billing.snapshot import SETTLED, CreditGiven, PaymentView, PdfView, Standing, View, ViewState, view_of
from billing.wire import (
    DocWithdraw,
    LinkExtend,
    LinkPut,
    LinkReplace,
    LinkRevoke,
    OfficeCopy,
    OfficePut,
    Operation,
    PaymentsPut,
    PaymentsRemove,
    PutState,
    SeriesPut,
    Wrap,
)
from billing.wording import wording
from desktop.models import Answer, Content, Document, Issued, Link, Office, Outbox, PortalState, Series, StripeAccount
from desktop.queries.answers import (
    holding_answer,
    published_answer,
    published_answering,
    published_comments,
)
from desktop.queries.balance import settlement_of
from desktop.queries.credits import credits_on
from desktop.queries.money import money_on
from desktop.queries.online import online_methods, published_includes, published_paying, published_through
from desktop.services import outbox
from desktop.services.branding import office_profile

# What stands in the books where the key will be: of the right form, and no key.
BLANK_TEST, BLANK_LIVE = "rk_test_in_the_keychain", "rk_live_in_the_keychain"
BLANK_HOOK_SECRET = "whsec_in_the_keychain"  # noqa: S105 - it says that there is one
_OPERATION: TypeAdapter[Operation] = TypeAdapter(Operation)


class IssuedCopy(Frozen):
    """The office's own copy of an issued row, from which lost books are rebuilt. Neither repr nor str shows a token."""

    document: UUID
    token: str = Field(repr=False)
    kind: str
    revision: int
    body: str = Field(repr=False)
    pdf_sha256: str
    hash: str


class SeriesCopy(Frozen):
    """The office's own copy of where a series stands."""

    kind: str
    last: int
    year: int
    head: str


def operation(session: Session, row: Outbox, *, put: Callable[[Session, Outbox, Link], LinkPut]) -> Operation:
    """Return the operation that carries ``row`` as things stand now; new contents are added to the books.

    ``put`` makes what a link publishes: ``document_put``, or that of a customer's page.
    """
    identifier = str(row.id)
    match row.kind:
        case outbox.OFFICE:
            return OfficePut(id=identifier, profile=office_profile(session))
        case outbox.SERIES:
            return _series(session, row)
        case outbox.PAYMENTS:
            return _payments_put(session, identifier)
        case outbox.NO_PAYMENTS:
            return PaymentsRemove(id=identifier)
        case outbox.WITHDRAW:
            return DocWithdraw(id=identifier, doc=_document(session, row).doc or "")
    link = session.get_one(Link, row.link_id)
    match row.kind:
        case outbox.EXTEND:
            return LinkExtend(id=identifier, lookup=link.lookup, lifetime=row.seconds or link.lifetime)
        case outbox.REVOKE:
            return LinkRevoke(id=identifier, lookup=link.lookup)
        case outbox.REPLACE if link.replaces_id is not None:
            old = session.get_one(Link, link.replaces_id)
            fresh = put(session, row, link)
            return LinkReplace(id=identifier, old=old.lookup, link=fresh, only_if_expired=row.only_if_expired)
    return put(session, row, link)


def _payments_put(session: Session, identifier: str) -> Operation:
    """Return the put without its secrets: the exchange takes them from the keychain when it sends; the books never see
    them.
    """
    account = session.scalars(select(StripeAccount)).one()
    return PaymentsPut(
        id=identifier,
        key=BLANK_LIVE if account.livemode else BLANK_TEST,
        webhook_secret=BLANK_HOOK_SECRET if account.hook else "",
        account=account.account,
        livemode=account.livemode,
    )


def parse_operation(body: bytes) -> Operation:
    """Return the operation that was written to the books before it was sent."""
    return _OPERATION.validate_json(body)


def published_view(session: Session, document: Document, pdf: Content | None) -> View:
    """Return the document as its customer may see it now; ``pdf`` is the content that holds its PDF."""
    issued = published_issued(session, document)
    body = _as_chosen(session, document, IssuedDocument.model_validate_json(issued.body))
    portal = session.scalars(select(PortalState)).one()
    words = {"time_zone": body.time_zone, "language": body.language}
    standing = Standing(
        state=view_state(document),
        paid_minor=document.settled_minor,
        payments=_payments(session, document, body),
        written_off_minor=document.written_off_minor,
        credits=_credits(session, document),
        through=published_through(session, document.id, portal.cursor),
        includes=published_includes(session, document.id),
        paying=published_paying(session, document),
        answering=published_answering(session, document),
        answer=published_answer(session, document, **words),
        comments=published_comments(session, document.id, **words),
    )
    shown = (
        PdfView(content=pdf.id, name=f"{body.number}.pdf", size=issued.pdf_size, sha256=issued.pdf_sha256)
        if pdf
        else None
    )
    return view_of(body, standing=standing, revision=revision_hash(issued.body, issued.pdf_sha256), pdf=shown)


def document_put(session: Session, row: Outbox, link: Link) -> LinkPut:
    """Return the put of a document's link as things stand now."""
    document = _document(session, row)
    portal = session.scalars(select(PortalState)).one()
    pdf = pdf_content(session, document)
    view = published_view(session, document, pdf)
    plaintext = canonical(view)
    content = view_content(session, document, portal.office, plaintext)
    keys = derive(Token(link.token))
    return LinkPut(
        id=str(row.id),
        lookup=link.lookup,
        kind=link.kind,
        doc=document.doc,
        version=document.version,
        digest=view_digest(keys, plaintext),
        state=_put_state(document, view.state),
        payable=document.payable,
        revision=view.revision,
        view=content.id,
        wraps=tuple(wrap_of(portal.office, link.lookup, keys, each) for each in (content, pdf)),
        lifetime=link.lifetime if link.published_at is None else None,
        through=view.through,
        reopen=_reopens(session, document),
        office_copy=_issued_copy(session, document, link),
    )


def wrap_of(office: str, lookup: str, keys: Keys, content: Content, *, doc: str | None = None) -> Wrap:
    """Return the key of ``content`` for one link; behind a customer's link ``doc`` says whose content it is."""
    sealed = seal_key(keys.wrap, wrap_place(office, lookup, content.id), content.key)
    return Wrap(content=content.id, sealed=sealed, doc=doc)


def view_content(session: Session, document: Document, office: str, plaintext: bytes) -> Content:
    """Add the content of this version of the document's view, sealed under a key of its own."""
    identifier, key = secrets.token_hex(16), new_key()
    content = Content(
        id=identifier,
        document_id=document.id,
        kind="view",
        version=document.version,
        key=key,
        blob=seal(key, content_place(office, identifier, "view"), plaintext),
    )
    session.add(content)
    return content


def pdf_content(session: Session, document: Document) -> Content:
    """Return the content of the published revision's PDF, made where there is none yet."""
    issued = published_issued(session, document)
    known = session.scalars(
        select(Content).where(
            Content.document_id == document.id, Content.kind == "pdf", Content.version == issued.revision
        )
    ).one_or_none()
    if known is not None:
        return known
    content = Content(
        id=secrets.token_hex(16), document_id=document.id, kind="pdf", version=issued.revision, key=new_key()
    )
    session.add(content)
    return content


def _issued_copy(session: Session, document: Document, link: Link) -> OfficeCopy:
    issued = latest_issued(session, document)
    office = session.scalars(select(Office)).one()
    copy = IssuedCopy(
        document=document.id,
        token=link.token,
        kind=document.kind,
        revision=issued.revision,
        body=issued.body.decode(),
        pdf_sha256=issued.pdf_sha256,
        hash=issued.hash,
    )
    return OfficeCopy(
        blob=seal(office.office_key, office_place(portal_office(session), link.lookup, "link"), canonical(copy))
    )


def _series(session: Session, row: Outbox) -> SeriesPut:
    series = session.get_one(Series, row.series_id)
    office = session.scalars(select(Office)).one()
    copy = SeriesCopy(kind=series.kind, last=series.last, year=series.year, head=series.head)
    place = office_place(portal_office(session), series.name, "series")
    return SeriesPut(
        id=str(row.id),
        series=series.name,
        version=max(series.version, 1),
        office_copy=OfficeCopy(blob=seal(office.office_key, place, canonical(copy))),
    )


def portal_office(session: Session) -> str:
    """Return the id under which the portal knows the office."""
    return session.scalars(select(PortalState.office)).one()


def _document(session: Session, row: Outbox) -> Document:
    return session.get_one(Document, row.document_id)


def latest_issued(session: Session, document: Document) -> Issued:
    """Return the newest issued revision."""
    return session.scalars(
        select(Issued).where(Issued.document_id == document.id).order_by(Issued.revision.desc()).limit(1)
    ).one()


def published_issued(session: Session, document: Document) -> Issued:
    """Return the row that the page shows: the revision that was answered, however many were made since."""
    if not document.answered_revision:
        return latest_issued(session, document)
    answered = select(Issued).where(Issued.document_id == document.id, Issued.revision == document.answered_revision)
    return session.scalars(answered).one()


def _as_chosen(session: Session, document: Document, body: IssuedDocument) -> IssuedDocument:
    """Return what was issued with the optional lines chosen that the customer accepted."""
    answer = holding_answer(session, document.id) if document.answer == "accepted" else None
    if answer is None or not answer.record or not answer.revision:
        return body
    return as_chosen(body, SignedAcceptance.model_validate_json(answer.record).record.chosen)


def _reopens(session: Session, document: Document) -> bool:
    """Tell whether the office took an answer back: the portal then lets the quote be answered again."""
    undone = select(Answer.id).where(Answer.document_id == document.id, Answer.undone_at.is_not(None))
    return not document.answer and session.scalars(undone.limit(1)).first() is not None


def view_state(document: Document) -> ViewState:
    """Return the state that the document's page shows."""
    if document.withdrawn_at or document.voided_at:
        return "withdrawn"
    if document.answer in {"accepted", "declined"}:
        return "accepted" if document.answer == "accepted" else "declined"
    return settlement_of(document) if document.kind == "invoice" else "open"


def _credits(session: Session, document: Document) -> tuple[CreditGiven, ...]:
    if document.kind != "invoice":
        return ()
    found = credits_on(session, document.id)
    return tuple(CreditGiven(number=row.number, on=row.on, minor=row.applied_minor) for row in found)


def _payments(session: Session, document: Document, body: IssuedDocument) -> tuple[PaymentView, ...]:
    """Return what arrived and what went back of it, as its customer reads it."""
    words = wording(body.language)
    labels, online = words.labels, online_methods(session, document.id)
    methods = {
        "bank_transfer": labels.by_bank_transfer, "cash": labels.by_cash, "card": labels.by_card,
        "paypal": labels.by_paypal, "check": labels.by_check, "stripe": labels.by_stripe, "other": labels.by_other,
    }  # fmt: skip
    return tuple(
        PaymentView(
            on=format_date(row.on, body.language),
            method=(
                labels.refund
                if row.kind == "refund"
                else method_word(online[row.id], words)
                if row.id in online
                else methods[row.method]
            ),
            amount=format_money(body.money(-row.minor if row.kind == "refund" else row.minor), body.language),
            is_refund=row.kind == "refund",
        )
        for row in money_on(session, [document.id])[document.id]
        if row.kind != "write_off"
    )


def _put_state(document: Document, state: ViewState) -> PutState:
    if state == "withdrawn":
        return "withdrawn"
    return "settled" if state in SETTLED or document.kind == "credit" else "open"
