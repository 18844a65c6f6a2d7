"""Invoices through the assistant: written, mended, handed over, corrected, taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from billing.errors import Refused
from billing.links import read_token
from desktop.assistant.arguments import BadArguments
from desktop.assistant.drafting import BadWish
from desktop.assistant.figures import BadFigure
from desktop.assistant.finding import NotFound
from desktop.assistant.lines import BadLine
from desktop.assistant.paging import BadCursor
from desktop.models import Document
from desktop.models.document import AlreadyIssued
from desktop.services.links import NoLink
from desktop.services.mailing.account import AccountValues, NoMailAccount, save_account
from tests.desktop.assistant.asking import Client, everything
from tests.desktop.office import TODAY, Desk, line

LINES = [{"description": "Consulting\nOn site", "quantity": 3, "rate": "120.50"}]


def create(ask: Client, **more: Any) -> dict[str, Any]:
    whose = {"customerName": "Rosewood Dental"} | more
    return ask("create_invoice", lineItems=LINES, **whose)


def account(desk: Desk) -> None:
    values = AccountValues("smtp.alder.example", 587, "starttls", "post", "post@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, values, at=desk.now))


def test_an_invoice_for_a_name_nobody_has_makes_the_customer_once(ask: Client) -> None:
    first, second = create(ask), create(ask)

    assert first["customerId"] == second["customerId"]
    assert (first["state"], first["number"], first["total"], first["currency"]) == ("draft", "", "361.50", "EUR")
    assert first["lines"][0] | {"index": 0} == {
        "index": 0, "title": "Consulting", "detail": "On site", "quantity": "3", "unit": "", "rate": "120.5",
        "taxes": [{"label": "VAT", "rate": "0"}], "discount": "", "amount": "361.50", "optional": False, "chosen": True,
    }  # fmt: skip
    assert len(ask("list_customers")["customers"]) == 1


def test_terms_discount_charges_and_texts_are_taken_as_said(ask: Client) -> None:
    made = create(
        ask, terms="Net 45", discountType="fixed", discountValue="61.50", shippingCharges=20, adjustment="0.01",
        customerNotes="Thank you", termsAndConditions="As agreed", purchaseOrder="4711", invoiceDate="2026-11-18",
        template="Modern", privateNotes="pays late",
    )  # fmt: skip

    assert (made["total"], made["terms"], made["dueDate"]) == ("320.01", "net:45", "2027-01-02")
    assert made["purchaseOrder"]["untrusted_text"] == "4711"
    assert (made["customerNotes"], made["template"], made["dated"]) == ("Thank you", "modern", "2026-11-18")
    assert "pays late" not in str(made)


def test_an_update_changes_what_is_named_and_null_takes_away(ask: Client) -> None:
    made = create(ask, discountValue=10, customerNotes="Thank you", dueDate="2026-12-24")

    changed = ask("update_invoice", invoiceId=made["id"], discountValue=None, purchaseOrder="7")

    assert (changed["total"], changed["customerNotes"], changed["dueDate"]) == ("361.50", "Thank you", "2026-12-24")
    assert changed["purchaseOrder"]["untrusted_text"] == "7"
    assert ask("update_invoice", invoiceId=made["id"], dueDate=None)["dueDate"] is None


def test_null_terms_are_the_usual_ones(desk: Desk, ask: Client) -> None:
    who = str(desk.customer())
    ask("edit_customer", customerId=who, paymentTerms="Net 15")
    made = create(ask, customerId=who, customerName=None, terms="Net 60", invoiceDate=str(TODAY))
    assert made["dueDate"] == str(TODAY + timedelta(days=60))
    assert ask("update_invoice", invoiceId=made["id"], terms=None)["dueDate"] == str(TODAY + timedelta(days=15))


def test_an_item_fills_a_line_and_leaves_quantity_and_discount(ask: Client) -> None:
    item = ask("create_item", name="Workshop", rate=100, unit="day")["id"]
    made = create(ask)
    ask("update_line_item", invoiceId=made["id"], lineItemIndex=0, quantity=5, discountPercent=10)

    filled = ask("update_line_item", invoiceId=made["id"], lineItemIndex=0, itemId=item)["lines"][0]
    assert (filled["title"], filled["quantity"], filled["unit"]) == ("Workshop", "5", "day")
    assert filled["amount"] == "450.00"

    bare = ask("update_line_item", invoiceId=made["id"], lineItemIndex=0, unit=None)["lines"][0]
    assert (bare["unit"], bare["quantity"]) == ("", "5")


def test_a_percentage_that_several_taxes_have_is_asked_about(ask: Client) -> None:
    for name in ("Exempt", "Reverse charge"):
        ask("add_tax_rate", name=name, rate=0)
    made = create(ask)
    with pytest.raises(BadLine, match=r"Exempt, Reverse charge.* taxRateIds"):
        ask("update_line_item", invoiceId=made["id"], lineItemIndex=0, tax=0)


def test_only_states_that_an_invoice_can_have_are_listed_by(ask: Client) -> None:
    with pytest.raises(BadArguments, match="status"):
        ask("list_invoices", status="accepted")
    with pytest.raises(BadArguments, match="status"):
        ask("list_quotes", status="paid")


def test_a_line_is_found_by_its_place_or_its_words(ask: Client) -> None:
    made = create(ask)
    ask("add_line_item", invoiceId=made["id"], description="Travel", rate=60, position=0)

    mended = ask("update_line_item", invoiceId=made["id"], searchDescription="on SITE", quantity=4)
    assert [(each["title"], each["quantity"]) for each in mended["lines"]] == [("Travel", "1"), ("Consulting", "4")]
    assert mended["lines"][1]["detail"] == "On site"

    left = ask("remove_line_item", invoiceId=made["id"], lineItemIndex=0)
    assert [each["title"] for each in left["lines"]] == ["Consulting"]


@pytest.mark.parametrize(
    ("tool", "arguments", "refusal", "words"),
    [
        ("update_line_item", {"lineItemIndex": 7, "quantity": 1}, BadLine, "0: Consulting"),
        ("update_line_item", {"lineItemIndex": -1, "quantity": 1}, BadLine, "There is no line -1"),
        ("update_line_item", {"quantity": 1}, BadLine, "either"),
        ("update_line_item", {"searchDescription": "zzz", "quantity": 1}, BadLine, "No line holds"),
        ("update_line_item", {"lineItemIndex": 0, "quantity": -2}, BadFigure, "above 0"),
        ("update_line_item", {"lineItemIndex": 0, "rate": "1000000001"}, Refused, "10^9"),
        ("update_line_item", {"lineItemIndex": 0, "rate": -1}, BadFigure, "0 or more"),
        ("update_line_item", {"lineItemIndex": 0, "tax": 17}, BadLine, "No tax of 17 %"),
        ("update_line_item", {"lineItemIndex": 0, "quantity": 10**9, "rate": 10**9}, Refused, "out of range"),
        ("add_line_item", {}, BadLine, "no description"),
        ("update_invoice", {"discountType": "fixed", "discountValue": 1_000_000}, Refused, "discount"),
        ("update_invoice", {"discountValue": 101}, Refused, "0 to 100"),
        ("update_invoice", {"adjustment": -5}, BadFigure, "below 0"),
        ("update_invoice", {"currency": "ZZZ"}, Refused, "currency code"),
        ("update_invoice", {"terms": "when you like"}, BadWish, "Due on Receipt"),
        ("update_invoice", {"template": "baroque"}, BadWish, "classic"),
        ("update_invoice", {"invoiceDate": "2026-12-01", "dueDate": "2026-11-01"}, BadWish, "later day"),
        ("update_invoice", {"discountType": "fixed", "discountValue": "0.001"}, BadFigure, "too many decimals"),
    ],
)
def test_what_the_books_cannot_take_is_refused_in_a_sentence_and_nothing_changes(
    desk: Desk, ask: Client, tool: str, arguments: dict[str, Any], refusal: type[Refused], words: str
) -> None:
    made = create(ask)
    before = everything(desk)

    with pytest.raises(refusal, match=words.replace("^", r"\^")):
        ask(tool, invoiceId=made["id"], **arguments)

    assert everything(desk) == before


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "1e999999999", "1e-999999999", "12,50", "0x10", True, "9" * 60])
def test_a_figure_that_is_none_never_reaches_the_books(ask: Client, figure: Any) -> None:
    with pytest.raises(BadArguments, match="number"):
        ask("create_invoice", customerName="A", lineItems=[{"description": "B", "rate": figure}])


def test_an_issued_invoice_is_never_changed(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    tries: dict[str, dict[str, Any]] = {
        "update_invoice": {"customerNotes": "x"},
        "add_line_item": {"description": "x"},
        "remove_line_item": {"lineItemIndex": 0},
    }
    for tool, arguments in tries.items():
        with pytest.raises(AlreadyIssued):
            ask(tool, invoiceId=number, **arguments)


def test_ids_that_mean_something_else_or_nothing_say_what_would_do(desk: Desk, ask: Client) -> None:
    quote = desk.issue(desk.draft(kind="quote"))
    with pytest.raises(NotFound, match="list_invoices"):
        ask("get_invoice", invoiceId=str(uuid4()))
    with pytest.raises(NotFound, match=f"a quote .{quote.number}.*get_quote"):
        ask("get_invoice", invoiceId=str(quote.document_id))
    with pytest.raises(NotFound):
        ask("get_invoice", invoiceId="'; DROP TABLE document; --")
    with pytest.raises(NotFound, match="a customer"):
        ask("get_invoice", invoiceId=str(desk.customer()))


def test_a_list_is_read_on_by_its_cursor_until_all_was_seen(desk: Desk, ask: Client) -> None:
    who = desk.customer()
    made = [str(desk.draft(customer=who)) for _ in range(5)]
    desk.draft(kind="quote", customer=who)

    seen, cursor = [], None
    while True:
        page = ask("list_invoices", limit=2, cursor=cursor)
        seen += [row["id"] for row in page["documents"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break

    assert seen == made[::-1]
    with pytest.raises(BadCursor):
        ask("list_customers", cursor=ask("list_invoices", limit=2)["nextCursor"])
    with pytest.raises(BadCursor):
        ask("list_invoices", cursor="bm9uc2Vuc2U")
    with pytest.raises(BadArguments, match="limit must be at most 200"):
        ask("list_invoices", limit=201)


def test_a_list_is_narrowed_by_state_words_and_customer(desk: Desk, ask: Client) -> None:
    rosewood, marlow = desk.customer(), desk.customer("Marlow")
    desk.draft(customer=rosewood)
    issued = desk.issue(desk.draft(line("Chairs"), customer=marlow))

    assert [row["number"] for row in ask("list_invoices", status="Issued")["documents"]] == [issued.number]
    assert [row["customer"] for row in ask("list_invoices", search="chair")["documents"]] == ["Marlow"]
    assert len(ask("list_invoices", customerId=str(rosewood))["documents"]) == 1
    assert ask("list_invoices", search='"*(')["documents"] == []


def test_a_link_is_the_same_until_it_ends_and_then_a_fresh_one_says_so(desk: Desk, ask: Client) -> None:
    desk.connect()
    number = desk.issue().number
    with pytest.raises(NoLink, match="approves email_invoice"):
        ask("get_invoice_link", invoiceId=str(desk.draft()))

    first = ask("get_invoice_link", invoiceId=number)
    again = ask("send_invoice", invoiceId=number)

    assert first["link"] == again["link"]
    assert read_token(first["link"].rpartition("/")[2]) is not None
    assert ask("get_invoice", invoiceId=number)["state"] == "sent"
    assert first["link"] not in str(ask("get_invoice", invoiceId=number))
    pdf = ask("get_pdf_link", invoiceId=number)
    assert (pdf["link"], pdf["fileName"]) == (first["link"], f"{number}.pdf")


def test_a_draft_is_thrown_away_an_unseen_invoice_voided_a_seen_one_withdrawn(desk: Desk, ask: Client) -> None:
    desk.connect()
    draft, unseen, seen = str(desk.draft()), desk.issue().number, desk.issue().number
    ask("get_invoice_link", invoiceId=seen)

    assert "Throws away" in ask.rehearse("delete_invoice", invoiceId=draft).says[0]
    ask("delete_invoice", invoiceId=draft)
    assert "Voids" in ask.rehearse("delete_invoice", invoiceId=unseen).says[0]
    ask("delete_invoice", invoiceId=unseen)
    rehearsed = ask.rehearse("delete_invoice", invoiceId=seen, reason="Billed twice")
    assert (rehearsed.channel, rehearsed.recipients) == ("portal", ("Rosewood Dental",))
    assert "CRN-" in ask("delete_invoice", invoiceId=seen, reason="Billed twice")["says"]

    assert ask("get_invoice", invoiceId=unseen)["state"] == "void"
    assert ask("get_invoice", invoiceId=seen)["state"] == "withdrawn"
    assert desk.read(lambda session: session.get(Document, UUID(draft))) is None
    with pytest.raises(Refused, match="withdrawn already"):
        ask.rehearse("delete_invoice", invoiceId=seen)


def test_a_message_is_rehearsed_with_what_would_leave_and_leaves_like_that(desk: Desk, ask: Client) -> None:
    desk.connect()
    number = desk.issue().number
    with pytest.raises(NoMailAccount):
        ask.rehearse("email_invoice", invoiceId=number, email="books@rosewood.example")
    account(desk)
    with pytest.raises(Refused, match="no e-mail address"):
        ask.rehearse("email_invoice", invoiceId=number)

    before = everything(desk)
    rehearsed = ask.rehearse("email_invoice", invoiceId=number, email="books@rosewood.example, a@b.example")
    assert everything(desk) == before

    assert rehearsed.recipients == ("books@rosewood.example", "a@b.example")
    assert (rehearsed.amounts, rehearsed.channel) == (((12300, "EUR"),), "e-mail")
    assert len(rehearsed.documents[0][1]) == 64
    said = ask("email_invoice", invoiceId=number, email="books@rosewood.example")["says"]
    assert f"{number} leaves" in said


def test_without_a_portal_the_pdf_goes_alone_and_the_rehearsal_says_so(desk: Desk, ask: Client) -> None:
    account(desk)
    number = desk.issue().number
    said = ask.rehearse("email_invoice", invoiceId=number, email="books@rosewood.example").says
    assert said[-1] == "The PDF goes along. No portal is set up, so no link does."
    assert "leaves by e-mail" in ask("email_invoice", invoiceId=number, email="books@rosewood.example")["says"]


def test_a_draft_is_issued_before_it_leaves_and_an_edit_changes_what_was_rehearsed(desk: Desk, ask: Client) -> None:
    desk.connect()
    account(desk)
    made = create(ask)
    first = ask.rehearse("email_invoice", invoiceId=made["id"], email="books@rosewood.example")
    ask("update_invoice", invoiceId=made["id"], customerNotes="Hello")
    second = ask.rehearse("email_invoice", invoiceId=made["id"], email="books@rosewood.example")

    assert "Issues the draft" in first.says[0]
    assert first.documents != second.documents
    ask("email_invoice", invoiceId=made["id"], email="books@rosewood.example")
    assert ask("get_invoice", invoiceId=made["id"])["number"] == "INV-2026-0001"


def test_a_credit_note_is_given_in_full_or_by_line(desk: Desk, ask: Client) -> None:
    invoice = desk.issue(desk.draft(line("Chairs", "100", "3"), line("Desk", "50")))
    ids = {"invoiceId": invoice.number}

    part = ask.rehearse("create_credit_note", **ids, lineItems=[{"searchDescription": "chair", "quantity": 1}])
    assert part.amounts[0] == (12300, "EUR")
    ask("create_credit_note", **ids, lineItems=[{"searchDescription": "chair", "quantity": 1}], notes="Broken")
    assert ask("get_invoice", **ids)["credits"][0]["takenOff"] == "123.00"
    with pytest.raises(Refused, match="more than is left"):
        ask.rehearse("create_credit_note", **ids, lineItems=[{"lineItemIndex": 0, "quantity": 3}])
    with pytest.raises(Refused, match="0: Chairs"):
        ask.rehearse("create_credit_note", **ids, lineItems=[{"lineItemIndex": 9}])
    ask("create_credit_note", **ids)
    assert ask("get_invoice", **ids)["state"] == "credited"
    assert len(ask("list_invoices", kind="credit")["documents"]) == 2


def test_a_deposit_is_asked_for_on_a_draft_and_refused_on_an_issued_invoice(desk: Desk, ask: Client) -> None:
    parent = create(ask)
    deposit = ask("create_deposit_invoice", parentInvoiceId=parent["id"], depositPercentage=30, dueDate="2026-12-01")
    assert (deposit["total"], deposit["dueDate"], deposit["terms"]) == ("108.45", "2026-12-01", "fixed")
    for wrong in (0, 101, "0.00001"):
        with pytest.raises(Refused):
            ask("create_deposit_invoice", parentInvoiceId=parent["id"], depositPercentage=wrong)
    with pytest.raises(Refused):
        ask("create_deposit_invoice", parentInvoiceId=desk.issue().number, depositPercentage=30)


def test_a_copy_is_a_new_draft(desk: Desk, ask: Client) -> None:
    number = desk.issue().number
    copy = ask("duplicate_invoice", invoiceId=number)
    assert (copy["number"], copy["total"], copy["state"]) == ("", "123.00", "draft")


def test_nothing_of_an_invoice_is_written_where_its_customer_is_not_one(desk: Desk, ask: Client) -> None:
    desk.customer("Twin")
    desk.customer("Twin")
    before = everything(desk)
    with pytest.raises(Refused, match="2 customers are called twin"):
        ask("create_invoice", customerName="twin", lineItems=LINES)
    with pytest.raises(BadWish, match="either"):
        ask("create_invoice", customerName="A", customerId=str(uuid4()), lineItems=LINES)
    with pytest.raises(BadArguments, match=r"status is not one of its arguments: .*lineItems"):
        ask("create_invoice", customerName="A", status="Paid")

    assert everything(desk) == before
