"""Absurd sizes and wrong files: a clear sentence, nothing lost, nothing half-written."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image
from sqlalchemy import func, select

from billing.errors import Refused
from billing.money import OutOfRange
from desktop.models import Document, Issued, Line, Office
from desktop.queries.drafts import draft
from desktop.services import posting
from desktop.services.branding import LOGO_BYTES, LOGO_EDGE, MAX_LOGO, NotALogo, read_logo
from desktop.services.drafts import MAX_LINES, TooManyLines, save_draft
from desktop.services.office import LinkDaysOutOfRange, change_branding, change_link_days
from tests.desktop.office import NOON, Desk, line


def test_ten_thousand_lines_are_issued_and_fit_the_portal(desk: Desk) -> None:
    desk.connect()
    number = desk.issue(desk.draft(*[line(f"Line {each}", "0.37") for each in range(MAX_LINES)])).number
    assert number == "INV-2026-0001"
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    sizes = [len(parcel.blob) for parcel in desk.read(lambda session: posting.parcels(session, batch)) if parcel.blob]
    assert max(sizes) < 8 * 1024 * 1024


def test_one_line_too_many_is_refused_and_the_others_stay(desk: Desk) -> None:
    document = desk.draft(line("Kept"))
    values = desk.read(lambda session: draft(session, document))
    absurd = replace(values, lines=(line(),) * (MAX_LINES + 1))
    with pytest.raises(TooManyLines, match="10,000 lines"):
        desk.write(lambda session: save_draft(session, document, absurd, at=NOON))
    assert desk.read(lambda session: session.scalars(select(Line.title)).all()) == ["Kept"]


@pytest.mark.parametrize(("price", "quantity"), [("1000000000", "1000000000"), ("999999999", "99999999")])
def test_an_amount_beyond_ten_to_the_fifteen_is_kept_in_the_draft_and_refused_at_issue(
    desk: Desk, price: str, quantity: str
) -> None:
    document = desk.draft(line("Absurd", price, quantity))
    assert desk.read(lambda session: session.get_one(Document, document).total_minor) == 0
    with pytest.raises(OutOfRange):
        desk.issue(document)
    assert desk.read(lambda session: session.scalar(select(func.count()).select_from(Issued))) == 0
    assert desk.read(lambda session: session.scalars(select(Line.unit_price)).one()) == Decimal(price)


def picture(kind: str, size: tuple[int, int], colour: str = "#7d2b3d") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_becomes_a_small_png(kind: str) -> None:
    logo = read_logo(picture(kind, (2_400, 900)))
    assert (logo.width, logo.height) == (LOGO_EDGE, 225)
    assert len(logo.png) <= LOGO_BYTES
    assert logo.png.startswith(b"\x89PNG")


def test_a_noisy_photograph_is_made_small_enough() -> None:
    out = io.BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(out, "JPEG", quality=80)
    assert len(read_logo(out.getvalue()).png) <= LOGO_BYTES


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90 not a picture",
        picture("GIF", (9, 9)),
        picture("PNG", (90, 90))[:60],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 90,
    ],
)
def test_what_is_no_png_or_jpeg_is_no_logo(content: bytes) -> None:
    with pytest.raises(NotALogo, match="Choose a PNG or JPG of at most 2 MB"):
        read_logo(content)


def test_a_picture_of_too_many_bytes_or_pixels_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(NotALogo, match="over 2 MB"):
        read_logo(b"\0" * (MAX_LOGO + 1))
    with pytest.raises(NotALogo, match="too many pixels"):
        read_logo(picture("PNG", (9_000, 9_000)))


def test_a_colour_that_is_none_changes_nothing(desk: Desk) -> None:
    with pytest.raises(Refused, match="is no colour"):
        desk.write(lambda session: change_branding(session, colour="teal", logo=None, at=NOON))
    assert desk.read(lambda session: session.scalars(select(Office.colour)).one()) == "#0b6075"


@pytest.mark.parametrize("days", [0, -1, 3_651])
def test_a_link_lives_between_a_day_and_ten_years(desk: Desk, days: int) -> None:
    with pytest.raises(LinkDaysOutOfRange, match="1 to 3,650 days"):
        desk.write(lambda session: change_link_days(session, days=days, settled_days=400, at=NOON))
