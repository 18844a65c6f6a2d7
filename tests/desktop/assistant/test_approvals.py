"""What a key learns of its proposals, and what it must propose while it has lately read an outsider's text."""

from typing import Any
from uuid import UUID

import pytest

from desktop.assistant.registry import ALL
from desktop.queries.assistant import key_row
from desktop.queries.payments import payment_row
from desktop.services.assisting.proposing import decline
from tests.desktop.assistant.asking import everything
from tests.desktop.assistant.full import Known, calls
from tests.desktop.assistant.registered import answer, proposal, refusal, say_yes
from tests.desktop.assistant.serving.office import Assisted

ACTING = [name for name, tool in ALL.items() if tool.scope == "act"]


def standing(assisted: Assisted, key: str, identifier: UUID) -> dict[str, Any]:
    return answer(assisted, key, "get_proposal", {"proposalId": identifier})


def marked(assisted: Assisted) -> str:
    """Return whose text the key named Claude has lately read."""
    return assisted.desk.read(lambda session: key_row(session, assisted.key_id(), now=assisted.desk.now)).marked_by


# -- what became of it ------------------------------------------------------------------------------------------------


def test_a_key_is_told_what_became_of_its_proposal(assisted: Assisted, known: Known) -> None:
    key = assisted.key()
    asked = [proposal(assisted, key, "email_invoice", {"invoiceId": known.invoice, "email": f"{at}@r.example"})
             for at in range(4)]  # fmt: skip
    first = standing(assisted, key, asked[0])
    assert (first["state"], first["tool"], first["decidedAt"]) == ("waiting", "email_invoice", None)
    assert "Approvals" in first["next"]
    say_yes(assisted, asked[0])
    assisted.desk.write(lambda session: decline(session, asked[1], at=assisted.desk.now))
    answer(assisted, assisted.key("act", name="Other"), "record_payment", {"invoiceId": known.invoice, "amount": 1})
    say_yes(assisted, asked[2])
    assisted.desk.later(minutes=10)
    told = [standing(assisted, key, each) for each in asked]
    assert [each["state"] for each in told] == ["done", "declined", "refused", "expired"]
    assert [each["says"] for each in told] == [
        "Approved and done.",
        "Declined. Nothing was done.",
        "Since it was proposed, the document, the amount changed. Nothing was done. "
        "Let the assistant propose it again.",
        "Nobody decided within ten minutes. Nothing was done.",
    ]
    assert [each["decidedAt"] is None for each in told] == [False, False, False, True]
    assert "new idempotencyKey" in told[2]["next"]


def test_a_key_learns_nothing_of_another_ones_proposals(assisted: Assisted, known: Known) -> None:
    asked = proposal(assisted, assisted.key(), "email_invoice", {"invoiceId": known.invoice})
    other = assisted.key("act", name="Other")
    for identifier in (asked, UUID(int=7), known.invoice, "nothing"):
        sentence = refusal(assisted, other, "get_proposal", {"proposalId": identifier})
        assert sentence.startswith("This key has proposed nothing with this id.")


def test_the_same_wish_after_the_decision_tells_what_became_of_it(assisted: Assisted, known: Known) -> None:
    key, wish = assisted.key(), {"invoiceId": known.invoice, "notes": "Damaged", "idempotencyKey": "once"}
    first = answer(assisted, key, "create_credit_note", wish)
    assert answer(assisted, key, "create_credit_note", wish) == first
    say_yes(assisted, UUID(first["proposalId"]))
    again = answer(assisted, key, "create_credit_note", wish)
    assert (again["proposalId"], again["state"], again["says"]) == (first["proposalId"], "done", "Approved and done.")


def test_an_answer_that_is_given_again_marks_the_key_again(assisted: Assisted, known: Known) -> None:
    key, wish = assisted.key(), {"quoteId": known.quote, "idempotencyKey": "once"}
    first = answer(assisted, key, "convert_quote_to_invoice", wish)
    assert first["purchaseOrder"]["untrusted_text"] == "said"
    assert marked(assisted) == first["purchaseOrder"]["from"]
    assisted.desk.later(minutes=31)
    assert marked(assisted) == ""
    assert answer(assisted, key, "convert_quote_to_invoice", wish) == first
    assert marked(assisted) == first["purchaseOrder"]["from"]


# -- money and settings while a key is marked -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTING)
def test_who_has_read_an_outsiders_text_asks_before_money_and_settings_change(
    assisted: Assisted, known: Known, name: str
) -> None:
    key = assisted.key("act", name)
    answer(assisted, key, "get_invoice", {"invoiceId": known.invoice})
    before = everything(assisted.desk)
    asked = answer(assisted, key, name, calls(known)[name])
    assert asked["state"] == "waiting"
    after = everything(assisted.desk)
    changed = {table for table in after if after[table] != before[table]}
    assert changed <= {"proposal", "assistant_call", "assistant_key"}
    assert say_yes(assisted, UUID(asked["proposalId"])).is_done
    assisted.desk.later(minutes=31)
    assert "proposalId" not in answer(assisted, key, "record_payment", {"invoiceId": known.unseen, "amount": 1})


def test_a_person_reads_what_would_change_and_what_stands_there(assisted: Assisted, known: Known) -> None:
    key = assisted.key("act")
    answer(assisted, key, "get_invoice", {"invoiceId": known.invoice})
    settings = answer(assisted, key, "update_org_settings", {"phone": "+353 1 1", "website": None})["wouldDo"]
    assert settings[0] == ("Changes the business's settings. Until now phone: nothing; website: nothing. From now on:")
    assert settings[1:] == ["phone: +353 1 1", "website: taken away"]
    payment = answer(assisted, key, "update_payment", {"paymentId": known.payment, "amount": 40})["wouldDo"]
    assert "50.00 EUR by Rosewood Dental" in payment[0]
    assert payment[1:] == ["amount: 40"]


def test_what_a_rule_refuses_is_refused_before_a_person_is_asked(assisted: Assisted, known: Known) -> None:
    key = assisted.key("act")
    answer(assisted, key, "get_invoice", {"invoiceId": known.invoice})
    assert "owes 123.00 EUR" in refusal(assisted, key, "record_payment", {"invoiceId": known.invoice, "amount": 900})
    answer(assisted, assisted.key("act", name="Other"), "update_payment", {"paymentId": known.payment, "amount": 45})
    assert "undone" in refusal(assisted, key, "update_payment", {"paymentId": known.payment, "amount": 40})
    before = everything(assisted.desk)
    for tool, arguments, words in (
        ("record_payment", {"invoiceId": known.draft, "amount": 1}, "no issued invoice"),
        ("record_payment", {"invoiceId": known.invoice, "amount": 1, "paymentDate": "2030-01-01"}, "still to come"),
        ("set_org_default_template", {"template": "nonsense"}, "no template"),
        ("add_tax_rate", {"name": "VAT", "rate": 200}, "0 to 100"),
        ("add_tax_rate", {"name": "VAT", "rate": 2, "isCompound": True}, "besideId"),
        ("update_tax_rate", {"id": known.tax, "isDefault": False}, "always the default"),
    ):
        assert words in refusal(assisted, key, tool, arguments), tool
    after = everything(assisted.desk)
    assert {name for name in after if after[name] != before[name]} == {"assistant_call", "assistant_key"}


def test_a_payment_that_changed_meanwhile_is_not_corrected(assisted: Assisted, known: Known) -> None:
    key = assisted.key("act")
    answer(assisted, key, "get_invoice", {"invoiceId": known.invoice})
    asked = proposal(assisted, key, "update_payment", {"paymentId": known.payment, "amount": 40})
    free = assisted.key("act", name="Other")
    answer(assisted, free, "update_payment", {"paymentId": known.payment, "amount": 45})
    assert "undone already" in say_yes(assisted, asked).sentence
    assert assisted.desk.read(lambda session: payment_row(session, known.payment)).state == "undone"
