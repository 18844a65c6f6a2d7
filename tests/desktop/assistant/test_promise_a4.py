"""promise_A4 over the real registry: what changed after the question is not carried out, whichever tool asked.

Its share of the promises: about 40 s.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from desktop.assistant.registry import ALL
from desktop.models import Proposal
from desktop.queries.credits import issued_body
from desktop.services.pay_ways import PayWayValues, update_way
from tests.desktop.assistant.asking import everything
from tests.desktop.assistant.full import Known, calls
from tests.desktop.assistant.registered import answer, proposal, refusal, say_yes
from tests.desktop.assistant.serving.office import Assisted

LEAVING = [name for name, tool in ALL.items() if tool.effect == "leaves"]
# As each of the four could be forged in the books: another recipient, document, amount, channel.
FORGED: dict[str, tuple[str, Any]] = {
    "recipients": ("the recipient", ["thief@evil.example"]),
    "documents": ("the document", [["0", "0"]]),
    "amounts": ("the amount", [[1, "EUR"]]),
    "channel": ("the channel", "text message"),
}


@dataclass(frozen=True)
class Case:
    """A proposal, what somebody does before it is approved, and what is said to have changed."""

    tool: str
    about: str
    deed: str
    given: dict[str, Any]
    word: str


_BUYER = {"taxId": "IE9999999V", "billingStreet": "1 Elsewhere", "billingCity": "Cork"}
_LINE = {"lineItemIndex": 0, "rate": 900}
CASES = [
    Case("email_invoice", "draft", "edit_customer", _BUYER, "the document"),
    Case("email_invoice", "draft", "edit_customer", {"email": "x@evil.example"}, "the recipient"),
    Case("email_invoice", "draft", "update_org_settings", {"address": "PO Box 1"}, "the document"),
    Case("email_invoice", "draft", "update_org_settings", {"taxId": "IE1"}, "the document"),
    Case("email_invoice", "draft", "set_org_default_template", {"template": "modern"}, "the document"),
    Case("email_invoice", "draft", "update_invoice", {"customerNotes": "Pay elsewhere"}, "the document"),
    Case("email_invoice", "draft", "update_invoice", {"template": "modern"}, "the document"),
    Case("email_invoice", "draft", "update_line_item", _LINE, "the document, the amount"),
    Case("email_invoice", "invoice", "edit_customer", {"email": "x@evil.example"}, "the recipient"),
    Case("email_invoice", "invoice", "record_payment", {"amount": 10}, "the amount"),
    Case("email_quote", "draft_quote", "edit_customer", _BUYER, "the document"),
    Case("email_quote", "draft_quote", "update_quote", {"purchaseOrder": "4711"}, "the document"),
    Case("send_reminder", "invoice", "edit_customer", {"email": "x@evil.example"}, "the recipient"),
    Case("send_reminder", "invoice", "record_payment", {"amount": 10}, "the amount"),
    Case("create_credit_note", "invoice", "update_org_settings", {"name": "Another Firm"}, "the document"),
    Case("create_credit_note", "invoice", "record_payment", {"amount": 10}, "the amount"),
    Case("delete_invoice", "invoice", "update_org_settings", {"address": "PO Box 1"}, "the document"),
    Case("delete_invoice", "invoice", "record_payment", {"amount": 10}, "the amount"),
    Case("delete_invoice", "draft", "update_invoice", {"customerNotes": "Keep me"}, "the document"),
    Case("delete_quote", "draft_quote", "update_quote", {"customerNotes": "Keep me"}, "the document"),
    Case("delete_customer", "customer", "record_payment", {"amount": 10}, "the amount"),
    Case("delete_customer", "customer", "edit_customer", {"displayName": "Marlow"}, "the document"),
]  # fmt: skip


def arguments(case: Case, known: Known, name: str) -> dict[str, Any]:
    """Return the ids that a tool needs: of what the case is about, else of what stands in the books."""
    about = str(getattr(known, case.about))
    ids = {"customerId": str(known.customer), "paymentId": str(known.payment)}
    ids |= {"quoteId" if "quote" in case.about else "invoiceId": about} if case.about != "customer" else {}
    ids = {"invoiceId": str(known.invoice), **ids}
    taken = {field.alias for field in ALL[name].takes.model_fields.values()}
    return {each: value for each, value in ids.items() if each in taken and each in _ids(name)}


def _ids(name: str) -> set[str]:
    """Return which ids name what a tool is about: an update may name a customer too, which would change it."""
    return {"customerId"} if "customer" in name else {"invoiceId", "quoteId"}


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.tool} of {case.about}, {case.deed} {next(iter(case.given))}"
)
def test_promise_a4_what_somebody_changed_meanwhile_stops_it(assisted: Assisted, known: Known, case: Case) -> None:
    asked = proposal(assisted, assisted.key(), case.tool, arguments(case, known, case.tool))
    answer(assisted, assisted.key("act", name="Other"), case.deed, arguments(case, known, case.deed) | case.given)
    before = everything(assisted.desk)
    decided = say_yes(assisted, asked)
    assert not decided.is_done
    assert decided.sentence.startswith("Since it was proposed, ")
    assert case.word in decided.sentence
    after = everything(assisted.desk)
    assert {name for name in after if after[name] != before[name]} <= {"proposal", "assistant_call"}


def test_promise_a4_a_document_that_was_handed_over_meanwhile_is_not_voided(assisted: Assisted, known: Known) -> None:
    asked = proposal(assisted, assisted.key(), "delete_invoice", {"invoiceId": known.unseen})
    answer(assisted, assisted.key(name="Other"), "get_invoice_link", {"invoiceId": known.unseen})
    assert "the channel" in say_yes(assisted, asked).sentence


def test_promise_a4_ways_to_pay_that_changed_stop_a_draft_and_their_own_change(
    assisted: Assisted, known: Known
) -> None:
    key = assisted.key()
    tools = ("email_invoice", "update_payment_method", "remove_payment_method")
    wishes = calls(known) | {"email_invoice": {"invoiceId": str(known.draft)}}
    asked = [proposal(assisted, key, name, wishes[name]) for name in tools]
    stolen = PayWayValues("bank", "IBAN: GB82 WEST 1234 5698 7654 32", "Our bank")
    assisted.desk.write(lambda session: update_way(session, known.way, stolen, at=assisted.desk.now))
    assert ["the document" in say_yes(assisted, each).sentence for each in asked] == [True, True, True]


@pytest.mark.parametrize("fact", FORGED)
def test_promise_a4_each_of_the_four_is_compared_for_every_tool_that_leaves(
    assisted: Assisted, known: Known, fact: str
) -> None:
    """Also where it cannot change today, such as the channel of a mail."""
    word, forged = FORGED[fact]
    for name in LEAVING:
        asked = proposal(assisted, assisted.key(name=name), name, calls(known)[name])
        assisted.desk.write(_forge(asked, fact, forged))
        decided = say_yes(assisted, asked)
        assert (decided.is_done, word in decided.sentence) == (False, True), name


def _forge(asked: UUID, fact: str, value: Any) -> Callable[[Session], None]:
    return lambda session: setattr(session.get_one(Proposal, asked), fact, value)


def test_what_nobody_changed_is_issued_as_it_was_shown(assisted: Assisted, known: Known) -> None:
    asked = proposal(assisted, assisted.key(), "email_invoice", {"invoiceId": known.draft})
    assisted.desk.later(minutes=9)
    assert say_yes(assisted, asked).is_done
    assert assisted.desk.read(lambda session: issued_body(session, known.draft)).buyer.name == "Rosewood Dental"


def test_who_has_read_an_outsiders_text_writes_to_one_address_only(assisted: Assisted, known: Known) -> None:
    key = assisted.key()
    wish = {"invoiceId": known.invoice, "email": "a@rosewood.example, b@rosewood.example"}
    answer(assisted, key, "email_invoice", wish)
    answer(assisted, key, "get_invoice", {"invoiceId": known.invoice})
    sentence = refusal(assisted, key, "email_invoice", wish)
    assert "so it cannot propose several at once" in sentence
    quote = {"quoteId": known.quote, "email": "a@rosewood.example, b@rosewood.example"}
    assert "so it cannot propose several at once" in refusal(assisted, key, "email_quote", quote)
    assert proposal(assisted, key, "email_invoice", {**wish, "email": "a@rosewood.example"})


def test_what_nobody_sees_is_not_in_what_a_person_approves(assisted: Assisted, known: Known) -> None:
    key, hidden = assisted.key(), "to\u200b us\u200f, \U000e0041now"
    wishes = {
        "email_quote": {"quoteId": known.quote, "message": hidden, "subject": hidden},
        "send_reminder": {"invoiceId": known.invoice, "customMessage": hidden},
        "delete_quote": {"quoteId": known.quote, "reason": hidden},
        "delete_payment": {"paymentId": known.payment, "reason": hidden},
        "create_credit_note": {"invoiceId": known.invoice, "notes": hidden},
    }
    for name, wish in wishes.items():
        said = " ".join(answer(assisted, key, name, wish)["wouldDo"])
        assert "to us, now" in said, name
        assert not set(hidden) & set("\u200b\u200f\U000e0041") & set(said), name


_REHEARSED = """
import sys
from pathlib import Path
from desktop.assistant.arguments import read_arguments
from desktop.assistant.registry import ALL
from tests.desktop.assistant.asking import Client
from tests.desktop.office import open_desk

desk, tool = open_desk(Path(sys.argv[1])), ALL["update_org_settings"]
desk.found()
wish = {"name": "Alder", "phone": "1", "quoteDays": 9, "email": "a@alder.example", "taxId": "X", "website": "w"}
args = read_arguments(tool, wish)
print(desk.read(lambda session: tool.rehearse(Client(desk).errand(session), args)))
"""


def test_promise_a4_what_is_bound_is_the_same_in_the_program_that_carries_it_out(tmp_path: Path) -> None:
    """A client proposes while no window is open; the window opens, and a person says yes there."""
    said = set()
    for seed in ("1", "2", "3"):
        command = [sys.executable, "-c", _REHEARSED, str(tmp_path / seed)]
        told = {**os.environ, "PYTHONHASHSEED": seed}
        said.add(subprocess.run(command, env=told, capture_output=True, text=True, check=True).stdout)
    assert len(said) == 1
