"""One client's connection as lines of JSON, whichever way they come: a local socket, or this process's own input."""

import asyncio
from collections.abc import Callable
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.shared.message import SessionMessage
from mcp.types import jsonrpc_message_adapter
from pydantic import ValidationError

from desktop.assistant.unread import UNREADABLE, refusal


async def serve_lines(
    server: Server[Any],
    received: "asyncio.Queue[bytes | None]",
    say: Callable[[bytes], None],
    taken: Callable[[], None],
) -> None:
    """Serve one client until ``None`` is received; ``taken`` is called for each line that was taken up."""
    to_server, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    write, from_server = anyio.create_memory_object_stream[SessionMessage](0)

    async def listen() -> None:
        async with to_server:
            while (line := await received.get()) is not None:
                message = _message(line)
                if isinstance(message, bytes):
                    say(message)
                else:
                    await to_server.send(message)
                taken()

    async def speak() -> None:
        async with from_server:
            async for each in from_server:
                say(each.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")

    async with anyio.create_task_group() as group:
        group.start_soon(listen)
        group.start_soon(speak)
        await server.run(read, write, server.create_initialization_options())


def _message(line: bytes) -> SessionMessage | bytes:
    """Return what the line says, or the answer to one that says nothing: the SDK would leave its sender waiting."""
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValidationError:
        return refusal(line, UNREADABLE)
