"""Customers through the assistant: kept in part, archived, read with what they owe, given their one link."""

import pytest

from billing.errors import Refused
from desktop.assistant.finding import NotFound
from desktop.services.customers import NamelessCustomer
from desktop.services.links import NoLink
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.office import Desk


def test_a_customer_is_changed_in_part_and_null_takes_away(ask: Client) -> None:
    made = ask(
        "create_customer", displayName="Marlow & Sons", email="a@marlow.example", billingStreet="3 Quay Street",
        billingCity="Galway", billingZip="H91", billingCountry="ie", currency="gbp", paymentTerms="Net 14",
        notes="pays late",
    )  # fmt: skip
    assert (made["address"], made["country"]) == ("3 Quay Street\nGalway H91", "IE")
    assert (made["currency"], made["paymentTerms"]) == ("GBP", "net:14")
    assert "pays late" not in str(made)

    changed = ask("edit_customer", customerId=made["id"], phone="+353 91 1", email=None)
    assert (changed["phone"], changed["email"], changed["name"]) == ("+353 91 1", "", "Marlow & Sons")
    assert ask("create_invoice", customerName="marlow & sons")["currency"] == "GBP"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"email": "no address"}, "address"),
        ({"billingCountry": "Ireland"}, "two letters"),
        ({"currency": "XXQ"}, "currency code"),
        ({"paymentTerms": "soon"}, "Net 15"),
        ({"displayName": "  "}, "needs a name"),
        ({"displayName": None}, "needs a name"),
        ({"billingZip": "H92"}, "one text"),
        ({"billingStreet": "1 Quay"}, "billingStreet and billingCity"),
    ],
)
def test_a_fact_that_is_none_is_refused_and_nothing_changes(
    desk: Desk, ask: Client, arguments: dict[str, str | None], words: str
) -> None:
    who = str(desk.customer())
    ask("edit_customer", customerId=who, billingStreet="3 Quay Street", billingCity="Galway")
    before = everything(desk)
    with pytest.raises(Refused, match=words):
        ask("edit_customer", customerId=who, **arguments)
    assert everything(desk) == before


def test_a_customer_without_a_name_is_none(ask: Client) -> None:
    with pytest.raises(NamelessCustomer):
        ask("create_customer", displayName="\u200b \u202e")


def test_customers_are_read_on_by_name(desk: Desk, ask: Client) -> None:
    for name in ("Zed", "Ada", "Ada", "Łukasz", "mary"):
        desk.customer(name)
    first = ask("list_customers", limit=3)
    rest = ask("list_customers", limit=3, cursor=first["nextCursor"])
    assert [row["name"] for row in first["customers"] + rest["customers"]] == ["Ada", "Ada", "Zed", "mary", "Łukasz"]
    assert rest["nextCursor"] is None
    assert [row["name"] for row in ask("list_customers", search="ZE")["customers"]] == ["Zed"]


def test_the_link_of_a_customer_is_made_once_and_then_returned(desk: Desk, ask: Client) -> None:
    who = str(desk.customer())
    with pytest.raises(NoLink, match="No portal"):
        ask("generate_customer_portal_link", customerId=who)
    desk.connect()

    first = ask("generate_customer_portal_link", customerId=who)
    before = everything(desk)
    again = ask("generate_customer_portal_link", customerId=who)

    assert "made just now" in first["says"]
    assert "current link" in again["says"]
    assert again["link"] == first["link"]
    assert not again["fresh"]
    assert everything(desk) == before
    with pytest.raises(NotFound, match="an invoice"):
        ask("generate_customer_portal_link", customerId=desk.issue().number)


def test_a_statement_counts_to_what_is_open(desk: Desk, ask: Client) -> None:
    who = desk.customer()
    invoice = desk.issue(desk.draft(customer=who))
    desk.pay(invoice.document_id, 2300)

    account = ask("get_customer_statement", customerId=str(who))["accounts"][0]
    assert [(each["kind"], each["balance"]) for each in account["movements"]] == [
        ("invoice", "123.00"), ("payment", "100.00"),
    ]  # fmt: skip
    assert (account["open"], account["currency"]) == ("100.00", "EUR")
    assert ask("get_customer", customerId=str(who))["open"] == [{"currency": "EUR", "amount": "100.00"}]


def test_an_archived_customer_is_out_of_lists_and_keeps_its_documents(desk: Desk, ask: Client) -> None:
    who = desk.customer()
    invoice = desk.issue(desk.draft(customer=who))
    assert "123.00 EUR" in ask.rehearse("delete_customer", customerId=str(who)).says[1]
    ask("delete_customer", customerId=str(who))
    assert ask("list_customers")["customers"] == []
    assert ask("get_invoice", invoiceId=invoice.number)["customer"] == "Rosewood Dental"


def test_a_customer_may_have_several_addresses_for_mail(ask: Client) -> None:
    made = ask("create_customer", displayName="Hollis", email="pay@hollis.example; boss@hollis.example")
    assert made["email"] == "pay@hollis.example, boss@hollis.example"


def test_an_address_is_replaced_as_a_whole(ask: Client) -> None:
    made = ask("create_customer", displayName="Marlow", billingCity="Galway")
    assert made["address"] == "Galway"
    moved = ask("edit_customer", customerId=made["id"], billingStreet="1 Road", billingCity="Cork", billingZip="T12")
    assert moved["address"] == "1 Road\nCork T12"
    gone = ask("edit_customer", customerId=made["id"], billingStreet=None, billingCity=None)
    assert gone["address"] == ""


def test_who_is_out_of_lists_is_not_taken_out_again(desk: Desk, ask: Client) -> None:
    who = str(desk.customer("Marlow"))
    ask("delete_customer", customerId=who)
    with pytest.raises(Refused, match="Marlow is out of lists already"):
        ask.rehearse("delete_customer", customerId=who)


def test_a_customers_link_says_whose_it_is(desk: Desk, ask: Client) -> None:
    desk.connect()
    who = str(desk.customer("Marlow"))
    made = ask("generate_customer_portal_link", customerId=who)
    again = ask("generate_customer_portal_link", customerId=who)
    assert (made["customer"], made["number"], again["customer"]) == ("Marlow", "", "Marlow")
