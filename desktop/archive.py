"""The PDF folder: insert-only, named by content, on disk before the books name it."""

import hashlib
import os
import tempfile
from pathlib import Path

from billing.errors import Unavailable


class ArchiveUnavailable(Unavailable):
    """The archive could not be written or read; the issue that needed it did not happen."""


class Archive:
    """``archive/ab/<sha256>.pdf``; the very bytes that e-mail, portal and archive hand out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the PDF with this hash lies."""
        return self.folder / sha256[:2] / f"{sha256}.pdf"

    def keep(self, pdf: bytes) -> str:
        """Store ``pdf``, synced to disk, and return its SHA-256; the same bytes twice are one file.

        Raises ArchiveUnavailable; nothing half-written gets the name.
        """
        sha256 = hashlib.sha256(pdf).hexdigest()
        target = self.path(sha256)
        try:
            if not target.exists():
                _make_folder(target.parent)
                _write_through(target, pdf)
        except OSError as error:
            raise ArchiveUnavailable(
                "The PDF cannot be written: the disk is full or the folder is read-only. "
                "Nothing was issued and no number was used. Free some space, then issue again."
            ) from error
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the archived bytes. Raises ArchiveUnavailable when missing or not what was archived."""
        try:
            pdf = self.path(sha256).read_bytes()
        except OSError as error:
            raise ArchiveUnavailable(
                "The archived PDF is missing. The books are fine. Bring the archive folder back from a backup."
            ) from error
        if hashlib.sha256(pdf).hexdigest() != sha256:
            raise ArchiveUnavailable(
                "The archived PDF was changed since it was issued. It is not handed out. "
                "Bring the archive folder back from a backup."
            )
        return pdf


def _make_folder(folder: Path) -> None:
    """Make ``folder`` and those above it; the name of each is durable before anything is written inside."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def _write_through(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".unfinished")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows does so itself and cannot open a folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
