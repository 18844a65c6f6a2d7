"""What the office sends: each operation applied once and answered, each rule of a link's life kept."""

import secrets

import httpx2
import pytest
from sqlalchemy import update
from uuid_utils.compat import uuid7

from billing.wire import (
    Batch,
    DocWithdraw,
    LinkExtend,
    LinkReplace,
    LinkRevoke,
    Manifest,
    OfficeCopy,
    OfficePut,
    SeriesPut,
)
from portal.store.offices import add_key, revoke_key
from portal.tables import doc
from tests.portal import samples
from tests.portal.desk import DAY, MONTH, NOON, Desk, Running, profile


def new_id() -> str:
    return str(uuid7())


async def test_the_first_put_starts_a_life_of_its_seconds_from_the_portals_receipt(desk: Desk, portal: Running) -> None:
    link = await desk.prepare(lifetime=7 * DAY)
    portal.clock.forward(hours=5)
    (answer,) = await desk.send(link.put)
    assert answer.result == "done"
    assert answer.expires_at is not None
    assert (answer.expires_at - portal.clock()).total_seconds() == 7 * DAY


async def test_an_operation_sent_twice_is_applied_once(desk: Desk) -> None:
    link = await desk.publish()
    extend = LinkExtend(id=new_id(), lookup=link.keys.lookup, lifetime=60 * DAY)
    first, second = await desk.send(extend, extend)
    (third,) = await desk.send(extend)
    assert first == second == third


async def test_contents_that_are_not_there_are_named_and_nothing_changes(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    link = await desk.prepare()
    lacking = secrets.token_hex(16)
    wraps = (*link.put.wraps, link.put.wraps[0].model_copy(update={"content": lacking}))
    short = link.put.model_copy(update={"wraps": wraps})
    (answer,) = await desk.send(short)
    assert (answer.result, answer.missing) == ("missing", (lacking,))
    assert (await browser.get(link.path)).status_code == 404
    await desk.upload(lacking, "attachment", b"sealed")
    (again,) = await desk.send(short)
    assert again.result == "done"


async def test_the_same_version_with_the_same_digest_is_success(desk: Desk) -> None:
    link = await desk.publish()
    (answer,) = await desk.send(link.put.model_copy(update={"id": new_id()}))
    assert answer.result == "done"


@pytest.mark.parametrize(
    ("held", "sent", "code"), [(3, 2, "lower_version"), (3, 3, "same_version")], ids=["older", "other words"]
)
async def test_a_version_that_cannot_follow_is_refused_with_the_current_one(
    desk: Desk, held: int, sent: int, code: str
) -> None:
    link = await desk.publish(version=held)
    answer = await desk.republish(link, samples.view(number="INV-2026-0188"), version=sent)
    assert (answer.result, answer.code, answer.current) == ("refused", code, held)


async def test_a_newer_version_is_what_customers_see_next(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    assert "INV-2026-0187" in (await browser.get(link.path)).text
    assert (await desk.republish(link, samples.view(number="INV-2026-0188"))).result == "done"
    assert "INV-2026-0188" in (await browser.get(link.path)).text


async def test_a_replaced_link_dies_as_its_successor_appears(desk: Desk, browser: httpx2.AsyncClient) -> None:
    old = await desk.publish()
    fresh, answer = await desk.replace(old)
    assert answer.result == "done"
    assert (await browser.get(old.path)).status_code == 410
    assert (await browser.get(fresh.path)).status_code == 200
    assert (await desk.republish(old)).code == "dead"


async def test_a_replace_that_waits_for_contents_leaves_the_old_link_alive(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    old = await desk.publish()
    fresh = await desk.prepare(doc=old.doc, view=old.view)
    lacking = fresh.put.model_copy(update={"wraps": (*fresh.put.wraps, fresh.put.wraps[0].model_copy(
        update={"content": secrets.token_hex(16)}
    ))})  # fmt: skip
    (answer,) = await desk.send(LinkReplace(id=new_id(), old=old.keys.lookup, link=lacking))
    assert answer.result == "missing"
    assert (await browser.get(old.path)).status_code == 200


async def test_replacing_a_link_the_portal_never_had_publishes_the_new_one(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    never_sent = await desk.prepare()
    fresh, answer = await desk.replace(never_sent)
    assert answer.result == "done"
    assert (await browser.get(fresh.path)).status_code == 200


@pytest.mark.parametrize(("days", "result"), [(29, "refused"), (31, "done")])
async def test_a_fresh_link_of_an_expired_one_yields_to_one_found_live(
    desk: Desk, portal: Running, browser: httpx2.AsyncClient, days: int, result: str
) -> None:
    old = await desk.publish()
    portal.clock.forward(days=days)
    fresh, answer = await desk.replace(old, only_if_expired=True)
    assert answer.result == result
    if result == "refused":
        assert answer.code == "still_live"
        assert answer.expires_at is not None
        assert (answer.expires_at - NOON).total_seconds() == MONTH
        assert (await browser.get(old.path)).status_code == 200
        assert (await browser.get(fresh.path)).status_code == 404


async def test_extending_never_shortens_a_life(desk: Desk, portal: Running) -> None:
    link = await desk.publish(lifetime=60 * DAY)
    (shorter,) = await desk.send(LinkExtend(id=new_id(), lookup=link.keys.lookup, lifetime=7 * DAY))
    (longer,) = await desk.send(LinkExtend(id=new_id(), lookup=link.keys.lookup, lifetime=90 * DAY))
    assert shorter.expires_at is not None
    assert longer.expires_at is not None
    assert (shorter.expires_at - NOON).days == 60
    assert (longer.expires_at - NOON).days == 90


async def test_only_a_live_link_can_be_extended(desk: Desk, portal: Running) -> None:
    link = await desk.publish()
    portal.clock.forward(days=30)
    (expired,) = await desk.send(LinkExtend(id=new_id(), lookup=link.keys.lookup, lifetime=DAY))
    (unknown,) = await desk.send(LinkExtend(id=new_id(), lookup="0" * 64, lifetime=DAY))
    assert (expired.code, unknown.code) == ("dead", "unknown")


async def test_revoking_what_is_gone_already_is_done(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    answers = await desk.send(
        LinkRevoke(id=new_id(), lookup=link.keys.lookup),
        LinkRevoke(id=new_id(), lookup=link.keys.lookup),
        LinkRevoke(id=new_id(), lookup="0" * 64),
    )
    assert [answer.result for answer in answers] == ["done"] * 3
    assert (await browser.get(link.path)).status_code == 410


async def test_a_withdrawn_document_says_so_on_all_its_links_and_stays_so(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    first = await desk.publish()
    second = await desk.publish(doc=first.doc)
    await desk.send(DocWithdraw(id=new_id(), doc=first.doc or ""))
    for link in (first, second):
        page = await browser.get(link.path)
        assert page.status_code == 200
        assert "withdrawn" in page.text
        assert link.view.total not in page.text
    assert (await desk.republish(first)).code == "withdrawn"
    third = await desk.prepare(doc=first.doc)
    assert (await desk.send(third.put))[0].code == "withdrawn"


async def test_a_link_the_portal_does_not_know_needs_its_lifetime(desk: Desk) -> None:
    link = await desk.prepare(lifetime=None)
    assert (await desk.send(link.put))[0].code == "unknown"


async def test_an_answered_quote_keeps_the_revision_that_was_answered(desk: Desk, portal: Running) -> None:
    quote = await desk.publish(samples.quote(), revision="a" * 64)
    with portal.portal.database.write() as connection:
        place = (doc.c.office == desk.id) & (doc.c.id == quote.doc)
        connection.execute(update(doc).where(place).values(answered=7, answered_revision="a" * 64))
    other = await desk.republish(quote, revision="b" * 64, version=2)
    assert (other.result, other.code, other.sequence) == ("refused", "answered", 7)
    assert (await desk.republish(quote, revision="b" * 64, version=3, through=6, reopen=True)).code == "answered"
    assert (await desk.republish(quote, revision="a" * 64, version=4)).result == "done"
    assert (await desk.republish(quote, revision="b" * 64, version=5, through=7, reopen=True)).result == "done"
    assert (await desk.republish(quote, revision="c" * 64, version=6)).result == "done"


async def test_a_series_never_goes_back(desk: Desk) -> None:
    series = secrets.token_hex(16)

    def put(version: int) -> SeriesPut:
        copy = OfficeCopy(blob=f"sealed {version}".encode())
        return SeriesPut(id=new_id(), series=series, version=version, office_copy=copy)

    answers = await desk.send(put(2), put(1), put(3))
    assert [(each.result, each.code, each.current) for each in answers] == [
        ("done", None, None),
        ("refused", "lower_version", 2),
        ("done", None, None),
    ]
    manifest = Manifest.model_validate_json((await desk.call("GET", "/manifest")).content)
    assert [(row.version, row.office_copy.blob) for row in manifest.series] == [(3, b"sealed 3")]


async def test_a_series_of_the_same_version_with_another_head_is_refused_and_the_same_again_is_fine(
    desk: Desk,
) -> None:
    series = secrets.token_hex(16)

    def put(head: bytes) -> SeriesPut:
        return SeriesPut(id=new_id(), series=series, version=2, office_copy=OfficeCopy(blob=head))

    answers = await desk.send(put(b"one"), put(b"one"), put(b"other"))
    assert [(each.result, each.code, each.current) for each in answers] == [
        ("done", None, None),
        ("done", None, None),
        ("refused", "same_version", 2),
    ]
    manifest = Manifest.model_validate_json((await desk.call("GET", "/manifest")).content)
    assert [row.office_copy.blob for row in manifest.series] == [b"one"]


async def test_a_new_profile_reaches_pages_that_are_kept_ready(desk: Desk, browser: httpx2.AsyncClient) -> None:
    link = await desk.publish()
    await browser.get(link.path)
    await desk.send(OfficePut(id=new_id(), profile=profile(name="Finch & Alder")))
    assert "Finch &amp; Alder" in (await browser.get(link.path)).text


async def test_a_zone_only_the_desktop_knows_does_not_take_the_pages_down(
    desk: Desk, browser: httpx2.AsyncClient
) -> None:
    link = await desk.publish()
    await desk.send(OfficePut(id=new_id(), profile=samples.office(time_zone="Mars/Olympus")))
    assert (await browser.get(link.path)).status_code == 200


async def test_an_answer_that_was_lost_is_given_again(desk: Desk, portal: Running) -> None:
    link = await desk.prepare()
    batch = desk.batch(link.put)
    first = (await desk.post(batch)).json()
    portal.clock.forward(hours=3)
    again = (await desk.post(batch)).json()
    assert (again["receipt"], again["answers"]) == (first["receipt"], first["answers"])
    assert again["time"] != first["time"]


@pytest.mark.parametrize(
    "changed", ["an older receipt", "a made up receipt", "the last receipt with another batch", "the batch again"]
)
async def test_a_memory_that_differs_is_told_apart(desk: Desk, changed: str) -> None:
    oldest = desk.receipt
    await desk.send()
    before, last = desk.receipt, desk.batch()
    response = await desk.post(last)
    newest = response.json()["receipt"]
    receipt, batch = {
        "an older receipt": (oldest, last.batch),
        "a made up receipt": ("0" * 32, new_id()),
        "the last receipt with another batch": (before, new_id()),
        "the batch again": (newest, last.batch),
    }[changed]
    refused = await desk.post(Batch(batch=batch, receipt=receipt, books=desk.books, operations=()))
    assert (refused.status_code, refused.json()["code"]) == (409, "diverged")


async def test_other_books_are_refused(desk: Desk) -> None:
    await desk.send()
    refused = await desk.post(desk.batch().model_copy(update={"books": new_id()}))
    assert (refused.status_code, refused.json()["code"]) == (409, "other_books")


async def test_one_computer_at_a_time_publishes(desk: Desk, portal: Running) -> None:
    await desk.send()
    with portal.portal.database.write() as connection:
        second = add_key(connection, desk.id, "Laptop", now=portal.clock())
    other = Desk(desk.id, second, desk.http, books=desk.books, receipt=desk.receipt)
    refused = await other.post(other.batch())
    assert (refused.status_code, refused.json()["code"]) == (409, "other_computer")
    assert (refused.json()["other"], refused.json()["since"]) == ("Front desk", "2026-11-20T12:00:00Z")
    assert (await other.upload(secrets.token_hex(16), "view", b"sealed")).json()["code"] == "other_computer"
    assert (await other.call("GET", "/events")).status_code == 200
    with portal.portal.database.write() as connection:
        revoke_key(connection, desk.id, "Front desk", now=portal.clock())
    assert (await other.post(other.batch())).status_code == 200


async def test_the_manifest_lists_living_and_dead_links_page_by_page(desk: Desk, portal: Running) -> None:
    links = [await desk.publish(pdf=None) for _ in range(203)]
    await desk.send(LinkRevoke(id=new_id(), lookup=links[0].keys.lookup))
    first = Manifest.model_validate_json((await desk.call("GET", "/manifest")).content)
    assert first.next is not None
    last = Manifest.model_validate_json((await desk.call("GET", "/manifest", params={"after": first.next})).content)
    rows = {row.lookup: row for row in (*first.links, *last.links)}
    assert len(first.links) == 200
    assert last.next is None
    assert rows.keys() == {link.keys.lookup for link in links}
    assert rows[links[0].keys.lookup].state == "revoked"
    assert rows[links[1].keys.lookup].office_copy == links[1].put.office_copy
