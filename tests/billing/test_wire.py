"""Messages: the same on both sides, nothing unnamed, nothing out of bounds."""

import pytest
from pydantic import ValidationError

from billing.wire import Batch, EventBody, LinkPut, OfficeProfile, PaymentsPut, Wrap, first_tip, next_tip

PUT = {
    "op": "link.put",
    "id": "01990000-0000-7000-8000-000000000001",
    "lookup": "a" * 64,
    "kind": "invoice",
    "doc": "b" * 32,
    "version": 1,
    "digest": "c" * 64,
    "state": "open",
    "payable": "d" * 32,
    "view": "e" * 32,
    "wraps": [{"content": "e" * 32, "sealed": "/wA="}],
}


def test_a_message_survives_its_own_json() -> None:
    put = LinkPut.model_validate(PUT)
    assert put.wraps == (Wrap(content="e" * 32, sealed=b"\xff\x00"),)
    assert LinkPut.model_validate_json(put.model_dump_json()) == put


@pytest.mark.parametrize(
    "change",
    [
        {"lookup": "A" * 64},
        {"lookup": "a" * 63},
        {"version": 0},
        {"kind": "order"},
        {"state": "live"},
        {"lifetime": 59},
        {"lifetime": 10**12},
        {"wraps": [{"content": "e" * 32, "sealed": "not base64"}]},
        {"token": "A" * 32},
    ],
)
def test_what_the_contract_does_not_name_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LinkPut.model_validate(PUT | change)


def test_a_batch_holds_at_most_a_hundred_operations() -> None:
    batch = {"batch": PUT["id"], "receipt": "", "books": PUT["id"], "operations": [PUT] * 101}
    with pytest.raises(ValidationError, match="100"):
        Batch.model_validate(batch)


def test_a_profile_takes_no_markup_as_colour() -> None:
    brand = {"brand": "#0b6075", "on_brand": "#ffffff", "brand_dark": "#5dbbd0", "on_brand_dark": "#06232a"}
    OfficeProfile.model_validate({"name": "Alder", "brand": brand})
    with pytest.raises(ValidationError):
        OfficeProfile.model_validate({"name": "Alder", "brand": brand | {"brand": "red;}</style>"}})


def test_neither_a_message_nor_its_errors_show_a_secret() -> None:
    values = {"id": PUT["id"], "key": "sk_test_kept", "webhook_secret": "whsec_kept", "livemode": False}
    assert "kept" not in repr(PaymentsPut.model_validate(values))
    for wrong in ({"key": "sk_test_kept secret"}, {"webhook_secret": "whsec kept"}):
        with pytest.raises(ValidationError) as refused:
            PaymentsPut.model_validate(values | wrong)
        assert "kept" not in f"{refused.value} {refused.value!r}"


def test_the_running_hash_depends_on_every_event_and_its_order() -> None:
    start = first_tip("0" * 32)
    one = next_tip(next_tip(start, "first", b"1"), "second", b"2")
    other = next_tip(next_tip(start, "second", b"2"), "first", b"1")
    assert one != other
    assert next_tip(start, "first", b"1") != next_tip(start, "first", b"2")
    assert first_tip("1" * 32) != start


def test_events_say_who_they_are() -> None:
    body = EventBody(id=str(PUT["id"]), kind="link.viewed", doc=None)
    assert EventBody.model_validate_json(body.model_dump_json()) == body
