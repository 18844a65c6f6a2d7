"""What is under way or went wrong with online payments of an invoice: one note each, above its money."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.words import amount, day, local, moment

if TYPE_CHECKING:
    from desktop.queries.online import ChargeRow


class ChargeWords(NamedTuple):
    """``deed`` is the button's word, "" for none: ``look`` reads it at Stripe again, ``seen`` ends the note."""

    glyph: str
    tone: Tone
    title: str
    detail: str
    deed: str = ""
    act: str = ""


class ChargeNotes(QWidget):
    """Each signal carries the payment's intent."""

    look_wanted = Signal(str)
    seen_wanted = Signal(str)

    def __init__(self, charges: tuple[ChargeRow, ...], time_zone: str, today: date) -> None:
        super().__init__()
        self.said: list[str] = []
        self.buttons: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, scaled(12))
        column.setSpacing(scaled(10))
        for row in charges:
            if (words := charge_words(row, time_zone, today)) is not None:
                column.addLayout(self._note(row, words))
        self.setVisible(bool(self.said))

    def _note(self, row: ChargeRow, words: ChargeWords) -> QHBoxLayout:
        self.said.append(f"{words.title} {words.detail}".strip())
        said = QVBoxLayout()
        said.setSpacing(scaled(1))
        said.addWidget(Label(words.title, "medium", words.tone))
        detail = Label(words.detail, "small", "muted")
        detail.setWordWrap(True)
        said.addWidget(detail)
        line = QHBoxLayout()
        line.setSpacing(scaled(10))
        line.addWidget(Glyph(words.glyph, words.tone), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(said, 1)
        if words.deed:
            button = Button(words.deed)
            wanted = self.look_wanted if words.act == "look" else self.seen_wanted
            button.clicked.connect(lambda: wanted.emit(row.intent))
            self.buttons.append(button)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line


def charge_words(row: ChargeRow, time_zone: str, today: date) -> ChargeWords | None:
    """Return what is to be said of an online payment; None where its money stands in the books and all is well."""
    sum_ = f"{amount(row.minor, row.currency)} {row.currency}" if row.currency else ""
    when = moment(row.reported_at, time_zone, today)
    if row.problem:
        return ChargeWords(
            "warning-circle", Tone.BAD, _tr("Not booked"), f"{sum_} {row.problem}".strip(), _tr("Look again"), "look"
        )
    if row.waits:
        told = _tr("{amount}, reported {when}. It counts once Stripe confirms it.").format(amount=sum_, when=when)
        return ChargeWords("hourglass", Tone.WARN, _tr("Reported, being checked"), told)
    if row.is_disputed:
        return _disputed(row, time_zone)
    if row.misfit:
        return ChargeWords("warning-circle", Tone.WARN, _tr("Kept as credit"), row.misfit, _tr("Seen"), "seen")
    return _without_money(row, sum_, when)


def _without_money(row: ChargeRow, sum_: str, when: str) -> ChargeWords | None:
    if row.state == "processing":
        told = _tr("{amount}, since {when}. The bank takes a few days.").format(amount=sum_, when=when)
        return ChargeWords("hourglass", Tone.INFO, _tr("Bank debit under way"), told)
    if row.state == "failed":
        told = _tr("{amount}, {when}. {why}").format(amount=sum_, when=when, why=row.failure.replace("_", " "))
        return ChargeWords("x-circle", Tone.OLD, _tr("Did not go through"), told)
    if row.dispute == "lost":
        lost = f"{amount(row.dispute_minor, row.currency)} {row.currency}"
        told = _tr("The bank gave {amount} back to the payer.").format(amount=lost)
        return ChargeWords("flag", Tone.BAD, _tr("Dispute lost"), told)
    return None


def _disputed(row: ChargeRow, time_zone: str) -> ChargeWords:
    sum_ = f"{amount(row.dispute_minor, row.currency)} {row.currency}"
    told = _tr("{amount}: {why}.").format(amount=sum_, why=row.dispute_reason.replace("_", " "))
    if row.evidence_due_by is not None:
        until = day(local(row.evidence_due_by, time_zone).date(), year=True)
        told += " " + _tr("Answer in Stripe until {day}.").format(day=until)
    return ChargeWords("flag", Tone.BAD, _tr("Disputed by the payer’s bank"), told)


def _tr(text: str) -> str:
    return QCoreApplication.translate("charges", text)
