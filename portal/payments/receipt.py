"""Receipts: ours, drawn when somebody asks for it, and the address to which Stripe sends its own."""

from billing.errors import Refused
from billing.mailing.addresses import read_addresses
from billing.snapshot import View


def receipt_of(view: View) -> bytes:
    """Return the PDF of what has arrived for ``view``; blocks, and reads the fonts."""
    import resources
    from billing.pdf.receipt import render_receipt

    return render_receipt(view, resources.font_bytes())


def receipt_address(typed: str) -> str:
    """Return the first address of a customer to which Stripe can send its own receipt, "" where there is none.

    One that Stripe might refuse would keep the customer from paying: only plain letters and a domain with a dot go.
    """
    try:
        first = read_addresses(typed)[0]
    except Refused:
        return ""
    local, _, domain = first.partition("@")
    plain = first.isascii() and "." in domain and ".." not in local and not local.startswith(".")
    return first if plain and not local.endswith(".") else ""
