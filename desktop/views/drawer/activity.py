"""What happened to a document, newest first, in one sentence each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from desktop.views.fonts import scaled
from desktop.views.payments.words import method_word, reason_word
from desktop.views.widgets.label import Label
from desktop.views.words import amount, day, moment

if TYPE_CHECKING:
    from desktop.queries.cards import ActivityRow

_SENTENCES = {
    "issued": "Issued as {number}",
    "voided": "Voided: {why}",
    "withdrawn": "Withdrawn: {why}",
    "converted": "Draft invoice made of {lines} lines",
    "renewed": "Renewed until {until}",
    "deposit.requested": "Draft deposit invoice made",
    "deposit.deducted": "Taken off the draft of the final invoice",
    "credited": "Credited by {number}: {why}",
    "credit.applied": "{number} takes off {amount}",
    "credit.used": "{amount} used for {number}",
    "credit.taken_back": "What {number} took off was taken back",
    "credit.freed": "What was used for {number} is free again",
    "payment.recorded": "{amount} recorded: {method}, received {on}",
    "payment.applied": "{amount} of an earlier payment used for it",
    "payment.freed": "{amount} of its payment is free again: {why}",
    "payment.undone": "Payment of {amount} undone: {why}",
    "payment.unapplied": "{amount} arrived that no invoice has yet",
    "payment.started": "The customer went to pay online",
    "payment.failed": "A payment online did not go through. {why}",
    "payment.abandoned": "The customer left without paying",
    "payment.processing": "{amount} is on its way by bank debit",
    "payment.disputed": "The payer’s bank disputes {amount}: {why}",
    "payment.dispute_closed": "The dispute over {amount} is decided: {why}",
    "refund.recorded": "{amount} refunded: {why}",
    "refund.undone": "Refund of {amount} undone: {why}",
    "written_off": "{amount} written off: {why}",
    "write_off.undone": "Write-off of {amount} undone: {why}",
    "mail.queued": "E-mail to {to} queued",
    "mail.sent": "E-mailed to {to}",
    "mail.failed": "The e-mail to {to} was not sent. {why}",
    "mail.unsure": "The e-mail to {to} may have been sent. {why}",
    "mail.again": "E-mail to {to} tried again",
    "mail.left": "The e-mail to {to} was left as it is",
    "mail.known": "E-mail to {to} has arrived, a person says",
    "mail.by_hand": "Opened in your own mail program, to {to}",
    "text.queued": "Text message to {to} queued",
    "text.sent": "Text message sent to {to}",
    "text.arrived": "Text message to {to} has arrived",
    "text.failed": "The text message to {to} was not sent. {why}",
    "text.unsure": "The text message to {to} may have been sent. {why}",
    "text.again": "Text message to {to} tried again",
    "text.left": "The text message to {to} was left as it is",
    "text.known": "Text message to {to} has arrived, a person says",
    "text.by_hand": "Handed over as a text message of your own",
    "link.copied": "Link copied",
    "handed_over": "Marked as sent",
    "link.extended": "Link extended by {days} days",
    "link.prolonged": "Sent again: its link lives {days} days from now",
    "link.regenerated": "New link made: {why}",
    "link.kept": "Request for a new link taken back",
    "link.renewed": "Fresh link made; the earlier one had ended",
    "link.revoked": "Link switched off",
    "link.still_live": "The portal found the earlier link still live; it stays",
    "link.requested": "The customer asks for a fresh link",
    "accepted": "Accepted by {name}, {amount}",
    "accepted.unverified": "Accepted by {name}, {amount}; the record could not be verified",
    "answer.unreadable": "An acceptance arrived that cannot be read",
    "answer.second": "A second answer arrived and was set aside",
    "answer.undone": "Answer taken back: {why}",
    "declined": "Declined by the customer. {why}",
    "comment.added": "The customer wrote",
    "comment.replied": "Answered the customer",
    "quote.requested": "The customer asks for a new quote",
    "task.added": "To do: {why}",
    "task.done": "Done: {why}",
    "viewed": "Viewed by the customer",
    "downloaded": "PDF downloaded by the customer",
    "assistant.explain_portal_link": "Assistant {name}: looked why its link is as it is",
    "assistant.draft_message": "Assistant {name}: drafted a message with its link",
    "assistant.proposed": "Assistant {name} asks: {why}",
    "assistant.approved": "Approved what assistant {name} asked",
    "assistant.declined": "Declined what assistant {name} asked",
    "assistant.void": "What assistant {name} asked was not done. {why}",
    "portal.older": "The portal held an older copy; it is put right",
    "portal.refused": "The portal refused a change: {why}",
}


_EARLIER = "Issued as {number}, dated before {earlier_than}; a person confirmed it"


_WHAT = {"reminder": "Reminder: ", "statement": "Statement: "}


def sentence(row: ActivityRow, currency: str = "EUR") -> str:
    """Return what happened in the person's language; kinds of a newer version are shown by their name."""
    plain = _EARLIER if "earlier_than" in row.data else _SENTENCES.get(row.kind, row.kind)
    if row.data.get("lines") == 1:
        plain = "Draft invoice made of one line"
    words = QCoreApplication.translate("activity", plain)
    known = {name: str(value) for name, value in row.data.items()}
    if (what := _WHAT.get(str(row.data.get("what")))) is not None:
        words = QCoreApplication.translate("activity", what) + words
    if "minor" in row.data:
        currency = str(row.data.get("currency") or currency)
        known["amount"] = f"{amount(int(row.data['minor']), currency)} {currency}"
    for name in known.keys() & {"until", "on"}:
        known[name] = day(date.fromisoformat(str(row.data[name])), year=True)
    if "method" in row.data:
        known["method"] = method_word(str(row.data["method"]))
    if row.kind.startswith("refund."):
        known["why"] = reason_word(str(row.data.get("why", "")))
    return words.format_map({"number": "", "days": "", "why": "", "name": "", "to": "", **known})


class ActivityList(QScrollArea):
    """One row an event: when, and what."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Activity"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)

    def show_rows(self, rows: tuple[ActivityRow, ...], *, currency: str, time_zone: str, today: date) -> None:
        """Show ``rows``, newest first."""
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, scaled(8), 0, scaled(8))
        grid.setHorizontalSpacing(scaled(16))
        grid.setVerticalSpacing(scaled(10))
        for number, row in enumerate(rows):
            grid.addWidget(
                Label(moment(row.at, time_zone, today), "small", "muted"), number, 0, Qt.AlignmentFlag.AlignTop
            )
            what = Label(sentence(row, currency))
            what.setWordWrap(True)
            grid.addWidget(what, number, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(rows), 1)
        self.setWidget(page)
        page.setAutoFillBackground(False)  # which a scroll area switches on
