"""Issuing is asked once, refused with what is missing, and hands on the number."""

from datetime import date

from desktop.models import Document
from desktop.queries.cards import activity_rows
from desktop.queries.drafts import LineValues
from desktop.services.issuing import IssuedNumber
from desktop.views.editor.checklist import Standing
from desktop.views.editor.lines_model import PRICE
from tests.desktop.office import line
from tests.desktop.views.editor.typist import CTRL, Key, Typist


def number_of(typist: Typist) -> str | None:
    return typist.desk.read(lambda session: session.query(Document).one().number)


def test_issuing_is_asked_once_and_the_safe_answer_has_the_focus(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.table.setFocus()
    typist.press(Key.Key_Return, with_=CTRL)
    strip = typist.editor.page.head.strip
    assert "cannot be taken back" in strip.sentence
    assert typist.focus() is strip.safe
    typist.press(Key.Key_Space)
    assert not strip.sentence
    assert number_of(typist) is None


def test_what_was_just_typed_is_issued(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    typist.into(0, PRICE)
    typist.type("250")
    typist.press(Key.Key_Return, with_=CTRL)
    typist.press(Key.Key_Tab)
    with typist.qtbot.waitSignal(typist.editor.issued) as issued:
        typist.press(Key.Key_Space)
    number: IssuedNumber = issued.args[0]
    assert number.number == number_of(typist)
    assert typist.desk.read(lambda session: session.query(Document).one().total_minor) == 30750
    assert typist.editor.is_saved
    assert not typist.editor.state.is_open


def test_what_is_missing_is_named_and_no_number_is_used(typist: Typist) -> None:
    typist.begin()
    typist.press(Key.Key_Return, with_=CTRL)
    strip = typist.editor.page.head.strip
    assert "choose a customer; type at least one line" in strip.sentence
    assert not strip.asks
    assert typist.focus() is typist.editor.page.customer.chooser
    assert number_of(typist) is None


def test_a_number_that_is_none_yet_keeps_it_from_being_issued(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, PRICE)
    typist.type("12x")
    typist.press(Key.Key_Return, with_=CTRL)
    assert "line 1 holds something that is no number yet" in typist.editor.page.head.strip.sentence


def test_a_date_that_cannot_be_read_keeps_it_from_being_issued(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.editor.page.customer.dates[1].setFocus()
    typist.press(Key.Key_A, with_=CTRL)
    typist.type("soonish")
    typist.press(Key.Key_Return, with_=CTRL)
    assert "the due date holds something that cannot be read yet" in typist.editor.page.head.strip.sentence


def test_a_refusal_of_the_books_is_said_and_typing_goes_on(typist: Typist) -> None:
    unprintable = line("\U0001f6b2" * 3)
    typist.edit(typist.desk.draft(unprintable))
    typist.table.setFocus()
    typist.press(Key.Key_Return, with_=CTRL)
    typist.editor.page.head.strip.deed.click()
    strip = typist.editor.page.head.strip
    typist.qtbot.waitUntil(lambda: bool(strip.sentence) and not strip.asks)
    assert number_of(typist) is None
    assert typist.table.isEnabled()


def test_the_checklist_names_what_to_look_at(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk"), LineValues(title="Gift")))
    looks = [check.text for check in typist.editor.page.checklist.checks if check.standing is Standing.LOOK]
    assert "No way to pay" in looks
    assert "Your VAT number is missing" in looks
    assert "1 line has no price" in looks
    assert typist.editor.page.checklist.verdict.text() == "6 to look at"


def test_an_earlier_date_is_asked_about_once_and_kept_with_what_happened(typist: Typist) -> None:
    first = typist.desk.issue().number
    document = typist.desk.draft(line("Desk"))
    typist.desk.write(lambda session: setattr(session.get_one(Document, document), "dated", date(2026, 11, 3)))
    typist.edit(document)
    typist.qtbot.waitUntil(lambda: typist.editor._desk.runner.is_idle)
    typist.table.setFocus()
    typist.press(Key.Key_Return, with_=CTRL)
    strip = typist.editor.page.head.strip
    assert strip.sentence.startswith(f"{first} is dated 20 Nov 2026 already, and this one would be dated 3 Nov 2026.")
    assert strip.deed.text() == "Issue with the earlier date"
    assert typist.focus() is strip.safe
    with typist.qtbot.waitSignal(typist.editor.issued):
        strip.deed.click()
    rows = typist.desk.read(lambda session: activity_rows(session, document))
    assert [row.data for row in rows if row.kind == "issued"] == [{"number": "INV-2026-0002", "earlier_than": first}]


def test_a_date_that_fell_behind_meanwhile_is_asked_about_at_the_next_try(typist: Typist) -> None:
    """Another draft was issued from elsewhere since this one was opened."""
    document = typist.desk.draft(line("Desk"))
    typist.desk.write(lambda session: setattr(session.get_one(Document, document), "dated", date(2026, 11, 3)))
    typist.edit(document)
    typist.qtbot.waitUntil(lambda: typist.editor._desk.runner.is_idle)
    typist.desk.issue()
    strip = typist.editor.page.head.strip
    typist.table.setFocus()
    typist.press(Key.Key_Return, with_=CTRL)
    strip.deed.click()
    typist.qtbot.waitUntil(lambda: "confirm the earlier one" in strip.sentence)
    typist.qtbot.waitUntil(lambda: typist.editor._desk.runner.is_idle)
    typist.table.setFocus()
    typist.press(Key.Key_Return, with_=CTRL)
    assert strip.deed.text() == "Issue with the earlier date"


def test_an_invoice_below_nothing_says_so_before_it_is_issued(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "-100")))
    typist.press(Key.Key_Return, with_=CTRL)
    strip = typist.editor.page.head.strip
    assert "comes to less than 0" in strip.sentence
    assert not strip.asks
