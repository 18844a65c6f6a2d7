"""Setting Stripe up: which keys are taken, where Stripe can call, what the portal gets, and what pages then say."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from billing.paying import Paying
from billing.wire import PaymentsPut, PaymentsRemove
from desktop.models import Document, Outbox
from desktop.queries.online import paying_row, published_paying, stripe_row
from desktop.queries.stripe_settings import hook_address, is_public, stripe_standing
from desktop.services import posting
from desktop.services.connection import PortalFound, connect
from desktop.services.office import BusinessValues, change_business
from desktop.services.online.account import (
    NeedsPortal,
    StripeFound,
    WrongKindOfKey,
    check_key_kind,
    connect_stripe,
    remove_stripe,
)
from desktop.services.online.rules import NoSuchPart, OwnPaying, PayRules, change_pay_rules, set_own_paying
from desktop.sync.stripe_setup import with_secrets
from tests.desktop.office import LOG, Desk, line

KEY = "sk_test_1234567890abcdefSECRET"
HOOK_SECRET = "whsec_0123456789abcdefSECRET"
FOUND = StripeFound("acct_1", "Alder & Finch", "EUR", livemode=False, hint="CRET")
HOOKED = replace(FOUND, hook="https://pay.alder.example/hooks/stripe/o", secret=HOOK_SECRET)


@pytest.mark.parametrize(
    "key", ["sk_test_1234567890", "rk_test_1234567890", " sk_live_1234567890\n", "rk_live_12345678_9"]
)
def test_secret_and_restricted_keys_are_taken(key: str) -> None:
    assert check_key_kind(key, practice=False) == key.strip()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("pk_test_1234567890", "publishable key"),
        ("pk_live_1234567890", "publishable key"),
        ("whsec_1234567890", "secret of a webhook"),
        ("hello", "no key of Stripe"),
        ("", "no key of Stripe"),
        ("sk_test_", "no key of Stripe"),
        ("sk_test_1234567890 sk_test_1234567890", "no key of Stripe"),
        ("sk_test_" + "x" * 400, "no key of Stripe"),
        ("ek_live_1234567890", "no key of Stripe"),
    ],
)
def test_anything_else_is_refused_by_what_it_is(key: str, sentence: str) -> None:
    with pytest.raises(WrongKindOfKey, match=sentence) as refused:
        check_key_kind(key, practice=False)
    assert not key or key not in str(refused.value)


def test_no_live_key_is_taken_for_practice() -> None:
    assert check_key_kind("sk_test_1234567890", practice=True)
    with pytest.raises(WrongKindOfKey, match="real money would move"):
        check_key_kind("rk_live_1234567890", practice=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://pay.alder.example", True),
        ("https://203.0.114.9", True),
        ("http://pay.alder.example", False),
        ("https://localhost", False),
        ("https://127.0.0.1:8443", False),
        ("https://192.168.1.20", False),
        ("https://[fe80::1]", False),
        ("https://portal.local", False),
        ("https://portal", False),
        ("http://127.0.0.1:8000", False),
        ("", False),
    ],
)
def test_stripe_is_told_to_call_only_where_it_can(address: str, public: bool) -> None:
    assert is_public(address) is public
    assert hook_address(address, "o") == (f"{address}/hooks/stripe/o" if public else "")


def test_without_a_portal_there_is_no_page_to_pay_on(desk: Desk) -> None:
    with pytest.raises(NeedsPortal):
        desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))


def _kinds(desk: Desk) -> list[str]:
    rows = select(Outbox.kind).where(Outbox.kind.startswith("payments."))
    return desk.read(lambda session: list(session.scalars(rows)))


def test_the_key_goes_to_the_portal_and_stands_in_no_book(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, HOOKED, at=desk.now))
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    sent = with_secrets(batch, lambda: KEY, lambda: HOOK_SECRET)
    (put,) = [each for each in sent.operations if isinstance(each, PaymentsPut)]
    assert (put.key, put.webhook_secret, put.account, put.livemode) == (KEY, HOOK_SECRET, "acct_1", False)
    assert KEY not in repr(sent)
    again = desk.write(posting.prepare_batch)
    assert again == batch
    desk.books.close()
    for file in desk.books.path.parent.glob("books.db*"):
        content = file.read_bytes()
        assert KEY.encode() not in content
        assert HOOK_SECRET.encode() not in content


def test_where_stripe_cannot_call_no_secret_goes_along(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    sent = with_secrets(batch, lambda: KEY, lambda: HOOK_SECRET)
    assert [each.webhook_secret for each in sent.operations if isinstance(each, PaymentsPut)] == [""]


def test_a_key_that_left_the_keychain_lets_nobody_pay(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    sent = with_secrets(batch, lambda: None, lambda: None)
    assert any(isinstance(each, PaymentsRemove) for each in sent.operations)
    assert [each.id for each in sent.operations] == [each.id for each in batch.operations]


def test_only_the_last_wish_waits_for_the_portal(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    desk.write(lambda session: connect_stripe(session, HOOKED, at=desk.now))
    assert _kinds(desk) == ["payments.put"]
    desk.write(lambda session: remove_stripe(session, at=desk.now))
    assert _kinds(desk) == ["payments.remove"]
    assert desk.read(stripe_row) is None


def test_the_next_portal_gets_the_key_too_and_a_person_tests_the_call(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, HOOKED, at=desk.now))
    other = PortalFound("https://new.example", "01990000-0000-7000-8000-000000000002", LOG[:-1] + "1", False, None, 0)
    desk.write(lambda session: connect(session, other, at=desk.now))
    standing = desk.read(stripe_standing)
    assert standing.account is not None
    assert (standing.account.hook, standing.is_called) == ("", False)
    assert _kinds(desk) == ["payments.put"]


def _paying(desk: Desk, document: object) -> Paying | None:
    return desk.read(lambda session: published_paying(session, session.get_one(Document, document)))


def test_an_invoice_can_be_paid_online_by_the_offices_rules_and_by_its_own(desk: Desk) -> None:
    desk.connect()
    invoice = desk.issue().document_id
    assert _paying(desk, invoice) is None
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    assert _paying(desk, invoice) == Paying(part_minimum_minor=None)
    desk.write(lambda session: change_pay_rules(session, PayRules(parts=True, part_minor=2500), at=desk.now))
    assert _paying(desk, invoice) == Paying(part_minimum_minor=2500)
    desk.write(lambda session: set_own_paying(session, invoice, OwnPaying(parts=False), at=desk.now))
    assert _paying(desk, invoice) == Paying(part_minimum_minor=None)
    desk.write(lambda session: set_own_paying(session, invoice, OwnPaying(online=False), at=desk.now))
    assert _paying(desk, invoice) is None
    desk.write(lambda session: change_pay_rules(session, PayRules(online=False), at=desk.now))
    desk.write(lambda session: set_own_paying(session, invoice, OwnPaying(online=True), at=desk.now))
    assert _paying(desk, invoice) == Paying(part_minimum_minor=None)


def test_every_change_of_the_permission_to_pay_reaches_the_page(desk: Desk) -> None:
    desk.connect()
    invoice = desk.issue().document_id

    def payable() -> tuple[str, int]:
        row = desk.read(lambda session: session.get_one(Document, invoice))
        return row.payable, row.version

    seen = [payable()]
    for change in (
        lambda session: connect_stripe(session, FOUND, at=desk.now),
        lambda session: change_pay_rules(session, PayRules(parts=True, part_minor=2500), at=desk.now),
        lambda session: change_business(session, BusinessValues("Alder", currency="JPY"), at=desk.now),
        lambda session: set_own_paying(session, invoice, OwnPaying(online=False), at=desk.now),
        lambda session: remove_stripe(session, at=desk.now),
    ):
        desk.write(change)
        seen.append(payable())
    assert len({payable for payable, _version in seen}) == 6
    assert [version for _payable, version in seen] == sorted({version for _payable, version in seen})


@pytest.mark.parametrize("part", [-1, 10**16])
def test_a_smallest_part_that_is_none_is_refused(desk: Desk, part: int) -> None:
    with pytest.raises(NoSuchPart):
        desk.write(lambda session: change_pay_rules(session, PayRules(parts=True, part_minor=part), at=desk.now))


def test_what_stripe_cannot_charge_says_so(desk: Desk) -> None:
    desk.connect()
    desk.write(lambda session: connect_stripe(session, FOUND, at=desk.now))
    small = desk.issue(desk.draft(line(price="0.30", rate="0"))).document_id
    row = desk.read(lambda session: paying_row(session, session.get_one(Document, small)))
    assert row.why_not == "What is open is less than Stripe charges at least."
    assert _paying(desk, small) is None


def test_testing_the_key_again_interrupts_nobody_who_is_paying(desk: Desk) -> None:
    desk.connect()
    invoice = desk.issue().document_id
    desk.write(lambda session: connect_stripe(session, HOOKED, at=desk.now))
    before = desk.read(lambda session: session.get_one(Document, invoice).payable)
    desk.write(lambda session: connect_stripe(session, HOOKED, at=desk.now))
    assert desk.read(lambda session: session.get_one(Document, invoice).payable) == before
    desk.write(lambda session: connect_stripe(session, replace(HOOKED, livemode=True), at=desk.now))
    assert desk.read(lambda session: session.get_one(Document, invoice).payable) != before
