"""Approvals: a person sees exactly what would leave, and decides once; the strip says that something waits."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.assistant.calling import Calls
from desktop.assistant.office import Office
from desktop.assistant.registry import ALL
from desktop.models import Document
from desktop.queries.assistant import keys
from desktop.services.assisting.calls import CallNote
from desktop.services.assisting.keys import mark_key, mint_key
from desktop.services.assisting.proposing import Bound, propose
from desktop.views.assistant.approvals import Approvals, ApprovalsDialog
from desktop.views.desk import Desk as ViewDesk
from desktop.views.theme import Tone
from desktop.views.widgets.status import StatusStrip
from tests.desktop.assistant.asking import OpenDoors, waiting_proposals
from tests.desktop.office import TODAY, Desk
from tests.desktop.views.doors import Doors


class Asking:
    """A key that proposes to take an invoice back, as the real tool does."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.broken: list[BaseException] = []
        self.invoice = desk.issue()
        self.secret = desk.write(lambda session: mint_key(session, "Claude", "draft", at=desk.now)).secret
        self.calls = Calls(
            Office(
                tools=ALL,
                books=desk.books,
                doors=OpenDoors(desk.archive, desk),
                now=lambda: desk.now,
                today=lambda _session, _now: TODAY,
                changed=lambda: None,
                called=lambda: None,
                broke=self.broken.append,
            )
        )

    def propose(self, **more: Any) -> None:
        asked = {"invoiceId": str(self.invoice.document_id), **more}
        outcome = self.calls.call(self.secret, "delete_invoice", asked)
        assert outcome.answer is not None, outcome.sentence


@pytest.fixture
def asking(desk: Desk) -> Asking:
    return Asking(desk)


@pytest.fixture
def strip(qtbot: QtBot, view_desk: ViewDesk) -> tuple[StatusStrip, Approvals]:
    strip = StatusStrip()
    qtbot.addWidget(strip)
    strip.show()
    return strip, Approvals(view_desk, strip, strip)


def opened(qtbot: QtBot, view_desk: ViewDesk) -> ApprovalsDialog:
    dialog = ApprovalsDialog(view_desk)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: view_desk.runner.is_idle and dialog._found is not None)
    return dialog


def withdrawn(desk: Desk, document_id: UUID) -> bool:
    def read(session: Session) -> bool:
        document = session.get_one(Document, document_id)
        return document.withdrawn_at is not None or document.voided_at is not None

    return desk.read(read)


def waits(desk: Desk) -> int:
    return waiting_proposals(desk)


def test_what_is_approved_is_done_and_said(
    qtbot: QtBot, desk: Desk, doors: Doors, view_desk: ViewDesk, asking: Asking
) -> None:
    asking.propose()
    dialog = opened(qtbot, view_desk)
    (card,) = dialog.cards
    assert card.row.documents == (asking.invoice.number,)
    assert card.left.text() == "10 min left"
    assert card.approve.text().startswith("Approve: ")
    assert dialog.close_button.hasFocus() or dialog.close_button.isDefault()
    assert not card.approve.isDefault()
    card.approve.click()
    qtbot.waitUntil(lambda: bool(dialog.cards) and not dialog.cards[0].is_open)
    assert dialog.cards[0].result.text() == "Approved and done."
    assert withdrawn(desk, asking.invoice.document_id)


def test_what_is_declined_is_not_done(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, asking: Asking) -> None:
    asking.propose()
    dialog = opened(qtbot, view_desk)
    dialog.cards[0].decline.click()
    qtbot.waitUntil(lambda: not dialog.cards[0].is_open)
    assert dialog.cards[0].result.text() == "Declined. Nothing was done."
    assert not withdrawn(desk, asking.invoice.document_id)


def test_what_changed_meanwhile_is_not_done_and_says_why(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, asking: Asking
) -> None:
    asking.propose()
    dialog = opened(qtbot, view_desk)
    desk.pay(asking.invoice.document_id, 1_000)
    dialog.cards[0].approve.click()
    qtbot.waitUntil(lambda: not dialog.cards[0].is_open)
    assert "Nothing was done." in dialog.cards[0].result.text()
    assert not withdrawn(desk, asking.invoice.document_id)


def test_a_proposal_turns_grey_when_its_ten_minutes_are_over(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, asking: Asking
) -> None:
    asking.propose()
    dialog = opened(qtbot, view_desk)
    desk.later(minutes=9, seconds=15)
    dialog.tick()
    assert dialog.cards[0].left.text() == "45 s left"
    desk.later(seconds=45)
    dialog.tick()
    assert not dialog.cards[0].is_open
    assert dialog.cards[0].result.text() == "The ten minutes are over. Nothing was done."


def test_a_press_that_comes_too_late_says_so(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, asking: Asking) -> None:
    asking.propose()
    dialog = opened(qtbot, view_desk)
    desk.later(minutes=11)
    dialog.cards[0].approve.click()
    qtbot.waitUntil(lambda: bool(dialog.cards[0].problem.text()) or not dialog.cards[0].is_open)
    assert not withdrawn(desk, asking.invoice.document_id)


def test_text_of_an_outsider_is_named_in_red(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, asking: Asking) -> None:
    (key,) = desk.read(lambda session: keys(session, now=desk.now))
    desk.write(lambda session: mark_key(session, key.id, "customer via portal", at=desk.now))
    asking.propose()
    dialog = opened(qtbot, view_desk)
    warning = dialog.cards[0].warning
    assert "text written by: customer via portal" in warning.text()
    assert warning._ink is Tone.BAD


def test_nothing_waits(qtbot: QtBot, view_desk: ViewDesk) -> None:
    dialog = opened(qtbot, view_desk)
    assert dialog.cards == []
    assert not dialog.said.isVisible()


def test_the_strip_says_how_many_wait_and_a_new_one_is_announced(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, asking: Asking, strip: tuple[StatusStrip, Approvals]
) -> None:
    _strip, approvals = strip
    qtbot.waitUntil(lambda: approvals._known is not None)
    assert not approvals.button.isVisible()
    asking.propose()
    with qtbot.waitSignal(approvals.arrived) as arrived:
        view_desk.runner.committed.emit()
    assert asking.invoice.number in arrived.args[0]
    assert approvals.button.accessibleName() == "Approvals 1"
    assert approvals.button.isVisible()
    desk.later(minutes=10)
    approvals.refresh()
    qtbot.waitUntil(lambda: not approvals.button.isVisible())
    assert waits(desk) == 0


def test_none_of_sixty_that_wait_is_left_out_and_what_ends_soonest_is_first(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk, asking: Asking, strip: tuple[StatusStrip, Approvals]
) -> None:
    key = desk.read(lambda session: keys(session, now=desk.now))[0].id

    def ask(session: Session) -> None:
        for place in range(60):
            note = CallNote(key, "delete_invoice", {"invoiceId": str(place)}, desk.now + timedelta(milliseconds=place))
            propose(session, note, Bound((), (), (), "books"), (f"Throws away number {place}.",), bulk=False)

    desk.write(ask)
    dialog = opened(qtbot, view_desk)
    assert [card.row.says for card in dialog.cards] == [(f"Throws away number {place}.",) for place in range(60)]
    strip[1].refresh()
    qtbot.waitUntil(lambda: "60" in strip[1].button.accessibleName())
