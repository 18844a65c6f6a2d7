"""Issuing: one number, one row, one PDF, one link; or nothing at all."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from billing.canonical import canonical
from billing.issued import IssuedDocument, chain_hash
from billing.pdf import Uncovered
from desktop.archive import Archive, ArchiveUnavailable
from desktop.models import Document, Issued, Link, Outbox, Series
from desktop.models.document import AlreadyIssued
from desktop.queries.drafts import LineValues
from desktop.services.assembly import NotReady
from desktop.services.issuing import issue
from tests.desktop.office import NOON, TODAY, Desk, line


def test_numbers_follow_each_other_and_each_row_chains_to_the_one_before(desk: Desk) -> None:
    numbers = [desk.issue().number for _ in range(3)]
    assert numbers == ["INV-2026-0001", "INV-2026-0002", "INV-2026-0003"]
    rows = desk.read(lambda session: session.scalars(select(Issued).order_by(Issued.position)).all())
    previous = ""
    for row in rows:
        body = IssuedDocument.model_validate_json(row.body)
        assert canonical(body) == row.body
        assert row.previous == previous
        assert row.hash == chain_hash(previous, body, row.pdf_sha256)
        previous = row.hash


def test_quotes_have_numbers_of_their_own(desk: Desk) -> None:
    desk.issue()
    assert desk.issue(desk.draft(kind="quote")).number == "QUO-2026-0001"


def test_the_count_restarts_with_the_year_that_stands_in_the_number() -> None:
    series = Series(kind="invoice", prefix="INV", padding=4, yearly=True, year=0, last=0, version=0)
    taken = [series.take(date(2026, 12, 31)), series.take(date(2026, 12, 31)), series.take(date(2027, 1, 1))]
    assert taken == ["INV-2026-0001", "INV-2026-0002", "INV-2027-0001"]


def test_an_issued_document_cannot_be_issued_again(desk: Desk) -> None:
    first = desk.issue()
    with pytest.raises(AlreadyIssued, match="INV-2026-0001 is already issued"):
        desk.issue(first.document_id)


def test_the_archived_pdf_is_the_one_the_row_names(desk: Desk) -> None:
    desk.issue()
    row = desk.read(lambda session: session.scalars(select(Issued)).one())
    pdf = desk.archive.read(row.pdf_sha256)
    assert pdf.startswith(b"%PDF")
    assert len(pdf) == row.pdf_size


def test_no_token_stands_in_the_archived_pdf_or_the_issued_row(desk: Desk) -> None:
    desk.issue()
    token = desk.read(lambda session: session.scalars(select(Link.token)).one())
    row = desk.read(lambda session: session.scalars(select(Issued)).one())
    assert token.encode() not in desk.archive.read(row.pdf_sha256) + row.body


def test_issue_makes_a_link_and_queues_it_with_the_series(desk: Desk) -> None:
    desk.issue()
    kinds = desk.read(lambda session: session.scalars(select(Outbox.kind)).all())
    assert sorted(kinds) == ["link.put", "series.put"]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((LineValues(),), "type at least one line"),
        ((line(), LineValues(title="", unit_price=Decimal(5))), "every line needs a description"),
        ((LineValues(title="Desk", typed={"unit_price": "1,2,3"}),), "line 1 holds something that is no number yet"),
    ],
)
def test_an_unfinished_draft_is_refused_in_words_and_burns_no_number(
    desk: Desk, lines: tuple[LineValues, ...], sentence: str
) -> None:
    document = desk.draft(*lines)
    with pytest.raises(NotReady, match=sentence):
        desk.issue(document)
    assert desk.issue().number == "INV-2026-0001"


def test_a_draft_without_customer_is_refused(desk: Desk) -> None:
    document = desk.draft()
    desk.write(lambda session: setattr(session.get_one(Document, document), "customer_id", None))
    with pytest.raises(NotReady, match="choose a customer"):
        desk.issue(document)


def test_a_character_the_font_lacks_is_named_and_burns_no_number(desk: Desk) -> None:
    document = desk.draft(line("Snow \N{SNOWMAN WITHOUT SNOW}\N{CJK UNIFIED IDEOGRAPH-96EA}"))
    with pytest.raises(Uncovered):
        desk.issue(document)
    assert desk.issue().number == "INV-2026-0001"


def test_an_archive_that_cannot_be_written_burns_no_number(desk: Desk, tmp_path: Path) -> None:
    document = desk.draft()
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(ArchiveUnavailable, match="no number was used"):
        desk.write(lambda session: issue(session, document, on=TODAY, at=NOON, archive=Archive(blocked)))
    assert desk.read(lambda session: session.scalar(select(func.count()).select_from(Issued))) == 0
    assert desk.issue(document).number == "INV-2026-0001"


def test_a_changed_or_missing_pdf_is_not_handed_out(desk: Desk) -> None:
    desk.issue()
    sha256 = desk.read(lambda session: session.scalars(select(Issued.pdf_sha256)).one())
    path = desk.archive.path(sha256)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ArchiveUnavailable, match="changed since it was issued"):
        desk.archive.read(sha256)
    shutil.rmtree(desk.archive.folder)
    with pytest.raises(ArchiveUnavailable, match="missing"):
        desk.archive.read(sha256)


def test_the_date_typed_in_the_draft_is_the_date_of_issue(desk: Desk) -> None:
    document = desk.draft()
    desk.write(lambda session: setattr(session.get_one(Document, document), "dated", date(2026, 11, 3)))
    desk.issue(document)
    assert desk.read(lambda session: session.get_one(Document, document).issued_on) == date(2026, 11, 3)
