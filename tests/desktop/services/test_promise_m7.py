"""The balance never lies: after any sequence of acts, list, drawer and page say what a simple account says."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from billing.crediting import CreditAboveInvoice, CreditTooMuch, CreditWish, NothingToCredit
from billing.customer_index import open_sums as page_sums
from billing.issued import DocumentKind, IssuedWithholding
from billing.snapshot import View
from billing.totals import calculate
from desktop.models import CreditAllocation, Document, Refund
from desktop.queries.cards import document_card
from desktop.queries.credits import creditable, issued_body
from desktop.queries.customer_page import accounts_of, issued_documents
from desktop.queries.documents import ListQuery, document_ordinals, document_rows, open_sums
from desktop.queries.drafts import draft_of
from desktop.queries.money import MoneyRow, money_on
from desktop.services import crediting, links, withdrawing
from desktop.services.crediting import CannotApply, CannotCredit
from desktop.services.customer_page import entry_facts
from desktop.services.drafts import save_draft
from desktop.services.payments.applying import apply_payment, take_off
from desktop.services.payments.booking import PaymentValues, Share, record_payment
from desktop.services.payments.refunding import RefundValues, refund_payment, undo_refund
from desktop.services.payments.refusals import CannotRecord, CannotRefund, CannotUndo, CannotUse, CannotWriteOff
from desktop.services.payments.undoing import undo_payment
from desktop.services.payments.writing_off import undo_write_off, write_off
from desktop.services.publishing import published_view
from desktop.services.withdrawing import CannotVoid, CannotWithdraw, TakenBackAlready
from tests.desktop.office import TODAY, Desk, line, open_desk

_KINDS: tuple[DocumentKind, ...] = ("invoice", "credit")
T = TypeVar("T")
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "ISK", "CHF", "CLF")
PARTS = st.sampled_from([None, "0.25", "0.5", "1"])


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


class Office(RuleBasedStateMachine):
    """One customer, one currency. The paper accounts know nothing of the books but what each act has answered."""

    invoices = Bundle("invoices")
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self.accounts: dict[UUID, Account] = {}
        self.payments: dict[UUID, Paper] = {}
        self.refunds: dict[UUID, tuple[UUID, UUID | None, int]] = {}

    @initialize(currency=st.sampled_from(CURRENCIES))
    def open(self, currency: str) -> None:
        self.currency = currency
        shutil.copytree(self.template, self._folder, dirs_exist_ok=True)
        self.desk = open_desk(self._folder)
        self.customer = self.desk.customer()

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.books.close()
        shutil.rmtree(self._folder)

    # -- acts ---------------------------------------------------------------------------------------------------------

    @rule(
        target=invoices,
        prices=st.lists(st.sampled_from(["0", "0.05", "33.33", "100", "1049.99"]), min_size=1, max_size=3),
        rate=st.sampled_from(["0", "10", "23"]),
        kept=st.sampled_from([None, "15"]),
        handed=st.booleans(),
    )
    def issue(self, prices: list[str], rate: str, kept: str | None, handed: bool) -> UUID:
        lines = [line(f"Part {at}", price, "2", rate) for at, price in enumerate(prices)]
        draft = self.desk.draft(*lines, customer=self.customer)
        withheld = IssuedWithholding(label="IRPF", rate=Decimal(kept)) if kept else None
        with self.desk.books.write() as session:
            values = replace(draft_of(session.get_one(Document, draft)), currency=self.currency, withholding=withheld)
            save_draft(session, draft, values, at=self.desk.now)
        document = self.desk.issue(draft).document_id
        if handed:
            self.desk.write(lambda session: links.mark_sent(session, document, at=self.desk.now))
        self.accounts[document] = Account("invoice", self._total(document))
        return document

    @rule(invoice=invoices, at=st.integers(1, 3), part=PARTS)
    def credit(self, invoice: UUID, at: int, part: str | None) -> None:
        quantity = Decimal(part) if part else None
        account = self.accounts[invoice]
        left = self.desk.read(lambda session: creditable(session, invoice)).left
        if at > len(left):
            return
        try:
            note = self.desk.write(
                lambda session: crediting.give_credit(
                    session, invoice, [CreditWish(at, quantity)], why="Damaged", on=TODAY, at=self.desk.now,
                    archive=self.desk.archive,
                )
            )  # fmt: skip
        except CannotCredit:
            assert account.off
            return
        except (CreditTooMuch, NothingToCredit, CreditAboveInvoice):
            return
        assert not account.off
        self._take_note(note.document_id, invoice)

    @rule(invoice=invoices, minor=st.integers(1, 20_000))
    def use(self, invoice: UUID, minor: int) -> None:
        for note, account in self.accounts.items():
            if account.kind == "credit" and account.balance > 0:
                self._use(note, invoice, min(minor, account.balance))
                return

    @rule(invoice=invoices)
    def take_a_use_back(self, invoice: UUID) -> None:
        account = self.accounts[invoice]
        if not account.uses:
            return
        allocation = next(iter(account.uses))
        try:
            self.desk.write(lambda session: crediting.undo_credit(session, allocation, at=self.desk.now))
        except CannotApply:
            assert account.off
            return
        self._forget(allocation)

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

    @rule(at=st.integers(0, 5), minor=st.one_of(st.none(), st.integers(1, 30_000)))
    def money_goes_back(self, at: int, minor: int | None) -> None:
        if not self.payments:
            return
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

    @rule(at=st.integers(0, 5))
    def a_payment_never_came(self, at: int) -> None:
        if not self.payments:
            return
        payment = list(self.payments)[at % len(self.payments)]
        try:
            self._do(undo_payment, payment_id=payment, why="Bounced")
        except CannotUndo:
            kept = any(each.off and each.money.get(payment) for each in self.accounts.values())
            assert self.payments[payment].off or self.payments[payment].back or kept
            return
        self.payments[payment].off = True
        for account in self.accounts.values():
            account.money.pop(payment, None)

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

    @rule(invoice=invoices)
    def withdraw(self, invoice: UUID) -> None:
        try:
            note = self.desk.write(
                lambda session: withdrawing.withdraw(
                    session, invoice, why="Wrong", on=TODAY, at=self.desk.now, archive=self.desk.archive
                )
            )
        except (CannotWithdraw, TakenBackAlready):
            return
        self._let_money_go(invoice)
        self._use_its_own(invoice)
        if note is not None:
            self._take_note(note.document_id, invoice)
        self.accounts[invoice].off = True

    @rule(invoice=invoices)
    def void(self, invoice: UUID) -> None:
        self._void(invoice)

    @rule()
    def void_a_credit_note(self) -> None:
        notes = [document for document, account in self.accounts.items() if account.kind == "credit"]
        if notes and self._void(notes[-1]):
            for allocation in list(self.accounts[notes[-1]].uses):
                self._forget(allocation)

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

    def _void(self, document: UUID) -> bool:
        try:
            self.desk.write(lambda session: withdrawing.void(session, document, why="Twice", at=self.desk.now))
        except (CannotVoid, TakenBackAlready):
            return False
        self.accounts[document].off = self.accounts[document].void = True
        return True

    def _use(self, note: UUID, invoice: UUID, minor: int) -> None:
        before = self._allocations()
        try:
            self.desk.write(
                lambda session: crediting.apply_credit(session, note, invoice, minor=minor, at=self.desk.now)
            )
        except CannotApply:
            account = self.accounts[invoice]
            assert account.off or account.balance < minor or self.accounts[note].off
            return
        for allocation in self._allocations() - before:
            self.accounts[note].uses[allocation] = self.accounts[invoice].uses[allocation] = minor

    def _take_note(self, note: UUID, invoice: UUID) -> None:
        """A credit note is used for its own invoice at once, as far as that one is open."""
        self.accounts[note] = Account("credit", self._total(note), corrects=invoice)
        self._count_use(note, invoice)

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

    def _forget(self, allocation: UUID) -> None:
        for account in self.accounts.values():
            account.uses.pop(allocation, None)

    def _allocations(self) -> set[UUID]:
        return set(self.desk.read(lambda session: session.scalars(select(CreditAllocation.id)).all()))

    def _allocations_of(self, note: UUID) -> set[UUID]:
        own = select(CreditAllocation.id).where(CreditAllocation.credit_id == note)
        return set(self.desk.read(lambda session: session.scalars(own).all()))

    def _undone(self) -> set[UUID]:
        undone = select(CreditAllocation.id).where(CreditAllocation.undone_at.is_not(None))
        return set(self.desk.read(lambda session: session.scalars(undone).all()))

    def _total(self, document: UUID) -> int:
        return calculate(self.desk.read(lambda session: issued_body(session, document)).sheet()).payable

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def list_drawer_and_page_say_what_the_account_says(self) -> None:
        for document, account in self.accounts.items():
            card = self.desk.read(
                lambda session, document=document: document_card(session, document, today=TODAY, now=self.desk.now)  # type: ignore[misc]
            )
            assert card.balance_minor == account.balance
            assert self._row_balances()[document] == account.balance
            if account.kind == "invoice" and not account.void:  # a void one shows no amounts
                view: View = self.desk.read(
                    lambda session, document=document: published_view(
                        session, session.get_one(Document, document), None
                    )  # type: ignore[misc]
                )
                assert view.balance_minor == account.balance
                assert view.paid_minor == account.paid
                assert view.credited_minor == sum(account.uses.values())
                assert view.written_off_minor == sum(account.let_go.values())
                assert sum(row.minor for row in self._moved(document)) == account.paid

    @invariant()
    def the_sum_bar_adds_up_the_open_ones(self) -> None:
        sums = dict(self.desk.read(lambda session: open_sums(session, "invoice", today=TODAY)))
        mine = [each.balance for each in self.accounts.values() if each.kind == "invoice" and not each.off]
        assert sums.get(self.currency, 0) == sum(each for each in mine if each > 0)

    @invariant()
    def the_page_of_all_documents_adds_up_the_open_ones(self) -> None:
        """Its sum, the end of its statement and what is left over, whatever day the statement begins with."""
        invoices = [each for each in self.accounts.values() if each.kind == "invoice"]
        notes = [each for each in self.accounts.values() if each.kind == "credit"]
        owed = sum(max(each.balance, 0) for each in invoices)
        left = sum(each.balance for each in notes) + sum(map(self._left, self.payments))
        assert all(each.balance >= 0 for each in invoices)
        with self.desk.books.read() as session:
            documents = issued_documents(session, self.customer)
            facts = [entry_facts(each) for each in documents]
            for since in (date(2026, 1, 1), TODAY, date(2027, 1, 1)):
                accounts = accounts_of(session, documents, since=since)
                assert sum(each.open for each in accounts) == owed
                assert sum(each.favour for each in accounts) == left
        assert [each.minor for each in page_sums(facts, "en")] == ([owed] if owed else [])
        assert sum(each.is_open for each in facts) == sum(each.balance > 0 for each in invoices)

    @invariant()
    def what_is_withdrawn_owes_nothing(self) -> None:
        assert all(
            account.balance <= 0 for account in self.accounts.values() if account.kind == "invoice" and account.off
        )

    @invariant()
    def nobody_gets_more_back_than_was_invoiced(self) -> None:
        for document, account in self.accounts.items():
            if account.kind == "invoice":
                found = self.desk.read(lambda session, document=document: creditable(session, document))  # type: ignore[misc]
                assert all(0 <= each.net_left <= each.net for each in found.left)
                given = [calculate(note.sheet()) for note in found.earlier]
                assert sum(each.payable for each in given) <= account.total
                if all(each.net_left == 0 for each in found.left) and given:
                    whole = calculate(found.invoice.sheet())
                    assert sum(each.net for each in given) == whole.net
                    assert sum(each.tax for each in given) == whole.tax

    def _moved(self, invoice: UUID) -> list[MoneyRow]:
        """Return what arrived for the invoice, and with its sign what went back."""
        rows = self.desk.read(lambda session: money_on(session, [invoice]))[invoice]
        signs = {"payment": 1, "refund": -1, "write_off": 0}
        return [replace(row, minor=row.minor * signs[row.kind]) for row in rows]

    def _row_balances(self) -> dict[UUID, int]:
        found: dict[UUID, int] = {}
        for kind in _KINDS:
            query = ListQuery(kind, TODAY)
            ordinals = self.desk.read(lambda session, query=query: document_ordinals(session, query))  # type: ignore[misc]
            rows = self.desk.read(
                lambda session, ordinals=ordinals: document_rows(session, ordinals, today=TODAY, now=self.desk.now)  # type: ignore[misc]
            )
            found |= {row.id: row.balance_minor for row in rows.values()}
        return found


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Founded books, made once."""
    folder = tmp_path_factory.mktemp("founded")
    desk: Desk = open_desk(folder)
    desk.found()
    desk.books.close()
    return folder


def run(template: Path, examples: int, steps: int) -> None:
    machine = type("OfficeFromTemplate", (Office,), {"template": template})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_promise_m7_the_balance_is_the_same_everywhere_after_any_acts(template: Path) -> None:
    """Share: 40 s."""
    run(template, 25, 14)


@pytest.mark.soak
def test_promise_m7_in_its_long_form(template: Path) -> None:
    run(template, 1_000, 40)
