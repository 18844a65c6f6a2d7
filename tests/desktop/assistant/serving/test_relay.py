"""``counterfoil mcp`` as a real process, through the official client: beside the app, without it, and in between."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any, Self, cast

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from PySide6.QtNetwork import QLocalSocket

from desktop.database import open_database
from desktop.instance import Instance
from desktop.services.assisting.keys import mint_key
from desktop.services.office import found_office
from desktop.system.clock import now
from desktop.system.paths import DataFolder
from desktop.views.memory import HTTP, HTTP_PORT, Memory
from tests.blank import lay_books
from tests.desktop.assistant.serving.office import free_port
from tests.desktop.office import FOUNDING

# What the app does with a folder, without its window: claim it, serve AI clients, say what happens.
_APP = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.assistant.host import Host
from desktop.assistant_doors import assistant_office, note_mistake
from desktop.assistant_lines import AssistantDoors
from desktop.database import open_database
from desktop.instance import Instance
from desktop.start import _enter
from desktop.system.paths import DataFolder

app = QCoreApplication(sys.argv)
folder = DataFolder(Path(sys.argv[1]))
instance = Instance(folder.root)
if not instance.claim() and (code := _enter(instance)) is not None:
    print("refused", code, flush=True)
    raise SystemExit(code)
books = open_database(folder.books)
def make(doors):
    told = dict(changed=doors.changed.emit, called=doors.called.emit, broke=note_mistake)
    return Host(lambda: assistant_office(books, folder.archive, **told), "0.1.0")
doors = AssistantDoors(make)
doors.changed.connect(lambda: print("changed", flush=True))
doors.called.connect(lambda: print("called", flush=True))
instance.called.connect(lambda: print("shown", flush=True))
instance.asked.connect(doors.take)
doors.open()
print("runs", flush=True)
app.exec()
"""

_HELLO = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},'
    '"clientInfo":{"name":"t","version":"1"}}}\n'
    '{"jsonrpc":"2.0","method":"notifications/initialized"}\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "office")
    lay_books(folder.books)
    books = open_database(folder.books)
    with books.write() as session:
        found_office(session, FOUNDING)
    books.close()
    return folder


def mint(folder: DataFolder) -> str:
    books = open_database(folder.books)
    with books.write() as session:
        secret = mint_key(session, "AI client", "draft", at=now()).secret
    books.close()
    return secret


def relayed(folder: DataFolder, key: str) -> StdioServerParameters:
    """Return what a client's configuration says."""
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "PATH", "SYSTEMROOT") if name in os.environ}
    arguments = ["-m", "desktop", "--data", str(folder.root), "mcp"]
    return StdioServerParameters(command=sys.executable, args=arguments, env={**kept, "COUNTERFOIL_KEY": key})


class App:
    """The app's process on a folder."""

    def __init__(self, folder: DataFolder) -> None:
        command = [sys.executable, "-c", _APP, str(folder.root)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


class RawClient:
    """A client's own process speaking lines, which may be ruder than the official one."""

    def __init__(self, folder: DataFolder) -> None:
        command = [sys.executable, "-m", "desktop", "--data", str(folder.root), "mcp"]
        told, pipe = {**os.environ, "COUNTERFOIL_KEY": mint(folder)}, subprocess.PIPE
        self.process = subprocess.Popen(command, env=told, stdin=pipe, stdout=pipe, stderr=pipe)
        ends = self.process.stdin, self.process.stdout, self.process.stderr
        self.to, self.of, self.errors = cast("tuple[IO[bytes], IO[bytes], IO[bytes]]", ends)

    def __enter__(self) -> Self:
        self._say(_HELLO)
        assert self.heard()["id"] == 1
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        for end in (self.to, self.of, self.errors):
            end.close()

    def ask(self, method: str, ids: Iterable[int]) -> None:
        self._say("".join(f'{{"jsonrpc":"2.0","id":{at},"method":"{method}"}}\n' for at in ids))

    def heard(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.of.readline())
        return said

    def _say(self, lines: str) -> None:
        self.to.write(lines.encode())
        self.to.flush()


@pytest.fixture
def app(folder: DataFolder) -> Iterator[App]:
    app = App(folder)
    assert app.said() == "runs"
    yield app
    app.end()


async def names(client: Client) -> list[str]:
    """Ask for the customers, and return their names."""
    result = await client.call_tool("list_customers", {})
    assert not result.is_error, result
    assert result.structured_content is not None
    return [row["name"] for row in result.structured_content["customers"]]


@asynccontextmanager
async def speaking(folder: DataFolder, key: str, **more: Any) -> AsyncIterator[Client]:
    async with Client(relayed(folder, key), **more) as client:
        yield client


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_without_the_app_the_process_opens_the_books_itself(folder: DataFolder, mode: str) -> None:
    async with speaking(folder, mint(folder), mode=mode) as client:
        assert "list_customers" in {tool.name for tool in (await client.list_tools()).tools}
        await client.call_tool("create_customer", {"displayName": "Hollis"})
        assert await names(client) == ["Hollis"]


async def test_beside_the_app_the_app_serves_and_is_told(folder: DataFolder, app: App) -> None:
    async with speaking(folder, mint(folder)) as client:
        await client.call_tool("create_customer", {"displayName": "Hollis"})
        assert [app.said(), app.said()] == ["changed", "called"]
        assert await names(client) == ["Hollis"]
    assert app.said() == "called"


async def test_the_real_app_serves_a_client_and_http_where_it_was_switched_on(folder: DataFolder) -> None:
    port, key = free_port(), mint(folder)
    memory = Memory(folder.settings)
    memory.keep_choice(HTTP, chosen=True)
    memory.keep_number(HTTP_PORT, port)
    told = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    app = subprocess.Popen([sys.executable, "-m", "desktop", "--data", str(folder.root)], env=told)
    try:
        listens = QLocalSocket()
        while not listens.waitForConnected(200):
            assert app.poll() is None
            listens.connectToServer(Instance(folder.root).name)
        listens.abort()
        async with speaking(folder, key) as client:
            await client.call_tool("create_customer", {"displayName": "Hollis"})
            assert await names(client) == ["Hollis"]
            async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
                transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
                async with Client(transport) as other:
                    assert await names(other) == ["Hollis"]
    finally:
        app.kill()
        app.wait()


async def test_a_wrong_key_gets_a_sentence_and_nothing_else(folder: DataFolder, app: App) -> None:
    async with speaking(folder, "cfk_wrong") as client:
        result = await client.call_tool("list_customers", {})
    assert result.is_error
    assert "This key is not known in these books." in str(result.content)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_notices_nothing_when_the_app_opens_and_closes(folder: DataFolder, mode: str) -> None:
    """The client's process had the books; the app that starts has them from then on, and then nobody, and then it."""
    async with speaking(folder, mint(folder), mode=mode) as client:
        assert await names(client) == []
        app = App(folder)
        assert app.said() == "runs"
        assert await names(client) == []
        assert app.said() == "called"
        app.end()
        assert await names(client) == []


def test_a_client_that_does_not_read_keeps_no_app_from_opening(folder: DataFolder) -> None:
    """It asks for far more than a pipe holds, and reads nothing of it; what it reads later is all there."""
    with RawClient(folder) as client:
        client.ask("tools/list", range(2, 12))
        client.to.close()
        app = App(folder)
        try:
            assert app.said() == "runs"
            assert {json.loads(line)["id"] for line in client.of} == set(range(2, 12))
        finally:
            app.end()


def test_the_process_ends_with_a_client_that_asked_much_and_read_nothing(folder: DataFolder) -> None:
    with RawClient(folder) as client:
        client.ask("tools/list", range(2, 600))
        client.of.read(200_000)  # it is at it, and far from done
        client.of.close()  # the client is gone; its other end may stay open as long as it likes
        assert client.process.wait(30) == 0
        assert client.errors.read() == b""


@pytest.mark.soak
def test_a_client_may_ask_without_end(folder: DataFolder) -> None:
    """20,000 questions, one after the other, through one process."""
    with RawClient(folder) as client:
        for at in range(2, 20_002):
            client.ask("ping", [at])
            assert client.heard()["id"] == at
        client.to.close()
        assert client.process.wait(30) == 0


async def test_two_clients_share_the_books_without_the_app(folder: DataFolder) -> None:
    key = mint(folder)
    async with speaking(folder, key) as other:
        async with speaking(folder, key) as one:
            await one.call_tool("create_customer", {"displayName": "Hollis"})
            assert await names(other) == ["Hollis"]
        assert await names(other) == ["Hollis"]


def test_without_a_key_the_process_says_what_to_do(folder: DataFolder) -> None:
    command = [sys.executable, "-m", "desktop", "--data", str(folder.root), "mcp"]
    told = {name: value for name, value in os.environ.items() if name != "COUNTERFOIL_KEY"}
    result = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "COUNTERFOIL_KEY is not set. Make a key in Counterfoil under Settings, Assistant.\n"


def test_without_books_the_process_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "desktop", "--data", str(tmp_path), "mcp"]
    told = {**os.environ, "COUNTERFOIL_KEY": "cfk_x"}
    result = subprocess.run(command, env=told, capture_output=True, text=True, check=False, stdin=subprocess.PIPE)
    assert (result.returncode, result.stdout) == (1, "")
    assert "There are no books in this folder yet." in result.stderr


def test_nothing_but_messages_reaches_standard_output(folder: DataFolder) -> None:
    """No Qt widget, no display, no stray word; a question asked before the end of input is answered."""
    hello = (
        f"{_HELLO}no json at all\n\n"
        '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_customers","arguments":{}}}\n'
    )
    command = [sys.executable, "-m", "desktop", "--data", str(folder.root), "mcp"]
    told = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    told["COUNTERFOIL_KEY"] = mint(folder)
    result = subprocess.run(command, env=told, input=hello, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert {answer["jsonrpc"] for answer in answers} == {"2.0"}
    assert {answer["id"] for answer in answers} == {None, 1, 2}  # None: what could not be read is answered, too
    assert '"customers":[]' in result.stdout.splitlines()[-1]
    assert result.returncode == 0


def test_a_stranger_at_the_socket_is_shown_out(qtbot: Any, tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    assert instance.claim()
    asked: list[str] = []
    instance.asked.connect(lambda _socket, key: asked.append(key))
    for begun in (b"GET / HTTP/1.1\r\n", b"mcp " + b"x" * 400, b"shoo\n"):
        socket = QLocalSocket()
        socket.connectToServer(instance.name)
        assert socket.waitForConnected(1000)
        with qtbot.waitSignal(socket.disconnected):
            socket.write(begun)
    assert asked == []
    instance.release()
