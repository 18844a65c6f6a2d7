"""The drawer: what is owed above the dotted line, the link below it, the paper and the story underneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.drawer.activity import ActivityList
from desktop.views.drawer.conversation import Conversation
from desktop.views.drawer.credits import credit_words
from desktop.views.drawer.deeds import Deeds
from desktop.views.drawer.due import due_words, refund_words
from desktop.views.drawer.ends import Ends
from desktop.views.drawer.feet import Feet
from desktop.views.drawer.menu import DrawerMenu
from desktop.views.drawer.money import MoneyList
from desktop.views.drawer.page_view import PageView
from desktop.views.drawer.reasons import why_no_copy, why_no_portal
from desktop.views.drawer.tabs import Tabs
from desktop.views.fonts import scaled
from desktop.views.states import document_pill, link_light
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, CopyButton, IconButton, Kind
from desktop.views.widgets.counterfoil import Counterfoil
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface
from desktop.views.words import amount, language, link_sentence, shortened

if TYPE_CHECKING:
    from uuid import UUID

    from billing.steps import Step
    from desktop.queries.cards import DocumentCard
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

DrawerTab = Literal["preview", "payments", "messages", "activity"]
_TABS: tuple[DrawerTab, ...] = get_args(DrawerTab)
_WIDTH, _MINIMUM, _INSET = 424, 380, 16


class Drawer(Surface):
    """Shows one document; what is pressed is announced with its id."""

    copy_requested = Signal(object)
    open_requested = Signal(object)
    settings_requested = Signal(object)
    edit_requested = Signal(object)
    credit_requested = Signal(object)
    apply_requested = Signal(object)
    undo_requested = Signal(object)
    take_back_requested = Signal(object, str)
    pay_requested = Signal(object)
    refund_requested = Signal(object, object)
    money_undo_requested = Signal(object, object, str)
    end_pressed = Signal(object, str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("alt", "start", parent=parent)
        self._desk = desk
        self._card: DocumentCard | None = None
        self._wanted: UUID | None = None
        self._build()
        for button in (self._edit, self.invoice, self._issue):
            button.hide()  # never all in sight at once: an empty drawer is no wider than one with a document
        self._show_nothing()

    def show_document(self, document_id: UUID | None) -> None:
        """Read and show this document, or nothing."""
        self._wanted = document_id
        self.refresh()

    @property
    def document_id(self) -> UUID | None:
        """The document in view."""
        return self._wanted

    def refresh(self) -> None:
        """Read the document in view again."""
        document_id = self._wanted
        if document_id is None:
            self._show_nothing()
            return
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> DocumentCard | None:
            from desktop.queries.cards import card_if_there

            return card_if_there(session, document_id, today=today, now=now)

        self._desk.runner.read(read, self._show)

    def show_tab(self, tab: DrawerTab) -> None:
        """Put what the person came for in front."""
        self._tabs.choose(_TABS.index(tab))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._note_read()

    def say_copied(self) -> None:
        """Let the button say that it worked."""
        self._copy.show_copied()

    def close_document(self) -> None:
        """Let go of the PDF before the application ends."""
        self._paper.close_document()

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH), super().sizeHint().height())

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self._card = None
        self._whole.setCurrentIndex(0)

    def _show(self, card: DocumentCard | None) -> None:
        if card is None or card.id != self._wanted:
            return
        self._card = card
        self._whole.setCurrentIndex(1)
        self._number.setText(card.number or self.tr("Draft"))
        owed = card.balance_minor if card.kind == "invoice" else card.total_minor
        digits = amount(owed, card.currency)
        who = card.customer or self.tr("No customer yet")
        said = " · ".join(filter(None, (refund_words(card), due_words(card, self._desk.today()))))
        self._counterfoil.show_document(who, document_pill(card.state), digits, card.currency, said)
        self._show_link(card)
        self._show_money(card)
        self._tabs.set_count(2, len(card.comments))
        self._tabs.set_count(3, len(card.activity))
        self._show_talk(card)
        self._activity.show_rows(
            card.activity, currency=card.currency, time_zone=self._desk.office.time_zone, today=self._desk.today()
        )
        self._edit.setVisible(card.state == "draft")
        self.invoice.setVisible(card.state == "accepted" and card.ways is not None and not card.ways.whole)
        self.ends.show_ends(card.ends)
        self._credit.setText(credit_words(card))
        self._credit.setVisible(bool(self._credit.text()))
        self._feet.show_card(card, self._desk.office.time_zone, self._desk.today())
        self._paper.show_card(card)

    def _show_money(self, card: DocumentCard) -> None:
        self.deeds.show_card(card, self._desk.office.time_zone, self._desk.today())
        is_invoice = card.kind == "invoice" and bool(card.number)
        self._tabs.set_shown(1, shown=is_invoice)
        self._tabs.set_count(1, len(card.money))
        self.money.show_card(card, self._desk.office.time_zone, self._desk.today())
        if not is_invoice and self._body.currentWidget() is self.money:
            self.show_tab("preview")

    def _show_talk(self, card: DocumentCard) -> None:
        draft = card.state == "draft"
        self.talk.show_rows(
            card.id,
            card.comments,
            customer=card.customer,
            time_zone=self._desk.office.time_zone,
            today=self._desk.today(),
            why_not=self.tr("Not issued yet. Messages stand on the customer's page.") if draft else "",
        )
        self._note_read()

    def _note_read(self) -> None:
        """What stands in sight is read, and what the card says of an answer is seen."""
        card = self._card
        if card is None or not self.isVisible():
            return
        reads = self._body.currentWidget() is self.talk and any(row.is_new for row in card.comments)
        sees = any(row.is_new for row in card.answers)
        if not reads and not sees:
            return
        document_id, now = card.id, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.answering import read_comments, see_answers

            if reads:
                read_comments(session, document_id, at=now)
            if sees:
                see_answers(session, document_id, at=now)

        self._desk.runner.write(write, lambda _none: None)

    def _reply(self, text: str) -> None:
        document_id, now = self._wanted, self._desk.now()
        if document_id is None:
            return

        def write(session: Session) -> None:
            from desktop.services.answering import reply

            reply(session, document_id, text, at=now)

        self._desk.runner.write(write, lambda _none: self.talk.say_sent())

    def _show_link(self, card: DocumentCard) -> None:
        draft = card.state == "draft"
        self._copy.setVisible(not draft)
        self._issue.setVisible(draft)
        self._qr.setVisible(not draft)
        if card.link is None:
            self._counterfoil.show_link(Tone.NEUTRAL, self.tr("Not issued yet"), "")
            reason = self.tr("Not issued yet. Issue the invoice to get its link.")
            for button in (self._open, self._settings):
                button.set_reason(reason)
            return
        link = card.link
        state = link_sentence(link, self._desk.office.time_zone)
        self._counterfoil.show_link(link_light(link.state), state, shortened(link.short))
        self._settings.set_reason("")
        self._copy.set_reason(why_no_copy(link))
        self._qr.set_reason(why_no_copy(link))
        self._open.set_reason(why_no_portal(link))

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setMinimumWidth(scaled(_MINIMUM))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._whole = QStackedWidget()
        self._whole.addWidget(QWidget())
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(scaled(_INSET), scaled(8), scaled(_INSET), scaled(12))
        column.setSpacing(scaled(12))
        column.addLayout(self._build_head())
        column.addWidget(self._build_card())
        self._credit = Label("", "small", "muted")
        self._credit.setWordWrap(True)
        column.addWidget(self._credit)
        self.deeds = Deeds()
        self.send, self.pay = self.deeds.send, self.deeds.pay
        self.pay.clicked.connect(lambda: self.pay_requested.emit(self._card))
        column.addWidget(self.deeds)
        self.ends = Ends()
        self.ends.pressed.connect(self.end_pressed)
        column.addWidget(self.ends)
        column.addWidget(self._build_tabs())
        column.addWidget(self._body, 1)
        self._feet = Feet()
        column.addWidget(self._feet)
        self._whole.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._whole)

    def _build_head(self) -> QHBoxLayout:
        self._number = Label("", "medium", "muted")
        self._edit = Button(self.tr("Open draft"), "pencil")
        self._edit.clicked.connect(lambda: self.edit_requested.emit(self._wanted))
        self.menu = DrawerMenu(self)
        self.invoice = Button(self.tr("Make invoice"), "receipt")
        self.invoice.clicked.connect(lambda: self.menu.invoice_wanted.emit(self._card))
        self._more = IconButton("dots-three", self.tr("More"), Kind.QUIET)
        self._more.clicked.connect(self._show_menu)
        self.menu.settings_wanted.connect(lambda card: self.settings_requested.emit(card.id))
        self.menu.credit_wanted.connect(self.credit_requested)
        self.menu.apply_wanted.connect(self.apply_requested)
        self.menu.undo_wanted.connect(self.undo_requested)
        self.menu.take_back_wanted.connect(self.take_back_requested)
        close = IconButton("x", self.tr("Close"), Kind.QUIET)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._number)
        head.addStretch(1)
        head.addWidget(self._edit)
        head.addWidget(self.invoice)
        head.addWidget(self._more)
        head.addWidget(close)
        return head

    def _build_card(self) -> Counterfoil:
        self._counterfoil = Counterfoil()
        self._counterfoil.amount.invite(self.tr("Why this cent?"))
        self._counterfoil.amount.asked.connect(self._explain)
        self._copy = CopyButton(self.tr("Copy link"))
        self._copy.setToolTip(self.tr("Copy link (Ctrl+Shift+C)"))
        self._issue = Button(self.tr("Issue and copy link"), "copy", Kind.FILLED)
        self._open = Button(self.tr("Open portal"), "arrow-square-out")
        self._qr = IconButton("qr-code", self.tr("QR code"))
        self._settings = IconButton("sliders-horizontal", self.tr("Portal settings…"))
        self._copy.clicked.connect(lambda: self.copy_requested.emit(self._wanted))
        self._issue.clicked.connect(lambda: self.copy_requested.emit(self._wanted))
        self._open.clicked.connect(lambda: self.open_requested.emit(self._wanted))
        self._settings.clicked.connect(lambda: self.settings_requested.emit(self._wanted))
        self._qr.clicked.connect(self._show_qr)
        for button in (self._copy, self._issue, self._open):
            self._counterfoil.buttons.addWidget(button)
        self._counterfoil.buttons.addStretch(1)
        self._counterfoil.buttons.addWidget(self._qr)
        self._counterfoil.buttons.addWidget(self._settings)
        return self._counterfoil

    def _build_tabs(self) -> Tabs:
        self._tabs = Tabs([self.tr("Preview"), self.tr("Payments"), self.tr("Messages"), self.tr("Activity")])
        self._paper = PageView(self._desk)
        self._activity = ActivityList()
        self._body = QStackedWidget()
        self._body.addWidget(self._paper)
        self.money = MoneyList()
        self.money.refund_wanted.connect(lambda row: self.refund_requested.emit(row, self._card))
        self.money.undo_wanted.connect(lambda row, act: self.money_undo_requested.emit(row, self._card, act))
        self.money.receipt_wanted.connect(lambda: self.menu.receipt_wanted.emit(self._card))
        self._body.addWidget(self.money)
        self.talk = Conversation()
        self.talk.sent.connect(self._reply)
        self._body.addWidget(self.talk)
        self._body.addWidget(self._activity)
        self._tabs.chosen.connect(self._body.setCurrentIndex)
        self._tabs.chosen.connect(self._note_read)
        return self._tabs

    def _explain(self) -> None:
        """Say why the amount is what it is; what cannot be calculated is said where the page would be."""
        if self._card is None:
            return
        document_id = self._card.id

        def read(session: Session) -> tuple[Step, ...]:
            from desktop.services.explaining import why

            return why(session, document_id, language())

        def show(steps: tuple[Step, ...]) -> None:
            from desktop.views.widgets.why import WhyPopover

            if self._wanted == document_id:
                WhyPopover(self._counterfoil.amount, steps).open()

        self._desk.runner.read(read, show, self._paper.say_why)

    def _show_menu(self) -> None:
        if self._card is not None:
            menu = self.menu.menu_for(self._card, self._more)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _show_qr(self) -> None:
        from desktop.views.dialogs.qr import QrPopover

        if self._card is not None and self._card.link is not None:
            QrPopover(self._qr, self._card.link.address).open()
