"""Programs that are measured from outside: by the line they print, or by the figures they print of themselves."""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence


def seconds_to_line(command: Sequence[str], line: str, environment: Mapping[str, str] | None = None) -> float:
    """Start ``command``, wait until it prints ``line``, and return how long that took; then end the program.

    The clock is that of this process, so the two need not agree on one. Raises RuntimeError when the program ends
    without printing the line; what it said stands on stderr.
    """
    inherited = dict(environment if environment is not None else os.environ)
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program finds its bytecode
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=inherited) as process:
        assert process.stdout is not None
        try:
            for printed in process.stdout:
                if printed.rstrip() == line:
                    return time.perf_counter() - began
        finally:
            process.terminate()
    raise RuntimeError(f"{' '.join(command)} ended without printing {line!r}")


def printed_figures(command: Sequence[str]) -> dict[str, float]:
    """Run ``command`` and return the JSON object that it prints. Raises CalledProcessError when it fails."""
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, float] = json.loads(printed)
    return figures
