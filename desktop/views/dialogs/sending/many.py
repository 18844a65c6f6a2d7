"""Several documents at once: each its own message to its own customer; who is left out is named before and after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QProgressBar, QWidget

from desktop.services.mailing.drafting import as_typed
from desktop.services.mailing.many import MOST, OfMany, draft_many, wish_of
from desktop.services.mailing.queueing import queue_mail
from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.sending.preview import Preview
from desktop.views.dialogs.sending.words import file_words
from desktop.views.fonts import QWIDGETSIZE_MAX, scaled
from desktop.views.tables.cells import Cells
from desktop.views.tables.delegates import PillDelegate, TextDelegate
from desktop.views.tables.paged import PagedTableModel
from desktop.views.tables.roles import PillValue, TextValue
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.label import Label
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from billing.mailing.text import MailKind
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

    _Base = PagedTableModel[OfMany]
else:
    _Base = PagedTableModel

_WIDTH, _HIGH, _LIST, _PAGE, _BESIDE, _KIND = 1080, 420, 220, 420, 900, 260
NUMBER, CUSTOMER, TO, STATE = range(4)
_WIDTHS = {NUMBER: 128, TO: 190, STATE: 118}
_READY = PillValue(Tone.INFO, "circle", "Ready")
_QUEUED = PillValue(Tone.GOOD, "check", "Queued", filled=False)
_OUT = PillValue(Tone.WARN, "warning-circle", "Left out")


class ManyModel(_Base):
    """The documents, all at hand; ``said`` is why one is left out, "" for one that was queued."""

    def __init__(self, parent: QObject | None = None) -> None:
        names = [self.tr("No."), self.tr("Customer"), self.tr("To"), self.tr("State")]
        super().__init__(self._answer, names, {}, parent)
        self.rows: tuple[OfMany, ...] = ()
        self.said: dict[UUID, str] = {}

    def show_rows(self, rows: tuple[OfMany, ...]) -> None:
        """Show these in their order, those that are left out with their reason; what is queued stays so."""
        queued = {one: "" for one, why_not in self.said.items() if not why_not}
        self.rows = rows
        self.said = {row.id: row.why_not for row in rows if row.why_not} | queued
        self.set_ordinals(range(len(rows)))

    def say(self, row: OfMany, why_not: str) -> None:
        """Note what became of one."""
        self.said[row.id] = why_not
        self.read_again(range(len(self.rows)))

    def ready(self) -> list[OfMany]:
        """Return those that nothing was said of."""
        return [row for row in self.rows if row.id not in self.said]

    def left_out(self) -> int:
        """Return how many are left out."""
        return sum(bool(why_not) for why_not in self.said.values())

    def queued(self) -> int:
        """Return how many are queued."""
        return len(self.said) - self.left_out()

    def _answer(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[OfMany]]], None]) -> None:
        rows = {place: self.rows[place] for place in ordinals}
        done({place: many_cells(row, self.said.get(row.id)) for place, row in rows.items()})


def many_cells(row: OfMany, said: str | None) -> Cells[OfMany]:
    """Return what the table paints for ``row``, and the sentence a screen reader says."""
    pill = _READY if said is None else _OUT if said else _QUEUED
    pill = pill._replace(word=QCoreApplication.translate("many", pill.word))
    number, to = row.number or "–", row.draft.to if row.draft else ""
    values = (TextValue(number), TextValue(row.customer), TextValue(to, muted=bool(said)), pill)
    return Cells(row, values, f"{number}, {row.customer}, {to or '–'}, {pill.word}. {said or ''}".strip())


class SendManyDialog(Dialog):
    """One message after the other is queued, each in a transaction of its own; Stop leaves the rest as it was."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, ordinals: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Send several documents"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._ordinals = ordinals
        self._waiting: list[OfMany] = []
        self._is_sending = self._is_stopped = False
        self._asked = 0
        self._build()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= scaled(_BESIDE)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.preview.setMinimumWidth(scaled(_PAGE) if beside else 0)
        self.preview.setMaximumWidth(scaled(_PAGE) if beside else QWIDGETSIZE_MAX)

    def _read(self) -> None:
        today, now, ordinals, with_pdf = self._desk.today(), self._desk.now(), self._ordinals, self.attach.isChecked()
        kind = cast("MailKind", self.kind.key)
        self._asked += 1
        asked = self._asked
        self.deed.set_reason(self.tr("They are being read."))  # else what stood there before would go

        def read(session: Session) -> tuple[OfMany, ...]:
            return draft_many(session, ordinals, today=today, now=now, kind=kind, with_pdf=with_pdf)

        def show(rows: tuple[OfMany, ...]) -> None:
            if asked == self._asked:
                self._show(rows)

        self._desk.runner.read(read, self.while_open(show))

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self, rows: tuple[OfMany, ...]) -> None:
        chosen = max(self.table.currentIndex().row(), 0)
        self.model.show_rows(rows)
        if rows:
            self.table.selectRow(min(chosen, len(rows) - 1))
        self._count()
        self._follow()

    def _count(self) -> None:
        ready, out, queued = len(self.model.ready()), self.model.left_out(), self.model.queued()
        words = [self.tr("One message is ready.") if ready == 1 else self.tr("{count} messages are ready.")]
        if queued:
            words = [self.tr("{queued} queued."), *(words if ready else ())]
        if out:
            words.append(self.tr("One is left out.") if out == 1 else self.tr("{out} are left out."))
        if len(self._ordinals) > MOST:
            words.append(self.tr("Of {all} only the first {most} are taken at once."))
        said = " ".join(words).format(count=ready, out=out, queued=queued, all=len(self._ordinals), most=MOST)
        self.said.setText(said)
        self.deed.setText(self.tr("Send {count}").format(count=ready) if ready else self.tr("Send"))
        self.deed.set_reason("" if ready else self.tr("None of them is ready; each says why."))

    def _follow(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        place = rows[0].row() if len(rows) == 1 else -1
        row = self.model.rows[place] if 0 <= place < len(self.model.rows) else None
        self.why.setText(self.model.said.get(row.id, "") if row is not None else "")
        self.preview.setVisible(row is not None and row.draft is not None)
        if row is not None and (draft := row.draft) is not None:
            letter = as_typed(draft, draft.look.subject, draft.look.body)
            attached = file_words(draft) if self.attach.isChecked() else ""
            self.preview.show_message(letter, sender=draft.sender or "–", to=draft.to, attached=attached)

    # -- sending ------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._waiting = self.model.ready()
        if not self._waiting or self._is_sending:
            return
        self._is_sending, self._is_stopped = True, False
        self.progress.setRange(0, len(self._waiting))
        self.progress.show()
        self.attach.setEnabled(False)
        self.kind.setEnabled(False)  # what went as one thing is not listed anew as another
        self.deed.set_reason(self.tr("They are being queued."))
        self.keep.setText(self.tr("Stop"))
        self._next()

    def _next(self) -> None:
        self.progress.setValue(self.progress.maximum() - len(self._waiting))
        if self._is_stopped or not self._waiting:
            self._end()
            return
        row = self._waiting.pop(0)
        draft = row.draft
        assert draft is not None
        wish, today, now = wish_of(draft, with_pdf=self.attach.isChecked()), self._desk.today(), self._desk.now()

        def write(session: Session) -> None:
            queue_mail(session, draft.document_id, wish, today=today, at=now)

        done = self.while_open(partial(self._became, row))
        self._desk.runner.write(write, lambda _none: done(""), done)

    def _became(self, row: OfMany, why_not: str) -> None:
        self.model.say(row, why_not)
        self._next()

    def _end(self) -> None:
        queued, rest, out = self.model.queued(), len(self.model.ready()), self.model.left_out()
        words = self.tr("One message is queued.") if queued == 1 else self.tr("{count} messages are queued.")
        left = []
        if rest:
            left.append(self.tr("Stopped: {count} are not queued. Press Send to go on.").format(count=rest))
        if out:
            left.append(self.tr("{count} were left out; the list names them.").format(count=out))
        self.told.emit(words.format(count=queued), " ".join(left))
        self.progress.hide()
        self.keep.setText(self.tr("Close"))
        self._waiting, self._is_sending = [], False
        self.attach.setEnabled(bool(rest or out))
        self.kind.setEnabled(not queued)
        if queued:
            self.kind.setToolTip(self.tr("Some are queued. Open this again for the other kind."))
        self._count()
        if not rest and not out:
            self.accept()

    def reject(self) -> None:
        """Stop where it is under way: what is queued stays queued, the rest as it was."""
        if self._is_sending:
            self._is_stopped = True
        else:
            super().reject()

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.said = Label(self.tr("Reading…"), "body", "muted")
        self.model = ManyModel(self)
        self.table = TableView(self.tr("Documents"))
        self.table.setModel(self.model)
        self.table.setMinimumHeight(scaled(_LIST))
        for column in (NUMBER, CUSTOMER, TO):
            self.table.setItemDelegateForColumn(column, TextDelegate(self.table))
        self.table.setItemDelegateForColumn(STATE, PillDelegate(self.table))
        head = self.table.horizontalHeader()
        for column, width in _WIDTHS.items():
            head.resizeSection(column, scaled(width))
        head.setSectionResizeMode(CUSTOMER, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.preview = Preview()
        self.preview.setMinimumHeight(scaled(_HIGH))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(scaled(16))
        self._columns.addWidget(self.table, 1)
        self._columns.addWidget(self.preview)
        self.why = Label("", "body", Tone.WARN)
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(2 * self.why.fontMetrics().lineSpacing())
        self.attach = Tick(self.tr("Attach the PDF to each"))
        self.attach.setChecked(True)
        self.attach.toggled.connect(self._read)
        what = [("document", self.tr("The document itself")), ("reminder", self.tr("A reminder of what is open"))]
        self.kind = Choice(self.tr("What each gets"), what)
        self.kind.setFixedWidth(scaled(_KIND))
        self.kind.currentIndexChanged.connect(self._read)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Queued so far"))
        self.progress.hide()
        self.body.addWidget(Label(self.tr("Send several documents"), "title"))
        self.said.setWordWrap(True)
        self.body.addWidget(self.said)
        self.body.addWidget(self.kind)
        self.body.addLayout(self._columns, 1)
        for part in (self.why, self.attach, self.progress):
            self.body.addWidget(part)
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Send"), "paper-plane-tilt", Kind.FILLED)
        self.deed.clicked.connect(self._start)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
