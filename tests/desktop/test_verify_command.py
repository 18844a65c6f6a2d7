"""``counterfoil verify``: from a terminal, without a window, with an exit code that a script can read."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop.__main__ import main
from tests.desktop.office import Desk


def test_sound_books_are_said_to_be_sound(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.issue()
    desk.issue()
    assert main(["verify", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 issued documents were checked, and their PDFs.",
        "Everything is as it was issued.",
    ]


def test_the_first_bad_number_stands_first_and_the_exit_code_says_no(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [desk.issue() for _ in range(3)]
    pdf = next(desk.archive.folder.rglob("*.pdf"))
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert main(["verify", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "its PDF was changed after it was issued" in said
    assert any(each.number in said for each in documents)
    assert "Bring the books and the folder archive back from a backup" in said


def test_a_folder_without_books_stays_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(tmp_path / "nowhere")]) == 1
    assert "There are no books" in capsys.readouterr().out
    assert not (tmp_path / "nowhere").exists()


def test_books_of_another_shape_are_left_as_they_are(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.books.close()
    with closing(sqlite3.connect(tmp_path / "books.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    assert main(["verify", "--data", str(tmp_path)]) == 1
    assert "Open them in Counterfoil once" in capsys.readouterr().out


def test_a_damaged_file_is_a_sentence(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.books.close()
    (tmp_path / "books.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8_192)
    assert main(["verify", "--data", str(tmp_path)]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_no_window_is_needed(desk: Desk, tmp_path: Path) -> None:
    desk.issue()
    lines = (
        "import sys",
        "from desktop.__main__ import main",
        "code = main(sys.argv[1:])",
        "assert 'PySide6' not in sys.modules",
        "sys.exit(code)",
    )
    command = [sys.executable, "-c", "\n".join(lines), "verify", "--data", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Everything is as it was issued." in ran.stdout
