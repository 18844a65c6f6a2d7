"""A series whose version fell behind the portal's goes on, unless the portal knows of numbers that the books do not."""

from pathlib import Path

from sqlalchemy import select

from billing.wire import Answer, BatchAnswer, Manifest, OfficeCopy, SeriesPut, SeriesRow
from desktop.database import open_database
from desktop.models import Outbox
from desktop.services import posting
from desktop.services.comparing import compare
from tests.desktop.office import Desk


def sent(desk: Desk, *, held: int | None = None) -> list[SeriesPut]:
    """Send all that waits; a series below the version ``held`` is refused as the portal does."""
    found = []
    while (batch := desk.write(posting.prepare_batch)) is not None:
        puts = [each for each in batch.operations if isinstance(each, SeriesPut)]
        behind = {each.id for each in puts if held is not None and each.version < held}
        answers = tuple(
            Answer(id=each.id, result="refused", code="lower_version", sentence="A newer state is held.", current=held)
            if each.id in behind
            else Answer(id=each.id, result="done")
            for each in batch.operations
        )
        answer = BatchAnswer(receipt="f" * 32, time=desk.now, answers=answers)
        with desk.books.write() as session:
            posting.settle_batch(session, batch, answer, at=desk.now)
        found += puts
    return found


def parked(desk: Desk) -> list[str]:
    refused = select(Outbox.parked_why).where(Outbox.parked_at.is_not(None))
    return list(desk.read(lambda session: session.scalars(refused).all()))


def look_through(desk: Desk, row: SeriesPut, version: int, blob: bytes | None = None) -> int:
    """Compare with a portal that holds this copy under ``version``."""
    held = SeriesRow(series=row.series, version=version, office_copy=OfficeCopy(blob=blob or row.office_copy.blob))
    page = Manifest(links=(), series=(held,), next=None)
    return desk.write(lambda session: compare(session, page, at=desk.now))


def test_a_series_that_fell_behind_is_sent_above_what_the_portal_holds(desk: Desk) -> None:
    desk.connect()
    desk.issue()
    (first,) = sent(desk)
    desk.issue()
    (refused,) = sent(desk, held=9)
    assert len(parked(desk)) == 1
    assert look_through(desk, first, 9) == 1
    (again,) = sent(desk, held=9)
    assert (again.series, again.version) == (first.series, 10)
    assert again.id != refused.id
    assert parked(desk) == []
    assert look_through(desk, again, 10) == 0


def test_a_series_that_is_in_order_is_left_alone(desk: Desk) -> None:
    desk.connect()
    desk.issue()
    (first,) = sent(desk)
    assert look_through(desk, first, first.version) == 0
    assert sent(desk) == []


def test_an_older_copy_of_the_books_does_not_write_over_numbers_that_it_does_not_know(
    desk: Desk, tmp_path: Path
) -> None:
    desk.connect()
    desk.issue()
    sent(desk)
    desk.books.backup(tmp_path / "older.db")
    for _ in range(3):
        desk.issue()
    (newest,) = sent(desk)
    older = Desk(open_database(tmp_path / "older.db"), desk.archive)
    try:
        older.issue()
        sent(older, held=newest.version)
        assert look_through(older, newest, newest.version) == 0
        (why,) = parked(older)
        assert "knows of numbers up to 4" in why
        assert "an older copy" in why
        assert sent(older) == []
    finally:
        older.books.close()


def test_a_copy_that_the_offices_key_does_not_open_is_left_for_a_person(desk: Desk) -> None:
    desk.connect()
    desk.issue()
    (first,) = sent(desk, held=9)
    assert look_through(desk, first, 9, blob=b"\1" * 200) == 0
    assert parked(desk) == ["A newer state is held."]
