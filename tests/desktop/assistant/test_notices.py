"""Notices through the assistant: listed with customers' words marked, narrowed, and marked as read one by one."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.services.activity import record
from desktop.services.noticing import NoSuchNotice
from tests.desktop.assistant.asking import Client
from tests.desktop.office import Desk


def test_notices_are_narrowed_read_on_and_marked(desk: Desk, ask: Client) -> None:
    quote = desk.issue(desk.draft(kind="quote"))

    def happen(session: Session) -> None:
        for kind, why in (("declined", "Too dear\u202e"), ("comment.added", ""), ("quote.requested", "")):
            record(session, kind, at=desk.now, document=quote.document_id, who="customer", why=why)

    desk.write(happen)
    first = ask("list_notifications", limit=2)
    rest = ask("list_notifications", limit=2, cursor=first["nextCursor"])
    rows = first["notifications"] + rest["notifications"]
    assert [row["type"] for row in rows] == ["quote.requested", "comment.added", "declined"]
    assert rows[2]["said"] == {"untrusted_text": "Too dear", "from": "customer via portal"}
    assert rows[2]["number"] == quote.number

    ask("mark_notification_read", id=rows[0]["id"])
    assert len(ask("list_notifications", unread=True)["notifications"]) == 2
    assert ask("list_notifications", type="Declined")["notifications"] == [rows[2]]
    assert ask("list_notifications", type="invoice_viewed")["notifications"] == []
    with pytest.raises(Refused, match="Choose one of viewed"):
        ask("list_notifications", type="birthday")
    for wrong in (str(uuid4()), "one"):
        with pytest.raises(NoSuchNotice):
            ask("mark_notification_read", id=wrong)
