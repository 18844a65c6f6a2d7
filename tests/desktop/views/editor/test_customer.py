"""To whom and when: customers found or made while typing, dates typed in any usual way, currencies."""

from datetime import date, timedelta
from decimal import Decimal

from desktop.queries.people import customers
from desktop.services.customers import CustomerValues, add_customer
from tests.desktop.office import NOON, TODAY, line
from tests.desktop.views.editor.typist import CTRL, Key, Typist


def test_a_customer_is_found_by_any_part_of_the_name(typist: Typist) -> None:
    typist.begin()
    typist.type("dental")
    typist.press(Key.Key_Return)
    (known,) = typist.desk.read(customers)
    assert typist.values.customer_id == known.id
    typist.wait_saved()
    assert typist.stored().customer_id == known.id


def test_a_new_customer_is_made_in_one_step(typist: Typist) -> None:
    typist.begin()
    typist.type("Quayside Coffee")
    typist.press(Key.Key_Down, Key.Key_Return)
    typist.qtbot.waitUntil(lambda: typist.values.customer_id is not None)
    names = [row.name for row in typist.desk.read(customers)]
    assert names == ["Quayside Coffee", "Rosewood Dental"]
    assert typist.editor.state.customer is not None
    assert typist.editor.state.customer.name == "Quayside Coffee"


def test_a_customer_brings_payment_terms_and_currency_along(typist: Typist) -> None:
    values = CustomerValues("Midori", currency="JPY", payment_terms="net:10")
    midori = typist.desk.write(lambda session: add_customer(session, values, at=NOON))
    typist.begin(customer=midori)
    assert typist.values.currency == "JPY"
    assert typist.values.due_on == TODAY + timedelta(days=10)


def test_a_due_date_is_typed_in_short(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    due = typist.editor.page.customer.dates[1]
    for typed, meant in (
        ("4 dec", date(2026, 12, 4)),
        ("4/12/26", date(2026, 12, 4)),
        ("+30", date(2026, 12, 20)),
        ("2027-01-05", date(2027, 1, 5)),
    ):
        due.setFocus()
        typist.press(Key.Key_A, with_=CTRL)
        typist.type(typed)
        assert typist.values.due_on == meant
    typist.press(Key.Key_Tab)
    assert due.text() == "5 Jan 2027"


def test_an_empty_invoice_date_means_the_day_of_issue(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    issued = typist.editor.page.customer.dates[0]
    issued.setFocus()
    typist.type("1 dec")
    assert typist.values.dated == date(2026, 12, 1)
    typist.press(Key.Key_A, with_=CTRL)
    typist.press(Key.Key_Delete)
    assert typist.values.dated is None


def test_another_currency_keeps_the_figures_that_were_typed(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "99.95")))
    typist.editor.page.customer.currency.setFocus()
    typist.press(Key.Key_A, with_=CTRL)
    typist.type("swed")
    typist.press(Key.Key_Return)
    assert typist.values.currency == "SEK"
    assert typist.values.lines[0].unit_price == Decimal("99.95")
    assert typist.editor.page.totals.total.accessibleName().endswith("SEK")


def test_a_currency_nobody_knows_is_not_taken(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    field = typist.editor.page.customer.currency
    field.setFocus()
    typist.press(Key.Key_A, with_=CTRL)
    typist.type("zzz")
    typist.press(Key.Key_Tab)
    assert typist.values.currency == "EUR"
    assert field.text() == "EUR"


def test_tab_goes_from_the_fields_straight_into_the_lines(typist: Typist) -> None:
    typist.begin()
    typist.type("dental")
    typist.press(Key.Key_Return)
    for _ in range(6):
        typist.press(Key.Key_Tab)
    typist.type("Desk")
    assert typist.values.lines[0].title == "Desk"


def test_choosing_payment_terms_sets_the_day_and_typing_a_day_ends_them(typist: Typist) -> None:
    typist.begin()
    card = typist.editor.page.customer
    card.terms.choose("end-of-month-then-net:30")
    card.terms.activated.emit(card.terms.currentIndex())
    month_end = date(TODAY.year, TODAY.month, 30)
    assert typist.values.due_on == month_end + timedelta(days=30)
    card.dates[1].setFocus()
    card.dates[1].selectAll()
    typist.type("24.12.2026")
    assert typist.values.due_on == date(2026, 12, 24)
    assert card.terms.currentText() == "A day of its own"


def test_what_is_due_some_time_after_its_date_follows_the_date(typist: Typist) -> None:
    typist.begin()
    card = typist.editor.page.customer
    card.dates[0].setFocus()
    typist.type("1.12.2026")
    assert typist.values.due_on == date(2026, 12, 31)
