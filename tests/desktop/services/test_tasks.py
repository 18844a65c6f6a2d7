"""Tasks: written down about a document or a customer, ticked off once, gone with a draft."""

from datetime import date

import pytest

from desktop.queries.cards import activity_rows
from desktop.queries.tasks import open_tasks
from desktop.services.drafts import discard_draft
from desktop.services.tasks import LONGEST, EmptyTask, add_task, tick_off
from tests.desktop.office import Desk


def test_what_is_due_first_stands_first_and_what_has_no_day_last(desk: Desk) -> None:
    who = desk.customer()
    for says, day in (("later", date(2026, 12, 2)), ("some day", None), ("sooner", date(2026, 12, 1))):
        desk.write(lambda s, says=says, day=day: add_task(s, says, at=desk.now, customer_id=who, due_on=day))  # type: ignore[misc]
    rows = desk.read(open_tasks)
    assert [row.says for row in rows] == ["sooner", "later", "some day"]
    assert {row.customer for row in rows} == {"Rosewood Dental"}


def test_the_story_of_an_issued_document_tells_of_it_once_each(desk: Desk) -> None:
    invoice = desk.issue().document_id
    task = desk.write(lambda session: add_task(session, "Call\ud800 them", at=desk.now, document_id=invoice))
    for _ in range(2):
        desk.write(lambda session: tick_off(session, task, at=desk.now))
    kinds = [row.kind for row in desk.read(lambda session: activity_rows(session, invoice))]
    assert (kinds.count("task.added"), kinds.count("task.done")) == (1, 1)
    assert desk.read(open_tasks) == ()


def test_a_draft_is_thrown_away_with_its_tasks(desk: Desk) -> None:
    draft = desk.draft()
    desk.write(lambda session: add_task(session, "x" * (LONGEST + 1), at=desk.now, document_id=draft))
    assert len(desk.read(open_tasks)[0].says) == LONGEST
    desk.write(lambda session: discard_draft(session, draft))
    assert desk.read(open_tasks) == ()


def test_a_task_says_something(desk: Desk) -> None:
    with pytest.raises(EmptyTask):
        desk.write(lambda session: add_task(session, " \n", at=desk.now))
