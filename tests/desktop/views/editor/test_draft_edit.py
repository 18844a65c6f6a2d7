"""Steps on a draft without a screen: figures, lines, customers, currencies, undo, sums, the checklist."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from billing.issued import IssuedTax
from desktop.queries.drafts import DraftValues, LineValues
from desktop.queries.office import office_row
from desktop.queries.people import ItemRow, TaxRow
from desktop.services.drafts import TooManyLines
from desktop.views.editor.catalogue import Finder
from desktop.views.editor.checklist import checklist
from desktop.views.editor.draft_edit import (
    blank_line,
    change_currency,
    fill_item,
    insert_line,
    move_line,
    next_option,
    remove_line,
    set_line,
    type_figure,
)
from desktop.views.editor.figures import read_figure
from desktop.views.editor.history import History
from desktop.views.editor.sums import sums_of
from tests.desktop.office import Desk, line

REDUCED = TaxRow(
    UUID(int=2),
    "VAT",
    "S",
    Decimal("13.5"),
    is_default=False,
    compound=False,
    reason="",
    beside_id=None,
    taxes=(IssuedTax(label="VAT", rate=Decimal("13.5")),),
)


def draft(*lines: LineValues, **fields: object) -> DraftValues:
    made = DraftValues("invoice", "EUR", "exclusive", "per_total", lines=lines)
    return replace(made, **fields)  # type: ignore[arg-type]  # named by the test


@pytest.mark.parametrize(
    ("field", "text", "language", "values"),
    [
        ("quantity", "38,75", "de", {"quantity": Decimal("38.75")}),
        ("quantity", "", "en", {"quantity": Decimal(1)}),
        ("unit_price", "1'450.50", "de-CH", {"unit_price": Decimal("1450.5")}),
        ("unit_price", "", "en", {"unit_price": Decimal(0)}),
        ("discount", "٥٪", "ar-EG", {"discount_percent": Decimal(5), "discount_minor": None}),
        ("discount", "%5", "tr", {"discount_percent": Decimal(5), "discount_minor": None}),
        ("discount", "12,5", "fr", {"discount_percent": None, "discount_minor": 1250}),
        ("discount", "–", "en", {"discount_percent": None, "discount_minor": None}),
    ],
)
def test_a_cell_reads_figures_of_its_own_kind(
    field: str, text: str, language: str, values: dict[str, Decimal | int | None]
) -> None:
    assert read_figure(field, text, "EUR", language).values == values


@pytest.mark.parametrize(("field", "text"), [("discount", "120 %"), ("discount", "1.999"), ("quantity", "2.1234567")])
def test_figures_out_of_bounds_set_nothing_and_say_why(field: str, text: str) -> None:
    reading = read_figure(field, text, "EUR", "en")
    assert reading.values is None
    assert reading.sentence


def test_each_choice_of_a_doubtful_figure_is_without_doubt() -> None:
    doubtful = read_figure("unit_price", "1.450", "EUR", "de")
    assert doubtful.choices == ("1.450,00", "1,450")
    readings = [read_figure("unit_price", choice, "EUR", "de").values for choice in doubtful.choices]
    assert readings == [{"unit_price": Decimal(1450)}, {"unit_price": Decimal("1.45")}]


def test_what_is_no_number_counts_for_nothing_and_is_kept_until_it_is_one() -> None:
    typed, _ = type_figure(line("Desk", "100"), "unit_price", "12x", "EUR", "en")
    assert (typed.unit_price, typed.typed) == (Decimal(0), {"unit_price": "12x"})
    better, _ = type_figure(typed, "unit_price", "12", "EUR", "en")
    assert (better.unit_price, better.typed) == (Decimal(12), {})


def test_a_line_moves_only_within_the_document() -> None:
    values = draft(line("One"), line("Two"))
    assert [each.title for each in move_line(values, 0, 1).lines] == ["Two", "One"]
    assert move_line(values, 1, 2) is values
    assert move_line(values, 0, -1) is values
    assert remove_line(values, 0).lines == (values.lines[1],)


def test_the_row_below_the_last_makes_a_line_until_there_are_ten_thousand() -> None:
    assert len(set_line(draft(line("One")), 1, line("Two")).lines) == 2
    full = draft(*[line("One")] * 10_000)
    with pytest.raises(TooManyLines):
        insert_line(full, 3, line("Two"))


def test_an_item_fills_the_line_and_leaves_quantity_and_discount() -> None:
    item = ItemRow(UUID(int=1), "FI-01", "Fitting", "Two joiners", "h", Decimal("48.5"), REDUCED)
    before = replace(line("fit", "0", "7"), discount_percent=Decimal(5), typed={"unit_price": "1.2.3"})
    filled = fill_item(before, item)
    assert (filled.title, filled.unit, filled.unit_price, filled.taxes) == (
        "Fitting", "h", Decimal("48.5"), REDUCED.taxes,
    )  # fmt: skip
    assert (filled.quantity, filled.discount_percent, filled.typed) == (Decimal(7), Decimal(5), {})


def test_without_taxes_on_offer_a_line_bears_none() -> None:
    assert (blank_line([]).taxes, blank_line([REDUCED]).taxes) == ((), REDUCED.taxes)


def test_the_option_goes_round_in_three_steps() -> None:
    steps = [line("Lights")]
    for _ in range(3):
        steps.append(next_option(steps[-1]))
    assert [(each.optional, each.chosen) for each in steps] == [
        (False, True), (True, True), (True, False), (False, True),
    ]  # fmt: skip


def test_a_currency_without_cents_keeps_a_discount_it_cannot_hold_as_text() -> None:
    values = draft(
        replace(line("One"), discount_minor=1250), replace(line("Two"), discount_minor=1200), discount_minor=500
    )
    yen = change_currency(values, "JPY", "en")
    assert (yen.lines[0].discount_minor, yen.lines[0].typed) == (None, {"discount": "12.50"})
    assert (yen.lines[1].discount_minor, yen.lines[1].typed) == (12, {})
    assert yen.discount_minor == 5


def test_keys_of_one_cell_are_one_step_back_and_a_pause_begins_another() -> None:
    history = History(draft())
    for at, reference in ((0.0, "P"), (0.2, "PO"), (0.4, "PO-"), (2.0, "PO-7")):
        history.change(draft(order_reference=reference), key="order", at=at)
    history.undo()
    assert history.current.order_reference == "PO-"
    history.undo()
    assert history.current.order_reference == ""
    assert not history.can_undo
    history.redo()
    history.redo()
    assert history.current.order_reference == "PO-7"


def test_a_new_step_after_undo_ends_what_could_be_redone() -> None:
    history = History(draft())
    history.change(draft(message="one"), key="", at=0.0)
    history.undo()
    history.change(draft(message="two"), key="", at=0.1)
    assert not history.can_redo


def test_one_bad_line_hides_the_total_and_no_other_line() -> None:
    bad = replace(line("Bad", "10"), discount_minor=2000)
    sums = sums_of(draft(line("Good", "100"), bad))
    assert sums.totals is None
    assert "discount of line 2" in sums.refusal
    assert sums.nets == (10000, None)


def test_a_quote_says_what_it_costs_without_and_with_every_option() -> None:
    ticked, left = replace(line("A", "10"), optional=True), replace(line("B", "5"), optional=True, chosen=False)
    sums = sums_of(replace(draft(line("Fixed", "100"), ticked, left), kind="quote"))
    assert sums.totals is not None
    assert sums.options is not None
    assert (sums.options.least, sums.totals.total, sums.options.most) == (12300, 13530, 14145)
    assert (sums.options.fixed, sums.options.ticked_sum, sums.options.ticked, sums.options.count) == (10000, 1000, 1, 2)


def test_finding_ignores_case_and_accents_and_puts_beginnings_first() -> None:
    names = ["Café Société", "Société Générale", "The Society", "Associates"]
    finder = Finder(names, lambda name: (name,))
    assert finder.find("soci") == ["Société Générale", "Café Société", "The Society", "Associates"]
    assert finder.find("") == names


def test_the_due_date_is_compared_with_the_day_it_will_be_issued(stocked: Desk) -> None:
    office = stocked.read(office_row)
    assert office is not None
    values = draft(line("Desk"), due_on=date(2026, 11, 30))

    def found(dated: date | None) -> list[str]:
        rows = checklist(
            replace(values, dated=dated), (), customer=None, office=office, totals=None, today=date(2026, 11, 20)
        )
        return [row.text for row in rows]

    assert "Due date" in found(None)
    assert "The due date lies before the invoice date" in found(date(2026, 12, 4))
