"""What customers see behind a link, in every state of its life."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from uuid_utils.compat import uuid7

from billing.links import preview_mark
from billing.wire import LinkRevoke, OfficePut
from portal.faces import Faces
from portal.instants import micros
from portal.life import link_state
from portal.sweeping import sweep
from tests.portal import samples
from tests.portal.desk import NOON, PDF, Desk, Published, Running, profile


async def test_a_link_opens_its_document(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    page = await browser.get(link.path)
    assert page.status_code == 200
    assert "INV-2026-0187" in page.text
    assert (await browser.head(link.path)).status_code == 200


@pytest.mark.parametrize("view", [samples.view(), samples.quote(), samples.credit()], ids=lambda view: view.kind)
async def test_each_kind_opens_under_its_own_word_only(desk: Desk, browser: httpx2.AsyncClient, view: Any) -> None:
    link = await desk.publish(view)
    found = {kind: await browser.get(f"/portal/{kind}/{link.token.text}") for kind in (
        "invoice", "quote", "credit", "customer", "other"
    )}  # fmt: skip
    assert {kind for kind, page in found.items() if page.status_code == 200} == {view.kind}
    assert len({page.text for kind, page in found.items() if kind != view.kind}) == 1


async def test_the_short_form_leads_to_the_long_one(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    answer = await browser.get(f"/s/{link.token.text}")
    assert (answer.status_code, answer.headers["location"]) == (308, link.path)


@pytest.mark.parametrize("tail", [".", ",", "%20", ").", "!?", "%3E", "'", '"', "]", ":;", "%0A"])
async def test_what_was_pasted_behind_a_link_is_cut(desk: Desk, browser: httpx2.AsyncClient, tail: str) -> None:
    link = await desk.publish()
    long, short = await browser.get(link.path + tail), await browser.get(f"/s/{link.token.text}{tail}")
    assert (long.status_code, long.headers["location"]) == (308, link.path)
    assert (short.status_code, short.headers["location"]) == (308, f"/s/{link.token.text}")


@pytest.mark.parametrize("tail", ["x", "/", "-", ".x", "%00"])
async def test_nothing_else_is_repaired(desk: Desk, browser: httpx2.AsyncClient, tail: str) -> None:
    link = await desk.publish()
    assert (await browser.get(link.path + tail)).status_code == 404


async def test_unknown_malformed_and_purged_look_the_same(desk: Desk, portal: Running) -> None:
    link = await desk.publish()
    portal.clock.forward(days=30 + 401)
    sweep(portal.portal)
    browser = portal.browser()
    pages = [
        await browser.get(path)
        for path in (link.path, "/portal/invoice/" + "A" * 32, "/portal/invoice/short", "/s/x", "/portal/x/y", "/")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert len({tuple(sorted(page.headers.items())) for page in pages}) == 1


async def test_download_leads_to_the_archived_bytes(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    answer = await browser.post(f"{link.path}/download")
    assert answer.status_code == 303
    file = await browser.get(answer.headers["location"])
    assert file.content == PDF
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith('attachment; filename="INV-2026-0187.pdf"')


async def test_a_file_name_cannot_add_a_header(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish(samples.view(number='INV"\r\nSet-Cookie: x=1\u202e/ü'))
    file = await browser.get(f"{link.path}/pdf")
    assert "set-cookie" not in file.headers
    assert file.headers["content-disposition"].splitlines() == [file.headers["content-disposition"]]


@pytest.mark.parametrize("end", ["replaced", "revoked", "expired"])
async def test_an_ended_link_shows_nothing_of_its_document(
    desk: Desk, portal: Running, browser: httpx2.AsyncClient, end: str
) -> None:
    link = await desk.publish()
    if end == "replaced":
        await desk.replace(link)
    elif end == "revoked":
        await desk.send(LinkRevoke(id=str(uuid7()), lookup=link.keys.lookup))
    else:
        portal.clock.forward(days=30)
    for answer in (await browser.get(link.path), await browser.get(f"{link.path}/pdf")):
        assert answer.status_code == 410
        assert "INV-2026" not in answer.text
        assert "Hollis" not in answer.text


async def test_a_settled_document_stays_open_as_a_record_past_its_expiry(desk: Desk, portal: Running) -> None:
    link = await desk.publish()
    await desk.republish(link, state="settled")
    browser = portal.browser()
    portal.clock.forward(days=30 + 399)
    assert (await browser.get(link.path)).status_code == 200
    portal.clock.forward(days=1)
    assert (await browser.get(link.path)).status_code == 410


async def test_an_open_balance_leads_back_to_live_or_expired(desk: Desk, portal: Running) -> None:
    link = await desk.publish(state="settled")
    browser = portal.browser()
    portal.clock.forward(days=31)
    assert (await browser.get(link.path)).status_code == 200
    await desk.republish(link, state="open")
    assert (await browser.get(link.path)).status_code == 410


async def test_a_new_link_is_asked_for_once_a_day(desk: Desk, portal: Running, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    portal.clock.forward(days=31)
    expired = await browser.get(link.path)
    assert f'action="{link.path}/ask"' in expired.text
    for _ in range(3):
        answer = await browser.post(f"{link.path}/ask")
        assert (answer.status_code, answer.headers["location"]) == (303, link.path)
    asked = await browser.get(link.path)
    assert asked.status_code == 410
    assert "your request has been passed on" in asked.text
    assert await desk.events() == ["link.requested"]
    portal.clock.forward(hours=24)
    await browser.post(f"{link.path}/ask")
    assert await desk.events() == ["link.requested"] * 2


async def test_nobody_asks_for_a_new_link_while_the_old_one_opens(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    answer = await browser.post(f"{link.path}/ask")
    assert (answer.status_code, answer.headers["location"]) == (303, link.path)
    assert await desk.events() == []


async def test_days_are_counted_by_the_offices_calendar(desk: Desk, portal: Running) -> None:
    await desk.send(OfficePut(id=str(uuid7()), profile=samples.office(time_zone="Pacific/Auckland")))
    link = await desk.publish()
    browser = portal.browser()
    portal.clock.now = datetime(2026, 12, 4, 10, 59, tzinfo=UTC)
    assert "Due today" in (await browser.get(link.path)).text
    portal.clock.now = datetime(2026, 12, 4, 11, 0, tzinfo=UTC)
    assert "yesterday" in (await browser.get(link.path)).text


async def test_the_logo_has_an_address_of_its_content(desk: Desk, browser: httpx2.AsyncClient) -> None:
    logo = b"\x89PNG\r\n\x1a\n and pixels"
    branded = profile()
    brand = branded.brand.model_copy(update={"logo": logo})
    await desk.send(OfficePut(id=str(uuid7()), profile=branded.model_copy(update={"brand": brand})))
    link = await desk.publish()
    page = await browser.get(link.path)
    address = page.text.split('<img src="')[1].split('"')[0]
    picture = await browser.get(address)
    assert picture.content == logo
    assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await browser.get(address.replace(".png", "0.png"))).status_code == 404


async def test_what_is_no_picture_is_never_served_as_one(desk: Desk, portal: Running) -> None:
    branded = profile()
    brand = branded.brand.model_copy(update={"logo": b"<script>"})
    await desk.send(OfficePut(id=str(uuid7()), profile=branded.model_copy(update={"brand": brand})))
    face = Faces(portal.portal.database).face(desk.id)
    assert face is not None
    assert face.logo_url is None


async def test_the_preview_shows_a_banner_refuses_every_post_and_never_counts(desk: Desk, portal: Running) -> None:
    link = await desk.publish()
    browser = portal.browser()
    entered = await browser.get(link.path, params={"preview": preview_mark(link.keys, portal.clock())})
    assert (entered.status_code, entered.headers["location"]) == (303, link.path)
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Max-Age=3600", f"Path={link.path}", "Secure"))
    page = await browser.get(link.path)
    assert (page.status_code, "preview" in page.text) == (200, True)
    for act in ("view", "download"):
        refused = await browser.post(f"{link.path}/{act}", data={"sign": "pointer"})
        assert (refused.status_code, "preview" in refused.text) == (409, True)
    portal.clock.forward(hours=1)
    assert "preview" not in (await browser.get(link.path)).text
    assert await desk.events() == []


@pytest.mark.parametrize("mark", ["", "x", "1.2", "99999999999999999.0", "\u0661.aa"])
async def test_a_made_up_preview_mark_opens_the_page_as_for_anybody(
    desk: Desk, browser: httpx2.AsyncClient, mark: str
) -> None:
    link = await desk.publish()
    answer = await browser.get(link.path, params={"preview": mark})
    assert (answer.status_code, answer.headers["location"]) == (303, link.path)
    assert "set-cookie" not in answer.headers


async def test_a_preview_of_one_link_is_none_of_another(desk: Desk, portal: Running) -> None:
    one, other = await desk.publish(), await desk.publish()
    browser = portal.browser()
    entered = await browser.get(one.path, params={"preview": preview_mark(one.keys, portal.clock())})
    cookie = entered.headers["set-cookie"].split(";")[0]
    assert "preview" not in (await portal.browser().get(other.path, headers={"cookie": cookie})).text


async def test_what_does_not_open_is_a_calm_page_and_comes_back_with_the_next_version(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    link = await desk.publish()
    broken = tuple(each.model_copy(update={"sealed": b"\x01" + bytes(60)}) for each in link.put.wraps)
    await desk.send(link.put.model_copy(update={"id": str(uuid7()), "version": 2, "wraps": broken}))
    page = await browser.get(link.path)
    assert (page.status_code, page.headers["retry-after"]) == (503, "30")
    assert "INV-2026" not in page.text
    await desk.republish(link, version=3)
    assert (await browser.get(link.path)).status_code == 200


def _expiries() -> list[tuple[datetime, datetime, bool]]:
    """40 starts, around both changes of the clocks and a leap day among them, each seen at five instants."""
    dublin = ZoneInfo("Europe/Dublin")
    starts = [datetime(2026, 1, 31, 23, 59, 59, tzinfo=dublin), datetime(2028, 1, 30, 12, tzinfo=dublin)]
    starts += [datetime(2026, 2, 27, 0, 30, tzinfo=dublin) + timedelta(hours=hour) for hour in range(19)]
    starts += [datetime(2026, 9, 25, 0, 30, tzinfo=dublin) + timedelta(hours=hour) for hour in range(19)]
    rows = []
    for start in starts:
        ends = start.astimezone(UTC) + timedelta(days=30)
        rows += [
            (start, ends + timedelta(seconds=-1), True),
            (start, ends, False),
            (start, ends + timedelta(seconds=1), False),
            (start, ends + timedelta(days=2), False),
            (start, ends - timedelta(hours=1), True),  # the clock was set back: it decides again
        ]
    return rows


async def test_promise_l8_expiry_is_exact(desk: Desk, portal: Running) -> None:
    """200 instants: -1 s, 0, +1 s, later, and the clock stepped back; over DST and a leap day. 0 wrong."""
    rows = _expiries()
    wrong = 0
    links: dict[datetime, Published] = {}
    browser = portal.browser()
    for start in {row[0] for row in rows}:
        portal.clock.now = start.astimezone(UTC)
        links[start] = await desk.publish(pdf=None)
    for start, at, opens in rows:
        portal.clock.now = at
        page = await browser.get(links[start].path)
        wrong += page.status_code != (200 if opens else 410)
    assert len(rows) == 200
    assert wrong == 0


@pytest.mark.parametrize(
    ("ended", "withdrawn", "state", "hours", "expected"),
    [
        ("replaced", True, "settled", 1, "replaced"),
        ("revoked", True, "open", -1, "revoked"),
        (None, True, "settled", -1, "withdrawn"),
        (None, False, "settled", 1, "settled"),
        (None, False, "settled", 24 * 400 + 1, "expired"),
        (None, False, "open", 0, "expired"),
        (None, False, "open", -1, "live"),
    ],
)
def test_states_have_one_precedence(ended: str | None, withdrawn: bool, state: str, hours: int, expected: str) -> None:
    class Facts:
        ended_as = ended
        withdrawn_at = 1 if withdrawn else None
        expires_at = micros(NOON)

    facts: Any = Facts()
    facts.state = state
    assert link_state(facts, micros(NOON + timedelta(hours=hours)), 400) == expected
