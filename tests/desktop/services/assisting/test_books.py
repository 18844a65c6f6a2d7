"""Keys, the record of calls, proposals and remembered answers, in real books."""

import csv
import io
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

from desktop.models.assistant import CallOutcome
from desktop.queries.assistant import (
    CallFilter,
    call_ordinals,
    call_rows,
    called_tools,
    calls_as_csv,
    find_key,
    key_row,
    keys,
    proposals,
)
from desktop.services.assisting.calls import (
    CallNote,
    OtherArguments,
    answered_before,
    note_call,
    remember_answer,
)
from desktop.services.assisting.keys import Minted, NoKeyName, NotADuration, key_hash, mark_key, mint_key, revoke_key
from desktop.services.assisting.proposing import (
    AlreadyDecided,
    Bound,
    KeyEnded,
    NotBulk,
    TooLate,
    decide,
    decline,
    propose,
    take_up,
)
from desktop.services.assisting.redacting import redacted
from tests.desktop.assistant.asking import waiting_proposals
from tests.desktop.office import Desk

_BOUND = Bound(("accounts@rosewood.example",), (("0199", "ab" * 32),), ((124_000, "EUR"),), "e-mail")


def mint(desk: Desk, name: str = "Claude", **more: Any) -> Minted:
    return desk.write(lambda session: mint_key(session, name, more.pop("scope", "draft"), at=desk.now, **more))


def note(desk: Desk, key: UUID, tool: str = "email_invoice", **arguments: Any) -> CallNote:
    return CallNote(key, tool, arguments, desk.now)


def record(desk: Desk, call: CallNote, outcome: CallOutcome = "done", says: str = "") -> None:
    desk.write(lambda session: note_call(session, call, outcome, says))


def make_proposal(desk: Desk, key: UUID, *, bulk: bool = False, **arguments: Any) -> UUID:
    call = note(desk, key, **arguments)
    return desk.write(lambda session: propose(session, call, _BOUND, ("Send INV-1.",), bulk=bulk))


# -- keys -------------------------------------------------------------------------------------------------------------


def test_nobody_keeps_a_key_but_who_was_shown_it(desk: Desk) -> None:
    made = mint(desk)
    desk.books.close()
    kept = b"".join(path.read_bytes() for path in desk.books.path.parent.glob("books.db*"))
    assert made.secret.startswith("cfk_")
    assert len(made.secret) == 47
    assert made.secret.encode() not in kept
    assert key_hash(made.secret).encode() in kept


def test_a_key_works_for_ninety_days_and_is_found_by_its_hash_alone(desk: Desk) -> None:
    made = mint(desk)
    row = desk.read(lambda session: find_key(session, key_hash(made.secret), now=desk.now))
    assert row is not None
    assert (row.id, row.name, row.scope, row.hint) == (made.id, "Claude", "draft", made.secret[-4:])
    assert row.expires_at - row.created_at == timedelta(days=90)
    assert desk.read(lambda session: find_key(session, key_hash(made.secret + "x"), now=desk.now)) is None


def test_only_a_key_that_may_act_has_tools_without_a_question(desk: Desk) -> None:
    mint(desk, "Careful", scope="draft", acts=["email_invoice"])
    mint(desk, "Trusted", scope="act", acts=["email_invoice", "email_invoice"])
    rows = {row.name: row.acts for row in desk.read(lambda session: keys(session, now=desk.now))}
    assert rows == {"Careful": (), "Trusted": ("email_invoice",)}


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_key_without_a_name_is_not_made(desk: Desk, name: str) -> None:
    with pytest.raises(NoKeyName):
        mint(desk, name)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_key_ends_within_a_year(desk: Desk, days: int) -> None:
    with pytest.raises(NotADuration):
        mint(desk, days=days)


def test_a_revoked_key_takes_what_it_proposed_with_it(desk: Desk) -> None:
    made = mint(desk)
    waiting = make_proposal(desk, made.id)
    desk.write(lambda session: revoke_key(session, made.id, at=desk.now))
    with pytest.raises(AlreadyDecided):
        desk.write(lambda session: take_up(session, waiting, at=desk.now))
    assert waiting_proposals(desk) == 0


# -- the record -------------------------------------------------------------------------------------------------------


def test_the_record_of_calls_is_append_only(desk: Desk) -> None:
    record(desk, note(desk, mint(desk).id))
    desk.books.close()
    with closing(sqlite3.connect(desk.books.path)) as books:
        for act in ("UPDATE assistant_call SET outcome = 'failed'", "DELETE FROM assistant_call"):
            with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
                books.execute(act)


def test_a_call_of_no_key_cannot_be_written_down(desk: Desk) -> None:
    with pytest.raises(IntegrityError):
        record(desk, note(desk, UUID(int=7)))


def test_the_record_is_filtered_by_key_tool_and_outcome(desk: Desk) -> None:
    one, other = mint(desk, "One").id, mint(desk, "Other").id
    record(desk, note(desk, one, "list_invoices"))
    desk.later(seconds=1)
    record(desk, note(desk, one, "email_invoice"), "proposed", "Send INV-1.")
    desk.later(seconds=1)
    record(desk, note(desk, other, "email_invoice"), "refused", "No.")

    def shown(wanted: CallFilter) -> list[tuple[str, str, str]]:
        def read(session: Any) -> list[tuple[str, str, str]]:
            ordinals = call_ordinals(session, wanted)
            rows = call_rows(session, ordinals)
            return [(rows[each].key, rows[each].tool, rows[each].outcome) for each in ordinals]

        return desk.read(read)

    newest = [
        ("Other", "email_invoice", "refused"),
        ("One", "email_invoice", "proposed"),
        ("One", "list_invoices", "done"),
    ]
    assert shown(CallFilter()) == newest
    assert shown(CallFilter(key_id=one)) == newest[1:]
    assert shown(CallFilter(tool="email_invoice")) == newest[:2]
    assert shown(CallFilter(outcome="done")) == newest[2:]
    assert desk.read(called_tools) == ("email_invoice", "list_invoices")
    (last,) = [row.last_used_at for row in desk.read(lambda s: keys(s, now=desk.now)) if row.name == "Other"]
    assert last == desk.now


def test_the_record_leaves_as_csv_that_no_spreadsheet_takes_for_formulas(desk: Desk) -> None:
    key = mint(desk, "=HYPERLINK(1)").id
    record(desk, note(desk, key, "search", query='"Bauer", Öl\n'), "refused", "-1 found")
    rows = list(csv.reader(io.StringIO(desk.read(lambda session: calls_as_csv(session, CallFilter())), newline="")))
    assert rows[0] == ["at", "source", "key", "tool", "arguments", "outcome", "says"]
    at, source, name, tool, arguments, outcome, says = rows[1]
    assert (at, source, name, tool) == ("2026-11-20T12:00:00+00:00", "mcp", "'=HYPERLINK(1)", "search")
    assert (arguments, outcome, says) == ('{"query": "\\"Bauer\\", Öl\\n"}', "refused", "'-1 found")


def test_no_secret_and_no_bank_number_stands_in_the_record() -> None:
    typed = {
        "password": "hunter2",
        "apiKey": "abc",
        "notes": "key cfk_abcdefghijkl and sk_live_abcdefgh, IE29 AIBK 9311 5212 3456 78, card 4242 4242 4242 4242",
        "accountNumber": "12345678",
        "lines": [{"token": "t", "description": "Oak"}],
        "idempotencyKey": "run-7",
        "amount": "1240.00",
        "long": "é" * 900,
        "to": 931152123456789,
        "shippingCharges": 12_345_678,
    }
    assert redacted(typed) == {
        "password": "•••",
        "apiKey": "•••",
        "notes": "key ••• and •••, •••• 5678, card •••• 4242",
        "accountNumber": "•••5678",
        "lines": [{"token": "•••", "description": "Oak"}],
        "idempotencyKey": "run-7",
        "amount": "1240.00",
        "long": "é" * 200 + "… (900 characters)",
        "to": "•••• 6789",
        "shippingCharges": 12_345_678,
    }


def test_figures_that_came_as_words_stand_in_the_record_as_they_came() -> None:
    typed = {"amount": "12500000", "lines": [{"quantity": "12345678.5", "rate": "-12345678"}], "shippingCharges": "1e3"}
    assert redacted(typed) == typed


def test_a_bank_number_in_the_place_of_a_figure_is_none() -> None:
    typed = {"amount": "4242424242424242", "rate": "1234 5678", "discount": "IE29AIBK93115212345678"}
    assert redacted(typed) == {"amount": "•••• 4242", "rate": "•••• 5678", "discount": "•••• 5678"}


def test_no_secret_stands_in_the_records_sentences_and_names_either(desk: Desk) -> None:
    said = "Message: our key is sk_live_abcdefghijklmnop, account 12345678. " + "word " * 1_900
    record(desk, note(desk, mint(desk).id, "cfk_abcdefghijklmnop"), "proposed", said)
    (row,) = desk.read(lambda session: call_rows(session, call_ordinals(session, CallFilter()))).values()
    assert row.tool == "•••"
    assert row.says.startswith("Message: our key is •••, account •••• 5678. word ")
    assert len(row.says) < 1_100


def test_an_id_and_a_date_are_no_bank_numbers() -> None:
    typed = {"invoiceId": "01990000-0000-7000-8000-000000000001", "dueDate": "2026-11-20", "number": "INV-2026-0042"}
    assert redacted(typed) == typed


# -- answers given before ---------------------------------------------------------------------------------------------


def test_an_answer_is_given_again_only_to_the_very_same_call(desk: Desk) -> None:
    key = mint(desk).id
    first = note(desk, key, "create_invoice", customerName="Rosewood", idempotencyKey="7")
    desk.write(lambda session: remember_answer(session, first, "7", {"number": 1}))
    again = note(desk, key, "create_invoice", idempotencyKey="7", customerName="Rosewood")
    assert desk.read(lambda session: answered_before(session, again, "7")) == {"number": 1}
    other = note(desk, key, "create_invoice", customerName="Hollis", idempotencyKey="7")
    with pytest.raises(OtherArguments):
        desk.read(lambda session: answered_before(session, other, "7"))
    elsewhere = note(desk, mint(desk).id, "create_invoice", customerName="Hollis", idempotencyKey="7")
    assert desk.read(lambda session: answered_before(session, elsewhere, "7")) is None


# -- proposals --------------------------------------------------------------------------------------------------------


def test_a_proposal_waits_ten_minutes_and_is_decided_once(desk: Desk) -> None:
    waiting = make_proposal(desk, mint(desk).id)
    desk.later(seconds=599)
    assert desk.write(lambda session: take_up(session, waiting, at=desk.now)).bound == _BOUND
    desk.write(lambda session: decide(session, waiting, "done", "Sent.", at=desk.now))
    with pytest.raises(AlreadyDecided):
        desk.write(lambda session: take_up(session, waiting, at=desk.now))
    with pytest.raises(AlreadyDecided):
        desk.write(lambda session: decline(session, waiting, at=desk.now))
    late = make_proposal(desk, mint(desk).id)
    desk.later(minutes=10)
    with pytest.raises(TooLate):
        desk.write(lambda session: take_up(session, late, at=desk.now))
    desk.later(minutes=-20)
    with pytest.raises(TooLate):
        desk.write(lambda session: take_up(session, late, at=desk.now))


def test_a_proposal_of_a_key_that_ended_is_not_carried_out(desk: Desk) -> None:
    made = mint(desk, days=1)
    desk.later(days=1, minutes=-5)
    waiting = make_proposal(desk, made.id)
    desk.later(minutes=6)
    with pytest.raises(KeyEnded):
        desk.write(lambda session: take_up(session, waiting, at=desk.now))


def test_the_same_wish_asked_again_is_one_question(desk: Desk) -> None:
    key = mint(desk).id
    first = make_proposal(desk, key, invoiceId="7")
    assert make_proposal(desk, key, invoiceId="7") == first
    assert make_proposal(desk, key, invoiceId="8") != first
    assert waiting_proposals(desk) == 2


def test_a_marked_key_proposes_one_at_a_time_and_says_whose_text_it_read(desk: Desk) -> None:
    key = mint(desk).id
    desk.write(lambda session: mark_key(session, key, "customer via portal", at=desk.now))
    with pytest.raises(NotBulk):
        make_proposal(desk, key, bulk=True)
    make_proposal(desk, key)
    since = desk.now - timedelta(hours=1)
    (row,) = desk.read(lambda session: proposals(session, now=desk.now, since=since))
    assert row.untrusted == "customer via portal"
    assert row.is_open(desk.now)
    desk.later(minutes=30)
    assert make_proposal(desk, key, bulk=True)


def test_a_proposal_that_does_not_exist_is_not_found(desk: Desk) -> None:
    with pytest.raises(NoResultFound):
        desk.write(lambda session: take_up(session, UUID(int=1), at=desk.now))


def test_whose_text_a_key_has_read_stays_named_beside_what_it_reads_next(desk: Desk) -> None:
    key = desk.write(lambda session: mint_key(session, "Claude", "draft", at=desk.now)).id
    for by in ("customer via portal", "mail server", "customer via portal"):
        desk.write(lambda session, by=by: mark_key(session, key, by, at=desk.now))  # type: ignore[misc]
    assert (
        desk.read(lambda session: key_row(session, key, now=desk.now)).marked_by == "customer via portal, mail server"
    )
    desk.later(minutes=31)
    desk.write(lambda session: mark_key(session, key, "portal", at=desk.now))
    assert desk.read(lambda session: key_row(session, key, now=desk.now)).marked_by == "portal"
