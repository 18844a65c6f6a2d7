"""Every tool by its name, in the order of the guide, and the guide itself."""

from typing import Any

from pydantic.json_schema import JsonSchemaValue

from desktop.assistant.tool import Tool
from desktop.assistant.tools import (
    approvals,
    audit,
    catalogue,
    corrections,
    customers,
    invoice_lines,
    invoices,
    logs,
    notices,
    organization,
    ours_checks,
    ours_links,
    pay_ways,
    payments,
    quotes,
)

_GROUPS = (
    invoices, invoice_lines, corrections, customers, quotes, payments, pay_ways, catalogue, organization, logs, notices,
    approvals, audit, ours_links, ours_checks,
)  # fmt: skip
ALL: dict[str, Tool[Any]] = {tool.name: tool for group in _GROUPS for tool in group.TOOLS}

_EFFECTS = {
    "reads": "reads only",
    "writes": "writes to the books",
    "leaves": "a person approves it first",
}


def guide() -> str:
    """Return the list of tools as Markdown, one section a group; docs/assistant.md holds it word for word."""
    groups = dict.fromkeys(tool.group for tool in ALL.values())
    return "\n".join(_group(name) for name in groups)


def _group(name: str) -> str:
    tools = [tool for tool in ALL.values() if tool.group == name]
    return "\n".join([f"## {name}\n", *map(_section, tools)])


def _section(tool: Tool[Any]) -> str:
    facts = [f"scope `{tool.scope}`", _EFFECTS[tool.effect]]
    facts += ["twice is once"] if tool.idempotent else []
    facts += ["replaces or takes away"] if tool.destructive else []
    facts += ["may reach the portal or a mailbox"] if tool.open_world else []
    rows = "\n".join(_parameters(tool.takes.model_json_schema(by_alias=True))) or "No parameters."
    return f"### {tool.name}\n\n{tool.says}\n\n*{', '.join(facts)}*\n\n{rows}\n\n> {tool.example}\n"


def _parameters(schema: JsonSchemaValue) -> list[str]:
    required = set(schema.get("required", ()))
    kinds = schema.get("$defs", {})
    return [_parameter(name, facts, kinds, is_required=name in required) for name, facts in _listed(schema)]


def _listed(schema: JsonSchemaValue) -> list[tuple[str, JsonSchemaValue]]:
    """Return what must be given first."""
    required = set(schema.get("required", ()))
    return sorted(schema.get("properties", {}).items(), key=lambda each: each[0] not in required)


def _parameter(name: str, facts: JsonSchemaValue, kinds: JsonSchemaValue, *, is_required: bool) -> str:
    said = facts.get("description", "")
    shown = f"**`{name}`**" if is_required else f"`{name}`"
    return f"- {shown} ({_kind(facts, kinds)})" + (f": {said}" if said else "")


def _kind(facts: JsonSchemaValue, kinds: JsonSchemaValue) -> str:
    if "anyOf" in facts:
        found = dict.fromkeys(_kind(each, kinds) for each in facts["anyOf"] if each.get("type") != "null")
        return "number" if "number" in found else " or ".join(found)
    if "enum" in facts:
        return ", ".join(f"`{each}`" for each in facts["enum"])
    if "const" in facts:
        return f"`{facts['const']}`"
    if "$ref" in facts:
        return _object(kinds[facts["$ref"].rpartition("/")[2]])
    if facts.get("type") == "array":
        return f"list of {_kind(facts['items'], kinds)}"
    named = {"date": "day", "date-time": "instant"}.get(facts.get("format", ""))
    return named or str(facts.get("type", "text"))


def _object(facts: JsonSchemaValue) -> str:
    return "{" + ", ".join(name for name, _facts in _listed(facts)) + "}"
