"""Ways to pay: typed as lines, shown under their words, read from documents of every age."""

import json

import pytest

from billing.canonical import canonical
from billing.issued import BankDetail, IssuedDocument, PayWay, PayWayKind
from billing.pay_ways import details_of, heading_of, ways_of
from billing.snapshot import View, view_of
from billing.wording import wording
from tests.billing.test_issued import FORMAT_1

IBAN = BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78")


@pytest.mark.parametrize(
    ("typed", "label", "value"),
    [
        ("IBAN: IE29 AIBK", "IBAN", "IE29 AIBK"),
        ("Allied Bank, Dublin", "", "Allied Bank, Dublin"),
        ("https://paypal.me/alder", "", "https://paypal.me/alder"),
        ("PayPal: https://paypal.me/alder", "PayPal", "https://paypal.me/alder"),
        ("bitcoin:bc1q", "bitcoin", "bc1q"),
        ("Open: 9:00", "Open", "9:00"),
        (": 12", "", "12"),
    ],
)
def test_a_line_is_a_label_and_its_value_unless_it_is_an_address_of_the_web(typed: str, label: str, value: str) -> None:
    assert details_of(f"\n  {typed}  \n\n") == (BankDetail(label=label, value=value),)


@pytest.mark.parametrize(
    ("kind", "label", "language", "heading"),
    [
        ("bank", "", "en-IE", "Pay by bank transfer"),
        ("bank", "", "de", "Zahlung per Überweisung"),
        ("bank", "Our savings bank", "de", "Our savings bank"),
        ("wise", "", "fr", "Payer avec Wise"),
        ("payoneer", "", "es", "Pagar con Payoneer"),
        ("paypal", "", "en", "Pay with PayPal"),
        ("crypto", "", "en", "Pay with cryptocurrency"),
        ("other", "", "de", "Weiterer Zahlungsweg"),
    ],
)
def test_a_way_stands_under_its_own_name_or_the_word_for_its_kind(
    kind: PayWayKind, label: str, language: str, heading: str
) -> None:
    assert heading_of(PayWay(kind=kind, label=label), wording(language).labels) == heading


def test_a_body_from_before_there_were_several_ways_says_what_it_said() -> None:
    """Hashes are of the stored bytes: the new field is read into it, never written back."""
    stored = json.loads(canonical(IssuedDocument.model_validate_json(FORMAT_1)))
    del stored["ways"]
    old = IssuedDocument.model_validate(stored | {"bank": [IBAN.model_dump()]})
    assert (old.bank, old.ways) == ((IBAN,), ())
    assert ways_of(view_of(old)) == (PayWay(kind="bank", details=(IBAN,)),)


def test_a_view_from_before_there_were_several_ways_still_opens() -> None:
    view = view_of(IssuedDocument.model_validate_json(FORMAT_1)).model_copy(update={"bank": (IBAN,)})
    before = view.model_dump(mode="json", exclude={"ways"})
    assert View.model_validate(before) == view
    assert ways_of(View.model_validate(before)) == (PayWay(kind="bank", details=(IBAN,)),)
    assert ways_of(View.model_validate(before | {"bank": []})) == ()
