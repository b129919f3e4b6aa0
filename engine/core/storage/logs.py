"""The log of the dashboard: what went wrong on its pages, in files that never grow without end."""

import logging
from functools import lru_cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from engine.core.storage.folders import make_folder
from engine.core.storage.paths import workspace

MOST_BYTES, OLDER_FILES = 1_000_000, 3  # of a log file before it is put aside, and how many are kept


def log_path() -> Path:
    """Where the dashboard's log is; older ones are beside it with a number."""
    return workspace() / "logs" / "dashboard.log"


def log_failure(where: str, error: BaseException) -> Path | None:
    """Adds an error with its traceback to the log, and where it happened; None if the log cannot be written."""
    try:
        logger(log_path()).error(where, exc_info=error)
    except OSError:
        return None
    return log_path()


@lru_cache(maxsize=4)
def logger(path: Path) -> logging.Logger:
    """The logger of one workspace. Raises OSError if its folder cannot be made."""
    make_folder(path.parent)
    log = logging.Logger("dashboard")  # not among the named ones, which would keep the handlers of other workspaces
    handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=OLDER_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s"))
    log.addHandler(handler)
    return log
