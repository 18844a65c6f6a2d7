"""The sheet for a text message: to which number, with which words, and how long it is with its link."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from billing.errors import Refused
from billing.texting import MOST, as_sent, checked, plain
from billing.texting import size as text_size
from desktop.services.texting.drafting import NO_NUMBER, NUMBER, draft_text
from desktop.services.texting.numbers import number_in, opt_in, opt_out, shown_number
from desktop.services.texting.queueing import QueuedText, hand_over_text, queue_text
from desktop.views.dialogs.money.frame import MoneyDialog, labelled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.text_area import TextArea

if TYPE_CHECKING:
    from desktop.services.issuing import IssuedNumber
    from desktop.services.texting.drafting import TextDraft
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _LINES, _TYPING_MS = 560, 4, 60


class TextDialog(MoneyDialog):
    """Nothing is sent before a person presses. Without an account the message is copied, or handed to this computer's
    own program.
    """

    def __init__(self, desk: Desk, draft: TextDraft, parent: QWidget | None = None) -> None:
        title = self.tr("Issue and text {number}") if draft.is_draft else self.tr("Text {number}")
        super().__init__(title.format(number=draft.number), draft.customer, "", _WIDTH, parent)
        self._desk = desk
        self.draft = draft
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self._follow)
        self._build()
        self._follow()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.deed.click)

    def lacks(self) -> str:
        """Return what is missing in one sentence each, or ""."""
        to, found = self.to.text().strip(), list(self.draft.missing)
        if self.draft.sender:  # else a person chooses the number in their own program
            found.append(self._about(to))
        try:
            checked(self._words(), self.draft.address)
        except Refused as refused:
            found.append(str(refused))
        return " ".join(filter(None, found))

    def _about(self, to: str) -> str:
        """Return what is wrong with a number, or ""; who opted out is known here of the customer's own only."""
        if to == self.draft.to:
            return self.draft.about_number
        try:
            number_in(to, self.draft.countries)
        except Refused as refused:
            return str(refused) if to else NO_NUMBER
        return ""

    # -- typing -------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        draft = self.draft
        self.to = Field(self.tr("Telephone number"))
        self.to.setText(draft.to)
        self.to.setPlaceholderText("+353 85 123 4567")
        self.message = TextArea(self.tr("Message"), _LINES)
        self.message.setPlainText(draft.body)
        self.length = Label("", "small", "muted")
        self.shown = Label("", "body")
        self.shown.setWordWrap(True)
        self.missing = Label("", "small", Tone.WARN)
        self.missing.setWordWrap(True)
        self.read_as = Label("", "small", "muted")
        self.wants = Button("")
        self.wants.clicked.connect(self._turn)
        self.body.addLayout(labelled(self.tr("To"), self.to))
        self.body.addLayout(self._beside_number())
        self.body.addLayout(labelled(self.tr("Message"), self.message))
        self.body.addWidget(self.length)
        self.body.addLayout(labelled(self.tr("What leaves"), self.shown))
        for words in self._notes():
            label = Label(words, "small", "muted")
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.body.addWidget(self.missing)
        self.end()
        self.to.textChanged.connect(self._timer.start)
        self.message.textChanged.connect(self._timer.start)
        self.first = self.message if draft.to else self.to
        self.copy = Button(self.tr("Copy message"), "copy")
        self.copy.clicked.connect(lambda: self._by_hand(opens=False))
        row = self.foot
        if isinstance(row, QHBoxLayout):
            row.insertWidget(0, self.copy)
        own = self.tr("Open in messages")
        self.deed.setText(own if not draft.sender else self.tr("Issue and send") if draft.is_draft else self.tr("Send"))
        self.deed.set_glyph("paper-plane-tilt" if draft.sender else "arrow-square-out")
        self.deed.clicked.connect(self._press)

    def _beside_number(self) -> QHBoxLayout:
        """What the number is read as, and whether whoever has it wants messages."""
        row = QHBoxLayout()
        row.addWidget(self.read_as, 1)
        row.addWidget(self.wants)
        return row

    def _read_as(self) -> str:
        """Return the number as it is understood, "" while it is none; and offer to say who wants messages."""
        try:
            number = number_in(self.to.text(), self.draft.countries)
        except Refused:
            self.wants.hide()
            return ""
        is_theirs = self.to.text().strip() == self.draft.to
        again, no_more = self.tr("Text this number again"), self.tr("Never text this number")
        self.wants.setText(again if self.draft.opted_out else no_more)
        self.wants.setAccessibleName(self.wants.text())
        self.wants.setVisible(is_theirs and bool(self.draft.sender))
        return shown_number(number)

    def _turn(self) -> None:
        """Keep what whoever has the number has said to the office."""
        number, now, today, draft = (
            number_in(self.draft.to, self.draft.countries),
            self._desk.now(),
            self._desk.today(),
            self.draft,
        )

        def write(session: Session) -> TextDraft:
            (opt_in if draft.opted_out else opt_out)(session, number, at=now)
            return draft_text(session, draft.document_id, today=today, now=now)

        self._desk.runner.write(write, self.while_open(self._turned), self.while_open(self.say))

    def _turned(self, draft: TextDraft) -> None:
        self.draft = draft
        self._follow()

    def _notes(self) -> list[str]:
        draft, found = self.draft, []
        if draft.is_draft:
            found.append(
                self.tr("Sending issues it: it takes the next number and is frozen. This cannot be taken back.")
            )
        if not draft.sender:
            found.append(
                self.tr("No account is set up: copy the message, or open it in this computer’s own program. "
                        "Settings, Text messages lets it leave from here.")
            )  # fmt: skip
        elif draft.trouble:
            found.append(self.tr("It waits: {trouble}").format(trouble=draft.trouble))
        if draft.is_draft or draft.link == "waiting":
            found.append(self.tr("It leaves as soon as the portal has the link."))
        elif draft.link == "expired":
            found.append(self.tr("The link before has ended: a fresh one goes with it."))
        return found

    def _words(self) -> str:
        return self.message.toPlainText().replace(NUMBER, self.draft.number)

    def _follow(self) -> None:
        said = as_sent(plain(self._words()), self.draft.address)
        counted = text_size(said)
        words = self.tr("{count} of {most} characters")
        if counted.parts > 1 and counted.characters <= MOST:
            words = self.tr("{count} of {most} characters, sent as {parts} parts because of its letters")
        self.length.setText(words.format(count=counted.characters, most=MOST, parts=counted.parts))
        self.length.set_ink(Tone.BAD if counted.characters > MOST else "muted")
        self.shown.setText(said)
        self.read_as.setText(self._read_as())
        lacks = self.lacks()
        self.missing.setText(lacks)
        self.missing.setVisible(bool(lacks))
        self.deed.set_reason(lacks)
        self.copy.set_reason(lacks)
        self.grow()

    # -- sending ------------------------------------------------------------------------------------------------------

    def _press(self) -> None:
        self._timer.stop()
        self._follow()
        if not self.deed.isEnabled():
            return
        if not self.draft.sender:
            self._by_hand(opens=True)
            return
        to, typed, now, draft = self.to.text(), self.message.toPlainText(), self._desk.now(), self.draft

        def write(session: Session) -> tuple[IssuedNumber | None, QueuedText]:
            issued = self._issued(session)
            return issued, queue_text(session, draft.document_id, to, typed, at=now, customer_id=draft.customer_id)

        self.deed.setEnabled(False)
        done = self.while_open(self._queued)
        self._desk.runner.write(write, lambda found: done(*found), self.while_open(self.say))

    def _issued(self, session: Session) -> IssuedNumber | None:
        """Issue a draft in the transaction that queues its message, so that a refused one uses no number."""
        return self._desk.issue(session, self.draft.document_id) if self.draft.is_draft else None

    def _by_hand(self, *, opens: bool) -> None:
        to, typed, now, draft = self.to.text(), self.message.toPlainText(), self._desk.now(), self.draft
        for button in (self.deed, self.copy):
            button.setEnabled(False)  # a second press would hand it over twice

        def write(session: Session) -> str:
            self._issued(session)
            return hand_over_text(session, draft.document_id, typed, at=now, customer_id=draft.customer_id)

        def done(said: str) -> None:
            if opens and QDesktopServices.openUrl(QUrl(sms_address(to, said))):
                self.told.emit(self.tr("The message is open."), self.tr("Send it from there."))
            else:
                QGuiApplication.clipboard().setText(said)
                self.told.emit(self.tr("Message copied."), self.tr("Paste it into a text message."))
            self.accept()

        self._desk.runner.write(write, self.while_open(done), self.while_open(self._fail))

    def _fail(self, sentence: str) -> None:
        self.copy.setEnabled(True)
        self.say(sentence)

    def _queued(self, issued: IssuedNumber | None, queued: QueuedText) -> None:
        title = self.tr("{number} issued. Queued for {to}.") if issued is not None else self.tr("Queued for {to}.")
        later = self.tr("It leaves as soon as the portal has its link.")
        now = self.tr("It is handed to Twilio now; the drawer says what became of it.")
        number = issued.number if issued is not None else ""
        self.told.emit(title.format(number=number, to=queued.number), later if queued.waits else now)
        self.accept()


def sms_address(to: str, said: str) -> str:
    """Return the address by which the system's own program opens a message (RFC 5724)."""
    number = "".join(letter for letter in to if letter.isdigit() or letter == "+")
    return f"sms:{number}?body={quote(said, safe='')}"
