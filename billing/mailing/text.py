"""The words of a message: a template in the customer's language, and the fields that are merged into it."""

import re
from dataclasses import asdict, dataclass
from typing import Literal

from billing.issued import DocumentKind
from billing.wording import Wording

LINK = "{link}"  # stays in what is typed: whoever reads the message as text gets the address, else a button
MailAction = Literal["pay", "accept", "view"]
MailKind = Literal["document", "reminder", "statement"]
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What may stand in braces in a message, as the customer reads it; "" where there is none.

    ``customer`` is the person who is written to, else the business; ``days_overdue`` is a count.
    """

    customer: str
    number: str
    amount: str
    due: str
    days_overdue: str
    business: str
    phone: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before a person has read it; the fields are merged, ``{link}`` still stands in the body."""

    subject: str
    body: str


def merged(text: str, fields: Fields) -> str:
    """Return ``text`` with every known field filled in; braces around anything else stay, and so does ``{link}``."""
    values = asdict(fields)
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def drafted(kind: DocumentKind, fields: Fields, words: Wording, *, owed: bool, reminds: bool = False) -> Draft:
    """Return the message that a document of ``kind`` leaves with; ``owed``: something of an invoice is open, of which
    it perhaps ``reminds``.
    """
    mail = words.mail
    subjects = {"invoice": mail.invoice_subject, "quote": mail.quote_subject, "credit": mail.credit_subject}
    said = _sentence(kind, fields, words, owed=owed)
    if reminds and fields.due and not fields.days_overdue:
        said = mail.reminder.format(number=fields.number, amount=fields.amount, date=fields.due)
    subject = (mail.reminder_subject if reminds else subjects[kind]).format(
        number=fields.number, business=fields.business
    )
    return Draft(subject, _body(said, fields, words))


def drafted_statement(fields: Fields, words: Wording, *, owed: bool) -> Draft:
    """Return the message that a statement as of ``fields.due`` leaves with; ``owed``: ``fields.amount`` is open."""
    mail = words.mail
    said = mail.statement if owed else mail.statement_settled
    subject = mail.statement_subject.format(business=fields.business, date=fields.due)
    return Draft(subject, _body(said.format(date=fields.due, amount=fields.amount), fields, words))


def button_word(action: MailAction, words: Wording) -> str:
    """Return what stands on the button."""
    return {"pay": words.mail.pay, "accept": words.mail.accept, "view": words.mail.view}[action]


def _body(said: str, fields: Fields, words: Wording) -> str:
    foot = "\n".join(filter(None, (words.mail.closing, fields.business, fields.phone)))
    return "\n\n".join((words.mail.greeting.format(customer=fields.customer), said, LINK, foot))


def _sentence(kind: DocumentKind, fields: Fields, words: Wording, *, owed: bool) -> str:
    mail = words.mail
    facts = {"number": fields.number, "amount": fields.amount}
    if kind == "credit":
        return mail.credit.format(**facts)
    if kind == "quote":
        return mail.quote.format(**facts, date=fields.due) if fields.due else mail.quote_undated.format(**facts)
    if not owed:
        return mail.invoice_settled.format(number=fields.number)
    if fields.days_overdue:
        return mail.invoice_overdue.of(int(fields.days_overdue), **facts, date=fields.due)
    return mail.invoice.format(**facts, date=fields.due) if fields.due else mail.invoice_undated.format(**facts)
