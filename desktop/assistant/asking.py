"""What a write would change, for a person who is asked because its key has lately read an outsider's text."""

from hashlib import sha256
from typing import Any

from desktop.assistant.tool import Arguments, Rehearsal
from desktop.assistant.trust import seen

ASKS = "Needs a key that may act, and a person's approval while that key has lately read an outsider's text."
_NOT_SAID = ("id", "idempotency_key")  # ids are told by what they name


def rehearsed_write(
    deed: str,
    args: Arguments,
    *facts: Any,
    recipients: tuple[str, ...] = (),
    amounts: tuple[tuple[int, str], ...] = (),
    channel: str = "books",
) -> Rehearsal:
    """Return what ``args`` would do: ``deed`` in a sentence, then each argument that was given, as it can be read.

    ``facts`` are what stands there now. They and the arguments are bound.
    """
    given = [name for name in type(args).model_fields if name in args.model_fields_set and not _is_id(name)]
    said = [f"{type(args).model_fields[name].alias}: {_said(getattr(args, name))}" for name in given]
    bound = sha256(repr((facts, args)).encode()).hexdigest()
    return Rehearsal((deed, *said), recipients, (("as written", bound),), amounts, channel)


def _is_id(name: str) -> bool:
    return name in _NOT_SAID or name.endswith("_id")


def _said(value: Any) -> str:
    return "taken away" if value is None else seen(str(value))
