"""What the operator types: offices, keys, links, copies; a practice portal that ends with its parent."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from billing.links import long_form
from portal.__main__ import main
from portal.keys import KEY_VARIABLE, PortalKeys, UnreadableKeys, portal_keys
from tests.portal.desk import Desk, running

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def type_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """Type a command and return its code, what it said, and what it complained about."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["--data", str(tmp_path), *words])
        return code, *capsys.readouterr()

    return run


def _key(said: str) -> str:
    return next(line.split()[1] for line in said.splitlines() if line.startswith("Key"))


async def test_an_office_gets_its_first_key_once(type_in: Type, tmp_path: Path) -> None:
    code, said, _ = type_in("office", "add", "Alder & Finch", "--computer", "Front desk")
    assert code == 0
    async with running(tmp_path) as portal:
        desk = Desk("", _key(said), portal.browser())
        info = (await desk.call("GET", "/office")).json()
    assert (info["name"], info["computer"]) == ("Alder & Finch", "Front desk")
    assert _key(said) not in type_in("office", "key", "list", "Alder & Finch")[1]


def test_keys_come_and_go(type_in: Type) -> None:
    type_in("office", "add", "Alder")
    assert type_in("office", "key", "add", "Alder", "Laptop")[0] == 0
    assert type_in("office", "key", "revoke", "Alder", "Laptop")[0] == 0
    code, said, _ = type_in("office", "key", "list", "Alder")
    assert code == 0
    assert [line.split("  ")[1].split()[0] for line in said.splitlines()] == ["not", "revoked"]


@pytest.mark.parametrize(
    "words",
    [
        ("office", "key", "list", "Nobody"),
        ("office", "key", "revoke", "Alder", "Nothing"),
        ("link", "revoke", "https://portal.example/portal/invoice/" + "A" * 32),
        ("link", "revoke", "nonsense"),
        ("restore", "not-there.db"),
        ("serve", "--practice", "--host", "0.0.0.0"),
        ("serve", "--ready-file", "x.json"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(type_in: Type, words: tuple[str, ...]) -> None:
    type_in("office", "add", "Alder")
    code, said, complaint = type_in(*words)
    assert (code, said) == (1, "")
    assert complaint.count("\n") == 1
    assert complaint.rstrip().endswith(".")


async def test_a_link_switched_off_by_the_operator_is_told(type_in: Type, tmp_path: Path) -> None:
    """Beside a running server: the page is gone at once, the office hears of it."""
    async with running(tmp_path) as portal:
        desk = portal.office()
        link = await desk.publish()
        assert (await portal.browser().get(link.path)).status_code == 200
        address = long_form("https://portal.example", link.kind, link.token)
        assert type_in("link", "revoke", address)[0] == 0
        assert (await portal.browser().get(link.path)).status_code == 410
        (row,) = (await desk.feed()).events
        assert (row.kind, row.sealed, desk.opened(link, row).doc) == ("link.revoked", True, link.doc)
        assert type_in("link", "revoke", address)[0] == 1


async def test_a_restored_portal_rests_until_its_offices_confirm(type_in: Type, tmp_path: Path) -> None:
    """The copy is made and brought back under the running server, whose kept pages must not show what is past."""
    copy = tmp_path / "copies" / "monday.db"
    async with running(tmp_path) as portal:
        desk = portal.office()
        link = await desk.publish()
        assert (await portal.browser().get(link.path)).status_code == 200
        assert type_in("backup", str(copy))[0] == 0
        later = await desk.publish()
        code, said, _ = type_in("restore", str(copy))
        assert (code, said.rstrip()[-2:]) == (0, "1.")
        assert (await portal.browser().get(link.path)).status_code == 503
        assert (await portal.browser().get(later.path)).status_code == 404
        assert (await desk.post(desk.batch())).json()["code"] == "on_hold"
    assert [path.name for path in tmp_path.glob("*restoring*")] == []


@pytest.mark.parametrize("what", ["empty", "text", "another database"])
async def test_only_a_portals_copy_is_brought_back(type_in: Type, tmp_path: Path, what: str) -> None:
    other = tmp_path / "other.db"
    if what == "another database":
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE office (id TEXT, name TEXT)")
            connection.commit()
    else:
        other.write_bytes(b"" if what == "empty" else b"no database at all, just text" * 200)
    async with running(tmp_path) as portal:
        desk = portal.office()
        link = await desk.publish()
        assert type_in("restore", str(other))[0] == 1
        assert (await portal.browser().get(link.path)).status_code == 200


def test_a_practice_portal_says_where_it_is_and_ends_with_its_parent(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "portal", "--data", str(tmp_path / "data"), "serve", "--practice", "--port", "0"]
    for start in range(2):  # the second time on the same data: the first key is over
        ready.unlink(missing_ok=True)
        with subprocess.Popen(
            [*command, "--ready-file", str(ready)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            assert process.stdout.readline().startswith("Serving on http://127.0.0.1:")
            told = json.loads(ready.read_text("utf-8"))
            headers = {"Authorization": f"Bearer {told['key']}", "Counterfoil-Wire": "1"}
            info = httpx2.get(f"{told['address']}/api/v1/office", headers=headers).json()
            process.stdin.close()
            assert process.wait(10) == 0
        assert (info["practice"], info["name"]) == (True, "Practice"), start
        if os.name == "posix":
            assert stat.S_IMODE(ready.stat().st_mode) == 0o600


def test_the_portals_keys_are_made_once_for_this_user_alone(tmp_path: Path) -> None:
    first = portal_keys(tmp_path, {})
    assert portal_keys(tmp_path, {}) == first
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "portal.key").stat().st_mode) == 0o600
    fresh = PortalKeys.fresh()
    (tmp_path / "other").mkdir()
    portal_keys(tmp_path / "other", {})
    written = (tmp_path / "other" / "portal.key").read_text("utf-8")
    assert portal_keys(tmp_path, {KEY_VARIABLE: written}) != first
    assert fresh != first


@pytest.mark.parametrize("text", ["", "{}", '{"master": "x", "signing": "x"}', "[]", '{"master": "", "signing": ""}'])
def test_a_key_file_that_holds_something_else_is_never_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "portal.key").write_text(text, "utf-8")
    with pytest.raises(UnreadableKeys):
        portal_keys(tmp_path, {})
    assert (tmp_path / "portal.key").read_text("utf-8") == text
