"""What a person does with an issued document: credit it, use the credit, void or withdraw it."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from billing.crediting import CreditWish
from desktop.models import Document
from desktop.queries.cards import DocumentCard, document_card
from desktop.services import links
from desktop.services.crediting import give_credit, undo_credit
from desktop.services.deposits import request_deposit
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.apply_credit import ApplyCreditDialog
from desktop.views.dialogs.credit import CreditDialog
from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.take_back import TakeBack, TakeBackDialog
from desktop.views.drawer.credits import credit_words
from desktop.views.drawer.drawer import Drawer
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from tests.desktop.office import TODAY, Desk, line
from tests.desktop.views.doors import Doors

pytestmark = pytest.mark.usefixtures("irish")


@pytest.fixture
def invoice(desk: Desk) -> UUID:
    return desk.issue(desk.draft(line("Desk", "100", "3"), line("Lamp", "50", "1", "10"))).document_id


def card(desk: Desk, document: UUID) -> DocumentCard:
    return desk.read(lambda session: document_card(session, document, today=TODAY, now=desk.now))


def opened(qtbot: QtBot, dialog: Dialog) -> None:
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()


def crediting(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> CreditDialog:
    dialog = CreditDialog(view_desk, card(desk, invoice))
    opened(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.deed.isEnabled())
    return dialog


def taking_back(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, document: UUID, act: TakeBack) -> TakeBackDialog:
    dialog = TakeBackDialog(view_desk, card(desk, document), act)
    opened(qtbot, dialog)
    return dialog


def type_into(field: Field, words: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)


def notes(desk: Desk) -> list[Document]:
    return list(desk.read(lambda session: session.scalars(select(Document).where(Document.kind == "credit")).all()))


def handed_over(desk: Desk, document: UUID) -> None:
    desk.write(lambda session: links.mark_sent(session, document, at=desk.now))


def test_all_that_is_left_is_credited_with_its_reason(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = crediting(qtbot, view_desk, desk, invoice)
    assert dialog._total.accessibleName() == "424.00 EUR"
    dialog.reasons.why.choose("Damaged or faulty")
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args == ["CRN-2026-0001 issued.", "It takes off what INV-2026-0001 owes."]
    assert card(desk, invoice).balance_minor == 0
    assert [note.message for note in notes(desk)] == ["Damaged or faulty"]


def test_parts_are_credited_by_quantity_or_by_amount_and_the_total_follows_every_key(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = crediting(qtbot, view_desk, desk, invoice)
    dialog.how._segments["parts"].click()
    assert not dialog.deed.isEnabled()
    desks, lamp = dialog.lines.rows
    desks.tick.click()
    type_into(desks.quantity, "1")
    assert desks.minor.text() == "100.00"
    assert dialog._total.accessibleName() == "123.00 EUR"
    lamp.tick.click()
    type_into(lamp.minor, "10,00")
    assert lamp.quantity.text() == ""
    assert dialog._total.accessibleName() == "134.00 EUR"
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert card(desk, invoice).balance_minor == 42_400 - 13_400


def test_a_part_smaller_than_the_discount_of_the_invoice_is_credited(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk
) -> None:
    draft = desk.draft(line("Desk", "100", "3"))
    desk.write(lambda session: setattr(session.get_one(Document, draft), "discount_minor", 20_000))
    dialog = crediting(qtbot, view_desk, desk, desk.issue(draft).document_id)
    dialog.how._segments["parts"].click()
    (desks,) = dialog.lines.rows
    desks.tick.click()
    type_into(desks.quantity, "1")
    assert desks.minor.text() == "100.00"
    assert dialog._total.accessibleName() == "41.00 EUR"


def credited_later(desk: Desk) -> None:
    """Another invoice has a credit note that is dated in two days."""
    other = desk.issue().document_id
    desk.write(
        lambda session: give_credit(
            session, other, [CreditWish(1)], why="Damaged", on=TODAY + timedelta(days=2), at=desk.now,
            archive=desk.archive,
        )
    )  # fmt: skip


def test_a_credit_note_with_an_earlier_date_is_asked_about_once(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    credited_later(desk)
    dialog = crediting(qtbot, view_desk, desk, invoice)
    qtbot.waitUntil(lambda: dialog._earlier._before is not None)
    dialog.deed.click()
    assert "CRN-2026-0001 is dated 22 Nov 2026 already" in dialog.problem.text()
    assert dialog.deed.text() == "Issue with the earlier date"
    assert card(desk, invoice).credits == ()
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args[0] == "CRN-2026-0002 issued."


def test_a_withdrawal_whose_credit_note_has_an_earlier_date_is_asked_about_once(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    handed_over(desk, invoice)
    credited_later(desk)
    dialog = taking_back(qtbot, view_desk, desk, invoice, "withdraw")
    earlier = dialog._earlier
    assert earlier is not None
    qtbot.waitUntil(lambda: earlier._before is not None)
    dialog.deed.click()
    assert "CRN-2026-0001 is dated 22 Nov 2026 already" in dialog.problem.text()
    assert card(desk, invoice).state == "sent"
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert card(desk, invoice).state == "withdrawn"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("4", "more than is left of it"), ("1,2,3", "is not a number"), ("0", "Nothing is credited yet"), ("-1", "left")],
)
def test_what_cannot_be_credited_is_said_and_cannot_be_issued(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID, typed: str, sentence: str
) -> None:
    dialog = crediting(qtbot, view_desk, desk, invoice)
    dialog.how._segments["parts"].click()
    dialog.lines.rows[0].tick.click()
    type_into(dialog.lines.rows[0].quantity, typed)
    assert sentence in dialog.problem.text()
    assert not dialog.deed.isEnabled()
    type_into(dialog.lines.rows[0].quantity, "2")
    assert dialog.problem.isHidden()
    assert dialog.deed.isEnabled()


def test_a_deposit_that_an_issued_invoice_takes_off_says_so_and_cannot_be_credited(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk
) -> None:
    parent = desk.draft(line("Desk", "1000"))
    deposit = desk.write(
        lambda session: request_deposit(session, parent, percent=Decimal(30), on=TODAY, at=desk.now)
    )  # fmt: skip
    desk.issue(deposit)
    final = desk.issue(parent)
    dialog = CreditDialog(view_desk, card(desk, deposit))
    opened(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert f"a deposit that {final.number} takes off" in dialog.problem.text()
    assert f"withdraw all of {final.number} first" in dialog.problem.text()
    assert dialog.problem.isVisible()
    assert not dialog.deed.isEnabled()


def test_only_what_is_left_of_a_line_is_offered(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, doors: Doors, invoice: UUID
) -> None:
    wishes = [CreditWish(1, quantity=Decimal(1)), CreditWish(2)]
    desk.write(lambda session: doors.credit(session, invoice, wishes, "Damaged"))
    dialog = crediting(qtbot, view_desk, desk, invoice)
    assert [(row.left.title, row.quantity.text(), row.minor.text()) for row in dialog.lines.rows] == [
        ("Desk", "2", "200.00")
    ]


def test_a_credit_note_needs_its_reason_and_enter_issues_nothing(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = crediting(qtbot, view_desk, desk, invoice)
    assert dialog.keep.hasFocus()
    dialog.reasons.why.choose("other")
    QTest.keyClick(dialog.reasons.own_why, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)
    assert dialog.isVisible()
    dialog.deed.click()
    qtbot.waitUntil(lambda: "The reason is missing" in dialog.problem.text())
    assert notes(desk) == []


def test_voiding_names_the_deed_and_the_safe_button_has_the_focus(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    dialog = taking_back(qtbot, view_desk, desk, invoice, "void")
    assert dialog.heading.text() == "Void INV-2026-0001?"
    assert dialog.keep.hasFocus()
    assert dialog.deed.text() == "Void invoice"
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args == ["INV-2026-0001 is void.", ""]
    assert card(desk, invoice).state == "void"


def test_withdrawing_says_what_is_credited_and_does_both(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID
) -> None:
    handed_over(desk, invoice)
    dialog = taking_back(qtbot, view_desk, desk, invoice, "withdraw")
    assert dialog.deed.text() == "Withdraw and credit"
    dialog.why.choose("other")
    dialog.deed.click()
    qtbot.waitUntil(lambda: "The reason is missing" in dialog.problem.text())
    dialog.own_why.setText("Ordered by nobody")
    with qtbot.waitSignal(dialog.told) as told:
        dialog.deed.click()
    assert told.args == ["INV-2026-0001 is withdrawn.", "CRN-2026-0001 gives it back."]
    assert card(desk, invoice).state == "withdrawn"
    assert [note.message for note in notes(desk)] == ["Ordered by nobody"]


def points(dialog: TakeBackDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(Label))


def test_withdrawing_says_what_is_credited_already_what_of_it_is_used_first_and_what_the_rest_is(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, doors: Doors, invoice: UUID
) -> None:
    total = card(desk, invoice).total_minor
    handed_over(desk, invoice)
    assert "credited already" not in points(taking_back(qtbot, view_desk, desk, invoice, "withdraw"))
    desk.write(lambda session: doors.credit(session, invoice, [CreditWish(1, quantity=Decimal(1))], "Damaged"))
    said = points(taking_back(qtbot, view_desk, desk, invoice, "withdraw"))
    assert "123.00 EUR of it is credited already." in said
    assert "used for it first" not in said
    rest = f"A credit note over the rest, {(total - 12_300) / 100:.2f} EUR, is issued with this reason."
    assert rest in said
    (allocation,) = [row.allocation for row in card(desk, invoice).credits]
    assert allocation is not None
    desk.write(lambda session: undo_credit(session, allocation, at=desk.now))
    dialog = taking_back(qtbot, view_desk, desk, invoice, "withdraw")
    assert "123.00 EUR of that is unused and is used for it first." in points(dialog)
    assert rest in points(dialog)
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert sum(note.total_minor for note in notes(desk)) == total
    assert card(desk, invoice).balance_minor == 0


def test_withdrawing_what_is_credited_in_full_announces_no_credit_note(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, doors: Doors, invoice: UUID
) -> None:
    handed_over(desk, invoice)
    desk.write(lambda session: doors.credit(session, invoice, [CreditWish(1), CreditWish(2)], "Damaged"))
    said = points(taking_back(qtbot, view_desk, desk, invoice, "withdraw"))
    assert "of it is credited already." in said
    assert "A credit note over" not in said


def test_a_quote_is_withdrawn_without_a_credit_note(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    quote = desk.issue(desk.draft(kind="quote")).document_id
    handed_over(desk, quote)
    dialog = taking_back(qtbot, view_desk, desk, quote, "withdraw")
    assert dialog.deed.text() == "Withdraw"
    with qtbot.waitSignal(dialog.told):
        dialog.deed.click()
    assert card(desk, quote).state == "withdrawn"
    assert notes(desk) == []


def test_closing_a_warning_changes_nothing(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    dialog = taking_back(qtbot, view_desk, desk, invoice, "void")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert card(desk, invoice).state == "issued"


def test_what_is_left_of_a_credit_is_used_for_another_invoice(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, doors: Doors
) -> None:
    customer = desk.customer()
    first = desk.issue(desk.draft(customer=customer)).document_id
    desk.pay(first, 12_300)
    note = desk.write(lambda session: doors.credit(session, first, [CreditWish(1)], "Damaged")).document_id
    other = desk.issue(desk.draft(line(price="30"), customer=customer)).document_id
    assert credit_words(card(desk, note)) == "123.00 EUR are left for another invoice."
    for document in (note, other):
        dialog = ApplyCreditDialog(view_desk, card(desk, document))
        opened(qtbot, dialog)
        qtbot.waitUntil(dialog.deed.isEnabled)
        assert dialog.minor.text() == ("36.90" if document == note else "26.90")
        type_into(dialog.minor, "99")
        dialog.deed.click()
        qtbot.waitUntil(lambda dialog=dialog: "owes less" in dialog.problem.text())  # type: ignore[misc]
        type_into(dialog.minor, "10")
        with qtbot.waitSignal(dialog.told) as told:
            dialog.deed.click()
        assert told.args == ["Credit used.", "10.00 EUR of CRN-2026-0001 are taken off INV-2026-0002."]
    assert card(desk, other).balance_minor == 3_690 - 2_000
    assert credit_words(card(desk, other)).count("takes off 10.00 EUR") == 2


def test_the_menu_offers_what_can_be_done_and_nothing_else(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, doors: Doors, invoice: UUID
) -> None:
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)

    def offered(document: UUID) -> list[str]:
        menu = drawer.menu.menu_for(card(desk, document), drawer)
        return [action.text() for action in menu.actions() if not action.isSeparator()]

    assert offered(invoice) == [
        "Portal settings…",
        "Send reminder…",
        "Write off…",
        "Duplicate",
        "Credit note…",
        "Void…",
    ]
    handed_over(desk, invoice)
    assert offered(invoice) == [
        "Portal settings…",
        "Send reminder…",
        "Write off…",
        "Duplicate",
        "Credit note…",
        "Withdraw…",
    ]
    note = desk.write(lambda session: doors.credit(session, invoice, [CreditWish(1), CreditWish(2)], "Damaged"))
    assert offered(invoice) == ["Portal settings…", "Duplicate", "Take back what CRN-2026-0001 takes off", "Withdraw…"]
    assert offered(note.document_id) == ["Portal settings…", "Take back what is used for INV-2026-0001", "Void…"]
    assert offered(desk.draft()) == ["Deposit invoice…", "Duplicate"]
    desk.write(lambda session: doors.withdraw(session, invoice, "Wrong"))
    assert offered(invoice) == ["Portal settings…", "Duplicate"]


def test_the_drawer_hands_on_what_was_chosen(qtbot: QtBot, view_desk: ViewDesk, desk: Desk, invoice: UUID) -> None:
    drawer = Drawer(view_desk)
    qtbot.addWidget(drawer)
    menu = drawer.menu.menu_for(card(desk, invoice), drawer)
    void = next(action for action in menu.actions() if action.text() == "Void…")
    with qtbot.waitSignal(drawer.take_back_requested) as asked:
        void.trigger()
    assert (asked.args[0].id, asked.args[1]) == (invoice, "void")
