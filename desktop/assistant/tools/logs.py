"""What left by e-mail and what became of it, and the reminder that a person wants now."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field as PydanticField

from billing.errors import Refused
from desktop.assistant import finding, mails
from desktop.assistant.figures import Day, Line, Ref, Word, Words, amount_out
from desktop.assistant.paging import cursor_after, cut, instant_at
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Answer, Arguments, Errand, Paged, Rehearsal, Tool, Untrusted
from desktop.assistant.trust import untrusted
from desktop.queries.cards import document_card
from desktop.queries.mails import MailRow, MailState, mail_log
from desktop.queries.office import office_row

LOGS, REMINDERS = "Notices and logs", "Reminders"
_LISTED = "mail"
LogState = Literal["queued", "waits_for_portal", "sending", "sent", "failed", "unsure", "delivered", "bounced"]
_STATES: dict[LogState, tuple[MailState, ...]] = {
    "queued": ("queued", "waits_for_portal", "sending"), "waits_for_portal": ("waits_for_portal",),
    "sending": ("sending",), "sent": ("sent",), "failed": ("failed",), "unsure": ("unsure",),
}  # fmt: skip


class ListMails(Paged):
    """Which messages; everything narrows."""

    limit: int = PydanticField(50, ge=1, le=200)
    status: Annotated[LogState | None, Word] = PydanticField(
        None, description="delivered and bounced never occur: a mail server does not tell."
    )
    recipient_email: Line | None = PydanticField(None, description="A part of an address.")
    message_type: Annotated[Literal["document", "reminder", "statement", "notice"] | None, Word] = None
    date_from: Day | None = None
    date_to: Day | None = None


class SendReminder(Arguments):
    """Of which invoice, and with which words."""

    invoice_id: Ref = PydanticField(description="Id or number.")
    custom_subject: Annotated[Line, PydanticField(max_length=200)] | None = None
    custom_message: Words | None = PydanticField(
        None, description="{link} stands for the link; it comes last where missing."
    )


class MailShape(Answer):
    """A message: to whom, how it stands, and the mail server's words where it failed."""

    id: UUID
    document: str
    customer: str
    to: tuple[str, ...]
    subject: str
    with_pdf: bool
    status: str
    reason: Untrusted | None
    at: datetime
    sent_at: datetime | None
    tries: int


class MailList(Answer):
    """A page of messages; ``next_cursor`` None: that was all."""

    email_logs: tuple[MailShape, ...]
    next_cursor: str | None


class NothingToRemind(Refused):
    """A reminder asks for something that is open."""


def list_email_logs(errand: Errand, args: ListMails) -> MailList:
    states = _STATES.get(args.status) if args.status is not None else ()
    if states is None:
        return MailList(email_logs=(), next_cursor=None)
    rows = mail_log(
        errand.session,
        states=states,
        kind=args.message_type or "",
        to=args.recipient_email or "",
        since=_begin(errand, args.date_from),
        before=_begin(errand, args.date_to + timedelta(days=1) if args.date_to is not None else None),
        after=instant_at(args.cursor, _LISTED),
        limit=args.limit + 1,
    )
    shown, last = cut(rows, args.limit)
    more = None if last is None else cursor_after(_LISTED, last.at.isoformat(), str(last.id))
    return MailList(email_logs=tuple(map(_mail, shown)), next_cursor=more)


def rehearse_reminder(errand: Errand, args: SendReminder) -> Rehearsal:
    return mails.rehearse(errand, _owing(errand, args), _wish(args))


def send_reminder(errand: Errand, args: SendReminder) -> Done:
    number, queued = mails.send(errand, _owing(errand, args), _wish(args))
    return mails.told(number, queued)


def _owing(errand: Errand, args: SendReminder) -> UUID:
    identifier = finding.invoice(errand, args.invoice_id)
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    if not card.number:
        raise NothingToRemind("This is a draft: nobody owes anything on it. Nothing was sent. Issue it first.")
    if card.state in {"void", "withdrawn"} or card.balance_minor <= 0:
        owed = amount_out(max(card.balance_minor, 0), card.currency)
        raise NothingToRemind(f"{card.number} is {card.state} and {owed} is open of it. Nothing was sent.")
    if any(charge.is_disputed for charge in card.charges):
        raise NothingToRemind(f"A payment of {card.number} is disputed. Nothing was sent. Settle the dispute first.")
    return identifier


def _wish(args: SendReminder) -> mails.Wish:
    return mails.Wish(subject=args.custom_subject or "", message=args.custom_message or "", kind="reminder")


def _begin(errand: Errand, on: date | None) -> datetime | None:
    """Return the instant at which a day of the office begins."""
    office = office_row(errand.session)
    if on is None or office is None:
        return None
    return datetime.combine(on, time(), ZoneInfo(office.time_zone))


def _mail(row: MailRow) -> MailShape:
    return MailShape(
        id=row.id,
        document=row.number,
        customer=row.customer,
        to=row.to,
        subject=row.subject,
        with_pdf=row.with_pdf,
        status=row.state,
        reason=untrusted(row.reason, "mail server"),
        at=row.at,
        sent_at=row.sent_at,
        tries=row.tries,
    )


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "send_reminder", "Send a reminder", REMINDERS,
        "A person approves recipient, subject, message and amount first. Sends the customer a message about what is "
        "open of an invoice, with its PDF and link. Refused for drafts, where nothing is open, where a payment is "
        "disputed, and where the customer has no e-mail address.",
        "Remind Rosewood Dental of INV-2026-0042.",
        SendReminder, send_reminder, scope="draft", effect="leaves", rehearse=rehearse_reminder, open_world=True,
    ),
    Tool(
        "list_email_logs", "List messages", LOGS,
        "Lists messages, newest first: to whom, about what, how each stands. sent means that the mail server took "
        "it; unsure that it may have. The server's own words are marked as untrusted text. Changes nothing. At most "
        "limit rows (50 where left out, 200 at most); nextCursor continues.",
        "Did the e-mail with INV-2026-0042 go out?",
        ListMails, list_email_logs, idempotent=True,
    ),
)  # fmt: skip
