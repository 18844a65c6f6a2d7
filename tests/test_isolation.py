"""What conftest.py promises every test: no network, no real keychain, and in CI no journey left out."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.errors import PasswordDeleteError
from pytest_socket import SocketConnectBlockedError

TESTS = Path(__file__).parent
PRINT_KEYRING = "import keyring; print(type(keyring.get_keyring()).__name__, keyring.get_password('portal', 'office'))"


def test_no_test_leaves_this_computer() -> None:
    documentation_address = "192.0.2.1"
    with pytest.warns(UserWarning, match=documentation_address), pytest.raises(SocketConnectBlockedError):
        socket.create_connection((documentation_address, 443), timeout=1)


def test_a_connection_within_this_computer_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_a_secret_stays_in_the_test_that_kept_it() -> None:
    keyring.set_password("portal", "office", "between us")
    assert keyring.get_password("portal", "office") == "between us"
    child = subprocess.run([sys.executable, "-c", PRINT_KEYRING], capture_output=True, text=True, check=True)
    assert child.stdout == "MemoryKeyring None\n"


@pytest.mark.parametrize("time", ["first", "again"])
def test_every_test_begins_with_an_empty_keychain(time: str) -> None:
    assert keyring.get_password("portal", "office") is None
    keyring.set_password("portal", "office", time)


def test_deleting_what_is_not_there_is_refused_as_the_real_ones_do() -> None:
    keyring.set_password("portal", "office", "between us")
    keyring.delete_password("portal", "office")
    with pytest.raises(PasswordDeleteError):
        keyring.delete_password("portal", "office")


@pytest.mark.parametrize(
    ("ci", "folder", "code"), [("true", "journeys", 1), ("", "journeys", 0), ("true", "billing", 0)]
)
def test_ci_leaves_out_no_journey(tmp_path: Path, ci: str, folder: str, code: int) -> None:
    shutil.copytree(TESTS / "fakes", tmp_path / "tests" / "fakes")
    for name in ("tests/__init__.py", "tests/conftest.py", "pyproject.toml"):
        shutil.copy(TESTS.parent / name, tmp_path / name)
    (tmp_path / "tests" / folder).mkdir()
    journey = "import pytest\n\ndef test_journey():\n    pytest.skip('no browser here')\n"
    (tmp_path / "tests" / folder / "test_it.py").write_text(journey, "utf-8")

    environment = {**os.environ, "CI": ci, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == code, result.stdout
    assert ("CI leaves out no journey" in result.stdout) is bool(code)
