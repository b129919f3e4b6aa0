"""What the benchmarks share: a workspace that is gone afterwards, and the commands of the workbench run in it."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def workspace() -> Iterator[str]:
    """An empty workspace for the commands that follow; its path."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GLYPHLAB_HOME"] = home
        yield home


def engine(command: str) -> dict[str, Any]:
    """The result of a command of the workbench. Raises CalledProcessError, after its sentence, when it fails."""
    words = [sys.executable, "-m", "engine", *shlex.split(command), "--json"]
    ended = subprocess.run(words, capture_output=True, text=True)
    if ended.returncode:
        print(ended.stderr[-2000:], file=sys.stderr, flush=True)
        ended.check_returncode()
    return json.loads(ended.stdout)
