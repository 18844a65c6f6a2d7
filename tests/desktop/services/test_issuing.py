"""Issuing: one number, one row, one PDF, one link; or nothing at all."""

import io
import os
import random
import shutil
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.canonical import canonical
from billing.issued import IssuedDocument, chain_hash
from billing.pdf import Uncovered
from billing.snapshot import view_of
from desktop.archive import Archive, ArchiveUnavailable
from desktop.models import Activity, Document, Issued, Link, Office, Outbox, Series
from desktop.models.document import AlreadyIssued
from desktop.queries.drafts import LineValues
from desktop.services.assembly import BelowZero, DayOutOfRange, NotReady, assemble
from desktop.services.branding import Logo
from desktop.services.issuing import DateFalls, TooLarge, issue
from desktop.services.office import set_logo
from desktop.services.paper import draw
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
        assert row.hash == chain_hash(previous, row.body, row.pdf_sha256)
        previous = row.hash


def test_quotes_have_numbers_of_their_own(desk: Desk) -> None:
    desk.issue()
    assert desk.issue(desk.draft(kind="quote")).number == "QUO-2026-0001"


def test_the_count_restarts_with_the_year_that_stands_in_the_number() -> None:
    series = Series(kind="invoice", prefix="INV", padding=4, yearly=True, shows_year=True, year=0, last=0, version=0)
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


def test_a_date_in_the_year_before_goes_on_with_that_years_numbers(desk: Desk) -> None:
    """January: the last of December are still to be written, and neither year may take a number twice."""
    days = (date(2026, 12, 30), date(2027, 1, 2), date(2026, 12, 31), date(2027, 1, 3), None)
    taken = [dated(desk, on) for on in days]
    assert taken == ["INV-2026-0001", "INV-2027-0001", "INV-2026-0002", "INV-2027-0002", "INV-2027-0003"]
    positions = desk.read(lambda session: session.scalars(select(Issued.position).order_by(Issued.position)).all())
    assert positions == [1, 2, 3, 4, 5]


def test_a_number_beyond_the_padding_is_found_again_after_another_year(desk: Desk) -> None:
    dated(desk, date(2027, 1, 2))
    invoices = select(Series).where(Series.kind == "invoice")
    desk.write(lambda session: setattr(session.scalars(invoices).one(), "last", 9_999))
    assert dated(desk, date(2027, 1, 2)) == "INV-2027-10000"
    assert dated(desk, date(2026, 12, 31)) == "INV-2026-0001"
    assert dated(desk, date(2027, 1, 3)) == "INV-2027-10001"


def test_a_date_falls_only_where_a_person_has_confirmed_it(desk: Desk) -> None:
    """Numbers in the order of their dates: neither a clock a day behind nor a slip of the hand breaks it."""
    dated(desk, date(2026, 11, 21))
    document = desk.draft()
    with pytest.raises(DateFalls, match="dated 21 November 2026, and today is 20 November"):
        desk.issue(document)
    assert desk.issue(desk.draft(kind="quote")).number == "QUO-2026-0001"
    desk.write(lambda session: setattr(session.get_one(Document, document), "dated", TODAY))
    with pytest.raises(DateFalls, match="this one would be dated 20 November 2026"):
        desk.issue(document)
    assert desk.issue(document, earlier=True).number == "INV-2026-0002"
    kept = desk.read(lambda session: session.scalars(select(Activity.data).where(Activity.kind == "issued")).all())
    assert {"number": "INV-2026-0002", "earlier_than": "INV-2026-0001"} in kept


def test_what_the_portal_would_not_take_is_refused_before_a_number_is_used(desk: Desk) -> None:
    """Sealed bytes are padded: a PDF of 7.6 MiB would be 8 MiB and a few bytes, and hold up all behind it."""
    edge = 1_630
    noise = Image.frombytes("RGB", (edge, edge), random.Random(1).randbytes(edge * edge * 3))
    out = io.BytesIO()
    noise.save(out, "PNG", compress_level=0)
    document = desk.draft()
    desk.write(lambda session: set_logo(session, Logo(out.getvalue(), edge, edge), office=only_office(session)))
    pdf = desk.read(
        lambda session: draw(view_of(assemble(session, document, number="1", on=TODAY)), only_office(session))
    )
    assert 7.5 * 2**20 < len(pdf) < 8 * 2**20 - 1_024
    with pytest.raises(TooLarge, match="no number was used"):
        desk.issue(document)
    desk.write(lambda session: set_logo(session, None, office=only_office(session)))
    assert desk.issue(document).number == "INV-2026-0001"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which folder a handle is")
def test_each_folder_of_the_archive_is_durable_before_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut takes names that were not synced, and with them all that lies below."""
    synced: list[Path] = []
    real = os.fsync

    def note(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    archive = Archive(tmp_path / "office" / "archive")
    folder = archive.path(archive.keep(b"%PDF-1.7")).parent
    assert [path for path in synced if path.is_dir()] == [tmp_path, tmp_path / "office", archive.folder, folder]


def only_office(session: Session) -> Office:
    return session.scalars(select(Office)).one()


def dated(desk: Desk, on: date | None) -> str:
    document = desk.draft()
    desk.write(lambda session: setattr(session.get_one(Document, document), "dated", on))
    late = date(2027, 1, 3)
    return desk.write(
        lambda session: issue(session, document, on=late, at=NOON, archive=desk.archive, earlier_date_confirmed=True)
    ).number


def test_an_invoice_below_nothing_is_refused_with_its_way_out_and_one_of_nothing_is_issued(desk: Desk) -> None:
    below = desk.draft(line("Desk", "100"), line("Returned", "-100.01"))
    with pytest.raises(BelowZero, match="Give a credit note on the invoice that it corrects"):
        desk.issue(below)
    assert desk.issue(desk.draft(line("Desk", "100"), line("Returned", "-100"))).number == "INV-2026-0001"
    assert desk.issue(desk.draft(line("Desk", "-1"), kind="quote")).number == "QUO-2026-0001"


@pytest.mark.parametrize(("name", "words"), [("dated", "invoice date"), ("due_on", "due date")])
@pytest.mark.parametrize("day", [date.max, date(1999, 12, 31)])
def test_a_day_that_no_document_can_bear_is_refused_and_uses_no_number(
    desk: Desk, name: str, words: str, day: date
) -> None:
    document = desk.draft()
    desk.write(lambda session: setattr(session.get_one(Document, document), name, day))
    with pytest.raises(DayOutOfRange, match=f"The {words} lies outside of the years 2000 to 2199"):
        desk.issue(document)
    assert desk.issue().number == "INV-2026-0001"
