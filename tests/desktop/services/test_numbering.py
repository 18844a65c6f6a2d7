"""Series: patterns, restarts, numbers taken over, and what is to be said about the numbers left out."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from billing.issued import DocumentKind
from desktop.models import Document, Outbox
from desktop.queries.gaps import SeriesReport, series_report
from desktop.queries.numbers import series_rows
from desktop.services import withdrawing
from desktop.services.activity import NoReason
from desktop.services.issuing import issue
from desktop.services.numbering import (
    BadNumbering,
    NoSuchGap,
    NumberingDraft,
    NumberTaken,
    change_numbering,
    draft_of,
    explain_gap,
    problems,
)
from tests.desktop.office import TODAY, Desk


def numbered(desk: Desk, kind: DocumentKind = "invoice", on: date = TODAY) -> NumberingDraft:
    rows = desk.read(lambda session: series_rows(session, today=on))
    return draft_of(next(row for row in rows if row.kind == kind))


def change(desk: Desk, draft: NumberingDraft, kind: DocumentKind = "invoice", on: date = TODAY) -> None:
    desk.write(lambda session: change_numbering(session, kind, draft, on=on, at=desk.now))


def issued(desk: Desk, on: date = TODAY) -> str:
    document = desk.draft()
    return desk.write(
        lambda session: (
            issue(session, document, on=on, at=desk.now, archive=desk.archive, earlier_date_confirmed=True).number
        )
    )


def report(desk: Desk, kind: DocumentKind = "invoice") -> SeriesReport:
    return desk.read(lambda session: series_report(session, kind))


def wrong(desk: Desk, draft: NumberingDraft, kind: DocumentKind = "invoice") -> set[str]:
    return set(problems(draft, kind, desk.read(lambda session: series_rows(session, today=TODAY))))


def test_invoices_quotes_and_credit_notes_have_series_of_their_own(desk: Desk) -> None:
    examples = [numbered(desk, kind).example(TODAY) for kind in ("invoice", "quote", "credit")]
    assert examples == ["INV-2026-0001", "QUO-2026-0001", "CRN-2026-0001"]


def test_a_new_pattern_holds_from_the_next_document_on(desk: Desk) -> None:
    assert issued(desk) == "INV-2026-0001"
    change(desk, replace(numbered(desk), prefix="RE", shows_month=True, padding=3))
    assert numbered(desk).example(TODAY) == "RE-2026-11-002"
    assert issued(desk) == "RE-2026-11-002"
    assert report(desk).is_clean


def test_the_portal_hears_where_a_changed_series_stands(desk: Desk) -> None:
    change(desk, replace(numbered(desk), prefix="RE"))
    assert desk.read(lambda session: session.scalars(select(Outbox.kind)).all()) == ["series.put"]


def test_a_running_number_is_taken_over_from_another_tool(desk: Desk) -> None:
    change(desk, replace(numbered(desk), next_count=318))
    assert issued(desk) == "INV-2026-0318"
    found = report(desk)
    assert found.is_clean
    assert [(gap.period, gap.first, gap.last, gap.why) for gap in found.explained] == [
        (2026, 1, 317, "Taken over from another tool")
    ]


def test_a_number_taken_over_is_not_forgotten_when_a_document_of_another_year_comes_between(desk: Desk) -> None:
    change(desk, replace(numbered(desk), next_count=318))
    assert issued(desk, date(2027, 1, 2)) == "INV-2027-0001"
    assert issued(desk, date(2026, 12, 31)) == "INV-2026-0318"


@pytest.mark.parametrize("next_count", [0, 1, 2, -5, 10**9])
def test_the_next_number_is_above_the_last_one_taken(desk: Desk, next_count: int) -> None:
    issued(desk)
    issued(desk)
    draft = replace(numbered(desk), next_count=next_count)
    assert wrong(desk, draft) == {"next_count"}
    with pytest.raises(BadNumbering):
        change(desk, draft)
    assert issued(desk) == "INV-2026-0003"


def test_a_count_restarts_only_with_a_year_that_is_printed(desk: Desk) -> None:
    assert wrong(desk, replace(numbered(desk), shows_year=False)) == {"yearly"}
    assert wrong(desk, replace(numbered(desk), shows_year=False, yearly=False)) == set()


def test_a_month_needs_its_year(desk: Desk) -> None:
    draft = replace(numbered(desk), shows_year=False, yearly=False, shows_month=True)
    assert wrong(desk, draft) == {"shows_month"}


@pytest.mark.parametrize("prefix", ["QUO", "quo", "crn-2026", "2026", "-A", "A/B", "A-", "X" * 21, "A B"])
def test_a_prefix_that_could_give_another_series_number_is_refused(desk: Desk, prefix: str) -> None:
    assert wrong(desk, replace(numbered(desk), prefix=prefix)) == {"prefix"}


@pytest.mark.parametrize("prefix", ["", "RE", "Re.26", "Factúra", "A-B"])
def test_a_prefix_of_letters_or_none_is_kept(desk: Desk, prefix: str) -> None:
    assert wrong(desk, replace(numbered(desk), prefix=prefix)) == set()


@pytest.mark.parametrize("padding", [0, 10])
def test_digits_have_bounds(desk: Desk, padding: int) -> None:
    assert wrong(desk, replace(numbered(desk), padding=padding)) == {"padding"}


def test_a_count_that_runs_on_leaves_no_gap_where_it_was_yearly_before(desk: Desk) -> None:
    issued(desk)
    issued(desk)
    change(desk, replace(numbered(desk), yearly=False))
    assert issued(desk, date(2027, 3, 1)) == "INV-2027-0003"
    change(desk, replace(numbered(desk, on=date(2027, 3, 2)), yearly=True), on=date(2027, 3, 2))
    assert issued(desk, date(2027, 3, 2)) == "INV-2027-0004"
    assert issued(desk, date(2028, 1, 1)) == "INV-2028-0001"
    assert report(desk).missing == ()


def test_going_back_to_a_count_never_goes_below_what_it_has_given(desk: Desk) -> None:
    change(desk, replace(numbered(desk), yearly=False, next_count=500))
    issued(desk)
    late = date(2027, 1, 2)
    change(desk, replace(numbered(desk), yearly=True))
    assert issued(desk, late) == "INV-2027-0001"
    with pytest.raises(BadNumbering, match="above 500"):
        change(desk, replace(numbered(desk, on=late), yearly=False), on=late)


def test_a_number_that_another_document_bears_is_never_given_again(desk: Desk) -> None:
    document = desk.issue().document_id
    desk.write(lambda session: setattr(session.get_one(Document, document), "number", "INV-2026-0002"))
    with pytest.raises(NumberTaken, match="INV-2026-0002 is the number of another document"):
        desk.issue()


def test_a_gap_is_found_named_and_explained_by_a_person(desk: Desk) -> None:
    issued(desk)
    desk.write(lambda session: session.execute(text("UPDATE series SET last = 4 WHERE kind = 'invoice'")))
    assert issued(desk) == "INV-2026-0005"
    found = report(desk)
    assert [(gap.period, gap.first, gap.last) for gap in found.missing] == [(2026, 2, 4)]
    assert not found.is_clean

    def explain(first: int, last: int, why: str) -> None:
        desk.write(
            lambda session: explain_gap(
                session, "invoice", period=2026, first=first, last=last, why=why, at=desk.now
            )
        )  # fmt: skip

    with pytest.raises(NoReason):
        explain(2, 4, " ")
    with pytest.raises(NoSuchGap):
        explain(2, 5, "Spoilt forms")
    explain(2, 3, "Spoilt forms")
    assert [(gap.first, gap.last) for gap in report(desk).missing] == [(4, 4)]
    explain(4, 4, "Lost")
    assert report(desk).is_clean


def test_dates_that_fall_are_named_and_whether_a_person_confirmed_them(desk: Desk) -> None:
    issued(desk, date(2026, 11, 20))
    issued(desk, date(2026, 11, 18))
    issued(desk, date(2026, 11, 19))
    issued(desk, date(2026, 11, 20))
    falls = report(desk).falls
    assert [(fall.number, fall.after, fall.confirmed) for fall in falls] == [
        ("INV-2026-0002", "INV-2026-0001", True),
        ("INV-2026-0003", "INV-2026-0001", True),
    ]
    assert report(desk).is_clean


def test_a_void_number_is_used_and_said_to_be_void(desk: Desk) -> None:
    first = desk.issue()
    desk.write(lambda session: withdrawing.void(session, first.document_id, why="Typed twice", at=desk.now))
    assert desk.issue().number == "INV-2026-0002"
    found = report(desk)
    assert found.void == ("INV-2026-0001",)
    assert found.is_clean
