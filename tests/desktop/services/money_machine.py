"""What happens to money, acted out in the books and kept on paper beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, precondition, rule
from sqlalchemy import select

from desktop.models import CreditAllocation, Refund
from desktop.services.payments.applying import apply_payment, take_off
from desktop.services.payments.booking import PaymentValues, Share, record_payment
from desktop.services.payments.refunding import RefundValues, refund_payment, undo_refund
from desktop.services.payments.refusals import CannotRecord, CannotRefund, CannotUndo, CannotUse, CannotWriteOff
from desktop.services.payments.undoing import undo_payment
from desktop.services.payments.writing_off import undo_write_off, write_off
from tests.desktop.office import TODAY, Desk

T = TypeVar("T")
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "ISK", "CHF", "CLF")
invoices = Bundle("invoices")


@dataclass
class Account:
    """One document as an accountant would keep it on paper, in minor units.

    ``total`` is what is asked for, less what is withheld; ``money`` maps a payment to what of it is here less what went
    back, ``uses`` an allocation of credit, ``let_go`` a write-off to what it takes off.
    """

    kind: str
    total: int
    money: dict[UUID, int] = field(default_factory=dict)
    uses: dict[UUID, int] = field(default_factory=dict)
    let_go: dict[UUID, int] = field(default_factory=dict)
    off: bool = False
    void: bool = False
    corrects: UUID | None = None

    @property
    def balance(self) -> int:
        """Total - withheld + rounding - applied payments + refunds of them - applied credits - write-offs."""
        return 0 if self.void else self.total - self.paid - sum(self.uses.values()) - sum(self.let_go.values())

    @property
    def paid(self) -> int:
        return sum(self.money.values())


@dataclass
class Paper:
    """A payment on paper: what arrived, and what of it went back."""

    amount: int
    back: int = 0
    off: bool = False


class MoneyMachine(RuleBasedStateMachine):
    """The paper accounts know nothing of the books but what each act has answered."""

    desk: Desk
    customer: UUID
    currency: str

    def __init__(self) -> None:
        super().__init__()
        self.accounts: dict[UUID, Account] = {}
        self.payments: dict[UUID, Paper] = {}
        self.refunds: dict[UUID, tuple[UUID, UUID | None, int]] = {}

    @rule(invoice=invoices, second=invoices, part=st.sampled_from([1, 2, 3]), more=st.sampled_from([0, 0, 700]))
    def money_arrives(self, invoice: UUID, second: UUID, part: int, more: int) -> None:
        """For one invoice or two, a part or all of what they owe, or more."""
        owed = {each: self.accounts[each].balance // part for each in dict.fromkeys((invoice, second))}
        shares = [Share(each, minor, self.accounts[each].balance) for each, minor in owed.items() if minor > 0]
        if not (minor := sum(share.minor for share in shares) + more):
            return
        values = PaymentValues(TODAY, minor, self.currency, "cash", self.customer)
        off = any(self.accounts[share.invoice_id].off for share in shares)
        try:
            payment = self._do(record_payment, values=values, shares=shares, today=TODAY, rest_confirmed=True)
        except CannotRecord:
            assert off
            return
        assert not off
        self.payments[payment] = Paper(minor)
        for share in shares:
            self.accounts[share.invoice_id].money[payment] = share.minor

    @rule(invoice=invoices)
    def what_is_left_is_used(self, invoice: UUID) -> None:
        for payment in self.payments:
            if (minor := min(self._left(payment), self.accounts[invoice].balance)) > 0:
                try:
                    self._do(apply_payment, payment_id=payment, invoice_id=invoice, minor=minor, on=TODAY)
                except CannotUse:
                    assert self.accounts[invoice].off
                    return
                money = self.accounts[invoice].money
                money[payment] = money.get(payment, 0) + minor
                return

    @rule(invoice=invoices)
    def a_payment_is_taken_off(self, invoice: UUID) -> None:
        money = self.accounts[invoice].money
        for payment in [each for each, minor in money.items() if minor > 0][:1]:
            try:
                self._do(take_off, payment_id=payment, invoice_id=invoice, why="Not his")
            except CannotUndo:
                assert self.accounts[invoice].off
                return
            money[payment] = 0
            self._use_its_own(invoice)

    @precondition(lambda self: self.payments)
    @rule(at=st.integers(0, 5), minor=st.one_of(st.none(), st.integers(1, 30_000)))
    def money_goes_back(self, at: int, minor: int | None) -> None:
        payment = list(self.payments)[at % len(self.payments)]
        values = RefundValues("requested_by_customer", TODAY)
        try:
            rows = self._do(refund_payment, payment_id=payment, values=values, minor=minor, today=TODAY)
        except CannotRefund:
            paper = self.payments[payment]
            kept = sum(each.money.get(payment, 0) for each in self.accounts.values() if each.off)
            assert paper.off or (minor or 1) > paper.amount - paper.back - kept
            return
        for identifier in rows:
            invoice, gone = self.desk.read(
                lambda session, identifier=identifier: (  # type: ignore[misc]
                    (row := session.get_one(Refund, identifier)).invoice_id,
                    row.amount_minor,
                )
            )
            self.payments[payment].back += gone
            self.refunds[identifier] = (payment, invoice, gone)
            if invoice is not None:
                self.accounts[invoice].money[payment] -= gone
                self._use_its_own(invoice)

    @precondition(lambda self: self.refunds)
    @rule()
    def a_refund_never_went(self) -> None:
        for identifier, (payment, invoice, gone) in list(self.refunds.items())[-1:]:
            self._do(undo_refund, refund_id=identifier, why="Typed twice")
            del self.refunds[identifier]
            self.payments[payment].back -= gone
            if invoice is not None:
                account = self.accounts[invoice]
                account.money[payment] += gone
                account.money[payment] -= min(max(-account.balance, 0), account.money[payment])

    @precondition(lambda self: self.payments)
    @rule(at=st.integers(0, 5))
    def a_payment_never_came(self, at: int) -> None:
        payment = list(self.payments)[at % len(self.payments)]
        try:
            self._do(undo_payment, payment_id=payment, why="Bounced")
        except CannotUndo:
            kept = any(each.off and each.money.get(payment) for each in self.accounts.values())
            assert self.payments[payment].off or self.payments[payment].back or kept
            return
        self.payments[payment].off = True
        for invoice, account in self.accounts.items():
            if account.money.pop(payment, 0) > 0:
                self._use_its_own(invoice)

    @rule(invoice=invoices, minor=st.sampled_from([1, 3, 150, 20_000]))
    def something_is_let_go(self, invoice: UUID, minor: int) -> None:
        account = self.accounts[invoice]
        try:
            row = self._do(write_off, invoice_id=invoice, minor=minor, kind="cents", why="A cent", on=TODAY)
        except CannotWriteOff:
            assert account.off or minor > account.balance
            return
        account.let_go[row] = minor

    @rule(invoice=invoices)
    def what_was_let_go_is_owed_again(self, invoice: UUID) -> None:
        for row in list(self.accounts[invoice].let_go)[:1]:
            self._do(undo_write_off, write_off_id=row, why="It came")
            del self.accounts[invoice].let_go[row]
            self._use_its_own(invoice)

    def _do(self, act: Callable[..., T], **what: object) -> T:
        return self.desk.write(partial(act, at=self.desk.now, **what))

    def _let_money_go(self, invoice: UUID) -> None:
        """What no credit that is used elsewhere needs is free again, the newest payment first."""
        account = self.accounts[invoice]
        account.let_go.clear()
        own = [each for each in self.accounts.values() if each.corrects == invoice]
        here = set(account.uses)
        elsewhere = sum(minor for note in own for at, minor in note.uses.items() if at not in here)
        others = sum(minor for at, minor in account.uses.items() if not any(at in note.uses for note in own))
        surplus = account.paid - max(elsewhere - others, 0)
        for payment in reversed(list(self.payments)):
            minor = max(min(account.money.get(payment, 0), surplus), 0)
            if minor:
                account.money[payment] -= minor
                surplus -= minor

    def _left(self, payment: UUID) -> int:
        paper = self.payments[payment]
        here = sum(account.money.get(payment, 0) for account in self.accounts.values())
        return 0 if paper.off else paper.amount - paper.back - here

    def _use_its_own(self, invoice: UUID) -> None:
        """What was free of its credit notes is used for an invoice that is withdrawn."""
        for note in [each for each, account in self.accounts.items() if account.corrects == invoice]:
            self._count_use(note, invoice)

    def _count_use(self, note: UUID, invoice: UUID) -> None:
        used = min(self.accounts[note].balance, max(self.accounts[invoice].balance, 0))
        if used:
            known = {allocation for account in self.accounts.values() for allocation in account.uses}
            (allocation,) = self._allocations_of(note) - known - self._undone()
            self.accounts[note].uses[allocation] = self.accounts[invoice].uses[allocation] = used

    def _allocations_of(self, note: UUID) -> set[UUID]:
        own = select(CreditAllocation.id).where(CreditAllocation.credit_id == note)
        return set(self.desk.read(lambda session: session.scalars(own).all()))

    def _undone(self) -> set[UUID]:
        undone = select(CreditAllocation.id).where(CreditAllocation.undone_at.is_not(None))
        return set(self.desk.read(lambda session: session.scalars(undone).all()))
