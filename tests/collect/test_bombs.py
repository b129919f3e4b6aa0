"""What is built to fill the memory does not: measured at the process that collects it."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.support.commands import PROJECT

MOST = 300_000_000  # bytes
# Runs a verb, then prints the largest memory that the process ever held, in kB, and how the verb ended.
MEASURED = """
import re, runpy, sys
from pathlib import Path
try:
    runpy.run_module("engine", run_name="__main__", alter_sys=True)
    code = 0
except SystemExit as ended:
    code = ended.code
print("ENDED", code, re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def zeros(path, start=b"", megabytes=200):
    """A zip file with an image that is nearly nothing but zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.png", "w") as file:
        file.write(start)
        for _ in range(megabytes):
            file.write(bytes(1_000_000))


def tarred(path):
    """The same in a packed tar."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive, Path("/dev/zero").open("rb") as endless:
        entry = tarfile.TarInfo("a.png")
        entry.size = 200_000_000
        archive.addfile(entry, endless)


def arrays(path):
    """An NPZ file whose arrays unpack to 200 MB."""
    np.savez_compressed(path, x=np.zeros((100, 1414, 1414), np.uint8), y=np.zeros(100, np.uint8))


HEADER = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\0\0\0\0"
BOMBS = {
    "zeros.zip": (zeros, "nothing but zero bytes", 2),
    "image.zip": (lambda path: zeros(path, HEADER, 190), "over 200 times its packed size", 2),
    "zeros.tgz": (tarred, "nothing but zero bytes", 2),
    "zeros.npz": (arrays, "Images of a single colour", 0),
}


@pytest.mark.skipif(sys.platform != "linux", reason="only here does a process know its largest memory")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_stays_under_300_megabytes(home, tmp_path, name):
    make, words, code = BOMBS[name]
    make(tmp_path / name)
    words_of_command = ["collect", "--name", "d", "--source", str(tmp_path / name), "--workers=1"]
    command = [sys.executable, "-c", MEASURED, *words_of_command]
    environment = {**os.environ, "GLYPHLAB_HOME": str(home)}
    ended = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=environment, check=False)
    assert words in ended.stdout + ended.stderr, ended.stderr[-500:]
    _, ended_with, largest = ended.stdout.rpartition("ENDED")[2].rpartition("\n")[0].split(" ")
    assert int(ended_with) == code and int(largest) * 1024 < MOST
