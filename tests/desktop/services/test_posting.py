"""What goes into one call to the portal."""

import os
from uuid import UUID

from billing.wire import MAX_BATCH, LinkPut, OfficeCopy
from desktop.models import Outbox
from desktop.services import outbox, posting
from tests.desktop.office import Desk
from tests.desktop.services.test_link_meetings import kinds, settle


def test_a_call_is_never_larger_than_the_portal_reads(desk: Desk) -> None:
    """Forty documents of 1 MiB each wait: the portal refuses a call of 32 MiB whole, and it would stay so for ever."""
    desk.connect()
    customer = desk.customer()
    for _ in range(40):
        _wait_with(desk, desk.draft(customer=customer), OfficeCopy(blob=os.urandom(1024 * 1024)))
    calls = 0
    while (batch := desk.write(posting.prepare_batch)) is not None:
        assert len(batch.model_dump_json()) < MAX_BATCH
        settle(desk, batch, result="refused", code="withdrawn")
        calls += 1
    assert 1 < calls < 20
    assert len(kinds(desk)) == 41  # every one was asked, once


def _wait_with(desk: Desk, document: UUID, copy: OfficeCopy) -> None:
    with desk.books.write() as session:
        row = Outbox(kind=outbox.PUT, document_id=document, created_at=desk.now)
        session.add(row)
        session.flush()
        put = LinkPut(
            id=str(row.id),
            lookup="0" * 64,
            kind="invoice",
            doc="0" * 32,
            version=1,
            digest="0" * 64,
            state="open",
            payable="0" * 32,
            view="0" * 32,
            wraps=(),
            office_copy=copy,
        )
        row.body = put.model_dump_json().encode()
