"""What customers call a way to pay: one word for each, on pages and papers of either program."""

from types import MappingProxyType

from billing.wording import Wording

_DEBITS = frozenset({"acss_debit", "au_becs_debit", "bacs_debit", "nz_bank_account", "sepa_debit", "us_bank_account"})
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
