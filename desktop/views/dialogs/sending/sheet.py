"""The sheet behind Send…: to whom, with which words, and beside them what leaves, following every key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from billing.direction import has_right_to_left
from billing.errors import Refused
from billing.mailing.addresses import read_addresses
from billing.mailing.message import check_words
from desktop.services.mailing.by_hand import hand_over_by_person, keep_pdf
from desktop.services.mailing.drafting import NO_ADDRESS, NOTHING_TO_SHOW, as_typed, check_size
from desktop.services.mailing.queueing import MailWish, queue_mail
from desktop.services.mailing.statement import hand_over_statement, queue_statement
from desktop.views.dialogs.money.frame import MoneyDialog, labelled
from desktop.views.dialogs.sending.other_address import OtherAddressDialog
from desktop.views.dialogs.sending.own_program import attach_words, downloads, open_message
from desktop.views.dialogs.sending.preview import Preview
from desktop.views.dialogs.sending.words import addresses, file_words, notes, queued_words, size
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.field import Field
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.text_area import TextArea
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.issuing import IssuedNumber
    from desktop.services.mailing.by_hand import HandedOver
    from desktop.services.mailing.drafting import MailDraft
    from desktop.services.mailing.queueing import QueuedMail
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _PAGE, _HIGH, _BESIDE, _LINES, _TYPING_MS = 1000, 480, 420, 880, 12, 60


class SendDialog(MoneyDialog):
    """Nothing is sent before a person presses; what is missing is named, and the button waits for it.

    ``text_wanted`` and ``link_wanted`` carry the document that is to leave the other way.
    """

    text_wanted = Signal(object)
    link_wanted = Signal(object)

    def __init__(self, desk: Desk, draft: MailDraft, parent: QWidget | None = None) -> None:
        title = self.tr("Issue and send {number}") if draft.is_draft else self.tr("Send {number}")
        if draft.what == "reminder":
            title = self.tr("Remind of {number}")
        if draft.what == "statement":
            title = self.tr("Send statement")
        super().__init__(title.format(number=draft.number), draft.customer, "", _WIDTH, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.draft = draft
        self.folder = downloads()
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self._follow)
        self._build()
        self._follow()
        self.deed.clicked.connect(self._press)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.deed.click)

    def wish(self, *, new_link: bool = False) -> MailWish:
        """Return the message as it was typed."""
        return MailWish(
            self.to.text(), self.subject.text(), self.message.toPlainText(), self.attach.isChecked(),
            self.draft.customer_id, new_link, self.draft.what,
        )  # fmt: skip

    def lacks(self) -> str:
        """Return what is missing in one sentence each, or ""."""
        wish = self.wish()
        found = [sentence for sentence in self.draft.missing if sentence != NO_ADDRESS]
        if not wish.with_pdf and not self.draft.has_portal:
            found.append(NOTHING_TO_SHOW)
        try:
            if not wish.to.strip():
                found.append(NO_ADDRESS)
            else:
                read_addresses(wish.to)
            check_words(wish.subject, wish.body)
            check_size(self.draft, with_pdf=wish.with_pdf)
        except Refused as refused:
            found.append(str(refused))
        return " ".join(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= scaled(_BESIDE)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.preview.setMinimumWidth(scaled(_PAGE) if beside else 0)

    # -- typing -------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        look = self.draft.look
        self.to = Field(self.tr("To"))
        self.to.setText(self.draft.to)
        self.to.setPlaceholderText(self.tr("name@example.com, another@example.com"))
        self.subject = Field(self.tr("Subject"))
        self.subject.setText(look.subject)
        self.message = TextArea(self.tr("Message"), _LINES)
        self.message.setPlainText(look.body)
        option = self.message.document().defaultTextOption()
        if has_right_to_left(look.body):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)  # plain text does not mirror its alignment by itself
        self.message.document().setDefaultTextOption(option)
        bytes_ = size(self.draft.pdf_size)
        words = self.tr("Attach the PDF ({size})").format(size=bytes_) if bytes_ else self.tr("Attach the PDF")
        self.attach = Tick(words)
        self.attach.setChecked(True)
        for field in (self.to, self.subject):
            field.textChanged.connect(self._timer.start)
            field.setCursorPosition(0)
        self.message.textChanged.connect(self._timer.start)
        self.attach.toggled.connect(self._follow)
        self.fields = Button(self.tr("Insert"), kind=Kind.QUIET)
        self.fields.setMenu(self._field_menu())
        self.missing = Label("", "small", Tone.WARN)
        self.missing.setWordWrap(True)
        self.preview = Preview()
        self.preview.setMinimumSize(scaled(_PAGE), scaled(_HIGH))
        self.first = self.to if not self.draft.to else self.message
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(scaled(20))
        self._columns.addLayout(self._typed(), 1)
        self._columns.addWidget(self.preview)
        self.body.addLayout(self._columns, 1)
        self.body.addWidget(self.problem)
        self.keep.setText(self.tr("Cancel"))
        self.deed.setText(self._deed_words())
        self.deed.set_glyph("paper-plane-tilt" if self.draft.sender else "arrow-square-out")
        self.deed.setToolTip(self.tr("Ctrl+Enter"))
        self._build_other_ways()

    def _build_other_ways(self) -> None:
        """The same document leaves as a text message or as a copied link; a reminder is an e-mail."""
        self.text = Button(self.tr("Text message…"), "chat-circle-text")
        self.link = Button(self.tr("Copy link"), "link-simple")
        for button, wanted in ((self.text, self.text_wanted), (self.link, self.link_wanted)):
            button.setVisible(self.draft.what == "document")
            button.set_reason("" if self.draft.has_portal else self.tr("No portal is set up, so there is no link."))
            button.clicked.connect(partial(self._leave_for, wanted))
        self.foot.insertWidget(0, self.text)
        self.foot.insertWidget(1, self.link)

    def _leave_for(self, wanted: SignalInstance, _checked: bool = False) -> None:
        wanted.emit(self.draft.document_id)
        self.reject()

    def _typed(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(scaled(12))
        column.addLayout(labelled(self.tr("To"), self.to))
        column.addLayout(labelled(self.tr("Subject"), self.subject))
        column.addLayout(labelled(self.tr("Message"), self.message), 1)
        below = QHBoxLayout()
        below.addWidget(self.attach)
        below.addStretch(1)
        below.addWidget(self.fields)
        column.addLayout(below)
        for words in notes(self.draft):
            line = QHBoxLayout()
            line.setSpacing(scaled(8))
            line.addWidget(Glyph("info"), 0, Qt.AlignmentFlag.AlignTop)
            label = Label(words, "small", "muted")
            label.setWordWrap(True)
            line.addWidget(label, 1)
            column.addLayout(line)
        column.addWidget(self.missing)
        return column

    def _field_menu(self) -> QMenu:
        menu = QMenu(self)
        names = {
            "link": self.tr("Button with the link"), "customer": self.tr("Whom it is written to"),
            "number": self.tr("Number"), "amount": self.tr("Amount"), "due": self.tr("Due date"),
            "days_overdue": self.tr("Days overdue"), "business": self.tr("Your business"),
            "phone": self.tr("Your phone"),
        }  # fmt: skip
        if self.draft.what == "statement":
            names = {name: words for name, words in names.items() if name not in {"number", "due", "days_overdue"}}
        for name, words in names.items():
            menu.addAction(f"{words}\t{{{name}}}", partial(self.message.insertPlainText, f"{{{name}}}"))
        return menu

    def _deed_words(self) -> str:
        if not self.draft.sender:
            return self.tr("Issue and open message") if self.draft.is_draft else self.tr("Open in mail program")
        return self.tr("Issue and send") if self.draft.is_draft else self.tr("Send")

    def _follow(self) -> None:
        wish, draft = self.wish(), self.draft
        sender = f"{draft.sender_name} <{draft.sender}>" if draft.sender_name and draft.sender else draft.sender
        self.preview.show_message(
            as_typed(draft, wish.subject, wish.body), sender=sender or self.tr("your own address"),
            to=wish.to.strip(), attached=file_words(draft) if wish.with_pdf else "",
        )  # fmt: skip
        lacks = self.lacks()
        self.missing.setText(lacks)
        self.missing.setVisible(bool(lacks))
        self.deed.set_reason(lacks)

    # -- sending ------------------------------------------------------------------------------------------------------

    def _press(self) -> None:
        self._timer.stop()
        self._follow()
        if not self.deed.isEnabled():
            return
        to = read_addresses(self.to.text())
        if self.draft.sent_to and not set(to) & set(self.draft.sent_to) and self.draft.link not in {"none", "expired"}:
            before = addresses(self.draft.sent_to)
            about = self.draft.number or self.draft.customer
            dialog = OtherAddressDialog(about, before, addresses(to), self)
            dialog.chosen.connect(lambda new_link: self._send(self.wish(new_link=new_link)))
            dialog.open()
        else:
            self._send(self.wish())

    def _send(self, wish: MailWish) -> None:
        self.deed.setEnabled(False)
        act = self._by_server if self.draft.sender else self._by_person
        act(wish)

    def _by_server(self, wish: MailWish) -> None:
        today, now, holder_id, keep = self._desk.today(), self._desk.now(), self.draft.document_id, self._desk.keep

        def write(session: Session) -> tuple[IssuedNumber | None, QueuedMail]:
            if wish.kind == "statement":
                return None, queue_statement(session, holder_id, wish, today=today, at=now, keep=keep)
            return self._issued(session), queue_mail(session, holder_id, wish, today=today, at=now)

        done = self.while_open(self._queued)
        self._desk.runner.write(write, lambda found: done(*found), self.while_open(self.say))

    def _by_person(self, wish: MailWish) -> None:
        today, now, holder_id, keep = self._desk.today(), self._desk.now(), self.draft.document_id, self._desk.keep

        def write(session: Session) -> tuple[IssuedNumber | None, HandedOver]:
            if wish.kind == "statement":
                return None, hand_over_statement(session, holder_id, wish, today=today, at=now, keep=keep)
            return self._issued(session), hand_over_by_person(session, holder_id, wish, today=today, at=now)

        done = self.while_open(self._handed)
        self._desk.runner.write(write, lambda found: done(*found), self.while_open(self.say))

    def _issued(self, session: Session) -> IssuedNumber | None:
        """Issue a draft in the transaction that queues its message, so that a refused one uses no number."""
        return self._desk.issue(session, self.draft.document_id) if self.draft.is_draft else None

    def _queued(self, issued: IssuedNumber | None, queued: QueuedMail) -> None:
        self.told.emit(*queued_words(queued, issued.number if issued else ""))
        self.accept()

    def _handed(self, issued: IssuedNumber | None, handed: HandedOver) -> None:
        left = open_message(handed)
        title = self.tr("The message is open in your mail program.")
        if issued is not None:
            title = self.tr("{number} issued. The message is open.").format(number=issued.number)
        if not handed.pdf_sha256:
            self._end(title, left, attach_words(None))
            return
        pdf, folder = self._desk.pdf, self.folder

        def keep() -> Path:
            return keep_pdf(pdf(handed.pdf_sha256), folder, handed.pdf_name)

        end = self.while_open(partial(self._end, title, left))
        self._desk.runner.work(keep, lambda path: end(attach_words(path)), end)

    def _end(self, title: str, left: str, attach: str) -> None:
        self.told.emit(title, f"{left} {attach}".strip())
        self.accept()
