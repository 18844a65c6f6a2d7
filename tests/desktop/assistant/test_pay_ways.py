"""Ways to pay through the assistant: read with their numbers masked, changed only where a person says yes."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from billing.errors import Refused
from desktop.assistant.arguments import BadArguments
from desktop.assistant.calling import may_act
from desktop.assistant.finding import NotFound
from desktop.assistant.registry import ALL
from desktop.models import PaymentMethod
from desktop.queries.assistant import keys
from desktop.queries.credits import issued_body
from desktop.queries.pay_ways import pay_ways
from desktop.services.assisting.keys import mint_key
from desktop.services.assisting.numbers import without_accounts
from desktop.services.pay_ways import EmptyWay, NoSuchWay, PayWayValues, add_way, remove_way
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.office import Desk

BANK = PayWayValues("bank", "Bank: AIB\nIBAN: IE29 AIBK 9311 5212 3456 78\nBIC: AIBKIE2D\n12-3456-7890123-00")
COIN = PayWayValues("crypto", "Address: bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh", "Bitcoin")


@pytest.fixture
def ways(desk: Desk) -> tuple[UUID, UUID]:
    """A bank and a cryptocurrency."""
    return desk.write(lambda session: (add_way(session, BANK, at=desk.now), add_way(session, COIN, at=desk.now)))


def test_the_list_masks_every_number_that_money_could_be_sent_to(ask: Client, ways: tuple[UUID, UUID]) -> None:
    listed = ask("list_payment_methods")["paymentMethods"]
    assert [(row["id"], row["type"], row["label"]) for row in listed] == [
        (str(ways[0]), "bank", ""),
        (str(ways[1]), "crypto", "Bitcoin"),
    ]
    shown = str(listed)
    assert "•••• 5678" in shown
    assert "•••• 0wlh" in shown
    assert "AIBKIE2D" in shown
    assert not [secret for secret in ("9311", "7890123", "bc1q") if secret in shown]
    assert without_accounts("https://paypal.me/alderfinch") == "https://paypal.me/alderfinch"


def test_a_person_reads_in_full_where_the_money_would_go(desk: Desk, ask: Client) -> None:
    before = everything(desk)
    wish = {"type": "Wise", "details": "IBAN: BE68 5390 0754 7034\nName: Alder", "label": "From abroad"}
    rehearsed = ask.rehearse("add_payment_method", **wish)
    assert rehearsed.says[1:] == (
        "Customers will read, under From abroad:", "IBAN: BE68 5390 0754 7034", "Name: Alder",
    )  # fmt: skip
    assert everything(desk) == before
    ask("add_payment_method", **wish)
    (row,) = desk.read(pay_ways)
    assert (row.kind, row.details, row.label) == ("wise", wish["details"], "From abroad")


def test_a_change_is_bound_to_what_stood_there_and_shows_that_masked(
    desk: Desk, ask: Client, ways: tuple[UUID, UUID]
) -> None:
    wish = {"methodId": str(ways[0]), "details": "IBAN: DE89 3704 0044 0532 0130 00"}
    first = ask.rehearse("update_payment_method", **wish)
    assert "•••• 5678" in first.says[0]
    assert "9311" not in str(first.says)
    assert "IBAN: DE89 3704 0044 0532 0130 00" in first.says
    ask("update_payment_method", methodId=str(ways[0]), label="Our bank")
    assert ask.rehearse("update_payment_method", **wish).documents != first.documents
    ask("update_payment_method", **wish)
    kept = desk.read(pay_ways)[0]
    assert (kept.kind, kept.label, kept.details) == ("bank", "Our bank", wish["details"])
    ask("update_payment_method", methodId=str(ways[0]), label=None)
    assert desk.read(pay_ways)[0].label == ""


def test_what_nobody_sees_never_stands_where_money_goes(desk: Desk, ask: Client) -> None:
    ask("add_payment_method", type="other", details="Account: 12\u202e34\u200b56")
    assert desk.read(pay_ways)[0].details == "Account: 123456"


def test_a_removed_way_stays_in_the_books_and_is_no_longer_offered(
    desk: Desk, ask: Client, ways: tuple[UUID, UUID]
) -> None:
    ask("remove_payment_method", methodId=str(ways[1]))
    assert [row["id"] for row in ask("list_payment_methods")["paymentMethods"]] == [str(ways[0])]
    assert len(desk.read(lambda session: session.scalars(select(PaymentMethod)).all())) == 2
    with pytest.raises(NoSuchWay):
        ask("update_payment_method", methodId=str(ways[1]), label="Again")


@pytest.mark.parametrize(
    ("tool", "arguments", "error"),
    [
        ("add_payment_method", {"type": "bank", "details": " \n "}, EmptyWay),
        ("add_payment_method", {"type": "bank", "details": "\u200b"}, EmptyWay),
        ("add_payment_method", {"type": "cheque", "details": "1"}, Refused),
        ("add_payment_method", {"type": "bank", "details": "1" * 1_001}, BadArguments),
        ("update_payment_method", {"methodId": "nobody", "details": "1"}, NotFound),
        ("create_invoice", {"paymentMethodIds": ["nobody"]}, NotFound),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    desk: Desk, ask: Client, ways: tuple[UUID, UUID], tool: str, arguments: dict[str, Any], error: type[Refused]
) -> None:
    before = everything(desk)
    with pytest.raises(error):
        ask.rehearse(tool, **arguments) if ALL[tool].rehearse else ask(tool, **arguments)
    assert everything(desk) == before


def test_an_invoice_shows_the_ways_that_were_chosen_for_it(desk: Desk, ask: Client, ways: tuple[UUID, UUID]) -> None:
    lines = [{"description": "Consulting", "quantity": 1, "rate": 100}]
    made = ask("create_invoice", customerName="Hollis", lineItems=lines, paymentMethodIds=[str(ways[1])])
    assert made["paymentMethodIds"] == [str(ways[1])]
    number = desk.issue(UUID(made["id"]))
    body = desk.read(lambda session: issued_body(session, number.document_id))
    assert [way.kind for way in body.ways] == ["crypto"]
    other = ask("create_invoice", customerName="Hollis", lineItems=lines)
    assert other["paymentMethodIds"] is None
    assert ask("update_invoice", invoiceId=other["id"], paymentMethodIds=[])["paymentMethodIds"] == []
    assert ask("update_invoice", invoiceId=other["id"], terms="Net 15")["paymentMethodIds"] == []
    assert ask("update_invoice", invoiceId=other["id"], paymentMethodIds=None)["paymentMethodIds"] is None
    desk.write(lambda session: remove_way(session, ways[1], at=desk.now))
    with pytest.raises(NoSuchWay):
        ask("update_invoice", invoiceId=other["id"], paymentMethodIds=[str(ways[1])])


def test_no_key_may_change_where_money_goes_without_asking(desk: Desk) -> None:
    names = ["add_payment_method", "update_payment_method", "remove_payment_method"]
    desk.write(lambda session: mint_key(session, "Trusted", "act", at=desk.now, acts=[*names, "email_invoice"]))
    (key,) = desk.read(lambda session: keys(session, now=desk.now))
    assert [name for name in key.acts if may_act(key, ALL[name])] == ["email_invoice"]
