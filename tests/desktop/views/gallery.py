"""Every widget on one table, to be looked at: ``python -m tests.desktop.views.gallery FOLDER`` writes the pictures."""

import sys
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.views import fonts, theme
from desktop.views.mark import paint_mark
from desktop.views.states import document_pill, link_light
from desktop.views.theme import Tone
from desktop.views.widgets.age_bars import AgeBars, AgeBucket
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import Button, CopyButton, IconButton, Kind
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.counterfoil import Counterfoil
from desktop.views.widgets.day_bars import DayBars, DayViews
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.field import Field, LinkField
from desktop.views.widgets.label import Label
from desktop.views.widgets.pill import StatePill
from desktop.views.widgets.popover import Popover
from desktop.views.widgets.rail import Rail
from desktop.views.widgets.segments import Segments
from desktop.views.widgets.status import StatusButton, StatusStrip
from desktop.views.widgets.surface import Card, Hairline, Surface
from desktop.views.widgets.switch import Switch
from desktop.views.widgets.toast import Toast
from tests.desktop.views.gallery_tables import invoice_table, line_table


def rail() -> Rail:
    column = Rail()
    column.business.show_business("Alder & Finch Fit-Out", "Dublin · EUR")
    for key, glyph, word in (
        ("home", "house", "Home"), ("invoices", "receipt", "Invoices"), ("quotes", "file-text", "Quotes"),
        ("customers", "users", "Customers"), ("items", "package", "Items"), ("payments", "wallet", "Payments"),
        ("recurring", "arrows-clockwise", "Recurring"), ("expenses", "archive-box", "Expenses"),
        ("reports", "chart-bar", "Reports"),
    ):  # fmt: skip
        column.add_item(key, glyph, word)
    column.add_item("settings", "gear-six", "Settings", at_bottom=True)
    for key, count in (("home", 7), ("invoices", 33), ("quotes", 9), ("payments", 1)):
        column.set_count(key, count)
    column.choose("invoices")
    return column


def counterfoil() -> Counterfoil:
    card = Counterfoil()
    card.show_document(
        "Rosewood Dental Practice", document_pill("viewed"), "1,240.00", "EUR", "Due 4 Dec 2026, in 14 days"
    )
    card.show_link(link_light("live"), "Live until 20 Dec", "pay.alderfinch.ie/s/7Kq2vX…m4Zt")
    copy = CopyButton("Copy link")
    copy.setMinimumWidth(fonts.scaled(124))
    card.buttons.addWidget(copy)
    card.buttons.addWidget(Button("Open portal", "arrow-square-out"))
    card.buttons.addStretch(1)
    card.buttons.addWidget(IconButton("qr-code", "QR code"))
    card.buttons.addWidget(IconButton("sliders-horizontal", "Portal settings"))
    return card


def list_column() -> Surface:
    ground = Surface("base")
    head = QHBoxLayout()
    head.addWidget(Label("Invoices", "title"))
    head.addStretch(1)
    head.addWidget(IconButton("export", "Export", Kind.QUIET))
    head.addWidget(IconButton("dots-three", "More", Kind.QUIET))
    head.addWidget(Button("New invoice", "plus"))
    search = QHBoxLayout()
    search.setSpacing(8)
    field = Field("Search the list", "magnifying-glass")
    field.setPlaceholderText("Search number, customer, amount, text…")
    due = Button("Due: any")
    due.setMenu(QMenu(due))
    search.addWidget(field, 1)
    search.addWidget(due)
    chips = QHBoxLayout()
    chips.setSpacing(8)
    chips.addWidget(everything := Chip("All", count=128))
    everything.setChecked(True)
    for word, tone, count in (
        ("Draft", Tone.NEUTRAL, 2), ("Sent", Tone.INFO, 9), ("Viewed", Tone.SEEN, 14),
        ("Partly paid", Tone.WARN, 4), ("Overdue", Tone.BAD, 6), ("Paid", Tone.GOOD, 91),
    ):  # fmt: skip
        chips.addWidget(Chip(word, tone, count))
    chips.addStretch(1)
    column = QVBoxLayout(ground)
    column.setContentsMargins(10, 12, 10, 0)
    column.setSpacing(0)
    for part in (head, search, chips):
        part.setContentsMargins(10, 0, 6, 12)
        column.addLayout(part)
    column.addWidget(rows := invoice_table(), 1)
    toast = Toast(rows, shown_ms=600_000)
    toast.show_message("Link copied.", "Live until 20 Dec.", QAction("Open portal", toast))
    return ground


def drawer() -> Surface:
    ground = Surface("alt", "start")
    ground.setFixedWidth(fonts.scaled(424))
    column = QVBoxLayout(ground)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(12)
    column.addWidget(Label("INV-2026-0042", "body", "muted"))
    column.addWidget(counterfoil())
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Button("Send…", "paper-plane-tilt"))
    row.addWidget(Button("Record payment", "wallet"))
    row.addStretch(1)
    row.addWidget(IconButton("dots-three", "More"))
    column.addLayout(row)
    card = Card()
    inside = QVBoxLayout(card)
    inside.setContentsMargins(16, 16, 16, 16)
    inside.addWidget(bars := DayBars("Views by day"))
    first = date(2026, 11, 4)
    seen = {0: (1, 1), 1: (2, 0), 5: (1, 0), 14: (1, 0), 16: (2, 1)}
    bars.show_days([DayViews(first + timedelta(at), *seen.get(at, (0, 0))) for at in range(17)])
    column.addWidget(card)
    column.addWidget(EmptyState("No quotes yet.", "New quote"), 1)
    return ground


def main_window() -> QWidget:
    window = QWidget()
    window.resize(fonts.scaled(1440), fonts.scaled(866))
    columns = QHBoxLayout()
    columns.setSpacing(0)
    columns.addWidget(rail())
    columns.addWidget(list_column(), 1)
    columns.addWidget(drawer())
    strip = StatusStrip()
    strip.show_synced("Synced 4 s ago")
    strip.add_button(StatusButton("Backed up today 08:00", "shield-check"))
    approvals = StatusButton()
    approvals.tell("Approvals", "check-square-offset", count=1)
    strip.add_button(approvals)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(columns, 1)
    column.addWidget(strip)
    return window


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def pieces() -> Surface:
    """What the main window does not show."""
    ground = Surface("window")
    ground.resize(fonts.scaled(760), fonts.scaled(800))
    column = QVBoxLayout(ground)
    column.setContentsMargins(24, 24, 24, 24)
    column.setSpacing(12)
    on = Switch("Pay online")
    on.setChecked(True)
    off, idle = Switch("Pay a part"), Switch("Not now")
    idle.setEnabled(False)
    refused = Button("Open portal", "arrow-square-out")
    refused.set_reason("Opens once the portal has received it. Copy link works already.")
    ringed = Button("Keep the old link")
    ringed.ring = True
    copied = CopyButton("Copy")
    copied.show_copied()
    column.addLayout(_row(on, off, idle, refused, ringed, Button("Regenerate and resend", kind=Kind.DANGER)))
    column.addLayout(
        _row(copied, Button("Regenerate link…", "arrows-clockwise", Kind.WARY), Button("Change", kind=Kind.QUIET))
    )
    link = LinkField("Link")
    link.set_link("https://pay.alderfinch.example/portal/invoice/7Kq2vXh9TbR4nLs8WpYc3EdJfGm6m4Zt")
    column.addWidget(link)
    days = Segments("A link lives for", [(word, word) for word in ("7", "14", "30", "60", "90", "other…")])
    days.choose("30")
    column.addLayout(_row(days, Label("days", ink="muted"), Avatar("Rosewood Dental Practice", 36)))
    pills = [StatePill(document_pill(state)) for state in ("sent", "processing", "paid", "accepted", "overdue", "void")]
    column.addLayout(_row(*pills))
    card = Card()
    inside = QVBoxLayout(card)
    inside.setContentsMargins(16, 16, 16, 16)
    inside.addWidget(Label("Receivables by age", "section"))
    inside.addWidget(Hairline())
    inside.addWidget(ages := AgeBars("Receivables by age"))
    ages.show_buckets([
        AgeBucket("Not due", "24 invoices", "55,481", 5_548_100),
        AgeBucket("1–30 days", "2 invoices", "1,405", 140_500, Tone.WARN),
        AgeBucket("31–60", "1 invoice", "2,209", 220_900, Tone.WARN),
        AgeBucket("61–90", "1 invoice", "4,010", 401_000, Tone.BAD),
        AgeBucket("over 90", "0 invoices", "0", 0),
    ])  # fmt: skip
    column.addWidget(card)
    column.addWidget(line_table())
    offline = StatusStrip()
    offline.show_offline("Offline – 3 changes wait, oldest 2 h")
    column.addWidget(offline)
    column.addStretch(1)
    return ground


def what_waits(anchor: QWidget) -> Popover:
    popover = Popover(anchor, "What waits")
    head = QVBoxLayout()
    head.setContentsMargins(16, 12, 16, 12)
    head.setSpacing(2)
    head.addWidget(Label("What waits", "section"))
    head.addWidget(Label("Saved here, sent in this order when the portal answers.", "small", "muted"))
    foot = _row(Label("You can keep working and close the app.", "small", "muted"))
    foot.setContentsMargins(16, 12, 12, 12)
    foot.addWidget(Button("Try now", "arrows-clockwise"))
    popover.body.addLayout(head)
    popover.body.addWidget(Hairline())
    popover.body.addLayout(foot)
    return popover


class MarkSheet(QWidget):
    """The mark at several sizes."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().base)
        for left, size in ((10, 16), (40, 24), (80, 48), (140, 120)):
            paint_mark(painter, QRect(left, 10, size, size), theme.tokens().accent)


def marks() -> MarkSheet:
    sheet = MarkSheet()
    sheet.resize(280, 140)
    return sheet


def write_pictures(app: QApplication, folder: Path, prefix: str = "") -> list[Path]:
    """Grab both sheets in both schemes and mirrored; return the files."""
    written = []
    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        theme.apply(app, scheme)
        for name, build in (("window", main_window), ("pieces", pieces), ("marks", marks)):
            for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
                app.setLayoutDirection(direction)
                sheet = build()
                sheet.show()
                sheet.setFocus()
                app.processEvents()
                side = "rtl" if direction is Qt.LayoutDirection.RightToLeft else "ltr"
                written.append(folder / f"{prefix}{name}-{scheme.name.lower()}-{side}.png")
                sheet.grab().save(str(written[-1]))
                if name == "marks":
                    popover = what_waits(sheet)
                    popover.open()
                    written.append(folder / f"{prefix}popover-{scheme.name.lower()}-{side}.png")
                    popover.grab().save(str(written[-1]))
                    popover.close()
                sheet.close()
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return written


if __name__ == "__main__":
    application = QApplication(sys.argv)
    fonts.install(application, float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    write_pictures(application, Path(sys.argv[1]))
