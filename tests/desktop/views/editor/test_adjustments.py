"""What stands between lines and total: typed in place, kept when half-typed, explained when asked."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from billing.issued import IssuedTax, IssuedWithholding
from billing.steps import Part
from desktop.queries.drafts import ChargeValues
from desktop.services.items import save_tax_rate
from desktop.views.editor.lines_model import TAX
from desktop.views.editor.sum_table import SumRow
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.why import WhyPopover
from tests.desktop.office import line
from tests.desktop.views.editor.typist import CTRL, Key, Typist

VAT = IssuedTax(label="VAT", rate=Decimal(23))


def rows(typist: Typist) -> dict[str, tuple[str, ...]]:
    """Return the rows of the totals by their words."""
    return {row.cells[0]: row.cells[1:] for row in typist.editor.page.totals.table.rows if row.cells}


def menu(typist: Typist) -> QMenu:
    return typist.editor.page.lines.menu()


def charge(typist: Typist, figure: str, name: str) -> None:
    """Add a charge as a person does."""
    typist.editor.page.lines.charge_button.click()
    typist.type(name)
    row = typist.editor.page.lines.adjustments.charges[-1]
    row.figure.setFocus()
    typist.type(figure)


# -- charges ----------------------------------------------------------------------------------------------------------


def test_a_charge_is_typed_under_the_lines_and_counts_at_every_key(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    charge(typist, "12.50", "Shipping")
    assert typist.values.charges == (ChargeValues("Shipping", minor=1250, taxes=(VAT,)),)
    assert rows(typist)["Shipping"] == ("12.50",)
    assert rows(typist)["Total"] == ("138.38 EUR",)


def test_a_charge_in_percent_is_of_the_sum(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    charge(typist, "5 %", "Small order")
    assert rows(typist)["Small order"] == ("5.00",)


def test_a_charge_has_a_tax_of_its_own(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    charge(typist, "10", "Shipping")
    tax = typist.editor.page.lines.adjustments.charges[0].tax
    reduced = next(at for at in range(tax.count()) if "13.5" in tax.itemText(at))
    tax.setCurrentIndex(reduced)
    tax.activated.emit(reduced)
    assert [each.rate for each in typist.values.charges[0].taxes] == [Decimal("13.5")]
    assert rows(typist)["13.5%"] == ("10.00", "1.35")


def test_a_charge_taken_away_comes_back_with_undo(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    charge(typist, "10", "Shipping")
    charge(typist, "3", "Fee")
    typist.editor.page.lines.adjustments.charges[0].drop_button.click()
    assert [each.label for each in typist.values.charges] == ["Fee"]
    assert typist.editor.page.lines.adjustments.charges[0].words.text() == "Fee"
    typist.editor.state.undo()
    assert [each.label for each in typist.values.charges] == ["Shipping", "Fee"]


def test_an_empty_charge_is_not_doubled_and_not_issued(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    typist.editor.page.lines.charge_button.click()
    typist.editor.page.lines.charge_button.click()
    assert len(typist.values.charges) == 1
    assert "Charge" not in rows(typist)
    assert not [check for check in typist.editor.page.checklist.checks if "charge" in check.text]


# -- half-typed, and nothing is lost ----------------------------------------------------------------------------------


def test_what_is_half_typed_survives_closing_and_opening(typist: Typist) -> None:
    document = typist.desk.draft(line("Desk", "100"))
    typist.edit(document)
    lines, dates = typist.editor.page.lines, typist.editor.page.customer.dates
    lines.discount_button.click()
    typist.type("5,,")
    charge(typist, "12..5", "Shipping")
    dates[1].setFocus()
    typist.press(Key.Key_A, with_=CTRL)
    typist.type("31 F")
    typist.editor.save_now()
    typist.wait_saved()
    typist.editor.leave()
    typist.edit(document)
    adjustments = typist.editor.page.lines.adjustments
    assert adjustments.discount.figure.text() == "5,,"
    assert adjustments.charges[0].figure.text() == "12..5"
    assert dates[1].text() == "31 F"
    assert adjustments.discount.figure.palette().text().color() == tokens().tones[Tone.WARN].word
    assert "a charge holds something that is no number yet" in "; ".join(
        check.text[:1].lower() + check.text[1:] for check in typist.editor.page.checklist.checks
    )


def test_a_half_typed_discount_takes_nothing_off(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    typist.editor.page.lines.discount_button.click()
    typist.type("10")
    assert rows(typist)["Total"] == ("110.70 EUR",)
    typist.type("..")
    assert rows(typist)["Total"] == ("123.00 EUR",)
    typist.press(Key.Key_Backspace, Key.Key_Backspace)
    assert (typist.values.typed, rows(typist)["Total"]) == ({}, ("110.70 EUR",))


# -- what is paid -----------------------------------------------------------------------------------------------------


def test_what_is_withheld_lowers_what_is_paid(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    menu(typist).actions()[0].trigger()
    typist.type("15 %")
    typist.press(Key.Key_Tab)
    typist.type("IRPF")
    assert typist.values.withholding == IssuedWithholding(label="IRPF", rate=Decimal(15))
    assert rows(typist)["IRPF 15%"] == ("−15.00",)
    assert rows(typist)["To pay"] == ("108.00 EUR",)
    assert typist.editor.page.totals.total.accessibleName() == "108.00 EUR"
    typist.editor.page.lines.adjustments.withholding.drop_button.click()
    assert typist.values.withholding is None


def test_coins_are_rounded_where_the_currency_has_a_step(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "10.01")))
    coins = menu(typist).actions()[1]
    assert coins.text() == "Round to 0.05 EUR"
    coins.setChecked(True)
    assert (typist.values.cash_step, rows(typist)["Rounding"]) == (5, ("−0.01",))
    typist.editor.state.change(replace(typist.values, currency="JPY"))
    assert len(menu(typist).actions()) == 1


def test_another_currency_has_another_step_of_coins_and_keeps_figures(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    charge(typist, "12.50", "Shipping")
    menu(typist).actions()[1].setChecked(True)
    typist.editor.page.customer._take_currency("JPY")
    assert typist.values.cash_step == 0
    assert typist.values.charges[0].typed == "12.50"
    typist.editor.page.customer._take_currency("SEK")
    assert typist.values.charges[0].typed == "12.50"


# -- two taxes on a line ----------------------------------------------------------------------------------------------


def test_a_line_takes_two_taxes_that_come_together(typist: Typist) -> None:
    def offer(session: Session) -> None:
        gst = save_tax_rate(session, "GST", Decimal(5))
        save_tax_rate(session, "QST", Decimal("9.975"), beside_id=gst)

    typist.desk.write(offer)
    typist.edit(typist.desk.draft(line("Desk", "100")))
    typist.into(0, TAX)
    typist.press(Key.Key_A, with_=CTRL)
    typist.type("qst")
    typist.press(Key.Key_Tab)
    assert [tax.label for tax in typist.values.lines[0].taxes] == ["GST", "QST"]
    assert typist.table.lines.text_at(typist.table.lines.index(0, TAX)) == "5% + 9.975%"
    assert rows(typist)["QST 9.975%"] == ("100.00", "9.98")


def test_a_tax_that_is_not_charged_says_why_in_the_customers_language(typist: Typist) -> None:
    reverse = IssuedTax(label="VAT", category="AE")
    typist.edit(typist.desk.draft(replace(line("Desk", "100"), taxes=(reverse,))))
    assert typist.editor.page.totals.notes.text() == "Reverse charge"


# -- why this cent ----------------------------------------------------------------------------------------------------


def opened(typist: Typist) -> WhyPopover:
    (popover,) = typist.editor.findChildren(WhyPopover)
    return popover


def test_pressing_a_tax_says_how_it_comes_about(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "33.333", quantity="3")))
    table = typist.editor.page.totals.table
    row = next(row for row in table.rows if row.part is Part.TAX)
    table.asked.emit(row)
    assert [(step.words, step.figures, step.result) for step in opened(typist).steps] == [
        ("VAT is on the net, rounded once", "23% of 100.00", "23.00")
    ]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Space])
def test_the_keyboard_asks_why_and_the_focus_comes_back(typist: Typist, key: Key) -> None:
    typist.edit(typist.desk.draft(line("Desk", "33.333", quantity="3")))
    total = typist.editor.page.totals.total
    total.setFocus()
    typist.press(key)
    popover = opened(typist)
    assert popover.steps[-1].result == "123.00"
    popover.close()
    assert total.hasFocus()


def test_the_arrows_walk_the_rows_that_can_be_asked(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "33.333", quantity="3")))
    table = typist.editor.page.totals.table
    asked: list[SumRow] = []
    table.asked.connect(asked.append)
    table.setFocus()
    typist.press(Key.Key_Return)
    opened(typist).close()
    typist.qtbot.waitUntil(table.hasFocus)
    typist.press(Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert [row.part for row in asked] == [Part.LINES, Part.TOTAL]
