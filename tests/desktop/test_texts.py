"""Twilio's port against a practice Twilio that fails in every way that it can."""

from collections.abc import Iterator

import pytest

from desktop.texts import (
    Delivery,
    MaybeTexted,
    OptedOut,
    TextPort,
    TextRefused,
    TextsAway,
    TextsBusy,
    WrongToken,
)
from tests.fakes.twilio.server import ACCOUNT, FROM, TOKEN, Manner, PracticeTwilio, practice_twilio

TO = "+353851112233"


@pytest.fixture
def twilio() -> Iterator[PracticeTwilio]:
    with practice_twilio() as it:
        yield it


def port(twilio: PracticeTwilio, token: str = TOKEN, seconds: float = 1) -> TextPort:
    return TextPort(ACCOUNT, token, base=twilio.address, seconds=seconds)


def test_a_message_is_handed_in_once_and_followed(twilio: PracticeTwilio) -> None:
    with port(twilio) as opened:
        assert opened.check() == "Alder & Finch"
        sid = opened.send(TO, "Hello €", FROM).sid
        assert opened.delivery(sid) == Delivery("under_way")
        twilio.becomes(sid, "delivered")
        assert opened.delivery(sid) == Delivery("arrived")
        twilio.becomes(sid, "undelivered", code=30003, why="Unreachable destination handset")
        assert opened.delivery(sid) == Delivery("failed", "30003: Unreachable destination handset")
    (message,) = twilio.messages.values()
    assert (message["to"], message["from"], message["body"]) == (TO, FROM, "Hello €")


def test_a_messaging_service_is_named_instead_of_a_number(twilio: PracticeTwilio) -> None:
    with port(twilio) as opened:
        opened.send(TO, "Hello", "MG" + "0" * 32)
    (message,) = twilio.messages.values()
    assert (message["from"], message["messaging_service_sid"]) == (None, "MG" + "0" * 32)


@pytest.mark.parametrize(
    ("manner", "error"),
    [
        ("busy", TextsBusy),
        ("down", TextsBusy),
        ("broken", MaybeTexted),
        ("html", MaybeTexted),
        ("no sid", MaybeTexted),
        ("silent", MaybeTexted),
        ("answer lost", MaybeTexted),
    ],
)
def test_what_may_have_been_sent_is_told_apart_from_what_was_not(
    twilio: PracticeTwilio, manner: Manner, error: type[Exception]
) -> None:
    twilio.manner = manner
    with port(twilio, seconds=0.3) as opened, pytest.raises(error):
        opened.send(TO, "Hello", FROM)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with TextPort(ACCOUNT, TOKEN, base="http://127.0.0.1:9", seconds=1) as opened:
        for call in (lambda: opened.send(TO, "Hello", FROM), opened.check, lambda: opened.delivery("SM" + "0" * 32)):
            with pytest.raises(TextsAway):
                call()


def test_a_wrong_token_a_number_that_opted_out_and_a_refusal_each_say_what_they_are(twilio: PracticeTwilio) -> None:
    with port(twilio, "wrong") as opened:
        for call in (opened.check, lambda: opened.send(TO, "Hello", FROM)):
            with pytest.raises(WrongToken):
                call()
    twilio.stopped.add(TO)
    with port(twilio) as opened:
        with pytest.raises(OptedOut):
            opened.send(TO, "Hello", FROM)
        with pytest.raises(TextRefused, match="Twilio refused it: 21211: Invalid 'To' Phone Number"):
            opened.send("+353850000000", "Hello", FROM)
        with pytest.raises(TextRefused, match="20404"):
            opened.delivery("SM" + "0" * 32)
    assert twilio.messages == {}


def test_no_token_stands_in_a_repr_or_an_error(twilio: PracticeTwilio) -> None:
    twilio.manner = "busy"
    with port(twilio) as opened:
        assert TOKEN not in repr(opened)
        with pytest.raises(TextsBusy) as raised:
            opened.send(TO, "Hello", FROM)
    assert TOKEN not in repr(raised.value)
    assert raised.value.__cause__ is None
