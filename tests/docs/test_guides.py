"""What the pages tell people to type can be typed: run where it is safe, read by the real parser everywhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from benchmarks.__main__ import known_ids
from portal import __main__ as portal
from tests.docs.pages import ROOT, Command, all_commands, commands

OPERATOR = ROOT / "docs" / "operator-guide.md"
PORTAL = ("python", "-m", "portal")
DEV = ("python3", "dev.py")
BY_OTHERS = {"python3 -m venv portal-env", 'portal-env/bin/pip install ".[portal]"'}  # a network, or another program
NOT_HERE = {"serve", "link", "--database"}  # runs for ever, wants a customer's link, wants a server


def is_portal(command: Command) -> bool:
    return command.words[:3] == PORTAL


def test_the_operator_guide_can_be_typed_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    typed = [each for each in commands(OPERATOR) if is_portal(each) and not NOT_HERE & set(each.words)]
    for command in typed:
        assert portal.main(list(command.words[3:])) == 0, f"{command}: {capsys.readouterr().err}"
    told = capsys.readouterr().out
    assert len(typed) == 6
    assert "Front desk  revoked" not in told  # it is listed before it is revoked
    assert "Offices on hold until their computers confirm: 1." in told
    assert (tmp_path / "backups" / "monday.db").is_file()


@pytest.mark.parametrize("command", [each for each in all_commands() if is_portal(each)], ids=str)
def test_the_portal_understands_every_line(command: Command) -> None:
    parsed = portal._parser().parse_args(command.words[3:])
    assert callable(parsed.run)


@pytest.mark.parametrize("command", [each for each in all_commands() if each.words[:2] == DEV], ids=str)
def test_dev_understands_every_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", list(command.words[1:]))
    options, rest = dev.read_arguments()
    if options.command == "app":
        assert_desktop_reads(rest)
    elif options.command == "bench":
        assert set(rest) <= set(known_ids())
    else:
        assert rest == []


def assert_desktop_reads(arguments: list[str]) -> None:
    """In a process of its own: the app's first file turns the garbage collector off."""
    code = "import json, sys; from desktop.__main__ import _options; _options(json.loads(sys.argv[1]))"
    command = [sys.executable, "-c", code, json.dumps(arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_line_stands_on_a_page_that_nothing_here_reads() -> None:
    read = [each for each in all_commands() if is_portal(each) or each.words[:2] == DEV]
    rest = {each.line for each in all_commands() if each not in read}
    assert {line for line in rest if not line.startswith("uv pip compile ")} == BY_OTHERS


@pytest.mark.parametrize("line", ["python -m portal --data d serve --hots 1", "python -m portal office remove x"])
def test_a_line_that_the_portal_does_not_know_is_noticed(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        portal._parser().parse_args(line.split()[3:])
    assert "error" in capsys.readouterr().err
