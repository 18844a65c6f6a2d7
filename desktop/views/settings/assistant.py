"""Settings, Assistant: which AI clients may do what, how one is connected, and what each has done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.assistant.words import key_line, key_state
from desktop.views.fonts import scaled
from desktop.views.memory import DEFAULT_PORT, HTTP, HTTP_PORT
from desktop.views.settings.rows import RowCard, Section, SettingRow
from desktop.views.settings.state_card import Standing, StateCard
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, CopyButton, Kind
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.pill import StatePill
from desktop.views.widgets.switch import Switch
from desktop.views.widgets.text_area import TextArea

if TYPE_CHECKING:
    from desktop.queries.assistant import KeyRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_PORT, _SNIPPET_LINES, _MOST_ENDED = 96, 9, 3
_KEY = "cfk_…"


class AssistantSection(Section):
    """Reads again whenever a key has called."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr(
            "Ask your AI client in plain words: it reads and writes these books with a key that you make here. "
            "What leaves the office waits for your approval."
        )
        super().__init__(self.tr("Assistant"), said, parent)
        self._desk = desk
        self._shown: tuple[KeyRow, ...] | None = None
        self._card: RowCard | None = None
        self.rows: list[SettingRow] = []
        self._holder = QVBoxLayout()
        self.card = StateCard(desk)
        self.column.addWidget(self.card)
        self._build_keys()
        self._build_client()
        self._build_http()
        self._build_record()
        self.column.addStretch(1)
        desk.assistant.called.connect(self.refresh)

    def refresh(self) -> None:
        """Read the keys."""
        now = self._desk.now()

        def read(session: Session) -> tuple[KeyRow, ...]:
            from desktop.queries.assistant import keys

            return keys(session, now=now)

        self._desk.runner.read(read, self._show)
        self._show_http()

    # -- keys ---------------------------------------------------------------------------------------------------------

    def _show(self, keys: tuple[KeyRow, ...]) -> None:
        now = self._desk.now()
        working = [key for key in keys if key.revoked_at is None and now < key.expires_at]
        self._say_state(working)
        if keys != self._shown:
            self._shown = keys
            ended = [key for key in keys if key not in working]
            self._fill([*working, *ended[:_MOST_ENDED]], len(ended) - _MOST_ENDED)

    def _say_state(self, working: list[KeyRow]) -> None:
        if not working:
            nothing = self.tr("No AI client can see or do anything. Make a key, and give it to your client.")
            self.card.show_state(Standing(Tone.NEUTRAL, self.tr("No key works"), nothing), self.tr("Assistant"))
            return
        marked = [key.name for key in working if key.marked_by]
        count = self.tr("1 key works") if len(working) == 1 else self.tr("{count} keys work").format(count=len(working))
        if marked:
            why = self.tr(
                "{names} has just read text of somebody outside. For 30 minutes it asks before anything leaves, "
                "and proposes one at a time."
            )
            self.card.show_state(
                Standing(Tone.WARN, count, why.format(names=", ".join(marked))), self.tr("Assistant")
            )  # fmt: skip
        else:
            self.card.show_state(Standing(Tone.GOOD, count, ""), self.tr("Assistant"))

    def _fill(self, keys: list[KeyRow], more: int) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        self.rows = [self._row(key) for key in keys]
        if keys:
            self._card = RowCard(self.tr("Keys"))
            for row in self.rows:
                self._card.add(row)
            if more > 0:
                self._card.add(SettingRow(self.tr("{count} more have ended.").format(count=more)))
            self._holder.addWidget(self._card)

    def _row(self, key: KeyRow) -> SettingRow:
        desk, now = self._desk, self._desk.now()
        row = SettingRow(key.name, key_line(key, desk.office.time_zone, desk.today()))
        state = key_state(key, now)
        if state is not None:
            row.controls.addWidget(StatePill(state))
        if key.revoked_at is None and now < key.expires_at:
            revoke = Button(self.tr("Revoke…"), kind=Kind.WARY)
            revoke.setAccessibleName(self.tr("Revoke {name}").format(name=key.name))
            revoke.clicked.connect(partial(self._ask_revoking, key))
            row.controls.addWidget(revoke)
        else:
            row.title.set_ink("muted")
        return row

    def _build_keys(self) -> None:
        self.column.addSpacing(scaled(8))
        self.column.addWidget(Label(self.tr("Keys"), "strong"))
        self.column.addLayout(self._holder)
        self.new = Button(self.tr("New key…"), "plus", Kind.FILLED)
        self.new.clicked.connect(self._ask_new)
        foot = QHBoxLayout()
        foot.addWidget(self.new)
        foot.addStretch(1)
        self.column.addLayout(foot)

    def _ask_new(self) -> None:
        from desktop.views.assistant.new_key import NewKeyDialog

        dialog = NewKeyDialog(self._desk, self)
        dialog.made.connect(self.refresh)
        dialog.open()

    def _ask_revoking(self, key: KeyRow) -> None:
        from desktop.views.assistant.revoke_key import RevokeKeyDialog

        dialog = RevokeKeyDialog(self._desk, key, self)
        dialog.told.connect(self.told)
        dialog.open()

    # -- connecting ---------------------------------------------------------------------------------------------------

    def _build_client(self) -> None:
        self.snippet = TextArea(self.tr("Settings of the client"), _SNIPPET_LINES)
        self.snippet.setReadOnly(True)
        self.snippet.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.snippet.setPlainText(self._desk.assistant.configuration(_KEY))
        self.copy = CopyButton(self.tr("Copy"), Kind.OUTLINED)
        self.copy.clicked.connect(self._copy)
        where = self.tr("Paste this into the settings of your AI client, with your key in place of {key}.")
        row = SettingRow(self.tr("Any AI client that speaks MCP"), where.format(key=_KEY), self.copy)
        code = QWidget()
        inset = QVBoxLayout(code)
        inset.setContentsMargins(scaled(16), 0, scaled(16), scaled(14))
        inset.addWidget(self.snippet)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row)
        column.addWidget(code)
        self.add_card(self.tr("Connect a client"), whole)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.snippet.toPlainText())
        self.copy.show_copied()

    def _build_http(self) -> None:
        self.port = Field(self.tr("Port"))
        self.port.setFixedWidth(scaled(_PORT))
        self.port.setText(str(self._desk.memory.number(HTTP_PORT, DEFAULT_PORT)))
        self.port.editingFinished.connect(self._move)
        self.http = Switch(self.tr("Over HTTP on this computer"))
        self.http.setChecked(bool(self._desk.memory.choice(HTTP)))
        self.http.clicked.connect(lambda: self._serve())
        self.http_row = SettingRow(self.tr("Over HTTP on this computer"), " ", self.port, self.http)
        self.add_card("", self.http_row)

    def _show_http(self) -> None:
        port = self._desk.assistant.port
        off = self.tr("Off. Only for clients that cannot start a program; no other computer can reach it.")
        on = self.tr("On at http://127.0.0.1:{port}/mcp, with the key as a Bearer token. No other computer reaches it.")
        self.http_row.hint.setText(on.format(port=port) if port else off)

    def _move(self) -> None:
        if self.http.isChecked() and self.port.text() != str(self._desk.assistant.port):
            self._serve()

    def _serve(self) -> None:
        """Switch HTTP as the switch stands, and remember it where that worked."""
        door, memory, on = self._desk.assistant, self._desk.memory, self.http.isChecked()
        self.http_row.show_problem("")
        port = int(self.port.text()) if self.port.text().isdecimal() else 0
        if on and not 1024 <= port <= 65_535:
            self._not_served(self.tr("A port is a number from 1024 to 65535."))
            return
        self.http.setEnabled(False)

        def done(_done: None) -> None:
            memory.keep_choice(HTTP, chosen=on)
            if on:
                memory.keep_number(HTTP_PORT, port)
            self.http.setEnabled(True)
            self._show_http()

        task = partial(door.serve_http, port) if on else door.stop_http
        self._desk.runner.work_aside(task, done, self._not_served)

    def _not_served(self, sentence: str) -> None:
        self.http.setEnabled(True)
        self.http.setChecked(self._desk.assistant.port != 0)
        self.http_row.show_problem(sentence)
        self._show_http()

    # -- the record ---------------------------------------------------------------------------------------------------

    def _build_record(self) -> None:
        self.record = Button(self.tr("Show…"), "file-text")
        self.record.clicked.connect(self._show_record)
        said = self.tr("Every call with its arguments and what became of it. Nobody can change or delete a line.")
        row = SettingRow(self.tr("What each key did"), said, self.record)
        self.add_card(self.tr("Record"), row)

    def _show_record(self) -> None:
        from desktop.views.assistant.calls import CallsDialog

        dialog = CallsDialog(self._desk, self)
        dialog.told.connect(self.told)
        dialog.open()
