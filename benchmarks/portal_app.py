"""The portal as it is served, on the store named by the environment, for a process of its own."""

import logging
import os
from pathlib import Path

from benchmarks.portal_store import STORE
from portal.app import make_app
from portal.context import Settings

logging.getLogger().setLevel(logging.WARNING)
app = make_app(Settings(data=Path(os.environ[STORE])))
