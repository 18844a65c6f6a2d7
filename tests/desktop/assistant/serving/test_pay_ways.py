"""Where money goes, through the whole door: proposed by any key, done by a person, and no number in the record."""

from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from desktop.assistant.approving import approve
from desktop.assistant.tools import pay_ways as tools
from desktop.models import PaymentMethod, Proposal
from desktop.queries.assistant import proposals
from desktop.queries.pay_ways import PayWayRow, pay_ways
from desktop.services.assisting.proposing import Decided, decline
from desktop.services.pay_ways import PayWayValues, add_way, update_way
from tests.desktop.assistant.asking import everything
from tests.desktop.assistant.serving.office import Assisted
from tests.desktop.office import Desk

WISH = {"type": "bank", "details": "IBAN: DE89 3704 0044 0532 0130 00"}


@pytest.fixture
def paying(desk: Desk) -> Assisted:
    """An office whose assistant has the real tools for ways to pay."""
    assisted = Assisted(desk)
    assisted.tools.update({tool.name: tool for tool in tools.TOOLS})
    return assisted


def proposed(paying: Assisted, name: str, **arguments: str) -> UUID:
    answer = paying.calls.call(paying.key("act", name), name, arguments).answer
    assert answer is not None
    return UUID(answer["proposalId"])


def say_yes(paying: Assisted, proposal: UUID) -> Decided:
    return paying.desk.write(lambda session: approve(session, paying.tools, proposal, paying.errand(session)))


def listed(paying: Assisted) -> tuple[PayWayRow, ...]:
    return paying.desk.read(pay_ways)


def test_even_a_key_that_may_act_without_asking_asks_and_a_person_reads_it_in_full(paying: Assisted) -> None:
    proposal = proposed(paying, "add_payment_method", **WISH)
    assert listed(paying) == ()
    (row,) = paying.desk.read(lambda session: proposals(session, now=paying.desk.now, since=paying.desk.now))
    assert row.says[1:] == ("Customers will read, under bank:", WISH["details"])
    assert say_yes(paying, proposal).is_done
    assert [way.details for way in listed(paying)] == [WISH["details"]]


ACCOUNTS = {
    "IBAN: DE89 3704 0044 0532 0130 00": "3704",
    "Sort code: 20-00-00\nAccount: 123456": "123456",
    "Routing: 021000021\nAccount: 1234567890": "0210000",
    "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh": "bc1qxy",
}


@pytest.mark.parametrize("details", ACCOUNTS)
@pytest.mark.parametrize("decided", ["yes", "no", "never"])
def test_no_account_stands_in_the_record_or_in_what_was_decided(paying: Assisted, details: str, decided: str) -> None:
    """However an account is written, it is for the person who decides and for the books alone."""
    once = {"idempotencyKey": "k1"}
    proposal = proposed(paying, "add_payment_method", type="bank", details=details, **once)
    waiting = paying.desk.read(lambda session: proposals(session, now=paying.desk.now, since=paying.desk.now))
    assert waiting[0].says[2:] == tuple(details.splitlines())
    if decided == "yes":
        assert say_yes(paying, proposal).is_done
    elif decided == "no":
        paying.desk.write(lambda session: decline(session, proposal, at=paying.desk.now))
    else:
        paying.desk.later(minutes=11)
        proposed(paying, "add_payment_method", type="paypal", details="paypal.me/alder")
    way = paying.desk.read(pay_ways)
    assert [each.details for each in way] == ([details] if decided == "yes" else [])
    paying.desk.write(lambda session: session.execute(delete(PaymentMethod)))
    kept = str(everything(paying.desk))
    assert "add_payment_method" in kept
    assert ACCOUNTS[details] not in kept


def test_details_that_were_forged_after_the_question_are_not_carried_out(paying: Assisted) -> None:
    proposal = proposed(paying, "add_payment_method", **WISH)

    def forge(session: Session) -> None:
        row = session.get_one(Proposal, proposal)
        row.arguments = {**row.arguments, "details": "IBAN: GB82 WEST 1234 5698 7654 32"}

    paying.desk.write(forge)
    assert not say_yes(paying, proposal).is_done
    assert listed(paying) == ()


def test_a_way_that_was_changed_meanwhile_is_not_changed_again(paying: Assisted) -> None:
    way = paying.desk.write(lambda session: add_way(session, PayWayValues("bank", "IBAN: IE29"), at=paying.desk.now))
    proposal = proposed(paying, "update_payment_method", methodId=str(way), details="IBAN: DE89")
    paying.desk.write(lambda session: update_way(session, way, PayWayValues("bank", "IBAN: FR76"), at=paying.desk.now))
    assert not say_yes(paying, proposal).is_done
    assert [each.details for each in listed(paying)] == ["IBAN: FR76"]
