"""Settings, Notices: which kinds say so by themselves, on the screen and by e-mail. Kept as soon as it is chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.notices.words import kind_word
from desktop.views.settings.rows import CONTROL_WIDTH, Section, SettingRow
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.switch import Switch

if TYPE_CHECKING:
    from desktop.queries.notices import NoticeRuleRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

    Found = tuple[tuple[NoticeRuleRow, ...], str, bool]

_COLUMN = 92


class NoticesSection(Section):
    """A row for each kind, with a switch for the screen and one for e-mail."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        title = "Notices"
        super().__init__(
            self.tr(title),
            self.tr("What customers do is listed under Notices at the lower edge. Say what tells you by itself."),
            parent,
        )
        self._desk = desk
        self.rules: dict[str, tuple[Switch, Switch]] = {}
        self.address = Field(self.tr("E-mail them to"))
        self.address.setPlaceholderText(self.tr("Nobody"))
        self.address.setFixedWidth(scaled(CONTROL_WIDTH))
        self.address.editingFinished.connect(self._keep_address)
        self.address_row = SettingRow(
            self.tr("E-mail them to"), self.tr("Sent through your own mail server. Empty for nobody."), self.address
        )
        self.add_card("", self.address_row)
        self.column.addSpacing(scaled(8))
        self.column.addLayout(self._heads())
        self._card = self.add_card("")
        self.column.addStretch(1)

    def refresh(self) -> None:
        def read(session: Session) -> Found:
            from desktop.queries.mails import mail_account
            from desktop.queries.notices import notice_rules, notices_go_to

            return notice_rules(session), notices_go_to(session), mail_account(session) is not None

        self._desk.runner.read(read, self._show)

    # -- within -------------------------------------------------------------------------------------------------------

    def _show(self, found: Found) -> None:
        rules, address, has_server = found
        if not self.rules:
            self._build_rules(rules)
        if not self.address.hasFocus():
            self.address.setText(address)
        reason = ""
        if not has_server:
            reason = self.tr("Set up your mail server under E-mail first.")
        elif not address:
            reason = self.tr("Type an address above first.")
        self.address.setEnabled(has_server)
        self.address_row.hint.setText(
            self.tr("Sent through your own mail server. Empty for nobody.")
            if has_server
            else self.tr("Set up your mail server under E-mail first.")
        )
        for rule in rules:
            pops, mails = self.rules[rule.kind]
            pops.setChecked(rule.pops)
            mails.setChecked(rule.mails)
            mails.setEnabled(not reason)
            mails.setToolTip(reason)
            mails.setAccessibleDescription(reason)

    def _keep(self, kind: str, row: SettingRow, _checked: bool = False) -> None:
        pops, mails = self.rules[kind]
        wish = (pops.isChecked(), mails.isChecked())

        def write(session: Session) -> None:
            from desktop.services.noticing import set_rule

            set_rule(session, kind, pops=wish[0], mails=wish[1])

        self._desk.runner.write(write, failed=row.show_problem)

    def _keep_address(self) -> None:
        typed = self.address.text()
        self.address_row.show_problem("")

        def write(session: Session) -> bool:
            from desktop.queries.notices import notices_go_to
            from desktop.services.noticing import mail_to

            if typed.strip() == notices_go_to(session):
                return False
            mail_to(session, typed)
            return True

        self._desk.runner.write(write, failed=self.address_row.show_problem)

    # -- building -----------------------------------------------------------------------------------------------------

    def _heads(self) -> QHBoxLayout:
        heads = QHBoxLayout()
        heads.setContentsMargins(scaled(16), 0, scaled(16), 0)
        heads.setSpacing(scaled(8))
        heads.addWidget(Label(self.tr("Tell me by itself"), "strong"), 1)
        for word in (self.tr("On screen"), self.tr("By e-mail")):
            head = Label(word, "small_medium", "muted")
            head.setFixedWidth(scaled(_COLUMN))
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            heads.addWidget(head)
        return heads

    def _build_rules(self, rules: tuple[NoticeRuleRow, ...]) -> None:
        for rule in rules:
            word = kind_word(rule.kind)
            pops = Switch(self.tr("On screen: {what}").format(what=word))
            mails = Switch(self.tr("By e-mail: {what}").format(what=word))
            row = SettingRow(word, "", _in_column(pops), _in_column(mails))
            for switch in (pops, mails):
                switch.clicked.connect(partial(self._keep, rule.kind, row))
            self.rules[rule.kind] = (pops, mails)
            self._card.add(row)


def _in_column(switch: Switch) -> QWidget:
    """Put a switch under the middle of its head."""
    holder = QWidget()
    holder.setFixedWidth(scaled(_COLUMN))
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(switch, 0, Qt.AlignmentFlag.AlignCenter)
    return holder
