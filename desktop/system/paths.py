"""Where things lie on this computer."""

import os
from dataclasses import dataclass
from pathlib import Path

DATA_VARIABLE = "COUNTERFOIL_DATA"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One office's folder; everything of it lies inside."""

    root: Path

    @property
    def books(self) -> Path:
        return self.root / "books.db"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def settings(self) -> Path:
        return self.root / "window.ini"

    @property
    def log(self) -> Path:
        return self.root / "counterfoil.log"


def data_folder() -> DataFolder:
    """Return the folder named by COUNTERFOIL_DATA, else Counterfoil in the user's documents."""
    import platformdirs  # a start that names its folder can spare it

    named = os.environ.get(DATA_VARIABLE)
    return DataFolder(Path(named) if named else Path(platformdirs.user_documents_dir()) / "Counterfoil")
