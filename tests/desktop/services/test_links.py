"""A link's life on the desktop: one current link, ended only by a person or by time."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from billing.wire import Answer, BatchAnswer
from desktop.models import Document, Link, Outbox
from desktop.queries.links import LinkCard, link_card
from desktop.services import links, posting
from desktop.services.links import NoLink
from tests.desktop.office import Desk


def test_copy_link_marks_the_document_as_sent_and_returns_the_same_link_again(desk: Desk) -> None:
    document = issued(desk)
    first, second = copied(desk, document), copied(desk, document)
    assert first.address == second.address
    assert first.address.startswith("https://pay.alder.example/portal/invoice/")
    assert desk.read(lambda session: session.get_one(Document, document).handed_over_at) == desk.now


def test_a_draft_has_no_link_and_the_app_says_why(desk: Desk) -> None:
    desk.connect()
    with pytest.raises(NoLink, match="Not issued yet"):
        copied(desk, desk.draft())


def test_without_a_portal_there_is_no_link_to_copy(desk: Desk) -> None:
    document = desk.issue().document_id
    with pytest.raises(NoLink, match="No portal is set up"):
        copied(desk, document)


def test_an_unsent_link_is_regenerated_without_a_trace(desk: Desk) -> None:
    document = issued(desk)
    first = copied(desk, document).address
    regenerate(desk, document)
    assert copied(desk, document).address != first
    assert kinds(desk) == ["link.put"]
    assert card(desk, document).earlier == ()


def test_a_sent_link_is_replaced_and_stays_until_the_portal_confirms(desk: Desk) -> None:
    document = published(desk)
    first = copied(desk, document).address
    regenerate(desk, document)
    assert card(desk, document).state == "waiting"
    assert [earlier.state for earlier in card(desk, document).earlier] == ["live"]
    answer_all(desk)
    assert card(desk, document).state == "live"
    assert [earlier.state for earlier in card(desk, document).earlier] == ["replaced"]
    assert copied(desk, document).address != first


def test_three_links_unsent_are_one_replacement_of_the_first_by_the_last(desk: Desk) -> None:
    document = published(desk)
    first = token(desk, document)
    regenerate(desk, document)
    regenerate(desk, document)
    last = token(desk, document)
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    [operation] = batch.operations
    assert operation.op == "link.replace"
    assert (operation.old, operation.link.lookup) == (lookup(desk, first), lookup(desk, last))


def test_a_regenerate_can_be_taken_back_until_it_was_sent(desk: Desk) -> None:
    document = published(desk)
    first = copied(desk, document).address
    regenerate(desk, document)
    assert card(desk, document).can_take_back
    desk.write(lambda session: links.take_back(session, document, at=desk.now))
    assert copied(desk, document).address == first
    regenerate(desk, document)
    desk.write(posting.prepare_batch)
    with pytest.raises(NoLink, match="sent to the portal already"):
        desk.write(lambda session: links.take_back(session, document, at=desk.now))


def test_an_expired_link_is_renewed_by_copying_and_the_answer_says_so(desk: Desk) -> None:
    document = published(desk, lives=timedelta(days=30))
    first = copied(desk, document)
    desk.later(days=31)
    again = copied(desk, document)
    assert again.fresh
    assert again.address != first.address
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    [operation] = batch.operations
    assert operation.op == "link.replace"
    assert operation.only_if_expired


def test_a_link_the_portal_finds_live_after_all_stays_current(desk: Desk) -> None:
    document = published(desk, lives=timedelta(days=30))
    first = copied(desk, document).address
    desk.later(days=31)
    copied(desk, document)
    still = desk.now + timedelta(days=2)
    answer_all(desk, result="refused", code="still_live", expires_at=still)
    assert copied(desk, document).address == first
    assert card(desk, document).expires_at == still


def test_revoking_a_live_link_waits_for_the_portal_and_then_it_is_dead(desk: Desk) -> None:
    document = published(desk)
    revoke(desk, document)
    assert kinds(desk) == ["link.revoke"]
    answer_all(desk)
    assert card(desk, document).state == "revoked"


def test_copying_after_a_revoke_makes_a_new_link(desk: Desk) -> None:
    document = published(desk)
    first = copied(desk, document).address
    revoke(desk, document)
    again = copied(desk, document)
    assert again.fresh
    assert again.address != first


def test_extending_a_live_link_is_queued_once_with_the_longer_life(desk: Desk) -> None:
    document = published(desk)
    for days in (60, 30):
        extend(desk, document, days)
    [row] = desk.read(lambda session: session.scalars(select(Outbox)).all())
    assert (row.kind, row.seconds) == ("link.extend", 60 * 86_400)


def test_a_link_that_ends_before_the_due_date_is_offered_thirty_days_more(desk: Desk) -> None:
    document = published(desk, lives=timedelta(days=20))
    days = desk.read(lambda session: links.days_until_due(session, document, at=desk.now))
    assert days == 60  # due in 30 days, and 30 more
    long = published(desk, lives=timedelta(days=40))
    assert desk.read(lambda session: links.days_until_due(session, long, at=desk.now)) is None


def test_promise_l11_sending_again_never_breaks_a_link(desk: Desk) -> None:
    """Ten hand-overs with a renamed customer in between: the same link each time. Share: 1 s."""
    document = published(desk)
    first = copied(desk, document).address
    for _ in range(10):
        desk.later(days=2)
        desk.write(lambda session: links.mark_sent(session, document, at=desk.now))
        assert copied(desk, document).address == first
    assert [earlier.state for earlier in card(desk, document).earlier] == []


# -- the few acts above -----------------------------------------------------------------------------------------------


def issued(desk: Desk) -> UUID:
    desk.connect()
    answer_all(desk)
    document = desk.issue().document_id
    desk.write(lambda session: session.execute(delete(Outbox).where(Outbox.series_id.is_not(None))))
    return document


def published(desk: Desk, *, lives: timedelta = timedelta(days=60)) -> UUID:
    document = issued(desk)
    answer_all(desk, expires_at=desk.now + lives)
    return document


def copied(desk: Desk, document: UUID) -> links.CopiedLink:
    return desk.write(lambda session: links.copy_link(session, document, at=desk.now))


def regenerate(desk: Desk, document: UUID) -> None:
    desk.write(lambda session: links.regenerate(session, document, why="Sent to the wrong person", at=desk.now))


def extend(desk: Desk, document: UUID, days: int) -> None:
    desk.write(lambda session: links.extend(session, document, days=days, at=desk.now))


def revoke(desk: Desk, document: UUID) -> None:
    desk.write(lambda session: links.revoke(session, document, why="No longer needed", at=desk.now))


def card(desk: Desk, document: UUID) -> LinkCard:
    found = desk.read(lambda session: link_card(session, document, now=desk.now))
    assert found is not None
    return found


def kinds(desk: Desk) -> list[str]:
    return list(desk.read(lambda session: session.scalars(select(Outbox.kind)).all()))


def token(desk: Desk, document: UUID) -> str:
    return desk.read(
        lambda session: session.scalars(select(Link.token).where(Link.document_id == document, Link.current)).one()
    )


def lookup(desk: Desk, text: str) -> str:
    return desk.read(lambda session: session.scalars(select(Link.lookup).where(Link.token == text)).one())


def answer_all(
    desk: Desk, *, result: str = "done", code: str | None = None, expires_at: datetime | None = None
) -> None:
    """The portal answers everything that waits."""
    while (batch := desk.write(posting.prepare_batch)) is not None:
        answers = tuple(
            Answer.model_validate({"id": each.id, "result": result, "code": code, "expires_at": expires_at})
            for each in batch.operations
        )
        answer = BatchAnswer(receipt="f" * 32, time=desk.now, answers=answers)
        with desk.books.write() as session:
            posting.settle_batch(session, batch, answer, at=desk.now)
