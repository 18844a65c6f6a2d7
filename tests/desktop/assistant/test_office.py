"""Items, taxes, the business, reminders and the log of messages through the assistant."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import Mail
from desktop.services.customers import CustomerValues, change_customer
from desktop.services.mailing.account import AccountValues, save_account
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.office import Desk


def test_an_item_fills_a_line_and_changing_it_changes_no_line(ask: Client) -> None:
    vat = ask("add_tax_rate", name="VAT", rate="13.5")
    made = ask("create_item", name="Consulting", description="On site", rate="120", unit="h", taxRateId=vat["id"])
    invoice = ask("create_invoice", customerName="Ada", lineItems=[{"itemId": made["id"], "quantity": 2}])
    ask("update_item", itemId=made["id"], rate="130", unit=None)

    line = invoice["lines"][0]
    assert (line["title"], line["detail"], line["unit"], line["taxes"][0]["rate"]) == (
        "Consulting", "On site", "h", "13.5",
    )  # fmt: skip
    assert invoice["total"] == "272.40"
    assert ask("get_invoice", invoiceId=invoice["id"])["total"] == "272.40"
    assert (ask("get_item", itemId=made["id"])["rate"], ask("get_item", itemId=made["id"])["unit"]) == ("130", "")
    ask("delete_item", itemId=made["id"])
    assert ask("list_items")["items"] == []


def test_items_are_read_on_by_title(ask: Client) -> None:
    for name in ("c", "a", "b"):
        ask("create_item", name=name)
    first = ask("list_items", limit=2)
    rest = ask("list_items", limit=2, cursor=first["nextCursor"])
    assert [row["name"] for row in first["items"] + rest["items"]] == ["a", "b", "c"]


def test_a_new_default_takes_the_place_of_the_old_one(ask: Client) -> None:
    made = ask("add_tax_rate", name="VAT", rate=23, isDefault=True)
    assert [row["isDefault"] for row in ask("list_tax_rates")["taxRates"]] == [True, False]
    changed = ask("update_tax_rate", id=made["id"], rate=21)
    assert (changed["rate"], changed["isDefault"], changed["name"], changed["category"]) == ("21", True, "VAT", "S")
    both = ask("add_tax_rate", name="City", rate="1.5", isCompound=True, besideId=made["id"])
    assert (both["isCompound"], both["besideId"]) == (True, made["id"])
    ask("delete_tax_rate", id=both["id"])
    assert len(ask("list_tax_rates")["taxRates"]) == 2


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("add_tax_rate", {"name": "VAT", "rate": 101}, "0 to 100"),
        ("add_tax_rate", {"name": "VAT", "rate": -1}, "0 to 100"),
        ("add_tax_rate", {"name": " ", "rate": 1}, "no name"),
        ("add_tax_rate", {"name": "VAT", "rate": 1, "isCompound": True}, "besideId"),
        ("create_item", {"name": "", "rate": 1}, "needs a name"),
        ("create_item", {"name": "x", "rate": -1}, "0 or more"),
        ("create_item", {"name": "x", "rate": "1000000001"}, "10\\^9"),
        ("update_org_settings", {"timezone": "Mars/Olympus"}, "time zone"),
        ("update_org_settings", {"name": " "}, "no name"),
        ("update_org_settings", {"email": "nobody"}, "address"),
        ("update_org_settings", {"currency": None}, "cannot do without currency"),
        ("update_org_settings", {"country": "Ireland"}, "two letters"),
        ("update_org_settings", {"invoiceTemplate": "baroque"}, "no template"),
        ("update_org_settings", {"bankDetails": "IBAN"}, "not one of its arguments"),
        ("set_org_default_template", {"template": ""}, "Choose one"),
    ],
)
def test_what_the_office_cannot_be_is_refused_and_nothing_changes(
    desk: Desk, ask: Client, tool: str, arguments: dict[str, Any], words: str
) -> None:
    before = everything(desk)
    with pytest.raises(Refused, match=words):
        ask(tool, **arguments)
    assert everything(desk) == before


def test_the_default_tax_cannot_be_left_without_another(ask: Client) -> None:
    default = ask("list_tax_rates")["taxRates"][0]
    with pytest.raises(Refused, match="another one"):
        ask("update_tax_rate", id=default["id"], isDefault=False)


def test_the_business_is_changed_in_part(ask: Client) -> None:
    before = ask("get_org_settings")
    asked = {"phone": "+353 1 555 0100", "paymentTerms": "Net 14", "linkDays": 60, "termsAndConditions": "x"}
    after = ask("update_org_settings", **asked)
    assert after == before | asked | {"paymentTerms": "net:14"}
    assert [row["nextNumber"] for row in after["numbers"]] == ["INV-2026-0001", "QUO-2026-0001", "CRN-2026-0001"]
    assert ask("set_org_default_template", template="modern")["invoiceTemplate"] == "modern"


def _reachable(desk: Desk) -> str:
    desk.connect()
    account = AccountValues("smtp.alder.example", 587, "starttls", "post", "post@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, account, at=desk.now))
    who = desk.customer()
    values = CustomerValues("Rosewood Dental", email="books@rosewood.example")
    desk.write(lambda session: change_customer(session, who, values, at=desk.now))
    return desk.issue(desk.draft(customer=who)).number


def test_a_reminder_is_refused_where_there_is_nothing_to_remind_of(desk: Desk, ask: Client) -> None:
    number = _reachable(desk)
    rehearsed = ask.rehearse("send_reminder", invoiceId=number, customMessage="Please pay by Friday.")
    assert (rehearsed.recipients, rehearsed.amounts) == (("books@rosewood.example",), ((12300, "EUR"),))
    assert "Message: Please pay by Friday.\n\n{link}" in rehearsed.says
    assert "leaves by e-mail" in ask("send_reminder", invoiceId=number)["says"]
    ask("record_payment", invoiceId=number, amount=123)
    with pytest.raises(Refused, match=r"paid and 0\.00 is open"):
        ask.rehearse("send_reminder", invoiceId=number)
    with pytest.raises(Refused, match="draft"):
        ask.rehearse("send_reminder", invoiceId=str(desk.draft()))
    with pytest.raises(Refused, match="no e-mail address"):
        ask.rehearse("send_reminder", invoiceId=desk.issue().number)


def test_the_log_is_narrowed_and_read_on_and_the_servers_words_are_marked(desk: Desk, ask: Client) -> None:
    number = _reachable(desk)
    for name in ("a", "b", "c"):
        ask("email_invoice", invoiceId=number, email=f"{name}@rosewood.example")
        desk.later(minutes=1)

    def fail(session: Session) -> None:
        mail = session.query(Mail).filter(Mail.recipients == ["b@rosewood.example"]).one()
        mail.state, mail.reason = "failed", "550 no such user\x1b[31m"

    desk.write(fail)
    (failed,) = ask("list_email_logs", status="Failed")["emailLogs"]
    assert (failed["to"], failed["reason"]) == (
        ["b@rosewood.example"], {"untrusted_text": "550 no such user[31m", "from": "mail server"},
    )  # fmt: skip
    first = ask("list_email_logs", limit=2)
    rest = ask("list_email_logs", limit=2, cursor=first["nextCursor"])
    assert [row["to"][0][0] for row in first["emailLogs"] + rest["emailLogs"]] == ["c", "b", "a"]
    assert len(ask("list_email_logs", recipientEmail="A@RoseWood")["emailLogs"]) == 1
    assert ask("list_email_logs", dateFrom="2026-11-21")["emailLogs"] == []
    assert len(ask("list_email_logs", dateTo="2026-11-20", messageType="document")["emailLogs"]) == 3
    assert ask("list_email_logs", status="bounced")["emailLogs"] == []
