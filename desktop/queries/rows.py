"""Rows that the first paint needs, in a module that imports nothing heavy."""

from typing import NamedTuple


class OfficeRow(NamedTuple):
    """The office's words and habits; keys stay in the books."""

    name: str
    address: str
    country: str
    email: str
    phone: str
    website: str
    tax_label: str
    tax_id: str
    registration: str
    currency: str
    language: str
    time_zone: str
    price_mode: str
    rounding: str
    withholding_label: str
    withholding_rate: str
    round_cash: bool
    payment_terms: str
    quote_days: int
    terms: str
    late_fee: str
    quote_accepts: bool
    quote_signature: str
    quote_terms: bool
    quote_order_number: str
    pay_online: bool
    pay_parts: bool
    pay_part_minor: int
    money_policy: str
    small_minor: int
    colour: str
    logo: bytes | None
    logo_width: int
    logo_height: int
    template: str
    paper: str
    link_days: int
    settled_days: int
    demo: bool
