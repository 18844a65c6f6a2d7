"""Why there is no tax, in words."""

import pytest

from billing.exemptions import EXEMPTIONS, REASONED, exemptions, reason_of
from billing.taxes import CATEGORIES, TAXED_CATEGORY


def test_every_category_without_tax_has_a_reason_except_the_zero_rate() -> None:
    assert CATEGORIES - {TAXED_CATEGORY, "Z"} == REASONED


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-IE", "Reverse charge"),
        ("de", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("fr-BE", "Autoliquidation"),
        ("sv", "Reverse charge"),
    ],
)
def test_reverse_charge_is_said_in_the_language_of_the_document(language: str, words: str) -> None:
    assert reason_of("AE", "", language) == words


def test_the_words_of_the_office_win() -> None:
    assert reason_of("E", " Exempt under section 4 ", "de") == "Exempt under section 4"


@pytest.mark.parametrize("category", ["S", "Z"])
def test_taxed_and_zero_rated_goods_need_no_reason(category: str) -> None:
    assert reason_of(category, "", "en") == ""
    assert exemptions(category) == ()


def test_codes_are_unique_and_every_reason_has_english_words() -> None:
    assert len({exemption.code for exemption in EXEMPTIONS}) == len(EXEMPTIONS)
    assert all(exemption.text("xx") for exemption in EXEMPTIONS)
