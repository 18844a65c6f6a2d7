"""What a language must be able to say; every field is one label or one sentence.

Names in braces are filled with ``str.format``. Where a count changes the words, the field is a Plural.
"""

from dataclasses import dataclass

from billing.wording.mailing import MailWords
from billing.wording.online import OnlineStates
from billing.wording.plural import Plural
from billing.wording.texting import TextWords


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that has nothing to show: what it is called, one sentence, and the one action or none."""

    title: str
    sentence: str
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Heads, columns and sums, as they stand on paper and page."""

    invoice: str
    quote: str
    credit: str
    receipt: str
    invoice_from: str
    quote_from: str
    credit_from: str
    account_with: str
    billed_to: str
    offered_to: str
    credited_to: str
    invoice_number: str
    quote_number: str
    credit_number: str
    issued: str
    due: str
    valid_until: str
    supplied: str
    your_order: str
    corrects: str
    corrects_of: str
    reason: str
    lines: Plural
    included: str
    optional_lines: str
    optional: str
    not_chosen: str
    amounts_in: str
    amounts_without_tax: str
    amounts_with_tax: str
    description: str
    quantity: str
    price: str
    tax: str
    amount: str
    subtotal: str
    discount: str
    discount_why: str
    less_discount: str
    net: str
    tax_on: str
    tax_included_on: str
    total: str
    total_with_choices: str
    accepted_total: str
    rounding: str
    payable: str
    paid: str
    paid_so_far: str
    amount_due: str
    left_to_pay: str
    written_off: str
    credited_by: str
    payments: str
    payments_so_far: str
    date: str
    paid_by: str
    by_bank_transfer: str
    by_cash: str
    by_card: str
    by_paypal: str
    by_check: str
    by_stripe: str
    by_other: str
    refund: str
    bank_details: str
    ways_to_pay: str
    pay_with: str
    pay_with_crypto: str
    pay_otherwise: str
    reference: str
    quote_reference: str
    scan_to_pay: str
    in_parts: str
    part_paid: str
    part_settled: str
    deposit: str
    deposit_of: str
    deposit_share: str
    deposit_share_of: str
    less_deposit: str
    deposit_net: str
    terms: str
    late_fee: str
    contact: str
    open_documents: str
    waiting_for_answer: str
    settled: str
    statement: str
    open_in_total: str
    open_on: str
    open_today: str
    invoiced_since: str
    credited_since: str
    paid_since: str
    refunded_since: str
    written_off_since: str
    in_your_favour: str
    payment_for: str
    refund_for: str
    written_off_of: str
    balance: str
    all_documents: str
    older_not_listed: Plural
    no_documents: str
    page: str

    def discount_titled(self, reason: str) -> str:
        """Return what a discount on the whole is called, with its reason where it has one."""
        return self.discount_why.format(reason=reason) if reason else self.discount


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """What a customer can press, in plain verbs."""

    pay_now: str
    pay_another_amount: str
    pay_this_amount: str
    amount_at_most: str
    download_pdf: str
    download_receipt: str
    download_acceptance: str
    download_statement: str
    accept_quote: str
    decline: str
    decline_quote: str
    ask_for_quote: str
    view_quote: str
    view_invoice: str
    update_total: str
    ask_question: str
    your_message: str
    send_message: str
    ask_for_link: str
    write_to_us: str
    or_call: str
    print_page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """The word of each state, the same wherever it is shown."""

    open: str
    partly_paid: str
    overdue: str
    overdue_count: Plural
    processing: str
    payment_failed: str
    disputed: str
    paid: str
    accepted: str
    declined: str
    expired: str
    credited: str
    written_off: str
    refunded: str
    refund_on_its_way: str
    withdrawn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """The one sentence that says where a document stands."""

    due_in: Plural
    due_today: str
    due_undated: str
    overdue: Plural
    partly_paid: str
    partly_paid_overdue: Plural
    partly_paid_undated: str
    part_due: str
    part_due_paid: str
    part_overdue: str
    processing: str
    payment_failed: str
    payment_arrived: str
    changed: str
    paid: str
    paid_undated: str
    refunded: str
    credited: str
    credited_undated: str
    written_off: str
    paid_and_credited: str
    credit_open: str
    quote_open: str
    quote_undated: str
    quote_ended: str
    accepted: str
    accepted_undated: str
    declined: str
    declined_undated: str
    deposit: str
    customer_settled: str
    customer_open: Plural
    customer_overdue: Plural
    customer_one_overdue: str
    customer_waiting: Plural
    short_due_in: Plural
    short_due_today: str
    short_overdue: Plural
    secure_payment: str
    share_with_care: str
    message_sent: str
    preview: str
    practice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Accepting, signing and declining a quote, the record of it, and what was said."""

    next_step: str
    choose_one: str
    full_name: str
    name_signs: str
    order_number: str
    order_number_hint: str
    order_number_needed: str
    signature: str
    signature_hint: str
    signature_needed: str
    typed_signs: str
    clear: str
    consent: str
    consent_by_pressing: str
    summary: str
    decline_reason: str
    decline_sure: str
    record: str
    signed_by: str
    when: str
    document: str
    document_of: str
    from_address: str
    consent_given: str
    fingerprint: str
    record_is_signed: str
    record_inside: str
    key_and_signature: str
    download_record: str
    what_was_accepted: str
    not_chosen: str
    messages: str
    you: str
    requested: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """What a customer's form lacks, and what to do; nothing was recorded when one of these is shown."""

    not_whole: str
    look_below: str
    name: str
    signature: str
    drawing_broken: str
    drawing_large: str
    drawing_small: str
    terms: str
    order_number: str
    too_long: str
    total_changed: str
    switched_off: str
    answered: str
    decline: str
    message: str
    many_messages: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingWords:
    """Paying online: how it was paid, where a payment stands, and why one was not made."""

    bank_debit: str
    on_its_way: str
    disputed: str
    refunding: str
    too_little: str
    favour: str
    failed_funds: str
    failed_expired: str
    failed_details: str
    failed_proof: str
    failed_debit: str
    failed_otherwise: str
    changed: str
    not_now: str
    resting: str
    not_exact: str
    no_amount: str
    too_low: str
    too_high: str
    receipt_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Dead ends, each with what to do next."""

    expired: Notice
    asked: Notice
    replaced: Notice
    revoked: Notice
    withdrawn: Notice
    too_many_tries: Notice
    unknown: Notice
    unavailable: Notice
    payment_arrived: Notice
    payment_checked: Notice
    payment_not_made: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Everything one language says to a customer; ``language`` is the tag for the page and the PDF."""

    language: str
    labels: Labels
    actions: Actions
    states: States
    sentences: Sentences
    signing: Signing
    mistakes: Mistakes
    paying: PayingWords
    online: OnlineStates
    mail: MailWords
    texting: TextWords
    notices: Notices
