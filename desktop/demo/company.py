"""Alder & Finch Fit-Out, a joinery that does not exist, with documents in every state that can be had."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from billing.issued import IssuedTax
from desktop.archive import Archive
from desktop.queries.balance import balance_of_id
from desktop.queries.drafts import LineValues
from desktop.queries.money import Method
from desktop.services.branding import Logo
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.drafts import begin_draft, save_draft
from desktop.services.issuing import issue
from desktop.services.items import ItemValues, save_item, save_tax_rate
from desktop.services.links import mark_sent
from desktop.services.office import BusinessValues, Founding, change_business, found_office
from desktop.services.pay_ways import PayWayValues, add_way
from desktop.services.payments.booking import PaymentValues, Share, record_payment
from desktop.services.payments.refunding import RefundValues, refund_payment
from desktop.services.payments.writing_off import write_off

TIME_ZONE = "Europe/Dublin"
Step = Callable[[Session], None]


@dataclass(frozen=True, slots=True)
class _Sale:
    customer: int
    days_ago: int
    lines: tuple[tuple[int, str], ...]
    handed_over: bool = True
    kind: Literal["invoice", "quote"] = "invoice"
    currency: str = "EUR"
    options: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Paid:
    """Money for the document at this place of ``_SALES``; ``less`` is written off, ``more`` is too much."""

    sale: int
    days_ago: int
    method: Method = "bank_transfer"
    percent: int = 100
    reference: str = ""
    less: int = 0
    more: int = 0
    given_back: bool = False


_CUSTOMERS = (
    CustomerValues(
        "Rosewood Dental Practice", contact="Accounts", email="accounts@rosewooddental.example",
        address="7 Rosewood Road\nBlackrock\nCo. Dublin", country="IE", tax_label="VAT", tax_id="IE6388047V",
    ),
    CustomerValues("Quayside Coffee Roasters", address="3 Custom House Quay\nDublin 1", country="IE"),
    CustomerValues("St Brigid’s National School Board of Management", address="Main Street\nKildare", country="IE"),
    CustomerValues("Hollis & Daughters", address="18 Bridge Street\nNewry", country="GB", currency="GBP"),
    CustomerValues("Bauer Präzisionstechnik AG", address="Werkgasse 12\n8400 Winterthur", country="CH", language="de"),
    CustomerValues("Société Générale d’Aménagement et Menuiserie", address="4 rue du Lis\n44000 Nantes", country="FR"),
    CustomerValues("Midori Kōgyō K.K.", address="2-8-1 Nishi-Shinjuku\nTokyo 163-8001", country="JP", currency="JPY"),
    CustomerValues("Fitzgerald Pharmacy", address="51 Main Street\nBray", country="IE"),
    CustomerValues("Harbour Lights Hotel Group (Galway & Connemara)", address="The Docks\nGalway", country="IE"),
    CustomerValues("Lindqvist Snickeri AB", address="Storgatan 9\n411 24 Göteborg", country="SE", currency="SEK"),
    CustomerValues("Kowalczyk Architekci sp. z o.o.", address="ul. Długa 7\n31-147 Kraków", country="PL"),
    CustomerValues("Ó Súilleabháin Homes", address="Cé na gCladdagh\nGaillimh", country="IE"),
    CustomerValues("Northgate Veterinary Clinic", address="2 Northgate Street\nAthlone", country="IE"),
)  # fmt: skip

_ITEMS = (
    ("WP-01", "Wall panelling, oiled oak", "Treatment rooms, to drawing", "m²", "118.40", "13.5"),
    ("RD-10", "Reception desk “Liffey”", "Solid oak top 40 mm, lockable pedestal left", "pc", "4380", "23"),
    ("LP-22", "LED profile, warm white", "Cut to length, with driver", "m", "31.2345", "23"),
    ("FI-01", "Fitting on site", "Two joiners", "h", "48.50", "13.5"),
    ("WR-08", "Waste removal", "Skip 8 m³, permit included", "pc", "265", "13.5"),
    ("IS-60", "Door ironmongery set", "Satin steel, fire-rated, 60 minutes", "set", "84.95", "23"),
    ("DC-203", "Door closer, overhead, EN 3", "", "pc", "142", "23"),
    ("DC-410", "Door closer, concealed, EN 4", "", "pc", "290.10", "23"),
)

_SALES = (
    _Sale(12, 96, ((1, "1"), (3, "14"))),
    _Sale(10, 74, ((0, "22.5"), (3, "31"))),
    _Sale(9, 71, ((1, "2"), (2, "18"), (3, "44")), currency="SEK"),
    _Sale(7, 48, ((5, "4"), (3, "6"))),
    _Sale(4, 33, ((2, "6.4"), (6, "1"))),
    _Sale(11, 25, ((0, "38.75"), (3, "40"), (4, "1"))),
    _Sale(6, 20, ((1, "1"), (2, "12")), currency="JPY"),
    _Sale(3, 16, ((5, "9"), (7, "3")), currency="GBP"),
    _Sale(8, 12, ((0, "64"), (1, "2"), (3, "118"), (4, "3"))),
    _Sale(5, 9, ((2, "22.4"), (6, "12"), (7, "4")), handed_over=False),
    _Sale(12, 40, ((0, "12"), (3, "9")), kind="quote"),
    _Sale(11, 6, ((0, "80"), (1, "1"), (3, "96")), kind="quote", options=((2, "14"), (6, "3"))),
    _Sale(0, 2, ((1, "1"), (3, "4.5")), kind="quote", handed_over=False),
    _Sale(0, 1, ((1, "1"), (2, "12"), (3, "4.5"))),
)


_PAID = (
    _Paid(0, 70, reference="INV 1, with thanks"),
    _Paid(1, 45, percent=60, reference="Kowalczyk 1/2"),
    _Paid(3, 30, "card"),
    _Paid(4, 11, percent=50, reference="Anzahlung"),
    _Paid(6, 8, less=1_200, reference="MIDORI K.K."),
    _Paid(7, 5, "check", more=2_500, reference="Cheque 004417"),
    _Paid(5, 4, "paypal", more=1_000, given_back=True),
)


def found_demo(session: Session, *, logo: Logo | None, at: datetime) -> None:
    """Found the demo company with its customers, taxes and items, and two drafts."""
    found_office(session, Founding("Alder & Finch Fit-Out", "IE", "EUR", "en-IE", TIME_ZONE, logo=logo, demo=True))
    change_business(session, _BUSINESS, at=at)
    add_way(session, _BANK, at=at)
    rates = {rate: save_tax_rate(session, "VAT", Decimal(rate), default=rate == "23") for rate in ("23", "13.5")}
    for code, title, detail, unit, price, rate in _ITEMS:
        save_item(session, ItemValues(title, code, detail, unit, Decimal(price), rates[rate]))


def documents(session: Session, *, today: date, at: datetime, archive: Archive) -> None:
    """Type and issue a few months of work; the newest is a day old."""
    issued: list[UUID] = []
    people = [add_customer(session, values, at=at) for values in _CUSTOMERS]
    for sale in _SALES:
        on = today - timedelta(days=sale.days_ago)
        when = at - timedelta(days=sale.days_ago)
        identifier = _typed(session, sale, people[sale.customer], on, when)
        issue(session, identifier, on=on, at=when, archive=archive)
        issued.append(identifier)
        if sale.handed_over:
            mark_sent(session, identifier, at=when)
    _money(session, issued, today=today, at=at)
    for customer, lines in ((1, ((7, "2"), (3, "8.5"), (0, "11"))), (2, ((1, "3"), (4, "4")))):
        _typed(session, _Sale(customer, 0, lines), people[customer], today, at)


def _money(session: Session, issued: list[UUID], *, today: date, at: datetime) -> None:
    """Let some of it be paid: in full, in part, too much, less a bank's fee, and once paid twice and given back."""
    for paid in _PAID:
        on, when = today - timedelta(days=paid.days_ago), at - timedelta(days=paid.days_ago)
        invoice = issued[paid.sale]
        minor = balance_of_id(session, invoice)[0] * paid.percent // 100 - paid.less
        currency, shares = _SALES[paid.sale].currency, [Share(invoice, minor)]
        values = PaymentValues(on, minor + paid.more, currency, paid.method, reference=paid.reference)
        payment = record_payment(session, values, shares, today=today, at=when, rest_confirmed=True)
        if paid.less:
            write_off(session, invoice, minor=paid.less, kind="bank_fee", why="Bank fee", on=on, at=when)
        if paid.given_back:
            values_back = RefundValues("duplicate", on + timedelta(days=1))
            refund_payment(session, payment, values_back, minor=paid.more, today=today, at=when + timedelta(days=1))


def _typed(session: Session, sale: _Sale, customer: UUID, on: date, at: datetime) -> UUID:
    identifier, draft = begin_draft(session, sale.kind, on=on, at=at, customer_id=customer)
    options = (replace(_line(number, quantity), optional=True, chosen=False) for number, quantity in sale.options)
    lines = (*(_line(number, quantity) for number, quantity in sale.lines), *options)
    save_draft(session, identifier, replace(draft, currency=sale.currency, lines=lines), at=at)
    return identifier


def _line(number: int, quantity: str) -> LineValues:
    _code, title, detail, unit, price, rate = _ITEMS[number]
    return LineValues(
        title=title,
        detail=detail,
        quantity=Decimal(quantity),
        unit=unit,
        unit_price=Decimal(price),
        taxes=(IssuedTax(label="VAT", rate=Decimal(rate)),),
    )


_BANK = PayWayValues("bank", "IBAN: IE29 AIBK 9311 5212 3456 78\nBIC: AIBKIE2D")
_BUSINESS = BusinessValues(
    name="Alder & Finch Fit-Out",
    address="14 Bridge Street\nDublin 8\nD08 XY12",
    country="IE",
    email="office@alderfinch.example",
    phone="+353 1 555 0142",
    website="alderfinch.example",
    tax_label="VAT",
    tax_id="IE4821907L",
    currency="EUR",
    language="en-IE",
    time_zone=TIME_ZONE,
    terms="30 days. Ownership passes on full payment.",
)
