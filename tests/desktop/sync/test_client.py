"""What a person types as address and key, and what comes back: each a sentence, none a crash."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx2
import pytest

from billing.errors import Refused, Unavailable
from desktop.sync.client import (
    NotAnAddress,
    NotAPortal,
    NotSecure,
    PortalClient,
    PortalRefused,
    PortalUnavailable,
    WrongKey,
)
from desktop.sync.probe import probe

HERE = "http://127.0.0.1:8080"
OFFICE = (
    '{"office": "01990000-0000-7000-8000-000000000001", "name": "A", "time": "%s", "log": "%s", "wire": [1, 1], '
    '"keys": {}, "computer": "Front desk", "books": null}'
)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pay.example.com",
        "ftp://pay.example.com",
        "mailto:pay@example.com",
        "javascript:alert(1)",
        "https://",
        "https://pay example.com",
        "https://-pay.example.com",
        "https://pay..example.com",
        f"https://{'a' * 64}.example.com",
        "https://[::1",
        "https://pay.example.com:99999",
        "https://pay.example.com:0",
        "https://pay.example.com:web",
        "https://pay.example.com/\x00",
        "https://\N{ZERO WIDTH SPACE}pay.example.com",
        "https://\ud800",
        "https://office:secret@pay.example.com",
        "https://pay.example.com?office=1",
        "https://pay.example.com#settings",
    ],
)
def test_what_is_no_address_is_said_before_anything_is_sent(address: str) -> None:
    with pytest.raises(NotAnAddress, match="no address of a portal"):
        probe(address, "key", clock=now)


@pytest.mark.parametrize(
    "address", ["http://pay.example.com", "HTTP://PAY.EXAMPLE.COM", "http://127.0.0.1.example.com"]
)
def test_plain_http_is_for_this_computer_only(address: str) -> None:
    with pytest.raises(NotSecure, match="Use https"):
        probe(address, "key", clock=now)


@pytest.mark.parametrize(
    "address",
    [HERE, "http://localhost", "http://[::1]:8080", "https://pay.example.com/", "https://münchen.example/pay"],
)
def test_what_is_an_address_is_taken(address: str) -> None:
    assert PortalClient(address, "key").address == address


@pytest.mark.parametrize(
    "key", ["", "two words", "line\nbreak", "a–dash", "“quoted”", "\ud800", "\N{ZERO WIDTH SPACE}k"]
)
def test_what_is_no_key_is_said_before_anything_is_sent(key: str) -> None:
    with pytest.raises(WrongKey, match="Paste the key"):
        PortalClient(HERE, key)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, "<!doctype html><title>Hotel Wi-Fi</title>", NotAPortal),
        (200, "", NotAPortal),
        (200, "{}", NotAPortal),
        (200, OFFICE % ("2026-11-20T12:00:00", "0" * 32), NotAPortal),  # a time without its zone
        (302, "", NotAPortal),
        (401, "<h1>Who are you</h1>", NotAPortal),
        (403, "", NotAPortal),
        (404, "Not Found", NotAPortal),
        (401, '{"code": "bad_key", "sentence": "Unknown."}', WrongKey),
        (409, '{"code": "diverged", "sentence": "Portal and books disagree."}', PortalRefused),
        (409, '{"code": "of tomorrow", "sentence": "New."}', NotAPortal),
        (408, "", PortalUnavailable),
        (429, "", PortalUnavailable),
        (500, "<h1>Oops</h1>", PortalUnavailable),
        (503, '{"code": "busy", "sentence": "Later."}', PortalUnavailable),
    ],
)
async def test_every_answer_is_one_of_a_few_sentences(status: int, body: str, error: type[Exception]) -> None:
    async with client(lambda _: httpx2.Response(status, text=body)) as portal:
        with pytest.raises(error) as caught:
            await portal.office()
    assert isinstance(caught.value, (Refused, Unavailable))
    assert "k3y" not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("", None), ("-1", None), ("soon", None), ("9" * 400, float("inf"))],
)
async def test_the_portals_wish_to_wait_is_read_where_it_is_one(header: str, seconds: float | None) -> None:
    async with client(lambda _: httpx2.Response(429, headers=[("Retry-After", header)])) as portal:
        with pytest.raises(PortalUnavailable) as caught:
            await portal.office()
    assert caught.value.after == seconds


@pytest.mark.parametrize(
    "error", [httpx2.ConnectError, httpx2.ReadTimeout, httpx2.RemoteProtocolError, httpx2.ReadError]
)
async def test_no_line_is_unavailable(error: type[httpx2.TransportError]) -> None:
    def fail(_request: httpx2.Request) -> httpx2.Response:
        raise error("gone")

    async with client(fail) as portal:
        with pytest.raises(PortalUnavailable, match="does not answer"):
            await portal.office()


def client(answer: Callable[[httpx2.Request], httpx2.Response]) -> PortalClient:
    return PortalClient(HERE, "k3y", transport=httpx2.MockTransport(answer))


def now() -> datetime:
    return datetime.now(UTC)
