"""What a relay says to lines that no server takes."""

import json

import pytest

from desktop.assistant.unread import TOO_LONG, refusal
from desktop.relay_talk import Talk

DEEP = b'{"jsonrpc":"2.0","id":3,"method":"tools/call","params":' + b"[" * 50_000 + b"]" * 50_000 + b"}\n"


@pytest.mark.parametrize(
    ("line", "whose"),
    [
        (b'{"id":5,"method":7}\n', 5),
        (b'{"id":"a"}\n', "a"),
        (b"nonsense\n", None),
        (b'{"id":[1]}\n', None),
        (DEEP, None),
    ],
)
def test_a_line_that_no_server_takes_is_answered_to_whose_it_is(line: bytes, whose: object) -> None:
    answer = json.loads(refusal(line, TOO_LONG))
    assert (answer["id"], answer["error"]["code"], answer["error"]["message"]) == (whose, -32600, TOO_LONG)


def test_a_line_nested_without_end_is_passed_over() -> None:
    talk = Talk()
    talk.sent(DEEP)
    assert not talk.is_waiting
