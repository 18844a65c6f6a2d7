"""What a person may say about the business, and what no page or calendar could bear."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from billing.errors import Refused
from desktop.models import Office
from desktop.services import posting
from desktop.services.office import (
    BusinessValues,
    NamelessBusiness,
    NoSuchTimeZone,
    TooLong,
    change_business,
    found_office,
)
from desktop.services.online.rules import PayRules, change_pay_rules
from desktop.services.payments.house_rules import HouseRules, change_house_rules
from tests.desktop.office import FOUNDING, Desk

VALUES = BusinessValues(name="Alder & Finch", time_zone="Europe/Dublin")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " \t"}, NamelessBusiness),
        ({"name": "A" * 201}, TooLong),
        ({"email": "a" * 321}, TooLong),
        ({"phone": "1" * 51}, TooLong),
        ({"website": "w" * 201}, TooLong),
        ({"time_zone": "Mars/Olympus"}, NoSuchTimeZone),
        ({"time_zone": ""}, NoSuchTimeZone),
        ({"time_zone": "../etc"}, NoSuchTimeZone),
        ({"time_zone": "Europe"}, NoSuchTimeZone),
    ],
)
def test_what_the_portal_could_not_show_is_refused_before_it_is_queued(
    desk: Desk, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        desk.write(lambda session: change_business(session, replace(VALUES, **changes), at=desk.now))
    assert desk.read(lambda session: session.scalars(select(Office.name)).one()) == "Alder & Finch"
    if changes.keys() <= {"name", "time_zone"}:
        with pytest.raises(refusal):
            desk.write(lambda session: found_office(session, replace(FOUNDING, **changes)))


def test_the_longest_that_is_taken_reaches_the_portal(desk: Desk) -> None:
    desk.connect()
    longest = replace(VALUES, name="A" * 200, email="a" * 320, phone="1" * 50, website="w" * 200)
    desk.write(lambda session: change_business(session, longest, at=desk.now))
    batch = desk.write(posting.prepare_batch)
    assert batch is not None
    assert [each.op for each in batch.operations] == ["office.put"]


def test_with_another_currency_no_amount_of_the_former_one_is_left(desk: Desk) -> None:
    desk.write(lambda session: change_house_rules(session, HouseRules("Ask Anna.", 5_000)))
    desk.write(lambda session: change_pay_rules(session, PayRules(parts=True, part_minor=2_500), at=desk.now))
    for currency, kept in (("EUR", (5_000, 2_500)), ("JPY", (0, 0))):
        values = replace(VALUES, currency=currency)
        desk.write(lambda session, values=values: change_business(session, values, at=desk.now))  # type: ignore[misc]
        office = desk.read(lambda session: session.scalars(select(Office)).one())
        assert (office.small_minor, office.pay_part_minor) == kept
    assert (office.money_policy, office.pay_parts) == ("Ask Anna.", True)
