"""A stolen store shows nothing and cannot be changed unseen; the logs stay clean."""

import logging
import random
import re
import secrets
import sqlite3
from base64 import b64encode
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update

from billing.issued import Party
from billing.sealing import Unsealable, content_place, open_key, open_sealed, wrap_place
from billing.snapshot import View
from billing.wire import LinkReplace
from portal.tables import content, link, wrap
from tests.portal import samples
from tests.portal.desk import Desk, Published, Running, running
from tests.portal.kept import secrets_kept

KNOWN = 500


def spellings(text: str) -> set[bytes]:
    """Ways a word may lie around beside hex: raw, base64 at each offset, percent-encoded, UTF-16."""
    raw = text.encode()
    cut = {b64encode(b" " * offset + raw)[4 if offset else 0 : -4] for offset in range(3)}
    return {raw, quote(text).encode(), text.encode("utf-16-le"), *cut}


def everything_kept(portal: Running) -> bytes:
    """The database file, its WAL, a dump as text."""
    with closing(sqlite3.connect(portal.data / "portal.db")) as connection:
        dump = "\n".join(connection.iterdump()).encode()
    return dump + b"".join(path.read_bytes() for path in sorted(portal.data.iterdir()) if path.name != "portal.key")


def hits(haystack: bytes, words: set[str]) -> int:
    """How many of ``words`` occur in any spelling. Words that begin alike are looked for by their beginning first."""
    found = 0
    low = haystack.lower()  # hex in a dump is upper case
    for beginning in {word[:9] for word in words}:
        if _occurs(haystack, low, beginning):
            found += sum(_occurs(haystack, low, word) for word in words if word.startswith(beginning))
    return found


def _occurs(haystack: bytes, low: bytes, word: str) -> bool:
    return word.encode().hex().encode() in low or any(form in haystack for form in spellings(word))


def document(number: int) -> View:
    """An ordinary invoice with words of its own."""
    return samples.view(
        number=f"INV-{number:06}",
        buyer=Party(name=f"Customer {secrets.token_hex(6)} Ltd", address=(f"{number} Bridge Street",)),
        lines=samples.lines(2 + number % 9),
        message=f"With thanks to {secrets.token_hex(6)}",
        issued_on=date(2026, 11, 6),
    )


async def fill(desk: Desk, count: int) -> list[Published]:
    """Publish ``count`` documents, 100 to a batch."""
    links: list[Published] = []
    for start in range(0, count, 100):
        batch = [await desk.prepare(document(number), pdf=None) for number in range(start, min(start + 100, count))]
        assert {answer.result for answer in await desk.send(*(each.put for each in batch))} == {"done"}
        links += batch
    return links


def known_words(links: list[Published]) -> set[str]:
    words: set[str] = set()
    for each in links:
        words |= {each.view.buyer.name, each.view.message}
    return set(sorted(words)[750 : 750 + KNOWN])  # names and messages, half and half


# What customers type, each with the form that sends it.
TYPED = {
    "accept": ("name", "order"),
    "decline": ("reason",),
    "comment": ("message",),
}


async def answered(portal: Running, desk: Desk, count: int) -> set[str]:
    """Let ``count`` quotes be accepted and as many declined, each with a message before; return every word typed."""
    words: set[str] = set()
    for number in range(2 * count):
        link = await desk.publish(samples.quote(samples.OPEN), pdf=None)
        for act in ("comment", "accept" if number % 2 else "decline"):
            typed = {field: f"Typed {secrets.token_hex(8)}" for field in TYPED[act]}
            form = samples.answer(link.view, strokes=samples.STROKES_SENT, **typed)
            answer = await portal.browser().post(f"{link.path}/{act}", data=form)
            assert answer.status_code == 303
            words |= set(typed.values())
            if act != "decline":
                assert typed.popitem()[1] in (await portal.browser().get(link.path)).text
    return words


async def test_promise_p1_and_l3_what_customers_answer_is_readable_nowhere(
    portal: Running, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """40 answers and 40 messages: names, order numbers, reasons, messages and drawings have 0 hits in file, WAL, dump
    and log; whoever holds the link reads all of them. Share: 2 s."""
    caplog.set_level(logging.DEBUG, "portal")
    caplog.set_level(logging.DEBUG, "uvicorn")
    words = await answered(portal, desk, 20)
    assert len(words) == 20 * (2 + 1) + 40
    drawing = {samples.STROKES_SENT[2:40], samples.STROKES_SENT.replace(" ", "")[2:40], "203.0.113.7"}
    kept = everything_kept(portal) + caplog.text.encode()
    assert hits(kept, words | drawing) == 0
    with portal.portal.database.write() as connection:
        connection.execute(update(link).values(office_copy=sorted(words)[0].encode()))
    assert hits(everything_kept(portal), words) == 1  # so the search bites


@pytest.mark.parametrize("sealed", [True, False])
async def test_promise_p1_and_p2_a_stolen_store_shows_nothing_and_sizes_tell_nothing(
    portal: Running, desk: Desk, caplog: pytest.LogCaptureFixture, sealed: bool
) -> None:
    """1,000 documents, 500 known strings: 0 hits in file, WAL, dump, log; in an unsealed build more than 400.

    The 1,000 are ordinary invoices of 2 to 10 lines: at most 4 sizes of views.
    """
    caplog.set_level(logging.INFO, "portal")
    desk.sealed = sealed
    links = await fill(desk, 1_000)
    if sealed:
        assert 1 <= len(sizes_of_views(portal, 1_000)) <= 4
        for each in links[:20]:
            await portal.browser().get(each.path)
            await portal.browser().post(f"{each.path}/view", data={"sign": "key"})
    words = known_words(links)
    assert len(words) == KNOWN
    found = hits(everything_kept(portal) + caplog.text.encode(), words)
    assert found == 0 if sealed else found > 400


def sizes_of_views(portal: Running, count: int) -> set[int]:
    """Return the sizes of the views there, which are ``count``."""
    with portal.portal.database.read() as connection:
        sizes = connection.scalars(select(content.c.size).where(content.c.kind == "view")).all()
    assert len(sizes) == count
    return set(sizes)


async def test_promise_p2_sizes_of_answers_tell_little(portal: Running, desk: Desk) -> None:
    """Accepting and declining, long words and short, with a drawing and without: at most 2 sizes of events."""
    for number in range(60):
        link_there = await desk.publish(samples.quote(samples.OPEN), pdf=None)
        form = samples.answer(link_there.view, name="N" * (1 + number), reason="r" * number, message="m" * (1 + number))
        form |= {"strokes": samples.STROKES_SENT} if number % 3 else {}
        for act in ("comment", "accept" if number % 2 else "decline"):
            assert (await portal.browser().post(f"{link_there.path}/{act}", data=form)).status_code == 303
    told = [row for row in await desk.rows() if row.sealed]
    assert len(told) > 120
    assert len({len(row.blob) for row in told}) <= 2


async def test_promise_p3_sealed_data_cannot_be_changed_unseen(portal: Running, desk: Desk) -> None:
    """10,000 bit flips over views and wraps, and swaps between rows: all refused when opened."""
    one, other = await desk.publish(pdf=None), await desk.publish(pdf=None)
    with portal.portal.database.read() as connection:
        blobs = {row.id: row.blob for row in connection.execute(select(content))}
        wraps = {row.lookup: row.sealed for row in connection.execute(select(wrap))}
    view = one.put.view
    place = wrap_place(desk.id, one.keys.lookup, view)
    key = open_key(one.keys.wrap, place, wraps[one.keys.lookup])
    dice = random.Random(7)
    refused = 0
    for turn in range(10_000):
        sealed = bytearray(wraps[one.keys.lookup] if turn % 2 else blobs[view])
        bit = dice.randrange(len(sealed) * 8)
        sealed[bit // 8] ^= 1 << bit % 8
        try:
            if turn % 2:
                open_key(one.keys.wrap, place, bytes(sealed))
            else:
                open_sealed(key, content_place(desk.id, view, "view"), bytes(sealed))
        except Unsealable:
            refused += 1
    assert refused == 10_000
    assert open_sealed(key, content_place(desk.id, view, "view"), blobs[view])
    with portal.portal.database.write() as connection:
        swapped = blobs[other.put.view]
        connection.execute(update(content).where(content.c.id == view).values(blob=swapped))
        connection.execute(update(link).values(rev=link.c.rev + 1))
    assert (await portal.browser().get(one.path)).status_code == 503
    assert (await portal.browser().get(other.path)).status_code == 200


async def test_promise_p3_a_wrap_moved_to_another_link_opens_nothing(portal: Running, desk: Desk) -> None:
    one, other = await desk.publish(pdf=None), await desk.publish(pdf=None)
    with portal.portal.database.write() as connection:
        connection.execute(update(wrap).where(wrap.c.lookup == other.keys.lookup).values(content=one.put.view))
        connection.execute(update(link).where(link.c.lookup == other.keys.lookup).values(view=one.put.view))
        connection.execute(update(link).values(rev=link.c.rev + 1))
    assert (await portal.browser().get(other.path)).status_code == 503


async def test_promise_p5_what_the_store_holds_opens_no_api(portal: Running, desk: Desk) -> None:
    """Every text of the store shown as a bearer key: refused."""
    await desk.publish()
    with closing(sqlite3.connect(portal.data / "portal.db")) as connection:
        dump = "\n".join(connection.iterdump())
    assert desk.key not in dump
    tried = set(re.findall(r"[0-9A-Za-z_-]{32,64}", dump))
    assert sha256(desk.key.encode()).hexdigest() in tried
    for word in sorted(tried):
        answer = await Desk(desk.id, word, desk.http).call("GET", "/office")
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_key")


async def test_promise_l3_and_p6_tokens_are_nowhere_and_logs_are_clean(
    portal: Running, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Every way in, with its token; then file, WAL, dump and log are searched. CR, LF and ANSI forge no line."""
    caplog.set_level(logging.DEBUG, "portal")
    caplog.set_level(logging.DEBUG, "uvicorn")
    links = [await desk.publish() for _ in range(3)]
    for each in links:
        browser = portal.browser()
        for path in (each.path, f"{each.path}/pdf", f"/s/{each.token.text}", f"{each.path}.,", f"{each.path}x"):
            await browser.get(path, headers={"referer": f"https://portal.example{each.path}"})
        for act in ("view", "download", "ask"):
            await browser.post(f"{each.path}/{act}", data={"sign": "key"})
    await desk.replace(links[0])
    await portal.browser().get(links[0].path)
    portal.clock.forward(days=31)
    await portal.browser().post(f"{links[1].path}/ask")
    tricks = ("%0d%0aFORGED", "%1b[31mFORGED", "%00FORGED", "FORGED%E2%80%A8FORGED")
    for trick in tricks:
        await portal.browser().get(f"/portal/{trick}/{trick}")
        await portal.browser().get(f"/s/{trick}", headers={"user-agent": "FORGED", "x-forwarded-for": "FORGED"})
        await desk.call("PUT", f"/content/{trick}", content=b"FORGED")
        await desk.call("GET", f"/manifest?after={trick}")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("portal")]
    shape = re.compile(r"(GET|POST|PUT|HEAD) (-|/[a-z0-9/{}._]*) \d{3} (-|[0-9a-f]{8}) \d+\.\d ms")
    assert len(lines) > 40
    assert [line for line in lines if not shape.fullmatch(line)] == []
    kept = everything_kept(portal) + "\n".join(lines).encode()
    assert hits(kept, {each.token.text for each in links}) == 0
    assert hits(kept, {"INV-2026-0187", "Hollis", desk.key}) == 0
    assert b"FORGED" not in "\n".join(lines).encode()


async def test_the_search_of_l3_finds_what_is_there(portal: Running, desk: Desk) -> None:
    link_there = await desk.publish(office_copy=None)
    with portal.portal.database.write() as connection:
        copy = link_there.token.text.encode()
        connection.execute(update(link).values(office_copy=copy))
    assert hits(everything_kept(portal), {link_there.token.text}) == 1
    assert secrets_kept(portal.data / "portal.db", (), portal.secrets()) == {link_there.token.text}
    desk.issued.clear()  # what is looked for after every test is there on purpose


async def test_promise_l7_regenerate_kills_the_old_link_at_once(portal: Running, desk: Desk) -> None:
    """200 rounds: a read that begins after the answer never shows the old document."""
    current = await desk.publish(pdf=None)
    browser = portal.browser()
    dead_reads = 0
    for _ in range(200):
        assert (await browser.get(current.path)).status_code == 200
        old = current
        fresh = await desk.prepare(old.view, pdf=None, doc=old.doc, version=old.put.version + 1)
        (answer,) = await desk.send(LinkReplace(id=fresh.put.id, old=old.keys.lookup, link=fresh.put))
        assert answer.result == "done"
        dead_reads += (await browser.get(old.path)).status_code == 410
        current = fresh
    assert dead_reads == 200


async def test_keys_of_ended_links_are_gone_at_once(portal: Running, desk: Desk) -> None:
    one = await desk.publish()
    await desk.replace(one)
    with portal.portal.database.read() as connection:
        left = connection.scalar(select(func.count()).select_from(wrap).where(wrap.c.lookup == one.keys.lookup))
    assert left == 0


async def test_two_portals_have_different_keys(tmp_path: Path) -> None:
    async with running(tmp_path / "a") as a, running(tmp_path / "b") as b:
        assert a.portal.keys.key_id != b.portal.keys.key_id
        assert a.portal.keys.master != b.portal.keys.master
        assert "master" not in repr(a.portal.keys)
