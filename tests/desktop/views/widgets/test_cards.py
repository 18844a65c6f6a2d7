"""Cards and what stands on them: sums, pills, the counterfoil, labels, fields, charts."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import fonts, theme
from desktop.views.states import document_pill
from desktop.views.theme import Tone
from desktop.views.widgets.age_bars import AgeBars, AgeBucket
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.avatar import initials
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.counterfoil import Counterfoil
from desktop.views.widgets.day_bars import DayBars, DayViews
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.field import Field, LinkField
from desktop.views.widgets.label import Label
from desktop.views.widgets.pill import StatePill
from desktop.views.widgets.surface import Surface
from tests.desktop.views.pictures import grabbed, has, middle_of


def said(widget: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """What a screen reader hears."""
    return QAccessible.queryAccessibleInterface(widget).text(what)


def counterfoil() -> Counterfoil:
    card = Counterfoil()
    card.show_document("Rosewood Dental Practice", document_pill("viewed"), "1,240.00", "EUR", "Due 4 Dec 2026")
    card.show_link(Tone.GOOD, "Live until 20 Dec", "pay.alderfinch.example/s/7Kq2vX…m4Zt")
    card.buttons.addWidget(Button("Copy link"))
    return card


def test_the_counterfoil_says_all_that_its_upper_half_shows() -> None:
    words = said(counterfoil(), QAccessible.Text.Description)
    assert words == "Rosewood Dental Practice, Viewed, 1,240.00 EUR, Due 4 Dec 2026"


def test_the_counterfoil_is_notched_where_it_is_torn_off() -> None:
    card = counterfoil()
    card.resize(392, card.sizeHint().height())
    image = card.grab().toImage()
    ground = image.pixelColor(0, 0)  # outside of the rounded corner
    left = [y for y in range(image.height()) if image.pixelColor(2, y) == ground]
    right = [y for y in range(image.height()) if image.pixelColor(image.width() - 3, y) == ground]
    assert left == right
    inner = [y for y in left if 20 < y < image.height() - 20]
    assert 10 <= len(inner) <= 14
    tear = inner[len(inner) // 2]
    dots = sum(image.pixelColor(x, tear).lightness() < 230 for x in range(20, image.width() - 20))
    assert dots > 40


def test_the_light_of_the_link_has_its_tone() -> None:
    card = counterfoil()
    assert has(grabbed(card), theme.tokens().tones[Tone.GOOD].dot)
    card.show_link(Tone.WARN, "Waiting for the portal", "")
    assert has(grabbed(card), theme.tokens().tones[Tone.WARN].dot)


def test_a_large_amount_is_never_read_without_its_currency() -> None:
    assert said(Amount("1,240.00", "EUR")) == "1,240.00 EUR"


def test_a_large_amount_stands_on_its_margin() -> None:
    image = grabbed(Amount("1,240.00", "EUR"))
    first = next(x for x in range(image.width()) if has(image, theme.tokens().text, image.rect().adjusted(x, 0, 0, 0)))
    assert first <= 1


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alder & Finch Fit-Out", "AF"),
        ("Ó Súilleabháin", "ÓS"),
        ("Bauer", "B"),
        ("4 Seasons Ltd", "SL"),
        ("", ""),
    ],
)
def test_initials_are_of_the_first_two_words(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_pill_is_named_by_its_word_and_quiet_when_settled() -> None:
    sent, paid = StatePill(document_pill("sent")), StatePill(document_pill("paid"))
    assert (said(sent), said(paid)) == ("Sent", "Paid")
    assert has(grabbed(sent), theme.tokens().tones[Tone.INFO].fill)
    assert not has(grabbed(paid), theme.tokens().tones[Tone.GOOD].fill)
    assert sent.height() == 22


def test_a_label_follows_scheme_and_text_size(dressed: QApplication, qtbot: QtBot) -> None:
    label = Label("Due 4 Dec 2026", "small", "muted")
    qtbot.addWidget(label)
    size = label.font().pointSizeF()
    theme.apply(dressed, Qt.ColorScheme.Dark)
    fonts.install(dressed, 2.0)
    dressed.processEvents()
    assert label.palette().windowText().color() == theme.DARK.muted
    assert label.font().pointSizeF() == pytest.approx(2 * size)


def test_a_label_never_takes_a_customer_s_name_for_markup() -> None:
    assert Label("<b>Bauer</b>").textFormat() is Qt.TextFormat.PlainText


def test_a_name_that_is_too_long_is_told_by_the_tooltip(qtbot: QtBot) -> None:
    label = Label("Harbour Lights Hotel Group (Galway & Connemara)", elided=True)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    assert label.toolTip() == ""


def test_a_tooltip_never_takes_a_name_for_markup(qtbot: QtBot) -> None:
    label = Label("<img src='file:///etc/hostname'><b>Bauer</b> and sons", elided=True)
    qtbot.addWidget(label)
    label.resize(20, 20)
    label.show()
    assert "<img" not in label.toolTip()
    assert "&lt;img" in label.toolTip()


def test_another_name_in_the_same_room_gets_its_own_tooltip(qtbot: QtBot) -> None:
    label = Label("Bauer", elided=True)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    label.setText("Harbour Lights Hotel Group (Galway & Connemara)")
    assert label.toolTip() == label.text()


def test_a_link_is_read_and_selected_but_never_changed(qtbot: QtBot) -> None:
    field = LinkField("Link")
    qtbot.addWidget(field)
    field.set_link("https://pay.alderfinch.example/portal/invoice/7Kq2vXh9TbR4nLs8WpYc3Ed")
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.selectedText() == field.text()
    QTest.keyClicks(field, "x")
    assert field.text().startswith("https://")
    assert said(field) == "Link"


def test_a_field_s_text_starts_behind_its_glyph_on_either_side(qtbot: QtBot, dressed: QApplication) -> None:
    plain, searching = Field("Name"), Field("Search", "magnifying-glass")
    assert searching.textMargins().left() == plain.textMargins().left() + 26
    dressed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert Field("Search", "magnifying-glass").textMargins().right() == searching.textMargins().left()


def test_an_empty_list_offers_one_thing_to_do(qtbot: QtBot) -> None:
    empty = EmptyState("No quotes yet.", "New quote")
    qtbot.addWidget(empty)
    empty.show()
    (button,) = empty.findChildren(Button)
    with qtbot.waitSignal(empty.acted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert EmptyState("Nothing overdue.").findChildren(Button) == []


def week() -> list[DayViews]:
    first = date(2026, 11, 4)
    return [DayViews(first, 1, 1), *(DayViews(first + timedelta(at), 0) for at in range(1, 6)), DayViews(
        first + timedelta(6), 3
    )]  # fmt: skip


def test_the_chart_of_views_tells_the_same_in_words() -> None:
    bars = DayBars("Views by day")
    bars.show_days(week())
    assert said(bars, QAccessible.Text.Description) == "4 Nov: 1 person, 1 automatic check; 10 Nov: 3 person"
    bars.show_days([])
    assert said(bars, QAccessible.Text.Description) == "no views"


def test_people_are_filled_and_the_last_day_stands_at_the_end(mirrored: QApplication) -> None:
    bars = DayBars("Views by day")
    bars.resize(400, bars.sizeHint().height())
    bars.show_days([*week()[:-1], DayViews(date(2026, 11, 10), 30)])
    plot = bars.grab(bars.rect().adjusted(0, 50, 0, 0)).toImage()
    assert middle_of(plot, theme.tokens().accent) < 150  # the tall bar of the last day is at the left now


@pytest.mark.parametrize("highest", [0, 1, 3, 4, 17, 1_000_000])
def test_the_scale_of_views_is_whole_numbers_and_reaches_the_highest_bar(highest: int) -> None:
    bars = DayBars("Views by day")
    bars.resize(300, bars.sizeHint().height())
    bars.show_days([DayViews(date(2026, 11, 4), highest)])
    plot = bars.grab(bars.rect().adjusted(80, 30, 0, 0)).toImage()
    assert has(plot, theme.tokens().accent) is (highest > 0)


def test_receivables_by_age_tell_the_same_in_words_and_show_the_least_sum() -> None:
    bars = AgeBars("Receivables by age")
    bars.resize(400, bars.sizeHint().height())
    bars.show_buckets([
        AgeBucket("Not due", "24 invoices", "55,481", 5_548_100),
        AgeBucket("61–90", "1 invoice", "1", 100, Tone.BAD),
    ])  # fmt: skip
    assert said(bars, QAccessible.Text.Description) == "Not due: 55,481, 24 invoices; 61–90: 1, 1 invoice"
    assert has(bars.grab().toImage(), theme.tokens().tones[Tone.BAD].dot)


def test_a_surface_draws_its_hairline_on_the_side_where_a_neighbour_stands(mirrored: QApplication) -> None:
    rail = Surface("rail", "end")
    rail.resize(40, 20)
    image = rail.grab().toImage()
    assert image.pixelColor(0, 10) == theme.tokens().line
    assert image.pixelColor(39, 10) == theme.tokens().rail
