"""Lines of a client that no server takes, and the answer to them; light, so that a relay starts without the SDK."""

import json
from typing import Any

LONGEST = 4 * 1024 * 1024  # bytes a line
UNREADABLE = "This is no message that can be read: one JSON-RPC object a line, in UTF-8. Nothing was done."
TOO_LONG = f"This message is larger than {LONGEST // 1024 // 1024} MB. Nothing was done. Say it in several calls."
_INVALID, _INTERNAL = -32600, -32603


def read_message(line: bytes) -> dict[str, Any]:
    """Return the message of a line, {} where there is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):  # nested deeper than any call is
        return {}
    return message if isinstance(message, dict) else {}


def refusal(line: bytes, why: str) -> bytes:
    """Return the answer to a line that no server takes; to nobody's request where it does not say whose it is."""
    request = read_message(line).get("id")
    return error_line(request if isinstance(request, int | str) else None, why, _INVALID)


def error_line(request: Any, why: str, code: int = _INTERNAL) -> bytes:
    """Return the answer to the request with this id that it came to nothing."""
    body = {"jsonrpc": "2.0", "id": request, "error": {"code": code, "message": why}}
    return json.dumps(body).encode() + b"\n"
