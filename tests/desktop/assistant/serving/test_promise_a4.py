"""Promise A4: approval is real. What a person approved is what is carried out, once, within ten minutes, or nothing."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from billing.errors import Unavailable
from desktop.assistant.approving import approve
from desktop.models import Customer, Proposal
from desktop.services.assisting.keys import revoke_key
from desktop.services.assisting.proposing import AlreadyDecided, Decided, TooLate
from tests.desktop.assistant.serving.office import Assisted


def propose(assisted: Assisted) -> UUID:
    """Let a key propose to send an invoice, and return the proposal."""
    invoice = str(assisted.desk.issue().document_id)
    answer = assisted.calls.call(assisted.key(), "email_invoice", {"invoiceId": invoice}).answer
    assert answer is not None
    return UUID(answer["proposalId"])


def say_yes(assisted: Assisted, proposal: UUID) -> Decided:
    """What the window does when a person presses Approve."""
    return assisted.desk.write(lambda s: approve(s, assisted.tools, proposal, assisted.errand(s)))


def half_done(assisted: Assisted) -> int:
    """How many customers the mail tool left behind."""
    count = select(func.count()).select_from(Customer).where(Customer.name == "Half done")
    return assisted.desk.read(lambda session: session.scalar(count)) or 0


def test_promise_a4_what_was_approved_is_carried_out(assisted: Assisted) -> None:
    proposal = propose(assisted)
    assert say_yes(assisted, proposal) == Decided(is_done=True, sentence="Approved and done.")
    assert assisted.world.sent == ["accounts@rosewood.example"]
    assert [(row.source, row.outcome) for row in assisted.rows()] == [("office", "approved"), ("mcp", "proposed")]


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("recipient", "thief@example.com", "the recipient"),
        ("digest", "cd" * 32, "the document"),
        ("minor", 12_301, "the amount"),
        ("channel", "text message", "the channel"),
    ],
)
def test_promise_a4_what_changed_meanwhile_is_not_carried_out(
    assisted: Assisted, name: str, value: Any, word: str
) -> None:
    proposal = propose(assisted)
    setattr(assisted.world, name, value)
    decided = say_yes(assisted, proposal)
    assert not decided.is_done
    assert decided.sentence == (
        f"Since it was proposed, {word} changed. Nothing was done. Let the assistant propose it again."
    )
    assert assisted.world.sent == []
    assert half_done(assisted) == 0
    with pytest.raises(AlreadyDecided):
        say_yes(assisted, proposal)


def test_promise_a4_arguments_changed_in_the_books_are_not_carried_out(assisted: Assisted) -> None:
    """Even who writes into the file cannot turn an approval into another deed: the bound facts are compared."""
    proposal = propose(assisted)

    def forge(session: Any) -> None:
        row = session.get_one(Proposal, proposal)
        row.arguments = {**row.arguments, "email": "thief@example.com"}

    assisted.desk.write(forge)
    assert not say_yes(assisted, proposal).is_done
    assert assisted.world.sent == []


def test_promise_a4_approved_twice_is_once(assisted: Assisted) -> None:
    proposal = propose(assisted)
    assert say_yes(assisted, proposal).is_done
    with pytest.raises(AlreadyDecided):
        say_yes(assisted, proposal)
    assert len(assisted.world.sent) == 1


def test_promise_a4_after_ten_minutes_nothing_is_carried_out(assisted: Assisted) -> None:
    proposal = propose(assisted)
    assisted.desk.later(minutes=10)
    with pytest.raises(TooLate):
        say_yes(assisted, proposal)
    assert assisted.world.sent == []


def test_promise_a4_a_revoked_keys_wish_is_not_carried_out(assisted: Assisted) -> None:
    proposal, key = propose(assisted), assisted.key_id()
    assisted.desk.write(lambda session: revoke_key(session, key, at=assisted.desk.now))
    with pytest.raises(AlreadyDecided):
        say_yes(assisted, proposal)
    assert assisted.world.sent == []


def test_what_a_rule_refuses_at_the_last_moment_leaves_nothing_half_done(assisted: Assisted) -> None:
    proposal = propose(assisted)
    assisted.world.refuses = True
    assert say_yes(assisted, proposal) == Decided(is_done=False, sentence="No mail server is set up. Nothing was sent.")
    assert half_done(assisted) == 0
    assert assisted.rows()[0].outcome == "refused"


def test_what_the_world_refuses_leaves_the_question_open(assisted: Assisted) -> None:
    proposal = propose(assisted)

    def down(_errand: Any, _asked: Any) -> Any:
        raise Unavailable("The disk is full. Nothing was done.")

    tools = {**assisted.tools, "email_invoice": replace(assisted.tools["email_invoice"], rehearse=down)}
    with pytest.raises(Unavailable):
        assisted.desk.write(lambda session: approve(session, tools, proposal, assisted.errand(session)))
    assert say_yes(assisted, proposal).is_done


def test_what_it_was_about_may_be_gone(assisted: Assisted) -> None:
    proposal = propose(assisted)

    def gone(session: Any) -> None:
        row = session.get_one(Proposal, proposal)
        row.arguments = {**row.arguments, "invoiceId": str(UUID(int=9))}

    assisted.desk.write(gone)
    assert say_yes(assisted, proposal).sentence == "What it was about is gone. Nothing was done."
