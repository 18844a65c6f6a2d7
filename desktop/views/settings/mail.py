"""Settings, E-mail: the server that the office's mail is handed in at, and who it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.services.mailing.account import AccountValues, save_account
from desktop.views.dialogs.remove_mail import RemoveMailDialog
from desktop.views.fonts import scaled
from desktop.views.settings.account_section import AccountSection
from desktop.views.settings.mail_card import MailCard
from desktop.views.settings.mail_servers import PORTS, MailSecurity, security_of, suggested
from desktop.views.settings.rows import CONTROL_WIDTH, SettingRow
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field

if TYPE_CHECKING:
    from desktop.queries.mails import MailAccountRow, MailStanding
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_PORT_WIDE, _GAP = 78, 8


class MailSection(AccountSection):
    """Nothing is changed before the server has taken a message and the keychain has kept the password."""

    card: MailCard

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("Invoices and quotes leave from your own address, through your own mail server.")
        super().__init__(self.tr("E-mail"), said, parent)
        self._desk = desk
        self._account: MailAccountRow | None = None
        self._is_filled = False
        self._replacing = False
        self._port_typed = False
        log = Button(self.tr("Log…"), "clock")
        log.clicked.connect(self.log_wanted)
        self.card = MailCard(desk, log)
        self.card.test.clicked.connect(self._test_again)
        self.column.addWidget(self.card)
        self._build_sender()
        self._build_server()
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read how e-mail stands; what is typed in a field stays."""

        def read(session: Session) -> MailStanding:
            from desktop.queries.mails import mail_standing

            return mail_standing(session)

        self._desk.runner.read(read, self._show)

    def _show(self, now: MailStanding) -> None:
        before, self._account = self._account, now.account
        self.card.show_standing(now)
        if not self._is_filled or (before is None) != (now.account is None):
            self._is_filled = True
            self._fill(now.account)
        self._look()

    def _fill(self, account: MailAccountRow | None) -> None:
        self._replacing = self._port_typed = False
        self.password.clear()
        if account is None:
            self.address.setText(self._desk.office.email)
            self.name.setText(self._desk.office.name)
            for field in (self.host, self.user):
                field.clear()
            self.security.choose("implicit")
            self._suggest_server()
            return
        self.address.setText(account.sender)
        self.name.setText(account.sender_name)
        self.host.setText(account.host)
        self.security.choose(account.security)
        self.port.setText(str(account.port))
        self.user.setText(account.username)

    # -- typing -------------------------------------------------------------------------------------------------------

    def _build_sender(self) -> None:
        self.address = self._field(self.tr("Sender’s address"), 320)
        self.address.setPlaceholderText("office@example.com")
        self.address.editingFinished.connect(self._suggest_server)
        self.name = self._field(self.tr("Sender’s name"), 200)
        self.address_row = SettingRow(self.tr("Address"), self.tr("Customers answer to it."), self.address)
        self.name_row = SettingRow(self.tr("Name"), self.tr("Stands before the address."), self.name)
        self.add_card(self.tr("From"), self.address_row, self.name_row)

    def _build_server(self) -> None:
        self.host = self._field(self.tr("Server"), 253)
        self.host.setPlaceholderText("smtp.example.com")
        self.host.editingFinished.connect(self._suggest_security)
        safe, plain = self.tr("TLS from the start"), self.tr("None, this computer only")
        self.security = Choice(
            self.tr("Security"), [("implicit", safe), ("starttls", self.tr("STARTTLS")), ("none", plain)]
        )
        self.security.setFixedWidth(scaled(CONTROL_WIDTH - _PORT_WIDE - _GAP))
        self.security.currentIndexChanged.connect(self._suggest_port)
        self.port = self._field(self.tr("Port"), 5)
        self.port.setFixedWidth(scaled(_PORT_WIDE))
        self.port.setValidator(QIntValidator(0, 99_999, self.port))
        self.port.textEdited.connect(self._note_port)
        self.user = self._field(self.tr("User"), 320)
        self.password = self._field(self.tr("Password"), 400)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.replace = Button(self.tr("Replace…"))
        self.replace.clicked.connect(self._ask_password)
        self.remove = Button(self.tr("Remove…"), kind=Kind.QUIET)
        self.remove.clicked.connect(self._ask_removal)
        self.deed = Button(self.tr("Test and save"), kind=Kind.FILLED)
        self.deed.clicked.connect(self._save)
        server = self.tr("Your provider’s help names it under SMTP or outgoing mail.")
        self.host_row = SettingRow(self.tr("Server"), server, self.host)
        mostly = self.tr("Mostly TLS on port 465, or STARTTLS on 587.")
        self.port_row = SettingRow(self.tr("Security and port"), mostly, self.security, self.port)
        self.user_row = SettingRow(self.tr("User"), self.tr("Mostly the address itself."), self.user)
        self.password_row = SettingRow(self.tr("Password"), " ", self.password, self.replace, self.remove)
        nothing = self.tr("A message goes to the address itself. Nothing is changed unless that works.")
        self.deed_row = SettingRow("", nothing, self.deed)
        self.deed_row.title.hide()
        rows = (self.host_row, self.port_row, self.user_row, self.password_row, self.deed_row)
        self.add_card(self.tr("Server"), *rows)

    def _field(self, name: str, most: int) -> Field:
        field = Field(name)
        field.setMaxLength(most)
        field.setFixedWidth(scaled(CONTROL_WIDTH))
        field.textEdited.connect(self._look)
        field.returnPressed.connect(self._save)
        return field

    def _suggest_server(self) -> None:
        """Fill in what the address tells; what a person has typed stays."""
        found = suggested(self.address.text())
        if found is not None and not self.host.text().strip():
            self.host.setText(found.host)
            self.security.choose(found.security)
            self.port.setText(str(found.port))
        if self._account is None and not self.user.text().strip() and self.host.text().strip():
            self.user.setText(self.address.text().strip())
        self._suggest_port()

    def _suggest_security(self) -> None:
        security = security_of(self.host.text())
        if security is not None and not self._port_typed and self.host.text() != self._kept("host"):
            self.security.choose(security)
        self._suggest_server()

    def _suggest_port(self) -> None:
        if not self._port_typed and (self._account is None or self.security.key != self._account.security):
            self.port.setText(str(PORTS[cast(MailSecurity, self.security.key)]))
        self._look()

    def _note_port(self, text: str) -> None:
        self._port_typed = bool(text)

    def _kept(self, name: str) -> object:
        return getattr(self._account, name) if self._account is not None else ""

    def _ask_password(self) -> None:
        self._replacing = True
        self._look()
        self.password.setFocus()

    def _look(self) -> None:
        """Offer to save once something differs from what holds now; a password is kept for one server and user only."""
        account = self._account
        typed = self.values()
        same = account is not None and (typed.host.lower(), typed.username) == (account.host, account.username)
        kept = same and not self._replacing and bool(account and account.username)
        self.password.setReadOnly(kept)
        self.password.setPlaceholderText("••••••••••••••••" if kept else "")
        always = self.tr("Kept in this computer’s keychain, never shown again.")
        apps = self.tr("Many providers want one made for apps.")
        self.password_row.hint.setText(always if kept else f"{always} {apps}")
        self.replace.setVisible(kept)
        self.remove.setVisible(account is not None)
        unchanged = account is not None and typed == _values(account) and not self._replacing
        self.deed_row.setVisible(not unchanged or bool(self.deed_row.problem.text()))

    def values(self) -> AccountValues:
        """Return the account as it was typed."""
        return AccountValues(
            self.host.text().strip(), int(self.port.text() or 0), cast(MailSecurity, self.security.key),
            self.user.text().strip(), self.address.text().strip(), self.name.text().strip(),
        )  # fmt: skip

    # -- saving -------------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        for row in (self.address_row, self.host_row, self.password_row, self.deed_row):
            row.show_problem("")
        password = None if self.password.isReadOnly() else self.password.text()
        if not self.address.text().strip():
            self.address_row.show_problem(self.tr("Type the address that customers see, like office@example.com."))
        elif not self.host.text().strip():
            self.host_row.show_problem(self.tr("Type the server, like smtp.example.com."))
        elif self.user.text().strip() and password == "":
            self.password_row.show_problem(self.tr("Type the password that goes with the user."))
        elif self.deed.isEnabled():
            self._test(self.values(), password)

    def _test_again(self) -> None:
        if self._account is not None:
            self._test(_values(self._account), None)

    def _test(self, values: AccountValues, password: str | None) -> None:
        self.set_busy(self.tr("The mail server is being asked."))
        test = self._desk.mail.test
        self._desk.runner.work_aside(
            lambda: test(values, password), lambda _none: self._keep(values, password), self.show_failure
        )

    def _keep(self, values: AccountValues, password: str | None) -> None:
        keep, now = self._desk.mail.keep, self._desk.now()

        def write(session: Session) -> None:
            save_account(session, values, at=now)
            keep(password)  # inside the transaction: a locked keychain leaves everything as it was

        self._desk.runner.write(write, lambda _none: self._kept_now(values), self.show_failure)

    def _kept_now(self, values: AccountValues) -> None:
        self.set_busy("")
        self.deed_row.show_problem("")
        self.card.show_test(values)
        self._is_filled = False
        self._desk.sync.wake()
        went = self.tr("A message went to {address}.").format(address=values.sender)
        self.told.emit(self.tr("E-mail is set up."), went)
        self.refresh()

    def _ask_removal(self) -> None:
        self.ask(RemoveMailDialog(self._desk, self))


def _values(account: MailAccountRow) -> AccountValues:
    return AccountValues(**{name: getattr(account, name) for name in AccountValues.__slots__})
