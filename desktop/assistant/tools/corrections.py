"""What is made of an invoice once it stands: its paper, a credit note, a deposit on a draft."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as PydanticField

from billing.crediting import Credited, CreditWish, LineLeft, NothingToCredit, credit, everything_left
from billing.errors import Refused
from desktop.assistant import finding
from desktop.assistant.drafting import draft_values, due_by, keep
from desktop.assistant.figures import Day, Figure, Line, Ref, amount_in, amount_out, quantity_in
from desktop.assistant.handing_out import MARKS, hand_out
from desktop.assistant.shapes import DocumentShape, Done, shape_of
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Rehearsal, Tool
from desktop.assistant.tools.invoices import OneInvoice
from desktop.assistant.trust import reason_given
from desktop.queries.cards import document_card
from desktop.queries.credits import Creditable
from desktop.services.assisting.freezing import credit_hash
from desktop.services.crediting import begin_credit
from desktop.services.deposits import request_deposit
from desktop.services.mailing.drafting import pdf_name

GROUP = "Invoices"


class PdfAnswer(Answer):
    """Where the PDF is: behind *Download* on the page that the link opens; ``sha256`` is that of the very file."""

    link: str
    file_name: str
    sha256: str
    expires_at: datetime | None
    fresh: bool
    says: str


class CreditItem(Arguments):
    """A line of the invoice that is given back: all that is left of it, a quantity, or an amount."""

    line_item_index: int | None = PydanticField(None, description="0-based, as get_invoice shows it.")
    search_description: Line | None = None
    quantity: Figure | None = PydanticField(None, description="Above 0.")
    amount: Figure | None = PydanticField(None, description="Above 0, before tax, in the invoice's currency.")


class CreateCreditNote(Creating, OneInvoice):
    """What of which invoice is given back, and why."""

    line_items: list[CreditItem] = PydanticField(
        default_factory=list, max_length=500, description="Nothing here: all that is left of the invoice."
    )
    notes: Annotated[Line, PydanticField(max_length=200)] | None = PydanticField(
        None, description="The reason, printed on the credit note."
    )


class CreateDeposit(Creating):
    """A share of a draft or of a quote, asked for in advance."""

    parent_invoice_id: Ref = PydanticField(description="Id of a draft invoice, or of an issued quote.")
    deposit_percentage: Figure = PydanticField(description="1 to 100.")
    due_date: Day | None = PydanticField(None, description="30 days from today where left out.")


class BadCredit(Refused):
    """A credit that cannot be given like this; the sentence says why."""


def get_pdf_link(errand: Errand, args: OneInvoice) -> PdfAnswer:
    identifier = finding.document(errand, args.invoice_id)
    link = hand_out(errand, identifier, str(finding.kind_of(errand, identifier)))
    card = document_card(errand.session, identifier, today=errand.today, now=errand.now)
    return PdfAnswer(
        link=link.link,
        file_name=pdf_name(card.number),
        sha256=card.pdf_sha256,
        expires_at=link.expires_at,
        fresh=link.fresh,
        says=f"The PDF has no address of its own: open this page and press Download. {link.says}",
    )


def rehearse_credit(errand: Errand, args: CreateCreditNote) -> Rehearsal:
    invoice = finding.invoice(errand, args.invoice_id)
    found, wishes = _wishes(errand, invoice, args)
    made = _made(found, wishes)
    card = document_card(errand.session, invoice, today=errand.today, now=errand.now)
    total = f"{amount_out(made.total, card.currency)} {card.currency}"
    given = _why(card.number, args)
    lines = ", ".join(line.title for line in made.lines[:5]) + (" and more" if len(made.lines) > 5 else "")
    return Rehearsal(
        says=(
            f"Issues a credit note over {total} on {card.number} of {card.customer}; its number is taken for good.",
            f"Gives back: {lines}. Reason printed on it: {given}",
            "It lowers what the invoice owes; what is more stays the customer's credit. No money is sent.",
        ),
        recipients=(card.customer,),
        documents=(
            (str(invoice), card.pdf_sha256),
            ("credit note", credit_hash(errand.session, made.lines, made.total, given)),
        ),
        amounts=((made.total, card.currency), (card.balance_minor, card.currency)),
        channel="portal",
    )


def create_credit_note(errand: Errand, args: CreateCreditNote) -> Done:
    invoice = finding.invoice(errand, args.invoice_id)
    _found, wishes = _wishes(errand, invoice, args)
    number = document_card(errand.session, invoice, today=errand.today, now=errand.now).number
    note = errand.doors.credit(errand.session, invoice, wishes, _why(number, args))
    return Done(says=f"Credit note {note} is issued on {number}.")


def create_deposit_invoice(errand: Errand, args: CreateDeposit) -> DocumentShape:
    parent = finding.document(errand, args.parent_invoice_id, "invoice", "quote")
    deposit = request_deposit(errand.session, parent, percent=args.deposit_percentage, on=errand.today, at=errand.now)
    if args.due_date is not None:
        keep(errand, deposit, due_by(draft_values(errand, deposit), args.due_date))
    return shape_of(errand, deposit)


def _why(number: str, args: CreateCreditNote) -> str:
    return reason_given(args.notes, f"Correction of {number}")


def _wishes(errand: Errand, invoice: UUID, args: CreateCreditNote) -> tuple[Creditable, tuple[CreditWish, ...]]:
    found = begin_credit(errand.session, invoice)
    if not args.line_items:
        return found, everything_left(found.invoice, found.earlier)
    return found, tuple(_wish(found, each) for each in args.line_items)


def _wish(found: Creditable, item: CreditItem) -> CreditWish:
    if item.quantity is not None and item.amount is not None:
        raise BadCredit("Give quantity or amount for a line, not both. Nothing was changed.")
    line = _line(found.left, item)
    quantity = None if item.quantity is None else quantity_in(item.quantity)
    minor = None if item.amount is None else amount_in(item.amount, found.invoice.currency, "amount")
    return CreditWish(line.line, quantity, minor)


def _line(left: tuple[LineLeft, ...], item: CreditItem) -> LineLeft:
    if (item.line_item_index is None) == (item.search_description is None):
        raise BadCredit("Give either lineItemIndex or searchDescription for each line. Nothing was changed.")
    words = (item.search_description or "").strip().casefold()
    if item.line_item_index is not None:
        found = [each for each in left if each.line - 1 == item.line_item_index]
    else:
        found = [each for each in left if words and words in each.title.casefold()]
    if len(found) == 1:
        return found[0]
    named = ", ".join(f"{each.line - 1}: {each.title[:60]}" for each in left[:20])
    raise BadCredit(f"No one line of the invoice is meant. Nothing was changed. Choose by lineItemIndex from {named}.")


def _made(found: Creditable, wishes: tuple[CreditWish, ...]) -> Credited:
    made = credit(found.invoice, found.earlier, wishes)
    if made.total <= 0:
        raise NothingToCredit
    return made


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "get_pdf_link", "Get the way to a PDF", GROUP,
        "Returns the page of an issued document, where Download gives its PDF, with the file's name and SHA-256: "
        f"the PDF has no address of its own, because only the link opens it. {MARKS}",
        "Where can Rosewood Dental download the PDF of INV-2026-0042?",
        OneInvoice, get_pdf_link, scope="draft", effect="writes", idempotent=True, open_world=True,
    ),
    Tool(
        "create_credit_note", "Give a credit note", GROUP,
        "A person approves amount and lines first. Issues a credit note on an issued invoice: in full where no "
        "lines are named, else per line by quantity or amount; figures are given as positive numbers and stay "
        "positive. It takes its number for good, lowers what the invoice owes, and shows on its page. No money is "
        "sent back: that is a refund.",
        "Credit one of the three chairs on INV-2026-0042, it arrived broken.",
        CreateCreditNote, create_credit_note, scope="draft", effect="leaves", rehearse=rehearse_credit, open_world=True,
    ),
    Tool(
        "create_deposit_invoice", "Ask for a deposit", GROUP,
        "Makes a draft deposit invoice over a share of a draft invoice or an issued quote, with the same taxes; the "
        "final invoice takes it off. Due in 30 days unless dueDate says otherwise. An issued invoice is refused: it "
        "asks for the whole already.",
        "Ask for 30 % in advance on QUO-2026-0007.",
        CreateDeposit, create_deposit_invoice, scope="draft", effect="writes",
    ),
)  # fmt: skip
