"""Settings, Text messages: the account that they are sent through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.services.texting.account import TextAccountValues, save_account
from desktop.views.dialogs.remove_texts import RemoveTextsDialog
from desktop.views.fonts import scaled
from desktop.views.settings.account_section import AccountSection
from desktop.views.settings.rows import CONTROL_WIDTH, SettingRow
from desktop.views.settings.text_card import TextCard
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.field import Field

if TYPE_CHECKING:
    from desktop.queries.texts import TextAccountRow, TextStanding
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class TextsSection(AccountSection):
    """Nothing is changed before Twilio has taken account and token and the keychain has kept the token."""

    card: TextCard

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("A link reaches a telephone as a short message, through your own account at Twilio.")
        super().__init__(self.tr("Text messages"), said, parent)
        self._desk = desk
        self._account: TextAccountRow | None = None
        self._is_filled = False
        self._replacing = False
        log = Button(self.tr("Log…"), "clock")
        log.clicked.connect(self.log_wanted)
        self.card = TextCard(desk, log)
        self.card.test.clicked.connect(self._test_again)
        self.column.addWidget(self.card)
        self._build()
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read how text messages stand; what is typed in a field stays."""

        def read(session: Session) -> TextStanding:
            from desktop.queries.texts import text_standing

            return text_standing(session)

        self._desk.runner.read(read, self._show)

    def values(self) -> TextAccountValues:
        """Return the account as it was typed."""
        return TextAccountValues(self.account.text().strip(), self.from_number.text().strip())

    # -- within -------------------------------------------------------------------------------------------------------

    def _show(self, now: TextStanding) -> None:
        before, self._account = self._account, now.account
        self.card.show_standing(now)
        if not self._is_filled or (before is None) != (now.account is None):
            self._is_filled, self._replacing = True, False
            self.token.clear()
            self.account.setText(now.account.account if now.account else "")
            self.from_number.setText(now.account.sender if now.account else "")
        self._look()

    def _look(self) -> None:
        """Offer to save once something differs; a token is kept for one account only."""
        kept = self._account is not None and self.account.text().strip() == self._account.account
        kept = kept and not self._replacing
        self.token.setReadOnly(kept)
        self.token.setPlaceholderText("••••••••••••••••" if kept else "")
        self.replace.setVisible(kept)
        self.remove.setVisible(self._account is not None)
        unchanged = kept and self._account is not None and self.from_number.text().strip() == self._account.sender
        self.deed_row.setVisible(not unchanged or bool(self.deed_row.problem.text()))

    def _ask_token(self) -> None:
        self._replacing = True
        self._look()
        self.token.setFocus()

    def _save(self) -> None:
        for row in (self.account_row, self.token_row, self.deed_row):
            row.show_problem("")
        token = None if self.token.isReadOnly() else self.token.text().strip()
        if token == "":
            self.token_row.show_problem(self.tr("Type the auth token; Twilio’s console shows it beside the account."))
        elif self.deed.isEnabled():
            self._test(self.values(), token)

    def _test_again(self) -> None:
        if self._account is not None:
            self._test(TextAccountValues(self._account.account, self._account.sender), None)

    def _test(self, values: TextAccountValues, token: str | None) -> None:
        self.set_busy(self.tr("Twilio is being asked."))
        check = self._desk.text.check
        self._desk.runner.work_aside(
            lambda: check(values, token), lambda name: self._keep(values, token, name), self.show_failure
        )

    def _keep(self, values: TextAccountValues, token: str | None, name: str) -> None:
        keep, now = self._desk.text.keep, self._desk.now()

        def write(session: Session) -> None:
            save_account(session, values, name=name, at=now)
            keep(token)  # inside the transaction: a locked keychain leaves everything as it was

        self._desk.runner.write(write, lambda _none: self._kept_now(name), self.show_failure)

    def _kept_now(self, name: str) -> None:
        self.set_busy("")
        self.deed_row.show_problem("")
        self.card.show_test(name)
        self._is_filled = False
        self.told.emit(self.tr("Text messages are set up."), name)
        self.refresh()

    def _ask_removal(self) -> None:
        self.ask(RemoveTextsDialog(self._desk, self))

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.account, self.token = self._field(self.tr("Account SID"), 60), self._field(self.tr("Auth token"), 100)
        self.account.setPlaceholderText("AC…")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.from_number = self._field(self.tr("Sender"), 60)
        self.from_number.setPlaceholderText("+353 …")
        self.replace = Button(self.tr("Replace…"))
        self.replace.clicked.connect(self._ask_token)
        self.remove = Button(self.tr("Remove…"), kind=Kind.QUIET)
        self.remove.clicked.connect(self._ask_removal)
        self.deed = Button(self.tr("Test and save"), kind=Kind.FILLED)
        self.deed.clicked.connect(self._save)
        first = self.tr("On the first page of Twilio’s console.")
        kept = self.tr("Kept in this computer’s keychain, never shown again.")
        number = self.tr("A number of the account, or a messaging service (MG…). Customers answer STOP to it.")
        self.account_row = SettingRow(self.tr("Account SID"), first, self.account)
        self.token_row = SettingRow(self.tr("Auth token"), kept, self.token, self.replace, self.remove)
        self.sender_row = SettingRow(self.tr("Sender"), number, self.from_number)
        nothing = self.tr("Twilio is asked whose account it is. Nothing is sent.")
        self.deed_row = SettingRow("", nothing, self.deed)
        self.deed_row.title.hide()
        self.add_card(self.tr("Account"), self.account_row, self.token_row, self.sender_row, self.deed_row)

    def _field(self, name: str, most: int) -> Field:
        field = Field(name)
        field.setMaxLength(most)
        field.setFixedWidth(scaled(CONTROL_WIDTH))
        field.textEdited.connect(self._look)
        field.returnPressed.connect(self._save)
        return field
