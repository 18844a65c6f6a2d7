"""What goes into one call to the portal."""

import os
from datetime import timedelta
from uuid import UUID

from billing.wire import MAX_BATCH, Answer, BatchAnswer, LinkPut, OfficeCopy, SeriesPut
from desktop.models import Outbox
from desktop.services import outbox, posting
from desktop.services.converting import renew_quote
from tests.desktop.office import TODAY, Desk
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


def test_every_frozen_row_sends_the_chains_head_under_a_higher_version_a_renewal_too(desk: Desk) -> None:
    desk.connect()
    quote = desk.issue(desk.draft(kind="quote")).document_id
    first = _sent_series(desk)
    until = TODAY + timedelta(days=90)
    desk.write(
        lambda session: renew_quote(session, quote, valid_until=until, on=TODAY, at=desk.now, archive=desk.archive)
    )
    again = _sent_series(desk)
    assert (again.series, again.version) == (first.series, first.version + 1)
    assert desk.issue(desk.draft(kind="quote")).number == "QUO-2026-0002"
    assert _sent_series(desk).version == again.version + 1


def test_a_head_that_the_portal_has_otherwise_goes_again_under_a_higher_version(desk: Desk) -> None:
    desk.connect()
    desk.issue()
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    [before] = [each for each in batch.operations if each.op == "series.put"]
    answers = tuple(
        Answer(id=each.id, result="refused", code="same_version", sentence="Another content.", current=7)
        if each.id == before.id
        else Answer(id=each.id, result="done")
        for each in batch.operations
    )
    answer = BatchAnswer(receipt="f" * 32, time=desk.now, answers=answers)
    desk.write(lambda session: posting.settle_batch(session, batch, answer, at=desk.now))
    after = _sent_series(desk)
    assert (after.series, after.version) == (before.series, 8)
    assert after.id != before.id


def _sent_series(desk: Desk) -> SeriesPut:
    """Send all that waits and return the series that was among it."""
    found: list[SeriesPut] = []
    while (batch := desk.write(posting.prepare_batch)) is not None:
        found += [each for each in batch.operations if isinstance(each, SeriesPut)]
        settle(desk, batch, result="done")
    [series] = found
    return series


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
