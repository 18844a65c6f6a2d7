"""The two commands of the README, run on a small project of their own with a real virtual environment."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import dev

DEV = Path(dev.__file__)
REPORT = """
import os, signal, sys
if sys.argv[1:] == ["wait"]:
    try:
        print("waiting", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        print("closed")
        sys.exit(0)
print(sys.argv[1:], os.environ["HOME"], os.environ["QT_QPA_PLATFORM"], sys.prefix != sys.base_prefix)
sys.exit(7)
"""


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A project whose lock is empty and whose benchmarks report how they were started."""
    root = tmp_path / "project"
    root.mkdir()
    shutil.copy(DEV, root / "dev.py")
    (root / "requirements.lock").write_text("# nothing\n", "utf-8")
    (root / "pyproject.toml").touch()
    (root / "benchmarks").mkdir()
    (root / "benchmarks" / "__init__.py").touch()
    (root / "benchmarks" / "__main__.py").write_text(REPORT, "utf-8")
    return root


def start(root: Path, *arguments: str, home: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("HOME", "DISPLAY", "WAYLAND_DISPLAY")
    }
    if home is not None:
        environment["HOME"] = home
    command = [sys.executable, str(root / "dev.py"), *arguments]
    return subprocess.run(command, cwd=root.parent, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="HOME belongs to POSIX systems")
def test_one_command_sets_up_and_starts_and_the_next_start_only_starts(small_project: Path) -> None:
    first = start(small_project, "bench", "W1", "--json")
    second = start(small_project, "bench", "W1", "--json", home="")

    home = small_project / "build" / "home"
    assert first.stdout == second.stdout == f"['W1', '--json'] {home} offscreen True\n"
    assert first.returncode == second.returncode == 7
    assert "Setting up" in first.stderr
    assert second.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="every Windows and macOS has a display")
def test_the_app_without_a_display_says_what_to_do_instead(small_project: Path) -> None:
    result = start(small_project, "app")
    assert result.returncode == 1
    assert "There is no display" in result.stderr


def test_an_older_python_reads_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert dev.main() == 1
    assert "Counterfoil needs Python 3.11 or newer" in capsys.readouterr().err


def test_check_without_tests_and_test_are_together_all_of_check() -> None:
    whole = dev.steps("check", [], tests=True)
    assert whole == dev.steps("check", [], tests=False) + dev.steps("test", [], tests=True)


def test_the_first_failure_is_the_exit_code_and_the_rest_still_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    last = tmp_path / "ran"
    steps = [["-c", "raise SystemExit(3)"], ["-c", "raise SystemExit(4)"], ["-c", f"open({str(last)!r}, 'w').close()"]]
    assert dev.run_all(steps, dict(os.environ)) == 3
    assert last.exists()


@pytest.mark.skipif(os.name != "posix", reason="a signal to a whole group is POSIX")
def test_ctrl_c_lets_the_child_close_first(small_project: Path) -> None:
    start(small_project, "bench")
    # A job started in the background ignores Ctrl+C and hands that down; a person's terminal does not.
    heard = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", heard, sys.executable, str(small_project / "dev.py"), "bench", "wait"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        os.killpg(process.pid, signal.SIGINT)
        try:
            output, errors = process.communicate(timeout=20)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert (output, errors, process.returncode) == ("closed\n", "\nStopped.\n", 130)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="apt belongs to Debian")
def test_a_person_who_is_not_root_gets_the_one_line_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(dev.NotReadyError, match="sudo apt-get install -y --no-install-recommends libegl1 libgl1"):
        dev.install_with_apt(["libegl1", "libgl1"], dict(os.environ))
