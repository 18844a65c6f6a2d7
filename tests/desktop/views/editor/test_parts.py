"""An invoice that is paid in parts: chosen where the terms are, shown with what comes of it, kept and issued."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from PySide6.QtTest import QTest

from billing.terms import DueRule, Part, Terms
from desktop.models import Document
from desktop.queries.cards import document_card
from desktop.views.dialogs.parts import PartsDialog
from desktop.views.drawer.due import due_words
from desktop.views.editor.checklist import Standing
from desktop.views.editor.editor import Editor
from tests.desktop.office import NOON, TODAY, line
from tests.desktop.views.editor.typist import Typist

NOW, IN_30 = Terms(DueRule.ON_RECEIPT), Terms(DueRule.NET, 30)


def opened(typist: Typist) -> UUID:
    """A draft over 1,230.00 in the editor."""
    document = typist.desk.draft(line(price="1000"))
    typist.edit(document)
    return document


def choose(editor: Editor, key: str) -> None:
    """Choose terms as a person does: the list closes on them and says so."""
    terms = editor.page.customer.terms
    at = terms.findData(key)
    terms.setCurrentIndex(at)
    terms.activated.emit(at)


def asked(typist: Typist) -> PartsDialog:
    choose(typist.editor, "parts")
    (dialog,) = [each for each in typist.editor.window().findChildren(PartsDialog) if each.isVisible()]
    return dialog


def shown(dialog: PartsDialog) -> list[tuple[str, str]]:
    return [(row.due.text(), row.amount.text()) for row in dialog.rows]


def retype(dialog: PartsDialog, row: int, text: str) -> None:
    field = dialog.rows[row].share
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def test_a_share_now_and_the_rest_later_are_proposed_with_what_comes_of_them(typist: Typist) -> None:
    opened(typist)
    dialog = asked(typist)
    assert shown(dialog) == [("20 Nov 2026", "369.00"), ("20 Dec 2026", "861.00")]
    retype(dialog, 0, "33,5")
    assert shown(dialog) == [("20 Nov 2026", "412.05"), ("20 Dec 2026", "817.95")]
    dialog.deed.click()
    assert typist.values.parts == (Part(Decimal("33.5"), NOW), Part(Decimal("66.5"), IN_30))
    assert typist.editor.page.customer.terms.currentText() == "In 2 parts"
    assert typist.values.due_on == TODAY
    typist.wait_saved()
    assert typist.stored().parts == typist.values.parts


def test_more_parts_are_added_before_the_rest_and_removed_again(typist: Typist) -> None:
    opened(typist)
    dialog = asked(typist)
    dialog.add.click()
    assert not dialog.deed.isEnabled()
    assert "above 0" in dialog.problem.text()
    retype(dialog, 1, "20 %")
    dialog.rows[1].terms.choose("net:14")
    assert shown(dialog) == [("20 Nov 2026", "369.00"), ("4 Dec 2026", "246.00"), ("20 Dec 2026", "615.00")]
    assert not dialog._scroll.verticalScrollBar().isVisible()
    assert not dialog._scroll.horizontalScrollBar().isVisible()
    dialog.rows[0].remove.click()
    assert shown(dialog) == [("4 Dec 2026", "246.00"), ("20 Dec 2026", "984.00")]
    assert not any(row.remove.isEnabled() for row in dialog.rows)
    dialog.deed.click()
    assert typist.values.due_on == TODAY + timedelta(days=14)


def test_parts_that_leave_nothing_are_refused_in_the_dialog(typist: Typist) -> None:
    opened(typist)
    dialog = asked(typist)
    for text in ("100", "abc", "0"):
        retype(dialog, 0, text)
        assert dialog.problem.text(), text
        assert not dialog.deed.isEnabled()
        assert shown(dialog)[0] == ("", "")
    dialog.reject()
    assert typist.values.parts == ()
    assert typist.editor.page.customer.terms.key == "net:30"


def test_other_terms_and_a_day_of_its_own_end_the_parts(typist: Typist) -> None:
    opened(typist)
    asked(typist).deed.click()
    choose(typist.editor, "net:14")
    assert typist.values.parts == ()
    assert typist.values.due_on == TODAY + timedelta(days=14)
    assert (
        typist.editor.page.customer.terms.itemText(typist.editor.page.customer.terms.findData("parts")) == "In parts…"
    )
    asked(typist).deed.click()
    typist.editor.page.customer.dates[1].setFocus()
    typist.editor.page.customer.dates[1].selectAll()
    typist.type("24 dec")
    assert typist.values.parts == ()
    assert typist.values.payment_terms == "fixed"
    typist.editor.state.undo()
    assert len(typist.values.parts) == 2


def test_the_parts_are_asked_again_as_they_were_agreed_and_follow_the_invoices_date(typist: Typist) -> None:
    opened(typist)
    asked(typist).deed.click()
    dated = typist.editor.page.customer.dates[0]
    dated.setFocus()
    typist.type("1 dec")
    assert typist.values.due_on == typist.values.dated
    assert len(typist.values.parts) == 2
    assert shown(asked(typist)) == [("1 Dec 2026", "369.00"), ("31 Dec 2026", "861.00")]


def test_parts_that_came_to_the_whole_keep_the_draft_from_being_issued(typist: Typist) -> None:
    opened(typist)
    state = typist.editor.state
    state.change(replace(typist.values, parts=(Part(Decimal(100), NOW), Part(Decimal(0), IN_30))))
    (missing,) = [each for each in typist.editor.page.checklist.checks if each.standing is Standing.MISSING]
    assert "come to the whole already" in missing.text
    assert state.sums.totals is not None


def test_parts_that_fall_out_of_order_with_the_invoices_date_stand_in_the_checklist(typist: Typist) -> None:
    def blockers() -> list[str]:
        return [each.text for each in typist.editor.page.checklist.checks if each.standing is Standing.MISSING]

    opened(typist)
    first, rest = Terms(DueRule.NEXT_MONTH_ON, 1), Terms(DueRule.NET, 14)
    typist.editor.state.change(replace(typist.values, parts=(Part(Decimal(30), first), Part(Decimal(70), rest))))
    assert blockers() == []
    dated = typist.editor.page.customer.dates[0]
    dated.setFocus()
    typist.type("1 nov")
    assert blockers() == ["A part falls due before the one above it. Put them in the order of their days"]
    typist.editor.page.head.issue.emit()
    assert "Not ready to issue: A part falls due before" in typist.editor.page.head.strip.sentence
    typist.editor.state.change(replace(typist.values, dated=None))
    assert blockers() == []


def test_a_part_whose_day_has_passed_is_named_in_the_checklist(typist: Typist) -> None:
    opened(typist)
    asked(typist).deed.click()
    dated = typist.editor.page.customer.dates[0]
    dated.setFocus()
    typist.type("1 nov")
    looks = [each.text for each in typist.editor.page.checklist.checks if each.standing is Standing.LOOK]
    assert "The due date has passed" in looks


def test_the_drawer_says_which_part_is_due_next(typist: Typist) -> None:
    document = opened(typist)
    asked(typist).deed.click()
    typist.wait_saved()
    typist.desk.issue(document)

    def due() -> str:
        card = typist.desk.read(lambda session: document_card(session, document, today=TODAY, now=NOON))
        return due_words(card, TODAY)

    assert due() == "369.00 of 1,230.00 due 20 Nov 2026, today"
    with typist.desk.books.write() as session:
        row = session.get_one(Document, document)
        row.settled_minor = 36_900
        row.follow_instalments()
    assert due() == "Due 20 Dec 2026, in 30 days"
