"""Documents and an office to draw pages of."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from billing.acceptance import Acceptance, AcceptedLine, sign, written
from billing.answering import Answering, AnswerView, CommentView
from billing.choosing import chosen_lines
from billing.colour import readable
from billing.customer_index import CustomerIndex, EntryFacts, IndexEntry, entry_of, listed, open_sums
from billing.issued import BankDetail, IssuedDocument, IssuedLine, IssuedTax, LineDiscount, Party, PayWay, TaxId
from billing.snapshot import PaymentView, PdfView, Standing, View, view_of
from billing.statement import Movement, account, in_words
from billing.wire import Brand, Contact, OfficeProfile
from billing.wording import wording
from portal.pages import Page, Pages

TODAY = date(2026, 11, 20)
TOKEN = "Kx3vQ9bT7mWz2LrYc8NdPf5GhJs4RaUe"
ADDRESS = f"/portal/invoice/{TOKEN}"
PAGES = Pages()
REVISION = "4f" * 32

_GOODS = (
    ("Oak worktop, oiled", "40 mm, cut to length", "2.4", "m", "184.00"),
    ("Cable trunking", "White, with covers", "12", "m", "7.50"),
    ("Drawer runners, soft-close", "Pair, 500 mm", "18", "pr", "21.40"),
    ("Cabinet hinges, 110°", "Nickel, clip-on", "46", "", "2.85"),
    ("Plinth, brushed steel", "150 mm, with seal", "9.6", "m", "16.20"),
    ("LED strip, warm white", "With driver and end caps", "7.5", "m", "31.2345"),
    ("Edge band, oak", "22 mm, iron-on", "50", "m", "0.62"),
    ("Wall panels, birch", "12 mm, one face lacquered", "14", "", "58.90"),
    ("Sink cut-out and sealing", "On site", "2", "", "65.00"),
    ("Adjustable legs", "Set of 4, 100 to 170 mm", "11", "", "6.75"),
    ("Handles, black steel", "320 mm, two screws", "24", "", "9.40"),
    ("Mirror, ground edge", "1,200 × 700 mm", "3", "", "88.00"),
    ("Glass shelf", "8 mm, hardened", "6", "", "24.60"),
    ("Fixings and fillers", "Plugs, screws, acrylic", "1", "", "42.00"),
    ("Drawing and measuring", "Two visits", "5.5", "h", "62.00"),
    ("Workshop hours", "Cutting, edging, assembly", "31", "h", "54.00"),
    ("Fitting hours", "Two joiners", "26", "h", "58.00"),
    ("Delivery", "Van, same county", "1", "", "85.00"),
    ("Care booklet", "Printed, for the practice", "2", "", "12.00"),
    ("Removal of old fittings", "Skip and gate fee included", "1", "", "240.00"),
)


def lines(count: int = 20) -> tuple[IssuedLine, ...]:
    """Return the first ``count`` lines; the booklet bears no tax."""
    return tuple(
        line(
            title=title,
            detail=detail,
            quantity=Decimal(quantity),
            unit=unit,
            unit_price=Decimal(price),
            taxes=(vat("0" if title == "Care booklet" else "13.5"),),
        )
        for title, detail, quantity, unit, price in _GOODS[:count]
    )


def line(**changes: Any) -> IssuedLine:
    """Return one line."""
    values: dict[str, Any] = {
        "title": "Reception counter",
        "detail": "Oiled oak, 2.4 m",
        "quantity": Decimal(1),
        "unit_price": Decimal(760),
        "taxes": (vat("13.5"),),
    }
    return IssuedLine(**values | changes)


def vat(rate: str, **changes: Any) -> IssuedTax:
    """Return a tax called VAT."""
    values: dict[str, Any] = {"label": "VAT", "rate": Decimal(rate)}
    return IssuedTax(**values | changes)


PAID_IN_PART = Standing(
    paid_minor=150_000,
    payments=(
        PaymentView(on="10 Nov 2026", method="Bank transfer", amount="€1,000.00"),
        PaymentView(on="16 Nov 2026", method="Card", amount="€500.00"),
    ),
)


def view(standing: Standing | None = None, *, pdf: bool = True, **changes: Any) -> View:
    """Return an invoice of 20 lines, due on 4 December 2026; ``changes`` are to the document."""
    values: dict[str, Any] = {
        "kind": "invoice",
        "number": "INV-2026-0187",
        "language": "en-IE",
        "time_zone": "Europe/Dublin",
        "currency": "EUR",
        "exponent": 2,
        "price_mode": "exclusive",
        "rounding": "per_total",
        "issued_on": date(2026, 11, 6),
        "due_on": date(2026, 12, 4),
        "order_reference": "PO 7731",
        "seller": Party(
            name="Alder & Finch Fit-Out Ltd",
            address=("14 Bridge Street", "Dublin 8", "Ireland"),
            tax_ids=(TaxId(label="VAT", value="IE 6388047 V"),),
        ),
        "buyer": Party(name="Hollis & Byrne Dental Practice", address=("Accounts", "22 Dominick Street", "Galway")),
        "lines": lines(),
        "discount": LineDiscount(percent=Decimal(5)),
        "discount_reason": "Loyalty discount 5%",
        "late_fee": "8 % a year above the base rate, and €40 for our costs.",
        "terms": "Payment within 28 days of the invoice date.\n\nThe goods stay ours until they are paid in full.",
        "ways": (
            PayWay(
                kind="bank",
                details=(
                    BankDetail(label="Account holder", value="Alder & Finch Fit-Out Ltd"),
                    BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78"),
                    BankDetail(label="BIC", value="AIBKIE2D"),
                ),
            ),
        ),
    }
    document = IssuedDocument(**values | changes)
    file = PdfView(content="0" * 32, name=f"{document.number}.pdf", size=88_064, sha256="0" * 64) if pdf else None
    return view_of(document, standing=standing, revision=REVISION, pdf=file)


def quote(standing: Standing | None = None, **changes: Any) -> View:
    """Return a quote valid until 18 December 2026, with one option chosen and one not."""
    values: dict[str, Any] = {
        "kind": "quote",
        "number": "QUO-2026-0031",
        "due_on": None,
        "valid_until": date(2026, 12, 18),
        "lines": (
            *lines(4),
            line(title="Footrest rail", detail="Brass, 2.4 m", optional=True),
            line(title="Night lighting", detail="", optional=True, chosen=False, unit_price=Decimal("390.50")),
        ),
        "discount": None,
        "ways": (),
    }
    return view(standing, **values | changes)


OPEN = Standing(answering=Answering())
# A drawn signature: as the pad keeps it, as its form sends it.
STROKES = ((20, 150, 50, 40, 80, 150, 110, 40, 140, 150), (170, 110, 230, 60, 230, 120, 290, 100, 560, 90))
STROKES_SENT = json.dumps(STROKES)


def accepted(record: str) -> AnswerView:
    """Return the answer that the office publishes of a signed acceptance."""
    return AnswerView(kind="accepted", name="Niamh Byrne", on="20 November 2026", record=record)


def signed(shown: View, **changes: Any) -> str:
    """Return the record of accepting ``shown`` as it is chosen, drawn and signed by a key of its own."""
    counted = [line for line in shown.lines if line.chosen or not line.optional]
    values: dict[str, Any] = {
        "id": "0193-0",
        "office": "1" * 32,
        "doc": "2" * 32,
        "number": shown.number,
        "revision_number": 3,
        "revision": shown.revision,
        "pdf_sha256": "9f2c41ab" * 8,
        "seller": shown.seller.name,
        "buyer": shown.buyer.name,
        "language": shown.language,
        "time_zone": shown.time_zone,
        "currency": shown.currency,
        "lines": tuple(
            AcceptedLine(
                title=line.title,
                detail=line.detail,
                quantity=line.quantity,
                unit_price=line.unit_price,
                amount=line.amount,
                optional=line.optional,
            )
            for line in counted
        ),
        "left_out": tuple(line.title for line in shown.lines if line.optional and not line.chosen),
        "chosen": chosen_lines(shown),
        "total_minor": shown.total_minor,
        "total": shown.total,
        "consent": wording(shown.language).signing.consent.format(buyer=shown.buyer.name),
        "name": "Niamh Byrne",
        "signature": "drawn",
        "strokes": STROKES,
        "order_number": "PO 7764",
        "at": datetime(2026, 11, 20, 10, 14, 32, tzinfo=UTC),
        "address": "203.0.113.24",
        "agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0",
    }
    return written(sign(Acceptance(**values | changes), b"k" * 32))


def talk(question: str, reply: str) -> tuple[CommentView, ...]:
    """Return a conversation of two messages."""
    at = "20 November 2026, 12:00"
    return CommentView(by_office=False, at=at, text=question), CommentView(by_office=True, at=at, text=reply)


def answer(view: View, **changes: Any) -> dict[str, Any]:
    """Return the fields of the form by which ``view`` is accepted as it is shown; ``None`` leaves one out."""
    values: dict[str, Any] = {
        "revision": view.revision,
        "total": str(view.total_minor),
        "line": [str(at) for at in chosen_lines(view)],
        "name": "Niamh Byrne",
        "order": "PO 7764",
        "terms": "yes",
        "sure": "yes",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def credit(standing: Standing | None = None, **changes: Any) -> View:
    """Return a credit note of two lines."""
    values: dict[str, Any] = {"kind": "credit", "number": "CRN-2026-0009", "due_on": None, "lines": lines(2)}
    return view(standing, **values | changes)


def facts(shown: View, *, doc: str = "1" * 32) -> EntryFacts:
    """Return what a customer's list knows of the document that ``shown`` is of."""
    return EntryFacts(
        doc=doc,
        kind=shown.kind,
        number=shown.number,
        state=shown.state,
        currency=shown.currency,
        issued_on=shown.issued_on,
        due_on=shown.due_on,
        valid_until=shown.valid_until,
        asked_minor=shown.total_minor,
        paid_minor=shown.paid_minor,
        balance_minor=shown.balance_minor,
        paying=shown.paying is not None,
    )


def entry(shown: View, *, doc: str, view_content: str = "2" * 32, pdf: str = "3" * 32) -> IndexEntry:
    """Return the line of ``shown`` in a customer's list."""
    return entry_of(facts(shown, doc=doc), shown.language, view=view_content, pdf=pdf)


def customer_index(entries: tuple[IndexEntry, ...], **changes: Any) -> CustomerIndex:
    """Return a customer's list of ``entries``."""
    shown = view()
    values: dict[str, Any] = {
        "name": "Hollis & Byrne Dental Practice",
        "language": "en-IE",
        "time_zone": "Europe/Dublin",
        "seller": shown.seller,
        "entries": entries,
        "open_invoices": sum(each.kind == "invoice" and each.state == "open" for each in entries),
    }
    return CustomerIndex(**values | changes)


def office(**changes: Any) -> OfficeProfile:
    """Return the office's public profile."""
    colours = readable("#7d2b3d")
    values: dict[str, Any] = {
        "name": "Alder & Finch Fit-Out",
        "contact": Contact(email="accounts@alderfinch.example", phone="+353 1 555 0142"),
        "brand": Brand(
            brand=colours.brand,
            on_brand=colours.on_brand,
            brand_dark=colours.brand_dark,
            on_brand_dark=colours.on_brand_dark,
            logo_width=120,
            logo_height=120,
        ),
    }
    return OfficeProfile(**values | changes)


OFFICE = office()


def drawn(shown: View, **changes: Any) -> Page:
    """Return the page of ``shown`` on 20 November 2026."""
    values: dict[str, Any] = {
        "profile": OFFICE,
        "state": "live",
        "today": TODAY,
        "address": ADDRESS,
        "preview": False,
        "practice": False,
        "logo_url": None,
    }
    return PAGES.document(shown, **values | changes)


def facts_of(number: str, minor: int, **changes: Any) -> EntryFacts:
    """Return one document of a list: an invoice of ``minor`` cents, open and due on 4 December 2026."""
    values: dict[str, Any] = {
        "doc": sha256(number.encode()).hexdigest()[:32],
        "kind": "invoice",
        "number": number,
        "state": "open",
        "currency": "EUR",
        "issued_on": date(2026, 11, 6),
        "due_on": date(2026, 12, 4),
        "valid_until": None,
        "asked_minor": minor,
        "paid_minor": 0,
        "balance_minor": minor,
    }
    return EntryFacts(**values | changes)


def documents() -> list[EntryFacts]:
    """Return nine documents of one customer, in every state that a list shows."""
    paid, past = {"state": "paid", "balance_minor": 0}, date(2026, 8, 19)
    return [
        facts_of("INV-2026-0163", 61_275, due_on=date(2026, 11, 6)),
        facts_of("INV-2026-0187", 278_090, paid_minor=75_000, balance_minor=203_090),
        facts_of("INV-2026-0192", 38_820, due_on=date(2026, 12, 16)),
        facts_of("QUO-2026-0031", 1_415_730, kind="quote", due_on=None, valid_until=date(2026, 12, 18)),
        facts_of("INV-2026-0141", 27_450, issued_on=date(2026, 10, 12), **paid),
        facts_of("CRN-2026-0009", 8_610, kind="credit", due_on=None, issued_on=past, balance_minor=0),
        facts_of("QUO-2026-0022", 93_000, kind="quote", due_on=None, state="declined", issued_on=date(2026, 8, 4)),
        facts_of("QUO-2026-0020", 91_000, kind="quote", due_on=None, valid_until=past, issued_on=date(2026, 8, 3)),
        facts_of("INV-2026-0100", 5_000, state="withdrawn", issued_on=date(2026, 7, 4)),
    ]


def listing(found: list[EntryFacts] | None = None, **changes: Any) -> CustomerIndex:
    """Return the list of ``found``, or of nine documents, with a statement in every currency that is open."""
    of = documents() if found is None else found
    language = changes.get("language", "en-IE")
    open_now = open_sums(of, language)
    accounts = [
        account(each.currency, [Movement(date(2026, 11, 6), "invoice", "INV", each.minor)], since=date(2026, 9, 1))
        for each in open_now
    ]
    values: dict[str, Any] = {
        "open": open_now,
        "open_invoices": sum(each.is_open for each in of),
        "sums": tuple(in_words(each, language).sums for each in accounts),
        "statement": PdfView(content="4" * 32, name="Statement.pdf", size=38_000, sha256="0" * 64),
    }
    entries = tuple(entry_of(each, language, view="2" * 32, pdf="3" * 32) for each in listed(of))
    return customer_index(entries, **values | changes)


LIST_ADDRESS = f"/portal/customer/{TOKEN}"


def drawn_list(index: CustomerIndex, **changes: Any) -> Page:
    """Return the page of all of a customer's documents on 20 November 2026."""
    values: dict[str, Any] = {
        "profile": OFFICE,
        "today": TODAY,
        "address": LIST_ADDRESS,
        "withdrawn": frozenset(),
        "preview": False,
        "practice": False,
        "logo_url": None,
    }
    return PAGES.customer(index, **values | changes)


def ended(kind: Any, **changes: Any) -> Page:
    """Return the dead end ``kind`` of the office's link."""
    values: dict[str, Any] = {
        "profile": OFFICE,
        "language": "en",
        "address": ADDRESS,
        "practice": False,
        "logo_url": None,
    }
    return PAGES.dead_end(kind, **values | changes)


_OURS = {"format", "kind", "state", "language", "time_zone", "currency", "content", "sha256", "revision", "includes"}
_OURS |= {"signature", "order_number"}  # of what an office asks


def filled_with(text: str, part: Any, name: str = "") -> Any:
    """Return ``part`` of a dumped view with ``text`` in every field that a person or an office fills."""
    if isinstance(part, dict):
        return {key: value if key == "figures" else filled_with(text, value, key) for key, value in part.items()}
    if isinstance(part, tuple | list):
        return [filled_with(text, value, name) for value in part]
    return text if isinstance(part, str) and name not in _OURS else part
