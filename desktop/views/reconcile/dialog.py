"""Compare with Stripe: a line for each payment, what does not match explained, and mended by one press."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.reconcile.table import BOOKS, CUSTOMER, INVOICE, ON, PORTAL, STRIPE, VERDICT, ReconcileModel
from desktop.views.reconcile.words import explained
from desktop.views.tables.delegates import PillDelegate, TextDelegate
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from billing.charges import Charge
    from desktop.queries.reconciling import ReconciledRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _HIGH = 1000, 340
_WIDTHS = {ON: 108, INVOICE: 136, STRIPE: 170, PORTAL: 92, BOOKS: 170, VERDICT: 136}


class ReconcileDialog(Dialog):
    """Stripe is read with this computer's own key; the portal need not answer. ``told`` is for a toast."""

    told = Signal(str, str)
    document_wanted = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Compare with Stripe"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._charges: tuple[Charge, ...] = ()
        self._heard = 0
        self._since = datetime.now(UTC)
        self._build()

    def open(self) -> None:
        """Show the dialog and ask Stripe."""
        self.fit()
        super().open()
        self.compare()

    # -- comparing ----------------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Ask Stripe for its list, and lay portal and books beside it."""
        since = self._desk.now() - timedelta(days=int(self.period.key))
        door = self._desk.stripe
        self._say(self.tr("Stripe is being asked."))
        self._busy(busy=True)

        def heard(session: Session) -> int:
            from desktop.queries.online import feed_heard

            return feed_heard(session)

        def ask(heard: int) -> None:
            self._heard = heard  # what is told from here on may be news to what Stripe answers
            self._desk.runner.work_aside(
                lambda: door.compare(since), self.while_open(lambda found: self._read(found, since)),
                self.while_open(self._fail),
            )  # fmt: skip

        self._desk.runner.read(heard, self.while_open(ask), self.while_open(self._fail))

    def _read(self, charges: tuple[Charge, ...], since: datetime) -> None:
        self._charges, self._since = charges, since

        def read(session: Session) -> tuple[ReconciledRow, ...]:
            from desktop.queries.reconciling import reconcile

            return reconcile(session, charges, since=since)

        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self._fail))

    def _show(self, rows: tuple[ReconciledRow, ...]) -> None:
        self._busy(busy=False)
        self.model.show_rows(rows)
        wrong = sum(not row.agrees for row in rows)
        if not rows:
            self._say(self.tr("No payment came through Stripe in this time."))
        elif not wrong:
            self._say(self.tr("All {count} agree.").format(count=len(rows)), Tone.GOOD)
        else:
            words = self.tr("{wrong} of {count} do not agree.")
            self._say(words.format(wrong=wrong, count=len(rows)), Tone.WARN)
        mendable = sum(row.mendable for row in rows)
        self.mend_all.setVisible(mendable > 1)
        self.mend_all.setText(self.tr("Mend all {count}").format(count=mendable))
        if rows:
            self.table.selectRow(0)
        self._follow()

    def _fail(self, sentence: str) -> None:
        self._busy(busy=False)
        self._say(sentence, Tone.BAD)

    # -- mending ------------------------------------------------------------------------------------------------------

    def _mend_one(self) -> None:
        row = self.current()
        if row is not None and row.charge is not None:
            self._mend((row.charge,))

    def _mend_all(self) -> None:
        self._mend(tuple(row.charge for row in self.model.rows if row.mendable and row.charge is not None))

    def _mend(self, charges: tuple[Charge, ...]) -> None:
        now, heard = self._desk.now(), self._heard
        self._busy(busy=True)

        def write(session: Session) -> int:
            from desktop.services.online.settling import settle

            return sum(settle(session, charge, at=now, heard=heard).is_booked for charge in charges)

        self._desk.runner.write(write, self.while_open(self._mended), self.while_open(self._fail))

    def _mended(self, count: int) -> None:
        words = self.tr("One payment is in order.") if count == 1 else self.tr("{count} payments are in order.")
        self.told.emit(words.format(count=count), "")
        self._read(self._charges, self._since)

    # -- showing ------------------------------------------------------------------------------------------------------

    def current(self) -> ReconciledRow | None:
        """Return the payment that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if len(rows) == 1 else None

    def _follow(self) -> None:
        row = self.current()
        self.why.setText(explained(row) if row is not None else "")
        nothing = "" if row is not None and row.mendable else self.tr("Nothing to mend by a press.")
        self.mend.set_reason(nothing)
        has = row is not None and row.document_id is not None
        self.show_invoice.set_reason("" if has else self.tr("It names no invoice of these books."))

    def _say(self, sentence: str, tone: Tone | None = None) -> None:
        self.said.setText(sentence)
        self.said.set_ink(tone or "muted")

    def _busy(self, *, busy: bool) -> None:
        for control in (self.again, self.mend_all, self.period):
            control.setEnabled(not busy)

    def _go(self) -> None:
        row = self.current()
        if row is not None and row.document_id is not None:
            self.document_wanted.emit(row.document_id, "invoice")
            self.accept()

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.period = Choice(
            self.tr("Since"),
            [("7", self.tr("The last 7 days")), ("30", self.tr("The last 30 days")),
             ("90", self.tr("The last 90 days")), ("365", self.tr("The last year"))],
        )  # fmt: skip
        self.period.choose("30")
        self.period.setMinimumWidth(scaled(170))
        self.period.activated.connect(lambda _index: self.compare())
        self.again = Button(self.tr("Compare again"), "arrows-clockwise")
        self.again.clicked.connect(self.compare)
        self.said = Label("", "strong")
        self.said.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(scaled(8))
        head.addWidget(self.said, 1)
        head.addWidget(self.period)
        head.addWidget(self.again)
        self.why = Label("", "body", "muted")
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(2 * self.why.fontMetrics().lineSpacing())
        self.body.addWidget(Label(self.tr("Compare with Stripe"), "title"))
        self.body.addLayout(head)
        self.body.addWidget(self._build_table(), 1)
        self.body.addWidget(self.why)
        self._build_foot()

    def _build_table(self) -> TableView:
        self.model = ReconcileModel(self._desk.office.time_zone, self)
        self.table = TableView(self.tr("Payments at Stripe"))
        self.table.setModel(self.model)
        self.table.setMinimumHeight(scaled(_HIGH))
        for column in (ON, INVOICE, CUSTOMER, STRIPE, PORTAL, BOOKS):
            self.table.setItemDelegateForColumn(column, TextDelegate(self.table))
        self.table.setItemDelegateForColumn(VERDICT, PillDelegate(self.table))
        head = self.table.horizontalHeader()
        for column, width in _WIDTHS.items():
            head.resizeSection(column, scaled(width))
        head.setSectionResizeMode(CUSTOMER, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        return self.table

    def _build_foot(self) -> None:
        self.show_invoice = Button(self.tr("Show invoice"), "receipt")
        self.show_invoice.clicked.connect(self._go)
        self.mend_all = Button(self.tr("Mend all"))
        self.mend_all.hide()
        self.mend_all.clicked.connect(self._mend_all)
        self.mend = Button(self.tr("Mend"), kind=Kind.FILLED)
        self.mend.clicked.connect(self._mend_one)
        close = Button(self.tr("Close"))
        close.clicked.connect(self.accept)
        self.foot.addWidget(self.show_invoice)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.foot.addWidget(self.mend_all)
        self.foot.addWidget(self.mend)
