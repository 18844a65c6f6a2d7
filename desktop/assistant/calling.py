"""One call, from the key to the row in the record: who asks, may they, what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from billing.errors import Refused, Unavailable
from desktop.assistant.arguments import read_arguments
from desktop.assistant.limits import Limits, TooOften
from desktop.assistant.office import Office
from desktop.assistant.standing import standing_of
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Rehearsal, Tool
from desktop.assistant.trust import sources_in
from desktop.queries.assistant import KeyRow, find_key, key_row
from desktop.queries.proposals import own_proposal
from desktop.services.assisting.calls import UNKNOWN, CallNote, answered_before, note_call, remember_answer
from desktop.services.assisting.keys import key_hash, mark_key
from desktop.services.assisting.proposing import Bound, propose, recorded

_MAY = {"read": "only read", "draft": "read and write", "act": "read, write and act"}
_RANK = {"read": 0, "draft": 1, "act": 2}
_MISTAKE = (
    "Counterfoil made a mistake. Nothing was written, and it is noted in the log on that computer. "
    "Calling again with the same arguments will not help; try another way, or tell the person."
)


class UnknownKey(Refused):
    """Nobody minted it, or not in these books."""

    def __init__(self) -> None:
        super().__init__(
            "This key is not known in these books. A person makes one in Counterfoil under Settings, Assistant, "
            "and puts it into this client's configuration as COUNTERFOIL_KEY."
        )


class KeyWorksNoMore(Refused):
    """It was revoked, or its days are over."""

    def __init__(self, key: KeyRow) -> None:
        what = "was revoked" if key.revoked_at is not None else f"ended on {key.expires_at:%Y-%m-%d}"
        super().__init__(
            f"The key “{key.name}” {what}. Nothing was done. "
            "A person makes a new one in Counterfoil under Settings, Assistant."
        )


class UnknownTool(Refused):
    """There is no tool of this name."""

    def __init__(self, near: list[str]) -> None:
        meant = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"There is no such tool.{meant} tools/list names them all.")


class MayNot(Refused):
    """The key's scope is too narrow."""

    def __init__(self, key: KeyRow, needed: str) -> None:
        super().__init__(
            f"The key “{key.name}” may {_MAY[key.scope]}; this tool needs a key with scope {needed}. Nothing was done. "
            "A person can make one in Counterfoil under Settings, Assistant."
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the client gets: an answer, or a sentence where there is none."""

    answer: dict[str, Any] | None
    sentence: str = ""


class Calls:
    """Blocking; callable from any thread."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._limits = Limits()

    def known(self, secret: str) -> KeyRow:
        """Return the key, which works now; that one has ended is recorded. Raises UnknownKey, KeyWorksNoMore."""
        now = self._office.now()
        key = self._key(secret, now)
        try:
            _check_works(key, now)
        except KeyWorksNoMore as error:
            self._recorded(CallNote(key.id, UNKNOWN, {}, now), "refused", str(error))
            raise
        return key

    def call(self, secret: str, name: str, arguments: Mapping[str, Any]) -> Outcome:
        """Carry one call out and record it. A key that nobody knows leaves no row: it has no call to its name."""
        now = self._office.now()
        try:
            key = self._key(secret, now)
        except (Refused, Unavailable) as error:
            return Outcome(None, str(error))
        note = CallNote(key.id, name if name in self._office.tools else UNKNOWN, dict(arguments), now)
        try:
            return Outcome(self._answer(key, note, name))
        except TooOften as error:
            return self._recorded(note, "limited", str(error))
        except (Refused, Unavailable) as error:
            return self._recorded(note, "refused", str(error))
        except NoResultFound:
            return self._recorded(note, "refused", "Nothing in these books has this id. The list tools give the ids.")
        except Exception as error:  # noqa: BLE001 - whatever it is, its text is no business of the client's
            self._office.broke(error)
            return self._recorded(note, "failed", _MISTAKE)

    # -- within -------------------------------------------------------------------------------------------------------

    def _key(self, secret: str, now: datetime) -> KeyRow:
        with self._office.books.read() as session:
            key = find_key(session, key_hash(secret), now=now)
        if key is None:
            raise UnknownKey
        return key

    def _answer(self, key: KeyRow, note: CallNote, name: str) -> dict[str, Any]:
        self._limits.take_call(key.id, note.at)
        _check_works(key, note.at)
        tool = self._office.tools.get(name)
        if tool is None:
            raise UnknownTool(get_close_matches(name, self._office.tools, 1))
        if _RANK[key.scope] < _RANK[tool.scope]:
            raise MayNot(key, tool.scope)
        asked = read_arguments(tool, note.arguments)
        if tool.effect == "reads":
            return self._read(tool, note, asked)
        self._limits.take_write(key.id, note.at)
        return self._write(tool, note, asked)

    def _read(self, tool: Tool[Any], note: CallNote, asked: Arguments) -> dict[str, Any]:
        with self._office.books.read() as session:
            answer = as_sent(tool.run(self._office.errand(session, note.at, note.key_id), asked))
        with self._office.books.write() as session:
            _mark(session, note, answer)
            note_call(session, note, "done")
        self._office.called()
        return answer

    def _write(self, tool: Tool[Any], note: CallNote, asked: Arguments) -> dict[str, Any]:
        once = asked.idempotency_key if isinstance(asked, Creating) else None
        with self._office.books.write() as session:
            key = _standing(session, note)  # it may have been revoked or marked since
            known = answered_before(session, note, once) if once else None
            if known is not None:
                note_call(session, note, "done", "Answered as before.")
                proposed = known.get("proposalId")
                return _mark(session, note, known) if proposed is None else _asked(session, note, UUID(proposed))
            answer = self._carry_out(session, tool, note, asked, key)
            if once:
                proposed = {"proposalId": answer["proposalId"]} if "proposalId" in answer else answer
                remember_answer(session, note, once, proposed)
        self._office.changed()
        self._office.called()
        return answer

    def _carry_out(
        self, session: Session, tool: Tool[Any], note: CallNote, asked: Arguments, key: KeyRow
    ) -> dict[str, Any]:
        errand = self._office.errand(session, note.at, note.key_id)
        asks = must_ask(key, tool)
        rehearsal = rehearsed(tool)(errand, asked) if asks or tool.effect == "leaves" else None
        says = rehearsal.says if rehearsal is not None else ()
        if rehearsal is not None and asks:
            if tool.effect == "writes":
                _try_out(session, tool, errand, asked)
            proposal = propose(session, note, bound_of(rehearsal), says, bulk=rehearsal.bulk)
            note_call(session, note, "proposed", recorded(says, rehearsal.channel))
            return _asked(session, note, proposal)
        answer = as_sent(tool.run(errand, asked))
        note_call(session, note, "done", " ".join(says))
        return _mark(session, note, answer)

    def _recorded(self, note: CallNote, outcome: Any, sentence: str) -> Outcome:
        try:
            with self._office.books.write() as session:
                note_call(session, note, outcome, sentence)
        except Unavailable as error:  # a full disk takes no row, and nothing was done
            return Outcome(None, str(error))
        self._office.called()
        return Outcome(None, sentence)


def _try_out(session: Session, tool: Tool[Any], errand: Errand, asked: Arguments) -> None:
    """Let a rule refuse before a person is asked; nothing of it stays. Only for what touches the books alone."""
    trial = session.begin_nested()
    try:
        tool.run(errand, asked)
    finally:
        trial.rollback()


def must_ask(key: KeyRow, tool: Tool[Any]) -> bool:
    """Tell whether a person is asked first: for what leaves, and for what needs ``act`` while the key is marked."""
    if tool.effect == "leaves":
        return not may_act(key, tool)
    return tool.scope == "act" and bool(key.marked_by)


def may_act(key: KeyRow, tool: Tool[Any]) -> bool:
    """Tell whether the owner let this key skip the question for this tool; a marked key never does."""
    return key.scope == "act" and tool.name in key.acts and not key.marked_by and not tool.always_asks


def rehearsed(tool: Tool[Any]) -> Any:
    """Return the tool's rehearsal, which every tool has that may have to ask."""
    if tool.rehearse is None:
        raise TypeError(f"{tool.name} may have to ask and has no rehearsal")
    return tool.rehearse


def bound_of(rehearsal: Rehearsal) -> Bound:
    """Return what is compared again before it is carried out."""
    return Bound(rehearsal.recipients, rehearsal.documents, rehearsal.amounts, rehearsal.channel)


def as_sent(answer: Answer) -> dict[str, Any]:
    """Return the answer as it goes over the wire."""
    return answer.model_dump(mode="json", by_alias=True)


def _check_works(key: KeyRow, now: datetime) -> None:
    if key.revoked_at is not None or now >= key.expires_at:
        raise KeyWorksNoMore(key)


def _standing(session: Session, note: CallNote) -> KeyRow:
    key = key_row(session, note.key_id, now=note.at)
    _check_works(key, note.at)
    return key


def _mark(session: Session, note: CallNote, sent: dict[str, Any]) -> dict[str, Any]:
    """Return ``sent``; who reads an outsider's text is marked before the text is handed over, each time."""
    for source in dict.fromkeys(sources_in(sent)):
        mark_key(session, note.key_id, source, at=note.at)
    return sent


def _asked(session: Session, note: CallNote, proposal_id: UUID) -> dict[str, Any]:
    """Return how a proposal of this key stands now."""
    found = own_proposal(session, proposal_id, note.key_id, now=note.at)
    if found is None:
        raise NoResultFound
    return as_sent(standing_of(found))
