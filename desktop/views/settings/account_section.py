"""What the sections of accounts elsewhere have in common: one test at a time, and its trouble below the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.settings.rows import Section

if TYPE_CHECKING:
    from desktop.views.dialogs.remove_mail import RemoveMailDialog
    from desktop.views.dialogs.remove_texts import RemoveTextsDialog
    from desktop.views.settings.rows import SettingRow
    from desktop.views.settings.state_card import StateCard
    from desktop.views.widgets.buttons import Button


class AccountSection(Section):
    """``card`` has the state light, ``deed`` tests and saves, ``deed_row`` is the row that it stands in."""

    card: StateCard
    deed: Button
    deed_row: SettingRow

    def show_failure(self, sentence: str) -> None:
        """Say why the test failed; it can be made again."""
        self.set_busy("")
        self.deed_row.show_problem(sentence)
        self.deed_row.show()

    def set_busy(self, sentence: str) -> None:
        """Take both tests out of work because of ``sentence``; "" puts them back."""
        self.deed.set_reason(sentence)
        self.card.test.set_reason(sentence)

    def ask(self, removal: RemoveMailDialog | RemoveTextsDialog) -> None:
        """Ask a person whether the account goes."""
        removal.told.connect(self.told)
        removal.finished.connect(lambda _result: self.refresh())
        removal.open()
