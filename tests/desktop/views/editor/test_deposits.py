"""A deposit whose lines were taken out of the final invoice by hand can be taken off again."""

from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from desktop.models import Document
from desktop.services.deposits import request_deposit
from desktop.services.drafts import totals_of
from desktop.views.editor.checklist_card import CheckRow
from tests.desktop.office import NOON, TODAY, Desk, line
from tests.desktop.views.editor.typist import Typist


@pytest.fixture
def final(stocked: Desk) -> UUID:
    """A draft over 1,000.00 and 200.00 that takes a deposit of 30 % off."""
    parent = stocked.draft(line("Desk", "1000"), line("Lamp", "200", rate="13.5"))
    asked = stocked.write(
        lambda session: request_deposit(session, parent, percent=Decimal(30), on=TODAY, at=NOON)
    )  # fmt: skip
    stocked.issue(asked)
    return parent


def offered(typist: Typist) -> list[CheckRow]:
    """Return the rows with a button, once the layout has shown what it was given."""
    QApplication.processEvents()
    rows = typist.editor.page.checklist.findChildren(CheckRow)
    return [row for row in rows if hasattr(row, "act") and not row.isHidden()]


def test_lines_that_were_removed_by_hand_are_put_back_with_one_press(typist: Typist, final: UUID) -> None:
    typist.edit(final)
    before = typist.values
    assert len([each for each in before.lines if each.deposit_id]) == 2
    assert offered(typist) == []
    for _ in range(2):
        typist.into(2, 2)
        typist.table.remove_line()
    assert not [each for each in typist.values.lines if each.deposit_id]
    (row,) = offered(typist)
    assert "Deposit invoice INV-2026-0001 is not taken off" in row.accessibleName()
    typist.wait_saved()
    row.act.click()
    assert typist.values.lines == before.lines
    assert totals_of(typist.values).total == totals_of(before).total
    assert offered(typist) == []
    typist.wait_saved()
    assert typist.reopened(final) == typist.values
    typist.editor.state.undo()
    assert len(offered(typist)) == 1


def test_what_was_removed_is_offered_again_when_the_draft_is_opened_later(typist: Typist, final: UUID) -> None:
    typist.edit(final)
    for _ in range(2):
        typist.into(2, 2)
        typist.table.remove_line()
    typist.editor.leave()
    typist.qtbot.waitUntil(lambda: not typist.editor.state.is_open)
    typist.edit(final)
    (row,) = offered(typist)
    row.act.click()
    typist.wait_saved()
    assert typist.desk.issue(final).number == "INV-2026-0002"
    total = typist.desk.read(lambda session: session.get_one(Document, final).total_minor)
    assert total == 123_000 + 22_700 - 36_900 - 6_810


def test_a_deposit_that_the_draft_does_not_bear_or_another_takes_off_is_not_offered(
    typist: Typist, final: UUID
) -> None:
    copy = typist.desk.draft(line("Desk", "1000"))
    typist.edit(copy)
    assert offered(typist) == []
    typist.edit(final)
    for _ in range(4):
        typist.into(0, 2)
        typist.table.remove_line()
    assert offered(typist) == []
