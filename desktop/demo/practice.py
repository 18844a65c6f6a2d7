"""The practice portal: a real portal on this computer, as a child process that ends with the demo."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from billing.errors import Unavailable

_PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class PracticeAddress:
    """Where the practice portal answers, and the key of its one office."""

    address: str
    key: str = field(repr=False)


class PracticePortalProcess:
    """Runs ``python -m portal serve --practice``; it stops when its standard input closes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def start(self) -> PracticeAddress:
        """Start the child, on the same port as before, and return its address and a fresh key.

        Raises Unavailable when it does not come up.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        ready = self._folder / "ready.json"
        ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", "portal", "--data", str(self._folder), "serve", "--practice"]
        with (self._folder / "portal.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [*command, "--port", str(self._port), "--ready-file", str(ready)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )
        told = _wait_for(ready, self._process)
        self._port = urlsplit(told["address"]).port or 0
        return PracticeAddress(told["address"], told["key"])

    def stop(self) -> None:
        """End the child and wait for it."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _wait_for(ready: Path, process: subprocess.Popen[bytes]) -> dict[str, str]:
    for _ in range(_PATIENCE_S * 20):
        if ready.exists():
            told: dict[str, str] = json.loads(ready.read_text("utf-8"))
            return told
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise Unavailable("The practice portal did not start. The demo company works without it. Close it and try again.")
