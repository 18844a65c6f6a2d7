"""Settings, Payments: a key is checked with Stripe, kept in the keychain and handed to the portal; nothing shows it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Outbox
from desktop.queries.office import office_row
from desktop.queries.online import stripe_row
from desktop.queries.rows import OfficeRow
from desktop.services.online.account import note_stripe_trouble
from desktop.services.payments.house_rules import HouseRules, change_house_rules
from desktop.system.practice import STRIPE_VARIABLE
from desktop.views.desk import Desk as ViewDesk
from desktop.views.dialogs.remove_stripe import RemoveStripeDialog
from desktop.views.settings.business import BusinessSection
from desktop.views.settings.page import SettingsPage
from desktop.views.settings.payments import PaymentsSection
from desktop.views.theme import Tone
from tests.desktop.office import Desk
from tests.desktop.views.doors import Doors
from tests.fakes.stripe.practice import KEY, LIVE_KEY, RESTRICTED, PracticeStripe
from tests.fakes.stripe.server import practice_stripe


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeStripe]:
    with practice_stripe() as it:
        monkeypatch.setenv(STRIPE_VARIABLE, it.address)
        yield it


@pytest.fixture
def section(qtbot: QtBot, desk: Desk, view_desk: ViewDesk, practice: PracticeStripe) -> PaymentsSection:
    desk.connect()
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    page.resize(1180, 900)
    with qtbot.waitExposed(page):
        page.show()
    shown = page.show_section("payments")
    assert isinstance(shown, PaymentsSection)
    qtbot.waitUntil(lambda: bool(shown.card.state.text()) and view_desk.runner.is_idle)
    return shown


def paste(qtbot: QtBot, section: PaymentsSection, key: str) -> None:
    section.key.setText(key)
    section.connect_button.click()
    qtbot.waitUntil(lambda: section._desk.runner.is_idle, timeout=20_000)


def test_a_key_is_checked_kept_and_sent_and_stands_nowhere(
    qtbot: QtBot, desk: Desk, doors: Doors, section: PaymentsSection
) -> None:
    assert section.card.state.text() == "Not set up"
    paste(qtbot, section, f"  {KEY} ")
    assert doors.stripe_key.read() == KEY
    assert (section.card.state.text(), section.card.tone) == ("Test mode", Tone.WARN)
    assert section.card.checks == [
        "Stripe accepts the key, ends in 0001",
        "Test mode: no card is charged, Practice account",
        "Stripe calls the portal, payments show at once",
        "The portal does not have the key yet, it is sent next",
    ]
    assert section.key.text() == ""
    assert section.key.isReadOnly()
    kinds = desk.read(lambda session: set(session.scalars(select(Outbox.kind))))
    assert "payments.put" in kinds


def test_a_live_key_stands_as_connected(qtbot: QtBot, section: PaymentsSection) -> None:
    paste(qtbot, section, LIVE_KEY)
    assert (section.card.state.text(), section.card.tone) == ("Connected", Tone.GOOD)


def test_stripe_is_told_where_to_call_and_the_secret_is_kept(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeStripe, section: PaymentsSection
) -> None:
    paste(qtbot, section, RESTRICTED)
    (endpoint,) = practice.sides[False].endpoints.values()
    account = desk.read(stripe_row)
    assert account is not None
    assert endpoint["url"] == account.hook
    assert account.hook.startswith("https://pay.alder.example/hooks/stripe/")
    assert doors.hook_secret.read() == endpoint["secret"]


def test_without_a_public_address_the_portal_looks_by_itself(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeStripe, section: PaymentsSection
) -> None:
    desk.connect("http://127.0.0.1:8000")
    paste(qtbot, section, KEY)
    assert any("the portal looks every minute" in check for check in section.card.checks)
    assert practice.sides[False].endpoints == {}
    assert doors.hook_secret.read() is None


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "Paste a key"),
        ("pk_test_1234567890", "publishable key"),
        ("sk_test_wrongwrongwrong", "Stripe does not accept this key"),
    ],
)
def test_a_wrong_key_is_refused_beside_its_field_and_changes_nothing(
    qtbot: QtBot, desk: Desk, doors: Doors, section: PaymentsSection, key: str, sentence: str
) -> None:
    paste(qtbot, section, key)
    assert sentence in section.key_row.problem.text()
    assert section.key.text() == key
    assert doors.stripe_key.read() is None
    assert desk.read(stripe_row) is None


def test_a_key_that_lacks_rights_says_which(qtbot: QtBot, practice: PracticeStripe, section: PaymentsSection) -> None:
    practice.restrict("accounts_kyc_basic_read", "checkout_session_write", "payment_intent_read")
    paste(qtbot, section, RESTRICTED)
    assert "Charges and Refunds, write, Disputes, read, Events, read" in section.key_row.problem.text()


def test_stripe_that_does_not_answer_changes_nothing(
    qtbot: QtBot, doors: Doors, practice: PracticeStripe, section: PaymentsSection
) -> None:
    practice.manner = "500"
    paste(qtbot, section, KEY)
    assert "Stripe does not answer" in section.key_row.problem.text()
    assert doors.stripe_key.read() is None


def test_a_key_is_replaced_and_the_old_one_is_gone(qtbot: QtBot, doors: Doors, section: PaymentsSection) -> None:
    paste(qtbot, section, KEY)
    section.replace.click()
    assert not section.key.isReadOnly()
    paste(qtbot, section, RESTRICTED)
    assert doors.stripe_key.read() == RESTRICTED
    assert section.key.placeholderText() == "••••••••••••0001"


def test_trouble_with_the_key_is_told_and_a_test_ends_it(qtbot: QtBot, desk: Desk, section: PaymentsSection) -> None:
    paste(qtbot, section, KEY)
    desk.write(lambda session: note_stripe_trouble(session, "Stripe does not accept this key.", at=desk.now))
    section.refresh()
    qtbot.waitUntil(lambda: section.card.state.text() == "Needs attention")
    assert section.card.why.text() == "Stripe does not accept this key."
    section.card.test.click()
    qtbot.waitUntil(lambda: section.card.state.text() == "Test mode", timeout=20_000)


def test_removing_takes_the_key_from_everywhere(
    qtbot: QtBot, desk: Desk, doors: Doors, practice: PracticeStripe, section: PaymentsSection
) -> None:
    paste(qtbot, section, KEY)
    dialog = RemoveStripeDialog(section._desk, section)
    with qtbot.waitSignal(dialog.told, timeout=20_000) as told:
        dialog.open()
        dialog.deed.click()
    assert told.args == ["Online payment is off.", "The pages follow at once."]
    qtbot.waitUntil(lambda: section.card.state.text() == "Not set up")
    assert doors.stripe_key.read() is None
    assert practice.sides[False].endpoints == {}
    assert desk.read(stripe_row) is None


def test_what_customers_may_is_kept_at_once(qtbot: QtBot, desk: Desk, section: PaymentsSection) -> None:
    section.rules.parts.click()
    qtbot.waitUntil(lambda: section.rules.least.isEnabled())
    section.rules.least.setText("25.5")
    section.rules.least.editingFinished.emit()
    qtbot.waitUntil(lambda: section._desk.runner.is_idle)
    office = desk.read(office_row)
    assert office is not None
    assert (office.pay_online, office.pay_parts, office.pay_part_minor) == (True, True, 2550)


def test_a_smallest_part_that_cannot_be_read_is_kept_as_typed(
    qtbot: QtBot, desk: Desk, section: PaymentsSection
) -> None:
    section.rules.parts.click()
    qtbot.waitUntil(lambda: section.rules.least.isEnabled())
    section.rules.least.setText("a few")
    section.rules.least.editingFinished.emit()
    assert section.rules.least_row.problem.text()
    assert section.rules.least.text() == "a few"
    office = desk.read(office_row)
    assert office is not None
    assert office.pay_part_minor == 0


def test_a_test_leaves_the_address_that_stripe_calls_as_it_is(
    qtbot: QtBot, doors: Doors, practice: PracticeStripe, section: PaymentsSection
) -> None:
    paste(qtbot, section, KEY)
    before, secret = set(practice.sides[False].endpoints), doors.hook_secret.read()
    section.card.test.click()
    qtbot.waitUntil(lambda: section._desk.runner.is_idle, timeout=20_000)
    assert (set(practice.sides[False].endpoints), doors.hook_secret.read()) == (before, secret)
    practice.sides[False].endpoints.clear()
    section.card.test.click()
    qtbot.waitUntil(lambda: bool(practice.sides[False].endpoints) and section._desk.runner.is_idle, timeout=20_000)
    assert doors.hook_secret.read() != secret


def test_a_portal_at_a_new_address_asks_for_a_test(
    qtbot: QtBot, desk: Desk, practice: PracticeStripe, section: PaymentsSection
) -> None:
    paste(qtbot, section, KEY)
    desk.connect("https://new.alder.example")
    section.refresh()
    qtbot.waitUntil(lambda: section.card.state.text() == "Needs attention")
    section.card.test.click()
    qtbot.waitUntil(lambda: section.card.state.text() == "Test mode", timeout=20_000)
    assert any("new.alder.example" in one["url"] for one in practice.sides[False].endpoints.values())


def test_house_rules_are_kept_as_soon_as_they_are_left(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: PaymentsSection
) -> None:
    section.house.limit.setText("5")
    section.house.limit.editingFinished.emit()
    qtbot.waitUntil(lambda: view_desk.office.small_minor == 500)
    section.house.policy.setPlainText("Ask Anna above 50.")
    section.house.policy.edited.emit()
    qtbot.waitUntil(lambda: view_desk.office.money_policy == "Ask Anna above 50.")
    section.house.limit.setText("much")
    section.house.limit.editingFinished.emit()
    qtbot.waitUntil(lambda: bool(section.house.limit_row.problem.text()))
    office = desk.read(office_row)
    assert office is not None
    assert (office.money_policy, office.small_minor) == ("Ask Anna above 50.", 500)


def test_a_longer_note_is_refused_whole_and_one_that_is_being_typed_stays(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: PaymentsSection
) -> None:
    section.house.policy.setPlainText("a" * 1_001)
    section.house.policy.edited.emit()
    qtbot.waitUntil(lambda: "longer than 1,000 characters" in section.house.policy_row.problem.text())
    section.house.limit.setText("5")
    section.house.limit.editingFinished.emit()
    qtbot.waitUntil(lambda: view_desk.office.small_minor == 500)
    assert section.house.limit.text() == "5.00"
    assert section.house.policy.toPlainText() == "a" * 1_001
    assert (view_desk.office.money_policy, section.house.limit_row.problem.text()) == ("", "")


def test_amounts_are_asked_for_in_the_currency_that_the_business_has_now(
    qtbot: QtBot, desk: Desk, view_desk: ViewDesk, section: PaymentsSection
) -> None:
    desk.write(lambda session: change_house_rules(session, HouseRules("", 5_000)))
    view_desk.office = office_of(desk)
    section.refresh()
    assert section.house.limit.text() == "50.00"
    business = BusinessSection(view_desk)
    qtbot.addWidget(business)
    with qtbot.waitSignal(business.told) as told:
        business.keep(business.name, "currency", "JPY")
    assert told.args == [
        "Amounts in EUR were cleared.", "Type the small amount and the smallest part in JPY under Payments."
    ]  # fmt: skip
    section.refresh()
    for field, unit in ((section.house.limit, section.house.unit), (section.rules.least, section.rules.unit)):
        assert (field.text(), field.currency, unit.text()) == ("", "JPY", "JPY")
    section.house.limit.setText("5000")
    section.house.limit.editingFinished.emit()
    qtbot.waitUntil(lambda: view_desk.office.small_minor == 5_000)


def office_of(desk: Desk) -> OfficeRow:
    office = desk.read(office_row)
    assert office is not None
    return office
