"""Deleting, as the books know it: a draft is thrown away, an issued document is voided, a seen one is withdrawn."""

from uuid import UUID

from billing.errors import Refused
from desktop.assistant.drafting import fingerprint
from desktop.assistant.figures import amount_out
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Errand, Rehearsal
from desktop.assistant.trust import reason_given
from desktop.queries.cards import DocumentCard, document_card
from desktop.queries.drafts import values_of
from desktop.services.assisting.freezing import credit_hash
from desktop.services.drafts import discard_draft
from desktop.services.withdrawing import void

USUAL_REASON = "Taken back through the assistant"


class CannotDelete(Refused):
    """What cannot be taken back stays; the sentence says why."""


def rehearse(errand: Errand, document_id: UUID, said: str | None) -> Rehearsal:
    """Return what deleting would do. Raises CannotDelete, NoReason."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    given = f"Reason: {reason_given(said, USUAL_REASON)}"
    act = _act(card)
    name = f"{card.number or 'the draft'} of {card.customer or 'nobody yet'}"
    total = f"{amount_out(card.total_minor, card.currency)} {card.currency}"
    deed = {
        "discard": f"Throws away {name} over {total}. No customer has seen it; it cannot be brought back.",
        "void": f"Voids {name} over {total}. Nobody has it; its number stays used, its link says withdrawn.",
        "withdraw": f"Withdraws {name} over {total}. All its links say withdrawn at once.",
    }[act]
    credit = "A credit note over all that is left of it is issued, with the next number. Money becomes the customer's."
    is_credited = act == "withdraw" and card.kind == "invoice"
    documents = [(str(card.id), card.pdf_sha256 or fingerprint(values_of(errand.session, document_id)))]
    if is_credited:
        documents.append(("credit note", credit_hash(errand.session, given)))
    return Rehearsal(
        says=tuple(filter(None, (deed, credit if is_credited else "", "" if act == "discard" else given))),
        recipients=(card.customer,) if act == "withdraw" else (),
        documents=tuple(documents),
        amounts=((card.balance_minor, card.currency), (card.total_minor, card.currency)),
        channel="portal" if act == "withdraw" else "books",
    )


def delete(errand: Errand, document_id: UUID, said: str | None) -> Done:
    """Take the document back in the way that is left. Raises CannotDelete and all that taking back raises."""
    card = document_card(errand.session, document_id, today=errand.today, now=errand.now)
    given, act = reason_given(said, USUAL_REASON), _act(card)
    if act == "discard":
        discard_draft(errand.session, document_id)
        return Done(says="The draft is thrown away.")
    if act == "void":
        void(errand.session, document_id, why=given, at=errand.now)
        return Done(says=f"{card.number} is void. Its number stays used.")
    note = errand.doors.withdraw(errand.session, document_id, given)
    credited = f" Credit note {note} was issued over it." if note else ""
    return Done(says=f"{card.number} is withdrawn, and its links say so.{credited}")


def _act(card: DocumentCard) -> str:
    if not card.number:
        return "discard"
    act = next((each for each in ("void", "withdraw") if each in card.acts), "")
    if not act:
        why = "a credit note that was seen stays" if card.kind == "credit" else f"it is {card.state} already"
        raise CannotDelete(f"{card.number} cannot be taken back: {why}. Nothing was changed.")
    return act
