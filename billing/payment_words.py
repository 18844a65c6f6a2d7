"""What customers call a way to pay, and why a payment was not made: the same on pages and papers of either program."""

from types import MappingProxyType

from billing.wording import Wording

_DEBITS = frozenset({"acss_debit", "au_becs_debit", "bacs_debit", "nz_bank_account", "sepa_debit", "us_bank_account"})
_FUNDS = frozenset({"insufficient_funds", "withdrawal_count_limit_exceeded", "card_velocity_exceeded"})
_DETAILS = frozenset(
    {
        "incorrect_number",
        "invalid_number",
        "incorrect_cvc",
        "invalid_cvc",
        "invalid_expiry_month",
        "invalid_expiry_year",
    }
)
_PROOF = frozenset({"authentication_required", "payment_intent_authentication_failure"})
_DECLINED = frozenset({"card_declined", "generic_decline", "do_not_honor", "call_issuer", "transaction_not_allowed"})
# Names of their own, the same in every language.
_NAMES = MappingProxyType(
    {
        "affirm": "Affirm",
        "afterpay_clearpay": "Clearpay",
        "alipay": "Alipay",
        "amazon_pay": "Amazon Pay",
        "bancontact": "Bancontact",
        "blik": "BLIK",
        "cashapp": "Cash App Pay",
        "eps": "EPS",
        "ideal": "iDEAL",
        "klarna": "Klarna",
        "link": "Link",
        "mobilepay": "MobilePay",
        "multibanco": "Multibanco",
        "p24": "Przelewy24",
        "paypal": "PayPal",
        "revolut_pay": "Revolut Pay",
        "swish": "Swish",
        "twint": "TWINT",
        "wechat_pay": "WeChat Pay",
    }
)


def is_bank_debit(method: str) -> bool:
    """Tell whether Stripe's ``method`` takes days to settle and may still come back."""
    return method in _DEBITS


def method_word(method: str, words: Wording) -> str:
    """Return what a customer calls Stripe's ``method`` (``card``, ``sepa_debit``), in the words of one language."""
    if is_bank_debit(method):
        return words.paying.bank_debit
    if method in {"card", "card_present"}:
        return words.labels.by_card
    return _NAMES.get(method, words.labels.by_stripe)


def failure_sentence(code: str, method: str, words: Wording) -> str:
    """Return why a payment was not made, in the customer's words; ``code`` is Stripe's own (decline codes first)."""
    said = words.paying
    if is_bank_debit(method):
        return said.failed_debit
    if code in _FUNDS:
        return said.failed_funds
    if code == "expired_card":
        return said.failed_expired
    if code in _DETAILS:
        return said.failed_details
    if code in _PROOF:
        return said.failed_proof
    return words.sentences.payment_failed if code in _DECLINED else said.failed_otherwise
