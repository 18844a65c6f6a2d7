"""What the office writes when it sends a document by e-mail."""

from dataclasses import dataclass

from billing.wording.plural import Plural


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """What the office writes when it sends a document."""

    invoice_subject: str
    quote_subject: str
    credit_subject: str
    reminder_subject: str
    statement_subject: str
    greeting: str
    invoice: str
    invoice_undated: str
    invoice_overdue: Plural
    invoice_settled: str
    reminder: str
    quote: str
    quote_undated: str
    credit: str
    statement: str
    statement_settled: str
    closing: str
    pay: str
    accept: str
    view: str
    or_copy: str


MAILING = MailWords(
    invoice_subject="Invoice {number} from {business}",
    quote_subject="Quote {number} from {business}",
    credit_subject="Credit note {number} from {business}",
    reminder_subject="Reminder: invoice {number} from {business}",
    statement_subject="Statement from {business}, {date}",
    greeting="Hello {customer},",
    invoice="Here is invoice {number}. {amount} is to be paid by {date}.",
    invoice_undated="Here is invoice {number}. {amount} is to be paid.",
    invoice_overdue=Plural(
        (
            "{amount} of invoice {number} was due on {date}, yesterday. Perhaps it was overlooked.",
            "{amount} of invoice {number} was due on {date}, {count} days ago. Perhaps it was overlooked.",
        )
    ),
    invoice_settled="Here is invoice {number}. Nothing is left to pay.",
    reminder="A short reminder: {amount} of invoice {number} is to be paid by {date}.",
    quote="Here is quote {number} for {amount}. It is valid until {date}.",
    quote_undated="Here is quote {number} for {amount}.",
    credit="Here is credit note {number} for {amount}.",
    statement="Here is your statement as of {date}. {amount} is open.",
    statement_settled="Here is your statement as of {date}. Nothing is open.",
    closing="Kind regards",
    pay="View and pay",
    accept="View and accept",
    view="View online",
    or_copy="If the button does not work, open this address:",
)
