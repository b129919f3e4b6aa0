"""The command line as a person would type it."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def engine(home: Path, command: str | list[str], code: int = 0) -> str:
    """Runs `python -m engine COMMAND`, a line or its words, on a workspace as a person would; returns its stdout."""
    words = [sys.executable, "-m", "engine", *(command.split() if isinstance(command, str) else command)]
    environment = {**os.environ, "GLYPHLAB_HOME": str(home)}
    ended = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300)
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr
