"""``counterfoil verify FILE``: an acceptance checked offline; which key signed it, and what was changed."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from billing.acceptance import key_id, sign, written
from desktop.__main__ import main
from desktop.models import PortalState
from desktop.services.certificates import certificate
from tests.billing.test_acceptance import PRIVATE, PUBLIC, record
from tests.desktop.office import Desk

FIRST = "QUO-2026-0031, accepted by Niamh Byrne for €934.80 on 2026-11-20T10:14:32Z."
TRUSTED = f"Signed by key {key_id(PUBLIC)}, which these books trust."


@pytest.fixture
def pinned(desk: Desk) -> None:
    keys = {key_id(PUBLIC): b64encode(PUBLIC).decode()}
    desk.write(lambda session: session.execute(update(PortalState).values(keys=keys)))


def said(folder: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    file = folder / "acceptance of the customer"
    file.write_bytes(content)
    code = main(["verify", str(file), "--data", str(folder)])
    return code, capsys.readouterr().out.splitlines()


def text(**changes: Any) -> str:
    return written(sign(record(**changes), PRIVATE))


def test_a_record_and_its_certificate_are_sound_and_the_key_is_named(
    pinned: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in (text().encode(), certificate(text())):
        assert said(tmp_path, content, capsys) == (0, [FIRST, TRUSTED, "Nothing was changed since."])


def test_nothing_typed_into_a_record_hides_it_in_its_certificate(
    pinned: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = certificate(text(name="Niamh }endstream endobj"))
    assert said(tmp_path, content, capsys)[0] == 0


def test_what_was_changed_is_named(pinned: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = json.loads(text())
    changed["record"] |= {"total_minor": 1, "order_number": "PO 1"}
    code, lines = said(tmp_path, json.dumps(changed).encode(), capsys)
    assert code == 1
    assert lines[-1] == "Changed since it was signed: order_number, total_minor. Do not rely on it."


def test_pages_that_show_something_else_are_found(
    pinned: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = certificate(text())
    code, lines = said(tmp_path, pdf.replace(b"%%EOF", b"%%EOF\n% more"), capsys)
    assert code == 1
    assert lines[-1].startswith("The record inside is as it was signed. These pages are not what this version draws")


def test_without_books_the_key_inside_the_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = said(tmp_path, text().encode(), capsys)
    assert (code, lines[1]) == (0, f"Signed by key {key_id(PUBLIC)}, which is known from this file only.")
    assert not (tmp_path / "books.db").exists()


def test_a_signature_that_does_not_fit_is_said_to_be_none(
    pinned: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = json.loads(text()) | {"signature": b64encode(bytes(64)).decode()}
    code, lines = said(tmp_path, json.dumps(forged).encode(), capsys)
    assert (code, lines[-1]) == (1, f"Key {key_id(PUBLIC)} did not sign this. Do not rely on it.")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 any other", b"{}", b"\x00\xff"])
def test_another_file_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    code, lines = said(tmp_path, content, capsys)
    assert (code, lines) == (1, ["This is no acceptance record of Counterfoil. Nothing was checked."])


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nowhere.json"), "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("The file cannot be read: ")


def test_control_characters_in_a_file_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = said(
        tmp_path, text(name="\x1b[2J\x1b]0;owned\x07Niamh\r\nNothing was changed since.").encode(), capsys
    )
    assert code == 0
    assert "\x1b" not in "".join(lines)
    assert len(lines) == 3
