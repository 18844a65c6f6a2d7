"""The registry behind the real server: every tool is listed as it is, and a story is told from draft to reminder."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from mcp import Client
from mcp.types import CallToolResult, TextContent

from desktop.assistant.approving import approve
from desktop.assistant.calling import Calls
from desktop.assistant.office import Office
from desktop.assistant.registry import ALL
from desktop.assistant.server import build_server
from desktop.services.assisting.keys import mint_key
from desktop.services.mailing.account import AccountValues, save_account
from tests.desktop.assistant.asking import Client as Asking
from tests.desktop.assistant.asking import OpenDoors, everything
from tests.desktop.office import TODAY, Desk


@asynccontextmanager
async def served(desk: Desk, scope: Any = "draft", acts: tuple[str, ...] = ()) -> AsyncIterator[Client]:
    """A client of the real SDK with a key of its own, over the whole registry; ``acts`` are its ticked tools."""
    broken: list[BaseException] = []
    office = Office(
        tools=ALL,
        books=desk.books,
        doors=OpenDoors(desk.archive, desk),
        now=lambda: desk.now,
        today=lambda _session, _now: TODAY,
        changed=lambda: None,
        called=lambda: None,
        broke=broken.append,
    )
    secret = desk.write(lambda session: mint_key(session, "Laptop", scope, at=desk.now, acts=acts)).secret
    async with Client(build_server(ALL, Calls(office), lambda _context: secret, "0.1.0")) as client:
        yield client
    assert broken == []


async def call(client: Client, name: str, **arguments: Any) -> Any:
    """Return what a tool answers, or its sentence where it refuses."""
    result: CallToolResult = await client.call_tool(name, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text if result.is_error else json.loads(content.text)


async def test_every_tool_is_listed_with_its_hints_and_its_arguments(desk: Desk) -> None:
    async with served(desk) as client:
        listed = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(listed) == set(ALL)
    for name, tool in listed.items():
        assert tool.input_schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint == (ALL[name].effect == "reads")
        assert tool.annotations.destructive_hint == ALL[name].destructive
        assert tool.annotations.open_world_hint == ALL[name].open_world
        for argument in tool.input_schema["properties"]:
            assert argument[0].islower()
            assert "_" not in argument


async def test_a_draft_is_written_sent_after_a_yes_and_reminded_of(desk: Desk) -> None:
    desk.connect()
    account = AccountValues("smtp.alder.example", 587, "starttls", "post", "post@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, account, at=desk.now))
    async with served(desk) as client:
        who = await call(client, "create_customer", displayName="Rosewood Dental", email="a@rosewood.example")
        wish = {"customerId": who["id"], "lineItems": [{"description": "Consulting", "rate": 99.95, "quantity": 3}]}
        made = await call(client, "create_invoice", **wish, idempotencyKey="1")
        assert await call(client, "create_invoice", **wish, idempotencyKey="1") == made
        assert made["total"] == "299.85"
        assert "approves email_invoice" in await call(client, "send_invoice", invoiceId=made["id"])

        asked = await call(client, "email_invoice", invoiceId=made["id"])
        assert "Issues the draft" in asked["wouldDo"][0]
        errand = Asking(desk).errand
        proposal = UUID(asked["proposalId"])
        decided = desk.write(lambda session: approve(session, ALL, proposal, errand(session)))
        assert decided.is_done, decided.sentence

        number = (await call(client, "get_invoice", invoiceId=made["id"]))["number"]
        assert number == "INV-2026-0001"
        assert (await call(client, "list_email_logs"))["emailLogs"][0]["document"] == number
        assert (await call(client, "get_invoice_link", invoiceId=number))["link"].startswith(
            "https://pay.alder.example/"
        )
        assert "scope act" in await call(client, "record_payment", invoiceId=number, amount=1)
        audit = await call(client, "get_audit_log", entity="invoice")
        assert [row["outcome"] for row in audit["calls"]].count("proposed") == 1


async def test_an_edit_between_question_and_yes_stops_it(desk: Desk) -> None:
    desk.connect()
    account = AccountValues("smtp.alder.example", 587, "starttls", "post", "post@alder.example", "Alder & Finch")
    desk.write(lambda session: save_account(session, account, at=desk.now))
    async with served(desk) as client:
        made = await call(
            client, "create_invoice", customerName="Ada", lineItems=[{"description": "Consulting", "rate": 100}]
        )
        asked = await call(client, "email_invoice", invoiceId=made["id"], email="ada@example.com")
        await call(client, "update_line_item", invoiceId=made["id"], lineItemIndex=0, rate=900)
        errand, proposal = Asking(desk).errand, UUID(asked["proposalId"])
        decided = desk.write(lambda session: approve(session, ALL, proposal, errand(session)))
    assert not decided.is_done
    assert "changed" in decided.sentence
    assert everything(desk)["mail"] == []
