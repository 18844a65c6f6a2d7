"""The code that a banking app reads says what the paper says, or is not there."""

from collections.abc import Callable

import pytest
from segno import make_qr

from billing.issued import BankDetail, Party, PayWay
from billing.pdf import Fonts, render
from billing.pdf.payment_code import is_iban, payment_code, way_to_scan
from billing.snapshot import View

MakeView = Callable[..., View]
PageTexts = Callable[[bytes], list[str]]


def code_of(*lines: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of a payload as EPC069-12 lays it down: level M, lines ended by LF."""
    code = make_qr("\n".join(lines).encode(), error="m", boost_error=False)
    return tuple(tuple(map(bool, row)) for row in code.matrix)


def test_the_code_asks_for_the_balance_under_the_documents_number(make_view: MakeView) -> None:
    view = make_view(paid=5000)
    amount = f"EUR{view.balance_minor / 100:.2f}".rstrip("0").rstrip(".")
    iban, number = "IE29AIBK93115212345678", view.number
    wanted = code_of("BCD", "002", "1", "SCT", "", "Alder & Finch Fit-Out", iban, amount, "", "", number)
    assert payment_code(view) == wanted


def test_a_bank_code_is_told_where_its_row_is_labelled_so(make_view: MakeView) -> None:
    rows = (
        BankDetail(label="Bank", value="DEUTDEFF"),
        BankDetail(label="", value="IBAN: DE89 3704 0044 0532 0130 00"),
        BankDetail(label="BIC / SWIFT", value="COBA DE FF XXX"),
    )
    view = make_view(bank=rows, seller=Party(name="Müller  &\tSöhne" + "x" * 90))
    amount = f"EUR{view.balance_minor / 100:.2f}".rstrip("0").rstrip(".")
    name = ("Müller & Söhne" + "x" * 90)[:70]
    wanted = code_of(
        "BCD", "002", "1", "SCT", "COBADEFFXXX", name, "DE89370400440532013000", amount, "", "", view.number
    )
    assert payment_code(view) == wanted


@pytest.mark.parametrize(
    "changes",
    [
        {"bank": ()},
        {"bank": (BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 79"),)},
        {"bank": (BankDetail(label="Account", value="12345678"),)},
        {"currency": "GBP"},
        {"kind": "quote"},
        {"kind": "credit"},
        {"paid": 10**9},
        {"number": "N" * 141},
    ],
    ids=str,
)
def test_there_is_no_code_where_a_transfer_could_not_be_right(make_view: MakeView, changes: dict[str, object]) -> None:
    assert payment_code(make_view(**changes)) is None


@pytest.mark.parametrize(
    ("value", "sound"),
    [
        ("DE89370400440532013000", True),
        ("GB82WEST12345698765432", True),
        ("FR1420041010050500013M02606", True),
        ("DE88370400440532013000", False),
        ("DE8937040044053201300", False),
        ("DE89 3704", False),
        ("", False),
        ("ＤＥ89370400440532013000", False),
    ],
)
def test_the_check_digits_decide_what_is_an_iban(value: str, sound: bool) -> None:
    assert is_iban(value) is sound


@pytest.mark.parametrize(("language", "words"), [("en", "Scan to pay"), ("de", "Zum Bezahlen scannen"), ("ar", "")])
def test_the_code_stands_beside_the_bank_details_with_its_words(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts, language: str, words: str
) -> None:
    (with_code,) = page_texts(render(make_view(language=language), logo=None, fonts=fonts, accent="#000000"))
    assert words in with_code
    no_iban = make_view(language=language, bank=(BankDetail(label="Account", value="1"),))
    (without,) = page_texts(render(no_iban, logo=None, fonts=fonts, accent="#000000"))
    assert not words or words not in without


SOUND = BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78")
OTHER = BankDetail(label="IBAN", value="BE68 5390 0754 7034")


def test_of_several_ways_the_code_is_for_the_first_bank_whose_iban_is_sound(make_view: MakeView) -> None:
    unsound = PayWay(kind="bank", details=(BankDetail(label="Account", value="1"),))
    bank = PayWay(kind="bank", label="Savings bank", details=(SOUND,))
    ways = (PayWay(kind="wise", details=(OTHER,)), unsound, bank, PayWay(kind="bank", details=(OTHER,)))
    view = make_view(bank=(), ways=ways)
    assert way_to_scan(view) == bank
    assert payment_code(view) == payment_code(make_view(bank=(SOUND,)))
    assert payment_code(make_view(bank=(), ways=ways[:2])) is None


def test_every_way_to_pay_stands_on_paper_under_its_words(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts
) -> None:
    ways = (
        PayWay(kind="bank", details=(SOUND,)),
        PayWay(kind="paypal", details=(BankDetail(label="", value="https://paypal.me/alder"),)),
        PayWay(kind="crypto", label="Bitcoin " + "L" * 200, details=(BankDetail(label="Address", value="bc1q" * 30),)),
    )
    text = " ".join(page_texts(render(make_view(bank=(), ways=ways), logo=None, fonts=fonts, accent="#000000")))
    places = [text.index(words) for words in ("Pay by bank transfer", "Scan to pay", "Pay with PayPal", "Bitcoin L")]
    assert places[0] < places[2] < places[3]
    assert "https://paypal.me/alder" in text
    assert text.replace(" ", "").count("L" * 200) == 1
