"""One call on full books that leaves them as they were: everything it did is taken back."""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from billing.errors import Refused
from desktop.assistant.arguments import read_arguments
from desktop.assistant.registry import ALL
from tests.desktop.assistant.asking import Client, Rows, rows_of
from tests.desktop.office import Desk


@dataclass(frozen=True)
class Told:
    """What a call answered, what was rehearsed before it, or the sentence with which it was refused."""

    answer: Any = None
    rehearsed: tuple[str, ...] = ()
    refused: str = ""


class _Back(Exception):  # noqa: N818 - it names what happens, and is no error
    """Takes the transaction back."""


def twice(desk: Desk, name: str, arguments: dict[str, Any]) -> tuple[Rows, Rows]:
    """Call a tool twice inside a transaction that is taken back; return every row after the first and the second.

    The second call may be refused, where the first has done all there is to do.
    """
    tool, after = ALL[name], list[Rows]()
    args = read_arguments(tool, arguments)
    with suppress(_Back), desk.books.write() as session:
        tool.run(Client(desk).errand(session), args)
        session.flush()
        after.append(rows_of(session))
        with suppress(Refused):
            tool.run(Client(desk).errand(session), args)
        session.flush()
        after.append(rows_of(session))
        _take_back()
    return after[0], after[1]


def _take_back() -> None:
    raise _Back


def tell(desk: Desk, name: str, arguments: dict[str, Any]) -> Told:
    """Call a tool inside a transaction that is taken back; return what came out of it."""
    tool, told = ALL[name], Told()
    try:
        args = read_arguments(tool, arguments)
        with suppress(_Back), desk.books.write() as session:
            errand = Client(desk).errand(session)
            said = (repr(tool.rehearse(errand, args)),) if tool.rehearse is not None else ()
            told = Told(rehearsed=said)
            told = Told(json.loads(tool.run(errand, args).model_dump_json(by_alias=True)), said)
            _take_back()
    except Refused as error:
        return Told(rehearsed=told.rehearsed, refused=str(error))
    return told
