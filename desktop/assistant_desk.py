"""The assistant as the window opens it: its clients, its proposals, and what a client's settings take."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.assistant_doors import PaperDoors, registry, today

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from PySide6.QtCore import SignalInstance
    from sqlalchemy.orm import Session

    from desktop.assistant_lines import AssistantDoors
    from desktop.services.assisting.proposing import Decided
    from desktop.system.paths import DataFolder

_ROOT = Path(__file__).parent.parent


class AssistantDesk:
    """See ``views.desk.AssistantDoor``."""

    def __init__(self, lines: AssistantDoors, folder: DataFolder, now: Callable[[], datetime]) -> None:
        self._lines = lines
        self._folder = folder
        self._now = now

    @property
    def called(self) -> SignalInstance:
        return self._lines.called

    @property
    def port(self) -> int:
        return self._lines.port

    def leaving(self) -> tuple[tuple[str, str], ...]:
        return tuple((tool.name, tool.title) for tool in registry().values() if tool.effect == "leaves")

    def approve(self, session: Session, proposal_id: UUID) -> Decided:
        """See ``views.desk.AssistantDoor``. Raises AlreadyDecided, TooLate, KeyEnded."""
        from desktop.assistant.approving import approve
        from desktop.assistant.tool import Errand

        now = self._now()
        errand = Errand(session, now, today(session, now), PaperDoors(self._folder.archive))
        return approve(session, registry(), proposal_id, errand)

    def configuration(self, key: str) -> str:
        """See ``views.desk.AssistantDoor``. One line a setting, so that a person can read it."""
        command, arguments, environment = _start(self._folder)
        env = {**environment, "COUNTERFOIL_KEY": key}
        parts = (f'"{name}": {_one_line(value)}' for name, value in (("command", command), ("args", arguments)))
        lines = ",\n      ".join([*parts, f'"env": {_one_line(env)}'])
        return f'{{\n  "mcpServers": {{\n    "counterfoil": {{\n      {lines}\n    }}\n  }}\n}}'

    def serve_http(self, port: int) -> None:
        """See ``views.desk.AssistantDoor``. Raises PortTaken."""
        self._lines.serve_http(port)

    def stop_http(self) -> None:
        self._lines.stop_http()


def _one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _start(folder: DataFolder) -> tuple[str, list[str], dict[str, str]]:
    """Return how an AI client starts this very program: packaged, or from its sources."""
    arguments = ["--data", str(folder.root), "mcp"]
    if getattr(sys, "frozen", False):
        return sys.executable, arguments, {}
    return sys.executable, ["-m", "desktop", *arguments], {"PYTHONPATH": str(_ROOT)}
