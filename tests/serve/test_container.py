"""What the Containerfile builds can serve: its files exist, and its packages are enough, without a container engine."""

import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.commands import PROJECT
from tests.support.server import serving

LINES = (PROJECT / "Containerfile").read_text(encoding="utf-8").splitlines()
PINNED = [line for line in (PROJECT / "requirements-serve.txt").read_text().splitlines() if not line.startswith("#")]


def with_what_they_need(names):
    """The installed distributions of these names, and of all that they need, by name."""
    complete: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in complete:
            complete[name] = distribution(name)
            needed = map(Requirement, complete[name].requires or ())
            waiting += [need.name for need in needed if not need.marker or need.marker.evaluate({"extra": ""})]
    return complete


def test_its_packages_are_those_of_the_workbench_and_what_it_copies_exists():
    whole = (PROJECT / "requirements.txt").read_text()
    assert PINNED and all(line in whole for line in PINNED)
    copied = [source for line in LINES if line.startswith("COPY") for source in line.split()[1:-1]]
    assert copied and all((PROJECT / source).exists() for source in copied)
    assert not re.search(r"tensorflow|streamlit|pandas|(?i:token=\w)", "\n".join([*LINES[4:], *PINNED]))
    assert any(line.startswith("USER ") for line in LINES) and LINES[-1].startswith("ENTRYPOINT")


def test_a_server_runs_with_these_packages_alone(server_home, images, expected, tmp_path):
    (packages := tmp_path / "packages").mkdir()
    for package in with_what_they_need(re.split("==|;", line)[0].strip() for line in PINNED).values():
        for top in {file.parts[0] for file in package.files or () if file.parts[0] not in ("..", "__pycache__")}:
            target = Path(str(package.locate_file(top)))
            if target.exists() and not (packages / top).exists():
                (packages / top).symlink_to(target)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    (site,) = (tmp_path / "venv").glob("lib/*/site-packages")
    (site / "alone.pth").write_text(str(packages))
    python = next((tmp_path / "venv").glob("[bS]*/python*"))
    with serving(server_home, "--model reader --processes 1", python=str(python)) as alone:
        assert alone.post("/predict", images[0]).said["text"] == expected[0]
        assert alone.get("/docs").status == 200
