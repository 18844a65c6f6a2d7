"""The balance never lies: after any sequence of acts, list, drawer and page say what a simple account says."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    MultipleResults,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.crediting import CreditAboveInvoice, CreditTooMuch, CreditWish, NothingToCredit
from billing.customer_index import open_sums as page_sums
from billing.issued import DocumentKind, IssuedWithholding
from billing.snapshot import View
from billing.totals import calculate
from desktop.models import CreditAllocation, Document
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
from desktop.services.publishing import published_view
from desktop.services.withdrawing import CannotVoid, CannotWithdraw, TakenBackAlready
from tests.desktop.office import TODAY, Desk, line, open_desk
from tests.desktop.services.money_machine import CURRENCIES, Account, MoneyMachine, T, invoices

_KINDS: tuple[DocumentKind, ...] = ("invoice", "credit")
_ACTS = 6  # that are written between two comparisons
PARTS = st.sampled_from([None, "0.25", "0.5", "1"])


class CountingDesk(Desk):
    """``writes`` counts what was committed."""

    writes = 0

    def write(self, op: Callable[[Session], T]) -> T:
        answer = super().write(op)
        self.writes += 1
        return answer


class Office(MoneyMachine):
    """One customer, one currency, and what else becomes of invoices."""

    template: Path
    _written: "CountingDesk"

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        self._compared = 0

    @initialize(target=invoices, currency=st.sampled_from(CURRENCIES), rate=st.sampled_from(["0", "23"]))
    def open(self, currency: str, rate: str) -> MultipleResults[UUID]:
        """Two invoices to begin with, so that few steps find nothing to do."""
        self.currency = currency
        shutil.copytree(self.template, self._folder, dirs_exist_ok=True)
        found = open_desk(self._folder)
        self.desk = self._written = CountingDesk(found.books, found.archive)
        self.customer = self.desk.customer()
        return multiple(self._issue(["100"], rate, None, True), self._issue(["33.33", "0.05"], rate, None, True))

    def teardown(self) -> None:
        try:
            if hasattr(self, "desk") and self._written.writes > self._compared:
                self._compare()
        finally:
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
        return self._issue(prices, rate, kept, handed)

    def _issue(self, prices: list[str], rate: str, kept: str | None, handed: bool) -> UUID:
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
        at = 1 + at % len(left)
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

    @precondition(lambda self: any(account.kind == "credit" for account in self.accounts.values()))
    @rule()
    def void_a_credit_note(self) -> None:
        notes = [document for document, account in self.accounts.items() if account.kind == "credit"]
        if self._void(notes[-1]):
            for allocation in list(self.accounts[notes[-1]].uses):
                self._forget(allocation)

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

    def _forget(self, allocation: UUID) -> None:
        for account in self.accounts.values():
            account.uses.pop(allocation, None)

    def _allocations(self) -> set[UUID]:
        return set(self.desk.read(lambda session: session.scalars(select(CreditAllocation.id)).all()))

    def _total(self, document: UUID) -> int:
        return calculate(self.desk.read(lambda session: issued_body(session, document)).sheet()).payable

    # -- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def all_say_the_same(self) -> None:
        """Compared after every few acts that wrote, and at the end: what is wrong once stays wrong."""
        if self._written.writes >= self._compared + _ACTS:
            self._compare()

    def _compare(self) -> None:
        self._compared = self._written.writes
        self.list_drawer_and_page_say_what_the_account_says()
        self.the_sum_bar_adds_up_the_open_ones()
        self.the_page_of_all_documents_adds_up_the_open_ones()
        self.what_is_withdrawn_owes_nothing()
        self.nobody_gets_more_back_than_was_invoiced()

    def list_drawer_and_page_say_what_the_account_says(self) -> None:
        rows = self._row_balances()
        for document, account in self.accounts.items():
            card = self.desk.read(
                lambda session, document=document: document_card(session, document, today=TODAY, now=self.desk.now)  # type: ignore[misc]
            )
            assert card.balance_minor == account.balance
            assert rows[document] == account.balance
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

    def the_sum_bar_adds_up_the_open_ones(self) -> None:
        sums = dict(self.desk.read(lambda session: open_sums(session, "invoice", today=TODAY)))
        mine = [each.balance for each in self.accounts.values() if each.kind == "invoice" and not each.off]
        assert sums.get(self.currency, 0) == sum(each for each in mine if each > 0)

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
                accounts = accounts_of(session, self.customer, documents, since=since)
                assert sum(each.open for each in accounts) == owed
                assert sum(each.favour for each in accounts) == left
        assert [each.minor for each in page_sums(facts, "en")] == ([owed] if owed else [])
        assert sum(each.is_open for each in facts) == sum(each.balance > 0 for each in invoices)

    def what_is_withdrawn_owes_nothing(self) -> None:
        assert all(
            account.balance <= 0 for account in self.accounts.values() if account.kind == "invoice" and account.off
        )

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
    """Share: 25 s. With 12 stories, own credits that are not used were found once in three runs."""
    run(template, 20, 30)


def _went_back(office: Office, paid: UUID, _other: UUID) -> None:
    office.money_arrives(paid, paid, 1, 0)
    office.credit(paid, 0, None)
    office.money_goes_back(0, None)
    office._compare()
    office.a_refund_never_went()


def _taken_off(office: Office, paid: UUID, _other: UUID) -> None:
    office.money_arrives(paid, paid, 1, 0)
    office.credit(paid, 0, "0.5")
    office.a_payment_is_taken_off(paid)
    office._compare()
    office.what_is_left_is_used(paid)


def _never_came(office: Office, paid: UUID, _other: UUID) -> None:
    office.money_arrives(paid, paid, 1, 0)
    office.credit(paid, 0, "0.5")
    office.a_payment_never_came(0)


def _owed_again(office: Office, paid: UUID, _other: UUID) -> None:
    office.something_is_let_go(paid, 20_000)
    office.credit(paid, 0, "1")
    office._compare()
    office.what_was_let_go_is_owed_again(paid)


def _used_elsewhere(office: Office, paid: UUID, other: UUID) -> None:
    office.money_arrives(paid, paid, 1, 0)
    office.credit(paid, 0, "0.5")
    office.use(other, 8_000)
    office.withdraw(paid)
    assert office.accounts[paid].off


def _partly_back(office: Office, paid: UUID, _other: UUID) -> None:
    office.money_arrives(paid, paid, 1, 700)
    office.money_goes_back(0, 5_000)
    office.withdraw(paid)


@pytest.mark.parametrize("story", [_went_back, _taken_off, _never_came, _owed_again, _used_elsewhere, _partly_back])
def test_promise_m7_in_stories_that_chance_seldom_tells(
    template: Path, story: Callable[[Office, UUID, UUID], None]
) -> None:
    """Each has a fault of its own that it finds: credits of the invoice left unused, money kept or freed too much."""
    office: Office = type("OfficeFromTemplate", (Office,), {"template": template})()
    try:
        paid, other = office.open("EUR", "23").values
        story(office, paid, other)
        office._compare()
    finally:
        office.teardown()


@pytest.mark.soak
def test_promise_m7_in_its_long_form(template: Path) -> None:
    run(template, 1_000, 40)
