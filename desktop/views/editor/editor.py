"""The editor: one draft in a column of its own, kept while it is typed, issued when it is ready."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.queries.drafts import DraftValues, draft
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.deducting import with_deposit
from desktop.services.drafts import begin_draft, save_draft
from desktop.views.editor.catalogue import Catalogue, read_catalogue
from desktop.views.editor.checklist import checklist, missing
from desktop.views.editor.draft_edit import choose_customer
from desktop.views.editor.issuing import Issuing
from desktop.views.editor.keeper import Keeper
from desktop.views.editor.lines_model import TITLE
from desktop.views.editor.page import EditorPage
from desktop.views.editor.state import DraftState
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from billing.issued import DocumentKind
    from desktop.queries.pay_ways import PayWayRow
    from desktop.services.issuing import IssuedNumber
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_AGE_MS, _OLD_AGE_MS, _OLD = 1000, 20_000, 60


@dataclass(frozen=True)
class _Opened:
    document_id: UUID
    values: DraftValues
    catalogue: Catalogue
    fresh: bool


class Editor(QWidget):
    """``opened`` carries the kind of the draft in work; ``left`` follows the back arrow once all is saved; ``issued``
    carries the IssuedNumber; ``saved`` every save.
    """

    opened = Signal(str)
    left = Signal()
    issued = Signal(object)
    saved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened: _Opened | None = None
        self._asked = 0
        self._leaving = False
        self._saved_at = 0.0
        self.state = DraftState(self)
        self.keeper = Keeper(desk, self)
        self.page = EditorPage(self.state, desk.today)
        self._issuing = Issuing(desk, self.page, self.state, self.keeper)
        self._age = QTimer(self, interval=_AGE_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.set_working(working=False)
        self._connect()
        self._add_shortcuts()

    @property
    def is_saved(self) -> bool:
        """True when the books hold all that was typed."""
        return self.keeper.is_saved

    # -- documents ----------------------------------------------------------------------------------------------------

    def begin(self, kind: DocumentKind, customer_id: UUID | None = None) -> None:
        """Begin a draft; one in which nothing is typed does not outlive the editor."""
        today, now = self._desk.today(), self._desk.now()

        def write(session: Session) -> _Opened:
            document_id, values = begin_draft(session, kind, on=today, at=now, customer_id=customer_id)
            catalogue = read_catalogue(session, customer_id)
            if customer_id is not None:
                values = choose_customer(values, catalogue.people[customer_id], today)
                save_draft(session, document_id, values, at=now)
            return _Opened(document_id, values, catalogue, fresh=True)

        asked = self._put_away()
        self._desk.runner.write(write, lambda opened: self._open(asked, opened), self._say_failure)

    def edit(self, document_id: UUID) -> None:
        """Go on with a draft."""

        def read(session: Session) -> _Opened:
            values = draft(session, document_id)
            return _Opened(document_id, values, read_catalogue(session, values.customer_id, document_id), fresh=False)

        asked = self._put_away()
        self._desk.runner.read(read, lambda opened: self._open(asked, opened), self._say_failure)

    def save_now(self) -> None:
        """Write what was typed; a failure is said in the head and tried again, the typed text stays."""
        self.keeper.save_now()

    def leave(self) -> None:
        """Go back to the list, once all is saved."""
        if self._opened is None or self._is_untouched():
            self._put_away()
            self.left.emit()
            return
        self._leaving = True
        self.save_now()
        if self.is_saved:
            self._go()

    def _put_away(self) -> int:
        """Let go of the document in work; return the number of the next wish, so that late answers are known."""
        self.page.lines.table.typing.end()
        if self._opened is not None and self._is_untouched():
            self.keeper.discard(self._opened.document_id)
        self.keeper.close()
        self.state.close()
        self._opened = None
        self._leaving = False
        self.page.set_working(working=False)
        self.page.head.strip.dismiss()
        self._asked += 1
        return self._asked

    def _open(self, asked: int, opened: _Opened) -> None:
        if asked != self._asked:  # the person went on before the draft was there
            if opened.fresh:
                self.keeper.discard(opened.document_id)
            return
        self.keeper.open(opened.document_id, opened.values)
        self._opened = opened
        self.page.set_working(working=True)
        self.state.open(opened.values, opened.catalogue)
        self.opened.emit(opened.values.kind)
        self.page.head.show_title(self._title(opened))
        self._take_saved()
        self._issuing.learn(opened.values.kind)
        self._focus_first()

    def _is_untouched(self) -> bool:
        opened = self._opened
        return opened is not None and opened.fresh and self.state.is_open and self.state.values == opened.values

    def _go(self) -> None:
        self._put_away()
        self.left.emit()

    def _title(self, opened: _Opened) -> str:
        if opened.values.kind == "quote":
            return self.tr("New quote") if opened.fresh else self.tr("Quote")
        return self.tr("New invoice") if opened.fresh else self.tr("Invoice")

    def _focus_first(self) -> None:
        if self.state.values.customer_id is None:
            self.page.customer.focus_customer()
        else:
            table = self.page.lines.table
            table.setCurrentIndex(table.lines.index(table.lines.rowCount() - 1, TITLE))
            table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what happens -------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        self.page.head.show_steps(back=self.state.can_undo(), forth=self.state.can_redo())
        self.keeper.take(self.state.values)

    def _check(self) -> None:
        values, catalogue = self.state.values, self.state.catalogue
        blockers = missing(values, self.state.sums.refusal, self._desk.today(), catalogue.ways)
        rows = checklist(
            values,
            blockers,
            customer=self.state.customer,
            office=catalogue.office,
            totals=self.state.sums.totals,
            today=self._desk.today(),
            deposits=catalogue.deposits,
            ways=catalogue.ways,
        )
        self.page.checklist.show_checks(rows)

    def _take_saved(self) -> None:
        self._saved_at = time.monotonic()
        self._age.setInterval(_AGE_MS)
        self._show_age()
        if self.page.head.strip.is_failure:
            self.page.head.strip.dismiss()

    def _announce_saved(self) -> None:
        self._take_saved()
        self.saved.emit()
        if self._leaving:
            self._go()

    def _say_failure(self, sentence: str) -> None:
        self._leaving = False
        self.page.head.keeping.show_failure()
        self.page.head.strip.tell_failure(sentence, self.tr("Save now"), self.save_now)

    def _say_refusal(self, sentence: str) -> None:
        self.page.head.keeping.show_failure()
        self._tell(sentence)

    def _show_age(self) -> None:
        if self._opened is not None and self.is_saved:
            age = int(time.monotonic() - self._saved_at)
            self.page.head.keeping.show_age(age)
            self._age.setInterval(_OLD_AGE_MS if age > _OLD else _AGE_MS)

    def _issue(self) -> None:
        if self._opened is not None and not self._issuing.is_under_way:
            self.page.lines.table.typing.end()
            self._issuing.ask(self._opened.document_id)

    def _take_issued(self, number: IssuedNumber) -> None:
        self.keeper.forget(number.document_id)
        self._opened = None
        self._put_away()
        self.issued.emit(number)

    def _take_off(self, deposit_id: UUID) -> None:
        """Put back the lines that take a deposit off; they can be taken out again like any."""
        found = [each for each in self.state.catalogue.deposits if each.deposit.document_id == deposit_id]
        for each in found:
            self.state.attempt(partial(with_deposit, found=each))

    def _add_customer(self, name: str) -> None:
        now, asked = self._desk.now(), self._asked

        document_id = self._opened.document_id if self._opened else None

        def write(session: Session) -> tuple[UUID, Catalogue]:
            added = add_customer(session, CustomerValues(name), at=now)
            return added, read_catalogue(session, added, document_id)

        def take(found: tuple[UUID, Catalogue]) -> None:
            if asked == self._asked:
                self.state.renew(found[1])
                self.page.customer.take_customer(found[1].people[found[0]])

        self._desk.runner.write(write, take, self._tell)

    def _read_ways(self) -> None:
        """Read the ways to pay again: Settings, an assistant or an undo may have changed them beside the draft."""
        if not self.isVisible() or not self.state.is_open:
            return

        def read(session: Session) -> tuple[PayWayRow, ...]:
            from desktop.queries.pay_ways import pay_ways

            return pay_ways(session)

        self._desk.runner.read(read, self._take_ways)

    def _take_ways(self, ways: tuple[PayWayRow, ...]) -> None:
        if self.state.is_open and self.state.catalogue.ways != ways:
            self.state.renew(replace(self.state.catalogue, ways=ways))

    def _tell(self, sentence: str) -> None:
        self.page.head.strip.tell(Tone.WARN, sentence)

    # -- events -------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._age.start()
        self._read_ways()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._age.stop()
        self.save_now()
        if not event.spontaneous() and self._is_untouched():
            self._put_away()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or self._issuing.is_under_way:
            super().keyPressEvent(event)
        elif self.page.head.strip.sentence:
            self.page.head.strip.dismiss()
        else:
            self.leave()

    # -- wiring -------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        head = self.page.head
        head.back.connect(self.leave)
        head.undo.connect(self.state.undo)
        head.redo.connect(self.state.redo)
        head.issue.connect(self._issue)
        head.strip.dismissed.connect(lambda: self.page.lines.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.state.changed.connect(self._follow)
        self.state.calculated.connect(self._check)
        self.state.renewed.connect(self._check)
        for committed in (self._desk.runner.committed, self._desk.sync.changed):
            committed.connect(self._read_ways)
        self.state.refused.connect(self._tell)
        self.page.checklist.deposit_wanted.connect(self._take_off)
        self.keeper.kept.connect(self._announce_saved)
        self.keeper.waiting.connect(head.keeping.show_waiting)
        self.keeper.failed.connect(self._say_failure)
        self.keeper.refused.connect(self._say_refusal)
        self.page.customer.new_wanted.connect(self._add_customer)
        self._issuing.issued.connect(self._take_issued)
        self._age.timeout.connect(self._show_age)

    def _add_shortcuts(self) -> None:
        for keys, act in self._shortcuts():
            action = QAction(self)
            action.setShortcuts(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(act)
            self.addAction(action)

    def _shortcuts(self) -> list[tuple[list[QKeySequence], Callable[[], None]]]:
        table, standard = self.page.lines.table, QKeySequence.StandardKey
        return [
            (QKeySequence.keyBindings(standard.Save), self.save_now),
            (QKeySequence.keyBindings(standard.Undo), self.state.undo),
            (_redo_keys(), self.state.redo),
            ([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")], self._issue),
            ([QKeySequence("Alt+Shift+Up")], lambda: table.move_line(-1)),
            ([QKeySequence("Alt+Shift+Down")], lambda: table.move_line(1)),
            ([QKeySequence("Ctrl+D")], table.repeat_line),
            ([QKeySequence("Ctrl+Shift+Backspace")], table.remove_line),
        ]


def _redo_keys() -> list[QKeySequence]:
    """Return the system's keys and the ones of everywhere else; a key named twice would do nothing."""
    keys = QKeySequence.keyBindings(QKeySequence.StandardKey.Redo)
    other = QKeySequence("Ctrl+Shift+Z")
    return keys if other in keys else [*keys, other]
