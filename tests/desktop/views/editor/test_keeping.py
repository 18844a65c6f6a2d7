"""What is typed is in the books within two seconds, whatever happens."""

import sqlite3
import time
from contextlib import closing
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QTableView, QWidget
from sqlalchemy import event

from desktop.models import Document
from desktop.views.editor.editor import Editor
from desktop.views.editor.lines_model import TITLE
from tests.desktop.office import line
from tests.desktop.views.editor.typist import CTRL, Key, Typist


def first_title(typist: Typist) -> str:
    lines = typist.stored().lines
    return lines[0].title if lines else ""


def count_documents(typist: Typist) -> int:
    return typist.desk.read(lambda session: session.query(Document).count())


def test_a_change_is_in_the_books_within_two_seconds_without_a_key(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, TITLE)
    typist.type("Chair")
    assert not typist.editor.is_saved
    typist.qtbot.waitUntil(lambda: first_title(typist) == "Chair", timeout=2000)
    typist.wait_saved()
    assert typist.editor.page.head.keeping.words.startswith("Saved")


def test_somebody_who_never_stops_typing_is_saved_all_the_same(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, TITLE)
    typist.type("A")
    begun = time.monotonic()
    while first_title(typist) == "Desk":
        assert time.monotonic() - begun < 2
        typist.type("b")
        typist.qtbot.wait(20)


def test_save_now_does_not_wait(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, TITLE)
    typist.type("Chair")
    with typist.qtbot.waitSignal(typist.editor.saved, timeout=400):
        typist.press(Key.Key_S, with_=CTRL)
    assert first_title(typist) == "Chair"


def test_leaving_saves_first(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, TITLE)
    typist.type("Chair")
    with typist.qtbot.waitSignal(typist.editor.left):
        typist.editor.page.head.back_button.click()
    assert first_title(typist) == "Chair"


def test_escape_leaves_once_nothing_floats(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.table.setFocus()
    with typist.qtbot.waitSignal(typist.editor.left):
        typist.press(Key.Key_Escape)


def test_hiding_the_editor_saves(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, TITLE)
    typist.type("Chair")
    typist.editor.hide()
    typist.wait_saved()
    assert first_title(typist) == "Chair"


def test_a_draft_in_which_nothing_was_typed_does_not_stay(typist: Typist) -> None:
    typist.begin()
    assert count_documents(typist) == 1
    typist.editor.leave()
    typist.qtbot.waitUntil(lambda: count_documents(typist) == 0)


def test_going_on_to_another_draft_keeps_the_first(typist: Typist) -> None:
    one = typist.desk.draft(line("Desk"))
    other = typist.desk.draft(line("Lamp"))
    typist.edit(one)
    typist.into(0, TITLE)
    typist.type("Chair")
    typist.editor.edit(other)
    typist.qtbot.waitUntil(lambda: typist.editor.state.is_open and typist.values.lines[0].title == "Lamp")
    typist.wait_saved()
    assert typist.reopened(one).lines[0].title == "Chair"
    assert typist.reopened(other).lines[0].title == "Lamp"


def test_when_the_books_cannot_be_written_the_text_stays_and_is_written_later(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    pages = _freeze_size(typist)
    typist.into(0, TITLE)
    QApplication.clipboard().setText("Chair " * 20_000)
    typist.press(Key.Key_V, with_=CTRL)
    with typist.qtbot.waitSignal(typist.editor.keeper.failed):
        typist.editor.save_now()
    strip = typist.editor.page.head.strip
    assert "What you typed is still here" in strip.sentence
    assert not typist.editor.is_saved
    assert typist.values.lines[0].title.startswith("Chair")
    typist.editor.leave()
    with typist.qtbot.waitSignal(typist.editor.keeper.failed):
        pass
    assert typist.editor.state.is_open, "it left although nothing was saved"
    _set_pages(typist, pages + 10_000)
    strip.help.click()
    typist.wait_saved()
    assert not strip.sentence
    assert first_title(typist).startswith("Chair")


def test_a_draft_that_was_issued_elsewhere_says_so_and_lets_the_person_go(typist: Typist) -> None:
    document = typist.desk.draft(line("Desk"))
    typist.edit(document)
    typist.desk.issue(document)
    typist.into(0, TITLE)
    typist.type("Chair")
    with typist.qtbot.waitSignal(typist.editor.keeper.refused):
        typist.editor.save_now()
    assert "already issued" in typist.editor.page.head.strip.sentence
    with typist.qtbot.waitSignal(typist.editor.left):
        typist.editor.leave()


def test_undo_reaches_every_field(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    card = typist.editor.page.customer
    card.order.setFocus()
    typist.type("PO-7")
    typist.editor.page.message.text.setFocus()
    typist.type("Thanks")
    assert (typist.values.order_reference, typist.values.message) == ("PO-7", "Thanks")
    typist.press(Key.Key_Z, with_=CTRL)
    assert (typist.values.order_reference, typist.values.message) == ("PO-7", "")
    typist.press(Key.Key_Z, with_=CTRL)
    assert card.order.text() == ""


def test_totals_follow_every_key(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    typist.into(0, 5)
    shown = []
    for letter in "250":
        typist.type(letter)
        shown.append(typist.editor.page.totals.total.accessibleName())
    assert shown == ["2.46 EUR", "30.75 EUR", "307.50 EUR"]


def test_the_documents_discount_is_typed_under_the_lines(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    card = typist.editor.page.lines
    card.discount_button.click()
    typist.type("10 %")
    typist.press(Key.Key_Tab)
    typist.type("old friend")
    assert (typist.values.discount_percent, typist.values.discount_reason) == (Decimal(10), "old friend")
    rows = [row.cells for row in typist.editor.page.totals.table.rows]
    assert ("Discount (old friend)", "−10.00") in rows
    card.adjustments.discount.drop_button.click()
    assert typist.values.discount_percent is None


@pytest.mark.parametrize("kind", ["invoice", "quote"])
def test_every_control_says_its_name(typist: Typist, kind: str) -> None:
    typist.edit(typist.desk.draft(kind=kind))  # type: ignore[arg-type]
    nameless = [widget for widget in _controls(typist.editor) if not widget.accessibleName()]
    assert not nameless


def _controls(editor: Editor) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QTableView)
    found = [each for kind in kinds for each in editor.findChildren(kind)]
    return [each for each in found if each.isVisibleTo(editor) and each.focusPolicy().value]


def _freeze_size(typist: Typist) -> int:
    """Let the file grow no further, as on a full disk."""
    with closing(sqlite3.connect(typist.desk.books.path)) as connection:
        pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    _set_pages(typist, pages + 2)
    return pages


def _set_pages(typist: Typist, pages: int) -> None:
    """``max_page_count`` belongs to a connection: close the kept ones, so that every new one gets it."""
    books = typist.desk.books
    books._engine.dispose()

    @event.listens_for(books._engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}").fetchall()
