"""What a text message says: one sentence a kind, the longer and the shorter form, and how one is left alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWords:
    """Each sentence ends before the link; the shorter form is for what would not fit into one message."""

    invoice_due: str
    invoice: str
    invoice_short: str
    overdue: str
    settled: str
    quote_until: str
    quote: str
    quote_short: str
    credit: str
    credit_short: str
    opt_out: str


TEXTING = TextWords(
    invoice_due="{business}: invoice {number}, {amount}, due {date}.",
    invoice="{business}: invoice {number}, {amount}.",
    invoice_short="{business}: invoice {number}.",
    overdue="{business}: invoice {number}, {amount}, was due {date}.",
    settled="{business}: invoice {number} for your records.",
    quote_until="{business}: quote {number}, {amount}, valid until {date}.",
    quote="{business}: quote {number}, {amount}.",
    quote_short="{business}: quote {number}.",
    credit="{business}: credit note {number}, {amount}.",
    credit_short="{business}: credit note {number}.",
    opt_out="Reply STOP to opt out.",
)
