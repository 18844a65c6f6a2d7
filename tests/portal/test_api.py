"""The API's edges: keys, versions, sizes, bad input; two offices that never meet."""

import json
import random
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from billing.wire import MAX_CONTENT, DocWithdraw, LinkExtend, LinkReplace, LinkRevoke, Operation, Problem
from portal.store.offices import revoke_key
from portal.tables import content, doc, feed, link, series, wrap
from tests.portal.desk import DAY, Desk, Running

KEYED = [("GET", "/office"), ("GET", "/events"), ("GET", "/manifest"), ("POST", "/operations")]


@pytest.mark.parametrize(("method", "path"), KEYED)
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic x", "Bearer \u00e9", "bearer  "])
async def test_no_call_goes_without_a_key(
    portal: Running, desk: Desk, method: str, path: str, authorization: str
) -> None:
    answer = await desk.call(method, path, headers={"Authorization": authorization.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert Problem.model_validate_json(answer.content).code == "bad_key"


@pytest.mark.parametrize("wire", ["", "0", "2", "99", "x", "1.0", "\u00b9"])
async def test_promise_s8_another_version_is_refused_in_words(desk: Desk, wire: str) -> None:
    """Versions before the oldest and after the newest: a sentence, nothing changed, nothing lost."""
    published = await desk.prepare()
    answer = await desk.call(
        "POST",
        "/operations",
        content=desk.batch(published.put).model_dump_json(),
        headers={"Counterfoil-Wire": wire.encode("latin-1")},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "wire")
    assert (await desk.send(published.put))[0].result == "done"


async def test_promise_s8_an_operation_of_a_newer_version_is_refused_whole(desk: Desk) -> None:
    published = await desk.prepare()
    batch = json.loads(desk.batch(published.put).model_dump_json())
    for change in ({"op": "link.teleport"}, {"unheard": 1}):
        batch["operations"][0] = json.loads(published.put.model_dump_json()) | change
        answer = await desk.call("POST", "/operations", content=json.dumps(batch))
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert (await desk.send(published.put))[0].result == "done"


async def test_a_revoked_key_opens_nothing(portal: Running, desk: Desk) -> None:
    with portal.portal.database.write() as connection:
        revoke_key(connection, desk.id, "Front desk", now=portal.clock())
    assert (await desk.call("GET", "/office")).status_code == 401


async def test_the_test_button_says_who_and_what(portal: Running, desk: Desk) -> None:
    info = (await desk.call("GET", "/office")).json()
    assert info["office"] == desk.id
    assert (info["name"], info["computer"], info["books"]) == ("Alder & Finch Fit-Out", "Front desk", None)
    assert (info["wire"], info["time"], info["practice"]) == ([1, 1], "2026-11-20T12:00:00Z", False)
    assert list(info["keys"]) == [portal.portal.keys.key_id]
    await desk.send()
    assert (await desk.call("GET", "/office")).json()["books"] == desk.books


async def test_a_content_keeps_its_first_bytes(desk: Desk) -> None:
    identifier = secrets.token_hex(16)
    first = await desk.upload(identifier, "pdf", b"first")
    again = await desk.upload(identifier, "pdf", b"another one")
    assert first.json() == again.json() == {"content": identifier, "size": 5}
    back = await desk.call("GET", f"/content/{identifier}")
    assert (back.content, back.headers["counterfoil-content"]) == (b"first", "pdf")
    assert (await desk.upload(identifier, "view", b"first")).json()["code"] == "content_differs"


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large_is_not_read_to_its_end(desk: Desk, announced: bool) -> None:
    sent = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(64):
            sent += 1024 * 1024
            yield bytes(1024 * 1024)

    headers = {"Counterfoil-Content": "pdf"} | ({"Content-Length": str(64 * 1024 * 1024)} if announced else {})
    answer = await desk.call("PUT", f"/content/{'0' * 32}", content=stream(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    largest = await desk.upload("1" * 32, "pdf", bytes(MAX_CONTENT))
    assert largest.json()["size"] == MAX_CONTENT


async def test_an_operation_that_makes_no_sense_refuses_the_batch(desk: Desk) -> None:
    published = await desk.prepare()
    put = published.put
    replace = LinkReplace(id=put.id, old=put.lookup, link=put)
    wrong: list[Operation] = [
        put.model_copy(update={"doc": None}),
        put.model_copy(update={"kind": "customer"}),
        put.model_copy(update={"kind": "customer", "doc": None, "state": "withdrawn"}),
        put.model_copy(update={"view": "0" * 32}),
        replace,
    ]
    for each in wrong:
        answer = await desk.post(desk.batch(each))
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request"), answer.text


HOSTILE: list[Any] = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"batch":"\\ud800"}', b"[" * 100_000, b'{"a":' * 50_000, b"9" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_body_that_cannot_be_read_is_a_problem(desk: Desk, body: bytes) -> None:
    answer = await desk.call("POST", "/operations", content=body)
    assert answer.status_code == 400
    assert Problem.model_validate_json(answer.content).code == "bad_request"


async def test_promise_p7_bad_input_is_answered_not_suffered(portal: Running, desk: Desk) -> None:
    """3,000 calls made of the OpenAPI document and of nonsense: 0 answers of 5xx, 0 undocumented statuses."""
    dice = random.Random(20261120)
    document = (await desk.call("GET", "/openapi.json")).json()
    calls = [(method, path, call) for path, ways in document["paths"].items() for method, call in ways.items()]
    assert len(calls) == 6
    published = await desk.prepare()
    good = json.loads(desk.batch(published.put).model_dump_json())
    wrong = []
    for _ in range(3_000):
        method, path, call = dice.choice(calls)
        values = {part["name"]: _nonsense(dice) for part in call.get("parameters", ()) if part["in"] == "query"}
        wire = {"Counterfoil-Wire": dice.choice(["1", "1", "1", "7"]), "Counterfoil-Content": dice.choice(["pdf", "x"])}
        body = dice.choice([dice.choice(HOSTILE), json.dumps(_spoiled(good, dice)).encode()])
        target = path.removeprefix("/api/v1").replace("{content}", dice.choice(["0" * 32, "x", "%00", "\u00e9"]))
        params = {name: value for name, value in values.items() if dice.random() < 0.5 and name != "wait"}
        answer = await desk.call(method.upper(), target, params=params, content=body, headers=wire)
        if str(answer.status_code) not in call["responses"] or answer.status_code >= 500:
            wrong.append((method, target, params, answer.status_code))
    assert wrong == []


def _nonsense(dice: random.Random) -> Any:
    return dice.choice(["", "x", "-1", "0", "1", str(10**30), "0" * 32, "0" * 64, "\u0661", "\x00", "1e3", "NaN"])


def _spoiled(good: Any, dice: random.Random) -> Any:
    """The batch with one value, somewhere, changed to something else."""
    if isinstance(good, dict) and good:
        key = dice.choice(sorted(good))
        return good | {key: _spoiled(good[key], dice)}
    if isinstance(good, list) and good:
        return [_spoiled(good[0], dice), *good[1:]]
    return dice.choice([None, -1, 10**40, 1e308, "", "x" * 3_000, [], {}, True, "\u0000", "0" * 64])


@pytest.mark.parametrize("address", ["/content/%0A", "/content/" + "0" * 32 + "%0A", "/no%0Asuch"])
async def test_a_line_break_in_an_address_is_answered_as_any_other_miss(desk: Desk, address: str) -> None:
    answer = await desk.call("GET", address)
    assert answer.status_code == 404
    assert Problem.model_validate_json(answer.content).code == "not_found"


async def test_promise_p4_offices_never_see_each_other(portal: Running) -> None:
    """Two offices with the same ids, 20,000 random operations and reads: 0 rows cross."""
    one, two = portal.office("One"), portal.office("Two")
    dice = random.Random(4)
    links = [await one.publish(pdf=None) for _ in range(20)]
    for each in links:
        assert (await two.upload(each.put.view, "view", b"theirs")).status_code == 200
    before = _rows_of(portal, one)
    done = 0
    results = set()
    while done < 19_800:
        operations = [_aimed(dice.choice(links).put, dice) for _ in range(100)]
        answers = await two.send(*operations)
        done += len(answers)
        results |= {answer.result for answer in answers}
    assert results == {"done", "refused"}
    for each in (links * 10)[:200]:
        assert (await two.call("GET", f"/content/{each.put.view}")).content == b"theirs"
    manifest = (await two.call("GET", "/manifest")).text
    assert not any(each.keys.lookup in manifest for each in links)
    assert (await two.feed()).events == ()
    assert _rows_of(portal, one) == before
    assert {(await portal.browser().get(each.path)).status_code for each in links} == {200}


def _aimed(put: Any, dice: random.Random) -> Operation:
    """An operation of the other office that names this office's link, document or content."""
    identifier = str(uuid7())
    copied = put.model_copy(update={"id": identifier, "version": dice.randint(1, 5)})
    fresh = copied.model_copy(update={"lookup": secrets.token_hex(32)})
    ways: list[Operation] = [
        copied,
        LinkReplace(id=identifier, old=put.lookup, link=fresh),
        LinkExtend(id=identifier, lookup=put.lookup, lifetime=DAY),
        LinkRevoke(id=identifier, lookup=put.lookup),
        DocWithdraw(id=identifier, doc=put.doc),
    ]
    return dice.choice(ways)


def _rows_of(portal: Running, desk: Desk) -> dict[str, Any]:
    with portal.portal.database.read() as connection:
        counted = {
            table.name: connection.scalar(select(func.count()).select_from(table).where(table.c.office == desk.id))
            for table in (content, doc, feed, link, series, wrap)
        }
        links = connection.execute(select(link).where(link.c.office == desk.id).order_by(link.c.lookup)).all()
    return {**counted, "links": [tuple(row) for row in links]}
