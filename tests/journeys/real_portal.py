"""A real portal in a process of its own, that can be killed and started again on the same address."""

import re
import socket
import subprocess
import sys
from pathlib import Path


class RealPortal:
    """``python -m portal`` with one office; the port stays the same over restarts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[str] | None = None
        self.address = f"http://127.0.0.1:{self._port}"
        self.store = folder / "portal.db"
        self.log = folder / "portal.log"
        self.key = self._add_office()

    def start(self) -> None:
        """Start serving and wait until it listens."""
        command = [*self._command(), "serve", "--port", str(self._port)]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("Serving on ")

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def run(self, *words: str) -> str:
        """Run another command of the portal and return what it printed."""
        return subprocess.run([*self._command(), *words], check=True, capture_output=True, text=True).stdout

    def _add_office(self) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        found = re.search(r"^Key\s+(\S+)$", self.run("office", "add", "Alder & Finch"), re.MULTILINE)
        assert found
        return found[1]

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "portal", "--data", str(self._folder)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
