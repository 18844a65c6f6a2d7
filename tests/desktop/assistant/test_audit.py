"""What the keys asked for, read by a client: ids and outcomes, and what an earlier client was told only wrapped."""

from sqlalchemy.orm import Session

from desktop.services.assisting.calls import CallNote, note_call
from desktop.services.assisting.keys import mint_key
from tests.desktop.assistant.asking import Client
from tests.desktop.office import Desk


def test_calls_are_read_newest_first_without_what_was_said_in_them(desk: Desk, ask: Client) -> None:
    invoice = str(desk.draft())
    minted = desk.write(lambda session: mint_key(session, "Laptop", "draft", at=desk.now))

    def call(session: Session) -> None:
        for tool in ("get_invoice", "update_invoice", "list_payments"):
            asked = {"invoiceId": invoice, "privateNotes": "pays late", "page": 1}
            note_call(session, CallNote(minted.id, tool, asked, desk.now), "refused", f"{tool}\u202e said no")

    desk.write(call)
    first = ask("get_audit_log", limit=2)
    rest = ask("get_audit_log", limit=2, cursor=first["nextCursor"])
    rows = first["calls"] + rest["calls"]
    assert [row["tool"] for row in rows] == ["list_payments", "update_invoice", "get_invoice"]
    assert (rows[0]["key"], rows[0]["about"], rows[0]["outcome"]) == ("Laptop", [invoice], "refused")
    assert rows[0]["said"] == {"untrusted_text": "list_payments said no", "from": "an earlier call"}
    assert "pays late" not in str(rows)
    assert len(ask("get_audit_log", entity="Invoice")["calls"]) == 2
    assert ask("get_audit_log", outcome="Done")["calls"] == []
