"""Money that goes back, and cents that are let go: the dialogs, their words and what the books have after."""

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.queries.cards import DocumentCard
from desktop.queries.drafts import draft
from desktop.queries.office import office_row
from desktop.services.drafts import save_draft
from desktop.services.payments.booking import PaymentValues, book_payment
from desktop.services.payments.house_rules import HouseRules, NoSuchLimit, change_house_rules
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.credit import CreditDialog
from desktop.views.dialogs.money.apply import ApplyPaymentDialog
from desktop.views.dialogs.money.record import RecordPaymentDialog
from desktop.views.dialogs.money.refund import RefundDialog
from desktop.views.dialogs.money.write_off import WriteOffDialog
from desktop.views.drawer.activity import sentence
from desktop.views.drawer.credits import credit_words
from desktop.views.widgets.label import Label
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.views.dialogs.money import card, opened, payment, pressed, type_into

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def customer(desk: Desk) -> UUID:
    return desk.customer()


@pytest.fixture
def invoice(desk: Desk, customer: UUID) -> UUID:
    """An issued invoice over 123.00 EUR."""
    return desk.issue(desk.draft(customer=customer)).document_id


# -- what is left, what goes back, what is let go ---------------------------------------------------------------------


def test_what_is_left_is_used_from_the_payment_and_from_the_invoice(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, customer: UUID
) -> None:
    left = desk.pay(invoice, 20_000)
    other = desk.issue(desk.draft(line(price="100"), customer=customer)).document_id
    told = "77.00 EUR of this customer’s money is unapplied. The menu … uses it for this invoice."
    assert (credit_words(card(desk, other)), credit_words(card(desk, invoice))) == (told, "")
    for of, words in (
        (payment(desk, left), "INV-2026-0002 · 123.00 EUR open"),
        (card(desk, other), "67.00 EUR left of 20 Nov 2026, Bank transfer"),
    ):
        dialog = ApplyPaymentDialog(view_desk, of)
        opened(qtbot, dialog)
        qtbot.waitUntil(dialog.deed.isEnabled)
        assert dialog.which.currentText() == words
        type_into(dialog.minor, "99")
        if isinstance(of, DocumentCard):
            dialog.deed.click()
            qtbot.waitUntil(lambda dialog=dialog: "less than that is left" in dialog.problem.text())  # type: ignore[misc]
        type_into(dialog.minor, "10")
        assert pressed(qtbot, dialog) == ["Payment used.", "10.00 EUR pays INV-2026-0002."]
    assert card(desk, other).balance_minor == 10_300


def test_a_refusal_leaves_the_amount_that_was_typed(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, customer: UUID
) -> None:
    left = desk.pay(invoice, 20_000)
    other = desk.issue(desk.draft(customer=customer)).document_id
    dialog = ApplyPaymentDialog(view_desk, payment(desk, left))
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    type_into(dialog.minor, "10")
    desk.pay(other, 2_300)
    dialog.deed.click()
    qtbot.waitUntil(lambda: "owes €100.00 now" in dialog.problem.text())
    qtbot.waitUntil(lambda: dialog.which.currentText() == "INV-2026-0002 · 100.00 EUR open")
    assert dialog.minor.text() == "10"
    pressed(qtbot, dialog)
    assert card(desk, other).balance_minor == 9_000


def test_money_of_nobody_is_offered_to_invoices_that_name_their_customer(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    values = PaymentValues(TODAY, 500, "EUR", "other")
    whose = desk.write(lambda session: book_payment(session, values, (), at=desk.now))
    dialog = ApplyPaymentDialog(view_desk, payment(desk, whose))
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert dialog.which.currentText() == "INV-2026-0001 · Rosewood Dental · 123.00 EUR open"


def test_nothing_typed_refunds_all_and_the_invoice_owes_it_again(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 12_300)
    dialog = RefundDialog(view_desk, paid, invoice)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert dialog.minor.placeholderText() == "all, 123.00 EUR"
    assert "INV-2026-0001 owes it again" in dialog._what.text()
    type_into(dialog.minor, "200")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "only €123.00 of it is still here" in dialog.problem.text())
    dialog.minor.clear()
    dialog.reason.choose("duplicate")
    assert pressed(qtbot, dialog)[0] == "123.00 EUR went back."
    assert (card(desk, invoice).balance_minor, card(desk, invoice).money[-1].reason) == (12_300, "duplicate")


def test_a_refund_with_its_credit_note_leaves_nothing_owed(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 12_300)
    dialog = RefundDialog(view_desk, paid, invoice)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    dialog.then._segments["credit"].click()
    assert "a credit note corrects INV-2026-0001 with its tax" in dialog._what.text()
    pressed(qtbot, dialog)
    shown = card(desk, invoice)
    assert (shown.state, shown.balance_minor, [row.number for row in shown.credits]) == (
        "credited", 0, ["CRN-2026-0001"],
    )  # fmt: skip


def test_a_part_that_goes_back_asks_next_which_lines_are_credited(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 12_300)
    dialog = RefundDialog(view_desk, paid, invoice)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    dialog.then._segments["credit"].click()
    type_into(dialog.minor, "23")
    with qtbot.waitSignal(dialog.credit_wanted) as wanted:
        dialog.deed.click()
    assert wanted.args == [invoice]
    assert card(desk, invoice).balance_minor == 2_300
    assert card(desk, invoice).credits == ()


def test_one_of_two_payments_that_goes_back_never_credits_what_the_other_paid(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    paid = desk.pay(invoice, 2_300)
    desk.pay(invoice, 10_000)
    dialog = RefundDialog(view_desk, paid, invoice)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    dialog.then._segments["credit"].click()
    with qtbot.waitSignal(dialog.credit_wanted):
        dialog.deed.click()
    assert (card(desk, invoice).balance_minor, card(desk, invoice).credits) == (2_300, ())


def test_a_refund_is_understood_in_the_digits_of_its_currency(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, customer: UUID
) -> None:
    values = PaymentValues(TODAY, 12_345, "KWD", "cash", customer)
    left = desk.write(lambda session: book_payment(session, values, (), at=desk.now))
    dialog = RefundDialog(view_desk, left)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    type_into(dialog.minor, "1.255")
    assert dialog.minor.accessibleDescription() == ""
    pressed(qtbot, dialog)
    assert payment(desk, left).refunded_minor == 1_255


def test_a_refund_through_stripe_says_how_long_it_takes(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, customer: UUID
) -> None:
    values = PaymentValues(TODAY, 500, "EUR", "stripe", customer, intent="pi_1")
    paid = desk.write(lambda session: book_payment(session, values, (), at=desk.now))
    dialog = RefundDialog(view_desk, paid)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    assert "5 to 10 working days" in dialog._what.text()


def test_another_reason_is_asked_for_in_words(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    paid = desk.pay(invoice, 12_300)
    dialog = RefundDialog(view_desk, paid)
    opened(qtbot, dialog)
    qtbot.waitUntil(dialog.deed.isEnabled)
    dialog.reason.choose("other")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "reason is missing" in dialog.problem.text())
    type_into(dialog.note, "Moved house")
    pressed(qtbot, dialog)
    assert sentence(card(desk, invoice).activity[0]) == "123.00 EUR refunded: Moved house"


def test_a_cent_is_let_go_with_a_reason_that_is_offered(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    desk.pay(invoice, 12_297)
    dialog = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    assert (dialog.minor.text(), dialog.kind.key, dialog.why.text()) == ("0.03", "cents", "A difference of cents")
    assert pressed(qtbot, dialog) == ["0.03 EUR written off.", "INV-2026-0001 owes it no more."]
    assert card(desk, invoice).state == "paid"


def test_a_debt_needs_its_reason_and_a_balance_that_changed_is_shown(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    assert (dialog.kind.key, dialog.why.text()) == ("other", "")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "reason is missing" in dialog.problem.text())
    type_into(dialog.why, "Insolvent")
    desk.pay(invoice, 2_300)
    dialog.deed.click()
    qtbot.waitUntil(lambda: "owes €100.00 now" in dialog.problem.text())
    qtbot.waitUntil(lambda: "100.00 EUR open" in dialog.about.text())
    type_into(dialog.minor, "100")
    pressed(qtbot, dialog)
    assert card(desk, invoice).balance_minor == 0


# -- the house rules --------------------------------------------------------------------------------------------------


@pytest.fixture
def ruled(desk: Desk, view_desk: ViewDesk) -> None:
    """An office that has a note, and calls 5.00 EUR small."""
    desk.write(lambda session: change_house_rules(session, HouseRules("Ask Anna above 50.", 500)))
    office = desk.read(office_row)
    assert office is not None
    view_desk.office = office


def note(dialog: QWidget) -> Label:
    return next(label for label in dialog.findChildren(Label) if label.accessibleName() == "House rules")


def test_the_house_rules_stand_where_money_is_given_back_and_let_go(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, ruled: None
) -> None:
    paid = desk.pay(invoice, 12_300)
    shown = card(desk, invoice)
    credit = CreditDialog(view_desk, shown)
    for dialog in (RefundDialog(view_desk, paid, invoice), WriteOffDialog(view_desk, shown), credit):
        opened(qtbot, dialog)
        assert note(dialog).isVisible()
        assert note(dialog).text() == "Ask Anna above 50."


def test_more_than_is_called_small_needs_a_second_look_at_each_amount(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, ruled: None
) -> None:
    dialog = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    look = dialog.second_look
    assert look.said.text() == "It is more than the 5.00 EUR that the house rules call small."
    assert (dialog.deed.isEnabled(), dialog.deed.toolTip()) == (False, "Tick the box above to go on.")
    dialog.minor.setText("6")
    look.tick.click()
    assert (dialog.deed.isEnabled(), dialog.deed.toolTip()) == (True, "")
    dialog.minor.setText("123")
    assert (look.tick.isChecked(), dialog.deed.isEnabled()) == (False, False)
    dialog.minor.setText("5")
    assert not look.tick.isVisible()
    assert dialog.deed.isEnabled()


def test_a_refusal_gives_the_button_back_only_as_far_as_the_rules_do(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, ruled: None
) -> None:
    dialog = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    dialog.second_look.tick.click()
    dialog.deed.click()
    qtbot.waitUntil(lambda: "reason is missing" in dialog.problem.text())
    assert dialog.deed.isEnabled()
    dialog.second_look.tick.click()
    dialog.say("The disk is full.")
    assert not dialog.deed.isEnabled()


def test_the_rest_of_an_invoice_is_let_go_by_the_same_rules_while_money_is_recorded(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, ruled: None
) -> None:
    dialog = RecordPaymentDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(dialog.minor.text()) and dialog.deed.isEnabled())
    look = dialog.second_look
    type_into(dialog.minor, "1")
    assert (look.isVisible(), dialog.deed.isEnabled()) == (False, True), "the customer still owes it"
    dialog.left.choose("cents")
    assert note(dialog).isVisible()
    assert (look.tick.isVisible(), dialog.deed.isEnabled()) == (True, False)
    look.tick.click()
    assert dialog.deed.isEnabled()
    type_into(dialog.minor, "2")
    assert (look.tick.isChecked(), dialog.deed.isEnabled()) == (False, False)
    type_into(dialog.minor, "119")
    assert (look.tick.isVisible(), note(dialog).isVisible(), dialog.deed.isEnabled()) == (False, True, True)
    pressed(qtbot, dialog)
    assert card(desk, invoice).written_off_minor == 400


def test_what_is_small_is_said_of_the_offices_currency_so_that_another_is_always_asked_about(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, ruled: None
) -> None:
    document = desk.draft()
    values = replace(desk.read(lambda session: draft(session, document)), currency="USD")
    desk.write(lambda session: save_draft(session, document, values, at=desk.now))
    invoice = desk.issue(document).document_id
    dialog = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    dialog.minor.setText("1")
    expected = "What the house rules call small is in EUR: any other currency is asked about."
    assert dialog.second_look.said.text() == expected
    assert not dialog.deed.isEnabled()


def test_without_house_rules_nothing_is_asked(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    dialog = WriteOffDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    assert not dialog.second_look.isVisible()
    assert dialog.deed.isEnabled()
    with pytest.raises(NoSuchLimit):
        desk.write(lambda session: change_house_rules(session, HouseRules("", -1)))
