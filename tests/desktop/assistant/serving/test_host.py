"""The assistant's thread with its real web server on loopback, through the official client."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from desktop.assistant import web
from desktop.assistant.host import Host, PortTaken, listen_here
from desktop.assistant_lines import AssistantDoors
from tests.desktop.assistant.serving.office import Assisted, free_port


@pytest.fixture
def host(assisted: Assisted) -> Iterator[Host]:
    host = Host(lambda: assisted.office, "0.1.0")
    host.start()
    yield host
    host.close()


async def listed(port: int, key: str, mode: str = "auto") -> object:
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
        transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            return (await client.call_tool("list_customers", {})).structured_content


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_is_served_over_http(assisted: Assisted, host: Host, mode: str) -> None:
    assisted.desk.customer("Hollis")
    port = free_port()
    await asyncio.to_thread(host.serve_http, port)
    assert await listed(port, assisted.key("read"), mode) == {"names": ["Hollis"]}


async def test_http_can_be_moved_and_switched_off(assisted: Assisted, host: Host) -> None:
    key, first, second = assisted.key("read"), free_port(), free_port()
    for port in (first, first, second):
        await asyncio.to_thread(host.serve_http, port)
        assert await listed(port, key) == {"names": []}
    with socket.socket() as found:
        assert found.connect_ex(("127.0.0.1", first)) != 0
    await asyncio.to_thread(host.stop_http)
    with socket.socket() as found:
        assert found.connect_ex(("127.0.0.1", second)) != 0


async def test_a_port_that_is_taken_is_said(host: Host) -> None:
    with listen_here(0) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} of this computer is used by another program."):
            await asyncio.to_thread(host.serve_http, port)


def test_the_first_client_and_http_begin_one_thread_between_them(assisted: Assisted) -> None:
    made: list[Host] = []
    both = threading.Barrier(2)

    def make(_doors: AssistantDoors) -> Host:
        with suppress(threading.BrokenBarrierError):
            both.wait(0.3)  # whoever comes meanwhile would make another one
        made.append(Host(lambda: assisted.office, "0.1.0"))
        return made[-1]

    doors = AssistantDoors(make)
    doors.open()
    port = free_port()
    aside = threading.Thread(target=lambda: doors.serve_http(port))
    aside.start()
    doors.host()
    aside.join()
    assert len(made) == 1
    doors.close()
    with socket.socket() as found:
        assert found.connect_ex(("127.0.0.1", port)) != 0


async def test_connections_that_ask_nothing_are_few_and_do_not_stay(
    assisted: Assisted, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE_S", 0.2)
    port = free_port()
    await asyncio.to_thread(host.serve_http, port)
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(web.MOST + 8)]
    ended = await asyncio.wait_for(asyncio.gather(*(_end(reader) for reader, _writer in opened)), 10)
    assert ended == [b""] * len(opened)
    for _reader, writer in opened:
        writer.close()
    assert await listed(port, assisted.key("read")) == {"names": []}


async def _end(reader: asyncio.StreamReader) -> bytes:
    with suppress(ConnectionResetError):
        return await reader.read()
    return b""


def test_it_listens_on_this_computer_alone() -> None:
    with listen_here(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


async def test_many_lines_at_once_are_all_answered_and_all_end(assisted: Assisted, host: Host) -> None:
    """Twenty clients on lines of their own, and the host is closed under them."""
    key, said, ended = assisted.key("read"), asyncio.Queue[bytes](), asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    ask = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},'
    ask += b'"clientInfo":{"name":"t","version":"1"}}}\n'

    def say(line: bytes) -> None:
        loop.call_soon_threadsafe(said.put_nowait, line)

    def end() -> None:
        loop.call_soon_threadsafe(ended.release)

    lines = [host.line(key, say, lambda: None, end) for _ in range(20)]
    for line in lines:
        line.feed(b"nonsense\n")
        line.feed(ask)
    answers = [await said.get() for _ in [*lines, *lines]]
    assert sum(b'"serverInfo"' in answer for answer in answers) == len(lines)
    assert sum(b"This is no message that can be read" in answer for answer in answers) == len(lines)
    lines[0].end()
    await ended.acquire()
    await asyncio.to_thread(host.close)
    for _ in lines[1:]:
        await ended.acquire()
    lines[1].feed(ask)


def test_a_host_that_never_began_closes() -> None:
    Host(lambda: pytest.fail("nobody asked"), "0.1.0").close()
