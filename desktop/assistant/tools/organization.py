"""The business itself: its words and habits, and nothing by which money could be led elsewhere."""

from dataclasses import fields, replace
from typing import Annotated, Any

from pydantic import Field as PydanticField
from pydantic.alias_generators import to_camel

from billing.errors import Refused
from billing.mailing.addresses import read_address
from billing.numbers import NumberPattern
from billing.pdf.templates import TEMPLATES
from desktop.assistant.asking import ASKS, rehearsed_write
from desktop.assistant.drafting import known_template, spelled_terms
from desktop.assistant.figures import Line, Words
from desktop.assistant.tool import Answer, Arguments, Errand, Rehearsal, Tool
from desktop.assistant.trust import seen
from desktop.queries.numbers import series_rows
from desktop.queries.office import office_row
from desktop.queries.rows import OfficeRow
from desktop.services.office import BusinessValues, change_business, change_link_days, change_paper

GROUP = "Organization"


class OrgFacts(Arguments):
    """What changes of the business; what is left out stays."""

    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None
    website: Line | None = None
    address: Words | None = PydanticField(None, description="All lines of it.")
    country: Line | None = PydanticField(None, description="ISO 3166 code of two letters, such as IE.")
    currency: Line | None = PydanticField(None, description="ISO 4217 code of new documents.")
    timezone: Line | None = PydanticField(None, description="IANA name, such as Europe/Dublin.")
    tax_label: Annotated[Line, PydanticField(max_length=40)] | None = None
    tax_id: Annotated[Line, PydanticField(max_length=40)] | None = None
    registration: Annotated[Line, PydanticField(max_length=100)] | None = None
    payment_terms: Line | None = PydanticField(None, description="Due on Receipt, or Net n.")
    quote_days: int | None = PydanticField(None, ge=1, le=3_650, description="How long new quotes stand.")
    terms_and_conditions: Words | None = None
    late_fee_policy: Words | None = PydanticField(None, description="The text on invoices; no fee is charged by it.")
    link_days: int | None = PydanticField(None, ge=1, le=3_650, description="How long new links live.")
    invoice_template: Line | None = PydanticField(None, description="One of templates in get_org_settings.")


class TemplateChoice(Arguments):
    """Which template."""

    template: Line = PydanticField(description="One of templates in get_org_settings.")


class SeriesShape(Answer):
    """How the next number of a kind is written."""

    kind: str
    prefix: str
    next_number: str


class OrgShape(Answer):
    """The business; keys and passwords have no field, account numbers are masked."""

    name: str
    email: str
    phone: str
    website: str
    address: str
    country: str
    currency: str
    language: str
    timezone: str
    tax_label: str
    tax_id: str
    registration: str
    price_mode: str
    tax_rounding: str
    payment_terms: str
    quote_days: int
    terms_and_conditions: str
    late_fee_policy: str
    link_days: int
    invoice_template: str
    templates: tuple[str, ...]
    colour: str
    has_logo: bool
    quotes_can_be_accepted_online: bool
    invoices_can_be_paid_online: bool
    numbers: tuple[SeriesShape, ...]


class NoOffice(Refused):
    """Before the first start was finished there is no business."""

    def __init__(self) -> None:
        super().__init__("The business is not set up yet. Finish the first start in Counterfoil.")


def get_org_settings(errand: Errand, _args: Arguments) -> OrgShape:
    office = _office(errand)
    return OrgShape(
        name=office.name,
        email=office.email,
        phone=office.phone,
        website=office.website,
        address=office.address,
        country=office.country,
        currency=office.currency,
        language=office.language,
        timezone=office.time_zone,
        tax_label=office.tax_label,
        tax_id=office.tax_id,
        registration=office.registration,
        price_mode=office.price_mode,
        tax_rounding=office.rounding,
        payment_terms=office.payment_terms,
        quote_days=office.quote_days,
        terms_and_conditions=office.terms,
        late_fee_policy=office.late_fee,
        link_days=office.link_days,
        invoice_template=office.template,
        templates=tuple(TEMPLATES),
        colour=office.colour,
        has_logo=office.logo is not None,
        quotes_can_be_accepted_online=office.quote_accepts,
        invoices_can_be_paid_online=office.pay_online,
        numbers=tuple(
            SeriesShape(kind=row.kind, prefix=row.pattern.prefix, next_number=_next(errand, row.pattern, row.taken))
            for row in series_rows(errand.session, today=errand.today)
        ),
    )


def rehearse_settings(errand: Errand, args: OrgFacts) -> Rehearsal:
    _given(args)
    before = {name: getattr(get_org_settings(errand, Arguments()), name) for name in sorted(args.model_fields_set)}
    kept = "; ".join(f"{to_camel(name)}: {seen(str(value)) or 'nothing'}" for name, value in before.items())
    return rehearsed_write(f"Changes the business's settings. Until now {kept}. From now on:", args, before)


def update_org_settings(errand: Errand, args: OrgFacts) -> OrgShape:
    office = _office(errand)
    before = BusinessValues(**{each.name: getattr(office, each.name) for each in fields(BusinessValues)})
    values = replace(before, **{_FIELDS[name]: value for name, value in _given(args).items() if name in _FIELDS})
    if values != before:
        change_business(errand.session, values, at=errand.now)
    if args.link_days is not None and args.link_days != office.link_days:
        change_link_days(errand.session, days=args.link_days, settled_days=office.settled_days, at=errand.now)
    if args.invoice_template is not None:
        _set_template(errand, office, args.invoice_template)
    return get_org_settings(errand, Arguments())


def rehearse_template(errand: Errand, args: TemplateChoice) -> Rehearsal:
    before = _office(errand).template
    return rehearsed_write(f"Prints new papers on another template than {before}:", args, before)


def set_org_default_template(errand: Errand, args: TemplateChoice) -> OrgShape:
    _set_template(errand, _office(errand), args.template)
    return get_org_settings(errand, Arguments())


_FIELDS = {
    "name": "name", "email": "email", "phone": "phone", "website": "website", "address": "address",
    "country": "country", "currency": "currency", "timezone": "time_zone", "tax_label": "tax_label",
    "tax_id": "tax_id", "registration": "registration", "payment_terms": "payment_terms", "quote_days": "quote_days",
    "terms_and_conditions": "terms", "late_fee_policy": "late_fee",
}  # fmt: skip
_NEVER_EMPTY = {"currency", "timezone", "payment_terms", "quote_days", "country"}


class BadSetting(Refused):
    """A setting that the business cannot do without, or that is none."""


def _given(args: OrgFacts) -> dict[str, Any]:
    """Return what is named, as the books spell it. Raises BadSetting, NotAnAddress, BadWish."""
    given = {name: getattr(args, name) for name in sorted(args.model_fields_set)}
    for name, value in given.items():
        if value in {None, ""} and name in _NEVER_EMPTY:
            raise BadSetting(f"The business cannot do without {to_camel(name)}. Nothing was changed. Give a value.")
    given = {name: "" if value is None else value for name, value in given.items()}
    for name, read in (("email", read_address), ("payment_terms", spelled_terms), ("country", _country)):
        if given.get(name):
            given[name] = read(given[name])
    if "currency" in given:
        given["currency"] = given["currency"].upper()
    return given


def _country(code: str) -> str:
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise BadSetting(f"“{code[:40]}” is no country code. Nothing was changed. Use two letters, such as IE or US.")
    return code.upper()


def _set_template(errand: Errand, office: OfficeRow, name: str) -> None:
    chosen = known_template(name)
    if not chosen:
        raise BadSetting(f"No template is named. Nothing was changed. Choose one of {', '.join(TEMPLATES)}.")
    if chosen != office.template:
        change_paper(errand.session, template=chosen, paper=office.paper)


def _next(errand: Errand, pattern: NumberPattern, taken: int) -> str:
    return pattern.write(errand.today, taken + 1)


def _office(errand: Errand) -> OfficeRow:
    office = office_row(errand.session)
    if office is None:
        raise NoOffice
    return office


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "get_org_settings", "Read the business's settings", GROUP,
        "Reads the business: address, currency, time zone, terms, templates, how the next numbers are written. "
        "Account numbers are masked; keys and passwords are never returned. Changes nothing.",
        "Which payment terms and template do we use?",
        Arguments, get_org_settings, idempotent=True,
    ),
    Tool(
        "update_org_settings", "Change the business's settings", GROUP,
        "Changes what is named of the business; what is left out stays. New documents follow and so does the head "
        "of every page; issued documents keep what they say. Bank details, logo, numbers, keys and passwords are "
        f"changed by a person in Settings. {ASKS}",
        "Our phone number is now +353 1 555 0100.",
        OrgFacts, update_org_settings, scope="act", effect="writes", idempotent=True, rehearse=rehearse_settings,
        destructive=True, open_world=True,
    ),
    Tool(
        "set_org_default_template", "Choose the template", GROUP,
        "Chooses the template of new papers; one document may have its own. Papers that were issued stay as they are. "
        f"{ASKS}",
        "Use the modern template from now on.",
        TemplateChoice, set_org_default_template, scope="act", effect="writes", idempotent=True,
        rehearse=rehearse_template, destructive=True,
    ),
)  # fmt: skip
