"""What tests share: a workspace of their own, one with a trained model in it, and the real data where it is there."""

import os
import shutil
import sys

import pytest
from filelock import FileLock

from engine.core.jobs import control
from tests.support.commands import PROJECT, engine
from tests.support.jobs import run_as_job
from tests.support.server import serving

STORY = (
    "generate --name digits --symbols 012 --length 1-2 --count 300 --width 64 --height 32 --font-size 24 --seed 1",
    "split --dataset digits --seed 1",
    "train --dataset digits --name reader --epochs 3 --seed 1",
    "classify --dataset digits --model reader --part test",
)
LIMITS = "--processes 2 --megabytes 1 --megapixels 0.5 --batch 4 --seconds 1"


def pytest_xdist_auto_num_workers(config):
    """One process more than there are processors, because tests wait for jobs, servers and browsers of their own."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def same_main():
    """Leaves the main module as it was: AppTest puts its script there, and processes spawned later would run it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty workspace; the code under test and its child processes use it. Fails if a page noted an error there."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("GLYPHLAB_HOME", str(folder))
    yield folder
    log = folder / "logs" / "dashboard.log"
    assert not log.is_file(), log.read_text(encoding="utf-8")[-3000:]


@pytest.fixture
def do(home):
    """Runs a stage as a job in this process; returns the ended job."""
    return run_as_job


@pytest.fixture
def create_job(home):
    """Makes a job whose process never begins, as `control.create`; it waits for as long as the test runs."""
    return control.create


@pytest.fixture
def tiny(do):
    """A dataset of 40 drawn images of the digits 0 and 1, named tiny."""
    assert do("generate", name="tiny", count=40, symbols="01", length=2, workers=1).state == "done"
    return "tiny"


@pytest.fixture(scope="session")
def workspace_once(tmp_path_factory):
    """Makes a workspace by commands, once for all the processes that share a run of the tests; gives its folder."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name, commands):
        folder, complete = shared / name, shared / f"{name}.complete"
        with FileLock(shared / f"{name}.lock"):
            if not complete.exists():
                for command in commands:
                    engine(folder, command)
                complete.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def trained_once(workspace_once):
    """A workspace in which the whole story was run from the command line, with a dataset and a model, once."""
    return workspace_once("trained", STORY)


@pytest.fixture
def trained(trained_once, home):
    """A workspace of this test alone: the dataset "digits", the model "reader", its readings of the test part."""
    shutil.copytree(trained_once, home, dirs_exist_ok=True)
    return home


@pytest.fixture(scope="session")
def server_home(trained_once, tmp_path_factory):
    """A workspace with the model "reader" that the tests of the server share."""
    home = tmp_path_factory.mktemp("serve") / "home"
    shutil.copytree(trained_once, home)
    return home


@pytest.fixture(scope="session")
def server(server_home):
    """A server with small limits in two processes, for all tests of this run; it must outlive them."""
    with serving(server_home, f"--model reader {LIMITS}") as served:
        yield served
        assert served.get("/health").status == 200
        assert served.process.poll() is None


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real images beside the project; tests that need it skip where it is absent."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real images (../shared/data) are not on this machine")
    return folder
