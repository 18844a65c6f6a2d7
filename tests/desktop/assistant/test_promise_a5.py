"""promise_A5: no secret comes out, whichever tool is asked.

Its share of the promises: about 10 s.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from secrets import token_hex
from uuid import UUID

import keyring
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Content, Customer, Document, Link, Office, PortalState, StripeAccount
from desktop.services.links import regenerate
from desktop.services.pay_ways import PayWayValues, update_way
from desktop.services.payments.booking import PaymentValues, record_payment
from tests.desktop.assistant.acting import tell
from tests.desktop.assistant.full import Known, calls, current_tokens, fill, strings
from tests.desktop.office import TODAY, Desk

PLANTED = 500
_LINKS = {
    "send_invoice": "invoice", "get_invoice_link": "invoice", "get_pdf_link": "invoice", "draft_message": "invoice",
    "prepare_follow_up": "invoice", "send_quote": "quote", "generate_customer_portal_link": "customer",
}  # fmt: skip
_GAPS = (" ", "", "  ", "\u00a0", "\u2009", "\t", "_", "\u2013")  # as people and programs part an account number


@dataclass
class Secrets:
    """What was planted, each in every spelling in which it could come out."""

    spelled: set[str] = field(default_factory=set)
    count: int = 0

    def add(self, secret: str | bytes) -> None:
        raw = secret.encode() if isinstance(secret, str) else secret
        self.spelled |= {raw.hex(), b64encode(raw).decode().rstrip("=")}
        if isinstance(secret, str):
            self.spelled.add(secret)
        self.count += 1

    def within(self, text: str) -> set[str]:
        squeezed = "".join(sign for sign in text if sign.isalnum())
        return {each for each in self.spelled if each in text or each in squeezed}


def plant(desk: Desk, known: Known) -> Secrets:
    """Put secrets wherever the books and the keychain hold some, until there are 500."""
    found = Secrets()
    for service in ("portal", "stripe", "mail"):
        secret = f"sk_live_{token_hex(16)}"
        keyring.set_password("counterfoil", service, secret)
        found.add(secret)

    def op(session: Session) -> None:
        _keys(session, desk, known, found)
        _notes(session, desk, known, found)
        _numbers(session, desk, known, found)

    desk.write(op)
    return found


def _keys(session: Session, desk: Desk, known: Known, found: Secrets) -> None:
    """Keys that the books hold, and tokens of links that nobody asks for."""
    for holder in (known.invoice, known.quote, known.customer):
        for _ in range(40):
            regenerate(session, holder, why="leaked", at=desk.now)
    asked = current_tokens(session, known.invoice) | current_tokens(session, known.quote)
    asked |= current_tokens(session, known.customer)
    for link in session.scalars(select(Link)):
        found.add(link.lookup)
        if link.token not in asked:
            found.add(link.token)
    found.add(session.scalars(select(Office.office_key)).one())
    portal = session.scalars(select(PortalState)).one()
    portal.receipt, portal.batch_body = token_hex(16), token_hex(16).encode()
    found.add(portal.receipt)
    found.add(portal.batch_body)
    session.add(
        StripeAccount(
            account=f"acct_{token_hex(8)}", livemode=False, hint="a1b2", connected_at=desk.now, checked_at=desk.now
        )
    )
    for at in range(30):
        key = token_hex(16).encode()
        session.add(Content(id=token_hex(16), document_id=known.invoice, kind="view", version=1_000 + at, key=key))
        found.add(key)
    for name in session.scalars(select(Document.doc).where(Document.doc.is_not(None))):
        found.add(str(name))


def _notes(session: Session, desk: Desk, known: Known, found: Secrets) -> None:
    """Private notes of customers and documents."""
    for customer in session.scalars(select(Customer)):
        customer.notes = _secret(found)
    for document in session.scalars(select(Document)):
        document.notes = _secret(found)


def _numbers(session: Session, desk: Desk, known: Known, found: Secrets) -> None:
    """Bank details, and account numbers that stand in the references of payments."""
    bank = [_iban(at) for at in range(24)]
    update_way(session, known.way, PayWayValues("bank", "\n".join(f"IBAN: {each}" for each in bank)), at=desk.now)
    for number in bank:
        found.add(_joined(number))
    at = 100
    while found.count < PLANTED:
        number = _iban(at)
        values = PaymentValues(TODAY, 100, "EUR", "bank_transfer", known.customer, f"from {number}", _secret(found))
        record_payment(session, values, (), today=TODAY, at=desk.now, rest_confirmed=True)
        found.add(_joined(number))
        at += 1


def _secret(found: Secrets) -> str:
    secret = f"note-{token_hex(12)}"
    found.add(secret)
    return secret


def _iban(at: int) -> str:
    """Return an account number of its own, each in the next of the spellings."""
    digits = f"{93_115_212_000_000 + at * 7_919:014}"
    groups = ("IE29", "AIBK", digits[:4], digits[4:8], digits[8:12], digits[12:])
    return _GAPS[at % len(_GAPS)].join(groups)


def _joined(number: str) -> str:
    return "".join(sign for sign in number if sign.isalnum())


def test_promise_a5_no_secret_comes_out_of_any_tool(desk: Desk) -> None:
    """500 planted secrets, every tool called with plausible arguments: 0 returned; a link tool returns its own link."""
    known = fill(desk, lambda: "said")
    planted = plant(desk, known)
    assert planted.count >= PLANTED
    holders: dict[str, UUID] = {"invoice": known.invoice, "quote": known.quote, "customer": known.customer}
    tokens = {kind: desk.read(lambda session, at=at: current_tokens(session, at)) for kind, at in holders.items()}  # type: ignore[misc]
    for name, arguments in calls(known).items():
        said = tell(desk, name, arguments)
        text = "\n".join([*strings(said.answer), *said.rehearsed, said.refused])
        assert planted.within(text) == set(), name
        shown = {kind for kind, each in tokens.items() if any(token in text for token in each)}
        assert shown <= {_LINKS.get(name, "")}, name


def test_the_search_for_secrets_would_find_one(desk: Desk) -> None:
    known = fill(desk, lambda: "said")
    planted = plant(desk, known)
    note = desk.read(lambda session: session.get_one(Customer, known.customer).notes)
    assert planted.within(f"They say {note}.") == {note}
    assert planted.within("IE29 AIBK 9311 5212 0000 00")
