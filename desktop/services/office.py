"""The business itself: founded once, changed in Settings."""

import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.answering import Wanted
from billing.colour import readable
from billing.errors import Refused
from billing.money import check_rate, exponent
from billing.pdf import TEMPLATES, Paper
from billing.terms import read_terms
from desktop.models import Office, PortalState, Series, TaxRate
from desktop.services import outbox
from desktop.services.answering import publish_waiting_quotes
from desktop.services.branding import Logo
from desktop.services.online.rules import publish_open_invoices

_PREFIXES = {"invoice": "INV", "quote": "QUO", "credit": "CRN"}
LINK_DAYS = (7, 14, 30, 60, 90)
_ON_LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


class NamelessBusiness(Refused):
    """A business needs a name: it stands on every page."""

    def __init__(self) -> None:
        super().__init__("The business has no name yet. What else was typed is still here. Type its name.")


class TooLong(Refused):
    """The portal shows it on every page, and takes so much of it."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"The {what} is longer than {most} characters. It stays as it was. Shorten it.")


class NoSuchTimeZone(Refused):
    """Days are counted in the business's own time zone."""

    def __init__(self) -> None:
        super().__init__("This time zone is not known here. It stays as it was. Choose one from the list.")


class LinkDaysOutOfRange(Refused):
    """A link lives between one day and ten years."""

    def __init__(self) -> None:
        super().__init__("A link lives 1 to 3,650 days. The setting stays as it was. Type a number in between.")


@dataclass(frozen=True, slots=True)
class Founding:
    """The answers of the first start; everything can be changed later."""

    name: str
    country: str
    currency: str
    language: str
    time_zone: str
    logo: Logo | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class BusinessValues:
    """What stands on paper about the business, and the habits of new documents."""

    name: str
    address: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    tax_label: str = ""
    tax_id: str = ""
    registration: str = ""
    currency: str = "EUR"
    language: str = "en"
    time_zone: str = "UTC"
    price_mode: str = "exclusive"
    rounding: str = "per_total"
    withholding_label: str = ""
    withholding_rate: str = ""
    round_cash: bool = False
    payment_terms: str = "net:30"
    quote_days: int = 30
    terms: str = ""
    late_fee: str = ""
    quote_accepts: bool = True
    quote_signature: Wanted = "may"
    quote_terms: bool = True
    quote_order_number: Wanted = "may"


def found_office(session: Session, founding: Founding) -> None:
    """Make the one office row, its series, and a portal state that says "not set up".

    Raises NamelessBusiness, TooLong, NoSuchTimeZone, UnknownCurrency.
    """
    _check(founding)
    office = Office(
        office_key=os.urandom(32),
        name=founding.name.strip(),
        country=founding.country,
        currency=founding.currency,
        language=founding.language,
        time_zone=founding.time_zone,
        demo=founding.demo,
        paper=sheet_of_country(founding.country),
        tax_label=tax_word(founding.country),
    )
    session.add(office)
    set_logo(session, founding.logo, office=office)
    session.add(PortalState())
    session.add(TaxRate(label=tax_word(founding.country), rate=Decimal(0), category="Z", is_default=True))
    for kind, prefix in _PREFIXES.items():
        session.add(Series(kind=kind, prefix=prefix, name=secrets.token_hex(16)))
    session.flush()


def change_business(session: Session, values: BusinessValues, *, at: datetime) -> None:
    """Change the business; issued documents keep what they say, and quotes that wait may be answered by the new rules.

    With another currency the amounts that were said in the former one are dropped: 50.00 would read 5,000 yen.
    Raises NamelessBusiness, TooLong, NoSuchTimeZone, UnknownCurrency, OutOfRange.
    """
    _check(values)
    office = session.scalars(select(Office)).one()
    before = [getattr(office, name) for name in _ANSWERING]
    other_currency = office.currency != values.currency
    for name, value in asdict(values).items():
        setattr(office, name, value.strip() if isinstance(value, str) else value)
    outbox.queue_office(session, at=at)
    if other_currency:
        _drop_amounts(session, office, at=at)
    if before != [getattr(values, name) for name in _ANSWERING]:
        publish_waiting_quotes(session, at=at)


def change_branding(session: Session, *, colour: str, logo: Logo | None, at: datetime) -> None:
    """Change colour and logo; every page of the portal follows at once. Raises NotAColour."""
    readable(colour)
    office = session.scalars(select(Office)).one()
    office.colour = colour.strip().lower()
    set_logo(session, logo, office=office)
    outbox.queue_office(session, at=at)


def change_paper(session: Session, *, template: str, paper: str) -> None:
    """Change what new papers look like; those that were issued stay as they are.

    ``template`` is one of ``billing.pdf.TEMPLATES``, ``paper`` a sheet's name in small letters; ValueError for others.
    """
    if template not in TEMPLATES or paper.upper() not in Paper.__members__:
        raise ValueError(template, paper)
    office = session.scalars(select(Office)).one()
    office.template, office.paper = template, paper
    session.flush()


def change_link_days(session: Session, *, days: int, settled_days: int, at: datetime) -> None:
    """Change how long new links live, and how long settled documents stay open. Raises LinkDaysOutOfRange."""
    if not (1 <= days <= 3_650 and 0 <= settled_days <= 3_650):
        raise LinkDaysOutOfRange
    office = session.scalars(select(Office)).one()
    office.link_days, office.settled_days = days, settled_days
    outbox.queue_office(session, at=at)


def _drop_amounts(session: Session, office: Office, *, at: datetime) -> None:
    office.small_minor = 0
    if office.pay_part_minor:
        office.pay_part_minor = 0
        publish_open_invoices(session, at=at)


_ANSWERING = ("quote_accepts", "quote_signature", "quote_terms", "quote_order_number")
_LONGEST = {"name": 200, "email": 320, "phone": 50, "website": 200}


def _check(values: Founding | BusinessValues) -> None:
    """Refuse what no page could show and no calendar count with."""
    if not values.name.strip():
        raise NamelessBusiness
    for field, most in _LONGEST.items():
        if len(getattr(values, field, "").strip()) > most:
            raise TooLong(field, most)
    exponent(values.currency)
    if isinstance(values, BusinessValues):
        read_terms(values.payment_terms)
        if values.withholding_rate:
            check_rate(Decimal(values.withholding_rate))
    try:
        ZoneInfo(values.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NoSuchTimeZone from error


def set_logo(session: Session, logo: Logo | None, *, office: Office) -> None:
    """Keep ``logo``, or none."""
    office.logo = logo.png if logo else None
    office.logo_width, office.logo_height = (logo.width, logo.height) if logo else (0, 0)
    session.flush()


def sheet_of_country(country: str) -> str:
    """Return the sheets that are used in ``country`` (CLDR)."""
    return "letter" if country in _ON_LETTER else "a4"


def tax_word(country: str) -> str:
    """Return what the country calls its tax on sales; a start that the user can change."""
    if country in {"AU", "NZ", "IN", "SG", "CA"}:
        return "GST"
    return "Sales tax" if country == "US" else "VAT"


def territory_currency(country: str) -> str:
    """Return the currency that is legal tender in ``country`` today (CLDR), "EUR" where none is known."""
    entries = get_global("territory_currencies").get(country, ())
    current = [code for code, _start, end, tender in entries if end is None and tender]
    return current[0] if current else "EUR"
