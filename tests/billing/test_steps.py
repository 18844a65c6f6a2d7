"""Why this cent: the steps can be checked on paper."""

from decimal import Decimal

from billing.adjustments import Charge, Discount
from billing.steps import Names, Part, Step, explain, leading_to
from billing.taxes import Tax
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding

VAT, REDUCED = Tax("S", Decimal(23), "VAT"), Tax("S", Decimal("13.5"), "VAT")
SHEET = Sheet(
    "EUR",
    PriceMode.EXCLUSIVE,
    TaxRounding.PER_TOTAL,
    (
        LineInput(Decimal(3), Decimal("33.333"), Discount(percent=Decimal(10)), (VAT,)),
        LineInput(Decimal("12.5"), Decimal(8), None, (REDUCED,)),
    ),
    Discount(percent=Decimal(5)),
    (Charge((VAT,), minor=1_200),),
    Decimal(15),
    5,
)
NAMES = Names(("Oak worktop", "Fitting"), ("Shipping",), "IRPF")


def told(part: Part, index: int = 0, sheet: Sheet = SHEET) -> list[tuple[str, str, str]]:
    steps = leading_to(explain(sheet, NAMES, "en-IE"), part, index)
    return [(step.words, step.figures, step.result) for step in steps]


def test_each_line_says_its_product_and_its_discount() -> None:
    assert told(Part.LINES) == [
        ("Oak worktop", "3 × 33.333 = 99.999, less 10% = 10.00", "90.00"),
        ("Fitting", "12.5 × 8.00", "100.00"),
        ("2 lines are added up as they are printed", "", "190.00"),
    ]


def test_a_tax_says_its_base_its_rate_and_where_it_is_rounded() -> None:
    assert told(Part.TAX, 1) == [("VAT is on the net, rounded once", "23% of 97.50 = 22.425", "22.43")]


def test_the_total_is_told_from_the_sum_of_lines_on() -> None:
    assert told(Part.TOTAL) == [
        ("2 lines are added up as they are printed", "", "190.00"),
        ("The discount is taken of the sum of lines and rounded once", "5% of 190.00", "−9.50"),
        ("It lowers what each tax is taken of in proportion, to the last cent", "", "180.50"),
        ("Shipping", "", "12.00"),
        ("The net is what is taxed", "190.00 − 9.50 + 12.00", "192.50"),
        ("VAT is on the net, rounded once", "13.5% of 95.00 = 12.825", "12.83"),
        ("VAT is on the net, rounded once", "23% of 97.50 = 22.425", "22.43"),
        ("The total is the net and every tax", "192.50 + 12.83 + 22.43", "227.76"),
    ]


def test_what_is_paid_says_what_is_withheld_and_rounded() -> None:
    assert told(Part.PAYABLE)[-3:] == [
        ("IRPF is withheld of the net by the buyer", "15% of 192.50", "−28.88"),
        ("What is paid goes to the nearest 0.05", "198.88", "0.02"),
        ("This is to be paid", "227.76 − 28.88 + 0.02", "198.90"),
    ]


def test_a_line_that_nobody_ticked_says_that_it_is_not_counted() -> None:
    sheet = Sheet(
        "JPY",
        PriceMode.EXCLUSIVE,
        TaxRounding.PER_TOTAL,
        (LineInput(Decimal(1), Decimal(500), None, (), counted=False),),
    )
    assert explain(sheet, Names(), "en")[0] == Step(
        Part.LINES, "Line 1, optional and not ticked, is not counted", "1 × 500", "500"
    )


def test_prices_that_hold_their_tax_say_that_it_is_taken_out_in_one_division() -> None:
    on_top = Tax("S", Decimal("9.5"), "QST", compound=True)
    sheet = Sheet(
        "CAD",
        PriceMode.INCLUSIVE,
        TaxRounding.PER_TOTAL,
        (LineInput(Decimal(1), Decimal("1149.75"), None, (Tax("S", Decimal(5), "GST"), on_top)),),
    )
    assert told(Part.NET, sheet=sheet) == [
        ("The line is the sum", "", "1,149.75"),
        ("The net is the total without its taxes", "1,149.75 − 149.75", "1,000.00"),
    ]
    assert told(Part.TAX, 1, sheet) == [("QST is taken out of the prices in one division", "9.5% of 1,050.00", "99.75")]


def test_a_tax_says_what_rounding_line_by_line_would_have_come_to() -> None:
    three = (LineInput(Decimal(1), Decimal("1.05"), None, (Tax("S", Decimal(10), "VAT"),)),) * 3
    sheet = Sheet("EUR", PriceMode.EXCLUSIVE, TaxRounding.PER_TOTAL, three)
    assert told(Part.TAX, sheet=sheet) == [
        ("VAT is on the net, rounded once; line by line it would be 0.33", "10% of 3.15 = 0.315", "0.32")
    ]


def test_what_is_open_says_what_was_paid() -> None:
    steps = explain(SHEET, NAMES, "en-IE", settled=10_000)
    assert [(step.words, step.figures, step.result) for step in leading_to(steps, Part.OPEN)[-2:]] == [
        ("Paid, credited or written off so far", "", "−100.00"),
        ("This is still open", "198.90 − 100.00", "98.90"),
    ]
